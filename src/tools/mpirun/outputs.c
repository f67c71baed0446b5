/* SPDX-License-Identifier: BSL-1.0 */
/* Where output of ranks goes: see outputs.h. */
#include "outputs.h"

#include "message.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct zm_output *add(struct zm_outputs *outputs, const char *path)
{
    struct zm_output **last = &outputs->first;

    while (*last)
        last = &(*last)->next;
    *last = zm_allocate(sizeof **last);
    (*last)->path = path ? zm_print("%s", path) : NULL;
    return *last;
}

/* Lines of two sinks that lead to one file would mix. */
static bool same_file(int a, int b)
{
    struct stat first, second;

    return fstat(a, &first) == 0 && fstat(b, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

void zm_outputs_init(struct zm_outputs *outputs, const struct zm_command *command)
{
    bool tagged = command->tag != NULL;

    *outputs = (struct zm_outputs){0};
    outputs->output = outputs->errors = &add(outputs, NULL)->sink;
    zm_sink_init(outputs->output, STDOUT_FILENO, tagged);
    if (!same_file(STDOUT_FILENO, STDERR_FILENO)) {
        outputs->errors = &add(outputs, NULL)->sink;
        zm_sink_init(outputs->errors, STDERR_FILENO, tagged);
    }
}

void zm_outputs_fini(struct zm_outputs *outputs)
{
    while (outputs->first) {
        struct zm_output *output = outputs->first;

        outputs->first = output->next;
        zm_sink_fini(&output->sink);
        free(output->path);
        free(output);
    }
}

/* The sink that writes the file that `pattern` names for the stream: one for all streams with the
 * same file. NULL after a complaint. */
static struct zm_sink *file_sink(struct zm_outputs *outputs, const char *pattern,
                                 const struct zm_outflow *stream)
{
    char path[PATH_MAX];
    struct zm_sink sink;

    zm_pattern_expand(path, sizeof path, pattern, &stream->values);
    for (struct zm_output *output = outputs->first; output; output = output->next)
        if (output->path && strcmp(output->path, path) == 0)
            return &output->sink;
    if (zm_sink_open(&sink, path) != 0)
        return NULL;

    struct zm_output *output = add(outputs, path);
    output->sink = sink;
    return &output->sink;
}

int zm_outputs_attach(struct zm_outputs *outputs, const struct zm_command *command,
                      struct zm_outflow *stream, bool errors)
{
    const char *file = errors ? command->errors : command->output;

    stream->tag = command->tag;
    if (file)
        stream->sinks[0] = file_sink(outputs, file, stream);
    else
        stream->sinks[0] = errors ? outputs->errors : outputs->output;
    if (command->copies)
        stream->sinks[1] = file_sink(outputs, command->copies, stream);
    return stream->sinks[0] && (stream->sinks[1] || !command->copies) ? 0 : -1;
}

bool zm_outputs_busy(const struct zm_outputs *outputs)
{
    for (const struct zm_output *output = outputs->first; output; output = output->next)
        if (zm_sink_busy(&output->sink))
            return true;
    return false;
}

bool zm_outputs_report(const struct zm_outputs *outputs)
{
    bool failed = false;

    for (const struct zm_output *output = outputs->first; output; output = output->next) {
        int error = output->sink.error;
        const char *name = &output->sink == outputs->output ? "standard output" : "standard error";

        if (error && error != EPIPE) {
            zm_complain("cannot write %s: %s", output->path ? output->path : name, strerror(error));
            failed = true;
        }
    }
    return failed;
}
