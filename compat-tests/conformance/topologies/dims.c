/* SPDX-License-Identifier: BSL-1.0 */
/* MPI_Dims_create: the standard's own examples, balance, its corners and its errors. */
#include "../check.h"

static void expect(int nnodes, int ndims, const int given[], const int wanted[])
{
    int dims[8];
    memcpy(dims, given, (size_t)ndims * sizeof *dims);
    GOOD(MPI_Dims_create(nnodes, ndims, dims));
    for (int i = 0; i < ndims; i++)
        CHECK(dims[i] == wanted[i]);
}

static void check_examples(void)
{
    expect(6, 2, (int[]){0, 0}, (int[]){3, 2});
    expect(7, 2, (int[]){0, 0}, (int[]){7, 1});
    expect(6, 3, (int[]){0, 3, 0}, (int[]){2, 3, 1});
    int dims[3] = {0, 3, 0};
    FAILS(MPI_Dims_create(7, 3, dims), MPI_ERR_DIMS);
    CHECK(dims[0] == 0 && dims[1] == 3 && dims[2] == 0);
}

static void check_balance(void)
{
    expect(1, 3, (int[]){0, 0, 0}, (int[]){1, 1, 1});
    expect(16, 1, (int[]){0}, (int[]){16});
    expect(4, 2, (int[]){0, 0}, (int[]){2, 2});
    expect(12, 2, (int[]){0, 0}, (int[]){4, 3});
    expect(8, 3, (int[]){0, 0, 0}, (int[]){2, 2, 2});
    expect(24, 3, (int[]){0, 0, 0}, (int[]){4, 3, 2});
    expect(36, 2, (int[]){0, 0}, (int[]){6, 6});
    expect(60, 3, (int[]){0, 0, 0}, (int[]){5, 4, 3});
    expect(64, 3, (int[]){0, 0, 0}, (int[]){4, 4, 4});
    expect(1000, 3, (int[]){0, 0, 0}, (int[]){10, 10, 10});
    expect(97, 3, (int[]){0, 0, 0}, (int[]){97, 1, 1});
#ifdef ZEROMPI_API
    /* Others take the factors from one end, and miss these. */
    expect(72, 3, (int[]){0, 0, 0}, (int[]){6, 4, 3});
    expect(108, 3, (int[]){0, 0, 0}, (int[]){6, 6, 3});
    expect(4620, 3, (int[]){0, 0, 0}, (int[]){22, 15, 14});
    expect(2147395600, 2, (int[]){0, 0}, (int[]){46340, 46340});
    expect(2147483647, 4, (int[]){0, 0, 0, 0}, (int[]){2147483647, 1, 1, 1});
#endif
}

/* Those that are given stay; those that are filled in do not increase, and the product is right. */
static void check_all(void)
{
    for (int nnodes = 1; nnodes <= 200; nnodes++)
        for (int ndims = 1; ndims <= 5; ndims++) {
            int dims[5] = {0}, product = 1;
            GOOD(MPI_Dims_create(nnodes, ndims, dims));
            for (int i = 0; i < ndims; i++) {
                CHECK(dims[i] >= 1);
                CHECK(i == 0 || dims[i] <= dims[i - 1]);
                product *= dims[i];
            }
            CHECK(product == nnodes);
        }
}

static void check_constraints(void)
{
    expect(12, 3, (int[]){0, 2, 0}, (int[]){3, 2, 2});
    expect(12, 3, (int[]){0, 0, 6}, (int[]){2, 1, 6});
    expect(12, 3, (int[]){1, 0, 0}, (int[]){1, 4, 3});
    expect(12, 2, (int[]){12, 0}, (int[]){12, 1});
    expect(12, 2, (int[]){4, 3}, (int[]){4, 3});
    expect(12, 2, (int[]){3, 4}, (int[]){3, 4});
    expect(5, 1, (int[]){5}, (int[]){5});
}

static void check_corners(void)
{
    int dims[3] = {0, 0, 0}, many[40] = {0};
    GOOD(MPI_Dims_create(1, 0, dims));
    CHECK(dims[0] == 0);
    GOOD(MPI_Dims_create(6, 20, many));
    CHECK(many[0] == 3 && many[1] == 2 && many[2] == 1 && many[19] == 1 && many[20] == 0);
#ifdef ZEROMPI_API
    GOOD(MPI_Dims_create(1, 0, NULL));
    FAILS(MPI_Dims_create(2, 0, dims), MPI_ERR_DIMS);
    memset(many, 0, sizeof many);
    GOOD(MPI_Dims_create(1 << 30, 40, many));
    for (int i = 0; i < 40; i++)
        CHECK(many[i] == (i < 30 ? 2 : 1));
#endif
}

static void check_errors(void)
{
    int dims[2] = {0, 0};
    FAILS(MPI_Dims_create(4, -1, dims), MPI_ERR_DIMS);
    dims[0] = -2;
    FAILS(MPI_Dims_create(4, 2, dims), MPI_ERR_DIMS);
    dims[0] = 3;
    FAILS(MPI_Dims_create(4, 2, dims), MPI_ERR_DIMS);
#ifdef ZEROMPI_API
    dims[0] = 2; /* MPICH leaves these alone, or waits for ever */
    dims[1] = 1;
    FAILS(MPI_Dims_create(4, 2, dims), MPI_ERR_DIMS);
    dims[0] = 0;
    FAILS(MPI_Dims_create(0, 2, dims), MPI_ERR_DIMS);
    FAILS(MPI_Dims_create(-4, 2, dims), MPI_ERR_DIMS);
    FAILS(MPI_Dims_create(4, 2, NULL), MPI_ERR_ARG);
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    check_examples();
    check_balance();
    check_all();
    check_constraints();
    check_corners();
    check_errors();
    return finish();
}
