/* SPDX-License-Identifier: BSL-1.0 */
/* What the environment tells a rank about its job. */
#ifndef ZM_JOB_SETTINGS_H
#define ZM_JOB_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/report.h"
#include "job/security.h"

enum zm_choice { ZM_AUTO, ZM_SHM, ZM_ZMQ }; /* shared memory where it can be had, always, never */

/* How the ranks find each other. */
enum zm_search {
    ZM_BY_ADDRESSES, /* each is told all addresses; or there is but one rank */
    ZM_BY_ROOT,      /* each is told where rank 0 may be found */
    ZM_BY_LAUNCHER,  /* rank 0 says where it is through the control channel */
    ZM_BY_PMI        /* the same with PMI, which tells rank and size too */
};

enum { ZM_ROOTS_MAX = 16 };

struct zm_settings {
    int rank, size;
    enum zm_search search;
    char **addresses;          /* normalized, in rank order, NULL for those that are not known yet;
                                  NULL in a job of one rank without any */
    char *roots[ZM_ROOTS_MAX]; /* where rank 0 may be found: one of these, normalized */
    int root_count;
    const char *prefix;    /* of the variables that were found: "ZEROMPI_", ... */
    const char *origin;    /* the variable that says where others are; NULL: none is there */
    const char *interface; /* ZEROMPI_INTERFACE, by which others are to reach this rank; or NULL */
    const char *foreign;   /* a variable of a launcher that is not for us; NULL: none is set */
    double timeout;        /* seconds to wait for the other ranks in MPI_Init; 0: for ever */
    double hang_report;    /* seconds in vain after which a rank says what it is in; 0: never */
    double lost_after;     /* seconds without an answer; 0: never */
    uint64_t job;          /* number that the launcher gave the job; 0: started by hand */
    int control;           /* file descriptor of the launcher's socket; -1: none */
    int hosts;             /* that the ranks act as if they were on, for trials; mostly 1 */
    enum zm_choice transport; /* between ranks on one host */
    const char *algorithms;   /* ZEROMPI_ALGORITHM, which is for the collectives; or NULL */
    struct zm_security security;
    bool leaks; /* MPI_Finalize says what the program forgot to free */
};

/* Reads the settings from the variables that `get` (getenv, or a test's own) finds: RANK, NRANKS
 * and ADDRESSES with the prefix ZEROMPI_, or ZEROMPI_ROOT instead of the last, or else those of two
 * older libraries, or those of PMI or Slurm, and ZEROMPI_INTERFACE, ZEROMPI_TIMEOUT,
 * ZEROMPI_LOST_AFTER, ZEROMPI_HANG_REPORT, ZEROMPI_TRANSPORT, ZEROMPI_PRETEND_HOSTS,
 * ZEROMPI_ALGORITHM, ZEROMPI_SECURITY, ZEROMPI_SECRET_FILE, ZEROMPI_CHECK, ZEROMPI_JOB and
 * ZEROMPI_CONTROL_FD. Returns an MPI error class; then `report` names the variable, its value and
 * what was expected. `settings` is to be freed with zm_settings_fini in any case. */
int zm_settings_read(struct zm_settings *settings, char *(*get)(const char *name),
                     struct zm_report *report);

/* Says in `report`'s name, for rank 0 of the job, what is odd about the environment, unless mpirun
 * did. */
void zm_settings_note(const struct zm_settings *settings, const struct zm_report *report);

void zm_settings_fini(struct zm_settings *settings);

/* Forgets where the others are. */
void zm_settings_forget(struct zm_settings *settings);

/* A hash of what all ranks must agree about: the addresses. */
uint64_t zm_settings_digest(const struct zm_settings *settings);

#endif
