/* SPDX-License-Identifier: BSL-1.0 */
/* A mailbox: where the messages of one context meet the receives that are posted for them. Each
 * communicator has two, for point-to-point messages and for those of its collectives.
 *
 * Both queues are in order of arrival, and a search takes the first that fits: that is the
 * standard's rule of order. */
#ifndef ZM_P2P_MAILBOX_H
#define ZM_P2P_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "transport/transport.h"

struct zm_request;

/* Collective calls that a rank remembers of a communicator; a power of two. */
#define ZM_HISTORY 64

/* The collective calls that this rank began last, to be compared with those of other ranks. */
struct zm_history {
    uint32_t begun;                        /* calls so far, so the number of the next one */
    struct zm_signature calls[ZM_HISTORY]; /* the one with number n is at n mod ZM_HISTORY */
    uint32_t kinds[UINT8_MAX + 1];         /* how many of each `collective` there were */
    struct zm_signature refused;           /* the last call that was refused, and had no number: */
    char *refusal;                         /* `number` is that of the next one; explanation */
    uint8_t counted; /* the kind of one that counts all the same, for a message told so; or 0 */
    int fault;       /* MPI error class: collectives of this communicator fail; or MPI_SUCCESS */
    char *why;       /* explanation of the fault */
};

struct zm_mailbox {
    uint64_t context;
    struct zm_link posted;      /* receives that wait for a message: struct zm_request */
    struct zm_link engaged;     /* sends and receives in a rendezvous: struct zm_request */
    struct zm_link unexpected;  /* messages that wait for a receive: struct zm_frame */
    struct zm_history *history; /* NULL: the mailbox is not of collectives */
    bool lenient;               /* some rank refused a call, so the ranks' numbers differ */
    uint32_t partitions;        /* that partitioned sends have here; see partitioned.h */
    /* The ranks in the job that send to it, by the rank that they say they are; not owned. Two sets
     * of them where the two groups of an intercommunicator meet. NULL: not known here yet. */
    const int *members, *others;
    int size, other_size;
};

/* The first posted receive that a message with this header fits; NULL if there is none. */
struct zm_request *zm_mailbox_find_posted(const struct zm_mailbox *mailbox,
                                          const struct zm_header *header);

/* The first message from rank `source` of the job (or MPI_ANY_SOURCE) with `tag` (or MPI_ANY_TAG)
 * that waits for a receive; NULL if there is none. */
struct zm_frame *zm_mailbox_find_unexpected(const struct zm_mailbox *mailbox, int source, int tag);

/* Whether the rank `rank` of the job is in the communicator. */
bool zm_mailbox_has_member(const struct zm_mailbox *mailbox, int rank);

#endif
