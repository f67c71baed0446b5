/* SPDX-License-Identifier: BSL-1.0 */
/* Messages of all kinds while a timer interrupts the program all the time, as that of a profiler
 * does; after MPI_Finalize no thread and no descriptor is left. */
#include <dirent.h>
#include <mpi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

enum { ROUNDS = 2000, LARGEST = 3 * 1024 * 1024, INTERVAL = 100 };

static volatile sig_atomic_t alarms;

static void count_alarm(int signal)
{
    (void)signal;
    alarms++;
}

static void set_timer(int microseconds)
{
    const struct itimerval timer = {{0, microseconds}, {0, microseconds}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

static int entries(const char *path)
{
    int count = 0;
    DIR *folder = opendir(path);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

int main(void)
{
    const struct sigaction action = {.sa_handler = count_alarm, .sa_flags = SA_RESTART};
    int threads = entries("/proc/self/task"), descriptors = entries("/proc/self/fd"), rank;
    char *buffer = calloc(1, LARGEST);
    sigaction(SIGALRM, &action, NULL);
    set_timer(INTERVAL);
    MPI_Init(NULL, NULL);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    for (int i = 0; i < ROUNDS; i++) {
        int bytes = i % 100 ? i : LARGEST;
        if (rank == 0)
            MPI_Send(buffer, bytes, MPI_CHAR, 1, 0, MPI_COMM_WORLD);
        MPI_Recv(buffer, bytes, MPI_CHAR, !rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (rank == 1)
            MPI_Send(buffer, bytes, MPI_CHAR, 0, 0, MPI_COMM_WORLD);
    }
    MPI_Finalize();
    set_timer(0);
    free(buffer);
    for (int i = 0; i < 100 && entries("/proc/self/task") > threads; i++)
        usleep(10000); /* those that have ended are listed for a moment more */
    if (entries("/proc/self/task") > threads || entries("/proc/self/fd") > descriptors || !alarms) {
        fprintf(stderr, "rank %d: %d threads, %d before, %d descriptors, %d before, %d alarms\n",
                rank, entries("/proc/self/task") - 2, threads - 2, entries("/proc/self/fd") - 2,
                descriptors - 2, (int)alarms);
        return 1;
    }
    return 0;
}
