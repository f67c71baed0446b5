/* SPDX-License-Identifier: BSL-1.0 */
/* Dice that all ranks throw alike, and the communicators on which they play. Every rank knows the
 * members of those that it belongs to, by rank in MPI_COMM_WORLD. */
#ifndef RANDOM_PLACES_H
#define RANDOM_PLACES_H

#include "../check.h"

enum { MOST = 16, NOBODY = -1 }; /* MOST: ranks, and neighbours of one */

/* ---- Dice ---- */

/* A hash of up to four numbers (splitmix64): what it says of them, all ranks know. */
static unsigned long long mix(unsigned long long x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static unsigned hash(long long a, long long b, long long c, long long d)
{
    unsigned long long x =
        mix(mix(mix(mix((unsigned long long)a) + (unsigned long long)b) + (unsigned long long)c) +
            (unsigned long long)d);
    return (unsigned)(x >> 33);
}

static unsigned seed, turn, thrown;

/* A new turn: it does not matter which ranks have thrown how many dice in the one before. */
static void next_turn(void)
{
    turn++;
    thrown = 0;
}

/* From 0 to sides - 1, the same on all ranks. */
static int dice(int sides)
{
    return (int)(hash(seed, turn, thrown++, 0) % (unsigned)sides);
}

/* ---- Places ---- */

struct place {
    MPI_Comm comm; /* MPI_COMM_NULL on ranks that are not in it */
    const char *name;
    int n, me;                  /* ranks in this rank's group, and which of them it is */
    int ids[MOST];              /* their ranks in MPI_COMM_WORLD */
    int remote;                 /* it is an intercommunicator */
    int others, peer_ids[MOST]; /* of the other group; else of the same one */
    int first;                  /* of two groups: this rank's is the first one */
    int topology;
    /* neighbours: source i sends what is its block numbers[i]; NOBODY may be among them */
    int indegree, outdegree, sources[MOST], numbers[MOST], destinations[MOST];
};

static int *members(MPI_Group group, int *n, int ids[])
{
    MPI_Group world;
    int all[MOST];
    GOOD(MPI_Comm_group(MPI_COMM_WORLD, &world));
    GOOD(MPI_Group_size(group, n));
    for (int i = 0; i < *n; i++)
        all[i] = i;
    GOOD(MPI_Group_translate_ranks(group, *n, all, world, ids));
    GOOD(MPI_Group_free(&world));
    GOOD(MPI_Group_free(&group));
    return ids;
}

/* Finds out who is in a communicator that was made. */
static struct place place_of(const char *name, MPI_Comm comm)
{
    struct place place = {.comm = comm, .name = name};
    MPI_Group group;
    if (comm == MPI_COMM_NULL)
        return place;
    GOOD(MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN));
    GOOD(MPI_Comm_rank(comm, &place.me));
    GOOD(MPI_Comm_group(comm, &group));
    members(group, &place.n, place.ids);
    GOOD(MPI_Comm_test_inter(comm, &place.remote));
    if (place.remote)
        GOOD(MPI_Comm_remote_group(comm, &group));
    else
        GOOD(MPI_Comm_group(comm, &group));
    members(group, &place.others, place.peer_ids);
    return place;
}

static struct place make_split(int colors)
{
    MPI_Comm comm;
    int salt = dice(1000);
    int color = (int)(hash(seed, salt, rank, 1) % (unsigned)colors);
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, color, (int)(hash(seed, salt, rank, 2) % 100), &comm));
    return place_of("split", comm);
}

static struct place make_subset(void)
{
    MPI_Comm comm;
    int salt = dice(1000);
    int in = rank == salt % size || hash(seed, salt, rank, 1) % 3;
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, in ? 0 : MPI_UNDEFINED, -rank, &comm));
    return place_of("subset", comm);
}

static struct place make_inter(void)
{
    MPI_Comm half, comm;
    int salt = dice(1000), leaders[2] = {-1, -1};
    for (int i = size; i-- > 0;)
        leaders[(i == salt % size) || (i != (salt + 1) % size && hash(seed, salt, i, 1) % 2)] = i;
    int side =
        (rank == salt % size) || (rank != (salt + 1) % size && hash(seed, salt, rank, 1) % 2);
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, side, 0, &half));
    GOOD(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, leaders[!side], 5, &comm));
    GOOD(MPI_Comm_free(&half));
    struct place place = place_of("inter", comm);
    place.first = side;
    return place;
}

static struct place make_cart(void)
{
    int ndims = 1 + dice(3), dims[3] = {0, 0, 0}, periods[3];
    MPI_Comm comm;
    GOOD(MPI_Dims_create(size, ndims, dims));
    for (int i = 0; i < ndims; i++) {
        periods[i] = dice(2);
#ifndef ZEROMPI_API /* others mix up the neighbours where both are the same rank */
        periods[i] = periods[i] && dims[i] > 2;
#endif
    }
    GOOD(MPI_Cart_create(MPI_COMM_WORLD, ndims, dims, periods, 0, &comm));
    struct place place = place_of("cart", comm);
    place.topology = 1;
    place.indegree = place.outdegree = 2 * ndims;
    for (int i = 0; i < ndims; i++)
        GOOD(MPI_Cart_shift(comm, i, 1, &place.sources[2 * i], &place.sources[2 * i + 1]));
    for (int i = 0; i < 2 * ndims; i++) {
        if (place.sources[i] == MPI_PROC_NULL)
            place.sources[i] = NOBODY;
        place.destinations[i] = place.sources[i];
        place.numbers[i] = i ^ 1;
    }
    return place;
}

/* How many edges there are from one rank to another. */
static int edges(int salt, int from, int to)
{
    int most = size <= 4 ? 3 : 2;
#ifndef ZEROMPI_API /* MPICH mixes up the order of several, and loses some */
    if (from > to)
        return edges(salt, to, from);
    most = 2;
#endif
    return (int)(hash(seed, salt, from, to) % (unsigned)most);
}

static struct place make_graph(void)
{
    int salt = dice(1000);
    struct place here = {.topology = 1};
    for (int other = 0; other < size; other++) {
        int before = 0; /* of the other's destinations those that come before this rank */
        for (int r = 0; r < rank; r++)
            before += edges(salt, other, r);
        for (int i = 0; i < edges(salt, other, rank); i++) {
            here.sources[here.indegree] = other;
            here.numbers[here.indegree++] = before + i;
        }
        for (int i = 0; i < edges(salt, rank, other); i++)
            here.destinations[here.outdegree++] = other;
    }
    MPI_Comm comm;
    GOOD(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, here.indegree, here.sources, MPI_UNWEIGHTED,
                                        here.outdegree, here.destinations, MPI_UNWEIGHTED,
                                        MPI_INFO_NULL, 0, &comm));
    struct place found = place_of("graph", comm);
    here.comm = comm;
    here.name = "graph";
    here.n = here.others = found.n;
    here.me = found.me;
    memcpy(here.ids, found.ids, sizeof here.ids);
    memcpy(here.peer_ids, found.peer_ids, sizeof here.peer_ids);
    return here;
}

enum { PLACES = 8 };
static struct place places[PLACES];
static int place_count;

static void make_places(void)
{
    MPI_Comm comm;
    place_count = 0;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    places[place_count++] = place_of("dup", comm);
    GOOD(MPI_Comm_split(MPI_COMM_WORLD, 0, -rank, &comm));
    places[place_count++] = place_of("reverse", comm);
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &comm));
    places[place_count++] = place_of("self", comm);
    places[place_count++] = make_split(2);
    places[place_count++] = make_subset();
    places[place_count++] = make_cart();
    places[place_count++] = make_graph();
#ifdef ZEROMPI_API /* Open MPI and MPICH mix up some of what two groups do */
    if (size > 1)
        places[place_count++] = make_inter();
#else
    (void)make_inter;
#endif
}

static void free_places(void)
{
    for (int i = 0; i < place_count; i++)
        if (places[i].comm != MPI_COMM_NULL)
            GOOD(MPI_Comm_free(&places[i].comm));
}

#endif
