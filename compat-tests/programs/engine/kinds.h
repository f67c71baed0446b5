/* SPDX-License-Identifier: BSL-1.0 */
/* Datatypes to try collectives with. Elements are filled from small numbers and compared with such,
 * so that one sequential model in long serves all types; see put and holds. */
#ifndef KINDS_H
#define KINDS_H

#include <complex.h>
#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

struct kind {
    MPI_Datatype type;
    size_t extent;                                      /* bytes from one element to the next */
    void (*put)(void *buffer, size_t i, long v);        /* makes element i stand for v, 0 .. 100 */
    int (*holds)(const void *buffer, size_t i, long v); /* whether element i stands for v */
};

#define KIND_OF_NUMBER(name, ctype)                               \
    static void put_##name(void *buffer, size_t i, long v)        \
    {                                                             \
        ((ctype *)buffer)[i] = (ctype)v;                          \
    }                                                             \
    static int holds_##name(const void *buffer, size_t i, long v) \
    {                                                             \
        return ((const ctype *)buffer)[i] == (ctype)v;            \
    }

/* A pair of a value and a place; v makes both. */
#define KIND_OF_PAIR(name, ctype)                                              \
    struct pair_##name {                                                       \
        ctype value;                                                           \
        int place;                                                             \
    };                                                                         \
    static void put_##name(void *buffer, size_t i, long v)                     \
    {                                                                          \
        struct pair_##name *at = (struct pair_##name *)buffer + i;             \
        at->value = (ctype)v;                                                  \
        at->place = (int)(1000 - v);                                           \
    }                                                                          \
    static int holds_##name(const void *buffer, size_t i, long v)              \
    {                                                                          \
        const struct pair_##name *at = (const struct pair_##name *)buffer + i; \
        return at->value == (ctype)v && at->place == (int)(1000 - v);          \
    }

KIND_OF_NUMBER(int, int)
KIND_OF_NUMBER(double, double)
KIND_OF_NUMBER(signed_char, signed char)
KIND_OF_NUMBER(float, float)
KIND_OF_NUMBER(short, short)
KIND_OF_NUMBER(unsigned_long, unsigned long)
KIND_OF_NUMBER(int64, int64_t)
KIND_OF_NUMBER(uint8, uint8_t)
KIND_OF_NUMBER(long_double, long double)
KIND_OF_NUMBER(complex, double complex)
KIND_OF_NUMBER(char, char)
KIND_OF_NUMBER(byte, unsigned char)
KIND_OF_NUMBER(wchar, wchar_t)
KIND_OF_PAIR(double_int, double)
KIND_OF_PAIR(short_int, short)

#define KIND(name, ctype, mpitype)                       \
    {                                                    \
        mpitype, sizeof(ctype), put_##name, holds_##name \
    }

/* The first NUMBERS kinds can be summed up, and all but the last of those be compared. */
enum { COMPARABLE = 9, NUMBERS = 10, KINDS = 15 };

static const struct kind *all_kinds(void)
{
    static struct kind kinds[KINDS];
    const struct kind table[KINDS] = {
        KIND(int, int, MPI_INT),
        KIND(double, double, MPI_DOUBLE),
        KIND(signed_char, signed char, MPI_SIGNED_CHAR),
        KIND(float, float, MPI_FLOAT),
        KIND(short, short, MPI_SHORT),
        KIND(unsigned_long, unsigned long, MPI_UNSIGNED_LONG),
        KIND(int64, int64_t, MPI_INT64_T),
        KIND(uint8, uint8_t, MPI_UINT8_T),
        KIND(long_double, long double, MPI_LONG_DOUBLE),
        KIND(complex, double complex, MPI_C_DOUBLE_COMPLEX),
        KIND(char, char, MPI_CHAR),
        KIND(byte, unsigned char, MPI_BYTE),
        KIND(wchar, wchar_t, MPI_WCHAR),
        KIND(double_int, struct pair_double_int, MPI_DOUBLE_INT),
        KIND(short_int, struct pair_short_int, MPI_SHORT_INT),
    };
    for (int i = 0; i < KINDS; i++)
        kinds[i] = table[i];
    return kinds;
}

/* Counts that are tried: none, one, some, and as many as fill about 70 KB and 1.1 MB. */
enum { COUNTS = 5 };

static int count_of(int which, size_t extent)
{
    const size_t bytes[COUNTS] = {0, 0, 0, 70001, 1100003};
    return which < 2 ? which : which == 2 ? 7 : (int)(bytes[which] / extent);
}

#endif
