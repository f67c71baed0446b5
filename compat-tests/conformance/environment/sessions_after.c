/* SPDX-License-Identifier: BSL-1.0 */
/* Sessions after the World, which was all that ran until then: the ranks join the job again, each
 * when it gets there. */
#include "../check.h"

static void use_one(int round)
{
    MPI_Session session;
    MPI_Group group;
    MPI_Comm comm;
    int sum = -1;
    GOOD(MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, &session));
    GOOD(MPI_Group_from_session_pset(session, "mpi://WORLD", &group));
    GOOD(MPI_Comm_create_from_group(group, "all", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
    GOOD(MPI_Group_free(&group));
    GOOD(MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, comm));
    CHECK(sum == size * (size - 1) / 2);
    /* More than memory for messages on the way holds. */
    enum { COUNT = 100000 };
    static int data[COUNT];
    for (int i = 0; i < COUNT; i++)
        data[i] = rank == round % size ? i + round : -1;
    GOOD(MPI_Bcast(data, COUNT, MPI_INT, round % size, comm));
    for (int i = 0; i < COUNT; i++)
        CHECK(data[i] == i + round);
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Session_finalize(&session));
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    GOOD(MPI_Finalize());
    for (int i = 0; i < 3; i++)
        use_one(i);
    if (rank == 0)
        printf("ok\n");
    return 0;
}
