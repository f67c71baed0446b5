/* SPDX-License-Identifier: BSL-1.0 */
/* A rank for tests of the launcher alone: it does what its arguments say, one after the other, and
 * speaks the protocol of ZEROMPI_CONTROL_FD as the library does. An argument is ACTION or
 * ACTION:VALUE; RANK=ACTION is for that rank only. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int control(void)
{
    return atoi(getenv("ZEROMPI_CONTROL_FD"));
}

static void tell(const char *format, const char *value)
{
    dprintf(control(), format, value);
}

static void caught(int signal)
{
    dprintf(1, "rank %s caught %d\n", getenv("ZEROMPI_RANK"), signal);
}

static void wait_for(double seconds)
{
    struct timespec left = {.tv_sec = (time_t)seconds,
                            .tv_nsec = (long)((seconds - (time_t)seconds) * 1e9)};

    while (nanosleep(&left, &left) != 0)
        continue;
}

/* Get a signal whose handler, perhaps a sanitizer's, must not stand in its way. */
static void end_by(int number)
{
    signal(number, SIG_DFL);
    kill(getpid(), number);
}

static void copy_input(void)
{
    char data[4096];
    ssize_t length;

    while ((length = read(0, data, sizeof data)) > 0)
        if (write(1, data, length) != length)
            _exit(1);
}

/* Go on in a child in a session of its own; the parent goes on with what follows `value` further
 * arguments. */
static int leave_behind(const char *value)
{
    fflush(stdout);
    if (fork() != 0)
        return atoi(value);
    setsid();
    return 0;
}

/* A file, with this process's number in it, is there when a rank has come here. */
static void mark(const char *path)
{
    char unfinished[4096];

    snprintf(unfinished, sizeof unfinished, "%s.%d", path, (int)getpid());
    int file = open(unfinished, O_WRONLY | O_CREAT, 0666);
    dprintf(file, "%d\n", (int)getpid());
    close(file);
    rename(unfinished, path);
}

static void wait_for_file(const char *path)
{
    while (access(path, F_OK) != 0)
        wait_for(0.01);
}

/* As the library: end when mpirun has. */
static void wait_for_mpirun(void)
{
    char c;

    while (read(control(), &c, 1) != 0)
        continue;
}

/* Print the next line that mpirun says. */
static void hear(void)
{
    char c;

    printf("rank %s heard ", getenv("ZEROMPI_RANK"));
    while (read(control(), &c, 1) == 1 && c != '\n')
        putchar(c);
    putchar('\n');
    fflush(stdout);
}

static void print_lines(int count)
{
    for (int i = 0; i < count; i++)
        printf("rank %s line %d\n", getenv("ZEROMPI_RANK"), i);
    fflush(stdout);
}

/* A line of `length` letters. */
static void print_long(int length)
{
    for (int i = 0; i < length; i++)
        putchar('a' + atoi(getenv("ZEROMPI_RANK")) % 26);
    putchar('\n');
    fflush(stdout);
}

/* Returns how many of the following arguments are not for this process. */
static int act(const char *action, const char *value)
{
    if (strcmp(action, "init") == 0)
        tell("init\n", "");
    else if (strcmp(action, "finalize") == 0)
        tell("finalize\n", "");
    else if (strcmp(action, "abort") == 0)
        tell("abort %s\n", value);
    else if (strcmp(action, "say") == 0)
        tell("%s", value);
    else if (strcmp(action, "hear") == 0)
        hear();
    else if (strcmp(action, "exit") == 0)
        _exit(atoi(value));
    else if (strcmp(action, "kill") == 0)
        end_by(atoi(value));
    else if (strcmp(action, "ignore") == 0)
        signal(atoi(value), SIG_IGN);
    else if (strcmp(action, "catch") == 0)
        signal(atoi(value), caught);
    else if (strcmp(action, "sleep") == 0)
        wait_for(atof(value));
    else if (strcmp(action, "print") == 0)
        dprintf(1, "%s\n", value);
    else if (strcmp(action, "part") == 0)
        dprintf(1, "%s", value);
    else if (strcmp(action, "error") == 0)
        dprintf(2, "%s\n", value);
    else if (strcmp(action, "lines") == 0)
        print_lines(atoi(value));
    else if (strcmp(action, "long") == 0)
        print_long(atoi(value));
    else if (strcmp(action, "cat") == 0)
        copy_input();
    else if (strcmp(action, "mark") == 0)
        mark(value);
    else if (strcmp(action, "await") == 0)
        wait_for_file(value);
    else if (strcmp(action, "follow") == 0)
        wait_for_mpirun();
    else if (strcmp(action, "close") == 0)
        close(atoi(value));
    else if (strcmp(action, "leave") == 0)
        return leave_behind(value);
    else {
        fprintf(stderr, "rank.c: no action %s\n", action);
        _exit(99);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *rank = getenv("ZEROMPI_RANK");

    if (!rank)
        return 98;
    for (int i = 1; i < argc; i++) {
        char *action = argv[i], *equals = strchr(action, '='), *colon = strchr(action, ':');

        if (equals && (!colon || equals < colon)) {
            *equals = '\0';
            if (strcmp(action, rank) != 0)
                continue;
            action = equals + 1;
        }
        if (colon)
            *colon++ = '\0';
        i += act(action, colon ? colon : "");
    }
    return 0;
}
