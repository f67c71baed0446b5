/* SPDX-License-Identifier: BSL-1.0 */
/* The implementation and its surroundings: versions, the computer's name, clocks, memory (chapter 9
 * of the standard). */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/call.h"
#include "api/check.h"
#include "api/info.h"
#include "api/process.h"
#include "base/clock.h"

/* ---- Versions: at any time ---- */

static int get_version(const struct zm_call *call, int major, int minor, int *to_major,
                       int *to_minor)
{
    int error;
    zm_enter_any_time(call);
    if (!(error = zm_check_pointer("version", to_major)) &&
        !(error = zm_check_pointer("subversion", to_minor))) {
        *to_major = major;
        *to_minor = minor;
    }
    return zm_leave(call, NULL, error);
}

int PMPI_Get_version(int *version, int *subversion)
{
    const struct zm_call call = {"MPI_Get_version", "", {0}};
    return get_version(&call, MPI_VERSION, MPI_SUBVERSION, version, subversion);
}
ZM_ALIAS(Get_version);

int PMPI_Abi_get_version(int *abi_major, int *abi_minor)
{
    const struct zm_call call = {"MPI_Abi_get_version", "", {0}};
    return get_version(&call, MPI_ABI_VERSION, MPI_ABI_SUBVERSION, abi_major, abi_minor);
}
ZM_ALIAS(Abi_get_version);

int PMPI_Get_library_version(char *version, int *resultlen)
{
    const struct zm_call call = {"MPI_Get_library_version", "", {0}};
    int error;
    zm_enter_any_time(&call);
    if (!(error = zm_check_pointer("version", version)) &&
        !(error = zm_check_pointer("resultlen", resultlen)))
        *resultlen = snprintf(version, MPI_MAX_LIBRARY_VERSION_STRING,
                              "ZeroMPI %s (MPI %d.%d, ABI %d.%d) over ZeroMQ", ZEROMPI_VERSION,
                              MPI_VERSION, MPI_SUBVERSION, MPI_ABI_VERSION, MPI_ABI_SUBVERSION);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Get_library_version);

/* ---- The computer ---- */

int PMPI_Get_processor_name(char *name, int *resultlen)
{
    const struct zm_call call = {"MPI_Get_processor_name", "", {0}};
    int error;
    zm_enter(&call);
    if (!(error = zm_check_pointer("name", name)) &&
        !(error = zm_check_pointer("resultlen", resultlen)))
        *resultlen = snprintf(name, MPI_MAX_PROCESSOR_NAME, "%s", zm_process.report.host);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Get_processor_name);

/* A process is always on one host; that is all that is known of the hardware. */
static struct zm_info *new_hardware_info(void)
{
    struct zm_info *info = zm_info_new();
    if (info && zm_info_set(info, "mpi_shared_memory", "true"))
        return info;
    zm_info_release(info);
    return NULL;
}

int PMPI_Get_hw_resource_info(MPI_Info *hw_info)
{
    const struct zm_call call = {"MPI_Get_hw_resource_info", "", {0}};
    zm_enter(&call);
    int error = zm_check_pointer("hw_info", hw_info);
    if (!error)
        error = zm_hand_out_info(new_hardware_info(), hw_info);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Get_hw_resource_info);

/* ---- Clocks ---- */

double PMPI_Wtime(void)
{
    return (double)zm_now() / (double)ZM_SECOND;
}
ZM_ALIAS(Wtime);

double PMPI_Wtick(void)
{
    struct timespec resolution;
    clock_getres(CLOCK_MONOTONIC, &resolution);
    return (double)resolution.tv_sec + (double)resolution.tv_nsec / (double)ZM_SECOND;
}
ZM_ALIAS(Wtick);

/* ---- Memory ---- */

#define ALIGNMENT 64 /* bytes: a line of the cache, and enough for any vector */

/* The alignment that the hints ask for, if it is one. */
static size_t find_alignment(const struct zm_info *hints)
{
    const char *text = zm_info_get(hints, "mpi_minimum_memory_alignment");
    unsigned long long wanted = text ? strtoull(text, NULL, 10) : 0;
    bool power_of_two = wanted && (wanted & (wanted - 1)) == 0;
    return power_of_two && wanted > ALIGNMENT && wanted <= SIZE_MAX / 4 ? (size_t)wanted
                                                                        : ALIGNMENT;
}

/* Memory that is noted, so that it can be told from other memory when it is freed. */
static int allocate(size_t size, size_t alignment, void **memory)
{
    /* A multiple of the alignment, and at least one: no two have the same address. */
    if (size < PTRDIFF_MAX - alignment)
        *memory = aligned_alloc(alignment, (size / alignment + 1) * alignment);
    if (*memory && zm_table_insert(&zm_process.allocated, (uint64_t)(uintptr_t)*memory, *memory))
        return MPI_SUCCESS;
    free(*memory);
    return ZM_FAIL(MPI_ERR_NO_MEM, "there are no %zu bytes of memory", size);
}

int PMPI_Alloc_mem(MPI_Aint size, MPI_Info info, void *baseptr)
{
    const struct zm_call call = ZM_CALL("MPI_Alloc_mem", "size=%d, %i", size, ZM_HANDLE(info));
    struct zm_info *hints;
    int error;
    zm_enter(&call);
    if (size < 0)
        error = ZM_FAIL(MPI_ERR_ARG, "size %lld is negative", (long long)size);
    else if (!(error = zm_check_hints(info, &hints)) &&
             !(error = zm_check_pointer("baseptr", baseptr))) {
        void *memory = NULL;
        if (!(error = allocate((size_t)size, find_alignment(hints), &memory)))
            *(void **)baseptr = memory;
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Alloc_mem);

/* NULL is freed as free does it. */
int PMPI_Free_mem(void *base)
{
    const struct zm_call call = {"MPI_Free_mem", "", {0}};
    int error = MPI_SUCCESS;
    zm_enter(&call);
    if (!base || zm_table_remove(&zm_process.allocated, (uint64_t)(uintptr_t)base))
        free(base);
    else
        error = ZM_FAIL(MPI_ERR_BASE, "this memory is not of MPI_Alloc_mem");
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Free_mem);

/* ---- Profiling: for others to intercept ---- */

int PMPI_Pcontrol(const int level, ...)
{
    (void)level;
    return MPI_SUCCESS;
}
ZM_ALIAS(Pcontrol);
