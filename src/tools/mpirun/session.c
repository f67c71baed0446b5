/* SPDX-License-Identifier: BSL-1.0 */
/* Private folders of jobs: see session.h. */
#include "session.h"

#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A number that no other job has; it need not be secret. */
static uint64_t job_number(void)
{
    uint64_t number = 0;
    int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

    if (file < 0 || read(file, &number, sizeof number) != (ssize_t)sizeof number) {
        struct timespec now;

        clock_gettime(CLOCK_REALTIME, &now);
        number = (uint64_t)now.tv_sec * 1000000000u + now.tv_nsec;
        number ^= (uint64_t)getpid() << 40;
    }
    if (file >= 0)
        close(file);
    return number;
}

/* Make a folder in `parent`. Returns 0, or -1 with errno set. */
static int make_directory(struct zm_session *session, const char *parent)
{
    /* The names of sockets have at most 107 bytes; leave some for the ranks. */
    static const size_t longest = 95;
    char *absolute = realpath(parent, NULL);

    if (!absolute)
        return -1;
    session->directory = zm_print("%s/zerompi-XXXXXX", absolute);
    free(absolute);
    if (strlen(session->directory) > longest)
        errno = ENAMETOOLONG;
    else if (mkdtemp(session->directory))
        return 0;
    free(session->directory);
    return -1;
}

/* Returns 0, or -1 with errno set. */
static int write_addresses(const struct zm_session *session, int nranks)
{
    FILE *file = fopen(session->addresses, "wxe");

    if (!file)
        return -1;
    for (int rank = 0; rank < nranks; rank++)
        fprintf(file, "ipc://%s/%d\n", session->directory, rank);
    int failed = ferror(file);
    return fclose(file) != 0 || failed ? -1 : 0;
}

int zm_session_open(struct zm_session *session, int nranks)
{
    const char *parent = getenv("TMPDIR");

    if (!parent || make_directory(session, parent) != 0) {
        if (make_directory(session, "/tmp") != 0) {
            zm_complain("cannot make a folder in /tmp: %s", strerror(errno));
            return -1;
        }
    }
    snprintf(session->job, sizeof session->job, "%016llx", (unsigned long long)job_number());
    session->addresses = zm_print("%s/addresses", session->directory);
    if (write_addresses(session, nranks) != 0) {
        zm_complain("cannot write %s: %s", session->addresses, strerror(errno));
        zm_session_close(session);
        return -1;
    }
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *position)
{
    (void)status, (void)kind, (void)position;
    return remove(path) != 0 && errno != ENOENT;
}

void zm_session_close(struct zm_session *session)
{
    if (session->directory)
        nftw(session->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(session->directory);
    free(session->addresses);
}
