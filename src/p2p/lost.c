/* SPDX-License-Identifier: BSL-1.0 */
/* Ranks that are lost, or have ended: who waits for one of them is told. */
#include <mpi.h>

#include "p2p/agreement.h"
#include "p2p/internal.h"

/* A lost rank that a receive along `route` could wait for; -1: none. */
static int find_lost(const struct zm_engine *engine, const struct zm_route *route)
{
    const struct zm_job *job = engine->job;
    if (!job->losses)
        return -1;
    if (route->peer != MPI_ANY_SOURCE)
        return zm_peer_gone(&job->peers[route->peer]) ? route->peer : -1;
    for (int i = 0; i < job->size; i++)
        if (job->peers[i].lost && zm_mailbox_has_member(route->mailbox, i))
            return i;
    return -1;
}

static int fail_for(const struct zm_engine *engine, int lost)
{
    return zm_job_fail_for(engine->job, lost);
}

int zm_check_alive(struct zm_engine *engine, const struct zm_route *route)
{
    int lost = find_lost(engine, route);
    return lost >= 0 ? fail_for(engine, lost) : MPI_SUCCESS;
}

/* A mailbox of collectives that have not failed yet, though a rank of the communicator is lost:
 * they wait, through others, for all ranks. NULL: there is none. */
static struct zm_mailbox *find_collectives(const struct zm_engine *engine, int *lost)
{
    for (size_t i = 0; i < engine->mailboxes.capacity; i++) {
        struct zm_mailbox *mailbox = engine->mailboxes.slots[i].value;
        struct zm_route anybody = {.mailbox = mailbox, .peer = MPI_ANY_SOURCE};
        if (mailbox && mailbox->history && !mailbox->history->fault &&
            (*lost = find_lost(engine, &anybody)) >= 0)
            return mailbox;
    }
    return NULL;
}

/* Whether a request waits for a lost rank, which is noted. */
struct search {
    const struct zm_engine *engine;
    int lost;
};

static bool waits_for_lost(void *argument, const struct zm_request *request)
{
    struct search *search = argument;
    search->lost = find_lost(search->engine, &request->route);
    return search->lost >= 0;
}

/* Who is told may free requests and communicators, so all is looked through anew after each. */
void zm_lost_fail_all(struct zm_engine *engine)
{
    struct zm_mailbox *mailbox;
    struct zm_request *request;
    struct search search = {.engine = engine};
    int lost;
    while ((mailbox = find_collectives(engine, &lost)))
        zm_agreement_fail(engine, mailbox, fail_for(engine, lost));
    while ((request = zm_engine_find(engine, waits_for_lost, &search)))
        zm_request_complete(request, fail_for(engine, search.lost));
}
