/* SPDX-License-Identifier: BSL-1.0 */
/* The smallest MPI program, valid as C and as C++: it says what WORDS was defined as when it was
 * compiled. */
#include <mpi.h>
#include <stdio.h>

#ifndef WORDS
#define WORDS "hello"
#endif

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    puts(WORDS);
    MPI_Finalize();
    return 0;
}
