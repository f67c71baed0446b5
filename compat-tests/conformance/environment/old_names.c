/* SPDX-License-Identifier: BSL-1.0 */
/* Names that the standard has deprecated or removed: each does what it always did. */
#define ZEROMPI_NO_DEPRECATED
#include <stddef.h>

#include "../check.h"

static int copies, deletions, errors;

static int copy(MPI_Comm comm, int keyval, void *extra, void *in, void *out, int *flag)
{
    (void)comm, (void)keyval, (void)extra;
    copies++;
    *(void **)out = in;
    *flag = 1;
    return MPI_SUCCESS;
}

static int drop(MPI_Comm comm, int keyval, void *value, void *extra)
{
    (void)comm, (void)keyval, (void)value, (void)extra;
    deletions++;
    return MPI_SUCCESS;
}

static void attributes(void)
{
    int keyval = MPI_KEYVAL_INVALID, same, none, flag = -1, number = 5, *value = NULL;
    MPI_Comm comm, duplicate;
    GOOD(MPI_Keyval_create(copy, drop, &keyval, NULL));
    GOOD(MPI_Keyval_create(MPI_DUP_FN, MPI_NULL_DELETE_FN, &same, NULL));
    GOOD(MPI_Keyval_create(MPI_NULL_COPY_FN, MPI_NULL_DELETE_FN, &none, NULL));
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &comm));
    GOOD(MPI_Attr_get(comm, keyval, &value, &flag));
    CHECK(!flag);
    GOOD(MPI_Attr_put(comm, keyval, &number));
    GOOD(MPI_Attr_put(comm, same, &number));
    GOOD(MPI_Attr_put(comm, none, &number));
    GOOD(MPI_Attr_get(comm, keyval, &value, &flag));
    CHECK(flag && value == &number);
    GOOD(MPI_Comm_dup(comm, &duplicate));
    CHECK(copies == 1);
    GOOD(MPI_Comm_get_attr(duplicate, keyval, &value, &flag)); /* the same attributes */
    CHECK(flag);
    GOOD(MPI_Attr_get(duplicate, same, &value, &flag));
    CHECK(flag && *value == 5);
    GOOD(MPI_Attr_get(duplicate, none, &value, &flag));
    CHECK(!flag);
    GOOD(MPI_Attr_delete(duplicate, keyval));
    CHECK(deletions == 1);
    GOOD(MPI_Comm_free(&duplicate));
    GOOD(MPI_Comm_free(&comm));
    CHECK(deletions == 2);
    GOOD(MPI_Keyval_free(&keyval));
    GOOD(MPI_Keyval_free(&same));
    GOOD(MPI_Keyval_free(&none));
    CHECK(keyval == MPI_KEYVAL_INVALID);
    GOOD(MPI_Attr_get(MPI_COMM_WORLD, MPI_TAG_UB, &value, &flag));
    CHECK(flag && *value >= 32767);
    FAILS(MPI_Attr_put(MPI_COMM_WORLD, MPI_KEYVAL_INVALID, &number), MPI_ERR_KEYVAL);
}

static void note(MPI_Comm *comm, int *code, ...)
{
    CHECK(*comm == MPI_COMM_WORLD && class_of(*code) == MPI_ERR_RANK);
    errors++;
}

static void error_handlers(void)
{
    MPI_Errhandler handler, got;
    int value = 0;
    GOOD(MPI_Errhandler_create(note, &handler));
    GOOD(MPI_Errhandler_set(MPI_COMM_WORLD, handler));
    GOOD(MPI_Errhandler_get(MPI_COMM_WORLD, &got));
    FAILS(MPI_Send(&value, 1, MPI_INT, size, 0, MPI_COMM_WORLD), MPI_ERR_RANK);
    CHECK(errors == 1);
    GOOD(MPI_Errhandler_set(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
    GOOD(MPI_Errhandler_free(&got));
    GOOD(MPI_Errhandler_free(&handler));
}

struct particle {
    char kind;
    double place[3];
    int number;
};

static void datatypes(void)
{
    struct particle particle;
    int lengths[] = {1, 3, 1, 1};
    MPI_Aint places[4], base, extent = -1, lb = -1, ub = -1;
    MPI_Datatype types[] = {MPI_CHAR, MPI_DOUBLE, MPI_INT, MPI_UB}, type, rows;
    GOOD(MPI_Address(&particle, &base));
    GOOD(MPI_Address(&particle.kind, &places[0]));
    GOOD(MPI_Address(particle.place, &places[1]));
    GOOD(MPI_Address(&particle.number, &places[2]));
    GOOD(MPI_Address(&particle + 1, &places[3]));
    for (int i = 0; i < 4; i++)
        places[i] -= base;
    CHECK(places[1] == (MPI_Aint)offsetof(struct particle, place));
    GOOD(MPI_Type_struct(4, lengths, places, types, &type)); /* the end is marked */
    GOOD(MPI_Type_extent(type, &extent));
    GOOD(MPI_Type_lb(type, &lb));
    GOOD(MPI_Type_ub(type, &ub));
    CHECK(extent == sizeof particle && lb == 0 && ub == sizeof particle);
    GOOD(MPI_Type_free(&type));

    /* Both bounds marked: a type that may overlap itself. */
    MPI_Datatype marked[] = {MPI_LB, MPI_INT, MPI_UB};
    int ones[] = {1, 1, 1};
    MPI_Aint at[] = {-4, 0, 12};
    GOOD(MPI_Type_struct(3, ones, at, marked, &type));
    GOOD(MPI_Type_extent(type, &extent));
    GOOD(MPI_Type_lb(type, &lb));
    GOOD(MPI_Type_ub(type, &ub));
    CHECK(lb == -4 && ub == 12 && extent == 16);
    GOOD(MPI_Type_free(&type));

    /* A column of a matrix, and rows of growing length. */
    int matrix[4][4], column[4] = {0}, triangle[10] = {0}, rows_of[] = {1, 2, 3, 4},
                      *next = triangle;
    MPI_Aint starts[4];
    for (int i = 0; i < 16; i++)
        matrix[i / 4][i % 4] = i;
    for (int i = 0; i < 4; i++)
        starts[i] = i * (MPI_Aint)sizeof matrix[0];
    GOOD(MPI_Type_hvector(4, 1, sizeof matrix[0], MPI_INT, &type));
    GOOD(MPI_Type_hindexed(4, rows_of, starts, MPI_INT, &rows));
    GOOD(MPI_Type_commit(&type));
    GOOD(MPI_Type_commit(&rows));
    GOOD(MPI_Sendrecv(&matrix[0][1], 1, type, 0, 0, column, 4, MPI_INT, 0, 0, MPI_COMM_SELF,
                      MPI_STATUS_IGNORE));
    GOOD(MPI_Sendrecv(matrix, 1, rows, 0, 0, triangle, 10, MPI_INT, 0, 0, MPI_COMM_SELF,
                      MPI_STATUS_IGNORE));
    for (int i = 0; i < 4; i++) {
        CHECK(column[i] == 4 * i + 1);
        for (int j = 0; j <= i; j++)
            CHECK(*next++ == 4 * i + j);
    }
    GOOD(MPI_Type_free(&type));
    GOOD(MPI_Type_free(&rows));
    FAILS(MPI_Type_extent(MPI_DATATYPE_NULL, &extent), MPI_ERR_TYPE);
    FAILS(MPI_Type_ub(MPI_DATATYPE_NULL, &ub), MPI_ERR_TYPE);
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    attributes();
    error_handlers();
    datatypes();
    return finish();
}
