/* SPDX-License-Identifier: BSL-1.0 */
/* Sessions: several at a time and one after the other, before, beside and after the World; their
 * process sets, communicators, error handlers and facts. */
#include "../check.h"

static int world_rank, world_size; /* as the first session tells */

/* A communicator of all ranks, or of this one, that the session alone gives. */
static MPI_Comm comm_of(MPI_Session session, const char *set, const char *tag)
{
    MPI_Group group = MPI_GROUP_NULL;
    MPI_Comm comm = MPI_COMM_NULL;
    GOOD(MPI_Group_from_session_pset(session, set, &group));
    GOOD(MPI_Comm_create_from_group(group, tag, MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
    GOOD(MPI_Group_free(&group));
    CHECK(comm != MPI_COMM_NULL);
    return comm;
}

static void add_up(MPI_Comm comm)
{
    int me = -1, all = -1, sum = -1;
    GOOD(MPI_Comm_rank(comm, &me));
    GOOD(MPI_Comm_size(comm, &all));
    GOOD(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, comm));
    CHECK(sum == all * (all - 1) / 2);
}

static MPI_Session open_one(void)
{
    MPI_Session session = MPI_SESSION_NULL;
    GOOD(MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, &session));
    CHECK(session != MPI_SESSION_NULL);
    return session;
}

static void close_one(MPI_Session *session)
{
    GOOD(MPI_Session_finalize(session));
    CHECK(*session == MPI_SESSION_NULL);
}

/* From beginning to end. */
static void use_one(const char *tag)
{
    MPI_Session session = open_one();
    MPI_Comm all = comm_of(session, "mpi://WORLD", tag),
             alone = comm_of(session, "mpi://SELF", tag);
    add_up(all);
    add_up(alone);
    GOOD(MPI_Comm_free(&alone));
    GOOD(MPI_Comm_free(&all));
    close_one(&session);
}

/* ---- Process sets ---- */

static void sets(void)
{
    MPI_Session session = open_one();
    int count = -1, seen = 0;
    GOOD(MPI_Session_get_num_psets(session, MPI_INFO_NULL, &count));
    CHECK(count >= 2);
    for (int i = 0; i < count; i++) {
        char name[MPI_MAX_PSET_NAME_LEN], number[16], cut[6] = "xxxxx";
        int length = 0, needed, flag = 0, in_group = -1;
        MPI_Info info;
        MPI_Group group;
        GOOD(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, i, &length, name)); /* how long? */
        CHECK(length > 1 && length <= MPI_MAX_PSET_NAME_LEN);
        needed = length;
        GOOD(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, i, &length, name));
        CHECK(length == needed && (int)strlen(name) == length - 1);
#ifndef MPICH_VERSION
        length = 4; /* cut short */
        GOOD(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, i, &length, cut));
        CHECK(length == needed && strncmp(cut, name, 3) == 0 && cut[3] == '\0' && cut[4] == 'x');
#endif
        (void)cut;
        GOOD(MPI_Session_get_pset_info(session, name, &info));
        length = sizeof number;
        GOOD(MPI_Info_get_string(info, "mpi_size", &length, number, &flag));
        GOOD(MPI_Info_free(&info));
        GOOD(MPI_Group_from_session_pset(session, name, &group));
        GOOD(MPI_Group_size(group, &in_group));
        CHECK(flag && atoi(number) == in_group);
        GOOD(MPI_Group_free(&group));
        seen += strcmp(name, "mpi://WORLD") == 0 && in_group == world_size;
        seen += strcmp(name, "mpi://SELF") == 0 && in_group == 1;
    }
    CHECK(seen == 2);
    close_one(&session);
}

/* ---- Groups and communicators of a part ---- */

static void parts(void)
{
    MPI_Session session = open_one();
    MPI_Group world, part, odd;
    MPI_Comm comm;
    int ranges[1][3] = {{0, world_size - 1, 2}}, me = -1;
    GOOD(MPI_Group_from_session_pset(session, "mpi://WORLD", &world));
    GOOD(MPI_Group_range_incl(world, 1, ranges, &part));
    GOOD(MPI_Group_difference(world, part, &odd));
    GOOD(MPI_Group_rank(world, &me));
    CHECK(me == world_rank);
    /* Two communicators of the same ranks are told apart by their tags. */
    GOOD(MPI_Comm_create_from_group(me % 2 ? odd : part, "parts", MPI_INFO_NULL, MPI_ERRORS_RETURN,
                                    &comm));
    add_up(comm);
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Group_free(&odd));
    GOOD(MPI_Group_free(&part));
    GOOD(MPI_Group_free(&world));
    close_one(&session);
}

/* ---- Several at a time ---- */

static void several(void)
{
    MPI_Session first = open_one(), second = open_one();
    CHECK(first != second);
    MPI_Comm one = comm_of(first, "mpi://WORLD", "first");
    MPI_Comm two = comm_of(second, "mpi://WORLD", "second");
    int next = (world_rank + 1) % world_size, last = (world_rank + world_size - 1) % world_size;
    int by_one = -1, by_two = -1;
    MPI_Request request;
    /* Messages of one are not for the other. */
    GOOD(MPI_Irecv(&by_one, 1, MPI_INT, last, 0, one, &request));
    GOOD(MPI_Sendrecv(&world_rank, 1, MPI_INT, next, 0, &by_two, 1, MPI_INT, last, 0, two,
                      MPI_STATUS_IGNORE));
    GOOD(MPI_Send(&(int){1000}, 1, MPI_INT, next, 0, one));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    CHECK(by_two == last && by_one == 1000);
    GOOD(MPI_Comm_free(&one));
    close_one(&first);
    add_up(two); /* goes on without the other one */
    GOOD(MPI_Comm_free(&two));
    close_one(&second);
}

#ifdef ZEROMPI_API
/* A session's buffer is for all communicators that come from it, however they were made. */
static void buffers(void)
{
    static char memory[1000 + 2 * MPI_BSEND_OVERHEAD];
    MPI_Session session = open_one(), other = open_one();
    MPI_Comm comm = comm_of(session, "mpi://WORLD", "buffers"), part;
    MPI_Comm foreign = comm_of(other, "mpi://WORLD", "foreign");
    MPI_Request request;
    void *address = NULL;
    int bytes = -1, received = -1;
    GOOD(MPI_Session_attach_buffer(session, memory, sizeof memory));
    FAILS(MPI_Session_attach_buffer(session, memory, sizeof memory), MPI_ERR_BUFFER);
    GOOD(MPI_Comm_split(comm, 0, -world_rank, &part));
    GOOD(MPI_Bsend(&world_rank, 1, MPI_INT, world_rank, 1, comm));
    GOOD(MPI_Bsend(&world_rank, 1, MPI_INT, world_size - 1 - world_rank, 2, part));
    FAILS(MPI_Bsend(&world_rank, 1, MPI_INT, world_rank, 3, foreign), MPI_ERR_BUFFER);
    FAILS(MPI_Bsend(memory, sizeof memory, MPI_CHAR, world_rank, 3, comm), MPI_ERR_BUFFER);
    GOOD(MPI_Recv(&received, 1, MPI_INT, world_rank, 1, comm, MPI_STATUS_IGNORE));
    CHECK(received == world_rank);
    GOOD(MPI_Recv(&received, 1, MPI_INT, MPI_ANY_SOURCE, 2, part, MPI_STATUS_IGNORE));
    CHECK(received == world_rank);
    GOOD(MPI_Session_flush_buffer(session));
    GOOD(MPI_Session_iflush_buffer(session, &request));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    GOOD(MPI_Session_detach_buffer(session, &address, &bytes));
    CHECK(address == memory && bytes == (int)sizeof memory);
    FAILS(MPI_Session_attach_buffer(MPI_SESSION_NULL, memory, sizeof memory), MPI_ERR_SESSION);
    FAILS(MPI_Session_attach_buffer(session, memory, -1), MPI_ERR_ARG);
    GOOD(MPI_Session_attach_buffer_c(session, memory, sizeof memory));
    GOOD(MPI_Comm_free(&part));
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Comm_free(&foreign));
    close_one(&session); /* detaches it */
    close_one(&other);
}
#endif

/* ---- Facts ---- */

static void facts(void)
{
    MPI_Session session;
    MPI_Info info, used;
    char value[64];
    int flag = 0, length = sizeof value;
    GOOD(MPI_Info_create(&info));
    GOOD(MPI_Info_set(info, "thread_level", "MPI_THREAD_MULTIPLE"));
    GOOD(MPI_Info_set(info, "what nobody knows", "1"));
    GOOD(MPI_Session_init(info, MPI_ERRORS_RETURN, &session));
    GOOD(MPI_Info_free(&info));
    GOOD(MPI_Session_get_info(session, &used));
    GOOD(MPI_Info_get_string(used, "thread_level", &length, value, &flag));
    CHECK(flag && strcmp(value, "MPI_THREAD_MULTIPLE") == 0);
#ifdef ZEROMPI_API
    length = sizeof value;
    GOOD(MPI_Info_get_string(used, "mpi_memory_alloc_kinds", &length, value, &flag));
    CHECK(flag && strstr(value, "mpi") && strstr(value, "system"));
    CHECK(MPI_Session_f2c(MPI_Session_c2f(session)) == session);
#endif
    GOOD(MPI_Info_free(&used));
    close_one(&session);
}

/* ---- Errors ---- */

static int calls, last_code;
static MPI_Session last_session;

static void note(MPI_Session *session, int *code, ...)
{
    calls++;
    last_session = *session;
    last_code = *code;
}

static void errors(void)
{
    MPI_Session session, none = MPI_SESSION_NULL;
    MPI_Errhandler handler, got;
    MPI_Group group = MPI_GROUP_EMPTY;
    int number;
    GOOD(MPI_Session_create_errhandler(note, &handler));
    GOOD(MPI_Session_init(MPI_INFO_NULL, handler, &session));
    calls = 0;
    CHECK(MPI_Group_from_session_pset(session, "mpi://there is none", &group) != MPI_SUCCESS);
    CHECK(calls == 1 && last_session == session && class_of(last_code) != MPI_SUCCESS);
    CHECK(group == MPI_GROUP_NULL);
    FAILS(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, 1000, &number, NULL), MPI_ERR_ARG);
    FAILS(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, -1, &number, NULL), MPI_ERR_ARG);
    CHECK(calls == 3);
    GOOD(MPI_Session_call_errhandler(session, MPI_ERR_TAG));
    CHECK(calls == 4 && class_of(last_code) == MPI_ERR_TAG);
    GOOD(MPI_Session_get_errhandler(session, &got));
    CHECK(got == handler);
    GOOD(MPI_Errhandler_free(&got));
    GOOD(MPI_Session_set_errhandler(session, MPI_ERRORS_RETURN));
    CHECK(MPI_Group_from_session_pset(session, "mpi://there is none", &group) != MPI_SUCCESS);
    CHECK(calls == 4);
    GOOD(MPI_Session_get_errhandler(session, &got));
    CHECK(got == MPI_ERRORS_RETURN);
#ifdef ZEROMPI_API
    MPI_Errhandler of_comm;
    MPI_Info info;
    GOOD(
        MPI_Comm_create_errhandler((MPI_Comm_errhandler_function *)(void (*)(void))note, &of_comm));
    FAILS(MPI_Session_set_errhandler(session, of_comm), MPI_ERR_ERRHANDLER);
    GOOD(MPI_Errhandler_free(&of_comm));
    FAILS(MPI_Session_set_errhandler(session, MPI_ERRHANDLER_NULL), MPI_ERR_ERRHANDLER);
    FAILS(MPI_Session_get_pset_info(session, "mpi://there is none", &info), MPI_ERR_ARG);
    FAILS(MPI_Session_get_num_psets(session, MPI_INFO_NULL, NULL), MPI_ERR_ARG);
    number = -5;
    FAILS(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, 0, &number, NULL), MPI_ERR_ARG);
    number = 5;
    FAILS(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, 0, &number, NULL), MPI_ERR_ARG);
    /* Without an object an error goes to the oldest session. */
    FAILS(MPI_Session_finalize(&none), MPI_ERR_SESSION);
    FAILS(MPI_Session_get_num_psets(none, MPI_INFO_NULL, &number), MPI_ERR_SESSION);
    FAILS(MPI_Session_set_errhandler(none, MPI_ERRORS_RETURN), MPI_ERR_SESSION);
    FAILS(MPI_Session_init((MPI_Info)&number, MPI_ERRORS_RETURN, &none), MPI_ERR_INFO);
    FAILS(MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, NULL), MPI_ERR_ARG);
    FAILS(MPI_Session_init(MPI_INFO_NULL, handler, NULL), MPI_ERR_ARG);
    CHECK(calls == 5 && last_session == MPI_SESSION_NULL);
    FAILS(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), MPI_ERR_COMM); /* none yet */
#endif
    (void)none;
    GOOD(MPI_Errhandler_free(&handler));
    close_one(&session);
}

/* ---- Beside the World ---- */

static void beside(MPI_Session older)
{
    MPI_Session session = open_one();
    MPI_Comm comm = comm_of(session, "mpi://WORLD", "beside");
    MPI_Group mine, worlds;
    int result = -1;
    GOOD(MPI_Comm_compare(comm, MPI_COMM_WORLD, &result));
    CHECK(result == MPI_CONGRUENT);
    GOOD(MPI_Comm_group(comm, &mine));
    GOOD(MPI_Comm_group(MPI_COMM_WORLD, &worlds));
    GOOD(MPI_Group_compare(mine, worlds, &result));
    CHECK(result == MPI_IDENT);
    GOOD(MPI_Group_free(&mine));
    GOOD(MPI_Group_free(&worlds));
    add_up(comm);
    add_up(MPI_COMM_WORLD);
    GOOD(MPI_Comm_free(&comm));
    close_one(&session);
    comm = comm_of(older, "mpi://WORLD", "older");
    add_up(comm);
    GOOD(MPI_Comm_free(&comm));
}

#ifdef ZEROMPI_API
/* To begin a session is a local matter: others need not do so, or not yet. */
static void alone(void)
{
    int number = -1;
    MPI_Session session = open_one();
    MPI_Group group;
    MPI_Comm comm = comm_of(session, "mpi://SELF", "alone"), copy;
    add_up(comm);
    GOOD(MPI_Comm_dup(comm, &copy));
    GOOD(MPI_Sendrecv(&(int){5}, 1, MPI_INT, 0, 0, &number, 1, MPI_INT, 0, 0, copy,
                      MPI_STATUS_IGNORE));
    CHECK(number == 5);
    GOOD(MPI_Comm_free(&copy));
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Group_from_session_pset(session, "mpi://WORLD", &group));
    GOOD(MPI_Group_size(group, &number));
    CHECK(number >= 1);
    GOOD(MPI_Group_rank(group, &number));
    CHECK(number >= 0);
    GOOD(MPI_Group_free(&group));
    close_one(&session);
}
#endif

int main(int argc, char **argv)
{
    int flag = -1;
#ifdef ZEROMPI_API
    const char *number = getenv("ZEROMPI_RANK");
    if (number && atoi(number) == 0)
        alone();
#endif
    MPI_Session session = open_one();
    MPI_Comm comm = comm_of(session, "mpi://WORLD", "first");
    GOOD(MPI_Comm_rank(comm, &world_rank));
    GOOD(MPI_Comm_size(comm, &world_size));
    rank = world_rank, size = world_size;
    add_up(comm);
    GOOD(MPI_Initialized(&flag));
    CHECK(!flag); /* which tells of the World only */
    GOOD(MPI_Comm_free(&comm));
    close_one(&session);

    use_one("again");
    sets();
    parts();
    several();
    facts();
    errors();
#ifdef ZEROMPI_API
    buffers();
    /* One rank may use sessions by itself. */
    for (int i = 0; i < 3 && world_rank == 0; i++) {
        session = open_one();
        close_one(&session);
    }
    use_one("all");
#endif

    session = open_one();
    begin(&argc, &argv);
    CHECK(rank == world_rank && size == world_size);
    beside(session);
    comm = comm_of(session, "mpi://WORLD", "to last");
    GOOD(MPI_Finalize());
    GOOD(MPI_Finalized(&flag));
    CHECK(flag);
    add_up(comm); /* the World is gone, the session is not */
    GOOD(MPI_Comm_free(&comm));
    close_one(&session);
#ifdef ZEROMPI_API
    use_one("after");
    use_one("after again");
#endif
    if (world_rank == 0)
        printf("ok\n");
    return 0;
}
