/* SPDX-License-Identifier: BSL-1.0 */
/* mpirun, also known as mpiexec: runs programs as the ranks of an MPI job, here and on other hosts.
 */
#include "agent.h"
#include "folder.h"
#include "foreign.h"
#include "launcher.h"
#include "message.h"
#include "options.h"
#include "program.h"
#include "supervise.h"
#include "variables.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Pipes must not get the numbers of the standard streams, whoever closed those. */
static void open_standard_streams(void)
{
    int fd = open("/dev/null", O_RDWR);

    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = dup(fd);
    if (fd >= 0)
        close(fd);
}

/* Say which options have no effect here. */
static void note_ignored(const struct zm_command *command)
{
    char *list = zm_words_join(&command->ignored, 0, command->ignored.count, ", ");

    if (*list && !command->quiet)
        zm_complain("note: accepted without effect: %s", list);
    free(list);
}

/* Find the programs that run here; agents find those of their hosts. Returns 0, or after a
 * complaint the status to end with. */
static int find_programs(struct zm_command *command)
{
    struct zm_context *context = command->contexts;
    const struct zm_host *here = NULL;
    int end = context->nranks, status = 0;
    char reason[512];

    for (size_t i = 0; i < command->hosts.count; i++)
        if (command->hosts.at[i].here)
            here = &command->hosts.at[i];
    for (int i = 0; here && i < here->nranks && !status; i++) {
        while (here->ranks[i] >= end) {
            context = context->next;
            end += context->nranks;
        }
        if (!context->program)
            status = zm_program_find(context, reason, sizeof reason);
    }
    if (status)
        zm_complain("%s", reason);
    return status;
}

static void note_all_unknown(char *const *variables, size_t count)
{
    char words[256];

    for (size_t i = 0; i < count; i++)
        if (zm_variable_is_unknown(variables[i], words, sizeof words))
            zm_complain("note: %s", words);
}

/* Say which variables nobody will read, of those that mpirun has or is to set. */
static void note_unknown(const struct zm_command *command)
{
    size_t count = 0;

    if (command->quiet)
        return;
    while (environ[count])
        count++;
    note_all_unknown(environ, count);
    note_all_unknown(command->variables.settings.at, command->variables.settings.count);
    for (const struct zm_context *each = command->contexts; each; each = each->next)
        note_all_unknown(each->variables.settings.at, each->variables.settings.count);
}

static int run(struct zm_command *command)
{
    struct zm_folder folder;
    struct zm_signals signals;
    int found = find_programs(command);

    if (found)
        return found;
    note_ignored(command);
    note_unknown(command);
    zm_foreign_note(command);
    /* From here on no signal ends mpirun before it has cleaned up. */
    if (zm_signals_open(&signals) != 0 || zm_folder_open(&folder, command->nranks) != 0)
        return 1;
    int status = zm_supervise(command, &folder, &signals);
    zm_folder_close(&folder);
    return status;
}

int main(int argc, char **argv)
{
    struct zm_command command;

    open_standard_streams();
    if (argc == 2 && strcmp(argv[1], ZM_AGENT_OPTION) == 0)
        return zm_agent_run();
    int result = zm_options_read(&command, argc, argv);
    int status = result < 0 ? 1 : result > 0 ? 0 : run(&command);
    zm_options_free(&command);
    return status;
}
