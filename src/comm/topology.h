/* SPDX-License-Identifier: BSL-1.0 */
/* Virtual topologies: who is whose neighbour in a communicator. A topology never changes once it is
 * made, so that a communicator and its duplicates share it.
 *
 * Every kind answers the same question, which is all that neighbourhood collectives ask: whom does
 * a rank receive from, whom does it send to, and in which order lie their blocks in its buffers. */
#ifndef ZM_COMM_TOPOLOGY_H
#define ZM_COMM_TOPOLOGY_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

/* A grid, its ranks in row-major order: the last coordinate changes fastest. */
struct zm_grid {
    int ndims;     /* 0: one process without coordinates */
    int *dims;     /* processes along each dimension, at least 1 */
    int *periodic; /* 1 if the dimension is a ring, else 0 */
};

/* A graph that every process knows whole. */
struct zm_graph {
    int nodes, edges;
    int *index;     /* edges of the nodes up to this one, by node */
    int *adjacent;  /* the other ends of the edges, by node of the one end */
    bool symmetric; /* each node is as often a neighbour of another as that of it */
};

/* Edges of one process. */
struct zm_edges {
    int degree;
    const int *ranks;   /* of the other ends; where a process gave them, in its order */
    const int *weights; /* NULL: they have none */
};

/* A distributed graph, of which every process knows its own edges. */
struct zm_neighborhood {
    struct zm_edges sources, destinations;
    bool weighted;
};

struct zm_topology {
    int kind; /* MPI_CART, MPI_GRAPH, MPI_DIST_GRAPH */
    union {
        struct zm_grid grid;
        struct zm_graph graph;
        struct zm_neighborhood own;
    };
    size_t references; /* communicators that have it */
    int numbers[];     /* of all the arrays above */
};

/* New topologies with one reference, from copies of the arguments, which are valid; NULL: no
 * memory. Periods may be any numbers, those that are not 0 are true. Of the edges of a distributed
 * graph the weights count only if it is weighted. */
struct zm_topology *zm_topology_cart(int ndims, const int dims[], const int periods[]);
struct zm_topology *zm_topology_graph(int nodes, const int index[], const int edges[]);
struct zm_topology *zm_topology_dist_graph(const struct zm_edges *sources,
                                           const struct zm_edges *destinations, bool weighted);

/* Adds a holder, and returns its argument. NULL is no topology, and left alone. */
struct zm_topology *zm_topology_retain(struct zm_topology *topology);
/* Takes a holder away; the last one frees it. */
void zm_topology_release(struct zm_topology *topology);

/* How many ranks `rank` receives from and sends to in a neighbourhood collective. */
void zm_topology_degrees(const struct zm_topology *topology, int rank, int *sources,
                         int *destinations);

/* The ranks that `rank` receives the block number `i` from, or sends it to; in a grid also
 * MPI_PROC_NULL. Of a distributed graph `rank` is that of this process. */
int zm_topology_source(const struct zm_topology *topology, int rank, int i);
int zm_topology_destination(const struct zm_topology *topology, int rank, int i);

/* ---- Grids ---- */

/* The rank at the coordinates, which may be anywhere on rings; MPI_PROC_NULL outside the grid. */
int zm_grid_rank(const struct zm_grid *grid, const int coords[]);

/* The coordinates of a rank. */
void zm_grid_coords(const struct zm_grid *grid, int rank, int coords[]);

/* The rank that is `distance` (of either sign) further along a dimension than `rank`; MPI_PROC_NULL
 * beyond the border. */
int zm_grid_shift(const struct zm_grid *grid, int rank, int dimension, long long distance);

#endif
