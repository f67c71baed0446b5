/* SPDX-License-Identifier: BSL-1.0 */
/* What one mpirun tells another: plans and letters, whole, in pieces, cut and damaged, and at last.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "branch.h"
#include "launcher.h"
#include "options.h"
#include "place.h"
#include "plan.h"
#include "wire.h"

/* ---- Plans ---- */

static const char *const line[] = {"mpirun", "-host", "a,b:2,c", "-n",  "5",        "-env",
                                   "A",      "x y",   "-wdir",   "d e", "p",        "one",
                                   "",       ":",     "-n",      "1",   "-envnone", "q"};
#define WORDS (sizeof line / sizeof *line)

/* The command of that line, and a plan for all its hosts. */
static void make(struct zm_command *command, struct zm_packet *packet)
{
    const struct zm_host *hosts[3];

    ck_assert_int_eq(setenv("ZEROMPI_RSH", "rsh", 1), 0);
    ck_assert_int_eq(zm_options_read(command, (int)WORDS, (char **)line), 0);
    ck_assert_uint_eq(command->hosts.count, 3);
    for (size_t i = 0; i < 3; i++)
        hosts[i] = &command->hosts.at[i];
    *packet = (struct zm_packet){0};
    zm_plan_write(packet, command, "0123456789abcdef", hosts, 3);
}

static int read_plan(char *data, size_t length, struct zm_command *command)
{
    struct zm_packet packet = {.data = data, .length = length};
    char job[17];
    int result = zm_plan_read(&packet, command, job);

    ck_assert(result != 0 || strlen(job) == 16);
    return result;
}

static void check_same_host(const struct zm_host *a, const struct zm_host *b)
{
    ck_assert_str_eq(a->name, b->name);
    ck_assert_int_eq(a->nranks, b->nranks);
    for (int i = 0; i < a->nranks; i++)
        ck_assert_int_eq(a->ranks[i], b->ranks[i]);
}

START_TEST(plans_arrive)
{
    struct zm_command command, other;
    struct zm_packet packet;

    make(&command, &packet);
    ck_assert_int_eq(read_plan(packet.data, packet.length, &other), 0);
    ck_assert_int_eq(other.nranks, 6);
    ck_assert_uint_eq(other.hosts.count, 3);
    ck_assert(other.hosts.at[0].here && !other.hosts.at[1].here);
    for (size_t i = 0; i < 3; i++)
        check_same_host(&command.hosts.at[i], &other.hosts.at[i]);
    ck_assert_int_eq(other.contexts->nranks, 5);
    ck_assert_str_eq(other.contexts->argv[2], "");
    ck_assert_ptr_null(other.contexts->argv[3]);
    ck_assert_str_eq(other.contexts->wdir, "d e");
    ck_assert_str_eq(other.contexts->variables.settings.at[0], "A=x y");
    ck_assert_int_eq(other.contexts->next->variables.inherit, ZM_INHERIT_NONE);
    ck_assert_uint_eq(other.away.environment.count, command.away.environment.count);
    ck_assert_str_eq(other.away.launcher.at[0], "rsh");
    zm_options_free(&command);
    zm_options_free(&other);
    free(packet.data);
}
END_TEST

/* Whatever is missing at the end, or too much, is noticed. */
START_TEST(plans_that_are_cut)
{
    struct zm_command command, other;
    struct zm_packet packet;

    make(&command, &packet);
    for (size_t length = 0; length < packet.length; length += length < 400 ? 1 : 37) {
        char *part = malloc(length ? length : 1); /* so that reading beyond it is noticed */

        memcpy(part, packet.data, length);
        ck_assert_int_eq(read_plan(part, length, &other), -1);
        zm_options_free(&other);
        free(part);
    }
    zm_packet_put_number(&packet, 0);
    ck_assert_int_eq(read_plan(packet.data, packet.length, &other), -1);
    zm_options_free(&other);
    zm_options_free(&command);
    free(packet.data);
}
END_TEST

/* Nothing in a plan makes its reader leave the plan, or keep what makes no sense. */
START_TEST(plans_that_are_damaged)
{
    struct zm_command command, other;
    struct zm_packet packet;

    make(&command, &packet);
    for (int turn = 0; turn < 2000; turn++) {
        char *damaged = malloc(packet.length);

        memcpy(damaged, packet.data, packet.length);
        for (int i = 0; i < 3; i++)
            damaged[unit_random() % packet.length] = (char)unit_random();
        if (read_plan(damaged, packet.length, &other) == 0) {
            for (size_t i = 0; i < other.hosts.count; i++)
                for (int j = 0; j < other.hosts.at[i].nranks; j++)
                    ck_assert_int_lt(other.hosts.at[i].ranks[j], other.nranks);
        }
        zm_options_free(&other);
        free(damaged);
    }
    zm_options_free(&command);
    free(packet.data);
}
END_TEST

/* ---- Letters ---- */

/* A wire that is read from one end of a socket; the other end is returned. */
static int open_link(struct zm_wire *wire, size_t limit)
{
    int ends[2];

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    zm_wire_init(wire, ends[0], ends[0], limit);
    return ends[1];
}

START_TEST(frames_in_pieces)
{
    struct zm_wire wire, sender;
    struct zm_letter letter;
    static char data[1000];
    char bytes[4096];
    int letters = 0, end = open_link(&wire, ZM_LETTER_MAX), source = open_link(&sender, 0);

    unit_fill(data, sizeof data);
    for (int i = 0; i < 3; i++)
        zm_wire_send(&sender, &(struct zm_letter){.kind = ZM_OUTPUT,
                                                  .stream = 1,
                                                  .rank = i,
                                                  .number = -i,
                                                  .data = data,
                                                  .length = (size_t)i * 500});
    ssize_t length = read(source, bytes, sizeof bytes);
    ck_assert_int_eq(length, 3 * 16 + 1500);
    for (ssize_t i = 0; i < length; i++) {
        ck_assert_int_eq(write(end, bytes + i, 1), 1);
        zm_wire_read(&wire);
        if (!zm_wire_next(&wire, &letter))
            continue;
        ck_assert_int_eq(letter.kind, ZM_OUTPUT);
        ck_assert_int_eq(letter.stream, 1);
        ck_assert_int_eq(letter.rank, letters);
        ck_assert_int_eq(letter.number, -letters);
        ck_assert_uint_eq(letter.length, (size_t)letters * 500);
        ck_assert_mem_eq(letter.data, data, letter.length);
        letters++;
    }
    ck_assert_int_eq(letters, 3);
    ck_assert(!wire.broken);
    close(end);
    zm_wire_read(&wire);
    ck_assert(wire.broken);
    close(source);
    zm_wire_fini(&wire);
    zm_wire_fini(&sender);
}
END_TEST

/* Noise breaks a wire, or is within the limits. */
START_TEST(noise)
{
    for (int turn = 0; turn < 300; turn++) {
        struct zm_wire wire;
        struct zm_letter letter;
        char bytes[256];
        int end = open_link(&wire, 100);

        unit_fill(bytes, sizeof bytes);
        if (turn % 2) /* so that some lengths are possible */
            memset(bytes, (int)(unit_random() % 3), 3 + unit_random() % 20);
        ck_assert_int_eq(write(end, bytes, sizeof bytes), sizeof bytes);
        zm_wire_read(&wire);
        while (zm_wire_next(&wire, &letter)) {
            ck_assert_uint_le(letter.length, 100);
            ck_assert_int_lt(letter.kind, ZM_LETTER_KINDS);
            ck_assert(letter.stream == 0 || letter.stream == 1);
        }
        close(end);
        zm_wire_fini(&wire);
    }
}
END_TEST

/* ---- Agents ---- */

/* What an agent says, in the file `path`. */
static void write_agent(char path[])
{
    static const char hello[] = ZM_AGENT_HELLO ZEROMPI_VERSION "\n";
    static char data[1000];
    struct zm_wire wire;
    char bytes[32 * 1024];
    int source = open_link(&wire, 0), file = mkstemp(path);

    zm_wire_send_bytes(&wire, hello, sizeof hello - 1);
    for (int i = 0; i < 20; i++)
        zm_wire_send(&wire, &(struct zm_letter){
                                .kind = ZM_OUTPUT, .rank = 1, .data = data, .length = sizeof data});
    zm_wire_send(&wire, &(struct zm_letter){.kind = ZM_ENDED, .rank = 1});
    ssize_t length = read(source, bytes, sizeof bytes);
    ck_assert_int_eq(write(file, bytes, (size_t)length), length);
    close(file);
    close(source);
    zm_wire_fini(&wire);
}

static int heard, ended, lost;

static bool hear(void *owner, const struct zm_branch *branch, const struct zm_letter *letter)
{
    (void)owner, (void)branch;
    heard++;
    ended += letter->kind == ZM_ENDED;
    return true;
}

static void lose(void *owner, const struct zm_branch *branch, const char *reason)
{
    (void)owner, (void)branch, (void)reason;
    ck_assert_int_eq(ended, 1);
    lost++;
}

static bool is_ready(void *owner)
{
    (void)owner;
    return false;
}

/* It has ended before all it said was read, for nobody was ready for that: nothing is lost. */
START_TEST(last_words)
{
    struct zm_command command;
    struct zm_packet packet;
    struct zm_branches branches;
    struct zm_signals signals;
    const struct zm_branch_owner to = {hear, lose, is_ready, NULL};
    char path[] = "/tmp/zerompi-agent-XXXXXX", launcher[64];
    int status;

    write_agent(path);
    make(&command, &packet);
    snprintf(launcher, sizeof launcher, "cat %s", path);
    ck_assert_int_eq(zm_launcher_line(&command, launcher), 0);
    ck_assert_int_eq(zm_signals_open(&signals), 0);
    const struct zm_host *hosts[] = {&command.hosts.at[1]};
    zm_branches_start(&branches, &command, "0123456789abcdef", hosts, 1, &signals, &to);
    pid_t pid = branches.at[0].pid;
    ck_assert_int_gt(pid, 0);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    unlink(path);
    ck_assert(zm_branches_reap(&branches, pid, status));
    zm_branches_act(&branches, 0);
    ck_assert_int_eq(heard, 0);
    zm_branches_act(&branches, 100000);
    ck_assert_int_eq(heard, 21);
    ck_assert_int_eq(lost, 1);
    zm_branches_end(&branches);
    zm_options_free(&command);
    free(packet.data);
}
END_TEST

UNIT_MAIN("mpirun", plans_arrive, plans_that_are_cut, plans_that_are_damaged, frames_in_pieces,
          noise, last_words)
