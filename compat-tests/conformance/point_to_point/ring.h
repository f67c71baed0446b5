/* SPDX-License-Identifier: BSL-1.0 */
/* What programs share whose ranks stand in a ring, and send mostly to their right. */
#ifndef CONFORMANCE_RING_H
#define CONFORMANCE_RING_H

#include "../check.h"

static int right, left; /* ranks */

static inline void begin_ring(int *argc, char ***argv)
{
    begin(argc, argv);
    right = (rank + 1) % size;
    left = (rank + size - 1) % size;
}

/* The status is that of a message of so many ints. */
static inline void check_status(const MPI_Status *status, int source, int tag, int count)
{
    int got = -1, cancelled = 1;
    CHECK(status->MPI_SOURCE == source);
    CHECK(status->MPI_TAG == tag);
    GOOD(MPI_Get_count(status, MPI_INT, &got));
    CHECK(got == count);
    GOOD(MPI_Test_cancelled(status, &cancelled));
    OURS(!cancelled); /* MPICH 4.0 leaves that open in a probe's */
}

/* Ints that tell where they are. */
static inline void paint(int *data, int count, int key)
{
    for (int i = 0; i < count; i++)
        data[i] = key * 1000 + i;
}

static inline int is_painted(const int *data, int count, int key)
{
    for (int i = 0; i < count; i++)
        if (data[i] != key * 1000 + i)
            return 0;
    return 1;
}

#endif
