/* SPDX-License-Identifier: BSL-1.0 */
/* Starting one rank: see spawn.h. */
#include "spawn.h"

#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

/* Both ends of all that connects mpirun and a rank: [0] is mpirun's, [1] the rank's. */
struct channels {
    int control[2], output[2], errors[2];
};

static void close_ends(const struct channels *channels, int end)
{
    const int fds[] = {channels->control[end], channels->output[end], channels->errors[end]};

    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

/* A terminal that changes nothing of what is written to ends[1] and read from ends[0]. Returns 0,
 * or -1 if there is none. */
static int open_terminal(int ends[2], const struct zm_away *away)
{
    struct termios mode;
    struct winsize size = {.ws_row = (unsigned short)away->rows,
                           .ws_col = (unsigned short)away->columns};
    char name[64];

    ends[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (ends[0] < 0)
        return -1;
    if (grantpt(ends[0]) != 0 || unlockpt(ends[0]) != 0 ||
        ptsname_r(ends[0], name, sizeof name) != 0 ||
        (ends[1] = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
        close(ends[0]);
        ends[0] = -1;
        return -1;
    }
    tcgetattr(ends[1], &mode);
    cfmakeraw(&mode);
    tcsetattr(ends[1], TCSANOW, &mode);
    if (size.ws_row || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        ioctl(ends[1], TIOCSWINSZ, &size);
    return 0;
}

static int open_output(int ends[2], bool terminal, const struct zm_away *away)
{
    return terminal && open_terminal(ends, away) == 0 ? 0 : pipe2(ends, O_CLOEXEC);
}

/* Returns 0, or -1 with errno set. */
static int open_channels(struct channels *channels, const struct zm_spawn *how)
{
    bool merge = how->command->merge;

    *channels = (struct channels){{-1, -1}, {-1, -1}, {-1, -1}};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channels->control) != 0 ||
        open_output(channels->output, how->terminal, &how->command->away) != 0 ||
        (!merge && pipe2(channels->errors, O_CLOEXEC) != 0)) {
        int error = errno;

        close_ends(channels, 0);
        close_ends(channels, 1);
        errno = error;
        return -1;
    }
    fcntl(channels->control[0], F_SETFL, O_NONBLOCK);
    fcntl(channels->output[0], F_SETFL, O_NONBLOCK);
    if (!merge)
        fcntl(channels->errors[0], F_SETFL, O_NONBLOCK);
    return 0;
}

/* In the rank: tell mpirun why the program cannot run, and end. */
static void give_up(const struct zm_spawn *how, int status, const char *what)
{
    dprintf(how->identity.control, ZM_UNSTARTED " %d cannot %s: %s\n", status, what,
            strerror(errno));
    _exit(status);
}

/* In the rank: be killed when mpirun dies, even if it is dead already. */
static void follow(pid_t mpirun)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != mpirun)
        _exit(1);
}

/* In the rank: put the descriptors where the program expects them. */
static void plug(const struct zm_spawn *how, const struct channels *channels)
{
    int input = how->input >= 0 ? how->input : open("/dev/null", O_RDONLY | O_CLOEXEC);

    if (input != STDIN_FILENO)
        dup2(input, STDIN_FILENO);
    dup2(channels->output[1], STDOUT_FILENO);
    dup2(channels->errors[1] >= 0 ? channels->errors[1] : channels->output[1], STDERR_FILENO);
    fcntl(channels->control[1], F_SETFD, 0);
}

/* In the rank: run the program. Files without a #! line are left to the shell, as shells do it. */
static void run(const struct zm_spawn *how, char **variables)
{
    const struct zm_context *context = how->context;
    struct zm_words shell = {0};

    execve(context->program, context->argv, variables);
    if (errno == ENOEXEC) {
        zm_words_add(&shell, "/bin/sh");
        zm_words_add(&shell, context->program);
        for (char **argument = context->argv + 1; *argument; argument++)
            zm_words_add(&shell, *argument);
        execve(shell.at[0], shell.at, variables);
    }
}

/* The rank's side after fork. */
static void become(struct zm_spawn *how, const struct channels *channels, pid_t mpirun)
{
    how->identity.control = channels->control[1];
    setpgid(0, 0);
    follow(mpirun);
    plug(how, channels);

    char **variables = zm_environment(how->command, how->context, &how->identity);
    if (how->context->wdir && chdir(how->context->wdir) != 0)
        give_up(how, 1, "work in its folder");
    setrlimit(RLIMIT_NOFILE, &how->files);
    zm_signals_restore(how->signals);
    run(how, variables);
    give_up(how, errno == ENOENT ? ZM_STATUS_NOT_FOUND : ZM_STATUS_NOT_EXECUTABLE,
            "run its program");
}

int zm_spawn(struct zm_spawned *rank, struct zm_spawn *how)
{
    struct channels channels;
    pid_t mpirun = getpid();

    if (open_channels(&channels, how) != 0)
        return -1;
    rank->pid = fork();
    if (rank->pid == 0)
        become(how, &channels, mpirun);

    int error = errno;
    close_ends(&channels, 1);
    if (rank->pid < 0) {
        close_ends(&channels, 0);
        errno = error;
        return -1;
    }
    setpgid(rank->pid, rank->pid); /* whoever of the two is first: signals must find the group */
    rank->control = channels.control[0];
    rank->output = channels.output[0];
    rank->errors = channels.errors[0];
    return 0;
}

struct rlimit zm_spawn_raise_files(int nranks)
{
    struct rlimit limit, raised;
    rlim_t needed = (rlim_t)nranks * 8 + 64;

    getrlimit(RLIMIT_NOFILE, &limit);
    raised = limit;
    if (raised.rlim_cur < needed) {
        raised.rlim_cur = raised.rlim_max < needed ? raised.rlim_max : needed;
        setrlimit(RLIMIT_NOFILE, &raised);
    }
    return limit;
}
