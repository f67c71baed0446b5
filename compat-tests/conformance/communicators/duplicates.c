/* SPDX-License-Identifier: BSL-1.0 */
/* Duplicates of communicators, at once and in the background: what they have of the original, and
 * what they have not; several under way at a time; functions of the program that refuse. */
#include "members.h"

#define REFUSED 4711 /* what a function of the program returns */

static int copies, deletions, refuses, last_copied_from;

static int copy(MPI_Comm comm, int keyval, void *extra, void *in, void *out, int *flag)
{
    (void)keyval, (void)extra;
    copies++;
    last_copied_from = size_of(comm); /* the old one is whole */
    *(void **)out = (char *)in + 1;
    *flag = 1;
    return refuses ? REFUSED : MPI_SUCCESS;
}

static int leave_out(MPI_Comm comm, int keyval, void *extra, void *in, void *out, int *flag)
{
    (void)comm, (void)keyval, (void)extra, (void)in, (void)out;
    copies++;
    *flag = 0;
    return MPI_SUCCESS;
}

static int delete (MPI_Comm comm, int keyval, void *value, void *extra)
{
    (void)comm, (void)keyval, (void)value, (void)extra;
    deletions++;
    return refuses ? REFUSED : MPI_SUCCESS;
}

/* The four ways, which must come to the same. */
static MPI_Comm duplicate(MPI_Comm comm, int way)
{
    MPI_Comm result = MPI_COMM_NULL;
    MPI_Request request;
    switch (way) {
    case 0:
        GOOD(MPI_Comm_dup(comm, &result));
        break;
    case 1:
        GOOD(MPI_Comm_dup_with_info(comm, MPI_INFO_NULL, &result));
        break;
    case 2:
        GOOD(MPI_Comm_idup(comm, &result, &request));
        GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
        CHECK(request == MPI_REQUEST_NULL);
        break;
#if MPI_VERSION >= 4
    case 3:
        GOOD(MPI_Comm_idup_with_info(comm, MPI_INFO_NULL, &result, &request));
        GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
        break;
#endif
    }
    return result;
}

#if MPI_VERSION >= 4
#define WAYS 4
#else
#define WAYS 3
#endif

static void same_ranks(int way)
{
    MPI_Comm a = duplicate(MPI_COMM_WORLD, way), b = duplicate(a, way),
             alone = duplicate(MPI_COMM_SELF, way);
    CHECK(a != MPI_COMM_WORLD && a != b);
    CHECK(compare(a, MPI_COMM_WORLD) == MPI_CONGRUENT && compare(a, b) == MPI_CONGRUENT);
    CHECK(compare(alone, MPI_COMM_SELF) == MPI_CONGRUENT);
    CHECK(compare(alone, a) == (size == 1 ? MPI_CONGRUENT : MPI_UNEQUAL));
    CHECK(compare(a, a) == MPI_IDENT);
    use(a);
    use(b);
    use(alone);
    GOOD(MPI_Comm_free(&a));
    use(b); /* does not need the one that it was made of */
    GOOD(MPI_Comm_free(&b));
    GOOD(MPI_Comm_free(&alone));
}

/* A message belongs to the communicator in which it was sent. */
static void own_messages(int way)
{
    MPI_Comm comm = duplicate(MPI_COMM_WORLD, way);
    int in[2] = {0, 0}, out[2] = {1, 2}, next = (rank + 1) % size, flag;
    MPI_Request requests[3];
    GOOD(MPI_Irecv(&in[1], 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, comm, &requests[0]));
    GOOD(MPI_Isend(&out[0], 1, MPI_INT, next, 5, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Recv(&in[0], 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD,
                  MPI_STATUS_IGNORE));
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    GOOD(MPI_Test(&requests[0], &flag, MPI_STATUS_IGNORE));
    CHECK(!flag && in[0] == 1);
    GOOD(MPI_Barrier(MPI_COMM_WORLD)); /* nobody sends before all have looked */
    GOOD(MPI_Isend(&out[1], 1, MPI_INT, next, 5, comm, &requests[2]));
    GOOD(MPI_Waitall(3, requests, MPI_STATUSES_IGNORE));
    CHECK(in[1] == 2);
    GOOD(MPI_Comm_free(&comm));
}

static int handled;

static void handle(MPI_Comm *comm, int *error, ...)
{
    (void)comm, (void)error;
    handled++;
}

/* Error handlers go with a duplicate, names do not. */
static void handlers_and_names(int way)
{
    MPI_Errhandler handler, found;
    MPI_Comm comm, first;
    char name[MPI_MAX_OBJECT_NAME] = "x";
    int length = -1, n;

    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &first));
    GOOD(MPI_Comm_create_errhandler(handle, &handler));
    GOOD(MPI_Comm_set_errhandler(first, handler));
    GOOD(MPI_Comm_set_name(first, "original"));
    comm = duplicate(first, way);
    GOOD(MPI_Comm_set_errhandler(first, MPI_ERRORS_RETURN)); /* too late to matter */
    GOOD(MPI_Comm_free(&first));
    GOOD(MPI_Comm_get_errhandler(comm, &found));
    CHECK(found == handler);
    GOOD(MPI_Errhandler_free(&found));
    handled = 0;
    CHECK(MPI_Send(&n, 1, MPI_INT, size, 0, comm) != MPI_SUCCESS);
    CHECK(handled == 1);
#ifndef OPEN_MPI /* makes names up */
    GOOD(MPI_Comm_get_name(comm, name, &length));
    CHECK(length == 0 && name[0] == '\0');
#else
    (void)name, (void)length;
#endif
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Errhandler_free(&handler));
}

/* ---- Attributes ---- */

static void attributes(int way)
{
    static char value[2];
    int copied, left_out, flag, before;
    char *found;
    MPI_Comm comm, original;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &original));
    GOOD(MPI_Comm_create_keyval(copy, delete, &copied, NULL));
    GOOD(MPI_Comm_create_keyval(leave_out, delete, &left_out, NULL));
    GOOD(MPI_Comm_set_attr(original, copied, value));
    GOOD(MPI_Comm_set_attr(original, left_out, value));
    copies = deletions = 0;
    comm = duplicate(original, way);
    CHECK(copies == 2 && deletions == 0 && last_copied_from == size);
    GOOD(MPI_Comm_get_attr(comm, copied, &found, &flag));
    CHECK(flag && found == value + 1);
    GOOD(MPI_Comm_get_attr(comm, left_out, &found, &flag));
    CHECK(!flag);
    GOOD(MPI_Comm_free(&comm));
    CHECK(deletions == 1);

    /* Other constructors copy nothing. */
    copies = 0;
    GOOD(MPI_Comm_split(original, 0, 0, &comm));
    GOOD(MPI_Comm_get_attr(comm, copied, &found, &flag));
    CHECK(!flag && copies == 0);
    GOOD(MPI_Comm_free(&comm));

    /* What is deleted while the duplicate is being made is in it all the same. */
    if (way >= 2) {
        MPI_Request request;
        GOOD(MPI_Comm_idup(original, &comm, &request));
        GOOD(MPI_Comm_delete_attr(original, copied));
        GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
        GOOD(MPI_Comm_get_attr(comm, copied, &found, &flag));
        CHECK(flag && found == value + 1);
        GOOD(MPI_Comm_free(&comm));
    }

    /* One that does not want to be deleted keeps the communicator alive. */
    GOOD(MPI_Comm_set_attr(original, copied, value));
    before = deletions;
    refuses = 1;
    comm = original;
    CHECK(MPI_Comm_free(&original) == REFUSED);
    CHECK(original == comm && deletions > before);
    refuses = 0;
    use(original);
    GOOD(MPI_Comm_free(&original));
    GOOD(MPI_Comm_free_keyval(&copied));
    GOOD(MPI_Comm_free_keyval(&left_out));
}

/* If a function refuses to copy on any rank, there is no duplicate on any. The original is as good
 * as before. */
static inline void refusals(int way)
{
    static char value[2];
    int copied, error;
    MPI_Comm comm, original;
    MPI_Request request = MPI_REQUEST_NULL;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &original));
    GOOD(MPI_Comm_create_keyval(copy, MPI_COMM_NULL_DELETE_FN, &copied, NULL));
    GOOD(MPI_Comm_set_attr(original, copied, value));
    for (int who = 0; who <= size; who++) { /* one of them, or all */
        comm = MPI_COMM_WORLD;
        refuses = rank == who || who == size;
        if (way < 2)
            error = way ? MPI_Comm_dup_with_info(original, MPI_INFO_NULL, &comm)
                        : MPI_Comm_dup(original, &comm);
        else {
            error = MPI_Comm_idup(original, &comm, &request);
            if (!refuses) {
                CHECK(error == MPI_SUCCESS);
                error = MPI_Wait(&request, MPI_STATUS_IGNORE);
            }
        }
        CHECK(error == (refuses ? REFUSED : MPI_ERR_OTHER));
        if (refuses || way < 2)
            CHECK(comm == MPI_COMM_NULL);
        refuses = 0;
        use(original);
    }
    comm = duplicate(original, way);
    use(comm);
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Comm_free(&original));
    GOOD(MPI_Comm_free_keyval(&copied));
}

/* ---- Hints and topologies ---- */

static int has_hint(MPI_Comm comm, const char *key, const char *value)
{
    MPI_Info info;
    char found[64] = "";
    int flag;
    GOOD(MPI_Comm_get_info(comm, &info));
#if MPI_VERSION >= 4
    int room = sizeof found;
    GOOD(MPI_Info_get_string(info, key, &room, found, &flag));
#else
    GOOD(MPI_Info_get(info, key, sizeof found - 1, found, &flag));
#endif
    GOOD(MPI_Info_free(&info));
    return flag && strcmp(found, value) == 0;
}

/* Hints go with a duplicate only if it is given them (since version 4 of the standard). */
static void hints(void)
{
    MPI_Info info;
    MPI_Comm comm, other;
    GOOD(MPI_Info_create(&info));
    GOOD(MPI_Info_set(info, "mpi_assert_no_any_tag", "true"));
    GOOD(MPI_Comm_dup_with_info(MPI_COMM_WORLD, info, &comm));
    GOOD(MPI_Info_set(info, "mpi_assert_no_any_tag", "false")); /* too late */
    CHECK(has_hint(comm, "mpi_assert_no_any_tag", "true"));
#ifdef ZEROMPI_API
    GOOD(MPI_Comm_dup(comm, &other));
    CHECK(!has_hint(other, "mpi_assert_no_any_tag", "true"));
    GOOD(MPI_Comm_free(&other));
    MPI_Request request;
    GOOD(MPI_Info_set(info, "zerompi_of_the_test", "1"));
    GOOD(MPI_Comm_idup_with_info(comm, info, &other, &request));
    GOOD(MPI_Info_free(&info));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    CHECK(has_hint(other, "zerompi_of_the_test", "1"));
    CHECK(!has_hint(comm, "zerompi_of_the_test", "1"));
    GOOD(MPI_Comm_free(&other));
#else
    (void)other;
    GOOD(MPI_Info_free(&info));
#endif
    GOOD(MPI_Comm_free(&comm));
}

static void topologies(int way)
{
    MPI_Comm grid, comm;
    int dims[1], periods[1] = {1}, found[1], coords[1], status, source, dest;
    dims[0] = size;
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, 1, dims, periods, 0, &grid));
    comm = duplicate(grid, way);
    GOOD(MPI_Comm_free(&grid));
    GOOD(MPI_Topo_test(comm, &status));
    CHECK(status == MPI_CART);
    GOOD(MPI_Cart_get(comm, 1, found, periods, coords));
    CHECK(found[0] == size && periods[0] && coords[0] == rank);
    GOOD(MPI_Cart_shift(comm, 0, 1, &source, &dest));
    CHECK(dest == (rank + 1) % size && source == (rank + size - 1) % size);

    GOOD(MPI_Comm_split(comm, 0, 0, &grid)); /* other constructors forget it */
    GOOD(MPI_Topo_test(grid, &status));
    CHECK(status == MPI_UNDEFINED);
    GOOD(MPI_Comm_free(&grid));
    GOOD(MPI_Comm_free(&comm));
}

/* ---- In the background ---- */

/* Many at a time, with other collectives in between, completed in any order. */
static inline void many_at_once(void)
{
    enum { MANY = 20 };
    MPI_Comm comms[MANY], extra;
    MPI_Request requests[MANY + 2];
    int sum, index;
    for (int i = 0; i < MANY; i++) {
        GOOD(MPI_Comm_idup(MPI_COMM_WORLD, &comms[i], &requests[i]));
        if (i == MANY / 2)
            GOOD(MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD));
        if (i == MANY / 3) {
            GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &extra));
            use(extra);
            GOOD(MPI_Comm_free(&extra));
        }
    }
    CHECK(sum == size * (size - 1) / 2);
    GOOD(MPI_Ibarrier(MPI_COMM_WORLD, &requests[MANY]));
    GOOD(MPI_Comm_idup(MPI_COMM_SELF, &extra, &requests[MANY + 1]));
    GOOD(MPI_Waitany(MANY + 2, requests, &index, MPI_STATUS_IGNORE));
    CHECK(index >= 0 && index < MANY + 2);
    GOOD(MPI_Waitall(MANY + 2, requests, MPI_STATUSES_IGNORE));
    use(extra);
    GOOD(MPI_Comm_free(&extra));
    for (int i = 0; i < MANY; i++) {
        CHECK(compare(comms[i], MPI_COMM_WORLD) == MPI_CONGRUENT);
        use(comms[i]);
        GOOD(MPI_Comm_free(&comms[i]));
    }
}

/* The status of such a request is empty. */
static inline void status_of_idup(void)
{
    MPI_Comm comm;
    MPI_Request request;
    MPI_Status status;
    int count = -1, flag = 0, cancelled;
    GOOD(MPI_Comm_idup(MPI_COMM_WORLD, &comm, &request));
    while (!flag)
        GOOD(MPI_Test(&request, &flag, &status));
    GOOD(MPI_Get_count(&status, MPI_INT, &count));
    GOOD(MPI_Test_cancelled(&status, &cancelled));
    CHECK(count == 0 && !cancelled);
    use(comm);
    GOOD(MPI_Comm_free(&comm));
}

/* The original may go while its duplicate comes. */
static inline void original_gone(void)
{
    MPI_Comm first, comm;
    MPI_Request request;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &first));
    GOOD(MPI_Comm_idup(first, &comm, &request));
    GOOD(MPI_Comm_free(&first));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    use(comm);
    GOOD(MPI_Comm_free(&comm));
}

/* ---- Errors ---- */

static inline void wrong_arguments(void)
{
    MPI_Comm comm = MPI_COMM_WORLD, freed;
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Info info;

    FAILS(MPI_Comm_dup(MPI_COMM_NULL, &comm), MPI_ERR_COMM);
    FAILS(MPI_Comm_dup(MPI_COMM_WORLD, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_dup_with_info(MPI_COMM_NULL, MPI_INFO_NULL, &comm), MPI_ERR_COMM);
    FAILS(MPI_Comm_dup_with_info(MPI_COMM_WORLD, MPI_INFO_NULL, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_idup(MPI_COMM_NULL, &comm, &request), MPI_ERR_COMM);
    FAILS(MPI_Comm_idup(MPI_COMM_WORLD, NULL, &request), MPI_ERR_ARG);
    FAILS(MPI_Comm_idup(MPI_COMM_WORLD, &comm, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_idup_with_info(MPI_COMM_NULL, MPI_INFO_NULL, &comm, &request), MPI_ERR_COMM);
    FAILS(MPI_Comm_idup_with_info(MPI_COMM_WORLD, MPI_INFO_NULL, NULL, &request), MPI_ERR_ARG);
    GOOD(MPI_Info_create(&info));
    MPI_Info gone = info;
    GOOD(MPI_Info_free(&info));
    FAILS(MPI_Comm_dup_with_info(MPI_COMM_WORLD, gone, &comm), MPI_ERR_INFO);
    FAILS(MPI_Comm_idup_with_info(MPI_COMM_WORLD, gone, &comm, &request), MPI_ERR_INFO);
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &freed));
    MPI_Comm left = freed;
    GOOD(MPI_Comm_free(&freed));
    FAILS(MPI_Comm_dup(left, &comm), MPI_ERR_COMM);
    CHECK(comm == MPI_COMM_NULL && request == MPI_REQUEST_NULL);
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    for (int way = 0; way < WAYS; way++) {
        same_ranks(way);
        own_messages(way);
        handlers_and_names(way);
        attributes(way);
        topologies(way);
#ifdef ZEROMPI_API /* with others the ranks that do not refuse wait for ever */
        refusals(way);
#endif
    }
    hints();
#ifdef ZEROMPI_API /* others mix messages up, or wait for ever */
    many_at_once();
#endif
#ifndef MPICH /* leaves the status as it was */
    status_of_idup();
#endif
#ifndef OPEN_MPI /* ends in a segmentation fault */
    original_gone();
#endif
#ifdef ZEROMPI_API
    wrong_arguments();
#endif
    return finish();
}
