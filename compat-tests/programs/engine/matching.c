/* SPDX-License-Identifier: BSL-1.0 */
/* Which message a receive gets: order, tags, wildcards, communicators, messages that come before or
 * after their receive, messages to oneself and to nobody. Every rank sends to the next in a ring.
 */

#include "check.h"

static int rank, size, next, previous;

/* Sizes on both sides of any threshold between kinds of messages, in a mixed order. */
static const int sizes[] = {0, 200000, 1, 70000, 64, 1000, 4096, 65536, 8, 300000, 0, 20000};
enum { SIZES = sizeof sizes / sizeof *sizes, LARGEST = 300000 };

static unsigned char *outgoing[SIZES], incoming[LARGEST];

static void send_all(MPI_Comm comm, const int *tags, MPI_Request *requests)
{
    for (int i = 0; i < SIZES; i++) {
        paint(outgoing[i], sizes[i], rank + i);
        MPI_Isend(outgoing[i], sizes[i], MPI_BYTE, next, tags[i], comm, &requests[i]);
    }
}

/* Receives one message, which must be the i-th of send_all. */
static void receive(MPI_Comm comm, int source, int tag, int i, const int *tags)
{
    MPI_Status status;
    MPI_Recv(incoming, LARGEST, MPI_BYTE, source, tag, comm, &status);
    CHECK_STATUS(&status, previous, tags[i], sizes[i]);
    CHECK(is_painted(incoming, sizes[i], previous + i));
}

/* Messages with the same tag arrive in the order they were sent, large ones and small ones mixed.
 */
static void order_of_same_tag(MPI_Comm comm)
{
    const int tags[SIZES] = {0};
    MPI_Request requests[SIZES];

    for (int late = 0; late < 2; late++) {
        send_all(comm, tags, requests);
        if (late)
            MPI_Barrier(comm);
        for (int i = 0; i < SIZES; i++)
            receive(comm, i % 2 ? previous : MPI_ANY_SOURCE, i % 3 ? 0 : MPI_ANY_TAG, i, tags);
        MPI_Waitall(SIZES, requests, MPI_STATUSES_IGNORE);
    }
}

/* Messages with different tags can be had in any order. */
static void order_of_receiver(MPI_Comm comm)
{
    int tags[SIZES];
    MPI_Request requests[SIZES];

    for (int i = 0; i < SIZES; i++)
        tags[i] = i < 2 ? i * 32767 : i * 100;
    send_all(comm, tags, requests);
    for (int i = SIZES - 1; i >= 0; i--)
        receive(comm, previous, tags[i], i, tags);
    MPI_Waitall(SIZES, requests, MPI_STATUSES_IGNORE);
}

/* A wildcard takes the first message that is left. */
static void wildcards_take_the_first(MPI_Comm comm)
{
    const int tags[SIZES] = {5, 6, 5, 7, 6, 7, 5, 5, 6, 7, 7, 5};
    MPI_Request requests[SIZES];

    send_all(comm, tags, requests);
    receive(comm, previous, 7, 3, tags);
    receive(comm, previous, MPI_ANY_TAG, 0, tags);
    receive(comm, MPI_ANY_SOURCE, 6, 1, tags);
    receive(comm, MPI_ANY_SOURCE, MPI_ANY_TAG, 2, tags);
    receive(comm, previous, 7, 5, tags);
    receive(comm, previous, 5, 6, tags);
    receive(comm, previous, MPI_ANY_TAG, 4, tags);
    for (int i = 7; i < SIZES; i++)
        receive(comm, MPI_ANY_SOURCE, MPI_ANY_TAG, i, tags);
    MPI_Waitall(SIZES, requests, MPI_STATUSES_IGNORE);
}

/* Of several receives that fit, the one posted first gets the message. */
static void first_posted_receive_first(MPI_Comm comm)
{
    int in[5] = {-1, -1, -1, -1, -1}, out[5];
    MPI_Request requests[10];
    MPI_Status statuses[10];

    MPI_Irecv(&in[0], 1, MPI_INT, previous, 2, comm, &requests[0]);
    MPI_Irecv(&in[1], 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, comm, &requests[1]);
    MPI_Irecv(&in[2], 1, MPI_INT, previous, 1, comm, &requests[2]);
    MPI_Irecv(&in[3], 1, MPI_INT, previous, MPI_ANY_TAG, comm, &requests[3]);
    MPI_Irecv(&in[4], 1, MPI_INT, MPI_ANY_SOURCE, 1, comm, &requests[4]);
    MPI_Barrier(comm);
    for (int i = 0; i < 5; i++) {
        out[i] = 100 * rank + i;
        MPI_Isend(&out[i], 1, MPI_INT, next, i == 2 ? 2 : 1, comm, &requests[5 + i]);
    }
    MPI_Waitall(10, requests, statuses);
    CHECK(in[0] == 100 * previous + 2);
    CHECK(in[1] == 100 * previous);
    CHECK(in[2] == 100 * previous + 1);
    CHECK(in[3] == 100 * previous + 3);
    CHECK(in[4] == 100 * previous + 4);
    CHECK_STATUS(&statuses[0], previous, 2, sizeof(int));
    for (int i = 1; i < 5; i++)
        CHECK_STATUS(&statuses[i], previous, 1, sizeof(int));
}

/* What was sent in one communicator is not received in another. */
static void communicators_are_worlds_apart(MPI_Comm comm)
{
    MPI_Comm other;
    MPI_Request requests[2];
    int a = rank, b = rank + 1000, in = -1;

    MPI_Comm_dup(comm, &other);
    MPI_Isend(&a, 1, MPI_INT, next, 3, comm, &requests[0]);
    MPI_Isend(&b, 1, MPI_INT, next, 3, other, &requests[1]);
    MPI_Recv(&in, 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, other, MPI_STATUS_IGNORE);
    CHECK(in == previous + 1000);
    MPI_Recv(&in, 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, comm, MPI_STATUS_IGNORE);
    CHECK(in == previous);
    MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
    MPI_Comm_free(&other);
}

/* All send to rank 0, which takes what comes; from each source it comes in order. */
static void any_source_keeps_order(MPI_Comm comm)
{
    enum { EACH = 40 };
    int *seen = allocate(size * sizeof *seen), values[EACH];
    MPI_Request requests[EACH];

    for (int i = 0; i < EACH; i++) {
        values[i] = i;
        MPI_Isend(&values[i], 1, MPI_INT, 0, i % 3, comm, &requests[i]);
    }
    memset(seen, 0, size * sizeof *seen);
    for (int i = 0; i < EACH * size && rank == 0; i++) {
        int value;
        MPI_Status status;
        MPI_Recv(&value, 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, comm, &status);
        CHECK(status.MPI_SOURCE >= 0 && status.MPI_SOURCE < size);
        CHECK_STATUS(&status, status.MPI_SOURCE, value % 3, sizeof value);
        CHECK(value == seen[status.MPI_SOURCE]++);
    }
    MPI_Waitall(EACH, requests, MPI_STATUSES_IGNORE);
    free(seen);
}

/* A synchronous send is not over before its receive has been posted. */
static void synchronous_send_waits(MPI_Comm comm)
{
    int out = rank, in = -1, flag = 1, go;
    MPI_Request send, receive_go;

    MPI_Issend(&out, 1, MPI_INT, next, 1, comm, &send);
    MPI_Irecv(&go, 1, MPI_INT, next, 2, comm, &receive_go);
    for (int i = 0; i < 100; i++) {
        MPI_Test(&send, &flag, MPI_STATUS_IGNORE);
        CHECK(!flag);
    }
    MPI_Barrier(comm);
    MPI_Test(&send, &flag, MPI_STATUS_IGNORE);
    CHECK(!flag);
    MPI_Barrier(comm);
    MPI_Recv(&in, 1, MPI_INT, previous, 1, comm, MPI_STATUS_IGNORE);
    CHECK(in == previous);
    MPI_Wait(&send, MPI_STATUS_IGNORE);

    /* Blocking, and the receive before it. */
    MPI_Request early;
    MPI_Irecv(&in, 1, MPI_INT, previous, 4, comm, &early);
    MPI_Ssend(&out, 1, MPI_INT, next, 4, comm);
    MPI_Wait(&early, MPI_STATUS_IGNORE);
    CHECK(in == previous);
    MPI_Ssend(&out, 1, MPI_INT, MPI_PROC_NULL, 4, comm);

    MPI_Send(&out, 1, MPI_INT, previous, 2, comm);
    MPI_Wait(&receive_go, MPI_STATUS_IGNORE);
    CHECK(go == next);
}

/* Swapping large messages by MPI_Sendrecv, around the ring and with oneself. */
static void send_and_receive_at_once(MPI_Comm comm)
{
    MPI_Status status;

    for (int i = 0; i < SIZES; i++) {
        paint(outgoing[i], sizes[i], rank + i);
        MPI_Sendrecv(outgoing[i], sizes[i], MPI_BYTE, next, i, incoming, LARGEST, MPI_BYTE,
                     previous, i, comm, &status);
        CHECK_STATUS(&status, previous, i, sizes[i]);
        CHECK(is_painted(incoming, sizes[i], previous + i));
        MPI_Sendrecv(outgoing[i], sizes[i], MPI_BYTE, rank, i, incoming, LARGEST, MPI_BYTE,
                     MPI_ANY_SOURCE, MPI_ANY_TAG, comm, &status);
        CHECK_STATUS(&status, rank, i, sizes[i]);
        CHECK(is_painted(incoming, sizes[i], rank + i));
        MPI_Barrier(comm);
    }
}

/* Messages to oneself, received before, after, and in another order than they were sent. */
static void to_oneself(MPI_Comm comm)
{
    MPI_Request requests[3];
    MPI_Status status;

    for (int i = 0; i < SIZES; i++) {
        paint(outgoing[i], sizes[i], i);
        MPI_Irecv(incoming, LARGEST, MPI_BYTE, rank, 9, comm, &requests[0]);
        MPI_Send(outgoing[i], sizes[i], MPI_BYTE, rank, 9, comm);
        MPI_Wait(&requests[0], &status);
        CHECK_STATUS(&status, rank, 9, sizes[i]);
        CHECK(is_painted(incoming, sizes[i], i));

        MPI_Isend(outgoing[i], sizes[i], MPI_BYTE, rank, 1, comm, &requests[0]);
        MPI_Isend(outgoing[0], sizes[0], MPI_BYTE, rank, 2, comm, &requests[1]);
        MPI_Issend(outgoing[i], sizes[i], MPI_BYTE, rank, 3, comm, &requests[2]);
        for (int tag = 3; tag > 0; tag--) {
            MPI_Recv(incoming, LARGEST, MPI_BYTE, rank, tag, comm, &status);
            CHECK_STATUS(&status, rank, tag, tag == 2 ? sizes[0] : sizes[i]);
            CHECK(tag == 2 || is_painted(incoming, sizes[i], i));
        }
        MPI_Waitall(3, requests, MPI_STATUSES_IGNORE);
    }
}

#define CHECK_NOBODY(status) CHECK_STATUS(status, MPI_PROC_NULL, MPI_ANY_TAG, 0)

/* Talking to nobody is over at once and changes nothing. */
static void to_nobody(MPI_Comm comm)
{
    int value = 7, flag = 0;
    MPI_Request request;
    MPI_Status status;

    MPI_Send(&value, 1, MPI_INT, MPI_PROC_NULL, 0, comm);
    MPI_Recv(&value, 1, MPI_INT, MPI_PROC_NULL, 0, comm, &status);
    CHECK_NOBODY(&status);
    MPI_Isend(&value, 1, MPI_INT, MPI_PROC_NULL, 0, comm, &request);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
    MPI_Issend(&value, 1, MPI_INT, MPI_PROC_NULL, 0, comm, &request);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
    MPI_Irecv(&value, 1, MPI_INT, MPI_PROC_NULL, MPI_ANY_TAG, comm, &request);
    MPI_Test(&request, &flag, &status);
    CHECK(flag && request == MPI_REQUEST_NULL);
    CHECK_NOBODY(&status);
    MPI_Probe(MPI_PROC_NULL, 4, comm, &status);
    CHECK_NOBODY(&status);
    MPI_Iprobe(MPI_PROC_NULL, MPI_ANY_TAG, comm, &flag, &status);
    CHECK(flag);
    CHECK_NOBODY(&status);
    MPI_Sendrecv(&value, 1, MPI_INT, MPI_PROC_NULL, 0, &value, 1, MPI_INT, MPI_PROC_NULL, 0, comm,
                 &status);
    CHECK_NOBODY(&status);
    CHECK(value == 7);

    /* A line with loose ends: the last message falls off, the first receive gets nothing. */
    int in = -1, up = rank < size - 1 ? rank + 1 : MPI_PROC_NULL;
    int down = rank > 0 ? rank - 1 : MPI_PROC_NULL;
    MPI_Sendrecv(&rank, 1, MPI_INT, up, 0, &in, 1, MPI_INT, down, 0, comm, &status);
    CHECK(in == (rank > 0 ? rank - 1 : -1));
}

int main(int argc, char **argv)
{
    MPI_Comm comms[COMMS];

    MPI_Init(&argc, &argv);
    make_comms(comms);
    for (int i = 0; i < SIZES; i++)
        outgoing[i] = allocate(sizes[i]);
    for (int c = 0; c < COMMS; c++) {
        rank = comm_rank(comms[c]);
        size = comm_size(comms[c]);
        next = (rank + 1) % size;
        previous = (rank + size - 1) % size;
        order_of_same_tag(comms[c]);
        order_of_receiver(comms[c]);
        wildcards_take_the_first(comms[c]);
        first_posted_receive_first(comms[c]);
        communicators_are_worlds_apart(comms[c]);
        MPI_Barrier(comms[c]);
        any_source_keeps_order(comms[c]);
        MPI_Barrier(comms[c]);
        synchronous_send_waits(comms[c]);
        send_and_receive_at_once(comms[c]);
        to_oneself(comms[c]);
        to_nobody(comms[c]);
    }
    for (int i = 0; i < SIZES; i++)
        free(outgoing[i]);
    free_comms(comms);
    return all_well("matching");
}
