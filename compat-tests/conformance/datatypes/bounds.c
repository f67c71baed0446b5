/* SPDX-License-Identifier: BSL-1.0 */
/* Bounds of datatypes (sections 5.1.6 to 5.1.8 of the standard): where they are, how they are
 * moved, and what elements follow each other at. */
#define ZEROMPI_NO_DEPRECATED
#include <stddef.h>

#include "../check.h"

static void bounds(MPI_Datatype type, MPI_Aint lb, MPI_Aint extent, MPI_Aint true_lb,
                   MPI_Aint true_extent, int line)
{
    MPI_Aint found[4];
    MPI_Count found_x[4];
    GOOD(MPI_Type_get_extent(type, &found[0], &found[1]));
    GOOD(MPI_Type_get_true_extent(type, &found[2], &found[3]));
    GOOD(MPI_Type_get_extent_x(type, &found_x[0], &found_x[1]));
    GOOD(MPI_Type_get_true_extent_x(type, &found_x[2], &found_x[3]));
    const MPI_Aint want[4] = {lb, extent, true_lb, true_extent};
    for (int i = 0; i < 4; i++) {
        if (found[i] != want[i])
            fprintf(stderr, "line %d: number %d is %ld, not %ld\n", line, i, (long)found[i],
                    (long)want[i]);
        CHECK(found[i] == want[i] && found_x[i] == want[i]);
    }
#if MPI_VERSION >= 4
    GOOD(MPI_Type_get_extent_c(type, &found_x[0], &found_x[1]));
    GOOD(MPI_Type_get_true_extent_c(type, &found_x[2], &found_x[3]));
    for (int i = 0; i < 4; i++)
        CHECK(found_x[i] == want[i]);
#endif
}

/* lb, extent, true lb, true extent; and frees it. */
#define BOUNDS(type, ...)                    \
    do {                                     \
        bounds(type, __VA_ARGS__, __LINE__); \
        GOOD(MPI_Type_free(&(type)));        \
    } while (0)

static MPI_Datatype structure(int count, const int *lengths, const MPI_Aint *places,
                              const MPI_Datatype *types)
{
    MPI_Datatype type;
    GOOD(MPI_Type_create_struct(count, lengths, places, types, &type));
    return type;
}

static MPI_Datatype resized(MPI_Datatype old, MPI_Aint lb, MPI_Aint extent)
{
    MPI_Datatype type;
    GOOD(MPI_Type_create_resized(old, lb, extent, &type));
    return type;
}

static void of_data(void)
{
    MPI_Datatype type;
    bounds(MPI_INT, 0, 4, 0, 4, __LINE__);
    bounds(MPI_DOUBLE_INT, 0, 16, 0, 12, __LINE__);
    bounds(MPI_SHORT_INT, 0, 8, 0, 8, __LINE__);

    GOOD(MPI_Type_vector(3, 2, 4, MPI_INT, &type)); /* up to the last block's end */
    BOUNDS(type, 0, 40, 0, 40);
    GOOD(MPI_Type_vector(3, 1, -2, MPI_INT, &type)); /* from the last block's start */
    BOUNDS(type, -16, 20, -16, 20);
    const int lengths[] = {1, 2}, places[] = {5, -3};
    GOOD(MPI_Type_indexed(2, lengths, places, MPI_INT, &type));
    BOUNDS(type, -12, 36, -12, 36);
    const int ones[] = {1, 1}, zero_and_one[] = {0, 1};
    GOOD(MPI_Type_indexed(2, zero_and_one, places, MPI_INT, &type)); /* no block, no bound */
    BOUNDS(type, -12, 4, -12, 4);

    /* The upper bound is where the next element is aligned, the true one where data ends. */
    struct number {
        double value;
        char sign;
    };
    const MPI_Aint at[] = {0, offsetof(struct number, sign)};
    const MPI_Datatype double_char[] = {MPI_DOUBLE, MPI_CHAR};
    type = structure(2, ones, at, double_char);
    BOUNDS(type, 0, sizeof(struct number), 0, 9);
    const MPI_Aint beside[] = {0, 4};
    const MPI_Datatype int_char[] = {MPI_INT, MPI_CHAR};
    type = structure(2, ones, beside, int_char);
    MPI_Datatype three;
    GOOD(MPI_Type_contiguous(3, type, &three));
    BOUNDS(three, 0, 24, 0, 21);
    BOUNDS(type, 0, 8, 0, 5);
    const MPI_Datatype chars[] = {MPI_CHAR, MPI_CHAR};
    type = structure(2, ones, beside, chars);
    BOUNDS(type, 0, 5, 0, 5);
    const MPI_Aint first[] = {3, 8}; /* from a lower bound that is not aligned */
    const MPI_Datatype char_int[] = {MPI_CHAR, MPI_INT};
    type = structure(2, ones, first, char_int);
    BOUNDS(type, 3, 12, 3, 9);
}

static void of_the_program(void)
{
    MPI_Datatype type, other, more;
    type = resized(MPI_INT, -4, 12);
    bounds(type, -4, 12, 0, 4, __LINE__);
    GOOD(MPI_Type_contiguous(3, type, &other));
    BOUNDS(other, -4, 36, 0, 28);
    GOOD(MPI_Type_vector(2, 1, 2, type, &other)); /* strides are extents */
    BOUNDS(other, -4, 36, 0, 28);
    GOOD(MPI_Type_create_hvector(2, 1, -20, type, &other));
    BOUNDS(other, -24, 32, -20, 24);
    GOOD(MPI_Type_dup(type, &other));
    BOUNDS(other, -4, 12, 0, 4);
    other = resized(type, 0, 4); /* again */
    BOUNDS(other, 0, 4, 0, 4);

#ifndef MPICH_VERSION /* which forgets who gave a bound */
    /* These bounds are inherited, wherever other data ends. */
    const int ones[] = {1, 1};
    const MPI_Aint at[] = {8, 100};
    const MPI_Datatype types[] = {type, MPI_DOUBLE};
    other = structure(2, ones, at, types);
    GOOD(MPI_Type_contiguous(2, other, &more));
    BOUNDS(more, 4, 24, 8, 112);
    BOUNDS(other, 4, 12, 8, 100);
#endif
    (void)more;
    GOOD(MPI_Type_free(&type));

    /* Elements may lie in each other, follow backwards, or all in one place. */
    type = resized(MPI_INT, 0, -4);
    GOOD(MPI_Type_contiguous(3, type, &other));
    BOUNDS(other, -8, 4, -8, 12);
    BOUNDS(type, 0, -4, 0, 4);
    type = resized(MPI_INT, 0, 0);
    GOOD(MPI_Type_contiguous(3, type, &other));
    int position = 0, size = 0;
    int seven = 7, packed[3] = {0, 0, 0};
    GOOD(MPI_Type_size(other, &size));
    CHECK(size == 12);
    GOOD(MPI_Type_commit(&other));
    GOOD(MPI_Pack(&seven, 1, other, packed, sizeof packed, &position, MPI_COMM_WORLD));
    CHECK(packed[0] == 7 && packed[1] == 7 && packed[2] == 7);
    BOUNDS(other, 0, 0, 0, 4);
    GOOD(MPI_Type_free(&type));

    /* Only bounds, no data. */
    GOOD(MPI_Type_contiguous(0, MPI_INT, &other));
    type = resized(other, -8, 24);
    GOOD(MPI_Type_free(&other));
    GOOD(MPI_Type_size(type, &size));
    CHECK(size == 0);
    BOUNDS(type, -8, 24, 0, 0);
}

#ifdef ZEROMPI_API
/* How bounds were given before MPI-2. */
static void markers(void)
{
    int ones[] = {1, 1, 1};
    MPI_Aint at[] = {-8, 0, 40};
    MPI_Datatype types[] = {MPI_LB, MPI_INT, MPI_UB}, type, other;
    GOOD(MPI_Type_create_struct(3, ones, at, types, &type));
    GOOD(MPI_Type_contiguous(2, type, &other));
    BOUNDS(other, -8, 96, 0, 52);
    BOUNDS(type, -8, 48, 0, 4);
    GOOD(MPI_Type_create_struct(2, ones, at + 1, types + 1, &type));
    BOUNDS(type, 0, 40, 0, 4);
    GOOD(MPI_Type_create_struct(2, ones, at, types, &type));
    BOUNDS(type, -8, 12, 0, 4);
}
#endif

/* In a message and a collective: elements are an extent apart, data is where it is. */
static void in_use(void)
{
    enum { N = 4 };
    struct {
        short before;
        int value;
        short after[3];
    } from[N], to[N];
    MPI_Aint base, value;
    memset(from, 0, sizeof from);
    memset(to, 0, sizeof to);
    for (int i = 0; i < N; i++)
        from[i].value = 10 * rank + i;
    GOOD(MPI_Get_address(from, &base));
    GOOD(MPI_Get_address(&from[0].value, &value));
    value = MPI_Aint_diff(value, base);
    const int one = 1;
    const MPI_Datatype integer = MPI_INT;
    MPI_Datatype inner = structure(1, &one, &value, &integer),
                 type = resized(inner, 0, sizeof from[0]);
    GOOD(MPI_Type_free(&inner));
    GOOD(MPI_Type_commit(&type));
    int right = (rank + 1) % size, left = (rank + size - 1) % size;
    GOOD(MPI_Sendrecv(from, N, type, right, 0, to, N, type, left, 0, MPI_COMM_WORLD,
                      MPI_STATUS_IGNORE));
    for (int i = 0; i < N; i++)
        CHECK(to[i].value == 10 * left + i && to[i].before == 0 && to[i].after[0] == 0);
    GOOD(MPI_Bcast(from, N, type, size - 1, MPI_COMM_WORLD));
    for (int i = 0; i < N; i++)
        CHECK(from[i].value == 10 * (size - 1) + i);

    /* Gathered with gaps of another size. */
    int *all = malloc((size_t)(2 * size + 1) * sizeof *all);
    for (int i = 0; i < 2 * size + 1; i++)
        all[i] = -1;
    MPI_Datatype apart = resized(MPI_INT, 0, 2 * sizeof(int));
    GOOD(MPI_Type_commit(&apart));
    GOOD(MPI_Allgather(&rank, 1, MPI_INT, all, 1, apart, MPI_COMM_WORLD));
    for (int i = 0; i < size; i++)
        CHECK(all[2 * i] == i && all[2 * i + 1] == -1);
    free(all);
    GOOD(MPI_Type_free(&apart));
    GOOD(MPI_Type_free(&type));
}

static void addresses(void)
{
    int array[10] = {0};
    MPI_Aint first, last;
    GOOD(MPI_Get_address(&array[0], &first));
    GOOD(MPI_Get_address(&array[9], &last));
    CHECK(MPI_Aint_diff(last, first) == 9 * (MPI_Aint)sizeof(int));
    CHECK(MPI_Aint_diff(first, last) == -9 * (MPI_Aint)sizeof(int));
    CHECK(MPI_Aint_add(first, 9 * sizeof(int)) == last);
    CHECK(MPI_Aint_add(last, -9 * (MPI_Aint)sizeof(int)) == first);
    GOOD(MPI_Get_address(MPI_BOTTOM, &first));
    CHECK(first == 0);
    CHECK(MPI_Aint_add(MPI_Aint_diff(last, 7), 7) == last);
}

static void mistakes(void)
{
    MPI_Aint lb, extent;
    MPI_Count x, y;
    int n;
    FAILS(MPI_Type_size(MPI_DATATYPE_NULL, &n), MPI_ERR_TYPE);
    FAILS(MPI_Type_size_x(MPI_DATATYPE_NULL, &x), MPI_ERR_TYPE);
    FAILS(MPI_Type_get_extent(MPI_DATATYPE_NULL, &lb, &extent), MPI_ERR_TYPE);
    FAILS(MPI_Type_get_true_extent(MPI_DATATYPE_NULL, &lb, &extent), MPI_ERR_TYPE);
    FAILS(MPI_Type_get_extent_x(MPI_DATATYPE_NULL, &x, &y), MPI_ERR_TYPE);
    FAILS(MPI_Type_get_true_extent_x(MPI_DATATYPE_NULL, &x, &y), MPI_ERR_TYPE);
#ifdef ZEROMPI_API
    FAILS(MPI_Type_size(MPI_INT, NULL), MPI_ERR_ARG);
    FAILS(MPI_Type_get_extent(MPI_INT, NULL, &extent), MPI_ERR_ARG);
    FAILS(MPI_Type_get_extent(MPI_INT, &lb, NULL), MPI_ERR_ARG);
    FAILS(MPI_Get_address(&lb, NULL), MPI_ERR_ARG);
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    of_data();
    of_the_program();
#ifdef ZEROMPI_API
    markers();
#endif
    in_use();
    addresses();
    mistakes();
    return finish();
}
