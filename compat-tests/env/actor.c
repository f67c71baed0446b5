/* SPDX-License-Identifier: BSL-1.0 */
/* An MPI program that does what its arguments say, one after the other. An argument is ACTION or
 * ACTION:VALUE; RANK=ACTION is for that rank only. Communication is on the communicator that was
 * made last, at first MPI_COMM_WORLD. */
#include <dirent.h>
#include <mpi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 20 };

static MPI_Comm comm;
static int rank, size; /* in `comm` */
static int last;       /* error code of the last call */
static int files;      /* that were open before MPI_Init */
static unsigned char buffer[ROOM];

static void wait_for(double seconds)
{
    struct timespec left = {.tv_sec = (time_t)seconds,
                            .tv_nsec = (long)((seconds - (time_t)seconds) * 1e9)};

    while (nanosleep(&left, &left) != 0)
        continue;
}

static int entries(const char *path)
{
    DIR *directory = opendir(path);
    int count = 0;

    while (directory && readdir(directory))
        count++;
    if (directory)
        closedir(directory);
    return count - 2; /* . and .. */
}

static void use(MPI_Comm made)
{
    comm = made;
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &size);
}

/* Two numbers, separated by a comma; the second is `otherwise` if it is not there. */
static int first(const char *value)
{
    return atoi(value);
}

static int second(const char *value, int otherwise)
{
    const char *comma = strchr(value, ',');
    return comma ? atoi(comma + 1) : otherwise;
}

static int third(const char *value, int otherwise)
{
    const char *comma = strchr(value, ',');
    return comma ? second(comma + 1, otherwise) : otherwise;
}

/* ---- The job -------------------------------------------------------------------------------- */

static void do_init(const char *value)
{
    (void)value;
    files = entries("/proc/self/fd");
    MPI_Init(NULL, NULL);
    use(MPI_COMM_WORLD);
}

static void do_finalize(const char *value)
{
    (void)value;
    last = MPI_Finalize();
}

static void do_abort(const char *value)
{
    MPI_Abort(comm, atoi(value));
}

static void do_return(const char *value)
{
    (void)value;
    MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN);
}

static void do_dup(const char *value)
{
    MPI_Comm made;
    (void)value;
    if ((last = MPI_Comm_dup(comm, &made)) == MPI_SUCCESS)
        use(made);
}

/* The ranks that are equal modulo `value` are together. */
static void do_split(const char *value)
{
    MPI_Comm made;
    if ((last = MPI_Comm_split(comm, rank % atoi(value), 0, &made)) == MPI_SUCCESS)
        use(made);
}

/* The ranks on one host are together. */
static void do_share(const char *value)
{
    MPI_Comm made;
    (void)value;
    last = MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &made);
    if (last == MPI_SUCCESS)
        use(made);
}

/* Those that share hardware, less of it than all together; or nothing changes, and that is said. */
static void do_divide(const char *value)
{
    MPI_Comm made;
    (void)value;
    last = MPI_Comm_split_type(comm, MPI_COMM_TYPE_HW_UNGUIDED, 0, MPI_INFO_NULL, &made);
    if (last == MPI_SUCCESS && made != MPI_COMM_NULL)
        use(made);
    else
        printf("rank %d: not to be divided\n", rank);
}

/* What is left of the library after MPI_Finalize. A thread that was joined may take a moment until
 * it is out of sight. */
static void do_remains(const char *value)
{
    int threads = entries("/proc/self/task"), more;

    (void)value;
    for (int i = 0; threads > 1 && i < 100; i++) {
        wait_for(0.01);
        threads = entries("/proc/self/task");
    }
    more = entries("/proc/self/fd") - files; /* the launcher's socket is one less */
    printf("%d threads, %d files\n", threads, more > 0 ? more : 0);
}

/* ---- Communication: RANK[,COUNT[,TAG]]
 * -------------------------------------------------------------------------- */

static void do_send(const char *value)
{
    last = MPI_Send(buffer, second(value, 1), MPI_BYTE, first(value), third(value, 0), comm);
}

static void do_ssend(const char *value)
{
    last = MPI_Ssend(buffer, second(value, 1), MPI_BYTE, first(value), third(value, 0), comm);
}

static void do_recv(const char *value)
{
    int source = strcmp(value, "any") == 0 ? MPI_ANY_SOURCE : first(value);
    last = MPI_Recv(buffer, second(value, ROOM), MPI_BYTE, source, third(value, 0), comm,
                    MPI_STATUS_IGNORE);
}

static void do_irecv(const char *value)
{
    MPI_Request request;
    last = MPI_Irecv(buffer, second(value, ROOM), MPI_BYTE, first(value), third(value, 0), comm,
                     &request);
    if (last == MPI_SUCCESS)
        last = MPI_Wait(&request, MPI_STATUS_IGNORE);
}

/* From all other ranks, into one place each. */
static void do_irecvs(const char *value)
{
    MPI_Request requests[16];
    for (int i = 0; i < size && i < 16; i++)
        MPI_Irecv(buffer + i * 1000, second(value, 1000), MPI_BYTE, i == rank ? MPI_PROC_NULL : i,
                  third(value, 0), comm, &requests[i]);
    last = MPI_Waitall(size < 16 ? size : 16, requests, MPI_STATUSES_IGNORE);
}

/* Asks whether a message is there until it is. */
static void do_test(const char *value)
{
    MPI_Request request;
    int done = 0;
    MPI_Irecv(buffer, second(value, ROOM), MPI_BYTE, first(value), third(value, 0), comm, &request);
    while (!done)
        last = MPI_Test(&request, &done, MPI_STATUS_IGNORE);
}

static int finish(MPI_Request *request)
{
    int error = MPI_Wait(request, MPI_STATUS_IGNORE);
    MPI_Request_free(request);
    return error;
}

/* Partitioned communication, in one partition. */
static void do_psend(const char *value)
{
    MPI_Request request;
    last = MPI_Psend_init(buffer, 1, 1, MPI_BYTE, first(value), 0, comm, MPI_INFO_NULL, &request);
    if (last == MPI_SUCCESS && (last = MPI_Start(&request)) == MPI_SUCCESS) {
        MPI_Pready(0, request);
        last = finish(&request);
    }
}

static void do_precv(const char *value)
{
    MPI_Request request;
    last = MPI_Precv_init(buffer, 1, 1, MPI_BYTE, first(value), 0, comm, MPI_INFO_NULL, &request);
    if (last == MPI_SUCCESS && (last = MPI_Start(&request)) == MPI_SUCCESS)
        last = finish(&request);
}

/* A partitioned receive that is made now and started later. */
static MPI_Request made;

static void do_pmake(const char *value)
{
    last = MPI_Precv_init(buffer, 1, 1, MPI_BYTE, first(value), 1, comm, MPI_INFO_NULL, &made);
}

static void do_pstart(const char *value)
{
    (void)value;
    last = MPI_Start(&made);
}

/* Begins to receive, and wants to know no more of that, nor of the communicator. */
static void do_forget(const char *value)
{
    MPI_Request request;
    last = MPI_Irecv(buffer, ROOM, MPI_BYTE, first(value), 0, comm, &request);
    if (last == MPI_SUCCESS)
        MPI_Request_free(&request);
    MPI_Comm_free(&comm);
    use(MPI_COMM_WORLD);
}

static void do_probe(const char *value)
{
    last = MPI_Probe(first(value), 0, comm, MPI_STATUS_IGNORE);
}

static void do_barrier(const char *value)
{
    (void)value;
    last = MPI_Barrier(comm);
}

static void do_bcast(const char *value)
{
    last = MPI_Bcast(buffer, second(value, 1), MPI_INT, first(value), comm);
}

static void do_reduce(const char *value)
{
    last = MPI_Reduce(buffer, buffer + ROOM / 2, second(value, 1), MPI_INT, MPI_SUM, first(value),
                      comm);
}

static void do_gather(const char *value)
{
    last = MPI_Gather(buffer, second(value, 1), MPI_INT, buffer + ROOM / 2, second(value, 1),
                      MPI_INT, first(value), comm);
}

static void wrong(const char *what)
{
    fprintf(stderr, "actor.c: rank %d: wrong result of %s\n", rank, what);
    MPI_Abort(MPI_COMM_WORLD, 90);
}

/* A message around the ring, once as it is sent eagerly, once with a rendezvous. */
static void send_around(int bytes)
{
    int next = (rank + 1) % size, previous = (rank + size - 1) % size;
    MPI_Request request;

    memset(buffer, 1 + rank, (size_t)bytes);
    MPI_Isend(buffer, bytes, MPI_BYTE, next, bytes, comm, &request);
    MPI_Recv(buffer + ROOM / 2, bytes, MPI_BYTE, previous, bytes, comm, MPI_STATUS_IGNORE);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
    for (int i = 0; i < bytes; i++)
        if (buffer[ROOM / 2 + i] != 1 + previous)
            wrong("a message");
}

static void work_once(void)
{
    int sum = 0;

    send_around(1000);
    send_around(200 * 1000);
    MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, comm);
    if (sum != size * (size - 1) / 2)
        wrong("MPI_Allreduce");
}

/* All ranks talk to each other, and rank 0 tells how many they are. */
static void do_work(const char *value)
{
    (void)value;
    work_once();
    if (rank == 0)
        printf("%d ranks\n", size);
    fflush(stdout);
}

/* The same until there is a file, first only between neighbours and then between all ranks. */
static void do_work_until(const char *path)
{
    int done = 0, turns = 0;

    while (!done) {
        if (rank == 0)
            done = access(path, F_OK) == 0;
        MPI_Bcast(&done, 1, MPI_INT, 0, comm);
        work_once();
        for (int d = 1; d < size && turns > 20; d++) {
            int in = -1, to = (rank + d) % size, from = (rank + size - d) % size;
            MPI_Sendrecv(&rank, 1, MPI_INT, to, d, &in, 1, MPI_INT, from, d, comm,
                         MPI_STATUS_IGNORE);
            if (in != from)
                wrong("MPI_Sendrecv");
        }
        turns++;
        wait_for(0.005);
    }
    do_work(path);
}

/* The same in a session, after MPI_Finalize. */
static void do_session(const char *value)
{
    MPI_Session session;
    MPI_Group group;
    MPI_Comm made;

    MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_ARE_FATAL, &session);
    MPI_Group_from_session_pset(session, "mpi://WORLD", &group);
    MPI_Comm_create_from_group(group, "all", MPI_INFO_NULL, MPI_ERRORS_ARE_FATAL, &made);
    MPI_Group_free(&group);
    use(made);
    do_work(value);
    MPI_Comm_free(&made);
    MPI_Session_finalize(&session);
}

static void do_class(const char *value)
{
    char text[MPI_MAX_ERROR_STRING];
    int length;

    (void)value;
    MPI_Error_string(last, text, &length);
    printf("rank %d: %.*s\n", rank, (int)strcspn(text, ":"), text);
    fflush(stdout);
}

/* The most memory that this process has used so far, in megabytes. */
static void do_memory(const char *value)
{
    struct rusage usage;
    (void)value;
    getrusage(RUSAGE_SELF, &usage);
    printf("rank %d: %ld MB\n", rank, usage.ru_maxrss / 1000);
    fflush(stdout);
}

/* DEST,COUNT messages of 8000 bytes, which are eager however they go. */
static void do_flood(const char *value)
{
    for (int i = 0; i < second(value, 1); i++)
        MPI_Send(buffer, 8000, MPI_BYTE, first(value), 0, comm);
}

static void do_drain(const char *value)
{
    for (int i = 0; i < second(value, 1); i++)
        MPI_Recv(buffer, 8000, MPI_BYTE, first(value), 0, comm, MPI_STATUS_IGNORE);
}

/* ---- Anything else -------------------------------------------------------------------------- */

static void do_sleep(const char *value)
{
    wait_for(atof(value));
}

static void do_spin(const char *value)
{
    volatile unsigned turns = 0;
    (void)value;
    for (;;)
        turns++;
}

/* Stopped, and continued by a child after some seconds. */
static void do_stop(const char *value)
{
    pid_t self = getpid();
    if (fork() == 0) {
        wait_for(atof(value));
        kill(self, SIGCONT);
        _exit(0);
    }
    raise(SIGSTOP);
}

/* By a signal whose handler, perhaps a sanitizer's, must not stand in its way. */
static void do_kill(const char *value)
{
    signal(atoi(value), SIG_DFL);
    kill(getpid(), atoi(value));
}

static void do_exit(const char *value)
{
    exit(atoi(value));
}

static void do_print(const char *value)
{
    printf("%s\n", value);
    fflush(stdout);
}

/* The same, as programs do it. */
static void do_say(const char *value)
{
    printf("%s\n", value);
}

/* A file is there when a rank has come here, with the number of its process. */
static void do_mark(const char *path)
{
    FILE *file = fopen(path, "w");
    if (file) {
        fprintf(file, "%d\n", (int)getpid());
        fclose(file);
    }
}

static void tell_signal(int number)
{
    char text[] = "caught ??\n";
    text[7] = (char)('0' + number / 10);
    text[8] = (char)('0' + number % 10);
    if (write(STDOUT_FILENO, text, sizeof text - 1) < 0)
        _exit(91);
}

static void do_catch(const char *value)
{
    signal(atoi(value), tell_signal);
}

static void do_await(const char *path)
{
    while (access(path, F_OK) != 0)
        wait_for(0.01);
}

static const struct action {
    const char *name;
    void (*run)(const char *value);
} actions[] = {
    {"init", do_init},       {"finalize", do_finalize},
    {"abort", do_abort},     {"return", do_return},
    {"dup", do_dup},         {"split", do_split},
    {"remains", do_remains}, {"send", do_send},
    {"ssend", do_ssend},     {"recv", do_recv},
    {"irecv", do_irecv},     {"irecvs", do_irecvs},
    {"test", do_test},       {"probe", do_probe},
    {"barrier", do_barrier}, {"bcast", do_bcast},
    {"reduce", do_reduce},   {"gather", do_gather},
    {"work", do_work},       {"work_until", do_work_until},
    {"class", do_class},     {"memory", do_memory},
    {"flood", do_flood},     {"drain", do_drain},
    {"sleep", do_sleep},     {"spin", do_spin},
    {"catch", do_catch},     {"stop", do_stop},
    {"kill", do_kill},       {"exit", do_exit},
    {"print", do_print},     {"say", do_say},
    {"mark", do_mark},       {"await", do_await},
    {"share", do_share},     {"divide", do_divide},
    {"psend", do_psend},     {"pmake", do_pmake},
    {"pstart", do_pstart},   {"precv", do_precv},
    {"forget", do_forget},   {"session", do_session},
};

static void act(const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (strcmp(actions[i].name, name) == 0) {
            actions[i].run(value);
            return;
        }
    fprintf(stderr, "actor.c: no action %s\n", name);
    _exit(99);
}

int main(int argc, char **argv)
{
    const char *number = getenv("ZEROMPI_RANK");

    if (!number)
        number = getenv("PMI_RANK") ? getenv("PMI_RANK") : getenv("SLURM_PROCID");

    for (int i = 1; i < argc; i++) {
        char *action = argv[i], *equals = strchr(action, '='), *colon = strchr(action, ':');

        if (equals && (!colon || equals < colon)) {
            *equals = '\0';
            if (!number || strcmp(action, number) != 0)
                continue;
            action = equals + 1;
        }
        if (colon)
            *colon++ = '\0';
        act(action, colon ? colon : "");
    }
    return 0;
}
