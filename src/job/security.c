/* SPDX-License-Identifier: BSL-1.0 */
/* The secret that the ranks of a job share, and what else the environment says of security. */
#include "job/security.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGITS (2 * ZM_SECRET_BYTES)
#define FILE_MAX (DIGITS + 16) /* with white space at the end */
#define RECIPE "(umask 077; head -c 32 /dev/urandom >FILE)"

/* ---- The secret ---- */

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool zm_security_parse(struct zm_security *security, const char *text)
{
    for (int i = 0; i < ZM_SECRET_BYTES; i++) {
        int high = digit(text[2 * i]), low = high < 0 ? -1 : digit(text[2 * i + 1]);
        if (low < 0)
            return false;
        security->secret[i] = (unsigned char)(high << 4 | low);
    }
    for (text += DIGITS; *text; text++)
        if (!isspace((unsigned char)*text))
            return false;
    security->known = true;
    return true;
}

/* Whether only this user, or the system's, has anything to do with the file. */
static int check_owner(int fd, const char *path, struct zm_report *report)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return zm_fail(report, MPI_ERR_OTHER, "ZEROMPI_SECRET_FILE=%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return zm_fail(report, MPI_ERR_OTHER, "ZEROMPI_SECRET_FILE=%s: expected a regular file",
                       path);
    if (status.st_uid != geteuid() && status.st_uid != 0)
        return zm_fail(report, MPI_ERR_OTHER,
                       "ZEROMPI_SECRET_FILE=%s belongs to user %u: expected a file of your own",
                       path, (unsigned)status.st_uid);
    if (status.st_mode & 077)
        return zm_fail(report, MPI_ERR_OTHER,
                       "ZEROMPI_SECRET_FILE=%s: others may open it: expected a file for you alone, "
                       "as after chmod 600",
                       path);
    return MPI_SUCCESS;
}

/* Reads at most `room` bytes; returns their number, or -1 with errno set. */
static ssize_t read_bytes(int fd, char *bytes, size_t room)
{
    size_t count = 0;
    ssize_t n;
    while ((n = read(fd, bytes + count, room - count)) > 0 || (n < 0 && errno == EINTR))
        count += n > 0 ? (size_t)n : 0;
    return n < 0 ? -1 : (ssize_t)count;
}

static int read_open_file(struct zm_security *security, int fd, const char *path,
                          struct zm_report *report)
{
    char text[FILE_MAX + 2] = "";
    int error = check_owner(fd, path, report);
    if (error)
        return error;
    ssize_t bytes = read_bytes(fd, text, FILE_MAX + 1);
    if (bytes < 0)
        error = zm_fail(report, MPI_ERR_OTHER, "ZEROMPI_SECRET_FILE=%s: cannot read it: %s", path,
                        strerror(errno));
    else if (bytes == ZM_SECRET_BYTES) {
        memcpy(security->secret, text, ZM_SECRET_BYTES);
        security->known = true;
    } else if (bytes == 0)
        error = zm_fail(report, MPI_ERR_OTHER,
                        "ZEROMPI_SECRET_FILE=%s is empty: expected a secret, as " RECIPE " makes",
                        path);
    else if (bytes > FILE_MAX || !zm_security_parse(security, text))
        error = zm_fail(report, MPI_ERR_OTHER,
                        "ZEROMPI_SECRET_FILE=%s is no secret: expected %d bytes, as " RECIPE
                        " makes, or %d hexadecimal digits",
                        path, ZM_SECRET_BYTES, DIGITS);
    explicit_bzero(text, sizeof text);
    return error;
}

static int read_file(struct zm_security *security, const char *path, struct zm_report *report)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return zm_fail(report, MPI_ERR_OTHER,
                       "ZEROMPI_SECRET_FILE=%s: cannot open it: %s: expected a file with the job's "
                       "secret, as " RECIPE " makes",
                       path, strerror(errno));
    int error = read_open_file(security, fd, path, report);
    close(fd);
    return error;
}

int zm_security_read(struct zm_security *security, char *(*get)(const char *name),
                     struct zm_report *report)
{
    static const char *const names[] = {[ZM_PROTECTION_AUTO] = "auto",
                                        [ZM_PROTECTION_CURVE] = "curve",
                                        [ZM_PROTECTION_NONE] = "none"};
    *security = (struct zm_security){.protection = ZM_PROTECTION_AUTO};
    const char *text = get("ZEROMPI_SECURITY"), *path = get("ZEROMPI_SECRET_FILE");
    if (text && *text) {
        int i = 0;
        while (i < 3 && strcmp(text, names[i]) != 0)
            i++;
        if (i == 3)
            return zm_fail(report, MPI_ERR_OTHER,
                           "ZEROMPI_SECURITY=%s: expected auto, curve (messages over TCP are "
                           "encrypted) or none (they are not)",
                           text);
        security->protection = (enum zm_protection)i;
    }
    return path && *path ? read_file(security, path, report) : MPI_SUCCESS;
}

void zm_security_fini(struct zm_security *security)
{
    explicit_bzero(security, sizeof *security);
}

/* ---- What it is used for ---- */

static bool is_tcp(const char *endpoint)
{
    return strncmp(endpoint, "tcp://", 6) == 0;
}

/* Only processes of this host reach it. */
static bool is_loopback(const char *endpoint)
{
    return strncmp(endpoint, "tcp://127.", 10) == 0 || strncmp(endpoint, "tcp://[::1]", 11) == 0 ||
           strncmp(endpoint, "tcp://localhost:", 16) == 0;
}

int zm_security_choose(const struct zm_security *security, const char *endpoint,
                       const unsigned char **secret, struct zm_report *report)
{
    *secret = NULL;
    if (security->protection == ZM_PROTECTION_NONE)
        return MPI_SUCCESS;
    if (!security->known && security->protection == ZM_PROTECTION_CURVE && is_tcp(endpoint))
        return zm_fail(
            report, MPI_ERR_OTHER,
            "ZEROMPI_SECURITY=curve, but there is no secret: expected "
            "ZEROMPI_SECRET_FILE to name a file that all ranks have the same in, as " RECIPE
            " makes");
    if (security->known && !zm_curve_available())
        return zm_fail(report, MPI_ERR_OTHER,
                       "there is a secret, but this libzmq was built without CURVE, its "
                       "encryption: expected one with it, or ZEROMPI_SECURITY=none");
    if (security->known)
        *secret = security->secret;
    return MPI_SUCCESS;
}

bool zm_security_is_open(const struct zm_security *security, const char *endpoint)
{
    return security->protection == ZM_PROTECTION_AUTO && !security->known && is_tcp(endpoint) &&
           !is_loopback(endpoint);
}
