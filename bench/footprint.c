/* SPDX-License-Identifier: BSL-1.0 */
/* What a rank costs: after all collectives over all ranks, with several roots, prints the largest
 * number of peers that any rank connected to and was connected from, and the largest memory.
 * Linux only, since it reads /proc. The socket to mpirun is not counted. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COUNT = 64, MAX_RANKS = 1024, MAX_SOCKETS = 4096 };

enum { MADE, ACCEPTED, RESIDENT, PEAK, FIGURES };

struct socket_list {
    int n;
    unsigned long inode[MAX_SOCKETS];
};

/* The sockets that this process has open. */
static void list_sockets(struct socket_list *list)
{
    long most = sysconf(_SC_OPEN_MAX);
    list->n = 0;
    for (int fd = 3; fd < most && fd < MAX_SOCKETS; fd++) {
        struct stat info;
        if (fstat(fd, &info) == 0 && S_ISSOCK(info.st_mode))
            list->inode[list->n++] = info.st_ino;
    }
}

static int has(const struct socket_list *list, unsigned long inode)
{
    for (int i = 0; i < list->n; i++)
        if (list->inode[i] == inode)
            return 1;
    return 0;
}

/* A table in /proc/self/net as lines, heading skipped; NULL where there is none. */
static FILE *open_table(const char *name, char *line, int size)
{
    FILE *table = fopen(name, "r");
    if (table && !fgets(line, size, table)) {
        fclose(table);
        table = NULL;
    }
    return table;
}

/* An accepted TCP connection has the port on which this process listens; one that it made has not.
 */
static void count_tcp(const struct socket_list *mine, const char *name, long *figures)
{
    enum { ESTABLISHED = 1, LISTEN = 10 };
    char line[512];
    unsigned port, state, listening[16];
    unsigned long inode;
    int n_listening = 0;
    for (int pass = 0; pass < 2; pass++) {
        FILE *table = open_table(name, line, sizeof(line));
        while (table && fgets(line, sizeof(line), table)) {
            if (sscanf(line, " %*d: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x %*s %*s %*s %*s %*s %lu", &port,
                       &state, &inode) != 3 ||
                !has(mine, inode))
                continue;
            if (pass == 0 && state == LISTEN && n_listening < 16)
                listening[n_listening++] = port;
            if (pass == 1 && state == ESTABLISHED) {
                int accepted = 0;
                for (int i = 0; i < n_listening; i++)
                    accepted |= listening[i] == port;
                figures[accepted ? ACCEPTED : MADE]++;
            }
        }
        if (table)
            fclose(table);
    }
}

/* An accepted Unix connection bears the path of the socket that listened; one that was made has
 * none. */
static void count_unix(const struct socket_list *mine, long *figures)
{
    enum { CONNECTED = 3 };
    char line[512], path[256];
    unsigned state;
    unsigned long inode;
    FILE *table = open_table("/proc/self/net/unix", line, sizeof(line));
    while (table && fgets(line, sizeof(line), table)) {
        int fields = sscanf(line, "%*s %*s %*s %*s %*s %x %lu %255s", &state, &inode, path);
        /* The pair to mpirun has no path either: main() takes it off. */
        if (fields >= 2 && state == CONNECTED && has(mine, inode))
            figures[fields == 3 ? ACCEPTED : MADE]++;
    }
    if (table)
        fclose(table);
}

static void read_memory(long *figures)
{
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof(line), status)) {
        sscanf(line, "VmRSS: %ld", &figures[RESIDENT]);
        sscanf(line, "VmHWM: %ld", &figures[PEAK]);
    }
    if (status)
        fclose(status);
}

static void all_collectives(int size)
{
    static double in[COUNT * MAX_RANKS], out[COUNT * MAX_RANKS];
    MPI_Comm world = MPI_COMM_WORLD;
    int roots[] = {0, size / 3, size - 1};
    for (int i = 0; i < 3; i++) {
        MPI_Bcast(in, COUNT, MPI_DOUBLE, roots[i], world);
        MPI_Reduce(in, out, COUNT, MPI_DOUBLE, MPI_SUM, roots[i], world);
        MPI_Scatter(in, COUNT, MPI_DOUBLE, out, COUNT, MPI_DOUBLE, roots[i], world);
        MPI_Gather(in, COUNT, MPI_DOUBLE, out, COUNT, MPI_DOUBLE, roots[i], world);
    }
    MPI_Allreduce(in, out, COUNT, MPI_DOUBLE, MPI_SUM, world);
    MPI_Allgather(in, COUNT, MPI_DOUBLE, out, COUNT, MPI_DOUBLE, world);
    MPI_Alltoall(in, COUNT, MPI_DOUBLE, out, COUNT, MPI_DOUBLE, world);
    MPI_Reduce_scatter_block(in, out, COUNT, MPI_DOUBLE, MPI_SUM, world);
    MPI_Scan(in, out, COUNT, MPI_DOUBLE, MPI_SUM, world);
    MPI_Exscan(in, out, COUNT, MPI_DOUBLE, MPI_SUM, world);
    MPI_Barrier(world);
}

int main(int argc, char **argv)
{
    static struct socket_list mine;
    int rank, size;
    long figures[FIGURES] = {0}, most[FIGURES];
    int to_mpirun = getenv("ZEROMPI_CONTROL_FD") != NULL;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (size > MAX_RANKS) {
        fprintf(stderr, "footprint: at most %d ranks\n", MAX_RANKS);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    all_collectives(size);
    list_sockets(&mine);
    count_tcp(&mine, "/proc/self/net/tcp", figures);
    count_tcp(&mine, "/proc/self/net/tcp6", figures);
    count_unix(&mine, figures);
    figures[MADE] -= to_mpirun;
    read_memory(figures);
    MPI_Reduce(figures, most, FIGURES, MPI_LONG, MPI_MAX, 0, MPI_COMM_WORLD);
    if (rank == 0)
        printf("footprint %d made %ld accepted %ld resident_kib %ld peak_kib %ld\n", size,
               most[MADE], most[ACCEPTED], most[RESIDENT], most[PEAK]);
    MPI_Finalize();
    return 0;
}
