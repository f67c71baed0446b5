/* SPDX-License-Identifier: BSL-1.0 */
/* What the environment tells a rank about its job. */
#ifndef ZM_JOB_SETTINGS_H
#define ZM_JOB_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/report.h"
#include "job/security.h"

enum zm_choice { ZM_AUTO, ZM_SHM, ZM_ZMQ }; /* shared memory where it can be had, always, never */

struct zm_settings {
    int rank, size;
    char **addresses;         /* normalized, in rank order; NULL in a job of one rank without any */
    const char *prefix;       /* of the variables that were found: "ZEROMPI_", ... */
    double timeout;           /* seconds to wait for the other ranks in MPI_Init; 0: for ever */
    double hang_report;       /* seconds in vain after which a rank says what it is in; 0: never */
    uint64_t job;             /* number that the launcher gave the job; 0: started by hand */
    int control;              /* file descriptor of the launcher's socket; -1: none */
    enum zm_choice transport; /* between ranks on one host */
    const char *algorithms;   /* ZEROMPI_ALGORITHM, which is for the collectives; or NULL */
    struct zm_security security;
    bool leaks; /* MPI_Finalize says what the program forgot to free */
};

/* Reads the settings from the variables that `get` (getenv, or a test's own) finds: RANK, NRANKS
 * and ADDRESSES with the prefix ZEROMPI_, or else those of two older libraries, and
 * ZEROMPI_TIMEOUT, ZEROMPI_HANG_REPORT, ZEROMPI_TRANSPORT, ZEROMPI_ALGORITHM, ZEROMPI_SECURITY,
 * ZEROMPI_SECRET_FILE, ZEROMPI_CHECK, ZEROMPI_JOB and ZEROMPI_CONTROL_FD. Returns an MPI error
 * class; then `report` names the variable, its value and what was expected. `settings` is to be
 * freed with zm_settings_fini in any case. */
int zm_settings_read(struct zm_settings *settings, char *(*get)(const char *name),
                     struct zm_report *report);

void zm_settings_fini(struct zm_settings *settings);

/* A hash of what all ranks must agree about: the addresses. */
uint64_t zm_settings_digest(const struct zm_settings *settings);

#endif
