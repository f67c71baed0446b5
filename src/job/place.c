/* SPDX-License-Identifier: BSL-1.0 */
/* Which rank this process is, of how many, and where the others are to be found. */
#include "job/place.h"

#include <errno.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/address.h"
#include "job/pmi.h"
#include "job/slurm.h"

#define SIZE_MAX_RANKS 1000000 /* more is a typing error */

struct reader {
    struct zm_settings *settings;
    char *(*get)(const char *name);
    struct zm_report *report;
};

/* ZeroMPI's variables, then those of the two older ZeroMQ collectives libraries. */
static const struct {
    const char *prefix, *addresses;
} families[] = {{"ZEROMPI_", "ZEROMPI_ADDRESSES"},
                {"PYZMQ_COLLECTIVES_", "PYZMQ_COLLECTIVES_ADDRESSES"},
                {"ZMQ_COLLECTIVES_", "ZMQ_COLLECTIVES_ADDRESSES"}};

/* The variable `name` of the chosen prefix; NULL if it is not set. */
static char *get_named(const struct reader *reader, const char *name)
{
    char variable[64];
    snprintf(variable, sizeof variable, "%s%s", reader->settings->prefix, name);
    return reader->get(variable);
}

/* Whether the job is described in ZeroMPI's own variables. */
static bool is_ours(const struct reader *reader)
{
    return reader->settings->prefix == families[0].prefix;
}

/* The first variable of the chosen family that is set, without its prefix; NULL: there is none. */
static const char *find_any(const struct reader *reader)
{
    static const char *const names[] = {"RANK", "NRANKS", "ADDRESSES", "ROOT"};
    int count = is_ours(reader) ? 4 : 3; /* the others know no ROOT */
    for (int i = 0; i < count; i++)
        if (get_named(reader, names[i]))
            return names[i];
    return NULL;
}

/* Chooses the first family of which a variable is set. False: there is none. */
static bool find_family(struct reader *reader)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        reader->settings->prefix = families[i].prefix;
        reader->settings->origin = families[i].addresses;
        if (find_any(reader))
            return true;
    }
    return false;
}

static int missing(const struct reader *reader, const char *name, const char *expected)
{
    const char *prefix = reader->settings->prefix;
    return zm_fail(reader->report, MPI_ERR_OTHER, "%s%s is not set, though %s%s is: expected %s",
                   prefix, name, prefix, find_any(reader), expected);
}

/* Reads the integer variable `name`, from `low` to `high`. */
static int read_integer(const struct reader *reader, const char *name, long low, long high,
                        const char *expected, int *value)
{
    const char *text = get_named(reader, name);
    if (!text)
        return missing(reader, name, expected);
    char *end;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno || number < low || number > high)
        return zm_fail(reader->report, MPI_ERR_OTHER, "%s%s=%s: expected %s",
                       reader->settings->prefix, name, text, expected);
    *value = (int)number;
    return MPI_SUCCESS;
}

/* Reads the whole file at `path` into a string that the caller frees. NULL: it cannot be read, with
 * errno set, or it is empty, with errno 0. */
static char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = NULL;
    size_t size = 0;
    errno = 0;
    if (getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

/* Keeps the addresses in `list`, which are separated by commas or white space. */
static int split_addresses(const struct reader *reader, char *list)
{
    struct zm_settings *settings = reader->settings;
    const char *variable = settings->prefix;
    settings->addresses = calloc((size_t)settings->size, sizeof *settings->addresses);
    if (!settings->addresses)
        return zm_fail(reader->report, MPI_ERR_NO_MEM, "no memory for %d addresses",
                       settings->size);
    int count = 0;
    char *rest = NULL;
    for (char *each = strtok_r(list, ", \t\r\n", &rest); each;
         each = strtok_r(NULL, ", \t\r\n", &rest), count++) {
        if (count >= settings->size)
            continue; /* only counted */
        settings->addresses[count] = zm_address_normalize(each, reader->report);
        if (!settings->addresses[count])
            return zm_fail(reader->report, MPI_ERR_OTHER,
                           "%sADDRESSES: the address of rank %d, '%s': %s", variable, count, each,
                           reader->report->why);
    }
    if (count != settings->size)
        return zm_fail(reader->report, MPI_ERR_OTHER,
                       "%sADDRESSES has %d addresses: expected %d, one for each rank, as "
                       "%sNRANKS=%d",
                       variable, count, settings->size, variable, settings->size);
    return MPI_SUCCESS;
}

/* Orders places in a list of addresses by what is there, and then as they are. */
static int compare_places(const void *a, const void *b)
{
    char **first = *(char ***)a, **second = *(char ***)b;
    int order = strcmp(*first, *second);
    return order ? order : (first > second) - (first < second);
}

static int check_repeated(const struct reader *reader)
{
    const struct zm_settings *settings = reader->settings;
    size_t size = (size_t)settings->size;
    char ***places = calloc(size, sizeof *places);
    if (!places)
        return zm_fail(reader->report, MPI_ERR_NO_MEM, "no memory for %zu addresses", size);
    for (size_t i = 0; i < size; i++)
        places[i] = &settings->addresses[i];
    qsort(places, size, sizeof *places, compare_places);
    int error = MPI_SUCCESS;
    for (size_t i = 1; i < size && !error; i++)
        if (strcmp(*places[i - 1], *places[i]) == 0)
            error = zm_fail(reader->report, MPI_ERR_OTHER,
                            "%sADDRESSES: ranks %d and %d have the same address %s: expected a "
                            "different one for each rank",
                            settings->prefix, (int)(places[i - 1] - settings->addresses),
                            (int)(places[i] - settings->addresses), *places[i]);
    free(places);
    return error;
}

static int read_addresses(const struct reader *reader)
{
    const char *text = get_named(reader, "ADDRESSES");
    if (!text && reader->settings->size == 1)
        return MPI_SUCCESS; /* nobody will ask for it */
    if (!text)
        return missing(reader, "ADDRESSES",
                       is_ours(reader)
                           ? "the address (host:port) of each rank, separated by commas, or @file; "
                             "or ZEROMPI_ROOT, the address of rank 0"
                           : "the address (host:port) of each rank, separated by commas, or @file");
    char *list = text[0] == '@' ? read_file(text + 1) : strdup(text);
    if (!list)
        return zm_fail(reader->report, MPI_ERR_OTHER, "%sADDRESSES=%s: cannot read the file: %s",
                       reader->settings->prefix, text, errno ? strerror(errno) : "it is empty");
    int error = split_addresses(reader, list);
    free(list);
    return error ? error : check_repeated(reader);
}

/* The ranks know where rank 0 may be found, and learn all else from it. */
static int read_root(const struct reader *reader, const char *text)
{
    struct zm_settings *settings = reader->settings;
    settings->addresses = calloc((size_t)settings->size, sizeof *settings->addresses);
    if (!settings->addresses)
        return zm_fail(reader->report, MPI_ERR_NO_MEM, "no memory for %d addresses",
                       settings->size);
    settings->origin = "ZEROMPI_ROOT";
    settings->search = ZM_BY_ROOT;
    if (strcmp(text, "control") == 0) {
        settings->search = ZM_BY_LAUNCHER;
        return settings->control >= 0
                   ? MPI_SUCCESS
                   : zm_fail(reader->report, MPI_ERR_OTHER,
                             "ZEROMPI_ROOT=control: there is no launcher to say where rank 0 is: "
                             "expected host:port, the address of rank 0");
    }
    char *root = zm_address_normalize(text, reader->report);
    if (!root)
        return zm_fail(reader->report, MPI_ERR_OTHER, "ZEROMPI_ROOT=%s: %s", text,
                       reader->report->why);
    settings->roots[settings->root_count++] = root;
    return zm_address_is_tcp(root)
               ? MPI_SUCCESS
               : zm_fail(reader->report, MPI_ERR_OTHER,
                         "ZEROMPI_ROOT=%s: expected host:port, the address of rank 0", text);
}

static int read_where(const struct reader *reader)
{
    const char *root = is_ours(reader) ? reader->get("ZEROMPI_ROOT") : NULL;
    if (!root || (get_named(reader, "ADDRESSES") && reader->settings->control >= 0))
        return read_addresses(reader);
    if (get_named(reader, "ADDRESSES"))
        return zm_fail(reader->report, MPI_ERR_OTHER,
                       "ZEROMPI_ADDRESSES and ZEROMPI_ROOT are both set: expected either the "
                       "addresses of all ranks or that of rank 0");
    return read_root(reader, root);
}

/* A launcher of another kind, that we cannot ask who we are: the variable in which it told how many
 * processes it has started, if they are several and this is the first one; NULL: there is none. */
static const char *find_foreign(char *(*get)(const char *name))
{
    static const char *const names[][2] = {{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"},
                                           {"PMI_SIZE", "PMI_RANK"},
                                           {"PMIX_SIZE", "PMIX_RANK"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *size = get(names[i][0]), *rank = get(names[i][1]);
        if (size && rank && atoi(size) > 1 && strcmp(rank, "0") == 0)
            return names[i][0];
    }
    return NULL;
}

int zm_place_read(struct zm_settings *settings, char *(*get)(const char *name),
                  struct zm_report *report)
{
    struct reader self = {settings, get, report}, *reader = &self;
    settings->rank = 0;
    settings->size = 1;
    if (!find_family(reader)) {
        settings->prefix = families[0].prefix;
        settings->origin = NULL;
        if (zm_pmi_is_here(get))
            settings->search = ZM_BY_PMI;
        else if (zm_slurm_is_here(get))
            return zm_slurm_read(settings, get, report);
        else
            settings->foreign = find_foreign(get);
        return MPI_SUCCESS;
    }
    int error = read_integer(reader, "NRANKS", 1, SIZE_MAX_RANKS,
                             "the number of ranks in the job, at least 1", &settings->size);
    if (error)
        return error;
    char expected[80];
    snprintf(expected, sizeof expected, "a rank from 0 to %d, as %sNRANKS=%d", settings->size - 1,
             settings->prefix, settings->size);
    error = read_integer(reader, "RANK", 0, settings->size - 1, expected, &settings->rank);
    return error ? error : read_where(reader);
}
