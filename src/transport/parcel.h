/* SPDX-License-Identifier: BSL-1.0 */
/* A frame that waits in the memory of its sender: in a queue of a transport that cannot send it on
 * at once. */
#ifndef ZM_TRANSPORT_PARCEL_H
#define ZM_TRANSPORT_PARCEL_H

#include "transport/transport.h"

struct zm_parcel {
    struct zm_link link;
    struct zm_header header;
    size_t bytes;
    const void *payload; /* lent, or `copy` */
    struct zm_loan *loan;
    unsigned char copy[];
};

/* Puts a frame at the end of `queue`; arguments and result are those of a transport's `send`. */
int zm_parcel_append(struct zm_link *queue, const struct zm_header *header, const void *payload,
                     size_t bytes, struct zm_loan *loan, struct zm_report *report);

/* Returns what was lent, and frees a parcel that is in no queue. */
void zm_parcel_free(struct zm_parcel *parcel);

#endif
