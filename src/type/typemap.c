/* SPDX-License-Identifier: BSL-1.0 */
/* Type maps: making them short, and counting in them. */
#include "type/typemap.h"

#include <stdint.h>
#include <stdlib.h>

/* A type map of up to so many segments is copied rather than referred to where it is added once,
 * for its segments may touch their new neighbours. */
enum { SHORT = 4 };

/* ---- Holders ---- */

const struct zm_typemap *zm_typemap_retain(const struct zm_typemap *map)
{
    if (map && map->references)
        ((struct zm_typemap *)map)->references++;
    return map;
}

static void release_lists(const struct zm_typemap *map)
{
    for (size_t i = 0; i < map->segment_count; i++)
        zm_typemap_release(map->segments[i].inside);
    for (size_t i = 0; i < map->run_count; i++)
        zm_typemap_release(map->runs[i].inside);
}

void zm_typemap_release(const struct zm_typemap *map)
{
    if (!map || !map->references || --((struct zm_typemap *)map)->references > 0)
        return;
    release_lists(map);
    free((void *)map->segments);
    free((void *)map->runs);
    free((void *)map);
}

/* ---- Adding ---- */

static void fail(struct zm_mapmaker *maker, int error)
{
    if (!maker->error)
        maker->error = error;
}

/* A list with room for one item more; NULL: no memory. */
static void *grow(void *list, size_t count, size_t *room, size_t item)
{
    if (count < *room)
        return list;
    size_t more = *room ? 2 * *room : 8;
    void *larger = more <= SIZE_MAX / item ? realloc(list, more * item) : NULL;
    if (larger)
        *room = more;
    return larger;
}

static bool is_block(const struct zm_segment *segment)
{
    return segment->count == 1 && !segment->inside;
}

/* Takes over the segment, without its position. */
static void append_segment(struct zm_mapmaker *maker, struct zm_segment segment)
{
    struct zm_typemap *made = &maker->made;
    if (segment.count > 1 && !segment.inside && segment.stride == (MPI_Aint)segment.length) {
        segment.length *= segment.count;
        segment.count = 1;
    }
    struct zm_segment *last =
        made->segment_count ? &maker->segments[made->segment_count - 1] : NULL;
    if (last && is_block(last) && is_block(&segment) &&
        last->displacement + (MPI_Aint)last->length == segment.displacement) {
        last->length += segment.length;
        return;
    }
    struct zm_segment *larger =
        grow(maker->segments, made->segment_count, &maker->segment_room, sizeof segment);
    if (!larger) {
        fail(maker, MPI_ERR_NO_MEM);
        return;
    }
    maker->segments = larger;
    zm_typemap_retain(segment.inside);
    maker->segments[made->segment_count++] = segment;
}

static void add_segments(struct zm_mapmaker *maker, MPI_Aint displacement, size_t count,
                         MPI_Aint stride, const struct zm_typemap *map)
{
    const struct zm_segment *first = map->segments;
    struct zm_segment segment = {0, displacement, map->size, count, stride, map};
    if (count == 1 && map->segment_count <= SHORT) {
        for (size_t i = 0; i < map->segment_count; i++) {
            segment = first[i];
            segment.displacement += displacement;
            append_segment(maker, segment);
        }
        return;
    }
    if (map->segment_count == 1 &&
        (first->count == 1 || (size_t)stride == first->count * (size_t)first->stride)) {
        /* The copies continue what the original began: still one row of blocks. */
        segment = *first;
        segment.displacement += displacement;
        segment.stride = first->count == 1 ? stride : first->stride;
        segment.count *= count;
    }
    append_segment(maker, segment);
}

static void append_run(struct zm_mapmaker *maker, struct zm_run run)
{
    struct zm_typemap *made = &maker->made;
    struct zm_run *last = made->run_count ? &maker->runs[made->run_count - 1] : NULL;
    if (last && last->inside == run.inside &&
        (run.inside || last->basic->handle == run.basic->handle)) {
        last->count += run.count;
        return;
    }
    struct zm_run *larger = grow(maker->runs, made->run_count, &maker->run_room, sizeof run);
    if (!larger) {
        fail(maker, MPI_ERR_NO_MEM);
        return;
    }
    maker->runs = larger;
    zm_typemap_retain(run.inside);
    maker->runs[made->run_count++] = run;
}

static void add_runs(struct zm_mapmaker *maker, size_t count, const struct zm_typemap *map)
{
    struct zm_run run = {0, 0, count, NULL, map};
    if (map->run_count == 1) {
        run = *map->runs;
        run.count *= count;
    }
    append_run(maker, run);
}

/* sum += count * each; false if that is more than an MPI_Count can hold. */
static bool accumulate(size_t *sum, size_t count, size_t each)
{
    size_t product;
    return !__builtin_mul_overflow(count, each, &product) &&
           !__builtin_add_overflow(*sum, product, sum) && *sum <= (size_t)INT64_MAX;
}

/* Where the copies begin and end; false if that is beyond what addresses can be. */
static bool stretch(struct zm_typemap *made, MPI_Aint displacement, size_t count, MPI_Aint stride,
                    const struct zm_typemap *map)
{
    MPI_Aint last, low, high;
    if (__builtin_mul_overflow(count - 1, stride, &last) ||
        __builtin_add_overflow(displacement, map->true_lb, &low) ||
        __builtin_add_overflow(displacement, map->true_ub, &high) ||
        __builtin_add_overflow(last < 0 ? low : high, last, last < 0 ? &low : &high))
        return false;
    made->true_lb = made->size && made->true_lb < low ? made->true_lb : low;
    made->true_ub = made->size && made->true_ub > high ? made->true_ub : high;
    MPI_Aint extent;
    return !__builtin_sub_overflow(made->true_ub, made->true_lb, &extent);
}

void zm_typemap_add(struct zm_mapmaker *maker, MPI_Aint displacement, size_t count, MPI_Aint stride,
                    const struct zm_typemap *map)
{
    struct zm_typemap *made = &maker->made;
    if (count == 0 || map->size == 0 || maker->error)
        return;
    if (count == 1)
        stride = 0;
    if (!stretch(made, displacement, count, stride, map) ||
        !accumulate(&made->size, count, map->size) ||
        !accumulate(&made->external_size, count, map->external_size) ||
        !accumulate(&made->elements, count, map->elements)) {
        fail(maker, MPI_ERR_ARG);
        return;
    }
    if (made->alignment < map->alignment)
        made->alignment = map->alignment;
    add_segments(maker, displacement, count, stride, map);
    add_runs(maker, count, map);
}

/* ---- Ending ---- */

/* Whether a segment continues the row of `count` equal blocks that begins with `first`. */
static bool continues(const struct zm_segment *first, size_t count, MPI_Aint stride,
                      const struct zm_segment *segment)
{
    return segment->count == 1 && segment->length == first->length &&
           segment->inside == first->inside &&
           (size_t)segment->displacement == (size_t)first->displacement + count * (size_t)stride;
}

/* Replaces equal blocks at equal distances by one segment, as in an index of every third element.
 * Two are not worth it: any two are at equal distances. */
static void merge_rows(struct zm_mapmaker *maker)
{
    struct zm_segment *segments = maker->segments;
    size_t old = maker->made.segment_count, kept = 0;
    for (size_t i = 0, row; i < old; i += row) {
        struct zm_segment segment = segments[i];
        row = 1;
        if (segment.count == 1 && i + 2 < old) {
            MPI_Aint stride = segments[i + 1].displacement - segment.displacement;
            while (i + row < old && continues(&segment, row, stride, &segments[i + row]))
                row++;
            if (row > 2) {
                segment.count = row;
                segment.stride = stride;
                for (size_t j = 1; j < row; j++)
                    zm_typemap_release(segment.inside);
            } else {
                row = 1;
            }
        }
        segments[kept++] = segment;
    }
    maker->made.segment_count = kept;
}

/* A type map that is nothing but another one, elsewhere, gets that one's segments. */
static void unwrap_segments(struct zm_mapmaker *maker)
{
    struct zm_segment *only = maker->segments;
    if (maker->made.segment_count != 1 || only->count > 1 || !only->inside)
        return;
    const struct zm_typemap *inside = only->inside;
    MPI_Aint displacement = only->displacement;
    maker->made.segment_count = 0;
    for (size_t i = 0; i < inside->segment_count; i++) {
        struct zm_segment segment = inside->segments[i];
        segment.displacement += displacement;
        append_segment(maker, segment);
    }
    zm_typemap_release(inside);
}

/* The same with its runs. */
static void unwrap_runs(struct zm_mapmaker *maker)
{
    struct zm_run *only = maker->runs;
    if (maker->made.run_count != 1 || only->count > 1 || !only->inside)
        return;
    const struct zm_typemap *inside = only->inside;
    maker->made.run_count = 0;
    for (size_t i = 0; i < inside->run_count; i++)
        append_run(maker, inside->runs[i]);
    zm_typemap_release(inside);
}

static void number(struct zm_mapmaker *maker)
{
    size_t position = 0, elements = 0;
    for (size_t i = 0; i < maker->made.segment_count; i++) {
        maker->segments[i].position = position;
        position += maker->segments[i].length * maker->segments[i].count;
    }
    position = 0;
    for (size_t i = 0; i < maker->made.run_count; i++) {
        struct zm_run *run = &maker->runs[i];
        run->position = position;
        run->elements = elements;
        position += run->count * (run->basic ? run->basic->size : run->inside->size);
        elements += run->count * (run->basic ? 1 : run->inside->elements);
    }
}

/* The list in no more memory than it needs. */
static void *trim(void *list, size_t bytes)
{
    void *smaller = bytes ? realloc(list, bytes) : NULL;
    return smaller ? smaller : list;
}

int zm_typemap_end(struct zm_mapmaker *maker, const struct zm_typemap **map)
{
    struct zm_typemap *made = maker->error ? NULL : malloc(sizeof *made);
    if (!made)
        fail(maker, MPI_ERR_NO_MEM);
    if (!maker->error) {
        unwrap_segments(maker);
        unwrap_runs(maker);
        merge_rows(maker);
        number(maker);
    }
    maker->made.segments = maker->segments;
    maker->made.runs = maker->runs;
    *map = NULL;
    if (maker->error) {
        release_lists(&maker->made);
        free(maker->segments);
        free(maker->runs);
        free(made);
        return maker->error;
    }
    *made = maker->made;
    made->references = 1;
    if (!made->alignment)
        made->alignment = 1;
    made->segments = trim(maker->segments, made->segment_count * sizeof *made->segments);
    made->runs = trim(maker->runs, made->run_count * sizeof *made->runs);
    *map = made;
    return MPI_SUCCESS;
}

/* ---- Counting ---- */

/* The run that byte or element `n` is in. */
static const struct zm_run *find_run(const struct zm_typemap *map, size_t n, bool by_bytes)
{
    const struct zm_run *run = map->runs;
    size_t count = map->run_count;
    while (count > 1) {
        size_t half = count / 2;
        if ((by_bytes ? run[half].position : run[half].elements) <= n) {
            run += half;
            count -= half;
        } else {
            count = half;
        }
    }
    return run;
}

MPI_Count zm_typemap_elements(const struct zm_typemap *map, size_t bytes)
{
    size_t elements = 0;
    while (bytes > 0) {
        if (map->size == 0)
            return -1;
        elements += bytes / map->size * map->elements;
        bytes %= map->size;
        const struct zm_run *run = find_run(map, bytes, true);
        elements += run->elements;
        bytes -= run->position;
        if (run->basic)
            return bytes % run->basic->size ? -1 : (MPI_Count)(elements + bytes / run->basic->size);
        map = run->inside;
    }
    return (MPI_Count)elements;
}

MPI_Count zm_typemap_bytes(const struct zm_typemap *map, size_t elements)
{
    size_t bytes = 0;
    while (elements > 0) {
        if (map->size == 0 || !accumulate(&bytes, elements / map->elements, map->size))
            return -1;
        elements %= map->elements;
        const struct zm_run *run = find_run(map, elements, false);
        bytes += run->position;
        elements -= run->elements;
        if (run->basic)
            return (MPI_Count)(bytes + elements * run->basic->size);
        map = run->inside;
    }
    return (MPI_Count)bytes;
}
