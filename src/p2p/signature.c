/* SPDX-License-Identifier: BSL-1.0 */
/* Collective calls in words. */
#include "p2p/signature.h"

#include <stdint.h>
#include <stdio.h>

#include "type/op.h"

static const char *const names[ZM_COLLECTIVE_END] = {
    [ZM_BARRIER] = "MPI_Barrier",
    [ZM_BCAST] = "MPI_Bcast",
    [ZM_GATHER] = "MPI_Gather",
    [ZM_SCATTER] = "MPI_Scatter",
    [ZM_ALLGATHER] = "MPI_Allgather",
    [ZM_ALLTOALL] = "MPI_Alltoall",
    [ZM_REDUCE] = "MPI_Reduce",
    [ZM_ALLREDUCE] = "MPI_Allreduce",
    [ZM_REDUCE_SCATTER_BLOCK] = "MPI_Reduce_scatter_block",
    [ZM_SCAN] = "MPI_Scan",
    [ZM_EXSCAN] = "MPI_Exscan",
    [ZM_COMM_DUP] = "MPI_Comm_dup",
    [ZM_COMM_SPLIT] = "MPI_Comm_split",
    [ZM_FINALIZE] = "MPI_Finalize",
};

/* Whether data moves in the call, so that its size says something. */
static bool has_data(int collective)
{
    return collective != ZM_BARRIER && collective < ZM_COMM_DUP;
}

const char *zm_signature_text(const struct zm_signature *signature,
                              char text[ZM_SIGNATURE_TEXT_MAX])
{
    const char *name = signature->collective < ZM_COLLECTIVE_END ? names[signature->collective] : 0;
    if (!name)
        name = "an unknown collective";
    const struct zm_op *op = zm_op_predefined((MPI_Op)(intptr_t)signature->op);
    int n = snprintf(text, ZM_SIGNATURE_TEXT_MAX, "%s(", name);
    if (has_data(signature->collective))
        n += snprintf(text + n, ZM_SIGNATURE_TEXT_MAX - n, "%llu bytes%s",
                      (unsigned long long)signature->bytes, op || signature->root >= 0 ? ", " : "");
    if (op)
        n += snprintf(text + n, ZM_SIGNATURE_TEXT_MAX - n, "%s%s", op->name,
                      signature->root >= 0 ? ", " : "");
    if (signature->root >= 0)
        n += snprintf(text + n, ZM_SIGNATURE_TEXT_MAX - n, "root=%d", signature->root);
    snprintf(text + n, ZM_SIGNATURE_TEXT_MAX - n, ")");
    return text;
}
