/* SPDX-License-Identifier: BSL-1.0 */
/* Every option that mpirun knows, in the spellings of Open MPI and MPICH, with what it does and
 * what --help says of it. */
#include "hosts.h"
#include "message.h"
#include "options.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A positive number, -1 after a complaint. `what` names it. */
static int positive(const char *text, const char *what)
{
    char *end;
    long number = strtol(text, &end, 10);

    if (end != text && !*end && number >= 1 && number <= INT_MAX)
        return (int)number;
    zm_complain("%s must be a positive number, not '%s'", what, text);
    return -1;
}

static int set_ranks(struct zm_reader *reader, char **arguments)
{
    int number = positive(arguments[0], "the number of ranks");

    if (number > 0)
        reader->context->nranks = number;
    return number > 0 ? 0 : -1;
}

static int set_per_host(struct zm_reader *reader, char **arguments)
{
    int number = positive(arguments[0], "the number of ranks on each host");

    if (number > 0)
        reader->command->per_host = number;
    return number > 0 ? 0 : -1;
}

static int set_one_per_host(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->command->per_host = 1;
    return 0;
}

static int add_slots(struct zm_reader *reader, int slots)
{
    if (slots < 0)
        return -1;
    reader->command->slots += slots;
    return 0;
}

static int set_hosts(struct zm_reader *reader, char **arguments)
{
    return add_slots(reader, zm_hosts_in_list(arguments[0]));
}

static int set_host_file(struct zm_reader *reader, char **arguments)
{
    return add_slots(reader, zm_hosts_in_file(arguments[0]));
}

static int set_threads(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->command->use_threads = true;
    return 0;
}

static int set_wdir(struct zm_reader *reader, char **arguments)
{
    reader->context->wdir = arguments[0];
    return 0;
}

static int set_path(struct zm_reader *reader, char **arguments)
{
    reader->context->path = arguments[0];
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

/* Put the lines of a file in place of the option, each a context. */
static int read_file(struct zm_reader *reader, char **arguments)
{
    FILE *file = reader->files++ < 16 ? fopen(arguments[0], "re") : (errno = ELOOP, NULL);
    struct zm_words words = {0};
    char *line = NULL;
    size_t size = 0, number = 0;
    int result = 0;

    if (!file) {
        zm_complain("cannot read the command line in %s: %s", arguments[0], strerror(errno));
        return -1;
    }
    while (result == 0 && getline(&line, &size, file) >= 0) {
        number++;
        result = read_line(reader, &words, line);
    }
    if (result != 0)
        zm_complain("line %zu of %s: a quote is not closed", number, arguments[0]);
    else
        zm_words_insert(&reader->words, reader->next, &words);
    zm_words_free(&words, 0);
    free(line);
    fclose(file);
    return result;
}

/* Set NAME=VALUE, given as one argument or as two. */
static int add_setting(struct zm_reader *reader, struct zm_variables *variables, char **arguments)
{
    char *setting =
        arguments[1] ? zm_print("%s=%s", arguments[0], arguments[1]) : zm_print("%s", arguments[0]);

    zm_words_add(&reader->command->strings, setting);
    if (*setting == '=') {
        zm_complain("a variable without a name: %s", setting);
        return -1;
    }
    zm_words_add(&variables->settings, setting);
    return 0;
}

static int export_variable(struct zm_reader *reader, char **arguments)
{
    char *pair[] = {arguments[0], NULL};

    if (!strchr(arguments[0], '=')) {
        pair[1] = getenv(arguments[0]);
        if (!pair[1]) {
            zm_complain("note: -x %s: there is no such variable to pass on", arguments[0]);
            return 0;
        }
    }
    return add_setting(reader, &reader->context->variables, pair);
}

static int set_variable(struct zm_reader *reader, char **arguments)
{
    return add_setting(reader, &reader->context->variables, arguments);
}

static int set_global_variable(struct zm_reader *reader, char **arguments)
{
    return add_setting(reader, &reader->command->variables, arguments);
}

static int inherit(struct zm_variables *variables, enum zm_inherit how, const char *list)
{
    variables->inherit = how;
    variables->list = list;
    return 0;
}

static int inherit_all(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    return inherit(&reader->context->variables, ZM_INHERIT_ALL, NULL);
}

static int inherit_none(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    return inherit(&reader->context->variables, ZM_INHERIT_NONE, NULL);
}

static int inherit_list(struct zm_reader *reader, char **arguments)
{
    return inherit(&reader->context->variables, ZM_INHERIT_LIST, arguments[0]);
}

static int inherit_all_globally(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    return inherit(&reader->command->variables, ZM_INHERIT_ALL, NULL);
}

static int inherit_none_globally(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    return inherit(&reader->command->variables, ZM_INHERIT_NONE, NULL);
}

static int inherit_list_globally(struct zm_reader *reader, char **arguments)
{
    return inherit(&reader->command->variables, ZM_INHERIT_LIST, arguments[0]);
}

static int set_tag_rank(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->command->tag = "[%r] ";
    return 0;
}

/* Open MPI's marks may be combined. */
static int set_open_mpi_tag(struct zm_reader *reader)
{
    static const char *const tags[2][2] = {{NULL, "[1,%r]<%s>:"}, {"%d<%s>:", "%d[1,%r]<%s>:"}};

    reader->command->tag = tags[reader->command->timestamp_output][reader->command->tag_output];
    return 0;
}

static int set_tag_output(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->command->tag_output = true;
    return set_open_mpi_tag(reader);
}

static int set_timestamp_output(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->command->timestamp_output = true;
    return set_open_mpi_tag(reader);
}

static int set_tag(struct zm_reader *reader, char **arguments)
{
    reader->command->tag = arguments[0];
    return 0;
}

static int set_output(struct zm_reader *reader, char **arguments)
{
    reader->command->output = arguments[0];
    return 0;
}

static int set_errors(struct zm_reader *reader, char **arguments)
{
    reader->command->errors = arguments[0];
    return 0;
}

static int set_copies(struct zm_reader *reader, char **arguments)
{
    /* Open MPI's layout, with its job number 1. */
    char *pattern = zm_print("%s/1/rank.%%R/%%s", arguments[0]);

    zm_words_add(&reader->command->strings, pattern);
    reader->command->copies = pattern;
    return 0;
}

static int set_merge(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->command->merge = true;
    return 0;
}

static int set_input(struct zm_reader *reader, char **arguments)
{
    reader->command->input = arguments[0];
    return 0;
}

static int set_timeout(struct zm_reader *reader, char **arguments)
{
    char *end;
    double seconds = strtod(arguments[0], &end);

    if (end == arguments[0] || *end || !isfinite(seconds) || seconds > 1e9) {
        zm_complain("--timeout wants a number of seconds, not '%s'", arguments[0]);
        return -1;
    }
    reader->command->timeout = seconds > 0 ? seconds : 0;
    reader->command->timeout_name = "--timeout";
    return 0;
}

static int set_exit_codes(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->command->exit_codes = true;
    return 0;
}

static int set_quiet(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->command->quiet = true;
    return 0;
}

static int set_verbose(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->command->verbose = true;
    return 0;
}

static int show_help(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->done = true;
    zm_options_help();
    return 0;
}

static int show_version(struct zm_reader *reader, char **arguments)
{
    (void)arguments;
    reader->done = true;
    printf("%s (ZeroMPI) %s\n", program_invocation_short_name, ZEROMPI_VERSION);
    return 0;
}

const struct zm_option zm_options[] = {
    {NULL, NULL, NULL, "Ranks"},
    {"n np c", "N", set_ranks,
     "Start N ranks of the program. Without it: as -ppn or the slots of -host say, else one on "
     "each core"},
    {"ppn perhost N npernode", "N", set_per_host,
     "The number of ranks on each host, so on this one, if -n does not say"},
    {"pernode", "", set_one_per_host, "The same as -ppn 1"},
    {"host hosts H hostlist", "LIST", set_hosts,
     "HOST[:SLOTS],... to run on: this host, by any of its names, is the only one possible"},
    {"hostfile machinefile f machine machines machinelist default-hostfile", "FILE", set_host_file,
     "The same, read from the lines of FILE"},
    {"use-hwthread-cpus", "", set_threads,
     "Without -n, start a rank on each hardware thread rather than on each core"},
    {"wdir wd C cwd", "DIR", set_wdir, "Work in DIR"},
    {"path", "DIRS", set_path,
     "Search the program in DIRS (divided by colons) first, then in PATH"},
    {"configfile app", "FILE", read_file,
     "Read more of the command line from FILE; each line is one part between colons, # begins a "
     "comment"},

    {NULL, NULL, NULL, "Environment"},
    {"x", "NAME[=VALUE]", export_variable, "Set a variable, or pass on mpirun's own"},
    {"env", "NAME VALUE", set_variable, "Set a variable (NAME=VALUE in one word will do)"},
    {"envall", "", inherit_all,
     "Pass on all of mpirun's environment, as happens if nothing is said"},
    {"envnone", "", inherit_none, "Pass on none of it"},
    {"envlist", "NAMES", inherit_list, "Pass on only the variables named, divided by commas"},
    {"genv", "NAME VALUE", set_global_variable, "As -env, for all programs on the command line"},
    {"genvall", "", inherit_all_globally, "As -envall, for all programs"},
    {"genvnone", "", inherit_none_globally, "As -envnone, for all programs"},
    {"genvlist", "NAMES", inherit_list_globally, "As -envlist, for all programs"},

    {NULL, NULL, NULL, "Input and output"},
    {"stdin s", "WHO", set_input,
     "Who gets mpirun's standard input: a rank (0 if nothing is said), ranks as in 0,2-4, all, or "
     "none"},
    {"l prepend-rank", "", set_tag_rank, "Begin each line with [RANK]"},
    {"tag-output", "", set_tag_output,
     "Begin each line with [1,RANK]<stdout>: or [1,RANK]<stderr>:"},
    {"timestamp-output", "", set_timestamp_output, "Begin each line with the time"},
    {"prepend-pattern", "PATTERN", set_tag,
     "Begin each line with PATTERN, in which %r is the rank, %h the host, %t the seconds since "
     "1970"},
    {"outfile-pattern outfile", "PATTERN", set_output,
     "Write standard output to the file that PATTERN names, as above"},
    {"errfile-pattern errfile", "PATTERN", set_errors,
     "Write standard error to the file that PATTERN names"},
    {"output-filename", "DIR", set_copies,
     "Write a copy of all output to DIR/1/rank.RANK/stdout and stderr"},
    {"merge-stderr-to-stdout", "", set_merge, "Send standard error where standard output goes"},

    {NULL, NULL, NULL, "Running"},
    {"timeout", "SECONDS", set_timeout,
     "End the job, with status 124, if it takes longer; the variable MPIEXEC_TIMEOUT does the "
     "same"},
    {"print-all-exitcodes", "", set_exit_codes, "Print the exit status of all ranks at the end"},
    {"q quiet", "", set_quiet, "Say only why the job failed"},
    {"v verbose", "", set_verbose, "Tell what each rank is, and how it ends"},
    {"h help", "", show_help, "Print this"},
    {"V version info", "", show_version, "Print the version"},

    {NULL, NULL, NULL, "Accepted without effect, for they tune other launchers"},
    {"allow-run-as-root", "", NULL, ""},
    {"oversubscribe nooversubscribe", "", NULL, ""},
    {"bind-to binding map-by rank-by ppr membind", "POLICY", NULL, ""},
    {"bind-to-core bind-to-socket bind-to-none bycore byslot bysocket bynode", "", NULL, ""},
    {"report-bindings display-map display-allocation display-devel-map display-topo", "", NULL, ""},
    {"cpus-per-proc cpus-per-rank npersocket", "N", NULL, ""},
    {"cpu-list cpu-set rankfile rf", "LIST", NULL, ""},
    {"mca gmca omca gomca prtemca pmixmca", "NAME VALUE", NULL, ""},
    {"am tune personality", "NAME", NULL, ""},
    {"prefix launch-agent ompi-server", "NAME", NULL, ""},
    {"noprefix novm nolocal leave-session-attached", "", NULL, ""},
    {"enable-recovery disable-recovery continuous", "", NULL, ""},
    {"report-state-on-timeout get-stack-traces report-child-jobs-separately", "", NULL, ""},
    {"launcher launcher-exec bootstrap bootstrap-exec rmk", "NAME", NULL, ""},
    {"iface demux topolib nameserver localhost usize order-nodes gpus-per-proc", "NAME", NULL, ""},
    {"enable-x disable-x pmi-port profile skip-launch-node", "", NULL, ""},
    {"enable-auto-cleanup disable-auto-cleanup", "", NULL, ""},
    {"enable-hostname-propagation disable-hostname-propagation", "", NULL, ""},
    {"soft arch initial-errhandler", "NAME", NULL, ""},
    {NULL, NULL, NULL, NULL},
};
