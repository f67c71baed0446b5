/* SPDX-License-Identifier: BSL-1.0 */
/* What the parts of the job floor share, and no other floor uses. */
#ifndef ZM_JOB_INTERNAL_H
#define ZM_JOB_INTERNAL_H

#include "job/job.h"

/* So many times a connection may be cut where a rank goes before it looks whether it is turned
 * away; and a number of times that says it is sure. */
#define ZM_PATIENCE 5
#define ZM_TURNED_AWAY_FOR_GOOD 1000

/* Waits until all ranks of the job are there and agree about it; exchanges the roster and the job's
 * number. Does not return on failure. Lock held. */
void zm_rendezvous(struct zm_job *job);

/* Binds this rank's own address, and finds one out where it was given none. Does not return on
 * failure. Lock held. */
void zm_listen(struct zm_job *job);

/* The endpoint by which those reach this rank who are where `root` is, numeric: a string that the
 * caller frees. NULL: there is no way there so far, or no memory. */
char *zm_listen_name(struct zm_job *job, const char *root);

/* The next frame of this job, of any kind; NULL: none now. Until the rendezvous is done, frames
 * with the number that it has yet to bring are put aside. */
struct zm_frame *zm_job_receive(struct zm_job *job);

/* An empty frame; NULL: no memory. Given back with zm_job_release once it has content, or else by
 * appending it to job->spare. */
struct zm_frame *zm_job_blank(struct zm_job *job);

/* Gives up what leads to a rank that is gone. */
void zm_job_disconnect(struct zm_job *job, int rank);

/* Ends the transports to other ranks; what was sent is given `milliseconds` to get away. */
void zm_job_close_transports(struct zm_job *job, int milliseconds);

/* Whether a link to another rank is open. */
static inline bool zm_job_linked(const struct zm_job *job, int rank)
{
    return rank != job->rank && job->peers[rank].transport;
}

/* Counts a frame that is dropped, and reports the first of them. */
void zm_job_stray(struct zm_job *job, const char *what);

/* Notes the connection by which frames of `peer` come, with the first one of them. */
void zm_loss_meet(struct zm_job *job, struct zm_peer *peer, int connection);

/* Another rank says that `rank` is lost, perhaps since it cannot be reached. */
void zm_loss_learn(struct zm_job *job, int rank, bool unreachable);

/* There is an explanation why the connection of the peer was closed: it is not lost. */
void zm_loss_forgive(struct zm_job *job, struct zm_peer *peer);

/* The peer says goodbye, so that it may end; or comes back. */
void zm_loss_leave(struct zm_job *job, struct zm_peer *peer);
void zm_loss_return(struct zm_job *job, struct zm_peer *peer);

/* When zm_job_check should next be called, or ZM_NEVER. */
int64_t zm_loss_deadline(const struct zm_job *job);

/* Ends this process, for the reason that the ABORT frame gives, or with it. */
noreturn void zm_job_obey(struct zm_job *job, const struct zm_frame *frame);

/* Opens what is needed to share memory, if some other rank is on this host. */
void zm_local_open(struct zm_job *job);

/* Offers `rank`, which a link is open to, to share memory, if it is on this host. Once for each. */
void zm_local_offer(struct zm_job *job, int rank);

/* Deals with a frame of kind OFFER, ACCEPT or CHANGE. */
void zm_local_handle(struct zm_job *job, const struct zm_header *header);

/* Removes the socket file of `rank`, if it has one. */
void zm_job_unlink(const struct zm_job *job, int rank);

#endif
