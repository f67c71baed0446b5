/* SPDX-License-Identifier: BSL-1.0 */
/* Whether the ranks of a communicator agree about the collective calls that they make. */
#include "p2p/agreement.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "p2p/signature.h"

/* Numbers travel as tags. */
#define NUMBER_MASK 0x3fffffff
#define PERSISTENT_BIT 0x40000000

/* How many calls after the last one begun the one with the number `tag` is: 0 and more are still to
 * come, -1 is the last one begun. */
static int64_t ahead(const struct zm_history *history, int tag)
{
    uint32_t distance = ((uint32_t)tag - (uint32_t)history->begun) & NUMBER_MASK;
    return distance > NUMBER_MASK / 2 ? (int64_t)distance - NUMBER_MASK - 1 : (int64_t)distance;
}

static void send_about(struct zm_engine *engine, const struct zm_mailbox *mailbox, int rank,
                       enum zm_kind kind, int tag, const struct zm_signature *call,
                       const char *text)
{
    struct zm_header header = {.kind = (uint8_t)kind, .context = mailbox->context, .tag = tag};
    if (call)
        header.call = *call;
    zm_job_send(engine->job, rank, &header, text, text ? strlen(text) : 0, NULL);
}

void zm_agreement_fail(struct zm_engine *engine, struct zm_mailbox *mailbox, int error)
{
    struct zm_history *history = mailbox->history;
    if (!history->fault) {
        history->fault = error;
        history->why = strdup(engine->job->report->why);
    }
    struct zm_link *const lists[] = {&mailbox->posted, &mailbox->engaged};
    for (int i = 0; i < 2; i++)
        while (!zm_list_empty(lists[i]))
            zm_request_complete(ZM_OBJECT(lists[i]->next, struct zm_request, link), error);
}

static void explain(struct zm_engine *engine, struct zm_mailbox *mailbox,
                    const struct zm_header *header, const struct zm_signature *mine)
{
    char name[ZM_PEER_NAME_MAX], here[ZM_SIGNATURE_TEXT_MAX], there[ZM_SIGNATURE_TEXT_MAX];
    int error = zm_fail(engine->job->report, MPI_ERR_NOT_SAME,
                        "the ranks disagree about collective call %u of the communicator: this "
                        "rank makes it %s, %s makes it %s",
                        ((unsigned)header->tag & NUMBER_MASK) + 1, zm_signature_text(mine, here),
                        zm_job_name(engine->job, (int)header->source, name),
                        zm_signature_text(&header->call, there));
    zm_agreement_fail(engine, mailbox, error);
}

void zm_agreement_check(struct zm_engine *engine, struct zm_mailbox *mailbox,
                        const struct zm_header *header)
{
    struct zm_history *history = mailbox->history;
    if (!history)
        return; /* the communicator is not known here yet */
    int64_t distance = ahead(history, header->tag);
    if (distance >= 0 || distance < -ZM_HISTORY)
        return;
    const struct zm_signature *mine = &history->calls[(unsigned)header->tag % ZM_HISTORY];
    if (zm_signature_equal(mine, &header->call))
        return;
    if (header->kind != ZM_DISAGREE)
        send_about(engine, mailbox, (int)header->source, ZM_DISAGREE, header->tag, mine, NULL);
    explain(engine, mailbox, header, mine);
}

int zm_agreement_standing(struct zm_engine *engine, struct zm_mailbox *mailbox)
{
    const struct zm_history *history = mailbox->history;
    if (!history->fault)
        return MPI_SUCCESS;
    return zm_fail(engine->job->report, history->fault, "%s",
                   history->why ? history->why : "the communicator failed before");
}

int zm_agreement_begin(struct zm_engine *engine, struct zm_mailbox *mailbox,
                       const struct zm_signature *call, int *tag)
{
    struct zm_history *history = mailbox->history;
    *tag = (int)(history->begun & NUMBER_MASK);
    if (call->collective & ZM_PERSISTENT)
        *tag |= PERSISTENT_BIT;
    history->calls[history->begun++ % ZM_HISTORY] = *call;
    for (struct zm_link *link = mailbox->unexpected.next;
         link != &mailbox->unexpected && !history->fault; link = link->next)
        zm_agreement_check(engine, mailbox, &ZM_OBJECT(link, struct zm_frame, link)->header);
    return zm_agreement_standing(engine, mailbox);
}

void zm_agreement_handle(struct zm_engine *engine, struct zm_mailbox *mailbox,
                         const struct zm_frame *frame)
{
    const struct zm_header *header = &frame->header;
    struct zm_history *history = mailbox->history;
    if (!history)
        return;
    if (header->kind == ZM_GAVE_UP) {
        char name[ZM_PEER_NAME_MAX];
        if (!history->fault)
            zm_agreement_fail(engine, mailbox,
                              zm_fail(engine->job->report, MPI_ERR_NOT_SAME, "%s gave up: %.*s",
                                      zm_job_name(engine->job, (int)header->source, name),
                                      (int)frame->bytes, (const char *)frame->payload));
    } else if (header->kind == ZM_QUERY && history->fault)
        send_about(engine, mailbox, (int)header->source, ZM_GAVE_UP, header->tag, NULL,
                   history->why);
    else
        zm_agreement_check(engine, mailbox, header);
}

static void ask_in(struct zm_engine *engine, struct zm_mailbox *mailbox)
{
    struct zm_link *const lists[] = {&mailbox->posted, &mailbox->engaged};
    for (int i = 0; i < 2; i++)
        ZM_LIST_EACH(link, lists[i])
        {
            const struct zm_request *request = ZM_OBJECT(link, struct zm_request, link);
            if (request->route.peer != engine->job->rank)
                send_about(engine, mailbox, request->route.peer, ZM_QUERY, request->route.tag,
                           &request->call, NULL);
        }
}

void zm_agreement_ask(struct zm_engine *engine)
{
    for (size_t i = 0; i < engine->mailboxes.capacity; i++) {
        struct zm_mailbox *mailbox = engine->mailboxes.slots[i].value;
        if (mailbox && mailbox->history)
            ask_in(engine, mailbox);
    }
}
