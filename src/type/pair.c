/* SPDX-License-Identifier: BSL-1.0 */
/* MPI_MINLOC and MPI_MAXLOC on pairs of any two types: there are too many to have a loop for each.
 */
#include "type/pair.h"

#include <string.h>

enum order { LESS, EQUAL, GREATER, UNORDERED /* one is NaN */, NAN_FIRST };

static enum order compare(enum zm_element element, const void *left, const void *right)
{
#define COMPARE(A, name, type, ...)                                                              \
    case ZM_ELEMENT_##name: {                                                                    \
        type l, r;                                                                               \
        memcpy(&l, left, sizeof l);                                                              \
        memcpy(&r, right, sizeof r);                                                             \
        return l != l ? NAN_FIRST : l < r ? LESS : l > r ? GREATER : l == r ? EQUAL : UNORDERED; \
    }
    switch (element) {
        ZM_INTEGERS(COMPARE, )
        ZM_REALS(COMPARE, )
    default:
        return UNORDERED;
    }
}

void zm_pair_apply(bool max, const void *left, void *right, size_t count,
                   const struct zm_datatype *pair)
{
    const struct zm_datatype *value = pair->envelope->types[0], *index = pair->envelope->types[1];
    MPI_Aint place = pair->true_extent - index->extent; /* of the index */
    const char *l = left;
    char *r = right;
    for (size_t i = 0; i < count; i++) {
        enum order order = compare(value->element, l, r);
        if (order == EQUAL && compare(index->element, l + place, r + place) == LESS)
            memcpy(r + place, l + place, index->size);
        else if (order == (max ? GREATER : LESS) || order == NAN_FIRST)
            memcpy(r, l, (size_t)pair->true_extent);
        l += pair->extent;
        r += pair->extent;
    }
}
