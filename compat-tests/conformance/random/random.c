/* SPDX-License-Identifier: BSL-1.0 */
/* Random collectives in random forms on random communicators, several at a time, each held against
 * a sequential model. Arguments: the first seed, and how many of them. What fails says its seed:
 * with that one as the first it comes again. */
#include "../forms.h"
#include "moves.h"
#include "places.h"
#include "reductions.h"

enum { BATCHES = 30, AT_ONCE = 5 };

/* One call. */
struct step {
    enum form form;
    int reduces;
    struct move move;
    struct reduction reduction;
};

static struct step steps[AT_ONCE];
static MPI_Request requests[AT_ONCE];

/* ---- Steps ---- */

static int is_possible(const struct step *step, int kind, const struct place *place)
{
    if (step->reduces)
        return !place->remote || kind < SCAN;
#ifndef ZEROMPI_API
    if (kind == ALLTOALLW) /* others fail with some datatypes */
        return 0;
#endif
    return kind < NEIGHBOR_ALLGATHER || place->topology;
}

static void say(const struct step *step, const char *name, const struct place *place)
{
    snprintf(context, sizeof context, ", seed %u, turn %u, %s in form %d on %s", seed, turn, name,
             step->form, place->name);
}

/* Throws the dice for what is to be done. Returns 0 on a rank that has no part in it. */
static int make_step(struct step *step)
{
    next_turn();
    const struct place *place = &places[dice(place_count)];
#ifdef ZEROMPI_API
    step->form = (enum form)dice(FORMS_HERE);
#else
    step->form = (enum form)dice(PERSISTENT); /* MPICH's other forms fail with derived datatypes */
#endif
    step->reduces = dice(3) == 0;
    int kind = dice(step->reduces ? REDUCTION_KINDS : MOVE_KINDS);
    if (place->comm == MPI_COMM_NULL)
        return 0;
    if (!is_possible(step, kind, place))
        kind = step->reduces ? REDUCE : BARRIER;
    if (step->reduces) {
        say(step, reduction_names[kind], place);
        make_reduction(&step->reduction, (enum reduction_kind)kind, place, (int)turn);
    } else {
        say(step, move_names[kind], place);
        make_move(&step->move, (enum move_kind)kind, place, (int)turn);
    }
    return 1;
}

static void fill(struct step *step, int round)
{
    if (step->reduces)
        fill_reduction(&step->reduction, round);
    else
        fill_move(&step->move, round);
}

static void start(struct step *step, MPI_Request *request)
{
    if (step->reduces)
        begin_reduction(&step->reduction, step->form, request);
    else
        begin_move(&step->move, step->form, request);
}

static void check(const struct step *step)
{
    const struct place *place = step->reduces ? step->reduction.place : step->move.place;
    say(step, step->reduces ? reduction_names[step->reduction.kind] : move_names[step->move.kind],
        place);
    if (step->reduces)
        check_reduction(&step->reduction);
    else
        check_move(&step->move);
}

static void free_step(struct step *step)
{
    if (step->reduces)
        free_reduction(&step->reduction);
    else
        free_move(&step->move);
}

/* ---- Batches ---- */

static void complete(int count, int way)
{
    int done = 0, index;
    switch (way) {
    case 0:
        GOOD(MPI_Waitall(count, requests, MPI_STATUSES_IGNORE));
        break;
    case 1:
        for (int i = count; i-- > 0;)
            GOOD(MPI_Wait(&requests[i], MPI_STATUS_IGNORE));
        break;
    case 2:
        do
            GOOD(MPI_Waitany(count, requests, &index, MPI_STATUS_IGNORE));
        while (index != MPI_UNDEFINED);
        break;
    default:
        while (!done)
            GOOD(MPI_Testall(count, requests, &done, MPI_STATUSES_IGNORE));
    }
}

/* All that are persistent once more, with other data. */
static void repeat(int count)
{
    for (int i = 0; i < count; i++)
        if (is_persistent(steps[i].form)) {
            fill(&steps[i], 1);
            GOOD(MPI_Start(&requests[i]));
        }
    complete(count, 0);
    for (int i = 0; i < count; i++)
        if (is_persistent(steps[i].form)) {
            check(&steps[i]);
            GOOD(MPI_Request_free(&requests[i]));
        }
}

static void run_batch(void)
{
    next_turn();
    int wanted = 1 + dice(AT_ONCE), way = dice(4), count = 0;
    for (int i = 0; i < wanted; i++)
        if (make_step(&steps[count])) {
            fill(&steps[count], 0);
            start(&steps[count], &requests[count]);
            count++;
        }
    complete(count, way);
    for (int i = 0; i < count; i++)
        check(&steps[i]);
    repeat(count);
    for (int i = 0; i < count; i++)
        free_step(&steps[i]);
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    unsigned first = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
    unsigned count = argc > 2 ? (unsigned)atoi(argv[2]) : 4;
    make_layouts();
    make_rules();
    for (seed = first; seed < first + count; seed++) {
        turn = 0;
        next_turn();
        make_places();
        for (int i = 0; i < BATCHES; i++)
            run_batch();
        free_places();
    }
    free_layouts();
    free_rules();
    return finish();
}
