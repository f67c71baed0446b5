/* SPDX-License-Identifier: BSL-1.0 */
/* Reduction operators of the program, and reductions within a process (sections 6.9.5 to 6.9.7 of
 * the standard). */
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/collective.h"
#include "api/process.h"

/* One of the two functions is NULL. */
static int create(const char *name, MPI_User_function *user, MPI_User_function_c *user_c,
                  int commute, MPI_Op *op)
{
    const struct zm_call call = ZM_CALL(name, "commute=%d", commute);
    int error;
    zm_enter(&call);
    if (!user && !user_c)
        error = ZM_FAIL(MPI_ERR_ARG, "user_fn is NULL");
    else
        error = zm_check_pointer("op", op);
    if (!error) {
        struct zm_op *made = zm_op_new(user, user_c, commute != 0);
        if (!made)
            error = ZM_FAIL(MPI_ERR_NO_MEM, "no memory for an operator");
        else if ((error = zm_handle_give(ZM_HANDLE_OP, made)))
            zm_op_release(made);
        else
            *op = (MPI_Op)made;
    }
    return zm_leave(&call, NULL, error);
}

int PMPI_Op_create(MPI_User_function *user_fn, int commute, MPI_Op *op)
{
    return create("MPI_Op_create", user_fn, NULL, commute, op);
}
ZM_ALIAS(Op_create);

int PMPI_Op_create_c(MPI_User_function_c *user_fn, int commute, MPI_Op *op)
{
    return create("MPI_Op_create_c", NULL, user_fn, commute, op);
}
ZM_ALIAS(Op_create_c);

int PMPI_Op_free(MPI_Op *op)
{
    const struct zm_call call = ZM_CALL("MPI_Op_free", "%o", ZM_HANDLE(op ? *op : MPI_OP_NULL));
    const struct zm_op *found;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("op", op)) && !(error = zm_check_operator(*op, &found))) {
        if (zm_handle_take(ZM_HANDLE_OP, *op)) {
            zm_op_release(found);
            *op = MPI_OP_NULL;
        } else
            error = ZM_FAIL(MPI_ERR_OP, "a predefined operator cannot be freed");
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Op_free);

int PMPI_Op_commutative(MPI_Op op, int *commute)
{
    const struct zm_call call = ZM_CALL("MPI_Op_commutative", "%o", ZM_HANDLE(op));
    const struct zm_op *found;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_operator(op, &found)) && !(error = zm_check_pointer("commute", commute)))
        *commute = found->commutative;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Op_commutative);

static int reduce_local(const char *name, const void *inbuf, void *inoutbuf, MPI_Count count,
                        MPI_Datatype datatype, MPI_Op op)
{
    const struct zm_call call =
        ZM_CALL(name, "count=%d, %t, %o", count, ZM_HANDLE(datatype), ZM_HANDLE(op));
    const struct zm_side in = ZM_SIDE(inbuf, count, datatype),
                         inout = ZM_SIDE(inoutbuf, count, datatype);
    struct zm_blocks left = {.each = NULL}, right = {.each = NULL};
    const struct zm_op *found;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_side(&in, 1, &left)) && !(error = zm_check_side(&inout, 1, &right)) &&
        !(error = zm_check_op(op, left.first.datatype, &found)) &&
        !(error = zm_check_overlap(left.first, right.first)) && count)
        zm_op_apply(found, inbuf, inoutbuf, inoutbuf, (size_t)count, left.first.datatype);
    return zm_leave(&call, NULL, error);
}

int PMPI_Reduce_local(const void *inbuf, void *inoutbuf, int count, MPI_Datatype datatype,
                      MPI_Op op)
{
    return reduce_local("MPI_Reduce_local", inbuf, inoutbuf, count, datatype, op);
}
ZM_ALIAS(Reduce_local);

int PMPI_Reduce_local_c(const void *inbuf, void *inoutbuf, MPI_Count count, MPI_Datatype datatype,
                        MPI_Op op)
{
    return reduce_local("MPI_Reduce_local_c", inbuf, inoutbuf, count, datatype, op);
}
ZM_ALIAS(Reduce_local_c);
