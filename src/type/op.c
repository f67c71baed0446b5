/* SPDX-License-Identifier: BSL-1.0 */
/* The predefined reduction operators: what each does with each kind of element, and the table of
 * operators, indexed by the values that the ABI gives their handles. */
#include "type/op.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "type/pair.h"

/* Each loop is there in a form that all processors of the architecture can run, and where some have
 * wider vectors in one for these: up to three times as fast, and with the same bits, since nothing
 * is contracted. */
#define FOR_plain
#if defined __x86_64__ && defined __GNUC__
#define FOR_wide __attribute__((target("avx2")))
#endif

/* No element depends on another one: the result lies where an operand lies, or apart from it. Some
 * loops have no vectors for their types all the same, of which clang would warn. */
#if defined __clang__
#pragma clang diagnostic ignored "-Wpass-failed"
#define ELEMENT_BY_ELEMENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define ELEMENT_BY_ELEMENT _Pragma("GCC ivdep")
#endif

/* A loop: the function `op`_`form`_`name`, which combines the operands `l` and `r` of type `type`
 * by `expression`. */
#define LOOP(form, op, name, type, expression)                                                 \
    FOR_##form static void op##_##form##_##name(const void *left, const void *right, void *to, \
                                                size_t count)                                  \
    {                                                                                          \
        const type *ls = left, *rs = right;                                                    \
        type *ts = to;                                                                         \
        ELEMENT_BY_ELEMENT                                                                     \
        for (size_t i = 0; i < count; i++) {                                                   \
            const type l = ls[i], r = rs[i];                                                   \
            ts[i] = expression;                                                                \
        }                                                                                      \
    }

/* clang-format off */
#define INTEGER_LOOPS(form, name, type, wrapping)                   \
    LOOP(form, sum, name, type, (type)((wrapping)l + (wrapping)r))  \
    LOOP(form, prod, name, type, (type)((wrapping)l * (wrapping)r)) \
    LOOP(form, min, name, type, l < r ? l : r)                      \
    LOOP(form, max, name, type, l > r ? l : r)                      \
    LOOP(form, band, name, type, l & r)                             \
    LOOP(form, bor, name, type, l | r)                              \
    LOOP(form, bxor, name, type, l ^ r)                             \
    LOOP(form, land, name, type, l && r)                            \
    LOOP(form, lor, name, type, l || r)                             \
    LOOP(form, lxor, name, type, !l != !r)

/* A NaN, the only value that differs from itself, wins, and of several the leftmost: else the result
 * would depend on how the operands are bracketed. */
#define REAL_LOOPS(form, name, type)                     \
    LOOP(form, sum, name, type, l + r)                   \
    LOOP(form, prod, name, type, l * r)                  \
    LOOP(form, min, name, type, l < r || l != l ? l : r) \
    LOOP(form, max, name, type, l > r || l != l ? l : r)

#define COMPLEX_LOOPS(form, name, type) \
    LOOP(form, sum, name, type, l + r)  \
    LOOP(form, prod, name, type, l * r)

/* Of equal values the one with the lower index; a NaN wins as above. */
#define LEFT_WINS(order) \
    (l.value order r.value || (l.value == r.value && l.index < r.index) || l.value != l.value)
#define PAIR_LOOPS(form, name, type)                     \
    LOOP(form, minloc, name, type, LEFT_WINS(<) ? l : r) \
    LOOP(form, maxloc, name, type, LEFT_WINS(>) ? l : r)

#define ALL_LOOPS(form)               \
    ZM_INTEGERS(INTEGER_LOOPS, form)  \
    ZM_REALS(REAL_LOOPS, form)        \
    ZM_COMPLEXES(COMPLEX_LOOPS, form) \
    ZM_PAIRS(PAIR_LOOPS, form)

ALL_LOOPS(plain)
#ifdef FOR_wide
ALL_LOOPS(wide)
#endif

/* The loops of an operator in a form, by the elements that it has any for. */
#define SLOT(op_form, name, ...) [ZM_ELEMENT_##name] = op_form##_##name,
#define OF_INTEGERS(op, form) ZM_INTEGERS(SLOT, op##_##form)
#define OF_REALS(op, form) OF_INTEGERS(op, form) ZM_REALS(SLOT, op##_##form)
#define OF_NUMBERS(op, form) OF_REALS(op, form) ZM_COMPLEXES(SLOT, op##_##form)
#define OF_PAIRS(op, form) ZM_PAIRS(SLOT, op##_##form)
#define TABLE(elements, op, form) (zm_op_loop *const[ZM_ELEMENT_COUNT]){elements(op, form)}
#ifdef FOR_wide
#define WIDE_TABLE(elements, op) TABLE(elements, op, wide)
#else
#define WIDE_TABLE(elements, op) NULL
#endif

/* An operator: the groups it is allowed on, those of them on which its result is exact, and its
 * loops. */
#define OPERATOR(value, mpi_name, on, exact_on, op, elements) \
    [value - FIRST_HANDLE] = {                                \
        .name = #mpi_name,                                    \
        .commutative = true,                                  \
        .groups = on,                                         \
        .exact = exact_on,                                    \
        .loops = TABLE(elements, op, plain),                  \
        .wide = WIDE_TABLE(elements, op),                     \
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
    OPERATOR(0x21, MPI_SUM, NUMBER, INTEGER, sum, OF_NUMBERS),
    OPERATOR(0x22, MPI_MIN, REAL, INTEGER, min, OF_REALS),
    OPERATOR(0x23, MPI_MAX, REAL, INTEGER, max, OF_REALS),
    OPERATOR(0x24, MPI_PROD, NUMBER, INTEGER, prod, OF_NUMBERS),
    OPERATOR(0x28, MPI_BAND, BITS, BITS, band, OF_INTEGERS),
    OPERATOR(0x29, MPI_BOR, BITS, BITS, bor, OF_INTEGERS),
    OPERATOR(0x2a, MPI_BXOR, BITS, BITS, bxor, OF_INTEGERS),
    OPERATOR(0x30, MPI_LAND, TRUTH, TRUTH, land, OF_INTEGERS),
    OPERATOR(0x31, MPI_LOR, TRUTH, TRUTH, lor, OF_INTEGERS),
    OPERATOR(0x32, MPI_LXOR, TRUTH, TRUTH, lxor, OF_INTEGERS),
    OPERATOR(0x38, MPI_MINLOC, PAIR, 0, minloc, OF_PAIRS),
    OPERATOR(MAXLOC, MPI_MAXLOC, PAIR, 0, maxloc, OF_PAIRS),
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

/* The loops that this processor runs best. */
static zm_op_loop *const *best_loops(const struct zm_op *op)
{
#ifdef FOR_wide
    if (__builtin_cpu_supports("avx2"))
        return op->wide;
#endif
    return op->loops;
}

void zm_op_apply(const struct zm_op *op, const void *left, const void *right, void *to,
                 size_t count, const struct zm_datatype *datatype)
{
    bool loops = !zm_op_is_users(op) && !is_unnamed_pair(datatype);
    if (!loops && to != right)
        memcpy(to, right, count * (size_t)datatype->extent);
    if (loops)
        best_loops(op)[datatype->element](left, right, to, count);
    else if (zm_op_is_users(op))
        call_function(op, left, to, count, datatype);
    else
        zm_pair_apply(op == &predefined[MAXLOC - FIRST_HANDLE], left, to, count, datatype);
}
