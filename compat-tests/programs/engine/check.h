/* SPDX-License-Identifier: BSL-1.0 */
/* What the programs that exercise the engine share: a check that ends the job when it fails, bytes
 * that betray their place, and communicators to try things on. */
#ifndef CHECK_H
#define CHECK_H

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the job with a message when the condition does not hold. */
#define CHECK(condition)                                  \
    do {                                                  \
        if (!(condition))                                 \
            check_failed(__FILE__, __LINE__, #condition); \
    } while (0)

static inline void check_failed(const char *file, int line, const char *condition)
{
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    fprintf(stderr, "%s:%d: rank %d: not so: %s\n", file, line, rank, condition);
    fflush(stderr);
    MPI_Abort(MPI_COMM_WORLD, 1);
}

static inline int comm_rank(MPI_Comm comm)
{
    int rank;
    MPI_Comm_rank(comm, &rank);
    return rank;
}

static inline int comm_size(MPI_Comm comm)
{
    int size;
    MPI_Comm_size(comm, &size);
    return size;
}

static inline void *allocate(size_t bytes)
{
    void *memory = malloc(bytes > 0 ? bytes : 1);
    CHECK(memory != NULL);
    return memory;
}

/* Byte i of the message that the key stands for. */
static inline unsigned char pattern_byte(unsigned key, size_t i)
{
    return (unsigned char)(key * 37 + i * 11 + (i >> 8) * 5 + (i >> 16));
}

static inline void paint(void *message, size_t bytes, unsigned key)
{
    unsigned char *at = message;
    for (size_t i = 0; i < bytes; i++)
        at[i] = pattern_byte(key, i);
}

static inline int is_painted(const void *message, size_t bytes, unsigned key)
{
    const unsigned char *at = message;
    unsigned char wrong = 0;
    for (size_t i = 0; i < bytes; i++)
        wrong |= at[i] ^ pattern_byte(key, i);
    return wrong == 0;
}

/* Checks all that a status tells of a message of the given number of bytes. */
#define CHECK_STATUS(status, source, tag, bytes)       \
    do {                                               \
        CHECK((status)->MPI_SOURCE == (source));       \
        CHECK((status)->MPI_TAG == (tag));             \
        CHECK(bytes_received(status) == (int)(bytes)); \
    } while (0)

static inline int bytes_received(const MPI_Status *status)
{
    int count = -1;
    CHECK(MPI_Get_count(status, MPI_BYTE, &count) == MPI_SUCCESS);
    return count;
}

/* The communicators that collectives are tried on: the world, a duplicate, all in reversed order,
 * and the even and the odd ranks apart, in reversed order too. */
enum { COMMS = 4 };

static inline void make_comms(MPI_Comm comms[COMMS])
{
    int rank = comm_rank(MPI_COMM_WORLD);
    comms[0] = MPI_COMM_WORLD;
    MPI_Comm_dup(MPI_COMM_WORLD, &comms[1]);
    MPI_Comm_split(MPI_COMM_WORLD, 0, -rank, &comms[2]);
    MPI_Comm_split(MPI_COMM_WORLD, rank % 2, -rank, &comms[3]);
}

static inline void free_comms(MPI_Comm comms[COMMS])
{
    for (int i = 1; i < COMMS; i++) {
        MPI_Comm_free(&comms[i]);
        CHECK(comms[i] == MPI_COMM_NULL);
    }
}

/* Ends a program in which nothing was wrong. */
static inline int all_well(const char *name)
{
    MPI_Barrier(MPI_COMM_WORLD);
    if (comm_rank(MPI_COMM_WORLD) == 0)
        printf("%s: all is well\n", name);
    MPI_Finalize();
    return 0;
}

#endif
