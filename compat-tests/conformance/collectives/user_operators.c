/* SPDX-License-Identifier: BSL-1.0 */
/* Operators of the program: the order of the operands, the datatype they are told, derived
 * datatypes with gaps and negative lower bounds, their life, and what is no operator. The
 * predefined ones on their datatypes, and on others. */
#include <stddef.h>
#include <stdint.h>

#include "forms.h"

static MPI_Datatype given; /* to the call */

/* ---- Order ---- */

/* Keeps the operand of the lowest rank, or of the highest. */
static void first(void *in, void *inout, int *n, MPI_Datatype *type)
{
    CHECK(*type == given);
    memcpy(inout, in, (size_t)*n * sizeof(int));
}

static void last(void *in, void *inout, int *n, MPI_Datatype *type)
{
    CHECK(*type == given);
    (void)in, (void)inout, (void)n;
}

static void try_order(int form)
{
    MPI_Op lowest, highest;
    int mine[3] = {rank, rank + 100, rank + 200}, got[3];
    GOOD(MPI_Op_create(first, 0, &lowest));
    GOOD(MPI_Op_create(last, 0, &highest));
    given = MPI_INT;
    for (int root = 0; root < size; root++) {
        got[0] = got[2] = -1;
        GOOD(in_reduce(form, mine, got, 3, MPI_INT, lowest, root, MPI_COMM_WORLD));
        CHECK(rank != root || (got[0] == 0 && got[2] == 200));
        GOOD(in_reduce(form, mine, got, 3, MPI_INT, highest, root, MPI_COMM_WORLD));
        CHECK(rank != root || (got[0] == size - 1 && got[2] == size + 199));
    }
    GOOD(in_allreduce(form, mine, got, 3, MPI_INT, lowest, MPI_COMM_WORLD));
    CHECK(got[0] == 0 && got[1] == 100);
    GOOD(in_allreduce(form, mine, got, 3, MPI_INT, highest, MPI_COMM_WORLD));
    CHECK(got[0] == size - 1 && got[1] == size + 99);
    GOOD(in_scan(form, mine, got, 3, MPI_INT, lowest, MPI_COMM_WORLD));
    CHECK(got[0] == 0);
    GOOD(in_scan(form, mine, got, 3, MPI_INT, highest, MPI_COMM_WORLD));
    CHECK(got[0] == rank);
    GOOD(in_exscan(form, mine, got, 3, MPI_INT, lowest, MPI_COMM_WORLD));
    CHECK(rank == 0 || got[0] == 0);
    GOOD(in_exscan(form, mine, got, 3, MPI_INT, highest, MPI_COMM_WORLD));
    CHECK(rank == 0 || got[0] == rank - 1);
    GOOD(MPI_Op_free(&lowest));
    CHECK(lowest == MPI_OP_NULL);
    GOOD(MPI_Op_free(&highest));
}

/* ---- Derived datatypes ---- */

/* A number with text before it and after it that nobody reduces. */
struct item {
    char before[3];
    double number;
    char after[5];
};

static void add_items(void *in, void *inout, int *n, MPI_Datatype *type)
{
    struct item *left = in, *right = inout;
    CHECK(*type == given);
    for (int i = 0; i < *n; i++)
        right[i].number += left[i].number;
}

/* Pairs of ints that lie around the address of their element, two ints apart. */
static void add_pairs(void *in, void *inout, int *n, MPI_Datatype *type)
{
    int *left = in, *right = inout;
    CHECK(*type == given);
    for (int i = 0; i < *n; i++)
        for (int k = -1; k <= 1; k += 2)
            right[4 * i + k] += left[4 * i + k];
}

static void try_items(int form)
{
    const int one = 1;
    const MPI_Aint place = offsetof(struct item, number);
    MPI_Datatype number = MPI_DOUBLE, bare;
    MPI_Op op;
    struct item mine[4], got[4];
    GOOD(MPI_Type_create_struct(1, &one, &place, &number, &bare));
    GOOD(MPI_Type_create_resized(bare, 0, sizeof(struct item), &given));
    GOOD(MPI_Type_free(&bare));
    GOOD(MPI_Type_commit(&given));
    GOOD(MPI_Op_create(add_items, 1, &op));
    for (int root = 0; root < size; root++) {
        for (int i = 0; i < 4; i++) {
            mine[i].number = rank + i;
            got[i].number = -1;
            memcpy(got[i].before, "abc", 3);
            memcpy(got[i].after, "defgh", 5);
        }
        GOOD(in_reduce(form, mine, got, 4, given, op, root, MPI_COMM_WORLD));
        for (int i = 0; i < 4; i++) {
            double sum = size * (size - 1) / 2 + size * i;
            CHECK(got[i].number == (rank == root ? sum : -1));
            CHECK(memcmp(got[i].before, "abc", 3) == 0 && memcmp(got[i].after, "defgh", 5) == 0);
        }
    }
    GOOD(MPI_Op_free(&op));
    GOOD(MPI_Type_free(&given));
}

static void try_pairs(int form)
{
    const int ones[] = {1, 1}, places[] = {-1, 1};
    MPI_Datatype bare;
    MPI_Op op;
    int mine[50], got[50], n = 10;
    GOOD(MPI_Type_indexed(2, ones, places, MPI_INT, &bare));
    GOOD(MPI_Type_create_resized(bare, -(MPI_Aint)sizeof(int), 4 * (MPI_Aint)sizeof(int), &given));
    GOOD(MPI_Type_free(&bare));
    GOOD(MPI_Type_commit(&given));
    GOOD(MPI_Op_create(add_pairs, 1, &op));
    for (int i = 0; i < 50; i++) {
        mine[i] = rank * i;
        got[i] = -5;
    }
    GOOD(in_allreduce(form, mine + 4, got + 4, n, given, op, MPI_COMM_WORLD));
    for (int i = 0; i < 50; i++) {
        int data = i >= 3 && i < 3 + 4 * n && i % 2 == 1;
        CHECK(got[i] == (data ? size * (size - 1) / 2 * i : -5));
    }
    GOOD(in_scan(form, mine + 4, got + 4, n, given, op, MPI_COMM_WORLD));
    for (int i = 0; i < 50; i++) {
        int data = i >= 3 && i < 3 + 4 * n && i % 2 == 1;
        CHECK(got[i] == (data ? rank * (rank + 1) / 2 * i : -5));
    }
    GOOD(MPI_Op_free(&op));
    GOOD(MPI_Type_free(&given));
}

/* ---- Life ---- */

static void last_pair(void *in, void *inout, int *n, MPI_Datatype *type)
{
    int bytes = 2 * (int)sizeof(int);
#ifndef MPICH /* where a datatype that was freed is gone */
    GOOD(MPI_Type_size(*type, &bytes));
#endif
    CHECK(bytes == 2 * (int)sizeof(int));
    last(in, inout, n, type);
}

/* It is freed while reductions that use it are under way, and so is the datatype, of which the
 * function still knows all. */
static void try_freed(void)
{
    MPI_Op op;
    MPI_Request requests[2];
    MPI_Datatype pair;
    int mine[2] = {rank, rank + 1}, got[2], more[2];
    GOOD(MPI_Op_create(last_pair, 0, &op));
    GOOD(MPI_Type_contiguous(2, MPI_INT, &pair));
    GOOD(MPI_Type_commit(&pair));
    given = pair;
    GOOD(MPI_Iallreduce(mine, got, 1, pair, op, MPI_COMM_WORLD, &requests[0]));
    GOOD(MPI_Iscan(mine, more, 1, pair, op, MPI_COMM_WORLD, &requests[1]));
    GOOD(MPI_Op_free(&op));
    GOOD(MPI_Type_free(&pair));
    CHECK(op == MPI_OP_NULL && pair == MPI_DATATYPE_NULL);
    GOOD(MPI_Waitall(2, requests, MPI_STATUSES_IGNORE));
    CHECK(got[0] == size - 1 && got[1] == size && more[0] == rank && more[1] == rank + 1);
}

static void try_commutative(void)
{
    const MPI_Op predefined[] = {MPI_MAX, MPI_MIN, MPI_SUM,  MPI_PROD, MPI_LAND,   MPI_BAND,
                                 MPI_LOR, MPI_BOR, MPI_LXOR, MPI_BXOR, MPI_MINLOC, MPI_MAXLOC};
    MPI_Op op;
    int commute = -1;
    for (int i = 0; i < 12; i++) {
        GOOD(MPI_Op_commutative(predefined[i], &commute));
        CHECK(commute);
    }
    GOOD(MPI_Op_create(first, 0, &op));
    GOOD(MPI_Op_commutative(op, &commute));
    CHECK(!commute);
    GOOD(MPI_Op_free(&op));
    GOOD(MPI_Op_create(first, 5, &op));
    GOOD(MPI_Op_commutative(op, &commute));
    CHECK(commute);
    GOOD(MPI_Op_free(&op));
}

#if MPI_VERSION >= 4 && !defined MPICH /* which counts with an int all the same */
static void add_many(void *in, void *inout, MPI_Count *n, MPI_Datatype *type)
{
    const int *left = in;
    int *right = inout;
    CHECK(*type == given);
    for (MPI_Count i = 0; i < *n; i++)
        right[i] += left[i];
}

static void try_large(int form)
{
    MPI_Op op;
    int mine[3] = {rank, 1, 2}, got[3];
    given = MPI_INT;
    GOOD(MPI_Op_create_c(add_many, 1, &op));
    GOOD(in_allreduce(form, mine, got, 3, MPI_INT, op, MPI_COMM_WORLD));
    CHECK(got[0] == size * (size - 1) / 2 && got[1] == size && got[2] == 2 * size);
    GOOD(MPI_Reduce_local_c(mine, got, 3, MPI_INT, op));
    CHECK(got[1] == size + 1);
    GOOD(MPI_Op_free(&op));
}
#else
static void try_large(int form)
{
    (void)form;
}
#endif

/* ---- Errors ---- */

static void not_allowed(MPI_Op op, MPI_Datatype type)
{
    char in[64] = {0}, out[64] = {0};
    FAILS(MPI_Allreduce(in, out, 1, type, op, MPI_COMM_WORLD), MPI_ERR_OP);
    FAILS(MPI_Scan(in, out, 1, type, op, MPI_COMM_WORLD), MPI_ERR_OP);
    FAILS(MPI_Reduce(in, out, 1, type, op, 0, MPI_COMM_WORLD), MPI_ERR_OP);
    FAILS(MPI_Reduce_scatter_block(in, out, 1, type, op, MPI_COMM_SELF), MPI_ERR_OP);
    FAILS(MPI_Reduce_local(in, out, 1, type, op), MPI_ERR_OP);
}

static void try_errors(void)
{
    MPI_Op op = MPI_SUM, null = MPI_OP_NULL, gone;
    MPI_Datatype pair;
    int commute, in = 1, out = 1;
    FAILS(MPI_Op_free(&op), MPI_ERR_OP);
    CHECK(op == MPI_SUM);
    FAILS(MPI_Op_free(&null), MPI_ERR_OP);
    GOOD(MPI_Op_create(first, 0, &op));
    gone = op;
    GOOD(MPI_Op_free(&op));
    (void)gone, (void)commute;
#ifdef ZEROMPI_API /* where a handle that was freed is told from one that was not */
    FAILS(MPI_Op_free(&gone), MPI_ERR_OP);
    FAILS(MPI_Op_commutative(gone, &commute), MPI_ERR_OP);
    FAILS(MPI_Op_commutative(MPI_OP_NULL, &commute), MPI_ERR_OP);
    FAILS(MPI_Op_commutative(MPI_SUM, NULL), MPI_ERR_ARG);
    FAILS(MPI_Op_create(NULL, 0, &op), MPI_ERR_ARG);
    FAILS(MPI_Op_create(first, 0, NULL), MPI_ERR_ARG);
    FAILS(MPI_Op_free(NULL), MPI_ERR_ARG);
    not_allowed(gone, MPI_INT);
#endif
    not_allowed(MPI_OP_NULL, MPI_INT);
    not_allowed(MPI_MINLOC, MPI_INT);
    not_allowed(MPI_MAXLOC, MPI_DOUBLE);
    not_allowed(MPI_BAND, MPI_DOUBLE);
    not_allowed(MPI_BXOR, MPI_FLOAT);
    not_allowed(MPI_MAX, MPI_C_DOUBLE_COMPLEX);
    not_allowed(MPI_SUM, MPI_DOUBLE_INT);
#ifdef ZEROMPI_API /* others are lenient about these */
    not_allowed(MPI_LAND, MPI_DOUBLE);
    not_allowed(MPI_SUM, MPI_PACKED);
    not_allowed(MPI_SUM, MPI_BYTE);
    not_allowed(MPI_SUM, MPI_CHAR);
    not_allowed(MPI_MAX, MPI_C_BOOL);
    not_allowed(MPI_LOR, MPI_BYTE);
#endif
    GOOD(MPI_Type_contiguous(2, MPI_INT, &pair));
    GOOD(MPI_Type_commit(&pair));
    not_allowed(MPI_SUM, pair);
    GOOD(MPI_Type_free(&pair));
    (void)in, (void)out;
#ifdef ZEROMPI_API /* not all check these arguments */
    FAILS(MPI_Reduce_local(&in, &out, -1, MPI_INT, MPI_SUM), MPI_ERR_COUNT);
    FAILS(MPI_Reduce_local(&in, &out, 1, MPI_DATATYPE_NULL, MPI_SUM), MPI_ERR_TYPE);
    FAILS(MPI_Reduce_local(NULL, &out, 1, MPI_INT, MPI_SUM), MPI_ERR_BUFFER);
    FAILS(MPI_Reduce_local(&in, &in, 1, MPI_INT, MPI_SUM), MPI_ERR_BUFFER);
    FAILS(MPI_Reduce_local(MPI_IN_PLACE, &out, 1, MPI_INT, MPI_SUM), MPI_ERR_BUFFER);
#endif
}

/* ---- Predefined ---- */

/* `count` numbers l OP r, for all combinations of some numbers. */
#define TRY(op, type, ctype, l, r, result)                     \
    do {                                                       \
        ctype left = (ctype)(l), right = (ctype)(r);           \
        GOOD(MPI_Reduce_local(&left, &right, 1, type, op));    \
        CHECK(right == (ctype)(result) && left == (ctype)(l)); \
    } while (0)

#define TRY_INTEGER(type, ctype)               \
    do {                                       \
        TRY(MPI_MAX, type, ctype, 5, 12, 12);  \
        TRY(MPI_MIN, type, ctype, 5, 12, 5);   \
        TRY(MPI_SUM, type, ctype, 5, 12, 17);  \
        TRY(MPI_PROD, type, ctype, 5, 12, 60); \
        TRY(MPI_BAND, type, ctype, 5, 12, 4);  \
        TRY(MPI_BOR, type, ctype, 5, 12, 13);  \
        TRY(MPI_BXOR, type, ctype, 5, 12, 9);  \
    } while (0)
#define TRY_LOGICAL(type, ctype)             \
    do {                                     \
        TRY(MPI_LAND, type, ctype, 1, 0, 0); \
        TRY(MPI_LAND, type, ctype, 1, 1, 1); \
        TRY(MPI_LOR, type, ctype, 0, 1, 1);  \
        TRY(MPI_LOR, type, ctype, 0, 0, 0);  \
        TRY(MPI_LXOR, type, ctype, 1, 1, 0); \
        TRY(MPI_LXOR, type, ctype, 0, 1, 1); \
    } while (0)
#define TRY_REAL(type, ctype)                      \
    do {                                           \
        TRY(MPI_MAX, type, ctype, 5, -1.5, 5);     \
        TRY(MPI_MIN, type, ctype, 5, -1.5, -1.5);  \
        TRY(MPI_SUM, type, ctype, 5, -1.5, 3.5);   \
        TRY(MPI_PROD, type, ctype, 5, -1.5, -7.5); \
    } while (0)

static void try_predefined(void)
{
    TRY_INTEGER(MPI_INT, int);
    TRY_LOGICAL(MPI_INT, int);
    TRY_INTEGER(MPI_SIGNED_CHAR, signed char);
    TRY_LOGICAL(MPI_UNSIGNED_CHAR, unsigned char);
    TRY_INTEGER(MPI_UNSIGNED_SHORT, unsigned short);
    TRY_INTEGER(MPI_LONG_LONG, long long);
    TRY_INTEGER(MPI_INT8_T, int8_t);
    TRY_INTEGER(MPI_UINT64_T, uint64_t);
    TRY_INTEGER(MPI_AINT, MPI_Aint);
    TRY_INTEGER(MPI_OFFSET, MPI_Offset);
    TRY_INTEGER(MPI_COUNT, MPI_Count);
    TRY_LOGICAL(MPI_C_BOOL, _Bool);
    TRY(MPI_BAND, MPI_BYTE, unsigned char, 5, 12, 4);
    TRY(MPI_BOR, MPI_BYTE, unsigned char, 5, 12, 13);
    TRY(MPI_BXOR, MPI_BYTE, unsigned char, 5, 12, 9);
    TRY_REAL(MPI_FLOAT, float);
    TRY_REAL(MPI_DOUBLE, double);
    TRY_REAL(MPI_LONG_DOUBLE, long double);
#ifdef ZEROMPI_API /* others may be without Fortran */
    TRY_INTEGER(MPI_INTEGER, int);
    TRY_INTEGER(MPI_INTEGER1, int8_t);
    TRY_INTEGER(MPI_INTEGER2, int16_t);
    TRY_INTEGER(MPI_INTEGER4, int32_t);
    TRY_INTEGER(MPI_INTEGER8, int64_t);
    TRY_LOGICAL(MPI_LOGICAL, int);
    TRY_REAL(MPI_REAL, float);
    TRY_REAL(MPI_REAL4, float);
    TRY_REAL(MPI_REAL8, double);
    TRY_REAL(MPI_DOUBLE_PRECISION, double);
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    for (int form = 0; form < FORMS; form++) {
        try_order(form);
        try_items(form);
        try_pairs(form);
        try_large(form);
    }
    try_freed();
    try_commutative();
    try_errors();
    try_predefined();
    return finish();
}
