/* SPDX-License-Identifier: BSL-1.0 */
/* Datatypes as objects: commit, free and who holds them, names, duplicates with their attributes,
 * and predefined ones by what they can hold (sections 5.1.9, 5.1.10, 7.7.4, 7.8, 19.1.5). */
#include "../check.h"

static void life(void)
{
    MPI_Datatype type, other, predefined = MPI_INT;
    int from[] = {1, 2, 3, 4}, to[4], position = 0, bytes;
    GOOD(MPI_Type_contiguous(2, MPI_INT, &type));

    /* Uncommitted: no good for data, but for all else. */
    FAILS(MPI_Send(from, 1, type, MPI_PROC_NULL, 0, MPI_COMM_WORLD), MPI_ERR_TYPE);
    FAILS(MPI_Recv(to, 1, type, MPI_PROC_NULL, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE), MPI_ERR_TYPE);
    FAILS(MPI_Bcast(from, 1, type, 0, MPI_COMM_SELF), MPI_ERR_TYPE);
    GOOD(MPI_Type_size(type, &bytes));
    CHECK(bytes == 8);
    GOOD(MPI_Type_contiguous(2, type, &other)); /* it need not be committed for this */
    GOOD(MPI_Type_commit(&other));
    GOOD(MPI_Type_free(&type));
    GOOD(MPI_Pack(from, 1, other, to, sizeof to, &position, MPI_COMM_WORLD));
    CHECK(memcmp(from, to, sizeof to) == 0);

    GOOD(MPI_Type_commit(&other));    /* again */
    GOOD(MPI_Type_dup(other, &type)); /* is committed as well */
    GOOD(MPI_Send(from, 1, type, MPI_PROC_NULL, 0, MPI_COMM_WORLD));
    GOOD(MPI_Type_free(&type));
    GOOD(MPI_Type_free(&other));
    CHECK(other == MPI_DATATYPE_NULL);

    GOOD(MPI_Type_commit(&predefined));
    CHECK(predefined == MPI_INT);
    FAILS(MPI_Type_free(&predefined), MPI_ERR_TYPE);
    predefined = MPI_DOUBLE_INT;
    FAILS(MPI_Type_free(&predefined), MPI_ERR_TYPE);
    CHECK(predefined == MPI_DOUBLE_INT);
    type = MPI_DATATYPE_NULL;
    FAILS(MPI_Type_free(&type), MPI_ERR_TYPE);
    FAILS(MPI_Type_commit(&type), MPI_ERR_TYPE);
#ifdef ZEROMPI_API
    FAILS(MPI_Type_free(NULL), MPI_ERR_ARG);
    FAILS(MPI_Type_commit(NULL), MPI_ERR_ARG);
    GOOD(MPI_Type_contiguous(2, MPI_INT, &type));
    other = type;
    GOOD(MPI_Type_free(&type));
    FAILS(MPI_Type_free(&other), MPI_ERR_TYPE); /* twice */
    FAILS(MPI_Type_commit(&other), MPI_ERR_TYPE);
    FAILS(MPI_Type_size(other, &bytes), MPI_ERR_TYPE);
    FAILS(MPI_Send(from, 1, other, MPI_PROC_NULL, 0, MPI_COMM_WORLD), MPI_ERR_TYPE);
#endif
}

/* Freed while operations use it. */
static void freed_in_use(void)
{
    enum { N = 50000 };
    int right = (rank + 1) % size, left = (rank + size - 1) % size;
    int *from = malloc(2 * N * sizeof *from), *to = calloc(2 * N, sizeof *to);
    MPI_Datatype type;
    MPI_Request requests[3];
    for (int i = 0; i < 2 * N; i++)
        from[i] = rank + i;
    GOOD(MPI_Type_vector(N, 1, 2, MPI_INT, &type));
    GOOD(MPI_Type_commit(&type));
    GOOD(MPI_Irecv(to, 1, type, left, 0, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Isend(from, 1, type, right, 0, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Type_free(&type));
    CHECK(type == MPI_DATATYPE_NULL);
    GOOD(MPI_Waitall(2, requests, MPI_STATUSES_IGNORE));
    for (int i = 0; i < 2 * N; i++)
        CHECK(to[i] == (i % 2 ? 0 : left + i));

    /* Persistent ones keep it, too. */
    MPI_Request again[2];
    GOOD(MPI_Type_vector(3, 1, 2, MPI_INT, &type));
    GOOD(MPI_Type_commit(&type));
    GOOD(MPI_Recv_init(to, 1, type, left, 1, MPI_COMM_WORLD, &again[0]));
    GOOD(MPI_Send_init(from, 1, type, right, 1, MPI_COMM_WORLD, &again[1]));
    GOOD(MPI_Type_free(&type));
    for (int round = 0; round < 3; round++) {
        from[2] = 100 * round + rank;
        GOOD(MPI_Startall(2, again));
        GOOD(MPI_Waitall(2, again, MPI_STATUSES_IGNORE));
        CHECK(to[2] == 100 * round + left && to[3] == 0);
    }
    GOOD(MPI_Request_free(&again[0]));
    GOOD(MPI_Request_free(&again[1]));

    /* And collectives under way. */
    GOOD(MPI_Type_vector(N, 1, 2, MPI_INT, &type));
    GOOD(MPI_Type_commit(&type));
    GOOD(MPI_Ibcast(from, 1, type, 0, MPI_COMM_WORLD, &requests[2]));
    GOOD(MPI_Type_free(&type));
    GOOD(MPI_Wait(&requests[2], MPI_STATUS_IGNORE));
    for (int i = 4; i < 2 * N; i++)
        CHECK(from[i] == (i % 2 ? rank : 0) + i);
    free(from);
    free(to);
}

static void named(MPI_Datatype type, const char *want)
{
    char name[MPI_MAX_OBJECT_NAME] = "none";
    int length = -1;
    GOOD(MPI_Type_get_name(type, name, &length));
    if (strcmp(name, want) != 0)
        fprintf(stderr, "%s is called %s\n", want, name);
    CHECK(strcmp(name, want) == 0 && length == (int)strlen(want));
}

#define NAMED(type) named(type, #type)

static void names(void)
{
    MPI_Datatype type, dup;
    named(MPI_CHAR, "MPI_CHAR");
    named(MPI_INT, "MPI_INT");
    named(MPI_LONG_LONG_INT, "MPI_LONG_LONG_INT");
    named(MPI_UNSIGNED_LONG, "MPI_UNSIGNED_LONG");
    named(MPI_DOUBLE, "MPI_DOUBLE");
    named(MPI_LONG_DOUBLE, "MPI_LONG_DOUBLE");
    named(MPI_WCHAR, "MPI_WCHAR");
    named(MPI_BYTE, "MPI_BYTE");
    named(MPI_PACKED, "MPI_PACKED");
    named(MPI_INT32_T, "MPI_INT32_T");
    named(MPI_C_BOOL, "MPI_C_BOOL");
    named(MPI_C_DOUBLE_COMPLEX, "MPI_C_DOUBLE_COMPLEX");
    named(MPI_2INT, "MPI_2INT");
    named(MPI_LONG_DOUBLE_INT, "MPI_LONG_DOUBLE_INT");
    named(MPI_AINT, "MPI_AINT");
    named(MPI_COUNT, "MPI_COUNT");
    named(MPI_OFFSET, "MPI_OFFSET");
#ifdef ZEROMPI_API
    named(MPI_DATATYPE_NULL, "MPI_DATATYPE_NULL"); /* since 4.1 */
#endif

    GOOD(MPI_Type_contiguous(2, MPI_INT, &type));
    named(type, "");
    GOOD(MPI_Type_set_name(type, "two of them"));
    named(type, "two of them");
    GOOD(MPI_Type_set_name(type, "another"));
    named(type, "another");
    GOOD(MPI_Type_dup(type, &dup));
#ifndef OPEN_MPI /* invents names for duplicates */
    named(dup, "");
#endif
    GOOD(MPI_Type_set_name(type, ""));
    named(type, "");
    GOOD(MPI_Type_free(&dup));

    char most[2 * MPI_MAX_OBJECT_NAME], found[MPI_MAX_OBJECT_NAME];
    int length = 0;
    memset(most, 'x', sizeof most);
    most[MPI_MAX_OBJECT_NAME - 1] = '\0';
    GOOD(MPI_Type_set_name(type, most));
    GOOD(MPI_Type_get_name(type, found, &length));
    CHECK(length == MPI_MAX_OBJECT_NAME - 1 && strcmp(most, found) == 0);
#ifdef ZEROMPI_API
    most[MPI_MAX_OBJECT_NAME - 1] = 'x';
    most[sizeof most - 1] = '\0';
    GOOD(MPI_Type_set_name(type, most)); /* is cut off */
    GOOD(MPI_Type_get_name(type, found, &length));
    CHECK(length == MPI_MAX_OBJECT_NAME - 1);
#endif
    GOOD(MPI_Type_free(&type));

    GOOD(MPI_Type_set_name(MPI_FLOAT, "real"));
    named(MPI_FLOAT, "real");
    named(MPI_DOUBLE, "MPI_DOUBLE");
    GOOD(MPI_Type_set_name(MPI_FLOAT, "MPI_FLOAT"));
    named(MPI_FLOAT, "MPI_FLOAT");

    FAILS(MPI_Type_set_name(MPI_DATATYPE_NULL, "none"), MPI_ERR_TYPE);
#ifdef ZEROMPI_API
    FAILS(MPI_Type_set_name(MPI_INT, NULL), MPI_ERR_ARG);
    FAILS(MPI_Type_get_name(MPI_INT, NULL, &length), MPI_ERR_ARG);
    FAILS(MPI_Type_get_name(MPI_INT, found, NULL), MPI_ERR_ARG);
#endif
}

/* ---- Attributes ---- */

static int copies, deletions, refuse;

static int copy(MPI_Datatype type, int keyval, void *extra, void *in, void *out, int *flag)
{
    int bytes;
    (void)keyval;
    copies++;
    GOOD(MPI_Type_size(type, &bytes)); /* MPI can be called here */
    CHECK(bytes == 8 && extra == &copies);
    *(void **)out = (char *)in + 1;
    *flag = 1;
    return refuse ? MPI_ERR_OTHER : MPI_SUCCESS;
}

static int delete (MPI_Datatype type, int keyval, void *value, void *extra)
{
    int bytes;
    (void)keyval, (void)value, (void)extra;
    GOOD(MPI_Type_size(type, &bytes));
    deletions++;
    return refuse ? MPI_ERR_OTHER : MPI_SUCCESS;
}

static void attributes(void)
{
    static char place[4];
    MPI_Datatype type, dup = MPI_FLOAT;
    int keyval, flag = -1;
    void *value = NULL;
    GOOD(MPI_Type_create_keyval(copy, delete, &keyval, &copies));
    GOOD(MPI_Type_contiguous(2, MPI_INT, &type));
    GOOD(MPI_Type_set_attr(type, keyval, place));
    GOOD(MPI_Type_dup(type, &dup));
    CHECK(copies == 1 && deletions == 0);
    GOOD(MPI_Type_get_attr(dup, keyval, &value, &flag));
    CHECK(flag && value == place + 1);
    GOOD(MPI_Type_free(&dup));
    CHECK(deletions == 1);

    /* Functions that fail: nothing is made, nothing is freed. */
    refuse = 1;
    dup = MPI_FLOAT;
    CHECK(MPI_Type_dup(type, &dup) != MPI_SUCCESS);
    CHECK(copies == 2);
#ifdef ZEROMPI_API /* others free it */
    CHECK(dup == MPI_DATATYPE_NULL);
    MPI_Datatype kept = type;
    CHECK(MPI_Type_free(&type) != MPI_SUCCESS);
    CHECK(type == kept);
#endif
    refuse = 0;
    GOOD(MPI_Type_get_attr(type, keyval, &value, &flag));
    CHECK(flag && value == place);
    GOOD(MPI_Type_free(&type));

    /* Of a datatype that is made of it, they are none. */
    MPI_Datatype inner;
    copies = deletions = 0;
    GOOD(MPI_Type_contiguous(2, MPI_INT, &inner));
    GOOD(MPI_Type_set_attr(inner, keyval, place));
    GOOD(MPI_Type_contiguous(1, inner, &type));
    GOOD(MPI_Type_get_attr(type, keyval, &value, &flag));
    CHECK(!flag && copies == 0);
    GOOD(MPI_Type_free(&inner)); /* deleted now, though `type` needs the datatype */
#ifdef ZEROMPI_API               /* others do it when it is not needed any more */
    CHECK(deletions == 1);
#endif
    GOOD(MPI_Type_free(&type));
    CHECK(deletions == 1);
    GOOD(MPI_Type_free_keyval(&keyval));
}

/* ---- By what they can hold ---- */

static void bytes_are(MPI_Datatype type, int want)
{
    int bytes = -1;
    GOOD(MPI_Type_size(type, &bytes));
    CHECK(bytes == want);
}

static void sizes(void)
{
    MPI_Datatype type;
    const int integers[] = {1, 2, 4, 8}, reals[] = {4, 8};
    for (int i = 0; i < 4; i++) {
        GOOD(MPI_Type_match_size(MPI_TYPECLASS_INTEGER, integers[i], &type));
        bytes_are(type, integers[i]);
    }
    for (int i = 0; i < 2; i++) {
        GOOD(MPI_Type_match_size(MPI_TYPECLASS_REAL, reals[i], &type));
        bytes_are(type, reals[i]);
        GOOD(MPI_Type_match_size(MPI_TYPECLASS_COMPLEX, 2 * reals[i], &type));
        bytes_are(type, 2 * reals[i]);
    }
    /* They are predefined and named: usable at once, and not to be freed. */
    int ni, na, nd, combiner = -1;
    double one = 1, sum = 0;
    GOOD(MPI_Type_match_size(MPI_TYPECLASS_REAL, sizeof(double), &type));
    GOOD(MPI_Type_get_envelope(type, &ni, &na, &nd, &combiner));
    CHECK(combiner == MPI_COMBINER_NAMED);
    GOOD(MPI_Allreduce(&one, &sum, 1, type, MPI_SUM, MPI_COMM_WORLD));
    CHECK(sum == size);
    FAILS(MPI_Type_match_size(MPI_TYPECLASS_REAL, 5, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_match_size(-77, 4, &type), MPI_ERR_ARG);
#ifdef ZEROMPI_API
    FAILS(MPI_Type_match_size(MPI_TYPECLASS_INTEGER, 0, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_match_size(MPI_TYPECLASS_REAL, 4, NULL), MPI_ERR_ARG);
#endif
}

#ifdef ZEROMPI_API /* others may be without Fortran */
static void fortran(void)
{
    MPI_Datatype type, again;
    int ni, na, nd, combiner, i[2];
    static const int digits[] = {1, 2, 3, 4, 5, 9, 10, 18, 19, 38},
                     bytes[] = {1, 1, 2, 2, 4, 4, 8, 8, 16, 16};
    for (int k = 0; k < 10; k++) {
        GOOD(MPI_Type_create_f90_integer(digits[k], &type));
        bytes_are(type, bytes[k]);
        GOOD(MPI_Type_create_f90_integer(digits[k], &again));
        CHECK(type == again); /* the same arguments, the same datatype */
        GOOD(MPI_Type_get_envelope(type, &ni, &na, &nd, &combiner));
        CHECK(combiner == MPI_COMBINER_F90_INTEGER && ni == 1 && na == 0 && nd == 0);
        GOOD(MPI_Type_get_contents(type, 1, 0, 0, i, NULL, NULL));
        CHECK(i[0] == digits[k]);
    }
    GOOD(MPI_Type_create_f90_real(6, 37, &type));
    bytes_are(type, 4);
    GOOD(MPI_Type_create_f90_real(7, MPI_UNDEFINED, &type));
    bytes_are(type, 8);
    GOOD(MPI_Type_create_f90_real(MPI_UNDEFINED, 38, &type));
    bytes_are(type, 8);
    GOOD(MPI_Type_create_f90_real(33, 4000, &type));
    bytes_are(type, 16);
    GOOD(MPI_Type_create_f90_complex(15, 307, &type));
    bytes_are(type, 16);
    GOOD(MPI_Type_get_envelope(type, &ni, &na, &nd, &combiner));
    CHECK(combiner == MPI_COMBINER_F90_COMPLEX && ni == 2 && na == 0 && nd == 0);
    GOOD(MPI_Type_get_contents(type, 2, 0, 0, i, NULL, NULL));
    CHECK(i[0] == 15 && i[1] == 307);
    FAILS(MPI_Type_free(&type), MPI_ERR_TYPE);
    named(type, "");

    /* Usable at once, in messages and reductions, and in other datatypes. */
    double value = rank, sum = 0;
    GOOD(MPI_Type_create_f90_real(15, 300, &type));
    GOOD(MPI_Allreduce(&value, &sum, 1, type, MPI_SUM, MPI_COMM_WORLD));
    CHECK(sum == size * (size - 1) / 2);
    GOOD(MPI_Type_contiguous(2, type, &again));
    GOOD(MPI_Type_get_contents(again, 1, 0, 1, i, NULL, &type));
    GOOD(MPI_Type_free(&again));
    bytes_are(type, 8);
    FAILS(MPI_Type_create_f90_real(MPI_UNDEFINED, MPI_UNDEFINED, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_f90_real(40, 10, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_f90_complex(10, 9999, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_f90_integer(39, &type), MPI_ERR_ARG);
}

static void pairs(void)
{
    MPI_Datatype type, again, found[2];
    int ni, na, nd, combiner;
    GOOD(MPI_Type_get_value_index(MPI_DOUBLE, MPI_INT, &type));
    CHECK(type == MPI_DOUBLE_INT);
    GOOD(MPI_Type_get_value_index(MPI_INT, MPI_INT, &type));
    CHECK(type == MPI_2INT);
    GOOD(MPI_Type_get_value_index(MPI_INTEGER, MPI_INTEGER, &type));
    CHECK(type == MPI_2INTEGER);
    GOOD(MPI_Type_get_value_index(MPI_CHAR, MPI_INT, &type));
    CHECK(type == MPI_DATATYPE_NULL);

    struct {
        float value;
        int64_t index;
    } mine = {(float)(rank % 3), 1000 - rank}, most, least;
    GOOD(MPI_Type_get_value_index(MPI_FLOAT, MPI_INT64_T, &type));
    GOOD(MPI_Type_get_value_index(MPI_FLOAT, MPI_INT64_T, &again));
    CHECK(type == again && type != MPI_DATATYPE_NULL);
    GOOD(MPI_Type_get_envelope(type, &ni, &na, &nd, &combiner));
    CHECK(combiner == MPI_COMBINER_VALUE_INDEX && ni == 0 && na == 0 && nd == 2);
    GOOD(MPI_Type_get_contents(type, 0, 0, 2, NULL, NULL, found));
    CHECK(found[0] == MPI_FLOAT && found[1] == MPI_INT64_T);
    FAILS(MPI_Type_free(&type), MPI_ERR_TYPE);
    MPI_Aint lb, extent;
    GOOD(MPI_Type_get_extent(type, &lb, &extent));
    CHECK(lb == 0 && extent == sizeof mine);
    GOOD(MPI_Allreduce(&mine, &most, 1, type, MPI_MAXLOC, MPI_COMM_WORLD));
    GOOD(MPI_Allreduce(&mine, &least, 1, type, MPI_MINLOC, MPI_COMM_WORLD));
    int top = size < 3 ? size - 1 : 2, last = top, lowest = 0;
    for (int i = 0; i < size; i++) {
        last = i % 3 == top ? i : last;
        lowest = i % 3 == 0 ? i : lowest;
    }
    CHECK(most.value == (float)top && most.index == 1000 - last);
    CHECK(least.value == 0 && least.index == 1000 - lowest);
    FAILS(MPI_Allreduce(&mine, &most, 1, type, MPI_SUM, MPI_COMM_WORLD), MPI_ERR_OP);
    FAILS(MPI_Type_get_value_index(MPI_DATATYPE_NULL, MPI_INT, &type), MPI_ERR_TYPE);
}
#endif

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    life();
    freed_in_use();
    names();
    attributes();
    sizes();
#ifdef ZEROMPI_API
    fortran();
    pairs();
#endif
    return finish();
}
