/* SPDX-License-Identifier: BSL-1.0 */
/* The one context object: all that the library knows in this process; and when the process takes
 * part in its job.
 *
 * That is while somebody uses MPI: the World, from MPI_Init to MPI_Finalize, and each session. The
 * first of these joins the job; that is a local matter, until the first communicator of several
 * ranks is made, which waits for all other ranks to do so. Where the World is all that any rank has
 * used, MPI_Finalize leaves the job, and all ranks may join it again. A session only says goodbye,
 * for another may follow without any other rank knowing: the links stay until the process ends. */
#ifndef ZM_API_PROCESS_H
#define ZM_API_PROCESS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#include "api/handle.h"
#include "api/inquiry.h"
#include "base/attribute.h"
#include "base/error.h"
#include "base/list.h"
#include "base/numbers.h"
#include "base/report.h"
#include "comm/comm.h"
#include "comm/info.h"
#include "job/job.h"
#include "p2p/engine.h"
#include "type/unnamed.h"

/* Values of the attributes that every communicator has. */
struct zm_predefined_attributes {
    int tag_ub, io, host, wtime_is_global, appnum, lastusedcode, universe_size;
};

/* What the Fortran side of the program says of itself. */
struct zm_fortran {
    struct zm_info *info; /* NULL: nothing was said */
    int logical_size;     /* bytes; 0: nothing was said */
    unsigned char logical_true[16], logical_false[16];
};

/* Of the World. */
enum zm_state { ZM_BEFORE_INIT, ZM_RUNNING, ZM_AFTER_FINALIZE };

struct zm_process {
    pthread_mutex_t door; /* held while somebody joins or leaves; taken before the library's lock */
    pid_t joiner;      /* who joined the job, not a child that it forked off; 0: nobody has yet */
    atomic_int state;  /* enum zm_state */
    unsigned users;    /* the World and sessions that are in use */
    int sessions_used; /* there was one, open or not */
    int thread_level;  /* MPI_THREAD_* */
    pthread_t main;    /* the thread that called MPI_Init */
    struct zm_report report;
    struct zm_job job;
    struct zm_engine engine;
    atomic_uint calls;     /* of functions that may wait, so far */
    const char *last_call; /* the last one's name; NULL: none */
    struct zm_inquiry inquiry;
    struct zm_comms comms;
    struct zm_comm *world, *self; /* NULL unless the World is in use */
    struct zm_info *env;          /* MPI_INFO_ENV; NULL until it is used */
    struct zm_errors errors;
    struct zm_link sessions; /* those that are open, the oldest first */
    struct zm_fortran fortran;
    struct zm_numbers numbers; /* of handles, for other languages */
    struct zm_table allocated; /* memory of MPI_Alloc_mem, by address */
    struct zm_keyvals keyvals;
    struct zm_predefined_attributes predefined;
    struct zm_table type_attributes; /* of predefined datatypes: struct zm_attributes, by handle */
    struct zm_table type_names;      /* given to predefined datatypes: char, by handle */
    struct zm_table freed_types;     /* datatypes that are still used, by their former handles */
    struct zm_unnamed unnamed_types; /* predefined datatypes without names */
    struct zm_handles handles;       /* of objects that the program made */
};

extern struct zm_process zm_process;

/* Keeps the explanation of a failure for people, made like printf's, and is its MPI error class. */
#define ZM_FAIL(error, ...) zm_fail(&zm_process.report, error, __VA_ARGS__)

/* The level of thread support that a session gets which wants the one with that name; NULL or
 * another name: MPI_THREAD_SINGLE. */
const char *zm_thread_level_name(const char *wanted);

/* Takes the library's lock, at any time; the lock and the report are there from then on. */
void zm_process_lock(void);
void zm_process_unlock(void);

/* One more user. Does not return if the environment describes no job. The lock must not be held,
 * here and below. */
void zm_process_join(void);

/* To be called before there is a communicator of several ranks: returns when all ranks of the job
 * are there, which they must come to be; does not return if that fails. */
void zm_process_meet(void);

/* One user less. If it is the last one, what the program did not free of the objects that need a
 * job is freed; and `forever` gives the links up as well, which all ranks must do. */
void zm_process_leave(bool forever);

#endif
