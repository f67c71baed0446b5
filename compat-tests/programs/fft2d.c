/* SPDX-License-Identifier: BSL-1.0 */
/* A Fourier transform in two dimensions: each rank transforms its rows, MPI_Alltoall turns the
 * square so that columns become rows, and again. Needs a number of ranks that divides the square's
 * side. */

#include <complex.h>
#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 256 };

static const double pi = 3.14159265358979323846;

/* Transforms n numbers, every stride-th of in, to out; sign -1 forward, +1 back. */
static void fft(const double complex *in, double complex *out, int n, int stride, int sign)
{
    if (n == 1) {
        out[0] = in[0];
        return;
    }
    fft(in, out, n / 2, 2 * stride, sign);
    fft(in + stride, out + n / 2, n / 2, 2 * stride, sign);
    for (int k = 0; k < n / 2; k++) {
        double complex even = out[k];
        double complex odd = cexp(sign * 2.0 * pi * I * k / n) * out[k + n / 2];
        out[k] = even + odd;
        out[k + n / 2] = even - odd;
    }
}

/* Transposes the square of which every rank has the given number of rows. Afterwards it is in rows,
 * as it was before; work is overwritten. */
static void transpose(double complex *rows, double complex *work, int count, int size)
{
    for (int to = 0; to < size; to++)
        for (int i = 0; i < count; i++)
            for (int j = 0; j < count; j++)
                work[(to * count + j) * count + i] = rows[i * N + to * count + j];
    int block = count * count;
    double complex *turned = malloc(sizeof *turned * block * size);
    MPI_Alltoall(work, block, MPI_C_DOUBLE_COMPLEX, turned, block, MPI_C_DOUBLE_COMPLEX,
                 MPI_COMM_WORLD);
    for (int from = 0; from < size; from++)
        for (int j = 0; j < count; j++)
            for (int i = 0; i < count; i++)
                rows[j * N + from * count + i] = turned[(from * count + j) * count + i];
    free(turned);
}

static void transform(double complex *rows, double complex *work, int count, int size, int sign)
{
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < count; i++)
            fft(rows + i * N, work + i * N, N, 1, sign);
        for (int i = 0; i < count * N; i++)
            rows[i] = work[i];
        transpose(rows, work, count, size);
    }
}

/* Two plane waves: the transform must be two peaks, of height N*N and half of it. */
static double complex wave(int i, int j)
{
    return cexp(2.0 * pi * I * (3.0 * i + 200.0 * j) / N) +
           0.5 * cexp(2.0 * pi * I * (77.0 * i + 12.0 * j) / N);
}

int main(int argc, char **argv)
{
    int rank, size, wrong = 0, anywhere, peaks = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (N % size != 0) {
        fprintf(stderr, "fft2d: %d does not divide %d\n", size, N);
        MPI_Abort(MPI_COMM_WORLD, 2);
    }
    int count = N / size, first = rank * count;
    double complex *rows = malloc(sizeof *rows * count * N);
    double complex *work = malloc(sizeof *work * count * N);

    for (int i = 0; i < count; i++)
        for (int j = 0; j < N; j++)
            rows[i * N + j] = wave(first + i, j);
    transform(rows, work, count, size, -1);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < N; j++) {
            double expected = first + i == 3 && j == 200   ? N * N
                              : first + i == 77 && j == 12 ? 0.5 * N * N
                                                           : 0.0;
            wrong += cabs(rows[i * N + j] - expected) > 1e-7;
            peaks += cabs(rows[i * N + j]) > 1.0;
        }
    transform(rows, work, count, size, 1);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < N; j++)
            wrong += cabs(rows[i * N + j] / (N * N) - wave(first + i, j)) > 1e-12;

    MPI_Allreduce(&wrong, &anywhere, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    MPI_Allreduce(MPI_IN_PLACE, &peaks, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0)
        printf("%d x %d transform: %d peaks, %d numbers wrong\n", N, N, peaks, anywhere);
    free(rows);
    free(work);
    MPI_Finalize();
    return anywhere != 0;
}
