/* SPDX-License-Identifier: BSL-1.0 */
/* What kind of collective call a message belongs to, to be compared between ranks and put in words
 * for people. */
#ifndef ZM_P2P_SIGNATURE_H
#define ZM_P2P_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

#include "transport/frame.h"

enum zm_collective {
    ZM_BARRIER = 1, /* 0 is no collective */
    ZM_BCAST,
    ZM_GATHER,
    ZM_GATHERV,
    ZM_SCATTER,
    ZM_SCATTERV,
    ZM_ALLGATHER,
    ZM_ALLGATHERV,
    ZM_ALLTOALL,
    ZM_ALLTOALLV,
    ZM_ALLTOALLW,
    ZM_REDUCE,
    ZM_ALLREDUCE,
    ZM_REDUCE_SCATTER,
    ZM_REDUCE_SCATTER_BLOCK,
    ZM_SCAN,
    ZM_EXSCAN,
    ZM_COMM_DUP,
    ZM_COMM_SPLIT,
    ZM_COMM_SPLIT_TYPE,
    ZM_COMM_CREATE,
    ZM_COMM_CREATE_GROUP,
    ZM_COMM_CREATE_FROM_GROUP,
    ZM_INTERCOMM_CREATE,
    ZM_INTERCOMM_CREATE_FROM_GROUPS,
    ZM_INTERCOMM_MERGE,
    ZM_CART_CREATE,
    ZM_CART_SUB,
    ZM_GRAPH_CREATE,
    ZM_DIST_GRAPH_CREATE,
    ZM_DIST_GRAPH_CREATE_ADJACENT,
    ZM_NEIGHBOR_ALLGATHER,
    ZM_NEIGHBOR_ALLGATHERV,
    ZM_NEIGHBOR_ALLTOALL,
    ZM_NEIGHBOR_ALLTOALLV,
    ZM_NEIGHBOR_ALLTOALLW,
    ZM_FINALIZE,
    ZM_SHARE_MEMORY, /* done by the library in another call */
    ZM_COLLECTIVE_END
};

/* How a collective is done, where there are several ways: see coll/choose.h. */
enum zm_algorithm {
    ZM_ONLY_WAY,
    ZM_BINOMIAL,
    ZM_LINEAR,
    ZM_DISSEMINATION,
    ZM_RECURSIVE_DOUBLING,
    ZM_RING,
    ZM_BRUCK,
    ZM_PAIRWISE,
    ZM_CHAIN,
    ZM_SEGMENTED,
    ZM_SCATTER_ALLGATHER,
    ZM_HALVING,
    ZM_BOARD,
    ZM_TWO_LEVEL,
    ZM_ALGORITHM_END
};

/* The forms of a collective, which do not match each other; added to `collective`. */
enum zm_form { ZM_BLOCKING = 0, ZM_NONBLOCKING = 0x40, ZM_PERSISTENT = 0x80 };

/* The `collective` of the function `name`, such as "MPI_Ibcast_c"; 0: it is none. */
uint8_t zm_collective_named(const char *name);

/* The names of the function that is the collective `collective`, such as "MPI_Bcast", and of an
 * algorithm, such as "ring"; NULL: there is none. */
const char *zm_collective_name(int collective);
const char *zm_algorithm_name(int algorithm);

static inline bool zm_signature_equal(const struct zm_signature *a, const struct zm_signature *b)
{
    return a->collective == b->collective && a->op == b->op && a->root == b->root &&
           a->bytes == b->bytes && a->algorithm == b->algorithm;
}

/* Writes the call in words, such as "MPI_Reduce(40 bytes, MPI_SUM, root=2)", to `text`. */
#define ZM_SIGNATURE_TEXT_MAX 128
const char *zm_signature_text(const struct zm_signature *signature,
                              char text[ZM_SIGNATURE_TEXT_MAX]);

#endif
