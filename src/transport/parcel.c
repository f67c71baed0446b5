/* SPDX-License-Identifier: BSL-1.0 */
/* Frames that wait in the memory of their sender. */
#include "transport/parcel.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

int zm_parcel_append(struct zm_link *queue, const struct zm_header *header, const void *payload,
                     size_t bytes, struct zm_loan *loan, struct zm_report *report)
{
    struct zm_parcel *parcel = malloc(sizeof *parcel + (loan ? 0 : bytes));
    if (!parcel) {
        if (loan)
            zm_loan_return(loan);
        return zm_fail(report, MPI_ERR_NO_MEM, "no memory for a message of %zu bytes", bytes);
    }
    *parcel =
        (struct zm_parcel){.header = *header, .bytes = bytes, .payload = payload, .loan = loan};
    if (!loan) {
        if (bytes)
            memcpy(parcel->copy, payload, bytes);
        parcel->payload = parcel->copy;
    }
    zm_list_append(queue, &parcel->link);
    return MPI_SUCCESS;
}

void zm_parcel_free(struct zm_parcel *parcel)
{
    if (parcel->loan)
        zm_loan_return(parcel->loan);
    free(parcel);
}
