/* SPDX-License-Identifier: BSL-1.0 */
/* Master and workers: the master hands out tasks one at a time to whoever is free and takes results
 * from any source; tasks take different times, so nobody knows who does what. */

#include <mpi.h>
#include <stdio.h>

enum { TASKS = 500, WORK = 1, STOP = 2 };

/* How many steps the number takes to reach 1 when even ones are halved and odd ones become 3n+1. */
static int steps(int number)
{
    int count = 0;
    for (long n = number; n != 1; count++)
        n = n % 2 == 0 ? n / 2 : 3 * n + 1;
    return count;
}

/* Hands out all tasks and collects the result of task i in results[i]. */
static void master(int size, int *results)
{
    int next = 0, busy = 0;

    for (int worker = 1; worker < size; worker++, next++) {
        MPI_Send(&next, 1, MPI_INT, worker, next < TASKS ? WORK : STOP, MPI_COMM_WORLD);
        busy += next < TASKS;
    }
    while (busy > 0) {
        int answer[2];
        MPI_Status status;
        MPI_Recv(answer, 2, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
        results[answer[0]] = answer[1];
        MPI_Send(&next, 1, MPI_INT, status.MPI_SOURCE, next < TASKS ? WORK : STOP, MPI_COMM_WORLD);
        if (next < TASKS)
            next++;
        else
            busy--;
    }
}

static void worker(void)
{
    for (;;) {
        int task, answer[2];
        MPI_Status status;
        MPI_Recv(&task, 1, MPI_INT, 0, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
        if (status.MPI_TAG == STOP)
            return;
        answer[0] = task;
        answer[1] = steps(task + 1);
        MPI_Send(answer, 2, MPI_INT, 0, WORK, MPI_COMM_WORLD);
    }
}

int main(int argc, char **argv)
{
    int rank, size, results[TASKS] = {0}, wrong = 0, longest = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    if (rank != 0) {
        worker();
    } else {
        if (size > 1)
            master(size, results);
        else
            for (int task = 0; task < TASKS; task++)
                results[task] = steps(task + 1);
        for (int task = 0; task < TASKS; task++) {
            wrong += results[task] != steps(task + 1);
            if (results[task] > results[longest])
                longest = task;
        }
        printf("of the numbers to %d, %d takes the most steps: %d; %d results wrong\n", TASKS,
               longest + 1, results[longest], wrong);
    }
    MPI_Finalize();
    return wrong != 0;
}
