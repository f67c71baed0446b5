/* SPDX-License-Identifier: BSL-1.0 */
/* The one context object: all that the library knows in this process. */
#ifndef ZM_API_PROCESS_H
#define ZM_API_PROCESS_H

#include <pthread.h>
#include <stdatomic.h>

#include "api/handle.h"
#include "base/attribute.h"
#include "base/report.h"
#include "comm/comm.h"
#include "job/job.h"
#include "p2p/engine.h"

enum zm_state { ZM_BEFORE_INIT, ZM_RUNNING, ZM_AFTER_FINALIZE };

struct zm_process {
    atomic_int state; /* enum zm_state */
    int thread_level; /* MPI_THREAD_* */
    pthread_t main;   /* the thread that called MPI_Init */
    struct zm_report report;
    struct zm_job job;
    struct zm_engine engine;
    struct zm_comms comms;
    struct zm_comm *world, *self;
    struct zm_keyvals keyvals;
    struct zm_handles handles; /* of objects that the program made */
};

extern struct zm_process zm_process;

#endif
