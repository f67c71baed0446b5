/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of where a job's secret comes from, and what is made of it. */
#include "job/security.h"

#include <mpi.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

#define DIGITS "00ff10203040506070809AaBbCcDdEeF00ff10203040506070809AaBbCcDdEeF"

static const char *security_variable, *file_variable;

static char *get(const char *name)
{
    if (strcmp(name, "ZEROMPI_SECURITY") == 0)
        return (char *)security_variable;
    return strcmp(name, "ZEROMPI_SECRET_FILE") == 0 ? (char *)file_variable : NULL;
}

static struct zm_security security;
static struct zm_report report;

static int read_security(const char *protection, const char *path)
{
    security_variable = protection;
    file_variable = path;
    memset(report.why, 0, sizeof report.why);
    return zm_security_read(&security, get, &report);
}

/* Reads a secret file with these contents and rights. */
static int read_contents(const void *contents, size_t bytes, mode_t mode)
{
    char path[] = "/tmp/zerompi-unit-XXXXXX";
    int fd = mkstemp(path);
    ck_assert(fd >= 0 && write(fd, contents, bytes) == (ssize_t)bytes && fchmod(fd, mode) == 0);
    close(fd);
    int error = read_security(NULL, path);
    unlink(path);
    return error;
}

static void refused(int error, const char *why, int line)
{
    ck_assert_msg(error == MPI_ERR_OTHER && !security.known, "line %d: no error", line);
    ck_assert_msg(strstr(report.why, why) != NULL, "line %d: %s", line, report.why);
}

#define REFUSED(error, why) refused(error, why, __LINE__)

START_TEST(nothing)
{
    ck_assert_int_eq(read_security(NULL, NULL), MPI_SUCCESS);
    ck_assert(!security.known && security.protection == ZM_PROTECTION_AUTO);
    ck_assert_int_eq(read_security("", ""), MPI_SUCCESS);
    ck_assert(!security.known && security.protection == ZM_PROTECTION_AUTO);
}
END_TEST

START_TEST(protection)
{
    ck_assert_int_eq(read_security("auto", NULL), MPI_SUCCESS);
    ck_assert(security.protection == ZM_PROTECTION_AUTO);
    ck_assert_int_eq(read_security("curve", NULL), MPI_SUCCESS);
    ck_assert(security.protection == ZM_PROTECTION_CURVE);
    ck_assert_int_eq(read_security("none", NULL), MPI_SUCCESS);
    ck_assert(security.protection == ZM_PROTECTION_NONE);
    REFUSED(read_security("tls", NULL), "ZEROMPI_SECURITY=tls: expected auto, curve");
}
END_TEST

START_TEST(bytes)
{
    unsigned char secret[ZM_SECRET_BYTES + 1];
    unit_fill(secret, sizeof secret);
    ck_assert_int_eq(read_contents(secret, ZM_SECRET_BYTES, 0600), MPI_SUCCESS);
    ck_assert(security.known && memcmp(security.secret, secret, ZM_SECRET_BYTES) == 0);
    ck_assert_int_eq(read_contents(secret, ZM_SECRET_BYTES, 0400), MPI_SUCCESS);
    secret[5] = 'x'; /* no digit */
    REFUSED(read_contents(secret, ZM_SECRET_BYTES - 1, 0600), "is no secret: expected 32 bytes");
    REFUSED(read_contents(secret, ZM_SECRET_BYTES + 1, 0600), "is no secret");
    zm_security_fini(&security);
    for (int i = 0; i < ZM_SECRET_BYTES; i++)
        ck_assert_int_eq(security.secret[i], 0);
}
END_TEST

START_TEST(digits)
{
    static const unsigned char half[] = {0x00, 0xff, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60,
                                         0x70, 0x80, 0x9a, 0xab, 0xbc, 0xcd, 0xde, 0xef};
    static const char *const good[] = {DIGITS, DIGITS "\n", DIGITS " \r\n\n"};
    static const char *const bad[] = {
        DIGITS "0",  DIGITS "\n0", " " DIGITS, &DIGITS[1], DIGITS "                              ",
        "0x" DIGITS, "changeme"};
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(read_contents(good[i], strlen(good[i]), 0600), MPI_SUCCESS);
        ck_assert(security.known && memcmp(security.secret, half, 16) == 0 &&
                  memcmp(security.secret + 16, half, 16) == 0);
    }
    for (int i = 0; i < 7; i++)
        REFUSED(read_contents(bad[i], strlen(bad[i]), 0600), "is no secret");
    REFUSED(read_contents("", 0, 0600), "is empty: expected a secret, as (umask 077;");
}
END_TEST

START_TEST(files)
{
    char directory[] = "/tmp/zerompi-unit-XXXXXX";
    static const mode_t open_to_others[] = {0604, 0602, 0640, 0620, 0610, 0644};
    for (int i = 0; i < 6; i++)
        REFUSED(read_contents(DIGITS, strlen(DIGITS), open_to_others[i]), "others may open it");
    REFUSED(read_security(NULL, "/nowhere/at/all"), "cannot open it: No such file");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    int error = read_security(NULL, directory);
    rmdir(directory);
    REFUSED(error, "expected a regular file");
    REFUSED(read_security(NULL, "/dev/zero"), "expected a regular file");
}
END_TEST

/* Only the system's user can give files away. */
START_TEST(owners)
{
    char path[] = "/tmp/zerompi-unit-XXXXXX";
    int fd = mkstemp(path);
    ck_assert(fd >= 0 && write(fd, DIGITS, strlen(DIGITS)) == (ssize_t)strlen(DIGITS));
    bool given = fchown(fd, 1, (gid_t)-1) == 0;
    close(fd);
    int error = read_security(NULL, path);
    unlink(path);
    if (given)
        REFUSED(error, "belongs to user 1: expected a file of your own");
    else
        ck_assert_int_eq(error, MPI_SUCCESS);
}
END_TEST

static const unsigned char *chosen(const char *endpoint)
{
    const unsigned char *secret = NULL;
    ck_assert_int_eq(zm_security_choose(&security, endpoint, &secret, &report), MPI_SUCCESS);
    return secret;
}

START_TEST(choice)
{
    const unsigned char *secret;
    security = (struct zm_security){.protection = ZM_PROTECTION_AUTO};
    ck_assert_ptr_null(chosen("tcp://1.2.3.4:5"));
    ck_assert(zm_security_is_open(&security, "tcp://1.2.3.4:5"));
    ck_assert(zm_security_is_open(&security, "tcp://*:5"));
    ck_assert(!zm_security_is_open(&security, "tcp://127.0.0.1:5"));
    ck_assert(!zm_security_is_open(&security, "tcp://[::1]:5"));
    ck_assert(!zm_security_is_open(&security, "ipc:///a"));
    ck_assert(zm_security_parse(&security, DIGITS));
    ck_assert_ptr_eq(chosen("tcp://1.2.3.4:5"), security.secret);
    ck_assert(!zm_security_is_open(&security, "tcp://1.2.3.4:5"));
    security.protection = ZM_PROTECTION_NONE;
    ck_assert_ptr_null(chosen("tcp://1.2.3.4:5"));
    ck_assert(!zm_security_is_open(&security, "tcp://1.2.3.4:5"));
    security = (struct zm_security){.protection = ZM_PROTECTION_CURVE};
    ck_assert_ptr_null(chosen("ipc:///a"));
    ck_assert_int_eq(zm_security_choose(&security, "tcp://127.0.0.1:5", &secret, &report),
                     MPI_ERR_OTHER);
    ck_assert_ptr_nonnull(strstr(report.why, "ZEROMPI_SECURITY=curve, but there is no secret"));
}
END_TEST

UNIT_MAIN("security", nothing, protection, bytes, digits, files, owners, choice)
