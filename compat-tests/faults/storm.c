/* SPDX-License-Identifier: BSL-1.0 */
/* Messages of all sizes and collectives in a storm: storm SEED [FILE] goes on until the file is
 * there, or for ever, and looks at every byte and at the order. */
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGEST = 3 * 1024 * 1024, BURST = 200, RANKS = 16 };

static int rank, size;
static unsigned char *in[RANKS], *out;
static uint32_t state;

static void expect(int right, const char *what, long round)
{
    if (right)
        return;
    fprintf(stderr, "rank %d, round %ld: %s\n", rank, round, what);
    MPI_Abort(MPI_COMM_WORLD, 3);
}

static unsigned char byte_of(long round, int from, int to, int at)
{
    return (unsigned char)(round * 31 + from * 7 + to * 3 + at + at / 251);
}

/* All ranks draw the same numbers, so it cannot be rand(), which ZeroMQ uses too. */
static int draw(int below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (int)(state % (unsigned)below);
}

/* Mostly small ones. */
static int draw_size(void)
{
    int largest[] = {1, 100, 100, 5000, 5000, 70000, 300000, LARGEST};
    return draw(largest[draw(8)]);
}

/* A message from each rank to each other one, all at once. */
static void exchange(long round)
{
    MPI_Request requests[2 * RANKS];
    MPI_Status statuses[2 * RANKS];
    int count = 0, bytes = draw_size(), got;
    unsigned char *message = out;
    for (int peer = 0; peer < size; peer++) {
        memset(in[peer], 0, (size_t)bytes);
        MPI_Irecv(in[peer], LARGEST, MPI_BYTE, peer, 1, MPI_COMM_WORLD, &requests[count++]);
    }
    for (int i = 0; i < bytes; i++)
        message[i] = byte_of(round, rank, 0, i);
    for (int peer = 0; peer < size; peer++)
        MPI_Isend(message, bytes, MPI_BYTE, peer, 1, MPI_COMM_WORLD, &requests[count++]);
    MPI_Waitall(count, requests, statuses);
    for (int peer = 0; peer < size; peer++) {
        MPI_Get_count(&statuses[peer], MPI_BYTE, &got);
        expect(got == bytes, "a message has another size", round);
        for (int i = 0; i < bytes; i++)
            if (in[peer][i] != byte_of(round, peer, 0, i))
                expect(0, "a message has other bytes", round);
    }
}

/* Many small messages around a ring, one way; their order is that of their numbers. */
static void burst(long round)
{
    int next = (rank + 1) % size, before = (rank + size - 1) % size, number;
    MPI_Request requests[BURST];
    for (int i = 0; i < BURST; i++) {
        number = (int)round * BURST + i;
        MPI_Isend(&number, 1, MPI_INT, next, 2, MPI_COMM_WORLD, &requests[i]);
        MPI_Wait(&requests[i], MPI_STATUS_IGNORE);
    }
    for (int i = 0; i < BURST; i++) {
        MPI_Recv(&number, 1, MPI_INT, before, 2, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        expect(number == (int)round * BURST + i, "a message is lost, or came twice", round);
    }
}

static void collectives(long round)
{
    long sum = -1, mine = rank + round;
    int all[RANKS], root = draw(size), bytes = draw_size();
    MPI_Allreduce(&mine, &sum, 1, MPI_LONG, MPI_SUM, MPI_COMM_WORLD);
    expect(sum == size * round + (long)size * (size - 1) / 2, "a sum is wrong", round);
    MPI_Allgather(&rank, 1, MPI_INT, all, 1, MPI_INT, MPI_COMM_WORLD);
    for (int i = 0; i < size; i++)
        expect(all[i] == i, "something gathered is wrong", round);
    for (int i = 0; i < bytes; i++)
        in[0][i] = rank == root ? byte_of(round, root, 1, i) : 0;
    MPI_Bcast(in[0], bytes, MPI_BYTE, root, MPI_COMM_WORLD);
    for (int i = 0; i < bytes; i++)
        if (in[0][i] != byte_of(round, root, 1, i))
            expect(0, "something broadcast is wrong", round);
    MPI_Barrier(MPI_COMM_WORLD);
}

int main(int argc, char **argv)
{
    int go_on = 1;
    long round = 0;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    state = 2654435761U * (unsigned)(argc > 1 ? atoi(argv[1]) : 1) | 1;
    out = malloc(LARGEST);
    for (int i = 0; i < size && i < RANKS; i++)
        in[i] = malloc(LARGEST);
    for (; go_on; round++) {
        exchange(round);
        burst(round);
        collectives(round);
        go_on = rank != 0 || argc < 3 || access(argv[2], F_OK) != 0;
        MPI_Bcast(&go_on, 1, MPI_INT, 0, MPI_COMM_WORLD);
    }
    MPI_Finalize();
    if (rank == 0)
        printf("%ld rounds of %d ranks\n", round, size);
    for (int i = 0; i < size && i < RANKS; i++)
        free(in[i]);
    free(out);
    return 0;
}
