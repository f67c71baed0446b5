/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators that come to share memory, one after another: none of it is left when they are
 * freed. Where no memory is to be had, on one rank or on all, collectives do without. One rank's
 * mistake before does not keep it from sharing.
 *
 * Usage: boards COMMUNICATORS [SHARING], the latter being how many of them shall share memory at
 * least; 0 where none can. */
#include <dirent.h>
#include <fcntl.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LARGE = 100000, FEW = 200 };

static int rank, size;
static int in[LARGE], out[LARGE];

static int descriptors(void)
{
    int n = 0;
    DIR *directory = opendir("/proc/self/fd");
    while (directory && readdir(directory))
        n++;
    if (directory)
        closedir(directory);
    return n;
}

/* Mappings of memory without a name that others may have, too. */
static int mappings(void)
{
    char line[4096];
    int n = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof line, maps))
        n += strstr(line, "memfd:") != NULL;
    if (maps)
        fclose(maps);
    return n;
}

static void wrong(const char *what, int got, int expected)
{
    fprintf(stderr, "boards.c: rank %d of %d: %s: got %d, expected %d\n", rank, size, what, got,
            expected);
    MPI_Abort(MPI_COMM_WORLD, 1);
}

/* Some collectives on a new communicator. Returns how many mappings it made. */
static int use(int number)
{
    int before = mappings(), expected = 0;
    MPI_Comm comm;
    MPI_Comm_dup(MPI_COMM_WORLD, &comm);
    for (int turn = 0; turn < 4; turn++) {
        int count = turn % 2 ? LARGE : 3, root = (number + turn) % size;
        for (int i = 0; i < count; i++)
            in[i] = rank + i;
        MPI_Barrier(comm);
        MPI_Allreduce(in, out, count, MPI_INT, MPI_SUM, comm);
        expected = size * (size - 1) / 2 + size * (count - 1);
        if (out[count - 1] != expected)
            wrong("sum", out[count - 1], expected);
        MPI_Bcast(in, count, MPI_INT, root, comm);
        if (in[count - 1] != root + count - 1)
            wrong("broadcast", in[count - 1], root + count - 1);
    }
    int made = mappings() - before;
    MPI_Comm_free(&comm);
    return made;
}

/* The first call in which all wait for all is an error on the last rank only, for which a block has
 * too little room. The others do not know of that, and all come to share memory together. */
static void use_after_mistake(void)
{
    static int counts[LARGE], places[LARGE];
    MPI_Comm comm;
    if (size < 3)
        return;
    MPI_Comm_dup(MPI_COMM_WORLD, &comm);
    MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN);
    for (int i = 0; i < size; i++) {
        counts[i] = 2;
        places[i] = 3 * i;
    }
    if (rank == size - 1) {
        counts[0] = 1;
        counts[1] = 3;
    }
    int expected = rank == size - 1 ? MPI_ERR_TRUNCATE : MPI_SUCCESS, class;
    MPI_Error_class(MPI_Allgatherv(in, 2, MPI_INT, out, counts, places, MPI_INT, comm), &class);
    if (class != expected)
        wrong("class of the error", class, expected);
    for (int i = 0; i < 3; i++) {
        MPI_Error_class(MPI_Barrier(comm), &class);
        if (class != MPI_SUCCESS)
            wrong("class of an error after a mistake", class, MPI_SUCCESS);
    }
    MPI_Comm_free(&comm);
}

/* With no descriptor to be had on the ranks that `has_none` says. */
static void use_without(int has_none)
{
    static int taken[FEW];
    struct rlimit limit, few;
    int n = 0;
    getrlimit(RLIMIT_NOFILE, &limit);
    few = limit;
    few.rlim_cur = FEW;
    MPI_Barrier(MPI_COMM_WORLD);
    if (has_none) {
        setrlimit(RLIMIT_NOFILE, &few);
        while (n < FEW && (taken[n] = open("/dev/null", O_RDONLY)) >= 0)
            n++;
    }
    use(0);
    while (n > 0)
        close(taken[--n]);
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
    int communicators = argc > 1 ? atoi(argv[1]) : 10, least = argc > 2 ? atoi(argv[2]) : 0;
    int sharing = 0;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    for (int i = 0; i < size + 2; i++) /* from now on all that have to know each other do */
        use(i);
    int files = descriptors(), maps = mappings();
    for (int i = 0; i < communicators; i++)
        sharing += use(i) > 0;
    if (descriptors() != files)
        wrong("descriptors that are open", descriptors(), files);
    if (mappings() != maps)
        wrong("mappings of memory", mappings(), maps);
    if (sharing < least)
        wrong("communicators that share memory", sharing, least);
    use_after_mistake();
    use_without(rank == 0);
    use_without(rank == size - 1);
    use_without(1);
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank == 0)
        printf("ok\n");
    return MPI_Finalize();
}
