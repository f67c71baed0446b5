/* SPDX-License-Identifier: BSL-1.0 */
/* How a datatype was made (section 5.1.13 of the standard). */
#include <limits.h>
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/datatype.h"
#include "api/process.h"

/* The lengths of the lists as the program sees them, which depends on the constructor's form. */
struct lengths {
    MPI_Count integers, addresses, large_counts, datatypes;
};

static struct lengths lengths_of(const struct zm_envelope *e)
{
    MPI_Count ints = (MPI_Count)(e->before + e->after), counts = (MPI_Count)e->counts,
              addresses = (MPI_Count)e->addresses, datatypes = (MPI_Count)e->datatypes;
    return e->large ? (struct lengths){ints, 0, counts + addresses, datatypes}
                    : (struct lengths){ints + counts, addresses, 0, datatypes};
}

/* Functions without large counts cannot tell of them. */
static int check_form(const struct lengths *lengths, bool large)
{
    if (large || lengths->large_counts == 0)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_TYPE, "the datatype was made with large counts: call the function whose "
                                 "name ends in _c");
}

/* ---- Envelope ---- */

static int get_envelope(const struct zm_call *call, MPI_Datatype handle, bool large,
                        const void *const results[5], struct lengths *lengths, int *combiner)
{
    const struct zm_datatype *type;
    int error;
    zm_enter(call);
    error = zm_check_datatype(handle, &type);
    for (int i = 0; i < 5 && !error; i++)
        error = zm_check_pointer("an argument for results", results[i]);
    if (!error) {
        *lengths = type->envelope ? lengths_of(type->envelope) : (struct lengths){0};
        if (!(error = check_form(lengths, large)))
            *combiner = type->envelope ? type->envelope->combiner : MPI_COMBINER_NAMED;
    }
    return zm_leave(call, NULL, error);
}

int PMPI_Type_get_envelope(MPI_Datatype datatype, int *num_integers, int *num_addresses,
                           int *num_datatypes, int *combiner)
{
    const struct zm_call call = ZM_CALL("MPI_Type_get_envelope", "%t", ZM_HANDLE(datatype));
    const void *const results[] = {num_integers, num_addresses, num_datatypes, combiner, combiner};
    struct lengths lengths;
    int error = get_envelope(&call, datatype, false, results, &lengths, combiner);
    if (!error) {
        *num_integers = (int)lengths.integers;
        *num_addresses = (int)lengths.addresses;
        *num_datatypes = (int)lengths.datatypes;
    }
    return error;
}
ZM_ALIAS(Type_get_envelope);

int PMPI_Type_get_envelope_c(MPI_Datatype datatype, MPI_Count *num_integers,
                             MPI_Count *num_addresses, MPI_Count *num_large_counts,
                             MPI_Count *num_datatypes, int *combiner)
{
    const struct zm_call call = ZM_CALL("MPI_Type_get_envelope_c", "%t", ZM_HANDLE(datatype));
    const void *const results[] = {num_integers, num_addresses, num_large_counts, num_datatypes,
                                   combiner};
    struct lengths lengths;
    int error = get_envelope(&call, datatype, true, results, &lengths, combiner);
    if (!error) {
        *num_integers = lengths.integers;
        *num_addresses = lengths.addresses;
        *num_large_counts = lengths.large_counts;
        *num_datatypes = lengths.datatypes;
    }
    return error;
}
ZM_ALIAS(Type_get_envelope_c);

/* ---- Contents ---- */

/* Where the program wants the lists, and how much room it has for them. */
struct contents {
    bool large;
    struct lengths room;
    int *integers;
    MPI_Aint *addresses;
    MPI_Count *large_counts;
    MPI_Datatype *datatypes;
};

static int check_room(const char *name, const void *list, MPI_Count room, MPI_Count length)
{
    if (room < length)
        return ZM_FAIL(MPI_ERR_ARG, "max_%s %lld: expected at least %lld", name, (long long)room,
                       (long long)length);
    return length > 0 && !list ? ZM_FAIL(MPI_ERR_ARG, "array_of_%s is NULL", name) : MPI_SUCCESS;
}

static int check_contents(const struct contents *c, const struct zm_envelope *envelope)
{
    if (!envelope)
        return ZM_FAIL(MPI_ERR_TYPE, "a predefined datatype is made of nothing");
    struct lengths lengths = lengths_of(envelope);
    int error = check_form(&lengths, c->large);
    if (error ||
        (error = check_room("integers", c->integers, c->room.integers, lengths.integers)) ||
        (error = check_room("addresses", c->addresses, c->room.addresses, lengths.addresses)) ||
        (error = check_room("large_counts", c->large_counts, c->room.large_counts,
                            lengths.large_counts)))
        return error;
    return check_room("datatypes", c->datatypes, c->room.datatypes, lengths.datatypes);
}

/* The numbers are in the order of the lists; which list gets which part is a matter of form. */
static void copy_numbers(const struct contents *c, const struct zm_envelope *e)
{
    const MPI_Count *next = e->numbers;
    int *integers = c->integers;
    MPI_Aint *addresses = c->addresses;
    MPI_Count *large_counts = c->large_counts;
    for (size_t i = 0; i < e->before; i++)
        *integers++ = (int)*next++;
    for (size_t i = 0; i < e->counts; i++)
        if (e->large)
            *large_counts++ = *next++;
        else
            *integers++ = (int)*next++;
    for (size_t i = 0; i < e->after; i++)
        *integers++ = (int)*next++;
    for (size_t i = 0; i < e->addresses; i++)
        if (e->large)
            *large_counts++ = *next++;
        else
            *addresses++ = (MPI_Aint)*next++;
}

/* Derived datatypes are handed out anew, for the program to free. */
static int hand_out_types(const struct zm_envelope *e, MPI_Datatype *datatypes)
{
    int error = MPI_SUCCESS;
    size_t done = 0;
    for (; done < e->datatypes && !error; done++) {
        struct zm_datatype *made;
        datatypes[done] = e->types[done]->handle;
        if (e->types[done]->predefined)
            continue;
        if (!(made = zm_datatype_again(e->types[done])))
            error = ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a datatype");
        else
            error = zm_hand_out_datatype(made, &datatypes[done]);
    }
    if (!error)
        return MPI_SUCCESS;
    for (size_t i = 0; i + 1 < done; i++)
        if (!e->types[i]->predefined)
            zm_datatype_release(zm_handle_take(ZM_HANDLE_DATATYPE, datatypes[i]));
    return error;
}

static int get_contents(const struct zm_call *call, MPI_Datatype handle, const struct contents *c)
{
    const struct zm_datatype *type;
    int error;
    zm_enter(call);
    if (!(error = zm_check_datatype(handle, &type)) &&
        !(error = check_contents(c, type->envelope)) &&
        !(error = hand_out_types(type->envelope, c->datatypes)))
        copy_numbers(c, type->envelope);
    return zm_leave(call, NULL, error);
}

int PMPI_Type_get_contents(MPI_Datatype datatype, int max_integers, int max_addresses,
                           int max_datatypes, int array_of_integers[],
                           MPI_Aint array_of_addresses[], MPI_Datatype array_of_datatypes[])
{
    const struct zm_call call = ZM_CALL("MPI_Type_get_contents", "%t", ZM_HANDLE(datatype));
    return get_contents(&call, datatype,
                        &(struct contents){.room = {max_integers, max_addresses, 0, max_datatypes},
                                           .integers = array_of_integers,
                                           .addresses = array_of_addresses,
                                           .datatypes = array_of_datatypes});
}
ZM_ALIAS(Type_get_contents);

int PMPI_Type_get_contents_c(MPI_Datatype datatype, MPI_Count max_integers, MPI_Count max_addresses,
                             MPI_Count max_large_counts, MPI_Count max_datatypes,
                             int array_of_integers[], MPI_Aint array_of_addresses[],
                             MPI_Count array_of_large_counts[], MPI_Datatype array_of_datatypes[])
{
    const struct zm_call call = ZM_CALL("MPI_Type_get_contents_c", "%t", ZM_HANDLE(datatype));
    return get_contents(
        &call, datatype,
        &(struct contents){.large = true,
                           .room = {max_integers, max_addresses, max_large_counts, max_datatypes},
                           .integers = array_of_integers,
                           .addresses = array_of_addresses,
                           .large_counts = array_of_large_counts,
                           .datatypes = array_of_datatypes});
}
ZM_ALIAS(Type_get_contents_c);
