/* SPDX-License-Identifier: BSL-1.0 */
/* Parts of arrays (sections 5.1.3 and 5.1.4 of the standard): subarrays, and what each process has
 * of a distributed array. */
#include "../check.h"

enum { MOST = 1000 };

static MPI_Datatype committed(MPI_Datatype type)
{
    GOOD(MPI_Type_commit(&type));
    return type;
}

/* Packs one element of `type` from an array in which each int is its own index. Frees `type`;
 * returns how many ints there were. */
static int pack_indices(MPI_Datatype type, int packed[MOST])
{
    static int memory[MOST];
    int position = 0;
    for (int i = 0; i < MOST; i++)
        memory[i] = i;
    type = committed(type);
    GOOD(MPI_Pack(memory, 1, type, packed, MOST * sizeof *packed, &position, MPI_COMM_WORLD));
    GOOD(MPI_Type_free(&type));
    return position / (int)sizeof(int);
}

static void extent_is(MPI_Datatype type, MPI_Aint want)
{
    MPI_Aint lb = -1, extent = -1;
    GOOD(MPI_Type_get_extent(type, &lb, &extent));
    CHECK(lb == 0 && extent == want);
}

/* The linear index of an element of a 3-dimensional array. */
static int place(const int c[3], const int sizes[3], int order)
{
    return order == MPI_ORDER_C ? (c[0] * sizes[1] + c[1]) * sizes[2] + c[2]
                                : (c[2] * sizes[1] + c[1]) * sizes[0] + c[0];
}

static void subarrays(void)
{
    const int orders[] = {MPI_ORDER_C, MPI_ORDER_FORTRAN};
    const int sizes[] = {4, 5, 6}, subsizes[] = {2, 5, 3}, starts[] = {1, 0, 2};
    int packed[MOST];
    for (int o = 0; o < 2; o++) {
        MPI_Datatype type;
        GOOD(MPI_Type_create_subarray(3, sizes, subsizes, starts, orders[o], MPI_INT, &type));
        extent_is(type, 4 * 5 * 6 * sizeof(int)); /* the whole array's */
        int n = pack_indices(type, packed), i = 0, c[3];
        CHECK(n == 2 * 5 * 3);
        /* The data is in the order of the memory. */
        for (int p = 0; p < 4 * 5 * 6; p++) {
            for (c[0] = 0; c[0] < 4; c[0]++)
                for (c[1] = 0; c[1] < 5; c[1]++)
                    for (c[2] = 0; c[2] < 6; c[2]++)
                        if (place(c, sizes, orders[o]) == p)
                            goto found;
        found:
            if (c[0] >= 1 && c[0] < 3 && c[2] >= 2 && c[2] < 5)
                CHECK(packed[i++] == p);
        }
        CHECK(i == n);
    }

    /* All of it, one element of it, in one dimension. */
    const int all[] = {0, 0, 0}, ones[] = {1, 1, 1}, last[] = {3, 4, 5};
    MPI_Datatype type;
    GOOD(MPI_Type_create_subarray(3, sizes, sizes, all, MPI_ORDER_C, MPI_INT, &type));
    CHECK(pack_indices(type, packed) == 120 && packed[119] == 119);
    GOOD(MPI_Type_create_subarray(3, sizes, ones, last, MPI_ORDER_C, MPI_INT, &type));
    CHECK(pack_indices(type, packed) == 1 && packed[0] == 119);
    GOOD(MPI_Type_create_subarray(1, sizes, subsizes, starts, MPI_ORDER_FORTRAN, MPI_INT, &type));
    CHECK(pack_indices(type, packed) == 2 && packed[0] == 1 && packed[1] == 2);

    /* Of elements with gaps; several arrays after each other. */
    MPI_Datatype element, plane;
    GOOD(MPI_Type_create_resized(MPI_INT, 0, 3 * sizeof(int), &element));
    const int size2[] = {2, 3}, subsize2[] = {2, 1}, start2[] = {0, 1};
    GOOD(MPI_Type_create_subarray(2, size2, subsize2, start2, MPI_ORDER_C, element, &plane));
    extent_is(plane, 2 * 3 * 3 * sizeof(int));
    GOOD(MPI_Type_contiguous(2, plane, &type));
    GOOD(MPI_Type_free(&plane));
    GOOD(MPI_Type_free(&element));
    CHECK(pack_indices(type, packed) == 4);
    CHECK(packed[0] == 3 && packed[1] == 12 && packed[2] == 21 && packed[3] == 30);
}

/* Whose element `i` of a dimension is. */
static int owner(int i, int gsize, int distrib, int darg, int psize)
{
    if (distrib == MPI_DISTRIBUTE_NONE)
        return 0;
    if (darg == MPI_DISTRIBUTE_DFLT_DARG)
        darg = distrib == MPI_DISTRIBUTE_CYCLIC ? 1 : (gsize + psize - 1) / psize;
    return i / darg % psize;
}

struct distribution {
    int gsizes[3], distribs[3], dargs[3], psizes[3];
};

/* All processes' parts together are the array, each part in the order of the memory. */
static void distributed(const struct distribution *d, int order)
{
    int processes = d->psizes[0] * d->psizes[1] * d->psizes[2];
    int total = d->gsizes[0] * d->gsizes[1] * d->gsizes[2], packed[MOST], owned = 0;
    for (int process = 0; process < processes; process++) {
        MPI_Datatype type;
        GOOD(MPI_Type_create_darray(processes, process, 3, d->gsizes, d->distribs, d->dargs,
                                    d->psizes, order, MPI_INT, &type));
        extent_is(type, total * (MPI_Aint)sizeof(int));
        int n = pack_indices(type, packed), i = 0;
        for (int p = 0; p < total; p++) {
            int c[3], rest = p, mine = 1, grid = process;
            for (int k = 0; k < 3; k++) { /* from the fastest dimension on */
                int dimension = order == MPI_ORDER_C ? 2 - k : k;
                c[dimension] = rest % d->gsizes[dimension];
                rest /= d->gsizes[dimension];
            }
            for (int k = 2; k >= 0; k--) { /* the grid is in row-major order in any case */
                mine &= owner(c[k], d->gsizes[k], d->distribs[k], d->dargs[k], d->psizes[k]) ==
                        grid % d->psizes[k];
                grid /= d->psizes[k];
            }
            if (mine) {
                CHECK(i < n && packed[i] == p);
                i++;
            }
        }
        CHECK(i == n);
        owned += n;
    }
    CHECK(owned == total);
}

static void distributions(void)
{
    enum {
        B = MPI_DISTRIBUTE_BLOCK,
        C = MPI_DISTRIBUTE_CYCLIC,
        N = MPI_DISTRIBUTE_NONE,
        D = MPI_DISTRIBUTE_DFLT_DARG
    };
    static const struct distribution cases[] = {
        {{4, 5, 6}, {B, B, B}, {D, D, D}, {2, 2, 2}},
        {{4, 5, 6}, {C, C, C}, {D, D, D}, {2, 2, 3}},
        {{7, 5, 6}, {C, N, C}, {2, D, 4}, {2, 1, 3}},
        {{7, 5, 6}, {N, B, C}, {D, 3, 5}, {1, 3, 2}}, /* some have nothing */
        {{9, 2, 3}, {C, B, N}, {3, D, D}, {2, 3, 1}},
        {{1, 1, 1}, {B, C, N}, {D, D, D}, {1, 1, 1}},
        {{5, 4, 3}, {C, B, B}, {100, 9, D}, {1, 1, 2}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        distributed(&cases[i], MPI_ORDER_C);
        distributed(&cases[i], MPI_ORDER_FORTRAN);
    }
}

/* A matrix is distributed over all ranks by blocks of rows, dealt cyclically: each sends its part
 * to rank 0, which receives it into place. */
static void together(void)
{
    enum { ROWS = 13, COLUMNS = 4 };
    const int gsizes[] = {ROWS, COLUMNS}, distribs[] = {MPI_DISTRIBUTE_CYCLIC, MPI_DISTRIBUTE_NONE},
              dargs[] = {2, MPI_DISTRIBUTE_DFLT_DARG}, psizes[] = {size, 1};
    int matrix[ROWS * COLUMNS], mine[ROWS * COLUMNS], n = 0;
    for (int row = 0; row < ROWS; row++)
        for (int column = 0; column < COLUMNS && row / 2 % size == rank; column++)
            mine[n++] = 10 * row + column;
    MPI_Request request;
    GOOD(MPI_Isend(mine, n, MPI_INT, 0, 0, MPI_COMM_WORLD, &request));
    for (int from = 0; rank == 0 && from < size; from++) {
        MPI_Datatype type;
        GOOD(MPI_Type_create_darray(size, from, 2, gsizes, distribs, dargs, psizes, MPI_ORDER_C,
                                    MPI_INT, &type));
        type = committed(type);
        GOOD(MPI_Recv(matrix, 1, type, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
        GOOD(MPI_Type_free(&type));
    }
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    for (int i = 0; rank == 0 && i < ROWS * COLUMNS; i++)
        CHECK(matrix[i] == 10 * (i / COLUMNS) + i % COLUMNS);
}

static void mistakes(void)
{
    const int zero[] = {0}, one[] = {1}, two[] = {2}, four[] = {4}, minus[] = {-1};
    const int block[] = {MPI_DISTRIBUTE_BLOCK}, cyclic[] = {MPI_DISTRIBUTE_CYCLIC};
    const int usual[] = {MPI_DISTRIBUTE_DFLT_DARG}, no_distribution[] = {77};
    MPI_Datatype type = MPI_FLOAT;
    (void)cyclic, (void)no_distribution;
    FAILS(MPI_Type_create_subarray(-1, two, one, zero, MPI_ORDER_C, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_subarray(1, two, one, minus, MPI_ORDER_C, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_subarray(1, two, one, zero, 99, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_subarray(1, two, one, zero, MPI_ORDER_C, MPI_DATATYPE_NULL, &type),
          MPI_ERR_TYPE);
    FAILS(MPI_Type_create_darray(2, 2, 1, four, block, usual, two, MPI_ORDER_C, MPI_INT, &type),
          MPI_ERR_ARG);
    FAILS(MPI_Type_create_darray(2, -1, 1, four, block, usual, two, MPI_ORDER_C, MPI_INT, &type),
          MPI_ERR_ARG);
    FAILS(MPI_Type_create_darray(2, 0, 1, four, block, one, two, MPI_ORDER_C, MPI_INT, &type),
          MPI_ERR_ARG); /* 2 processes with 1 element each do not hold 4 */
    FAILS(MPI_Type_create_darray(2, 0, 1, four, block, usual, two, 99, MPI_INT, &type),
          MPI_ERR_ARG);
#ifndef MPICH_VERSION
    FAILS(MPI_Type_create_subarray(1, zero, zero, zero, MPI_ORDER_C, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_subarray(1, two, zero, zero, MPI_ORDER_C, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_subarray(1, two, four, zero, MPI_ORDER_C, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_subarray(1, four, two, four, MPI_ORDER_C, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_darray(2, 0, 1, zero, block, usual, two, MPI_ORDER_C, MPI_INT, &type),
          MPI_ERR_ARG);
    FAILS(MPI_Type_create_darray(2, 0, 1, four, block, usual, one, MPI_ORDER_C, MPI_INT, &type),
          MPI_ERR_ARG); /* the grid is one of 1 process */
    FAILS(MPI_Type_create_darray(2, 0, 1, four, no_distribution, usual, two, MPI_ORDER_C, MPI_INT,
                                 &type),
          MPI_ERR_ARG);
#endif
#ifdef ZEROMPI_API
    FAILS(MPI_Type_create_subarray(0, two, one, zero, MPI_ORDER_C, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_subarray(1, two, NULL, zero, MPI_ORDER_C, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_darray(0, 0, 1, four, block, usual, two, MPI_ORDER_C, MPI_INT, &type),
          MPI_ERR_ARG);
    FAILS(MPI_Type_create_darray(2, 0, 1, four, cyclic, zero, two, MPI_ORDER_C, MPI_INT, &type),
          MPI_ERR_ARG);
    CHECK(type == MPI_FLOAT); /* nothing was stored */
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    subarrays();
    distributions();
    together();
    mistakes();
    return finish();
}
