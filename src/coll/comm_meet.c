/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators made by their group alone, and of two groups whose leaders only can talk. Nobody
 * else takes part, so there is no communicator to agree in: the ranks meet on one for that only. */
#include "coll/comm_meet.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "coll/build.h"
#include "coll/comm_create.h"
#include "p2p/agreement.h"

/* Where ranks meet that make the call `which` on the communicator with this context, with `tag`. */
static uint64_t place_in(enum zm_collective which, uint64_t context, int tag)
{
    uint64_t words[] = {which, context, (uint64_t)tag};
    return zm_hash(ZM_HASH_START, words, sizeof words);
}

/* The same without a communicator. */
static uint64_t place_of(enum zm_collective which, const char *stringtag)
{
    uint64_t word = which;
    return zm_hash(zm_hash(ZM_HASH_START, &word, sizeof word), stringtag, strlen(stringtag));
}

/* Ends a meeting. If it failed the others are told, as nobody here can be asked any more. */
static void part(struct zm_comm *meeting)
{
    zm_agreement_leave(meeting->comms->engine, meeting->collectives);
    zm_comm_release(meeting);
}

/* ---- Of one group ---- */

static int create(struct zm_comms *comms, enum zm_collective which, uint64_t place,
                  struct zm_group *group, struct zm_errhandler *errhandler, struct zm_comm **made)
{
    struct zm_comm *meeting;
    *made = NULL;
    int error = zm_comm_meet(comms, place, zm_group_retain(group), errhandler, &meeting);
    if (error)
        return error;
    error = zm_comm_split_as(meeting, which, 0, 0, made);
    part(meeting);
    return error;
}

int zm_comm_create_group(struct zm_comm *comm, struct zm_group *group, int tag,
                         struct zm_comm **made)
{
    return create(comm->comms, ZM_COMM_CREATE_GROUP,
                  place_in(ZM_COMM_CREATE_GROUP, comm->context, tag), group, comm->errhandler,
                  made);
}

int zm_comm_create_from_group(struct zm_comms *comms, struct zm_group *group, const char *stringtag,
                              struct zm_errhandler *errhandler, struct zm_comm **made)
{
    return create(comms, ZM_COMM_CREATE_FROM_GROUP, place_of(ZM_COMM_CREATE_FROM_GROUP, stringtag),
                  group, errhandler, made);
}

/* ---- Of two groups ---- */

/* What a leader tells the other one, and its own group. */
struct news {
    uint64_t context; /* a new one */
    int64_t size;     /* ranks in the leader's group; told to its own group: in the other one */
    int64_t error;    /* MPI error class: it failed; or MPI_SUCCESS */
};

static int no_memory(const struct zm_comms *comms)
{
    return zm_fail(comms->engine->job->report, MPI_ERR_NO_MEM, "no memory for a communicator");
}

/* Both leaders give each other bytes. */
static int exchange(struct zm_comm *meeting, const void *mine, size_t my_bytes, void *theirs,
                    size_t their_bytes)
{
    const struct zm_signature call = {
        .collective = ZM_INTERCOMM_CREATE, .root = -1, .bytes = my_bytes + their_bytes};
    struct zm_schedule *s = zm_schedule_new(meeting, &call);
    zm_schedule_receive(s, theirs, their_bytes, zm_bytes(), 1 - meeting->rank);
    zm_schedule_send(s, mine, my_bytes, zm_bytes(), 1 - meeting->rank);
    return zm_schedule_run(s, meeting->comms->engine);
}

/* The leader tells its group. */
static int tell(struct zm_comm *local, int leader, void *news, size_t bytes)
{
    const struct zm_signature call = {
        .collective = ZM_INTERCOMM_CREATE, .root = leader, .bytes = bytes};
    struct zm_schedule *s = zm_schedule_new(local, &call);
    zm_build_bcast(s, local->group, zm_packed(news, bytes), leader);
    return zm_schedule_run(s, local->comms->engine);
}

/* The leaders exchange their groups: *remote becomes the other one. */
static int exchange_groups(struct zm_comm *meeting, const struct zm_group *group, struct news *news,
                           struct zm_group **remote)
{
    const struct zm_comms *comms = meeting->comms;
    struct news theirs;
    int error = exchange(meeting, news, sizeof *news, &theirs, sizeof theirs);
    if (error)
        return error;
    int *members = malloc((size_t)theirs.size * sizeof *members);
    if (!members)
        return no_memory(comms);
    error = exchange(meeting, group->members, (size_t)group->size * sizeof *members, members,
                     (size_t)theirs.size * sizeof *members);
    if (error) {
        free(members);
        return error;
    }
    if (meeting->rank == 1)
        news->context = theirs.context;
    news->size = theirs.size;
    *remote = zm_group_derive((int)theirs.size, members, group);
    if (!*remote)
        return no_memory(comms);
    int common = zm_group_common(group, *remote);
    return common == 0 ? MPI_SUCCESS
           : common < 0
               ? no_memory(comms)
               : zm_fail(comms->engine->job->report, MPI_ERR_COMM,
                         "%d ranks are in both groups, which must have none in common", common);
}

/* The part of a leader whose own arguments are right: meets the other one, the rank `other` of the
 * job. */
static int meet_leader(struct zm_comm *local, uint64_t place, int other, struct news *news,
                       struct zm_group **remote)
{
    struct zm_comms *comms = local->comms;
    int self = local->group->self;
    if (other == self)
        return zm_fail(comms->engine->job->report, MPI_ERR_COMM,
                       "the leaders of both groups are the same process");
    int *leaders = malloc(2 * sizeof *leaders);
    if (leaders) {
        leaders[self > other] = self;
        leaders[self < other] = other;
    }
    struct zm_comm *meeting;
    int error =
        zm_comm_meet(comms, place, zm_group_new(2, leaders, self), local->errhandler, &meeting);
    if (error)
        return error;
    error = exchange_groups(meeting, local->group, news, remote);
    part(meeting);
    return error;
}

/* All ranks of the group learn what the leader has found out, or that it failed with `error`, which
 * is explained there. */
static int share_news(struct zm_comm *local, int leader, struct news *news, int error)
{
    struct zm_report *report = local->comms->engine->job->report;
    char why[ZM_EXPLANATION_MAX];
    memcpy(why, report->why, sizeof why);
    news->error = error;
    int failed = tell(local, leader, news, sizeof *news);
    if (failed)
        return failed;
    if (error)
        return zm_fail(report, error, "%s", why);
    if (news->error)
        return zm_fail(report, (int)news->error, "it failed on rank %d, the leader", leader);
    return MPI_SUCCESS;
}

/* All ranks of the group learn the other group, of `size` ranks, which the leader has. */
static int share_group(struct zm_comm *local, int leader, int size, struct zm_group **remote)
{
    int *members = *remote ? (*remote)->members : malloc((size_t)size * sizeof *members);
    if (!members)
        return no_memory(local->comms);
    int error = tell(local, leader, members, (size_t)size * sizeof *members);
    if (!*remote && !(*remote = zm_group_derive(size, members, local->group)) && !error)
        error = no_memory(local->comms);
    return error;
}

static int create_intercomm(struct zm_comm *local, int leader, uint64_t place, int other, int error,
                            struct zm_comm **made)
{
    struct zm_comms *comms = local->comms;
    struct zm_group *remote = NULL;
    struct news news = {.context = zm_context_make(comms), .size = local->size};
    *made = NULL;
    if (!error && local->rank == leader)
        error = meet_leader(local, place, other, &news, &remote);
    error = share_news(local, leader, &news, error);
    if (!error)
        error = share_group(local, leader, (int)news.size, &remote);
    if (error) {
        zm_group_release(remote);
        return error;
    }
    error = zm_comm_new(comms, zm_group_retain(local->group), remote, local->errhandler, made);
    if (!error && (error = zm_comm_open(*made, news.context))) {
        zm_comm_release(*made);
        *made = NULL;
    }
    return error;
}

int zm_intercomm_create(struct zm_comm *local, int leader, const struct zm_comm *peer,
                        int remote_leader, int tag, int error, struct zm_comm **made)
{
    uint64_t place = 0;
    int other = -1;
    if (!error && local->rank == leader) {
        place = place_in(ZM_INTERCOMM_CREATE, peer->context, tag);
        other = zm_comm_peers(peer)->members[remote_leader];
    }
    return create_intercomm(local, leader, place, other, error, made);
}

int zm_intercomm_create_from_groups(struct zm_comms *comms, struct zm_group *group, int leader,
                                    const struct zm_group *remote, int remote_leader,
                                    const char *stringtag, struct zm_errhandler *errhandler,
                                    int error, struct zm_comm **made)
{
    uint64_t place = place_of(ZM_INTERCOMM_CREATE_FROM_GROUPS, stringtag);
    struct zm_comm *local;
    *made = NULL;
    int other = !error && group->rank == leader ? remote->members[remote_leader] : -1;
    int failed = create(comms, ZM_INTERCOMM_CREATE_FROM_GROUPS, place, group, errhandler, &local);
    if (failed)
        return failed;
    failed = create_intercomm(local, leader, place, other, error, made);
    part(local);
    return failed;
}
