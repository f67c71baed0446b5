/* SPDX-License-Identifier: BSL-1.0 */
/* Type maps: which basic types an element of a datatype consists of, and where their bytes lie.
 *
 * The standard defines a datatype as a list of basic types and displacements. Written out it would
 * be as long as the data, so it is kept in two shorter forms, which are lists too: the segments say
 * where the bytes lie, whatever they mean; the runs say what they mean, wherever they lie. Both are
 * in the order of the bytes in a message. An item of either list may stand for a whole type map
 * inside, repeated: so both stay as short as the calls that the program made. */
#ifndef ZM_TYPE_TYPEMAP_H
#define ZM_TYPE_TYPEMAP_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

struct zm_typemap;

/* How a basic type is written in "external32", the standard's representation for all machines:
 * big-endian, in a size of its own. */
enum zm_external {
    ZM_EXTERNAL_BYTES,    /* as they are */
    ZM_EXTERNAL_SIGNED,   /* integer; longer ones get copies of the sign */
    ZM_EXTERNAL_UNSIGNED, /* integer; longer ones get zeros */
    ZM_EXTERNAL_FLOAT,    /* an IEEE format here too */
    ZM_EXTERNAL_EXTENDED  /* long double: as binary128, whatever it is here */
};

/* A type that consists of no other: a predefined datatype, or a member of a pair. */
struct zm_basic {
    MPI_Datatype handle; /* tells it from others */
    size_t size;         /* bytes here */
    enum zm_external external;
    size_t parts;         /* 2 in a complex number: each is written by itself; otherwise 1 */
    size_t external_size; /* bytes in "external32", of all parts */
};

/* `count` blocks of `length` bytes, their starts `stride` bytes apart. A column of a matrix, or a
 * whole vector type, is one segment however many blocks it has. */
struct zm_segment {
    size_t position;       /* bytes of the packed element that come before this segment */
    MPI_Aint displacement; /* of the first block, in bytes from the element's address */
    size_t length;         /* bytes of data in a block, at least 1 */
    size_t count;          /* blocks, at least 1 */
    MPI_Aint stride;       /* bytes from one block's start to the next one's, if there is one */
    const struct zm_typemap *inside; /* where a block's bytes lie from its start; NULL: in a row */
};

/* `count` times a basic type, or all of a type map. */
struct zm_run {
    size_t position;              /* bytes that come before this run */
    size_t elements;              /* basic elements that do */
    size_t count;                 /* at least 1 */
    const struct zm_basic *basic; /* or NULL: */
    const struct zm_typemap *inside;
};

struct zm_typemap {
    size_t references;    /* holders; 0: it is static, and never freed */
    size_t size;          /* bytes of data */
    size_t external_size; /* bytes of data in "external32" */
    size_t elements;      /* basic types */
    size_t alignment;     /* bytes: of the basic type that needs most; 1 if there is none */
    MPI_Aint true_lb;     /* where the first byte lies and where the last one ends; */
    MPI_Aint true_ub;     /* both 0 if there is none */
    size_t segment_count; /* 0 if size is 0, like run_count */
    size_t run_count;
    const struct zm_segment *segments; /* blocks that touch are merged */
    const struct zm_run *runs;
};

const struct zm_typemap *zm_typemap_retain(const struct zm_typemap *map);
void zm_typemap_release(const struct zm_typemap *map);

/* Makes a type map, from others, from first to last. Initialize it with zeros. */
struct zm_mapmaker {
    struct zm_typemap made;
    struct zm_segment *segments;
    struct zm_run *runs;
    size_t segment_room, run_room;
    int error; /* the first one */
};

/* Adds `count` copies of `map`, which keeps its references, `stride` bytes apart, the first one at
 * `displacement`. Errors are remembered until the end. */
void zm_typemap_add(struct zm_mapmaker *maker, MPI_Aint displacement, size_t count, MPI_Aint stride,
                    const struct zm_typemap *map);

/* Ends it: *map gets the type map, with one reference. Else returns MPI_ERR_NO_MEM, or MPI_ERR_ARG
 * if its bytes or displacements are more than can be counted, and *map is NULL. Either way the
 * maker holds nothing any more. */
int zm_typemap_end(struct zm_mapmaker *maker, const struct zm_typemap **map);

/* The number of basic elements in the first `bytes` bytes of `map` repeated without end; -1 if the
 * last one is not whole. */
MPI_Count zm_typemap_elements(const struct zm_typemap *map, size_t bytes);

/* The reverse: the number of bytes in the first `elements` basic elements; -1 if that is more than
 * can be counted, or if there are no such elements since `map` is empty. */
MPI_Count zm_typemap_bytes(const struct zm_typemap *map, size_t elements);

#endif
