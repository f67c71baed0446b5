/* SPDX-License-Identifier: BSL-1.0 */
/* Steady heat on a plate by Jacobi's iteration: the plate is cut into a grid of rectangles, each
 * rank swaps its four edges with its neighbours at every step and all agree on the largest change.
 */

#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 90, COLUMNS = 71, STEPS = 120 };
enum { NORTH, SOUTH, WEST, EAST };

/* A rectangle of the plate with a margin of one point all round. */
struct patch {
    int row, column, rows, columns;
    double *now, *next;
};

static double *at(const struct patch *p, double *u, int i, int j)
{
    return &u[i * (p->columns + 2) + j];
}

/* The part of the plate that belongs to place (x, y) of a grid of nx times ny ranks. The plate's
 * north edge is hot and the others cold. */
static struct patch make_patch(int y, int ny, int x, int nx)
{
    struct patch p;
    p.row = ROWS * y / ny;
    p.rows = ROWS * (y + 1) / ny - p.row;
    p.column = COLUMNS * x / nx;
    p.columns = COLUMNS * (x + 1) / nx - p.column;
    p.now = calloc((p.rows + 2) * (p.columns + 2), sizeof *p.now);
    p.next = calloc((p.rows + 2) * (p.columns + 2), sizeof *p.next);
    if (p.row == 0)
        for (int j = 0; j < p.columns + 2; j++)
            *at(&p, p.now, 0, j) = *at(&p, p.next, 0, j) = 100.0;
    return p;
}

static void free_patch(struct patch *p)
{
    free(p->now);
    free(p->next);
}

/* One step of Jacobi's iteration; returns the largest change in the patch. */
static double relax(struct patch *p)
{
    double change = 0.0;
    for (int i = 1; i <= p->rows; i++)
        for (int j = 1; j <= p->columns; j++) {
            double u = 0.25 * (*at(p, p->now, i - 1, j) + *at(p, p->now, i + 1, j) +
                               *at(p, p->now, i, j - 1) + *at(p, p->now, i, j + 1));
            change = fmax(change, fabs(u - *at(p, p->now, i, j)));
            *at(p, p->next, i, j) = u;
        }
    double *swap = p->now;
    p->now = p->next;
    p->next = swap;
    return change;
}

/* Swaps edges with the neighbours: rows from where they are, columns by way of buffers. */
static void swap_edges(struct patch *p, const int neighbour[4])
{
    double out[2][ROWS], in[2][ROWS];
    MPI_Request requests[8];

    for (int i = 1; i <= p->rows; i++) {
        out[0][i - 1] = *at(p, p->now, i, 1);
        out[1][i - 1] = *at(p, p->now, i, p->columns);
    }
    MPI_Irecv(at(p, p->now, 0, 1), p->columns, MPI_DOUBLE, neighbour[NORTH], SOUTH, MPI_COMM_WORLD,
              &requests[0]);
    MPI_Irecv(at(p, p->now, p->rows + 1, 1), p->columns, MPI_DOUBLE, neighbour[SOUTH], NORTH,
              MPI_COMM_WORLD, &requests[1]);
    MPI_Irecv(in[0], p->rows, MPI_DOUBLE, neighbour[WEST], EAST, MPI_COMM_WORLD, &requests[2]);
    MPI_Irecv(in[1], p->rows, MPI_DOUBLE, neighbour[EAST], WEST, MPI_COMM_WORLD, &requests[3]);
    MPI_Isend(at(p, p->now, 1, 1), p->columns, MPI_DOUBLE, neighbour[NORTH], NORTH, MPI_COMM_WORLD,
              &requests[4]);
    MPI_Isend(at(p, p->now, p->rows, 1), p->columns, MPI_DOUBLE, neighbour[SOUTH], SOUTH,
              MPI_COMM_WORLD, &requests[5]);
    MPI_Isend(out[0], p->rows, MPI_DOUBLE, neighbour[WEST], WEST, MPI_COMM_WORLD, &requests[6]);
    MPI_Isend(out[1], p->rows, MPI_DOUBLE, neighbour[EAST], EAST, MPI_COMM_WORLD, &requests[7]);
    MPI_Waitall(8, requests, MPI_STATUSES_IGNORE);
    for (int i = 1; i <= p->rows; i++) {
        if (neighbour[WEST] != MPI_PROC_NULL)
            *at(p, p->now, i, 0) = in[0][i - 1];
        if (neighbour[EAST] != MPI_PROC_NULL)
            *at(p, p->now, i, p->columns + 1) = in[1][i - 1];
    }
}

/* Compares a patch with the whole plate computed at once; returns how many points differ. */
static int count_wrong(struct patch *mine)
{
    struct patch plate = make_patch(0, 1, 0, 1);
    int wrong = 0;

    for (int step = 0; step < STEPS; step++)
        relax(&plate);
    for (int i = 1; i <= mine->rows; i++)
        for (int j = 1; j <= mine->columns; j++)
            wrong += *at(mine, mine->now, i, j) !=
                     *at(&plate, plate.now, mine->row + i, mine->column + j);
    free_patch(&plate);
    return wrong;
}

int main(int argc, char **argv)
{
    int rank, size, wrong, anywhere;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    int nx = (int)sqrt(size);
    while (size % nx != 0)
        nx--;
    int ny = size / nx, x = rank % nx, y = rank / nx;
    const int neighbour[4] = {
        y > 0 ? rank - nx : MPI_PROC_NULL,
        y < ny - 1 ? rank + nx : MPI_PROC_NULL,
        x > 0 ? rank - 1 : MPI_PROC_NULL,
        x < nx - 1 ? rank + 1 : MPI_PROC_NULL,
    };
    struct patch patch = make_patch(y, ny, x, nx);

    for (int step = 1; step <= STEPS; step++) {
        swap_edges(&patch, neighbour);
        double change = relax(&patch);
        if (step % 30 == 0) {
            double largest;
            MPI_Allreduce(&change, &largest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
            if (rank == 0)
                printf("step %3d: largest change %.8f\n", step, largest);
        }
    }

    wrong = count_wrong(&patch);
    MPI_Reduce(&wrong, &anywhere, 1, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
    if (rank == 0)
        printf("%d of %d points wrong\n", anywhere, ROWS * COLUMNS);
    free_patch(&patch);
    MPI_Finalize();
    return wrong != 0;
}
