/* SPDX-License-Identifier: BSL-1.0 */
/* How a datatype was made (section 5.1.13 of the standard): envelopes and contents of each
 * constructor, in both forms. */
#include "../check.h"

/* What the contents must be: numbers in the order of the standard's tables. */
struct expectation {
    int combiner, integers, addresses, datatypes;
    int i[32];
    MPI_Aint a[8];
};

enum { ROOM = 40 };

/* Compares; the datatypes must be MPI_INT except where they are derived, which are freed. Frees the
 * datatype itself before: contents live on their own. */
static void holds(MPI_Datatype *type, const struct expectation *e, int line)
{
    int ni = -1, na = -1, nd = -1, combiner = -1;
    GOOD(MPI_Type_get_envelope(*type, &ni, &na, &nd, &combiner));
    if (ni != e->integers || na != e->addresses || nd != e->datatypes || combiner != e->combiner)
        fprintf(stderr, "line %d: %d integers, %d addresses, %d datatypes\n", line, ni, na, nd);
    CHECK(combiner == e->combiner && ni == e->integers && na == e->addresses && nd == e->datatypes);
    int i[ROOM];
    MPI_Aint a[ROOM];
    MPI_Datatype d[ROOM];
#ifdef OPEN_MPI /* crashes if there is more room than is needed */
    GOOD(MPI_Type_get_contents(*type, ni, na, nd, i, a, d));
#else
    GOOD(MPI_Type_get_contents(*type, ROOM, ROOM, ROOM, i, a, d));
#endif
    for (int k = 0; k < ni; k++)
        CHECK(i[k] == e->i[k]);
    for (int k = 0; k < na; k++)
        CHECK(a[k] == e->a[k]);
    for (int k = 0; k < nd; k++)
        CHECK(d[k] == MPI_INT);
#if MPI_VERSION >= 4
    MPI_Count ci = -1, ca = -1, cc = -1, cd = -1, c[ROOM];
    GOOD(MPI_Type_get_envelope_c(*type, &ci, &ca, &cc, &cd, &combiner));
    CHECK(ci == ni && ca == na && cc == 0 && cd == nd && combiner == e->combiner);
    memset(i, 0, sizeof i);
    memset(a, 0, sizeof a);
    GOOD(MPI_Type_get_contents_c(*type, ni, na, 0, nd, i, a, c, d));
    for (int k = 0; k < ni; k++)
        CHECK(i[k] == e->i[k]);
    for (int k = 0; k < na; k++)
        CHECK(a[k] == e->a[k]);
#endif
    if (ni > 0)
        FAILS(MPI_Type_get_contents(*type, ni - 1, na, nd, i, a, d), MPI_ERR_ARG);
#ifdef ZEROMPI_API
    if (na > 0)
        FAILS(MPI_Type_get_contents(*type, ni, na - 1, nd, i, a, d), MPI_ERR_ARG);
    if (nd > 0)
        FAILS(MPI_Type_get_contents(*type, ni, na, nd - 1, i, a, d), MPI_ERR_ARG);
#endif
    GOOD(MPI_Type_free(type));
}

#define HOLDS(...) holds(&type, &(const struct expectation){__VA_ARGS__}, __LINE__)

static void small_forms(void)
{
    const int lengths[] = {2, 3}, indices[] = {5, 9}, sizes[] = {4, 5, 6}, subsizes[] = {1, 2, 3},
              starts[] = {0, 1, 2};
    const MPI_Aint places[] = {-8, 40};
    const MPI_Datatype types[] = {MPI_INT, MPI_INT};
    MPI_Datatype type;
    GOOD(MPI_Type_dup(MPI_INT, &type));
    HOLDS(MPI_COMBINER_DUP, 0, 0, 1, {0}, {0});
    GOOD(MPI_Type_contiguous(3, MPI_INT, &type));
    HOLDS(MPI_COMBINER_CONTIGUOUS, 1, 0, 1, {3}, {0});
    GOOD(MPI_Type_vector(3, 2, -4, MPI_INT, &type));
    HOLDS(MPI_COMBINER_VECTOR, 3, 0, 1, {3, 2, -4}, {0});
    GOOD(MPI_Type_create_hvector(3, 2, -400, MPI_INT, &type));
    HOLDS(MPI_COMBINER_HVECTOR, 2, 1, 1, {3, 2}, {-400});
    GOOD(MPI_Type_indexed(2, lengths, indices, MPI_INT, &type));
    HOLDS(MPI_COMBINER_INDEXED, 5, 0, 1, {2, 2, 3, 5, 9}, {0});
    GOOD(MPI_Type_create_hindexed(2, lengths, places, MPI_INT, &type));
    HOLDS(MPI_COMBINER_HINDEXED, 3, 2, 1, {2, 2, 3}, {-8, 40});
    GOOD(MPI_Type_create_indexed_block(2, 7, indices, MPI_INT, &type));
    HOLDS(MPI_COMBINER_INDEXED_BLOCK, 4, 0, 1, {2, 7, 5, 9}, {0});
    GOOD(MPI_Type_create_hindexed_block(2, 7, places, MPI_INT, &type));
    HOLDS(MPI_COMBINER_HINDEXED_BLOCK, 2, 2, 1, {2, 7}, {-8, 40});
    GOOD(MPI_Type_create_struct(2, lengths, places, types, &type));
    HOLDS(MPI_COMBINER_STRUCT, 3, 2, 2, {2, 2, 3}, {-8, 40});
    GOOD(MPI_Type_create_subarray(3, sizes, subsizes, starts, MPI_ORDER_FORTRAN, MPI_INT, &type));
    HOLDS(MPI_COMBINER_SUBARRAY, 11, 0, 1, {3, 4, 5, 6, 1, 2, 3, 0, 1, 2, MPI_ORDER_FORTRAN}, {0});
    const int distribs[] = {MPI_DISTRIBUTE_BLOCK, MPI_DISTRIBUTE_CYCLIC, MPI_DISTRIBUTE_NONE},
              dargs[] = {MPI_DISTRIBUTE_DFLT_DARG, 2, MPI_DISTRIBUTE_DFLT_DARG},
              psizes[] = {2, 3, 1};
    GOOD(MPI_Type_create_darray(6, 4, 3, sizes, distribs, dargs, psizes, MPI_ORDER_C, MPI_INT,
                                &type));
    HOLDS(MPI_COMBINER_DARRAY, 16, 0, 1,
          {6, 4, 3, 4, 5, 6, MPI_DISTRIBUTE_BLOCK, MPI_DISTRIBUTE_CYCLIC, MPI_DISTRIBUTE_NONE,
           MPI_DISTRIBUTE_DFLT_DARG, 2, MPI_DISTRIBUTE_DFLT_DARG, 2, 3, 1, MPI_ORDER_C},
          {0});
    GOOD(MPI_Type_create_resized(MPI_INT, -4, 24, &type));
    HOLDS(MPI_COMBINER_RESIZED, 0, 2, 1, {0}, {-4, 24});
    GOOD(MPI_Type_contiguous(0, MPI_INT, &type));
    HOLDS(MPI_COMBINER_CONTIGUOUS, 1, 0, 1, {0}, {0});
    GOOD(MPI_Type_create_struct(0, NULL, NULL, NULL, &type));
    HOLDS(MPI_COMBINER_STRUCT, 1, 0, 0, {0}, {0});
}

/* What a datatype is made of is handed out as a new datatype, to be freed. */
static void of_derived(void)
{
    MPI_Datatype inner, outer, found = MPI_DATATYPE_NULL;
    int i[ROOM], size = 0, ni, na, nd, combiner;
    MPI_Aint a[ROOM];
    GOOD(MPI_Type_vector(2, 1, 3, MPI_DOUBLE, &inner));
    GOOD(MPI_Type_contiguous(5, inner, &outer));
    GOOD(MPI_Type_free(&inner));
    GOOD(MPI_Type_get_contents(outer, 1, 0, 1, i, a, &found));
    GOOD(MPI_Type_free(&outer));
    CHECK(i[0] == 5);
    GOOD(MPI_Type_size(found, &size));
    CHECK(size == 16);
    GOOD(MPI_Type_get_envelope(found, &ni, &na, &nd, &combiner));
    CHECK(combiner == MPI_COMBINER_VECTOR && ni == 3 && na == 0 && nd == 1);
    MPI_Datatype basic = MPI_DATATYPE_NULL;
    GOOD(MPI_Type_get_contents(found, 3, 0, 1, i, a, &basic));
    CHECK(i[0] == 2 && i[1] == 1 && i[2] == 3 && basic == MPI_DOUBLE);
    GOOD(MPI_Type_commit(&found));
    double numbers[6] = {1, 2, 3, 4, 5, 6}, packed[2];
    int position = 0;
    GOOD(MPI_Pack(numbers, 1, found, packed, sizeof packed, &position, MPI_COMM_WORLD));
    CHECK(packed[0] == 1 && packed[1] == 4);
    GOOD(MPI_Type_free(&found));

    /* The same one twice is two. */
    MPI_Datatype twice[2];
    const int ones[] = {1, 1};
    const MPI_Aint places[] = {0, 64};
    GOOD(MPI_Type_contiguous(2, MPI_INT, &inner));
    twice[0] = twice[1] = inner;
    GOOD(MPI_Type_create_struct(2, ones, places, twice, &outer));
    GOOD(MPI_Type_free(&inner));
    GOOD(MPI_Type_get_contents(outer, 3, 2, 2, i, a, twice));
    GOOD(MPI_Type_free(&twice[0]));
    GOOD(MPI_Type_size(twice[1], &size));
    CHECK(size == 8);
    GOOD(MPI_Type_free(&twice[1]));
    GOOD(MPI_Type_free(&outer));
}

#if MPI_VERSION >= 4
static void large(MPI_Datatype *type, int combiner, int integers, const int *i, int counts,
                  const MPI_Count *c, int datatypes)
{
    MPI_Count ni = -1, na = -1, nc = -1, nd = -1, large_counts[ROOM];
    int found = -1, ints[ROOM], n1, n2, n3;
    MPI_Aint addresses[ROOM];
    MPI_Datatype d[ROOM];
    GOOD(MPI_Type_get_envelope_c(*type, &ni, &na, &nc, &nd, &found));
    CHECK(found == combiner && ni == integers && na == 0 && nc == counts && nd == datatypes);
    GOOD(MPI_Type_get_contents_c(*type, ni, na, nc, nd, ints, addresses, large_counts, d));
    for (int k = 0; k < integers; k++)
        CHECK(ints[k] == i[k]);
    for (int k = 0; k < counts; k++)
        CHECK(large_counts[k] == c[k]);
    for (int k = 0; k < datatypes; k++)
        CHECK(d[k] == MPI_INT);
    /* The other form cannot tell of large counts. */
    FAILS(MPI_Type_get_envelope(*type, &n1, &n2, &n3, &found), MPI_ERR_TYPE);
    FAILS(MPI_Type_get_contents(*type, ROOM, ROOM, ROOM, ints, addresses, d), MPI_ERR_TYPE);
#ifdef ZEROMPI_API
    FAILS(MPI_Type_get_contents_c(*type, ni, na, nc - 1, nd, ints, addresses, large_counts, d),
          MPI_ERR_ARG);
#endif
    GOOD(MPI_Type_free(type));
}

#define INTEGERS(...) \
    (const int[])     \
    {                 \
        __VA_ARGS__   \
    }
#define COUNTS(...)     \
    (const MPI_Count[]) \
    {                   \
        __VA_ARGS__     \
    }

static void large_forms(void)
{
    const MPI_Count lengths[] = {2, 3}, indices[] = {5, 9}, sizes[] = {4, 5}, subsizes[] = {1, 2},
                    starts[] = {0, 1}, huge = (MPI_Count)1 << 40;
    const MPI_Datatype types[] = {MPI_INT, MPI_INT};
    MPI_Datatype type;
    GOOD(MPI_Type_contiguous_c(huge, MPI_INT, &type));
    large(&type, MPI_COMBINER_CONTIGUOUS, 0, NULL, 1, COUNTS(huge), 1);
    GOOD(MPI_Type_vector_c(3, 2, -huge, MPI_INT, &type));
    large(&type, MPI_COMBINER_VECTOR, 0, NULL, 3, COUNTS(3, 2, -huge), 1);
    GOOD(MPI_Type_create_hvector_c(3, 2, -huge, MPI_INT, &type));
    large(&type, MPI_COMBINER_HVECTOR, 0, NULL, 3, COUNTS(3, 2, -huge), 1);
    GOOD(MPI_Type_indexed_c(2, lengths, indices, MPI_INT, &type));
    large(&type, MPI_COMBINER_INDEXED, 0, NULL, 5, COUNTS(2, 2, 3, 5, 9), 1);
    GOOD(MPI_Type_create_hindexed_c(2, lengths, indices, MPI_INT, &type));
    large(&type, MPI_COMBINER_HINDEXED, 0, NULL, 5, COUNTS(2, 2, 3, 5, 9), 1);
    GOOD(MPI_Type_create_indexed_block_c(2, 7, indices, MPI_INT, &type));
    large(&type, MPI_COMBINER_INDEXED_BLOCK, 0, NULL, 4, COUNTS(2, 7, 5, 9), 1);
    GOOD(MPI_Type_create_hindexed_block_c(2, 7, indices, MPI_INT, &type));
    large(&type, MPI_COMBINER_HINDEXED_BLOCK, 0, NULL, 4, COUNTS(2, 7, 5, 9), 1);
    GOOD(MPI_Type_create_struct_c(2, lengths, indices, types, &type));
    large(&type, MPI_COMBINER_STRUCT, 0, NULL, 5, COUNTS(2, 2, 3, 5, 9), 2);
    GOOD(MPI_Type_create_subarray_c(2, sizes, subsizes, starts, MPI_ORDER_C, MPI_INT, &type));
    large(&type, MPI_COMBINER_SUBARRAY, 2, INTEGERS(2, MPI_ORDER_C), 6, COUNTS(4, 5, 1, 2, 0, 1),
          1);
    GOOD(MPI_Type_create_darray_c(
        6, 4, 2, sizes, INTEGERS(MPI_DISTRIBUTE_BLOCK, MPI_DISTRIBUTE_CYCLIC),
        INTEGERS(MPI_DISTRIBUTE_DFLT_DARG, 2), INTEGERS(2, 3), MPI_ORDER_C, MPI_INT, &type));
    large(&type, MPI_COMBINER_DARRAY, 10,
          INTEGERS(6, 4, 2, MPI_DISTRIBUTE_BLOCK, MPI_DISTRIBUTE_CYCLIC, MPI_DISTRIBUTE_DFLT_DARG,
                   2, 2, 3, MPI_ORDER_C),
          2, COUNTS(4, 5), 1);
    GOOD(MPI_Type_create_resized_c(MPI_INT, -huge, 2 * huge, &type));
    large(&type, MPI_COMBINER_RESIZED, 0, NULL, 2, COUNTS(-huge, 2 * huge), 1);

    /* A duplicate has no counts, whatever its original was made with. */
    MPI_Datatype dup;
    int ni = -1, na = -1, nd = -1, combiner = -1;
    GOOD(MPI_Type_contiguous_c(huge, MPI_INT, &type));
    GOOD(MPI_Type_dup(type, &dup));
    GOOD(MPI_Type_get_envelope(dup, &ni, &na, &nd, &combiner));
    CHECK(combiner == MPI_COMBINER_DUP && ni == 0 && na == 0 && nd == 1);
    GOOD(MPI_Type_free(&dup));
    GOOD(MPI_Type_free(&type));
}
#endif

static void of_predefined(void)
{
    const MPI_Datatype types[] = {MPI_INT, MPI_DOUBLE_INT, MPI_PACKED, MPI_BYTE, MPI_2INT};
    int i[ROOM];
    MPI_Aint a[ROOM];
    MPI_Datatype d[ROOM];
    for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
        int ni = -1, na = -1, nd = -1, combiner = -1;
        GOOD(MPI_Type_get_envelope(types[k], &ni, &na, &nd, &combiner));
        CHECK(combiner == MPI_COMBINER_NAMED && ni == 0 && na == 0 && nd == 0);
        FAILS(MPI_Type_get_contents(types[k], ROOM, ROOM, ROOM, i, a, d), MPI_ERR_TYPE);
    }
    int ni, na, nd, combiner;
    FAILS(MPI_Type_get_envelope(MPI_DATATYPE_NULL, &ni, &na, &nd, &combiner), MPI_ERR_TYPE);
    FAILS(MPI_Type_get_contents(MPI_DATATYPE_NULL, ROOM, ROOM, ROOM, i, a, d), MPI_ERR_TYPE);
#ifdef ZEROMPI_API
    FAILS(MPI_Type_get_envelope(MPI_INT, NULL, &na, &nd, &combiner), MPI_ERR_ARG);
    FAILS(MPI_Type_get_envelope(MPI_INT, &ni, &na, &nd, NULL), MPI_ERR_ARG);
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    small_forms();
    of_derived();
#if MPI_VERSION >= 4
    large_forms();
#endif
    of_predefined();
    return finish();
}
