/* SPDX-License-Identifier: BSL-1.0 */
/* Which algorithm a collective takes: by the tables in choices.def, or as the user wants. */
#include "coll/choose.h"

#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "coll/board.h"
#include "coll/two_level.h"

/* The words of choices.def. */
#define KIB *(size_t)1024
#define ALL INT_MAX
#define ANY SIZE_MAX
enum needs { NOTHING = 0, POWER_OF_TWO = 1, FREE_ORDER = 2, SHARED_MEMORY = 4, HOSTS = 8 };

#define METHOD(operation, algorithm, needs) {ZM_##operation, ZM_##algorithm, needs},
#define CHOICE(operation, ranks, bytes, algorithm)
static const struct {
    enum zm_collective operation;
    enum zm_algorithm algorithm;
    unsigned needs;
} methods[] = {
#include "coll/choices.def"
};
#undef METHOD
#undef CHOICE

#define METHOD(operation, algorithm, needs)
#define CHOICE(operation, ranks, bytes, algorithm) {ZM_##operation, ranks, bytes, ZM_##algorithm},
static const struct {
    enum zm_collective operation;
    int ranks;
    size_t bytes;
    enum zm_algorithm algorithm;
} choices[] = {
#include "coll/choices.def"
};

enum { METHODS = sizeof methods / sizeof methods[0], CHOICES = sizeof choices / sizeof choices[0] };

/* ---- Choosing ---- */

static bool can(const struct zm_comm *comm, const struct zm_signature *call,
                enum zm_algorithm algorithm, const struct zm_reduction *r)
{
    enum zm_collective operation = (enum zm_collective)call->collective;
    unsigned needs = 0;
    for (int i = 0; i < METHODS; i++)
        if (methods[i].operation == operation && methods[i].algorithm == algorithm)
            needs = methods[i].needs;
    if (needs & POWER_OF_TWO && (comm->size & (comm->size - 1)) != 0)
        return false;
    if (needs & SHARED_MEMORY && !zm_board_can(comm, call, r))
        return false;
    if (needs & HOSTS && !zm_two_level_can(comm, call, r))
        return false;
    return !(needs & FREE_ORDER) || zm_op_exact(r->op, r->datatype);
}

enum zm_algorithm zm_choose(const struct zm_comm *comm, const struct zm_signature *call,
                            const struct zm_reduction *reduction)
{
    enum zm_collective operation = (enum zm_collective)call->collective;
    enum zm_algorithm forced = (enum zm_algorithm)comm->comms->forced[operation];
    if (comm->remote)
        return ZM_ONLY_WAY;
    if (forced && can(comm, call, forced, reduction))
        return forced;
    for (int i = 0; i < CHOICES; i++)
        if (choices[i].operation == operation && comm->size <= choices[i].ranks &&
            call->bytes <= choices[i].bytes && can(comm, call, choices[i].algorithm, reduction))
            return choices[i].algorithm;
    return ZM_ONLY_WAY;
}

/* ---- Forcing ---- */

/* Whether the `length` characters at `text` are `name`. */
static bool is_name(const char *name, const char *text, size_t length)
{
    return name && strlen(name) == length && strncasecmp(name, text, length) == 0;
}

/* The operation's name is that of its function, without MPI_. */
static const char *operation_name(int operation)
{
    return zm_collective_name(operation) + strlen("MPI_");
}

/* Lists the operations that have algorithms; or the algorithms of `operation`, if it is not 0. */
static void list(enum zm_collective operation, char *text, size_t room)
{
    size_t used = 0;
    int last = 0;
    text[0] = '\0';
    for (int i = 0; i < METHODS; i++) {
        if (operation ? methods[i].operation != operation : (int)methods[i].operation == last)
            continue;
        last = (int)methods[i].operation;
        const char *name =
            operation ? zm_algorithm_name(methods[i].algorithm) : operation_name(last);
        if (used < room)
            used += (size_t)snprintf(text + used, room - used, "%s%s", used ? ", " : "", name);
    }
    for (char *each = text; *each; each++)
        if (*each >= 'A' && *each <= 'Z')
            *each += 'a' - 'A';
}

/* Reads one "operation=algorithm" of `length` characters. */
static int force(uint8_t *forced, const char *text, size_t length, struct zm_report *report)
{
    char known[512];
    const char *equals = memchr(text, '=', length);
    size_t left = equals ? (size_t)(equals - text) : length;
    enum zm_collective operation = 0;
    for (int i = 0; i < METHODS; i++) {
        if (!is_name(operation_name((int)methods[i].operation), text, left))
            continue;
        operation = methods[i].operation;
        if (equals &&
            is_name(zm_algorithm_name(methods[i].algorithm), equals + 1, length - left - 1)) {
            forced[operation] = (uint8_t)methods[i].algorithm;
            return MPI_SUCCESS;
        }
    }
    list(operation, known, sizeof known);
    if (!operation || !equals)
        list(0, known, sizeof known);
    return zm_fail(report, MPI_ERR_OTHER,
                   operation && equals ? "ZEROMPI_ALGORITHM: %.*s: expected one of %s"
                                       : "ZEROMPI_ALGORITHM: %.*s: expected OPERATION=ALGORITHM, "
                                         "where the operation is one of %s",
                   (int)length, text, known);
}

int zm_force_algorithms(uint8_t forced[ZM_COLLECTIVE_END], const char *text,
                        struct zm_report *report)
{
    memset(forced, 0, ZM_COLLECTIVE_END);
    int error = MPI_SUCCESS;
    for (size_t length; text && *text && !error; text += length + (text[length] == ',')) {
        length = strcspn(text, ",");
        error = force(forced, text, length, report);
    }
    return error;
}
