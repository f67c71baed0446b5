/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes what a launcher with PMI answers, all of which it has said before it is asked. */
#include "job/pmi.h"

#include <mpi.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "fuzz.h"

static char number[20];

static char *get(const char *name)
{
    if (strcmp(name, "PMI_FD") == 0)
        return number;
    if (strcmp(name, "PMI_SIZE") == 0)
        return "4";
    return strcmp(name, "PMI_RANK") == 0 ? "1" : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct zm_pmi pmi;
    struct zm_report report;
    int ends[2], rank, size;
    char value[100];
    if (bytes > 65536 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return 0;
    FUZZ_HOLDS(send(ends[1], data, bytes, 0) == (ssize_t)bytes);
    shutdown(ends[1], SHUT_WR);
    snprintf(number, sizeof number, "%d", ends[0]);
    if (zm_pmi_open(&pmi, get, zm_now() + ZM_SECOND, &rank, &size, &report) == MPI_SUCCESS &&
        zm_pmi_share(&pmi, false, value, sizeof value, zm_now() + ZM_SECOND, &report) ==
            MPI_SUCCESS)
        FUZZ_HOLDS(strlen(value) < sizeof value);
    zm_pmi_close(&pmi);
    close(ends[1]);
    return 0;
}
