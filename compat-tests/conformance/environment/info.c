/* SPDX-License-Identifier: BSL-1.0 */
/* Info objects: keys in their order, values of any length that the standard allows, both ways of
 * getting them, and every mistake. */
#define ZEROMPI_NO_DEPRECATED /* MPI_Info_get and MPI_Info_get_valuelen */
#include "../check.h"

static void expect(MPI_Info info, const char *key, const char *value)
{
    char got[MPI_MAX_INFO_VAL + 1];
    int flag = -1, length = -1;
    GOOD(MPI_Info_get_valuelen(info, key, &length, &flag));
    CHECK(flag && length == (int)strlen(value));
    memset(got, 'x', sizeof got);
    GOOD(MPI_Info_get(info, key, MPI_MAX_INFO_VAL, got, &flag));
    CHECK(flag && strcmp(got, value) == 0);
#if MPI_VERSION >= 4
    length = (int)sizeof got;
    GOOD(MPI_Info_get_string(info, key, &length, got, &flag));
    CHECK(flag && length == (int)strlen(value) + 1 && strcmp(got, value) == 0);
#endif
}

static void expect_none(MPI_Info info, const char *key)
{
    char untouched[8] = "abc";
    int flag = -1, length = 5;
    GOOD(MPI_Info_get_valuelen(info, key, &length, &flag));
    CHECK(!flag && length == 5);
    flag = -1;
    GOOD(MPI_Info_get(info, key, 7, untouched, &flag));
    CHECK(!flag && strcmp(untouched, "abc") == 0);
#if MPI_VERSION >= 4
    flag = -1;
    GOOD(MPI_Info_get_string(info, key, &length, untouched, &flag));
    CHECK(!flag && length == 5 && strcmp(untouched, "abc") == 0);
#endif
}

static int count(MPI_Info info)
{
    int keys = -1;
    GOOD(MPI_Info_get_nkeys(info, &keys));
    return keys;
}

static void expect_key(MPI_Info info, int n, const char *key)
{
    char got[MPI_MAX_INFO_KEY + 1];
    GOOD(MPI_Info_get_nthkey(info, n, got));
    CHECK(strcmp(got, key) == 0);
}

static void set_and_get(void)
{
    MPI_Info info;
    GOOD(MPI_Info_create(&info));
    CHECK(info != MPI_INFO_NULL && count(info) == 0);
    expect_none(info, "anything");
    GOOD(MPI_Info_set(info, "second", "2"));
    GOOD(MPI_Info_set(info, "first", "a value with  spaces"));
    GOOD(MPI_Info_set(info, "third", "3"));
    CHECK(count(info) == 3);
    GOOD(MPI_Info_set(info, "second", "another value")); /* keeps its place */
    CHECK(count(info) == 3);
    expect(info, "second", "another value");
    expect(info, "first", "a value with  spaces");
    expect_none(info, "First");
    expect_none(info, "firs");
    expect_key(info, 0, "second");
    expect_key(info, 1, "first");
    expect_key(info, 2, "third");
    GOOD(MPI_Info_delete(info, "second"));
    CHECK(count(info) == 2);
    expect_none(info, "second");
    expect_key(info, 0, "first");
    expect_key(info, 1, "third");
    GOOD(MPI_Info_set(info, "second", "last"));
    expect_key(info, 2, "second");
    GOOD(MPI_Info_free(&info));
    CHECK(info == MPI_INFO_NULL);
}

/* As much of a value as there is room for. */
static void get_parts(void)
{
    MPI_Info info;
    char value[16];
    int flag;
    GOOD(MPI_Info_create(&info));
    GOOD(MPI_Info_set(info, "key", "0123456789"));
    memset(value, 'x', sizeof value);
#ifndef MPICH_VERSION                                 /* which makes an error of it */
    GOOD(MPI_Info_get(info, "key", 4, value, &flag)); /* and the final NUL */
    CHECK(flag && strcmp(value, "0123") == 0 && value[5] == 'x');
#endif
    GOOD(MPI_Info_get(info, "key", 10, value, &flag));
    CHECK(flag && strcmp(value, "0123456789") == 0 && value[11] == 'x');
#if MPI_VERSION >= 4
    int length = 0;
    memset(value, 'x', sizeof value);
    GOOD(MPI_Info_get_string(info, "key", &length, value, &flag)); /* asks for the length only */
    CHECK(flag && length == 11 && value[0] == 'x');
#ifndef MPICH_VERSION
    length = 0;
    GOOD(MPI_Info_get_string(info, "key", &length, NULL, &flag));
    CHECK(flag && length == 11);
#endif
    length = 5; /* the final NUL included */
    GOOD(MPI_Info_get_string(info, "key", &length, value, &flag));
    CHECK(flag && length == 11 && strcmp(value, "0123") == 0 && value[5] == 'x');
    length = 1;
    GOOD(MPI_Info_get_string(info, "key", &length, value, &flag));
    CHECK(flag && length == 11 && value[0] == '\0');
    length = 11;
    GOOD(MPI_Info_get_string(info, "key", &length, value, &flag));
    CHECK(flag && length == 11 && strcmp(value, "0123456789") == 0);
#endif
    GOOD(MPI_Info_free(&info));
}

static char longest_key[MPI_MAX_INFO_KEY + 2], longest_value[MPI_MAX_INFO_VAL + 2];

/* The longest keys and values: one character less than the constants, as C has a final NUL. */
static void longest(void)
{
    MPI_Info info;
    memset(longest_key, 'k', MPI_MAX_INFO_KEY - 1);
    memset(longest_value, 'v', MPI_MAX_INFO_VAL - 1);
    GOOD(MPI_Info_create(&info));
    GOOD(MPI_Info_set(info, longest_key, longest_value));
    expect(info, longest_key, longest_value);
    expect_key(info, 0, longest_key);
    GOOD(MPI_Info_delete(info, longest_key));
    CHECK(count(info) == 0);
    GOOD(MPI_Info_free(&info));
}

static void duplicates(void)
{
    MPI_Info info, copy;
    char key[16], value[16];
    GOOD(MPI_Info_create(&info));
    GOOD(MPI_Info_dup(info, &copy)); /* nothing */
    CHECK(count(copy) == 0);
    GOOD(MPI_Info_free(&copy));
    for (int i = 0; i < 100; i++) {
        sprintf(key, "key %d", i * 37 % 100);
        sprintf(value, "%d", i);
        GOOD(MPI_Info_set(info, key, value));
    }
    GOOD(MPI_Info_dup(info, &copy));
    CHECK(copy != info && count(copy) == 100);
    GOOD(MPI_Info_set(info, "key 0", "changed"));
    GOOD(MPI_Info_delete(copy, "key 37"));
    expect(copy, "key 0", "0");
    expect(info, "key 37", "1");
    GOOD(MPI_Info_free(&info));
    for (int i = 2; i < 100; i++) {
        sprintf(key, "key %d", i * 37 % 100);
        sprintf(value, "%d", i);
        expect_key(copy, i - 1, key); /* in the same order */
        expect(copy, key, value);
    }
    GOOD(MPI_Info_free(&copy));
}

/* What there is to know of how the program was started depends on the launcher; but it can be read.
 */
static void environment(char *program)
{
    char key[MPI_MAX_INFO_KEY + 1], value[MPI_MAX_INFO_VAL + 1];
    int flag;
    for (int i = 0; i < count(MPI_INFO_ENV); i++) {
        GOOD(MPI_Info_get_nthkey(MPI_INFO_ENV, i, key));
        GOOD(MPI_Info_get(MPI_INFO_ENV, key, MPI_MAX_INFO_VAL, value, &flag));
        CHECK(flag);
    }
    expect_none(MPI_INFO_ENV, "no such key");
    MPI_Info copy;
    GOOD(MPI_Info_dup(MPI_INFO_ENV, &copy));
    CHECK(count(copy) == count(MPI_INFO_ENV));
    GOOD(MPI_Info_set(copy, "mine", "1"));
    GOOD(MPI_Info_free(&copy));
#ifdef ZEROMPI_API
    char *arguments[] = {"a program", "one", "two", NULL};
    expect(MPI_INFO_ENV, "command", program);
    sprintf(value, "%d", size);
    expect(MPI_INFO_ENV, "maxprocs", value);
    CHECK(MPI_Info_get(MPI_INFO_ENV, "wdir", MPI_MAX_INFO_VAL, value, &flag) == 0 && flag);
    CHECK(MPI_Info_get(MPI_INFO_ENV, "host", MPI_MAX_INFO_VAL, value, &flag) == 0 && flag);
    CHECK(MPI_Info_get(MPI_INFO_ENV, "arch", MPI_MAX_INFO_VAL, value, &flag) == 0 && flag);
    expect(MPI_INFO_ENV, "thread_level", "MPI_THREAD_SINGLE");
    GOOD(MPI_Info_create_env(3, arguments, &copy));
    expect(copy, "command", "a program");
    expect(copy, "argv", "one two");
    GOOD(MPI_Info_set(copy, "command", "mine"));
    GOOD(MPI_Info_free(&copy));
    GOOD(MPI_Info_create_env(0, NULL, &copy));
    expect_none(copy, "command");
    GOOD(MPI_Info_free(&copy));
    copy = MPI_INFO_ENV;
    FAILS(MPI_Info_free(&copy), MPI_ERR_INFO);
    FAILS(MPI_Info_set(MPI_INFO_ENV, "command", "another"), MPI_ERR_INFO);
    FAILS(MPI_Info_delete(MPI_INFO_ENV, "command"), MPI_ERR_INFO);
    expect(MPI_INFO_ENV, "command", program);
#endif
    (void)program;
}

static void mistakes(void)
{
    MPI_Info info, none = MPI_INFO_NULL, copy;
    char value[16], key[MPI_MAX_INFO_KEY + 1];
    int flag, number;
    GOOD(MPI_Info_create(&info));
    GOOD(MPI_Info_set(info, "key", "value"));
    memset(longest_key, 'k', MPI_MAX_INFO_KEY + 1); /* more than there may be */
    memset(longest_value, 'v', MPI_MAX_INFO_VAL + 1);
    FAILS(MPI_Info_set(info, longest_key, "1"), MPI_ERR_INFO_KEY);
    FAILS(MPI_Info_set(info, "", "1"), MPI_ERR_INFO_KEY);
    FAILS(MPI_Info_set(info, "long", longest_value), MPI_ERR_INFO_VALUE);
    FAILS(MPI_Info_delete(info, "no such key"), MPI_ERR_INFO_NOKEY);
    FAILS(MPI_Info_delete(info, longest_key), MPI_ERR_INFO_KEY);
    FAILS(MPI_Info_get(info, longest_key, 15, value, &flag), MPI_ERR_INFO_KEY);
    FAILS(MPI_Info_get_valuelen(info, longest_key, &number, &flag), MPI_ERR_INFO_KEY);
    FAILS(MPI_Info_get_nthkey(info, 1, key), MPI_ERR_ARG);
    FAILS(MPI_Info_get_nthkey(info, -1, key), MPI_ERR_ARG);
    FAILS(MPI_Info_set(none, "key", "1"), MPI_ERR_INFO);
    FAILS(MPI_Info_delete(none, "key"), MPI_ERR_INFO);
    FAILS(MPI_Info_get(none, "key", 15, value, &flag), MPI_ERR_INFO);
    FAILS(MPI_Info_get_valuelen(none, "key", &number, &flag), MPI_ERR_INFO);
    FAILS(MPI_Info_get_nkeys(none, &number), MPI_ERR_INFO);
    FAILS(MPI_Info_get_nthkey(none, 0, key), MPI_ERR_INFO);
    FAILS(MPI_Info_dup(none, &copy), MPI_ERR_INFO);
    FAILS(MPI_Info_free(&none), MPI_ERR_INFO);
#ifdef ZEROMPI_API
    MPI_Info freed = info;
    number = -1;
    FAILS(MPI_Info_get_string(info, "key", &number, value, &flag), MPI_ERR_ARG);
    FAILS(MPI_Info_get(info, "key", -1, value, &flag), MPI_ERR_ARG);
    FAILS(MPI_Info_set(info, NULL, "1"), MPI_ERR_INFO_KEY);
    FAILS(MPI_Info_set(info, "key", NULL), MPI_ERR_INFO_VALUE);
    FAILS(MPI_Info_get(info, NULL, 15, value, &flag), MPI_ERR_INFO_KEY);
    FAILS(MPI_Info_get(info, "key", 15, value, NULL), MPI_ERR_ARG);
    FAILS(MPI_Info_get_nkeys(info, NULL), MPI_ERR_ARG);
    FAILS(MPI_Info_create(NULL), MPI_ERR_ARG);
    CHECK(count(info) == 1);
    expect(info, "key", "value");
    GOOD(MPI_Info_set(info, "empty", ""));
    expect(info, "empty", "");
    GOOD(MPI_Info_free(&info));
    FAILS(MPI_Info_free(&freed), MPI_ERR_INFO);
#else
    GOOD(MPI_Info_free(&info));
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    set_and_get();
    get_parts();
    longest();
    duplicates();
    environment(argv[0]);
    mistakes();
    return finish();
}
