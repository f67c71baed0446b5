/* SPDX-License-Identifier: BSL-1.0 */
/* What may be called before MPI_Init and after MPI_Finalize, and what survives both. */
#define ZEROMPI_NO_DEPRECATED
#include "../check.h"

static void state(int initialized, int finalized)
{
    int flag = -1, version, subversion, length;
    static char text[MPI_MAX_LIBRARY_VERSION_STRING];
    CHECK(MPI_Initialized(&flag) == MPI_SUCCESS && flag == initialized);
    CHECK(MPI_Finalized(&flag) == MPI_SUCCESS && flag == finalized);
    CHECK(MPI_Get_version(&version, &subversion) == MPI_SUCCESS && version == MPI_VERSION);
    CHECK(MPI_Get_library_version(text, &length) == MPI_SUCCESS && length > 0);
}

#ifdef ZEROMPI_API

static void handle(MPI_Session *session, int *code, ...)
{
    (void)session, (void)code;
}

static MPI_Info kept;
static int own_class, own_code;
static MPI_Errhandler errhandler = MPI_ERRHANDLER_NULL;

static void info(void)
{
    MPI_Info made, copy;
    char value[16];
    int flag = 0, count = -1, length = sizeof value;
    GOOD(MPI_Info_create(&made));
    GOOD(MPI_Info_set(made, "key", "value"));
    GOOD(MPI_Info_dup(made, &copy));
    CHECK(MPI_Info_get_nkeys(copy, &count) == MPI_SUCCESS && count == 1);
    CHECK(MPI_Info_get_string(copy, "key", &length, value, &flag) == MPI_SUCCESS && flag);
    CHECK(strcmp(value, "value") == 0);
    CHECK(MPI_Info_get_valuelen(copy, "key", &length, &flag) == MPI_SUCCESS && length == 5);
    GOOD(MPI_Info_delete(copy, "key"));
    CHECK(MPI_Info_f2c(MPI_Info_c2f(copy)) == copy);
    CHECK(MPI_Info_free(&copy) == MPI_SUCCESS && copy == MPI_INFO_NULL);
    GOOD(MPI_Info_free(&made));
    CHECK(MPI_Info_get_nkeys(MPI_INFO_ENV, &count) == MPI_SUCCESS && count > 0);
    GOOD(MPI_Info_create_env(0, NULL, &made));
    GOOD(MPI_Info_free(&made));
}

static void errors(int first)
{
    char text[MPI_MAX_ERROR_STRING];
    int result, length;
    CHECK(MPI_Error_class(MPI_ERR_TAG, &result) == MPI_SUCCESS && result == MPI_ERR_TAG);
    CHECK(MPI_Error_string(MPI_ERR_TAG, text, &length) == MPI_SUCCESS && length > 0);
    if (first) {
        GOOD(MPI_Add_error_class(&own_class));
        GOOD(MPI_Add_error_code(own_class, &own_code));
        GOOD(MPI_Add_error_string(own_code, "mine"));
        GOOD(MPI_Session_create_errhandler(handle, &errhandler));
    }
    CHECK(MPI_Error_class(own_code, &result) == MPI_SUCCESS && result == own_class);
    CHECK(MPI_Error_string(own_code, text, &length) == MPI_SUCCESS && strcmp(text, "mine") == 0);
    CHECK(MPI_Errhandler_fromint(MPI_Errhandler_toint(errhandler)) == errhandler);
}

static void kept_from_before(void)
{
    char value[16];
    int flag = 0, length = sizeof value;
    CHECK(MPI_Info_get_string(kept, "key", &length, value, &flag) == MPI_SUCCESS && flag);
    CHECK(strcmp(value, "kept") == 0);
}

#endif

int main(int argc, char **argv)
{
    state(0, 0);
#ifdef ZEROMPI_API
    info();
    errors(1);
    CHECK(MPI_Info_create(&kept) == MPI_SUCCESS &&
          MPI_Info_set(kept, "key", "kept") == MPI_SUCCESS);
#endif
    begin(&argc, &argv);
    state(1, 0);
#ifdef ZEROMPI_API
    info();
    errors(0);
    kept_from_before();
#endif
    int code = finish();
    state(1, 1);
#ifdef ZEROMPI_API
    info();
    errors(0);
    kept_from_before();
    GOOD(MPI_Info_free(&kept));
    GOOD(MPI_Errhandler_free(&errhandler));
    CHECK(errhandler == MPI_ERRHANDLER_NULL);
    GOOD(MPI_Remove_error_string(own_code));
    GOOD(MPI_Remove_error_code(own_code));
    GOOD(MPI_Remove_error_class(own_class));
#endif
    return code;
}
