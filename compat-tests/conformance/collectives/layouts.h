/* SPDX-License-Identifier: BSL-1.0 */
/* Memory that is looked at as a whole: what a collective is to write, and that it writes nothing
 * else. Data is numbered ints, which lie in memory as one of several datatypes says. */
#ifndef CONFORMANCE_LAYOUTS_H
#define CONFORMANCE_LAYOUTS_H

#include "../check.h"

enum { UNTOUCHED = -77 };

/* A datatype whose element holds `ints` ints at these places, counted in ints from its address. */
struct layout {
    MPI_Datatype type;
    int ints, extent, places[3];
};

enum { DENSE, GAPS, BELOW, LAYOUTS };
static struct layout layouts[LAYOUTS];

static inline void make_layouts(void)
{
    MPI_Datatype type;
    const int twice[] = {1, 1}, two[] = {2, 0}, below[] = {-2, 1};

    layouts[DENSE] = (struct layout){MPI_INT, 1, 1, {0}};

    /* Out of order, with a gap between and one at the end. */
    GOOD(MPI_Type_indexed(2, twice, two, MPI_INT, &type));
    layouts[GAPS] = (struct layout){MPI_DATATYPE_NULL, 2, 4, {2, 0}};
    GOOD(MPI_Type_create_resized(type, 0, 4 * (MPI_Aint)sizeof(int), &layouts[GAPS].type));
    GOOD(MPI_Type_free(&type));
    GOOD(MPI_Type_commit(&layouts[GAPS].type));

    /* Partly below its address. */
    layouts[BELOW] = (struct layout){MPI_DATATYPE_NULL, 2, 4, {-2, 1}};
    GOOD(MPI_Type_indexed(2, twice, below, MPI_INT, &layouts[BELOW].type));
    GOOD(MPI_Type_commit(&layouts[BELOW].type));
}

static inline void free_layouts(void)
{
    GOOD(MPI_Type_free(&layouts[GAPS].type));
    GOOD(MPI_Type_free(&layouts[BELOW].type));
}

/* Elements that hold so many ints; the number must fit. */
static inline int elements(const struct layout *layout, int ints)
{
    return ints / layout->ints;
}

enum { MEMORY = 20000, MARGIN = 8 };

struct memory {
    int cells[MEMORY];
};

static struct memory sent, received, wanted;

/* The address that is given to MPI. */
static inline void *base(struct memory *memory)
{
    return memory->cells + MARGIN;
}

/* The int number `i` of data that begins `offset` elements from the base. */
static inline int *cell(struct memory *memory, const struct layout *layout, int offset, int i)
{
    return memory->cells + MARGIN + (offset + i / layout->ints) * layout->extent +
           layout->places[i % layout->ints];
}

static inline void wipe(struct memory *memory)
{
    for (int i = 0; i < MEMORY; i++)
        memory->cells[i] = UNTOUCHED;
}

static inline void wipe_all(void)
{
    wipe(&sent);
    wipe(&received);
    wipe(&wanted);
}

/* The int number `i` of what rank `from` has for rank `to`. */
static inline int datum(int from, int to, int i)
{
    return from * 1000000 + to * 10000 + i % 10000;
}

static inline void put(struct memory *memory, const struct layout *layout, int offset, int ints,
                       int from, int to)
{
    for (int i = 0; i < ints; i++)
        *cell(memory, layout, offset, i) = datum(from, to, i);
}

static inline int as_wanted(void)
{
    return memcmp(&received, &wanted, sizeof wanted) == 0;
}

#endif
