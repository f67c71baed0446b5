/* SPDX-License-Identifier: BSL-1.0 */
/* One message of 3 GiB, more than an int can count in bytes, from rank 0 to rank 1; and a broadcast
 * of it. Exits with 77, saying why, when the memory for it is not there. */

#include "check.h"

enum { SKIPPED = 77, GIB_NEEDED = 14, STEP = 4093 };

static const size_t count = 3u << 27; /* elements of eight bytes */

static double gib_available(void)
{
    char line[200];
    double kib = 0.0;
    FILE *file = fopen("/proc/meminfo", "r");

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "MemAvailable: %lf kB", &kib) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return kib / (1024.0 * 1024.0);
}

/* Elements are set and looked at here and there only; the last one always. */
static void fill(double *message, double shift)
{
    for (size_t i = 0; i < count; i += STEP)
        message[i] = (double)i + shift;
    message[count - 1] = -shift;
}

static int is_filled(const double *message, double shift)
{
    for (size_t i = 0; i < count; i += STEP)
        if (message[i] != (double)i + shift)
            return 0;
    return message[count - 1] == -shift;
}

int main(int argc, char **argv)
{
    double gib = 0.0;
    MPI_Status status;
    int elements = 0;

    MPI_Init(&argc, &argv);
    int rank = comm_rank(MPI_COMM_WORLD);
    if (rank == 0)
        gib = gib_available();
    MPI_Bcast(&gib, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    if (gib < GIB_NEEDED) {
        if (rank == 0)
            printf("skipped: needs %d GiB of memory, %.1f are there\n", GIB_NEEDED, gib);
        MPI_Finalize();
        return SKIPPED;
    }

    double *message = calloc(count, sizeof *message);
    CHECK(message != NULL);
    if (rank == 0) {
        fill(message, 0.5);
        MPI_Send(message, (int)count, MPI_DOUBLE, 1, 1, MPI_COMM_WORLD);
        fill(message, 0.25);
    } else if (rank == 1) {
        MPI_Recv(message, (int)count, MPI_DOUBLE, 0, 1, MPI_COMM_WORLD, &status);
        MPI_Get_count(&status, MPI_DOUBLE, &elements);
        CHECK(elements == (int)count);
        CHECK(is_filled(message, 0.5));
        MPI_Get_count(&status, MPI_BYTE, &elements);
        CHECK(elements == MPI_UNDEFINED);
    }
#ifdef ZEROMPI_API /* more elements than an int can count */
    MPI_Bcast_c(message, (MPI_Count)(count * sizeof *message), MPI_BYTE, 0, MPI_COMM_WORLD);
#else
    MPI_Bcast(message, (int)count, MPI_DOUBLE, 0, MPI_COMM_WORLD);
#endif
    CHECK(is_filled(message, 0.25));
    free(message);
    return all_well("huge");
}
