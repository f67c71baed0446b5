/* SPDX-License-Identifier: BSL-1.0 */
/* The state of this rank in lines of text. */
#include "api/state.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/hint.h"
#include "api/process.h"
#include "api/words.h"
#include "base/clock.h"
#include "p2p/persistent.h"
#include "p2p/signature.h"

#define RECENT ZM_SECOND /* a program that polls called MPI within this time */
#define NAMED 3          /* requests of a call that are named */
#define LISTED 8         /* lines of things that wait */

void zm_text_add(struct zm_text *text, const char *format, ...)
{
    char line[ZM_STATE_LINE_MAX];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    size_t length = n < (int)sizeof line - 1 ? (size_t)n : sizeof line - 2;
    line[length++] = '\n';
    if (text->length + length >= text->room) {
        size_t room = 2 * text->room + sizeof line;
        char *bytes = realloc(text->bytes, room);
        if (!bytes)
            return;
        text->bytes = bytes;
        text->room = room;
    }
    line[length] = '\0';
    for (size_t i = 0; i <= length; i++)
        text->bytes[text->length + i] = line[i];
    text->length += length;
}

/* ---- Ranks that are waited for ---- */

struct ranks {
    int size;      /* of the job */
    bool any;      /* one of them is enough */
    bool specific; /* some of them are needed in any case */
    bool wanted[]; /* by rank in the job */
};

static struct ranks *new_ranks(void)
{
    int size = zm_process.job.size;
    struct ranks *ranks = calloc(1, sizeof *ranks + (size_t)size * sizeof(bool));
    if (ranks)
        ranks->size = size;
    return ranks;
}

/* Adds those that a message along the route may come from, or go to. */
static void want(struct ranks *ranks, const struct zm_route *route)
{
    if (route->peer >= 0) {
        ranks->wanted[route->peer] = ranks->specific = true;
    } else if (route->peer == MPI_ANY_SOURCE && !ranks->specific) {
        ranks->any = true;
        for (int i = 0; i < ranks->size; i++)
            if (i != zm_process.job.rank && zm_mailbox_has_member(route->mailbox, i))
                ranks->wanted[i] = true;
    }
}

/* Adds those that a collective in shared memory needs. */
static void want_missing(struct ranks *ranks, const struct zm_missing *missing)
{
    for (int i = 0; i < missing->count; i++)
        if (missing->ranks[i] != zm_process.job.rank && missing->is_missing(missing->argument, i))
            ranks->wanted[missing->ranks[i]] = ranks->specific = true;
}

/* "0-2,5"; "-" for none, and the rest is left out if there are too many. */
static const char *print_ranks(const struct ranks *ranks, char text[ZM_RANKS_TEXT_MAX])
{
    int n = 0;
    for (int i = 0; ranks && i < ranks->size && n < ZM_RANKS_TEXT_MAX - 32; i++) {
        int first = i;
        if (!ranks->wanted[i])
            continue;
        while (i + 1 < ranks->size && ranks->wanted[i + 1])
            i++;
        n += snprintf(text + n, ZM_RANKS_TEXT_MAX - (size_t)n, first < i ? "%s%d-%d" : "%s%d",
                      n ? "," : "", first, i);
    }
    return n ? text : "-";
}

/* ---- Messages and what they are for ---- */

/* Whether a message that is under way is part of a request of the program's. */
static bool is_part(const struct zm_request *part, const struct zm_request *request)
{
    if (part == request || part->owner == request ||
        (request->content && part->owner == request->content))
        return true;
    if (!request->persistent)
        return false;
    const struct zm_request *operation = zm_persistent_operation(request);
    return part->owner == zm_persistent_owner(request) || (operation && is_part(part, operation));
}

struct visit {
    const struct zm_request *request;
    void (*see)(void *argument, const struct zm_request *part);
    void *argument;
};

static bool visit(void *argument, const struct zm_request *part)
{
    const struct visit *visit = argument;
    if (is_part(part, visit->request))
        visit->see(visit->argument, part);
    return false; /* go on */
}

/* Calls see(argument, part) for each message under way that is part of `request`. */
static void each_part(const struct zm_request *request,
                      void (*see)(void *argument, const struct zm_request *part), void *argument)
{
    zm_engine_find(&zm_process.engine, visit, &(struct visit){request, see, argument});
}

static void want_part(void *ranks, const struct zm_request *part)
{
    want(ranks, &part->route);
}

static bool is_open(const struct zm_request *request)
{
    return zm_request_active(request) && !request->complete;
}

static const struct zm_request *awaited_at(const struct zm_awaited *awaited, int i)
{
    MPI_Request handle = awaited->requests[i];
    const struct zm_request *request = (const struct zm_request *)handle;
    return handle != MPI_REQUEST_NULL && is_open(request) ? request : NULL;
}

static bool is_awaited(const struct zm_request *request)
{
    ZM_LIST_EACH(link, &zm_process.engine.waiting) {
        const struct zm_awaited *awaited = ZM_OBJECT(link, struct zm_waiting, link)->awaited;
        for (int i = 0; awaited && i < awaited->count; i++)
            if (awaited_at(awaited, i) == request)
                return true;
    }
    return false;
}

static void hint_part(void *text, const struct zm_request *part)
{
    if (part->receives)
        zm_hint(text, &part->route);
}

/* ---- Threads that wait ---- */

/* The call that a thread waits in; where its arguments do not tell, also the requests. */
static void print_call(const struct zm_waiting *waiting, char *text, size_t room)
{
    char call[ZM_CALL_TEXT_MAX], name[ZM_REQUEST_TEXT_MAX];
    const struct zm_awaited *awaited = waiting->awaited;
    int n = snprintf(text, room, "%s",
                     waiting->call ? zm_call_text(waiting->call, call) : "a call of MPI");
    int named = 0;
    for (int i = 0; awaited && i < awaited->count && named <= NAMED; i++) {
        const struct zm_request *request = awaited_at(awaited, i);
        if (!request || !request->name || n < 0 || (size_t)n >= room)
            continue; /* it is the call's own */
        n += snprintf(text + n, room - (size_t)n, "%s%s", named ? ", " : " for ",
                      named < NAMED ? zm_request_text(request, name) : "...");
        named++;
    }
}

static void describe_waiting(struct zm_text *text, const struct zm_waiting *waiting, int64_t now)
{
    const struct zm_awaited *awaited = waiting->awaited;
    char call[ZM_STATE_LINE_MAX - ZM_RANKS_TEXT_MAX - 64], peers[ZM_RANKS_TEXT_MAX];
    struct ranks *ranks = new_ranks();
    int open = 0;
    for (int i = 0; ranks && awaited && i < awaited->count; i++)
        if (awaited_at(awaited, i)) {
            each_part(awaited_at(awaited, i), want_part, ranks);
            open++;
        }
    if (ranks && awaited && awaited->route)
        want(ranks, awaited->route);
    if (ranks && awaited && awaited->missing)
        want_missing(ranks, awaited->missing);
    bool any = ranks && ((ranks->any && !ranks->specific) || (awaited && awaited->any && open > 1));
    print_call(waiting, call, sizeof call);
    zm_text_add(text, "wait %lld %s %s %s", (long long)((now - waiting->since) / ZM_MILLISECOND),
                any ? "any" : "all", print_ranks(ranks, peers), call);
    free(ranks);
    for (int i = 0; awaited && i < awaited->count; i++)
        if (awaited_at(awaited, i))
            each_part(awaited_at(awaited, i), hint_part, text);
    if (awaited && awaited->route)
        zm_hint(text, awaited->route);
}

/* ---- Programs that do not wait ---- */

static const struct zm_request *next_open(size_t *i)
{
    const struct zm_table *requests = &zm_process.handles.objects[ZM_HANDLE_REQUEST];
    while (*i < requests->capacity) {
        const struct zm_request *request = requests->slots[(*i)++].value;
        if (request && is_open(request))
            return request;
    }
    return NULL;
}

bool zm_state_polls(void)
{
    size_t i = 0;
    return zm_list_empty(&zm_process.engine.waiting) &&
           zm_now() - zm_process.inquiry.called < RECENT && next_open(&i);
}

static void describe_others(struct zm_text *text, int64_t now)
{
    const struct zm_process *process = &zm_process;
    const char *last = process->last_call ? process->last_call : "MPI_Init";
    char peers[ZM_RANKS_TEXT_MAX];
    const struct zm_request *request;
    if (!zm_state_polls()) {
        zm_text_add(text, "idle %lld any - %s",
                    (long long)((now - process->inquiry.called) / ZM_MILLISECOND), last);
        return;
    }
    struct ranks *ranks = new_ranks();
    for (size_t i = 0; ranks && (request = next_open(&i));)
        each_part(request, want_part, ranks);
    zm_text_add(text, "poll %lld any %s %s",
                (long long)((now - process->inquiry.advanced) / ZM_MILLISECOND),
                print_ranks(ranks, peers), last);
    for (size_t i = 0; (request = next_open(&i));)
        each_part(request, hint_part, text);
    free(ranks);
}

/* ---- Queues ---- */

/* Messages of one kind in a mailbox that nobody has received: `first`, and those like it. */
static void describe_unexpected(struct zm_text *text, const struct zm_mailbox *mailbox,
                                const struct zm_header *first)
{
    char comm[ZM_COMM_TEXT_MAX], call[ZM_SIGNATURE_TEXT_MAX];
    unsigned long long count = 0, bytes = 0;
    ZM_LIST_EACH(link, &mailbox->unexpected) {
        const struct zm_header *header = &ZM_OBJECT(link, struct zm_frame, link)->header;
        if (header->source == first->source && header->tag == first->tag) {
            count++;
            bytes += header->length;
        }
    }
    if (mailbox->history)
        zm_text_add(text, "has %llu message%s from rank %u, which is in %s (%s)", count,
                    count > 1 ? "s" : "", first->source, zm_signature_text(&first->call, call),
                    zm_comm_text(mailbox, comm));
    else
        zm_text_add(text,
                    "has %llu message%s from rank %u with tag %d, %llu bytes, not received (%s)",
                    count, count > 1 ? "s" : "", first->source, first->tag, bytes,
                    zm_comm_text(mailbox, comm));
}

static bool is_first(const struct zm_mailbox *mailbox, const struct zm_header *header)
{
    ZM_LIST_EACH(link, &mailbox->unexpected) {
        const struct zm_header *other = &ZM_OBJECT(link, struct zm_frame, link)->header;
        if (other->source == header->source && other->tag == header->tag)
            return other == header;
    }
    return true;
}

static void describe_queues(struct zm_text *text)
{
    const struct zm_engine *engine = &zm_process.engine;
    int listed = 0;
    char name[ZM_REQUEST_TEXT_MAX];
    const struct zm_request *request;
    for (size_t i = 0; i < engine->mailboxes.capacity; i++) {
        const struct zm_mailbox *mailbox = engine->mailboxes.slots[i].value;
        if (!mailbox || zm_part_of(mailbox) == ZM_CONTEXT_PARTITIONED)
            continue;
        ZM_LIST_EACH(link, &mailbox->unexpected) {
            const struct zm_header *header = &ZM_OBJECT(link, struct zm_frame, link)->header;
            if (is_first(mailbox, header) && listed++ < LISTED)
                describe_unexpected(text, mailbox, header);
        }
    }
    for (size_t i = 0; (request = next_open(&i));)
        if (!is_awaited(request) && listed++ < LISTED)
            zm_text_add(text, "has %s under way", zm_request_text(request, name));
    if (listed > LISTED)
        zm_text_add(text, "has %d more like these", listed - LISTED);
}

void zm_state_describe(struct zm_text *text)
{
    int64_t now = zm_now();
    if (!zm_process.job.ready && zm_process.job.size > 1) {
        zm_text_add(text, "wait %lld all - MPI_Init, until all other ranks have called it",
                    (long long)((now - zm_process.inquiry.advanced) / ZM_MILLISECOND));
        return;
    }
    if (zm_list_empty(&zm_process.engine.waiting))
        describe_others(text, now);
    ZM_LIST_EACH(link, &zm_process.engine.waiting)
        describe_waiting(text, ZM_OBJECT(link, struct zm_waiting, link), now);
    describe_queues(text);
}
