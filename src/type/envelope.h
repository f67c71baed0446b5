/* SPDX-License-Identifier: BSL-1.0 */
/* Envelopes: how a datatype was made, which the program may ask for, and from which it is made.
 *
 * A constructor has two forms, with int counts and with large ones, and what is an int in the one
 * may be an int or an MPI_Count in the other, what is an MPI_Aint may be an MPI_Count. All these
 * numbers are kept in one list in the order in which the standard enumerates them, which is the
 * same for both forms, in four parts. */
#ifndef ZM_TYPE_ENVELOPE_H
#define ZM_TYPE_ENVELOPE_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

struct zm_datatype;

struct zm_envelope {
    size_t references;
    int combiner;     /* MPI_COMBINER_* */
    bool large;       /* it was the form with large counts */
    size_t before;    /* ints in both forms: "ndims" of a subarray */
    size_t counts;    /* ints or MPI_Counts */
    size_t after;     /* ints in both forms: "order" of a subarray */
    size_t addresses; /* MPI_Aints or MPI_Counts */
    size_t datatypes;
    const struct zm_datatype **types; /* as many; each retained */
    MPI_Count *numbers;               /* all the others */
};

/* An envelope with room for the lists whose lengths `form` says, one reference, and no datatypes so
 * far; NULL: no memory. */
struct zm_envelope *zm_envelope_new(const struct zm_envelope *form);

/* How many numbers there are in all. */
size_t zm_envelope_numbers(const struct zm_envelope *envelope);

/* Holders; NULL is left alone. The last one releases the datatypes. */
struct zm_envelope *zm_envelope_retain(struct zm_envelope *envelope);
void zm_envelope_release(struct zm_envelope *envelope);

#endif
