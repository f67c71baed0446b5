/* SPDX-License-Identifier: BSL-1.0 */
/* The rendezvous in MPI_Init, along the binomial tree rooted at rank 0: each rank says HELLO to its
 * parent at once, and READY when all of its own children have said that, with the roster of its
 * subtree. The root then sends WELCOME down the tree, with the whole roster and a random number
 * that marks the frames of this job from then on.
 *
 * Each link is tried until its listener is there, so ranks may start in any order. What is sent may
 * be lost with its connection, or because the parent is still leaving an earlier job at the same
 * addresses: so HELLO, and what came after it, is repeated until there is an answer. WELCOME is the
 * first frame with the job's number, and so reliable like all that follow. */
#include <errno.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/tree.h"
#include "job/address.h"
#include "job/internal.h"
#include "job/introduction.h"
#include "job/knock.h"
#include "job/roster.h"

#define INTERVAL \
    (100 * ZM_MILLISECOND) /* before what was said is repeated; twice as long each time */
#define INTERVAL_MAX (2 * ZM_SECOND)
#define FAREWELL 1000   /* milliseconds for a stranger to hear of the end */
#define GRACE ZM_SECOND /* for those who know better what is missing to say it first */

#define GREETINGS 5           /* by somebody who cut connections before and after each */
#define DOUBT (2 * ZM_SECOND) /* that somebody with another secret is a rank that is awaited */

enum stage { ABSENT, HELLO, READY };

struct rendezvous {
    struct zm_job *job;
    struct zm_tree tree;
    enum stage children[32]; /* by the logarithm of their distance */
    struct zm_introduction introduction;
    int64_t next, interval; /* when to say again what may be lost, and how long after it was said */
    struct zm_frame *welcome; /* NULL: it has not come */
    bool hello, ready;        /* were sent */
    struct zm_knock knock;    /* at the door that this rank is turned away from */
    int greeted;              /* so many times in a row somebody was there */
    char repelled[64];        /* the host that somebody with another secret came from */
    int64_t doubted;          /* since when that may be the host of a rank that is awaited; or 0 */
    unsigned char *roster;    /* encoded entries of this rank's subtree */
    size_t bytes, room;
};

/* ---- The roster ---- */

static void append_roster(struct rendezvous *meeting, const void *entries, size_t bytes)
{
    if (meeting->bytes + bytes > meeting->room) {
        meeting->room = 2 * (meeting->bytes + bytes);
        unsigned char *larger = realloc(meeting->roster, meeting->room);
        if (!larger)
            zm_job_abort(meeting->job, MPI_ERR_NO_MEM, "MPI_Init: no memory for the roster");
        meeting->roster = larger;
    }
    memcpy(meeting->roster + meeting->bytes, entries, bytes);
    meeting->bytes += bytes;
}

static void append_self(struct rendezvous *meeting)
{
    struct zm_job *job = meeting->job;
    unsigned char entry[ZM_ENTRY_MAX];
    bool told = job->settings.search == ZM_BY_ADDRESSES || job->rank == 0;
    char *own = told ? strdup("") : zm_address_public(job->settings.addresses[job->rank]);
    if (!own)
        zm_job_abort(job, MPI_ERR_NO_MEM, "MPI_Init: no memory for the roster");
    append_roster(meeting, entry, zm_roster_write(job, own, entry));
    free(own);
}

/* Notes what the entries in `roster` say of their ranks. What is malformed is left out. */
static void read_roster(struct zm_job *job, const unsigned char *roster, size_t bytes)
{
    struct zm_entry entry;
    for (size_t n; (n = zm_roster_read(&entry, roster, bytes)); roster += n, bytes -= n)
        zm_roster_note(job, &entry);
}

/* ---- Frames ---- */

static void send_to(struct rendezvous *meeting, int rank, struct zm_header header,
                    const void *payload, size_t bytes)
{
    struct zm_job *job = meeting->job;
    char reason[ZM_EXPLANATION_MAX];
    if (bytes > ZM_PAYLOAD_MAX) {
        snprintf(reason, sizeof reason,
                 "MPI_Init: %d ranks are too many: what they say of themselves has %zu bytes and "
                 "more, expected at most %zu",
                 job->size, bytes, ZM_PAYLOAD_MAX);
        zm_job_abort(job, MPI_ERR_OTHER, reason);
    }
    if (zm_job_send(job, rank, &header, payload, bytes, NULL) == MPI_SUCCESS)
        return;
    const char *address = job->settings.addresses[rank]; /* NULL: it has not told any that is one */
    snprintf(reason, sizeof reason, "%.80s: rank %d at %.200s: %.600s", job->settings.origin, rank,
             address ? address : "?", job->report->why);
    zm_job_abort(job, MPI_ERR_OTHER, reason);
}

static void say_hello(struct rendezvous *meeting)
{
    struct zm_job *job = meeting->job;
    char *address = zm_address_public(job->settings.addresses[job->rank]);
    struct zm_header header = {
        .kind = ZM_HELLO, .tag = job->size, .context = zm_settings_digest(&job->settings)};
    if (!address)
        zm_job_abort(job, MPI_ERR_NO_MEM, "MPI_Init: no memory for an address");
    send_to(meeting, zm_tree_parent(&meeting->tree), header, address, strlen(address));
    free(address);
    meeting->hello = true;
}

static void say_ready(struct rendezvous *meeting)
{
    send_to(meeting, zm_tree_parent(&meeting->tree), (struct zm_header){.kind = ZM_READY},
            meeting->roster, meeting->bytes);
    meeting->ready = true;
}

/* Ends a job whose ranks disagree. The stranger may not be among the addresses that we know, so it
 * is told at the address that it gave. */
static noreturn void disagree(struct rendezvous *meeting, const struct zm_frame *frame)
{
    struct zm_job *job = meeting->job;
    const struct zm_header *hello = &frame->header;
    char address[256], reason[ZM_EXPLANATION_MAX];
    snprintf(address, sizeof address, "%.*s", (int)frame->bytes, (const char *)frame->payload);
    if (hello->tag != job->size)
        snprintf(reason, sizeof reason,
                 "the ranks disagree about the job: rank %u at %s has NRANKS=%d, this rank has "
                 "%sNRANKS=%d",
                 hello->source, address, hello->tag, job->settings.prefix, job->size);
    else
        snprintf(reason, sizeof reason,
                 "the ranks disagree about the job: rank %u at %s has another list of addresses "
                 "than this rank has in %sADDRESSES",
                 hello->source, address, job->settings.prefix);
    char *endpoint = zm_address_resolve(address, job->report);
    struct zm_header abort = {
        .kind = ZM_ABORT, .tag = MPI_ERR_OTHER, .job = job->number, .source = (uint32_t)job->rank};
    if (endpoint)
        zm_zmq_post(job->network, endpoint, &abort, reason, strlen(reason), FAREWELL, job->report);
    free(endpoint);
    zm_job_abort(job, MPI_ERR_OTHER, reason);
}

/* Index of the child `rank`; -1 if it is none of this rank's. */
static int child_index(const struct rendezvous *meeting, uint32_t rank)
{
    for (int d = 1, i = 0; zm_tree_has_child(&meeting->tree, d); d *= 2, i++)
        if (zm_tree_child(&meeting->tree, d) == (int)rank)
            return i;
    return -1;
}

/* A child that was introduced says where it is. */
static void note_address(struct zm_job *job, const struct zm_frame *hello)
{
    char **addresses = job->settings.addresses, **own = &addresses[hello->header.source];
    char *told = *own ? NULL : strndup(hello->payload, hello->bytes);
    if (told)
        *own = zm_address_localize(told, addresses[0], addresses[job->rank]);
    free(told);
}

/* Returns whether the frame is kept. */
static bool handle(struct rendezvous *meeting, struct zm_frame *frame)
{
    struct zm_job *job = meeting->job;
    const struct zm_header *header = &frame->header;
    int child = child_index(meeting, header->source);
    switch (header->kind) {
    case ZM_ABORT:
        zm_job_obey(job, frame);
    case ZM_JOIN:
    case ZM_INTRODUCE:
        zm_introduction_handle(&meeting->introduction, frame);
        break;
    case ZM_HELLO:
        if (header->tag != job->size || header->context != zm_settings_digest(&job->settings) ||
            child < 0)
            disagree(meeting, frame);
        if (meeting->children[child] == ABSENT) {
            meeting->children[child] = HELLO;
            note_address(job, frame);
        }
        break;
    case ZM_READY:
        if (child >= 0 && meeting->children[child] == HELLO) {
            meeting->children[child] = READY;
            append_roster(meeting, frame->payload, frame->bytes);
        }
        break;
    case ZM_WELCOME:
        if (meeting->welcome || zm_tree_is_root(&meeting->tree) ||
            zm_tree_parent(&meeting->tree) != (int)header->source)
            break;
        meeting->welcome = frame;
        return true;
    default:
        zm_job_stray(job, "a frame of another job");
    }
    return false;
}

/* ---- Waiting ---- */

/* The first child that has not come so far; its rank, or -1 if all have. */
static int missing_child(const struct rendezvous *meeting, enum stage stage)
{
    for (int d = 1, i = 0; zm_tree_has_child(&meeting->tree, d); d *= 2, i++)
        if (meeting->children[i] < stage)
            return zm_tree_child(&meeting->tree, d);
    return -1;
}

static bool all_hello(const struct rendezvous *meeting)
{
    return missing_child(meeting, HELLO) < 0;
}

static bool all_ready(const struct rendezvous *meeting)
{
    return missing_child(meeting, READY) < 0;
}

static bool welcomed(const struct rendezvous *meeting)
{
    return meeting->welcome != NULL;
}

static bool introduced(const struct rendezvous *meeting)
{
    return meeting->introduction.done;
}

/* Says again what may have been lost; returns when to do that next. */
static int64_t repeat(struct rendezvous *meeting)
{
    if (!introduced(meeting))
        return zm_introduction_ask(&meeting->introduction);
    if (meeting->hello)
        say_hello(meeting);
    if (meeting->ready)
        say_ready(meeting);
    if (meeting->interval < INTERVAL_MAX)
        meeting->interval *= 2;
    return zm_now() + meeting->interval;
}

static noreturn void turned_away(struct rendezvous *meeting)
{
    struct zm_job *job = meeting->job;
    const struct zm_settings *settings = &job->settings;
    int rank = introduced(meeting) ? zm_tree_parent(&meeting->tree) : 0;
    const char *address = settings->addresses[rank];
    char reason[ZM_EXPLANATION_MAX];
    if (!address && settings->root_count)
        address = settings->roots[0];
    snprintf(reason, sizeof reason,
             "MPI_Init: rank %d at %.200s turns this rank away: %s: expected all ranks to have the "
             "same secret (ZEROMPI_SECRET_FILE), or none",
             rank, address ? address : "?", job->why_away);
    zm_job_abort(job, MPI_ERR_OTHER, reason);
}

/* Whether another secret keeps this rank out. It may only have looked for rank 0 in the wrong
 * place; and who cuts connections may be a proxy that has nobody behind it for now: so whoever is
 * there has to greet each time that a few have been cut. */
static bool is_turned_away(struct rendezvous *meeting)
{
    struct zm_job *job = meeting->job;
    const struct zm_settings *settings = &job->settings;
    bool known = introduced(meeting);
    if (job->turned_away < ZM_PATIENCE || zm_tree_is_root(&meeting->tree) ||
        (!known && settings->root_count != 1))
        return false;
    if (job->turned_away >= ZM_TURNED_AWAY_FOR_GOOD)
        return true;
    const char *there =
        known ? job->peers[zm_tree_parent(&meeting->tree)].endpoint : settings->roots[0];
    enum zm_answer answer = there ? zm_knock(&meeting->knock, there) : ZM_ABSENT;
    if (answer == ZM_NO_ANSWER)
        return false;
    meeting->greeted = answer == ZM_PRESENT ? meeting->greeted + 1 : 0;
    if (meeting->greeted >= GREETINGS)
        return true;
    job->turned_away = 0;
    return false;
}

/* Whether somebody with another secret is likely to be a rank that is awaited, which then will not
 * come: it was turned away for a while, and comes from the same host. */
static bool is_repelled(struct rendezvous *meeting)
{
    struct zm_job *job = meeting->job;
    const char *host = zm_zmq_repelled(job->network);
    int child = missing_child(meeting, HELLO);
    if (strcmp(host, meeting->repelled) != 0) {
        const char *address = child >= 0 ? job->settings.addresses[child] : NULL;
        snprintf(meeting->repelled, sizeof meeting->repelled, "%s", host);
        if (address && zm_address_is_at(address, host, job->report) && !meeting->doubted)
            meeting->doubted = zm_now();
    }
    if (child < 0)
        meeting->doubted = 0;
    return meeting->doubted && zm_now() - meeting->doubted >= DOUBT;
}

static noreturn void repelled(struct rendezvous *meeting)
{
    struct zm_job *job = meeting->job;
    int child = missing_child(meeting, HELLO);
    char reason[ZM_EXPLANATION_MAX];
    snprintf(
        reason, sizeof reason,
        "MPI_Init: rank %d at %.200s did not come, but somebody at its host has another secret "
        "than this rank, or none: expected all ranks to have the same (ZEROMPI_SECRET_FILE)",
        child, job->settings.addresses[child]);
    zm_job_abort(job, MPI_ERR_OTHER, reason);
}

/* Receives until `done` or `deadline`; returns whether it is done. */
static bool wait_until(struct rendezvous *meeting, bool (*done)(const struct rendezvous *),
                       int64_t deadline)
{
    struct zm_job *job = meeting->job;
    unsigned losses = job->losses;
    meeting->interval = INTERVAL;
    meeting->next = introduced(meeting) ? zm_now() + INTERVAL : 0;
    while (!done(meeting)) {
        unsigned rings = zm_wake_rings(&job->wake);
        struct zm_frame *frame = zm_job_receive(job);
        if (frame) {
            if (!handle(meeting, frame))
                zm_job_release(job, frame);
        } else if (is_turned_away(meeting))
            turned_away(meeting);
        else if (is_repelled(meeting))
            repelled(meeting);
        else if (losses != job->losses)
            zm_job_abort(job, MPI_ERR_OTHER, "MPI_Init: another rank has ended during MPI_Init");
        else if (zm_now() >= deadline)
            return false;
        else if (zm_now() >= meeting->next)
            meeting->next = repeat(meeting);
        else if (!zm_job_check(job) && losses == job->losses)
            zm_job_sleep(job, rings, deadline < meeting->next ? deadline : meeting->next);
    }
    return true;
}

static noreturn void nobody_came(struct rendezvous *meeting, int rank, const char *what)
{
    const struct zm_settings *settings = &meeting->job->settings;
    const char *address = settings->addresses[rank];
    bool launched = settings->control >= 0; /* so all ranks were started, and rightly */
    char reason[ZM_EXPLANATION_MAX];
    snprintf(reason, sizeof reason,
             "MPI_Init: rank %d%s%.200s %s within %g s (ZEROMPI_TIMEOUT): expected all %d ranks to "
             "%s%s",
             rank, address ? " at " : "", address ? address : "", what, settings->timeout,
             settings->size, launched ? "call it" : "be started, each with the same ",
             launched ? "" : settings->origin);
    zm_job_abort(meeting->job, MPI_ERR_OTHER, reason);
}

static uint64_t random_number(void)
{
    uint64_t number;
    if (getrandom(&number, sizeof number, 0) != sizeof number)
        number = (uint64_t)zm_now() * (uint64_t)getpid();
    return number | 1; /* 0 is the number of a job that has none yet */
}

/* Takes the roster from the WELCOME; returns the job's number. The frame is the first of those with
 * it, which are received when all is done. */
static uint64_t take_welcome(struct rendezvous *meeting)
{
    struct zm_frame *welcome = meeting->welcome;
    meeting->bytes = 0;
    append_roster(meeting, welcome->payload, welcome->bytes);
    zm_list_append(meeting->job->early.next, &welcome->link); /* before all others */
    return welcome->header.job;
}

/* Finds the parent, where it is not known from the beginning. */
static void be_introduced(struct rendezvous *meeting, int64_t later)
{
    bool done = wait_until(meeting, introduced, meeting->job->deadline);
    if (!done && meeting->introduction.admitted)
        done = wait_until(meeting, introduced, later);
    if (!done)
        zm_introduction_fail(&meeting->introduction);
}

/* Waits for all ranks below this one. Rank 0 knows best who is missing, if it introduces them. */
static void gather(struct rendezvous *meeting, int64_t later)
{
    struct zm_job *job = meeting->job;
    bool first = job->settings.search == ZM_BY_ADDRESSES || zm_tree_is_root(&meeting->tree);
    bool here = wait_until(meeting, all_hello, first ? job->deadline : later);
    if (!here || !wait_until(meeting, all_ready, job->deadline))
        zm_introduction_check(&meeting->introduction);
    if (!here)
        nobody_came(meeting, missing_child(meeting, HELLO), "did not come");
    if (!wait_until(meeting, all_ready, later))
        nobody_came(meeting, missing_child(meeting, READY), "came, but not all ranks below it did");
}

void zm_rendezvous(struct zm_job *job)
{
    struct rendezvous meeting = {
        .job = job, .tree = zm_tree(job->rank, job->size, 0), .knock = {.fd = -1}};
    const struct zm_tree *tree = &meeting.tree;
    int64_t later = job->deadline == ZM_NEVER ? ZM_NEVER : job->deadline + GRACE;
    zm_introduction_begin(&meeting.introduction, job);
    be_introduced(&meeting, later);
    append_self(&meeting);
    if (!zm_tree_is_root(tree))
        say_hello(&meeting);
    gather(&meeting, later);

    uint64_t number = random_number();
    if (!zm_tree_is_root(tree)) {
        say_ready(&meeting);
        if (later != ZM_NEVER) /* the nearer to a root that is missing, the sooner */
            later += __builtin_popcount((unsigned)tree->v) * GRACE / 4;
        if (!wait_until(&meeting, welcomed, later))
            nobody_came(&meeting, zm_tree_parent(tree), "did not answer");
        number = take_welcome(&meeting);
    }
    /* The children know the job by the number that it had so far. */
    struct zm_header welcome = {.kind = ZM_WELCOME, .receiver = job->number};
    job->number = number;
    read_roster(job, meeting.roster, meeting.bytes); /* it says where the children are */
    zm_zmq_begin(job->network, job->rank, number);
    for (int d = tree->top; d >= 1; d /= 2)
        send_to(&meeting, zm_tree_child(tree, d), welcome, meeting.roster, meeting.bytes);
    free(meeting.roster);
    zm_introduction_end(&meeting.introduction);
    zm_knock_end(&meeting.knock);
}
