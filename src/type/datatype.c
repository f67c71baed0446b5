/* SPDX-License-Identifier: BSL-1.0 */
/* The predefined datatypes: one table, indexed by the values that the ABI gives their handles. */
#include "type/datatype.h"

#include <stdint.h>
#include <stdlib.h>
#include <wchar.h>

/* Predefined datatypes' handles are the constants from here on. */
enum { FIRST_HANDLE = 0x200 };

enum { ALIGNMENT = _Alignof(max_align_t) };

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

#define SEGMENTS(...) (const struct zm_segment[]){__VA_ARGS__}
/* clang-format on */

/* A datatype that is one C type without gaps. */
#define BASIC(value, mpi_name, type, type_group)          \
    [value - FIRST_HANDLE] = {                            \
        .name = #mpi_name,                                \
        .handle = (MPI_Datatype)value,                    \
        .size = sizeof(type),                             \
        .extent = sizeof(type),                           \
        .true_extent = sizeof(type),                      \
        .contiguous = true,                               \
        .predefined = true,                               \
        .committed = true,                                \
        .group = ZM_GROUP_##type_group,                   \
        .element = ELEMENT(type),                         \
        .segment_count = 1,                               \
        .segments = SEGMENTS({0, 0, sizeof(type), 1, 0}), \
    }

/* A pair of a value and an index, in one segment where the members touch, else in two; the C struct
 * may also end in padding, which is no data. */
#define VALUE_SIZE(type) sizeof(((type *)0)->value)
#define INDEX_SIZE(type) sizeof(((type *)0)->index)
#define PAIR_SIZE(type) (VALUE_SIZE(type) + INDEX_SIZE(type))
#define TOUCH(type) (offsetof(type, index) == VALUE_SIZE(type))
#define PAIR(value, mpi_name, type)                                                              \
    [value - FIRST_HANDLE] = {                                                                   \
        .name = #mpi_name,                                                                       \
        .handle = (MPI_Datatype)value,                                                           \
        .size = PAIR_SIZE(type),                                                                 \
        .extent = sizeof(type),                                                                  \
        .true_extent = offsetof(type, index) + INDEX_SIZE(type),                                 \
        .contiguous = PAIR_SIZE(type) == sizeof(type),                                           \
        .predefined = true,                                                                      \
        .committed = true,                                                                       \
        .group = ZM_GROUP_PAIR,                                                                  \
        .element = ELEMENT(type),                                                                \
        .segment_count = TOUCH(type) ? 1 : 2,                                                    \
        .segments = SEGMENTS({0, 0, TOUCH(type) ? PAIR_SIZE(type) : VALUE_SIZE(type), 1, 0},     \
                             {VALUE_SIZE(type), offsetof(type, index), INDEX_SIZE(type), 1, 0}), \
    }

static const struct zm_datatype predefined[] = {
    BASIC(0x201, MPI_AINT, MPI_Aint, MULTI_LANGUAGE),
    BASIC(0x202, MPI_COUNT, MPI_Count, MULTI_LANGUAGE),
    BASIC(0x203, MPI_OFFSET, MPI_Offset, MULTI_LANGUAGE),
    BASIC(0x207, MPI_PACKED, unsigned char, NONE),

    BASIC(0x208, MPI_SHORT, short, C_INTEGER),
    BASIC(0x209, MPI_INT, int, C_INTEGER),
    BASIC(0x20a, MPI_LONG, long, C_INTEGER),
    BASIC(0x20b, MPI_LONG_LONG, long long, C_INTEGER),
    BASIC(0x20c, MPI_UNSIGNED_SHORT, unsigned short, C_INTEGER),
    BASIC(0x20d, MPI_UNSIGNED, unsigned, C_INTEGER),
    BASIC(0x20e, MPI_UNSIGNED_LONG, unsigned long, C_INTEGER),
    BASIC(0x20f, MPI_UNSIGNED_LONG_LONG, unsigned long long, C_INTEGER),

    BASIC(0x210, MPI_FLOAT, float, FLOATING),
    BASIC(0x212, MPI_C_FLOAT_COMPLEX, float _Complex, COMPLEX),
    BASIC(0x213, MPI_CXX_FLOAT_COMPLEX, float _Complex, COMPLEX),
    BASIC(0x214, MPI_DOUBLE, double, FLOATING),
    BASIC(0x216, MPI_C_DOUBLE_COMPLEX, double _Complex, COMPLEX),
    BASIC(0x217, MPI_CXX_DOUBLE_COMPLEX, double _Complex, COMPLEX),

    /* Fortran's default kinds; its INTEGER and LOGICAL are an int, its REAL is a float. */
    BASIC(0x218, MPI_LOGICAL, int, LOGICAL),
    BASIC(0x219, MPI_INTEGER, int, FORTRAN_INTEGER),
    BASIC(0x21a, MPI_REAL, float, FLOATING),
    BASIC(0x21b, MPI_COMPLEX, float _Complex, COMPLEX),
    BASIC(0x21c, MPI_DOUBLE_PRECISION, double, FLOATING),
    BASIC(0x21d, MPI_DOUBLE_COMPLEX, double _Complex, COMPLEX),
    BASIC(0x21e, MPI_CHARACTER, char, NONE),

    BASIC(0x220, MPI_LONG_DOUBLE, long double, FLOATING),
    BASIC(0x224, MPI_C_LONG_DOUBLE_COMPLEX, long double _Complex, COMPLEX),
    BASIC(0x225, MPI_CXX_LONG_DOUBLE_COMPLEX, long double _Complex, COMPLEX),

    PAIR(0x228, MPI_FLOAT_INT, struct zm_pair_float_int),
    PAIR(0x229, MPI_DOUBLE_INT, struct zm_pair_double_int),
    PAIR(0x22a, MPI_LONG_INT, struct zm_pair_long_int),
    PAIR(0x22b, MPI_2INT, struct zm_pair_2int),
    PAIR(0x22c, MPI_SHORT_INT, struct zm_pair_short_int),
    PAIR(0x22d, MPI_LONG_DOUBLE_INT, struct zm_pair_long_double_int),
    PAIR(0x230, MPI_2REAL, struct zm_pair_2float),
    PAIR(0x231, MPI_2DOUBLE_PRECISION, struct zm_pair_2double),
    PAIR(0x232, MPI_2INTEGER, struct zm_pair_2int),

    BASIC(0x238, MPI_C_BOOL, bool, LOGICAL),
    BASIC(0x239, MPI_CXX_BOOL, bool, LOGICAL),
    BASIC(0x23c, MPI_WCHAR, wchar_t, NONE),

    BASIC(0x240, MPI_INT8_T, int8_t, C_INTEGER),
    BASIC(0x241, MPI_UINT8_T, uint8_t, C_INTEGER),
    BASIC(0x243, MPI_CHAR, char, NONE),
    BASIC(0x244, MPI_SIGNED_CHAR, signed char, C_INTEGER),
    BASIC(0x245, MPI_UNSIGNED_CHAR, unsigned char, C_INTEGER),
    BASIC(0x247, MPI_BYTE, unsigned char, BYTE),
    BASIC(0x248, MPI_INT16_T, int16_t, C_INTEGER),
    BASIC(0x249, MPI_UINT16_T, uint16_t, C_INTEGER),
    BASIC(0x250, MPI_INT32_T, int32_t, C_INTEGER),
    BASIC(0x251, MPI_UINT32_T, uint32_t, C_INTEGER),
    BASIC(0x258, MPI_INT64_T, int64_t, C_INTEGER),
    BASIC(0x259, MPI_UINT64_T, uint64_t, C_INTEGER),

    /* Fortran's sized kinds. */
    BASIC(0x2c0, MPI_LOGICAL1, int8_t, LOGICAL),
    BASIC(0x2c1, MPI_INTEGER1, int8_t, FORTRAN_INTEGER),
    BASIC(0x2c8, MPI_LOGICAL2, int16_t, LOGICAL),
    BASIC(0x2c9, MPI_INTEGER2, int16_t, FORTRAN_INTEGER),
    BASIC(0x2ca, MPI_REAL2, struct half, FLOATING),
    BASIC(0x2d0, MPI_LOGICAL4, int32_t, LOGICAL),
    BASIC(0x2d1, MPI_INTEGER4, int32_t, FORTRAN_INTEGER),
    BASIC(0x2d2, MPI_REAL4, float, FLOATING),
    BASIC(0x2d3, MPI_COMPLEX4, struct half_complex, COMPLEX),
    BASIC(0x2d8, MPI_LOGICAL8, int64_t, LOGICAL),
    BASIC(0x2d9, MPI_INTEGER8, int64_t, FORTRAN_INTEGER),
    BASIC(0x2da, MPI_REAL8, double, FLOATING),
    BASIC(0x2db, MPI_COMPLEX8, float _Complex, COMPLEX),
    BASIC(0x2e0, MPI_LOGICAL16, zm_int128, LOGICAL),
    BASIC(0x2e1, MPI_INTEGER16, zm_int128, FORTRAN_INTEGER),
    BASIC(0x2e2, MPI_REAL16, zm_float128, FLOATING),
    BASIC(0x2e3, MPI_COMPLEX16, double _Complex, COMPLEX),
    BASIC(0x2eb, MPI_COMPLEX32, zm_complex128, COMPLEX),
};

const struct zm_datatype *zm_datatype_predefined(MPI_Datatype handle)
{
    /* Values below FIRST_HANDLE wrap to large ones. */
    uintptr_t row = (uintptr_t)handle - FIRST_HANDLE;
    if (row >= sizeof predefined / sizeof predefined[0] || predefined[row].name == NULL)
        return NULL;
    return &predefined[row];
}

const struct zm_datatype *zm_datatype_retain(const struct zm_datatype *datatype)
{
    if (!datatype->predefined)
        ((struct zm_datatype *)datatype)->references++;
    return datatype;
}

void zm_datatype_release(const struct zm_datatype *datatype)
{
    if (datatype->predefined || --((struct zm_datatype *)datatype)->references > 0)
        return;
    zm_attributes_drop(&((struct zm_datatype *)datatype)->attributes);
    free((void *)datatype->segments);
    free((void *)datatype);
}

struct zm_span zm_datatype_span(const struct zm_datatype *datatype, size_t count)
{
    if (count == 0)
        return (struct zm_span){0, 0};
    MPI_Aint ends[] = {datatype->lb, datatype->lb + datatype->extent, datatype->true_lb,
                       datatype->true_lb + datatype->true_extent};
    MPI_Aint low = ends[0], high = ends[0];
    for (size_t i = 1; i < sizeof ends / sizeof ends[0]; i++) {
        low = ends[i] < low ? ends[i] : low;
        high = ends[i] > high ? ends[i] : high;
    }
    MPI_Aint last = (MPI_Aint)(count - 1) * datatype->extent;
    if (last < 0)
        low += last;
    else
        high += last;
    /* Down to a multiple of what malloc aligns to, so that both buffers are aligned alike. */
    low -= (low % ALIGNMENT + ALIGNMENT) % ALIGNMENT;
    return (struct zm_span){low, (size_t)(high - low)};
}
