/* SPDX-License-Identifier: BSL-1.0 */
/* Every predefined operator on every C type that the standard allows it for, against the operator
 * of C in a loop over the ranks; and the error for those that it does not allow. */

#include "check.h"
#include <complex.h>
#include <stdbool.h>
#include <stdint.h>

enum { COUNT = 5 };

static int rank, size;

/* Some number for element i on rank r, small, but with many bits set. */
static int number(int r, int i)
{
    return (r * 29 + i * 17 + 3) % 61;
}

/* Reduces with all collectives that take an operator, and calls a check for each result. The check
 * gets the result, and the number of the last rank whose contribution is in it. */
typedef void check_function(const void *result, int last);

static void reduce_everyway(const void *mine, MPI_Datatype type, MPI_Op op, size_t bytes,
                            check_function *check)
{
    void *result = allocate(bytes);

    CHECK(MPI_Allreduce(mine, result, COUNT, type, op, MPI_COMM_WORLD) == MPI_SUCCESS);
    check(result, size - 1);
    CHECK(MPI_Reduce(mine, result, COUNT, type, op, size - 1, MPI_COMM_WORLD) == MPI_SUCCESS);
    if (rank == size - 1)
        check(result, size - 1);
    CHECK(MPI_Scan(mine, result, COUNT, type, op, MPI_COMM_WORLD) == MPI_SUCCESS);
    check(result, rank);
    free(result);
}

/* Defines try_NAME_OP, which tries one operator on one type. FIRST makes a contribution from a
 * number n, and STEP computes the combination of a and b. */
#define TRY(name, ctype, mpitype, op, first, step)                                  \
    static ctype make_##name##_##op(int n)                                          \
    {                                                                               \
        return (ctype)(first);                                                      \
    }                                                                               \
    static void check_##name##_##op(const void *result, int last)                   \
    {                                                                               \
        for (int i = 0; i < COUNT; i++) {                                           \
            ctype a = make_##name##_##op(number(0, i));                             \
            for (int r = 1; r <= last; r++) {                                       \
                ctype b = make_##name##_##op(number(r, i));                         \
                a = (ctype)(step);                                                  \
            }                                                                       \
            CHECK(((const ctype *)result)[i] == a);                                 \
        }                                                                           \
    }                                                                               \
    static void try_##name##_##op(void)                                             \
    {                                                                               \
        ctype mine[COUNT];                                                          \
        for (int i = 0; i < COUNT; i++)                                             \
            mine[i] = make_##name##_##op(number(rank, i));                          \
        reduce_everyway(mine, mpitype, MPI_##op, sizeof mine, check_##name##_##op); \
    }

/* The operators of each group of types. Sums stay within a signed byte, products even more so. */
#define TRY_ORDER(name, ctype, mpitype)              \
    TRY(name, ctype, mpitype, MAX, n, a > b ? a : b) \
    TRY(name, ctype, mpitype, MIN, n, a < b ? a : b)
#define TRY_ARITHMETIC(name, ctype, mpitype)     \
    TRY(name, ctype, mpitype, SUM, n % 7, a + b) \
    TRY(name, ctype, mpitype, PROD, n % 13 == 0 ? 2 : 1, a * b)
#define TRY_LOGIC(name, ctype, mpitype)                            \
    TRY(name, ctype, mpitype, LAND, n % 9 ? n % 2 + 1 : 0, a && b) \
    TRY(name, ctype, mpitype, LOR, n % 5 ? 0 : n + 2, a || b)      \
    TRY(name, ctype, mpitype, LXOR, n % 3, !a != !b)
#define TRY_BITS(name, ctype, mpitype)             \
    TRY(name, ctype, mpitype, BAND, n | 64, a & b) \
    TRY(name, ctype, mpitype, BOR, n & 85, a | b)  \
    TRY(name, ctype, mpitype, BXOR, n, a ^ b)
#define TRY_INTEGER(name, ctype, mpitype) \
    TRY_ORDER(name, ctype, mpitype)       \
    TRY_ARITHMETIC(name, ctype, mpitype)  \
    TRY_LOGIC(name, ctype, mpitype)       \
    TRY_BITS(name, ctype, mpitype)
#define TRY_MULTI_LANGUAGE(name, ctype, mpitype) \
    TRY_ORDER(name, ctype, mpitype)              \
    TRY_ARITHMETIC(name, ctype, mpitype)         \
    TRY_BITS(name, ctype, mpitype)
#define TRY_FLOATING(name, ctype, mpitype) \
    TRY_ORDER(name, ctype, mpitype)        \
    TRY_ARITHMETIC(name, ctype, mpitype)
/* For complex numbers the product is one of units. */
#define TRY_COMPLEX(name, ctype, mpitype)                \
    TRY(name, ctype, mpitype, SUM, n + 2 * n * I, a + b) \
    TRY(name, ctype, mpitype, PROD, n % 3 ? I : n % 2 ? -1 : 1, a * b)

#define INTEGERS(X)                                                   \
    X(signed_char, signed char, MPI_SIGNED_CHAR)                      \
    X(unsigned_char, unsigned char, MPI_UNSIGNED_CHAR)                \
    X(short, short, MPI_SHORT)                                        \
    X(unsigned_short, unsigned short, MPI_UNSIGNED_SHORT)             \
    X(int, int, MPI_INT)                                              \
    X(unsigned, unsigned, MPI_UNSIGNED)                               \
    X(long, long, MPI_LONG)                                           \
    X(unsigned_long, unsigned long, MPI_UNSIGNED_LONG)                \
    X(long_long, long long, MPI_LONG_LONG)                            \
    X(long_long_int, long long, MPI_LONG_LONG_INT)                    \
    X(unsigned_long_long, unsigned long long, MPI_UNSIGNED_LONG_LONG) \
    X(int8, int8_t, MPI_INT8_T)                                       \
    X(int16, int16_t, MPI_INT16_T)                                    \
    X(int32, int32_t, MPI_INT32_T)                                    \
    X(int64, int64_t, MPI_INT64_T)                                    \
    X(uint8, uint8_t, MPI_UINT8_T)                                    \
    X(uint16, uint16_t, MPI_UINT16_T)                                 \
    X(uint32, uint32_t, MPI_UINT32_T)                                 \
    X(uint64, uint64_t, MPI_UINT64_T)

#define MULTI_LANGUAGE(X)             \
    X(aint, MPI_Aint, MPI_AINT)       \
    X(offset, MPI_Offset, MPI_OFFSET) \
    X(count, MPI_Count, MPI_COUNT)

#define FLOATINGS(X)              \
    X(float, float, MPI_FLOAT)    \
    X(double, double, MPI_DOUBLE) \
    X(long_double, long double, MPI_LONG_DOUBLE)

#define COMPLEXES(X)                                        \
    X(c_complex, float complex, MPI_C_COMPLEX)              \
    X(float_complex, float complex, MPI_C_FLOAT_COMPLEX)    \
    X(double_complex, double complex, MPI_C_DOUBLE_COMPLEX) \
    X(long_double_complex, long double complex, MPI_C_LONG_DOUBLE_COMPLEX)

INTEGERS(TRY_INTEGER)
MULTI_LANGUAGE(TRY_MULTI_LANGUAGE)
FLOATINGS(TRY_FLOATING)
COMPLEXES(TRY_COMPLEX)
TRY_LOGIC(truth, bool, MPI_C_BOOL)
TRY_BITS(byte, unsigned char, MPI_BYTE)

#define CALL_ORDER(name) try_##name##_MAX(), try_##name##_MIN()
#define CALL_ARITHMETIC(name) try_##name##_SUM(), try_##name##_PROD()
#define CALL_LOGIC(name) try_##name##_LAND(), try_##name##_LOR(), try_##name##_LXOR()
#define CALL_BITS(name) try_##name##_BAND(), try_##name##_BOR(), try_##name##_BXOR()
#define CALL_INTEGER(name, ctype, mpitype) \
    CALL_ORDER(name), CALL_ARITHMETIC(name), CALL_LOGIC(name), CALL_BITS(name);
#define CALL_MULTI_LANGUAGE(name, ctype, mpitype) \
    CALL_ORDER(name), CALL_ARITHMETIC(name), CALL_BITS(name);
#define CALL_FLOATING(name, ctype, mpitype) CALL_ORDER(name), CALL_ARITHMETIC(name);
#define CALL_COMPLEX(name, ctype, mpitype) CALL_ARITHMETIC(name);

/* Defines try_pair_NAME: the least and the greatest value with its place, the lower place first
 * when values are the same, which for these values happens often. */
#define TRY_PAIR(name, ctype, mpitype)                                          \
    struct pair_##name {                                                        \
        ctype value;                                                            \
        int place;                                                              \
    };                                                                          \
    static void try_pair_##name(void)                                           \
    {                                                                           \
        struct pair_##name mine[COUNT], least[COUNT], most[COUNT];              \
        for (int i = 0; i < COUNT; i++) {                                       \
            mine[i].value = (ctype)(number(rank, i) % 4);                       \
            mine[i].place = rank ^ 1;                                           \
        }                                                                       \
        MPI_Allreduce(mine, least, COUNT, mpitype, MPI_MINLOC, MPI_COMM_WORLD); \
        MPI_Allreduce(mine, most, COUNT, mpitype, MPI_MAXLOC, MPI_COMM_WORLD);  \
        for (int i = 0; i < COUNT; i++) {                                       \
            int low = 0, high = 0;                                              \
            for (int r = 1; r < size; r++) {                                    \
                int v = number(r, i) % 4;                                       \
                int v_low = number(low, i) % 4, v_high = number(high, i) % 4;   \
                if (v < v_low || (v == v_low && (r ^ 1) < (low ^ 1)))           \
                    low = r;                                                    \
                if (v > v_high || (v == v_high && (r ^ 1) < (high ^ 1)))        \
                    high = r;                                                   \
            }                                                                   \
            CHECK(least[i].value == (ctype)(number(low, i) % 4));               \
            CHECK(least[i].place == (low ^ 1));                                 \
            CHECK(most[i].value == (ctype)(number(high, i) % 4));               \
            CHECK(most[i].place == (high ^ 1));                                 \
        }                                                                       \
    }

TRY_PAIR(float_int, float, MPI_FLOAT_INT)
TRY_PAIR(double_int, double, MPI_DOUBLE_INT)
TRY_PAIR(long_int, long, MPI_LONG_INT)
TRY_PAIR(two_int, int, MPI_2INT)
TRY_PAIR(short_int, short, MPI_SHORT_INT)
TRY_PAIR(long_double_int, long double, MPI_LONG_DOUBLE_INT)

/* What the standard does not allow is an error of class MPI_ERR_OP, and changes nothing. */
static void try_what_is_not_allowed(void)
{
    const struct {
        MPI_Datatype type;
        MPI_Op op;
    } wrong[] = {
        {MPI_DOUBLE, MPI_BAND}, {MPI_FLOAT, MPI_BXOR},           {MPI_INT, MPI_MAXLOC},
        {MPI_BYTE, MPI_SUM},    {MPI_C_DOUBLE_COMPLEX, MPI_MAX}, {MPI_DOUBLE_INT, MPI_SUM},
    };
    char in[16 * COUNT] = {0}, out[16 * COUNT] = {0};

    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int class, code = MPI_Allreduce(in, out, COUNT, wrong[i].type, wrong[i].op, MPI_COMM_WORLD);
        MPI_Error_class(code, &class);
        CHECK(class == MPI_ERR_OP);
    }
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_ARE_FATAL);
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    rank = comm_rank(MPI_COMM_WORLD);
    size = comm_size(MPI_COMM_WORLD);

    INTEGERS(CALL_INTEGER)
    MULTI_LANGUAGE(CALL_MULTI_LANGUAGE)
    FLOATINGS(CALL_FLOATING)
    COMPLEXES(CALL_COMPLEX)
    CALL_LOGIC(truth);
    CALL_BITS(byte);
    try_pair_float_int();
    try_pair_double_int();
    try_pair_long_int();
    try_pair_two_int();
    try_pair_short_int();
    try_pair_long_double_int();
    try_what_is_not_allowed();
    return all_well("operators");
}
