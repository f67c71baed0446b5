/* SPDX-License-Identifier: BSL-1.0 */
/* Grids: what each function says of them, on every number of ranks, corners and errors. */
#include "../check.h"

enum { MOST = 4 }; /* dimensions */

/* A model that takes the standard's words literally. */
struct grid {
    int ndims, dims[MOST], periods[MOST];
};

static int nodes_of(const struct grid *grid)
{
    int nodes = 1;
    for (int i = 0; i < grid->ndims; i++)
        nodes *= grid->dims[i];
    return nodes;
}

static void coords_of(const struct grid *grid, int r, int coords[])
{
    int rest = nodes_of(grid);
    for (int i = 0; i < grid->ndims; i++) {
        rest /= grid->dims[i];
        coords[i] = r / rest;
        r %= rest;
    }
}

/* MPI_PROC_NULL outside the grid. */
static int rank_of(const struct grid *grid, const int coords[])
{
    int r = 0;
    for (int i = 0; i < grid->ndims; i++) {
        int coordinate = coords[i], n = grid->dims[i];
        if (grid->periods[i])
            coordinate = (coordinate % n + n) % n;
        else if (coordinate < 0 || coordinate >= n)
            return MPI_PROC_NULL;
        r = r * n + coordinate;
    }
    return r;
}

static int shifted(const struct grid *grid, int r, int direction, int disp)
{
    int coords[MOST];
    coords_of(grid, r, coords);
    coords[direction] += disp;
    return rank_of(grid, coords);
}

/* ---- The grid of a communicator, against the model ---- */

static void check_get(MPI_Comm comm, const struct grid *grid)
{
    int ndims = -1, dims[MOST + 1], periods[MOST + 1], coords[MOST + 1], mine[MOST], me;
    dims[grid->ndims] = periods[grid->ndims] = coords[grid->ndims] = -77;
    GOOD(MPI_Cartdim_get(comm, &ndims));
    CHECK(ndims == grid->ndims);
    GOOD(MPI_Cart_get(comm, MOST + 1, dims, periods, coords));
    GOOD(MPI_Comm_rank(comm, &me));
    coords_of(grid, me, mine);
    for (int i = 0; i < ndims; i++)
        CHECK(dims[i] == grid->dims[i] && !periods[i] == !grid->periods[i] && coords[i] == mine[i]);
    CHECK(dims[ndims] == -77 && periods[ndims] == -77 && coords[ndims] == -77);
}

static void check_places(MPI_Comm comm, const struct grid *grid)
{
    for (int r = 0; r < nodes_of(grid); r++) {
        int coords[MOST], wanted[MOST], back = -1;
        GOOD(MPI_Cart_coords(comm, r, MOST, coords));
        coords_of(grid, r, wanted);
        for (int i = 0; i < grid->ndims; i++)
            CHECK(coords[i] == wanted[i]);
        GOOD(MPI_Cart_rank(comm, coords, &back));
        CHECK(back == r);
        for (int i = 0; i < grid->ndims; i++) {
            int far[MOST];
            memcpy(far, coords, sizeof far);
            far[i] += 3 * grid->dims[i];
            if (grid->periods[i]) {
                GOOD(MPI_Cart_rank(comm, far, &back));
                CHECK(back == r);
                far[i] -= 7 * grid->dims[i];
                GOOD(MPI_Cart_rank(comm, far, &back));
                CHECK(back == r);
            } else
                FAILS(MPI_Cart_rank(comm, far, &back), MPI_ERR_ARG);
        }
    }
}

static void check_shifts(MPI_Comm comm, const struct grid *grid)
{
    int me;
    GOOD(MPI_Comm_rank(comm, &me));
    for (int direction = 0; direction < grid->ndims; direction++)
        for (int disp = -9; disp <= 9; disp++) {
#ifndef ZEROMPI_API
            if (disp == 0) /* some say MPI_PROC_NULL is where the shift leads then */
                continue;
#endif
            int source = -77, dest = -77;
            GOOD(MPI_Cart_shift(comm, direction, disp, &source, &dest));
            CHECK(source == shifted(grid, me, direction, -disp));
            CHECK(dest == shifted(grid, me, direction, disp));
        }
}

static void check_grid(MPI_Comm comm, const struct grid *grid)
{
    int kind = -1, n;
    GOOD(MPI_Topo_test(comm, &kind));
    CHECK(kind == MPI_CART);
    GOOD(MPI_Comm_size(comm, &n));
    CHECK(n == nodes_of(grid));
    check_get(comm, grid);
    check_places(comm, grid);
    check_shifts(comm, grid);
}

/* ---- Subgrids ---- */

static void check_sub(MPI_Comm comm, const struct grid *grid, int remaining)
{
    struct grid part = {0, {0}, {0}};
    int remain[MOST], coords[MOST], mine[MOST] = {0}, me, result = -1, count = 0;
    for (int i = 0; i < grid->ndims; i++) {
        remain[i] = remaining >> i & 1;
        if (remain[i]) {
            part.dims[part.ndims] = grid->dims[i];
            part.periods[part.ndims++] = grid->periods[i];
        }
    }
    MPI_Comm sub;
    GOOD(MPI_Cart_sub(comm, remain, &sub));
    check_grid(sub, &part);

    /* Its ranks are those that differ only where dimensions remain, in the old order. */
    GOOD(MPI_Comm_rank(comm, &me));
    coords_of(grid, me, mine);
    MPI_Group group, expected;
    int ranks[16];
    for (int r = 0; r < nodes_of(grid); r++) {
        int with = 1;
        coords_of(grid, r, coords);
        for (int i = 0; i < grid->ndims; i++)
            with &= remain[i] || coords[i] == mine[i];
        if (with)
            ranks[count++] = r;
    }
    GOOD(MPI_Comm_group(comm, &group));
    GOOD(MPI_Group_incl(group, count, ranks, &expected));
    GOOD(MPI_Group_free(&group));
    GOOD(MPI_Comm_group(sub, &group));
    GOOD(MPI_Group_compare(group, expected, &result));
    CHECK(result == MPI_IDENT);
    GOOD(MPI_Group_free(&group));
    GOOD(MPI_Group_free(&expected));

    int sum = 0, one = 1;
    GOOD(MPI_Allreduce(&one, &sum, 1, MPI_INT, MPI_SUM, sub));
    CHECK(sum == count);
    GOOD(MPI_Comm_free(&sub));
}

/* ---- Making them ---- */

static void check_create(const struct grid *grid, int reorder)
{
    MPI_Comm comm, copy;
    int newrank = -77, result = -1;
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, grid->ndims, grid->dims, grid->periods, reorder, &comm));
    CHECK((comm == MPI_COMM_NULL) == (rank >= nodes_of(grid)));
#ifdef ZEROMPI_API
    GOOD(MPI_Cart_map(MPI_COMM_WORLD, grid->ndims, grid->dims, grid->periods, &newrank));
    CHECK(newrank == (rank < nodes_of(grid) ? rank : MPI_UNDEFINED));
#endif
    if (comm == MPI_COMM_NULL)
        return;
    check_grid(comm, grid);
    GOOD(MPI_Comm_rank(comm, &newrank));
    CHECK(reorder || newrank == rank);

    GOOD(MPI_Comm_dup(comm, &copy));
    GOOD(MPI_Comm_compare(comm, copy, &result));
    CHECK(result == MPI_CONGRUENT);
    check_grid(copy, grid);
    GOOD(MPI_Comm_free(&comm)); /* the copy has a grid of its own */
    check_grid(copy, grid);
#ifdef ZEROMPI_API
    check_sub(copy, grid, 0); /* MPICH gives it to one rank only */
#endif
    for (int remaining = 1; remaining < 1 << grid->ndims; remaining++)
        check_sub(copy, grid, remaining);

    /* Only a duplicate has the topology. */
    int kind = -1;
    GOOD(MPI_Comm_split(copy, 0, 0, &comm));
    GOOD(MPI_Topo_test(comm, &kind));
    CHECK(kind == MPI_UNDEFINED);
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Comm_free(&copy));
}

static void check_all_grids(void)
{
    for (int bits = 0; bits < 8; bits++) {
        struct grid grid = {1, {size}, {bits & 1}};
        if (bits < 2)
            check_create(&grid, 0);
        grid = (struct grid){2, {0, 0}, {bits & 1, bits & 2}};
        GOOD(MPI_Dims_create(size, 2, grid.dims));
        if (bits < 4)
            check_create(&grid, bits & 1);
        grid = (struct grid){3, {0, 0, 0}, {bits & 1, bits & 2, bits & 4}};
        GOOD(MPI_Dims_create(size, 3, grid.dims));
        check_create(&grid, 0);
    }
    if (size > 1) /* the last rank is left over */
        check_create(&(struct grid){1, {size - 1}, {1}}, 0);
    check_create(&(struct grid){3, {1, 1, 1}, {0, 1, 0}}, 0);
    if (size >= 6)
        check_create(&(struct grid){4, {1, 2, 1, 3}, {1, 0, 0, 1}}, 0);
}

/* ---- A grid without dimensions ---- */

static void check_zero(void)
{
    MPI_Comm comm;
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, 0, NULL, NULL, 0, &comm));
#ifdef ZEROMPI_API
    int newrank = -77;
    GOOD(MPI_Cart_map(MPI_COMM_WORLD, 0, NULL, NULL, &newrank));
    CHECK(newrank == (rank == 0 ? 0 : MPI_UNDEFINED));
#endif
    CHECK((comm == MPI_COMM_NULL) == (rank > 0));
    if (comm == MPI_COMM_NULL)
        return;
    int ndims = -1, r = -1, n = -1, source = -77, dest = -77;
    GOOD(MPI_Comm_size(comm, &n));
    CHECK(n == 1);
    GOOD(MPI_Cartdim_get(comm, &ndims));
    CHECK(ndims == 0);
    GOOD(MPI_Cart_get(comm, 0, NULL, NULL, NULL));
    GOOD(MPI_Cart_coords(comm, 0, 0, NULL));
    GOOD(MPI_Cart_rank(comm, NULL, &r));
    CHECK(r == 0);
#ifdef ZEROMPI_API
    FAILS(MPI_Cart_shift(comm, 0, 1, &source, &dest), MPI_ERR_DIMS);
    CHECK(source == -77 && dest == -77);
    MPI_Comm sub;
    GOOD(MPI_Cart_sub(comm, NULL, &sub));
    check_grid(sub, &(struct grid){0, {0}, {0}});
    GOOD(MPI_Comm_free(&sub));
#else
    (void)source, (void)dest;
#endif
    GOOD(MPI_Comm_free(&comm));
    CHECK(comm == MPI_COMM_NULL);
}

/* ---- Errors ---- */

static void check_create_errors(void)
{
    MPI_Comm comm = MPI_COMM_SELF;
    int dims[2] = {size, 2}, periods[2] = {0, 0}, newrank;
    FAILS(MPI_Cart_create(MPI_COMM_WORLD, 2, dims, periods, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Cart_create(MPI_COMM_WORLD, -1, dims, periods, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Cart_create(MPI_COMM_NULL, 1, dims, periods, 0, &comm), MPI_ERR_COMM);
    FAILS(MPI_Cart_create(MPI_COMM_WORLD, 1, NULL, periods, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Cart_create(MPI_COMM_WORLD, 1, dims, NULL, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Cart_create(MPI_COMM_WORLD, 1, dims, periods, 0, NULL), MPI_ERR_ARG);
    FAILS(MPI_Cart_map(MPI_COMM_NULL, 1, dims, periods, &newrank), MPI_ERR_COMM);
#ifdef ZEROMPI_API
    dims[0] = 1 << 20; /* the product must not overflow */
    dims[1] = 1 << 20;
    FAILS(MPI_Cart_create(MPI_COMM_WORLD, 2, dims, periods, 0, &comm), MPI_ERR_ARG);
    FAILS(MPI_Cart_map(MPI_COMM_WORLD, 2, dims, periods, &newrank), MPI_ERR_ARG);
    FAILS(MPI_Cart_map(MPI_COMM_WORLD, -1, dims, periods, &newrank), MPI_ERR_ARG);
    dims[0] = 1;
    for (dims[1] = -1; dims[1] <= 0; dims[1]++) {
        FAILS(MPI_Cart_create(MPI_COMM_WORLD, 2, dims, periods, 0, &comm), MPI_ERR_DIMS);
        FAILS(MPI_Cart_map(MPI_COMM_WORLD, 2, dims, periods, &newrank), MPI_ERR_DIMS);
    }
    FAILS(MPI_Cart_map(MPI_COMM_WORLD, 1, dims, periods, NULL), MPI_ERR_ARG);
    CHECK(comm == MPI_COMM_NULL);
#endif
}

static void check_query_errors(void)
{
    MPI_Comm comm, sub = MPI_COMM_SELF;
    int numbers[2] = {0, 0}, r = -77, other = -77;
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, 2, (int[]){size, 1}, (int[]){0, 1}, 0, &comm));
    FAILS(MPI_Cart_rank(comm, (int[]){size, 0}, &r), MPI_ERR_ARG);
    FAILS(MPI_Cart_rank(comm, (int[]){-1, 0}, &r), MPI_ERR_ARG);
    FAILS(MPI_Cart_rank(comm, NULL, &r), MPI_ERR_ARG);
    FAILS(MPI_Cart_rank(comm, numbers, NULL), MPI_ERR_ARG);
    FAILS(MPI_Cart_coords(comm, -1, 2, numbers), MPI_ERR_RANK);
    FAILS(MPI_Cart_coords(comm, 0, -1, numbers), MPI_ERR_ARG);
    FAILS(MPI_Cart_coords(comm, 0, 2, NULL), MPI_ERR_ARG);
    FAILS(MPI_Cart_get(comm, -1, numbers, numbers, numbers), MPI_ERR_ARG);
    FAILS(MPI_Cart_get(comm, 2, NULL, numbers, numbers), MPI_ERR_ARG);
    FAILS(MPI_Cart_shift(comm, -1, 1, &r, &other), MPI_ERR_DIMS);
    FAILS(MPI_Cart_shift(comm, 0, 1, NULL, &other), MPI_ERR_ARG);
    FAILS(MPI_Cart_shift(comm, 0, 1, &r, NULL), MPI_ERR_ARG);
    FAILS(MPI_Cartdim_get(comm, NULL), MPI_ERR_ARG);
#ifdef ZEROMPI_API
    FAILS(MPI_Cart_coords(comm, size, 2, numbers), MPI_ERR_RANK);
    FAILS(MPI_Cart_coords(comm, 0, 1, numbers), MPI_ERR_ARG);
    FAILS(MPI_Cart_get(comm, 1, numbers, numbers, numbers), MPI_ERR_ARG);
    FAILS(MPI_Cart_get(comm, 2, numbers, NULL, numbers), MPI_ERR_ARG);
    FAILS(MPI_Cart_get(comm, 2, numbers, numbers, NULL), MPI_ERR_ARG);
    FAILS(MPI_Cart_shift(comm, 2, 1, &r, &other), MPI_ERR_DIMS);
    FAILS(MPI_Cart_sub(comm, NULL, &sub), MPI_ERR_ARG);
    FAILS(MPI_Cart_sub(comm, numbers, NULL), MPI_ERR_ARG);
    CHECK(sub == MPI_COMM_NULL);
#endif
    CHECK(r == -77 && other == -77);
    CHECK(numbers[0] == 0 && numbers[1] == 0);
    GOOD(MPI_Comm_free(&comm));
}

/* Distances that an int just holds. */
static void check_far_shifts(void)
{
#ifdef ZEROMPI_API
    MPI_Comm comm;
    int source, dest, most = 2147483647;
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, 1, &size, (int[]){1}, 0, &comm));
    GOOD(MPI_Cart_shift(comm, 0, most, &source, &dest));
    CHECK(dest == (int)((rank + (long long)most) % size));
    GOOD(MPI_Cart_shift(comm, 0, -most - 1, &source, &dest));
    CHECK(source == (int)((rank + (long long)most + 1) % size));
    int coords[1] = {-most - 1};
    GOOD(MPI_Cart_rank(comm, coords, &dest));
    CHECK(dest == (int)((size - ((long long)most + 1) % size) % size));
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, 1, &size, (int[]){0}, 0, &comm));
    GOOD(MPI_Cart_shift(comm, 0, most, &source, &dest));
    CHECK(source == MPI_PROC_NULL && dest == MPI_PROC_NULL);
    GOOD(MPI_Comm_free(&comm));
#endif
}

/* Shifts are made to be used at once, MPI_PROC_NULL included. */
static void check_halo(void)
{
    MPI_Comm comm;
    int source, dest, got = -77;
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, 1, &size, (int[]){0}, 0, &comm));
    GOOD(MPI_Cart_shift(comm, 0, 1, &source, &dest));
    GOOD(MPI_Sendrecv(&rank, 1, MPI_INT, dest, 0, &got, 1, MPI_INT, source, 0, comm,
                      MPI_STATUS_IGNORE));
    CHECK(got == (rank ? rank - 1 : -77));
    GOOD(MPI_Comm_free(&comm));
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    check_all_grids();
    check_zero();
    check_create_errors();
    check_query_errors();
    check_far_shifts();
    check_halo();
    return finish();
}
