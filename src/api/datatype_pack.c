/* SPDX-License-Identifier: BSL-1.0 */
/* Packing and unpacking by the program (sections 5.2 and 5.3 of the standard). Packed data has no
 * header: a message of MPI_PACKED can be received as what it consists of, and the other way round.
 */
#include <limits.h>
#include <mpi.h>
#include <stdint.h>
#include <string.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"
#include "type/external.h"
#include "type/pack.h"

/* ---- What all have in common ---- */

/* Packed data: `size` bytes at `bytes`, of which those before `position` are done. */
struct packed {
    const void *bytes;
    const char *name, *size_name;
    MPI_Count size;
    const void *position_pointer; /* where the program keeps the position */
    MPI_Count position;
};

/* Elements of a datatype, and the bytes that each takes when packed. */
struct unpacked {
    const char *name;
    const void *buffer;
    MPI_Count count;
    MPI_Datatype datatype;
    const struct zm_datatype *type;
    bool external;
};

static size_t packed_size(const struct unpacked *u)
{
    return u->external ? u->type->map->external_size : u->type->size;
}

/* Checks everything; *bytes is how many of the packed bytes the elements are. */
static int check(const struct packed *p, struct unpacked *u, size_t *bytes)
{
    int error;
    if ((error = zm_check_buffer(u->name, u->buffer, u->count, u->datatype, &u->type)) ||
        (error = zm_check_pointer("position", p->position_pointer)))
        return error;
    if (p->size < 0)
        return ZM_FAIL(MPI_ERR_ARG, "%s %lld is negative", p->size_name, (long long)p->size);
    if (p->position < 0 || p->position > p->size)
        return ZM_FAIL(MPI_ERR_ARG, "position %lld: expected one from 0 to %lld",
                       (long long)p->position, (long long)p->size);
    size_t room = (size_t)(p->size - p->position);
    if (__builtin_mul_overflow((size_t)u->count, packed_size(u), bytes) || *bytes > room)
        return ZM_FAIL(MPI_ERR_TRUNCATE,
                       "%lld elements of %zu bytes are more than %s holds from "
                       "position %lld on: %zu bytes",
                       (long long)u->count, packed_size(u), p->name, (long long)p->position, room);
    if (*bytes > 0 && !p->bytes)
        return ZM_FAIL(MPI_ERR_BUFFER, "%s is NULL", p->name);
    return MPI_SUCCESS;
}

/* Where the packed elements begin; of nothing, it may be NULL. */
static void *next_place(const struct packed *p)
{
    return (void *)((uintptr_t)p->bytes + (uintptr_t)p->position);
}

static int check_datarep(const char *datarep)
{
    int error = zm_check_pointer("datarep", datarep);
    if (!error && strcmp(datarep, "external32") != 0)
        error = ZM_FAIL(MPI_ERR_ARG, "datarep \"%s\": expected \"external32\"", datarep);
    return error;
}

/* ---- In the machine's own representation ---- */

static int pack(const struct zm_call *call, struct packed *p, struct unpacked *u, MPI_Comm comm,
                bool unpacks)
{
    struct zm_comm *c = NULL;
    size_t bytes;
    int error;
    zm_enter(call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = check(p, u, &bytes))) {
        void *place = next_place(p);
        if (bytes > 0 && unpacks)
            zm_unpack((void *)u->buffer, (size_t)u->count, u->type, 0, place, bytes);
        else if (bytes > 0)
            zm_pack(u->buffer, (size_t)u->count, u->type, 0, place, bytes);
        p->position += (MPI_Count)bytes;
    }
    return zm_leave(call, c, error);
}

#define PACK(name, integer)                                                                       \
    int PMPI_##name(const void *inbuf, integer incount, MPI_Datatype datatype, void *outbuf,      \
                    integer outsize, integer *position, MPI_Comm comm)                            \
    {                                                                                             \
        const struct zm_call call =                                                               \
            ZM_CALL("MPI_" #name, "incount=%d, %t, outsize=%d, %c", incount, ZM_HANDLE(datatype), \
                    outsize, ZM_HANDLE(comm));                                                    \
        struct packed p = {outbuf,  "outbuf", "outsize",                                          \
                           outsize, position, position ? *position : 0};                          \
        struct unpacked u = {"inbuf", inbuf, incount, datatype, NULL, false};                     \
        int error = pack(&call, &p, &u, comm, false);                                             \
        if (!error)                                                                               \
            *position = (integer)p.position;                                                      \
        return error;                                                                             \
    }                                                                                             \
    ZM_ALIAS(name)
PACK(Pack, int);
PACK(Pack_c, MPI_Count);

#define UNPACK(name, integer)                                                                     \
    int PMPI_##name(const void *inbuf, integer insize, integer *position, void *outbuf,           \
                    integer outcount, MPI_Datatype datatype, MPI_Comm comm)                       \
    {                                                                                             \
        const struct zm_call call =                                                               \
            ZM_CALL("MPI_" #name, "insize=%d, outcount=%d, %t, %c", insize, outcount,             \
                    ZM_HANDLE(datatype), ZM_HANDLE(comm));                                        \
        struct packed p = {inbuf, "inbuf", "insize", insize, position, position ? *position : 0}; \
        struct unpacked u = {"outbuf", outbuf, outcount, datatype, NULL, false};                  \
        int error = pack(&call, &p, &u, comm, true);                                              \
        if (!error)                                                                               \
            *position = (integer)p.position;                                                      \
        return error;                                                                             \
    }                                                                                             \
    ZM_ALIAS(name)
UNPACK(Unpack, int);
UNPACK(Unpack_c, MPI_Count);

/* ---- In "external32" ---- */

static int pack_external(const struct zm_call *call, const char *datarep, struct packed *p,
                         struct unpacked *u, bool unpacks)
{
    size_t bytes;
    int error;
    zm_enter(call);
    if (!(error = check_datarep(datarep)) && !(error = check(p, u, &bytes))) {
        void *place = next_place(p);
        if (bytes > 0 && unpacks)
            zm_unpack_external((void *)u->buffer, (size_t)u->count, u->type, place);
        else if (bytes > 0)
            zm_pack_external(u->buffer, (size_t)u->count, u->type, place);
        p->position += (MPI_Count)bytes;
    }
    return zm_leave(call, NULL, error);
}

#define PACK_EXTERNAL(name, integer, address)                                                    \
    int PMPI_##name(const char *datarep, const void *inbuf, integer incount,                     \
                    MPI_Datatype datatype, void *outbuf, address outsize, address *position)     \
    {                                                                                            \
        const struct zm_call call = ZM_CALL("MPI_" #name, "incount=%d, %t, outsize=%d", incount, \
                                            ZM_HANDLE(datatype), outsize);                       \
        struct packed p = {outbuf,  "outbuf", "outsize",                                         \
                           outsize, position, position ? *position : 0};                         \
        struct unpacked u = {"inbuf", inbuf, incount, datatype, NULL, true};                     \
        int error = pack_external(&call, datarep, &p, &u, false);                                \
        if (!error)                                                                              \
            *position = (address)p.position;                                                     \
        return error;                                                                            \
    }                                                                                            \
    ZM_ALIAS(name)
PACK_EXTERNAL(Pack_external, int, MPI_Aint);
PACK_EXTERNAL(Pack_external_c, MPI_Count, MPI_Count);

#define UNPACK_EXTERNAL(name, integer, address)                                                   \
    int PMPI_##name(const char datarep[], const void *inbuf, address insize, address *position,   \
                    void *outbuf, integer outcount, MPI_Datatype datatype)                        \
    {                                                                                             \
        const struct zm_call call = ZM_CALL("MPI_" #name, "insize=%d, outcount=%d, %t", insize,   \
                                            outcount, ZM_HANDLE(datatype));                       \
        struct packed p = {inbuf, "inbuf", "insize", insize, position, position ? *position : 0}; \
        struct unpacked u = {"outbuf", outbuf, outcount, datatype, NULL, true};                   \
        int error = pack_external(&call, datarep, &p, &u, true);                                  \
        if (!error)                                                                               \
            *position = (address)p.position;                                                      \
        return error;                                                                             \
    }                                                                                             \
    ZM_ALIAS(name)
UNPACK_EXTERNAL(Unpack_external, int, MPI_Aint);
UNPACK_EXTERNAL(Unpack_external_c, MPI_Count, MPI_Count);

/* ---- Sizes ---- */

/* What is more than the integer can hold is undefined. The datatype need not be committed. */
static int size_of(struct unpacked *u, const void *result, MPI_Count most, MPI_Count *size)
{
    size_t bytes;
    int error;
    if ((error = zm_check_pointer("size", result)) ||
        (error = zm_check_count("incount", u->count)) ||
        (error = zm_check_datatype(u->datatype, &u->type)))
        return error;
    bool fits =
        !__builtin_mul_overflow((size_t)u->count, packed_size(u), &bytes) && bytes <= (size_t)most;
    *size = fits ? (MPI_Count)bytes : MPI_UNDEFINED;
    return MPI_SUCCESS;
}

#define PACK_SIZE(name, integer, most)                                                    \
    int PMPI_##name(integer incount, MPI_Datatype datatype, MPI_Comm comm, integer *size) \
    {                                                                                     \
        const struct zm_call call = ZM_CALL("MPI_" #name, "incount=%d, %t, %c", incount,  \
                                            ZM_HANDLE(datatype), ZM_HANDLE(comm));        \
        struct unpacked u = {NULL, NULL, incount, datatype, NULL, false};                 \
        struct zm_comm *c = NULL;                                                         \
        MPI_Count bytes;                                                                  \
        zm_enter(&call);                                                                  \
        int error = zm_check_comm(comm, &c);                                              \
        if (!error && !(error = size_of(&u, size, most, &bytes)))                         \
            *size = (integer)bytes;                                                       \
        return zm_leave(&call, c, error);                                                 \
    }                                                                                     \
    ZM_ALIAS(name)
PACK_SIZE(Pack_size, int, INT_MAX);
PACK_SIZE(Pack_size_c, MPI_Count, INT64_MAX);

#define PACK_EXTERNAL_SIZE(name, integer, address)                                              \
    int PMPI_##name(const char *datarep, integer incount, MPI_Datatype datatype, address *size) \
    {                                                                                           \
        const struct zm_call call =                                                             \
            ZM_CALL("MPI_" #name, "incount=%d, %t", incount, ZM_HANDLE(datatype));              \
        struct unpacked u = {NULL, NULL, incount, datatype, NULL, true};                        \
        MPI_Count bytes;                                                                        \
        zm_enter(&call);                                                                        \
        int error = check_datarep(datarep);                                                     \
        if (!error && !(error = size_of(&u, size, INTPTR_MAX, &bytes)))                         \
            *size = (address)bytes;                                                             \
        return zm_leave(&call, NULL, error);                                                    \
    }                                                                                           \
    ZM_ALIAS(name)
PACK_EXTERNAL_SIZE(Pack_external_size, int, MPI_Aint);
PACK_EXTERNAL_SIZE(Pack_external_size_c, MPI_Count, MPI_Count);
