/* SPDX-License-Identifier: BSL-1.0 */
/* Programs that start others on other hosts: see launcher.h. */
#include "launcher.h"

#include "environment.h"
#include "message.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Connections are not left behind for others to use: they would outlive the job. Those that are
 * there already may be used. A host that is gone is noticed after a minute. */
static const struct {
    const char *names, *line;
} launchers[] = {
    {"ssh", "ssh -x -T -o ControlMaster=no -o ServerAliveInterval=20 -o ServerAliveCountMax=3"},
    {"rsh", "rsh"},
    {"slurm srun", "srun --nodes=1 --ntasks=1 --nodelist=%h --overlap --mem=0 --cpu-bind=none "
                   "--unbuffered"},
    {"fork", "env ZEROMPI_FORKED=%h"},
};

enum { FANOUT = 16, FANOUT_MAX = 65536, PATIENCE = 60 };

int zm_launcher_line(struct zm_command *command, const char *line)
{
    struct zm_words words = {0};

    if (zm_words_split(&words, line, " \t", 1) != 0 || !words.count) {
        zm_complain("'%s' names no program that starts others on other hosts", line);
        zm_words_free(&words, 1);
        return -1;
    }
    zm_words_free(&command->away.launcher, 0);
    for (size_t i = 0; i < words.count; i++)
        zm_words_add(&command->strings, words.at[i]);
    command->away.launcher = words;
    return 0;
}

/* Is `name` among the words of `names`? */
static bool is_named(const char *names, const char *name)
{
    struct zm_words words = {0};
    bool found = false;

    zm_words_split(&words, names, " ", 0);
    for (size_t i = 0; i < words.count; i++)
        found = found || strcmp(words.at[i], name) == 0;
    zm_words_free(&words, 1);
    return found;
}

int zm_launcher_named(struct zm_command *command, const char *name, const char *program)
{
    for (size_t i = 0; i < sizeof launchers / sizeof *launchers; i++)
        if (is_named(launchers[i].names, name)) {
            int result = zm_launcher_line(command, launchers[i].line);

            if (program)
                command->away.launcher.at[0] = (char *)program;
            return result;
        }
    zm_complain("launcher %s is none of ssh, rsh, slurm and fork; any other program that starts "
                "another on a host may be named with ZEROMPI_RSH",
                name);
    return -1;
}

/* A number from the environment. Returns 0, or -1 after a complaint. */
static int read_setting(const char *name, double *value, double least, double most,
                        const char *expected)
{
    const char *text = getenv(name);
    char *end;

    if (!text || !*text)
        return 0;
    double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number) || number < least || number > most) {
        zm_complain("%s=%s: expected %s", name, text, expected);
        return -1;
    }
    *value = number;
    return 0;
}

/* The mpirun of other hosts is where this one is, unless ZeroMPI is said to be elsewhere there. */
static char *find_mpirun(const struct zm_command *command)
{
    const char *prefix = command->prefix ? command->prefix : getenv("ZEROMPI_PREFIX");
    char path[PATH_MAX];
    ssize_t length;

    if (prefix && *prefix)
        return zm_print("%s/bin/mpirun", prefix);
    length = readlink("/proc/self/exe", path, sizeof path - 1);
    return length > 0 ? zm_print("%.*s", (int)length, path)
                      : zm_print("%s", program_invocation_name);
}

/* Programs that were linked with a library in the same place as here find it where it is there. */
static void add_library_path(struct zm_command *command)
{
    const char *prefix = command->prefix ? command->prefix : getenv("ZEROMPI_PREFIX");
    static const char name[] = "LD_LIBRARY_PATH=";
    struct zm_words *variables = &command->away.environment;
    size_t i = 0;

    if (!prefix || !*prefix)
        return;
    while (i < variables->count && strncmp(variables->at[i], name, sizeof name - 1) != 0)
        i++;
    const char *old = i < variables->count ? variables->at[i] + sizeof name - 1 : "";
    char *path = zm_print("%s%s/lib%s%s", name, prefix, *old ? ":" : "", old);

    zm_words_add(&command->strings, path);
    if (i < variables->count)
        variables->at[i] = path;
    else
        zm_words_add(variables, path);
}

/* How agents are started if the command line does not say. */
static int choose(struct zm_command *command)
{
    const char *line = getenv("ZEROMPI_RSH");

    if (command->launcher || command->launcher_program)
        return zm_launcher_named(command, command->launcher ? command->launcher : "ssh",
                                 command->launcher_program);
    if (command->away.launcher.count)
        return 0;
    if (line && *line)
        return zm_launcher_line(command, line);
    return zm_launcher_named(command, getenv("SLURM_JOB_ID") ? "slurm" : "ssh", NULL);
}

int zm_launcher_complete(struct zm_command *command)
{
    struct zm_away *away = &command->away;
    double fanout = FANOUT, patience = PATIENCE;
    struct winsize size;

    if (choose(command) != 0 ||
        read_setting("ZEROMPI_FANOUT", &fanout, 1, FANOUT_MAX,
                     "how many hosts each mpirun is to start others on, at least 1") != 0 ||
        read_setting("ZEROMPI_TIMEOUT", &patience, 0, 1e6,
                     "a number of seconds, or 0 to wait for ever") != 0)
        return -1;
    away->fanout = (int)fanout;
    away->patience = patience;
    away->mpirun = find_mpirun(command);
    zm_words_add(&command->strings, away->mpirun);
    away->directory = getcwd(NULL, 0);
    if (!away->directory) {
        zm_complain("cannot tell where this is, to work in the same place on other hosts: %s",
                    strerror(errno));
        return -1;
    }
    zm_words_add(&command->strings, away->directory);
    size_t kept = command->strings.count;
    zm_environment_travelling(&command->strings);
    for (; kept < command->strings.count; kept++)
        zm_words_add(&away->environment, command->strings.at[kept]);
    add_library_path(command);
    away->terminal = isatty(STDOUT_FILENO) && !command->output;
    if (away->terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        away->rows = size.ws_row;
        away->columns = size.ws_col;
    }
    return 0;
}

/* `text` with its first %h replaced by the host; NULL if there is none. */
static char *replace_host(const char *text, const char *host)
{
    const char *mark = strstr(text, "%h");

    return mark ? zm_print("%.*s%s%s", (int)(mark - text), text, host, mark + 2) : NULL;
}

/* The word as a shell has to see it. */
static char *quote(const char *word)
{
    size_t length = 0;
    char *quoted = zm_allocate(4 * strlen(word) + 3);

    if (!word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                           "/._-+,:@%")]) {
        free(quoted);
        return zm_print("%s", word);
    }
    quoted[length++] = '\'';
    for (; *word; word++) {
        if (*word == '\'') {
            memcpy(quoted + length, "'\\''", 4);
            length += 4;
        } else {
            quoted[length++] = *word;
        }
    }
    quoted[length] = '\'';
    return quoted;
}

void zm_launcher_words(struct zm_words *words, const struct zm_away *away, const char *host)
{
    bool named = false;

    for (size_t i = 0; i < away->launcher.count; i++) {
        char *replaced = replace_host(away->launcher.at[i], host);

        named = named || replaced;
        zm_words_add(words, replaced ? replaced : zm_print("%s", away->launcher.at[i]));
    }
    if (named) {
        zm_words_add(words, zm_print("%s", away->mpirun));
        zm_words_add(words, zm_print("%s", ZM_AGENT_OPTION));
    } else {
        char *quoted = quote(away->mpirun);

        zm_words_add(words, zm_print("%s", host));
        zm_words_add(words, zm_print("%s %s", quoted, ZM_AGENT_OPTION));
        free(quoted);
    }
}
