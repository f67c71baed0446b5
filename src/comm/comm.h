/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators: an ordered set of the job's ranks, and contexts in which their messages meet.
 *
 * A context is a number that all ranks of the communicator know it by, and that no other
 * communicator has at any time. The rank that is the first in the communicator makes it from its
 * own rank in the job and a counter of its own; so nobody has to be asked. None is used a second
 * time, for then a message that nobody received could be taken for one of the next communicator.
 * Each of n ranks can make 2^61 / n of them: at one in a microsecond, a thousand ranks use them up
 * in 70 years. */
#ifndef ZM_COMM_COMM_H
#define ZM_COMM_COMM_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attribute.h"
#include "comm/buffer.h"
#include "comm/errhandler.h"
#include "comm/group.h"
#include "comm/hosts.h"
#include "comm/info.h"
#include "comm/topology.h"
#include "p2p/engine.h"
#include "p2p/signature.h"

/* What all communicators of a process share. */
struct zm_comms {
    struct zm_engine *engine;
    uint64_t made;                     /* contexts that this rank made so far */
    struct zm_buffer buffer;           /* of the process, for buffered sends */
    uint8_t forced[ZM_COLLECTIVE_END]; /* algorithms that the user wants; see coll/choose.h */
};

/* What is added to a communicator's context for its mailboxes. */
enum zm_context_part {
    ZM_CONTEXT_MESSAGES,        /* point-to-point */
    ZM_CONTEXT_COLLECTIVES,     /* between the members, by the library */
    ZM_CONTEXT_PARTITIONED = 3, /* partitioned */
    ZM_CONTEXT_PARTS
};

/* What a mailbox is for, and the context of its communicator. */
static inline enum zm_context_part zm_part_of(const struct zm_mailbox *mailbox)
{
    return (enum zm_context_part)(mailbox->context % ZM_CONTEXT_PARTS);
}
static inline uint64_t zm_context_of(const struct zm_mailbox *mailbox)
{
    return mailbox->context - zm_part_of(mailbox);
}

struct zm_comm {
    struct zm_comms *comms;
    MPI_Comm handle; /* what the program calls it */
    char name[MPI_MAX_OBJECT_NAME];
    struct zm_group *group;  /* of this process */
    struct zm_group *remote; /* of an intercommunicator the other group; NULL: it is none */
    int rank, size;          /* of this process in its group; number of ranks in the group */
    const int *members;      /* the group's ranks in the job */
    uint64_t context;
    struct zm_mailbox *messages, *collectives; /* NULL: it is not open yet */
    struct zm_mailbox *partitioned;            /* NULL: not used yet */
    struct zm_board *board;                    /* shared by the ranks on this host; NULL: none */
    struct zm_hosts *hosts;  /* if there are several, and ranks share boards; or NULL */
    bool readable;           /* those who share one may read and write each other's memory */
    unsigned gatherings;     /* blocking calls in which all waited for all, without boards */
    bool blocking;           /* the collective call that the program makes now is */
    struct zm_buffer buffer; /* for buffered sends */
    struct zm_errhandler *errhandler;
    struct zm_topology *topology;    /* NULL: none; of an intercommunicator always */
    struct zm_attributes attributes; /* MPI_Comm_free deletes them before it frees anything */
    struct zm_info *info; /* hints of the program, which are kept but change nothing; or NULL */
    bool meeting;         /* it is one of zm_comm_meet */
    size_t references;    /* holders: the program's handle and calls that are under way */
};

/* The group that ranks in point-to-point calls name. */
static inline const struct zm_group *zm_comm_peers(const struct zm_comm *comm)
{
    return comm->remote ? comm->remote : comm->group;
}

/* A context that no other communicator has; the highest bit is 0, and so are the lowest two, for
 * the parts. */
uint64_t zm_context_make(struct zm_comms *comms);

/* The context of MPI_COMM_WORLD; it needs no agreement. */
#define ZM_CONTEXT_WORLD ((uint64_t)0)

/* Makes a communicator of the ranks in `group`, or, if `remote` is not NULL, an intercommunicator
 * of both, which is not open yet. Takes over a reference of each, in any case; NULL for `group`
 * stands for want of memory. It has one reference and the error handler `errhandler`. Returns
 * MPI_ERR_NO_MEM, explained, or MPI_SUCCESS. */
int zm_comm_new(struct zm_comms *comms, struct zm_group *group, struct zm_group *remote,
                struct zm_errhandler *errhandler, struct zm_comm **comm);

/* Opens it: from now on ranks can talk in `context`, on which they agreed. Messages may have come
 * there before. Returns MPI_ERR_NO_MEM, explained, or MPI_SUCCESS. */
int zm_comm_open(struct zm_comm *comm, uint64_t context);

/* The mailbox of its partitioned communication, made when it is used first; NULL: no memory. */
struct zm_mailbox *zm_comm_partitioned(struct zm_comm *comm);

/* Makes a communicator like `comm`, which is not open yet: of the same groups, with the same error
 * handler and topology, but without name, attributes and hints. Otherwise like zm_comm_new. */
int zm_comm_new_like(const struct zm_comm *comm, struct zm_comm **copy);

/* Makes a communicator, open at once, on which the ranks of `group` alone can agree on a context,
 * without any other rank. They know each other by `place`, a number that all of them make of what
 * the call has in common: kind of call, old communicator, tag. Its own context comes from that and
 * the group; it is used again when the same ranks meet at the same place again. This may happen
 * while some of them are still busy with the last time; therefore
 *     - the first collective on it must be one that no rank leaves before all have entered it, and
 *       must be the same each time, so that none of the later ones can be mistaken;
 *     - what came early stays in its mailboxes when the communicator is released.
 * Takes over a reference of `group`, which may be NULL for want of memory. Returns MPI_ERR_NO_MEM,
 * MPI_ERR_TAG if another thread of this process is at the same place, or MPI_SUCCESS. */
int zm_comm_meet(struct zm_comms *comms, uint64_t place, struct zm_group *group,
                 struct zm_errhandler *errhandler, struct zm_comm **comm);

/* Adds a holder, and returns its argument. */
struct zm_comm *zm_comm_retain(struct zm_comm *comm);
/* Takes a holder away; the last one frees it, with the messages that nobody received. */
void zm_comm_release(struct zm_comm *comm);

#endif
