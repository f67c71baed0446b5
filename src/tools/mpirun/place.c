/* SPDX-License-Identifier: BSL-1.0 */
/* Placing ranks: see place.h. */
#include "place.h"

#include "cores.h"
#include "message.h"
#include "slurm.h"

/* The hosts that a context runs on. */
static struct zm_hosts *hosts_of(struct zm_command *command, struct zm_context *context)
{
    for (struct zm_context *other = command->contexts; other && !context->hosts.count;
         other = other->next)
        if (other->hosts.count)
            return &other->hosts;
    return &context->hosts;
}

/* How many ranks a host is to have before others have more. */
static int share(const struct zm_command *command, const struct zm_host *host)
{
    return command->per_host ? command->per_host : host->slots;
}

/* How many ranks a context has that does not say. */
static long default_ranks(const struct zm_command *command, const struct zm_hosts *hosts)
{
    long sum = 0;

    for (size_t i = 0; i < hosts->count; i++)
        sum += share(command, &hosts->at[i]);
    return sum;
}

/* How many of `left` ranks a host gets when it is visited: up to its share, or, `again`, as much
 * once more. */
static int portion(const struct zm_command *command, const struct zm_host *host, int left,
                   bool again)
{
    int count = share(command, host) - (again ? 0 : host->used);

    if (command->by_node && count > 1)
        count = 1;
    if (host->limit && count > host->limit - host->used)
        count = host->limit - host->used;
    return count < 0 ? 0 : count < left ? count : left;
}

/* Visit the hosts in turn as long as that places any of the ranks from `*next` up to `end`. */
static void visit(struct zm_command *command, struct zm_hosts *hosts, int *next, int end,
                  bool again)
{
    int before;

    do {
        before = *next;
        for (size_t i = 0; i < hosts->count && *next < end; i++) {
            struct zm_host *host = &hosts->at[i];
            int count = portion(command, host, end - *next, again);

            if (!count)
                continue;
            struct zm_host *place = zm_hosts_put(&command->hosts, host->name, host->here);
            host->used += count;
            while (count--)
                zm_host_give(place, (*next)++);
        }
    } while (*next<end && * next> before);
}

/* Place the ranks of a context, which are those from `first` on. Returns 0, or -1 after a
 * complaint. */
static int place(struct zm_command *command, struct zm_context *context, int first)
{
    struct zm_hosts *hosts = hosts_of(command, context);
    int next = first, end = first + context->nranks;

    visit(command, hosts, &next, end, false);
    if (next < end && command->no_oversubscription) {
        zm_complain("%d ranks do not fit into the %ld slots of the hosts, and "
                    "--nooversubscribe allows no more",
                    context->nranks, default_ranks(command, hosts));
        return -1;
    }
    visit(command, hosts, &next, end, true);
    if (next < end) {
        zm_complain("the hosts take only %d of %d ranks: max_slots allows no more", next - first,
                    context->nranks);
        return -1;
    }
    return 0;
}

/* Make one list of the hosts that the options of a context name: a list of hosts is one, or chooses
 * from that of a file. Returns 0, or -1 after a complaint. */
static int settle_hosts(struct zm_context *context)
{
    if (context->chosen.count && context->hosts.count)
        return zm_hosts_choose(&context->hosts, &context->chosen);
    if (context->chosen.count) {
        context->hosts = context->chosen;
        context->chosen = (struct zm_hosts){0};
    }
    return 0;
}

int zm_place(struct zm_command *command)
{
    struct zm_context *first = command->contexts;
    long nranks = 0;

    for (struct zm_context *context = first; context; context = context->next)
        if (settle_hosts(context) != 0)
            return -1;
    if (!hosts_of(command, first)->count && zm_slurm_has_allocation() &&
        zm_slurm_add_hosts(&first->hosts) != 0)
        return -1;
    if (!hosts_of(command, first)->count)
        zm_hosts_add(&first->hosts, "localhost", zm_cores(command->use_threads));
    for (struct zm_context *context = first; context; context = context->next) {
        struct zm_hosts *hosts = hosts_of(command, context);
        long wanted = context->nranks ? context->nranks : default_ranks(command, hosts);

        if (nranks + wanted > ZM_RANKS_MAX) {
            zm_complain("%ld ranks are more than the %d that a job can have", nranks + wanted,
                        ZM_RANKS_MAX);
            return -1;
        }
        context->nranks = (int)wanted;
        if (place(command, context, (int)nranks) != 0)
            return -1;
        nranks += wanted;
    }
    command->nranks = (int)nranks;
    return 0;
}

bool zm_place_is_far(const struct zm_command *command)
{
    for (size_t i = 0; i < command->hosts.count; i++)
        if (!command->hosts.at[i].here)
            return true;
    return false;
}
