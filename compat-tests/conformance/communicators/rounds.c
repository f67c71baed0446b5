/* SPDX-License-Identifier: BSL-1.0 */
/* Communicators that come and go thousands of times, in any order, in several threads at the same
 * time; and memory does not grow. */
#include <pthread.h>

#include "members.h"

/* Memory of this process in pages; 0 if that cannot be told. */
static long pages(void)
{
    long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file)
        return 0;
    if (fscanf(file, "%ld %ld", &total, &resident) != 2)
        resident = 0;
    fclose(file);
    return resident;
}

/* Each kind of constructor once. */
static void each_kind(int round)
{
    MPI_Comm a, b, c, d;
    MPI_Group world, some;
    MPI_Request request;
    int first = 0;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &a));
    GOOD(MPI_Comm_split(a, (rank + round) % 3, round % 2 ? -rank : rank, &b));
    GOOD(MPI_Comm_idup(b, &c, &request));
    GOOD(MPI_Comm_group(MPI_COMM_WORLD, &world));
    GOOD(MPI_Group_excl(world, size > 1, &first, &some));
    GOOD(MPI_Comm_create(a, some, &d));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    if (d != MPI_COMM_NULL)
        GOOD(MPI_Comm_free(&d));
    if (rank > 0) {
        GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, some, round % 10, &d));
        GOOD(MPI_Comm_free(&d));
    }
    GOOD(MPI_Comm_free(&b));
    GOOD(MPI_Group_free(&world));
    GOOD(MPI_Group_free(&some));
    if (size > 1) {
        GOOD(MPI_Comm_split(a, rank % 2, 0, &b));
        GOOD(MPI_Intercomm_create(b, 0, a, 1 - rank % 2, round, &d));
        GOOD(MPI_Comm_free(&b));
        GOOD(MPI_Intercomm_merge(d, rank % 2, &b));
        GOOD(MPI_Comm_free(&d));
        GOOD(MPI_Comm_free(&b));
    }
    GOOD(MPI_Comm_free(&a));
    GOOD(MPI_Comm_free(&c));
}

static void come_and_go(void)
{
    /* Shared memory that is used for the first time counts too; 5000 communicators would need more.
     */
    enum { WARM = 50, ROUNDS = 600, GROWTH = 1000 /* pages */ };
    long before = 0;
    for (int i = 0; i < WARM + ROUNDS; i++) {
        if (i == WARM)
            before = pages();
        each_kind(i);
    }
#if !defined __SANITIZE_ADDRESS__ && !defined __clang__ && defined ZEROMPI_API
    CHECK(pages() - before < GROWTH);
#else
    (void)before;
#endif
}

/* Many that are there at the same time, freed in another order on each rank. */
static void pile(void)
{
    enum { MANY = 200 };
    MPI_Comm comms[MANY];
    int value;
    for (int i = 0; i < MANY; i++)
        GOOD(MPI_Comm_dup(i % 3 ? comms[i - 1] : MPI_COMM_WORLD, &comms[i]));
    for (int i = 0; i < MANY; i += 13) {
        value = rank == 0 ? i : -1;
        GOOD(MPI_Bcast(&value, 1, MPI_INT, 0, comms[i]));
        CHECK(value == i);
    }
    for (int i = 0; i < MANY; i++)
        GOOD(MPI_Comm_free(&comms[(i * (rank % 2 ? 7 : 1) + rank) % MANY]));
}

/* ---- Threads ---- */

#define THREADS 3

static MPI_Comm roots[THREADS];
static MPI_Group world;

/* Each thread works in a communicator of its own, with all constructors that there are. */
static void *work(void *argument)
{
    int me = *(int *)argument;
    for (int i = 0; i < 15; i++) {
        MPI_Comm a, b, c;
        int value = rank, sum = -1;
        GOOD(MPI_Comm_dup(roots[me], &a));
        GOOD(MPI_Comm_split(a, rank % (me + 1), 0, &b));
        GOOD(MPI_Allreduce(&value, &sum, 1, MPI_INT, MPI_SUM, a));
        CHECK(sum == size * (size - 1) / 2);
        GOOD(MPI_Comm_create_group(MPI_COMM_WORLD, world, me, &c)); /* told apart by the tag */
        GOOD(MPI_Bcast(&value, 1, MPI_INT, size - 1, c));
        CHECK(value == size - 1);
        GOOD(MPI_Comm_free(&a));
        GOOD(MPI_Comm_free(&b));
        GOOD(MPI_Comm_free(&c));
    }
    return NULL;
}

static inline void threads(void)
{
    pthread_t ids[THREADS];
    int numbers[THREADS];
    GOOD(MPI_Comm_group(MPI_COMM_WORLD, &world));
    for (int i = 0; i < THREADS; i++)
        GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &roots[i]));
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = (i + rank) % THREADS; /* not the same first on each rank */
        CHECK(pthread_create(&ids[i], NULL, work, &numbers[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(ids[i], NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        GOOD(MPI_Comm_free(&roots[i]));
    GOOD(MPI_Group_free(&world));
}

int main(int argc, char **argv)
{
    int provided;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    come_and_go();
    pile();
#ifdef ZEROMPI_API /* others wait for ever, or are not made for threads */
    if (provided == MPI_THREAD_MULTIPLE)
        threads();
#endif
    return finish();
}
