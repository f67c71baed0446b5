/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators: an ordered set of the job's ranks, and contexts in which their messages meet.
 *
 * A context is a number that all ranks of the communicator know it by, and that no other
 * communicator has at any time. The rank that is the first in the communicator makes it from its
 * own rank in the job and a counter of its own; so nobody has to be asked. */
#ifndef ZM_COMM_COMM_H
#define ZM_COMM_COMM_H

#include <mpi.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attribute.h"
#include "comm/errhandler.h"
#include "comm/group.h"
#include "p2p/engine.h"

/* What all communicators of a process share. */
struct zm_comms {
    struct zm_engine *engine;
    uint32_t made; /* contexts that this rank made so far */
};

struct zm_comm {
    struct zm_comms *comms;
    MPI_Comm handle; /* what the program calls it */
    char name[MPI_MAX_OBJECT_NAME];
    struct zm_group *group;  /* of this process */
    struct zm_group *remote; /* of an intercommunicator the other group; NULL: it is none */
    int rank, size;          /* of this process in its group; number of ranks in the group */
    const int *members;      /* the group's ranks in the job */
    uint64_t context;
    struct zm_mailbox *messages;    /* point-to-point */
    struct zm_mailbox *collectives; /* between the members, by the library */
    struct zm_errhandler *errhandler;
    struct zm_attributes attributes; /* MPI_Comm_free deletes them before it frees anything */
    size_t references; /* holders: the program's handle and calls that are under way */
};

/* A context that no other communicator has. It stands for two, of point-to-point messages and of
 * collectives, which differ in the lowest bit. */
uint64_t zm_context_make(struct zm_comms *comms);

/* The context of MPI_COMM_WORLD; it needs no agreement. */
#define ZM_CONTEXT_WORLD ((uint64_t)0)

/* Makes a communicator of the ranks in `group`, or, if `remote` is not NULL, an intercommunicator
 * of both. Takes over a reference of each, in any case; NULL for `group` stands for want of memory.
 * It has one reference and the error handler `errhandler`. Returns MPI_ERR_NO_MEM, explained, or
 * MPI_SUCCESS. */
int zm_comm_new(struct zm_comms *comms, uint64_t context, struct zm_group *group,
                struct zm_group *remote, struct zm_errhandler *errhandler, struct zm_comm **comm);

/* Adds a holder, and returns its argument. */
struct zm_comm *zm_comm_retain(struct zm_comm *comm);
/* Takes a holder away; the last one frees it, with the messages that nobody received. */
void zm_comm_release(struct zm_comm *comm);

#endif
