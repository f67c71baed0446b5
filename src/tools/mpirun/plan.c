/* SPDX-License-Identifier: BSL-1.0 */
/* Plans for agents: see plan.h. */
#include "plan.h"

#include "message.h"

#include <stdlib.h>
#include <string.h>

/* ---- Writing ---- */

static void put_variables(struct zm_packet *packet, const struct zm_variables *variables)
{
    zm_packet_put_number(packet, variables->inherit);
    zm_packet_put_text(packet, variables->list);
    zm_packet_put_words(packet, &variables->settings);
}

static void put_context(struct zm_packet *packet, const struct zm_context *context)
{
    struct zm_words argv = {0};

    for (char **argument = context->argv; *argument; argument++)
        zm_words_add(&argv, *argument);
    zm_packet_put_number(packet, (uint32_t)context->nranks);
    zm_packet_put_words(packet, &argv);
    zm_packet_put_text(packet, context->wdir);
    zm_packet_put_text(packet, context->path);
    put_variables(packet, &context->variables);
    zm_words_free(&argv, 0);
}

static void put_host(struct zm_packet *packet, const struct zm_host *host)
{
    zm_packet_put_text(packet, host->name);
    zm_packet_put_number(packet, (uint32_t)host->nranks);
    for (int i = 0; i < host->nranks; i++)
        zm_packet_put_number(packet, (uint32_t)host->ranks[i]);
}

static void put_away(struct zm_packet *packet, const struct zm_away *away)
{
    zm_packet_put_words(packet, &away->launcher);
    zm_packet_put_text(packet, away->mpirun);
    zm_packet_put_number(packet, (uint32_t)away->fanout);
    zm_packet_put_number(packet, (uint32_t)(away->patience * 1000));
    zm_packet_put_text(packet, away->directory);
    zm_packet_put_words(packet, &away->environment);
    zm_packet_put_number(packet, away->terminal);
    zm_packet_put_number(packet, (uint32_t)away->rows);
    zm_packet_put_number(packet, (uint32_t)away->columns);
}

void zm_plan_write(struct zm_packet *packet, const struct zm_command *command, const char *job,
                   const struct zm_host *const *hosts, size_t count)
{
    uint32_t contexts = 0;

    for (struct zm_context *context = command->contexts; context; context = context->next)
        contexts++;
    zm_packet_put_text(packet, job);
    zm_packet_put_number(packet, contexts);
    for (struct zm_context *context = command->contexts; context; context = context->next)
        put_context(packet, context);
    put_variables(packet, &command->variables);
    zm_packet_put_text(packet, command->input);
    zm_packet_put_number(packet, command->merge);
    put_away(packet, &command->away);
    zm_packet_put_number(packet, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        put_host(packet, hosts[i]);
}

/* ---- Reading ---- */

/* A text that the command keeps. */
static char *get_text(struct zm_packet *packet, struct zm_command *command)
{
    char *text = zm_packet_get_text(packet);

    if (text)
        zm_words_add(&command->strings, text);
    return text;
}

static void get_words(struct zm_packet *packet, struct zm_words *words, struct zm_command *command)
{
    zm_packet_get_words(packet, words);
    for (size_t i = 0; i < words->count; i++)
        zm_words_add(&command->strings, words->at[i]);
}

static void get_variables(struct zm_packet *packet, struct zm_variables *variables,
                          struct zm_command *command)
{
    variables->inherit = (enum zm_inherit)zm_packet_get_number(packet);
    variables->list = get_text(packet, command);
    get_words(packet, &variables->settings, command);
    if (variables->inherit > ZM_INHERIT_LIST ||
        (variables->inherit == ZM_INHERIT_LIST && !variables->list))
        packet->bad = true;
}

static void get_context(struct zm_packet *packet, struct zm_command *command,
                        struct zm_context **end)
{
    struct zm_context *context = zm_allocate(sizeof *context);
    uint32_t nranks = zm_packet_get_number(packet);
    struct zm_words argv = {0};

    *end = context;
    get_words(packet, &argv, command);
    context->argv = argv.at;
    context->wdir = get_text(packet, command);
    context->path = get_text(packet, command);
    get_variables(packet, &context->variables, command);
    if (!argv.count || nranks < 1 || nranks > ZM_RANKS_MAX ||
        command->nranks + nranks > ZM_RANKS_MAX)
        packet->bad = true;
    else
        command->nranks += context->nranks = (int)nranks;
}

static void get_host(struct zm_packet *packet, struct zm_command *command)
{
    char *name = zm_packet_get_text(packet);
    uint32_t count = zm_packet_get_count(packet);
    size_t before = command->hosts.count;

    if (!name || !count) {
        packet->bad = true;
    } else {
        struct zm_host *host = zm_hosts_put(&command->hosts, name, before == 0);

        for (uint32_t i = 0; i < count; i++) {
            uint32_t rank = zm_packet_get_number(packet);

            if (rank < (uint32_t)command->nranks)
                zm_host_give(host, (int)rank);
            else
                packet->bad = true;
        }
        packet->bad = packet->bad || command->hosts.count != before + 1;
    }
    free(name);
}

static void get_away(struct zm_packet *packet, struct zm_command *command)
{
    struct zm_away *away = &command->away;

    get_words(packet, &away->launcher, command);
    away->mpirun = get_text(packet, command);
    away->fanout = (int)zm_packet_get_number(packet);
    away->patience = zm_packet_get_number(packet) / 1000.0;
    away->directory = get_text(packet, command);
    get_words(packet, &away->environment, command);
    away->terminal = zm_packet_get_number(packet) != 0;
    away->rows = zm_packet_get_number(packet) & 0x7fff;
    away->columns = zm_packet_get_number(packet) & 0x7fff;
    if (!away->launcher.count || !away->mpirun || !away->directory || away->fanout < 1)
        packet->bad = true;
}

int zm_plan_read(struct zm_packet *packet, struct zm_command *command, char *job)
{
    *command = (struct zm_command){0};

    const char *number = get_text(packet, command);
    uint32_t contexts = zm_packet_get_count(packet);
    struct zm_context **end = &command->contexts;

    for (uint32_t i = 0; i < contexts && !packet->bad; i++) {
        get_context(packet, command, end);
        end = &(*end)->next;
    }
    get_variables(packet, &command->variables, command);
    command->input = get_text(packet, command);
    command->merge = zm_packet_get_number(packet) != 0;
    get_away(packet, command);
    uint32_t hosts = zm_packet_get_count(packet);
    for (uint32_t i = 0; i < hosts && !packet->bad; i++)
        get_host(packet, command);
    if (packet->bad || packet->next != packet->length || !hosts || !contexts || !number ||
        strlen(number) != 16)
        return -1;
    memcpy(job, number, 17);
    return 0;
}
