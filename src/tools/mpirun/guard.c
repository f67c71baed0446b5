/* SPDX-License-Identifier: BSL-1.0 */
/* The process that outlives mpirun: see guard.h. */
#include "guard.h"

#include "message.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Let go of all that mpirun has open, but for `pipe`: others wait for its end. */
static void let_go(int pipe)
{
    int nothing = open("/dev/null", O_RDWR), last = (int)sysconf(_SC_OPEN_MAX);

    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        dup2(nothing, fd);
    for (int fd = STDERR_FILENO + 1; fd < last && fd < 4096; fd++)
        if (fd != pipe)
            close(fd);
}

/* Keep the list of ranks that run, until mpirun ends. `pids` has place for all of them. Returns how
 * many are left. */
static size_t keep_list(int pipe, pid_t *pids)
{
    size_t count = 0;
    pid_t pid;

    while (read(pipe, &pid, sizeof pid) == (ssize_t)sizeof pid) {
        if (pid > 0)
            pids[count++] = pid;
        for (size_t i = 0; pid < 0 && i < count; i++)
            if (pids[i] == -pid)
                pids[i--] = pids[--count];
    }
    return count;
}

static void stand_guard(int pipe, struct zm_folder *folder, pid_t *pids)
{
    sigset_t all;

    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    setsid();
    prctl(PR_SET_NAME, "mpirun guard");
    let_go(pipe);

    size_t count = keep_list(pipe, pids);
    for (size_t i = 0; i < count; i++)
        kill(-pids[i], SIGKILL);
    zm_folder_close(folder);
    _exit(0);
}

void zm_guard_start(struct zm_guard *guard, const struct zm_folder *folder, int nranks)
{
    struct zm_folder copy = *folder;
    int ends[2];

    *guard = (struct zm_guard){.pid = -1, .pipe = -1};
    if (pipe2(ends, O_CLOEXEC) != 0)
        return;

    pid_t *pids = zm_allocate(nranks * sizeof *pids);
    guard->pid = fork();
    if (guard->pid == 0) {
        close(ends[1]);
        stand_guard(ends[0], &copy, pids);
    }
    free(pids);
    close(ends[0]);
    if (guard->pid > 0)
        guard->pipe = ends[1];
    else
        close(ends[1]);
}

void zm_guard_dismiss(struct zm_guard *guard)
{
    if (guard->pipe >= 0)
        close(guard->pipe);
    if (guard->pid > 0)
        waitpid(guard->pid, NULL, 0);
    *guard = (struct zm_guard){.pid = -1, .pipe = -1};
}

static void tell(struct zm_guard *guard, pid_t pid)
{
    if (guard->pipe < 0)
        return;
    /* If the guard has been killed, mpirun is on its own. */
    if (write(guard->pipe, &pid, sizeof pid) < 0) {
        close(guard->pipe);
        guard->pipe = -1;
    }
}

void zm_guard_add(struct zm_guard *guard, pid_t pid)
{
    tell(guard, pid);
}

void zm_guard_remove(struct zm_guard *guard, pid_t pid)
{
    tell(guard, -pid);
}
