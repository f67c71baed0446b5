/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of the names that users give: what is meant by those that nobody knows. */
#include "names/variables.h"

#include <string.h>

#include "unit.h"

/* What is said of a variable; "" if nothing is. */
static const char *say(const char *variable)
{
    static char words[256];
    return zm_variable_is_unknown(variable, words, sizeof words) ? words : "";
}

START_TEST(known)
{
    static const char *const all[] = {"ZEROMPI_TRANSPORT=shm",
                                      "ZEROMPI_CONTROL_FD=3",
                                      "ZEROMPI_CC=gcc",
                                      "ZEROMPI_RANK",
                                      "PATH=/bin",
                                      "MY_ZEROMPI_TRANSPRT=shm",
                                      "ZEROMPI=1",
                                      "=::="};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        ck_assert_str_eq(say(all[i]), "");
}
END_TEST

START_TEST(unknown)
{
    ck_assert_str_eq(say("ZEROMPI_TRANSPRT=shm"),
                     "unknown setting ZEROMPI_TRANSPRT; is ZEROMPI_TRANSPORT meant?");
    ck_assert_str_eq(say("ZEROMPI_TIMEOUTS"),
                     "unknown setting ZEROMPI_TIMEOUTS; is ZEROMPI_TIMEOUT meant?");
    ck_assert_str_eq(say("ZEROMPI_RHS=ssh"), "unknown setting ZEROMPI_RHS; is ZEROMPI_RSH meant?");
    ck_assert_str_eq(say("ZEROMPI_SECRETFILE=x=y"),
                     "unknown setting ZEROMPI_SECRETFILE; is ZEROMPI_SECRET_FILE meant?");
    ck_assert_str_eq(say("ZEROMPI_COLOUR_OF_NIGHT=1"), "unknown setting ZEROMPI_COLOUR_OF_NIGHT");
    ck_assert_str_eq(say("ZEROMPI_=1"), "unknown setting ZEROMPI_");
}
END_TEST

/* A name of any length is no danger. */
START_TEST(longest)
{
    char variable[3000] = "ZEROMPI_", words[256];
    memset(variable + 8, 'X', sizeof variable - 9);
    ck_assert(zm_variable_is_unknown(variable, words, sizeof words));
    ck_assert_uint_lt(strlen(words), 100);
}
END_TEST

UNIT_MAIN("variables", known, unknown, longest)
