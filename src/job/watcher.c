/* SPDX-License-Identifier: BSL-1.0 */
/* The watcher: a thread that looks after a rank while its program does something else than MPI. */
#include <mpi.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "job/internal.h"

#define INTERVAL_MILLISECONDS 200

/* Ends this process, whose launcher is gone. */
static noreturn void end_without(struct zm_job *job, const char *reason)
{
    zm_say(job->report, "%s", reason);
    zm_job_unlink(job, job->rank);
    _exit(1);
}

/* Hears what the launcher says. Its end of the channel closes only when it dies. */
static void hear_launcher(struct zm_job *job, const struct pollfd *control)
{
    if (!(control->revents & (POLLIN | POLLHUP | POLLERR)) || zm_control_read(&job->control))
        return;
    end_without(job, "mpirun has died, so this rank ends too");
}

static void *watch(void *argument)
{
    struct zm_job *job = argument;
    struct pollfd fds[] = {{.fd = job->dismissal.fd, .events = POLLIN},
                           {.fd = job->control.fd, .events = POLLIN},
                           {.fd = job->pmi.fd, .events = POLLRDHUP}};
    for (;;) {
        poll(fds, 3, INTERVAL_MILLISECONDS);
        if (fds[0].revents)
            return NULL;
        hear_launcher(job, &fds[1]);
        if (zm_pmi_is_lost(fds[2].revents))
            end_without(job, "the launcher has died, so this rank ends too");
        /* A thread that holds the lock, or sleeps for frames, is looking after things itself. */
        if (pthread_mutex_trylock(&job->lock) == 0) {
            zm_job_leave(job, true);
            if (!job->sleeping)
                job->attend(job->owner);
            else if (job->network) /* who sleeps does not know what others sent since */
                job->network->tend(job->network);
            pthread_mutex_unlock(&job->lock);
        }
        job->turn(job->owner);
    }
}

bool zm_job_is_watched(const struct zm_job *job)
{
    return job->size > 1 || zm_control_is_open(&job->control) || job->settings.hang_report > 0;
}

void zm_job_watch(struct zm_job *job, void (*attend)(void *owner), void (*turn)(void *owner),
                  void *owner)
{
    if (!zm_job_is_watched(job))
        return;
    job->attend = attend;
    job->turn = turn;
    job->owner = owner;
    if (!zm_wake_init(&job->dismissal))
        zm_job_abort(job, MPI_ERR_OTHER, "MPI_Init: no file descriptor left");
    zm_wake_prepare(&job->dismissal, 0);

    sigset_t all, before; /* the program's signals are for its own threads */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    job->watched = pthread_create(&job->watcher, NULL, watch, job) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!job->watched)
        zm_job_abort(job, MPI_ERR_OTHER, "MPI_Init: cannot start a thread");
}

void zm_job_unwatch(struct zm_job *job)
{
    if (!job->watched)
        return;
    zm_wake_ring(&job->dismissal);
    pthread_join(job->watcher, NULL);
    zm_wake_fini(&job->dismissal);
    job->watched = false;
}
