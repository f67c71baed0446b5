/* SPDX-License-Identifier: BSL-1.0 */
/* Buffer allocation and usage (section 3.6 of the standard). */
#include <limits.h>
#include <mpi.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"
#include "api/request.h"
#include "comm/buffer.h"

/* Whose buffer it is. */
struct holder {
    enum { PROCESS, COMM, SESSION } kind;
    MPI_Comm comm;
    MPI_Session session;
    /* the objects */
    struct zm_comm *c;
    struct zm_session *s;
    struct zm_buffer *buffer;
};

static int check_holder(struct holder *holder)
{
    int error = MPI_SUCCESS;
    switch (holder->kind) {
    case PROCESS:
        holder->buffer = &zm_process.comms.buffer;
        break;
    case COMM:
        if (!(error = zm_check_comm(holder->comm, &holder->c)))
            holder->buffer = &holder->c->buffer;
        break;
    case SESSION:
        if (!(error = zm_check_session(holder->session, &holder->s)))
            holder->buffer = &holder->s->buffer;
    }
    return error;
}

static int leave(const struct zm_call *call, const struct holder *holder, int error)
{
    return holder->kind == SESSION ? zm_leave_session(call, holder->s, error)
                                   : zm_leave(call, holder->c, error);
}

static int check_memory(const void *memory, MPI_Count size)
{
    if (memory == MPI_BUFFER_AUTOMATIC)
        return MPI_SUCCESS;
    if (size < 0)
        return ZM_FAIL(MPI_ERR_ARG, "size %lld is negative", (long long)size);
    if (!memory && size)
        return ZM_FAIL(MPI_ERR_BUFFER, "buffer is NULL, though size is %lld", (long long)size);
    return MPI_SUCCESS;
}

static int attach(const char *name, struct holder holder, void *memory, MPI_Count size)
{
    const struct zm_call call = ZM_CALL(name, "size=%d", size);
    int error;
    zm_enter(&call);
    if (!(error = check_holder(&holder)) && !(error = check_memory(memory, size)))
        error = zm_buffer_attach(&zm_process.engine, holder.buffer, memory, (size_t)size);
    return leave(&call, &holder, error);
}

/* One of `size` and `large` gets the size. */
static int detach(const char *name, struct holder holder, void *address, int *size,
                  MPI_Count *large)
{
    const struct zm_call call = {name, "", {0}};
    size_t bytes;
    int error;
    zm_enter(&call);
    if (!(error = check_holder(&holder)) && !(error = zm_check_pointer("buffer_addr", address)) &&
        (large || !(error = zm_check_pointer("size", size)))) {
        if (!large && holder.buffer->size > INT_MAX)
            error = ZM_FAIL(MPI_ERR_VALUE_TOO_LARGE, "the buffer's %zu bytes are no int",
                            holder.buffer->size);
        else
            zm_buffer_detach(&zm_process.engine, holder.buffer, address, &bytes);
    }
    if (!error && large)
        *large = (MPI_Count)bytes;
    else if (!error)
        *size = (int)bytes;
    return leave(&call, &holder, error);
}

static int flush(const char *name, struct holder holder)
{
    const struct zm_call call = {name, "", {0}};
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if (!(error = check_holder(&holder)) &&
        !(error = zm_buffer_flush(&zm_process.engine, holder.buffer, &made)))
        error = zm_finish(made);
    return leave(&call, &holder, error);
}

static int iflush(const char *name, struct holder holder, MPI_Request *request)
{
    const struct zm_call call = {name, "", {0}};
    struct zm_request *made;
    int error;
    zm_enter(&call);
    if (!(error = check_holder(&holder)) && !(error = zm_check_pointer("request", request)) &&
        !(error = zm_buffer_flush(&zm_process.engine, holder.buffer, &made)))
        error = zm_hand_out(holder.c, made, request);
    return leave(&call, &holder, error);
}

/* ---- The process's buffer ---- */

static const struct holder process = {.kind = PROCESS};

int PMPI_Buffer_attach(void *buffer, int size)
{
    return attach("MPI_Buffer_attach", process, buffer, size);
}
ZM_ALIAS(Buffer_attach);

int PMPI_Buffer_attach_c(void *buffer, MPI_Count size)
{
    return attach("MPI_Buffer_attach_c", process, buffer, size);
}
ZM_ALIAS(Buffer_attach_c);

int PMPI_Buffer_detach(void *buffer_addr, int *size)
{
    return detach("MPI_Buffer_detach", process, buffer_addr, size, NULL);
}
ZM_ALIAS(Buffer_detach);

int PMPI_Buffer_detach_c(void *buffer_addr, MPI_Count *size)
{
    return detach("MPI_Buffer_detach_c", process, buffer_addr, NULL, size);
}
ZM_ALIAS(Buffer_detach_c);

int PMPI_Buffer_flush(void)
{
    return flush("MPI_Buffer_flush", process);
}
ZM_ALIAS(Buffer_flush);

int PMPI_Buffer_iflush(MPI_Request *request)
{
    return iflush("MPI_Buffer_iflush", process, request);
}
ZM_ALIAS(Buffer_iflush);

/* ---- The buffers of communicators and sessions ---- */

/* The functions of what the program knows by a handle, which is member `member` of a holder of that
 * kind. */
#define FUNCTIONS_OF(Holder, KIND, member)                                                       \
    int PMPI_##Holder##_attach_buffer(MPI_##Holder member, void *buffer, int size)               \
    {                                                                                            \
        return attach("MPI_" #Holder "_attach_buffer",                                           \
                      (struct holder){.kind = KIND, .member = member}, buffer, size);            \
    }                                                                                            \
    ZM_ALIAS(Holder##_attach_buffer);                                                            \
    int PMPI_##Holder##_attach_buffer_c(MPI_##Holder member, void *buffer, MPI_Count size)       \
    {                                                                                            \
        return attach("MPI_" #Holder "_attach_buffer_c",                                         \
                      (struct holder){.kind = KIND, .member = member}, buffer, size);            \
    }                                                                                            \
    ZM_ALIAS(Holder##_attach_buffer_c);                                                          \
    int PMPI_##Holder##_detach_buffer(MPI_##Holder member, void *buffer_addr, int *size)         \
    {                                                                                            \
        return detach("MPI_" #Holder "_detach_buffer",                                           \
                      (struct holder){.kind = KIND, .member = member}, buffer_addr, size, NULL); \
    }                                                                                            \
    ZM_ALIAS(Holder##_detach_buffer);                                                            \
    int PMPI_##Holder##_detach_buffer_c(MPI_##Holder member, void *buffer_addr, MPI_Count *size) \
    {                                                                                            \
        return detach("MPI_" #Holder "_detach_buffer_c",                                         \
                      (struct holder){.kind = KIND, .member = member}, buffer_addr, NULL, size); \
    }                                                                                            \
    ZM_ALIAS(Holder##_detach_buffer_c);                                                          \
    int PMPI_##Holder##_flush_buffer(MPI_##Holder member)                                        \
    {                                                                                            \
        return flush("MPI_" #Holder "_flush_buffer",                                             \
                     (struct holder){.kind = KIND, .member = member});                           \
    }                                                                                            \
    ZM_ALIAS(Holder##_flush_buffer);                                                             \
    int PMPI_##Holder##_iflush_buffer(MPI_##Holder member, MPI_Request *request)                 \
    {                                                                                            \
        return iflush("MPI_" #Holder "_iflush_buffer",                                           \
                      (struct holder){.kind = KIND, .member = member}, request);                 \
    }                                                                                            \
    ZM_ALIAS(Holder##_iflush_buffer)

FUNCTIONS_OF(Comm, COMM, comm);
FUNCTIONS_OF(Session, SESSION, session);
