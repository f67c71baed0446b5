/* SPDX-License-Identifier: BSL-1.0 */
/* What the conformance programs share. Each begins with `begin`, which makes errors return, checks
 * with CHECK, GOOD and FAILS, and ends with `return finish();`. */
#ifndef CONFORMANCE_CHECK_H
#define CONFORMANCE_CHECK_H

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int rank, size;    /* in MPI_COMM_WORLD */
static char context[160]; /* what a program is about, if it says so */

static void failed(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: rank %d of %d%s: not so: %s\n", file, line, rank, size, context, what);
    fflush(stderr);
    MPI_Abort(MPI_COMM_WORLD, 1);
}

/* The condition holds; a call that is the condition runs once. */
#define CHECK(condition)                            \
    do {                                            \
        if (!(condition))                           \
            failed(__FILE__, __LINE__, #condition); \
    } while (0)

/* The call succeeds. */
#define GOOD(call) CHECK((call) == MPI_SUCCESS)

static inline int class_of(int code)
{
    int result = -1;
    MPI_Error_class(code, &result);
    return result;
}

/* The call returns an error of that class. Other MPIs may use another class, which is their right
 * where several are true; so only ours is held to it. */
#ifdef ZEROMPI_API
#define FAILS(call, error_class) CHECK(class_of(call) == (error_class))
#else
#define FAILS(call, error_class) CHECK(class_of(call) != MPI_SUCCESS)
#endif

/* The condition holds, but others are known to think otherwise; then it is not even computed. */
#ifdef ZEROMPI_API
#define OURS(condition) CHECK(condition)
#else
#define OURS(condition) ((void)sizeof(condition))
#endif

static inline void begin(int *argc, char ***argv)
{
    MPI_Init(argc, argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
    for (int i = 0; i < 2; i++) /* from now on ranks of one host may share memory */
        MPI_Barrier(MPI_COMM_WORLD);
}

/* Says "ok" once, when all ranks have come here. */
static inline int finish(void)
{
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank == 0)
        printf("ok\n");
    return MPI_Finalize();
}

#endif
