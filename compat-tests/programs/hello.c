/* SPDX-License-Identifier: BSL-1.0 */
/* Every rank greets; rank 0 collects the greetings and prints them in rank order. */

#include <mpi.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    char greeting[100], host[MPI_MAX_PROCESSOR_NAME];
    int rank, size, length;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    MPI_Get_processor_name(host, &length);

    snprintf(greeting, sizeof greeting, "hello from rank %d of %d%s", rank, size,
             length > 0 && (size_t)length == strlen(host) ? "" : ", which does not know its host");
    if (rank != 0) {
        MPI_Send(greeting, (int)strlen(greeting) + 1, MPI_CHAR, 0, 0, MPI_COMM_WORLD);
    } else {
        puts(greeting);
        for (int source = 1; source < size; source++) {
            MPI_Recv(greeting, sizeof greeting, MPI_CHAR, source, 0, MPI_COMM_WORLD,
                     MPI_STATUS_IGNORE);
            puts(greeting);
        }
    }

    MPI_Finalize();
    return 0;
}
