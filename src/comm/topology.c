/* SPDX-License-Identifier: BSL-1.0 */
/* Virtual topologies. */
#include "comm/topology.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* One without a shape yet, with room for `numbers` numbers. */
static struct zm_topology *new_topology(int kind, size_t numbers)
{
    struct zm_topology *topology = malloc(sizeof *topology + numbers * sizeof(int));
    if (topology) {
        topology->kind = kind;
        topology->references = 1;
    }
    return topology;
}

/* Copies numbers to the next free place, which it moves on; returns the copy. */
static int *put(int **place, const int numbers[], int count)
{
    int *copy = *place;
    if (count)
        memcpy(copy, numbers, (size_t)count * sizeof *copy);
    *place += count;
    return copy;
}

struct zm_topology *zm_topology_cart(int ndims, const int dims[], const int periods[])
{
    struct zm_topology *topology = new_topology(MPI_CART, 2 * (size_t)ndims);
    if (!topology)
        return NULL;
    int *place = topology->numbers;
    topology->grid.ndims = ndims;
    topology->grid.dims = put(&place, dims, ndims);
    topology->grid.periodic = put(&place, periods, ndims);
    for (int i = 0; i < ndims; i++)
        topology->grid.periodic[i] = periods[i] != 0;
    return topology;
}

/* The edges of a node are those from begin_of to index[node]. */
static int begin_of(const struct zm_graph *graph, int node)
{
    return node ? graph->index[node - 1] : 0;
}

/* The finisher of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
 * 2014): numbers that are alike become numbers that have nothing to do with each other. */
static uint64_t hash_edge(int from, int to)
{
    uint64_t x = (uint64_t)(uint32_t)from << 32 | (uint32_t)to;
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* Whether edges and turned edges are the same; the sums of what they hash to tell. */
static bool is_symmetric(const struct zm_graph *graph)
{
    uint64_t balance = 0;
    for (int node = 0; node < graph->nodes; node++)
        for (int i = begin_of(graph, node); i < graph->index[node]; i++)
            balance += hash_edge(node, graph->adjacent[i]) - hash_edge(graph->adjacent[i], node);
    return balance == 0;
}

struct zm_topology *zm_topology_graph(int nodes, const int index[], const int edges[])
{
    int count = nodes ? index[nodes - 1] : 0;
    struct zm_topology *topology = new_topology(MPI_GRAPH, (size_t)nodes + (size_t)count);
    if (!topology)
        return NULL;
    int *place = topology->numbers;
    topology->graph.nodes = nodes;
    topology->graph.edges = count;
    topology->graph.index = put(&place, index, nodes);
    topology->graph.adjacent = put(&place, edges, count);
    topology->graph.symmetric = is_symmetric(&topology->graph);
    return topology;
}

static struct zm_edges put_edges(int **place, const struct zm_edges *edges, bool weighted)
{
    struct zm_edges copy = {.degree = edges->degree};
    copy.ranks = put(place, edges->ranks, edges->degree);
    if (weighted)
        copy.weights = put(place, edges->weights, edges->degree);
    return copy;
}

struct zm_topology *zm_topology_dist_graph(const struct zm_edges *sources,
                                           const struct zm_edges *destinations, bool weighted)
{
    size_t edges = (size_t)sources->degree + (size_t)destinations->degree;
    struct zm_topology *topology = new_topology(MPI_DIST_GRAPH, weighted ? 2 * edges : edges);
    if (!topology)
        return NULL;
    int *place = topology->numbers;
    topology->own.sources = put_edges(&place, sources, weighted);
    topology->own.destinations = put_edges(&place, destinations, weighted);
    topology->own.weighted = weighted;
    return topology;
}

struct zm_topology *zm_topology_retain(struct zm_topology *topology)
{
    if (topology)
        topology->references++;
    return topology;
}

void zm_topology_release(struct zm_topology *topology)
{
    if (topology && --topology->references == 0)
        free(topology);
}

void zm_topology_degrees(const struct zm_topology *topology, int rank, int *sources,
                         int *destinations)
{
    switch (topology->kind) {
    case MPI_CART:
        *sources = *destinations = 2 * topology->grid.ndims;
        break;
    case MPI_GRAPH:
        *sources = *destinations = topology->graph.index[rank] - begin_of(&topology->graph, rank);
        break;
    default:
        *sources = topology->own.sources.degree;
        *destinations = topology->own.destinations.degree;
    }
}

/* In a grid and in a graph that all know, neighbours are for both directions. The standard orders
 * those in a grid by dimension, and in each the one before and then the one after. */
static int neighbor(const struct zm_topology *topology, int rank, int i)
{
    if (topology->kind == MPI_CART)
        return zm_grid_shift(&topology->grid, rank, i / 2, i % 2 ? 1 : -1);
    return topology->graph.adjacent[begin_of(&topology->graph, rank) + i];
}

int zm_topology_source(const struct zm_topology *topology, int rank, int i)
{
    return topology->kind == MPI_DIST_GRAPH ? topology->own.sources.ranks[i]
                                            : neighbor(topology, rank, i);
}

int zm_topology_destination(const struct zm_topology *topology, int rank, int i)
{
    return topology->kind == MPI_DIST_GRAPH ? topology->own.destinations.ranks[i]
                                            : neighbor(topology, rank, i);
}

/* ---- Grids ---- */

/* The coordinate within the grid that `coordinate` stands for along a dimension; -1: none. */
static int wrap(const struct zm_grid *grid, int dimension, long long coordinate)
{
    int size = grid->dims[dimension];
    if (coordinate >= 0 && coordinate < size)
        return (int)coordinate;
    if (!grid->periodic[dimension])
        return -1;
    int rest = (int)(coordinate % size);
    return rest < 0 ? rest + size : rest;
}

int zm_grid_rank(const struct zm_grid *grid, const int coords[])
{
    int rank = 0;
    for (int i = 0; i < grid->ndims; i++) {
        int coordinate = wrap(grid, i, coords[i]);
        if (coordinate < 0)
            return MPI_PROC_NULL;
        rank = rank * grid->dims[i] + coordinate;
    }
    return rank;
}

void zm_grid_coords(const struct zm_grid *grid, int rank, int coords[])
{
    for (int i = grid->ndims; i-- > 0; rank /= grid->dims[i])
        coords[i] = rank % grid->dims[i];
}

int zm_grid_shift(const struct zm_grid *grid, int rank, int dimension, long long distance)
{
    int stride = 1; /* in ranks, of one step */
    for (int i = grid->ndims - 1; i > dimension; i--)
        stride *= grid->dims[i];
    int here = rank / stride % grid->dims[dimension];
    int there = wrap(grid, dimension, here + distance);
    return there < 0 ? MPI_PROC_NULL : rank + (there - here) * stride;
}
