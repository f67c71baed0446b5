/* SPDX-License-Identifier: BSL-1.0 */
/* Agents: see agent.h. */
#include "agent.h"

#include "branch.h"
#include "clock.h"
#include "descendants.h"
#include "environment.h"
#include "guard.h"
#include "message.h"
#include "options.h"
#include "plan.h"
#include "post.h"
#include "signals.h"
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* Milliseconds between two looks at what was killed and is not dead, and until it is left alone. */
enum { AGAIN = 20, GIVE_UP = 1000 };

/* Milliseconds between two signs of life: so a principal whose host is gone is missed at last,
 * however quiet the ranks are, for then what was sent is not acknowledged. */
enum { PULSE = 15000 };

struct agent {
    struct zm_command command;
    char job[17];
    struct zm_signals signals;
    struct zm_guard guard;
    struct zm_wire up; /* to the principal */
    struct zm_branches branches;
    struct zm_posts posts; /* the ranks here */
    bool childless;
    int64_t pulse_at; /* the next sign of life */
    int64_t quit_at;  /* set when the principal is gone */
};

/* ---- To all ---- */

static bool spare(const void *owner, pid_t child)
{
    const struct agent *agent = owner;

    return child == agent->guard.pid || zm_branches_has(&agent->branches, child);
}

static void signal_all(struct agent *agent, int signal)
{
    if (zm_descendants_signal(signal, spare, agent) != 0)
        zm_posts_signal(&agent->posts, signal);
}

/* The principal is gone: nothing shall be left. */
static void abandon(struct agent *agent)
{
    if (agent->quit_at == INT64_MAX)
        agent->quit_at = zm_milliseconds() + GIVE_UP;
    agent->up.held = true; /* that the ranks end is no news any more, but our doing */
    zm_branches_end(&agent->branches);
    signal_all(agent, SIGKILL);
}

/* ---- What comes from the principal ---- */

/* Letters for ranks behind other agents are handed on, as are those for all. */
static void obey(struct agent *agent, const struct zm_letter *letter)
{
    struct zm_branch *branch = zm_branches_to(&agent->branches, letter->rank);
    bool valid = letter->number > 0 && letter->number < NSIG;

    switch (letter->kind) {
    case ZM_SIGNAL:
    case ZM_SIGNAL_ALL:
        zm_branches_send(&agent->branches, letter);
        if (valid && letter->kind == ZM_SIGNAL)
            zm_posts_signal(&agent->posts, letter->number);
        else if (valid)
            signal_all(agent, letter->number);
        break;
    case ZM_TELL:
    case ZM_INPUT:
    case ZM_TAKEN:
    case ZM_CLOSE:
        if (branch)
            zm_wire_send(&branch->wire, letter);
        else
            zm_posts_obey(&agent->posts, letter);
        break;
    default:
        agent->up.broken = true;
    }
}

static void obey_all(struct agent *agent)
{
    struct zm_letter letter;

    while (zm_wire_next(&agent->up, &letter))
        obey(agent, &letter);
}

static void serve_up(void *owner, void *subject)
{
    struct agent *agent = owner;

    (void)subject;
    zm_wire_read(&agent->up);
    obey_all(agent);
}

static void serve_up_out(void *owner, void *subject)
{
    struct agent *agent = owner;

    (void)subject;
    zm_wire_write(&agent->up);
}

/* ---- What comes from other agents ---- */

static bool hand_on(void *owner, const struct zm_branch *branch, const struct zm_letter *letter)
{
    struct agent *agent = owner;

    (void)branch;
    zm_wire_send(&agent->up, letter);
    return true;
}

/* The principal knows whether anything was still to come from there. */
static void report_lost(void *owner, const struct zm_branch *branch, const char *reason)
{
    struct agent *agent = owner;

    for (size_t i = 0; i < branch->count; i++) {
        struct zm_letter letter = {.kind = ZM_HOST_LOST, .rank = branch->hosts[i]->ranks[0]};

        letter.data = reason;
        letter.length = i ? 0 : strlen(reason);
        zm_wire_send(&agent->up, &letter);
    }
}

static bool may_read(void *owner)
{
    const struct agent *agent = owner;

    return !zm_wire_full(&agent->up);
}

/* ---- The life of an agent ---- */

static void serve_signals(void *owner, void *subject)
{
    struct agent *agent = owner;
    int signal;

    (void)subject;
    while ((signal = zm_signals_next(&agent->signals)))
        if (zm_signal_ends(signal)) /* somebody on this host wants an end */
            agent->up.broken = true;
}

/* Wait for something to happen, and take in what has. */
static void wait_for_events(struct agent *agent, struct zm_watch *watch)
{
    zm_watch_clear(watch);
    zm_watch_add(watch, agent->signals.fd, POLLIN, serve_signals, NULL);
    if (!agent->up.broken) {
        zm_watch_add(watch, agent->up.in, POLLIN, serve_up, NULL);
        if (zm_wire_busy(&agent->up))
            zm_watch_add(watch, agent->up.out, POLLOUT, serve_up_out, NULL);
    } else {
        zm_watch_until(watch, zm_milliseconds() + AGAIN);
    }
    zm_watch_until(watch, agent->pulse_at);
    zm_posts_watch(&agent->posts, watch);
    zm_branches_watch(&agent->branches, watch);
    zm_watch_wait(watch);
}

/* Look after all children that have ended. */
static void reap(struct agent *agent)
{
    pid_t pid;
    int status;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        if (!zm_branches_reap(&agent->branches, pid, status) &&
            zm_posts_reap(&agent->posts, pid, status))
            zm_guard_remove(&agent->guard, pid);
    agent->childless = pid < 0;
    if (agent->posts.running || agent->guard.pid < 0)
        return;
    zm_guard_dismiss(&agent->guard); /* so that it does not count as left behind */
    reap(agent);
}

static void show_life(struct agent *agent)
{
    if (zm_milliseconds() < agent->pulse_at)
        return;
    zm_wire_send(&agent->up, &(struct zm_letter){.kind = ZM_ALIVE});
    agent->pulse_at = zm_milliseconds() + PULSE;
}

static bool is_over(const struct agent *agent)
{
    if (agent->up.broken)
        return agent->childless || zm_milliseconds() >= agent->quit_at;
    return !agent->posts.running && agent->childless && zm_posts_done(&agent->posts) &&
           !zm_branches_open(&agent->branches) && !zm_wire_busy(&agent->up);
}

static void live(struct agent *agent)
{
    struct zm_watch watch;

    zm_watch_init(&watch, 8 * agent->posts.count + 3 * agent->branches.count + 8, agent);
    obey_all(agent); /* what has come with the plan */
    reap(agent);     /* there may be nothing to wait for */
    while (!is_over(agent)) {
        wait_for_events(agent, &watch);
        reap(agent);
        zm_branches_act(&agent->branches, zm_milliseconds());
        show_life(agent);
        if (agent->up.broken)
            abandon(agent);
    }
    zm_watch_fini(&watch);
}

/* ---- Its beginning ---- */

/* Say that we are there, and wait for the plan. Returns 0, or -1 if none comes. */
static int get_plan(struct agent *agent)
{
    static const char hello[] = ZM_AGENT_HELLO ZEROMPI_VERSION "\n";
    struct zm_letter letter;
    bool have = false;

    zm_wire_send_bytes(&agent->up, hello, sizeof hello - 1);
    zm_wire_write(&agent->up);
    while (!agent->up.broken && !(have = zm_wire_next(&agent->up, &letter))) {
        struct pollfd fds[] = {{.fd = agent->up.in, .events = POLLIN},
                               {.fd = agent->signals.fd, .events = POLLIN}};

        poll(fds, 2, -1);
        zm_wire_read(&agent->up);
        serve_signals(agent, NULL);
    }
    if (!have || letter.kind != ZM_PLAN)
        return -1;

    struct zm_packet packet = {.data = (char *)letter.data, .length = letter.length};
    int result = zm_plan_read(&packet, &agent->command, agent->job);
    agent->up.limit = ZM_LETTER_MAX;
    return result;
}

/* Start what the plan says: the other agents first, for that takes longer. */
static void start(struct agent *agent)
{
    const struct zm_hosts *hosts = &agent->command.hosts;
    const struct zm_host **others = zm_allocate(hosts->count * sizeof *others);
    struct zm_branch_owner to = {hand_on, report_lost, may_read, agent};
    char reason[256] = "";
    int status = 0;

    for (size_t i = 1; i < hosts->count; i++)
        others[i - 1] = &hosts->at[i];
    zm_environment_arrive(&agent->command.away.environment);
    if (chdir(agent->command.away.directory) != 0) {
        snprintf(reason, sizeof reason, "cannot work in %s: %s", agent->command.away.directory,
                 strerror(errno));
        status = 1;
    }
    zm_branches_start(&agent->branches, &agent->command, agent->job, others, hosts->count - 1,
                      &agent->signals, &to);
    agent->branches.from = hosts->at[0].name;
    free(others);
    zm_guard_start(&agent->guard, &(struct zm_folder){0}, hosts->at[0].nranks);
    zm_descendants_adopt();
    zm_posts_start(&agent->posts, &agent->command, agent->job, &agent->signals, &agent->up,
                   &agent->guard, status, reason);
}

/* The connection gets other descriptors than those that programs write to. */
static void open_link(struct agent *agent)
{
    int in = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3),
        out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    struct termios mode;

    /* Some launchers make it a terminal, so that nothing waits for the end of a line. */
    if (tcgetattr(out, &mode) == 0) {
        cfmakeraw(&mode);
        tcsetattr(out, TCSANOW, &mode);
    }

    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    close(nothing);
    zm_wire_init(&agent->up, in, out, ZM_PLAN_MAX);
}

int zm_agent_run(void)
{
    struct agent *agent = zm_allocate(sizeof *agent);
    int status = 1;

    agent->quit_at = INT64_MAX;
    agent->guard = (struct zm_guard){.pid = -1, .pipe = -1};
    open_link(agent);
    if (zm_signals_open(&agent->signals) == 0) {
        status = get_plan(agent);
        if (status == 0) {
            start(agent);
            live(agent);
            zm_guard_dismiss(&agent->guard);
            zm_posts_end(&agent->posts);
            zm_branches_end(&agent->branches);
        } else {
            status = 1;
            zm_complain("this is an agent of another mpirun, which has sent no plan");
        }
        zm_options_free(&agent->command);
    }
    zm_wire_fini(&agent->up);
    free(agent);
    return status;
}
