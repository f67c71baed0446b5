/* SPDX-License-Identifier: BSL-1.0 */
/* Graphs that all processes know: what each function says of them, corners and errors. */
#include "../check.h"

enum { MOST = 16 }; /* nodes */

struct graph {
    int nodes, index[MOST], edges[4 * MOST];
};

static int begin_of(const struct graph *graph, int node)
{
    return node ? graph->index[node - 1] : 0;
}

static int count_of(const struct graph *graph)
{
    return graph->nodes ? graph->index[graph->nodes - 1] : 0;
}

/* Appends a node with its neighbours. */
static void add(struct graph *graph, int degree, const int neighbors[])
{
    int at = count_of(graph);
    for (int i = 0; i < degree; i++)
        graph->edges[at + i] = neighbors[i];
    graph->index[graph->nodes++] = at + degree;
}

/* ---- The graph of a communicator, against what it was made from ---- */

static void check_get(MPI_Comm comm, const struct graph *graph)
{
    int nodes = -1, edges = -1, index[MOST + 1], list[4 * MOST + 1];
    GOOD(MPI_Graphdims_get(comm, &nodes, &edges));
    CHECK(nodes == graph->nodes && edges == count_of(graph));
    index[nodes] = list[edges] = -77;
    GOOD(MPI_Graph_get(comm, nodes, edges, index, list));
    for (int i = 0; i < nodes; i++)
        CHECK(index[i] == graph->index[i]);
    for (int i = 0; i < edges; i++)
        CHECK(list[i] == graph->edges[i]);
    CHECK(index[nodes] == -77 && list[edges] == -77);
#ifdef ZEROMPI_API /* more room than needed, which Open MPI fills */
    GOOD(MPI_Graph_get(comm, MOST + 1, 4 * MOST + 1, index, list));
    CHECK(index[nodes] == -77 && list[edges] == -77);
#endif
}

/* Every process knows the neighbours of all. */
static void check_neighbors(MPI_Comm comm, const struct graph *graph)
{
    for (int node = 0; node < graph->nodes; node++) {
        int degree = -1, list[4 * MOST + 1], first = begin_of(graph, node);
        GOOD(MPI_Graph_neighbors_count(comm, node, &degree));
        CHECK(degree == graph->index[node] - first);
        list[degree] = -77;
        GOOD(MPI_Graph_neighbors(comm, node, degree, list));
        for (int i = 0; i < degree; i++)
            CHECK(list[i] == graph->edges[first + i]);
        GOOD(MPI_Graph_neighbors(comm, node, degree + 1, list));
        CHECK(list[degree] == -77);
#ifdef ZEROMPI_API /* less room: the first ones; MPICH writes all */
        if (degree > 1) {
            list[degree - 1] = -77;
            GOOD(MPI_Graph_neighbors(comm, node, degree - 1, list));
            CHECK(list[degree - 2] == graph->edges[first + degree - 2] && list[degree - 1] == -77);
        }
#endif
    }
}

static void check_graph(MPI_Comm comm, const struct graph *graph)
{
    int kind = -1, n;
    GOOD(MPI_Topo_test(comm, &kind));
    CHECK(kind == MPI_GRAPH);
    GOOD(MPI_Comm_size(comm, &n));
    CHECK(n == graph->nodes);
    check_get(comm, graph);
    check_neighbors(comm, graph);
}

static void check_create(const struct graph *graph, int reorder)
{
    MPI_Comm comm, copy;
    int newrank = -77, n = graph->nodes, result = -1;
    GOOD(MPI_Graph_create(MPI_COMM_WORLD, n, graph->index, graph->edges, reorder, &comm));
    CHECK((comm == MPI_COMM_NULL) == (rank >= n));
    GOOD(MPI_Graph_map(MPI_COMM_WORLD, n, graph->index, graph->edges, &newrank));
#ifdef ZEROMPI_API /* others number the ranks that are left over, too */
    CHECK(newrank == (rank < n ? rank : MPI_UNDEFINED));
#endif
    if (comm == MPI_COMM_NULL)
        return;
    check_graph(comm, graph);
    GOOD(MPI_Comm_rank(comm, &newrank));
    CHECK(reorder || newrank == rank);
    GOOD(MPI_Comm_dup(comm, &copy));
    GOOD(MPI_Comm_compare(comm, copy, &result));
    CHECK(result == MPI_CONGRUENT);
    GOOD(MPI_Comm_free(&comm));
    check_graph(copy, graph);
    GOOD(MPI_Comm_free(&copy));
}

/* ---- Graphs ---- */

static void check_ring(void)
{
    struct graph graph = {0};
    for (int i = 0; i < size; i++)
        add(&graph, 2, (int[]){(i + size - 1) % size, (i + 1) % size});
    check_create(&graph, 0);
    check_create(&graph, 1);
}

/* Edges in one direction only, and nodes without any. */
static void check_star(void)
{
    struct graph graph = {0};
    int all[MOST];
    for (int i = 0; i < size; i++)
        all[i] = i;
    add(&graph, size - 1, all + 1);
    for (int i = 1; i < size; i++)
        add(&graph, 0, all);
#ifndef ZEROMPI_API /* Open MPI crashes where there are no edges at all */
    if (size == 1)
        return;
#endif
    check_create(&graph, 0);
}

/* A node may be its own neighbour, and one several times; the order stays. */
static void check_multiple(void)
{
    struct graph graph = {0};
    for (int i = 0; i < size; i++)
        add(&graph, 4, (int[]){size - 1, i, size - 1, 0});
    check_create(&graph, 0);
}

static void check_smaller(void)
{
    struct graph graph = {0};
    if (size < 2)
        return;
    for (int i = 0; i < size - 1; i++)
        add(&graph, 1, (int[]){size - 2 - i});
    check_create(&graph, 0);
}

static void check_without_edges(void)
{
    struct graph graph = {0};
    for (int i = 0; i < size; i++)
        add(&graph, 0, graph.edges);
#ifdef ZEROMPI_API
    MPI_Comm comm;
    check_create(&graph, 0);
    GOOD(MPI_Graph_create(MPI_COMM_WORLD, size, graph.index, NULL, 0, &comm));
    GOOD(MPI_Graph_neighbors(comm, 0, 0, NULL));
    GOOD(MPI_Comm_free(&comm));
#endif
}

static void check_empty(void)
{
    MPI_Comm comm = MPI_COMM_SELF;
    GOOD(MPI_Graph_create(MPI_COMM_WORLD, 0, NULL, NULL, 0, &comm));
    CHECK(comm == MPI_COMM_NULL);
#ifdef ZEROMPI_API
    int newrank = -77;
    GOOD(MPI_Graph_map(MPI_COMM_WORLD, 0, NULL, NULL, &newrank));
    CHECK(newrank == MPI_UNDEFINED);
#endif
}

/* ---- Errors ---- */

static void check_create_errors(void)
{
    MPI_Comm comm = MPI_COMM_SELF;
    int index[MOST + 1], edges[MOST + 1] = {0}, newrank;
    for (int i = 0; i <= size; i++)
        index[i] = i + 1;
    FAILS(MPI_Graph_create(MPI_COMM_WORLD, size + 1, index, edges, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Graph_create(MPI_COMM_NULL, size, index, edges, 0, &comm), MPI_ERR_COMM);
    FAILS(MPI_Graph_create(MPI_COMM_WORLD, size, NULL, edges, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Graph_create(MPI_COMM_WORLD, size, index, NULL, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Graph_map(MPI_COMM_NULL, size, index, edges, &newrank), MPI_ERR_COMM);
    FAILS(MPI_Graph_map(MPI_COMM_WORLD, size, index, edges, NULL), MPI_ERR_ARG);
#ifdef ZEROMPI_API
    FAILS(MPI_Graph_create(MPI_COMM_WORLD, size, index, edges, 0, NULL), MPI_ERR_ARG);
    FAILS(MPI_Graph_create(MPI_COMM_WORLD, -1, index, edges, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Graph_map(MPI_COMM_WORLD, -1, index, edges, &newrank), MPI_ERR_ARG);
    FAILS(MPI_Graph_map(MPI_COMM_WORLD, size + 1, index, edges, &newrank), MPI_ERR_ARG);
    edges[0] = size;
    FAILS(MPI_Graph_create(MPI_COMM_WORLD, size, index, edges, 0, &comm), MPI_ERR_ARG);
    edges[0] = -1;
    FAILS(MPI_Graph_create(MPI_COMM_WORLD, size, index, edges, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Graph_map(MPI_COMM_WORLD, size, index, edges, &newrank), MPI_ERR_ARG);
    edges[0] = 0;
    index[0] = -1;
    FAILS(MPI_Graph_create(MPI_COMM_WORLD, size, index, edges, 0, &comm), MPI_ERR_ARG);
    index[0] = 3;
    index[1] = 2;
    if (size > 1)
        FAILS(MPI_Graph_create(MPI_COMM_WORLD, size, index, edges, 0, &comm), MPI_ERR_ARG);
    CHECK(comm == MPI_COMM_NULL);
#endif
}

static void check_query_errors(void)
{
    MPI_Comm comm;
    int index[MOST], edges[MOST], a = -77, b = -77;
    for (int i = 0; i < size; i++) {
        index[i] = i + 1;
        edges[i] = i;
    }
    GOOD(MPI_Graph_create(MPI_COMM_WORLD, size, index, edges, 0, &comm));
    FAILS(MPI_Graph_neighbors_count(comm, -1, &a), MPI_ERR_RANK);
    FAILS(MPI_Graph_neighbors(comm, -1, 1, &a), MPI_ERR_RANK);
    FAILS(MPI_Graph_neighbors(comm, 0, -1, &a), MPI_ERR_ARG);
    FAILS(MPI_Graph_neighbors(comm, 0, 1, NULL), MPI_ERR_ARG);
    FAILS(MPI_Graph_neighbors_count(comm, 0, NULL), MPI_ERR_ARG);
    FAILS(MPI_Graphdims_get(comm, NULL, &a), MPI_ERR_ARG);
    FAILS(MPI_Graphdims_get(comm, &a, NULL), MPI_ERR_ARG);
    FAILS(MPI_Graph_get(comm, -1, size, index, edges), MPI_ERR_ARG);
    FAILS(MPI_Graph_get(comm, size, size, NULL, edges), MPI_ERR_ARG);
    FAILS(MPI_Graph_get(comm, size, size, index, NULL), MPI_ERR_ARG);
#ifdef ZEROMPI_API
    FAILS(MPI_Graph_neighbors_count(comm, size, &a), MPI_ERR_RANK);
    FAILS(MPI_Graph_neighbors(comm, size, 1, &a), MPI_ERR_RANK);
    FAILS(MPI_Graph_get(comm, size - 1, size, index, edges), MPI_ERR_ARG);
    FAILS(MPI_Graph_get(comm, size, size - 1, index, edges), MPI_ERR_ARG);
#endif
    CHECK(a == -77 && b == -77);
    GOOD(MPI_Comm_free(&comm));
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    check_ring();
    check_star();
    check_multiple();
    check_smaller();
    check_without_edges();
    check_empty();
    check_create_errors();
    check_query_errors();
    return finish();
}
