/* SPDX-License-Identifier: BSL-1.0 */
/* Distributed graphs: edges that their own processes give, and edges that anybody gives. */
#include "../check.h"

enum { MOST = 512 }; /* edges of one process */

#define no_weights MPI_UNWEIGHTED

/* What a process should know. */
struct edges {
    int degree, ranks[MOST], weights[MOST];
};

static void add(struct edges *edges, int other, int weight)
{
    edges->ranks[edges->degree] = other;
    edges->weights[edges->degree++] = weight;
}

static void get(MPI_Comm comm, struct edges *in, struct edges *out, int weighted)
{
    int indegree = -1, outdegree = -1, flag = -1, kind = -1;
    GOOD(MPI_Topo_test(comm, &kind));
    CHECK(kind == MPI_DIST_GRAPH);
    GOOD(MPI_Dist_graph_neighbors_count(comm, &indegree, &outdegree, &flag));
    CHECK(!flag == !weighted);
    in->degree = indegree;
    out->degree = outdegree;
    GOOD(MPI_Dist_graph_neighbors(comm, indegree, in->ranks, weighted ? in->weights : no_weights,
                                  outdegree, out->ranks, weighted ? out->weights : no_weights));
}

static void check_same(const struct edges *got, const struct edges *wanted, int weighted)
{
    CHECK(got->degree == wanted->degree);
    for (int i = 0; i < got->degree; i++) {
        CHECK(got->ranks[i] == wanted->ranks[i]);
        CHECK(!weighted || got->weights[i] == wanted->weights[i]);
    }
}

/* ---- Edges that their own processes give ---- */

static struct edges got_in, got_out;

/* Their order is the order in which they were given. */
static void check_adjacent(const struct edges *in, const struct edges *out, int weighted,
                           int reorder)
{
    MPI_Comm comm, copy;
    int n = -1, me = -1, result = -1;
    GOOD(MPI_Dist_graph_create_adjacent(
        MPI_COMM_WORLD, in->degree, in->ranks, weighted ? in->weights : no_weights, out->degree,
        out->ranks, weighted ? out->weights : no_weights, MPI_INFO_NULL, reorder, &comm));
    GOOD(MPI_Comm_size(comm, &n));
    CHECK(n == size);
    GOOD(MPI_Comm_rank(comm, &me));
    CHECK(reorder || me == rank);
    get(comm, &got_in, &got_out, weighted);
    check_same(&got_in, in, weighted);
    check_same(&got_out, out, weighted);

    GOOD(MPI_Comm_dup(comm, &copy));
    GOOD(MPI_Comm_compare(comm, copy, &result));
    CHECK(result == MPI_CONGRUENT);
    GOOD(MPI_Comm_free(&comm));
    get(copy, &got_in, &got_out, weighted);
    check_same(&got_in, in, weighted);
    check_same(&got_out, out, weighted);
    GOOD(MPI_Comm_free(&copy));
}

static struct edges in, out;

static void check_all_adjacent(void)
{
    for (int weighted = 0; weighted < 2; weighted++) {
        in.degree = out.degree = 0; /* a ring in one direction */
        add(&in, (rank + size - 1) % size, 10 * rank);
        add(&out, (rank + 1) % size, 10 * ((rank + 1) % size));
        check_adjacent(&in, &out, weighted, 0);
        check_adjacent(&in, &out, weighted, 1);

        in.degree = out.degree = 0; /* all to all and to themselves, in falling order, twice */
        for (int i = 2 * size - 1; i >= 0; i--) {
            add(&in, i % size, (i / size * size + i % size) * size + rank);
            add(&out, i % size, (i / size * size + rank) * size + i % size);
        }
        check_adjacent(&in, &out, weighted, 0);

        in.degree = out.degree = 0; /* only the first rank is a destination */
        if (rank == 0)
            for (int i = 0; i < size; i++)
                add(&in, i, i);
        add(&out, 0, rank);
        check_adjacent(&in, &out, weighted, 0);
    }
}

/* ---- Room for fewer edges than there are ---- */

static void check_room(void)
{
    MPI_Comm comm;
    int list[4], weights[4];
    int sources[3] = {rank, rank, rank}, theirs[3] = {1, 2, 3};
    GOOD(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 3, sources, theirs, 3, sources, theirs,
                                        MPI_INFO_NULL, 0, &comm));
#ifdef ZEROMPI_API /* MPICH fills all the room that there is, and wants enough */
    for (int i = 0; i < 4; i++)
        list[i] = weights[i] = -77;
    GOOD(MPI_Dist_graph_neighbors(comm, 4, list, weights, 3, sources, theirs));
    CHECK(list[2] == rank && weights[2] == 3 && list[3] == -77 && weights[3] == -77);
    for (int i = 0; i < 4; i++)
        list[i] = weights[i] = -77;
    GOOD(MPI_Dist_graph_neighbors(comm, 2, list, weights, 0, NULL, NULL));
    CHECK(list[1] == rank && weights[1] == 2 && list[2] == -77 && weights[2] == -77);
    list[0] = weights[0] = -77;
    GOOD(MPI_Dist_graph_neighbors(comm, 0, NULL, NULL, 1, list, weights));
    CHECK(list[0] == rank && weights[0] == 1);
    FAILS(MPI_Dist_graph_neighbors(comm, 3, list, NULL, 0, NULL, NULL), MPI_ERR_ARG);
    FAILS(MPI_Dist_graph_neighbors(comm, 0, NULL, NULL, 3, list, MPI_WEIGHTS_EMPTY), MPI_ERR_ARG);
#endif
    FAILS(MPI_Dist_graph_neighbors(comm, -1, list, weights, 3, list, weights), MPI_ERR_ARG);
    FAILS(MPI_Dist_graph_neighbors(comm, 3, list, weights, -1, list, weights), MPI_ERR_ARG);
    FAILS(MPI_Dist_graph_neighbors(comm, 3, NULL, weights, 3, list, weights), MPI_ERR_ARG);
    FAILS(MPI_Dist_graph_neighbors(comm, 3, list, weights, 3, NULL, weights), MPI_ERR_ARG);
    GOOD(MPI_Comm_free(&comm));

    /* Without weights there are none to be had. */
    GOOD(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 1, &rank, MPI_UNWEIGHTED, 1, &rank,
                                        MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &comm));
    weights[0] = -77;
    GOOD(MPI_Dist_graph_neighbors(comm, 1, list, weights, 1, list, weights));
    CHECK(weights[0] == -77);
    GOOD(MPI_Comm_free(&comm));
}

/* ---- Edges that anybody gives ---- */

static unsigned state;

static int dice(int sides)
{
    state = state * 1103515245u + 12345u;
    return (int)(state >> 16) % sides;
}

static void sort(struct edges *edges)
{
    for (int i = 1; i < edges->degree; i++)
        for (int j = i; j > 0; j--) {
            int *r = edges->ranks + j, *w = edges->weights + j;
            if (r[-1] < r[0] || (r[-1] == r[0] && w[-1] <= w[0]))
                break;
            int swap = r[0];
            r[0] = r[-1];
            r[-1] = swap;
            swap = w[0];
            w[0] = w[-1];
            w[-1] = swap;
        }
}

/* Each of several edges between the same two processes is the same one at both ends: what goes out
 * on the k-th to a process comes in there on the k-th from this one. Weights tell them apart. */
static void check_order(MPI_Comm comm)
{
    static int mine[64 * MOST], theirs[64 * MOST];
    get(comm, &in, &out, 1);
    for (int i = 0; i < size * MOST; i++)
        mine[i] = -1;
    for (int i = 0, place[64] = {0}; i < out.degree; i++)
        mine[out.ranks[i] * MOST + place[out.ranks[i]]++] = out.weights[i];
    GOOD(MPI_Alltoall(mine, MOST, MPI_INT, theirs, MOST, MPI_INT, comm));
    for (int i = 0, place[64] = {0}; i < in.degree; i++)
        CHECK(theirs[in.ranks[i] * MOST + place[in.ranks[i]]++] == in.weights[i]);
}

/* Every rank knows what all give, and picks what it should learn of. */
static void check_anybody(unsigned seed, int weighted)
{
    int sources[8], degrees[8], destinations[64], weights[64], n = 0, at = 0, weight = 0;
    static struct edges wanted_in, wanted_out;
    wanted_in.degree = wanted_out.degree = 0;
    state = seed;
    for (int giver = 0; giver < size; giver++) {
        int nodes = dice(5);
        for (int i = 0; i < nodes; i++) {
            int source = dice(size), degree = dice(4);
            if (giver == rank) {
                sources[n] = source;
                degrees[n++] = degree;
            }
            for (int j = 0; j < degree; j++) {
                int destination = dice(size);
                weight++;
                if (giver == rank) {
                    destinations[at] = destination;
                    weights[at++] = weight;
                }
                if (source == rank)
                    add(&wanted_out, destination, weight);
                if (destination == rank)
                    add(&wanted_in, source, weight);
            }
        }
    }
    MPI_Comm comm;
    GOOD(MPI_Dist_graph_create(MPI_COMM_WORLD, n, sources, degrees, destinations,
                               weighted ? weights : no_weights, MPI_INFO_NULL, 0, &comm));
    get(comm, &in, &out, weighted);
    if (!weighted) { /* they cannot be told apart, so neither should the model's be */
        memset(in.weights, 0, sizeof in.weights);
        memset(out.weights, 0, sizeof out.weights);
        memset(wanted_in.weights, 0, sizeof wanted_in.weights);
        memset(wanted_out.weights, 0, sizeof wanted_out.weights);
    }
    sort(&in);
    sort(&out);
    sort(&wanted_in);
    sort(&wanted_out);
    check_same(&in, &wanted_in, weighted);
    check_same(&out, &wanted_out, weighted);
#ifdef ZEROMPI_API
    if (weighted)
        check_order(comm);
#else
    (void)check_order;
#endif
    GOOD(MPI_Comm_free(&comm));
}

/* One rank gives everything, the others nothing. */
static void check_one_gives_all(void)
{
    int sources[64], degrees[64], destinations[64], n = rank == size - 1 ? size : 0;
    MPI_Comm comm;
    for (int i = 0; i < n; i++) {
        sources[i] = i;
        degrees[i] = 1;
        destinations[i] = (i + 1) % size;
    }
    GOOD(MPI_Dist_graph_create(MPI_COMM_WORLD, n, sources, degrees, destinations, MPI_UNWEIGHTED,
                               MPI_INFO_NULL, 1, &comm));
    get(comm, &in, &out, 0);
    CHECK(in.degree == 1 && out.degree == 1);
    GOOD(MPI_Comm_rank(comm, &n));
    CHECK(in.ranks[0] == (n + size - 1) % size && out.ranks[0] == (n + 1) % size);
    GOOD(MPI_Comm_free(&comm));

    static int weights[64];
    n = rank == 0 ? size : 0;
    for (int i = 0; i < n; i++) {
        sources[i] = i;
        degrees[i] = 1;
        destinations[i] = i;
        weights[i] = i + 100;
    }
    GOOD(MPI_Dist_graph_create(MPI_COMM_WORLD, n, sources, degrees, destinations,
                               n ? weights : MPI_WEIGHTS_EMPTY, MPI_INFO_NULL, 0, &comm));
    get(comm, &in, &out, 1);
    CHECK(in.degree == 1 && in.ranks[0] == rank && in.weights[0] == rank + 100);
    CHECK(out.degree == 1 && out.ranks[0] == rank && out.weights[0] == rank + 100);
    GOOD(MPI_Comm_free(&comm));
}

/* ---- No edges at all ---- */

static void check_empty(void)
{
    MPI_Comm comm;
    GOOD(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 0, NULL, MPI_UNWEIGHTED, 0, NULL,
                                        MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &comm));
    get(comm, &in, &out, 0);
    CHECK(in.degree == 0 && out.degree == 0);
    GOOD(MPI_Dist_graph_neighbors(comm, 0, NULL, MPI_UNWEIGHTED, 0, NULL, MPI_UNWEIGHTED));
    GOOD(MPI_Comm_free(&comm));

    GOOD(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 0, NULL, MPI_WEIGHTS_EMPTY, 0, NULL,
                                        MPI_WEIGHTS_EMPTY, MPI_INFO_NULL, 0, &comm));
    get(comm, &in, &out, 1);
    CHECK(in.degree == 0 && out.degree == 0);
    GOOD(MPI_Comm_free(&comm));

    GOOD(MPI_Dist_graph_create(MPI_COMM_WORLD, 0, NULL, NULL, NULL, MPI_UNWEIGHTED, MPI_INFO_NULL,
                               0, &comm));
    get(comm, &in, &out, 0);
    CHECK(in.degree == 0 && out.degree == 0);
    GOOD(MPI_Comm_free(&comm));

    /* Nodes without edges. */
    GOOD(MPI_Dist_graph_create(MPI_COMM_WORLD, 2, (int[]){0, rank}, (int[]){0, 0}, &rank,
                               MPI_WEIGHTS_EMPTY, MPI_INFO_NULL, 0, &comm));
    get(comm, &in, &out, 1);
    CHECK(in.degree == 0 && out.degree == 0);
    GOOD(MPI_Comm_free(&comm));
}

/* ---- Errors ---- */

static void check_adjacent_errors(void)
{
    MPI_Comm comm = MPI_COMM_SELF;
    int ranks[2] = {0, size}, weights[2] = {1, -1};
#define ADJACENT(indegree, sources, inweights, outdegree, destinations, outweights)         \
    MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, indegree, sources, inweights, outdegree, \
                                   destinations, outweights, MPI_INFO_NULL, 0, &comm)
    FAILS(ADJACENT(-1, ranks, no_weights, 0, ranks, no_weights), MPI_ERR_ARG);
    FAILS(ADJACENT(0, ranks, no_weights, -1, ranks, no_weights), MPI_ERR_ARG);
    FAILS(ADJACENT(1, NULL, no_weights, 0, ranks, no_weights), MPI_ERR_ARG);
    FAILS(ADJACENT(0, ranks, no_weights, 1, NULL, no_weights), MPI_ERR_ARG);
#ifdef ZEROMPI_API /* MPICH aborts */
    FAILS(ADJACENT(2, ranks, no_weights, 0, ranks, no_weights), MPI_ERR_ARG);
    FAILS(ADJACENT(0, ranks, no_weights, 2, ranks, no_weights), MPI_ERR_ARG);
    ranks[1] = -5;
    FAILS(ADJACENT(2, ranks, no_weights, 0, ranks, no_weights), MPI_ERR_ARG);
    ranks[1] = 0;
    FAILS(ADJACENT(2, ranks, weights, 0, ranks, weights), MPI_ERR_ARG);
    FAILS(ADJACENT(1, ranks, NULL, 0, ranks, weights), MPI_ERR_ARG);
    FAILS(ADJACENT(1, ranks, MPI_WEIGHTS_EMPTY, 0, ranks, weights), MPI_ERR_ARG);
    FAILS(ADJACENT(1, ranks, weights, 1, ranks, no_weights), MPI_ERR_ARG);
    FAILS(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 0, ranks, no_weights, 0, ranks, no_weights,
                                         MPI_INFO_NULL, 0, NULL),
          MPI_ERR_ARG);
    CHECK(comm == MPI_COMM_NULL);
#endif
    FAILS(MPI_Dist_graph_create_adjacent(MPI_COMM_NULL, 0, ranks, no_weights, 0, ranks, no_weights,
                                         MPI_INFO_NULL, 0, &comm),
          MPI_ERR_COMM);
    (void)weights;
}

static void check_create_errors(void)
{
    MPI_Comm comm = MPI_COMM_SELF;
    int ranks[2] = {0, size}, degrees[2] = {1, -1}, weights[2] = {-1, 1};
#define CREATE(n, sources, degrees, destinations, weights)                            \
    MPI_Dist_graph_create(MPI_COMM_WORLD, n, sources, degrees, destinations, weights, \
                          MPI_INFO_NULL, 0, &comm)
    FAILS(CREATE(-1, ranks, degrees, ranks, no_weights), MPI_ERR_ARG);
    FAILS(CREATE(1, NULL, degrees, ranks, no_weights), MPI_ERR_ARG);
    FAILS(CREATE(1, ranks, NULL, ranks, no_weights), MPI_ERR_ARG);
    FAILS(CREATE(1, ranks, degrees, NULL, no_weights), MPI_ERR_ARG);
    FAILS(CREATE(1, ranks, degrees, ranks, NULL), MPI_ERR_ARG);
#ifdef ZEROMPI_API /* MPICH aborts */
    FAILS(CREATE(1, ranks + 1, degrees, ranks, no_weights), MPI_ERR_ARG);
    FAILS(CREATE(1, ranks, degrees, ranks + 1, no_weights), MPI_ERR_ARG);
    FAILS(CREATE(1, ranks, degrees + 1, ranks, no_weights), MPI_ERR_ARG);
    FAILS(CREATE(1, ranks, degrees, ranks, weights), MPI_ERR_ARG);
    FAILS(CREATE(1, ranks, degrees, ranks, MPI_WEIGHTS_EMPTY), MPI_ERR_ARG);
    CHECK(comm == MPI_COMM_NULL);

    /* Weights of some ranks, and none of others: all learn of it. */
    weights[0] = 1;
    if (size > 1)
        FAILS(CREATE(1, ranks, degrees, ranks, rank ? weights : no_weights), MPI_ERR_ARG);
#endif
    FAILS(MPI_Dist_graph_create(MPI_COMM_NULL, 0, ranks, degrees, ranks, no_weights, MPI_INFO_NULL,
                                0, &comm),
          MPI_ERR_COMM);
    (void)weights;
}

static void check_count_errors(void)
{
    MPI_Comm comm;
    int a = -77, b = -77;
    GOOD(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 0, NULL, MPI_UNWEIGHTED, 0, NULL,
                                        MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &comm));
    FAILS(MPI_Dist_graph_neighbors_count(comm, NULL, &a, &b), MPI_ERR_ARG);
    FAILS(MPI_Dist_graph_neighbors_count(comm, &a, NULL, &b), MPI_ERR_ARG);
    FAILS(MPI_Dist_graph_neighbors_count(comm, &a, &b, NULL), MPI_ERR_ARG);
    CHECK(a == -77 && b == -77);
    GOOD(MPI_Comm_free(&comm));
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    check_all_adjacent();
    check_room();
    for (unsigned seed = 1; seed <= 6; seed++)
        check_anybody(seed, seed & 1);
    check_one_gives_all();
    check_empty();
    check_adjacent_errors();
    check_create_errors();
    check_count_errors();
    return finish();
}
