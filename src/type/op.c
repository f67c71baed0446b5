/* SPDX-License-Identifier: BSL-1.0 */
/* The predefined reduction operators: what each does with each kind of element, and the table of
 * operators, indexed by the values that the ABI gives their handles. */
#include "type/op.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include "type/pair.h"

/* A loop: the function `op`_`name`, which combines the operands `l` and `r` of type `type` by
 * `expression`. */
#define LOOP(op, name, type, expression)                                                   \
    static void op##_##name(const void *restrict left, void *restrict right, size_t count) \
    {                                                                                      \
        const type *restrict ls = left;                                                    \
        type *restrict rs = right;                                                         \
        for (size_t i = 0; i < count; i++) {                                               \
            const type l = ls[i], r = rs[i];                                               \
            rs[i] = expression;                                                            \
        }                                                                                  \
    }

/* clang-format off */
#define INTEGER_LOOPS(A, name, type, wrapping)                \
    LOOP(sum, name, type, (type)((wrapping)l + (wrapping)r))  \
    LOOP(prod, name, type, (type)((wrapping)l * (wrapping)r)) \
    LOOP(min, name, type, l < r ? l : r)                      \
    LOOP(max, name, type, l > r ? l : r)                      \
    LOOP(band, name, type, l & r)                             \
    LOOP(bor, name, type, l | r)                              \
    LOOP(bxor, name, type, l ^ r)                             \
    LOOP(land, name, type, l && r)                            \
    LOOP(lor, name, type, l || r)                             \
    LOOP(lxor, name, type, !l != !r)

/* A NaN, the only value that differs from itself, wins, and of several the leftmost: else the result
 * would depend on how the operands are bracketed. */
#define REAL_LOOPS(A, name, type)                             \
    LOOP(sum, name, type, l + r)                              \
    LOOP(prod, name, type, l * r)                             \
    LOOP(min, name, type, l < r || l != l ? l : r)            \
    LOOP(max, name, type, l > r || l != l ? l : r)

#define COMPLEX_LOOPS(A, name, type)                          \
    LOOP(sum, name, type, l + r)                              \
    LOOP(prod, name, type, l * r)

/* Of equal values the one with the lower index; a NaN wins as above. */
#define LEFT_WINS(order) \
    (l.value order r.value || (l.value == r.value && l.index < r.index) || l.value != l.value)
#define PAIR_LOOPS(A, name, type)                             \
    LOOP(minloc, name, type, LEFT_WINS(<) ? l : r)            \
    LOOP(maxloc, name, type, LEFT_WINS(>) ? l : r)

ZM_INTEGERS(INTEGER_LOOPS, )
ZM_REALS(REAL_LOOPS, )
ZM_COMPLEXES(COMPLEX_LOOPS, )
ZM_PAIRS(PAIR_LOOPS, )

/* An operator: the groups it is allowed on, those of them on which its result is exact, and its loops,
 * given as the lists of elements it has any for. */
#define SLOT(op, name, ...) [ZM_ELEMENT_##name] = op##_##name,
#define OPERATOR(value, mpi_name, on, exact_on, ...)                       \
    [value - FIRST_HANDLE] = {                                             \
        .name = #mpi_name,                                                 \
        .commutative = true,                                               \
        .groups = on,                                                      \
        .exact = exact_on,                                                 \
        .loops = (zm_op_loop *const[ZM_ELEMENT_COUNT]){__VA_ARGS__},       \
    }

/* The predefined operators' handles are the constants from here on. */
enum { FIRST_HANDLE = 0x20, MAXLOC = 0x39 };

enum {
    INTEGER = ZM_GROUP_C_INTEGER | ZM_GROUP_FORTRAN_INTEGER | ZM_GROUP_MULTI_LANGUAGE,
    REAL = INTEGER | ZM_GROUP_FLOATING,
    NUMBER = REAL | ZM_GROUP_COMPLEX,
    BITS = INTEGER | ZM_GROUP_BYTE,
    /* MPI_AINT and its like are not in the standard's list, but other MPIs take them here. */
    TRUTH = ZM_GROUP_C_INTEGER | ZM_GROUP_LOGICAL | ZM_GROUP_MULTI_LANGUAGE,
    PAIR = ZM_GROUP_PAIR
};

static const struct zm_op predefined[] = {
    OPERATOR(0x21, MPI_SUM, NUMBER, INTEGER,
             ZM_INTEGERS(SLOT, sum) ZM_REALS(SLOT, sum) ZM_COMPLEXES(SLOT, sum)),
    OPERATOR(0x22, MPI_MIN, REAL, REAL, ZM_INTEGERS(SLOT, min) ZM_REALS(SLOT, min)),
    OPERATOR(0x23, MPI_MAX, REAL, REAL, ZM_INTEGERS(SLOT, max) ZM_REALS(SLOT, max)),
    OPERATOR(0x24, MPI_PROD, NUMBER, INTEGER,
             ZM_INTEGERS(SLOT, prod) ZM_REALS(SLOT, prod) ZM_COMPLEXES(SLOT, prod)),
    OPERATOR(0x28, MPI_BAND, BITS, BITS, ZM_INTEGERS(SLOT, band)),
    OPERATOR(0x29, MPI_BOR, BITS, BITS, ZM_INTEGERS(SLOT, bor)),
    OPERATOR(0x2a, MPI_BXOR, BITS, BITS, ZM_INTEGERS(SLOT, bxor)),
    OPERATOR(0x30, MPI_LAND, TRUTH, TRUTH, ZM_INTEGERS(SLOT, land)),
    OPERATOR(0x31, MPI_LOR, TRUTH, TRUTH, ZM_INTEGERS(SLOT, lor)),
    OPERATOR(0x32, MPI_LXOR, TRUTH, TRUTH, ZM_INTEGERS(SLOT, lxor)),
    OPERATOR(0x38, MPI_MINLOC, PAIR, PAIR, ZM_PAIRS(SLOT, minloc)),
    OPERATOR(MAXLOC, MPI_MAXLOC, PAIR, PAIR, ZM_PAIRS(SLOT, maxloc)),
    [0x3c - FIRST_HANDLE] = {.name = "MPI_REPLACE"},
    [0x3d - FIRST_HANDLE] = {.name = "MPI_NO_OP"},
};
/* clang-format on */

const struct zm_op *zm_op_predefined(MPI_Op handle)
{
    /* Values below FIRST_HANDLE wrap to large ones. */
    uintptr_t row = (uintptr_t)handle - FIRST_HANDLE;
    if (row >= sizeof predefined / sizeof predefined[0] || predefined[row].name == NULL)
        return NULL;
    return &predefined[row];
}

bool zm_op_is_users(const struct zm_op *op)
{
    return op->user != NULL || op->user_c != NULL;
}

struct zm_op *zm_op_new(MPI_User_function *user, MPI_User_function_c *user_c, bool commutative)
{
    struct zm_op *op = malloc(sizeof *op);
    if (op)
        *op = (struct zm_op){.name = "",
                             .commutative = commutative,
                             .user = user,
                             .user_c = user_c,
                             .references = 1};
    return op;
}

const struct zm_op *zm_op_retain(const struct zm_op *op)
{
    if (zm_op_is_users(op))
        ((struct zm_op *)op)->references++;
    return op;
}

void zm_op_release(const struct zm_op *op)
{
    if (zm_op_is_users(op) && --((struct zm_op *)op)->references == 0)
        free((struct zm_op *)op);
}

unsigned char zm_op_code(const struct zm_op *op)
{
    return (unsigned char)(zm_op_is_users(op) ? 255 : FIRST_HANDLE + (op - predefined));
}

/* Pairs of any two types, which MPI_Type_get_value_index makes, have no element of their own. */
static bool is_unnamed_pair(const struct zm_datatype *datatype)
{
    return datatype->group == ZM_GROUP_PAIR && datatype->element == ZM_ELEMENT_NONE;
}

bool zm_op_allows(const struct zm_op *op, const struct zm_datatype *datatype)
{
    if (zm_op_is_users(op))
        return true;
    return (op->groups & datatype->group) != 0 &&
           (op->loops[datatype->element] != NULL || is_unnamed_pair(datatype));
}

bool zm_op_exact(const struct zm_op *op, const struct zm_datatype *datatype)
{
    return (op->exact & datatype->group) != 0;
}

/* The program's function may ask what its datatype is, even if it was freed meanwhile. */
static void lend(const struct zm_datatype *datatype, size_t times)
{
    if (!datatype->predefined)
        ((struct zm_datatype *)datatype)->lent += times;
}

/* A function with an int count sees a larger one in several calls. */
static void call_function(const struct zm_op *op, const void *left_operand, void *right_operand,
                          size_t count, const struct zm_datatype *datatype)
{
    const char *left = left_operand;
    char *right = right_operand;
    MPI_Datatype handle = datatype->handle;
    MPI_Count all = (MPI_Count)count;
    lend(datatype, 1);
    if (op->user_c != NULL)
        op->user_c((void *)left, right, &all, &handle);
    while (op->user != NULL && count > 0) {
        int part = count < INT_MAX ? (int)count : INT_MAX;
        handle = datatype->handle;
        op->user((void *)left, right, &part, &handle);
        left += part * datatype->extent;
        right += part * datatype->extent;
        count -= (size_t)part;
    }
    lend(datatype, (size_t)-1);
}

void zm_op_apply(const struct zm_op *op, const void *left, void *right, size_t count,
                 const struct zm_datatype *datatype)
{
    if (zm_op_is_users(op))
        call_function(op, left, right, count, datatype);
    else if (is_unnamed_pair(datatype))
        zm_pair_apply(op == &predefined[MAXLOC - FIRST_HANDLE], left, right, count, datatype);
    else
        op->loops[datatype->element](left, right, count);
}
