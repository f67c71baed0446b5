/* SPDX-License-Identifier: BSL-1.0 */
/* Whether the ranks of a communicator agree about the collective calls that they make. */
#include "p2p/agreement.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "p2p/signature.h"

/* Of a tag, for how many calls of a kind there were; the bits above tell the kind. */
#define COUNT_BITS 23

static int make_tag(uint8_t collective, uint32_t count)
{
    return (int)((uint32_t)collective << COUNT_BITS | (count & ((1u << COUNT_BITS) - 1)));
}

/* Whether the call with the number `number` is one of the last that were begun. */
static bool is_remembered(const struct zm_history *history, uint32_t number)
{
    uint32_t ago = history->begun - number; /* 1: it was the last one */
    return ago >= 1 && ago <= ZM_HISTORY;
}

static void send_about(struct zm_engine *engine, const struct zm_mailbox *mailbox, int rank,
                       enum zm_kind kind, const struct zm_signature *call, const char *text)
{
    struct zm_header header = {.kind = (uint8_t)kind, .context = mailbox->context};
    if (call)
        header.call = *call;
    zm_job_send(engine->job, rank, &header, text, text ? strlen(text) : 0, NULL);
}

static struct zm_request *find_under_way(const struct zm_mailbox *mailbox)
{
    const struct zm_link *list =
        zm_list_empty(&mailbox->posted) ? &mailbox->engaged : &mailbox->posted;
    return zm_list_empty(list) ? NULL : ZM_OBJECT(list->next, struct zm_request, link);
}

void zm_agreement_fail(struct zm_engine *engine, struct zm_mailbox *mailbox, int error)
{
    struct zm_history *history = mailbox->history;
    if (!history->fault) {
        history->fault = error;
        history->why = strdup(engine->job->report->why);
    }
    /* Who is told may free the communicator, and the mailbox with it. */
    uint64_t context = mailbox->context;
    struct zm_request *request;
    while ((mailbox = zm_table_find(&engine->mailboxes, context)) &&
           (request = find_under_way(mailbox)))
        zm_request_complete(request, error);
}

static const char *name_way(const struct zm_signature *call)
{
    const char *name = zm_algorithm_name(call->algorithm);
    return name ? name : "the only way";
}

static void explain(struct zm_engine *engine, struct zm_mailbox *mailbox,
                    const struct zm_header *header, const struct zm_signature *mine)
{
    char name[ZM_PEER_NAME_MAX], here[ZM_SIGNATURE_TEXT_MAX], there[ZM_SIGNATURE_TEXT_MAX];
    zm_signature_text(mine, here);
    zm_signature_text(&header->call, there);
    /* What decides between algorithms is in the text, but for what users force. */
    bool same = strcmp(here, there) == 0;
    int error =
        zm_fail(engine->job->report, MPI_ERR_NOT_SAME,
                "the ranks disagree about collective call %u of the communicator: this "
                "rank makes it %s%s%s, %s makes it %s%s%s",
                header->call.number + 1, here, same ? " by " : "", same ? name_way(mine) : "",
                zm_job_name(engine->job, (int)header->source, name), there, same ? " by " : "",
                same ? name_way(&header->call) : "");
    zm_agreement_fail(engine, mailbox, error);
}

bool zm_agreement_check(struct zm_engine *engine, struct zm_mailbox *mailbox,
                        const struct zm_header *header)
{
    struct zm_history *history = mailbox->history; /* NULL: it is not known here yet */
    if (!history || mailbox->lenient || !is_remembered(history, header->call.number))
        return true;
    const struct zm_signature *mine = &history->calls[header->call.number % ZM_HISTORY];
    if (zm_signature_equal(mine, &header->call))
        return true;
    if (header->kind != ZM_DISAGREE)
        send_about(engine, mailbox, (int)header->source, ZM_DISAGREE, mine, NULL);
    explain(engine, mailbox, header, mine);
    return false;
}

int zm_agreement_standing(struct zm_engine *engine, struct zm_mailbox *mailbox)
{
    const struct zm_history *history = mailbox->history;
    if (!history->fault)
        return MPI_SUCCESS;
    return zm_fail(engine->job->report, history->fault, "%s",
                   history->why ? history->why : "the communicator failed before");
}

static void count_refused(struct zm_history *history, uint8_t collective)
{
    history->kinds[collective]++;
    history->begun++;
    history->refused.collective = 0;
}

void zm_agreement_skip(struct zm_mailbox *mailbox, uint8_t collective)
{
    struct zm_history *history = mailbox->history;
    if (history->counted != collective)
        count_refused(history, collective);
    history->counted = 0;
}

/* The other ranks made the call that this one refused, if a message of it is there: it is not to be
 * taken for one of the next call of that kind. */
static void skip_refused(struct zm_mailbox *mailbox, uint8_t collective)
{
    struct zm_history *history = mailbox->history;
    const struct zm_signature *refused = &history->refused;
    if (refused->collective != collective || refused->number == history->begun)
        return;
    ZM_LIST_EACH(link, &mailbox->unexpected) {
        const struct zm_header *header = &ZM_OBJECT(link, struct zm_frame, link)->header;
        if (header->tag == make_tag(collective, history->kinds[collective]) &&
            header->call.number == refused->number) {
            count_refused(history, collective);
            history->counted = collective;
            return;
        }
    }
}

int zm_agreement_tag(const struct zm_mailbox *mailbox, uint8_t collective)
{
    return make_tag(collective, mailbox->history->kinds[collective] - 1);
}

int zm_agreement_begin(struct zm_engine *engine, struct zm_mailbox *mailbox,
                       struct zm_signature *call, int *tag)
{
    struct zm_history *history = mailbox->history;
    skip_refused(mailbox, call->collective);
    history->kinds[call->collective]++;
    *tag = zm_agreement_tag(mailbox, call->collective);
    call->number = history->begun++;
    history->calls[call->number % ZM_HISTORY] = *call;
    for (struct zm_link *link = mailbox->unexpected.next;
         link != &mailbox->unexpected && !history->fault; link = link->next)
        zm_agreement_check(engine, mailbox, &ZM_OBJECT(link, struct zm_frame, link)->header);
    return zm_agreement_standing(engine, mailbox);
}

/* ---- What all ranks of the communicator are told ---- */

static void tell(struct zm_engine *engine, const struct zm_mailbox *mailbox, const int *ranks,
                 int n, enum zm_kind kind, const char *text)
{
    for (int i = 0; i < n; i++)
        if (ranks[i] != engine->job->rank)
            send_about(engine, mailbox, ranks[i], kind, NULL, text);
}

static void tell_all(struct zm_engine *engine, const struct zm_mailbox *mailbox, enum zm_kind kind,
                     const char *text)
{
    tell(engine, mailbox, mailbox->members, mailbox->size, kind, text);
    tell(engine, mailbox, mailbox->others, mailbox->other_size, kind, text);
}

void zm_agreement_leave(struct zm_engine *engine, const struct zm_mailbox *mailbox)
{
    if (mailbox->history && mailbox->history->fault)
        tell_all(engine, mailbox, ZM_GAVE_UP, mailbox->history->why);
}

void zm_agreement_refuse(struct zm_engine *engine, struct zm_mailbox *mailbox, uint8_t collective)
{
    struct zm_history *history = mailbox->history;
    free(history->refusal);
    history->refusal = strdup(engine->job->report->why);
    history->refused = (struct zm_signature){.collective = collective, .number = history->begun};
    history->counted = 0;
    if (mailbox->lenient)
        return;
    mailbox->lenient = true;
    tell_all(engine, mailbox, ZM_REFUSED, NULL);
}

/* Whether the call of another rank is the one that this rank refused, and it is in another now. */
static bool was_refused(const struct zm_history *history, const struct zm_signature *call)
{
    const struct zm_signature *refused = &history->refused;
    return history->refusal && refused->collective == call->collective &&
           refused->number == call->number && is_remembered(history, call->number) &&
           history->calls[call->number % ZM_HISTORY].collective != call->collective;
}

/* ---- Questions and answers ---- */

static void give_up(struct zm_engine *engine, struct zm_mailbox *mailbox,
                    const struct zm_frame *frame)
{
    char name[ZM_PEER_NAME_MAX];
    if (!mailbox->history->fault)
        zm_agreement_fail(engine, mailbox,
                          zm_fail(engine->job->report, MPI_ERR_NOT_SAME, "%s gave up: %.*s",
                                  zm_job_name(engine->job, (int)frame->header.source, name),
                                  (int)frame->bytes, (const char *)frame->payload));
}

void zm_agreement_handle(struct zm_engine *engine, struct zm_mailbox *mailbox,
                         const struct zm_frame *frame)
{
    const struct zm_header *header = &frame->header;
    const struct zm_history *history = mailbox->history;
    int asker = (int)header->source;
    if (header->kind == ZM_REFUSED)
        mailbox->lenient = true;
    else if (!history)
        return; /* the communicator is not known here yet */
    else if (header->kind == ZM_GAVE_UP)
        give_up(engine, mailbox, frame);
    else if (header->kind == ZM_QUERY && history->fault)
        send_about(engine, mailbox, asker, ZM_GAVE_UP, NULL, history->why);
    else if (header->kind == ZM_QUERY && was_refused(history, &header->call))
        send_about(engine, mailbox, asker, ZM_GAVE_UP, NULL, history->refusal);
    else
        zm_agreement_check(engine, mailbox, header);
}

static void ask_in(struct zm_engine *engine, struct zm_mailbox *mailbox)
{
    struct zm_link *const lists[] = {&mailbox->posted, &mailbox->engaged};
    for (int i = 0; i < 2; i++)
        ZM_LIST_EACH(link, lists[i]) {
            const struct zm_request *request = ZM_OBJECT(link, struct zm_request, link);
            if (request->route.peer != engine->job->rank)
                send_about(engine, mailbox, request->route.peer, ZM_QUERY, &request->call, NULL);
        }
}

/* The first one only, for all ranks that wait may ask all that are missing, and that needs links.
 */
static void ask_missing(struct zm_engine *engine, const struct zm_missing *missing)
{
    for (int i = 0; i < missing->count; i++)
        if (missing->ranks[i] != engine->job->rank && missing->is_missing(missing->argument, i)) {
            send_about(engine, missing->mailbox, missing->ranks[i], ZM_QUERY, missing->call, NULL);
            return;
        }
}

void zm_agreement_ask(struct zm_engine *engine)
{
    for (size_t i = 0; i < engine->mailboxes.capacity; i++) {
        struct zm_mailbox *mailbox = engine->mailboxes.slots[i].value;
        if (mailbox && mailbox->history)
            ask_in(engine, mailbox);
    }
    ZM_LIST_EACH(link, &engine->waiting) {
        const struct zm_waiting *waiting = ZM_OBJECT(link, struct zm_waiting, link);
        if (waiting->awaited && waiting->awaited->missing)
            ask_missing(engine, waiting->awaited->missing);
    }
}
