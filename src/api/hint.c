/* SPDX-License-Identifier: BSL-1.0 */
/* Hints why a receive waits: messages that are there, but do not match it. */
#include "api/hint.h"

#include <stdio.h>

#include "api/process.h"
#include "api/words.h"

struct search {
    struct zm_text *text;
    const struct zm_route *route;
    int hints;
};

static const char *print_tag(int tag, char text[32])
{
    if (tag == MPI_ANY_TAG)
        return "any tag";
    snprintf(text, 32, "tag %d", tag);
    return text;
}

static void compare(struct search *search, const struct zm_mailbox *mailbox,
                    const struct zm_header *header)
{
    const struct zm_route *route = search->route;
    char comm[ZM_COMM_TEXT_MAX], here[ZM_COMM_TEXT_MAX], tag[32];
    bool same_source = route->peer == (int)header->source || route->peer == MPI_ANY_SOURCE;
    bool same_tag = route->tag == header->tag || route->tag == MPI_ANY_TAG;
    if (search->hints)
        return;
    if (mailbox == route->mailbox && same_source)
        zm_text_add(search->text,
                    "hint a message from rank %u with tag %d is there, but one with %s is waited "
                    "for (%s)",
                    header->source, header->tag, print_tag(route->tag, tag),
                    zm_comm_text(mailbox, comm));
    else if (mailbox != route->mailbox && same_source && same_tag)
        zm_text_add(search->text,
                    "hint a message from rank %u with tag %d is there on %s, but one on %s is "
                    "waited for",
                    header->source, header->tag, zm_comm_text(mailbox, comm),
                    zm_comm_text(route->mailbox, here));
    else if (mailbox == route->mailbox && same_tag)
        zm_text_add(search->text,
                    "hint a message from rank %u with tag %d is there, but one from rank %d is "
                    "waited for (%s)",
                    header->source, header->tag, route->peer, zm_comm_text(mailbox, comm));
    else
        return;
    search->hints++;
}

void zm_hint(struct zm_text *text, const struct zm_route *route)
{
    struct search search = {.text = text, .route = route};
    const struct zm_engine *engine = &zm_process.engine;
    if (zm_part_of(route->mailbox) != ZM_CONTEXT_MESSAGES)
        return;
    for (size_t i = 0; i < engine->mailboxes.capacity; i++) {
        const struct zm_mailbox *mailbox = engine->mailboxes.slots[i].value;
        if (!mailbox || zm_part_of(mailbox) != ZM_CONTEXT_MESSAGES)
            continue;
        ZM_LIST_EACH(link, &mailbox->unexpected)
            compare(&search, mailbox, &ZM_OBJECT(link, struct zm_frame, link)->header);
    }
}
