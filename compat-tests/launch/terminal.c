/* SPDX-License-Identifier: BSL-1.0 */
/* Runs a command on a terminal of its own: what comes on standard input is typed there, what
 * appears there goes to standard output. `terminal -b COMMAND...` runs the command in the
 * background of that terminal, and says so if it is stopped. Ends with the status of the command.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Run the command in a process group of its own, as a shell does, and wait for it. */
static int run(char **command, int background)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        setpgid(0, 0);
        if (!background) {
            signal(SIGTTOU, SIG_IGN);
            tcsetpgrp(0, getpid());
            signal(SIGTTOU, SIG_DFL);
        }
        signal(SIGINT, SIG_DFL);
        signal(SIGQUIT, SIG_DFL);
        execvp(*command, command);
        _exit(127);
    }
    while (waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status)) {
        dprintf(1, "terminal: stopped by signal %d\n", WSTOPSIG(status));
        kill(-child, SIGCONT);
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* In the child that leads the terminal's session. */
static void lead(const char *name, char **command, int background)
{
    setsid();
    int terminal = open(name, O_RDWR);

    ioctl(terminal, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; fd++)
        dup2(terminal, fd);
    exit(run(command, background));
}

/* Copy what is there. Returns whether there may be more. */
static int copy(int from, int to)
{
    char data[4096];
    ssize_t length = read(from, data, sizeof data);

    return length > 0 && write(to, data, length) == length;
}

int main(int argc, char **argv)
{
    int background = argc > 1 && strcmp(argv[1], "-b") == 0, status;
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        return 77;
    pid_t child = fork();
    if (child == 0)
        lead(ptsname(master), argv + 1 + background, background);

    struct pollfd fds[] = {{master, POLLIN, 0}, {0, POLLIN, 0}};
    while (poll(fds, 2, -1) > 0 || errno == EINTR) {
        if (fds[0].revents && !copy(master, 1))
            break;
        if (fds[1].revents && !copy(0, master))
            fds[1].fd = -1;
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
