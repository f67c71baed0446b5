/* SPDX-License-Identifier: BSL-1.0 */
/* The constructors of datatypes (section 5.1.2 of the standard): where the data of each lies, how
 * much it is, and what arguments are wrong. */
#define ZEROMPI_NO_DEPRECATED
#include "../check.h"

/* Memory in which each int is its own index. */
enum { INTS = 200 };
static int memory[INTS];

/* Packs one element of a datatype of ints, commits and frees it; holds what it finds against the
 * indices listed. */
static void holds(MPI_Datatype type, int count, const int *indices)
{
    int packed[INTS], bytes = 0, position = 0;
    GOOD(MPI_Type_size(type, &bytes));
    CHECK(bytes == count * (int)sizeof(int));
    GOOD(MPI_Type_commit(&type));
    GOOD(MPI_Pack(memory, 1, type, packed, sizeof packed, &position, MPI_COMM_WORLD));
    CHECK(position == bytes);
    for (int i = 0; i < count; i++)
        CHECK(packed[i] == indices[i]);
    int back[INTS];
    for (int i = 0; i < INTS; i++)
        back[i] = -1;
    position = 0;
    GOOD(MPI_Unpack(packed, bytes, &position, back, 1, type, MPI_COMM_WORLD));
    int stored = 0;
    for (int i = 0; i < INTS; i++)
        stored += back[i] != -1;
    CHECK(stored == count);
    for (int i = 0; i < count; i++)
        CHECK(back[indices[i]] == indices[i]);
    GOOD(MPI_Type_free(&type));
    CHECK(type == MPI_DATATYPE_NULL);
}

#define HOLDS(type, ...)                                               \
    do {                                                               \
        const int indices[] = {__VA_ARGS__};                           \
        holds(type, (int)(sizeof indices / sizeof *indices), indices); \
    } while (0)

static void holds_nothing(MPI_Datatype type)
{
    MPI_Aint lb = 7, extent = 7;
    int size = 7;
    GOOD(MPI_Type_size(type, &size));
    GOOD(MPI_Type_get_extent(type, &lb, &extent));
    CHECK(size == 0);
#ifndef MPICH_VERSION /* where blocks of nothing have a place */
    CHECK(lb == 0 && extent == 0);
    GOOD(MPI_Type_get_true_extent(type, &lb, &extent));
    CHECK(lb == 0 && extent == 0);
#endif
    GOOD(MPI_Type_commit(&type));
    int position = 0, room;
    GOOD(MPI_Pack(memory, 3, type, &room, 0, &position, MPI_COMM_WORLD));
#ifdef ZEROMPI_API /* others want addresses even of nothing */
    GOOD(MPI_Pack(NULL, 3, type, NULL, 0, &position, MPI_COMM_WORLD));
#endif
    CHECK(position == 0);
    GOOD(MPI_Send(NULL, 3, type, MPI_PROC_NULL, 0, MPI_COMM_WORLD));
    GOOD(MPI_Type_free(&type));
}

static void layouts(void)
{
    const int lengths[] = {2, 0, 1, 3}, indices[] = {4, 9, 1, 20}, blocks[] = {7, 3, 5};
    const MPI_Aint bytes[] = {16, 36, 4, 80}, block_bytes[] = {28, 12, 20};
    MPI_Datatype type, other;

    GOOD(MPI_Type_contiguous(4, MPI_INT, &type));
    HOLDS(type, 0, 1, 2, 3);
    GOOD(MPI_Type_vector(3, 2, 4, MPI_INT, &type));
    HOLDS(type, 0, 1, 4, 5, 8, 9);
    GOOD(MPI_Type_vector(3, 2, 2, MPI_INT, &type)); /* without gaps */
    HOLDS(type, 0, 1, 2, 3, 4, 5);
    GOOD(MPI_Type_create_hvector(3, 1, 12, MPI_INT, &type));
    HOLDS(type, 0, 3, 6);
    GOOD(MPI_Type_indexed(4, lengths, indices, MPI_INT, &type)); /* not in ascending order */
    HOLDS(type, 4, 5, 1, 20, 21, 22);
    GOOD(MPI_Type_create_hindexed(4, lengths, bytes, MPI_INT, &type));
    HOLDS(type, 4, 5, 1, 20, 21, 22);
    GOOD(MPI_Type_create_indexed_block(3, 2, blocks, MPI_INT, &type));
    HOLDS(type, 7, 8, 3, 4, 5, 6);
    GOOD(MPI_Type_create_hindexed_block(3, 2, block_bytes, MPI_INT, &type));
    HOLDS(type, 7, 8, 3, 4, 5, 6);

    /* Of others: two columns of a matrix, and a struct of three kinds. */
    GOOD(MPI_Type_vector(3, 1, 5, MPI_INT, &other));
    GOOD(MPI_Type_create_hvector(2, 1, 4, other, &type));
    HOLDS(type, 0, 5, 10, 1, 6, 11);
    const int counts[] = {1, 2, 1};
    const MPI_Aint places[] = {200, 0, 120};
    MPI_Datatype types[3] = {MPI_INT, MPI_INT, other};
    GOOD(MPI_Type_create_struct(3, counts, places, types, &type));
    HOLDS(type, 50, 0, 1, 30, 35, 40);
    GOOD(MPI_Type_free(&types[2])); /* the others do not need it any more */
    GOOD(MPI_Type_contiguous(2, MPI_INT, &other));
    GOOD(MPI_Type_create_resized(other, 0, 20, &type));
    GOOD(MPI_Type_free(&other));
    GOOD(MPI_Type_vector(2, 2, 3, type, &other)); /* strides are extents */
    GOOD(MPI_Type_free(&type));
    HOLDS(other, 0, 1, 5, 6, 15, 16, 20, 21);

    /* Backwards. */
    MPI_Datatype back;
    GOOD(MPI_Type_vector(3, 1, -1, MPI_INT, &back));
    const int one = 1;
    const MPI_Aint eight = 8;
    GOOD(MPI_Type_create_hindexed(1, &one, &eight, back, &type));
    GOOD(MPI_Type_free(&back));
    HOLDS(type, 2, 1, 0);

    /* A duplicate is like the original, committed or not. */
    GOOD(MPI_Type_vector(2, 1, 3, MPI_INT, &type));
    GOOD(MPI_Type_commit(&type));
    GOOD(MPI_Type_dup(type, &other));
    GOOD(MPI_Type_free(&type));
    int packed[2], position = 0;
    GOOD(MPI_Pack(memory, 1, other, packed, sizeof packed, &position, MPI_COMM_WORLD));
    CHECK(packed[0] == 0 && packed[1] == 3);
    HOLDS(other, 0, 3);
    GOOD(MPI_Type_dup(MPI_INT, &other));
    HOLDS(other, 0);
}

static void nothings(void)
{
    const int zeros[] = {0, 0};
    const MPI_Aint places[] = {40, 80};
    const MPI_Datatype types[] = {MPI_INT, MPI_DOUBLE};
    MPI_Datatype type, other;
    GOOD(MPI_Type_contiguous(0, MPI_INT, &type));
    holds_nothing(type);
    GOOD(MPI_Type_vector(0, 3, 5, MPI_INT, &type));
    holds_nothing(type);
    GOOD(MPI_Type_vector(3, 0, 5, MPI_INT, &type));
    holds_nothing(type);
    GOOD(MPI_Type_create_hvector(2, 0, 100, MPI_INT, &type));
    holds_nothing(type);
    GOOD(MPI_Type_indexed(0, NULL, NULL, MPI_INT, &type));
    holds_nothing(type);
    GOOD(MPI_Type_indexed(2, zeros, zeros, MPI_INT, &type));
    holds_nothing(type);
    GOOD(MPI_Type_create_hindexed(2, zeros, places, MPI_INT, &type));
    holds_nothing(type);
    GOOD(MPI_Type_create_indexed_block(0, 5, NULL, MPI_INT, &type));
    holds_nothing(type);
    GOOD(MPI_Type_create_hindexed_block(2, 0, places, MPI_INT, &type));
    holds_nothing(type);
    GOOD(MPI_Type_create_struct(0, NULL, NULL, NULL, &type));
    holds_nothing(type);
    GOOD(MPI_Type_create_struct(2, zeros, places, types, &type));
    GOOD(MPI_Type_contiguous(5, type, &other));
    holds_nothing(other);
    holds_nothing(type);
}

#if MPI_VERSION >= 4
static void large_forms(void)
{
    const MPI_Count lengths[] = {2, 0, 1, 3}, indices[] = {4, 9, 1, 20}, blocks[] = {7, 3, 5};
    const MPI_Count bytes[] = {16, 36, 4, 80}, block_bytes[] = {28, 12, 20};
    MPI_Datatype type, other;
    GOOD(MPI_Type_contiguous_c(4, MPI_INT, &type));
    HOLDS(type, 0, 1, 2, 3);
    GOOD(MPI_Type_vector_c(3, 2, 4, MPI_INT, &type));
    HOLDS(type, 0, 1, 4, 5, 8, 9);
    GOOD(MPI_Type_create_hvector_c(3, 1, 12, MPI_INT, &type));
    HOLDS(type, 0, 3, 6);
    GOOD(MPI_Type_indexed_c(4, lengths, indices, MPI_INT, &type));
    HOLDS(type, 4, 5, 1, 20, 21, 22);
    GOOD(MPI_Type_create_hindexed_c(4, lengths, bytes, MPI_INT, &type));
    HOLDS(type, 4, 5, 1, 20, 21, 22);
    GOOD(MPI_Type_create_indexed_block_c(3, 2, blocks, MPI_INT, &type));
    HOLDS(type, 7, 8, 3, 4, 5, 6);
    GOOD(MPI_Type_create_hindexed_block_c(3, 2, block_bytes, MPI_INT, &type));
    HOLDS(type, 7, 8, 3, 4, 5, 6);
    const MPI_Count counts[] = {1, 2}, places[] = {200, 0};
    const MPI_Datatype types[] = {MPI_INT, MPI_INT};
    GOOD(MPI_Type_create_struct_c(2, counts, places, types, &type));
    HOLDS(type, 50, 0, 1);
    GOOD(MPI_Type_contiguous_c(2, MPI_INT, &other));
    GOOD(MPI_Type_create_resized_c(other, 0, 20, &type));
    GOOD(MPI_Type_free(&other));
    GOOD(MPI_Type_contiguous_c(2, type, &other));
    GOOD(MPI_Type_free(&type));
    HOLDS(other, 0, 1, 5, 6);
    const MPI_Count sizes[] = {4, 5}, subsizes[] = {2, 3}, starts[] = {1, 2};
    GOOD(MPI_Type_create_subarray_c(2, sizes, subsizes, starts, MPI_ORDER_C, MPI_INT, &type));
    HOLDS(type, 7, 8, 9, 12, 13, 14);
    FAILS(MPI_Type_contiguous_c(-1, MPI_INT, &type), MPI_ERR_COUNT);
    FAILS(MPI_Type_contiguous_c(1, MPI_DATATYPE_NULL, &type), MPI_ERR_TYPE);
}

/* More than an int can count, without a byte of memory. */
static void large_counts(void)
{
    const MPI_Count huge = (MPI_Count)3 << 31;
    MPI_Datatype type, other;
    MPI_Count size, lb, extent;
    MPI_Aint small_lb, small_extent;
    int small;
    GOOD(MPI_Type_contiguous_c(huge, MPI_DOUBLE, &type));
    GOOD(MPI_Type_size_c(type, &size));
    CHECK(size == 8 * huge);
    GOOD(MPI_Type_size_x(type, &size));
    CHECK(size == 8 * huge);
    GOOD(MPI_Type_size(type, &small));
    CHECK(small == MPI_UNDEFINED);
    GOOD(MPI_Type_get_extent_c(type, &lb, &extent));
    CHECK(lb == 0 && extent == 8 * huge);
    GOOD(MPI_Type_get_extent(type, &small_lb, &small_extent));
    CHECK(small_lb == 0 && small_extent == 8 * huge);
    GOOD(MPI_Type_vector_c(1000, 2, 1000, type, &other));
    GOOD(MPI_Type_free(&type));
    GOOD(MPI_Type_get_true_extent_c(other, &lb, &extent));
    CHECK(lb == 0 && extent == 8 * huge * (999 * 1000 + 2));
    GOOD(MPI_Type_get_true_extent_x(other, &lb, &extent));
    CHECK(lb == 0 && extent == 8 * huge * (999 * 1000 + 2));
    GOOD(MPI_Type_size_c(other, &size));
    CHECK(size == 16000 * huge);
    GOOD(MPI_Type_free(&other));
    GOOD(MPI_Type_create_resized_c(MPI_INT, -huge, 2 * huge, &type));
    GOOD(MPI_Type_get_extent_x(type, &lb, &extent));
    CHECK(lb == -huge && extent == 2 * huge);
    GOOD(MPI_Type_free(&type));
}
#endif

static void mistakes(void)
{
    const int lengths[] = {1, -1}, indices[] = {0, 1};
    const MPI_Aint places[] = {0, 8};
    const MPI_Datatype types[] = {MPI_INT, MPI_DATATYPE_NULL};
    MPI_Datatype type = MPI_FLOAT, freed;
    FAILS(MPI_Type_contiguous(-1, MPI_INT, &type), MPI_ERR_COUNT);
    FAILS(MPI_Type_contiguous(1, MPI_DATATYPE_NULL, &type), MPI_ERR_TYPE);
    FAILS(MPI_Type_vector(-1, 1, 1, MPI_INT, &type), MPI_ERR_COUNT);
    FAILS(MPI_Type_vector(1, -1, 1, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_vector(1, 1, 1, MPI_DATATYPE_NULL, &type), MPI_ERR_TYPE);
    FAILS(MPI_Type_create_hvector(-1, 1, 1, MPI_INT, &type), MPI_ERR_COUNT);
    FAILS(MPI_Type_create_hvector(1, -1, 1, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_indexed(-1, lengths, indices, MPI_INT, &type), MPI_ERR_COUNT);
    FAILS(MPI_Type_indexed(2, lengths, indices, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_indexed(1, lengths, indices, MPI_DATATYPE_NULL, &type), MPI_ERR_TYPE);
    FAILS(MPI_Type_create_hindexed(-1, lengths, places, MPI_INT, &type), MPI_ERR_COUNT);
    FAILS(MPI_Type_create_hindexed(2, lengths, places, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_indexed_block(-1, 1, indices, MPI_INT, &type), MPI_ERR_COUNT);
    FAILS(MPI_Type_create_indexed_block(1, -1, indices, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_hindexed_block(-1, 1, places, MPI_INT, &type), MPI_ERR_COUNT);
    FAILS(MPI_Type_create_hindexed_block(1, -1, places, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_struct(-1, lengths, places, types, &type), MPI_ERR_COUNT);
    FAILS(MPI_Type_create_struct(2, indices, places, types, &type), MPI_ERR_TYPE);
    FAILS(MPI_Type_create_resized(MPI_DATATYPE_NULL, 0, 4, &type), MPI_ERR_TYPE);
    FAILS(MPI_Type_dup(MPI_DATATYPE_NULL, &type), MPI_ERR_TYPE);
#ifdef ZEROMPI_API /* others may well crash */
    FAILS(MPI_Type_indexed(1, NULL, indices, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_indexed(1, indices, NULL, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_struct(1, indices, places, NULL, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_contiguous(1, MPI_INT, NULL), MPI_ERR_ARG);
    GOOD(MPI_Type_contiguous(1, MPI_INT, &freed));
    MPI_Datatype copy = freed;
    GOOD(MPI_Type_free(&freed));
    FAILS(MPI_Type_contiguous(1, copy, &type), MPI_ERR_TYPE);
    /* More than there can be. */
    const MPI_Count most = ((MPI_Count)1 << 62) - 1 + ((MPI_Count)1 << 62);
    FAILS(MPI_Type_contiguous_c(most, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_vector_c(3, 1, most / 2, MPI_INT, &type), MPI_ERR_ARG);
    FAILS(MPI_Type_create_resized_c(MPI_INT, most, most, &type), MPI_ERR_ARG);
#endif
    (void)freed;
    CHECK(type == MPI_FLOAT); /* nothing was stored */
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    for (int i = 0; i < INTS; i++)
        memory[i] = i;
    layouts();
    nothings();
#if MPI_VERSION >= 4
    large_forms();
    large_counts();
#endif
    mistakes();
    return finish();
}
