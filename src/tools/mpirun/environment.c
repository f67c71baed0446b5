/* SPDX-License-Identifier: BSL-1.0 */
/* Environments of ranks: see environment.h. */
#include "environment.h"

#include "message.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Set the variable of `setting`, which is NAME=VALUE. */
static void set(struct zm_words *variables, const char *setting)
{
    size_t name = strcspn(setting, "=") + 1;

    for (size_t i = 0; i < variables->count; i++)
        if (strncmp(variables->at[i], setting, name) == 0) {
            variables->at[i] = (char *)setting;
            return;
        }
    zm_words_add(variables, setting);
}

static void set_all(struct zm_words *variables, const struct zm_words *settings)
{
    for (size_t i = 0; i < settings->count; i++)
        set(variables, settings->at[i]);
}

static void set_number(struct zm_words *variables, const char *name, int number)
{
    set(variables, zm_print("%s=%d", name, number));
}

/* What is taken over from mpirun's own environment. */
static void inherit(struct zm_words *variables, const struct zm_variables *how)
{
    if (how->inherit == ZM_INHERIT_LIST) {
        struct zm_words names = {0};

        zm_words_split(&names, how->list, ", ", 0);
        for (size_t i = 0; i < names.count; i++)
            if (getenv(names.at[i]))
                set(variables, zm_print("%s=%s", names.at[i], getenv(names.at[i])));
    } else if (how->inherit != ZM_INHERIT_NONE) {
        for (char **variable = environ; *variable; variable++)
            zm_words_add(variables, *variable);
    }
}

/* Remove a variable that would contradict others. */
static void unset(struct zm_words *variables, const char *name)
{
    size_t length = strlen(name), kept = 0;

    for (size_t i = 0; i < variables->count; i++)
        if (strncmp(variables->at[i], name, length) != 0 || variables->at[i][length] != '=')
            variables->at[kept++] = variables->at[i];
    variables->count = kept;
    if (variables->at)
        variables->at[kept] = NULL;
}

/* Who the rank is, for the library. */
static void set_identity(struct zm_words *variables, const struct zm_identity *identity)
{
    set_number(variables, "ZEROMPI_RANK", identity->rank);
    set_number(variables, "ZEROMPI_NRANKS", identity->nranks);
    unset(variables, identity->addresses ? "ZEROMPI_ROOT" : "ZEROMPI_ADDRESSES");
    set(variables, identity->addresses ? zm_print("ZEROMPI_ADDRESSES=@%s", identity->addresses)
                                       : "ZEROMPI_ROOT=control");
    set(variables, zm_print("ZEROMPI_JOB=%s", identity->job));
    set_number(variables, "ZEROMPI_CONTROL_FD", identity->control);
}

/* The same for scripts, which know it under the names of other launchers. */
static void set_foreign_identity(struct zm_words *variables, const struct zm_identity *identity)
{
    const struct {
        const char *name;
        int number;
    } all[] = {{"OMPI_COMM_WORLD_RANK", identity->rank},
               {"OMPI_COMM_WORLD_SIZE", identity->nranks},
               {"OMPI_COMM_WORLD_LOCAL_RANK", identity->local},
               {"OMPI_COMM_WORLD_NODE_RANK", identity->local},
               {"OMPI_COMM_WORLD_LOCAL_SIZE", identity->nlocal},
               {"PMI_RANK", identity->rank},
               {"PMI_SIZE", identity->nranks},
               {"MPI_LOCALRANKID", identity->local},
               {"MPI_LOCALNRANKS", identity->nlocal}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        set_number(variables, all[i].name, all[i].number);
}

char **zm_environment(const struct zm_command *command, const struct zm_context *context,
                      const struct zm_identity *identity)
{
    bool local = context->variables.inherit != ZM_INHERIT_UNSAID;
    struct zm_words variables = {0};
    char wdir[PATH_MAX];

    inherit(&variables, local ? &context->variables : &command->variables);
    if (context->wdir && realpath(context->wdir, wdir))
        set(&variables, zm_print("PWD=%s", wdir));
    set_all(&variables, &command->variables.settings);
    set_all(&variables, &context->variables.settings);
    set_identity(&variables, identity);
    set_foreign_identity(&variables, identity);
    return variables.at;
}

/* Does the variable NAME=VALUE say something of a host, or of a process there? */
static bool is_of_a_host(const char *variable)
{
    static const char *const names[] = {
        "HOSTNAME",      "HOST",         "SSH_CLIENT",     "SSH_CONNECTION",  "SSH_TTY",
        "SSH_AUTH_SOCK", "DISPLAY",      "XDG_SESSION_ID", "XDG_RUNTIME_DIR", "SLURMD_NODENAME",
        "SLURM_NODEID",  "SLURM_PROCID", "SLURM_LOCALID",  "SLURM_TASK_PID",  "SLURM_GTIDS",
        "ZEROMPI_FORKED"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);

        if (strncmp(variable, names[i], length) == 0 && variable[length] == '=')
            return true;
    }
    return false;
}

void zm_environment_travelling(struct zm_words *variables)
{
    for (char **variable = environ; *variable; variable++)
        if (!is_of_a_host(*variable))
            zm_words_add(variables, zm_print("%s", *variable));
}

void zm_environment_arrive(const struct zm_words *variables)
{
    struct zm_words all = {0};

    for (size_t i = 0; i < variables->count; i++)
        zm_words_add(&all, variables->at[i]);
    for (char **variable = environ; *variable; variable++)
        if (is_of_a_host(*variable))
            zm_words_add(&all, *variable);
    if (all.count)
        environ = all.at;
    else
        clearenv();
}
