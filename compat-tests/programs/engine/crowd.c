/* SPDX-License-Identifier: BSL-1.0 */
/* Several threads of each rank make, use and free everything at once: datatypes, groups,
 * communicators, attributes, info, operators, requests of all kinds; each thread on a communicator
 * of its own. At last all threads of a rank serve one partitioned message. */
#include <mpi.h>
#include <pthread.h>

#include "check.h"

enum { THREADS = 4, ROUNDS = 6, COUNT = 500, LONG = 40000 };

struct task {
    int number;
    MPI_Comm comm;      /* this thread's own, of all ranks */
    MPI_Request shared; /* of the rank: a partition for each thread */
    int *parts;
};

static int rank, size, left, right;

static void first_wins(void *in, void *inout, int *count, MPI_Datatype *datatype)
{
    MPI_Aint lb, extent;
    MPI_Type_get_extent(*datatype, &lb, &extent);
    memcpy(inout, in, (size_t)*count * (size_t)extent);
}

/* Every other element of an array goes around the ring, matched first and received later. */
static void send_columns(const struct task *task, int round)
{
    int out[2 * COUNT], in[2 * COUNT];
    MPI_Datatype column;
    MPI_Message message;
    MPI_Request request;
    MPI_Status status;
    for (int i = 0; i < 2 * COUNT; i++) {
        out[i] = rank + task->number + round + i;
        in[i] = -1;
    }
    MPI_Type_vector(COUNT, 1, 2, MPI_INT, &column);
    MPI_Type_commit(&column);
    MPI_Isend(out, 1, column, right, round, task->comm, &request);
    MPI_Type_free(&column);
    MPI_Mprobe(left, round, task->comm, &message, &status);
    MPI_Mrecv(in, COUNT, MPI_INT, &message, &status);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
    for (int i = 0; i < COUNT; i++)
        CHECK(in[i] == left + task->number + round + 2 * i);
}

static void start_again(const struct task *task)
{
    int out = 0, in = -1;
    MPI_Request requests[2];
    MPI_Send_init(&out, 1, MPI_INT, right, 99, task->comm, &requests[0]);
    MPI_Recv_init(&in, 1, MPI_INT, left, 99, task->comm, &requests[1]);
    for (int i = 0; i < 3; i++) {
        out = rank + 10 * i;
        MPI_Startall(2, requests);
        MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
        CHECK(in == left + 10 * i);
    }
    MPI_Request_free(&requests[0]);
    MPI_Request_free(&requests[1]);
}

static void give_up(const struct task *task)
{
    int in, cancelled;
    MPI_Request request;
    MPI_Status status;
    MPI_Irecv(&in, 1, MPI_INT, left, 1000, task->comm, &request);
    MPI_Cancel(&request);
    MPI_Wait(&request, &status);
    MPI_Test_cancelled(&status, &cancelled);
    CHECK(cancelled);
}

static void reduce(const struct task *task)
{
    static const int longs = LONG;
    int *mine = allocate((size_t)longs * sizeof *mine),
        *all = allocate((size_t)longs * sizeof *all);
    MPI_Op op;
    MPI_Request requests[3];
    int sum = -1, one = rank;
    for (int i = 0; i < longs; i++)
        mine[i] = rank + i;
    MPI_Op_create(first_wins, 0, &op);
    MPI_Iallreduce(mine, all, longs, MPI_INT, op, task->comm, &requests[0]);
    MPI_Iallreduce(&one, &sum, 1, MPI_INT, MPI_SUM, task->comm, &requests[1]);
    MPI_Ibarrier(task->comm, &requests[2]);
    MPI_Op_free(&op);
    MPI_Waitall(3, requests, MPI_STATUSES_IGNORE);
    CHECK(sum == size * (size - 1) / 2);
    for (int i = 0; i < longs; i++)
        CHECK(all[i] == i);
    free(mine);
    free(all);
}

static void make_communicators(const struct task *task)
{
    MPI_Comm half, twin, grid;
    MPI_Group all, some;
    MPI_Info info;
    int keyval, flag, periodic = 1, zero = 0, neighbor, source;
    void *value;
    MPI_Comm_create_keyval(MPI_COMM_DUP_FN, MPI_COMM_NULL_DELETE_FN, &keyval, NULL);
    MPI_Comm_set_attr(task->comm, keyval, &zero);
    MPI_Comm_dup(task->comm, &twin);
    MPI_Comm_get_attr(twin, keyval, &value, &flag);
    CHECK(flag && value == &zero);
    MPI_Comm_free(&twin);
    MPI_Comm_delete_attr(task->comm, keyval);
    MPI_Comm_free_keyval(&keyval);

    MPI_Comm_split(task->comm, rank % 2, -rank, &half);
    CHECK(comm_size(half) == (size + 1 - rank % 2) / 2);
    MPI_Comm_free(&half);

    MPI_Comm_group(task->comm, &all);
    MPI_Group_incl(all, 1, &zero, &some);
    if (rank == 0) {
        MPI_Comm_create_group(task->comm, some, task->number, &half);
        CHECK(comm_size(half) == 1);
        MPI_Comm_free(&half);
    }
    MPI_Group_free(&some);
    MPI_Group_free(&all);

    MPI_Info_create(&info);
    MPI_Info_set(info, "color", "blue");
    MPI_Comm_set_info(task->comm, info);
    MPI_Info_free(&info);

    MPI_Cart_create(task->comm, 1, &size, &periodic, 0, &grid);
    MPI_Cart_shift(grid, 0, 1, &source, &neighbor);
    CHECK(neighbor == right && source == left);
    MPI_Comm_free(&grid);
}

static void *work(void *argument)
{
    struct task *task = argument;
    for (int round = 0; round < ROUNDS; round++) {
        send_columns(task, round);
        start_again(task);
        give_up(task);
        reduce(task);
        make_communicators(task);
    }
    task->parts[task->number] = rank * THREADS + task->number;
    MPI_Pready(task->number, task->shared);
    return NULL;
}

int main(int argc, char **argv)
{
    int provided, out[THREADS], in[THREADS];
    struct task tasks[THREADS];
    pthread_t threads[THREADS];
    MPI_Request requests[2];
    MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
    CHECK(provided == MPI_THREAD_MULTIPLE);
    rank = comm_rank(MPI_COMM_WORLD);
    size = comm_size(MPI_COMM_WORLD);
    left = (rank + size - 1) % size;
    right = (rank + 1) % size;
    MPI_Psend_init(out, THREADS, 1, MPI_INT, right, 5, MPI_COMM_WORLD, MPI_INFO_NULL, &requests[0]);
    MPI_Precv_init(in, THREADS, 1, MPI_INT, left, 5, MPI_COMM_WORLD, MPI_INFO_NULL, &requests[1]);
    MPI_Startall(2, requests);
    for (int i = 0; i < THREADS; i++) {
        tasks[i] = (struct task){.number = i, .shared = requests[0], .parts = out};
        MPI_Comm_dup(MPI_COMM_WORLD, &tasks[i].comm);
    }
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, work, &tasks[i]) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
    for (int i = 0; i < THREADS; i++) {
        CHECK(in[i] == left * THREADS + i);
        MPI_Comm_free(&tasks[i].comm);
    }
    MPI_Request_free(&requests[0]);
    MPI_Request_free(&requests[1]);
    return all_well("crowd");
}
