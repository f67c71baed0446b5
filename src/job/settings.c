/* SPDX-License-Identifier: BSL-1.0 */
/* What the environment tells a rank about its job. */
#include "job/settings.h"

#include <errno.h>
#include <math.h>
#include <mpi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "job/address.h"

#define SIZE_MAX_RANKS 1000000 /* more is a typing error */
#define TIMEOUT_DEFAULT 60

struct reader {
    struct zm_settings *settings;
    char *(*get)(const char *name);
    struct zm_report *report;
};

/* ZeroMPI's names, then those of the two older ZeroMQ collectives libraries. */
static const char *const prefixes[] = {"ZEROMPI_", "PYZMQ_COLLECTIVES_", "ZMQ_COLLECTIVES_"};

/* The variable `name` of the chosen prefix; NULL if it is not set. */
static char *get_named(const struct reader *reader, const char *name)
{
    char variable[64];
    snprintf(variable, sizeof variable, "%s%s", reader->settings->prefix, name);
    return reader->get(variable);
}

/* The first prefix with which any of the three variables is set; NULL if there is none. */
static const char *find_prefix(struct reader *reader)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        reader->settings->prefix = prefixes[i];
        if (get_named(reader, "RANK") || get_named(reader, "NRANKS") ||
            get_named(reader, "ADDRESSES"))
            return prefixes[i];
    }
    return NULL;
}

static int missing(const struct reader *reader, const char *name, const char *expected)
{
    const char *prefix = reader->settings->prefix;
    return zm_fail(reader->report, MPI_ERR_OTHER,
                   "%s%s is not set, though others of %sRANK, %sNRANKS and %sADDRESSES are: "
                   "expected %s",
                   prefix, name, prefix, prefix, prefix, expected);
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
            return zm_fail(reader->report, MPI_ERR_OTHER, "%sADDRESSES: address %d, '%s': %s",
                           variable, count, each, reader->report->why);
    }
    if (count != settings->size)
        return zm_fail(reader->report, MPI_ERR_OTHER,
                       "%sADDRESSES has %d addresses: expected %d, one for each rank, as "
                       "%sNRANKS=%d",
                       variable, count, settings->size, variable, settings->size);
    return MPI_SUCCESS;
}

static int check_repeated(const struct reader *reader)
{
    const struct zm_settings *settings = reader->settings;
    for (int i = 0; i < settings->size; i++)
        for (int j = 0; j < i; j++)
            if (strcmp(settings->addresses[i], settings->addresses[j]) == 0)
                return zm_fail(reader->report, MPI_ERR_OTHER,
                               "%sADDRESSES: ranks %d and %d have the same address %s: expected a "
                               "different one for each rank",
                               settings->prefix, j, i, settings->addresses[i]);
    return MPI_SUCCESS;
}

static int read_addresses(const struct reader *reader)
{
    const char *text = get_named(reader, "ADDRESSES");
    if (!text && reader->settings->size == 1)
        return MPI_SUCCESS; /* nobody will ask for it */
    if (!text)
        return missing(reader, "ADDRESSES",
                       "the address (host:port) of each rank, separated by commas, or @file");
    char *list = text[0] == '@' ? read_file(text + 1) : strdup(text);
    if (!list)
        return zm_fail(reader->report, MPI_ERR_OTHER, "%sADDRESSES=%s: cannot read the file: %s",
                       reader->settings->prefix, text, errno ? strerror(errno) : "it is empty");
    int error = split_addresses(reader, list);
    free(list);
    return error ? error : check_repeated(reader);
}

/* Seconds, `otherwise` where nothing is said. */
static int read_seconds(const struct reader *reader, const char *name, double otherwise,
                        const char *zero, double *seconds)
{
    const char *text = reader->get(name);
    *seconds = otherwise;
    if (!text)
        return MPI_SUCCESS;
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= 0) || isinf(value))
        return zm_fail(reader->report, MPI_ERR_OTHER,
                       "%s=%s: expected a number of seconds, or 0 %s", name, text, zero);
    *seconds = value;
    return MPI_SUCCESS;
}

static int read_transport(const struct reader *reader)
{
    static const char *const names[] = {[ZM_AUTO] = "auto", [ZM_SHM] = "shm", [ZM_ZMQ] = "zmq"};
    const char *text = reader->get("ZEROMPI_TRANSPORT");
    if (!text || !*text)
        return MPI_SUCCESS;
    for (int i = 0; i < 3; i++)
        if (strcmp(text, names[i]) == 0) {
            reader->settings->transport = (enum zm_choice)i;
            return MPI_SUCCESS;
        }
    return zm_fail(reader->report, MPI_ERR_OTHER,
                   "ZEROMPI_TRANSPORT=%s: expected auto, shm (ranks on one host share memory) or "
                   "zmq (they do not)",
                   text);
}

static int read_check(const struct reader *reader)
{
    const char *text = reader->get("ZEROMPI_CHECK");
    reader->settings->leaks = text && strcmp(text, "leaks") == 0;
    if (!text || !*text || reader->settings->leaks)
        return MPI_SUCCESS;
    return zm_fail(reader->report, MPI_ERR_OTHER,
                   "ZEROMPI_CHECK=%s: expected leaks, to be told what the program does not free",
                   text);
}

static int read_launcher(const struct reader *reader)
{
    struct zm_settings *settings = reader->settings;
    const char *job = reader->get("ZEROMPI_JOB"), *control = reader->get("ZEROMPI_CONTROL_FD");
    char *end;
    if (job) {
        settings->job = strtoull(job, &end, 16);
        if (end == job || *end != '\0')
            return zm_fail(reader->report, MPI_ERR_OTHER,
                           "ZEROMPI_JOB=%s: expected a hexadecimal number", job);
    }
    if (control) {
        long fd = strtol(control, &end, 10);
        if (end == control || *end != '\0' || fd < 0 || fd > 1 << 20)
            return zm_fail(reader->report, MPI_ERR_OTHER,
                           "ZEROMPI_CONTROL_FD=%s: expected a file descriptor", control);
        settings->control = (int)fd;
    }
    return MPI_SUCCESS;
}

static int read_place(struct reader *reader)
{
    struct zm_settings *settings = reader->settings;
    settings->rank = 0;
    settings->size = 1;
    if (!find_prefix(reader)) {
        settings->prefix = prefixes[0];
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
    return error ? error : read_addresses(reader);
}

int zm_settings_read(struct zm_settings *settings, char *(*get)(const char *name),
                     struct zm_report *report)
{
    *settings = (struct zm_settings){.control = -1, .algorithms = get("ZEROMPI_ALGORITHM")};
    struct reader reader = {settings, get, report};
    int error = read_launcher(&reader);
    if (!error)
        error = read_seconds(&reader, "ZEROMPI_TIMEOUT", TIMEOUT_DEFAULT, "to wait for ever",
                             &settings->timeout);
    if (!error)
        error = read_seconds(&reader, "ZEROMPI_HANG_REPORT", 0, "for no report",
                             &settings->hang_report);
    if (!error)
        error = read_transport(&reader);
    if (!error)
        error = read_check(&reader);
    if (!error)
        error = zm_security_read(&settings->security, get, report);
    return error ? error : read_place(&reader);
}

void zm_settings_fini(struct zm_settings *settings)
{
    for (int i = 0; settings->addresses && i < settings->size; i++)
        free(settings->addresses[i]);
    free(settings->addresses);
    settings->addresses = NULL;
    zm_security_fini(&settings->security);
}

uint64_t zm_settings_digest(const struct zm_settings *settings)
{
    uint64_t hash = ZM_HASH_START;
    for (int i = 0; settings->addresses && i < settings->size; i++)
        hash = zm_hash(hash, settings->addresses[i], strlen(settings->addresses[i]) + 1);
    return hash;
}
