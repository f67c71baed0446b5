/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators as objects: the predefined ones, comparing, names, hints, and their end. */
#include "members.h"

static void predefined(void)
{
    MPI_Comm parent = MPI_COMM_WORLD;
    CHECK(size_of(MPI_COMM_SELF) == 1 && rank_in(MPI_COMM_SELF) == 0);
    CHECK(member(MPI_COMM_SELF, 0) == rank && member(MPI_COMM_WORLD, rank) == rank);
    GOOD(MPI_Comm_get_parent(&parent));
    CHECK(parent == MPI_COMM_NULL);
}

static void compared(void)
{
    MPI_Comm same, turned, less;
    CHECK(compare(MPI_COMM_WORLD, MPI_COMM_WORLD) == MPI_IDENT);
    CHECK(compare(MPI_COMM_WORLD, MPI_COMM_SELF) == (size == 1 ? MPI_CONGRUENT : MPI_UNEQUAL));
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, 0, 0, &same));
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, 0, -rank, &turned));
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, rank == 0, 0, &less));
    CHECK(compare(MPI_COMM_WORLD, same) == MPI_CONGRUENT);
    CHECK(compare(same, turned) == (size == 1 ? MPI_CONGRUENT : MPI_SIMILAR));
    CHECK(compare(turned, less) == (size == 1 ? MPI_CONGRUENT : MPI_UNEQUAL));
    GOOD(MPI_Comm_free(&same));
    GOOD(MPI_Comm_free(&turned));
    GOOD(MPI_Comm_free(&less));
}

/* ---- Names ---- */

static void check_name(MPI_Comm comm, const char *expected)
{
    char name[MPI_MAX_OBJECT_NAME];
    int length = -1;
    memset(name, 'x', sizeof name);
    GOOD(MPI_Comm_get_name(comm, name, &length));
    CHECK(strcmp(name, expected) == 0 && length == (int)strlen(expected));
}

static void names(void)
{
    char text[2 * MPI_MAX_OBJECT_NAME];
    MPI_Comm comm;

    check_name(MPI_COMM_WORLD, "MPI_COMM_WORLD");
    check_name(MPI_COMM_SELF, "MPI_COMM_SELF");
#ifdef ZEROMPI_API /* since version 4.1 of the standard */
    check_name(MPI_COMM_NULL, "MPI_COMM_NULL");
#endif
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
#ifndef OPEN_MPI /* makes names up */
    check_name(comm, "");
#endif
    GOOD(MPI_Comm_set_name(comm, "  two  words "));
    check_name(comm, "  two  words ");
    GOOD(MPI_Comm_set_name(comm, rank % 2 ? "odd" : "even")); /* it is local */
    check_name(comm, rank % 2 ? "odd" : "even");
    GOOD(MPI_Comm_set_name(comm, ""));
    check_name(comm, "");

    /* The longest, and what is too long. */
    memset(text, 'n', sizeof text);
    text[MPI_MAX_OBJECT_NAME - 1] = '\0';
    GOOD(MPI_Comm_set_name(comm, text));
    check_name(comm, text);
#ifndef MPICH /* says that this is an error */
    text[MPI_MAX_OBJECT_NAME - 1] = 'n';
    text[sizeof text - 1] = '\0';
    GOOD(MPI_Comm_set_name(comm, text));
    text[MPI_MAX_OBJECT_NAME - 1] = '\0';
    check_name(comm, text);
#endif
    GOOD(MPI_Comm_free(&comm));

    /* Predefined ones can be renamed. */
    GOOD(MPI_Comm_set_name(MPI_COMM_WORLD, "everybody"));
    check_name(MPI_COMM_WORLD, "everybody");
    GOOD(MPI_Comm_set_name(MPI_COMM_WORLD, "MPI_COMM_WORLD"));
}

/* ---- Hints ---- */

static int number_of_hints(MPI_Comm comm)
{
    MPI_Info info = MPI_INFO_NULL;
    int n = -1;
    GOOD(MPI_Comm_get_info(comm, &info));
    CHECK(info != MPI_INFO_NULL);
    GOOD(MPI_Info_get_nkeys(info, &n));
    GOOD(MPI_Info_free(&info));
    return n;
}

static void hints(void)
{
    MPI_Comm comm;
    MPI_Info info, found;

    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    CHECK(number_of_hints(comm) >= 0);
    GOOD(MPI_Info_create(&info));
    GOOD(MPI_Comm_set_info(comm, info)); /* nothing to set */
    GOOD(MPI_Info_set(info, "mpi_assert_allow_overtaking", "false"));
    GOOD(MPI_Info_set(info, "zerompi_of_the_test", "1"));
    GOOD(MPI_Comm_set_info(comm, info));
    GOOD(MPI_Info_free(&info));
    GOOD(MPI_Comm_get_info(comm, &found));
#ifdef ZEROMPI_API
    char value[16];
    int room = sizeof value, flag, n;
    GOOD(MPI_Info_get_string(found, "zerompi_of_the_test", &room, value, &flag));
    CHECK(flag && strcmp(value, "1") == 0);
    /* What the program gets is a copy. */
    GOOD(MPI_Info_set(found, "zerompi_of_the_test", "2"));
    GOOD(MPI_Info_free(&found));
    GOOD(MPI_Comm_get_info(comm, &found));
    room = sizeof value;
    GOOD(MPI_Info_get_string(found, "zerompi_of_the_test", &room, value, &flag));
    CHECK(flag && strcmp(value, "1") == 0);
    /* Others are added, those that are not mentioned stay. */
    n = number_of_hints(comm);
    GOOD(MPI_Info_create(&info));
    GOOD(MPI_Info_set(info, "zerompi_second", "x"));
    GOOD(MPI_Info_set(info, "zerompi_of_the_test", "3"));
    GOOD(MPI_Comm_set_info(comm, info));
    GOOD(MPI_Info_free(&info));
    CHECK(number_of_hints(comm) == n + 1);
#endif
    GOOD(MPI_Info_free(&found));
    GOOD(MPI_Comm_free(&comm));
    CHECK(number_of_hints(MPI_COMM_WORLD) >= 0 && number_of_hints(MPI_COMM_SELF) >= 0);
}

/* ---- The end ---- */

/* Messages and collectives that are under way when their communicator is freed come to an end. */
static void free_while_busy(void)
{
    enum { LONG = 100000 };
    static int out[LONG], in[LONG];
    int next = (rank + 1) % size, previous = (rank + size - 1) % size, sum = -1;
    MPI_Request requests[4];
    MPI_Comm comm;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    for (int i = 0; i < LONG; i++)
        out[i] = rank + i;
    GOOD(MPI_Irecv(in, LONG, MPI_INT, previous, 1, comm, &requests[0]));
    GOOD(MPI_Isend(out, LONG, MPI_INT, next, 1, comm, &requests[1]));
    GOOD(MPI_Iallreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, comm, &requests[2]));
    GOOD(MPI_Ibarrier(comm, &requests[3]));
    GOOD(MPI_Comm_free(&comm));
    CHECK(comm == MPI_COMM_NULL);
    GOOD(MPI_Waitall(4, requests, MPI_STATUSES_IGNORE));
    for (int i = 0; i < LONG; i++)
        CHECK(in[i] == previous + i);
    CHECK(sum == size * (size - 1) / 2);
}

/* Disconnecting waits for what is under way, also for what the program has let go of. */
static void disconnect_while_busy(void)
{
    enum { LONG = 100000 };
    static int out[LONG], in[LONG];
    int next = (rank + 1) % size, previous = (rank + size - 1) % size, flag;
    MPI_Request requests[2];
    MPI_Comm comm;
#ifdef MPICH /* waits for ever, for what it sends itself */
    if (size == 1)
        return;
#endif
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    for (int i = 0; i < LONG; i++)
        out[i] = rank + i;
    GOOD(MPI_Irecv(in, LONG, MPI_INT, previous, 1, comm, &requests[0]));
    GOOD(MPI_Isend(out, LONG, MPI_INT, next, 1, comm, &requests[1]));
    GOOD(MPI_Request_free(&requests[1]));
    GOOD(MPI_Comm_disconnect(&comm));
    CHECK(comm == MPI_COMM_NULL);
#ifdef ZEROMPI_API
    GOOD(MPI_Test(&requests[0], &flag, MPI_STATUS_IGNORE));
    CHECK(flag);
#else
    (void)flag;
    GOOD(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
#endif
    for (int i = 0; i < LONG; i++)
        CHECK(in[i] == previous + i);
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, rank, 0, &comm));
    GOOD(MPI_Comm_disconnect(&comm));
    CHECK(comm == MPI_COMM_NULL);
}

static int deleted[3], deletions;

static int note(MPI_Comm comm, int keyval, void *value, void *extra)
{
    (void)keyval, (void)extra;
    CHECK(size_of(comm) == size); /* it is still whole */
    deleted[deletions++] = *(int *)value;
    return MPI_SUCCESS;
}

/* Attributes go with it, the last one first. */
static void attributes_go(int disconnect)
{
    int values[3] = {0, 1, 2}, keyvals[3];
    MPI_Comm comm;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    for (int i = 0; i < 3; i++) {
        GOOD(MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, note, &keyvals[i], NULL));
        GOOD(MPI_Comm_set_attr(comm, keyvals[i], &values[i]));
    }
    deletions = 0;
    GOOD(disconnect ? MPI_Comm_disconnect(&comm) : MPI_Comm_free(&comm));
    CHECK(deletions == 3);
#ifdef ZEROMPI_API /* others have another order */
    CHECK(deleted[0] == 2 && deleted[1] == 1 && deleted[2] == 0);
#endif
    for (int i = 0; i < 3; i++)
        GOOD(MPI_Comm_free_keyval(&keyvals[i]));
}

/* ---- Errors ---- */

static inline void wrong_arguments(void)
{
    MPI_Comm none = MPI_COMM_NULL, world = MPI_COMM_WORLD, self = MPI_COMM_SELF, gone, left;
    char name[MPI_MAX_OBJECT_NAME];
    int n;
    MPI_Info info;

    FAILS(MPI_Comm_free(&none), MPI_ERR_COMM);
    FAILS(MPI_Comm_free(&world), MPI_ERR_COMM);
    FAILS(MPI_Comm_free(&self), MPI_ERR_COMM);
    FAILS(MPI_Comm_free(NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_disconnect(&none), MPI_ERR_COMM);
    FAILS(MPI_Comm_disconnect(&world), MPI_ERR_COMM);
    FAILS(MPI_Comm_disconnect(&self), MPI_ERR_COMM);
    FAILS(MPI_Comm_disconnect(NULL), MPI_ERR_ARG);
    CHECK(world == MPI_COMM_WORLD && self == MPI_COMM_SELF);
    FAILS(MPI_Comm_size(MPI_COMM_NULL, &n), MPI_ERR_COMM);
    FAILS(MPI_Comm_rank(MPI_COMM_NULL, &n), MPI_ERR_COMM);
    FAILS(MPI_Comm_size(MPI_COMM_WORLD, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_rank(MPI_COMM_WORLD, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_compare(MPI_COMM_WORLD, MPI_COMM_NULL, &n), MPI_ERR_COMM);
    FAILS(MPI_Comm_compare(MPI_COMM_NULL, MPI_COMM_WORLD, &n), MPI_ERR_COMM);
    FAILS(MPI_Comm_compare(MPI_COMM_WORLD, MPI_COMM_WORLD, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_get_parent(NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_set_name(MPI_COMM_NULL, "x"), MPI_ERR_COMM);
    FAILS(MPI_Comm_set_name(MPI_COMM_WORLD, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_get_name(MPI_COMM_WORLD, NULL, &n), MPI_ERR_ARG);
    FAILS(MPI_Comm_get_name(MPI_COMM_WORLD, name, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_set_info(MPI_COMM_NULL, MPI_INFO_NULL), MPI_ERR_COMM);
    FAILS(MPI_Comm_set_info(MPI_COMM_WORLD, MPI_INFO_NULL), MPI_ERR_INFO);
    FAILS(MPI_Comm_get_info(MPI_COMM_NULL, &info), MPI_ERR_COMM);
    FAILS(MPI_Comm_get_info(MPI_COMM_WORLD, NULL), MPI_ERR_ARG);
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &gone));
    left = gone;
    GOOD(MPI_Comm_free(&gone));
    FAILS(MPI_Comm_free(&left), MPI_ERR_COMM);
    FAILS(MPI_Comm_size(left, &n), MPI_ERR_COMM);
    FAILS(MPI_Barrier(left), MPI_ERR_COMM);
    FAILS(MPI_Comm_get_name(left, name, &n), MPI_ERR_COMM);
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    predefined();
    compared();
    names();
    hints();
    free_while_busy();
    disconnect_while_busy();
    attributes_go(0);
    attributes_go(1);
#ifdef ZEROMPI_API
    wrong_arguments();
#endif
    return finish();
}
