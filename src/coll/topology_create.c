/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators with topologies, and how a distributed graph gets to know itself. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "coll/build.h"
#include "coll/comm_create.h"

static int no_memory(struct zm_comm *comm)
{
    return zm_fail(comm->comms->engine->job->report, MPI_ERR_NO_MEM, "no memory for a topology");
}

int zm_comm_create_topology(struct zm_comm *comm, enum zm_collective which, int color, int key,
                            struct zm_topology *topology, struct zm_comm **made)
{
    *made = NULL;
    if (!topology)
        return no_memory(comm);
    int error = zm_comm_split_as(comm, which, color, key, made);
    if (*made)
        (*made)->topology = topology;
    else
        zm_topology_release(topology);
    return error;
}

/* ---- Distributed graphs ----
 *
 * Any rank may define any edges, so it tells the ranks at the ends of its edges. An alltoall of
 * counts says who has how much to tell to whom; then only those talk that have to. */

struct edge {
    int source, destination, weight;
};

/* Whether edges have weights: say ranks that define some, and ranks that define none. */
enum kind { WEIGHTED = 1, UNWEIGHTED = 2, IDLY_WEIGHTED = 4 };

/* What a rank has to tell another one. */
struct tally {
    int edges;
    unsigned kind;
};

/* The edges that ranks tell each other, in the order of those ranks; those of one in the order in
 * which it defined them. Both ends of an edge hear of it from the same rank, so where there are
 * several edges between two ranks, both have them in the same order, as they must. */
struct talk {
    struct tally *tallies; /* by rank */
    struct edge *edges;    /* those to or from rank 0 first, then those of rank 1, ... */
    size_t count;
};

static void free_talk(struct talk *talk)
{
    free(talk->tallies);
    free(talk->edges);
}

/* Counts the edges of all ranks, and makes room for them. */
static bool make_room(struct talk *talk, int ranks)
{
    talk->count = 0;
    for (int i = 0; i < ranks; i++)
        talk->count += (size_t)talk->tallies[i].edges;
    talk->edges = malloc((talk->count + 1) * sizeof *talk->edges);
    return talk->edges;
}

static size_t count_edges(const struct zm_definition *definition)
{
    size_t count = 0;
    for (int i = 0; i < definition->nodes; i++)
        count += (size_t)definition->degrees[i];
    return count;
}

static unsigned kind_of(const struct zm_definition *definition)
{
    if (count_edges(definition) > 0)
        return definition->weights ? WEIGHTED : UNWEIGHTED;
    return definition->weights ? IDLY_WEIGHTED : 0;
}

/* Calls visit(argument, rank, edge) for each edge and each rank that must know it. */
static void each_end(const struct zm_definition *definition,
                     void (*visit)(void *argument, int rank, const struct edge *edge),
                     void *argument)
{
    size_t place = 0;
    for (int i = 0; i < definition->nodes; i++)
        for (int j = 0; j < definition->degrees[i]; j++, place++) {
            struct edge edge = {definition->sources[i], definition->destinations[place],
                                definition->weights ? definition->weights[place] : 0};
            visit(argument, edge.source, &edge);
            if (edge.destination != edge.source)
                visit(argument, edge.destination, &edge);
        }
}

static void tally_end(void *argument, int rank, const struct edge *edge)
{
    struct tally *tallies = argument;
    (void)edge;
    tallies[rank].edges++;
}

static void place_end(void *argument, int rank, const struct edge *edge)
{
    struct edge **places = argument;
    *places[rank]++ = *edge;
}

/* What this rank has to tell. */
static bool prepare(struct talk *out, const struct zm_definition *definition, int ranks)
{
    out->tallies = calloc((size_t)ranks, sizeof *out->tallies);
    struct edge **places = malloc((size_t)ranks * sizeof *places);
    if (out->tallies)
        each_end(definition, tally_end, out->tallies);
    bool prepared = out->tallies && places && make_room(out, ranks);
    if (prepared) {
        struct edge *place = out->edges;
        for (int i = 0; i < ranks; i++) {
            out->tallies[i].kind = kind_of(definition);
            places[i] = place;
            place += out->tallies[i].edges;
        }
        each_end(definition, place_end, places);
    }
    free(places);
    return prepared;
}

static const struct zm_signature signature = {.collective = ZM_DIST_GRAPH_CREATE, .root = -1};

/* Tells how much this rank has to tell, and learns how much it will be told. */
static int exchange_tallies(struct zm_comm *comm, const struct talk *out, struct talk *in)
{
    size_t n = (size_t)comm->size, rank = (size_t)comm->rank;
    in->tallies = malloc(n * sizeof *in->tallies);
    struct tally *blocks = malloc(n * sizeof *blocks); /* by distance */
    int error = in->tallies && blocks ? MPI_SUCCESS : no_memory(comm);
    if (!error) {
        for (size_t j = 0; j < n; j++)
            blocks[j] = out->tallies[(rank + j) % n];
        struct zm_schedule *s = zm_schedule_new(comm, &signature);
        zm_build_alltoall(s, comm->group, (char *)blocks, sizeof *blocks);
        error = zm_schedule_run(s, comm->comms->engine);
        for (size_t j = 0; j < n; j++)
            in->tallies[(rank + n - j) % n] = blocks[j];
    }
    free(blocks);
    return error;
}

static int exchange_edges(struct zm_comm *comm, const struct talk *out, const struct talk *in)
{
    struct zm_schedule *s = zm_schedule_new(comm, &signature);
    struct edge *place = in->edges;
    for (int i = 0; i < comm->size; i++)
        if (in->tallies[i].edges) {
            size_t count = (size_t)in->tallies[i].edges;
            zm_schedule_receive(s, place, count * sizeof *place, zm_bytes(), i);
            place += count;
        }
    place = out->edges;
    for (int i = 0; i < comm->size; i++)
        if (out->tallies[i].edges) {
            size_t count = (size_t)out->tallies[i].edges;
            zm_schedule_send(s, place, count * sizeof *place, zm_bytes(), i);
            place += count;
        }
    return zm_schedule_run(s, comm->comms->engine);
}

/* Whether the graph has weights; it is for those to say that define edges, if there are any. */
static int agree(struct zm_comm *comm, const struct talk *in, bool *weighted)
{
    unsigned kinds = 0;
    for (int i = 0; i < comm->size; i++)
        kinds |= in->tallies[i].kind;
    *weighted = kinds & WEIGHTED || kinds == IDLY_WEIGHTED;
    if (kinds & WEIGHTED && kinds & UNWEIGHTED)
        return zm_fail(comm->comms->engine->job->report, MPI_ERR_ARG,
                       "some ranks give MPI_UNWEIGHTED and others give weights: expected that all "
                       "do the same");
    return MPI_SUCCESS;
}

/* The topology of this rank, which was told all its edges. */
static struct zm_topology *assemble(int rank, const struct talk *in, bool weighted)
{
    size_t room = in->count + 1;
    int *memory = malloc(4 * room * sizeof *memory);
    if (!memory)
        return NULL;
    int *sources = memory, *source_weights = sources + room, indegree = 0;
    int *destinations = source_weights + room, *weights = destinations + room, outdegree = 0;
    for (size_t i = 0; i < in->count; i++) {
        const struct edge *edge = &in->edges[i];
        if (edge->destination == rank) {
            source_weights[indegree] = edge->weight;
            sources[indegree++] = edge->source;
        }
        if (edge->source == rank) {
            weights[outdegree] = edge->weight;
            destinations[outdegree++] = edge->destination;
        }
    }
    struct zm_topology *topology =
        zm_topology_dist_graph(&(struct zm_edges){indegree, sources, source_weights},
                               &(struct zm_edges){outdegree, destinations, weights}, weighted);
    free(memory);
    return topology;
}

int zm_comm_create_dist_graph(struct zm_comm *comm, const struct zm_definition *definition,
                              struct zm_comm **made)
{
    struct talk out = {0}, in = {0};
    bool weighted;
    int error = prepare(&out, definition, comm->size) ? MPI_SUCCESS : no_memory(comm);
    if (!error && !(error = exchange_tallies(comm, &out, &in)) &&
        !(error = agree(comm, &in, &weighted))) {
        error = make_room(&in, comm->size) ? exchange_edges(comm, &out, &in) : no_memory(comm);
        if (!error)
            error = zm_comm_create_topology(comm, ZM_DIST_GRAPH_CREATE, 0, 0,
                                            assemble(comm->rank, &in, weighted), made);
    }
    free_talk(&out);
    free_talk(&in);
    return error;
}
