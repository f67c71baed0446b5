/* SPDX-License-Identifier: BSL-1.0 */
/* Attributes of communicators and datatypes: when which function of the program is called, with
 * what, and what happens if it refuses. */
#include "../check.h"

#define REFUSED 77 /* what a function of the program returns */

/* What the program's functions were called with last, and how often. */
static struct {
    int copies, deletions, keyval, refuses;
    void *extra, *value, *handle;
} seen;

static int extra;
static char values[16]; /* their addresses are values */

static void forget(void)
{
    memset(&seen, 0, sizeof seen);
}

static void see(void *handle, int keyval, void *extra_state, void *value)
{
    seen.handle = handle;
    seen.keyval = keyval;
    seen.extra = extra_state;
    seen.value = value;
}

/* A handle as something to compare: in other MPIs it may be an integer. */
#define IDENTITY(handle) ((void *)(MPI_Aint)(handle))

static int comm_copy(MPI_Comm comm, int keyval, void *extra_state, void *in, void *out, int *flag)
{
    see(IDENTITY(comm), keyval, extra_state, in);
    seen.copies++;
    *(void **)out = (char *)in + 1;
    *flag = 1;
    return seen.refuses ? REFUSED : MPI_SUCCESS;
}

static int comm_skip(MPI_Comm comm, int keyval, void *extra_state, void *in, void *out, int *flag)
{
    (void)out;
    see(IDENTITY(comm), keyval, extra_state, in);
    seen.copies++;
    *flag = 0;
    return MPI_SUCCESS;
}

static int comm_delete(MPI_Comm comm, int keyval, void *value, void *extra_state)
{
    see(IDENTITY(comm), keyval, extra_state, value);
    seen.deletions++;
    return seen.refuses ? REFUSED : MPI_SUCCESS;
}

static int type_copy(MPI_Datatype type, int keyval, void *extra_state, void *in, void *out,
                     int *flag)
{
    see(IDENTITY(type), keyval, extra_state, in);
    seen.copies++;
    *(void **)out = (char *)in + 1;
    *flag = 1;
    return seen.refuses ? REFUSED : MPI_SUCCESS;
}

static int type_delete(MPI_Datatype type, int keyval, void *value, void *extra_state)
{
    see(IDENTITY(type), keyval, extra_state, value);
    seen.deletions++;
    return seen.refuses ? REFUSED : MPI_SUCCESS;
}

static void *get(MPI_Comm comm, int keyval)
{
    void *value = NULL;
    int flag = -1;
    GOOD(MPI_Comm_get_attr(comm, keyval, &value, &flag));
    CHECK(flag == 0 || flag == 1);
    return flag ? value : NULL;
}

static void *get_of_type(MPI_Datatype type, int keyval)
{
    void *value = NULL;
    int flag = -1;
    GOOD(MPI_Type_get_attr(type, keyval, &value, &flag));
    CHECK(flag == 0 || flag == 1);
    return flag ? value : NULL;
}

static int new_keyval(MPI_Comm_copy_attr_function *copy)
{
    int keyval = MPI_KEYVAL_INVALID;
    GOOD(MPI_Comm_create_keyval(copy, comm_delete, &keyval, &extra));
    CHECK(keyval != MPI_KEYVAL_INVALID);
    return keyval;
}

/* ---- Communicators ---- */

static void set_and_delete(void)
{
    MPI_Comm comm;
    int keyval = new_keyval(comm_copy), flag = -1;
    void *untouched = values;
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &comm));
    forget();
    GOOD(MPI_Comm_get_attr(comm, keyval, &untouched, &flag));
    CHECK(flag == 0);
    GOOD(MPI_Comm_set_attr(comm, keyval, values + 1));
    CHECK(get(comm, keyval) == values + 1 && seen.deletions == 0);
    GOOD(MPI_Comm_set_attr(comm, keyval, values + 2)); /* deletes the old value */
    CHECK(seen.deletions == 1 && seen.value == values + 1 && seen.keyval == keyval);
    CHECK(seen.extra == &extra && seen.handle == IDENTITY(comm));
    CHECK(get(comm, keyval) == values + 2);
    GOOD(MPI_Comm_set_attr(comm, keyval, NULL)); /* a value as any other */
    GOOD(MPI_Comm_get_attr(comm, keyval, &untouched, &flag));
    CHECK(flag == 1 && untouched == NULL && seen.deletions == 2);
    GOOD(MPI_Comm_delete_attr(comm, keyval));
    CHECK(seen.deletions == 3 && seen.value == NULL && get(comm, keyval) == NULL);
    GOOD(MPI_Comm_set_attr(comm, keyval, values + 3));
    GOOD(MPI_Comm_free(&comm));
    CHECK(seen.deletions == 4 && seen.value == values + 3);
    CHECK(get(MPI_COMM_WORLD, keyval) == NULL); /* it was of that communicator only */
    GOOD(MPI_Comm_free_keyval(&keyval));
    CHECK(keyval == MPI_KEYVAL_INVALID && seen.deletions == 4 && seen.copies == 0);
}

static void duplicate(void)
{
    MPI_Comm comm, copy, other;
    int copied = new_keyval(comm_copy), skipped = new_keyval(comm_skip);
    int dropped = new_keyval(MPI_COMM_NULL_COPY_FN), same = new_keyval(MPI_COMM_DUP_FN);
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    GOOD(MPI_Comm_set_attr(comm, copied, values));
    GOOD(MPI_Comm_set_attr(comm, skipped, values + 2));
    GOOD(MPI_Comm_set_attr(comm, dropped, values + 3));
    GOOD(MPI_Comm_set_attr(comm, same, values + 4));
    forget();
    GOOD(MPI_Comm_dup(comm, &copy));
    CHECK(seen.copies == 2 && seen.extra == &extra && seen.handle == IDENTITY(comm));
    CHECK(get(copy, copied) == values + 1 && get(comm, copied) == values);
    CHECK(get(copy, skipped) == NULL && get(comm, skipped) == values + 2);
    CHECK(get(copy, dropped) == NULL && get(comm, dropped) == values + 3);
    CHECK(get(copy, same) == values + 4);
    /* Only duplicates have them. */
    GOOD(MPI_Comm_split(comm, 0, rank, &other));
    CHECK(get(other, copied) == NULL && get(other, same) == NULL && seen.copies == 2);
    GOOD(MPI_Comm_free(&other));
    CHECK(seen.deletions == 0);
    GOOD(MPI_Comm_free(&copy));
    CHECK(seen.deletions == 2);
    GOOD(MPI_Comm_free(&comm));
    CHECK(seen.deletions == 6);
    GOOD(MPI_Comm_free_keyval(&copied));
    GOOD(MPI_Comm_free_keyval(&skipped));
    GOOD(MPI_Comm_free_keyval(&dropped));
    GOOD(MPI_Comm_free_keyval(&same));
}

/* A function that refuses makes the call fail, which then did nothing. */
static void refuse(void)
{
    MPI_Comm comm, copy = MPI_COMM_NULL;
    int keyval = new_keyval(comm_copy);
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &comm));
    GOOD(MPI_Comm_set_attr(comm, keyval, values));
    forget();
    seen.refuses = 1;
    CHECK(MPI_Comm_dup(comm, &copy) != MPI_SUCCESS);
    CHECK(seen.copies == 1);
    CHECK(MPI_Comm_set_attr(comm, keyval, values + 1) != MPI_SUCCESS);
    CHECK(seen.deletions == 1 && get(comm, keyval) == values);
    CHECK(MPI_Comm_delete_attr(comm, keyval) != MPI_SUCCESS);
    CHECK(seen.deletions == 2 && get(comm, keyval) == values);
#ifdef ZEROMPI_API /* where it is freed, or half so, nothing can be checked */
    MPI_Comm kept = comm;
    CHECK(MPI_Comm_free(&comm) == REFUSED && comm == kept && seen.deletions == 3);
    CHECK(get(comm, keyval) == values);
#endif
    seen.refuses = 0;
    GOOD(MPI_Comm_free(&comm));
    GOOD(MPI_Comm_free_keyval(&keyval));
}

/* A keyval that is freed lives as long as there are attributes under it. */
static void free_early(void)
{
    MPI_Comm comm, copy;
    int keyval = new_keyval(comm_copy), kept = keyval;
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &comm));
    GOOD(MPI_Comm_set_attr(comm, keyval, values));
    forget();
    GOOD(MPI_Comm_free_keyval(&keyval));
    CHECK(seen.deletions == 0);
    GOOD(MPI_Comm_dup(comm, &copy));
    CHECK(seen.copies == 1 && seen.keyval == kept);
    GOOD(MPI_Comm_free(&copy));
    CHECK(seen.deletions == 1 && seen.value == values + 1);
    GOOD(MPI_Comm_free(&comm));
    CHECK(seen.deletions == 2 && seen.value == values);
#ifdef ZEROMPI_API
    FAILS(MPI_Comm_set_attr(MPI_COMM_SELF, kept, values), MPI_ERR_KEYVAL);
#endif
}

/* Many keyvals and attributes at a time; the numbers of freed keyvals do no harm. */
static void many(void)
{
    enum { COUNT = 40 };
    int keyvals[COUNT];
    MPI_Comm comm;
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &comm));
    for (int i = 0; i < COUNT; i++) {
        keyvals[i] = new_keyval(MPI_COMM_DUP_FN);
        for (int j = 0; j < i; j++)
            CHECK(keyvals[i] != keyvals[j]);
        GOOD(MPI_Comm_set_attr(comm, keyvals[i], &keyvals[i]));
    }
    forget();
    for (int i = 0; i < COUNT; i += 2)
        GOOD(MPI_Comm_delete_attr(comm, keyvals[i]));
    CHECK(seen.deletions == COUNT / 2);
    for (int i = 0; i < COUNT; i++)
        CHECK(get(comm, keyvals[i]) == (i % 2 ? &keyvals[i] : NULL));
    for (int i = 0; i < COUNT; i++)
        GOOD(MPI_Comm_free_keyval(&keyvals[i]));
    GOOD(MPI_Comm_free(&comm));
    CHECK(seen.deletions == COUNT);
}

/* The program's functions may call MPI, also about attributes of the same communicator. */
static int inner;

static int nesting_delete(MPI_Comm comm, int keyval, void *value, void *extra_state)
{
    int size_here;
    see(IDENTITY(comm), keyval, extra_state, value);
    GOOD(MPI_Comm_size(comm, &size_here));
    CHECK(size_here == 1 && get(comm, inner) == values + 9);
    GOOD(MPI_Comm_delete_attr(comm, inner));
    seen.deletions++;
    return MPI_SUCCESS;
}

static void nest(void)
{
    MPI_Comm comm;
    int outer;
    inner = new_keyval(MPI_COMM_NULL_COPY_FN);
    GOOD(MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, nesting_delete, &outer, NULL));
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &comm));
    GOOD(MPI_Comm_set_attr(comm, inner, values + 9));
    GOOD(MPI_Comm_set_attr(comm, outer, values));
    forget();
    GOOD(MPI_Comm_delete_attr(comm, outer));
    CHECK(seen.deletions == 2 && get(comm, inner) == NULL);
    GOOD(MPI_Comm_free(&comm));
    CHECK(seen.deletions == 2);
    GOOD(MPI_Comm_free_keyval(&inner));
    GOOD(MPI_Comm_free_keyval(&outer));
}

/* ---- Those that every communicator has ---- */

static int *predefined(MPI_Comm comm, int keyval, int must_be)
{
    int *value = NULL, flag = -1;
    GOOD(MPI_Comm_get_attr(comm, keyval, &value, &flag));
    CHECK(!must_be || flag);
    return flag ? value : NULL;
}

static void predefined_ones(void)
{
    CHECK(*predefined(MPI_COMM_WORLD, MPI_TAG_UB, 1) >= 32767);
    int io = *predefined(MPI_COMM_WORLD, MPI_IO, 1);
    CHECK(io == MPI_ANY_SOURCE || io == MPI_PROC_NULL || (io >= 0 && io < size));
    int *host = predefined(MPI_COMM_WORLD, MPI_HOST, 0);
    CHECK(!host || *host == MPI_PROC_NULL || (*host >= 0 && *host < size));
    int global = *predefined(MPI_COMM_WORLD, MPI_WTIME_IS_GLOBAL, 1);
    CHECK(global == 0 || global == 1);
    CHECK(*predefined(MPI_COMM_WORLD, MPI_LASTUSEDCODE, 1) >= MPI_ERR_LASTCODE);
    int *universe = predefined(MPI_COMM_WORLD, MPI_UNIVERSE_SIZE, 0);
    CHECK(!universe || *universe >= 1);
    int *appnum = predefined(MPI_COMM_WORLD, MPI_APPNUM, 0);
    CHECK(!appnum || *appnum >= 0);

    MPI_Comm comm;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    CHECK(*predefined(comm, MPI_TAG_UB, 1) == *predefined(MPI_COMM_WORLD, MPI_TAG_UB, 1));
    GOOD(MPI_Comm_free(&comm));

    /* The largest tag is good for a message. */
    int tag = *predefined(MPI_COMM_WORLD, MPI_TAG_UB, 1), sent = rank, received = -1;
    GOOD(MPI_Sendrecv(&sent, 1, MPI_INT, (rank + 1) % size, tag, &received, 1, MPI_INT,
                      (rank + size - 1) % size, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    CHECK(received == (rank + size - 1) % size);
}

/* ---- Datatypes ---- */

static void datatypes(void)
{
    MPI_Datatype type, copy;
    int keyval, dropped;
    GOOD(MPI_Type_create_keyval(type_copy, type_delete, &keyval, &extra));
    GOOD(MPI_Type_create_keyval(MPI_TYPE_NULL_COPY_FN, MPI_TYPE_NULL_DELETE_FN, &dropped, NULL));
    GOOD(MPI_Type_contiguous(2, MPI_INT, &type)); /* not committed */
    CHECK(get_of_type(type, keyval) == NULL);
    forget();
    GOOD(MPI_Type_set_attr(type, keyval, values));
    GOOD(MPI_Type_set_attr(type, keyval, values + 1));
    CHECK(seen.deletions == 1 && seen.value == values && seen.extra == &extra);
    CHECK(seen.keyval == keyval && seen.handle == IDENTITY(type));
    GOOD(MPI_Type_set_attr(type, dropped, values + 5));
    GOOD(MPI_Type_dup(type, &copy));
    CHECK(seen.copies == 1 && seen.handle == IDENTITY(type) && seen.value == values + 1);
    CHECK(get_of_type(copy, keyval) == values + 2 && get_of_type(copy, dropped) == NULL);
    CHECK(get_of_type(type, keyval) == values + 1 && get_of_type(type, dropped) == values + 5);
    seen.refuses = 1;
    CHECK(MPI_Type_delete_attr(copy, keyval) != MPI_SUCCESS);
    CHECK(get_of_type(copy, keyval) == values + 2 && seen.deletions == 2);
    MPI_Datatype refused = MPI_DATATYPE_NULL;
    CHECK(MPI_Type_dup(type, &refused) != MPI_SUCCESS && seen.copies == 2);
    seen.refuses = 0;
    GOOD(MPI_Type_delete_attr(copy, keyval));
    CHECK(get_of_type(copy, keyval) == NULL && seen.deletions == 3);
    GOOD(MPI_Type_free(&copy));
    CHECK(seen.deletions == 3);
    GOOD(MPI_Type_free(&type));
    CHECK(seen.deletions == 4 && seen.value == values + 1);

    /* Predefined datatypes may have attributes, too. */
    GOOD(MPI_Type_set_attr(MPI_DOUBLE, keyval, values + 7));
    CHECK(get_of_type(MPI_DOUBLE, keyval) == values + 7 && get_of_type(MPI_INT, keyval) == NULL);
    GOOD(MPI_Type_dup(MPI_DOUBLE, &copy));
    CHECK(get_of_type(copy, keyval) == values + 8);
    GOOD(MPI_Type_free(&copy));
    GOOD(MPI_Type_delete_attr(MPI_DOUBLE, keyval));
    CHECK(get_of_type(MPI_DOUBLE, keyval) == NULL);
    GOOD(MPI_Type_free_keyval(&keyval));
    GOOD(MPI_Type_free_keyval(&dropped));
    CHECK(keyval == MPI_KEYVAL_INVALID && dropped == MPI_KEYVAL_INVALID);
}

/* ---- Mistakes ---- */

static void mistakes(void)
{
    int keyval = new_keyval(comm_copy), type_keyval, invalid = MPI_KEYVAL_INVALID, flag;
    int predefined_keyval = MPI_TAG_UB;
    void *value;
    GOOD(MPI_Type_create_keyval(type_copy, type_delete, &type_keyval, NULL));
    FAILS(MPI_Comm_set_attr(MPI_COMM_WORLD, MPI_KEYVAL_INVALID, values), MPI_ERR_KEYVAL);
    FAILS(MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_KEYVAL_INVALID, &value, &flag), MPI_ERR_KEYVAL);
    FAILS(MPI_Comm_delete_attr(MPI_COMM_WORLD, MPI_KEYVAL_INVALID), MPI_ERR_KEYVAL);
    FAILS(MPI_Comm_free_keyval(&invalid), MPI_ERR_KEYVAL);
    FAILS(MPI_Type_set_attr(MPI_INT, MPI_KEYVAL_INVALID, values), MPI_ERR_KEYVAL);
    FAILS(MPI_Type_get_attr(MPI_INT, MPI_KEYVAL_INVALID, &value, &flag), MPI_ERR_KEYVAL);
    FAILS(MPI_Type_delete_attr(MPI_INT, MPI_KEYVAL_INVALID), MPI_ERR_KEYVAL);
    FAILS(MPI_Type_free_keyval(&invalid), MPI_ERR_KEYVAL);
    /* Each kind of object has its own keyvals. */
    FAILS(MPI_Comm_set_attr(MPI_COMM_WORLD, type_keyval, values), MPI_ERR_KEYVAL);
    FAILS(MPI_Type_set_attr(MPI_INT, keyval, values), MPI_ERR_KEYVAL);
    /* What the library says of itself cannot be changed. */
    FAILS(MPI_Comm_set_attr(MPI_COMM_WORLD, MPI_TAG_UB, values), MPI_ERR_KEYVAL);
    FAILS(MPI_Comm_delete_attr(MPI_COMM_WORLD, MPI_TAG_UB), MPI_ERR_KEYVAL);
    FAILS(MPI_Comm_free_keyval(&predefined_keyval), MPI_ERR_KEYVAL);
    FAILS(MPI_Comm_set_attr(MPI_COMM_NULL, keyval, values), MPI_ERR_COMM);
    FAILS(MPI_Comm_get_attr(MPI_COMM_NULL, keyval, &value, &flag), MPI_ERR_COMM);
    FAILS(MPI_Comm_delete_attr(MPI_COMM_NULL, keyval), MPI_ERR_COMM);
    FAILS(MPI_Type_set_attr(MPI_DATATYPE_NULL, type_keyval, values), MPI_ERR_TYPE);
    FAILS(MPI_Type_get_attr(MPI_DATATYPE_NULL, type_keyval, &value, &flag), MPI_ERR_TYPE);
#ifdef ZEROMPI_API
    FAILS(MPI_Comm_create_keyval(comm_copy, comm_delete, NULL, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_get_attr(MPI_COMM_WORLD, keyval, NULL, &flag), MPI_ERR_ARG);
    FAILS(MPI_Comm_get_attr(MPI_COMM_WORLD, keyval, &value, NULL), MPI_ERR_ARG);
    int twice = keyval;
    GOOD(MPI_Comm_set_attr(MPI_COMM_SELF, keyval, values));
    GOOD(MPI_Comm_free_keyval(&keyval));
    GOOD(MPI_Comm_delete_attr(MPI_COMM_SELF, twice)); /* which the standard allows */
    FAILS(MPI_Comm_free_keyval(&twice), MPI_ERR_KEYVAL);
#else
    GOOD(MPI_Comm_free_keyval(&keyval));
#endif
    GOOD(MPI_Type_free_keyval(&type_keyval));
}

/* ---- The end: MPI_Finalize deletes the attributes of MPI_COMM_SELF first, the last one first ----
 */

static int last_words[3], ends;

static int delete_at_end(MPI_Comm comm, int keyval, void *value, void *extra_state)
{
    int finalized = -1, sum = 0, one = 1;
    (void)keyval, (void)extra_state;
    CHECK(comm == MPI_COMM_SELF && value == &last_words[2 - ends]);
    GOOD(MPI_Finalized(&finalized));
    CHECK(!finalized);
    GOOD(MPI_Allreduce(&one, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD));
    CHECK(sum == size);
    if (++ends == 3 && rank == 0)
        printf("ok\n");
    return MPI_SUCCESS;
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    set_and_delete();
    duplicate();
    refuse();
    free_early();
    many();
    nest();
    predefined_ones();
    datatypes();
    mistakes();
    for (int i = 0; i < 3; i++) {
        int keyval;
        GOOD(MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, delete_at_end, &keyval, NULL));
        GOOD(MPI_Comm_set_attr(MPI_COMM_SELF, keyval, &last_words[i]));
        GOOD(MPI_Comm_free_keyval(&keyval));
    }
    GOOD(MPI_Finalize());
    return ends == 3 ? 0 : 1;
}
