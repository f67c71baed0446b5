/* SPDX-License-Identifier: BSL-1.0 */
/* Virtual topologies (chapter 8 of the standard): graphs, and distributed graphs. */
#include <limits.h>

#include "api/call.h"
#include "api/check.h"
#include "api/communicator.h"
#include "api/process.h"
#include "api/topology.h"
#include "coll/comm_create.h"

/* An array that the program gives, or wants to be filled, with `count` numbers. */
static int check_array(const char *name, int count, const int array[])
{
    return count > 0 ? zm_check_pointer(name, array) : MPI_SUCCESS;
}

static int check_not_negative(const char *name, int number)
{
    return number >= 0 ? MPI_SUCCESS : ZM_FAIL(MPI_ERR_ARG, "%s %d is negative", name, number);
}

/* Copies the first numbers of a list to an array of the program's. */
static void copy_out(const int list[], int count, int array[])
{
    for (int i = 0; i < count; i++)
        array[i] = list[i];
}

/* ---- Graphs that all processes know ---- */

static int check_edges(int nnodes, const int indx[], const int edges[])
{
    for (int i = 0; i < nnodes; i++)
        if (indx[i] < (i ? indx[i - 1] : 0))
            return ZM_FAIL(MPI_ERR_ARG,
                           "indx[%d] is %d: expected the number of edges of the nodes from 0 to %d",
                           i, indx[i], i);
    int count = indx[nnodes - 1];
    int error = check_array("edges", count, edges);
    for (int i = 0; i < count && !error; i++)
        if (edges[i] < 0 || edges[i] >= nnodes)
            error = ZM_FAIL(MPI_ERR_ARG, "edges[%d] is %d, which is not one of the %d nodes", i,
                            edges[i], nnodes);
    return error;
}

static int check_graph(const struct zm_comm *comm, int nnodes, const int indx[], const int edges[])
{
    int error = check_not_negative("nnodes", nnodes);
    if (error || nnodes == 0)
        return error;
    if (nnodes > comm->size)
        return ZM_FAIL(MPI_ERR_ARG, "the graph has %d nodes: the communicator has only %d ranks",
                       nnodes, comm->size);
    if ((error = zm_check_pointer("indx", indx)))
        return error;
    return check_edges(nnodes, indx, edges);
}

int PMPI_Graph_create(MPI_Comm comm_old, int nnodes, const int indx[], const int edges[],
                      int reorder, MPI_Comm *comm_graph)
{
    const struct zm_call call = ZM_CALL("MPI_Graph_create", "%c, nnodes=%d, reorder=%d",
                                        ZM_HANDLE(comm_old), nnodes, reorder);
    struct zm_comm *c = NULL, *made;
    bool begun;
    int error;
    zm_enter(&call);
    if ((begun = !(error = zm_check_intracomm(comm_old, &c)) &&
                 !(error = zm_check_pointer("comm_graph", comm_graph)) &&
                 !(error = check_graph(c, nnodes, indx, edges))) &&
        !(error = zm_comm_create_topology(c, ZM_GRAPH_CREATE, c->rank < nnodes ? 0 : MPI_UNDEFINED,
                                          0, zm_topology_graph(nnodes, indx, edges), &made)))
        error = zm_hand_out_comm(made, comm_graph);
    return zm_leave_maker(&call, c, begun, error, comm_graph);
}
ZM_ALIAS(Graph_create);

int PMPI_Graph_map(MPI_Comm comm, int nnodes, const int indx[], const int edges[], int *newrank)
{
    const struct zm_call call = ZM_CALL("MPI_Graph_map", "%c, nnodes=%d", ZM_HANDLE(comm), nnodes);
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_intracomm(comm, &c)) &&
        !(error = zm_check_pointer("newrank", newrank)) &&
        !(error = check_graph(c, nnodes, indx, edges)))
        *newrank = c->rank < nnodes ? c->rank : MPI_UNDEFINED;
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Graph_map);

int PMPI_Graphdims_get(MPI_Comm comm, int *nnodes, int *nedges)
{
    const struct zm_call call = ZM_CALL("MPI_Graphdims_get", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_topology(comm, MPI_GRAPH, &c)) &&
        !(error = zm_check_pointer("nnodes", nnodes)) &&
        !(error = zm_check_pointer("nedges", nedges))) {
        *nnodes = c->topology->graph.nodes;
        *nedges = c->topology->graph.edges;
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Graphdims_get);

static int check_room(const char *name, int room, int count)
{
    return room >= count
               ? MPI_SUCCESS
               : ZM_FAIL(MPI_ERR_ARG, "%s is %d: expected at least %d", name, room, count);
}

int PMPI_Graph_get(MPI_Comm comm, int maxindex, int maxedges, int indx[], int edges[])
{
    const struct zm_call call = ZM_CALL("MPI_Graph_get", "%c, maxindex=%d, maxedges=%d",
                                        ZM_HANDLE(comm), maxindex, maxedges);
    struct zm_comm *c = NULL;
    int error = MPI_SUCCESS;
    zm_enter(&call);
    if ((error = zm_check_topology(comm, MPI_GRAPH, &c)))
        return zm_leave(&call, c, error);
    const struct zm_graph *graph = &c->topology->graph;
    if (!(error = check_room("maxindex", maxindex, graph->nodes)) &&
        !(error = check_room("maxedges", maxedges, graph->edges)) &&
        !(error = check_array("indx", graph->nodes, indx)) &&
        !(error = check_array("edges", graph->edges, edges))) {
        copy_out(graph->index, graph->nodes, indx);
        copy_out(graph->adjacent, graph->edges, edges);
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Graph_get);

int PMPI_Graph_neighbors_count(MPI_Comm comm, int rank, int *nneighbors)
{
    const struct zm_call call =
        ZM_CALL("MPI_Graph_neighbors_count", "%c, rank=%d", ZM_HANDLE(comm), rank);
    struct zm_comm *c = NULL;
    int error, sources;
    zm_enter(&call);
    if (!(error = zm_check_topology(comm, MPI_GRAPH, &c)) && !(error = zm_check_rank(rank, c)) &&
        !(error = zm_check_pointer("nneighbors", nneighbors)))
        zm_topology_degrees(c->topology, rank, &sources, nneighbors);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Graph_neighbors_count);

int PMPI_Graph_neighbors(MPI_Comm comm, int rank, int maxneighbors, int neighbors[])
{
    const struct zm_call call = ZM_CALL("MPI_Graph_neighbors", "%c, rank=%d, maxneighbors=%d",
                                        ZM_HANDLE(comm), rank, maxneighbors);
    struct zm_comm *c = NULL;
    int error, sources, destinations;
    zm_enter(&call);
    if ((error = zm_check_topology(comm, MPI_GRAPH, &c)) || (error = zm_check_rank(rank, c)) ||
        (error = check_not_negative("maxneighbors", maxneighbors)))
        return zm_leave(&call, c, error);
    zm_topology_degrees(c->topology, rank, &sources, &destinations);
    int count = maxneighbors < destinations ? maxneighbors : destinations;
    error = check_array("neighbors", count, neighbors);
    for (int i = 0; i < count && !error; i++)
        neighbors[i] = zm_topology_destination(c->topology, rank, i);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Graph_neighbors);

/* ---- Distributed graphs ---- */

/* The other ends of `count` edges. Where the edges are the process's own, one may lead nowhere. */
static int check_ranks(const struct zm_comm *comm, const char *name, int count, const int ranks[],
                       bool or_null)
{
    int error = check_array(name, count, ranks);
    for (int i = 0; i < count && !error; i++)
        if ((ranks[i] < 0 || ranks[i] >= comm->size) && !(or_null && ranks[i] == MPI_PROC_NULL))
            error = ZM_FAIL(MPI_ERR_ARG,
                            "%s[%d] is %d, which is not one of the communicator's %d "
                            "ranks",
                            name, i, ranks[i], comm->size);
    return error;
}

static int check_weights(const char *name, int count, const int *weights)
{
    if (count == 0 || weights == MPI_UNWEIGHTED)
        return MPI_SUCCESS;
    if (weights == NULL || weights == MPI_WEIGHTS_EMPTY)
        return ZM_FAIL(MPI_ERR_ARG, "%s is %s: expected the weights of %d edges, or MPI_UNWEIGHTED",
                       name, weights ? "MPI_WEIGHTS_EMPTY" : "NULL", count);
    for (int i = 0; i < count; i++)
        if (weights[i] < 0)
            return ZM_FAIL(MPI_ERR_ARG, "%s[%d] is %d: expected no negative weights", name, i,
                           weights[i]);
    return MPI_SUCCESS;
}

/* The edges of one side of a process. */
static int check_side(const struct zm_comm *comm, const char *degree_name, const char *ranks_name,
                      const char *weights_name, const struct zm_edges *edges)
{
    int error;
    (void)((error = check_not_negative(degree_name, edges->degree)) ||
           (error = check_ranks(comm, ranks_name, edges->degree, edges->ranks, true)) ||
           (error = check_weights(weights_name, edges->degree, edges->weights)));
    return error;
}

/* Whether the graph has weights, for which a side without edges says nothing if the other has. */
static int check_weighted(const struct zm_edges *sources, const struct zm_edges *destinations,
                          bool *weighted)
{
    bool in = sources->weights != MPI_UNWEIGHTED, out = destinations->weights != MPI_UNWEIGHTED;
    if (sources->degree && destinations->degree && in != out)
        return ZM_FAIL(MPI_ERR_ARG, "only one of sourceweights and destweights is MPI_UNWEIGHTED");
    *weighted = sources->degree ? in : destinations->degree ? out : in || out;
    return MPI_SUCCESS;
}

int PMPI_Dist_graph_create_adjacent(MPI_Comm comm_old, int indegree, const int sources[],
                                    const int *sourceweights, int outdegree,
                                    const int destinations[], const int *destweights, MPI_Info info,
                                    int reorder, MPI_Comm *comm_dist_graph)
{
    const struct zm_call call =
        ZM_CALL("MPI_Dist_graph_create_adjacent", "%c, indegree=%d, outdegree=%d, reorder=%d",
                ZM_HANDLE(comm_old), indegree, outdegree, reorder);
    const struct zm_edges in = {indegree, sources, sourceweights};
    const struct zm_edges out = {outdegree, destinations, destweights};
    struct zm_comm *c = NULL, *made;
    struct zm_info *hints;
    bool weighted = false;
    bool begun;
    int error;
    zm_enter(&call);
    if ((begun = !(error = zm_check_intracomm(comm_old, &c)) &&
                 !(error = zm_check_pointer("comm_dist_graph", comm_dist_graph)) &&
                 !(error = check_side(c, "indegree", "sources", "sourceweights", &in)) &&
                 !(error = check_side(c, "outdegree", "destinations", "destweights", &out)) &&
                 !(error = check_weighted(&in, &out, &weighted)) &&
                 !(error = zm_check_hints(info, &hints))) &&
        !(error = zm_comm_create_topology(c, ZM_DIST_GRAPH_CREATE_ADJACENT, 0, 0,
                                          zm_topology_dist_graph(&in, &out, weighted), &made)))
        error = zm_hand_out_comm(made, comm_dist_graph);
    return zm_leave_maker(&call, c, begun, error, comm_dist_graph);
}
ZM_ALIAS(Dist_graph_create_adjacent);

/* What the calling process defines of the graph. */
static int check_definition(const struct zm_comm *comm, struct zm_definition *definition)
{
    int error, edges = 0;
    if ((error = check_not_negative("n", definition->nodes)) ||
        (error = check_ranks(comm, "sources", definition->nodes, definition->sources, false)) ||
        (error = check_array("degrees", definition->nodes, definition->degrees)))
        return error;
    for (int i = 0; i < definition->nodes; i++) {
        if ((error = check_not_negative("a degree", definition->degrees[i])))
            return error;
        if (definition->degrees[i] > INT_MAX - edges)
            return ZM_FAIL(MPI_ERR_ARG, "the degrees sum up to more than %d", INT_MAX);
        edges += definition->degrees[i];
    }
    if ((error = check_ranks(comm, "destinations", edges, definition->destinations, false)) ||
        (error = check_weights("weights", edges, definition->weights)))
        return error;
    if (definition->weights == MPI_UNWEIGHTED)
        definition->weights = NULL;
    else if (edges == 0)
        definition->weights = MPI_WEIGHTS_EMPTY;
    return MPI_SUCCESS;
}

int PMPI_Dist_graph_create(MPI_Comm comm_old, int n, const int sources[], const int degrees[],
                           const int destinations[], const int *weights, MPI_Info info, int reorder,
                           MPI_Comm *comm_dist_graph)
{
    const struct zm_call call =
        ZM_CALL("MPI_Dist_graph_create", "%c, n=%d, reorder=%d", ZM_HANDLE(comm_old), n, reorder);
    struct zm_definition definition = {n, sources, degrees, destinations, weights};
    struct zm_comm *c = NULL, *made;
    struct zm_info *hints;
    bool begun;
    int error;
    zm_enter(&call);
    if ((begun = !(error = zm_check_intracomm(comm_old, &c)) &&
                 !(error = zm_check_pointer("comm_dist_graph", comm_dist_graph)) &&
                 !(error = check_definition(c, &definition)) &&
                 !(error = zm_check_hints(info, &hints))) &&
        !(error = zm_comm_create_dist_graph(c, &definition, &made)))
        error = zm_hand_out_comm(made, comm_dist_graph);
    return zm_leave_maker(&call, c, begun, error, comm_dist_graph);
}
ZM_ALIAS(Dist_graph_create);

int PMPI_Dist_graph_neighbors_count(MPI_Comm comm, int *indegree, int *outdegree, int *weighted)
{
    const struct zm_call call = ZM_CALL("MPI_Dist_graph_neighbors_count", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_topology(comm, MPI_DIST_GRAPH, &c)) &&
        !(error = zm_check_pointer("indegree", indegree)) &&
        !(error = zm_check_pointer("outdegree", outdegree)) &&
        !(error = zm_check_pointer("weighted", weighted))) {
        *indegree = c->topology->own.sources.degree;
        *outdegree = c->topology->own.destinations.degree;
        *weighted = c->topology->own.weighted;
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Dist_graph_neighbors_count);

/* Where the program wants the edges of one side: as many of the first ones as there is room for. */
struct wanted {
    int max;
    int *ranks, *weights;
};

static int count_wanted(const struct zm_edges *edges, const struct wanted *wanted)
{
    return wanted->max < edges->degree ? wanted->max : edges->degree;
}

static bool wants_weights(const struct zm_edges *edges, const struct wanted *wanted)
{
    return edges->weights && wanted->weights != MPI_UNWEIGHTED && count_wanted(edges, wanted) > 0;
}

static int check_wanted(const struct zm_edges *edges, const struct wanted *wanted,
                        const char *max_name, const char *ranks_name, const char *weights_name)
{
    int error;
    if (!(error = check_not_negative(max_name, wanted->max)) &&
        !(error = check_array(ranks_name, count_wanted(edges, wanted), wanted->ranks)) &&
        wants_weights(edges, wanted) &&
        (wanted->weights == NULL || wanted->weights == MPI_WEIGHTS_EMPTY))
        error = ZM_FAIL(MPI_ERR_ARG, "%s is %s: expected an array, or MPI_UNWEIGHTED", weights_name,
                        wanted->weights ? "MPI_WEIGHTS_EMPTY" : "NULL");
    return error;
}

static void give(const struct zm_edges *edges, const struct wanted *wanted)
{
    copy_out(edges->ranks, count_wanted(edges, wanted), wanted->ranks);
    if (wants_weights(edges, wanted))
        copy_out(edges->weights, count_wanted(edges, wanted), wanted->weights);
}

int PMPI_Dist_graph_neighbors(MPI_Comm comm, int maxindegree, int sources[], int *sourceweights,
                              int maxoutdegree, int destinations[], int *destweights)
{
    const struct zm_call call =
        ZM_CALL("MPI_Dist_graph_neighbors", "%c, maxindegree=%d, maxoutdegree=%d", ZM_HANDLE(comm),
                maxindegree, maxoutdegree);
    const struct wanted in = {maxindegree, sources, sourceweights};
    const struct wanted out = {maxoutdegree, destinations, destweights};
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if ((error = zm_check_topology(comm, MPI_DIST_GRAPH, &c)))
        return zm_leave(&call, c, error);
    const struct zm_neighborhood *own = &c->topology->own;
    if (!(error = check_wanted(&own->sources, &in, "maxindegree", "sources", "sourceweights")) &&
        !(error = check_wanted(&own->destinations, &out, "maxoutdegree", "destinations",
                               "destweights"))) {
        give(&own->sources, &in);
        give(&own->destinations, &out);
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Dist_graph_neighbors);
