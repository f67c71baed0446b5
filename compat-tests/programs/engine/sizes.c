/* SPDX-License-Identifier: BSL-1.0 */
/* Messages of all sizes around the powers of two, by every way to send, to receives that were
 * posted before and after; bytes behind the message must stay as they were. */

#include "check.h"

enum { LARGEST = 1 << 20, MARGIN = 16 };

typedef int send_function(const void *, int, MPI_Datatype, int, int, MPI_Comm);
typedef int isend_function(const void *, int, MPI_Datatype, int, int, MPI_Comm, MPI_Request *);

static send_function *const blocking[] = {MPI_Send, MPI_Ssend};
static isend_function *const non_blocking[] = {MPI_Isend, MPI_Issend};

static unsigned char *out, *in;

/* Sends by way 0 .. 3 of those above. */
static void send_by(int way, int bytes, int to, int tag)
{
    if (way < 2) {
        CHECK(blocking[way](out, bytes, MPI_BYTE, to, tag, MPI_COMM_WORLD) == MPI_SUCCESS);
    } else {
        MPI_Request request;
        CHECK(non_blocking[way - 2](out, bytes, MPI_BYTE, to, tag, MPI_COMM_WORLD, &request) ==
              MPI_SUCCESS);
        CHECK(MPI_Wait(&request, MPI_STATUS_IGNORE) == MPI_SUCCESS);
        CHECK(request == MPI_REQUEST_NULL);
    }
}

/* One message from each even rank to the odd one after it. The receiver tells the sender when to
 * send, or lets it send at once and takes its time. */
static void transfer(int bytes, int way, int posted_before)
{
    int rank = comm_rank(MPI_COMM_WORLD), partner = rank ^ 1, tag = way;
    MPI_Status status;

    if (partner >= comm_size(MPI_COMM_WORLD))
        return;
    if (rank % 2 == 0) {
        paint(out, bytes, bytes + way);
        if (posted_before)
            MPI_Recv(NULL, 0, MPI_BYTE, partner, 100, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        else
            MPI_Send(NULL, 0, MPI_BYTE, partner, 101, MPI_COMM_WORLD);
        send_by(way, bytes, partner, tag);
        return;
    }
    memset(in + bytes, 0xEE, MARGIN);
    if (posted_before) {
        MPI_Request request;
        MPI_Irecv(in, bytes + MARGIN, MPI_BYTE, partner, tag, MPI_COMM_WORLD, &request);
        MPI_Send(NULL, 0, MPI_BYTE, partner, 100, MPI_COMM_WORLD);
        MPI_Wait(&request, &status);
    } else {
        MPI_Recv(NULL, 0, MPI_BYTE, partner, 101, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        MPI_Recv(in, bytes, MPI_BYTE, partner, tag, MPI_COMM_WORLD, &status);
    }
    CHECK_STATUS(&status, partner, tag, bytes);
    CHECK(is_painted(in, bytes, bytes + way));
    for (int i = 0; i < MARGIN; i++)
        CHECK(in[bytes + i] == 0xEE);
}

static void transfer_all_ways(int bytes)
{
    for (int way = 0; way < 4; way++) {
        transfer(bytes, way, 0);
        transfer(bytes, way, 1);
    }
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    out = allocate(4 * LARGEST);
    in = allocate(4 * LARGEST + MARGIN);

    transfer_all_ways(0);
    for (int power = 1; power <= LARGEST / 16; power *= 2) {
        transfer_all_ways(power - 1);
        transfer_all_ways(power);
        transfer_all_ways(power + 1);
    }
    transfer_all_ways(LARGEST / 4 + 1);
    transfer_all_ways(LARGEST - 1);
    for (int way = 0; way < 4; way++)
        transfer(4 * LARGEST, way, way % 2);

    free(out);
    free(in);
    return all_well("sizes");
}
