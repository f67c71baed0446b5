/* SPDX-License-Identifier: BSL-1.0 */
/* Neighbourhood collectives: all functions in all forms, on grids, graphs and distributed graphs. A
 * model knows which block of which rank should arrive where; blocks that nobody fills stay as they
 * were. */
#include "../check.h"
#include "../forms.h"

enum { MOST = 64, UNTOUCHED = -77 }; /* MOST: neighbours */

/* What a rank should get and give: the block i comes from the rank sources[i], which has it as its
 * block numbers[i]. MPI_PROC_NULL is nobody. */
struct neighborhood {
    int indegree, outdegree, sources[MOST], numbers[MOST], destinations[MOST];
};

/* Calls a function in a form. */
#define CALL(form, name, SMALL, BIG)                                                     \
    do {                                                                                 \
        MPI_Request request;                                                             \
        BEGIN(form, Neighbor_##name, Ineighbor_##name, ARGUMENTS(SMALL), ARGUMENTS(BIG), \
              &request);                                                                 \
        end(form, &request);                                                             \
    } while (0)

/* ---- Data ---- */

/* What the element `i` of the block `number` of a rank is. */
static int value(int r, int number, int i)
{
    return r * 1000000 + number * 10000 + i;
}

static int *new_buffer(int n)
{
    int *buffer = malloc((size_t)(n + 1) * sizeof *buffer);
    CHECK(buffer != NULL);
    for (int i = 0; i <= n; i++)
        buffer[i] = UNTOUCHED;
    return buffer;
}

static void fill(int *block, int number, int count)
{
    for (int i = 0; i < count; i++)
        block[i] = value(rank, number, i);
}

static void check_block(const int *block, int source, int number, int count)
{
    for (int i = 0; i < count; i++)
        CHECK(block[i] == (source == MPI_PROC_NULL ? UNTOUCHED : value(source, number, i)));
}

/* ---- The functions ---- */

static void check_allgather(MPI_Comm comm, const struct neighborhood *n, enum form form, int count)
{
    int *out = new_buffer(count), *in = new_buffer(n->indegree * count);
    fill(out, 0, count);
    CALL(form, allgather, ARGUMENTS(out, count, MPI_INT, in, count, MPI_INT, comm),
         ARGUMENTS(out, count, MPI_INT, in, count, MPI_INT, comm));
    for (int i = 0; i < n->indegree; i++)
        check_block(in + i * count, n->sources[i], 0, count);
    CHECK(in[n->indegree * count] == UNTOUCHED);
    free(out);
    free(in);
}

static void check_alltoall(MPI_Comm comm, const struct neighborhood *n, enum form form, int count)
{
    int *out = new_buffer(n->outdegree * count), *in = new_buffer(n->indegree * count);
    for (int i = 0; i < n->outdegree; i++)
        fill(out + i * count, i, count);
    CALL(form, alltoall, ARGUMENTS(out, count, MPI_INT, in, count, MPI_INT, comm),
         ARGUMENTS(out, count, MPI_INT, in, count, MPI_INT, comm));
    for (int i = 0; i < n->indegree; i++)
        check_block(in + i * count, n->sources[i], n->numbers[i], count);
    CHECK(in[n->indegree * count] == UNTOUCHED);
    free(out);
    free(in);
}

/* Blocks of different sizes, some of them empty, in falling order with a gap after each. */
static int size_of(int r, int number)
{
    return r == MPI_PROC_NULL ? 2 : (r + 2 * number) % 5;
}

struct layout {
    int counts[MOST], displacements[MOST], total;
    MPI_Count large_counts[MOST];
    MPI_Aint large_displacements[MOST];
};

static void lay_out(struct layout *layout, int degree)
{
    layout->total = 0;
    for (int i = degree; i-- > 0;) {
        layout->displacements[i] = layout->total;
        layout->large_displacements[i] = layout->total;
        layout->large_counts[i] = layout->counts[i];
        layout->total += layout->counts[i] + 1;
    }
}

static struct layout out_layout, in_layout;

static void lay_out_both(const struct neighborhood *n)
{
    for (int i = 0; i < n->outdegree; i++)
        out_layout.counts[i] = size_of(rank, i);
    for (int i = 0; i < n->indegree; i++)
        in_layout.counts[i] = size_of(n->sources[i], n->numbers[i]);
    lay_out(&out_layout, n->outdegree);
    lay_out(&in_layout, n->indegree);
}

static void check_received(const struct neighborhood *n, const int *in, int gathered)
{
    for (int i = 0; i < n->indegree; i++) {
        const int *block = in + in_layout.displacements[i];
        check_block(block, n->sources[i], gathered ? 0 : n->numbers[i], in_layout.counts[i]);
        CHECK(block[in_layout.counts[i]] == UNTOUCHED);
    }
}

static void check_allgatherv(MPI_Comm comm, const struct neighborhood *n, enum form form)
{
    int count = size_of(rank, 0);
    for (int i = 0; i < n->indegree; i++)
        in_layout.counts[i] = size_of(n->sources[i], 0);
    lay_out(&in_layout, n->indegree);
    int *out = new_buffer(count), *in = new_buffer(in_layout.total);
    fill(out, 0, count);
    CALL(form, allgatherv,
         ARGUMENTS(out, count, MPI_INT, in, in_layout.counts, in_layout.displacements, MPI_INT,
                   comm),
         ARGUMENTS(out, count, MPI_INT, in, in_layout.large_counts, in_layout.large_displacements,
                   MPI_INT, comm));
    check_received(n, in, 1);
    free(out);
    free(in);
}

static void check_alltoallv(MPI_Comm comm, const struct neighborhood *n, enum form form)
{
    lay_out_both(n);
    int *out = new_buffer(out_layout.total), *in = new_buffer(in_layout.total);
    for (int i = 0; i < n->outdegree; i++)
        fill(out + out_layout.displacements[i], i, out_layout.counts[i]);
    CALL(form, alltoallv,
         ARGUMENTS(out, out_layout.counts, out_layout.displacements, MPI_INT, in, in_layout.counts,
                   in_layout.displacements, MPI_INT, comm),
         ARGUMENTS(out, out_layout.large_counts, out_layout.large_displacements, MPI_INT, in,
                   in_layout.large_counts, in_layout.large_displacements, MPI_INT, comm));
    check_received(n, in, 0);
    free(out);
    free(in);
}

/* Displacements are in bytes. Each block is sent as one element of a type of its own, and received
 * as several. */
static void check_alltoallw(MPI_Comm comm, const struct neighborhood *n, enum form form)
{
    MPI_Datatype out_types[MOST], in_types[MOST];
    lay_out_both(n);
    int *out = new_buffer(out_layout.total), *in = new_buffer(in_layout.total);
    for (int i = 0; i < n->outdegree; i++) {
        fill(out + out_layout.displacements[i], i, out_layout.counts[i]);
        GOOD(MPI_Type_contiguous(out_layout.counts[i], MPI_INT, &out_types[i]));
        GOOD(MPI_Type_commit(&out_types[i]));
        out_layout.counts[i] = 1;
        out_layout.large_counts[i] = 1;
        out_layout.large_displacements[i] *= (MPI_Aint)sizeof(int);
    }
    for (int i = 0; i < n->indegree; i++) {
        in_types[i] = MPI_INT;
        in_layout.large_displacements[i] *= (MPI_Aint)sizeof(int);
    }
    CALL(form, alltoallw,
         ARGUMENTS(out, out_layout.counts, out_layout.large_displacements, out_types, in,
                   in_layout.counts, in_layout.large_displacements, in_types, comm),
         ARGUMENTS(out, out_layout.large_counts, out_layout.large_displacements, out_types, in,
                   in_layout.large_counts, in_layout.large_displacements, in_types, comm));
    check_received(n, in, 0);
    for (int i = 0; i < n->outdegree; i++)
        GOOD(MPI_Type_free(&out_types[i]));
    free(out);
    free(in);
}

static void check_all(MPI_Comm comm, const struct neighborhood *n)
{
    for (int form = 0; form < FORMS_HERE; form++) {
        for (int count = 0; count < 3; count++) {
            check_allgather(comm, n, (enum form)form, count);
            check_alltoall(comm, n, (enum form)form, count);
        }
        check_allgatherv(comm, n, (enum form)form);
        check_alltoallv(comm, n, (enum form)form);
        check_alltoallw(comm, n, (enum form)form);
    }
    check_allgather(comm, n, BLOCKING, 9000); /* too large to be buffered */
    check_alltoall(comm, n, NONBLOCKING, 9000);
}

/* ---- Grids ---- */

/* What a rank sends in one direction arrives from the other one. */
static void check_grid(int ndims, int bits)
{
    int dims[3] = {0, 0, 0}, periods[3];
    struct neighborhood n = {.indegree = 2 * ndims, .outdegree = 2 * ndims};
    MPI_Comm comm;
    for (int i = 0; i < ndims; i++)
        periods[i] = bits >> i & 1;
    GOOD(MPI_Dims_create(size, ndims, dims));
#ifndef ZEROMPI_API /* others mix up the neighbours where both are the same rank */
    for (int i = 0; i < ndims; i++)
        if (periods[i] && dims[i] <= 2)
            return;
#endif
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, ndims, dims, periods, 0, &comm));
    for (int i = 0; i < ndims; i++)
        GOOD(MPI_Cart_shift(comm, i, 1, &n.sources[2 * i], &n.sources[2 * i + 1]));
    for (int i = 0; i < 2 * ndims; i++) {
        n.destinations[i] = n.sources[i];
        n.numbers[i] = i ^ 1;
    }
    check_all(comm, &n);
    GOOD(MPI_Comm_free(&comm));
}

static void check_no_dimensions(void)
{
    MPI_Comm comm;
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, 0, NULL, NULL, 0, &comm));
    if (comm == MPI_COMM_NULL)
        return;
    check_all(comm, &(struct neighborhood){.indegree = 0});
    GOOD(MPI_Comm_free(&comm));
}

/* ---- Graphs, given by how often there is an edge from one rank to another ---- */

static int ring(int from, int to)
{
    return to == (from + 1) % size || from == (to + 1) % size;
}

static int complete(int from, int to)
{
    return from != to;
}

static int star(int from, int to)
{
    return (from == 0) != (to == 0);
}

static int several(int from, int to)
{
    return from == to ? 2 : (from + to) % 3;
}

static int one_way(int from, int to)
{
    return to == (from + 1) % size ? 1 : (from * 3 + to) % 4 == 0 ? 2 : 0;
}

static int to_first(int from, int to)
{
    return from > 0 && to == 0;
}

typedef int edges_between(int from, int to);

/* The edges from or to `me`, in rising order of their other ends. */
static void find_neighbors(edges_between *edges, int me, struct neighborhood *n)
{
    n->indegree = n->outdegree = 0;
    for (int other = 0; other < size; other++) {
        int before = 0; /* of the other's destinations those that come before this rank */
        for (int r = 0; r < me; r++)
            before += edges(other, r);
        for (int i = 0; i < edges(other, me); i++) {
            n->sources[n->indegree] = other;
            n->numbers[n->indegree++] = before + i;
        }
        for (int i = 0; i < edges(me, other); i++)
            n->destinations[n->outdegree++] = other;
    }
}

static void check_graph(edges_between *edges)
{
    int index[MOST], list[MOST * MOST], total = 0;
    struct neighborhood n;
    for (int r = 0; r < size; r++) {
        find_neighbors(edges, r, &n);
        for (int i = 0; i < n.outdegree; i++)
            list[total++] = n.destinations[i];
        index[r] = total;
    }
    if (total == 0)
        return; /* Open MPI crashes */
    MPI_Comm comm;
    GOOD(MPI_Graph_create(MPI_COMM_WORLD, size, index, list, 0, &comm));
    find_neighbors(edges, rank, &n);
    check_all(comm, &n);
    GOOD(MPI_Comm_free(&comm));
}

static void check_dist_graph(edges_between *edges)
{
    struct neighborhood n;
    find_neighbors(edges, rank, &n);
    MPI_Comm comm, copy;
    GOOD(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, n.indegree, n.sources, MPI_UNWEIGHTED,
                                        n.outdegree, n.destinations, MPI_UNWEIGHTED, MPI_INFO_NULL,
                                        0, &comm));
    GOOD(MPI_Comm_dup(comm, &copy));
    GOOD(MPI_Comm_free(&comm));
    check_all(copy, &n);
    GOOD(MPI_Comm_free(&copy));
}

/* ---- Several at once ---- */

/* They match in the order of the calls, and beside other collectives. */
static void check_many(void)
{
    enum { CALLS = 20 };
    MPI_Comm comm;
    MPI_Request requests[CALLS];
    int out[CALLS][2], in[CALLS][2], sum[CALLS];
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, 1, &size, (int[]){1}, 0, &comm));
    for (int i = 0; i < CALLS; i++) {
        out[i][0] = value(rank, 0, i);
        out[i][1] = value(rank, 1, i);
        if (i % 3 == 2)
            GOOD(MPI_Iallreduce(&rank, &sum[i], 1, MPI_INT, MPI_SUM, comm, &requests[i]));
        else
            GOOD(MPI_Ineighbor_alltoall(out[i], 1, MPI_INT, in[i], 1, MPI_INT, comm, &requests[i]));
    }
    GOOD(MPI_Waitall(CALLS, requests, MPI_STATUSES_IGNORE));
    for (int i = 0; i < CALLS; i++)
        if (i % 3 == 2)
            CHECK(sum[i] == size * (size - 1) / 2);
        else {
            CHECK(in[i][0] == value((rank + size - 1) % size, 1, i));
            CHECK(in[i][1] == value((rank + 1) % size, 0, i));
        }
    GOOD(MPI_Comm_free(&comm));
}

/* ---- Errors ---- */

static void check_errors(void)
{
    MPI_Comm comm, none = MPI_COMM_NULL;
    MPI_Request request = MPI_REQUEST_NULL;
    int out[2] = {1, 2}, in[2] = {0, 0}, counts[2] = {1, 1}, displacements[2] = {0, 1};
    MPI_Datatype types[2] = {MPI_INT, MPI_INT};
    MPI_Aint bytes[2] = {0, 4};
#ifdef ZEROMPI_API /* Open MPI crashes */
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &none));
    FAILS(MPI_Neighbor_allgather(out, 1, MPI_INT, in, 1, MPI_INT, none), MPI_ERR_TOPOLOGY);
    FAILS(MPI_Neighbor_alltoall(out, 1, MPI_INT, in, 1, MPI_INT, none), MPI_ERR_TOPOLOGY);
    FAILS(MPI_Ineighbor_alltoall(out, 1, MPI_INT, in, 1, MPI_INT, none, &request),
          MPI_ERR_TOPOLOGY);
    CHECK(request == MPI_REQUEST_NULL);
    GOOD(MPI_Comm_free(&none));
    FAILS(MPI_Neighbor_allgather(out, 1, MPI_INT, in, 1, MPI_INT, MPI_COMM_NULL), MPI_ERR_COMM);
#endif

    GOOD(MPI_Cart_create(MPI_COMM_SELF, 1, (int[]){1}, (int[]){1}, 0, &comm));
    FAILS(MPI_Neighbor_allgather(out, -1, MPI_INT, in, 1, MPI_INT, comm), MPI_ERR_COUNT);
    FAILS(MPI_Neighbor_allgather(out, 1, MPI_DATATYPE_NULL, in, 1, MPI_INT, comm), MPI_ERR_TYPE);
    FAILS(MPI_Neighbor_alltoall(out, 1, MPI_INT, in, -1, MPI_INT, comm), MPI_ERR_COUNT);
    FAILS(MPI_Neighbor_alltoall(out, 1, MPI_INT, in, 1, MPI_DATATYPE_NULL, comm), MPI_ERR_TYPE);
#ifdef ZEROMPI_API
    FAILS(MPI_Neighbor_allgather(MPI_IN_PLACE, 1, MPI_INT, in, 1, MPI_INT, comm), MPI_ERR_BUFFER);
    FAILS(MPI_Neighbor_allgather(MPI_IN_PLACE, 0, MPI_INT, in, 0, MPI_INT, comm), MPI_ERR_BUFFER);
    FAILS(MPI_Neighbor_alltoallv(out, counts, displacements, MPI_INT, MPI_IN_PLACE, counts,
                                 displacements, MPI_INT, comm),
          MPI_ERR_BUFFER);
    FAILS(MPI_Neighbor_allgather(NULL, 1, MPI_INT, in, 1, MPI_INT, comm), MPI_ERR_BUFFER);
    FAILS(MPI_Neighbor_allgatherv(out, 1, MPI_INT, in, NULL, displacements, MPI_INT, comm),
          MPI_ERR_ARG);
    FAILS(MPI_Neighbor_allgatherv(out, 1, MPI_INT, in, counts, NULL, MPI_INT, comm), MPI_ERR_ARG);
    FAILS(MPI_Neighbor_alltoallw(out, counts, bytes, NULL, in, counts, bytes, types, comm),
          MPI_ERR_ARG);
    FAILS(MPI_Ineighbor_allgather(out, 1, MPI_INT, in, 1, MPI_INT, comm, NULL), MPI_ERR_ARG);
    counts[1] = -1;
    FAILS(MPI_Neighbor_alltoallw(out, counts, bytes, types, in, counts, bytes, types, comm),
          MPI_ERR_COUNT);
    counts[1] = 1;
    types[1] = MPI_DATATYPE_NULL;
    FAILS(MPI_Neighbor_alltoallw(out, counts, bytes, types, in, counts, bytes, types, comm),
          MPI_ERR_TYPE);
    FAILS(MPI_Neighbor_allgather(out, 2, MPI_INT, in, 1, MPI_INT, comm), MPI_ERR_TRUNCATE);
#endif
    (void)none, (void)request, (void)counts, (void)displacements, (void)bytes, (void)types;
    GOOD(MPI_Comm_free(&comm));

#ifdef ZEROMPI_API
    /* Where there are no neighbours, nothing need be there, but all must be right that is. */
    GOOD(MPI_Dist_graph_create_adjacent(MPI_COMM_SELF, 0, NULL, MPI_UNWEIGHTED, 0, NULL,
                                        MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &comm));
    GOOD(MPI_Neighbor_alltoall(NULL, 1, MPI_INT, NULL, 1, MPI_INT, comm));
    GOOD(MPI_Neighbor_alltoallw(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, comm));
    GOOD(MPI_Neighbor_alltoallv(NULL, NULL, NULL, MPI_INT, NULL, NULL, NULL, MPI_INT, comm));
    FAILS(MPI_Neighbor_alltoall(NULL, -1, MPI_INT, NULL, 1, MPI_INT, comm), MPI_ERR_COUNT);
    FAILS(MPI_Neighbor_alltoall(NULL, 1, MPI_INT, NULL, 1, MPI_DATATYPE_NULL, comm), MPI_ERR_TYPE);
    GOOD(MPI_Comm_free(&comm));

    /* A graph in which nodes wait for neighbours that do not send. */
    if (size > 1) {
        GOOD(MPI_Graph_create(MPI_COMM_WORLD, 2, (int[]){1, 1}, (int[]){1}, 0, &comm));
        if (comm != MPI_COMM_NULL) {
            FAILS(MPI_Neighbor_allgather(out, 1, MPI_INT, in, 1, MPI_INT, comm), MPI_ERR_TOPOLOGY);
            GOOD(MPI_Comm_free(&comm));
        }
    }
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    for (int ndims = 1; ndims <= 3; ndims++)
        for (int bits = 0; bits < 1 << ndims; bits++)
            check_grid(ndims, bits);
    check_no_dimensions();
    edges_between *const symmetric[] = {complete, star, ring, several};
#ifdef ZEROMPI_API
    int count = 4;
#else
    int count = size > 2 ? 3 : 2; /* MPICH mixes up the order where there are several edges */
#endif
    for (int i = 0; i < count; i++) {
        check_graph(symmetric[i]);
        check_dist_graph(symmetric[i]);
    }
    if (count == 4) {
        check_dist_graph(one_way);
        check_dist_graph(to_first); /* MPICH loses messages */
    }
    if (count > 2)
        check_many();
    check_errors();
    return finish();
}
