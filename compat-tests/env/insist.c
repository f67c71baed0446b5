/* SPDX-License-Identifier: BSL-1.0 */
/* A launcher that speaks version 2 of PMI only, in two forms. `N PROGRAM...` starts N ranks itself.
 * `between PROGRAM...` is what another launcher starts as a rank: it refuses version 1 and passes
 * on the rest, so that this launcher is spoken to in version 2. Ends with status 70, and words,
 * where something is said that PMI-2 does not know. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RANKS = 16, ROOM = 4096 };

static int count, waiting, fds[RANKS], begun[RANKS];
static pid_t pids[RANKS];
static char key[ROOM], kept[ROOM];

static void kill_all(int status)
{
    for (int i = 0; i < count; i++)
        if (pids[i] > 0)
            kill(pids[i], SIGKILL);
    exit(status);
}

static void complain(const char *what, const char *message)
{
    fprintf(stderr, "insist.c: %s: '%s'\n", what, message);
    kill_all(70);
}

static void write_all(int fd, const char *bytes, size_t length)
{
    if (send(fd, bytes, length, MSG_NOSIGNAL) != (ssize_t)length)
        complain("cannot say", bytes);
}

/* Reads exactly that many bytes. 0: there is an end before. */
static int read_all(int fd, char *bytes, size_t length)
{
    size_t done = 0;
    ssize_t n = 1;
    for (; done < length && n > 0; done += n > 0 ? (size_t)n : 0)
        n = read(fd, bytes + done, length - done);
    bytes[done] = '\0';
    return done == length;
}

static void read_line(int fd, char *line)
{
    size_t length = 0;
    while (length < ROOM - 1 && read_all(fd, line + length, 1) && line[length] != '\n')
        length++;
    line[length] = '\0';
}

/* The first word is version 1, which is refused. 0: there is none. */
static int refuse(int fd)
{
    char line[ROOM];
    read_line(fd, line);
    if (line[0] == '\0')
        return 0;
    if (strcmp(line, "cmd=init pmi_version=1 pmi_subversion=1") != 0)
        complain("expected an init of version 1", line);
    strcpy(line, "cmd=response_to_init pmi_version=2 pmi_subversion=0 rc=-1\n");
    write_all(fd, line, strlen(line));
    return 1;
}

/* Starts a rank, or what is one to another launcher, whose descriptor it is not to have. */
static pid_t start(char **program, int rank, int *fd, int above)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        complain("cannot start", program[0]);
    pid_t pid = fork();
    if (pid == 0) {
        char number[20];
        snprintf(number, sizeof number, "%d", ends[1]);
        setenv("PMI_FD", number, 1);
        if (rank >= 0) {
            snprintf(number, sizeof number, "%d", rank);
            setenv("PMI_RANK", number, 1);
            snprintf(number, sizeof number, "%d", count);
            setenv("PMI_SIZE", number, 1);
            setenv("PMI_JOBID", "job.1", 1);
        }
        for (int i = 0; i < rank; i++)
            close(fds[i]);
        close(ends[0]);
        if (above >= 0)
            close(above);
        execvp(program[0], program);
        _exit(127);
    }
    close(ends[1]);
    *fd = ends[0];
    return pid;
}

/* ---- Between another launcher and a rank ---- */

/* Passes on what there is. 0: it is the end. */
static int pass(int from, int to)
{
    char bytes[ROOM];
    ssize_t n = read(from, bytes, sizeof bytes);
    if (n <= 0) {
        shutdown(to, SHUT_WR);
        return 0;
    }
    return send(to, bytes, (size_t)n, MSG_NOSIGNAL) == n;
}

static int stand_between(char **program)
{
    const char *number = getenv("PMI_FD");
    int above = number ? atoi(number) : -1, status;
    int below;
    pid_t pid = start(program, -1, &below, above);
    struct pollfd ends[2] = {{.fd = below, .events = POLLIN}, {.fd = above, .events = POLLIN}};
    if (!refuse(below))
        complain("no word from", program[0]);
    while (ends[0].fd >= 0 && poll(ends, 2, -1) > 0) {
        if (ends[1].revents && !pass(above, below))
            ends[1].fd = -1;
        if (ends[0].revents && !pass(below, above))
            ends[0].fd = -1;
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- A launcher of its own ---- */

static void answer(int rank, const char *text)
{
    char message[2 * ROOM];
    /* Some write the digits to the left, some to the right. */
    int length =
        snprintf(message, sizeof message, rank % 2 ? "%-6zu%s" : "%6zu%s", strlen(text), text);
    write_all(fds[rank], message, (size_t)length);
}

/* The value of `name` in a message, which must be there. */
static void look_up(const char *message, const char *name, char *value)
{
    char wanted[50];
    snprintf(wanted, sizeof wanted, ";%s=", name);
    const char *found = strstr(message, wanted);
    if (!found)
        complain(name, message);
    found += strlen(wanted);
    snprintf(value, ROOM, "%.*s", (int)strcspn(found, ";"), found);
}

static int begin(int rank)
{
    char line[ROOM];
    if (!refuse(fds[rank]))
        return 0;
    read_line(fds[rank], line);
    if (strcmp(line, "cmd=init pmi_version=2 pmi_subversion=0") != 0)
        complain("expected an init of version 2", line);
    strcpy(line, "cmd=response_to_init pmi_version=2 pmi_subversion=0 rc=0\n");
    write_all(fds[rank], line, strlen(line));
    return begun[rank] = 1;
}

static void welcome(int rank, const char *message)
{
    char value[ROOM], text[ROOM];
    look_up(message, "pmijobid", value);
    look_up(message, "threaded", value);
    look_up(message, "pmirank", value);
    if (atoi(value) != rank)
        complain("another rank", message);
    snprintf(text, sizeof text,
             "cmd=fullinit-response;pmi-version=2;pmi-subversion=0;rank=%d;size=%d;appnum=0;rc=0;",
             rank, count);
    answer(rank, text);
}

static void serve(int rank, const char *message)
{
    char value[ROOM], text[2 * ROOM];
    if (strncmp(message, "cmd=fullinit;", 13) == 0)
        welcome(rank, message);
    else if (strcmp(message, "cmd=job-getid;") == 0)
        answer(rank, "cmd=job-getid-response;jobid=job;;1;rc=0;");
    else if (strncmp(message, "cmd=kvs-put;", 12) == 0) {
        look_up(message, "key", key);
        look_up(message, "value", kept);
        answer(rank, "cmd=kvs-put-response;rc=0;");
    } else if (strcmp(message, "cmd=kvs-fence;") == 0) {
        if (++waiting == count)
            for (int i = 0; i < count; i++)
                answer(i, "cmd=kvs-fence-response;rc=0;");
    } else if (strncmp(message, "cmd=kvs-get;jobid=job;;1;", 25) == 0) {
        look_up(message, "key", value);
        snprintf(text, sizeof text, "cmd=kvs-get-response;flag=TRUE;found=TRUE;value=%.2000s;rc=0;",
                 strcmp(value, key) == 0 ? kept : "");
        answer(rank, text);
    } else if (strncmp(message, "cmd=abort;isworld=TRUE;", 23) == 0) {
        look_up(message, "exitcode", value);
        kill_all(atoi(value));
    } else if (strcmp(message, "cmd=finalize;") == 0)
        answer(rank, "cmd=finalize-response;rc=0;");
    else
        complain("what is that", message);
}

/* Takes the next message of a rank. 0: that has gone. */
static int attend(int rank)
{
    char message[ROOM];
    if (!begun[rank])
        return begin(rank);
    if (!read_all(fds[rank], message, 6))
        return 0;
    int length = atoi(message);
    if (strspn(message, " 0123456789") != 6 || length <= 0 || length >= ROOM)
        complain("expected a length", message);
    if (!read_all(fds[rank], message, (size_t)length))
        complain("expected more", message);
    serve(rank, message);
    return 1;
}

static int launch(char **program)
{
    struct pollfd ends[RANKS];
    int there = count, result = 0, status;
    for (int i = 0; i < count; i++)
        pids[i] = start(program, i, &fds[i], -1);
    for (int i = 0; i < count; i++)
        ends[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    while (there > 0 && poll(ends, (nfds_t)count, -1) > 0)
        for (int i = 0; i < count; i++)
            if (ends[i].fd >= 0 && ends[i].revents && !attend(i)) {
                ends[i].fd = -1;
                there--;
            }
    for (int i = 0; i < count; i++) {
        waitpid(pids[i], &status, 0);
        if (status && !result)
            result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    return result;
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "between") == 0)
        return stand_between(argv + 2);
    count = argc > 2 ? atoi(argv[1]) : 0;
    if (count < 1 || count > RANKS)
        complain("expected a number of ranks and a program", argc > 1 ? argv[1] : "");
    return launch(argv + 2);
}
