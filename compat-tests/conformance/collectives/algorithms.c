/* SPDX-License-Identifier: BSL-1.0 */
/* Collectives of many sizes and every root, for the algorithms that ZEROMPI_ALGORITHM forces. The
 * result of a reduction must have the very bits that the binomial tree rooted at rank 0 gives.
 * Arguments: the most elements, if not all that there is, and whether the communicator has the even
 * ranks first, so that ranks on one host do not follow each other. */
#include <stdint.h>

#include "../check.h"

enum { LONGEST = 600001 }; /* elements, more bytes than are sent to a rank that does not look */

static int sizes[] = {0, 1, 2, 3, 5, 7, 8, 9, 64, 1001, 20001, 200003};
enum { SIZES = sizeof sizes / sizeof sizes[0], LARGE = 20000 };

static double *mine, *got, *right, *scratch;
static MPI_Comm comm = MPI_COMM_WORLD;

/* ---- Reductions ---- */

/* Of different magnitude, so that brackets make a difference. */
static double contribution(int r, int i)
{
    uint32_t h = ((uint32_t)r * 7919u + (uint32_t)i + 1) * 2654435761u;
    return ((int)(h >> 8 & 0xffff) - 30000) / 3.0 * (h & 1 ? 1e-7 : h & 2 ? 1e5 : 1);
}

enum { SUM, COMPOSE, XOR, KINDS };

/* x -> a x + b with a and b below 2^26, modulo that; the order of two matters. */
static uint64_t compose_two(uint64_t first, uint64_t second)
{
    uint64_t mask = (1u << 26) - 1, a = first >> 26, b = first & mask, c = second >> 26,
             d = second & mask;
    return (a * c & mask) << 26 | ((b * c + d) & mask);
}

static void compose(void *in, void *inout, int *n, MPI_Datatype *type)
{
    uint64_t *to = inout;
    (void)type;
    for (int i = 0; i < *n; i++)
        to[i] = compose_two(((const uint64_t *)in)[i], to[i]);
}

static MPI_Op composition;

static MPI_Datatype type_of(int kind)
{
    return kind == SUM ? MPI_DOUBLE : MPI_UINT64_T;
}

static MPI_Op op_of(int kind)
{
    return kind == SUM ? MPI_SUM : kind == XOR ? MPI_BXOR : composition;
}

static void fill(int kind, int r, int count, double *to)
{
    for (int i = 0; i < count; i++) {
        uint64_t word = ((uint64_t)r * 1000003u + (uint64_t)i) * 0x9e3779b97f4a7c15u >> 12;
        if (kind == SUM)
            to[i] = contribution(r, i);
        else
            memcpy(&to[i], &word, sizeof word);
    }
}

/* What the ranks from `first` on of a subtree of `span` ranks give, in `to`; the rest of `room` is
 * for what has to be combined. */
static void expect(int kind, int first, int span, int count, double *to, double *room)
{
    int half = 1;
    while (2 * half < span)
        half *= 2;
    if (span == 1) {
        fill(kind, first, count, to);
        return;
    }
    expect(kind, first, half, count, to, room);
    expect(kind, first + half, span - half, count, room, room + count);
    for (int i = 0; i < count; i++) {
        uint64_t a, b;
        memcpy(&a, &to[i], sizeof a);
        memcpy(&b, &room[i], sizeof b);
        a = kind == XOR ? a ^ b : compose_two(a, b);
        if (kind == SUM)
            to[i] += room[i];
        else
            memcpy(&to[i], &a, sizeof a);
    }
}

static void reduce_to(int kind, int root, int count, int in_place)
{
    memset(got, 0x55, (size_t)count * sizeof *got);
    if (in_place && rank == root)
        fill(kind, rank, count, got);
    GOOD(MPI_Reduce(in_place && rank == root ? MPI_IN_PLACE : mine, got, count, type_of(kind),
                    op_of(kind), root, comm));
    CHECK(rank != root || memcmp(got, right, (size_t)count * sizeof *got) == 0);
}

static void allreduce(int kind, int count, int in_place)
{
    if (in_place)
        fill(kind, rank, count, got);
    GOOD(MPI_Allreduce(in_place ? MPI_IN_PLACE : mine, got, count, type_of(kind), op_of(kind),
                       comm));
    CHECK(memcmp(got, right, (size_t)count * sizeof *got) == 0);
}

static void reduce_scatter(int kind, int count, int in_place)
{
    int each = count / size, counts[64], first = 0;
    size_t bytes = (size_t)each * sizeof *got;
    if (in_place)
        fill(kind, rank, count, got);
    GOOD(MPI_Reduce_scatter_block(in_place ? MPI_IN_PLACE : mine, got, each, type_of(kind),
                                  op_of(kind), comm));
    CHECK(memcmp(got, right + rank * each, bytes) == 0);
    for (int r = 0; r < size; r++) {
        counts[r] = r + 1 < size ? (each + r) % (each + 1) : count - first;
        if (counts[r] > count - first)
            counts[r] = count - first;
        first += counts[r];
    }
    first = 0;
    for (int r = 0; r < rank; r++)
        first += counts[r];
    fill(kind, rank, count, got);
    GOOD(MPI_Reduce_scatter(in_place ? MPI_IN_PLACE : mine, got, counts, type_of(kind), op_of(kind),
                            comm));
    CHECK(memcmp(got, right + first, (size_t)counts[rank] * sizeof *got) == 0);
}

static void reductions(int kind, int count)
{
    fill(kind, rank, count, mine);
    expect(kind, 0, size, count, right, scratch);
    for (int root = 0; root < size; root += count < LARGE || size < 3 ? 1 : size - 2)
        for (int in_place = 0; in_place < 2; in_place++)
            reduce_to(kind, root, count, in_place);
    for (int in_place = 0; in_place < 2; in_place++) {
        allreduce(kind, count, in_place);
        reduce_scatter(kind, count, in_place);
    }
    fill(kind, rank, count, got);
    CHECK(memcmp(got, mine, (size_t)count * sizeof *got) == 0); /* it is not written to */
}

/* ---- Data that is moved ---- */

static double value(int from, int to, int i)
{
    return from * 1e7 + to * 1e6 + i;
}

static void put(double *where, int from, int to, int count)
{
    for (int i = 0; i < count; i++)
        where[i] = value(from, to, i);
}

static void check(const double *where, int from, int to, int count)
{
    for (int i = 0; i < count; i++)
        CHECK(where[i] == value(from, to, i));
}

/* Some ranks have every second double of a row, others all: the root, and others. */
static void broadcast(int root, int count, int turn)
{
    int apart = (turn + rank) % 2;
    MPI_Datatype every_second;
    GOOD(MPI_Type_vector(count, 1, 2, MPI_DOUBLE, &every_second));
    GOOD(MPI_Type_commit(&every_second));
    memset(got, 0, 2 * (size_t)count * sizeof *got);
    if (rank == root)
        for (int i = 0; i < count; i++)
            got[apart ? 2 * i : i] = value(root, 0, i);
    if (apart)
        GOOD(MPI_Bcast(got, 1, every_second, root, comm));
    else
        GOOD(MPI_Bcast(got, count, MPI_DOUBLE, root, comm));
    for (int i = 0; i < count; i++)
        CHECK(got[apart ? 2 * i : i] == value(root, 0, i) && (!apart || got[2 * i + 1] == 0));
    GOOD(MPI_Type_free(&every_second));
}

static void rooted(int root, int count)
{
    put(mine, rank, root, count);
    GOOD(MPI_Gather(mine, count, MPI_DOUBLE, got, count, MPI_DOUBLE, root, comm));
    for (int r = 0; r < size && rank == root; r++)
        check(got + r * count, r, root, count);
    for (int r = 0; r < size; r++)
        put(got + r * count, root, r, count);
    GOOD(MPI_Scatter(got, count, MPI_DOUBLE, mine, count, MPI_DOUBLE, root, comm));
    check(mine, root, rank, count);
}

static void among_all(int count)
{
    int counts[64], places[64], place = 0;
    for (int r = 0; r < size; place += counts[r++]) {
        counts[r] = r % 3 == 1 ? 0 : count / (r + 1);
        places[r] = place;
    }
    put(mine, rank, 0, count);
    GOOD(MPI_Allgather(mine, count, MPI_DOUBLE, got, count, MPI_DOUBLE, comm));
    for (int r = 0; r < size; r++)
        check(got + r * count, r, 0, count);
    put(got + rank * count, rank, 1, count);
    GOOD(MPI_Allgather(MPI_IN_PLACE, 0, MPI_INT, got, count, MPI_DOUBLE, comm));
    for (int r = 0; r < size; r++)
        check(got + r * count, r, 1, count);
    GOOD(MPI_Allgatherv(mine, counts[rank], MPI_DOUBLE, got, counts, places, MPI_DOUBLE, comm));
    for (int r = 0; r < size; r++)
        check(got + places[r], r, 0, counts[r]);
    for (int r = 0; r < size; r++)
        put(right + r * count, rank, r, count);
    GOOD(MPI_Alltoall(right, count, MPI_DOUBLE, got, count, MPI_DOUBLE, comm));
    for (int r = 0; r < size; r++)
        check(got + r * count, r, rank, count);
    GOOD(MPI_Alltoall(MPI_IN_PLACE, 0, MPI_INT, right, count, MPI_DOUBLE, comm));
    for (int r = 0; r < size; r++)
        check(right + r * count, r, rank, count);
}

static void moves(int count)
{
    for (int root = 0; root < size; root++) {
        broadcast(root, count, root % 2);
        if (count < LARGE)
            rooted(root, count);
    }
    if (count < LARGE)
        among_all(count);
}

/* Nobody leaves a barrier before all have come: what was sent before it is there. */
static void barriers(void)
{
    int flag, next = (rank + 1) % size, before = (rank + size - 1) % size, token = 0;
    MPI_Request request;
    for (int i = 0; i < 20; i++) {
        GOOD(MPI_Isend(&i, 1, MPI_INT, next, 7, comm, &request));
        if (i % size == rank)
            for (volatile int spin = 0; spin < 100000; spin++)
                ;
        GOOD(MPI_Barrier(comm));
        do
            GOOD(MPI_Iprobe(before, 7, comm, &flag, MPI_STATUS_IGNORE));
        while (!flag);
        GOOD(MPI_Recv(&token, 1, MPI_INT, before, 7, comm, MPI_STATUS_IGNORE));
        CHECK(token == i);
        GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    }
}

/* What is too long for other sizes. */
static void longest(void)
{
    snprintf(context, sizeof context, ", %d elements", LONGEST);
    broadcast(size - 1, LONGEST, 0);
    fill(SUM, rank, LONGEST, got);
    GOOD(MPI_Reduce(rank == size / 2 ? MPI_IN_PLACE : got, got, LONGEST, MPI_DOUBLE, MPI_SUM,
                    size / 2, comm));
    expect(SUM, 0, size, 1001, right, scratch);
    CHECK(rank != size / 2 || memcmp(got, right, 1001 * sizeof *got) == 0);
    fill(XOR, rank, LONGEST, mine);
    GOOD(MPI_Reduce(mine, got, LONGEST, MPI_UINT64_T, MPI_BXOR, size / 2, comm));
    if (rank == size / 2) {
        expect(XOR, 0, size, 1001, right, scratch);
        CHECK(memcmp(got, right, 1001 * sizeof *got) == 0);
    }
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    int most = argc > 1 ? atoi(argv[1]) : LONGEST;
    CHECK(size <= 64);
    if (argc > 2) {
        GOOD(MPI_Comm_split(MPI_COMM_WORLD, 0, rank % 2, &comm));
        GOOD(MPI_Comm_rank(comm, &rank));
    }
    size_t room = (size_t)(size + 4) * 200003 + 2 * LONGEST;
    double *memory = malloc((2 * LONGEST + 3 * room) * sizeof *memory);
    CHECK(memory);
    mine = memory;
    got = mine + 2 * LONGEST;
    right = got + room;
    scratch = right + room;
    GOOD(MPI_Op_create(compose, 0, &composition));
    barriers();
    for (int i = 0; i < SIZES && sizes[i] <= most; i++) {
        snprintf(context, sizeof context, ", %d elements", sizes[i]);
        moves(sizes[i]);
        for (int kind = 0; kind < KINDS; kind++)
            reductions(kind, sizes[i]);
    }
    if (most == LONGEST)
        longest();
    if (comm != MPI_COMM_WORLD)
        GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Op_free(&composition));
    free(memory);
    return finish();
}
