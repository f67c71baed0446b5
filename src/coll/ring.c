/* SPDX-License-Identifier: BSL-1.0 */
/* The ring, in which each rank receives from the one before it and sends to the one after it only.
 *
 * Allgather and Allgatherv: each rank passes on what it got, at first its own block; after n - 1
 * rounds all blocks have been everywhere. They lie where the program wants them all the way, and
 * differ in size as they like.
 *
 * Allreduce: the message is divided into n parts. Each part travels round the ring and collects the
 * ranks' contributions on its way, which begins after a different rank for each: so the order of
 * the operands is not that of the ranks. The parts of the result then travel on like blocks.
 *
 * R. Thakur, R. Rabenseifner, W. Gropp: Optimization of collective communication operations in
 * MPICH. International Journal of High Performance Computing Applications 19(1), 2005, 3.1.
 * P. Patarasuk, X. Yuan: Bandwidth optimal all-reduce algorithms for clusters of workstations.
 * Journal of Parallel and Distributed Computing 69(2), 2009. */
#include "coll/build.h"

void zm_build_ring(struct zm_schedule *s, const struct zm_group *group, struct zm_block own,
                   struct zm_blocks all)
{
    int n = group->size, before = (group->rank - 1 + n) % n, after = (group->rank + 1) % n;
    struct zm_block mine = zm_blocks_at(all, group->rank);
    for (int k = 0; k < n - 1; k++) {
        zm_receive_block(s, zm_blocks_at(all, (before - k + n) % n), before);
        size_t received = zm_schedule_last(s);
        if (k == 0)
            zm_send_block(s, own.buffer == MPI_IN_PLACE ? mine : own, after);
        else
            zm_send_block(s, zm_blocks_at(all, (group->rank - k + n) % n), after);
        if (k == 0 && own.buffer != MPI_IN_PLACE)
            zm_copy_block(s, own, mine);
        zm_schedule_await(s, received);
    }
    if (n == 1 && own.buffer != MPI_IN_PLACE)
        zm_copy_block(s, own, mine);
}

/* The elements of part `i` of `n`, in `buffer`. */
static struct zm_block part(const struct zm_reduction *r, const void *buffer, int i, int n)
{
    size_t most = (r->count + (size_t)n - 1) / (size_t)n, first = (size_t)i * most;
    if (first > r->count)
        first = r->count;
    return (struct zm_block){zm_element(buffer, first, r->datatype),
                             r->count - first < most ? r->count - first : most, r->datatype};
}

void zm_build_ring_allreduce(struct zm_schedule *s, const struct zm_group *group,
                             const struct zm_reduction *r)
{
    int n = group->size, before = (group->rank - 1 + n) % n, after = (group->rank + 1) % n;
    size_t most = (r->count + (size_t)n - 1) / (size_t)n;
    void *const halves[2] = {zm_schedule_buffer(s, most, r->datatype),
                             zm_schedule_buffer(s, most, r->datatype)};
    struct zm_block *parts = zm_schedule_buffer(s, (size_t)n * sizeof *parts, zm_bytes());
    struct zm_block travels = part(r, r->own, group->rank, n);
    if (!parts)
        return;
    for (int k = 0; k < n - 1; k++) {
        struct zm_block own = part(r, r->own, (before - k + n) % n, n), arrives = own;
        arrives.buffer = halves[k % 2];
        zm_receive_block(s, arrives, before);
        zm_send_block(s, travels, after);
        zm_schedule_fence(s);
        zm_schedule_reduce(s, own.buffer, arrives.buffer, own.count, r->datatype, r->op);
        travels = arrives;
    }
    for (int i = 0; i < n; i++) /* the rank i has the result of part i + 1 now */
        parts[i] = part(r, r->result, (i + 1) % n, n);
    if (travels.buffer != parts[group->rank].buffer)
        zm_copy_block(s, travels, parts[group->rank]);
    zm_build_ring(s, group, zm_packed(MPI_IN_PLACE, 0), zm_blocks_each(parts));
}
