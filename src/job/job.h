/* SPDX-License-Identifier: BSL-1.0 */
/* The job: who I am, where everybody is, and frames between any two ranks of it.
 *
 * Links between ranks are opened at first use and kept; when a rank sends to another for the first
 * time, that one opens the way back. So both know of the link, each notices when the other's
 * process ends, and at the end they can say goodbye to each other.
 *
 * All functions are to be called with the job's lock held, if not said otherwise. */
#ifndef ZM_JOB_JOB_H
#define ZM_JOB_JOB_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdnoreturn.h>

#include "base/list.h"
#include "base/report.h"
#include "base/table.h"
#include "base/wake.h"
#include "job/control.h"
#include "job/knock.h"
#include "job/pmi.h"
#include "job/settings.h"
#include "transport/transport.h"

struct zm_peer {
    char *host; /* from the roster; NULL: not known yet */
    int pid;
    uint64_t boot;                  /* digest of the boot id of its host; 0: not known */
    struct zm_transport *transport; /* NULL: nothing was sent to it yet */
    bool offered;                   /* to share memory with it, or it is on another host */
    bool shares;                    /* it does */
    bool unreadable;                /* yet its own memory may not be read */
    int connection;                 /* by which its frames come; -1: none yet */
    bool heard;                     /* something came from it */
    bool greeted;                   /* we said goodbye to it, and did not come back */
    bool left;                      /* it said goodbye, and did not come back */
    bool lost;                      /* it is gone, and did not */
    bool unreachable;               /* for it, or for who told of it: it is lost for that */
    bool gone;                      /* its process has ended: it is lost, or had left */
    char *endpoint;                 /* where it was connected to; NULL: not yet */
    int64_t suspected;              /* when its connection closed; 0: all is well */
    int64_t present;                /* when it was last known to be there after that */
    int64_t nudge;                  /* when to ask it for a sign of life next */
    struct zm_knock knock;          /* at its door, meanwhile */
};

/* How long a thread was away that yielded its processor. */
enum zm_absence { ZM_SHORT, ZM_LONG, ZM_FOR_OTHERS };

struct zm_job {
    struct zm_report *report;
    pthread_mutex_t lock; /* of the whole library */
    struct zm_settings settings;
    struct zm_control control; /* to the launcher */
    struct zm_pmi pmi;         /* to the launcher, if it is another one */
    int rank, size;
    bool open;        /* zm_job_init was called */
    bool ready;       /* the rendezvous is done */
    bool noted;       /* what is odd about the environment was said */
    bool acquainted;  /* this rank knew where all are, for it had met them before */
    uint64_t number;  /* in all frames of this job */
    uint64_t former;  /* the same, when it was joined before; 0: it was not */
    uint64_t boot;    /* see roster.h */
    int64_t deadline; /* by which all must have come */
    bool beside_root; /* this rank listens at all addresses of the host, which is that of rank 0 */
    char **known; /* addresses of ranks, while the job is left and may be joined again; or NULL */
    struct zm_security entrusted; /* the secret that the launcher has told, for the same while */
    enum zm_search search;        /* how they were found */
    struct zm_peer *peers;
    struct zm_transport *self;
    struct zm_transport *network; /* NULL in a job of one rank */
    struct zm_transport *local;   /* shared memory; NULL: none */
    bool nearby;                  /* frames are to be had from this host only, for now */
    bool crowded;                 /* more ranks on this host than processors for them */
    bool leads;                   /* the network's thread is to run where a rank waits, if it can */
    enum zm_where where;          /* where it runs */
    enum zm_absence absence;      /* by the last yield */
    int64_t alone;                /* until when nobody follows, for others compute here */
    struct zm_table closed;       /* connections that are closed, by name + 1 */
    int64_t due;                  /* when the network next has something to do */
    bool unsteady;                /* connections were closed so far */
    bool mended;                  /* and others came in their place */
    unsigned suspects;            /* peers that are suspected */
    unsigned losses;              /* peers that were lost, or ended, so far */
    unsigned strays;              /* frames dropped, for not being of this job */
    unsigned turned_away;         /* times that this rank was turned away where it went */
    const char *why_away;         /* the last time */
    struct zm_link early;         /* frames that came before the rendezvous was done */
    unsigned early_count;         /* how many came so far */
    size_t early_bytes;           /* of payload in them */
    struct zm_link spare;         /* frames without content */

    struct zm_wake wake;  /* rung when there is something to do besides frames that arrive */
    bool sleeping;        /* a thread sleeps in poll */
    pthread_cond_t awake; /* signalled when it does no more */

    pthread_t watcher;
    bool watched;
    struct zm_wake dismissal; /* of the watcher */
    void (*attend)(void *owner);
    void (*turn)(void *owner);
    void *owner;
};

/* Whether nothing can come from a rank any more: its process has ended. */
static inline bool zm_peer_gone(const struct zm_peer *peer)
{
    return peer->gone;
}

/* Makes the lock of a zeroed job; to be called once, before anything else, and without the lock. */
void zm_job_make_lock(struct zm_job *job);

/* Joins the job that the environment describes, without knowing of other ranks. Does not return on
 * failure: says what is wrong, and ends the process with a non-zero status. `report` is completed
 * with rank and size. */
void zm_job_init(struct zm_job *job, struct zm_report *report);

/* Meets the other ranks, and returns when all have come. Before that a rank can send to itself
 * only. Does not return on failure, of which the other ranks are told. */
void zm_job_meet(struct zm_job *job);

/* Takes no part for now, perhaps never again: says goodbye to all ranks that this one has a link
 * with. So it may end, too. All its communication must be complete. */
void zm_job_pause(struct zm_job *job);
/* Takes part again. */
void zm_job_resume(struct zm_job *job);

/* After zm_job_pause: waits until all those ranks have said goodbye too, or are gone, but not
 * longer than `limit` (see clock.h). Then what was said to them has arrived. */
void zm_job_part(struct zm_job *job, int64_t limit);

/* After that: frees everything but the lock. The watcher must have ended. */
void zm_job_fini(struct zm_job *job);

/* Sends a frame to `rank`; kind and the fields of the upper floors are to be filled in, the rest is
 * done here. `payload`, `bytes` and `loan` as in transport.h. Returns MPI_ERR_PROC_ABORTED if the
 * rank is lost or has left, or another MPI error class, explained in the report. */
int zm_job_send(struct zm_job *job, int rank, struct zm_header *header, const void *payload,
                size_t bytes, struct zm_loan *loan);

/* The next frame for the upper floors, or NULL if there is none now; those of the job itself are
 * dealt with here. The caller gives it back with zm_job_release, sooner or later. */
struct zm_frame *zm_job_next(struct zm_job *job);
void zm_job_release(struct zm_job *job, struct zm_frame *frame);

/* Notices connections that were closed, and so peers that are lost: job->losses counts them. To be
 * called before zm_job_sleep, and not often, for it takes a system call. True: some were lost. */
bool zm_job_check(struct zm_job *job);

/* Bytes of payload in which a long message to `rank` is best sent. */
size_t zm_job_piece(const struct zm_job *job, int rank);

/* Copies `bytes` bytes at `address` in the memory of `rank` to `to`, without its doing. False: that
 * cannot be done. */
bool zm_job_read(struct zm_job *job, int rank, uint64_t address, void *to, size_t bytes);

/* Whether `rank` is best left to copy a message itself, in the same way: it can, and runs on a
 * processor of its own. */
bool zm_job_reads(const struct zm_job *job, int rank);

/* Sleeps, with the lock let go, until something may have happened: a frame arrived, the bell
 * job->wake rang, or `deadline` (see clock.h) came. `rings` is zm_wake_rings of the bell, read
 * before the caller last looked around, with zm_job_next among others. */
void zm_job_sleep(struct zm_job *job, unsigned rings, int64_t deadline);

/* Lets other threads have the lock, and other processes the processor, for a moment. */
void zm_job_yield(struct zm_job *job);

/* To be called when a frame was sent by the network, whose thread may wait for the processor. */
void zm_job_let_go(struct zm_job *job, bool lent);

/* To be called when no thread of the rank waits any more; `computes`: and that for a while. */
void zm_job_leave(struct zm_job *job, bool computes);

/* To be called when something was done that a thread in zm_job_sleep may wait for. */
void zm_job_wake(struct zm_job *job);

/* Whether the job needs a watcher: not one of a single rank whom nobody asks anything. */
bool zm_job_is_watched(const struct zm_job *job);

/* Starts the watcher, if the job needs one, a thread that calls attend(owner) a few times a second
 * while no other thread is in the library: so a rank that computes for long still answers, and ends
 * when the job does. After that it calls turn(owner), whatever other threads do, without the lock.
 */
void zm_job_watch(struct zm_job *job, void (*attend)(void *owner), void (*turn)(void *owner),
                  void *owner);

/* Ends the watcher, if there is one, and waits until it has ended. The lock must not be held. */
void zm_job_unwatch(struct zm_job *job);

/* Ends the job, all ranks of it, with exit status `status` and, if it is not NULL, the reason. What
 * this process printed is flushed before. */
noreturn void zm_job_abort(struct zm_job *job, int status, const char *reason);

/* Whether two ranks are on one host: by its name, and since the same start of the system. */
bool zm_job_together(const struct zm_job *job, int a, int b);

/* Whether `rank` is on the host of this rank. */
static inline bool zm_job_is_here(const struct zm_job *job, int rank)
{
    return zm_job_together(job, rank, job->rank);
}

/* Explains in the report what became of a rank that is gone; returns MPI_ERR_PROC_ABORTED. */
int zm_job_fail_for(const struct zm_job *job, int rank);

/* Writes "rank 3 (process 1234 on node2)", as far as that is known, to `text`. */
#define ZM_PEER_NAME_MAX 320
const char *zm_job_name(const struct zm_job *job, int rank, char text[ZM_PEER_NAME_MAX]);

#endif
