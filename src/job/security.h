/* SPDX-License-Identifier: BSL-1.0 */
/* The secret that the ranks of a job share, and what else the environment says of security. */
#ifndef ZM_JOB_SECURITY_H
#define ZM_JOB_SECURITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"
#include "transport/curve.h"

enum zm_protection {
    ZM_PROTECTION_AUTO,  /* messages over TCP are encrypted where there is a secret */
    ZM_PROTECTION_CURVE, /* it is an error where there is none */
    ZM_PROTECTION_NONE,
};

struct zm_security {
    enum zm_protection protection;
    bool known; /* the secret is */
    unsigned char secret[ZM_SECRET_BYTES];
};

/* Reads ZEROMPI_SECURITY and the file that ZEROMPI_SECRET_FILE names, with variables that `get`
 * finds. Returns an MPI error class; then `report` says what is wrong and what was expected. */
int zm_security_read(struct zm_security *security, char *(*get)(const char *name),
                     struct zm_report *report);

/* Takes a secret from its 64 hexadecimal digits, of which the text consists, but for white space at
 * its end. False: it does not. */
bool zm_security_parse(struct zm_security *security, const char *text);

/* What a rank that listens at `endpoint` protects it with: *secret is NULL if that is nothing.
 * Returns an MPI error class, explained in `report`, where the user asked for more than there is.
 */
int zm_security_choose(const struct zm_security *security, const char *endpoint,
                       const unsigned char **secret, struct zm_report *report);

/* Whether whoever reaches `endpoint`, which others can, may read and write messages there. */
bool zm_security_is_open(const struct zm_security *security, const char *endpoint);

/* Forgets the secret. */
void zm_security_fini(struct zm_security *security);

#endif
