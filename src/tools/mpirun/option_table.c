/* SPDX-License-Identifier: BSL-1.0 */
/* Every option that mpirun knows, in the spellings of Open MPI and MPICH, with what it does and
 * what --help says of it. */
#include "hosts.h"
#include "launcher.h"
#include "message.h"
#include "options.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* All functions here are for zm_option.apply; `detail` says what each makes of the option's detail.
 */

/* Set a bool of the command; detail: where. */
static int set_flag(struct zm_reader *reader, size_t detail, char **arguments)
{
    (void)arguments;
    *(bool *)((char *)reader->command + detail) = true;
    return 0;
}

/* Set a string of the command, or of the context; detail: where. */
static int set_text(struct zm_reader *reader, size_t detail, char **arguments)
{
    *(const char **)((char *)reader->command + detail) = arguments[0];
    return 0;
}

static int set_context_text(struct zm_reader *reader, size_t detail, char **arguments)
{
    *(const char **)((char *)reader->context + detail) = arguments[0];
    return 0;
}

/* Set an int to a positive number. Returns 0, or -1 after a complaint, in which `what` names the
 * number. */
static int set_positive(int *number, const char *text, const char *what)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (end == text || *end || value < 1 || value > INT_MAX) {
        zm_complain("%s must be a positive number, not '%s'", what, text);
        return -1;
    }
    *number = (int)value;
    return 0;
}

static int set_ranks(struct zm_reader *reader, size_t detail, char **arguments)
{
    (void)detail;
    return set_positive(&reader->context->nranks, arguments[0], "the number of ranks");
}

/* Detail: the number, 0 if it is an argument. */
static int set_per_host(struct zm_reader *reader, size_t detail, char **arguments)
{
    if (!detail)
        return set_positive(&reader->command->per_host, arguments[0],
                            "the number of ranks on each host");
    reader->command->per_host = (int)detail;
    return 0;
}

/* Detail: whether the argument is a file. */
static int set_hosts(struct zm_reader *reader, size_t detail, char **arguments)
{
    return detail ? zm_hosts_add_file(&reader->context->hosts, arguments[0])
                  : zm_hosts_add_list(&reader->context->chosen, arguments[0]);
}

/* "ppr:N:node", "node" and "...:nooversubscribe" say how ranks are placed on hosts; all else says
 * how on their cores. */
static int set_mapping(struct zm_reader *reader, size_t detail, char **arguments)
{
    struct zm_words parts = {0};
    struct zm_command *command = reader->command;
    int result = 1;

    (void)detail;
    zm_words_split(&parts, arguments[0], ":,", 0);
    for (size_t i = 0; i < parts.count && result >= 0; i++) {
        const char *part = parts.at[i];

        if (strcasecmp(part, "ppr") == 0 && i + 2 < parts.count &&
            strcasecmp(parts.at[i + 2], "node") == 0) {
            result = set_positive(&command->per_host, parts.at[i + 1], "the N of ppr:N:node");
            i += 2;
        } else if (strcasecmp(part, "node") == 0) {
            command->by_node = true;
            result = 0;
        } else if (strcasecmp(part, "nooversubscribe") == 0) {
            command->no_oversubscription = true;
            result = 0;
        }
    }
    zm_words_free(&parts, 1);
    return result;
}

/* The one parameter of other launchers that has an equivalent here. */
static int set_parameter(struct zm_reader *reader, size_t detail, char **arguments)
{
    (void)detail;
    if (!arguments[1] ||
        (strcmp(arguments[0], "plm_rsh_agent") != 0 && strcmp(arguments[0], "orte_rsh_agent") != 0))
        return 1;
    /* It may be several, of which the first found is meant. */
    char *first = zm_print("%.*s", (int)strcspn(arguments[1], ":"), arguments[1]);

    zm_words_add(&reader->command->strings, first);
    return zm_launcher_line(reader->command, first);
}

static int read_file(struct zm_reader *reader, size_t detail, char **arguments)
{
    (void)detail;
    return zm_options_read_file(reader, arguments[0]);
}

enum { HERE, EVERYWHERE = 16 }; /* details: in this context, or in all */

static struct zm_variables *variables_of(struct zm_reader *reader, size_t detail)
{
    return detail & EVERYWHERE ? &reader->command->variables : &reader->context->variables;
}

/* Set NAME=VALUE, given as one argument or as two; detail: HERE or EVERYWHERE. */
static int set_variable(struct zm_reader *reader, size_t detail, char **arguments)
{
    char *setting =
        arguments[1] ? zm_print("%s=%s", arguments[0], arguments[1]) : zm_print("%s", arguments[0]);

    zm_words_add(&reader->command->strings, setting);
    if (*setting == '=') {
        zm_complain("a variable without a name: %s", setting);
        return -1;
    }
    zm_words_add(&variables_of(reader, detail)->settings, setting);
    return 0;
}

/* The same, where a name alone means mpirun's own value. */
static int export_variable(struct zm_reader *reader, size_t detail, char **arguments)
{
    char *pair[] = {arguments[0], strchr(arguments[0], '=') ? NULL : getenv(arguments[0])};

    if (pair[1] || strchr(arguments[0], '='))
        return set_variable(reader, detail, pair);
    zm_complain("note: -x %s: there is no such variable to pass on", arguments[0]);
    return 0;
}

/* Detail: of enum zm_inherit, with HERE or EVERYWHERE. */
static int set_inherit(struct zm_reader *reader, size_t detail, char **arguments)
{
    struct zm_variables *variables = variables_of(reader, detail);

    variables->inherit = (enum zm_inherit)(detail & ~(size_t)EVERYWHERE);
    variables->list = arguments[0];
    return 0;
}

static int set_tag_rank(struct zm_reader *reader, size_t detail, char **arguments)
{
    (void)detail, (void)arguments;
    reader->command->tag = "[%r] ";
    return 0;
}

static int set_copies(struct zm_reader *reader, size_t detail, char **arguments)
{
    /* Open MPI's layout, with its job number 1. */
    char *pattern = zm_print("%s/1/rank.%%R/%%s", arguments[0]);

    (void)detail;
    zm_words_add(&reader->command->strings, pattern);
    reader->command->copies = pattern;
    return 0;
}

static int set_hang_report(struct zm_reader *reader, size_t detail, char **arguments)
{
    double seconds;

    (void)detail;
    if (zm_options_read_seconds("--hang-report", arguments[0], &seconds) != 0)
        return -1;
    char *setting = zm_print("ZEROMPI_HANG_REPORT=%g", seconds);
    zm_words_add(&reader->command->strings, setting);
    zm_words_add(&reader->command->variables.settings, setting);
    return 0;
}

static int set_timeout(struct zm_reader *reader, size_t detail, char **arguments)
{
    (void)detail;
    return zm_options_set_timeout(reader->command, "--timeout", arguments[0]);
}

static int show_help(struct zm_reader *reader, size_t detail, char **arguments)
{
    (void)detail, (void)arguments;
    reader->done = true;
    zm_options_help();
    return 0;
}

static int show_version(struct zm_reader *reader, size_t detail, char **arguments)
{
    (void)detail, (void)arguments;
    reader->done = true;
    printf("%s (ZeroMPI) %s\n", program_invocation_short_name, ZEROMPI_VERSION);
    return 0;
}

#define COMMAND(member) offsetof(struct zm_command, member)
#define CONTEXT(member) offsetof(struct zm_context, member)
#define TITLE(text)               \
    {                             \
        NULL, NULL, text, NULL, 0 \
    }

const struct zm_option zm_options[] = {
    TITLE("Ranks"),
    {"n np c", "N",
     "Start N ranks of the program. Without it: as -ppn or the slots of -host say, else one on "
     "each core",
     set_ranks, 0},
    {"ppn perhost N npernode", "N",
     "Place N ranks on each host, then again N, until all are placed", set_per_host, 0},
    {"pernode", "", "The same as -ppn 1", set_per_host, 1},
    {"host hosts H hostlist", "LIST",
     "HOST[:SLOTS],... to run on. They are filled by their slots (1 each if not said), in this "
     "order, "
     "and then again until all ranks are placed",
     set_hosts, false},
    {"hostfile machinefile f machine machines machinelist default-hostfile", "FILE",
     "The same, from the lines of FILE: HOST[:SLOTS] [slots=N] [max_slots=N]. -host chooses from "
     "them",
     set_hosts, true},
    {"map-by rank-by", "POLICY",
     "ppr:N:node is the same as -ppn N, node as --bynode; others, which are about cores, are "
     "accepted "
     "without effect",
     set_mapping, 0},
    {"bynode", "", "Place one rank on each host, then one more on each", set_flag,
     COMMAND(by_node)},
    {"nooversubscribe", "", "Start no more ranks than there are slots", set_flag,
     COMMAND(no_oversubscription)},
    {"launcher bootstrap", "NAME",
     "What starts ranks on other hosts: ssh, rsh, slurm (srun), or fork, which starts them here",
     set_text, COMMAND(launcher)},
    {"launcher-exec bootstrap-exec", "PROGRAM", "Use this program in the place of it", set_text,
     COMMAND(launcher_program)},
    {"prefix", "DIR",
     "Where ZeroMPI is on other hosts, if not in the same place as here; the variable "
     "ZEROMPI_PREFIX does the same",
     set_text, COMMAND(prefix)},
    {"use-hwthread-cpus", "",
     "Without -n, start a rank on each hardware thread rather than on each core", set_flag,
     COMMAND(use_threads)},
    {"wdir wd C cwd", "DIR", "Work in DIR", set_context_text, CONTEXT(wdir)},
    {"path", "DIRS", "Search the program in DIRS (divided by colons) first, then in PATH",
     set_context_text, CONTEXT(path)},
    {"configfile app", "FILE",
     "Read more of the command line from FILE; each line is one part between colons, # begins a "
     "comment",
     read_file, 0},

    TITLE("Environment"),
    {"x", "NAME[=VALUE]", "Set a variable, or pass on mpirun's own", export_variable, HERE},
    {"env", "NAME VALUE", "Set a variable (NAME=VALUE in one word will do)", set_variable, HERE},
    {"envall", "", "Pass on all of mpirun's environment, as happens if nothing is said",
     set_inherit, ZM_INHERIT_ALL},
    {"envnone", "", "Pass on none of it", set_inherit, ZM_INHERIT_NONE},
    {"envlist", "NAMES", "Pass on only the variables named, divided by commas", set_inherit,
     ZM_INHERIT_LIST},
    {"genv", "NAME VALUE", "As -env, for all programs on the command line", set_variable,
     EVERYWHERE},
    {"genvall", "", "As -envall, for all programs", set_inherit, EVERYWHERE | ZM_INHERIT_ALL},
    {"genvnone", "", "As -envnone, for all programs", set_inherit, EVERYWHERE | ZM_INHERIT_NONE},
    {"genvlist", "NAMES", "As -envlist, for all programs", set_inherit,
     EVERYWHERE | ZM_INHERIT_LIST},

    TITLE("Input and output"),
    {"stdin s", "WHO",
     "Who gets mpirun's standard input: a rank (0 if nothing is said), ranks as in 0,2-4, all, or "
     "none",
     set_text, COMMAND(input)},
    {"l prepend-rank", "", "Begin each line with [RANK]", set_tag_rank, 0},
    {"tag-output", "", "Begin each line with [1,RANK]<stdout>: or [1,RANK]<stderr>:", set_flag,
     COMMAND(tag_output)},
    {"timestamp-output", "", "Begin each line with the time", set_flag, COMMAND(timestamp_output)},
    {"prepend-pattern", "PATTERN",
     "Begin each line with PATTERN, in which %r is the rank, %h the host, %t the seconds since "
     "1970",
     set_text, COMMAND(tag)},
    {"outfile-pattern outfile", "PATTERN",
     "Write standard output to the file that PATTERN names, as above", set_text, COMMAND(output)},
    {"errfile-pattern errfile", "PATTERN", "Write standard error to the file that PATTERN names",
     set_text, COMMAND(errors)},
    {"output-filename", "DIR", "Write a copy of all output to DIR/1/rank.RANK/stdout and stderr",
     set_copies, 0},
    {"merge-stderr-to-stdout", "", "Send standard error where standard output goes", set_flag,
     COMMAND(merge)},

    TITLE("Running"),
    {"timeout", "SECONDS",
     "Say what the ranks are in and end the job, with status 124, if it takes longer; the variable "
     "MPIEXEC_TIMEOUT does the same",
     set_timeout, 0},
    {"hang-report", "SECONDS",
     "Say what all ranks are in when one has waited for so long in vain, and again after each such "
     "time; the signal SIGUSR1 to mpirun does so at once",
     set_hang_report, 0},
    {"print-all-exitcodes", "", "Print the exit status of all ranks at the end", set_flag,
     COMMAND(exit_codes)},
    {"q quiet", "", "Say only why the job failed", set_flag, COMMAND(quiet)},
    {"v verbose", "", "Tell what each rank is, and how it ends", set_flag, COMMAND(verbose)},
    {"h help", "", "Print this", show_help, 0},
    {"V version info", "", "Print the version", show_version, 0},

    TITLE("Accepted without effect, for they tune other launchers"),
    {"allow-run-as-root", "", "", NULL, 0},
    {"oversubscribe", "", "", NULL, 0},
    {"bind-to binding ppr membind", "POLICY", "", NULL, 0},
    {"bind-to-core bind-to-socket bind-to-none bycore byslot bysocket", "", "", NULL, 0},
    {"report-bindings display-map display-allocation display-devel-map display-topo", "", "", NULL,
     0},
    {"cpus-per-proc cpus-per-rank npersocket", "N", "", NULL, 0},
    {"cpu-list cpu-set rankfile rf", "LIST", "", NULL, 0},
    {"mca gmca omca gomca prtemca pmixmca", "NAME VALUE", "", set_parameter, 0},
    {"am tune personality", "NAME", "", NULL, 0},
    {"launch-agent ompi-server", "NAME", "", NULL, 0},
    {"noprefix novm nolocal leave-session-attached", "", "", NULL, 0},
    {"enable-recovery disable-recovery continuous", "", "", NULL, 0},
    {"report-state-on-timeout get-stack-traces report-child-jobs-separately", "", "", NULL, 0},
    {"rmk", "NAME", "", NULL, 0},
    {"iface demux topolib nameserver localhost usize order-nodes gpus-per-proc", "NAME", "", NULL,
     0},
    {"enable-x disable-x pmi-port profile skip-launch-node", "", "", NULL, 0},
    {"enable-auto-cleanup disable-auto-cleanup", "", "", NULL, 0},
    {"enable-hostname-propagation disable-hostname-propagation", "", "", NULL, 0},
    {"soft arch initial-errhandler", "NAME", "", NULL, 0},
    {NULL, NULL, NULL, NULL, 0},
};
