/* SPDX-License-Identifier: BSL-1.0 */
/* Messages that are longer than their receive, and arguments that cannot be right: each is told by
 * its error class, through the error handler, and what follows works as if nothing had been. */

#include "check.h"

static int rank, size, next, previous;

static int class_of(int code)
{
    int class = -1;
    CHECK(MPI_Error_class(code, &class) == MPI_SUCCESS);
    return class;
}

enum { LARGEST = 500000, ROOM = 40 };
static unsigned char out[LARGEST], in[LARGEST];

/* Receives too little room for the message in one of several ways; returns the error code. */
static int receive_short(int way, int tag, MPI_Status *status)
{
    MPI_Request request;
    int flag = 0, code = MPI_SUCCESS;

    if (way == 0)
        return MPI_Recv(in, ROOM, MPI_BYTE, previous, tag, MPI_COMM_WORLD, status);
    MPI_Irecv(in, ROOM, MPI_BYTE, MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &request);
    if (way == 1)
        return MPI_Wait(&request, status);
    if (way == 2) {
        while (!flag && code == MPI_SUCCESS)
            code = MPI_Test(&request, &flag, status);
        CHECK(request == MPI_REQUEST_NULL);
        return code;
    }
    return MPI_Waitany(1, &request, &flag, status);
}

/* The sender notices nothing, bytes behind the room stay, and the next message comes whole. */
static void too_long_for_receive(int bytes)
{
    MPI_Request send;
    MPI_Status status;

    for (int way = 0; way < 4; way++) {
        paint(out, bytes, rank);
        memset(in, 0xEE, sizeof in);
        CHECK(MPI_Isend(out, bytes, MPI_BYTE, next, way, MPI_COMM_WORLD, &send) == MPI_SUCCESS);
        CHECK(class_of(receive_short(way, way, &status)) == MPI_ERR_TRUNCATE);
        CHECK(status.MPI_SOURCE == previous && status.MPI_TAG == way);
        for (int i = ROOM; i < bytes + ROOM; i++)
            CHECK(in[i] == 0xEE);
        CHECK(MPI_Wait(&send, MPI_STATUS_IGNORE) == MPI_SUCCESS);

        MPI_Sendrecv(out, bytes, MPI_BYTE, next, 9, in, bytes, MPI_BYTE, previous, 9,
                     MPI_COMM_WORLD, &status);
        CHECK_STATUS(&status, previous, 9, bytes);
        CHECK(is_painted(in, bytes, previous));
    }
    CHECK(class_of(MPI_Sendrecv(out, bytes, MPI_BYTE, rank, 4, in, ROOM, MPI_BYTE, rank, 4,
                                MPI_COMM_WORLD, &status)) == MPI_ERR_TRUNCATE);
}

/* One bad request among good ones: the statuses tell which. */
static void too_long_for_one_of_many(void)
{
    MPI_Request requests[6];
    MPI_Status statuses[6];

    for (int i = 0; i < 3; i++)
        MPI_Irecv(in + 1000 * i, i == 1 ? 10 : 1000, MPI_BYTE, previous, i, MPI_COMM_WORLD,
                  &requests[i]);
    for (int i = 0; i < 3; i++)
        MPI_Isend(out, 20, MPI_BYTE, next, i, MPI_COMM_WORLD, &requests[3 + i]);
    for (int i = 0; i < 6; i++)
        statuses[i].MPI_ERROR = -1;
    CHECK(class_of(MPI_Waitall(6, requests, statuses)) == MPI_ERR_IN_STATUS);
    for (int i = 0; i < 6; i++)
        if (i == 1)
            CHECK(class_of(statuses[i].MPI_ERROR) == MPI_ERR_TRUNCATE);
        else if (requests[i] == MPI_REQUEST_NULL)
            CHECK(statuses[i].MPI_ERROR == MPI_SUCCESS);
        else
            CHECK(class_of(statuses[i].MPI_ERROR) == MPI_ERR_PENDING);
    MPI_Waitall(6, requests, MPI_STATUSES_IGNORE);
}

/* Calls that are wrong without any message. */
static void wrong_arguments(void)
{
    int value = 0, flag;
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Comm comm = MPI_COMM_WORLD;

    CHECK(class_of(MPI_Send(&value, 1, MPI_INT, size, 0, comm)) == MPI_ERR_RANK);
    CHECK(class_of(MPI_Send(&value, 1, MPI_INT, -1000, 0, comm)) == MPI_ERR_RANK);
    CHECK(class_of(MPI_Send(&value, 1, MPI_INT, MPI_ANY_SOURCE, 0, comm)) == MPI_ERR_RANK);
    CHECK(class_of(MPI_Recv(&value, 1, MPI_INT, size, 0, comm, MPI_STATUS_IGNORE)) == MPI_ERR_RANK);
    CHECK(class_of(MPI_Send(&value, -1, MPI_INT, 0, 0, comm)) == MPI_ERR_COUNT);
    CHECK(class_of(MPI_Isend(&value, 1, MPI_INT, 0, -5, comm, &request)) == MPI_ERR_TAG);
    CHECK(class_of(MPI_Send(&value, 1, MPI_INT, 0, MPI_ANY_TAG, comm)) == MPI_ERR_TAG);
    CHECK(class_of(MPI_Recv(&value, 1, MPI_INT, 0, -5, comm, MPI_STATUS_IGNORE)) == MPI_ERR_TAG);
    CHECK(class_of(MPI_Send(&value, 1, MPI_DATATYPE_NULL, 0, 0, comm)) == MPI_ERR_TYPE);
    CHECK(class_of(MPI_Send(&value, 1, MPI_INT, 0, 0, MPI_COMM_NULL)) == MPI_ERR_COMM);
    CHECK(class_of(MPI_Comm_size(MPI_COMM_NULL, &value)) == MPI_ERR_COMM);
    CHECK(class_of(MPI_Iprobe(size, 0, comm, &flag, MPI_STATUS_IGNORE)) == MPI_ERR_RANK);
    CHECK(class_of(MPI_Bcast(&value, 1, MPI_INT, size, comm)) == MPI_ERR_ROOT);
    CHECK(class_of(MPI_Bcast(&value, 1, MPI_INT, -1, comm)) == MPI_ERR_ROOT);
    CHECK(class_of(MPI_Bcast(&value, -1, MPI_INT, 0, comm)) == MPI_ERR_COUNT);
    CHECK(class_of(MPI_Bcast(&value, 1, MPI_DATATYPE_NULL, 0, comm)) == MPI_ERR_TYPE);
    CHECK(class_of(MPI_Barrier(MPI_COMM_NULL)) == MPI_ERR_COMM);
    CHECK(class_of(MPI_Allreduce(&value, &flag, 1, MPI_INT, MPI_OP_NULL, comm)) == MPI_ERR_OP);
}

static MPI_Comm told_comm;
static int told_code, told_times;

static void tell(MPI_Comm *comm, int *code, ...)
{
    told_comm = *comm;
    told_code = *code;
    told_times++;
}

/* A handler of one's own is told the communicator and the code, and a duplicate inherits it. */
static void own_handler(void)
{
    MPI_Errhandler handler, set;
    MPI_Comm comm, copy;
    MPI_Status status;

    MPI_Comm_dup(MPI_COMM_WORLD, &comm);
    CHECK(MPI_Comm_create_errhandler(tell, &handler) == MPI_SUCCESS);
    CHECK(MPI_Comm_set_errhandler(comm, handler) == MPI_SUCCESS);
    CHECK(MPI_Comm_get_errhandler(comm, &set) == MPI_SUCCESS);
    CHECK(set == handler);
    MPI_Errhandler_free(&set);
    MPI_Errhandler_free(&handler);
    CHECK(handler == MPI_ERRHANDLER_NULL);
    MPI_Comm_dup(comm, &copy);

    MPI_Comm comms[2] = {comm, copy};
    for (int i = 0; i < 2; i++) {
        MPI_Request request;
        told_times = 0;
        MPI_Isend(out, 100, MPI_BYTE, next, 0, comms[i], &request);
        int code = MPI_Recv(in, ROOM, MPI_BYTE, previous, 0, comms[i], &status);
        CHECK(class_of(code) == MPI_ERR_TRUNCATE);
        CHECK(told_times == 1 && told_comm == comms[i] && told_code == code);
        MPI_Wait(&request, MPI_STATUS_IGNORE);
        CHECK(class_of(MPI_Bcast(in, 1, MPI_BYTE, 1000, comms[i])) == MPI_ERR_ROOT);
        CHECK(told_times == 2);
    }
    MPI_Comm_free(&comm);
    MPI_Comm_free(&copy);
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    rank = comm_rank(MPI_COMM_WORLD);
    size = comm_size(MPI_COMM_WORLD);
    next = (rank + 1) % size;
    previous = (rank + size - 1) % size;
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);

    too_long_for_receive(ROOM + 1);
    too_long_for_receive(5000);
    too_long_for_receive(LARGEST - ROOM);
    too_long_for_one_of_many();
    wrong_arguments();
    own_handler();
    return all_well("errors");
}
