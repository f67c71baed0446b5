/* SPDX-License-Identifier: BSL-1.0 */
/* Calls with arguments that cannot be right: arguments WHAT, one of the mistakes at the end. With
 * "classes" every call returns the error class that the standard has for its mistake. */
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int rank, size, failures;
static int in[64], out[64];
static MPI_Comm world;

/* Checks that a call returns an error class. */
#define EXPECT(class, call) expect(class, call, __LINE__, #call)

static void expect(int wanted, int code, int line, const char *call)
{
    int class = -1;

    MPI_Error_class(code, &class);
    if (class == wanted)
        return;
    fprintf(stderr, "arguments.c:%d: rank %d: class %d instead of %d: %s\n", line, rank, class,
            wanted, call);
    failures++;
}

/* ---- The class of each mistake ----------------------------------------------------------------
 */

/* A handle that is nobody's. */
static char nobody[64];
#define NOBODYS(type) ((type)(void *)&nobody[32])

static void communicators(void)
{
    MPI_Comm made, freed, null = MPI_COMM_NULL;
    MPI_Errhandler handler;
    int value;

    MPI_Comm_dup(world, &freed);
    made = freed;
    EXPECT(MPI_SUCCESS, MPI_Comm_free(&made));
    EXPECT(MPI_ERR_COMM, MPI_Comm_rank(freed, &value));
    EXPECT(MPI_ERR_COMM, MPI_Comm_free(&freed));
    EXPECT(MPI_ERR_COMM, MPI_Comm_size(MPI_COMM_NULL, &value));
    EXPECT(MPI_ERR_COMM, MPI_Comm_size(NOBODYS(MPI_Comm), &value));
    EXPECT(MPI_ERR_COMM, MPI_Comm_size((MPI_Comm)MPI_INT, &value));
    EXPECT(MPI_ERR_COMM, MPI_Comm_free(&null));
    made = MPI_COMM_WORLD;
    EXPECT(MPI_ERR_COMM, MPI_Comm_free(&made));
    made = MPI_COMM_SELF;
    EXPECT(MPI_ERR_COMM, MPI_Comm_free(&made));
    EXPECT(MPI_ERR_COMM, MPI_Comm_dup(MPI_COMM_NULL, &made));
    EXPECT(MPI_ERR_COMM, MPI_Comm_split(MPI_COMM_NULL, 0, 0, &made));
    EXPECT(MPI_ERR_COMM, MPI_Barrier(MPI_COMM_NULL));
    EXPECT(MPI_ERR_COMM, MPI_Send(in, 1, MPI_INT, 0, 0, MPI_COMM_NULL));
    EXPECT(MPI_ERR_COMM, MPI_Comm_get_errhandler(MPI_COMM_NULL, &handler));
    EXPECT(MPI_ERR_COMM, MPI_Comm_set_errhandler(MPI_COMM_NULL, MPI_ERRORS_RETURN));
    EXPECT(MPI_ERR_ARG, MPI_Comm_split(world, -7, 0, &made));
    EXPECT(MPI_ERR_ARG, MPI_Comm_rank(world, NULL));
    EXPECT(MPI_ERR_ARG, MPI_Comm_size(world, NULL));
    EXPECT(MPI_ERR_ARG, MPI_Comm_dup(world, NULL));
    EXPECT(MPI_ERR_ARG, MPI_Comm_free(NULL));
}

static void messages(void)
{
    MPI_Request request;
    MPI_Status status;
    int flag;

    EXPECT(MPI_ERR_RANK, MPI_Send(in, 1, MPI_INT, size, 0, world));
    EXPECT(MPI_ERR_RANK, MPI_Ssend(in, 1, MPI_INT, -100, 0, world));
    EXPECT(MPI_ERR_RANK, MPI_Isend(in, 1, MPI_INT, MPI_ANY_SOURCE, 0, world, &request));
    EXPECT(MPI_ERR_RANK, MPI_Recv(in, 1, MPI_INT, size, 0, world, &status));
    EXPECT(MPI_ERR_RANK, MPI_Irecv(in, 1, MPI_INT, -100, 0, world, &request));
    EXPECT(MPI_ERR_RANK, MPI_Probe(size, 0, world, &status));
    EXPECT(MPI_ERR_RANK, MPI_Iprobe(size, 0, world, &flag, &status));
    EXPECT(MPI_ERR_TAG, MPI_Send(in, 1, MPI_INT, 0, MPI_ANY_TAG, world));
    EXPECT(MPI_ERR_TAG, MPI_Send(in, 1, MPI_INT, MPI_PROC_NULL, -2, world));
    EXPECT(MPI_ERR_TAG, MPI_Recv(in, 1, MPI_INT, 0, -100, world, &status));
    EXPECT(MPI_ERR_COUNT, MPI_Send(in, -1, MPI_INT, 0, 0, world));
    EXPECT(MPI_ERR_COUNT, MPI_Irecv(in, INT32_MIN, MPI_INT, 0, 0, world, &request));
    EXPECT(MPI_ERR_TYPE, MPI_Send(in, 1, MPI_DATATYPE_NULL, 0, 0, world));
    EXPECT(MPI_ERR_TYPE, MPI_Recv(in, 1, NOBODYS(MPI_Datatype), 0, 0, world, &status));
    EXPECT(MPI_ERR_TYPE, MPI_Send(in, 1, (MPI_Datatype)MPI_COMM_WORLD, 0, 0, world));
    EXPECT(MPI_ERR_BUFFER, MPI_Send(NULL, 1, MPI_INT, 0, 0, world));
    EXPECT(MPI_ERR_BUFFER, MPI_Recv(NULL, 1, MPI_INT, 0, 0, world, &status));
    EXPECT(MPI_ERR_BUFFER, MPI_Send(MPI_IN_PLACE, 1, MPI_INT, 0, 0, world));
    EXPECT(MPI_ERR_ARG, MPI_Isend(in, 1, MPI_INT, 0, 0, world, NULL));
    EXPECT(MPI_ERR_ARG, MPI_Irecv(in, 1, MPI_INT, 0, 0, world, NULL));
    EXPECT(MPI_ERR_ARG, MPI_Iprobe(0, 0, world, NULL, &status));
    EXPECT(MPI_ERR_RANK,
           MPI_Sendrecv(in, 1, MPI_INT, size, 0, out, 1, MPI_INT, rank, 0, world, &status));
    EXPECT(MPI_ERR_TAG,
           MPI_Sendrecv(in, 1, MPI_INT, rank, 0, out, 1, MPI_INT, rank, -100, world, &status));
    EXPECT(MPI_SUCCESS, MPI_Send(NULL, 0, MPI_INT, MPI_PROC_NULL, 0, world));
    EXPECT(MPI_SUCCESS, MPI_Recv(NULL, 0, MPI_INT, MPI_PROC_NULL, MPI_ANY_TAG, world, &status));
}

static void requests(void)
{
    MPI_Request array[2] = {MPI_REQUEST_NULL, NOBODYS(MPI_Request)}, used, kept;
    MPI_Status status;
    int flag, value = 0;

    EXPECT(MPI_ERR_REQUEST, MPI_Wait(&array[1], &status));
    EXPECT(MPI_ERR_REQUEST, MPI_Test(&array[1], &flag, &status));
    EXPECT(MPI_ERR_REQUEST, MPI_Waitall(2, array, MPI_STATUSES_IGNORE));
    EXPECT(MPI_ERR_REQUEST, MPI_Waitany(2, array, &value, &status));
    EXPECT(MPI_ERR_REQUEST, MPI_Testall(2, array, &flag, MPI_STATUSES_IGNORE));
    EXPECT(MPI_ERR_COUNT, MPI_Waitall(-1, array, MPI_STATUSES_IGNORE));
    EXPECT(MPI_ERR_ARG, MPI_Waitall(1, NULL, MPI_STATUSES_IGNORE));
    EXPECT(MPI_ERR_ARG, MPI_Wait(NULL, &status));
    EXPECT(MPI_ERR_ARG, MPI_Test(array, NULL, &status));
    EXPECT(MPI_ERR_ARG, MPI_Waitany(1, array, NULL, &status));
    MPI_Irecv(&value, 1, MPI_INT, MPI_PROC_NULL, 0, world, &used);
    kept = used;
    EXPECT(MPI_SUCCESS, MPI_Wait(&used, &status));
    EXPECT(MPI_ERR_REQUEST, MPI_Wait(&kept, &status)); /* completed before */
    EXPECT(MPI_SUCCESS, MPI_Waitall(0, NULL, MPI_STATUSES_IGNORE));
    MPI_Recv(&value, 1, MPI_INT, MPI_PROC_NULL, 0, world, &status);
    EXPECT(MPI_ERR_TYPE, MPI_Get_count(&status, MPI_DATATYPE_NULL, &value));
    EXPECT(MPI_ERR_ARG, MPI_Get_count(&status, MPI_INT, NULL));
    EXPECT(MPI_ERR_ARG, MPI_Get_count(NULL, MPI_INT, &value));
}

/* All ranks make the same mistakes, but at the root other arguments matter than elsewhere. */
static void collectives(void)
{
    EXPECT(MPI_ERR_ROOT, MPI_Bcast(in, 1, MPI_INT, size, world));
    EXPECT(MPI_ERR_ROOT, MPI_Reduce(in, out, 1, MPI_INT, MPI_SUM, -1, world));
    EXPECT(MPI_ERR_ROOT, MPI_Gather(in, 1, MPI_INT, out, 1, MPI_INT, MPI_PROC_NULL, world));
    EXPECT(MPI_ERR_ROOT, MPI_Scatter(in, 1, MPI_INT, out, 1, MPI_INT, size + 5, world));
    EXPECT(MPI_ERR_COUNT, MPI_Bcast(in, -1, MPI_INT, 0, world));
    EXPECT(MPI_ERR_COUNT, MPI_Allgather(in, -1, MPI_INT, out, 1, MPI_INT, world));
    EXPECT(MPI_ERR_COUNT, MPI_Alltoall(in, 1, MPI_INT, out, -1, MPI_INT, world));
    EXPECT(MPI_ERR_COUNT, MPI_Scan(in, out, -1, MPI_INT, MPI_SUM, world));
    EXPECT(MPI_ERR_TYPE, MPI_Bcast(in, 1, MPI_DATATYPE_NULL, 0, world));
    EXPECT(MPI_ERR_TYPE, MPI_Allreduce(in, out, 1, MPI_DATATYPE_NULL, MPI_SUM, world));
    EXPECT(MPI_ERR_TYPE, MPI_Allgather(in, 1, MPI_INT, out, 1, NOBODYS(MPI_Datatype), world));
    EXPECT(MPI_ERR_BUFFER, MPI_Bcast(NULL, 1, MPI_INT, 0, world));
    EXPECT(MPI_ERR_BUFFER, MPI_Bcast(MPI_IN_PLACE, 1, MPI_INT, 0, world));
    EXPECT(MPI_ERR_BUFFER, MPI_Allreduce(NULL, out, 1, MPI_INT, MPI_SUM, world));
    EXPECT(MPI_ERR_BUFFER, MPI_Allreduce(in, NULL, 1, MPI_INT, MPI_SUM, world));
    EXPECT(MPI_ERR_BUFFER, MPI_Allreduce(in, in, 1, MPI_INT, MPI_SUM, world));
    EXPECT(MPI_ERR_BUFFER, MPI_Alltoall(in, 1, MPI_INT, MPI_IN_PLACE, 1, MPI_INT, world));
    EXPECT(MPI_ERR_OP, MPI_Allreduce(in, out, 1, MPI_INT, MPI_OP_NULL, world));
    EXPECT(MPI_ERR_OP, MPI_Allreduce(in, out, 1, MPI_INT, NOBODYS(MPI_Op), world));
    EXPECT(MPI_ERR_OP, MPI_Allreduce(in, out, 1, MPI_DOUBLE, MPI_BAND, world));
    EXPECT(MPI_ERR_OP, MPI_Scan(in, out, 1, MPI_INT, MPI_MINLOC, world));
    EXPECT(MPI_ERR_OP, MPI_Exscan(in, out, 1, MPI_BYTE, MPI_SUM, world));
    EXPECT(MPI_ERR_OP, MPI_Reduce_scatter_block(in, out, 1, MPI_FLOAT, MPI_BXOR, world));
    EXPECT(MPI_ERR_TRUNCATE, MPI_Allgather(in, 2, MPI_INT, out, 1, MPI_INT, world));
    if (rank == 0) {
        /* Here only; the other ranks have not begun anything, as this one has not. */
        EXPECT(MPI_ERR_BUFFER, MPI_Gather(in, 1, MPI_INT, NULL, 1, MPI_INT, 0, world));
        EXPECT(MPI_ERR_BUFFER, MPI_Scatter(NULL, 1, MPI_INT, out, 1, MPI_INT, 0, world));
        EXPECT(MPI_ERR_BUFFER, MPI_Reduce(in, NULL, 1, MPI_INT, MPI_SUM, 0, world));
        EXPECT(MPI_ERR_TYPE, MPI_Gather(in, 1, MPI_INT, out, 1, MPI_DATATYPE_NULL, 0, world));
    } else {
        EXPECT(MPI_ERR_BUFFER, MPI_Gather(NULL, 1, MPI_INT, NULL, 1, MPI_INT, 0, world));
        EXPECT(MPI_ERR_BUFFER, MPI_Scatter(in, 1, MPI_INT, NULL, 1, MPI_INT, 0, world));
        EXPECT(MPI_ERR_BUFFER, MPI_Reduce(MPI_IN_PLACE, NULL, 1, MPI_INT, MPI_SUM, 0, world));
    }
    /* What only the root needs is ignored elsewhere, and nothing is needed for no elements. */
    EXPECT(MPI_SUCCESS, MPI_Gather(in, 1, MPI_INT, rank ? NULL : out, rank ? -5 : 1,
                                   rank ? MPI_DATATYPE_NULL : MPI_INT, 0, world));
    EXPECT(MPI_SUCCESS, MPI_Scatter(rank ? NULL : in, rank ? -5 : 1,
                                    rank ? MPI_DATATYPE_NULL : MPI_INT, out, 1, MPI_INT, 0, world));
    EXPECT(MPI_SUCCESS, MPI_Reduce(in, rank ? NULL : out, 1, MPI_INT, MPI_SUM, 0, world));
    EXPECT(MPI_SUCCESS, MPI_Bcast(NULL, 0, MPI_INT, 0, world));
    EXPECT(MPI_SUCCESS, MPI_Allreduce(NULL, NULL, 0, MPI_INT, MPI_SUM, world));
}

static void others(void)
{
    MPI_Errhandler null = MPI_ERRHANDLER_NULL, nobodys = NOBODYS(MPI_Errhandler);
    char text[MPI_MAX_ERROR_STRING];
    int value;

    EXPECT(MPI_ERR_ERRHANDLER, MPI_Comm_set_errhandler(world, MPI_ERRHANDLER_NULL));
    EXPECT(MPI_ERR_ERRHANDLER, MPI_Comm_set_errhandler(world, nobodys));
    EXPECT(MPI_ERR_ERRHANDLER, MPI_Errhandler_free(&null));
    EXPECT(MPI_ERR_ERRHANDLER, MPI_Errhandler_free(&nobodys));
    EXPECT(MPI_ERR_ARG, MPI_Errhandler_free(NULL));
    EXPECT(MPI_ERR_ARG, MPI_Comm_create_errhandler(NULL, &null));
    EXPECT(MPI_ERR_ARG, MPI_Error_class(-1, &value));
    EXPECT(MPI_ERR_ARG, MPI_Error_class(1000000000, &value));
    EXPECT(MPI_ERR_ARG, MPI_Error_string(-1, text, &value));
    EXPECT(MPI_ERR_ARG, MPI_Query_thread(NULL));
    EXPECT(MPI_ERR_ARG, MPI_Is_thread_main(NULL));
}

static void classes(void)
{
    MPI_Comm copy;

    MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_dup(MPI_COMM_WORLD, &copy); /* inherits it */
    for (int i = 0; i < 2; i++) {
        world = i ? copy : MPI_COMM_WORLD;
        communicators();
        messages();
        requests();
        collectives();
        others();
        EXPECT(MPI_SUCCESS, MPI_Barrier(world));
    }
    MPI_Comm_free(&copy);
    if (failures)
        MPI_Abort(MPI_COMM_WORLD, 1);
}

/* ---- Error handlers ---------------------------------------------------------------------------
 */

static MPI_Comm told_comm;
static int told_code, told_times;

static void tell(MPI_Comm *comm, int *code, ...)
{
    told_comm = *comm;
    told_code = *code;
    told_times++;
}

static void is_told(MPI_Comm comm, int class, int code, int line)
{
    int told_class = -1;

    MPI_Error_class(told_code, &told_class);
    if (told_times != 1 || told_comm != comm || told_class != class || told_code != code) {
        fprintf(stderr, "arguments.c:%d: rank %d: the handler was called %d times, class %d\n",
                line, rank, told_times, told_class);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    told_times = 0;
}

#define TOLD(comm, class, call) is_told(comm, class, call, __LINE__)

/* One's own handler gets the communicator and the code, from inside of which MPI may be called; an
 * error without a communicator goes to that of MPI_COMM_WORLD. */
static void handlers(void)
{
    MPI_Errhandler mine, got;
    MPI_Comm copy, copy_of_copy;
    MPI_Request request = NOBODYS(MPI_Request);

    MPI_Comm_dup(MPI_COMM_WORLD, &copy);
    MPI_Comm_create_errhandler(tell, &mine);
    MPI_Comm_set_errhandler(copy, mine);
    TOLD(copy, MPI_ERR_ROOT, MPI_Bcast(in, 1, MPI_INT, size, copy));
    TOLD(copy, MPI_ERR_TYPE, MPI_Send(in, 1, MPI_DATATYPE_NULL, 0, 0, copy));
    MPI_Comm_dup(copy, &copy_of_copy);
    TOLD(copy_of_copy, MPI_ERR_TAG, MPI_Send(in, 1, MPI_INT, 0, -1, copy_of_copy));
    MPI_Comm_call_errhandler(copy, MPI_ERR_OTHER);
    is_told(copy, MPI_ERR_OTHER, MPI_ERR_OTHER, __LINE__);
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, mine);
    TOLD(MPI_COMM_WORLD, MPI_ERR_REQUEST, MPI_Wait(&request, MPI_STATUS_IGNORE));
    TOLD(MPI_COMM_WORLD, MPI_ERR_COMM, MPI_Barrier(MPI_COMM_NULL));
    MPI_Comm_get_errhandler(copy, &got);
    EXPECT(MPI_SUCCESS, got != mine);
    MPI_Errhandler_free(&mine);
    EXPECT(MPI_SUCCESS, mine != MPI_ERRHANDLER_NULL);
    MPI_Errhandler_free(&got);
    TOLD(copy, MPI_ERR_ROOT, MPI_Bcast(in, 1, MPI_INT, -1, copy)); /* it lives as long as that */

    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_get_errhandler(MPI_COMM_WORLD, &got);
    EXPECT(MPI_SUCCESS, got != MPI_ERRORS_RETURN);
    EXPECT(MPI_SUCCESS, MPI_Errhandler_free(&got)); /* the handle alone */
    EXPECT(MPI_ERR_ROOT, MPI_Bcast(in, 1, MPI_INT, size, MPI_COMM_WORLD));
    MPI_Comm_get_errhandler(MPI_COMM_SELF, &got);
    EXPECT(MPI_SUCCESS, got != MPI_ERRORS_ARE_FATAL);
    if (told_times != 0)
        failures++;
    MPI_Comm_free(&copy);
    MPI_Comm_free(&copy_of_copy);
    if (failures)
        MPI_Abort(MPI_COMM_WORLD, 1);
}

/* ---- Mistakes that end the job ----------------------------------------------------------------
 */

static void root(void)
{
    MPI_Bcast(in, 10, MPI_INT, 9, MPI_COMM_WORLD);
}

static void destination(void)
{
    if (rank == 1)
        MPI_Send(in, 3, MPI_DOUBLE, 7, 5, MPI_COMM_WORLD);
    MPI_Barrier(MPI_COMM_WORLD);
}

static void operator(void)
{
    MPI_Allreduce(in, out, 4, MPI_FLOAT, MPI_BAND, MPI_COMM_WORLD);
}

static void source(void)
{
    MPI_Recv(in, 1, MPI_INT, -5, MPI_ANY_TAG, MPI_COMM_SELF, MPI_STATUS_IGNORE);
}

static void truncated(void)
{
    if (rank == 0)
        MPI_Send(in, 10, MPI_INT, 1, 3, MPI_COMM_WORLD);
    if (rank == 1)
        MPI_Recv(out, 5, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Barrier(MPI_COMM_WORLD);
}

/* The receive of a request, on a communicator with a name in which the ranks are others. */
static void request(void)
{
    MPI_Request requests[2];
    MPI_Comm turned;

    MPI_Comm_split(MPI_COMM_WORLD, 0, -rank, &turned);
    MPI_Comm_set_name(turned, "turned");
    if (rank == 1) {
        MPI_Send(in, 2, MPI_INT, 1, 5, turned);
        MPI_Send(in, 2, MPI_INT, 1, 6, turned);
    } else {
        MPI_Irecv(out, 2, MPI_INT, 0, 5, turned, &requests[0]);
        MPI_Irecv(out + 2, 1, MPI_INT, 0, 6, turned, &requests[1]);
        MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
    }
    MPI_Barrier(MPI_COMM_WORLD);
}

static void errors_abort(void)
{
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_ABORT);
    MPI_Bcast(in, -1, MPI_INT, 0, MPI_COMM_WORLD);
}

static void second_init(void)
{
    MPI_Init(NULL, NULL);
}

/* ---- Communicators that one rank alone refuses to make ----------------------------------------
 */

static int make_split(MPI_Comm comm, int wrong, MPI_Comm *made)
{
    return MPI_Comm_split(comm, wrong ? -7 : 0, 0, made);
}

static int make_split_type(MPI_Comm comm, int wrong, MPI_Comm *made)
{
    return MPI_Comm_split_type(comm, wrong ? 77 : MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, made);
}

static int make_of_group(MPI_Comm comm, int wrong, MPI_Comm *made)
{
    MPI_Group all;
    int error;

    MPI_Comm_group(comm, &all);
    error = MPI_Comm_create(comm, wrong ? MPI_GROUP_NULL : all, made);
    MPI_Group_free(&all);
    return error;
}

static int make_duplicate(MPI_Comm comm, int wrong, MPI_Comm *made)
{
    return MPI_Comm_dup_with_info(comm, wrong ? NOBODYS(MPI_Info) : MPI_INFO_NULL, made);
}

static int make_grid(MPI_Comm comm, int wrong, MPI_Comm *made)
{
    int dims = wrong ? 0 : 2, periodic = 0;

    return MPI_Cart_create(comm, 1, &dims, &periodic, 0, made);
}

static int make_graph(MPI_Comm comm, int wrong, MPI_Comm *made)
{
    int indx[] = {1, 2}, edges[] = {1, 0};

    return MPI_Graph_create(comm, wrong ? 99 : 2, indx, edges, 0, made);
}

static int make_dist_graph(MPI_Comm comm, int wrong, MPI_Comm *made)
{
    int to = wrong ? 99 : 0;

    return MPI_Dist_graph_create_adjacent(comm, 0, NULL, MPI_UNWEIGHTED, 1, &to, MPI_UNWEIGHTED,
                                          MPI_INFO_NULL, 0, made);
}

/* The others learn that it will not come, when it is in the next call; and nobody has a handle. */
static void refused(void)
{
    static const struct {
        int (*make)(MPI_Comm comm, int wrong, MPI_Comm *made);
        int class;
    } makers[] = {{make_split, MPI_ERR_ARG},      {make_split_type, MPI_ERR_ARG},
                  {make_of_group, MPI_ERR_GROUP}, {make_duplicate, MPI_ERR_INFO},
                  {make_grid, MPI_ERR_DIMS},      {make_graph, MPI_ERR_ARG},
                  {make_dist_graph, MPI_ERR_ARG}};

    MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        MPI_Comm comm, made = MPI_COMM_WORLD;

        MPI_Comm_dup(MPI_COMM_WORLD, &comm);
        MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN);
        EXPECT(rank == 1 ? makers[i].class : MPI_ERR_NOT_SAME,
               makers[i].make(comm, rank == 1, &made));
        if (made != MPI_COMM_NULL)
            expect(MPI_SUCCESS, MPI_ERR_COMM, (int)i, "the handle is not MPI_COMM_NULL");
        if (rank == 1)
            EXPECT(MPI_ERR_NOT_SAME, MPI_Barrier(comm));
        MPI_Comm_free(&comm);
    }
}

static const struct {
    const char *name;
    void (*make)(void);
} mistakes[] = {{"classes", classes}, {"refused", refused}, {"handlers", handlers}, {"root", root},
                {"destination", destination},
                {
                    "operator",
                    operator},
                    {"source", source},
                    {"truncated", truncated},
                    {"request", request},
                    {"abort", errors_abort},
                    {"second_init", second_init},
};

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    int flag = -1, length;
    char text[MPI_MAX_ERROR_STRING];

    /* These may be called at any time. */
    MPI_Initialized(&flag);
    EXPECT(MPI_SUCCESS, flag != 0);
    MPI_Finalized(&flag);
    EXPECT(MPI_SUCCESS, flag != 0);
    EXPECT(MPI_SUCCESS, MPI_Error_string(MPI_ERR_RANK, text, &length));
    if (strcmp(what, "before_init") == 0)
        MPI_Barrier(MPI_COMM_WORLD);
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++)
        if (strcmp(mistakes[i].name, what) == 0)
            mistakes[i].make();
    MPI_Finalize();
    MPI_Initialized(&flag);
    EXPECT(MPI_SUCCESS, flag != 1);
    MPI_Finalized(&flag);
    EXPECT(MPI_SUCCESS, flag != 1);
    if (strcmp(what, "after_finalize") == 0)
        MPI_Send(in, 2, MPI_INT, 1, MPI_ANY_TAG, MPI_COMM_SELF);
    if (strcmp(what, "third_init") == 0)
        MPI_Init(NULL, NULL);
    return failures != 0;
}
