/* SPDX-License-Identifier: BSL-1.0 */
/* Reading the command line by the table of options: see options.h. */
#include "options.h"

#include "launcher.h"
#include "message.h"
#include "place.h"
#include "variables.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Is `name`, of `length` characters, among the words of `spellings`? */
static bool is_spelling(const char *spellings, const char *name, size_t length)
{
    while (*spellings) {
        size_t word = strcspn(spellings, " ");

        if (word == length && strncmp(spellings, name, length) == 0)
            return true;
        spellings += word + strspn(spellings + word, " ");
    }
    return false;
}

static const struct zm_option *find(const char *name, size_t length)
{
    for (const struct zm_option *option = zm_options; option->help; option++)
        if (option->spellings && is_spelling(option->spellings, name, length))
            return option;
    return NULL;
}

/* Say that there is no such option, and which one may have been meant. */
static void complain_unknown(const char *given)
{
    struct zm_nearest nearest;

    zm_nearest_init(&nearest, given + strspn(given, "-"));
    for (const struct zm_option *option = zm_options; option->help; option++) {
        const char *word = option->spellings ? option->spellings : "";

        while (*word) {
            size_t length = strcspn(word, " ");

            zm_nearest_try(&nearest, word, length);
            word += length + strspn(word + length, " ");
        }
    }
    if (nearest.name)
        zm_complain("unknown option %s; is %s%.*s meant? --help lists all options", given,
                    nearest.length > 1 ? "--" : "-", (int)nearest.length, nearest.name);
    else
        zm_complain("unknown option %s; --help lists all options", given);
}

static size_t count_words(const char *text)
{
    size_t count = 0;

    while (*(text += strspn(text, " "))) {
        text += strcspn(text, " ");
        count++;
    }
    return count;
}

/* Remember what was ignored, for the note: the words from the option at `first` on. */
static void ignore(struct zm_reader *reader, size_t first)
{
    char *text = zm_words_join(&reader->words, first, reader->next, " ");

    zm_words_add(&reader->command->strings, text);
    zm_words_add(&reader->command->ignored, text);
}

/* Read the option that is next, with its arguments. Returns 0, or -1 after a complaint. */
static int read_option(struct zm_reader *reader)
{
    size_t first = reader->next++, count = 0;
    char *given = reader->words.at[first], *arguments[3] = {NULL};
    const char *name = given + (given[1] == '-' ? 2 : 1);
    const struct zm_option *option = find(name, strlen(name));

    if (!option && (option = find(name, strcspn(name, "="))) && count_words(option->arguments) == 1)
        arguments[count++] = strchr(given, '=') + 1; /* --option=value */
    else if (option && strchr(name, '='))
        option = NULL;
    if (!option) {
        complain_unknown(given);
        return -1;
    }
    while (count < count_words(option->arguments)) {
        if (reader->next == reader->words.count) {
            zm_complain("%s wants more: %s %s", given, given, option->arguments);
            return -1;
        }
        arguments[count++] = reader->words.at[reader->next++];
        if (strcmp(option->arguments, "NAME VALUE") == 0 && option->apply &&
            strchr(arguments[0], '='))
            break;
    }
    int result = option->apply ? option->apply(reader, option->detail, arguments) : 1;
    if (result > 0)
        ignore(reader, first);
    return result > 0 ? 0 : result;
}

static struct zm_context *new_context(struct zm_command *command)
{
    struct zm_context **last = &command->contexts;

    while (*last)
        last = &(*last)->next;
    return *last = zm_allocate(sizeof **last);
}

/* Read one context: options, program, arguments, and the colon behind. Returns 0, or -1 after a
 * complaint. */
static int read_context(struct zm_reader *reader)
{
    struct zm_words *words = &reader->words;
    size_t first = reader->next;

    reader->context = new_context(reader->command);
    while (reader->next < words->count && words->at[reader->next][0] == '-' &&
           words->at[reader->next][1]) {
        if (strcmp(words->at[reader->next], "--") == 0) {
            reader->next++;
            break;
        }
        if (read_option(reader) != 0)
            return -1;
        if (reader->done)
            return 0;
    }

    size_t program = reader->next;
    while (reader->next < words->count && strcmp(words->at[reader->next], ":") != 0)
        reader->next++;
    if (program == reader->next) {
        zm_complain("no program is named%s%s; --help tells how to use this",
                    first < program ? " after " : "",
                    first < program ? words->at[program - 1] : "");
        return -1;
    }
    struct zm_words argv = {0};
    for (size_t i = program; i < reader->next; i++)
        zm_words_add(&argv, words->at[i]);
    reader->context->argv = argv.at;
    reader->next++; /* over the colon */
    return 0;
}

/* Add the words of a line, with a colon before them if they begin a further context. Returns 0, -1
 * if a quote is not closed. */
static int read_line(struct zm_reader *reader, struct zm_words *words, const char *line)
{
    static const char blanks[] = " \t\r\n";
    size_t first = strspn(line, blanks);

    if (!line[first] || line[first] == '#')
        return 0;
    if (words->count && strcmp(words->at[words->count - 1], ":") != 0)
        zm_words_add(words, ":");

    size_t before = words->count;
    int result = zm_words_split(words, line, blanks, 1);
    for (size_t i = before; i < words->count; i++)
        zm_words_add(&reader->command->strings, words->at[i]);
    return result;
}

int zm_options_read_file(struct zm_reader *reader, const char *path)
{
    FILE *file = reader->files++ < 16 ? fopen(path, "re") : (errno = ELOOP, NULL);
    struct zm_words words = {0};
    char *line = NULL;
    size_t size = 0, number = 0;
    int result = 0;

    if (!file) {
        zm_complain("cannot read the command line in %s: %s", path, strerror(errno));
        return -1;
    }
    while (result == 0 && getline(&line, &size, file) >= 0) {
        number++;
        result = read_line(reader, &words, line);
    }
    if (result != 0)
        zm_complain("line %zu of %s: a quote is not closed", number, path);
    else
        zm_words_insert(&reader->words, reader->next, &words);
    zm_words_free(&words, 0);
    free(line);
    fclose(file);
    return result;
}

int zm_options_read_seconds(const char *name, const char *text, double *seconds)
{
    char *end;
    double value = strtod(text, &end);

    if (end == text || *end || !isfinite(value) || value > 1e9) {
        zm_complain("%s must be a number of seconds, not '%s'", name, text);
        return -1;
    }
    *seconds = value > 0 ? value : 0;
    return 0;
}

int zm_options_set_timeout(struct zm_command *command, const char *name, const char *seconds)
{
    if (zm_options_read_seconds(name, seconds, &command->timeout) != 0)
        return -1;
    command->timeout_name = name;
    return 0;
}

/* Put Open MPI's marks, which may be combined, before the tag that was asked for besides. */
static void complete_tag(struct zm_command *command)
{
    static const char *const marks[2][2] = {{"", "[1,%r]<%s>:"}, {"%d<%s>:", "%d[1,%r]<%s>:"}};
    const char *mark = marks[command->timestamp_output][command->tag_output];

    if (!*mark)
        return;
    char *tag = zm_print("%s%s", mark, command->tag ? command->tag : "");
    zm_words_add(&command->strings, tag);
    command->tag = tag;
}

/* What follows from all that was read. Returns 0, or -1 after a complaint. */
static int complete(struct zm_command *command)
{
    const char *timeout = getenv("MPIEXEC_TIMEOUT");

    if (!command->timeout_name && timeout &&
        zm_options_set_timeout(command, "MPIEXEC_TIMEOUT", timeout) != 0)
        return -1;
    complete_tag(command);
    if (zm_place(command) != 0)
        return -1;
    return zm_place_is_far(command) ? zm_launcher_complete(command) : 0;
}

int zm_options_read(struct zm_command *command, int argc, char **argv)
{
    struct zm_reader reader = {.command = command};
    int result = 0;

    *command = (struct zm_command){0};
    for (int i = 1; i < argc; i++)
        zm_words_add(&reader.words, argv[i]);
    do
        result = read_context(&reader);
    while (result == 0 && !reader.done && reader.next < reader.words.count);
    zm_words_free(&reader.words, 0);
    if (result == 0 && !reader.done)
        result = complete(command);
    return result == 0 && reader.done ? 1 : result;
}

void zm_options_free(struct zm_command *command)
{
    while (command->contexts) {
        struct zm_context *context = command->contexts;

        command->contexts = context->next;
        zm_words_free(&context->variables.settings, 0);
        zm_hosts_free(&context->hosts);
        zm_hosts_free(&context->chosen);
        free(context->argv);
        free(context->program);
        free(context);
    }
    zm_words_free(&command->variables.settings, 0);
    zm_hosts_free(&command->hosts);
    zm_words_free(&command->away.launcher, 0);
    zm_words_free(&command->away.environment, 0);
    zm_words_free(&command->ignored, 0);
    zm_words_free(&command->strings, 1);
}
