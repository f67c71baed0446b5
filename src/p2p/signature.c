/* SPDX-License-Identifier: BSL-1.0 */
/* Collective calls in words. */
#include "p2p/signature.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "type/op.h"

static const char *const names[ZM_COLLECTIVE_END] = {
    [ZM_BARRIER] = "MPI_Barrier",
    [ZM_BCAST] = "MPI_Bcast",
    [ZM_GATHER] = "MPI_Gather",
    [ZM_GATHERV] = "MPI_Gatherv",
    [ZM_SCATTER] = "MPI_Scatter",
    [ZM_SCATTERV] = "MPI_Scatterv",
    [ZM_ALLGATHER] = "MPI_Allgather",
    [ZM_ALLGATHERV] = "MPI_Allgatherv",
    [ZM_ALLTOALL] = "MPI_Alltoall",
    [ZM_ALLTOALLV] = "MPI_Alltoallv",
    [ZM_ALLTOALLW] = "MPI_Alltoallw",
    [ZM_REDUCE] = "MPI_Reduce",
    [ZM_ALLREDUCE] = "MPI_Allreduce",
    [ZM_REDUCE_SCATTER] = "MPI_Reduce_scatter",
    [ZM_REDUCE_SCATTER_BLOCK] = "MPI_Reduce_scatter_block",
    [ZM_SCAN] = "MPI_Scan",
    [ZM_EXSCAN] = "MPI_Exscan",
    [ZM_COMM_DUP] = "MPI_Comm_dup",
    [ZM_COMM_SPLIT] = "MPI_Comm_split",
    [ZM_COMM_SPLIT_TYPE] = "MPI_Comm_split_type",
    [ZM_COMM_CREATE] = "MPI_Comm_create",
    [ZM_COMM_CREATE_GROUP] = "MPI_Comm_create_group",
    [ZM_COMM_CREATE_FROM_GROUP] = "MPI_Comm_create_from_group",
    [ZM_INTERCOMM_CREATE] = "MPI_Intercomm_create",
    [ZM_INTERCOMM_CREATE_FROM_GROUPS] = "MPI_Intercomm_create_from_groups",
    [ZM_INTERCOMM_MERGE] = "MPI_Intercomm_merge",
    [ZM_CART_CREATE] = "MPI_Cart_create",
    [ZM_CART_SUB] = "MPI_Cart_sub",
    [ZM_GRAPH_CREATE] = "MPI_Graph_create",
    [ZM_DIST_GRAPH_CREATE] = "MPI_Dist_graph_create",
    [ZM_DIST_GRAPH_CREATE_ADJACENT] = "MPI_Dist_graph_create_adjacent",
    [ZM_NEIGHBOR_ALLGATHER] = "MPI_Neighbor_allgather",
    [ZM_NEIGHBOR_ALLGATHERV] = "MPI_Neighbor_allgatherv",
    [ZM_NEIGHBOR_ALLTOALL] = "MPI_Neighbor_alltoall",
    [ZM_NEIGHBOR_ALLTOALLV] = "MPI_Neighbor_alltoallv",
    [ZM_NEIGHBOR_ALLTOALLW] = "MPI_Neighbor_alltoallw",
    [ZM_FINALIZE] = "MPI_Finalize",
    [ZM_SHARE_MEMORY] = "the sharing of memory",
};

static const char *const algorithms[ZM_ALGORITHM_END] = {
    [ZM_BINOMIAL] = "binomial",
    [ZM_LINEAR] = "linear",
    [ZM_DISSEMINATION] = "dissemination",
    [ZM_RECURSIVE_DOUBLING] = "recursive_doubling",
    [ZM_RING] = "ring",
    [ZM_BRUCK] = "bruck",
    [ZM_PAIRWISE] = "pairwise",
    [ZM_CHAIN] = "chain",
    [ZM_SEGMENTED] = "segmented",
    [ZM_SCATTER_ALLGATHER] = "scatter_allgather",
    [ZM_HALVING] = "halving",
    [ZM_BOARD] = "board",
    [ZM_TWO_LEVEL] = "two_level",
};

const char *zm_collective_name(int collective)
{
    return collective >= 0 && collective < ZM_COLLECTIVE_END ? names[collective] : NULL;
}

const char *zm_algorithm_name(int algorithm)
{
    return algorithm >= 0 && algorithm < ZM_ALGORITHM_END ? algorithms[algorithm] : NULL;
}

/* Whether all ranks give the same size, so that it says something. */
static bool has_size(int collective)
{
    switch (collective) {
    case ZM_BARRIER:
    case ZM_GATHERV:
    case ZM_SCATTERV:
    case ZM_ALLTOALLV:
    case ZM_ALLTOALLW:
        return false;
    default:
        return collective < ZM_COMM_DUP;
    }
}

/* Writes the name of the call, with what its form adds to it: MPI_Ibcast, MPI_Bcast_init. */
static int print_name(const struct zm_signature *signature, char *text, size_t room)
{
    int form = signature->collective & (ZM_NONBLOCKING | ZM_PERSISTENT);
    int collective = signature->collective & ~form;
    const char *name = zm_collective_name(collective);
    if (!name)
        return snprintf(text, room, "an unknown collective");
    if (form == ZM_PERSISTENT)
        return snprintf(text, room, "%s_init", name);
    if (form != ZM_NONBLOCKING)
        return snprintf(text, room, "%s", name);
    if (collective == ZM_COMM_DUP)
        return snprintf(text, room, "MPI_Comm_idup");
    return snprintf(text, room, "MPI_I%c%s", tolower((unsigned char)name[4]), name + 5);
}

uint8_t zm_collective_named(const char *name)
{
    static const uint8_t forms[] = {ZM_BLOCKING, ZM_NONBLOCKING, ZM_PERSISTENT};
    for (int collective = 1; collective < ZM_COLLECTIVE_END; collective++)
        for (int i = 0; i < 3; i++) {
            struct zm_signature call = {.collective = (uint8_t)(collective | forms[i])};
            char text[ZM_SIGNATURE_TEXT_MAX];
            size_t n = (size_t)print_name(&call, text, sizeof text);
            if (strncmp(text, name, n) == 0 &&
                (!name[n] || strcmp(name + n, "_c") == 0 || strcmp(name + n, "_with_info") == 0))
                return call.collective;
        }
    return 0;
}

const char *zm_signature_text(const struct zm_signature *signature,
                              char text[ZM_SIGNATURE_TEXT_MAX])
{
    int collective = signature->collective & ~(ZM_NONBLOCKING | ZM_PERSISTENT);
    const struct zm_op *op = zm_op_predefined((MPI_Op)(intptr_t)signature->op);
    char bytes[32] = "", root[32] = "";
    if (has_size(collective))
        snprintf(bytes, sizeof bytes, "%llu bytes", (unsigned long long)signature->bytes);
    if (signature->root >= 0)
        snprintf(root, sizeof root, "root=%d", signature->root);
    const char *const parts[] = {bytes, op ? op->name : "", root};
    int n = print_name(signature, text, ZM_SIGNATURE_TEXT_MAX);
    const char *before = "(";
    for (int i = 0; i < 3; i++)
        if (*parts[i]) {
            n += snprintf(text + n, ZM_SIGNATURE_TEXT_MAX - (size_t)n, "%s%s", before, parts[i]);
            before = ", ";
        }
    snprintf(text + n, ZM_SIGNATURE_TEXT_MAX - (size_t)n, *before == '(' ? "()" : ")");
    return text;
}
