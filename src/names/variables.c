/* SPDX-License-Identifier: BSL-1.0 */
/* Names that users give: see variables.h. */
#include "variables.h"

#include <stdio.h>
#include <string.h>

#define PREFIX "ZEROMPI_"

/* The settings, which README.md has in its tables. */
static const char *const settings[] = {
    "ZEROMPI_NRANKS",     "ZEROMPI_RANK",      "ZEROMPI_ADDRESSES",    "ZEROMPI_ROOT",
    "ZEROMPI_TRANSPORT",  "ZEROMPI_INTERFACE", "ZEROMPI_SECRET_FILE",  "ZEROMPI_SECURITY",
    "ZEROMPI_TIMEOUT",    "ZEROMPI_RSH",       "ZEROMPI_PREFIX",       "ZEROMPI_FANOUT",
    "ZEROMPI_LOST_AFTER", "ZEROMPI_ALGORITHM", "ZEROMPI_HANG_REPORT",  "ZEROMPI_CHECK",
    "ZEROMPI_CC",         "ZEROMPI_CXX",       "ZEROMPI_PRETEND_HOSTS"};

/* What mpirun and mpicc set for what they start. */
static const char *const inner[] = {"ZEROMPI_JOB", "ZEROMPI_CONTROL_FD", "ZEROMPI_FORKED",
                                    "ZEROMPI_WRAPPER"};

enum { LENGTH_MAX = 63 };

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* How many letters have to be put in, taken out or changed to get from one word to the other. `b`
 * has `length` letters. Levenshtein 1966, by the rows of Wagner and Fischer 1974. */
static size_t distance(const char *a, const char *b, size_t length)
{
    size_t row[LENGTH_MAX + 1];
    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t here = smallest(row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = row[j];
            row[j] = here;
        }
    }
    return row[length];
}

void zm_nearest_init(struct zm_nearest *nearest, const char *given)
{
    *nearest = (struct zm_nearest){.given = given, .far = 2 + strlen(given) / 3};
}

void zm_nearest_try(struct zm_nearest *nearest, const char *name, size_t length)
{
    size_t far = distance(nearest->given, name, length);
    if (far < nearest->far) {
        nearest->far = far;
        nearest->name = name;
        nearest->length = length;
    }
}

static bool is_one_of(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

bool zm_variable_is_unknown(const char *variable, char *words, size_t size)
{
    const size_t prefix = strlen(PREFIX), count = sizeof settings / sizeof *settings;
    char name[LENGTH_MAX + 1];
    struct zm_nearest nearest;
    if (strncmp(variable, PREFIX, prefix) != 0)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(variable, "="), variable);
    if (is_one_of(settings, count, name) || is_one_of(inner, sizeof inner / sizeof *inner, name))
        return false;
    zm_nearest_init(&nearest, name + prefix);
    for (size_t i = 0; i < count; i++)
        zm_nearest_try(&nearest, settings[i] + prefix, strlen(settings[i]) - prefix);
    if (nearest.name)
        snprintf(words, size, "unknown setting %s; is %s%s meant?", name, PREFIX, nearest.name);
    else
        snprintf(words, size, "unknown setting %s", name);
    return true;
}
