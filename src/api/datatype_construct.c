/* SPDX-License-Identifier: BSL-1.0 */
/* Constructors of datatypes (sections 5.1.2 to 5.1.7 of the standard).
 *
 * Each has two forms, with int and with large counts. Both gather their arguments in an envelope,
 * from which the datatype is made. */
#include <mpi.h>
#include <string.h>

#include "api/attribute.h"
#include "api/call.h"
#include "api/check.h"
#include "api/datatype.h"
#include "api/process.h"

/* ---- Arguments ---- */

/* Numbers among the arguments. */
struct list {
    const void *first;
    size_t bytes; /* in each: those of an int, MPI_Aint or MPI_Count */
    MPI_Count length;
    const char *name;
};

#define ARRAY(array, n)                   \
    {                                     \
        array, sizeof *(array), n, #array \
    }
#define ONE(argument) ARRAY(&argument, 1)

enum { LISTS = 4 };

struct construction {
    int combiner;
    bool large;
    const char *length_name; /* of the number of items in arrays among the arguments, */
    MPI_Count length;        /* if there are any */
    struct list before[LISTS], counts[LISTS], after[LISTS], addresses[LISTS]; /* see envelope.h */
    const MPI_Datatype *types;
    MPI_Count types_length;
};

static MPI_Count number(const struct list *list, MPI_Count i)
{
    if (list->bytes == sizeof(int))
        return ((const int *)list->first)[i];
    return ((const MPI_Count *)list->first)[i];
}

static int check_lists(const struct list lists[LISTS])
{
    for (int i = 0; i < LISTS; i++)
        if (lists[i].length > 0 && !lists[i].first)
            return ZM_FAIL(MPI_ERR_ARG, "%s is NULL", lists[i].name);
    return MPI_SUCCESS;
}

static size_t total(const struct list lists[LISTS])
{
    size_t sum = 0;
    for (int i = 0; i < LISTS; i++)
        sum += (size_t)lists[i].length;
    return sum;
}

static MPI_Count *copy(const struct list lists[LISTS], MPI_Count *to)
{
    for (int i = 0; i < LISTS; i++)
        for (MPI_Count j = 0; j < lists[i].length; j++)
            *to++ = number(&lists[i], j);
    return to;
}

static int copy_types(const struct construction *c, struct zm_envelope *envelope)
{
    int error = MPI_SUCCESS;
    for (MPI_Count i = 0; i < c->types_length && !error; i++) {
        const struct zm_datatype *type;
        if (!(error = zm_check_datatype(c->types[i], &type)))
            envelope->types[i] = zm_datatype_retain(type);
    }
    return error;
}

static int gather(const struct construction *c, struct zm_envelope **envelope)
{
    int error;
    if (c->length < 0)
        return ZM_FAIL(c->combiner == MPI_COMBINER_SUBARRAY || c->combiner == MPI_COMBINER_DARRAY
                           ? MPI_ERR_ARG
                           : MPI_ERR_COUNT,
                       "%s %lld is negative", c->length_name, (long long)c->length);
    if ((error = check_lists(c->before)) || (error = check_lists(c->counts)) ||
        (error = check_lists(c->after)) || (error = check_lists(c->addresses)))
        return error;
    if (c->types_length > 0 && !c->types)
        return ZM_FAIL(MPI_ERR_ARG, "array_of_types is NULL");
    struct zm_envelope *made = zm_envelope_new(&(struct zm_envelope){
        .combiner = c->combiner,
        .large = c->large,
        .before = total(c->before),
        .counts = total(c->counts),
        .after = total(c->after),
        .addresses = total(c->addresses),
        .datatypes = (size_t)c->types_length,
    });
    if (!made)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a datatype");
    copy(c->addresses, copy(c->after, copy(c->counts, copy(c->before, made->numbers))));
    if ((error = copy_types(c, made)))
        zm_envelope_release(made);
    *envelope = made;
    return error;
}

/* ---- Making ---- */

int zm_hand_out_datatype(struct zm_datatype *made, MPI_Datatype *datatype)
{
    int error = zm_handle_give(ZM_HANDLE_DATATYPE, made);
    if (error)
        zm_datatype_release(made);
    else
        *datatype = made->handle;
    return error;
}

static int construct(const struct zm_call *call, const struct construction *c,
                     MPI_Datatype *newtype)
{
    struct zm_envelope *envelope;
    struct zm_datatype *made;
    int error;
    zm_enter(call);
    if (!(error = zm_check_pointer("newtype", newtype)) && !(error = gather(c, &envelope)) &&
        !(error = zm_datatype_new(envelope, &zm_process.report, &made)))
        error = zm_hand_out_datatype(made, newtype);
    return zm_leave(call, NULL, error);
}

/* ---- The constructors, in both forms ---- */

#define CONTIGUOUS(name, integer, is_large)                                          \
    int PMPI_##name(integer count, MPI_Datatype oldtype, MPI_Datatype *newtype)      \
    {                                                                                \
        const struct zm_call call =                                                  \
            ZM_CALL("MPI_" #name, "count=%d, %t", count, ZM_HANDLE(oldtype));        \
        return construct(&call,                                                      \
                         &(struct construction){.combiner = MPI_COMBINER_CONTIGUOUS, \
                                                .large = is_large,                   \
                                                .counts = {ONE(count)},              \
                                                .types = &oldtype,                   \
                                                .types_length = 1},                  \
                         newtype);                                                   \
    }                                                                                \
    ZM_ALIAS(name)
CONTIGUOUS(Type_contiguous, int, false);
CONTIGUOUS(Type_contiguous_c, MPI_Count, true);

#define VECTOR(name, integer, is_large)                                                          \
    int PMPI_##name(integer count, integer blocklength, integer stride, MPI_Datatype oldtype,    \
                    MPI_Datatype *newtype)                                                       \
    {                                                                                            \
        const struct zm_call call =                                                              \
            ZM_CALL("MPI_" #name, "count=%d, blocklength=%d, stride=%d, %t", count, blocklength, \
                    stride, ZM_HANDLE(oldtype));                                                 \
        return construct(                                                                        \
            &call,                                                                               \
            &(struct construction){.combiner = MPI_COMBINER_VECTOR,                              \
                                   .large = is_large,                                            \
                                   .counts = {ONE(count), ONE(blocklength), ONE(stride)},        \
                                   .types = &oldtype,                                            \
                                   .types_length = 1},                                           \
            newtype);                                                                            \
    }                                                                                            \
    ZM_ALIAS(name)
VECTOR(Type_vector, int, false);
VECTOR(Type_vector_c, MPI_Count, true);

#define HVECTOR(name, integer, address, is_large)                                                \
    int PMPI_##name(integer count, integer blocklength, address stride, MPI_Datatype oldtype,    \
                    MPI_Datatype *newtype)                                                       \
    {                                                                                            \
        const struct zm_call call =                                                              \
            ZM_CALL("MPI_" #name, "count=%d, blocklength=%d, stride=%d, %t", count, blocklength, \
                    stride, ZM_HANDLE(oldtype));                                                 \
        return construct(&call,                                                                  \
                         &(struct construction){.combiner = MPI_COMBINER_HVECTOR,                \
                                                .large = is_large,                               \
                                                .counts = {ONE(count), ONE(blocklength)},        \
                                                .addresses = {ONE(stride)},                      \
                                                .types = &oldtype,                               \
                                                .types_length = 1},                              \
                         newtype);                                                               \
    }                                                                                            \
    ZM_ALIAS(name)
HVECTOR(Type_create_hvector, int, MPI_Aint, false);
HVECTOR(Type_create_hvector_c, MPI_Count, MPI_Count, true);

#define INDEXED(name, integer, address, is_large, which, displacements)                       \
    int PMPI_##name(integer count, const integer array_of_blocklengths[],                     \
                    const address array_of_displacements[], MPI_Datatype oldtype,             \
                    MPI_Datatype *newtype)                                                    \
    {                                                                                         \
        const struct zm_call call =                                                           \
            ZM_CALL("MPI_" #name, "count=%d, %t", count, ZM_HANDLE(oldtype));                 \
        struct construction c = {.combiner = which,                                           \
                                 .large = is_large,                                           \
                                 .length_name = "count",                                      \
                                 .length = count,                                             \
                                 .counts = {ONE(count), ARRAY(array_of_blocklengths, count)}, \
                                 .types = &oldtype,                                           \
                                 .types_length = 1};                                          \
        c.displacements = (struct list)ARRAY(array_of_displacements, count);                  \
        return construct(&call, &c, newtype);                                                 \
    }                                                                                         \
    ZM_ALIAS(name)
INDEXED(Type_indexed, int, int, false, MPI_COMBINER_INDEXED, counts[2]);
INDEXED(Type_indexed_c, MPI_Count, MPI_Count, true, MPI_COMBINER_INDEXED, counts[2]);
INDEXED(Type_create_hindexed, int, MPI_Aint, false, MPI_COMBINER_HINDEXED, addresses[0]);
INDEXED(Type_create_hindexed_c, MPI_Count, MPI_Count, true, MPI_COMBINER_HINDEXED, addresses[0]);

#define INDEXED_BLOCK(name, integer, address, is_large, which, displacements)                    \
    int PMPI_##name(integer count, integer blocklength, const address array_of_displacements[],  \
                    MPI_Datatype oldtype, MPI_Datatype *newtype)                                 \
    {                                                                                            \
        const struct zm_call call = ZM_CALL("MPI_" #name, "count=%d, blocklength=%d, %t", count, \
                                            blocklength, ZM_HANDLE(oldtype));                    \
        struct construction c = {.combiner = which,                                              \
                                 .large = is_large,                                              \
                                 .length_name = "count",                                         \
                                 .length = count,                                                \
                                 .counts = {ONE(count), ONE(blocklength)},                       \
                                 .types = &oldtype,                                              \
                                 .types_length = 1};                                             \
        c.displacements = (struct list)ARRAY(array_of_displacements, count);                     \
        return construct(&call, &c, newtype);                                                    \
    }                                                                                            \
    ZM_ALIAS(name)
INDEXED_BLOCK(Type_create_indexed_block, int, int, false, MPI_COMBINER_INDEXED_BLOCK, counts[2]);
INDEXED_BLOCK(Type_create_indexed_block_c, MPI_Count, MPI_Count, true, MPI_COMBINER_INDEXED_BLOCK,
              counts[2]);
INDEXED_BLOCK(Type_create_hindexed_block, int, MPI_Aint, false, MPI_COMBINER_HINDEXED_BLOCK,
              addresses[0]);
INDEXED_BLOCK(Type_create_hindexed_block_c, MPI_Count, MPI_Count, true, MPI_COMBINER_HINDEXED_BLOCK,
              addresses[0]);

#define STRUCT(name, integer, address, is_large)                                                 \
    int PMPI_##name(integer count, const integer array_of_blocklengths[],                        \
                    const address array_of_displacements[], const MPI_Datatype array_of_types[], \
                    MPI_Datatype *newtype)                                                       \
    {                                                                                            \
        const struct zm_call call = ZM_CALL("MPI_" #name, "count=%d", count);                    \
        return construct(                                                                        \
            &call,                                                                               \
            &(struct construction){.combiner = MPI_COMBINER_STRUCT,                              \
                                   .large = is_large,                                            \
                                   .length_name = "count",                                       \
                                   .length = count,                                              \
                                   .counts = {ONE(count), ARRAY(array_of_blocklengths, count)},  \
                                   .addresses = {ARRAY(array_of_displacements, count)},          \
                                   .types = array_of_types,                                      \
                                   .types_length = count},                                       \
            newtype);                                                                            \
    }                                                                                            \
    ZM_ALIAS(name)
STRUCT(Type_create_struct, int, MPI_Aint, false);
STRUCT(Type_create_struct_c, MPI_Count, MPI_Count, true);

#define SUBARRAY(name, integer, is_large)                                                         \
    int PMPI_##name(int ndims, const integer array_of_sizes[], const integer array_of_subsizes[], \
                    const integer array_of_starts[], int order, MPI_Datatype oldtype,             \
                    MPI_Datatype *newtype)                                                        \
    {                                                                                             \
        const struct zm_call call =                                                               \
            ZM_CALL("MPI_" #name, "ndims=%d, order=%d, %t", ndims, order, ZM_HANDLE(oldtype));    \
        return construct(&call,                                                                   \
                         &(struct construction){.combiner = MPI_COMBINER_SUBARRAY,                \
                                                .large = is_large,                                \
                                                .length_name = "ndims",                           \
                                                .length = ndims,                                  \
                                                .before = {ONE(ndims)},                           \
                                                .counts = {ARRAY(array_of_sizes, ndims),          \
                                                           ARRAY(array_of_subsizes, ndims),       \
                                                           ARRAY(array_of_starts, ndims)},        \
                                                .after = {ONE(order)},                            \
                                                .types = &oldtype,                                \
                                                .types_length = 1},                               \
                         newtype);                                                                \
    }                                                                                             \
    ZM_ALIAS(name)
SUBARRAY(Type_create_subarray, int, false);
SUBARRAY(Type_create_subarray_c, MPI_Count, true);

#define DARRAY(name, integer, is_large)                                                          \
    int PMPI_##name(int size, int rank, int ndims, const integer array_of_gsizes[],              \
                    const int array_of_distribs[], const int array_of_dargs[],                   \
                    const int array_of_psizes[], int order, MPI_Datatype oldtype,                \
                    MPI_Datatype *newtype)                                                       \
    {                                                                                            \
        const struct zm_call call =                                                              \
            ZM_CALL("MPI_" #name, "size=%d, rank=%d, ndims=%d, order=%d, %t", size, rank, ndims, \
                    order, ZM_HANDLE(oldtype));                                                  \
        return construct(                                                                        \
            &call,                                                                               \
            &(struct construction){.combiner = MPI_COMBINER_DARRAY,                              \
                                   .large = is_large,                                            \
                                   .length_name = "ndims",                                       \
                                   .length = ndims,                                              \
                                   .before = {ONE(size), ONE(rank), ONE(ndims)},                 \
                                   .counts = {ARRAY(array_of_gsizes, ndims)},                    \
                                   .after = {ARRAY(array_of_distribs, ndims),                    \
                                             ARRAY(array_of_dargs, ndims),                       \
                                             ARRAY(array_of_psizes, ndims), ONE(order)},         \
                                   .types = &oldtype,                                            \
                                   .types_length = 1},                                           \
            newtype);                                                                            \
    }                                                                                            \
    ZM_ALIAS(name)
DARRAY(Type_create_darray, int, false);
DARRAY(Type_create_darray_c, MPI_Count, true);

#define RESIZED(name, address, is_large)                                                     \
    int PMPI_##name(MPI_Datatype oldtype, address lb, address extent, MPI_Datatype *newtype) \
    {                                                                                        \
        const struct zm_call call =                                                          \
            ZM_CALL("MPI_" #name, "%t, lb=%d, extent=%d", ZM_HANDLE(oldtype), lb, extent);   \
        return construct(&call,                                                              \
                         &(struct construction){.combiner = MPI_COMBINER_RESIZED,            \
                                                .large = is_large,                           \
                                                .addresses = {ONE(lb), ONE(extent)},         \
                                                .types = &oldtype,                           \
                                                .types_length = 1},                          \
                         newtype);                                                           \
    }                                                                                        \
    ZM_ALIAS(name)
RESIZED(Type_create_resized, MPI_Aint, false);
RESIZED(Type_create_resized_c, MPI_Count, true);

/* ---- Duplicates ---- */

/* Attributes are copied by functions of the program, which see the original's handle, and which may
 * free it: the duplicate holds the original. */
static int copy_attributes(struct zm_datatype *made)
{
    const struct zm_datatype *old = made->envelope->types[0];
    struct zm_attributes *from;
    int error = zm_type_attributes(old, &from);
    if (error || !(error = zm_copy_attributes(from, old->handle, &made->attributes)))
        return error;
    char why[ZM_EXPLANATION_MAX];
    memcpy(why, zm_process.report.why, sizeof why);
    zm_delete_attributes(&made->attributes, made->handle);
    return ZM_FAIL(error, "%s", why);
}

int PMPI_Type_dup(MPI_Datatype oldtype, MPI_Datatype *newtype)
{
    const struct zm_call call = ZM_CALL("MPI_Type_dup", "%t", ZM_HANDLE(oldtype));
    const struct construction c = {
        .combiner = MPI_COMBINER_DUP, .types = &oldtype, .types_length = 1};
    struct zm_envelope *envelope;
    struct zm_datatype *made;
    MPI_Datatype handle;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("newtype", newtype)) && !(error = gather(&c, &envelope)) &&
        !(error = zm_datatype_new(envelope, &zm_process.report, &made)) &&
        !(error = zm_hand_out_datatype(made, &handle))) {
        if ((error = copy_attributes(made))) {
            zm_datatype_release(zm_handle_take(ZM_HANDLE_DATATYPE, handle));
            handle = MPI_DATATYPE_NULL;
        }
        *newtype = handle;
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Type_dup);
