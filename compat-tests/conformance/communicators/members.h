/* SPDX-License-Identifier: BSL-1.0 */
/* Who is in a communicator, by rank in MPI_COMM_WORLD. */
#ifndef CONFORMANCE_MEMBERS_H
#define CONFORMANCE_MEMBERS_H

#include "../check.h"

static inline int rank_in(MPI_Comm comm)
{
    int result = -1;
    GOOD(MPI_Comm_rank(comm, &result));
    return result;
}

static inline int size_of(MPI_Comm comm)
{
    int result = -1;
    GOOD(MPI_Comm_size(comm, &result));
    return result;
}

/* The rank in MPI_COMM_WORLD of the rank `i` in a group. */
static inline int world_rank(MPI_Group group, int i)
{
    MPI_Group world;
    int result = -1;
    GOOD(MPI_Comm_group(MPI_COMM_WORLD, &world));
    GOOD(MPI_Group_translate_ranks(group, 1, &i, world, &result));
    GOOD(MPI_Group_free(&world));
    return result;
}

static inline int member(MPI_Comm comm, int i)
{
    MPI_Group group;
    int result;
    GOOD(MPI_Comm_group(comm, &group));
    result = world_rank(group, i);
    GOOD(MPI_Group_free(&group));
    return result;
}

static inline int remote_size(MPI_Comm comm)
{
    int result = -1;
    GOOD(MPI_Comm_remote_size(comm, &result));
    return result;
}

static inline int remote_member(MPI_Comm comm, int i)
{
    MPI_Group group;
    int result;
    GOOD(MPI_Comm_remote_group(comm, &group));
    result = world_rank(group, i);
    GOOD(MPI_Group_free(&group));
    return result;
}

static inline int is_inter(MPI_Comm comm)
{
    int flag = -1;
    GOOD(MPI_Comm_test_inter(comm, &flag));
    return flag != 0;
}

static inline int compare(MPI_Comm a, MPI_Comm b)
{
    int result = -1;
    GOOD(MPI_Comm_compare(a, b, &result));
    return result;
}

/* A message around the ring of an intracommunicator, and a sum over it, so it works. */
static inline void use(MPI_Comm comm)
{
    int n = size_of(comm), me = rank_in(comm), in = -1, sum = -1;
    GOOD(MPI_Sendrecv(&me, 1, MPI_INT, (me + 1) % n, 7, &in, 1, MPI_INT, (me + n - 1) % n, 7, comm,
                      MPI_STATUS_IGNORE));
    CHECK(in == (me + n - 1) % n);
    GOOD(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, comm));
    CHECK(sum == n * (n - 1) / 2);
}

/* Each rank of an intercommunicator hears from one of the other group. */
static inline void use_inter(MPI_Comm comm)
{
    int n = size_of(comm), m = remote_size(comm), me = rank_in(comm), in, out = 100 + rank;
    MPI_Request requests[64];
    MPI_Status status;
    int count = 0;
    for (int i = 0; i < m; i++)
        if (i % n == me)
            GOOD(MPI_Isend(&out, 1, MPI_INT, i, 3, comm, &requests[count++]));
    GOOD(MPI_Recv(&in, 1, MPI_INT, me % m, 3, comm, &status));
    CHECK(status.MPI_SOURCE == me % m && in == 100 + remote_member(comm, me % m));
    GOOD(MPI_Waitall(count, requests, MPI_STATUSES_IGNORE));
}

#endif
