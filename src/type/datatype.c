/* SPDX-License-Identifier: BSL-1.0 */
/* Datatypes: how long they live, and the memory that their elements take. */
#include "type/datatype.h"

#include <stdint.h>
#include <stdlib.h>

#include "type/internal.h"

enum { ALIGNMENT = _Alignof(max_align_t) };

bool zm_datatype_is_row(const struct zm_datatype *datatype, size_t count, MPI_Aint *displacement)
{
    const struct zm_typemap *map = datatype->map;
    const struct zm_segment *first = map->segments;
    *displacement = map->size ? first->displacement : 0;
    return map->size == 0 || (map->segment_count == 1 && first->count == 1 && !first->inside &&
                              (count == 1 || datatype->extent == (MPI_Aint)map->size));
}

void zm_datatype_layout(struct zm_datatype *datatype, const struct zm_typemap *map)
{
    MPI_Aint displacement;
    datatype->map = map;
    datatype->size = map->size;
    datatype->true_lb = map->true_lb;
    datatype->true_extent = map->true_ub - map->true_lb;
    datatype->contiguous =
        zm_datatype_is_row(datatype, SIZE_MAX, &displacement) && displacement == 0;
}

struct zm_datatype *zm_datatype_again(const struct zm_datatype *datatype)
{
    struct zm_datatype *made = malloc(sizeof *made);
    if (!made)
        return NULL;
    *made = *datatype;
    zm_typemap_retain(made->map);
    zm_envelope_retain(made->envelope);
    made->handle = (MPI_Datatype)made;
    made->given_name = NULL;
    made->lent = 0;
    made->forget = NULL;
    made->attributes = (struct zm_attributes){NULL};
    made->references = 1;
    return made;
}

const struct zm_datatype *zm_datatype_retain(const struct zm_datatype *datatype)
{
    if (!datatype->predefined)
        ((struct zm_datatype *)datatype)->references++;
    return datatype;
}

void zm_datatype_free(struct zm_datatype *datatype)
{
    if (datatype->forget)
        datatype->forget(datatype);
    zm_typemap_release(datatype->map);
    zm_envelope_release(datatype->envelope);
    zm_attributes_drop(&datatype->attributes);
    free(datatype->given_name);
    free(datatype);
}

void zm_datatype_release(const struct zm_datatype *datatype)
{
    if (!datatype->predefined && --((struct zm_datatype *)datatype)->references == 0)
        zm_datatype_free((struct zm_datatype *)datatype);
}

struct zm_span zm_datatype_span(const struct zm_datatype *datatype, size_t count)
{
    if (count == 0)
        return (struct zm_span){0, 0};
    MPI_Aint ends[] = {datatype->lb, datatype->lb + datatype->extent, datatype->true_lb,
                       datatype->true_lb + datatype->true_extent};
    MPI_Aint low = ends[0], high = ends[0];
    for (size_t i = 1; i < sizeof ends / sizeof ends[0]; i++) {
        low = ends[i] < low ? ends[i] : low;
        high = ends[i] > high ? ends[i] : high;
    }
    MPI_Aint last = (MPI_Aint)(count - 1) * datatype->extent;
    if (last < 0)
        low += last;
    else
        high += last;
    /* Down to a multiple of what malloc aligns to, so that both buffers are aligned alike. */
    low -= (low % ALIGNMENT + ALIGNMENT) % ALIGNMENT;
    return (struct zm_span){low, (size_t)(high - low)};
}
