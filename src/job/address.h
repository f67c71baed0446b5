/* SPDX-License-Identifier: BSL-1.0 */
/* Addresses of ranks: what users write, and the ZeroMQ endpoints that come of it. */
#ifndef ZM_JOB_ADDRESS_H
#define ZM_JOB_ADDRESS_H

#include "base/report.h"

/* Brings an address into one form. Understood are host:port, 1.2.3.4:port, [ipv6]:port, each also
 * with tcp:// before it, ipc://path, and any other scheme of ZeroMQ's as it is. Returns the
 * endpoint, which the caller frees, or NULL with the explanation in `report` (what is wrong, not
 * which address it is). Host names are not resolved. */
char *zm_address_normalize(const char *text, struct zm_report *report);

/* Resolves the host name, if there is one in the normalized address `endpoint`, to a numeric
 * address (IPv4 if the host has one). Returns a string that the caller frees, or NULL with the
 * explanation in `report`. */
char *zm_address_resolve(const char *endpoint, struct zm_report *report);

/* The endpoint to bind to for the normalized address `endpoint` of this rank: it is resolved, but a
 * host's own name that stands for a loopback address in its own tables, as Debian sets it up,
 * becomes all addresses of the host, for other hosts know the name by another one. Returns a string
 * that the caller frees, or NULL with the explanation in `report`. */
char *zm_address_bindable(const char *endpoint, struct zm_report *report);

#endif
