/* SPDX-License-Identifier: BSL-1.0 */
/* The Mandelbrot set in letters: the master keeps one receive open for each worker, waits for any
 * of them and gives that worker the next row, since some rows take much longer than others. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 30, COLUMNS = 76, ITERATIONS = 2000, WORK = 1, STOP = 2 };

static void compute_row(int row, char *line)
{
    for (int column = 0; column < COLUMNS; column++) {
        double cr = -2.1 + 2.8 * (column + 0.5) / COLUMNS, ci = 1.2 - 2.4 * (row + 0.5) / ROWS;
        double zr = 0.0, zi = 0.0;
        int n = 0;
        while (n < ITERATIONS && zr * zr + zi * zi < 4.0) {
            double next = zr * zr - zi * zi + cr;
            zi = 2.0 * zr * zi + ci;
            zr = next;
            n++;
        }
        line[column] = n == ITERATIONS ? '#' : " .:-=+*%"[n < 16 ? n / 2 : 7];
    }
}

static void master(int workers, char image[ROWS][COLUMNS])
{
    MPI_Request *requests = malloc(workers * sizeof *requests);
    int next = 0, which;

    for (int w = 0; w < workers; w++) {
        requests[w] = MPI_REQUEST_NULL;
        if (next < ROWS) {
            MPI_Irecv(image[next], COLUMNS, MPI_CHAR, w + 1, WORK, MPI_COMM_WORLD, &requests[w]);
            MPI_Send(&next, 1, MPI_INT, w + 1, WORK, MPI_COMM_WORLD);
            next++;
        }
    }
    for (;;) {
        MPI_Waitany(workers, requests, &which, MPI_STATUS_IGNORE);
        if (which == MPI_UNDEFINED)
            break;
        if (next < ROWS) {
            MPI_Irecv(image[next], COLUMNS, MPI_CHAR, which + 1, WORK, MPI_COMM_WORLD,
                      &requests[which]);
            MPI_Send(&next, 1, MPI_INT, which + 1, WORK, MPI_COMM_WORLD);
            next++;
        }
    }
    for (int w = 0; w < workers; w++)
        MPI_Send(NULL, 0, MPI_INT, w + 1, STOP, MPI_COMM_WORLD);
    free(requests);
}

static void worker(void)
{
    char line[COLUMNS];
    for (;;) {
        int row;
        MPI_Status status;
        MPI_Recv(&row, 1, MPI_INT, 0, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
        if (status.MPI_TAG == STOP)
            return;
        compute_row(row, line);
        MPI_Send(line, COLUMNS, MPI_CHAR, 0, WORK, MPI_COMM_WORLD);
    }
}

int main(int argc, char **argv)
{
    static char image[ROWS][COLUMNS];
    char line[COLUMNS];
    int rank, size, wrong = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (rank != 0) {
        worker();
    } else {
        if (size > 1)
            master(size - 1, image);
        for (int row = 0; row < ROWS; row++) {
            compute_row(row, size > 1 ? line : image[row]);
            for (int column = 0; column < COLUMNS; column++) {
                wrong += size > 1 && image[row][column] != line[column];
                putchar(image[row][column]);
            }
            putchar('\n');
        }
        printf("%d of %d points wrong\n", wrong, ROWS * COLUMNS);
    }
    MPI_Finalize();
    return wrong != 0;
}
