/* SPDX-License-Identifier: BSL-1.0 */
/* The longest common subsequence of two strings as a wave through the ranks: each has some columns
 * of the table, takes pieces of its left edge from the rank before it and hands on its right edge.
 */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH = 1500, PIECE = 64 };

static void make_string(char *s, unsigned seed)
{
    for (int i = 0; i < LENGTH; i++) {
        seed = seed * 1103515245u + 12345u;
        s[i] = "ACGT"[seed >> 16 & 3];
    }
}

/* Fills row i of a table part: above has columns + 1 entries, of which the first is the left edge's
 * entry of the row above, and is overwritten by row i, with the new edge first. */
static void fill_row(char letter, const char *b, int columns, int edge, int *above)
{
    int diagonal = above[0];
    above[0] = edge;
    for (int j = 1; j <= columns; j++) {
        int up = above[j], left = above[j - 1];
        above[j] = letter == b[j - 1] ? diagonal + 1 : up > left ? up : left;
        diagonal = up;
    }
}

static int sequential(const char *a, const char *b)
{
    static int row[LENGTH + 1];
    for (int i = 0; i < LENGTH; i++)
        fill_row(a[i], b, LENGTH, 0, row);
    return row[LENGTH];
}

int main(int argc, char **argv)
{
    static char a[LENGTH], b[LENGTH];
    int rank, size, length, wrong = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    make_string(a, 1);
    make_string(b, 2);

    int first = LENGTH * rank / size, columns = LENGTH * (rank + 1) / size - first;
    int *row = calloc(columns + 1, sizeof *row), left[PIECE] = {0}, right[2][PIECE];
    MPI_Request sending[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};

    for (int start = 0, piece = 0; start < LENGTH; start += PIECE, piece++) {
        int rows = start + PIECE < LENGTH ? PIECE : LENGTH - start, slot = piece % 2;
        if (rank > 0)
            MPI_Recv(left, rows, MPI_INT, rank - 1, piece, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        MPI_Wait(&sending[slot], MPI_STATUS_IGNORE);
        for (int i = 0; i < rows; i++) {
            fill_row(a[start + i], b + first, columns, left[i], row);
            right[slot][i] = row[columns];
        }
        if (rank < size - 1)
            MPI_Isend(right[slot], rows, MPI_INT, rank + 1, piece, MPI_COMM_WORLD, &sending[slot]);
    }
    MPI_Waitall(2, sending, MPI_STATUSES_IGNORE);

    length = row[columns];
    MPI_Bcast(&length, 1, MPI_INT, size - 1, MPI_COMM_WORLD);
    if (rank == 0) {
        wrong = length != sequential(a, b);
        printf("of %d letters %d are common: %s\n", LENGTH, length, wrong ? "WRONG" : "right");
    }
    free(row);
    MPI_Finalize();
    return wrong;
}
