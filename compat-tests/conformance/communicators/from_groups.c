/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators made of groups without any communicator, in a program that began with MPI_Init as
 * well as in one that knows sessions only; and what happens when ranks come there at other times.
 */
#include "members.h"

static MPI_Group world;

static MPI_Group every_second(int first)
{
    MPI_Group group = MPI_GROUP_EMPTY;
    int range[1][3] = {{first, size - 1, 2}};
    if (first < size)
        GOOD(MPI_Group_range_incl(world, 1, range, &group));
    return group;
}

static void of_one_group(void)
{
    MPI_Comm comm, second;
    MPI_Group mine = every_second(rank % 2);
    MPI_Errhandler handler;
    GOOD(MPI_Comm_create_from_group(world, "all", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
    CHECK(compare(comm, MPI_COMM_WORLD) == MPI_CONGRUENT);
    GOOD(MPI_Comm_get_errhandler(comm, &handler));
    CHECK(handler == MPI_ERRORS_RETURN);
    use(comm);
    GOOD(MPI_Comm_create_from_group(mine, "", MPI_INFO_NULL, MPI_ERRORS_ARE_FATAL, &second));
    CHECK(size_of(second) == (size + 1 - rank % 2) / 2 && rank_in(second) == rank / 2);
    GOOD(MPI_Comm_get_errhandler(second, &handler));
    CHECK(handler == MPI_ERRORS_ARE_FATAL);
    use(second);
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Comm_free(&second));

    /* Again and again under the same name; some ranks are ahead of others. */
    for (int i = 0; i < 20; i++) {
        GOOD(MPI_Comm_create_from_group(world, "again", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
        if (i % 7 == 6)
            use(comm);
        GOOD(MPI_Comm_free(&comm));
    }

    comm = MPI_COMM_WORLD;
    GOOD(MPI_Comm_create_from_group(MPI_GROUP_EMPTY, "x", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
    CHECK(comm == MPI_COMM_NULL);
    GOOD(MPI_Group_free(&mine));
}

static void of_two_groups(void)
{
    MPI_Comm comm;
    MPI_Group mine = every_second(rank % 2), theirs = every_second(1 - rank % 2);
    int n = (size + 1 - rank % 2) / 2, m = size - n, last = n - 1;
    if (size > 1) {
        for (int i = 0; i < 5; i++) {
            GOOD(MPI_Intercomm_create_from_groups(mine, i % 2 ? last : 0, theirs, i % 2 ? m - 1 : 0,
                                                  "both", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
            CHECK(is_inter(comm) && size_of(comm) == n && remote_size(comm) == m);
            CHECK(remote_member(comm, 0) == 1 - rank % 2);
            use_inter(comm);
            GOOD(MPI_Comm_free(&comm));
        }
    }
    comm = MPI_COMM_WORLD;
    GOOD(MPI_Intercomm_create_from_groups(mine, 0, MPI_GROUP_EMPTY, 0, "none", MPI_INFO_NULL,
                                          MPI_ERRORS_RETURN, &comm));
    CHECK(comm == MPI_COMM_NULL);
    comm = MPI_COMM_WORLD;
    GOOD(MPI_Intercomm_create_from_groups(MPI_GROUP_EMPTY, 0, mine, 0, "none", MPI_INFO_NULL,
                                          MPI_ERRORS_RETURN, &comm));
    CHECK(comm == MPI_COMM_NULL);
    GOOD(MPI_Group_free(&mine));
    GOOD(MPI_Group_free(&theirs));
}

/* Two sessions side by side, whose communicators outlive the session's handle for the group. */
static void of_sessions(void)
{
    MPI_Session session[2];
    MPI_Group group[2];
    MPI_Comm comm[2];
    for (int i = 0; i < 2; i++) {
        GOOD(MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, &session[i]));
        GOOD(MPI_Group_from_session_pset(session[i], "mpi://WORLD", &group[i]));
        GOOD(MPI_Comm_create_from_group(group[i], "of sessions", MPI_INFO_NULL, MPI_ERRORS_RETURN,
                                        &comm[i]));
        GOOD(MPI_Group_free(&group[i]));
    }
    CHECK(compare(comm[0], comm[1]) == MPI_CONGRUENT);
    for (int i = 0; i < 2; i++) {
        use(comm[i]);
        GOOD(MPI_Comm_free(&comm[i]));
        GOOD(MPI_Session_finalize(&session[i]));
    }
}

static int handled;

static void handle(MPI_Comm *comm, int *error, ...)
{
    (void)comm, (void)error;
    handled++;
}

static inline void wrong_arguments(void)
{
    MPI_Comm comm = MPI_COMM_WORLD;
    char text[MPI_MAX_STRINGTAG_LEN + 1];
    MPI_Errhandler handler;

    FAILS(MPI_Comm_create_from_group(MPI_GROUP_NULL, "x", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm),
          MPI_ERR_GROUP);
    FAILS(MPI_Comm_create_from_group(world, NULL, MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm),
          MPI_ERR_ARG);
    FAILS(MPI_Comm_create_from_group(world, "x", MPI_INFO_NULL, MPI_ERRORS_RETURN, NULL),
          MPI_ERR_ARG);
    FAILS(MPI_Comm_create_from_group(world, "x", (MPI_Info)text, MPI_ERRORS_RETURN, &comm),
          MPI_ERR_INFO);
    FAILS(MPI_Comm_create_from_group(world, "x", MPI_INFO_NULL, MPI_ERRHANDLER_NULL, &comm),
          MPI_ERR_ERRHANDLER);
    memset(text, 'n', sizeof text);
    text[MPI_MAX_STRINGTAG_LEN] = '\0';
    FAILS(MPI_Comm_create_from_group(world, text, MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm),
          MPI_ERR_ARG);
    CHECK(comm == MPI_COMM_WORLD);
    text[MPI_MAX_STRINGTAG_LEN - 1] = '\0';
    GOOD(MPI_Comm_create_from_group(world, text, MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
    GOOD(MPI_Comm_free(&comm));

    /* Errors go to the error handler that is given. */
    GOOD(MPI_Comm_create_errhandler(handle, &handler));
    FAILS(MPI_Comm_create_from_group(MPI_GROUP_NULL, "x", MPI_INFO_NULL, handler, &comm),
          MPI_ERR_GROUP);
    CHECK(handled == 1);
    GOOD(MPI_Errhandler_free(&handler));

    if (size > 1) {
        MPI_Group other, mine = every_second(rank % 2);
        int next = (rank + 1) % size;
        GOOD(MPI_Group_incl(world, 1, &next, &other));
        FAILS(MPI_Comm_create_from_group(other, "x", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm),
              MPI_ERR_GROUP);
        FAILS(MPI_Intercomm_create_from_groups(other, 0, mine, 0, "x", MPI_INFO_NULL,
                                               MPI_ERRORS_RETURN, &comm),
              MPI_ERR_GROUP);
        FAILS(MPI_Intercomm_create_from_groups(mine, size, other, 0, "x", MPI_INFO_NULL,
                                               MPI_ERRORS_RETURN, &comm),
              MPI_ERR_RANK);
        /* What only the leader sees is told to all. */
        FAILS(MPI_Intercomm_create_from_groups(mine, 0, other, 1, "x", MPI_INFO_NULL,
                                               MPI_ERRORS_RETURN, &comm),
              MPI_ERR_RANK);
        FAILS(MPI_Intercomm_create_from_groups(mine, 0, MPI_GROUP_NULL, 0, "x", MPI_INFO_NULL,
                                               MPI_ERRORS_RETURN, &comm),
              MPI_ERR_GROUP);
        FAILS(MPI_Intercomm_create_from_groups(mine, 0, mine, 0, "x", MPI_INFO_NULL,
                                               MPI_ERRORS_RETURN, &comm),
              MPI_ERR_GROUP);
        GOOD(MPI_Group_free(&other));
        GOOD(MPI_Group_free(&mine));
    }
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    GOOD(MPI_Comm_group(MPI_COMM_WORLD, &world));
    of_one_group();
    of_two_groups();
    of_sessions();
#ifdef ZEROMPI_API
    wrong_arguments();
#endif
    GOOD(MPI_Group_free(&world));
    return finish();
}
