/* SPDX-License-Identifier: BSL-1.0 */
/* The elements: the C types that reduction operators compute with, listed once.
 *
 * Everything that is made for each element (the enumeration below, the operators' loops, the
 * element of a predefined datatype) is generated from the four lists, so a new element is one line.
 * Several datatypes share an element: MPI_INT, MPI_INTEGER and MPI_LOGICAL are all an `int`. */
#ifndef ZM_TYPE_ELEMENT_H
#define ZM_TYPE_ELEMENT_H

#include <float.h>
#include <stdint.h>

/* The 16-byte types of Fortran. Where the compiler lacks one, a struct stands in for it, of which
 * no list below knows: data that can be sent but not reduced. Binary128 is the `long double` of
 * some machines, which is in the lists anyway. */
struct zm_16_bytes {
    uint64_t half[2];
};
struct zm_32_bytes {
    uint64_t quarter[4];
};

#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 zm_int128;
__extension__ typedef unsigned __int128 zm_uint128;
#define ZM_INTEGER16(X, A) X(A, INT128, zm_int128, zm_uint128)
#else
typedef struct zm_16_bytes zm_int128;
#define ZM_INTEGER16(X, A)
#endif

#if LDBL_MANT_DIG != 113 && defined __SIZEOF_FLOAT128__
__extension__ typedef __float128 zm_float128;
typedef float _Complex __attribute__((mode(TC))) zm_complex128;
#define ZM_REAL16(X, A) X(A, FLOAT128, zm_float128)
#define ZM_COMPLEX32(X, A) X(A, COMPLEX128, zm_complex128)
#else
#if LDBL_MANT_DIG == 113
typedef long double zm_float128;
typedef long double _Complex zm_complex128;
#else
typedef struct zm_16_bytes zm_float128;
typedef struct zm_32_bytes zm_complex128;
#endif
#define ZM_REAL16(X, A)
#define ZM_COMPLEX32(X, A)
#endif

/* The pairs of a value and its index that MPI_MINLOC and MPI_MAXLOC reduce, as a C program declares
 * them; those of two equal members are also Fortran's. */
#define ZM_PAIR(name, value_type, index_type) \
    struct zm_pair_##name {                   \
        value_type value;                     \
        index_type index;                     \
    }
ZM_PAIR(float_int, float, int);
ZM_PAIR(double_int, double, int);
ZM_PAIR(long_int, long, int);
ZM_PAIR(2int, int, int);
ZM_PAIR(short_int, short, int);
ZM_PAIR(long_double_int, long double, int);
ZM_PAIR(2float, float, float);
ZM_PAIR(2double, double, double);

/* The lists. Each calls X(A, NAME, C type[, type that wraps]) for its elements; `A` is for
 * whoever uses the list. Sums and products of integers are computed in the type that wraps: an
 * unsigned type not narrower than `int`, for which overflow is defined. */
#define ZM_INTEGERS(X, A)                                \
    X(A, SCHAR, signed char, unsigned)                   \
    X(A, UCHAR, unsigned char, unsigned)                 \
    X(A, SHORT, short, unsigned)                         \
    X(A, USHORT, unsigned short, unsigned)               \
    X(A, INT, int, unsigned)                             \
    X(A, UINT, unsigned, unsigned)                       \
    X(A, LONG, long, unsigned long)                      \
    X(A, ULONG, unsigned long, unsigned long)            \
    X(A, LLONG, long long, unsigned long long)           \
    X(A, ULLONG, unsigned long long, unsigned long long) \
    ZM_INTEGER16(X, A)

#define ZM_REALS(X, A)         \
    X(A, FLOAT, float)         \
    X(A, DOUBLE, double)       \
    X(A, LDOUBLE, long double) \
    ZM_REAL16(X, A)

#define ZM_COMPLEXES(X, A)                      \
    X(A, FLOAT_COMPLEX, float _Complex)         \
    X(A, DOUBLE_COMPLEX, double _Complex)       \
    X(A, LDOUBLE_COMPLEX, long double _Complex) \
    ZM_COMPLEX32(X, A)

#define ZM_PAIRS(X, A)                                \
    X(A, FLOAT_INT, struct zm_pair_float_int)         \
    X(A, DOUBLE_INT, struct zm_pair_double_int)       \
    X(A, LONG_INT, struct zm_pair_long_int)           \
    X(A, 2INT, struct zm_pair_2int)                   \
    X(A, SHORT_INT, struct zm_pair_short_int)         \
    X(A, LDOUBLE_INT, struct zm_pair_long_double_int) \
    X(A, 2FLOAT, struct zm_pair_2float)               \
    X(A, 2DOUBLE, struct zm_pair_2double)

#define ZM_ELEMENTS(X, A) \
    ZM_INTEGERS(X, A)     \
    ZM_REALS(X, A)        \
    ZM_COMPLEXES(X, A)    \
    ZM_PAIRS(X, A)

/* ZM_ELEMENT_NONE is the element of a datatype that no predefined operator can reduce. */
#define ZM_ENUMERATE(A, name, ...) ZM_ELEMENT_##name,
enum zm_element { ZM_ELEMENT_NONE, ZM_ELEMENTS(ZM_ENUMERATE, ) ZM_ELEMENT_COUNT };
#undef ZM_ENUMERATE

#endif
