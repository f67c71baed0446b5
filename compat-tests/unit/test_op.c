/* SPDX-License-Identifier: BSL-1.0 */
/* Holds every predefined operator on every predefined datatype against the standard: where it is
 * allowed, and what it computes, element by element in the plainest way. */
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "type/op.h"
#include "unit.h"

/* Handles that mpi.h need not declare, by their values in the ABI. */
#define HANDLE(value) ((MPI_Datatype)value)

enum which { SUM, PROD, MIN, MAX, BAND, BOR, BXOR, LAND, LOR, LXOR, MINLOC, MAXLOC };

/* The standard's table of the groups an operator is allowed on: C integer, Fortran integer, reals
 * (floating point), logical, complex, byte, multi-language, pair. Beyond it, logical operators take
 * multi-language integers, too. */
static const struct operation {
    enum which which;
    MPI_Op handle;
    const char *name, *groups;
} operations[] = {
    {SUM, MPI_SUM, "MPI_SUM", "ifrcm"},      {PROD, MPI_PROD, "MPI_PROD", "ifrcm"},
    {MIN, MPI_MIN, "MPI_MIN", "ifrm"},       {MAX, MPI_MAX, "MPI_MAX", "ifrm"},
    {BAND, MPI_BAND, "MPI_BAND", "ifbm"},    {BOR, MPI_BOR, "MPI_BOR", "ifbm"},
    {BXOR, MPI_BXOR, "MPI_BXOR", "ifbm"},    {LAND, MPI_LAND, "MPI_LAND", "ilm"},
    {LOR, MPI_LOR, "MPI_LOR", "ilm"},        {LXOR, MPI_LXOR, "MPI_LXOR", "ilm"},
    {MINLOC, MPI_MINLOC, "MPI_MINLOC", "p"}, {MAXLOC, MPI_MAXLOC, "MPI_MAXLOC", "p"},
};
enum { OPERATIONS = sizeof operations / sizeof operations[0] };

/* How many values of each type are tried, each combined with each. */
enum { VALUES = 16, COMBINATIONS = VALUES * VALUES };

/* The loops for this processor, and those for all processors of its kind, take turns. */
static void apply(const struct zm_op *op, const void *left, const void *right, void *to,
                  size_t count, const struct zm_datatype *datatype)
{
    if (count % 2 && op->loops[datatype->element])
        op->loops[datatype->element](left, right, to, count);
    else
        zm_op_apply(op, left, right, to, count, datatype);
}

/* For each type the code below has `fill_TYPE`, which makes the values, `naive_TYPE`, which
 * combines two of them, and `same_TYPE`, which compares bits. CHECK makes `check_TYPE` of them. */
#define CHECK(type, T)                                                                         \
    static void check_##type(const struct operation *o, const struct zm_datatype *d)           \
    {                                                                                          \
        const struct zm_op *op = zm_op_predefined(o->handle);                                  \
        static T values[VALUES], left[COMBINATIONS], given[COMBINATIONS], right[COMBINATIONS]; \
        static T apart[COMBINATIONS];                                                          \
        ck_assert_uint_eq((size_t)d->extent, sizeof(T));                                       \
        fill_##type(values);                                                                   \
        for (size_t i = 0; i < COMBINATIONS; i++) {                                            \
            left[i] = values[i / VALUES];                                                      \
            given[i] = values[i % VALUES];                                                     \
        }                                                                                      \
        for (size_t count = 0; count <= COMBINATIONS; count += count < 40 ? 1 : 27) {          \
            T *to = count % 4 < 2 ? right : apart;                                             \
            memcpy(right, given, sizeof right);                                                \
            memcpy(apart, given, sizeof apart);                                                \
            apply(op, left, right, to, count, d);                                              \
            for (size_t i = 0; i < COMBINATIONS; i++) {                                        \
                T expected = i < count ? naive_##type(o->which, left[i], given[i]) : given[i]; \
                if (!same_##type(o->which, to[i], expected))                                   \
                    ck_abort_msg("%s %s: element %zu of %zu is wrong", o->name, d->name, i,    \
                                 count);                                                       \
                if (!same_##type(o->which, left[i], values[i / VALUES]) ||                     \
                    (to != right && !same_##type(o->which, right[i], given[i])))               \
                    ck_abort_msg("%s %s: changed an operand", o->name, d->name);               \
            }                                                                                  \
        }                                                                                      \
        for (size_t i = 0; zm_op_exact(op, d) && i < VALUES * COMBINATIONS; i++) {             \
            const T *a = &values[i % VALUES], *b = &values[i / VALUES % VALUES];               \
            const T *c = &values[i / COMBINATIONS];                                            \
            T inner = *b, turned = *a, first = *c, second = *c;                                \
            zm_op_apply(op, a, &inner, &inner, 1, d);                                          \
            zm_op_apply(op, b, &turned, &turned, 1, d);                                        \
            zm_op_apply(op, &inner, &first, &first, 1, d);                                     \
            zm_op_apply(op, b, &second, &second, 1, d);                                        \
            zm_op_apply(op, a, &second, &second, 1, d);                                        \
            if (!same_##type(MIN, first, second) || !same_##type(MIN, inner, turned))          \
                ck_abort_msg("%s %s: depends on order or brackets", o->name, d->name);         \
        }                                                                                      \
    }

/* Integers: 0, 1, all ones, the ends of the range, and any. */
#define INTEGER(type, T, wide)                                                       \
    static void fill_##type(T *values)                                               \
    {                                                                                \
        const wide top = (wide)1 << (sizeof(T) * CHAR_BIT - 1);                      \
        const wide special[] = {0, 1, 2, (wide)-1, top, top - 1, top + 1, (wide)-2}; \
        unit_fill(values, VALUES * sizeof(T));                                       \
        for (size_t i = 0; i < sizeof special / sizeof special[0]; i++)              \
            values[i] = (T)special[i];                                               \
    }                                                                                \
    static T naive_##type(enum which which, T l, T r)                                \
    {                                                                                \
        switch (which) {                                                             \
        case SUM:                                                                    \
            return (T)((wide)l + (wide)r);                                           \
        case PROD:                                                                   \
            return (T)((wide)l * (wide)r);                                           \
        case MIN:                                                                    \
            return r < l ? r : l;                                                    \
        case MAX:                                                                    \
            return r > l ? r : l;                                                    \
        case BAND:                                                                   \
            return (T)(l & r);                                                       \
        case BOR:                                                                    \
            return (T)(l | r);                                                       \
        case BXOR:                                                                   \
            return (T)((l | r) & ~(l & r));                                          \
        case LAND:                                                                   \
            return l != 0 && r != 0;                                                 \
        case LOR:                                                                    \
            return l != 0 || r != 0;                                                 \
        default:                                                                     \
            return (l != 0 && r == 0) || (l == 0 && r != 0);                         \
        }                                                                            \
    }                                                                                \
    static bool same_##type(enum which which, T a, T b)                              \
    {                                                                                \
        (void)which;                                                                 \
        return a == b;                                                               \
    }                                                                                \
    CHECK(type, T)

/* The bytes of a floating number that are not padding. */
#define VALUE_BYTES(x) \
    (_Generic((x), long double : true, default : false) && LDBL_MANT_DIG == 64 ? 10 : sizeof(x))

/* Reals: both zeros, infinities, NaNs that differ in the sign, and any. Only the NaN that a sum or
 * a product makes is free to have any bits. */
#define REAL(type, T)                                                               \
    static void fill_##type(T *values)                                              \
    {                                                                               \
        const double special[] = {0.0, -0.0, 1, -1, 0.1, INFINITY, -INFINITY, NAN}; \
        for (size_t i = 0; i < VALUES; i++)                                         \
            values[i] = i < 8 ? (T)special[i] : (T)(int64_t)unit_random() / 1000;   \
        values[8] = -values[7];                                                     \
    }                                                                               \
    static T naive_##type(enum which which, T l, T r)                               \
    {                                                                               \
        switch (which) {                                                            \
        case SUM:                                                                   \
            return l + r;                                                           \
        case PROD:                                                                  \
            return l * r;                                                           \
        default:                                                                    \
            if (l != l)                                                             \
                return l;                                                           \
            if (r != r)                                                             \
                return r;                                                           \
            return (which == MIN ? l < r : l > r) ? l : r;                          \
        }                                                                           \
    }                                                                               \
    static bool same_##type(enum which which, T a, T b)                             \
    {                                                                               \
        bool any_nan = (which == SUM || which == PROD) && a != a && b != b;         \
        return any_nan || memcmp(&a, &b, VALUE_BYTES(a)) == 0;                      \
    }                                                                               \
    CHECK(type, T)

/* Complex numbers, from quarters that are small enough for every result to be exact. */
#define COMPLEX(type, T, part)                                             \
    static void fill_##type(T *values)                                     \
    {                                                                      \
        for (size_t i = 0; i < VALUES; i++) {                              \
            part parts[2] = {(part)(int)(unit_random() % 2000) / 4 - 250,  \
                             (part)(int)(unit_random() % 2000) / 4 - 250}; \
            memcpy(&values[i], parts, sizeof parts);                       \
        }                                                                  \
    }                                                                      \
    static T naive_##type(enum which which, T l, T r)                      \
    {                                                                      \
        part a[2], b[2], c[2];                                             \
        memcpy(a, &l, sizeof a);                                           \
        memcpy(b, &r, sizeof b);                                           \
        c[0] = which == SUM ? a[0] + b[0] : a[0] * b[0] - a[1] * b[1];     \
        c[1] = which == SUM ? a[1] + b[1] : a[0] * b[1] + a[1] * b[0];     \
        memcpy(&l, c, sizeof c);                                           \
        return l;                                                          \
    }                                                                      \
    static bool same_##type(enum which which, T a, T b)                    \
    {                                                                      \
        (void)which;                                                       \
        return a == b;                                                     \
    }                                                                      \
    CHECK(type, T)

/* Pairs of few values and few indices, so that there are ties of both. */
#define PAIR(type, V, I, ...)                                                               \
    struct type {                                                                           \
        V value;                                                                            \
        I index;                                                                            \
    };                                                                                      \
    static void fill_##type(struct type *values)                                            \
    {                                                                                       \
        const V special[] = {__VA_ARGS__};                                                  \
        for (size_t i = 0; i < VALUES; i++) {                                               \
            values[i].value = special[i / 3];                                               \
            values[i].index = (I)(i % 3 + i / 6);                                           \
        }                                                                                   \
    }                                                                                       \
    static struct type naive_##type(enum which which, struct type l, struct type r)         \
    {                                                                                       \
        if (l.value != l.value)                                                             \
            return l;                                                                       \
        if (r.value != r.value)                                                             \
            return r;                                                                       \
        if (l.value == r.value)                                                             \
            return l.index < r.index ? l : r;                                               \
        return (l.value < r.value) == (which == MINLOC) ? l : r;                            \
    }                                                                                       \
    static bool same_##type(enum which which, struct type a, struct type b)                 \
    {                                                                                       \
        (void)which;                                                                        \
        return memcmp(&a.value, &b.value, VALUE_BYTES(a.value)) == 0 && a.index == b.index; \
    }                                                                                       \
    CHECK(type, struct type)
#define SOME_REALS 0.0, -0.0, NAN, -NAN, 1.5, -INFINITY
#define SOME_INTEGERS 0, -1, 1, 7, -7, 3

INTEGER(schar, signed char, unsigned long long)
INTEGER(uchar, unsigned char, unsigned long long)
INTEGER(short, short, unsigned long long)
INTEGER(ushort, unsigned short, unsigned long long)
INTEGER(int, int, unsigned long long)
INTEGER(uint, unsigned, unsigned long long)
INTEGER(long, long, unsigned long long)
INTEGER(ulong, unsigned long, unsigned long long)
INTEGER(llong, long long, unsigned long long)
INTEGER(ullong, unsigned long long, unsigned long long)
INTEGER(int8, int8_t, unsigned long long)
INTEGER(int16, int16_t, unsigned long long)
INTEGER(int32, int32_t, unsigned long long)
INTEGER(int64, int64_t, unsigned long long)
REAL(float, float)
REAL(double, double)
REAL(ldouble, long double)
COMPLEX(cfloat, float _Complex, float)
COMPLEX(cdouble, double _Complex, double)
COMPLEX(cldouble, long double _Complex, long double)
PAIR(float_int, float, int, SOME_REALS)
PAIR(double_int, double, int, SOME_REALS)
PAIR(long_int, long, int, SOME_INTEGERS)
PAIR(int_int, int, int, SOME_INTEGERS)
PAIR(short_int, short, int, SOME_INTEGERS)
PAIR(ldouble_int, long double, int, SOME_REALS)
PAIR(float_float, float, float, SOME_REALS)
PAIR(double_double, double, double, SOME_REALS)

/* The 16-byte types are reduced where the compiler has them; '-' is the group of what is not. */
#ifdef __SIZEOF_INT128__
INTEGER(int128, zm_int128, zm_uint128)
#define INT128(group) group, check_int128
#else
#define INT128(group) '-', NULL
#endif
#if defined __SIZEOF_FLOAT128__ || LDBL_MANT_DIG == 113
REAL(float128, zm_float128)
COMPLEX(complex128, zm_complex128, zm_float128)
#define FLOAT128(kind) kind, check_float128
#define COMPLEX128(kind) kind, check_complex128
#else
#define FLOAT128(group) '-', NULL
#define COMPLEX128(group) '-', NULL
#endif

static const struct subject {
    MPI_Datatype handle;
    char group;
    void (*check)(const struct operation *, const struct zm_datatype *);
} subjects[] = {
    {MPI_CHAR, '-', NULL},
    {MPI_WCHAR, '-', NULL},
    {MPI_CHARACTER, '-', NULL},
    {MPI_PACKED, '-', NULL},
    {MPI_BYTE, 'b', check_uchar},
    {MPI_SIGNED_CHAR, 'i', check_schar},
    {MPI_UNSIGNED_CHAR, 'i', check_uchar},
    {MPI_SHORT, 'i', check_short},
    {MPI_INT, 'i', check_int},
    {MPI_LONG, 'i', check_long},
    {MPI_LONG_LONG, 'i', check_llong},
    {MPI_UNSIGNED_SHORT, 'i', check_ushort},
    {MPI_UNSIGNED, 'i', check_uint},
    {MPI_UNSIGNED_LONG, 'i', check_ulong},
    {MPI_UNSIGNED_LONG_LONG, 'i', check_ullong},
    {MPI_INT8_T, 'i', check_int8},
    {MPI_INT16_T, 'i', check_int16},
    {MPI_INT32_T, 'i', check_int32},
    {MPI_INT64_T, 'i', check_int64},
    {MPI_UINT8_T, 'i', check_uchar},
    {MPI_UINT16_T, 'i', check_ushort},
    {MPI_UINT32_T, 'i', check_uint},
    {MPI_UINT64_T, 'i', sizeof(long) == 8 ? check_ulong : check_ullong},
    {MPI_AINT, 'm', check_long},
    {MPI_COUNT, 'm', check_int64},
    {MPI_OFFSET, 'm', check_int64},
    {MPI_FLOAT, 'r', check_float},
    {MPI_DOUBLE, 'r', check_double},
    {MPI_LONG_DOUBLE, 'r', check_ldouble},
    {MPI_C_FLOAT_COMPLEX, 'c', check_cfloat},
    {MPI_C_DOUBLE_COMPLEX, 'c', check_cdouble},
    {MPI_C_LONG_DOUBLE_COMPLEX, 'c', check_cldouble},
    {MPI_CXX_FLOAT_COMPLEX, 'c', check_cfloat},
    {MPI_CXX_DOUBLE_COMPLEX, 'c', check_cdouble},
    {MPI_CXX_LONG_DOUBLE_COMPLEX, 'c', check_cldouble},
    {MPI_C_BOOL, 'l', check_uchar},
    {MPI_CXX_BOOL, 'l', check_uchar},
    {MPI_LOGICAL, 'l', check_int},
    {MPI_INTEGER, 'f', check_int},
    {MPI_REAL, 'r', check_float},
    {MPI_DOUBLE_PRECISION, 'r', check_double},
    {MPI_COMPLEX, 'c', check_cfloat},
    {MPI_DOUBLE_COMPLEX, 'c', check_cdouble},
    {MPI_FLOAT_INT, 'p', check_float_int},
    {MPI_DOUBLE_INT, 'p', check_double_int},
    {MPI_LONG_INT, 'p', check_long_int},
    {MPI_2INT, 'p', check_int_int},
    {MPI_SHORT_INT, 'p', check_short_int},
    {MPI_LONG_DOUBLE_INT, 'p', check_ldouble_int},
    {MPI_2REAL, 'p', check_float_float},
    {MPI_2DOUBLE_PRECISION, 'p', check_double_double},
    {MPI_2INTEGER, 'p', check_int_int},
    {HANDLE(0x2c0) /* MPI_LOGICAL1 */, 'l', check_int8},
    {HANDLE(0x2c1) /* MPI_INTEGER1 */, 'f', check_int8},
    {HANDLE(0x2c8) /* MPI_LOGICAL2 */, 'l', check_int16},
    {HANDLE(0x2c9) /* MPI_INTEGER2 */, 'f', check_int16},
    {HANDLE(0x2ca) /* MPI_REAL2 */, '-', NULL},
    {HANDLE(0x2d0) /* MPI_LOGICAL4 */, 'l', check_int32},
    {HANDLE(0x2d1) /* MPI_INTEGER4 */, 'f', check_int32},
    {HANDLE(0x2d2) /* MPI_REAL4 */, 'r', check_float},
    {HANDLE(0x2d3) /* MPI_COMPLEX4 */, '-', NULL},
    {HANDLE(0x2d8) /* MPI_LOGICAL8 */, 'l', check_int64},
    {HANDLE(0x2d9) /* MPI_INTEGER8 */, 'f', check_int64},
    {HANDLE(0x2da) /* MPI_REAL8 */, 'r', check_double},
    {HANDLE(0x2db) /* MPI_COMPLEX8 */, 'c', check_cfloat},
    {HANDLE(0x2e0) /* MPI_LOGICAL16 */, INT128('l')},
    {HANDLE(0x2e1) /* MPI_INTEGER16 */, INT128('f')},
    {HANDLE(0x2e2) /* MPI_REAL16 */, FLOAT128('r')},
    {HANDLE(0x2e3) /* MPI_COMPLEX16 */, 'c', check_cdouble},
    {HANDLE(0x2eb) /* MPI_COMPLEX32 */, COMPLEX128('c')},
};
enum { SUBJECTS = sizeof subjects / sizeof subjects[0] };

START_TEST(predefined_operators)
{
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct zm_op *op = zm_op_predefined(operations[i].handle);
        ck_assert_msg(op != NULL, "%s is not in the table", operations[i].name);
        ck_assert_str_eq(op->name, operations[i].name);
        ck_assert(op->commutative);
    }
    size_t found = 0;
    for (uintptr_t value = 0; value < 0x1000; value++)
        found += zm_op_predefined((MPI_Op)value) != NULL;
    ck_assert_uint_eq(found, OPERATIONS + 2); /* and MPI_REPLACE, MPI_NO_OP */
    ck_assert_ptr_null(zm_op_predefined((MPI_Op)0x20));
    ck_assert_ptr_null(zm_op_predefined((MPI_Op)UINTPTR_MAX));
}
END_TEST

START_TEST(all_datatypes_are_tested)
{
    size_t predefined = 0;
    for (uintptr_t value = 0x200; value < 0x400; value++)
        predefined += zm_datatype_predefined((MPI_Datatype)value) != NULL;
    ck_assert_uint_eq(predefined, SUBJECTS + 2); /* and MPI_LB, MPI_UB */
}
END_TEST

START_TEST(allowed_by_the_standard)
{
    for (size_t i = 0; i < SUBJECTS; i++) {
        const struct zm_datatype *d = zm_datatype_predefined(subjects[i].handle);
        for (size_t j = 0; j < OPERATIONS; j++) {
            const struct operation *o = &operations[j];
            bool allowed = strchr(o->groups, subjects[i].group) != NULL;
            if (zm_op_allows(zm_op_predefined(o->handle), d) != allowed)
                ck_abort_msg("%s should%s be allowed on %s", o->name, allowed ? "" : " not",
                             d->name);
        }
        ck_assert(!zm_op_allows(zm_op_predefined((MPI_Op)0x3c), d));
        ck_assert(!zm_op_allows(zm_op_predefined((MPI_Op)0x3d), d));
    }
    const struct zm_datatype derived = {.name = ""};
    for (size_t j = 0; j < OPERATIONS; j++)
        ck_assert(!zm_op_allows(zm_op_predefined(operations[j].handle), &derived));
}
END_TEST

START_TEST(exact_unless_rounding)
{
    for (size_t i = 0; i < SUBJECTS; i++) {
        const struct zm_datatype *d = zm_datatype_predefined(subjects[i].handle);
        bool rounds = strchr("rc", subjects[i].group) != NULL;
        for (size_t j = 0; j < OPERATIONS; j++) {
            const struct zm_op *op = zm_op_predefined(operations[j].handle);
            bool pairs = operations[j].which == MINLOC || operations[j].which == MAXLOC;
            if (zm_op_allows(op, d))
                ck_assert(zm_op_exact(op, d) == !(rounds || pairs));
        }
    }
}
END_TEST

START_TEST(results)
{
    for (size_t i = 0; i < SUBJECTS; i++)
        for (size_t j = 0; j < OPERATIONS; j++)
            if (strchr(operations[j].groups, subjects[i].group) != NULL)
                subjects[i].check(&operations[j], zm_datatype_predefined(subjects[i].handle));
}
END_TEST

/* Bytes may lie anywhere. */
START_TEST(unaligned_bytes)
{
    unsigned char left[101], right[102], given[102];
    unit_fill(left, sizeof left);
    unit_fill(given, sizeof given);
    memcpy(right, given, sizeof right);
    zm_op_apply(zm_op_predefined(MPI_BXOR), left + 1, right + 1, right + 1, 100,
                zm_datatype_predefined(MPI_BYTE));
    ck_assert(right[0] == given[0] && right[101] == given[101]);
    for (int i = 1; i <= 100; i++)
        ck_assert_uint_eq(right[i], left[i] ^ given[i]);
}
END_TEST

START_TEST(large)
{
    enum { COUNT = 3000001 };
    int *left = malloc(COUNT * sizeof *left), *right = malloc(COUNT * sizeof *right);
    ck_assert(left != NULL && right != NULL);
    for (int i = 0; i < COUNT; i++) {
        left[i] = i;
        right[i] = INT_MAX - 2 * i;
    }
    zm_op_apply(zm_op_predefined(MPI_SUM), left, right, right, COUNT,
                zm_datatype_predefined(MPI_INT));
    for (int i = 0; i < COUNT; i++)
        if (right[i] != INT_MAX - i)
            ck_abort_msg("element %d is wrong", i);
    free(left);
    free(right);
}
END_TEST

/* Operators of the program's own: what they are called with. */
static size_t calls, elements;
static MPI_Datatype called_with;

static void append_digit(void *left, void *right, int *count, MPI_Datatype *datatype)
{
    for (int i = 0; i < *count; i++)
        ((int *)right)[i] += 10 * ((int *)left)[i];
    called_with = *datatype;
}

static void append_digit_c(void *left, void *right, MPI_Count *count, MPI_Datatype *datatype)
{
    int part = (int)*count;
    append_digit(left, right, &part, datatype);
}

static void count_elements(void *left, void *right, int *count, MPI_Datatype *datatype)
{
    (void)left, (void)right, (void)datatype;
    ck_assert_int_gt(*count, 0);
    calls++;
    elements += (size_t)*count;
}

START_TEST(own_operators)
{
    const struct zm_op ops[] = {{.name = "", .user = append_digit},
                                {.name = "", .user_c = append_digit_c}};
    const struct zm_datatype *d = zm_datatype_predefined(MPI_INT);
    for (int i = 0; i < 2; i++) {
        int left[3] = {1, 2, 3}, right[3] = {4, 5, 6}, apart[3] = {7, 8, 9};
        called_with = MPI_DATATYPE_NULL;
        ck_assert(zm_op_allows(&ops[i], d) &&
                  zm_op_allows(&ops[i], zm_datatype_predefined(MPI_CHAR)));
        ck_assert(!zm_op_exact(&ops[i], d));
        zm_op_apply(&ops[i], left, right, apart, 2, d);
        ck_assert(right[0] == 4 && right[1] == 5);
        ck_assert(apart[0] == 14 && apart[1] == 25 && apart[2] == 9);
        zm_op_apply(&ops[i], left, right, right, 2, d);
        ck_assert(right[0] == 14 && right[1] == 25 && right[2] == 6);
        ck_assert_ptr_eq(called_with, MPI_INT);
    }
}
END_TEST

START_TEST(own_operators_of_int_counts_see_large_ones_in_parts)
{
    const struct zm_op op = {.name = "", .user = count_elements};
    const struct zm_datatype nothing = {.name = "empty"};
    size_t count = 2 * (size_t)INT_MAX + 5;
    char left = 0, right = 0;
    zm_op_apply(&op, &left, &right, &right, 0, &nothing);
    ck_assert_uint_eq(calls, 0);
    zm_op_apply(&op, &left, &right, &right, count, &nothing);
    ck_assert_uint_eq(calls, 3);
    ck_assert_uint_eq(elements, count);
}
END_TEST

UNIT_MAIN("op", predefined_operators, all_datatypes_are_tested, allowed_by_the_standard,
          exact_unless_rounding, results, unaligned_bytes, large, own_operators,
          own_operators_of_int_counts_see_large_ones_in_parts)
