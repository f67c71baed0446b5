/* SPDX-License-Identifier: BSL-1.0 */
/* A program that uses every function and most constants of the area core, on any number of ranks.
 * Compiled with a header that is not the library's own, it shows that both mean the same by each;
 * it is C89 and C++98 alike, so that it also shows that mpi.h can be used in both. */
#include <mpi.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define MAX_RANKS 12 /* 12! is the last that an int holds */
#define CHECK(condition) check((condition) != 0, #condition, __LINE__)

static int rank, size, failures;

static void check(int right, const char *condition, int line)
{
    if (!right) {
        fprintf(stderr, "foreign: rank %d, line %d: not true: %s\n", rank, line, condition);
        failures++;
    }
}

static void check_surroundings(void)
{
    char processor[MPI_MAX_PROCESSOR_NAME];
    char library[MPI_MAX_LIBRARY_VERSION_STRING];
    int major, minor, length, flag, provided;
    double start = MPI_Wtime();

    MPI_Get_version(&major, &minor);
    CHECK(major == MPI_VERSION && minor == MPI_SUBVERSION);
    MPI_Abi_get_version(&major, &minor);
    CHECK(major == MPI_ABI_VERSION && minor == MPI_ABI_SUBVERSION);
    MPI_Get_library_version(library, &length);
    CHECK(length > 0 && (size_t)length == strlen(library));
    MPI_Get_processor_name(processor, &length);
    CHECK(length > 0 && (size_t)length == strlen(processor));
    MPI_Initialized(&flag);
    CHECK(flag);
    MPI_Finalized(&flag);
    CHECK(!flag);
    MPI_Query_thread(&provided);
    CHECK(provided >= MPI_THREAD_SINGLE && provided <= MPI_THREAD_MULTIPLE);
    MPI_Is_thread_main(&flag);
    CHECK(flag);
    CHECK(MPI_Wtick() > 0 && MPI_Wtime() >= start);
}

static void check_type_sizes(void)
{
    const struct {
        MPI_Datatype type;
        size_t size;
    } types[] = {
        {MPI_CHAR, 1},
        {MPI_SIGNED_CHAR, 1},
        {MPI_UNSIGNED_CHAR, 1},
        {MPI_WCHAR, sizeof(wchar_t)},
        {MPI_C_BOOL, 1},
        {MPI_CXX_BOOL, 1},
        {MPI_BYTE, 1},
        {MPI_PACKED, 1},
        {MPI_SHORT, sizeof(short)},
        {MPI_INT, sizeof(int)},
        {MPI_LONG, sizeof(long)},
        {MPI_LONG_LONG, 8},
        {MPI_LONG_LONG_INT, 8},
        {MPI_UNSIGNED_SHORT, sizeof(short)},
        {MPI_UNSIGNED, sizeof(int)},
        {MPI_UNSIGNED_LONG, sizeof(long)},
        {MPI_UNSIGNED_LONG_LONG, 8},
        {MPI_INT8_T, 1},
        {MPI_INT16_T, 2},
        {MPI_INT32_T, 4},
        {MPI_INT64_T, 8},
        {MPI_UINT8_T, 1},
        {MPI_UINT16_T, 2},
        {MPI_UINT32_T, 4},
        {MPI_UINT64_T, 8},
        {MPI_AINT, sizeof(MPI_Aint)},
        {MPI_COUNT, sizeof(MPI_Count)},
        {MPI_OFFSET, sizeof(MPI_Offset)},
        {MPI_FLOAT, sizeof(float)},
        {MPI_DOUBLE, sizeof(double)},
        {MPI_LONG_DOUBLE, sizeof(long double)},
        {MPI_C_COMPLEX, 2 * sizeof(float)},
        {MPI_C_FLOAT_COMPLEX, 2 * sizeof(float)},
        {MPI_C_DOUBLE_COMPLEX, 2 * sizeof(double)},
        {MPI_C_LONG_DOUBLE_COMPLEX, 2 * sizeof(long double)},
        {MPI_CXX_FLOAT_COMPLEX, 2 * sizeof(float)},
        {MPI_CXX_DOUBLE_COMPLEX, 2 * sizeof(double)},
        {MPI_CXX_LONG_DOUBLE_COMPLEX, 2 * sizeof(long double)},
        {MPI_FLOAT_INT, sizeof(float) + sizeof(int)},
        {MPI_DOUBLE_INT, sizeof(double) + sizeof(int)},
        {MPI_LONG_INT, sizeof(long) + sizeof(int)},
        {MPI_2INT, 2 * sizeof(int)},
        {MPI_SHORT_INT, sizeof(short) + sizeof(int)},
        {MPI_LONG_DOUBLE_INT, sizeof(long double) + sizeof(int)},
        {MPI_LOGICAL, 4},
        {MPI_INTEGER, 4},
        {MPI_REAL, 4},
        {MPI_COMPLEX, 8},
        {MPI_DOUBLE_PRECISION, 8},
        {MPI_DOUBLE_COMPLEX, 16},
        {MPI_CHARACTER, 1},
        {MPI_2REAL, 8},
        {MPI_2DOUBLE_PRECISION, 16},
        {MPI_2INTEGER, 8},
    };
    size_t i;
    int bytes;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        MPI_Type_size(types[i].type, &bytes);
        if ((size_t)bytes != types[i].size) {
            fprintf(stderr, "foreign: type %d of the list has %d bytes\n", (int)i, bytes);
            failures++;
        }
    }
}

/* Each rank sends to the next and receives from the one before, in each of the ways there are. */
static void check_messages(void)
{
    const int next = (rank + 1) % size, before = (rank + size - 1) % size;
    int out[2], in[2], more[2], count, flag, index;
    MPI_Request requests[3];
    MPI_Status status, statuses[3];

    out[0] = rank;
    out[1] = -rank;
    MPI_Sendrecv(out, 2, MPI_INT, next, 7, in, 2, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG,
                 MPI_COMM_WORLD, &status);
    CHECK(in[0] == before && in[1] == -before);
    CHECK(status.MPI_SOURCE == before && status.MPI_TAG == 7);
    MPI_Get_count(&status, MPI_INT, &count);
    CHECK(count == 2);
    MPI_Get_count(&status, MPI_LONG_DOUBLE, &count);
    CHECK(count == MPI_UNDEFINED);

    MPI_Irecv(in, 2, MPI_INT, before, 1, MPI_COMM_WORLD, &requests[0]);
    MPI_Irecv(more, 2, MPI_INT, before, 2, MPI_COMM_WORLD, &requests[1]);
    MPI_Isend(out, 2, MPI_INT, next, 1, MPI_COMM_WORLD, &requests[2]);
    MPI_Ssend(out, 1, MPI_INT, MPI_PROC_NULL, 2, MPI_COMM_WORLD);
    MPI_Send(out, 1, MPI_INT, next, 2, MPI_COMM_WORLD);
    MPI_Waitall(3, requests, statuses);
    CHECK(in[0] == before && more[0] == before);
    CHECK(statuses[0].MPI_TAG == 1 && statuses[1].MPI_TAG == 2);
    CHECK(statuses[1].MPI_SOURCE == before);
    CHECK(requests[0] == MPI_REQUEST_NULL && requests[2] == MPI_REQUEST_NULL);
    MPI_Waitany(3, requests, &index, MPI_STATUS_IGNORE);
    CHECK(index == MPI_UNDEFINED);

    MPI_Issend(out, 2, MPI_INT, next, 3, MPI_COMM_WORLD, &requests[0]);
    MPI_Probe(before, 3, MPI_COMM_WORLD, &status);
    CHECK(status.MPI_TAG == 3);
    MPI_Recv(in, 2, MPI_INT, before, 3, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Waitany(1, requests, &index, &status);
    CHECK(index == 0);
    MPI_Iprobe(before, 4, MPI_COMM_WORLD, &flag, &status);
    CHECK(!flag);

    MPI_Irecv(in, 2, MPI_INT, before, 5, MPI_COMM_WORLD, &requests[0]);
    MPI_Isend(out, 2, MPI_INT, next, 5, MPI_COMM_WORLD, &requests[1]);
    for (flag = 0; !flag;)
        MPI_Test(&requests[0], &flag, &status);
    CHECK(status.MPI_SOURCE == before);
    for (flag = 0; !flag;)
        MPI_Testall(2, requests, &flag, MPI_STATUSES_IGNORE);
    MPI_Irecv(in, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &requests[0]);
    MPI_Wait(&requests[0], &status);
    CHECK(status.MPI_SOURCE == MPI_PROC_NULL && status.MPI_TAG == MPI_ANY_TAG);
}

static void check_collectives(void)
{
    const int last = size - 1;
    int one, i, all[MAX_RANKS], parts[MAX_RANKS];
    double real = rank == last ? 2.5 : 0;

    MPI_Barrier(MPI_COMM_WORLD);
    MPI_Bcast(&real, 1, MPI_DOUBLE, last, MPI_COMM_WORLD);
    CHECK(real == 2.5);

    one = rank * rank;
    MPI_Gather(&one, 1, MPI_INT, all, 1, MPI_INT, last, MPI_COMM_WORLD);
    for (i = 0; rank == last && i < size; i++)
        CHECK(all[i] == i * i);
    one = -1;
    if (rank == last) {
        MPI_Scatter(all, 1, MPI_INT, MPI_IN_PLACE, 1, MPI_INT, last, MPI_COMM_WORLD);
    } else {
        MPI_Scatter(NULL, 0, MPI_DATATYPE_NULL, &one, 1, MPI_INT, last, MPI_COMM_WORLD);
        CHECK(one == rank * rank);
    }

    all[rank] = 10 * rank;
    MPI_Allgather(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, all, 1, MPI_INT, MPI_COMM_WORLD);
    for (i = 0; i < size; i++)
        CHECK(all[i] == 10 * i);
    for (i = 0; i < size; i++)
        all[i] = 100 * rank + i;
    MPI_Alltoall(all, 1, MPI_INT, parts, 1, MPI_INT, MPI_COMM_WORLD);
    for (i = 0; i < size; i++)
        CHECK(parts[i] == 100 * i + rank);
}

static void check_reductions(void)
{
    const int last = size - 1;
    /* What each operator makes of the numbers 1 to size, of which this rank gives its own. */
    struct {
        MPI_Op op;
        int result;
    } ops[] = {
        {MPI_SUM, 0}, {MPI_PROD, 1}, {MPI_MIN, 1},  {MPI_MAX, 0}, {MPI_BAND, -1},
        {MPI_BOR, 0}, {MPI_BXOR, 0}, {MPI_LAND, 1}, {MPI_LOR, 1}, {MPI_LXOR, 0},
    };
    struct {
        double value;
        int place;
    } pair, extreme;
    const int mine = rank + 1;
    int i, result, all[MAX_RANKS];

    for (i = 1; i <= size; i++) {
        ops[0].result += i;
        ops[1].result *= i;
        ops[3].result = i;
        ops[4].result &= i;
        ops[5].result |= i;
        ops[6].result ^= i;
        ops[9].result = !ops[9].result;
    }
    for (i = 0; i < (int)(sizeof(ops) / sizeof(ops[0])); i++) {
        MPI_Allreduce(&mine, &result, 1, MPI_INT, ops[i].op, MPI_COMM_WORLD);
        if (result != ops[i].result) {
            fprintf(stderr, "foreign: operator %d of the list gives %d\n", i, result);
            failures++;
        }
    }

    pair.value = (rank + 2) % size;
    pair.place = rank;
    MPI_Allreduce(&pair, &extreme, 1, MPI_DOUBLE_INT, MPI_MINLOC, MPI_COMM_WORLD);
    CHECK(extreme.value == 0 && (extreme.place + 2) % size == 0);
    MPI_Reduce(&pair, &extreme, 1, MPI_DOUBLE_INT, MPI_MAXLOC, last, MPI_COMM_WORLD);
    if (rank == last)
        CHECK(extreme.value == size - 1 && (extreme.place + 2) % size == size - 1);

    MPI_Scan(&mine, &result, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    CHECK(result == mine * (mine + 1) / 2);
    result = 0;
    MPI_Exscan(&mine, &result, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    CHECK(result == mine * (mine - 1) / 2);
    for (i = 0; i < size; i++)
        all[i] = rank + i;
    MPI_Reduce_scatter_block(all, &result, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    CHECK(result == size * rank + size * (size - 1) / 2);
}

static void check_communicators(void)
{
    MPI_Comm copy, half;
    int number, expected;

    MPI_Comm_dup(MPI_COMM_WORLD, &copy);
    MPI_Comm_size(copy, &number);
    CHECK(number == size);
    MPI_Comm_split(copy, rank % 2, -rank, &half);
    MPI_Comm_size(half, &number);
    expected = (size + 1 - rank % 2) / 2;
    CHECK(number == expected);
    MPI_Comm_rank(half, &number);
    CHECK(number == expected - 1 - rank / 2);
    MPI_Comm_free(&half);
    CHECK(half == MPI_COMM_NULL);
    MPI_Comm_split(copy, MPI_UNDEFINED, 0, &half);
    CHECK(half == MPI_COMM_NULL);
    MPI_Comm_free(&copy);
    MPI_Comm_size(MPI_COMM_SELF, &number);
    CHECK(number == 1);
}

static MPI_Comm handled_comm;
static int handled_error;

/* Takes fixed arguments and, as the type has it, any others. */
static void handler(MPI_Comm *comm, int *error, ...)
{
    handled_comm = *comm;
    handled_error = *error;
}

static void check_errors(void)
{
    MPI_Comm comm;
    MPI_Errhandler own, got;
    char text[MPI_MAX_ERROR_STRING];
    int error, error_class, length;

    MPI_Comm_dup(MPI_COMM_SELF, &comm);
    MPI_Comm_get_errhandler(comm, &got);
    CHECK(got == MPI_ERRORS_ARE_FATAL);
    MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN);
    error = MPI_Bcast(&length, 1, MPI_INT, 1, comm);
    MPI_Error_class(error, &error_class);
    CHECK(error_class == MPI_ERR_ROOT);
    error = MPI_Send(&length, 1, MPI_INT, 1, 0, comm);
    MPI_Error_class(error, &error_class);
    CHECK(error_class == MPI_ERR_RANK);
    error = MPI_Send(&length, 1, MPI_DATATYPE_NULL, 0, 0, comm);
    MPI_Error_class(error, &error_class);
    CHECK(error_class == MPI_ERR_TYPE);
    error = MPI_Allreduce(&rank, &length, 1, MPI_INT, MPI_OP_NULL, comm);
    MPI_Error_class(error, &error_class);
    CHECK(error_class == MPI_ERR_OP);
    MPI_Error_string(MPI_ERR_TRUNCATE, text, &length);
    CHECK(length > 0 && (size_t)length == strlen(text));

    MPI_Comm_create_errhandler(handler, &own);
    MPI_Comm_set_errhandler(comm, own);
    MPI_Errhandler_free(&own);
    CHECK(own == MPI_ERRHANDLER_NULL);
    MPI_Comm_call_errhandler(comm, MPI_ERR_OTHER);
    CHECK(handled_comm == comm && handled_error == MPI_ERR_OTHER);
    MPI_Comm_free(&comm);
}

int main(int argc, char **argv)
{
    int provided, all_failures;

    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    PMPI_Comm_size(MPI_COMM_WORLD, &size);
    if (size > MAX_RANKS) {
        fprintf(stderr, "foreign: made for up to %d ranks\n", MAX_RANKS);
        MPI_Abort(MPI_COMM_WORLD, 2);
    }
    check_surroundings();
    check_type_sizes();
    check_messages();
    check_collectives();
    check_reductions();
    check_communicators();
    check_errors();
    MPI_Allreduce(&failures, &all_failures, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0)
        printf("foreign: %d ranks, %d failures\n", size, all_failures);
    MPI_Finalize();
    return all_failures != 0;
}
