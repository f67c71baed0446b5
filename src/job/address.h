/* SPDX-License-Identifier: BSL-1.0 */
/* Addresses of ranks: what users write, and the ZeroMQ endpoints that come of it. */
#ifndef ZM_JOB_ADDRESS_H
#define ZM_JOB_ADDRESS_H

#include <stdbool.h>

#include "base/report.h"

/* Brings an address into one form. Understood are host:port, 1.2.3.4:port, [ipv6]:port, each also
 * with tcp:// before it, ipc://path, and any other scheme of ZeroMQ's as it is. Returns the
 * endpoint, which the caller frees, or NULL with the explanation in `report` (what is wrong, not
 * which address it is). Host names are not resolved. */
char *zm_address_normalize(const char *text, struct zm_report *report);

/* Whether the normalized address `endpoint` is host:port, so that it may be on another host. */
bool zm_address_is_tcp(const char *endpoint);

/* Resolves the host name, if there is one in the normalized address `endpoint`, to a numeric
 * address (IPv4 if the host has one). Returns a string that the caller frees, or NULL with the
 * explanation in `report`. */
char *zm_address_resolve(const char *endpoint, struct zm_report *report);

/* The endpoint to bind to for the normalized address `endpoint` of this rank: it is resolved, but a
 * host's own name that stands for a loopback address in its own tables, as Debian sets it up,
 * becomes all addresses of the host, for other hosts know the name by another one. Returns a string
 * that the caller frees, or NULL with the explanation in `report`. */
char *zm_address_bindable(const char *endpoint, struct zm_report *report);

/* Whether the host of rank 0, named in its normalized address `root`, is this one by the host's own
 * tables, though other hosts know the name by another address. */
bool zm_address_is_own_name(const char *root);

/* The endpoint "tcp://host:port" with the port of another endpoint. NULL: no memory. */
char *zm_address_join(const char *host, const char *port_of);

/* How a rank tells others its endpoint `own`: without the scope of a link-local address, which is
 * the host's own business. A host "*" there is the one of rank 0, by whatever address it is known.
 * Returns a string that the caller frees; NULL: no memory. */
char *zm_address_public(const char *own);

/* The opposite: the endpoint to connect to for `told`, which another rank told of itself, where
 * this one has `own` and knows rank 0 at `root` (either may be NULL). Names are not told, for to
 * look one up may take long. Returns a string that the caller frees; NULL: no memory, or it is no
 * TCP endpoint whose host is a number, or one that means nothing without `root`. */
char *zm_address_localize(const char *told, const char *root, const char *own);

/* Whether the host in `endpoint`, which is looked up, has the address `host`: a number, as it would
 * be written in an endpoint. */
bool zm_address_is_at(const char *endpoint, const char *host, struct zm_report *report);

#endif
