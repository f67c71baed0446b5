/* SPDX-License-Identifier: BSL-1.0 */
/* Agents on other hosts: see branch.h. */
#include "branch.h"

#include "clock.h"
#include "launcher.h"
#include "message.h"
#include "plan.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LINGER = 1000,   /* milliseconds in which a launcher whose agent has ended ends itself */
    LAST_READS = 256 /* more than a pipe holds, even one that was made larger */
};

/* ---- Starting ---- */

/* In the launcher's process: become it. Without a terminal it cannot ask anybody for a password,
 * which would wait in silence, nor be interrupted from there. */
static void become(const struct zm_branch *branch, const struct zm_signals *signals,
                   const int fds[3], pid_t mpirun)
{
    struct zm_words words = {0};

    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != mpirun)
        _exit(1);
    for (int i = 0; i < 3; i++)
        dup2(fds[i], i);
    zm_signals_restore(signals);
    zm_launcher_words(&words, &branch->all->command->away, branch->hosts[0]->name);
    execvp(words.at[0], words.at);
    dprintf(STDERR_FILENO, "cannot run %s: %s\n", words.at[0], strerror(errno));
    _exit(1);
}

static void send_plan(struct zm_branch *branch)
{
    struct zm_packet packet = {0};

    zm_plan_write(&packet, branch->all->command, branch->all->job, branch->hosts, branch->count);
    zm_wire_send(&branch->wire, &(struct zm_letter){
                                    .kind = ZM_PLAN, .data = packet.data, .length = packet.length});
    free(packet.data);
}

/* Start the launcher of a branch. Failure shows later, as if the agent had not come. */
static void start(struct zm_branch *branch, const struct zm_signals *signals)
{
    int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
    pid_t mpirun = getpid();
    bool made = true;

    for (int i = 0; i < 3; i++)
        made = made && pipe2(pipes[i], O_CLOEXEC) == 0;
    if (made)
        branch->pid = fork();
    if (made && branch->pid == 0)
        become(branch, signals, (int[]){pipes[0][0], pipes[1][1], pipes[2][1]}, mpirun);
    if (!made || branch->pid < 0) {
        branch->words_length = snprintf(branch->words, sizeof branch->words, "%s", strerror(errno));
        branch->pid = 0;
    }
    const int other[] = {pipes[0][0], pipes[1][1], pipes[2][1]};
    for (int i = 0; i < 3; i++)
        if (other[i] >= 0)
            close(other[i]);
    zm_wire_init(&branch->wire, pipes[1][0], pipes[0][1], ZM_LETTER_MAX);
    branch->wire.held = true;
    send_plan(branch);
    branch->errors = pipes[2][0];
    if (branch->errors >= 0)
        fcntl(branch->errors, F_SETFL, O_NONBLOCK);
    double patience = branch->all->command->away.patience;
    branch->deadline = patience > 0 ? zm_milliseconds() + (int64_t)(patience * 1000) : INT64_MAX;
}

void zm_branches_start(struct zm_branches *branches, const struct zm_command *command,
                       const char *job, const struct zm_host *const *hosts, size_t count,
                       const struct zm_signals *signals, const struct zm_branch_owner *to)
{
    size_t fanout = (size_t)command->away.fanout;

    *branches = (struct zm_branches){.command = command, .job = job, .to = *to};
    branches->count = count < fanout ? count : fanout;
    branches->at = zm_allocate(branches->count * sizeof *branches->at);
    branches->of_rank = zm_allocate(command->nranks * sizeof *branches->of_rank);
    for (int rank = 0; rank < command->nranks; rank++)
        branches->of_rank[rank] = -1;
    for (size_t i = 0; i < branches->count; i++) {
        struct zm_branch *branch = &branches->at[i];
        size_t first = count * i / branches->count, end = count * (i + 1) / branches->count;

        branch->all = branches;
        branch->count = end - first;
        branch->hosts = zm_allocate(branch->count * sizeof *branch->hosts);
        memcpy(branch->hosts, hosts + first, branch->count * sizeof *branch->hosts);
        for (size_t j = first; j < end; j++)
            for (int k = 0; k < hosts[j]->nranks; k++)
                branches->of_rank[hosts[j]->ranks[k]] = (int)i;
        start(branch, signals);
    }
}

void zm_branches_end(struct zm_branches *branches)
{
    for (size_t i = 0; i < branches->count; i++) {
        struct zm_branch *branch = &branches->at[i];

        zm_wire_fini(&branch->wire);
        if (branch->errors >= 0)
            close(branch->errors);
        if (branch->pid > 0) {
            kill(branch->pid, SIGKILL);
            waitpid(branch->pid, NULL, 0);
        }
        free(branch->hosts);
    }
    free(branches->at);
    free(branches->of_rank);
    *branches = (struct zm_branches){0};
}

/* ---- The first words ---- */

/* Remember what is not for us, the last of it where it is too much. */
static void keep_words(struct zm_branch *branch, const char *data, size_t length)
{
    size_t size = sizeof branch->words - 1;

    if (length > size) {
        data += length - size;
        length = size;
    }
    if (branch->words_length + length > size) {
        size_t drop = branch->words_length + length - size;

        memmove(branch->words, branch->words + drop, branch->words_length - drop);
        branch->words_length -= drop;
    }
    memcpy(branch->words + branch->words_length, data, length);
    branch->words_length += length;
    branch->words[branch->words_length] = '\0';
}

/* Look for the agent's first line behind whatever a login prints. */
static void await_hello(struct zm_branch *branch)
{
    struct zm_queue *received = &branch->wire.received;
    const char *data = zm_queue_first(received), *hello, *end;
    size_t length = zm_queue_length(received);

    hello = memmem(data, length, ZM_AGENT_HELLO, strlen(ZM_AGENT_HELLO));
    if (!hello) {
        size_t begun = length < strlen(ZM_AGENT_HELLO) ? length : strlen(ZM_AGENT_HELLO);

        /* Its beginning may be there already. */
        keep_words(branch, data, length - begun);
        zm_queue_drop(received, length - begun);
        return;
    }
    const char *version = hello + strlen(ZM_AGENT_HELLO);
    size_t rest = data + length - version;
    end = memchr(version, '\n', rest);
    if (!end && rest <= strlen(ZEROMPI_VERSION))
        return;
    if (!end || (size_t)(end - version) != strlen(ZEROMPI_VERSION) ||
        memcmp(version, ZEROMPI_VERSION, end - version) != 0) {
        branch->fault = "its mpirun is of another version than " ZEROMPI_VERSION;
        branch->wire.broken = true;
        return;
    }
    zm_queue_drop(received, end + 1 - data);
    branch->open = true;
    branch->words_length = 0; /* whatever it said has done no harm */
    branch->words[0] = '\0';
    branch->deadline = INT64_MAX;
    branch->wire.held = false;
    zm_wire_write(&branch->wire);
}

/* ---- What comes ---- */

static void take_frames(struct zm_branch *branch)
{
    struct zm_letter letter;

    if (!branch->open)
        await_hello(branch);
    while (branch->open && !branch->closed && zm_wire_next(&branch->wire, &letter)) {
        const struct zm_branch_owner *to = &branch->all->to;

        if (letter.kind == ZM_ALIVE)
            continue;
        if (letter.kind < ZM_STARTED || zm_branches_to(branch->all, letter.rank) != branch ||
            !to->hear(to->owner, branch, &letter)) {
            branch->fault = "its mpirun says what makes no sense";
            branch->wire.broken = true;
            return;
        }
    }
}

static void serve_link(void *owner, void *subject)
{
    struct zm_branch *branch = subject;

    (void)owner;
    zm_wire_read(&branch->wire);
    take_frames(branch);
}

static void serve_link_out(void *owner, void *subject)
{
    struct zm_branch *branch = subject;

    (void)owner;
    zm_wire_write(&branch->wire);
}

static void read_errors(struct zm_branch *branch)
{
    char text[512];
    ssize_t length;

    while (branch->errors >= 0 && (length = read(branch->errors, text, sizeof text)) != 0) {
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            return;
        keep_words(branch, text, length);
    }
    if (branch->errors >= 0)
        close(branch->errors);
    branch->errors = -1;
}

static void serve_errors(void *owner, void *subject)
{
    (void)owner;
    read_errors(subject);
}

void zm_branches_watch(struct zm_branches *branches, struct zm_watch *watch)
{
    bool ready = branches->to.ready ? branches->to.ready(branches->to.owner) : true;

    for (size_t i = 0; i < branches->count; i++) {
        struct zm_branch *branch = &branches->at[i];

        if (branch->closed)
            continue;
        if (!branch->wire.broken && branch->wire.in >= 0 && ready)
            zm_watch_add(watch, branch->wire.in, POLLIN, serve_link, branch);
        if (zm_wire_busy(&branch->wire))
            zm_watch_add(watch, branch->wire.out, POLLOUT, serve_link_out, branch);
        if (branch->errors >= 0)
            zm_watch_add(watch, branch->errors, POLLIN, serve_errors, branch);
        zm_watch_until(watch, branch->deadline);
    }
}

/* ---- The end ---- */

/* What it has said, in one line: `out` has `size` bytes. */
static void put_words(char *out, size_t size, const char *words)
{
    size_t length = 0;
    bool divide = false;

    while (*words && length + 3 < size) {
        if ((unsigned char)*words <= ' ') {
            divide = divide || *words == '\n' || length;
        } else {
            if (divide && length)
                out[length++] = ' ';
            divide = false;
            out[length++] = *words;
        }
        words++;
    }
    out[length] = '\0';
}

/* Why a branch has ended. `out` has `size` bytes. */
static void explain(const struct zm_branch *branch, char *out, size_t size)
{
    const struct zm_away *away = &branch->all->command->away;
    const char *from = branch->all->from, *on = from ? " on " : "";
    char words[sizeof branch->words], launcher[300];
    int status = branch->pid ? -1 : branch->status;

    put_words(words, sizeof words, branch->words);
    const char *colon = *words ? ": " : "";
    snprintf(launcher, sizeof launcher, "%s%s%s", away->launcher.at[0], on, from ? from : "");
    if (branch->fault)
        snprintf(out, size, "%s", branch->fault);
    else if (branch->open)
        snprintf(out, size, "the connection to it is lost%s%s", colon, words);
    else if (status == -1 && !branch->wire.broken)
        snprintf(out, size,
                 "%s has not reached it within %g s, the time that ZEROMPI_TIMEOUT sets%s%s",
                 launcher, away->patience, colon, words);
    else if (WIFEXITED(status) && (WEXITSTATUS(status) == 127 || WEXITSTATUS(status) == 126))
        snprintf(out, size,
                 "cannot run %s there%s%s; ZEROMPI_PREFIX may name the folder where ZeroMPI is "
                 "on other hosts",
                 away->mpirun, colon, words);
    else
        snprintf(out, size, "%s cannot start mpirun there%s%s", launcher, colon, words);
}

/* Its last letters may have come and not been read: its owner was not ready for more, or this
 * mpirun had no time. An agent that still runs is not listened to for ever. */
static void read_rest(struct zm_branch *branch)
{
    take_frames(branch);
    for (int i = 0; i < LAST_READS && !branch->wire.broken && zm_wire_read(&branch->wire); i++)
        take_frames(branch);
}

static void give_up(struct zm_branch *branch)
{
    char reason[sizeof branch->words + 512];
    const struct zm_branch_owner *to = &branch->all->to;

    read_rest(branch);
    read_errors(branch);
    explain(branch, reason, sizeof reason);
    branch->closed = true;
    branch->deadline = INT64_MAX;
    zm_wire_fini(&branch->wire); /* an agent that is there, or comes late, ends then */
    if (branch->pid > 0)
        kill(branch->pid, SIGKILL);
    to->lost(to->owner, branch, reason);
}

void zm_branches_cancel(struct zm_branches *branches)
{
    for (size_t i = 0; i < branches->count; i++)
        if (!branches->at[i].open && !branches->at[i].closed)
            give_up(&branches->at[i]);
}

bool zm_branches_reap(struct zm_branches *branches, pid_t pid, int status)
{
    for (size_t i = 0; i < branches->count; i++)
        if (branches->at[i].pid == pid) {
            branches->at[i].pid = 0;
            branches->at[i].status = status;
            return true;
        }
    return false;
}

void zm_branches_act(struct zm_branches *branches, int64_t now)
{
    for (size_t i = 0; i < branches->count; i++) {
        struct zm_branch *branch = &branches->at[i];

        if (branch->closed)
            continue;
        /* Its last words are complete when both have ended. */
        if ((branch->wire.broken || !branch->pid) && branch->deadline > now + LINGER)
            branch->deadline = now + LINGER;
        if ((branch->wire.broken && !branch->pid) || now >= branch->deadline ||
            (!branch->pid && branch->wire.in < 0))
            give_up(branch);
    }
}

/* ---- Who is where ---- */

bool zm_branches_has(const struct zm_branches *branches, pid_t pid)
{
    for (size_t i = 0; i < branches->count; i++)
        if (branches->at[i].pid == pid)
            return true;
    return false;
}

bool zm_branches_open(const struct zm_branches *branches)
{
    for (size_t i = 0; i < branches->count; i++)
        if (!branches->at[i].closed)
            return true;
    return false;
}

bool zm_branches_awaited(const struct zm_branches *branches)
{
    for (size_t i = 0; i < branches->count; i++)
        if (!branches->at[i].open && !branches->at[i].closed)
            return true;
    return false;
}

void zm_branches_send(struct zm_branches *branches, const struct zm_letter *letter)
{
    for (size_t i = 0; i < branches->count; i++)
        if (!branches->at[i].closed)
            zm_wire_send(&branches->at[i].wire, letter);
}

struct zm_branch *zm_branches_to(struct zm_branches *branches, int rank)
{
    if (!branches->count || rank < 0 || rank >= branches->command->nranks ||
        branches->of_rank[rank] < 0)
        return NULL;
    return &branches->at[branches->of_rank[rank]];
}
