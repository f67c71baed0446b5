/* SPDX-License-Identifier: BSL-1.0 */
/* An MPI program in which one rank meets a fate of its own while the others wait for it: fate WHAT
 * [RANK [VALUE]]. */
#include <mpi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int rank, size;

static int is(const char *what, const char *wanted)
{
    return strcmp(what, wanted) == 0;
}

/* Pass a number around, each rank adding its own. */
static void ring(void)
{
    int sum = 0;

    if (rank > 0)
        MPI_Recv(&sum, 1, MPI_INT, rank - 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    sum += rank;
    if (size > 1)
        MPI_Send(&sum, 1, MPI_INT, (rank + 1) % size, 0, MPI_COMM_WORLD);
    if (rank == 0 && size > 1)
        MPI_Recv(&sum, 1, MPI_INT, size - 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (rank == 0)
        printf("%d ranks, sum %d\n", size, sum);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "ring", *number = getenv("ZEROMPI_RANK");
    int who = argc > 2 ? atoi(argv[2]) : -1, value = argc > 3 ? atoi(argv[3]) : 0;

    if (is(what, "without_init") && number && atoi(number) == who)
        return value;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    ring();
    fflush(stdout);
    MPI_Barrier(MPI_COMM_WORLD); /* what the ranks have said is not to be lost with one of them */
    if (rank == who) {
        if (is(what, "abort"))
            MPI_Abort(MPI_COMM_WORLD, value);
        if (is(what, "exit"))
            exit(value);
        if (is(what, "kill")) {
            signal(value, SIG_DFL);
            raise(value);
        }
        if (is(what, "sleep"))
            sleep(60);
        if (is(what, "spin"))
            for (;;)
                continue;
    }
    if (!is(what, "ring"))
        MPI_Barrier(MPI_COMM_WORLD);
    MPI_Finalize();
    return is(what, "status") && rank == who ? value : 0;
}
