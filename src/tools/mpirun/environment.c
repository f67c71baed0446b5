/* SPDX-License-Identifier: BSL-1.0 */
/* Environments of ranks: see environment.h. */
#include "environment.h"

#include "message.h"

#include <limits.h>
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

/* Who the rank is, for the library. */
static void set_identity(struct zm_words *variables, const struct zm_identity *identity)
{
    set_number(variables, "ZEROMPI_RANK", identity->rank);
    set_number(variables, "ZEROMPI_NRANKS", identity->nranks);
    set(variables, zm_print("ZEROMPI_ADDRESSES=@%s", identity->addresses));
    set(variables, zm_print("ZEROMPI_JOB=%s", identity->job));
    set_number(variables, "ZEROMPI_CONTROL_FD", identity->control);
}

/* The same for scripts, which know it under the names of other launchers. All ranks are on one
 * host. */
static void set_foreign_identity(struct zm_words *variables, const struct zm_identity *identity)
{
    static const char *const ranks[] = {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_LOCAL_RANK",
                                        "OMPI_COMM_WORLD_NODE_RANK", "PMI_RANK", "MPI_LOCALRANKID"};
    static const char *const sizes[] = {"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE",
                                        "PMI_SIZE", "MPI_LOCALNRANKS"};

    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++)
        set_number(variables, ranks[i], identity->rank);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        set_number(variables, sizes[i], identity->nranks);
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
