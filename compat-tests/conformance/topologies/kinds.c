/* SPDX-License-Identifier: BSL-1.0 */
/* What kind of topology a communicator has: each call is for one kind, and none for an
 * intercommunicator. */
#include "../check.h"

static MPI_Comm none, cart, graph, dist, inter;

static int kind_of(MPI_Comm comm)
{
    int kind = -77;
    GOOD(MPI_Topo_test(comm, &kind));
    return kind;
}

static void make_all(void)
{
    int index = 1, zero = 0, one = 1;
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &none));
    GOOD(MPI_Cart_create(MPI_COMM_SELF, 1, &one, &one, 0, &cart));
    GOOD(MPI_Graph_create(MPI_COMM_SELF, 1, &index, &zero, 0, &graph));
    GOOD(MPI_Dist_graph_create_adjacent(MPI_COMM_SELF, 1, &zero, MPI_UNWEIGHTED, 1, &zero,
                                        MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &dist));
    inter = MPI_COMM_NULL;
    if (size > 1) {
        MPI_Comm half;
        GOOD(MPI_Comm_split(MPI_COMM_WORLD, rank % 2, 0, &half));
        GOOD(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, 1 - rank % 2, 0, &inter));
        GOOD(MPI_Comm_free(&half));
        GOOD(MPI_Comm_set_errhandler(inter, MPI_ERRORS_RETURN));
    }
}

static void check_kinds(void)
{
    CHECK(kind_of(MPI_COMM_WORLD) == MPI_UNDEFINED && kind_of(MPI_COMM_SELF) == MPI_UNDEFINED);
    CHECK(kind_of(none) == MPI_UNDEFINED && kind_of(cart) == MPI_CART);
    CHECK(kind_of(graph) == MPI_GRAPH && kind_of(dist) == MPI_DIST_GRAPH);
    if (inter != MPI_COMM_NULL)
        CHECK(kind_of(inter) == MPI_UNDEFINED);
    int kind;
    FAILS(MPI_Topo_test(MPI_COMM_NULL, &kind), MPI_ERR_COMM);
    FAILS(MPI_Topo_test(cart, NULL), MPI_ERR_ARG);
}

static int a[4], b[4];

static void fail_cart(MPI_Comm comm, int error_class)
{
    MPI_Comm made = MPI_COMM_NULL;
    FAILS(MPI_Cartdim_get(comm, a), error_class);
    FAILS(MPI_Cart_rank(comm, a, b), error_class);
    FAILS(MPI_Cart_coords(comm, 0, 1, a), error_class);
    FAILS(MPI_Cart_shift(comm, 0, 1, a, b), error_class);
    FAILS(MPI_Cart_sub(comm, a, &made), error_class);
#ifdef ZEROMPI_API /* MPICH crashes */
    FAILS(MPI_Cart_get(comm, 1, a, b, b), error_class);
#endif
    CHECK(made == MPI_COMM_NULL);
}

static void fail_graph(MPI_Comm comm, int error_class)
{
    FAILS(MPI_Graphdims_get(comm, a, b), error_class);
    FAILS(MPI_Graph_get(comm, 1, 1, a, b), error_class);
    FAILS(MPI_Graph_neighbors_count(comm, 0, a), error_class);
    FAILS(MPI_Graph_neighbors(comm, 0, 1, a), error_class);
}

static void fail_dist(MPI_Comm comm, int error_class)
{
    FAILS(MPI_Dist_graph_neighbors_count(comm, a, b, b), error_class);
    FAILS(MPI_Dist_graph_neighbors(comm, 1, a, MPI_UNWEIGHTED, 1, b, MPI_UNWEIGHTED), error_class);
}

/* What makes topologies is not for intercommunicators either. */
static void fail_create(MPI_Comm comm, int error_class)
{
    MPI_Comm made = MPI_COMM_NULL;
    int one = 1, zero = 0;
    FAILS(MPI_Cart_create(comm, 1, &one, &one, 0, &made), error_class);
    FAILS(MPI_Graph_create(comm, 1, &one, &zero, 0, &made), error_class);
#ifdef ZEROMPI_API /* MPICH does not mind some */
    FAILS(MPI_Cart_map(comm, 1, &one, &one, a), error_class);
    FAILS(MPI_Graph_map(comm, 1, &one, &zero, a), error_class);
    FAILS(MPI_Dist_graph_create(comm, 0, NULL, NULL, NULL, MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &made),
          error_class);
    FAILS(MPI_Dist_graph_create_adjacent(comm, 0, NULL, MPI_UNWEIGHTED, 0, NULL, MPI_UNWEIGHTED,
                                         MPI_INFO_NULL, 0, &made),
          error_class);
#endif
    CHECK(made == MPI_COMM_NULL);
}

/* A topology on a communicator that has one replaces nothing: the new one has its own. */
static void check_nested(void)
{
    MPI_Comm line, other;
    int dims[2] = {1, 1}, ndims = -1;
    GOOD(MPI_Cart_create(graph, 2, dims, dims, 0, &line));
    CHECK(kind_of(line) == MPI_CART && kind_of(graph) == MPI_GRAPH);
    GOOD(MPI_Cartdim_get(line, &ndims));
    CHECK(ndims == 2);
    GOOD(MPI_Dist_graph_create_adjacent(line, 0, NULL, MPI_UNWEIGHTED, 0, NULL, MPI_UNWEIGHTED,
                                        MPI_INFO_NULL, 0, &other));
    CHECK(kind_of(other) == MPI_DIST_GRAPH);
    GOOD(MPI_Comm_free(&other));
    GOOD(MPI_Comm_free(&line));
}

/* All ways to duplicate keep the topology; new groups do not. */
static void check_copies(void)
{
    MPI_Comm copy;
    MPI_Request request;
    MPI_Group group;
    GOOD(MPI_Comm_idup(cart, &copy, &request));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    CHECK(kind_of(copy) == MPI_CART);
    GOOD(MPI_Comm_free(&copy));
    GOOD(MPI_Comm_dup_with_info(dist, MPI_INFO_NULL, &copy));
    CHECK(kind_of(copy) == MPI_DIST_GRAPH);
    GOOD(MPI_Comm_free(&copy));
    GOOD(MPI_Comm_group(graph, &group));
    GOOD(MPI_Comm_create(graph, group, &copy));
    CHECK(kind_of(copy) == MPI_UNDEFINED);
    GOOD(MPI_Comm_free(&copy));
    GOOD(MPI_Group_free(&group));
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    make_all();
    check_kinds();
    const MPI_Comm all[] = {MPI_COMM_WORLD, none, cart, graph, dist};
    for (int i = 0; i < 5; i++) {
        if (all[i] != cart)
            fail_cart(all[i], MPI_ERR_TOPOLOGY);
        if (all[i] != graph)
            fail_graph(all[i], MPI_ERR_TOPOLOGY);
        if (all[i] != dist)
            fail_dist(all[i], MPI_ERR_TOPOLOGY);
    }
    const MPI_Comm wrong[] = {MPI_COMM_NULL, inter};
    for (int i = 0; i < (size > 1 ? 2 : 1); i++) {
        fail_cart(wrong[i], MPI_ERR_COMM);
        fail_graph(wrong[i], MPI_ERR_COMM);
        fail_dist(wrong[i], MPI_ERR_COMM);
        fail_create(wrong[i], MPI_ERR_COMM);
    }
    check_nested();
    check_copies();
    GOOD(MPI_Comm_free(&none));
    GOOD(MPI_Comm_free(&cart));
    GOOD(MPI_Comm_free(&graph));
    GOOD(MPI_Comm_free(&dist));
    if (size > 1)
        GOOD(MPI_Comm_free(&inter));
    return finish();
}
