/* SPDX-License-Identifier: BSL-1.0 */
/* Derived datatypes in messages of any size and in collectives: what is sent as one datatype is
 * received as another, from absolute addresses, with operators of the program
 * (sections 3.3, 5.1.12, 5.1.14, 6.9.5 of the standard). */
#include <stddef.h>

#include "../check.h"

static int right, left;

static MPI_Datatype committed(MPI_Datatype type)
{
    GOOD(MPI_Type_commit(&type));
    return type;
}

static MPI_Datatype vector(int count, int length, int stride)
{
    MPI_Datatype type;
    GOOD(MPI_Type_vector(count, length, stride, MPI_INT, &type));
    return committed(type);
}

/* Columns are received as rows, in messages from small to large. */
static void transposed(int n)
{
    int *from = malloc((size_t)n * (size_t)n * sizeof *from),
        *to = malloc((size_t)n * (size_t)n * sizeof *to);
    MPI_Datatype column = vector(n, 1, n), columns, shifted;
    /* All columns: each one int further on. */
    GOOD(MPI_Type_create_resized(column, 0, sizeof(int), &shifted));
    GOOD(MPI_Type_contiguous(n, shifted, &columns));
    columns = committed(columns);
    for (int i = 0; i < n * n; i++) {
        from[i] = rank * n * n + i;
        to[i] = -1;
    }
    GOOD(MPI_Sendrecv(from, 1, columns, right, 0, to, n * n, MPI_INT, left, 0, MPI_COMM_WORLD,
                      MPI_STATUS_IGNORE));
    for (int i = 0; i < n * n; i++)
        CHECK(to[i] == left * n * n + i % n * n + i / n);
    /* And back: the other way round at the receiver. */
    GOOD(MPI_Sendrecv(to, n * n, MPI_INT, left, 1, from, 1, columns, right, 1, MPI_COMM_WORLD,
                      MPI_STATUS_IGNORE));
    for (int i = 0; i < n * n; i++)
        CHECK(from[i] == rank * n * n + i);
    GOOD(MPI_Type_free(&columns));
    GOOD(MPI_Type_free(&shifted));
    GOOD(MPI_Type_free(&column));
    free(from);
    free(to);
}

/* A list of records, with everything in one struct: nested, with padding. */
struct record {
    char kind;
    double values[3];
    short pairs[2][2];
    int last;
};

static void records(void)
{
    enum { N = 3000 };
    const int lengths[] = {1, 3, 2, 1}, short_length[] = {2};
    const MPI_Aint places[] = {offsetof(struct record, kind), offsetof(struct record, values),
                               offsetof(struct record, pairs), offsetof(struct record, last)};
    MPI_Datatype pair, type, inner;
    GOOD(MPI_Type_contiguous(short_length[0], MPI_SHORT, &pair));
    const MPI_Datatype types[] = {MPI_CHAR, MPI_DOUBLE, pair, MPI_INT};
    GOOD(MPI_Type_create_struct(4, lengths, places, types, &inner));
    GOOD(MPI_Type_create_resized(inner, 0, sizeof(struct record), &type));
    type = committed(type);
    GOOD(MPI_Type_free(&inner));
    GOOD(MPI_Type_free(&pair));
    struct record *from = calloc(N, sizeof *from), *to = calloc(N, sizeof *to);
    memset(to, 0x5a, N * sizeof *to);
    for (int i = 0; i < N; i++) {
        from[i].kind = (char)(i % 100);
        from[i].values[2] = i + rank / 8.0;
        from[i].pairs[1][0] = (short)-i;
        from[i].last = rank;
    }
    GOOD(MPI_Sendrecv(from, N, type, right, 0, to, N, type, left, 0, MPI_COMM_WORLD,
                      MPI_STATUS_IGNORE));
    for (int i = 0; i < N; i++) {
        CHECK(to[i].kind == i % 100 && to[i].values[2] == i + left / 8.0);
        CHECK(to[i].pairs[1][0] == -i && to[i].last == left);
        CHECK(*(&to[i].kind + 1) == 0x5a); /* padding is nobody's */
    }

    /* In collectives: a broadcast, a gather to one place after the other. */
    GOOD(MPI_Bcast(from, N, type, size - 1, MPI_COMM_WORLD));
    CHECK(from[N - 1].last == size - 1 && from[7].values[2] == 7 + (size - 1) / 8.0);
    from[0].last = 1000 + rank;
    struct record *all = calloc((size_t)size, sizeof *all);
    GOOD(MPI_Gather(from, 1, type, all, 1, type, 0, MPI_COMM_WORLD));
    for (int i = 0; rank == 0 && i < size; i++)
        CHECK(all[i].last == 1000 + i);
    free(all);
    free(from);
    free(to);
    GOOD(MPI_Type_free(&type));
}

/* Absolute addresses from MPI_BOTTOM on, in messages and a broadcast. */
static void bottom(void)
{
    static double far[5000];
    int near[2] = {rank, 100 * rank}, got[2] = {-1, -1};
    static double got_far[5000];
    const int lengths[] = {2, 5000};
    const MPI_Datatype types[] = {MPI_INT, MPI_DOUBLE};
    MPI_Aint places[2];
    MPI_Datatype out, in;
    far[4999] = rank / 4.0;
    GOOD(MPI_Get_address(near, &places[0]));
    GOOD(MPI_Get_address(far, &places[1]));
    GOOD(MPI_Type_create_struct(2, lengths, places, types, &out));
    out = committed(out);
    GOOD(MPI_Get_address(got, &places[0]));
    GOOD(MPI_Get_address(got_far, &places[1]));
    GOOD(MPI_Type_create_struct(2, lengths, places, types, &in));
    in = committed(in);
    GOOD(MPI_Sendrecv(MPI_BOTTOM, 1, out, right, 0, MPI_BOTTOM, 1, in, left, 0, MPI_COMM_WORLD,
                      MPI_STATUS_IGNORE));
    CHECK(got[0] == left && got[1] == 100 * left && got_far[4999] == left / 4.0);
    GOOD(MPI_Bcast(MPI_BOTTOM, 1, in, 0, MPI_COMM_WORLD));
    int before = size - 1; /* who was left of rank 0 */
    CHECK(got[0] == before && got_far[4999] == before / 4.0);
    GOOD(MPI_Type_free(&out));
    GOOD(MPI_Type_free(&in));

    /* One block at an absolute address. */
    int number = rank + 7;
    const int one = 1;
    const MPI_Datatype integer = MPI_INT;
    GOOD(MPI_Get_address(&number, &places[0]));
    GOOD(MPI_Type_create_struct(1, &one, places, &integer, &in));
    in = committed(in);
    GOOD(MPI_Bcast(MPI_BOTTOM, 1, in, size - 1, MPI_COMM_WORLD));
    CHECK(number == size - 1 + 7);
    GOOD(MPI_Type_free(&in));
}

/* One block, which is not where the buffer is, or not as long as an element. */
static void blocks(void)
{
    enum { N = 40000 };
    const int n = N;
    const MPI_Aint four = 4 * sizeof(int);
    int *from = malloc((N + 8) * sizeof *from), *to = malloc((N + 8) * sizeof *to);
    MPI_Datatype moved, larger;
    GOOD(MPI_Type_create_hindexed(1, &n, &four, MPI_INT, &moved));
    GOOD(MPI_Type_create_resized(moved, 0, (N + 8) * sizeof(int), &larger));
    larger = committed(larger);
    GOOD(MPI_Type_free(&moved));
    for (int i = 0; i < N + 8; i++) {
        from[i] = rank + i;
        to[i] = -1;
    }
    GOOD(MPI_Sendrecv(from, 1, larger, right, 0, to, 1, larger, left, 0, MPI_COMM_WORLD,
                      MPI_STATUS_IGNORE));
    for (int i = 0; i < N + 8; i++)
        CHECK(to[i] == (i < 4 || i >= N + 4 ? -1 : left + i));
    GOOD(MPI_Bcast(to, 1, larger, 0, MPI_COMM_WORLD));
    CHECK(to[3] == -1 && to[4] == size - 1 + 4 && to[N + 4] == -1);
    GOOD(MPI_Type_free(&larger));
    free(from);
    free(to);
}

/* Shorter and longer messages than the receive's datatype. */
static void lengths(void)
{
    enum { N = 20000 };
    int *from = malloc(2 * N * sizeof *from), *to = malloc(2 * N * sizeof *to), n = 0;
    MPI_Datatype gaps = vector(N, 1, 2), element;
    MPI_Status status;
    MPI_Request request;
    for (int i = 0; i < 2 * N; i++) {
        from[i] = i;
        to[i] = -1;
    }
    const int counts[] = {0, 1, 100, N - 1};
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        GOOD(MPI_Isend(from, counts[k], MPI_INT, right, 0, MPI_COMM_WORLD, &request));
        GOOD(MPI_Recv(to, 1, gaps, left, 0, MPI_COMM_WORLD, &status));
        GOOD(MPI_Get_elements(&status, gaps, &n));
        CHECK(n == counts[k]);
        GOOD(MPI_Get_count(&status, gaps, &n));
        CHECK(n == (counts[k] ? MPI_UNDEFINED : 0));
        for (int i = 0; i < 2 * N; i++)
            CHECK(to[i] == (i % 2 == 0 && i / 2 < counts[k] ? i / 2 : -1));
        GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    }
    /* One element too many is cut off, and said. */
    GOOD(MPI_Type_vector(3, 1, 2, MPI_INT, &element));
    element = committed(element);
    int small[6] = {-1, -1, -1, -1, -1, -1};
    GOOD(MPI_Isend(from, 4, MPI_INT, right, 1, MPI_COMM_WORLD, &request));
    FAILS(MPI_Recv(small, 1, element, left, 1, MPI_COMM_WORLD, &status), MPI_ERR_TRUNCATE);
    CHECK(small[1] == -1 && small[3] == -1 && small[5] == -1);
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    GOOD(MPI_Type_free(&element));
    GOOD(MPI_Type_free(&gaps));
    free(from);
    free(to);
}

/* ---- Operators of the program on derived datatypes ---- */

struct sample {
    int count;
    double sum;
};

static MPI_Datatype sample_type;

static void add_samples(void *in, void *inout, int *n, MPI_Datatype *type)
{
    const struct sample *left_ones = in;
    struct sample *right_ones = inout;
    int bytes = 0;
    MPI_Type_size(*type, &bytes); /* it may ask for what the datatype is */
    if (bytes != sizeof(int) + sizeof(double))
        return;
    for (int i = 0; i < *n; i++) {
        right_ones[i].count += left_ones[i].count;
        right_ones[i].sum += left_ones[i].sum;
    }
}

/* Adds the ints of a vector of 3 with gaps. */
static void add_vectors(void *in, void *inout, int *n, MPI_Datatype *type)
{
    MPI_Aint lb, extent;
    MPI_Type_get_extent(*type, &lb, &extent);
    for (int i = 0; i < *n; i++) {
        const int *from = (const int *)((char *)in + i * extent);
        int *to = (int *)((char *)inout + i * extent);
        for (int k = 0; k < 6; k += 2)
            to[k] += from[k];
    }
}

static void operators(void)
{
    enum { N = 50 };
    const int ones[] = {1, 1};
    const MPI_Aint places[] = {offsetof(struct sample, count), offsetof(struct sample, sum)};
    const MPI_Datatype types[] = {MPI_INT, MPI_DOUBLE};
    struct sample mine[N], total[N];
    MPI_Op op, add;
    int sum = 0;
    GOOD(MPI_Type_create_struct(2, ones, places, types, &sample_type));
    sample_type = committed(sample_type);
    GOOD(MPI_Op_create(add_samples, 1, &op));
    for (int i = 0; i < N; i++) {
        mine[i] = (struct sample){rank + i, 0.5 * rank};
        total[i] = (struct sample){-1, -1};
    }
    for (int i = 0; i < size; i++)
        sum += i;
    GOOD(MPI_Allreduce(mine, total, N, sample_type, op, MPI_COMM_WORLD));
    for (int i = 0; i < N; i++)
        CHECK(total[i].count == sum + size * i && total[i].sum == 0.5 * sum);
    GOOD(MPI_Reduce(mine, total, 1, sample_type, op, size / 2, MPI_COMM_WORLD));
    if (rank == size / 2)
        CHECK(total[0].count == sum);
    GOOD(MPI_Scan(mine, total, 2, sample_type, op, MPI_COMM_WORLD));
    CHECK(total[1].count == rank * (rank + 1) / 2 + rank + 1);

    /* Freed while the operation is under way: the function may ask for it all the same. */
    MPI_Datatype freed;
    MPI_Request request;
    GOOD(MPI_Type_dup(sample_type, &freed));
    GOOD(MPI_Iallreduce(mine, total, N, freed, op, MPI_COMM_WORLD, &request));
    GOOD(MPI_Type_free(&freed));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    CHECK(total[N - 1].count == sum + size * (N - 1));

    /* Predefined operators are not defined on them. */
    FAILS(MPI_Allreduce(mine, total, N, sample_type, MPI_SUM, MPI_COMM_WORLD), MPI_ERR_OP);
    FAILS(MPI_Reduce_local(mine, total, N, sample_type, MPI_MAX), MPI_ERR_OP);

    /* Elements that begin before the buffer's address, and whose extents are not their own. */
    MPI_Datatype inner, moved;
    GOOD(MPI_Type_vector(3, 1, 2, MPI_INT, &inner));
    GOOD(MPI_Type_create_resized(inner, -2 * (MPI_Aint)sizeof(int), 8 * sizeof(int), &moved));
    moved = committed(moved);
    GOOD(MPI_Type_free(&inner));
    GOOD(MPI_Op_create(add_vectors, 1, &add));
    int from[34], to[34];
    for (int i = 0; i < 34; i++) {
        from[i] = rank + i;
        to[i] = -1;
    }
    GOOD(MPI_Allreduce(from + 2, to + 2, 4, moved, add, MPI_COMM_WORLD));
    for (int i = 0; i < 34; i++) {
        int inside = i >= 2 && (i - 2) % 8 < 6 && i % 2 == 0;
        CHECK(to[i] == (inside ? sum + size * i : -1));
    }
    GOOD(MPI_Op_free(&add));
    GOOD(MPI_Op_free(&op));
    GOOD(MPI_Type_free(&moved));
    GOOD(MPI_Type_free(&sample_type));
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    right = (rank + 1) % size;
    left = (rank + size - 1) % size;
    transposed(3);
    transposed(50);
    transposed(400);
    records();
    bottom();
    blocks();
    lengths();
    operators();
    return finish();
}
