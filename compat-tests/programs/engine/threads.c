/* SPDX-License-Identifier: BSL-1.0 */
/* Several threads of each rank use MPI at once: messages of all sizes between threads of the same
 * number on all ranks, probes, and collectives on a communicator for each thread. */
#include <mpi.h>
#include <pthread.h>

#include "check.h"

enum { THREADS = 4, ROUNDS = 20 };

struct task {
    int number;
    MPI_Comm comm; /* this thread's own, of all ranks */
};

static int rank, size;

/* Around the ring on MPI_COMM_WORLD; the threads' messages differ by tag alone. */
static void exchange(const struct task *task, int round)
{
    static const int counts[] = {0, 1, 1000, 40000};
    int count = counts[round % 4], right = (rank + 1) % size, left = (rank + size - 1) % size;
    int *out = allocate((size_t)count * sizeof *out), *in = allocate((size_t)count * sizeof *in);
    MPI_Request requests[2];
    MPI_Status status;
    int got;
    for (int i = 0; i < count; i++)
        out[i] = rank + task->number + round + i;
    MPI_Isend(out, count, MPI_INT, right, task->number, MPI_COMM_WORLD, &requests[0]);
    if (round % 3 == 0) {
        MPI_Probe(left, task->number, MPI_COMM_WORLD, &status);
        MPI_Get_count(&status, MPI_INT, &got);
        CHECK(got == count);
    }
    MPI_Irecv(in, count, MPI_INT, left, task->number, MPI_COMM_WORLD, &requests[1]);
    MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
    for (int i = 0; i < count; i++)
        CHECK(in[i] == left + task->number + round + i);
    free(out);
    free(in);
}

static void *work(void *argument)
{
    const struct task *task = argument;
    for (int round = 0; round < ROUNDS; round++) {
        int sum, mine = rank + task->number;
        exchange(task, round);
        MPI_Allreduce(&mine, &sum, 1, MPI_INT, MPI_SUM, task->comm);
        CHECK(sum == size * (size - 1) / 2 + size * task->number);
        MPI_Barrier(task->comm);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    int provided;
    struct task tasks[THREADS];
    pthread_t threads[THREADS];
    MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
    CHECK(provided == MPI_THREAD_MULTIPLE);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    for (int i = 0; i < THREADS; i++) {
        tasks[i].number = i;
        MPI_Comm_dup(MPI_COMM_WORLD, &tasks[i].comm);
    }
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, work, &tasks[i]) == 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        MPI_Comm_free(&tasks[i].comm);
    }
    return all_well("threads");
}
