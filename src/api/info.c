/* SPDX-License-Identifier: BSL-1.0 */
/* The info object (chapter 10 of the standard). All of its functions may be called at any time. */
#include "comm/info.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "api/call.h"
#include "api/check.h"
#include "api/info.h"
#include "api/process.h"

/* ---- Checks ---- */

/* One that the program may change: all but MPI_INFO_ENV. */
static int check_own(MPI_Info handle, struct zm_info **info)
{
    return handle == MPI_INFO_ENV
               ? ZM_FAIL(MPI_ERR_INFO, "MPI_INFO_ENV can be neither changed nor freed")
               : zm_check_info(handle, info);
}

static int check_key(const char *key)
{
    size_t length = key ? strnlen(key, MPI_MAX_INFO_KEY) : 0;
    if (length == 0)
        return ZM_FAIL(MPI_ERR_INFO_KEY, "the key is %s", key ? "empty" : "NULL");
    if (length >= MPI_MAX_INFO_KEY)
        return ZM_FAIL(MPI_ERR_INFO_KEY, "the key is longer than %d characters",
                       MPI_MAX_INFO_KEY - 1);
    return MPI_SUCCESS;
}

static int check_value(const char *value)
{
    if (!value)
        return ZM_FAIL(MPI_ERR_INFO_VALUE, "the value is NULL");
    if (strnlen(value, MPI_MAX_INFO_VAL) >= MPI_MAX_INFO_VAL)
        return ZM_FAIL(MPI_ERR_INFO_VALUE, "the value is longer than %d characters",
                       MPI_MAX_INFO_VAL - 1);
    return MPI_SUCCESS;
}

/* ---- Making and freeing ---- */

int zm_hand_out_info(struct zm_info *made, MPI_Info *info)
{
    if (!made)
        return ZM_FAIL(MPI_ERR_NO_MEM, "no memory for an info object");
    int error = zm_handle_give(ZM_HANDLE_INFO, made);
    if (error)
        zm_info_release(made);
    else
        *info = made->handle;
    return error;
}

int PMPI_Info_create(MPI_Info *info)
{
    const struct zm_call call = {"MPI_Info_create", "", {0}};
    zm_enter_any_time(&call);
    int error = zm_check_pointer("info", info);
    if (!error)
        error = zm_hand_out_info(zm_info_new(), info);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_create);

int PMPI_Info_dup(MPI_Info info, MPI_Info *newinfo)
{
    const struct zm_call call = ZM_CALL("MPI_Info_dup", "%i", ZM_HANDLE(info));
    struct zm_info *old;
    int error;
    zm_enter_any_time(&call);
    if (!(error = zm_check_info(info, &old)) && !(error = zm_check_pointer("newinfo", newinfo)))
        error = zm_hand_out_info(zm_info_dup(old), newinfo);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_dup);

int PMPI_Info_free(MPI_Info *info)
{
    const struct zm_call call = ZM_CALL("MPI_Info_free", "%i", ZM_HANDLE(info ? *info : 0));
    struct zm_info *freed;
    int error;
    zm_enter_any_time(&call);
    if (!(error = zm_check_pointer("info", info)) && !(error = check_own(*info, &freed))) {
        zm_handle_take(ZM_HANDLE_INFO, freed);
        zm_info_release(freed);
        *info = MPI_INFO_NULL;
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_free);

/* ---- Setting ---- */

int PMPI_Info_set(MPI_Info info, const char *key, const char *value)
{
    const struct zm_call call = ZM_CALL("MPI_Info_set", "%i", ZM_HANDLE(info));
    struct zm_info *i;
    int error;
    zm_enter_any_time(&call);
    if (!(error = check_own(info, &i)) && !(error = check_key(key)) &&
        !(error = check_value(value)) && !zm_info_set(i, key, value))
        error = ZM_FAIL(MPI_ERR_NO_MEM, "no memory for a key and its value");
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_set);

int PMPI_Info_delete(MPI_Info info, const char *key)
{
    const struct zm_call call = ZM_CALL("MPI_Info_delete", "%i", ZM_HANDLE(info));
    struct zm_info *i;
    int error;
    zm_enter_any_time(&call);
    if (!(error = check_own(info, &i)) && !(error = check_key(key)) && !zm_info_delete(i, key))
        error = ZM_FAIL(MPI_ERR_INFO_NOKEY, "there is no key \"%s\"", key);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_delete);

/* ---- Getting ---- */

int PMPI_Info_get_nkeys(MPI_Info info, int *nkeys)
{
    const struct zm_call call = ZM_CALL("MPI_Info_get_nkeys", "%i", ZM_HANDLE(info));
    struct zm_info *i;
    int error;
    zm_enter_any_time(&call);
    if (!(error = zm_check_info(info, &i)) && !(error = zm_check_pointer("nkeys", nkeys)))
        *nkeys = (int)i->count;
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_get_nkeys);

int PMPI_Info_get_nthkey(MPI_Info info, int n, char *key)
{
    const struct zm_call call = ZM_CALL("MPI_Info_get_nthkey", "%i, n=%d", ZM_HANDLE(info), n);
    struct zm_info *i;
    int error;
    zm_enter_any_time(&call);
    if (!(error = zm_check_info(info, &i)) && !(error = zm_check_pointer("key", key))) {
        if (n < 0 || (size_t)n >= i->count)
            error = ZM_FAIL(MPI_ERR_ARG, "there is no key number %d: there are %zu, from 0 on", n,
                            i->count);
        else
            strcpy(key, i->entries[n].key);
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_get_nthkey);

/* The value of a key; *value is NULL if there is none. */
static int look_up(MPI_Info info, const char *key, const int *flag, const char **value)
{
    struct zm_info *i;
    int error;
    if (!(error = zm_check_info(info, &i)) && !(error = check_key(key)) &&
        !(error = zm_check_pointer("flag", flag)))
        *value = zm_info_get(i, key);
    return error;
}

int PMPI_Info_get_string(MPI_Info info, const char *key, int *buflen, char *value, int *flag)
{
    const struct zm_call call =
        ZM_CALL("MPI_Info_get_string", "%i, buflen=%d", ZM_HANDLE(info), buflen ? *buflen : 0);
    const char *found;
    int error;
    zm_enter_any_time(&call);
    if (!(error = look_up(info, key, flag, &found)) &&
        !(error = zm_check_pointer("buflen", buflen)) &&
        !(error = *buflen > 0 ? zm_check_pointer("value", value) : MPI_SUCCESS)) {
        if (*buflen < 0)
            error = ZM_FAIL(MPI_ERR_ARG, "buflen %d is negative", *buflen);
        else if ((*flag = found != NULL)) {
            if (*buflen)
                snprintf(value, (size_t)*buflen, "%s", found);
            *buflen = (int)strlen(found) + 1;
        }
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_get_string);

int PMPI_Info_get(MPI_Info info, const char *key, int valuelen, char *value, int *flag)
{
    const struct zm_call call =
        ZM_CALL("MPI_Info_get", "%i, valuelen=%d", ZM_HANDLE(info), valuelen);
    const char *found;
    int error;
    zm_enter_any_time(&call);
    if (!(error = look_up(info, key, flag, &found)) &&
        !(error = zm_check_pointer("value", value))) {
        if (valuelen < 0)
            error = ZM_FAIL(MPI_ERR_ARG, "valuelen %d is negative", valuelen);
        else if ((*flag = found != NULL))
            snprintf(value, (size_t)valuelen + 1, "%s", found);
    }
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_get);

int PMPI_Info_get_valuelen(MPI_Info info, const char *key, int *valuelen, int *flag)
{
    const struct zm_call call = ZM_CALL("MPI_Info_get_valuelen", "%i", ZM_HANDLE(info));
    const char *found;
    int error;
    zm_enter_any_time(&call);
    if (!(error = look_up(info, key, flag, &found)) &&
        !(error = zm_check_pointer("valuelen", valuelen)) && (*flag = found != NULL))
        *valuelen = (int)strlen(found);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_get_valuelen);

/* ---- How the program was started ---- */

/* Sets a key to a value, if there is one; values that are too long are left out. */
static bool set_if(struct zm_info *info, const char *key, const char *value)
{
    return !value || strlen(value) >= MPI_MAX_INFO_VAL || zm_info_set(info, key, value);
}

/* The arguments after the first, with spaces in between. */
static bool set_arguments(struct zm_info *info, int argc, char **argv)
{
    char text[MPI_MAX_INFO_VAL] = "";
    size_t used = 0;
    for (int i = 1; i < argc && used < sizeof text; i++)
        used +=
            (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 1 ? " " : "", argv[i]);
    return used == 0 || used >= sizeof text || zm_info_set(info, "argv", text);
}

struct zm_info *zm_info_new_env(int argc, char **argv)
{
    char directory[MPI_MAX_INFO_VAL];
    struct utsname system;
    const char *ranks = getenv("ZEROMPI_NRANKS");
    struct zm_info *info = zm_info_new();
    if (info && set_if(info, "command", argc > 0 && argv ? argv[0] : NULL) &&
        (!argv || set_arguments(info, argc, argv)) &&
        set_if(info, "maxprocs", ranks ? ranks : "1") &&
        set_if(info, "soft", ranks ? ranks : "1") && set_if(info, "host", zm_process.report.host) &&
        set_if(info, "arch", uname(&system) == 0 ? system.machine : NULL) &&
        set_if(info, "wdir", getcwd(directory, sizeof directory)) &&
        set_if(info, "mpi_initial_errhandler", "mpi_errors_are_fatal"))
        return info;
    zm_info_release(info);
    return NULL;
}

int PMPI_Info_create_env(int argc, char *argv[], MPI_Info *info)
{
    const struct zm_call call = ZM_CALL("MPI_Info_create_env", "argc=%d", argc);
    zm_enter_any_time(&call);
    int error = zm_check_pointer("info", info);
    if (!error)
        error = zm_hand_out_info(zm_info_new_env(argc, argv), info);
    return zm_leave(&call, NULL, error);
}
ZM_ALIAS(Info_create_env);
