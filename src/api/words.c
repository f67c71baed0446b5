/* SPDX-License-Identifier: BSL-1.0 */
/* Calls, communicators and requests in words. */
#include "api/words.h"

#include <stdio.h>

#include "api/process.h"
#include "p2p/persistent.h"
#include "p2p/signature.h"
#include "type/datatype.h"
#include "type/op.h"

/* ---- Handles that have names ---- */

struct named {
    int64_t value;
    const char *name;
};

static const struct named ranks[] = {
    {MPI_ANY_SOURCE, "MPI_ANY_SOURCE"}, {MPI_PROC_NULL, "MPI_PROC_NULL"}, {0, NULL}};
static const struct named roots[] = {
    {MPI_ROOT, "MPI_ROOT"}, {MPI_PROC_NULL, "MPI_PROC_NULL"}, {0, NULL}};
static const struct named tags[] = {{MPI_ANY_TAG, "MPI_ANY_TAG"}, {0, NULL}};
static const struct named communicators[] = {{ZM_HANDLE(MPI_COMM_WORLD), "MPI_COMM_WORLD"},
                                             {ZM_HANDLE(MPI_COMM_SELF), "MPI_COMM_SELF"},
                                             {ZM_HANDLE(MPI_COMM_NULL), "MPI_COMM_NULL"},
                                             {0, NULL}};

static const struct named groups[] = {{ZM_HANDLE(MPI_GROUP_NULL), "MPI_GROUP_NULL"},
                                      {ZM_HANDLE(MPI_GROUP_EMPTY), "MPI_GROUP_EMPTY"},
                                      {0, NULL}};

static const struct named infos[] = {{ZM_HANDLE(MPI_INFO_NULL), "MPI_INFO_NULL"},
                                     {ZM_HANDLE(MPI_INFO_ENV), "MPI_INFO_ENV"},
                                     {0, NULL}};
static const struct named errhandlers[] = {
    {ZM_HANDLE(MPI_ERRHANDLER_NULL), "MPI_ERRHANDLER_NULL"},
    {ZM_HANDLE(MPI_ERRORS_ARE_FATAL), "MPI_ERRORS_ARE_FATAL"},
    {ZM_HANDLE(MPI_ERRORS_ABORT), "MPI_ERRORS_ABORT"},
    {ZM_HANDLE(MPI_ERRORS_RETURN), "MPI_ERRORS_RETURN"},
    {0, NULL}};
static const struct named sessions[] = {{ZM_HANDLE(MPI_SESSION_NULL), "MPI_SESSION_NULL"},
                                        {0, NULL}};

static const char *find_name(const struct named *names, int64_t value)
{
    for (; names->name; names++)
        if (names->value == value)
            return names->name;
    return NULL;
}

static const char *name_of(char code, int64_t value)
{
    const struct zm_datatype *datatype;
    const struct zm_op *op;
    switch (code) {
    case 's':
        return find_name(ranks, value);
    case 'r':
        return find_name(roots, value);
    case 'g':
        return find_name(tags, value);
    case 'c':
        return find_name(communicators, value);
    case 'G':
        return find_name(groups, value);
    case 'i':
        return find_name(infos, value);
    case 'e':
        return find_name(errhandlers, value);
    case 'S':
        return find_name(sessions, value);
    case 't':
        if (value == ZM_HANDLE(MPI_DATATYPE_NULL))
            return "MPI_DATATYPE_NULL";
        datatype = zm_datatype_predefined((MPI_Datatype)(intptr_t)value);
        return datatype ? datatype->name : NULL;
    case 'o':
        if (value == ZM_HANDLE(MPI_OP_NULL))
            return "MPI_OP_NULL";
        op = zm_op_predefined((MPI_Op)(intptr_t)value);
        return op ? op->name : NULL;
    default:
        return NULL;
    }
}

/* The name that the program gave an object; NULL: none. */
static const char *given_name(char code, int64_t value)
{
    const void *handle = (const void *)(intptr_t)value;
    const struct zm_comm *comm = code == 'c' ? zm_handle_find(ZM_HANDLE_COMM, handle) : NULL;
    const struct zm_datatype *datatype =
        code == 't' ? zm_handle_find(ZM_HANDLE_DATATYPE, handle) : NULL;
    if (comm && comm->name[0])
        return comm->name;
    return datatype && datatype->given_name && datatype->given_name[0] ? datatype->given_name
                                                                       : NULL;
}

/* ---- Calls ---- */

static int print_argument(char *text, size_t room, char code, int64_t value)
{
    static const struct named labels[] = {{'t', "datatype"}, {'o', "op"},   {'c', "comm"},
                                          {'G', "group"},    {'i', "info"}, {'e', "errhandler"},
                                          {'S', "session"},  {0, NULL}};
    const char *name = name_of(code, value), *label = find_name(labels, code);
    if (name)
        return snprintf(text, room, "%s", name);
    if ((name = given_name(code, value)))
        return snprintf(text, room, "%s=\"%s\"", label, name);
    if (label)
        return snprintf(text, room, "%s=%#llx", label, (unsigned long long)value);
    return snprintf(text, room, "%lld", (long long)value);
}

const char *zm_call_text(const struct zm_call *call, char text[ZM_CALL_TEXT_MAX])
{
    size_t n = (size_t)snprintf(text, ZM_CALL_TEXT_MAX, "%s(", call->name);
    const int64_t *argument = call->arguments;
    for (const char *c = call->format; *c && n < ZM_CALL_TEXT_MAX - 2; c++) {
        if (*c == '%')
            n += (size_t)print_argument(text + n, ZM_CALL_TEXT_MAX - n, *++c, *argument++);
        else
            text[n++] = *c;
    }
    if (n > ZM_CALL_TEXT_MAX - 2)
        n = ZM_CALL_TEXT_MAX - 2;
    text[n++] = ')';
    text[n] = '\0';
    return text;
}

/* ---- Communicators ---- */

static bool has_context(const struct zm_comm *comm, uint64_t context)
{
    return comm && comm->collectives && comm->context == context;
}

const struct zm_comm *zm_comm_of(const struct zm_mailbox *mailbox)
{
    uint64_t context = zm_context_of(mailbox);
    const struct zm_table *comms = &zm_process.handles.objects[ZM_HANDLE_COMM];
    if (has_context(zm_process.world, context))
        return zm_process.world;
    if (has_context(zm_process.self, context))
        return zm_process.self;
    for (size_t i = 0; i < comms->capacity; i++)
        if (has_context(comms->slots[i].value, context))
            return comms->slots[i].value;
    return NULL;
}

const char *zm_comm_text(const struct zm_mailbox *mailbox, char text[ZM_COMM_TEXT_MAX])
{
    const struct zm_comm *comm = zm_comm_of(mailbox);
    if (comm)
        print_argument(text, ZM_COMM_TEXT_MAX, 'c', ZM_HANDLE(comm->handle));
    else
        snprintf(text, ZM_COMM_TEXT_MAX, "a communicator that is not known here");
    return text;
}

/* ---- Requests ---- */

/* The other rank, by the number that it has in the communicator, and the tag. */
static void print_peer(const struct zm_request *request, char *text, size_t room)
{
    const struct zm_comm *comm = zm_comm_of(request->route.mailbox);
    const char *role = request->receives ? "source" : "dest";
    int peer = request->route.peer, n, tag = request->route.tag;
    int rank = peer >= 0 && comm ? zm_group_rank(zm_comm_peers(comm), peer) : peer;
    if (peer < 0)
        n = snprintf(text, room, "%s=%s, ", role, name_of('s', peer));
    else if (rank == peer)
        n = snprintf(text, room, "%s=%d, ", role, rank);
    else
        n = snprintf(text, room, "%s=%d, which is rank %d of the job, ", role, rank, peer);
    if (tag == MPI_ANY_TAG)
        snprintf(text + n, room - (size_t)n, "tag=MPI_ANY_TAG");
    else
        snprintf(text + n, room - (size_t)n, "tag=%d", tag);
}

const char *zm_request_text(const struct zm_request *request, char text[ZM_REQUEST_TEXT_MAX])
{
    char comm[ZM_COMM_TEXT_MAX], peer[128], call[ZM_SIGNATURE_TEXT_MAX];
    const struct zm_request *operation =
        request->persistent ? zm_persistent_operation(request) : NULL;
    const struct zm_request *message = operation ? operation : request;
    const char *name = request->name ? request->name : request->receives ? "MPI_Recv" : "MPI_Send";
    if (request->kind == ZM_REQUEST_COLLECTIVE)
        snprintf(text, ZM_REQUEST_TEXT_MAX, "%s", zm_signature_text(&request->call, call));
    else if (request->kind != ZM_REQUEST_MESSAGE || !message->route.mailbox)
        snprintf(text, ZM_REQUEST_TEXT_MAX, "%s", name);
    else {
        print_peer(message, peer, sizeof peer);
        snprintf(text, ZM_REQUEST_TEXT_MAX, "%s(%s%zu bytes, %s, %s)", name,
                 message->receives ? "up to " : "", message->total, peer,
                 zm_comm_text(message->route.mailbox, comm));
    }
    return text;
}
