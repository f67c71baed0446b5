/* SPDX-License-Identifier: BSL-1.0 */
/* mpirun, also known as mpiexec: runs programs as the ranks of an MPI job on this host. */
#include "message.h"
#include "options.h"
#include "program.h"
#include "session.h"
#include "supervise.h"

#include <fcntl.h>
#include <stdlib.h>
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

static int run(struct zm_command *command)
{
    struct zm_session session;
    struct zm_signals signals;

    for (struct zm_context *context = command->contexts; context; context = context->next) {
        int status = zm_program_find(context);

        if (status)
            return status;
    }
    note_ignored(command);
    /* From here on no signal ends mpirun before it has cleaned up. */
    if (zm_signals_open(&signals) != 0 || zm_session_open(&session, command->nranks) != 0)
        return 1;
    int status = zm_supervise(command, &session, &signals);
    zm_session_close(&session);
    return status;
}

int main(int argc, char **argv)
{
    struct zm_command command;

    open_standard_streams();
    int result = zm_options_read(&command, argc, argv);
    int status = result < 0 ? 1 : result > 0 ? 0 : run(&command);
    zm_options_free(&command);
    return status;
}
