/* SPDX-License-Identifier: BSL-1.0 */
/* How much was received (sections 3.2.5 and 5.1.11 of the standard): elements of the datatype,
 * basic elements of what came of it, and what is neither. */
#define ZEROMPI_NO_DEPRECATED
#include "../check.h"

/* What MPI_Get_count and MPI_Get_elements say. */
static void holds(const MPI_Status *status, MPI_Datatype type, MPI_Count count, MPI_Count elements,
                  int line)
{
    int n = -1, m = -1;
    MPI_Count x = -1;
    GOOD(MPI_Get_count(status, type, &n));
    GOOD(MPI_Get_elements(status, type, &m));
    GOOD(MPI_Get_elements_x(status, type, &x));
    if (n != count || m != elements)
        fprintf(stderr, "line %d: count %d, elements %d\n", line, n, m);
    CHECK(n == count && m == elements && x == elements);
#ifdef ZEROMPI_API
    MPI_Count c = -1;
    GOOD(MPI_Get_count_c(status, type, &c));
    CHECK(c == count);
    GOOD(MPI_Get_elements_c(status, type, &c));
    CHECK(c == elements);
#endif
}

#define HOLDS(type, count, elements) holds(&status, type, count, elements, __LINE__)

static MPI_Datatype committed(MPI_Datatype type)
{
    GOOD(MPI_Type_commit(&type));
    return type;
}

/* The standard's own example, and its like: a receive gets less than it has room for. */
static void received(void)
{
    enum { ROOM = 40 };
    int right = (rank + 1) % size, left = (rank + size - 1) % size;
    int buffer[ROOM], numbers[ROOM] = {0};
    MPI_Datatype pair, gaps, mixed;
    MPI_Status status;
    MPI_Request request;
    GOOD(MPI_Type_contiguous(2, MPI_INT, &pair));
    pair = committed(pair);
    GOOD(MPI_Type_vector(3, 1, 2, MPI_INT, &gaps));
    gaps = committed(gaps);
    const int lengths[] = {2, 1};
    const MPI_Aint places[] = {0, 16};
    const MPI_Datatype types[] = {MPI_SHORT, MPI_INT};
    GOOD(MPI_Type_create_struct(2, lengths, places, types, &mixed));
    mixed = committed(mixed);

    for (int n = 0; n <= 7; n++) {
        GOOD(MPI_Isend(numbers, n, MPI_INT, right, n, MPI_COMM_WORLD, &request));
        if (n % 2) { /* before it is received, too */
            GOOD(MPI_Probe(left, n, MPI_COMM_WORLD, &status));
            HOLDS(pair, MPI_UNDEFINED, n);
        }
        GOOD(MPI_Recv(buffer, 5, pair, left, n, MPI_COMM_WORLD, &status));
        HOLDS(pair, n % 2 ? MPI_UNDEFINED : n / 2, n);
        HOLDS(gaps, n % 3 ? MPI_UNDEFINED : n / 3, n);
        HOLDS(MPI_INT, n, n);
        HOLDS(MPI_BYTE, 4 * n, 4 * n);
        HOLDS(MPI_DOUBLE, n % 2 ? MPI_UNDEFINED : n / 2, n % 2 ? MPI_UNDEFINED : n / 2);
        GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    }

    /* Several elements of several kinds, the last one in part. */
    short shorts[] = {1, 2};
    GOOD(MPI_Isend(shorts, 2, MPI_SHORT, right, 10, MPI_COMM_WORLD, &request));
    GOOD(MPI_Recv(buffer, 1, mixed, left, 10, MPI_COMM_WORLD, &status));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    HOLDS(mixed, MPI_UNDEFINED, 2);

    /* Messages without data. */
    MPI_Datatype nothing;
    GOOD(MPI_Type_contiguous(0, MPI_INT, &nothing));
    nothing = committed(nothing);
    GOOD(MPI_Isend(NULL, 7, nothing, right, 11, MPI_COMM_WORLD, &request));
    GOOD(MPI_Recv(NULL, 9, nothing, left, 11, MPI_COMM_WORLD, &status));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    HOLDS(nothing, 0, 0);
    HOLDS(MPI_INT, 0, 0);
    HOLDS(mixed, 0, 0);
    GOOD(MPI_Recv(NULL, 0, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &status));
    HOLDS(MPI_INT, 0, 0);
    HOLDS(pair, 0, 0);
    GOOD(MPI_Type_free(&nothing));
    GOOD(MPI_Type_free(&pair));
    GOOD(MPI_Type_free(&gaps));
    GOOD(MPI_Type_free(&mixed));
}

/* Statuses that are made by the program. */
static void set(void)
{
    MPI_Status status;
    MPI_Datatype inner, type;
    const int lengths[] = {1, 2, 1};
    const MPI_Aint places[] = {0, 2, 16};
    const MPI_Datatype types[] = {MPI_CHAR, MPI_SHORT, MPI_DOUBLE};
    static const int sizes[] = {1, 2, 2, 8};
    memset(&status, 0, sizeof status);
    GOOD(MPI_Type_create_struct(3, lengths, places, types, &inner));
    inner = committed(inner);
    GOOD(MPI_Type_vector(2, 1, 2, inner, &type));
    type = committed(type);
    int bytes = 0;
    for (int n = 0; n <= 30; n++) {
        GOOD(MPI_Status_set_elements(&status, type, n));
        HOLDS(type, n % 8 ? MPI_UNDEFINED : n / 8, n);
        HOLDS(inner, n % 4 ? MPI_UNDEFINED : n / 4, n);
        HOLDS(MPI_BYTE, bytes, bytes);
        GOOD(MPI_Status_set_elements_x(&status, inner, n));
        HOLDS(MPI_BYTE, bytes, bytes);
#ifdef ZEROMPI_API /* a basic element in part: others count it as none or as one */
        GOOD(MPI_Status_set_elements(&status, MPI_BYTE, bytes + 1));
        if (sizes[n % 4] > 1)
            HOLDS(type, MPI_UNDEFINED, MPI_UNDEFINED);
#endif
        bytes += sizes[n % 4];
    }
    GOOD(MPI_Type_free(&inner));
    GOOD(MPI_Type_free(&type));

    /* No bytes of nothing are none; some bytes of nothing are no number. */
    MPI_Datatype nothing;
    GOOD(MPI_Type_contiguous(0, MPI_INT, &nothing));
    nothing = committed(nothing);
    GOOD(MPI_Status_set_elements(&status, MPI_BYTE, 0));
    HOLDS(nothing, 0, 0);
#ifndef OPEN_MPI
    GOOD(MPI_Status_set_elements(&status, MPI_BYTE, 5));
    HOLDS(nothing, MPI_UNDEFINED, MPI_UNDEFINED);
#endif
    GOOD(MPI_Type_free(&nothing));
    GOOD(MPI_Status_set_elements(&status, MPI_BYTE, 6));
    HOLDS(MPI_INT, MPI_UNDEFINED, MPI_UNDEFINED);
#ifndef OPEN_MPI /* takes a pair for one element */
    GOOD(MPI_Status_set_elements(&status, MPI_BYTE, 24));
    HOLDS(MPI_DOUBLE_INT, 2, 4);
    GOOD(MPI_Status_set_elements(&status, MPI_BYTE, 20));
    HOLDS(MPI_DOUBLE_INT, MPI_UNDEFINED, 3);
#endif

    /* More than an int. */
    const MPI_Count huge = (MPI_Count)5 << 32;
    MPI_Count x = 0;
    int n = 0;
    GOOD(MPI_Status_set_elements_x(&status, MPI_INT, huge));
    GOOD(MPI_Get_elements_x(&status, MPI_INT, &x));
    CHECK(x == huge);
    GOOD(MPI_Get_count(&status, MPI_INT, &n));
    CHECK(n == MPI_UNDEFINED);
    GOOD(MPI_Get_elements(&status, MPI_INT, &n));
    CHECK(n == MPI_UNDEFINED);
    MPI_Datatype megabyte;
    GOOD(MPI_Type_contiguous(1 << 20, MPI_BYTE, &megabyte));
    megabyte = committed(megabyte);
    GOOD(MPI_Get_count(&status, megabyte, &n));
    CHECK(n == 4 * (int)(huge >> 20));
    GOOD(MPI_Get_elements(&status, megabyte, &n));
    CHECK(n == MPI_UNDEFINED);
    GOOD(MPI_Type_free(&megabyte));
#ifdef ZEROMPI_API
    GOOD(MPI_Status_set_elements_c(&status, MPI_INT, huge + 1));
    GOOD(MPI_Get_elements_c(&status, MPI_INT, &x));
    CHECK(x == huge + 1);
    GOOD(MPI_Get_count_c(&status, MPI_INT, &x));
    CHECK(x == huge + 1);
#endif
}

static void mistakes(void)
{
    MPI_Status status;
    MPI_Count x;
    int n;
    memset(&status, 0, sizeof status);
    FAILS(MPI_Get_count(&status, MPI_DATATYPE_NULL, &n), MPI_ERR_TYPE);
    FAILS(MPI_Get_elements(&status, MPI_DATATYPE_NULL, &n), MPI_ERR_TYPE);
    FAILS(MPI_Get_elements_x(&status, MPI_DATATYPE_NULL, &x), MPI_ERR_TYPE);
    FAILS(MPI_Status_set_elements(&status, MPI_DATATYPE_NULL, 1), MPI_ERR_TYPE);
    FAILS(MPI_Status_set_elements(&status, MPI_INT, -1), MPI_ERR_COUNT);
#ifdef ZEROMPI_API
    FAILS(MPI_Get_count(NULL, MPI_INT, &n), MPI_ERR_ARG);
    FAILS(MPI_Get_count(&status, MPI_INT, NULL), MPI_ERR_ARG);
    FAILS(MPI_Get_elements(&status, MPI_INT, NULL), MPI_ERR_ARG);
    FAILS(MPI_Status_set_elements(NULL, MPI_INT, 1), MPI_ERR_ARG);
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    received();
    set();
    mistakes();
    return finish();
}
