/* SPDX-License-Identifier: BSL-1.0 */
/* Virtual topologies (chapter 8 of the standard): all kinds, and Cartesian ones. */
#include "api/topology.h"

#include <stdint.h>
#include <stdlib.h>

#include "api/call.h"
#include "api/check.h"
#include "api/communicator.h"
#include "api/process.h"
#include "coll/comm_create.h"
#include "comm/dims.h"

int zm_check_topology(MPI_Comm handle, int kind, struct zm_comm **comm)
{
    int error = zm_check_intracomm(handle, comm);
    if (error)
        return error;
    const struct zm_topology *topology = (*comm)->topology;
    if (topology && topology->kind == kind)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_TOPOLOGY, "the communicator has no %s topology",
                   kind == MPI_CART    ? "Cartesian"
                   : kind == MPI_GRAPH ? "graph"
                                       : "distributed graph");
}

int PMPI_Topo_test(MPI_Comm comm, int *status)
{
    const struct zm_call call = ZM_CALL("MPI_Topo_test", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_comm(comm, &c)) && !(error = zm_check_pointer("status", status)))
        *status = c->topology ? c->topology->kind : MPI_UNDEFINED;
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Topo_test);

/* ---- Making grids ---- */

/* Sets *rest to what dimensions that are 0 have to make up, and *open to how many these are. */
static int check_dims(int nnodes, int ndims, const int dims[], int *rest, int *open)
{
    if (nnodes < 1)
        return ZM_FAIL(MPI_ERR_DIMS, "nnodes is %d: expected at least 1", nnodes);
    *rest = nnodes;
    *open = 0;
    for (int i = 0; i < ndims; i++) {
        if (dims[i] < 0)
            return ZM_FAIL(MPI_ERR_DIMS,
                           "dims[%d] is %d: expected at least 1, or 0 to be filled in", i, dims[i]);
        if (dims[i] == 0)
            ++*open;
        else if (*rest % dims[i])
            return ZM_FAIL(MPI_ERR_DIMS,
                           "%d processes cannot be divided by the dims that are given", nnodes);
        else
            *rest /= dims[i];
    }
    if (*open == 0 && *rest != 1)
        return ZM_FAIL(MPI_ERR_DIMS, "%d processes are more than the dims that are given hold",
                       nnodes);
    return MPI_SUCCESS;
}

/* Fills in the dimensions that are 0. */
static int fill_dims(int ndims, int dims[], int rest, int open)
{
    int *factors = malloc((size_t)open * sizeof *factors);
    if (!factors)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for %d dimensions", open);
    zm_dims_balance(rest, open, factors);
    for (int i = 0, next = 0; i < ndims; i++)
        if (dims[i] == 0)
            dims[i] = factors[next++];
    free(factors);
    return MPI_SUCCESS;
}

int PMPI_Dims_create(int nnodes, int ndims, int dims[])
{
    const struct zm_call call = ZM_CALL("MPI_Dims_create", "nnodes=%d, ndims=%d", nnodes, ndims);
    int error = MPI_SUCCESS, rest = 0, open = 0;
    zm_enter(&call);
    if (ndims < 0)
        error = ZM_FAIL(MPI_ERR_DIMS, "ndims %d is negative", ndims);
    else if (ndims > 0)
        error = zm_check_pointer("dims", dims);
    if (!error && !(error = check_dims(nnodes, ndims, dims, &rest, &open)) && open)
        error = fill_dims(ndims, dims, rest, open);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Dims_create);

/* The dimensions of a grid on the ranks of a communicator; *nodes is how many of them it takes. */
static int check_grid(const struct zm_comm *comm, int ndims, const int dims[], const int periods[],
                      int *nodes)
{
    int error = MPI_SUCCESS;
    if (ndims < 0)
        return ZM_FAIL(MPI_ERR_ARG, "ndims %d is negative", ndims);
    if (ndims > 0)
        (void)((error = zm_check_pointer("dims", dims)) ||
               (error = zm_check_pointer("periods", periods)));
    int64_t product = 1;
    for (int i = 0; i < ndims && !error; i++) {
        if (dims[i] < 1)
            return ZM_FAIL(MPI_ERR_DIMS, "dims[%d] is %d: expected at least 1", i, dims[i]);
        product *= dims[i];
        if (product > comm->size)
            return ZM_FAIL(MPI_ERR_ARG, "the grid is larger than the communicator of %d ranks",
                           comm->size);
    }
    *nodes = (int)product;
    return error;
}

int PMPI_Cart_create(MPI_Comm comm_old, int ndims, const int dims[], const int periods[],
                     int reorder, MPI_Comm *comm_cart)
{
    const struct zm_call call =
        ZM_CALL("MPI_Cart_create", "%c, ndims=%d, reorder=%d", ZM_HANDLE(comm_old), ndims, reorder);
    struct zm_comm *c = NULL, *made;
    bool begun;
    int error, nodes;
    zm_enter(&call);
    if ((begun = !(error = zm_check_intracomm(comm_old, &c)) &&
                 !(error = zm_check_pointer("comm_cart", comm_cart)) &&
                 !(error = check_grid(c, ndims, dims, periods, &nodes))) &&
        !(error = zm_comm_create_topology(c, ZM_CART_CREATE, c->rank < nodes ? 0 : MPI_UNDEFINED, 0,
                                          zm_topology_cart(ndims, dims, periods), &made)))
        error = zm_hand_out_comm(made, comm_cart);
    return zm_leave_maker(&call, c, begun, error, comm_cart);
}
ZM_ALIAS(Cart_create);

int PMPI_Cart_map(MPI_Comm comm, int ndims, const int dims[], const int periods[], int *newrank)
{
    const struct zm_call call = ZM_CALL("MPI_Cart_map", "%c, ndims=%d", ZM_HANDLE(comm), ndims);
    struct zm_comm *c = NULL;
    int error, nodes;
    zm_enter(&call);
    if (!(error = zm_check_intracomm(comm, &c)) &&
        !(error = zm_check_pointer("newrank", newrank)) &&
        !(error = check_grid(c, ndims, dims, periods, &nodes)))
        *newrank = c->rank < nodes ? c->rank : MPI_UNDEFINED;
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Cart_map);

/* Ranks whose coordinates are the same in all dimensions that do not remain, stay together. */
static int cut(struct zm_comm *comm, const int remain_dims[], struct zm_comm **made)
{
    const struct zm_grid *grid = &comm->topology->grid;
    int *numbers = malloc(3 * (size_t)grid->ndims * sizeof *numbers + 1);
    if (!numbers)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a topology");
    int *coords = numbers, *dims = coords + grid->ndims, *periodic = dims + grid->ndims;
    int ndims = 0, color = 0, key = 0;
    zm_grid_coords(grid, comm->rank, coords);
    for (int i = 0; i < grid->ndims; i++) {
        if (remain_dims[i]) {
            dims[ndims] = grid->dims[i];
            periodic[ndims++] = grid->periodic[i];
            key = key * grid->dims[i] + coords[i];
        } else
            color = color * grid->dims[i] + coords[i];
    }
    int error = zm_comm_create_topology(comm, ZM_CART_SUB, color, key,
                                        zm_topology_cart(ndims, dims, periodic), made);
    free(numbers);
    return error;
}

int PMPI_Cart_sub(MPI_Comm comm, const int remain_dims[], MPI_Comm *newcomm)
{
    const struct zm_call call = ZM_CALL("MPI_Cart_sub", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL, *made;
    bool begun;
    int error;
    zm_enter(&call);
    if ((begun = !(error = zm_check_topology(comm, MPI_CART, &c)) &&
                 !(error = zm_check_pointer("newcomm", newcomm)) &&
                 !(c->topology->grid.ndims &&
                   (error = zm_check_pointer("remain_dims", remain_dims)))) &&
        !(error = cut(c, remain_dims, &made)))
        error = zm_hand_out_comm(made, newcomm);
    return zm_leave_maker(&call, c, begun, error, newcomm);
}
ZM_ALIAS(Cart_sub);

/* ---- Asking grids ---- */

int PMPI_Cartdim_get(MPI_Comm comm, int *ndims)
{
    const struct zm_call call = ZM_CALL("MPI_Cartdim_get", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_topology(comm, MPI_CART, &c)) &&
        !(error = zm_check_pointer("ndims", ndims)))
        *ndims = c->topology->grid.ndims;
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Cartdim_get);

/* An array of the program's that a value for each dimension fits in. */
static int check_room(const struct zm_grid *grid, int maxdims, const char *name, const int array[])
{
    if (maxdims < grid->ndims)
        return ZM_FAIL(MPI_ERR_ARG, "maxdims is %d: expected at least %d", maxdims, grid->ndims);
    return grid->ndims ? zm_check_pointer(name, array) : MPI_SUCCESS;
}

int PMPI_Cart_get(MPI_Comm comm, int maxdims, int dims[], int periods[], int coords[])
{
    const struct zm_call call = ZM_CALL("MPI_Cart_get", "%c, maxdims=%d", ZM_HANDLE(comm), maxdims);
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if ((error = zm_check_topology(comm, MPI_CART, &c)) ||
        (error = check_room(&c->topology->grid, maxdims, "dims", dims)) ||
        (error = check_room(&c->topology->grid, maxdims, "periods", periods)) ||
        (error = check_room(&c->topology->grid, maxdims, "coords", coords)))
        return zm_leave(&call, c, error);
    const struct zm_grid *grid = &c->topology->grid;
    for (int i = 0; i < grid->ndims; i++) {
        dims[i] = grid->dims[i];
        periods[i] = grid->periodic[i];
    }
    zm_grid_coords(grid, c->rank, coords);
    return zm_leave(&call, c, MPI_SUCCESS);
}
ZM_ALIAS(Cart_get);

/* Coordinates within the grid; along rings they may be anywhere. */
static int check_coords(const struct zm_grid *grid, const int coords[])
{
    for (int i = 0; i < grid->ndims; i++)
        if (!grid->periodic[i] && (coords[i] < 0 || coords[i] >= grid->dims[i]))
            return ZM_FAIL(MPI_ERR_ARG, "coords[%d] is %d: expected one from 0 to %d", i, coords[i],
                           grid->dims[i] - 1);
    return MPI_SUCCESS;
}

int PMPI_Cart_rank(MPI_Comm comm, const int coords[], int *rank)
{
    const struct zm_call call = ZM_CALL("MPI_Cart_rank", "%c", ZM_HANDLE(comm));
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_topology(comm, MPI_CART, &c)) &&
        !(error = zm_check_pointer("rank", rank)) &&
        !(c->topology->grid.ndims && (error = zm_check_pointer("coords", coords))) &&
        !(error = check_coords(&c->topology->grid, coords)))
        *rank = zm_grid_rank(&c->topology->grid, coords);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Cart_rank);

int PMPI_Cart_coords(MPI_Comm comm, int rank, int maxdims, int coords[])
{
    const struct zm_call call =
        ZM_CALL("MPI_Cart_coords", "%c, rank=%d, maxdims=%d", ZM_HANDLE(comm), rank, maxdims);
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_topology(comm, MPI_CART, &c)) && !(error = zm_check_rank(rank, c)) &&
        !(error = check_room(&c->topology->grid, maxdims, "coords", coords)))
        zm_grid_coords(&c->topology->grid, rank, coords);
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Cart_coords);

static int check_direction(const struct zm_grid *grid, int direction)
{
    if (direction >= 0 && direction < grid->ndims)
        return MPI_SUCCESS;
    return ZM_FAIL(MPI_ERR_DIMS, "direction %d is not one of the grid's %d dimensions", direction,
                   grid->ndims);
}

int PMPI_Cart_shift(MPI_Comm comm, int direction, int disp, int *rank_source, int *rank_dest)
{
    const struct zm_call call =
        ZM_CALL("MPI_Cart_shift", "%c, direction=%d, disp=%d", ZM_HANDLE(comm), direction, disp);
    struct zm_comm *c = NULL;
    int error;
    zm_enter(&call);
    if (!(error = zm_check_topology(comm, MPI_CART, &c)) &&
        !(error = zm_check_pointer("rank_source", rank_source)) &&
        !(error = zm_check_pointer("rank_dest", rank_dest)) &&
        !(error = check_direction(&c->topology->grid, direction))) {
        *rank_source = zm_grid_shift(&c->topology->grid, c->rank, direction, -(long long)disp);
        *rank_dest = zm_grid_shift(&c->topology->grid, c->rank, direction, disp);
    }
    return zm_leave(&call, c, error);
}
ZM_ALIAS(Cart_shift);
