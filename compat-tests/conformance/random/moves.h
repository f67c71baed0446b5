/* SPDX-License-Identifier: BSL-1.0 */
/* Collectives that move blocks. Every block has a sender and a receiver, from which follows what is
 * in it: so each rank knows without asking what its buffers should hold in the end, gaps included.
 */
#ifndef RANDOM_MOVES_H
#define RANDOM_MOVES_H

#include "../forms.h"
#include "places.h"

enum { UNTOUCHED = -77, MARGIN = 16, UNIT = 6 }; /* UNIT: the items of all layouts divide it */

/* ---- Layouts ---- */

/* A datatype: its items, of type int, lie at these offsets. All in ints. */
struct layout {
    MPI_Datatype type;
    int items, offsets[3], extent, lb;
};

enum { LAYOUTS = 8 };
#ifdef ZEROMPI_API
enum { LAYOUTS_USED = LAYOUTS };
#else
enum { LAYOUTS_USED = 7 }; /* MPICH has other bounds of the last one */
#endif
static struct layout layouts[LAYOUTS];

static void make_layouts(void)
{
    const MPI_Aint word = sizeof(int);
    MPI_Datatype pair, type;
    layouts[0] = (struct layout){MPI_INT, 1, {0}, 1, 0};
    GOOD(MPI_Type_contiguous(2, MPI_INT, &type));
    layouts[1] = (struct layout){type, 2, {0, 1}, 2, 0};
    GOOD(MPI_Type_vector(2, 1, 3, MPI_INT, &type));
    layouts[2] = (struct layout){type, 2, {0, 3}, 4, 0};
    GOOD(MPI_Type_vector(2, 1, 2, MPI_INT, &pair));
    GOOD(MPI_Type_create_resized(pair, 0, 5 * word, &type));
    GOOD(MPI_Type_free(&pair));
    layouts[3] = (struct layout){type, 2, {0, 2}, 5, 0};
    GOOD(MPI_Type_indexed(2, (int[]){1, 2}, (int[]){3, 0}, MPI_INT, &type));
    layouts[4] = (struct layout){type, 3, {3, 0, 1}, 4, 0};
    GOOD(MPI_Type_create_resized(MPI_INT, -word, 3 * word, &type));
    layouts[5] = (struct layout){type, 1, {0}, 3, -1};
    GOOD(MPI_Type_create_hindexed(2, (int[]){1, 1}, (MPI_Aint[]){-word, 2 * word}, MPI_INT, &type));
    layouts[6] = (struct layout){type, 2, {-1, 2}, 4, -1};
    GOOD(MPI_Type_create_struct(2, (int[]){1, 1}, (MPI_Aint[]){4 * word, 5 * word},
                                (MPI_Datatype[]){MPI_INT, layouts[3].type}, &type));
    layouts[7] = (struct layout){type, 3, {4, 5, 7}, 5, 5}; /* bounds that were set are inherited */
    for (int i = 1; i < LAYOUTS; i++)
        GOOD(MPI_Type_commit(&layouts[i].type));
}

static void free_layouts(void)
{
    for (int i = 1; i < LAYOUTS; i++)
        GOOD(MPI_Type_free(&layouts[i].type));
}

/* ---- Sides: a buffer with blocks in it ---- */

/* How blocks lie: one after another; at displacements; each with a datatype of its own. */
enum spread { ROW, SPREAD, TYPED };

struct side {
    int n, starts[MOST]; /* blocks; where each begins in `memory`, from its middle on */
    const struct layout *layouts[MOST];
    int *memory, *image; /* the second is what the first should be in the end */
    int size, middle;    /* `middle` is what the program gives as the buffer */
    /* as arguments: of all blocks in a row, and of each */
    int count;
    MPI_Datatype type, types[MOST];
    int counts[MOST], displacements[MOST], small_bytes[MOST];
    MPI_Count large_counts[MOST];
    MPI_Aint large_displacements[MOST], bytes[MOST];
};

static void *buffer_of(const struct side *side)
{
    return side->memory ? side->memory + side->middle : NULL;
}

static void place_block(struct side *side, int i, int items, enum spread spread, int *at)
{
    const struct layout *layout = side->layouts[i];
    int count = items / layout->items;
    if (spread == TYPED) {
        side->starts[i] = *at - layout->lb;
        *at += count * layout->extent + 1;
    } else {
        side->displacements[i] = *at;
        side->starts[i] = *at * layout->extent;
        *at += spread == ROW ? count : count + 1;
    }
    side->types[i] = layout->type;
    side->counts[i] = count;
    side->large_counts[i] = count;
    side->large_displacements[i] = side->displacements[i];
    side->bytes[i] = side->starts[i] * (MPI_Aint)sizeof(int);
    side->small_bytes[i] = (int)side->bytes[i];
}

/* Lays out n blocks of so many items; `salt` says how. */
static void lay_out(struct side *side, int n, const int items[], enum spread spread, int salt)
{
    int at = 0, ints = 0, turned = spread == ROW ? 0 : (int)(hash(salt, rank, 1, 1) % MOST);
    const struct layout *layout = &layouts[hash(salt, rank, 2, 2) % LAYOUTS_USED];
    side->n = n;
    side->type = layout->type;
    side->count = items[0] / layout->items;
    for (int k = 0; k < n; k++) {
        int i = (k + turned) % n;
        side->layouts[i] =
            spread == TYPED ? &layouts[hash(salt, rank, 3, i) % LAYOUTS_USED] : layout;
        place_block(side, i, items[i], spread, &at);
        int end = side->starts[i] + side->counts[i] * side->layouts[i]->extent;
        ints = end > ints ? end : ints;
    }
    side->middle = MARGIN;
    side->size = ints + 2 * MARGIN;
    side->memory = malloc((size_t)side->size * sizeof *side->memory);
    side->image = malloc((size_t)side->size * sizeof *side->image);
    CHECK(side->memory && side->image);
}

static void clear(struct side *side)
{
    for (int i = 0; side->memory && i < side->size; i++)
        side->memory[i] = side->image[i] = UNTOUCHED;
}

static int is_as_it_should_be(const struct side *side)
{
    return !side->memory ||
           !memcmp(side->memory, side->image, (size_t)side->size * sizeof *side->memory);
}

static void free_side(struct side *side)
{
    free(side->memory);
    free(side->image);
}

/* Writes what a message contains to a block of `memory`, which is the side's memory or its image.
 */
static void put(int *memory, const struct side *side, int block, int from, int to, int round)
{
    const struct layout *layout = side->layouts[block];
    int *at = memory + side->middle + side->starts[block];
    for (int i = 0; i < side->counts[block]; i++, at += layout->extent)
        for (int j = 0; j < layout->items; j++)
            at[layout->offsets[j]] = (int)hash(round, from, to, i * layout->items + j);
}

/* ---- Moves ---- */

enum move_kind {
    BARRIER,
    BCAST,
    GATHER,
    GATHERV,
    SCATTER,
    SCATTERV,
    ALLGATHER,
    ALLGATHERV,
    ALLTOALL,
    ALLTOALLV,
    ALLTOALLW,
    NEIGHBOR_ALLGATHER,
    NEIGHBOR_ALLGATHERV,
    NEIGHBOR_ALLTOALL,
    NEIGHBOR_ALLTOALLV,
    NEIGHBOR_ALLTOALLW,
    MOVE_KINDS
};

static const char *const move_names[MOVE_KINDS] = {"Barrier",
                                                   "Bcast",
                                                   "Gather",
                                                   "Gatherv",
                                                   "Scatter",
                                                   "Scatterv",
                                                   "Allgather",
                                                   "Allgatherv",
                                                   "Alltoall",
                                                   "Alltoallv",
                                                   "Alltoallw",
                                                   "Neighbor_allgather",
                                                   "Neighbor_allgatherv",
                                                   "Neighbor_alltoall",
                                                   "Neighbor_alltoallv",
                                                   "Neighbor_alltoallw"};

/* The block of a side that a message is in. `to` is NOBODY where all get the same. */
struct message {
    int from, to;
};

enum { FIRST_EDGE = 1000 }; /* from here on, `to` is a number of the sender's edges */

struct move {
    enum move_kind kind;
    const struct place *place;
    int number, in_place;
    int root;           /* as an argument */
    int root_id;        /* in MPI_COMM_WORLD */
    int leads, follows; /* this rank is the root; takes part as another one does */
    int items;          /* of blocks that are all alike */
    int sent, received;
    struct message out[MOST], in[MOST];
    int kept; /* blocks that are in the receive buffer before */
    int kept_blocks[MOST];
    struct message kept_messages[MOST];
    struct side send, receive;
};

static int has_root(enum move_kind kind)
{
    return kind >= BCAST && kind <= SCATTERV;
}

static enum spread spread_of(enum move_kind kind)
{
    switch (kind) {
    case ALLTOALLW:
    case NEIGHBOR_ALLTOALLW:
        return TYPED;
    case GATHERV:
    case SCATTERV:
    case ALLGATHERV:
    case ALLTOALLV:
    case NEIGHBOR_ALLGATHERV:
    case NEIGHBOR_ALLTOALLV:
        return SPREAD;
    default:
        return ROW;
    }
}

/* Chooses a root, of the one group or of either. */
static void choose_root(const struct place *place, int *root, int *root_id, int *leads,
                        int *follows)
{
    int thrown_root = dice(1 << 20), group = dice(2);
    int index = thrown_root % (place->remote && place->first != group ? place->others : place->n);
    if (!place->remote) {
        *root = index;
        *root_id = place->ids[index];
        *leads = index == place->me;
        *follows = 1;
    } else if (place->first == group) {
        *leads = index == place->me;
        *root = *leads ? MPI_ROOT : MPI_PROC_NULL;
        *root_id = place->ids[index];
        *follows = 0;
    } else {
        *root = index;
        *root_id = place->peer_ids[index];
        *leads = 0;
        *follows = 1;
    }
}

/* The items of a block; where each is of its own size, what goes forth in place is what comes back.
 */
static int items_of(const struct move *move, int from, int to)
{
    if (spread_of(move->kind) == ROW)
        return move->items;
    int less = move->in_place && from > to ? to : from, more = less == from ? to : from;
    return UNIT * (int)(hash(seed, move->number, less, more) % 4);
}

static void send(struct move *move, int to)
{
    move->out[move->sent++] = (struct message){rank, to};
}

static void receive(struct move *move, int from, int to)
{
    move->in[move->received++] = (struct message){from, to};
}

/* A block that this rank has in the receive buffer instead of sending it. */
static void keep(struct move *move, int block, int to)
{
    move->kept_blocks[move->kept] = block;
    move->kept_messages[move->kept++] = (struct message){rank, to};
}

static void list_rooted(struct move *move)
{
    const struct place *place = move->place;
    switch (move->kind) {
    case BCAST:
        if (move->leads)
            send(move, NOBODY);
        else if (move->follows)
            receive(move, move->root_id, NOBODY);
        break;
    case GATHER:
    case GATHERV:
        if (move->follows && !(move->leads && move->in_place))
            send(move, NOBODY);
        for (int i = 0; move->leads && i < place->others; i++)
            receive(move, place->peer_ids[i], NOBODY);
        if (move->leads && move->in_place)
            keep(move, place->me, NOBODY);
        break;
    default:
        for (int i = 0; move->leads && i < place->others; i++)
            send(move, place->peer_ids[i]);
        if (move->follows && !(move->leads && move->in_place))
            receive(move, move->root_id, rank);
    }
}

static void list_all(struct move *move, int gathers)
{
    const struct place *place = move->place;
    for (int i = 0; i < place->others; i++) {
        int to = gathers ? NOBODY : place->peer_ids[i];
        receive(move, place->peer_ids[i], gathers ? NOBODY : rank);
        if (!move->in_place && (!gathers || i == 0))
            send(move, to);
        if (move->in_place && (!gathers || i == place->me))
            keep(move, i, to);
    }
}

static void list_neighbors(struct move *move, int gathers)
{
    const struct place *place = move->place;
    for (int i = 0; i < (gathers ? 1 : place->outdegree); i++)
        send(move, gathers ? NOBODY : FIRST_EDGE + i);
    for (int i = 0; i < place->indegree; i++)
        receive(move, place->sources[i], gathers ? NOBODY : FIRST_EDGE + place->numbers[i]);
}

static void list_messages(struct move *move)
{
    if (has_root(move->kind))
        list_rooted(move);
    else if (move->kind >= NEIGHBOR_ALLGATHER)
        list_neighbors(move, move->kind <= NEIGHBOR_ALLGATHERV);
    else if (move->kind != BARRIER)
        list_all(move, move->kind <= ALLGATHERV);
}

/* Sides that no rank may look at are wrong, and must do no harm. */
static void make_side(struct move *move, struct side *side, int n, const struct message messages[],
                      int significant, int salt)
{
    int items[MOST] = {move->items};
    for (int i = 0; i < n; i++)
        items[i] = items_of(move, messages[i].from, messages[i].to);
    memset(side, 0, sizeof *side);
    side->type = MPI_INT;
#ifdef ZEROMPI_API
    side->count = -1;
    side->type = MPI_DATATYPE_NULL;
#endif
    if (significant)
        lay_out(side, n, items, spread_of(move->kind), 2 * move->number + salt);
}

static void make_move(struct move *move, enum move_kind kind, const struct place *place, int number)
{
    memset(move, 0, sizeof *move);
    move->kind = kind;
    move->place = place;
    move->number = number;
    move->items = UNIT * (dice(12) ? dice(4) : 1000 + dice(4000));
    move->in_place = dice(3) == 0 && !place->remote && kind >= GATHER && kind <= ALLTOALLW;
    if (has_root(kind))
        choose_root(place, &move->root, &move->root_id, &move->leads, &move->follows);
    list_messages(move);
    int neighbors = kind >= NEIGHBOR_ALLGATHER;
    make_side(move, &move->send, move->sent, move->out, move->sent || neighbors, 0);
    make_side(move, &move->receive, move->received, move->in, move->received || neighbors, 1);
}

/* Fills the buffers, and draws how they should be in the end. */
static void fill_move(struct move *move, int round)
{
    round += 10 * move->number;
    clear(&move->send);
    clear(&move->receive);
    for (int i = 0; i < move->sent; i++) {
        put(move->send.memory, &move->send, i, move->out[i].from, move->out[i].to, round);
        put(move->send.image, &move->send, i, move->out[i].from, move->out[i].to, round);
    }
    for (int i = 0; i < move->kept; i++)
        put(move->receive.memory, &move->receive, move->kept_blocks[i], move->kept_messages[i].from,
            move->kept_messages[i].to, round);
    for (int i = 0; i < move->received; i++)
        if (move->in[i].from != NOBODY)
            put(move->receive.image, &move->receive, i, move->in[i].from, move->in[i].to, round);
}

/* ---- Calls ---- */

#define SEND_ROW out, s->count, s->type
#define RECEIVE_ROW in, r->count, r->type
#define SEND_EACH out, s->counts, s->displacements, s->type
#define RECEIVE_EACH in, r->counts, r->displacements, r->type
#define SEND_LARGE out, s->large_counts, s->large_displacements, s->type
#define RECEIVE_LARGE in, r->large_counts, r->large_displacements, r->type

static void begin_rooted(struct move *move, enum form form, MPI_Request *request)
{
    const struct side *s = &move->send, *r = &move->receive;
    const struct side *one = move->leads ? s : r;
    MPI_Comm comm = move->place->comm;
    int root = move->root, replaced = move->leads && move->in_place;
    int gathers = move->kind <= GATHERV;
    void *out = replaced && gathers ? MPI_IN_PLACE : buffer_of(s);
    void *in = replaced && !gathers ? MPI_IN_PLACE : buffer_of(r);
    switch (move->kind) {
    case BCAST:
        BEGIN_ALIKE(form, Bcast, Ibcast,
                    ARGUMENTS(buffer_of(one), one->count, one->type, root, comm), request);
        break;
    case GATHER:
        BEGIN_ALIKE(form, Gather, Igather, ARGUMENTS(SEND_ROW, RECEIVE_ROW, root, comm), request);
        break;
    case GATHERV:
        BEGIN(form, Gatherv, Igatherv, ARGUMENTS(SEND_ROW, RECEIVE_EACH, root, comm),
              ARGUMENTS(SEND_ROW, RECEIVE_LARGE, root, comm), request);
        break;
    case SCATTER:
        BEGIN_ALIKE(form, Scatter, Iscatter, ARGUMENTS(SEND_ROW, RECEIVE_ROW, root, comm), request);
        break;
    default:
        BEGIN(form, Scatterv, Iscatterv, ARGUMENTS(SEND_EACH, RECEIVE_ROW, root, comm),
              ARGUMENTS(SEND_LARGE, RECEIVE_ROW, root, comm), request);
    }
}

/* The displacements of Alltoallw are of type int in its small forms, unlike those of the
 * neighbours' one. */
static void begin_alltoallw(struct move *move, enum form form, void *out, void *in,
                            MPI_Request *request)
{
    const struct side *s = &move->send, *r = &move->receive;
    MPI_Comm comm = move->place->comm;
    BEGIN(form, Alltoallw, Ialltoallw,
          ARGUMENTS(out, s->counts, s->small_bytes, s->types, in, r->counts, r->small_bytes,
                    r->types, comm),
          ARGUMENTS(out, s->large_counts, s->bytes, s->types, in, r->large_counts, r->bytes,
                    r->types, comm),
          request);
}

static void begin_all(struct move *move, enum form form, MPI_Request *request)
{
    const struct side *s = &move->send, *r = &move->receive;
    MPI_Comm comm = move->place->comm;
    void *out = move->in_place ? MPI_IN_PLACE : buffer_of(s), *in = buffer_of(r);
    switch (move->kind) {
    case ALLGATHER:
        BEGIN_ALIKE(form, Allgather, Iallgather, ARGUMENTS(SEND_ROW, RECEIVE_ROW, comm), request);
        break;
    case ALLGATHERV:
        BEGIN(form, Allgatherv, Iallgatherv, ARGUMENTS(SEND_ROW, RECEIVE_EACH, comm),
              ARGUMENTS(SEND_ROW, RECEIVE_LARGE, comm), request);
        break;
    case ALLTOALL:
        BEGIN_ALIKE(form, Alltoall, Ialltoall, ARGUMENTS(SEND_ROW, RECEIVE_ROW, comm), request);
        break;
    case ALLTOALLV:
        BEGIN(form, Alltoallv, Ialltoallv, ARGUMENTS(SEND_EACH, RECEIVE_EACH, comm),
              ARGUMENTS(SEND_LARGE, RECEIVE_LARGE, comm), request);
        break;
    default:
        begin_alltoallw(move, form, out, in, request);
    }
}

static void begin_neighbors(struct move *move, enum form form, MPI_Request *request)
{
    const struct side *s = &move->send, *r = &move->receive;
    MPI_Comm comm = move->place->comm;
    void *out = buffer_of(s), *in = buffer_of(r);
    switch (move->kind) {
    case NEIGHBOR_ALLGATHER:
        BEGIN_ALIKE(form, Neighbor_allgather, Ineighbor_allgather,
                    ARGUMENTS(SEND_ROW, RECEIVE_ROW, comm), request);
        break;
    case NEIGHBOR_ALLGATHERV:
        BEGIN(form, Neighbor_allgatherv, Ineighbor_allgatherv,
              ARGUMENTS(SEND_ROW, RECEIVE_EACH, comm), ARGUMENTS(SEND_ROW, RECEIVE_LARGE, comm),
              request);
        break;
    case NEIGHBOR_ALLTOALL:
        BEGIN_ALIKE(form, Neighbor_alltoall, Ineighbor_alltoall,
                    ARGUMENTS(SEND_ROW, RECEIVE_ROW, comm), request);
        break;
    case NEIGHBOR_ALLTOALLV:
        BEGIN(form, Neighbor_alltoallv, Ineighbor_alltoallv,
              ARGUMENTS(SEND_EACH, RECEIVE_EACH, comm), ARGUMENTS(SEND_LARGE, RECEIVE_LARGE, comm),
              request);
        break;
    default:
        BEGIN(
            form, Neighbor_alltoallw, Ineighbor_alltoallw,
            ARGUMENTS(out, s->counts, s->bytes, s->types, in, r->counts, r->bytes, r->types, comm),
            ARGUMENTS(out, s->large_counts, s->bytes, s->types, in, r->large_counts, r->bytes,
                      r->types, comm),
            request);
    }
}

/* MPI_Barrier has no large form. */
static void begin_barrier(struct move *move, enum form form, MPI_Request *request)
{
    MPI_Comm comm = move->place->comm;
    *request = MPI_REQUEST_NULL;
    if (form % 3 == BLOCKING)
        GOOD(MPI_Barrier(comm));
    else if (form % 3 == NONBLOCKING)
        GOOD(MPI_Ibarrier(comm, request));
    else {
        SINCE_4(GOOD(MPI_Barrier_init(comm, MPI_INFO_NULL, request)));
        GOOD(MPI_Start(request));
    }
}

static void begin_move(struct move *move, enum form form, MPI_Request *request)
{
    if (move->kind == BARRIER)
        begin_barrier(move, form, request);
    else if (has_root(move->kind))
        begin_rooted(move, form, request);
    else if (move->kind < NEIGHBOR_ALLGATHER)
        begin_all(move, form, request);
    else
        begin_neighbors(move, form, request);
}

static void check_move(const struct move *move)
{
    CHECK(is_as_it_should_be(&move->send));
    CHECK(is_as_it_should_be(&move->receive));
}

static void free_move(struct move *move)
{
    free_side(&move->send);
    free_side(&move->receive);
}

#endif
