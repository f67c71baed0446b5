/* SPDX-License-Identifier: BSL-1.0 */
/* MPI_Sendrecv, MPI_Sendrecv_replace and their nonblocking forms. */
#include "ring.h"

enum { LARGE = 50000 };

static int out[LARGE], in[LARGE];

static void try_sendrecv(int count)
{
    MPI_Status status;
    paint(out, count, rank);
    memset(in, 0, sizeof in);
    status.MPI_ERROR = 77;
    GOOD(MPI_Sendrecv(out, count, MPI_INT, right, 1, in, LARGE, MPI_INT, left, 1, MPI_COMM_WORLD,
                      &status));
    check_status(&status, left, 1, count);
    CHECK(is_painted(in, count, left));
    /* Another datatype on the other side, any source, any tag. */
    memset(in, 0, sizeof in);
    GOOD(MPI_Sendrecv(out, count, MPI_INT, right, 2, in, (int)sizeof in, MPI_BYTE, MPI_ANY_SOURCE,
                      MPI_ANY_TAG, MPI_COMM_WORLD, &status));
    check_status(&status, left, 2, count);
    CHECK(is_painted(in, count, left));
}

static void try_replace(int count)
{
    MPI_Status status;
    paint(out, count, rank);
    GOOD(MPI_Sendrecv_replace(out, count, MPI_INT, right, 3, left, 3, MPI_COMM_WORLD, &status));
    check_status(&status, left, 3, count);
    CHECK(is_painted(out, count, left));
    GOOD(MPI_Sendrecv_replace(out, count, MPI_INT, left, 4, right, MPI_ANY_TAG, MPI_COMM_WORLD,
                              MPI_STATUS_IGNORE));
    CHECK(is_painted(out, count, rank));
}

/* A datatype with gaps: what is in them stays. */
static void try_gaps(void)
{
    MPI_Datatype every_second;
    for (int i = 0; i < LARGE; i++)
        out[i] = i % 2 ? -1 : rank;
    GOOD(MPI_Type_vector(LARGE / 2, 1, 2, MPI_INT, &every_second));
    GOOD(MPI_Type_commit(&every_second));
    GOOD(MPI_Sendrecv_replace(out, 1, every_second, right, 5, left, 5, MPI_COMM_WORLD,
                              MPI_STATUS_IGNORE));
    for (int i = 0; i < LARGE; i++)
        CHECK(out[i] == (i % 2 ? -1 : left));
    GOOD(MPI_Type_free(&every_second));
}

/* The end of a line has nobody on one side. */
static void try_nobody(void)
{
    int mine = rank, theirs = -1;
    int next = rank + 1 < size ? rank + 1 : MPI_PROC_NULL, before = rank ? rank - 1 : MPI_PROC_NULL;
    MPI_Status status;
    GOOD(MPI_Sendrecv(&mine, 1, MPI_INT, next, 6, &theirs, 1, MPI_INT, before, 6, MPI_COMM_WORLD,
                      &status));
    CHECK(theirs == (rank ? rank - 1 : -1));
    if (rank)
        check_status(&status, before, 6, 1);
    else
        check_status(&status, MPI_PROC_NULL, MPI_ANY_TAG, 0);
    GOOD(MPI_Sendrecv_replace(&mine, 1, MPI_INT, next, 7, before, 7, MPI_COMM_WORLD, &status));
    CHECK(mine == (rank ? rank - 1 : 0));
}

static void try_errors(void)
{
    int mine = rank, theirs[2] = {-1, -1};
    MPI_Status status;
    paint(out, 3, rank);
    FAILS(MPI_Sendrecv(out, 3, MPI_INT, right, 8, theirs, 2, MPI_INT, left, 8, MPI_COMM_WORLD,
                       &status),
          MPI_ERR_TRUNCATE);
    CHECK(theirs[0] == left * 1000 && theirs[1] == left * 1000 + 1);
    /* Nothing is sent if any argument is wrong, so nothing is left over. */
    FAILS(MPI_Sendrecv(&mine, 1, MPI_INT, right, 9, theirs, 1, MPI_INT, size, 9, MPI_COMM_WORLD,
                       &status),
          MPI_ERR_RANK);
    FAILS(MPI_Sendrecv(&mine, 1, MPI_INT, size, 9, theirs, 1, MPI_INT, left, 9, MPI_COMM_WORLD,
                       &status),
          MPI_ERR_RANK);
    FAILS(MPI_Sendrecv(&mine, 1, MPI_INT, right, -9, theirs, 1, MPI_INT, left, 9, MPI_COMM_WORLD,
                       &status),
          MPI_ERR_TAG);
    FAILS(MPI_Sendrecv(&mine, 1, MPI_INT, right, 9, theirs, -1, MPI_INT, left, 9, MPI_COMM_WORLD,
                       &status),
          MPI_ERR_COUNT);
    FAILS(MPI_Sendrecv_replace(&mine, -1, MPI_INT, right, 9, left, 9, MPI_COMM_WORLD, &status),
          MPI_ERR_COUNT);
    FAILS(MPI_Sendrecv_replace(&mine, 1, MPI_DATATYPE_NULL, right, 9, left, 9, MPI_COMM_WORLD,
                               &status),
          MPI_ERR_TYPE);
    GOOD(MPI_Sendrecv(&mine, 1, MPI_INT, right, 10, theirs, 1, MPI_INT, left, MPI_ANY_TAG,
                      MPI_COMM_WORLD, &status));
    CHECK(status.MPI_TAG == 10);
}

#if MPI_VERSION >= 4
static void try_nonblocking(int count)
{
    MPI_Request requests[2];
    MPI_Status statuses[2];
    static int both[LARGE];
    paint(out, count, rank);
    paint(both, count, rank + 100);
    GOOD(MPI_Isendrecv(out, count, MPI_INT, right, 11, in, LARGE, MPI_INT, left, 11, MPI_COMM_WORLD,
                       &requests[0]));
    GOOD(MPI_Isendrecv_replace(both, count, MPI_INT, left, 12, right, 12, MPI_COMM_WORLD,
                               &requests[1]));
    GOOD(MPI_Waitall(2, requests, statuses));
#ifdef ZEROMPI_API /* MPICH has no status to show */
    check_status(&statuses[0], left, 11, count);
    check_status(&statuses[1], right, 12, count);
#endif
    CHECK(is_painted(in, count, left));
    CHECK(is_painted(both, count, right + 100));
}

static void try_large_counts(void)
{
    MPI_Request request;
    int mine = rank, theirs = -1;
    GOOD(MPI_Sendrecv_c(&mine, 1, MPI_INT, right, 13, &theirs, 1, MPI_INT, left, 13, MPI_COMM_WORLD,
                        MPI_STATUS_IGNORE));
    CHECK(theirs == left);
    GOOD(MPI_Sendrecv_replace_c(&theirs, 1, MPI_INT, left, 14, right, 14, MPI_COMM_WORLD,
                                MPI_STATUS_IGNORE));
    CHECK(theirs == rank);
    GOOD(MPI_Isendrecv_c(&mine, 1, MPI_INT, right, 15, &theirs, 1, MPI_INT, left, 15,
                         MPI_COMM_WORLD, &request));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    CHECK(theirs == left);
    GOOD(MPI_Isendrecv_replace_c(&theirs, 1, MPI_INT, left, 16, right, 16, MPI_COMM_WORLD,
                                 &request));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    CHECK(theirs == rank);
    FAILS(MPI_Isendrecv(&mine, 1, MPI_INT, right, 17, &theirs, 1, MPI_INT, size, 17, MPI_COMM_WORLD,
                        &request),
          MPI_ERR_RANK);
}
#endif

int main(int argc, char **argv)
{
    begin_ring(&argc, &argv);
    for (int i = 0; i < 3; i++) {
        static const int counts[] = {0, 1, LARGE};
        try_sendrecv(counts[i]);
        try_replace(counts[i]);
#if MPI_VERSION >= 4
        try_nonblocking(counts[i]);
#endif
    }
    try_gaps();
    try_nobody();
    try_errors();
#if MPI_VERSION >= 4
    try_large_counts();
#endif
    return finish();
}
