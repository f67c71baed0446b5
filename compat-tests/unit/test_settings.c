/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of what the environment tells a rank, with an environment of the test's own. */
#include "job/settings.h"

#include <mpi.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

static const char *const *environment; /* "NAME=value", ended by NULL */

static char *get(const char *name)
{
    size_t length = strlen(name);
    for (const char *const *each = environment; *each; each++)
        if (strncmp(*each, name, length) == 0 && (*each)[length] == '=')
            return (char *)*each + length + 1;
    return NULL;
}

static struct zm_settings settings;
static struct zm_report report;

#define READ(...) read_settings((const char *const[]){__VA_ARGS__, NULL})

static int read_settings(const char *const *variables)
{
    environment = variables;
    memset(report.why, 0, sizeof report.why);
    return zm_settings_read(&settings, get, &report);
}

/* Reads settings that are wrong, for a reason that has these words. */
#define FAILS(why, ...) fails(why, (const char *const[]){__VA_ARGS__, NULL}, __LINE__)

static void fails(const char *why, const char *const *variables, int line)
{
    int error = read_settings(variables);
    zm_settings_fini(&settings);
    ck_assert_msg(error == MPI_ERR_OTHER, "line %d: no error", line);
    ck_assert_msg(strstr(report.why, why) != NULL, "line %d: %s", line, report.why);
}

START_TEST(nothing)
{
    ck_assert_int_eq(READ("OTHER=1"), MPI_SUCCESS);
    ck_assert_int_eq(settings.rank, 0);
    ck_assert_int_eq(settings.size, 1);
    ck_assert_ptr_null(settings.addresses);
    ck_assert_int_eq(settings.control, -1);
    ck_assert_uint_eq(settings.job, 0);
    ck_assert(settings.timeout == 60);
    zm_settings_fini(&settings);
}
END_TEST

static void is_second_of_three(const char *prefix)
{
    ck_assert_int_eq(settings.rank, 1);
    ck_assert_int_eq(settings.size, 3);
    ck_assert_str_eq(settings.prefix, prefix);
    ck_assert_str_eq(settings.addresses[0], "tcp://a:1");
    ck_assert_str_eq(settings.addresses[1], "tcp://[::1]:2");
    ck_assert_str_eq(settings.addresses[2], "ipc:///c");
    zm_settings_fini(&settings);
}

START_TEST(families)
{
    static const char *const prefixes[] = {"ZEROMPI_", "PYZMQ_COLLECTIVES_", "ZMQ_COLLECTIVES_"};
    for (int i = 0; i < 3; i++) {
        char rank[50], size[50], list[80];
        snprintf(rank, sizeof rank, "%sRANK=1", prefixes[i]);
        snprintf(size, sizeof size, "%sNRANKS=3", prefixes[i]);
        snprintf(list, sizeof list, "%sADDRESSES=a:1,[::1]:2,ipc:///c", prefixes[i]);
        ck_assert_int_eq(READ("ZEROMPI_TIMEOUT=5", list, rank, size), MPI_SUCCESS);
        is_second_of_three(prefixes[i]);
    }
}
END_TEST

/* A family is taken as a whole: the first of which there is any variable. */
START_TEST(precedence)
{
    ck_assert_int_eq(READ("ZMQ_COLLECTIVES_RANK=7", "ZMQ_COLLECTIVES_NRANKS=9", "ZEROMPI_RANK=1",
                          "ZEROMPI_NRANKS=3", "ZEROMPI_ADDRESSES=a:1,[::1]:2,ipc:///c"),
                     MPI_SUCCESS);
    is_second_of_three("ZEROMPI_");
    FAILS("ZEROMPI_RANK is not set", "ZEROMPI_NRANKS=2", "ZMQ_COLLECTIVES_RANK=1",
          "ZMQ_COLLECTIVES_NRANKS=2", "ZMQ_COLLECTIVES_ADDRESSES=a:1,b:2");
}
END_TEST

START_TEST(separators)
{
    static const char *const lists[] = {"ZEROMPI_ADDRESSES=a:1, [::1]:2 ,ipc:///c",
                                        "ZEROMPI_ADDRESSES=a:1 [::1]:2\tipc:///c",
                                        "ZEROMPI_ADDRESSES=\na:1\r\n\r\n[::1]:2\r\nipc:///c\r\n",
                                        "ZEROMPI_ADDRESSES=,a:1,,[::1]:2,ipc:///c,"};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(READ("ZEROMPI_RANK=1", "ZEROMPI_NRANKS=3", lists[i]), MPI_SUCCESS);
        is_second_of_three("ZEROMPI_");
    }
}
END_TEST

/* Reads the second of three ranks from a file with this text. */
static int read_from_file(const char *text, size_t bytes)
{
    char path[] = "/tmp/zerompi-unit-XXXXXX", variable[80];
    int fd = mkstemp(path);
    ck_assert(fd >= 0 && write(fd, text, bytes) == (ssize_t)bytes);
    close(fd);
    snprintf(variable, sizeof variable, "ZEROMPI_ADDRESSES=@%s", path);
    int error = READ("ZEROMPI_RANK=1", "ZEROMPI_NRANKS=3", variable);
    unlink(path);
    return error;
}

START_TEST(files)
{
    ck_assert_int_eq(read_from_file("a:1\n[::1]:2\nipc:///c\n", 21), MPI_SUCCESS);
    is_second_of_three("ZEROMPI_");
    ck_assert_int_eq(read_from_file("a:1,[::1]:2,ipc:///c", 20), MPI_SUCCESS);
    is_second_of_three("ZEROMPI_");
    ck_assert_int_eq(read_from_file("a:1\n\n\n  [::1]:2 ipc:///c", 24), MPI_SUCCESS);
    is_second_of_three("ZEROMPI_");
    ck_assert_int_eq(read_from_file("", 0), MPI_ERR_OTHER);
    zm_settings_fini(&settings);
    ck_assert_int_eq(read_from_file("\n\n", 2), MPI_ERR_OTHER);
    ck_assert(strstr(report.why, "has 0 addresses: expected 3") != NULL);
    zm_settings_fini(&settings);
    FAILS("ZEROMPI_ADDRESSES=@/nonexistent: cannot read the file", "ZEROMPI_RANK=1",
          "ZEROMPI_NRANKS=3", "ZEROMPI_ADDRESSES=@/nonexistent");
    FAILS("ZEROMPI_ADDRESSES=@: cannot read the file", "ZEROMPI_RANK=1", "ZEROMPI_NRANKS=3",
          "ZEROMPI_ADDRESSES=@");
}
END_TEST

START_TEST(missing)
{
    FAILS("ZEROMPI_NRANKS is not set", "ZEROMPI_RANK=0");
    FAILS("ZEROMPI_RANK is not set", "ZEROMPI_NRANKS=2", "ZEROMPI_ADDRESSES=a:1,b:1");
    FAILS("ZEROMPI_ADDRESSES is not set", "ZEROMPI_NRANKS=2", "ZEROMPI_RANK=0");
    FAILS("PYZMQ_COLLECTIVES_NRANKS is not set", "PYZMQ_COLLECTIVES_ADDRESSES=a:1");
    FAILS("ZMQ_COLLECTIVES_RANK is not set", "ZMQ_COLLECTIVES_NRANKS=1");
    ck_assert_int_eq(READ("ZEROMPI_RANK=0", "ZEROMPI_NRANKS=1"), MPI_SUCCESS);
    ck_assert_ptr_null(settings.addresses);
    zm_settings_fini(&settings);
}
END_TEST

START_TEST(numbers)
{
    FAILS("ZEROMPI_NRANKS=: expected the number of ranks", "ZEROMPI_NRANKS=", "ZEROMPI_RANK=0");
    FAILS("ZEROMPI_NRANKS=two: expected", "ZEROMPI_NRANKS=two", "ZEROMPI_RANK=0");
    FAILS("ZEROMPI_NRANKS=2.5: expected", "ZEROMPI_NRANKS=2.5", "ZEROMPI_RANK=0");
    FAILS("ZEROMPI_NRANKS=0: expected", "ZEROMPI_NRANKS=0", "ZEROMPI_RANK=0");
    FAILS("ZEROMPI_NRANKS=-3: expected", "ZEROMPI_NRANKS=-3", "ZEROMPI_RANK=0");
    FAILS("ZEROMPI_NRANKS=4294967297: expected", "ZEROMPI_NRANKS=4294967297", "ZEROMPI_RANK=0");
    FAILS("=9999999999999999999999: expected", "ZEROMPI_NRANKS=9999999999999999999999",
          "ZEROMPI_RANK=0");
    FAILS("ZEROMPI_RANK=1: expected a rank from 0 to 0", "ZEROMPI_NRANKS=1", "ZEROMPI_RANK=1");
    FAILS("ZEROMPI_RANK=-1: expected a rank from 0 to 1", "ZEROMPI_NRANKS=2", "ZEROMPI_RANK=-1");
    FAILS("ZEROMPI_RANK=4294967296: expected", "ZEROMPI_NRANKS=2", "ZEROMPI_RANK=4294967296");
    FAILS("ZEROMPI_RANK=1 2: expected", "ZEROMPI_NRANKS=4", "ZEROMPI_RANK=1 2");
}
END_TEST

START_TEST(lists)
{
    FAILS("has 1 addresses: expected 2", "ZEROMPI_NRANKS=2", "ZEROMPI_RANK=0",
          "ZEROMPI_ADDRESSES=a:1");
    FAILS("has 0 addresses: expected 2", "ZEROMPI_NRANKS=2", "ZEROMPI_RANK=0",
          "ZEROMPI_ADDRESSES=");
    FAILS("has 3 addresses: expected 2", "ZEROMPI_NRANKS=2", "ZEROMPI_RANK=0",
          "ZEROMPI_ADDRESSES=a:1,b:1,nonsense");
    FAILS("ZEROMPI_ADDRESSES: the address of rank 1, 'b': expected host:port", "ZEROMPI_NRANKS=2",
          "ZEROMPI_RANK=0", "ZEROMPI_ADDRESSES=a:1,b");
    FAILS("ranks 0 and 1 have the same address tcp://a:1", "ZEROMPI_NRANKS=2", "ZEROMPI_RANK=0",
          "ZEROMPI_ADDRESSES=a:1,tcp://a:1");
    FAILS("ranks 1 and 2 have the same address ipc:///x", "ZEROMPI_NRANKS=3", "ZEROMPI_RANK=0",
          "ZEROMPI_ADDRESSES=a:1,ipc:///x,ipc:///x");
}
END_TEST

START_TEST(timeouts)
{
    static const struct {
        const char *variable;
        double seconds;
    } good[] = {{"ZEROMPI_TIMEOUT=0", 0},
                {"ZEROMPI_TIMEOUT=2.5", 2.5},
                {"ZEROMPI_TIMEOUT=1e3", 1000},
                {"ZEROMPI_TIMEOUT=7", 7}};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(READ(good[i].variable), MPI_SUCCESS);
        ck_assert(settings.timeout == good[i].seconds);
        zm_settings_fini(&settings);
    }
    FAILS("ZEROMPI_TIMEOUT=: expected a number of seconds", "ZEROMPI_TIMEOUT=");
    FAILS("ZEROMPI_TIMEOUT=-1: expected", "ZEROMPI_TIMEOUT=-1");
    FAILS("ZEROMPI_TIMEOUT=nan: expected", "ZEROMPI_TIMEOUT=nan");
    FAILS("ZEROMPI_TIMEOUT=inf: expected", "ZEROMPI_TIMEOUT=inf");
    FAILS("ZEROMPI_TIMEOUT=5s: expected", "ZEROMPI_TIMEOUT=5s");
    FAILS("ZEROMPI_TRANSPORT=tcp: expected auto", "ZEROMPI_TRANSPORT=tcp");
    FAILS("ZEROMPI_CHECK=leak: expected leaks", "ZEROMPI_CHECK=leak");
}
END_TEST

START_TEST(launcher)
{
    ck_assert_int_eq(READ("ZEROMPI_JOB=fedcba9876543210", "ZEROMPI_CONTROL_FD=17"), MPI_SUCCESS);
    ck_assert(settings.job == UINT64_C(0xfedcba9876543210));
    ck_assert_int_eq(settings.control, 17);
    zm_settings_fini(&settings);
    FAILS("ZEROMPI_JOB=: expected a hexadecimal number", "ZEROMPI_JOB=");
    FAILS("ZEROMPI_JOB=xyz: expected", "ZEROMPI_JOB=xyz");
    FAILS("ZEROMPI_CONTROL_FD=: expected a file descriptor", "ZEROMPI_CONTROL_FD=");
    FAILS("ZEROMPI_CONTROL_FD=-1: expected", "ZEROMPI_CONTROL_FD=-1");
    FAILS("ZEROMPI_CONTROL_FD=3 4: expected", "ZEROMPI_CONTROL_FD=3 4");
}
END_TEST

static uint64_t digest(const char *list)
{
    ck_assert_int_eq(READ("ZEROMPI_RANK=0", "ZEROMPI_NRANKS=2", list), MPI_SUCCESS);
    uint64_t result = zm_settings_digest(&settings);
    zm_settings_fini(&settings);
    return result;
}

/* The same for the same addresses, however they are written; another one in another order. */
START_TEST(digests)
{
    uint64_t one = digest("ZEROMPI_ADDRESSES=a:1,b:1");
    ck_assert(one == digest("ZEROMPI_ADDRESSES=tcp://a:1, tcp://b:1"));
    ck_assert(one != digest("ZEROMPI_ADDRESSES=b:1,a:1"));
    ck_assert(one != digest("ZEROMPI_ADDRESSES=a:1,b:2"));
    ck_assert(digest("ZEROMPI_ADDRESSES=ipc://ab,ipc://c") !=
              digest("ZEROMPI_ADDRESSES=ipc://a,ipc://bc"));
}
END_TEST

START_TEST(root)
{
    ck_assert_int_eq(READ("ZEROMPI_NRANKS=3", "ZEROMPI_RANK=1", "ZEROMPI_ROOT=node1:7000"),
                     MPI_SUCCESS);
    ck_assert_int_eq(settings.search, ZM_BY_ROOT);
    ck_assert_int_eq(settings.root_count, 1);
    ck_assert_str_eq(settings.roots[0], "tcp://node1:7000");
    ck_assert_str_eq(settings.origin, "ZEROMPI_ROOT");
    for (int i = 0; i < 3; i++)
        ck_assert_ptr_null(settings.addresses[i]);
    zm_settings_fini(&settings);
    ck_assert_int_eq(
        READ("ZEROMPI_NRANKS=3", "ZEROMPI_RANK=1", "ZEROMPI_ROOT=control", "ZEROMPI_CONTROL_FD=5"),
        MPI_SUCCESS);
    ck_assert_int_eq(settings.search, ZM_BY_LAUNCHER);
    ck_assert_int_eq(settings.root_count, 0);
    zm_settings_fini(&settings);
    /* A launcher that knows the addresses knows better. */
    ck_assert_int_eq(READ("ZEROMPI_NRANKS=1", "ZEROMPI_RANK=0", "ZEROMPI_ROOT=a:1",
                          "ZEROMPI_ADDRESSES=b:2", "ZEROMPI_CONTROL_FD=5"),
                     MPI_SUCCESS);
    ck_assert_int_eq(settings.search, ZM_BY_ADDRESSES);
    ck_assert_str_eq(settings.addresses[0], "tcp://b:2");
    zm_settings_fini(&settings);
    FAILS("both set", "ZEROMPI_NRANKS=1", "ZEROMPI_RANK=0", "ZEROMPI_ROOT=a:1",
          "ZEROMPI_ADDRESSES=b:2");
    FAILS("ZEROMPI_NRANKS is not set, though ZEROMPI_ROOT is: expected", "ZEROMPI_ROOT=a:1");
    FAILS("ZEROMPI_RANK is not set, though ZEROMPI_NRANKS is", "ZEROMPI_ROOT=a:1",
          "ZEROMPI_NRANKS=2");
    FAILS("ZEROMPI_ROOT=control: there is no launcher", "ZEROMPI_NRANKS=1", "ZEROMPI_RANK=0",
          "ZEROMPI_ROOT=control");
    FAILS("ZEROMPI_ROOT=ipc:///x: expected host:port", "ZEROMPI_NRANKS=1", "ZEROMPI_RANK=0",
          "ZEROMPI_ROOT=ipc:///x");
    FAILS("ADDRESSES is not set", "ZMQ_COLLECTIVES_NRANKS=2", "ZMQ_COLLECTIVES_RANK=0",
          "ZMQ_COLLECTIVES_ROOT=a:1");
}
END_TEST

UNIT_MAIN("settings", nothing, families, precedence, separators, files, missing, numbers, lists,
          timeouts, launcher, digests, root)
