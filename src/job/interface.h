/* SPDX-License-Identifier: BSL-1.0 */
/* Which of its own addresses a rank listens at, on hosts that have several. Addresses are texts as
 * in endpoints: 10.0.0.1 or [fd00::1], and [fe80::1%eth0] where the link has to be said. */
#ifndef ZM_JOB_INTERFACE_H
#define ZM_JOB_INTERFACE_H

#include <stdbool.h>

#include "base/report.h"

enum { ZM_HOST_MAX = 80, ZM_HOSTS_MAX = 16 };

/* The address of this host from which `endpoint`, tcp://1.2.3.4:port or tcp://[...]:port, is
 * reached. Nothing is sent. False: there is no way there; then errno says why. */
bool zm_interface_toward(const char *endpoint, char address[ZM_HOST_MAX]);

/* The address of this host that `text` selects: the name of an interface, an address, or
 * network/bits, which picks the first address in that network. Where an interface has several, one
 * that is IPv6 if `ipv6`. Returns an MPI error class, and then what there is in `report`. */
int zm_interface_select(const char *text, bool ipv6, char address[ZM_HOST_MAX],
                        struct zm_report *report);

/* The addresses by which other hosts may reach this one, the likeliest first; where there are none,
 * those by which it reaches itself. Returns how many there are, at most ZM_HOSTS_MAX. */
int zm_interface_list(char addresses[ZM_HOSTS_MAX][ZM_HOST_MAX]);

#endif
