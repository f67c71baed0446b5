/* SPDX-License-Identifier: BSL-1.0 */
/* What --help prints: all of it comes from the table of options. */
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { HELP_TEXT = 28, HELP_WIDTH = 100 }; /* columns where texts begin and end */

/* Print `text` from column `column` on, in lines that begin at column `left` and end before
 * HELP_WIDTH. */
static void print_wrapped(const char *text, int column, int left)
{
    while (*text) {
        int length = (int)strcspn(text, " ");

        if (column + 1 + length > HELP_WIDTH) {
            printf("\n%*s", left, "");
            column = left;
        }
        column += printf("%s%.*s", column > left ? " " : "", length, text);
        text += length + strspn(text + length, " ");
    }
    putchar('\n');
}

/* Append "-n, --np, --name N" to `out`. */
static void spell(char *out, size_t size, const struct zm_option *option)
{
    const char *word = option->spellings;
    size_t used = 0;

    while (*word && used < size) {
        int length = (int)strcspn(word, " ");

        used += snprintf(out + used, size - used, "%s%s%.*s", used ? ", " : "",
                         length > 1 ? "--" : "-", length, word);
        word += length + strspn(word + length, " ");
    }
    if (used < size && *option->arguments)
        snprintf(out + used, size - used, " %s", option->arguments);
}

static void print_option(const struct zm_option *option)
{
    char spellings[512] = "";

    spell(spellings, sizeof spellings, option);
    if (!*option->help) {
        printf("  ");
        print_wrapped(spellings, 2, 2);
        return;
    }
    int column = printf("  %s", spellings);
    if (column + 2 > HELP_TEXT) {
        putchar('\n');
        column = 0;
    }
    printf("%*s", HELP_TEXT - column, "");
    print_wrapped(option->help, HELP_TEXT, HELP_TEXT);
}

void zm_options_help(void)
{
    const char *name = program_invocation_short_name;

    printf("Usage: %s [option...] program [argument...] [: [option...] program [argument...]]...\n"
           "Runs programs as the ranks of an MPI job, on this host or others.\n",
           name);
    for (const struct zm_option *option = zm_options; option->help; option++) {
        if (option->spellings)
            print_option(option);
        else
            printf("\n%s:\n", option->help);
    }
    printf("\nOne dash or two, and --option=VALUE: all the same. Programs that are not MPI "
           "programs may be run too.\n"
           "The exit status is that of the first rank that fails, 128 + N if signal N killed it, "
           "the code of MPI_Abort\n"
           "if that was called, 124 after a timeout, 126 or 127 if the program cannot be run or "
           "found. When the job ends,\n"
           "so does all that its ranks have started. A second Ctrl-C kills the job at once.\n");
}
