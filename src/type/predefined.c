/* SPDX-License-Identifier: BSL-1.0 */
/* The predefined datatypes: one table, indexed by the values that the ABI gives their handles. */
#include "type/datatype.h"

#include <stdint.h>
#include <wchar.h>

/* Predefined datatypes' handles are the constants from here on. */
enum { FIRST_HANDLE = 0x200 };

/* Fortran's half precision, as data: C has no type for it that every compiler knows. */
struct half {
    uint16_t bits;
};
struct half_complex {
    struct half real, imaginary;
};

/* clang-format off */
/* The element of a C type. A bool is reduced as the byte that it is in memory, so that one that is
 * neither 0 nor 1 counts as true instead of being undefined. */
#define ELEMENT_CASE(A, name, type, ...) type: ZM_ELEMENT_##name,
#define ELEMENT(type) _Generic(*(type *)0, \
    ZM_ELEMENTS(ELEMENT_CASE, )            \
    bool: ZM_ELEMENT_UCHAR,                \
    default: ZM_ELEMENT_NONE)

/* The one thing that a basic type consists of. */
#define BASIC(value, type, how, parts, bytes) \
    (const struct zm_basic[]){{(MPI_Datatype)value, sizeof(type), ZM_EXTERNAL_##how, parts, bytes}}

#define SEGMENTS(...) (const struct zm_segment[]){__VA_ARGS__}
#define RUNS(...) (const struct zm_run[]){__VA_ARGS__}
#define MAP(...) (const struct zm_typemap[]){{__VA_ARGS__}}
/* clang-format on */

/* What all rows have in common. (The name cannot be passed on: it is a macro itself.) */
#define ROW(value, type, type_group)                                                              \
    .handle = (MPI_Datatype)value, .extent = sizeof(type), .predefined = true, .committed = true, \
    .group = ZM_GROUP_##type_group, .element = ELEMENT(type)

/* A datatype that is one C type without gaps. The columns on the right are those of the standard's
 * table of "external32": how it is written, in how many parts, in how many bytes altogether. */
#define ONE(value, mpi_name, type, type_group, how, number, bytes)                           \
    [value - FIRST_HANDLE] = {                                                               \
        .name = #mpi_name,                                                                   \
        ROW(value, type, type_group),                                                        \
        .size = sizeof(type),                                                                \
        .true_extent = sizeof(type),                                                         \
        .contiguous = true,                                                                  \
        .map = MAP(.size = sizeof(type), .external_size = bytes, .elements = 1,              \
                   .alignment = _Alignof(type), .true_ub = sizeof(type), .segment_count = 1, \
                   .run_count = 1, .segments = SEGMENTS({0, 0, sizeof(type), 1, 0, NULL}),   \
                   .runs = RUNS({0, 0, 1, BASIC(value, type, how, number, bytes), NULL})),   \
    }

/* A pair of a value and an index, in one segment where the members touch, else in two; the C struct
 * may also end in padding, which is no data. */
#define VALUE_SIZE(type) sizeof(((type *)0)->value)
#define INDEX_SIZE(type) sizeof(((type *)0)->index)
#define PAIR_SIZE(type) (VALUE_SIZE(type) + INDEX_SIZE(type))
#define PAIR_END(type) (offsetof(type, index) + INDEX_SIZE(type))
#define TOUCH(type) (offsetof(type, index) == VALUE_SIZE(type))
#define PAIR(value, mpi_name, type, value_basic, index_basic, bytes)                             \
    [value - FIRST_HANDLE] = {                                                                   \
        .name = #mpi_name,                                                                       \
        ROW(value, type, PAIR),                                                                  \
        .size = PAIR_SIZE(type),                                                                 \
        .true_extent = PAIR_END(type),                                                           \
        .contiguous = PAIR_SIZE(type) == sizeof(type),                                           \
        .map = MAP(.size = PAIR_SIZE(type), .external_size = bytes, .elements = 2,               \
                   .alignment = _Alignof(type), .true_ub = PAIR_END(type),                       \
                   .segment_count = TOUCH(type) ? 1 : 2, .run_count = 2,                         \
                   .segments = SEGMENTS(                                                         \
                       {0, 0, TOUCH(type) ? PAIR_SIZE(type) : VALUE_SIZE(type), 1, 0, NULL},     \
                       {VALUE_SIZE(type), offsetof(type, index), INDEX_SIZE(type), 1, 0, NULL}), \
                   .runs = RUNS({0, 0, 1, value_basic, NULL},                                    \
                                {VALUE_SIZE(type), 1, 1, index_basic, NULL})),                   \
    }
#define INT BASIC(0x209, int, SIGNED, 1, 4)

/* Not datatypes, but what MPI_Type_struct took for their bounds, before MPI_Type_create_resized. */
#define BOUND(value, mpi_name, which)  \
    [value - FIRST_HANDLE] = {         \
        .name = #mpi_name,             \
        .handle = (MPI_Datatype)value, \
        .which = true,                 \
        .contiguous = true,            \
        .predefined = true,            \
        .committed = true,             \
        .map = MAP(.alignment = 1),    \
    }

static const struct zm_datatype predefined[] = {
    ONE(0x201, MPI_AINT, MPI_Aint, MULTI_LANGUAGE, SIGNED, 1, 8),
    ONE(0x202, MPI_COUNT, MPI_Count, MULTI_LANGUAGE, SIGNED, 1, 8),
    ONE(0x203, MPI_OFFSET, MPI_Offset, MULTI_LANGUAGE, SIGNED, 1, 8),
    BOUND(0x204, MPI_LB, fixed_lb),
    BOUND(0x205, MPI_UB, fixed_ub),
    ONE(0x207, MPI_PACKED, unsigned char, NONE, BYTES, 1, 1),

    ONE(0x208, MPI_SHORT, short, C_INTEGER, SIGNED, 1, 2),
    ONE(0x209, MPI_INT, int, C_INTEGER, SIGNED, 1, 4),
    ONE(0x20a, MPI_LONG, long, C_INTEGER, SIGNED, 1, 4),
    ONE(0x20b, MPI_LONG_LONG_INT, long long, C_INTEGER, SIGNED, 1, 8),
    ONE(0x20c, MPI_UNSIGNED_SHORT, unsigned short, C_INTEGER, UNSIGNED, 1, 2),
    ONE(0x20d, MPI_UNSIGNED, unsigned, C_INTEGER, UNSIGNED, 1, 4),
    ONE(0x20e, MPI_UNSIGNED_LONG, unsigned long, C_INTEGER, UNSIGNED, 1, 4),
    ONE(0x20f, MPI_UNSIGNED_LONG_LONG, unsigned long long, C_INTEGER, UNSIGNED, 1, 8),

    ONE(0x210, MPI_FLOAT, float, FLOATING, FLOAT, 1, 4),
    ONE(0x212, MPI_C_COMPLEX, float _Complex, COMPLEX, FLOAT, 2, 8),
    ONE(0x213, MPI_CXX_FLOAT_COMPLEX, float _Complex, COMPLEX, FLOAT, 2, 8),
    ONE(0x214, MPI_DOUBLE, double, FLOATING, FLOAT, 1, 8),
    ONE(0x216, MPI_C_DOUBLE_COMPLEX, double _Complex, COMPLEX, FLOAT, 2, 16),
    ONE(0x217, MPI_CXX_DOUBLE_COMPLEX, double _Complex, COMPLEX, FLOAT, 2, 16),

    /* Fortran's default kinds; its INTEGER and LOGICAL are an int, its REAL is a float. */
    ONE(0x218, MPI_LOGICAL, int, LOGICAL, SIGNED, 1, 4),
    ONE(0x219, MPI_INTEGER, int, FORTRAN_INTEGER, SIGNED, 1, 4),
    ONE(0x21a, MPI_REAL, float, FLOATING, FLOAT, 1, 4),
    ONE(0x21b, MPI_COMPLEX, float _Complex, COMPLEX, FLOAT, 2, 8),
    ONE(0x21c, MPI_DOUBLE_PRECISION, double, FLOATING, FLOAT, 1, 8),
    ONE(0x21d, MPI_DOUBLE_COMPLEX, double _Complex, COMPLEX, FLOAT, 2, 16),
    ONE(0x21e, MPI_CHARACTER, char, NONE, BYTES, 1, 1),

    ONE(0x220, MPI_LONG_DOUBLE, long double, FLOATING, EXTENDED, 1, 16),
    ONE(0x224, MPI_C_LONG_DOUBLE_COMPLEX, long double _Complex, COMPLEX, EXTENDED, 2, 32),
    ONE(0x225, MPI_CXX_LONG_DOUBLE_COMPLEX, long double _Complex, COMPLEX, EXTENDED, 2, 32),

    PAIR(0x228, MPI_FLOAT_INT, struct zm_pair_float_int, BASIC(0x210, float, FLOAT, 1, 4), INT, 8),
    PAIR(0x229, MPI_DOUBLE_INT, struct zm_pair_double_int, BASIC(0x214, double, FLOAT, 1, 8), INT,
         12),
    PAIR(0x22a, MPI_LONG_INT, struct zm_pair_long_int, BASIC(0x20a, long, SIGNED, 1, 4), INT, 8),
    PAIR(0x22b, MPI_2INT, struct zm_pair_2int, INT, INT, 8),
    PAIR(0x22c, MPI_SHORT_INT, struct zm_pair_short_int, BASIC(0x208, short, SIGNED, 1, 2), INT, 6),
    PAIR(0x22d, MPI_LONG_DOUBLE_INT, struct zm_pair_long_double_int,
         BASIC(0x220, long double, EXTENDED, 1, 16), INT, 20),
    PAIR(0x230, MPI_2REAL, struct zm_pair_2float, BASIC(0x21a, float, FLOAT, 1, 4),
         BASIC(0x21a, float, FLOAT, 1, 4), 8),
    PAIR(0x231, MPI_2DOUBLE_PRECISION, struct zm_pair_2double, BASIC(0x21c, double, FLOAT, 1, 8),
         BASIC(0x21c, double, FLOAT, 1, 8), 16),
    PAIR(0x232, MPI_2INTEGER, struct zm_pair_2int, BASIC(0x219, int, SIGNED, 1, 4),
         BASIC(0x219, int, SIGNED, 1, 4), 8),

    ONE(0x238, MPI_C_BOOL, bool, LOGICAL, BYTES, 1, 1),
    ONE(0x239, MPI_CXX_BOOL, bool, LOGICAL, BYTES, 1, 1),
    ONE(0x23c, MPI_WCHAR, wchar_t, NONE, UNSIGNED, 1, 2),

    ONE(0x240, MPI_INT8_T, int8_t, C_INTEGER, SIGNED, 1, 1),
    ONE(0x241, MPI_UINT8_T, uint8_t, C_INTEGER, UNSIGNED, 1, 1),
    ONE(0x243, MPI_CHAR, char, NONE, BYTES, 1, 1),
    ONE(0x244, MPI_SIGNED_CHAR, signed char, C_INTEGER, SIGNED, 1, 1),
    ONE(0x245, MPI_UNSIGNED_CHAR, unsigned char, C_INTEGER, UNSIGNED, 1, 1),
    ONE(0x247, MPI_BYTE, unsigned char, BYTE, BYTES, 1, 1),
    ONE(0x248, MPI_INT16_T, int16_t, C_INTEGER, SIGNED, 1, 2),
    ONE(0x249, MPI_UINT16_T, uint16_t, C_INTEGER, UNSIGNED, 1, 2),
    ONE(0x250, MPI_INT32_T, int32_t, C_INTEGER, SIGNED, 1, 4),
    ONE(0x251, MPI_UINT32_T, uint32_t, C_INTEGER, UNSIGNED, 1, 4),
    ONE(0x258, MPI_INT64_T, int64_t, C_INTEGER, SIGNED, 1, 8),
    ONE(0x259, MPI_UINT64_T, uint64_t, C_INTEGER, UNSIGNED, 1, 8),

    /* Fortran's sized kinds. */
    ONE(0x2c0, MPI_LOGICAL1, int8_t, LOGICAL, SIGNED, 1, 1),
    ONE(0x2c1, MPI_INTEGER1, int8_t, FORTRAN_INTEGER, SIGNED, 1, 1),
    ONE(0x2c8, MPI_LOGICAL2, int16_t, LOGICAL, SIGNED, 1, 2),
    ONE(0x2c9, MPI_INTEGER2, int16_t, FORTRAN_INTEGER, SIGNED, 1, 2),
    ONE(0x2ca, MPI_REAL2, struct half, FLOATING, FLOAT, 1, 2),
    ONE(0x2d0, MPI_LOGICAL4, int32_t, LOGICAL, SIGNED, 1, 4),
    ONE(0x2d1, MPI_INTEGER4, int32_t, FORTRAN_INTEGER, SIGNED, 1, 4),
    ONE(0x2d2, MPI_REAL4, float, FLOATING, FLOAT, 1, 4),
    ONE(0x2d3, MPI_COMPLEX4, struct half_complex, COMPLEX, FLOAT, 2, 4),
    ONE(0x2d8, MPI_LOGICAL8, int64_t, LOGICAL, SIGNED, 1, 8),
    ONE(0x2d9, MPI_INTEGER8, int64_t, FORTRAN_INTEGER, SIGNED, 1, 8),
    ONE(0x2da, MPI_REAL8, double, FLOATING, FLOAT, 1, 8),
    ONE(0x2db, MPI_COMPLEX8, float _Complex, COMPLEX, FLOAT, 2, 8),
    ONE(0x2e0, MPI_LOGICAL16, zm_int128, LOGICAL, SIGNED, 1, 16),
    ONE(0x2e1, MPI_INTEGER16, zm_int128, FORTRAN_INTEGER, SIGNED, 1, 16),
    ONE(0x2e2, MPI_REAL16, zm_float128, FLOATING, FLOAT, 1, 16),
    ONE(0x2e3, MPI_COMPLEX16, double _Complex, COMPLEX, FLOAT, 2, 16),
    ONE(0x2eb, MPI_COMPLEX32, zm_complex128, COMPLEX, FLOAT, 2, 32),
};

const struct zm_datatype *zm_datatype_predefined(MPI_Datatype handle)
{
    /* Values below FIRST_HANDLE wrap to large ones. */
    uintptr_t row = (uintptr_t)handle - FIRST_HANDLE;
    if (row >= sizeof predefined / sizeof predefined[0] || predefined[row].name == NULL)
        return NULL;
    return &predefined[row];
}
