/* SPDX-License-Identifier: BSL-1.0 */
/* Generalized requests: the program completes them, and its functions tell their status. These
 * functions run without the library's lock, as they may call MPI. */
#ifndef ZM_API_GENERALIZED_H
#define ZM_API_GENERALIZED_H

#include <mpi.h>

#include "p2p/request.h"

/* Asks the program for the status of a request that is complete. Returns its error, explained in
 * the report. */
int zm_generalized_query(struct zm_request *request, MPI_Status *status);

/* Tells the program that a request ends and frees it. Returns the program's error, explained in the
 * report. */
int zm_generalized_end(struct zm_request *request);

/* Lets the program cancel it. Returns the program's error, explained in the report. */
int zm_generalized_cancel(struct zm_request *request);

/* Takes the program's handle away: the request ends now, or as soon as it is complete. Returns the
 * program's error, explained in the report. */
int zm_generalized_release(struct zm_request *request);

#endif
