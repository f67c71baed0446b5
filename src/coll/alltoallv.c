/* SPDX-License-Identifier: BSL-1.0 */
/* Alltoallv and Alltoallw: pairwise exchange. In round k each rank sends to the rank k after it and
 * receives from the rank k before it, so every rank has one message to deal with at a time, more or
 * less: a few rounds go on at once, for a rank that waits to begin the next one is of no use. Of
 * two groups the larger one's size counts the rounds, in some of which ranks have nobody.
 *
 * Blocks without elements travel too, as empty messages: a rank that waits for more than it is sent
 * is mistaken, but it shall not wait for ever.
 *
 * R. Thakur, R. Rabenseifner, W. Gropp: Optimization of collective communication operations in
 * MPICH. International Journal of High Performance Computing Applications 19(1), 2005, 3.2. */
#include "coll/build.h"

#define ROUNDS_AT_ONCE 8

/* Copies this rank's own block, once: best while messages are on their way. */
static void copy_own(struct zm_schedule *s, const struct zm_comm *comm, struct zm_blocks sent,
                     struct zm_blocks received, bool *copied)
{
    if (!*copied)
        zm_copy_block(s, zm_blocks_at(sent, comm->rank), zm_blocks_at(received, comm->rank));
    *copied = true;
}

void zm_build_exchange(struct zm_schedule *s, const struct zm_comm *comm, struct zm_blocks sent,
                       struct zm_blocks received)
{
    const struct zm_group *others = comm->remote ? comm->remote : comm->group;
    int rounds = comm->size > others->size ? comm->size : others->size;
    const void *own = comm->remote ? MPI_IN_PLACE : zm_blocks_at(sent, comm->rank).buffer;
    bool copied = own == MPI_IN_PLACE || own == zm_blocks_at(received, comm->rank).buffer;
    for (int k = comm->remote ? 0 : 1; k < rounds; k++) {
        int from = (comm->rank - k + rounds) % rounds, to = (comm->rank + k) % rounds;
        if (from < others->size)
            zm_receive_block(s, zm_blocks_at(received, from),
                             comm->remote ? ZM_REMOTE(from) : from);
        if (to < others->size)
            zm_send_block(s, zm_blocks_at(sent, to), comm->remote ? ZM_REMOTE(to) : to);
        if (k % ROUNDS_AT_ONCE == 0) {
            copy_own(s, comm, sent, received, &copied);
            zm_schedule_fence(s);
        }
    }
    copy_own(s, comm, sent, received, &copied);
}

void zm_build_spread(struct zm_schedule *s, const struct zm_comm *comm, struct zm_block own,
                     struct zm_blocks all)
{
    if (own.buffer == MPI_IN_PLACE)
        own = zm_blocks_at(all, comm->rank);
    zm_build_exchange(s, comm, zm_blocks_alike(own), all);
}

void zm_build_exchange_in_place(struct zm_schedule *s, const struct zm_comm *comm,
                                struct zm_blocks blocks)
{
    struct zm_block *packed =
        zm_schedule_buffer(s, (size_t)comm->size * sizeof *packed, zm_bytes());
    if (!packed)
        return;
    for (int i = 0; i < comm->size; i++) {
        struct zm_block block = zm_blocks_at(blocks, i);
        size_t bytes = zm_block_bytes(block);
        packed[i] = zm_packed(MPI_IN_PLACE, 0);
        if (i == comm->rank)
            continue;
        packed[i] = zm_packed(zm_schedule_buffer(s, bytes, zm_bytes()), bytes);
        zm_copy_block(s, block, packed[i]);
    }
    zm_build_exchange(s, comm, zm_blocks_each(packed), blocks);
}

static struct zm_schedule *exchange(struct zm_comm *comm, enum zm_collective which,
                                    struct zm_blocks sent, struct zm_blocks received)
{
    struct zm_signature call = zm_call_on(comm, which, -1, 0);
    struct zm_schedule *s = zm_schedule_new(comm, &call);
    if (sent.first.buffer == MPI_IN_PLACE)
        zm_build_exchange_in_place(s, comm, received);
    else
        zm_build_exchange(s, comm, sent, received);
    return s;
}

struct zm_schedule *zm_alltoallv(struct zm_comm *comm, struct zm_blocks sent,
                                 struct zm_blocks received)
{
    return exchange(comm, ZM_ALLTOALLV, sent, received);
}

struct zm_schedule *zm_alltoallw(struct zm_comm *comm, struct zm_blocks sent,
                                 struct zm_blocks received)
{
    return exchange(comm, ZM_ALLTOALLW, sent, received);
}
