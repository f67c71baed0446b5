/* SPDX-License-Identifier: BSL-1.0 */
/* Signals as input: see signals.h. */
#include "signals.h"

#include "message.h"

#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const struct {
    int signal;
    const char *name;
    enum { LEAVE, READ, BLOCK } how; /* what mpirun does with it */
    bool ends;
} table[] = {
    {SIGHUP, "SIGHUP", READ, true},
    {SIGINT, "SIGINT", READ, true},
    {SIGQUIT, "SIGQUIT", READ, true},
    {SIGTERM, "SIGTERM", READ, true},
    {SIGUSR1, "SIGUSR1", READ, false},
    {SIGUSR2, "SIGUSR2", READ, false},
    {SIGTSTP, "SIGTSTP", READ, false},
    {SIGCONT, "SIGCONT", READ, false},
    {SIGCHLD, "SIGCHLD", READ, false},
    /* So that reading a terminal that belongs to another job fails, rather than stop mpirun. */
    {SIGTTIN, "SIGTTIN", BLOCK, false},
    {SIGILL, "SIGILL", LEAVE, false},
    {SIGABRT, "SIGABRT", LEAVE, false},
    {SIGFPE, "SIGFPE", LEAVE, false},
    {SIGKILL, "SIGKILL", LEAVE, false},
    {SIGSEGV, "SIGSEGV", LEAVE, false},
    {SIGBUS, "SIGBUS", LEAVE, false},
    {SIGPIPE, "SIGPIPE", LEAVE, false},
    {SIGALRM, "SIGALRM", LEAVE, false},
    {SIGTRAP, "SIGTRAP", LEAVE, false},
    {SIGXCPU, "SIGXCPU", LEAVE, false},
    {SIGXFSZ, "SIGXFSZ", LEAVE, false},
    {SIGSYS, "SIGSYS", LEAVE, false},
};
enum { TABLE_SIZE = sizeof table / sizeof *table };

int zm_signals_open(struct zm_signals *signals)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, standard = {.sa_handler = SIG_DFL};
    sigset_t blocked, read;

    sigemptyset(&blocked);
    sigemptyset(&read);
    for (int i = 0; i < TABLE_SIZE; i++) {
        if (table[i].how != LEAVE)
            sigaddset(&blocked, table[i].signal);
        if (table[i].how == READ)
            sigaddset(&read, table[i].signal);
    }
    /* A parent that ignores its children must not make us lose ours. */
    sigaction(SIGCHLD, &standard, NULL);
    sigaction(SIGPIPE, &ignore, &signals->pipe);
    sigprocmask(SIG_BLOCK, &blocked, &signals->mask);
    signals->fd = signalfd(-1, &read, SFD_NONBLOCK | SFD_CLOEXEC);
    if (signals->fd >= 0)
        return 0;
    zm_complain("cannot watch signals: %s", strerror(errno));
    return -1;
}

int zm_signals_next(struct zm_signals *signals)
{
    struct signalfd_siginfo info;

    if (read(signals->fd, &info, sizeof info) != (ssize_t)sizeof info)
        return 0;
    return (int)info.ssi_signo;
}

void zm_signals_restore(const struct zm_signals *signals)
{
    sigaction(SIGPIPE, &signals->pipe, NULL);
    sigprocmask(SIG_SETMASK, &signals->mask, NULL);
}

bool zm_signal_ends(int signal)
{
    for (int i = 0; i < TABLE_SIZE; i++)
        if (table[i].signal == signal)
            return table[i].ends;
    return false;
}

const char *zm_signal_name(int signal)
{
    for (int i = 0; i < TABLE_SIZE; i++)
        if (table[i].signal == signal)
            return table[i].name;
    return "signal";
}
