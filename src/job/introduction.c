/* SPDX-License-Identifier: BSL-1.0 */
/* How a rank that knows only where rank 0 may be found comes to know its parent in the tree. */
#include "job/introduction.h"

#include <errno.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/tree.h"
#include "job/address.h"
#include "job/internal.h"
#include "job/knock.h"
#include "job/roster.h"

#define FIRST_INTERVAL (100 * ZM_MILLISECOND) /* between JOINs; it grows */
#define LAST_INTERVAL ZM_SECOND
#define ANSWER_MILLISECONDS 2000          /* for an answer to be taken */
#define LATECOMERS (300 * ZM_MILLISECOND) /* for them to hear of a job that ends */
#define ASKING (3 * LAST_INTERVAL)        /* since a JOIN its rank has probably had no answer */
#define FAREWELL_MILLISECONDS 1000        /* for those who are told of the end */

void zm_introduction_begin(struct zm_introduction *introduction, struct zm_job *job)
{
    const struct zm_settings *settings = &job->settings;
    bool needed = settings->search != ZM_BY_ADDRESSES && !job->acquainted;
    *introduction = (struct zm_introduction){.job = job, .done = !needed || job->rank == 0};
    if (!needed || job->rank != 0)
        return;
    introduction->joined = calloc((size_t)job->size, sizeof *introduction->joined);
    if (!introduction->joined)
        zm_job_abort(job, MPI_ERR_NO_MEM, "MPI_Init: no memory to introduce the ranks");
}

void zm_introduction_end(struct zm_introduction *introduction)
{
    for (int i = 0; introduction->joined && i < introduction->job->size; i++)
        free(introduction->joined[i].entry);
    free(introduction->joined);
}

/* ---- The root ---- */

/* What a rank said makes no sense, which ends nothing: it may be none of this job. */
static void drop(struct zm_job *job, const struct zm_entry *entry, const char *why)
{
    char words[ZM_EXPLANATION_MAX];
    snprintf(words, sizeof words, "rank %u (process %d on %s) says that it listens at '%s': %.400s",
             entry->rank, entry->pid, entry->host, entry->endpoint, why);
    zm_job_stray(job, words);
}

static void answer(struct zm_introduction *introduction, int rank)
{
    struct zm_job *job = introduction->job;
    unsigned char payload[2 * ZM_ENTRY_MAX];
    size_t bytes = introduction->joined[rank].bytes;
    struct zm_tree tree = zm_tree(rank, job->size, 0);
    int parent = zm_tree_parent(&tree);
    memcpy(payload, introduction->joined[rank].entry, bytes);
    if (parent == 0)
        bytes += zm_roster_write(job, "", payload + bytes);
    else if (introduction->joined[parent].entry) {
        memcpy(payload + bytes, introduction->joined[parent].entry,
               introduction->joined[parent].bytes);
        bytes += introduction->joined[parent].bytes;
    }
    struct zm_header header = {
        .kind = ZM_INTRODUCE, .job = job->settings.job, .offset = introduction->joined[rank].place};
    char *endpoint = zm_address_resolve(job->settings.addresses[rank], job->report);
    if (!endpoint || zm_zmq_post(job->network, endpoint, &header, payload, bytes,
                                 ANSWER_MILLISECONDS, job->report) != MPI_SUCCESS) {
        struct zm_entry entry;
        zm_roster_read(&entry, introduction->joined[rank].entry, introduction->joined[rank].bytes);
        drop(job, &entry, job->report->why);
    }
    free(endpoint);
}

/* Tells who said JOIN that the job ends. */
static void dismiss(struct zm_job *job, const char *endpoint_told, const char *reason)
{
    char **addresses = job->settings.addresses;
    char *told = zm_address_localize(endpoint_told, addresses[0], addresses[0]);
    char *endpoint = told ? zm_address_resolve(told, job->report) : NULL;
    struct zm_header header = {
        .kind = ZM_ABORT, .tag = MPI_ERR_OTHER, .job = job->settings.job, .source = 0};
    if (endpoint)
        zm_zmq_post(job->network, endpoint, &header, reason, strlen(reason), FAREWELL_MILLISECONDS,
                    job->report);
    free(told);
    free(endpoint);
}

/* Ends the job because of a rank that is none of it, which is told as well; and so are those who
 * come only now. */
static noreturn void refuse(struct zm_introduction *introduction, const struct zm_entry *stranger,
                            const char *reason)
{
    struct zm_job *job = introduction->job;
    int64_t until = zm_now() + LATECOMERS;
    dismiss(job, stranger->endpoint, reason);
    while (zm_now() < until) {
        unsigned rings = zm_wake_rings(&job->wake);
        struct zm_frame *frame = zm_job_receive(job);
        struct zm_entry entry;
        if (!frame)
            zm_job_sleep(job, rings, until);
        else if (frame->header.kind == ZM_JOIN &&
                 zm_roster_read(&entry, frame->payload, frame->bytes))
            dismiss(job, entry.endpoint, reason);
        if (frame)
            zm_job_release(job, frame);
    }
    zm_job_abort(job, MPI_ERR_OTHER, reason);
}

/* Whether who says JOIN agrees with this rank about the job, and is the only one with its rank. */
static void examine(struct zm_introduction *introduction, const struct zm_header *join,
                    const struct zm_entry *entry)
{
    struct zm_job *job = introduction->job;
    char reason[ZM_EXPLANATION_MAX];
    if (join->tag != job->size || entry->rank >= (uint32_t)job->size || entry->rank == 0) {
        snprintf(reason, sizeof reason,
                 "the ranks disagree about the job: process %d on %s says that it is rank %u of "
                 "%d, and process %d on %s that it is rank 0 of %d",
                 entry->pid, entry->host, entry->rank, join->tag, (int)getpid(), job->report->host,
                 job->size);
        refuse(introduction, entry, reason);
    }
    const struct zm_peer *peer = &job->peers[entry->rank];
    if (introduction->joined[entry->rank].entry &&
        (peer->pid != entry->pid || strcmp(peer->host, entry->host) != 0)) {
        snprintf(reason, sizeof reason,
                 "rank %u is there twice: process %d on %s and process %d on %s both say that they "
                 "are that rank",
                 entry->rank, peer->pid, peer->host, entry->pid, entry->host);
        refuse(introduction, entry, reason);
    }
}

/* A rank comes for the first time. False: it does not say where it is. */
static bool note(struct zm_introduction *introduction, const struct zm_frame *join,
                 const struct zm_entry *entry, size_t bytes)
{
    struct zm_job *job = introduction->job;
    char **addresses = job->settings.addresses;
    int rank = (int)entry->rank;
    char *endpoint = zm_address_localize(entry->endpoint, addresses[0], addresses[0]);
    unsigned char *copy = malloc(bytes);
    if (!endpoint) {
        drop(job, entry, "expected tcp://, the number of a host, and a port");
        free(copy);
        return false;
    }
    free(endpoint);
    zm_roster_note(job, entry);
    if (!copy || !addresses[rank])
        zm_job_abort(job, MPI_ERR_NO_MEM, "MPI_Init: no memory to introduce the ranks");
    memcpy(copy, join->payload, bytes);
    introduction->joined[rank].entry = copy;
    introduction->joined[rank].bytes = bytes;
    introduction->joined[rank].place = join->header.offset;
    return true;
}

static void admit(struct zm_introduction *introduction, const struct zm_frame *frame)
{
    struct zm_job *job = introduction->job;
    struct zm_entry entry;
    size_t bytes = zm_roster_read(&entry, frame->payload, frame->bytes);
    if (!bytes || !introduction->joined) {
        zm_job_stray(job, "a frame that says JOIN, which is only for rank 0");
        return;
    }
    examine(introduction, &frame->header, &entry);
    int rank = (int)entry.rank;
    if (!introduction->joined[rank].entry) {
        if (!note(introduction, frame, &entry, bytes))
            return;
        struct zm_tree tree = zm_tree(rank, job->size, 0); /* those may have come before */
        for (int d = 1; zm_tree_has_child(&tree, d); d *= 2)
            if (introduction->joined[zm_tree_child(&tree, d)].entry)
                answer(introduction, zm_tree_child(&tree, d));
    }
    introduction->joined[rank].asked = zm_now();
    answer(introduction, rank);
}

/* Appends "3, 5-7" to `text`: the ranks that have not come. */
static int list_missing(const struct zm_introduction *introduction, char *text, size_t size)
{
    int count = 0;
    size_t length = 0;
    text[0] = '\0';
    for (int i = 1, last; i < introduction->job->size; i = last + 1) {
        last = i;
        if (introduction->joined[i].entry)
            continue;
        while (last + 1 < introduction->job->size && !introduction->joined[last + 1].entry)
            last++;
        if (length + 40 < size) {
            length += (size_t)sprintf(text + length, count ? ", %d" : "%d", i);
            if (last > i)
                length += (size_t)sprintf(text + length, "-%d", last);
        } else if (text[length - 1] != '.')
            length += (size_t)sprintf(text + length, ", ...");
        count += last - i + 1;
    }
    return count;
}

/* Ends the job if `rank`, which came, cannot be reached where it listens. */
static void check_answer(struct zm_job *job, int rank)
{
    struct zm_knock knock = {.fd = -1};
    const char *address = job->settings.addresses[rank];
    char name[ZM_PEER_NAME_MAX], reason[ZM_EXPLANATION_MAX];
    char *endpoint = zm_address_resolve(address, job->report);
    enum zm_answer found = endpoint ? zm_knock_wait(&knock, endpoint) : ZM_SILENT;
    if (found == ZM_ABSENT || found == ZM_SILENT) {
        snprintf(reason, sizeof reason,
                 "MPI_Init: %s came, but cannot be reached at %.200s, where it says that it "
                 "listens: %.300s: %s",
                 zm_job_name(job, rank, name), address,
                 endpoint ? strerror(knock.error) : job->report->why,
                 found == ZM_ABSENT ? "has it ended, or is there a firewall in between?"
                                    : "is there a way to it, and no firewall in between?");
        zm_job_abort(job, MPI_ERR_OTHER, reason);
    }
    free(endpoint);
}

/* Looks, but not for long, after ranks that still asked of late, though they had been answered. */
static void check_answers(const struct zm_introduction *introduction)
{
    int64_t now = zm_now();
    for (int i = 1; i < introduction->job->size && zm_now() - now < ZM_SECOND; i++)
        if (now - introduction->joined[i].asked < ASKING)
            check_answer(introduction->job, i);
}

void zm_introduction_check(const struct zm_introduction *introduction)
{
    const struct zm_settings *settings = &introduction->job->settings;
    char list[200], reason[ZM_EXPLANATION_MAX];
    if (!introduction->joined)
        return;
    int count = list_missing(introduction, list, sizeof list);
    if (count == 0) {
        check_answers(introduction);
        return;
    }
    snprintf(
        reason, sizeof reason,
        "MPI_Init: rank%s %s did not come within %g s (ZEROMPI_TIMEOUT): expected all %d ranks "
        "to be started, each with the same %s",
        count == 1 ? "" : "s", list, settings->timeout, settings->size, settings->origin);
    zm_job_abort(introduction->job, MPI_ERR_OTHER, reason);
}

/* ---- The others ---- */

int64_t zm_introduction_ask(struct zm_introduction *introduction)
{
    struct zm_job *job = introduction->job;
    struct zm_settings *settings = &job->settings;
    int place = introduction->asked % settings->root_count;
    int rounds = introduction->asked++ / settings->root_count;
    int64_t interval = rounds < 4 ? FIRST_INTERVAL << rounds : LAST_INTERVAL;
    unsigned char entry[ZM_ENTRY_MAX];
    char *own = zm_listen_name(job, settings->roots[place]);
    char *told = own ? zm_address_public(own) : NULL;
    if (told) { /* or this place is not to be reached */
        struct zm_header join = {.kind = ZM_JOIN,
                                 .job = settings->job,
                                 .source = (uint32_t)job->rank,
                                 .tag = job->size,
                                 .offset = (uint64_t)place};
        size_t bytes = zm_roster_write(job, told, entry);
        if (zm_zmq_post(job->network, settings->roots[place], &join, entry, bytes,
                        (int)(2 * interval / ZM_MILLISECOND), job->report) != MPI_SUCCESS)
            zm_job_abort(job, MPI_ERR_OTHER, job->report->why);
    }
    free(own);
    free(told);
    return zm_now() + interval;
}

static void be_introduced(struct zm_introduction *introduction, const struct zm_frame *frame)
{
    struct zm_job *job = introduction->job;
    struct zm_settings *settings = &job->settings;
    struct zm_entry self, parent;
    size_t bytes = zm_roster_read(&self, frame->payload, frame->bytes);
    if (!bytes || self.rank != (uint32_t)job->rank || job->rank == 0 ||
        frame->header.offset >= (uint64_t)settings->root_count) {
        zm_job_stray(job, "an introduction that is not for this rank");
        return;
    }
    introduction->admitted = true;
    if (!settings->addresses[0])
        settings->addresses[0] = strdup(settings->roots[frame->header.offset]);
    if (!settings->addresses[job->rank])
        settings->addresses[job->rank] = zm_listen_name(job, settings->roots[frame->header.offset]);
    bytes = zm_roster_read(&parent, (const unsigned char *)frame->payload + bytes,
                           frame->bytes - bytes);
    if (!bytes)
        return; /* it has yet to come */
    zm_roster_note(job, &parent);
    introduction->done = settings->addresses[0] && settings->addresses[job->rank] &&
                         parent.rank < (uint32_t)job->size && settings->addresses[parent.rank];
}

void zm_introduction_handle(struct zm_introduction *introduction, const struct zm_frame *frame)
{
    if (frame->header.kind == ZM_JOIN)
        admit(introduction, frame);
    else if (!introduction->done)
        be_introduced(introduction, frame);
}

/* ---- What is wrong? ---- */

noreturn void zm_introduction_fail(const struct zm_introduction *introduction)
{
    struct zm_job *job = introduction->job;
    const struct zm_settings *settings = &job->settings;
    char reason[ZM_EXPLANATION_MAX];
    if (introduction->admitted) {
        struct zm_tree tree = zm_tree(job->rank, job->size, 0);
        snprintf(reason, sizeof reason,
                 "MPI_Init: rank %d did not come within %g s (ZEROMPI_TIMEOUT): expected all %d "
                 "ranks to be started, each with the same %s",
                 zm_tree_parent(&tree), settings->timeout, settings->size, settings->origin);
        zm_job_abort(job, MPI_ERR_OTHER, reason);
    }
    char why[400];
    struct zm_knock knock = {.fd = -1};
    enum zm_answer found = zm_knock_wait(&knock, settings->roots[0]);
    if (found == ZM_ABSENT || found == ZM_SILENT)
        snprintf(why, sizeof why, "cannot connect to it: %s%s", strerror(knock.error),
                 found == ZM_ABSENT ? ", so nobody listens there: is rank 0 started, and there?"
                                    : ": is there a way to it, and no firewall in between?");
    else
        snprintf(why, sizeof why,
                 "who listens there is not rank 0 of this job, or cannot reach this rank");
    snprintf(reason, sizeof reason,
             "MPI_Init: rank 0 at %s (%s) did not answer within %g s (ZEROMPI_TIMEOUT): %s",
             settings->roots[0], settings->origin, settings->timeout, why);
    zm_job_abort(job, MPI_ERR_OTHER, reason);
}
