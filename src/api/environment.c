/* SPDX-License-Identifier: BSL-1.0 */
/* The implementation and its surroundings: versions, the computer's name, clocks (chapter 9 of the
 * standard). */
#include <mpi.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "api/call.h"
#include "api/check.h"
#include "api/process.h"
#include "base/clock.h"

int PMPI_Get_version(int *version, int *subversion)
{
    *version = MPI_VERSION;
    *subversion = MPI_SUBVERSION;
    return MPI_SUCCESS;
}
ZM_ALIAS(Get_version);

int PMPI_Abi_get_version(int *abi_major, int *abi_minor)
{
    *abi_major = MPI_ABI_VERSION;
    *abi_minor = MPI_ABI_SUBVERSION;
    return MPI_SUCCESS;
}
ZM_ALIAS(Abi_get_version);

int PMPI_Get_library_version(char *version, int *resultlen)
{
    *resultlen = snprintf(version, MPI_MAX_LIBRARY_VERSION_STRING,
                          "ZeroMPI %s (MPI %d.%d, ABI %d.%d) over ZeroMQ", ZEROMPI_VERSION,
                          MPI_VERSION, MPI_SUBVERSION, MPI_ABI_VERSION, MPI_ABI_SUBVERSION);
    return MPI_SUCCESS;
}
ZM_ALIAS(Get_library_version);

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
