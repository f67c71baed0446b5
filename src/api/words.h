/* SPDX-License-Identifier: BSL-1.0 */
/* Calls, communicators and requests in words, for people. Each function writes to `text` and
 * returns it. The lock must be held. */
#ifndef ZM_API_WORDS_H
#define ZM_API_WORDS_H

#include "api/call.h"
#include "comm/comm.h"
#include "p2p/request.h"

/* "MPI_Recv(count=1, MPI_INT, source=0, tag=7, comm="grid")": what has a name is called by it. */
#define ZM_CALL_TEXT_MAX 512
const char *zm_call_text(const struct zm_call *call, char text[ZM_CALL_TEXT_MAX]);

/* The communicator that a mailbox belongs to; NULL: the program has none like that. */
const struct zm_comm *zm_comm_of(const struct zm_mailbox *mailbox);

/* It in words, as zm_call_text has it. */
#define ZM_COMM_TEXT_MAX (MPI_MAX_OBJECT_NAME + 32)
const char *zm_comm_text(const struct zm_mailbox *mailbox, char text[ZM_COMM_TEXT_MAX]);

/* "MPI_Irecv(up to 40 bytes, source=1, tag=7, MPI_COMM_WORLD)": the call that a request is from, as
 * far as the request tells. */
#define ZM_REQUEST_TEXT_MAX (ZM_COMM_TEXT_MAX + 256)
const char *zm_request_text(const struct zm_request *request, char text[ZM_REQUEST_TEXT_MAX]);

#endif
