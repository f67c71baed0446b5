/* SPDX-License-Identifier: BSL-1.0 */
/* Conway's game of life on a torus, the board cut into bands of rows. Ranks beyond the number of
 * rows have nothing to do and stay out of the communicator of the players. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 12, COLUMNS = 32, GENERATIONS = 50 };

/* A glider, a block and a blinker. */
static const char *const start[] = {
    ".#..............................", "..#.....................##......",
    "###.....................##......", "................................",
    "................................", "................................",
    "................................", ".............................#..",
    ".............................#..", ".............................#..",
};

/* One generation for the rows 1 .. rows of the board, which has a row more on either side. */
static void evolve(char (*board)[COLUMNS], char (*next)[COLUMNS], int rows)
{
    for (int i = 1; i <= rows; i++)
        for (int j = 0; j < COLUMNS; j++) {
            int alive = 0;
            for (int di = -1; di <= 1; di++)
                for (int dj = -1; dj <= 1; dj++)
                    if (di != 0 || dj != 0)
                        alive += board[i + di][(j + dj + COLUMNS) % COLUMNS];
            next[i][j] = alive == 3 || (alive == 2 && board[i][j]);
        }
    memcpy(board[1], next[1], (size_t)rows * COLUMNS);
}

static char cell(int row, int column)
{
    return row < (int)(sizeof start / sizeof *start) && start[row][column] == '#';
}

/* Plays the game in one communicator and leaves the final board with its rank 0. */
static void play(MPI_Comm players, char (*result)[COLUMNS])
{
    int rank, size;
    MPI_Comm_rank(players, &rank);
    MPI_Comm_size(players, &size);

    int first = ROWS * rank / size, rows = ROWS * (rank + 1) / size - first;
    int above = (rank + size - 1) % size, below = (rank + 1) % size;
    char board[ROWS + 2][COLUMNS], next[ROWS + 2][COLUMNS];

    for (int i = 0; i < rows; i++)
        for (int j = 0; j < COLUMNS; j++)
            board[i + 1][j] = cell(first + i, j);
    for (int generation = 0; generation < GENERATIONS; generation++) {
        MPI_Sendrecv(board[1], COLUMNS, MPI_CHAR, above, 0, board[rows + 1], COLUMNS, MPI_CHAR,
                     below, 0, players, MPI_STATUS_IGNORE);
        MPI_Sendrecv(board[rows], COLUMNS, MPI_CHAR, below, 1, board[0], COLUMNS, MPI_CHAR, above,
                     1, players, MPI_STATUS_IGNORE);
        evolve(board, next, rows);
    }

    if (rank != 0) {
        MPI_Send(board[1], rows * COLUMNS, MPI_CHAR, 0, 2, players);
        return;
    }
    memcpy(result, board[1], (size_t)rows * COLUMNS);
    for (int source = 1; source < size; source++) {
        int from = ROWS * source / size, to = ROWS * (source + 1) / size;
        MPI_Recv(result[from], (to - from) * COLUMNS, MPI_CHAR, source, 2, players,
                 MPI_STATUS_IGNORE);
    }
}

int main(int argc, char **argv)
{
    char board[ROWS][COLUMNS];
    int rank, alive = 0;
    MPI_Comm players;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_split(MPI_COMM_WORLD, rank < ROWS ? 0 : MPI_UNDEFINED, rank, &players);
    if (players != MPI_COMM_NULL) {
        play(players, board);
        MPI_Comm_free(&players);
    }

    if (rank == 0) {
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                putchar(board[i][j] ? '#' : '.');
                alive += board[i][j];
            }
            putchar('\n');
        }
        printf("%d cells are alive after %d generations\n", alive, GENERATIONS);
    }
    MPI_Finalize();
    return 0;
}
