/* SPDX-License-Identifier: BSL-1.0 */
/* Collectives that reduce. What each rank contributes follows from its number, so every rank folds
 * all contributions in their order by itself, one after another, and compares. All numbers are
 * whole and small, so that floating ones are exact too, whatever the brackets. */
#ifndef RANDOM_REDUCTIONS_H
#define RANDOM_REDUCTIONS_H

#include "../forms.h"
#include "places.h"

enum { GUARD = 4, NOT_WRITTEN = -77 };

/* ---- Operators ---- */

/* A datatype with an operator. An element is so many ints, or what is in them. */
struct rule {
    const char *name;
    int ints;
    void (*make)(int element[], unsigned number);   /* a contribution */
    void (*combine)(const int left[], int right[]); /* right = left OP right */
    MPI_Datatype type;
    MPI_Op op;
};

static void make_small(int element[], unsigned number)
{
    element[0] = (int)(number % 3) + 1;
}

static void make_any(int element[], unsigned number)
{
    element[0] = (int)number;
}

static void make_flag(int element[], unsigned number)
{
    element[0] = (int)(number % 5) - 1;
}

static void make_double(int element[], unsigned number)
{
    double value = (int)(number % 1000) - 500;
    memcpy(element, &value, sizeof value);
}

static void make_pair(int element[], unsigned number)
{
    element[0] = (int)(number % 4);
    element[1] = (int)(number / 4 % 100);
}

static void make_gapped(int element[], unsigned number)
{
    element[0] = (int)(number % 100);
    element[2] = (int)(number / 100 % 100);
}

static void sum(const int left[], int right[])
{
    right[0] += left[0];
}

static void product(const int left[], int right[])
{
    right[0] *= left[0];
}

static void maximum(const int left[], int right[])
{
    right[0] = left[0] > right[0] ? left[0] : right[0];
}

static void minimum(const int left[], int right[])
{
    right[0] = left[0] < right[0] ? left[0] : right[0];
}

static void exclusive_bits(const int left[], int right[])
{
    right[0] ^= left[0];
}

static void both_true(const int left[], int right[])
{
    right[0] = left[0] && right[0];
}

static void double_sum(const int left[], int right[])
{
    double a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    b += a;
    memcpy(right, &b, sizeof b);
}

/* The larger value, and of the same ones that with the smaller index. */
static void later_or(const int left[], int right[], int left_wins)
{
    int index = left[1] < right[1] ? left[1] : right[1];
    if (left[0] == right[0])
        right[1] = index;
    else if (left_wins) {
        right[0] = left[0];
        right[1] = left[1];
    }
}

static void maximum_with_index(const int left[], int right[])
{
    later_or(left, right, left[0] > right[0]);
}

static void minimum_with_index(const int left[], int right[])
{
    later_or(left, right, left[0] < right[0]);
}

/* x -> a x + b, one function after another: the order is all that matters. */
static void compose(const int left[], int right[])
{
    int a = left[0] * right[0] % 10007, b = (left[0] * right[1] + left[1]) % 10007;
    right[0] = a;
    right[1] = b;
}

static void gapped_sum(const int left[], int right[])
{
    right[0] += left[0];
    right[2] += left[2];
}

static void user_compose(void *in, void *inout, int *count, MPI_Datatype *type)
{
    (void)type;
    for (int i = 0; i < *count; i++)
        compose((int *)in + 2 * i, (int *)inout + 2 * i);
}

static void user_gapped_sum(void *in, void *inout, int *count, MPI_Datatype *type)
{
    (void)type;
    for (int i = 0; i < *count; i++)
        gapped_sum((int *)in + 4 * i, (int *)inout + 4 * i);
}

enum { RULES = 11 };
static struct rule rules[RULES];

static void make_rules(void)
{
    const struct rule all[RULES] = {
        {"SUM", 1, make_small, sum, MPI_INT, MPI_SUM},
        {"PROD", 1, make_small, product, MPI_INT, MPI_PROD},
        {"MAX", 1, make_any, maximum, MPI_INT, MPI_MAX},
        {"MIN", 1, make_any, minimum, MPI_INT, MPI_MIN},
        {"BXOR", 1, make_any, exclusive_bits, MPI_UNSIGNED, MPI_BXOR},
        {"LAND", 1, make_flag, both_true, MPI_INT, MPI_LAND},
        {"SUM of doubles", 2, make_double, double_sum, MPI_DOUBLE, MPI_SUM},
        {"MAXLOC", 2, make_pair, maximum_with_index, MPI_2INT, MPI_MAXLOC},
        {"MINLOC", 2, make_pair, minimum_with_index, MPI_2INT, MPI_MINLOC},
        {"compose", 2, make_pair, compose, MPI_DATATYPE_NULL, MPI_OP_NULL},
        {"sum with gaps", 4, make_gapped, gapped_sum, MPI_DATATYPE_NULL, MPI_OP_NULL}};
    memcpy(rules, all, sizeof all);
    MPI_Datatype pair;
    struct rule *composes = &rules[9], *sums = &rules[10];
    GOOD(MPI_Type_contiguous(2, MPI_INT, &composes->type));
    GOOD(MPI_Type_commit(&composes->type));
    GOOD(MPI_Op_create(user_compose, 0, &composes->op));
    GOOD(MPI_Type_vector(2, 1, 2, MPI_INT, &pair));
    GOOD(MPI_Type_create_resized(pair, 0, 4 * sizeof(int), &sums->type));
    GOOD(MPI_Type_commit(&sums->type));
    GOOD(MPI_Type_free(&pair));
    GOOD(MPI_Op_create(user_gapped_sum, 1, &sums->op));
}

static void free_rules(void)
{
    for (int i = 9; i < RULES; i++) {
        GOOD(MPI_Type_free(&rules[i].type));
        GOOD(MPI_Op_free(&rules[i].op));
    }
}

/* ---- Reductions ---- */

enum reduction_kind {
    REDUCE,
    ALLREDUCE,
    REDUCE_SCATTER_BLOCK,
    REDUCE_SCATTER,
    SCAN,
    EXSCAN,
    REDUCTION_KINDS
};

static const char *const reduction_names[REDUCTION_KINDS] = {
    "Reduce", "Allreduce", "Reduce_scatter_block", "Reduce_scatter", "Scan", "Exscan"};

struct reduction {
    enum reduction_kind kind;
    const struct place *place;
    const struct rule *rule;
    int number, in_place;
    int root, leads, follows;
    int total;       /* elements that each contributes */
    int first, mine; /* of the result, what this rank gets; 0: nothing */
    int counts[MOST];
    MPI_Count large_counts[MOST];
    int *own, *result, *image; /* the last is what `result` should be */
};

static size_t room(const struct reduction *reduction)
{
    return (size_t)(reduction->total * reduction->rule->ints + GUARD);
}

static int *new_elements(const struct reduction *reduction)
{
    int *elements = malloc(room(reduction) * sizeof *elements);
    CHECK(elements != NULL);
    return elements;
}

/* Which part of the result each rank gets: in two groups the parts make up the same whole. */
static void divide(struct reduction *reduction)
{
    const struct place *place = reduction->place;
    int n = place->n, scale = place->remote ? place->others : 1;
    switch (reduction->kind) {
    case REDUCE:
        reduction->mine = reduction->leads ? reduction->total : 0;
        break;
    case REDUCE_SCATTER_BLOCK:
        reduction->mine = reduction->total % 50 * scale;
        reduction->total = reduction->mine * n;
        reduction->first = place->me * reduction->mine;
        break;
    case REDUCE_SCATTER:
        for (int i = 0; i < n; i++) {
            int from = reduction->total * i / n, to = reduction->total * (i + 1) / n;
            reduction->counts[i] = to - from;
            reduction->large_counts[i] = to - from;
            if (i == place->me) {
                reduction->first = from;
                reduction->mine = to - from;
            }
        }
        break;
    case EXSCAN:
        reduction->mine = place->me ? reduction->total : 0;
        break;
    default:
        reduction->mine = reduction->total;
    }
}

static void make_reduction(struct reduction *reduction, enum reduction_kind kind,
                           const struct place *place, int number)
{
    memset(reduction, 0, sizeof *reduction);
    reduction->kind = kind;
    reduction->place = place;
    reduction->number = number;
    reduction->rule = &rules[dice(RULES)];
    reduction->total = dice(10) ? dice(7) : 1000 + dice(5000);
    reduction->in_place = dice(3) == 0 && !place->remote;
#ifndef ZEROMPI_API
    if (kind == REDUCE)
        reduction->in_place = 0; /* MPICH crashes */
#endif
    reduction->follows = 1;
    int root_id;
    if (kind == REDUCE)
        choose_root(place, &reduction->root, &root_id, &reduction->leads, &reduction->follows);
    divide(reduction);
    reduction->own = new_elements(reduction);
    reduction->result = new_elements(reduction);
    reduction->image = new_elements(reduction);
}

static void contribute(const struct reduction *reduction, int id, int i, int round, int element[])
{
    reduction->rule->make(element, hash(seed, round, id, i));
}

/* The contributions of ranks, folded from the left. */
static void fold(const struct reduction *reduction, int n, const int ids[], int i, int round,
                 int element[])
{
    contribute(reduction, ids[n - 1], i, round, element);
    for (int r = n - 2; r >= 0; r--) {
        int left[4];
        contribute(reduction, ids[r], i, round, left);
        reduction->rule->combine(left, element);
    }
}

static int folded(const struct reduction *reduction)
{
    if (reduction->kind == SCAN)
        return reduction->place->me + 1;
    return reduction->kind == EXSCAN ? reduction->place->me : reduction->place->others;
}

/* Whether the send buffer is the receive buffer here. */
static int replaces(const struct reduction *reduction)
{
    return reduction->in_place && (reduction->kind != REDUCE || reduction->leads);
}

static void fill_reduction(struct reduction *reduction, int round)
{
    int ints = reduction->rule->ints;
    round += 10 * reduction->number;
    for (size_t i = 0; i < room(reduction); i++)
        reduction->own[i] = reduction->result[i] = reduction->image[i] = NOT_WRITTEN;
    for (int i = 0; i < reduction->total; i++) {
        int *buffer = replaces(reduction) ? reduction->result : reduction->own;
        contribute(reduction, rank, i, round, buffer + i * ints);
    }
    for (int i = 0; i < reduction->mine; i++)
        fold(reduction, folded(reduction), reduction->place->peer_ids, reduction->first + i, round,
             reduction->image + i * ints);
}

#define REDUCED out, in, reduction->total, type, op

static void begin_reduction(struct reduction *reduction, enum form form, MPI_Request *request)
{
    MPI_Comm comm = reduction->place->comm;
    MPI_Datatype type = reduction->rule->type;
    MPI_Op op = reduction->rule->op;
    int root = reduction->root;
    void *out = replaces(reduction) ? MPI_IN_PLACE : reduction->own;
    void *in = reduction->kind == REDUCE && !reduction->leads ? NULL : reduction->result;
    switch (reduction->kind) {
    case REDUCE:
        BEGIN_ALIKE(form, Reduce, Ireduce, ARGUMENTS(REDUCED, root, comm), request);
        break;
    case ALLREDUCE:
        BEGIN_ALIKE(form, Allreduce, Iallreduce, ARGUMENTS(REDUCED, comm), request);
        break;
    case REDUCE_SCATTER_BLOCK:
        BEGIN_ALIKE(form, Reduce_scatter_block, Ireduce_scatter_block,
                    ARGUMENTS(out, in, reduction->mine, type, op, comm), request);
        break;
    case REDUCE_SCATTER:
        BEGIN(form, Reduce_scatter, Ireduce_scatter,
              ARGUMENTS(out, in, reduction->counts, type, op, comm),
              ARGUMENTS(out, in, reduction->large_counts, type, op, comm), request);
        break;
    case SCAN:
        BEGIN_ALIKE(form, Scan, Iscan, ARGUMENTS(REDUCED, comm), request);
        break;
    default:
        BEGIN_ALIKE(form, Exscan, Iexscan, ARGUMENTS(REDUCED, comm), request);
    }
}

/* What is behind a result that took the place of more is nobody's business, nor is what the first
 * rank of an Exscan gets. */
static void check_reduction(const struct reduction *reduction)
{
    size_t checked = room(reduction);
    if (replaces(reduction))
        checked = (size_t)(reduction->mine * reduction->rule->ints);
    if (reduction->kind == EXSCAN && reduction->place->me == 0)
        checked = 0;
    CHECK(!memcmp(reduction->result, reduction->image, checked * sizeof(int)));
    const int *guard = reduction->result + room(reduction) - GUARD;
    for (int i = 0; i < GUARD; i++)
        CHECK(guard[i] == NOT_WRITTEN);
}

static void free_reduction(struct reduction *reduction)
{
    free(reduction->own);
    free(reduction->result);
    free(reduction->image);
}

#endif
