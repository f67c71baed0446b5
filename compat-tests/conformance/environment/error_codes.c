/* SPDX-License-Identifier: BSL-1.0 */
/* Errors: the handlers of communicators, and classes, codes and texts, those of the standard and
 * those of the program. */
#include "../check.h"

/* ---- Handlers ---- */

static int calls, last_code;
static MPI_Comm last_comm;

static void note(MPI_Comm *comm, int *code, ...)
{
    calls++;
    last_comm = *comm;
    last_code = *code;
}

static int other_calls;

static void note_otherwise(MPI_Comm *comm, int *code, ...)
{
    (void)comm, (void)code;
    other_calls++;
}

static int fail_on(MPI_Comm comm)
{
    int value = 0;
    return MPI_Send(&value, 1, MPI_INT, 1000000, 0, comm); /* there is no such rank */
}

static void handlers(void)
{
    MPI_Comm comm, copy, split;
    MPI_Errhandler handler, same, other, got;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    GOOD(MPI_Comm_get_errhandler(comm, &got));
    CHECK(got == MPI_ERRORS_RETURN); /* as that of the original */
    GOOD(MPI_Comm_create_errhandler(note, &handler));
    GOOD(MPI_Comm_create_errhandler(note_otherwise, &other));
    CHECK(handler != other && handler != MPI_ERRHANDLER_NULL);
    GOOD(MPI_Comm_set_errhandler(comm, handler));
    GOOD(MPI_Comm_get_errhandler(comm, &same));
    calls = 0;
    FAILS(fail_on(comm), MPI_ERR_RANK);
    CHECK(calls == 1 && last_comm == comm && class_of(last_code) == MPI_ERR_RANK);
    FAILS(fail_on(MPI_COMM_WORLD), MPI_ERR_RANK);
    CHECK(calls == 1);

    /* New communicators have that of the old one, at that time. */
    GOOD(MPI_Comm_dup(comm, &copy));
    GOOD(MPI_Comm_split(comm, rank % 2, 0, &split));
    GOOD(MPI_Comm_set_errhandler(comm, other));
    FAILS(fail_on(copy), MPI_ERR_RANK);
    CHECK(calls == 2 && last_comm == copy);
    FAILS(fail_on(split), MPI_ERR_RANK);
    CHECK(calls == 3 && last_comm == split);
    FAILS(fail_on(comm), MPI_ERR_RANK);
    CHECK(calls == 3 && other_calls == 1);

    /* A handler that is freed goes on as long as a communicator has it. */
    GOOD(MPI_Errhandler_free(&handler));
    GOOD(MPI_Errhandler_free(&same));
    CHECK(handler == MPI_ERRHANDLER_NULL && same == MPI_ERRHANDLER_NULL);
    FAILS(fail_on(copy), MPI_ERR_RANK);
    CHECK(calls == 4);
    GOOD(MPI_Comm_get_errhandler(copy, &got)); /* and may be got again */
    GOOD(MPI_Comm_set_errhandler(comm, got));
    GOOD(MPI_Errhandler_free(&got));
    FAILS(fail_on(comm), MPI_ERR_RANK);
    CHECK(calls == 5 && other_calls == 1);
    GOOD(MPI_Errhandler_free(&other));
    GOOD(MPI_Comm_free(&split));
    GOOD(MPI_Comm_free(&copy));

    /* Calls of handlers by the program: any code, and the call succeeds. */
    calls = 0;
    GOOD(MPI_Comm_call_errhandler(comm, MPI_ERR_TOPOLOGY));
    CHECK(calls == 1 && last_comm == comm && class_of(last_code) == MPI_ERR_TOPOLOGY);
    GOOD(MPI_Comm_call_errhandler(MPI_COMM_WORLD, MPI_ERR_OTHER)); /* MPI_ERRORS_RETURN */
    CHECK(calls == 1);
    GOOD(MPI_Comm_free(&comm));

    /* What belongs to no communicator goes to that of MPI_COMM_SELF, or, before MPI-4, WORLD. */
    GOOD(MPI_Comm_create_errhandler(note, &handler));
    GOOD(MPI_Comm_set_errhandler(MPI_COMM_SELF, handler));
    GOOD(MPI_Comm_set_errhandler(MPI_COMM_WORLD, handler));
    calls = 0;
    CHECK(MPI_Comm_free_keyval(&(int){MPI_KEYVAL_INVALID}) != MPI_SUCCESS && calls == 1);
    GOOD(MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN));
    GOOD(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
    GOOD(MPI_Errhandler_free(&handler));
}

/* A handler may use MPI, even free itself or the communicator's duplicate. */
static void use_mpi(MPI_Comm *comm, int *code, ...)
{
    MPI_Comm copy;
    int error_class, result;
    calls++;
    GOOD(MPI_Error_class(*code, &error_class));
    GOOD(MPI_Comm_set_errhandler(*comm, MPI_ERRORS_RETURN));
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &copy));
    GOOD(MPI_Comm_compare(copy, MPI_COMM_SELF, &result));
    GOOD(MPI_Comm_free(&copy));
    CHECK(result == MPI_CONGRUENT && error_class == MPI_ERR_RANK);
}

static void nesting(void)
{
    MPI_Comm comm;
    MPI_Errhandler handler;
    GOOD(MPI_Comm_dup(MPI_COMM_SELF, &comm));
    GOOD(MPI_Comm_create_errhandler(use_mpi, &handler));
    GOOD(MPI_Comm_set_errhandler(comm, handler));
    GOOD(MPI_Errhandler_free(&handler));
    calls = 0;
    FAILS(fail_on(comm), MPI_ERR_RANK);
    FAILS(fail_on(comm), MPI_ERR_RANK);
    CHECK(calls == 1);
    GOOD(MPI_Comm_free(&comm));
}

/* ---- Classes of the standard ---- */

static void standard_classes(void)
{
    static const int classes[] = {
        MPI_ERR_BUFFER,  MPI_ERR_COUNT,      MPI_ERR_TYPE,     MPI_ERR_TAG,
        MPI_ERR_COMM,    MPI_ERR_RANK,       MPI_ERR_REQUEST,  MPI_ERR_ROOT,
        MPI_ERR_GROUP,   MPI_ERR_OP,         MPI_ERR_TOPOLOGY, MPI_ERR_DIMS,
        MPI_ERR_ARG,     MPI_ERR_UNKNOWN,    MPI_ERR_TRUNCATE, MPI_ERR_OTHER,
        MPI_ERR_INTERN,  MPI_ERR_IN_STATUS,  MPI_ERR_PENDING,  MPI_ERR_KEYVAL,
        MPI_ERR_NO_MEM,  MPI_ERR_BASE,       MPI_ERR_INFO_KEY, MPI_ERR_INFO_VALUE,
        MPI_ERR_INFO,    MPI_ERR_INFO_NOKEY, MPI_ERR_NAME,     MPI_ERR_PORT,
        MPI_ERR_SERVICE, MPI_ERR_SPAWN,      MPI_ERR_WIN,      MPI_ERR_UNSUPPORTED_OPERATION,
    };
    char text[MPI_MAX_ERROR_STRING + 1];
    int length;
    CHECK(MPI_SUCCESS == 0 && class_of(MPI_SUCCESS) == MPI_SUCCESS);
    GOOD(MPI_Error_string(MPI_SUCCESS, text, &length));
    CHECK(length == (int)strlen(text) && length > 0);
    for (unsigned i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        CHECK(classes[i] > MPI_SUCCESS && classes[i] <= MPI_ERR_LASTCODE);
        CHECK(class_of(classes[i]) == classes[i]); /* a class is a code of itself */
        GOOD(MPI_Error_string(classes[i], text, &length));
        CHECK(length == (int)strlen(text) && length > 0 && length < MPI_MAX_ERROR_STRING);
        for (unsigned j = 0; j < i; j++)
            CHECK(classes[i] != classes[j]);
    }
#ifdef ZEROMPI_API
    int result;
    FAILS(MPI_Error_class(-1, &result), MPI_ERR_ARG);
    FAILS(MPI_Error_string(-1, text, &length), MPI_ERR_ARG);
    FAILS(MPI_Error_class(MPI_ERR_LASTCODE - 1, &result), MPI_ERR_ARG);
    FAILS(MPI_Error_class(MPI_ERR_OTHER, NULL), MPI_ERR_ARG);
    FAILS(MPI_Error_string(MPI_ERR_OTHER, NULL, &length), MPI_ERR_ARG);
#endif
}

/* ---- Classes and codes of the program ---- */

/* Open MPI does not know the classes of what was added. */
#ifdef OPEN_MPI
#define IN_CLASS(code, error_class) 1
#else
#define IN_CLASS(code, error_class) (class_of(code) == (error_class))
#endif

static int last_used(void)
{
    int *code = NULL, flag = 0;
    GOOD(MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_LASTUSEDCODE, &code, &flag));
    CHECK(flag);
    return *code;
}

static void expect_text(int code, const char *expected)
{
    char text[MPI_MAX_ERROR_STRING + 1];
    int length = -1;
    memset(text, 'x', sizeof text);
    GOOD(MPI_Error_string(code, text, &length));
    CHECK(length == (int)strlen(expected) && strcmp(text, expected) == 0);
}

static void own_classes(void)
{
    int mine, yours, code, second, of_standard, before = last_used();
    CHECK(before >= MPI_ERR_LASTCODE);
    GOOD(MPI_Add_error_class(&mine));
    CHECK(mine > MPI_ERR_LASTCODE && IN_CLASS(mine, mine) && last_used() >= mine);
    GOOD(MPI_Add_error_class(&yours));
    CHECK(yours != mine && yours > MPI_ERR_LASTCODE && last_used() >= yours);
    GOOD(MPI_Add_error_code(mine, &code));
    GOOD(MPI_Add_error_code(mine, &second));
    GOOD(MPI_Add_error_code(MPI_ERR_ARG, &of_standard));
    CHECK(code != mine && code != yours && second != code && of_standard != code);
    CHECK(code > MPI_ERR_LASTCODE && last_used() >= of_standard);
    CHECK(IN_CLASS(code, mine) && IN_CLASS(second, mine) && IN_CLASS(yours, yours));
    CHECK(IN_CLASS(of_standard, MPI_ERR_ARG));

    expect_text(mine, "");
    expect_text(code, "");
    GOOD(MPI_Add_error_string(mine, "a class of mine"));
    GOOD(MPI_Add_error_string(code, "a code of mine"));
    expect_text(mine, "a class of mine");
    expect_text(code, "a code of mine");
    expect_text(second, "");
    GOOD(MPI_Add_error_string(code, "another text"));
    expect_text(code, "another text");

    /* They go through handlers like others. */
    MPI_Errhandler handler;
    GOOD(MPI_Comm_create_errhandler(note, &handler));
    GOOD(MPI_Comm_set_errhandler(MPI_COMM_WORLD, handler));
    calls = 0;
    GOOD(MPI_Comm_call_errhandler(MPI_COMM_WORLD, second));
    CHECK(calls == 1 && last_code == second);
    GOOD(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
    GOOD(MPI_Errhandler_free(&handler));

#ifdef ZEROMPI_API
    FAILS(MPI_Add_error_string(MPI_ERR_ARG, "mine"), MPI_ERR_ARG);
    FAILS(MPI_Add_error_string(last_used() + 1, "mine"), MPI_ERR_ARG);
    FAILS(MPI_Add_error_string(code, NULL), MPI_ERR_ARG);
    FAILS(MPI_Add_error_code(last_used() + 1, &code), MPI_ERR_ARG);
    FAILS(MPI_Add_error_code(code, &second), MPI_ERR_ARG); /* it is no class */
    FAILS(MPI_Add_error_class(NULL), MPI_ERR_ARG);
    /* What is in use cannot be removed; the rest can, once. */
    FAILS(MPI_Remove_error_class(mine), MPI_ERR_ARG);
    FAILS(MPI_Remove_error_code(code), MPI_ERR_ARG);
    FAILS(MPI_Remove_error_string(second), MPI_ERR_ARG);
    FAILS(MPI_Remove_error_class(code), MPI_ERR_ARG);
    FAILS(MPI_Remove_error_code(yours), MPI_ERR_ARG);
    FAILS(MPI_Remove_error_class(MPI_ERR_ARG), MPI_ERR_ARG);
    FAILS(MPI_Remove_error_code(MPI_ERR_ARG), MPI_ERR_ARG);
    FAILS(MPI_Remove_error_string(MPI_ERR_ARG), MPI_ERR_ARG);
    GOOD(MPI_Remove_error_string(code));
    expect_text(code, "");
    GOOD(MPI_Remove_error_code(code));
    FAILS(MPI_Error_class(code, &before), MPI_ERR_ARG);
    GOOD(MPI_Remove_error_code(second));
    GOOD(MPI_Remove_error_string(mine));
    GOOD(MPI_Remove_error_class(mine));
    FAILS(MPI_Remove_error_class(mine), MPI_ERR_ARG);
    CHECK(class_of(yours) == yours && class_of(of_standard) == MPI_ERR_ARG);
    GOOD(MPI_Remove_error_code(of_standard));
    GOOD(MPI_Remove_error_class(yours));
    CHECK(last_used() == MPI_ERR_LASTCODE);
#endif
}

/* ---- Mistakes ---- */

static void mistakes(void)
{
    MPI_Errhandler handler = MPI_ERRHANDLER_NULL;
    FAILS(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRHANDLER_NULL), MPI_ERR_ERRHANDLER);
    FAILS(MPI_Comm_set_errhandler(MPI_COMM_NULL, MPI_ERRORS_RETURN), MPI_ERR_COMM);
    FAILS(MPI_Comm_get_errhandler(MPI_COMM_NULL, &handler), MPI_ERR_COMM);
    FAILS(MPI_Comm_call_errhandler(MPI_COMM_NULL, MPI_ERR_OTHER), MPI_ERR_COMM);
    FAILS(MPI_Errhandler_free(&handler), MPI_ERR_ERRHANDLER);
#ifdef ZEROMPI_API
    FAILS(MPI_Comm_create_errhandler(NULL, &handler), MPI_ERR_ARG);
    FAILS(MPI_Comm_create_errhandler(note, NULL), MPI_ERR_ARG);
    FAILS(MPI_Comm_get_errhandler(MPI_COMM_WORLD, NULL), MPI_ERR_ARG);
    GOOD(MPI_Comm_create_errhandler(note, &handler));
    MPI_Errhandler freed = handler;
    GOOD(MPI_Errhandler_free(&handler));
    FAILS(MPI_Comm_set_errhandler(MPI_COMM_WORLD, freed), MPI_ERR_ERRHANDLER);
    FAILS(MPI_Errhandler_free(&freed), MPI_ERR_ERRHANDLER);
#endif
    GOOD(MPI_Comm_get_errhandler(MPI_COMM_WORLD, &handler));
    CHECK(handler == MPI_ERRORS_RETURN);
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    handlers();
    nesting();
    standard_classes();
    own_classes();
    mistakes();
    return finish();
}
