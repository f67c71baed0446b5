/* SPDX-License-Identifier: BSL-1.0 */
/* What the environment tells a rank about its job. */
#include "job/settings.h"

#include <limits.h>
#include <math.h>
#include <mpi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "job/place.h"
#include "names/variables.h"

#define TIMEOUT_DEFAULT 60
#define LOST_AFTER_DEFAULT 5

struct reader {
    struct zm_settings *settings;
    char *(*get)(const char *name);
    struct zm_report *report;
};

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

static int read_hosts(const struct reader *reader)
{
    const char *text = reader->get("ZEROMPI_PRETEND_HOSTS");
    char *end;
    long hosts = text && *text ? strtol(text, &end, 10) : 1;
    reader->settings->hosts = 1;
    if (text && *text && (*end != '\0' || hosts < 1 || hosts > INT_MAX))
        return zm_fail(reader->report, MPI_ERR_OTHER,
                       "ZEROMPI_PRETEND_HOSTS=%s: expected the number of hosts that the ranks are "
                       "to act as if they were on",
                       text);
    reader->settings->hosts = (int)hosts;
    return MPI_SUCCESS;
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

int zm_settings_read(struct zm_settings *settings, char *(*get)(const char *name),
                     struct zm_report *report)
{
    *settings = (struct zm_settings){.control = -1,
                                     .algorithms = get("ZEROMPI_ALGORITHM"),
                                     .interface = get("ZEROMPI_INTERFACE")};
    struct reader reader = {settings, get, report};
    int error = read_launcher(&reader);
    if (!error)
        error = read_seconds(&reader, "ZEROMPI_TIMEOUT", TIMEOUT_DEFAULT, "to wait for ever",
                             &settings->timeout);
    if (!error)
        error = read_seconds(&reader, "ZEROMPI_LOST_AFTER", LOST_AFTER_DEFAULT, "to wait for ever",
                             &settings->lost_after);
    if (!error)
        error = read_seconds(&reader, "ZEROMPI_HANG_REPORT", 0, "for no report",
                             &settings->hang_report);
    if (!error)
        error = read_transport(&reader);
    if (!error)
        error = read_hosts(&reader);
    if (!error)
        error = read_check(&reader);
    if (!error)
        error = zm_security_read(&settings->security, get, report);
    return error ? error : zm_place_read(settings, get, report);
}

void zm_settings_note(const struct zm_settings *settings, const struct zm_report *report)
{
    char words[256];
    if (settings->foreign && settings->size == 1)
        zm_say(report,
               "note: %s=%s, but this process is a job of its own: expected to be started by "
               "ZeroMPI's mpirun, since the program is built for ZeroMPI",
               settings->foreign, getenv(settings->foreign));
    for (char **each = environ; settings->control < 0 && *each; each++)
        if (zm_variable_is_unknown(*each, words, sizeof words))
            zm_say(report, "note: %s", words);
}

void zm_settings_forget(struct zm_settings *settings)
{
    for (int i = 0; settings->addresses && i < settings->size; i++)
        free(settings->addresses[i]);
    free(settings->addresses);
    settings->addresses = NULL;
    for (int i = 0; i < settings->root_count; i++)
        free(settings->roots[i]);
    settings->root_count = 0;
}

void zm_settings_fini(struct zm_settings *settings)
{
    zm_settings_forget(settings);
    zm_security_fini(&settings->security);
}

uint64_t zm_settings_digest(const struct zm_settings *settings)
{
    uint64_t hash = ZM_HASH_START;
    for (int i = 0; settings->search == ZM_BY_ADDRESSES && i < settings->size; i++)
        hash = zm_hash(hash, settings->addresses[i], strlen(settings->addresses[i]) + 1);
    return hash;
}
