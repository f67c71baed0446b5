/* SPDX-License-Identifier: BSL-1.0 */
/* CURVE, ZeroMQ's encryption and authentication, with one key pair for the whole job: it is made
 * from the job's secret, so whoever has the secret has both keys, and nobody else has either. Each
 * connection makes keys of its own from that, so what was sent before stays private even if the
 * secret becomes known. */
#ifndef ZM_TRANSPORT_CURVE_H
#define ZM_TRANSPORT_CURVE_H

#include <stdbool.h>

#include "base/report.h"

#define ZM_SECRET_BYTES 32

struct zm_curve;

/* Whether this libzmq was built with CURVE. */
bool zm_curve_available(void);

/* Makes the keys from ZM_SECRET_BYTES bytes, and starts the thread that decides who may connect to
 * the sockets of the ZeroMQ context `context`. To be called before any of them is bound. NULL with
 * the explanation in `report`: it cannot be done. */
struct zm_curve *zm_curve_open(void *context, const unsigned char *secret,
                               struct zm_report *report);

/* To be called before the socket is bound: only who has the job's keys gets in. False: errno. */
bool zm_curve_guard(const struct zm_curve *curve, void *socket);

/* To be called before the socket is connected: only who has the job's keys is spoken to. False:
 * errno. */
bool zm_curve_present(const struct zm_curve *curve, void *socket);

/* Frees all. To be called after zmq_ctx_term, which ends the thread. */
void zm_curve_close(struct zm_curve *curve);

#endif
