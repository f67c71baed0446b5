/* SPDX-License-Identifier: BSL-1.0 */
/* Private folders of jobs: see folder.h. */
#include "folder.h"

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
static int make_directory(struct zm_folder *folder, const char *parent)
{
    /* The names of sockets have at most 107 bytes; leave some for the ranks. */
    static const size_t longest = 95;
    char *absolute = realpath(parent, NULL);

    if (!absolute)
        return -1;
    folder->directory = zm_print("%s/zerompi-XXXXXX", absolute);
    free(absolute);
    if (strlen(folder->directory) > longest)
        errno = ENAMETOOLONG;
    else if (mkdtemp(folder->directory))
        return 0;
    free(folder->directory);
    return -1;
}

/* Returns 0, or -1 with errno set. */
static int write_addresses(const struct zm_folder *folder, int nranks)
{
    FILE *file = fopen(folder->addresses, "wxe");

    if (!file)
        return -1;
    for (int rank = 0; rank < nranks; rank++)
        fprintf(file, "ipc://%s/%d\n", folder->directory, rank);
    int failed = ferror(file);
    return fclose(file) != 0 || failed ? -1 : 0;
}

int zm_folder_open(struct zm_folder *folder, int nranks)
{
    const char *parent = getenv("TMPDIR");

    if (!parent || make_directory(folder, parent) != 0) {
        if (make_directory(folder, "/tmp") != 0) {
            zm_complain("cannot make a folder in /tmp: %s", strerror(errno));
            return -1;
        }
    }
    snprintf(folder->job, sizeof folder->job, "%016llx", (unsigned long long)job_number());
    folder->addresses = zm_print("%s/addresses", folder->directory);
    if (write_addresses(folder, nranks) != 0) {
        zm_complain("cannot write %s: %s", folder->addresses, strerror(errno));
        zm_folder_close(folder);
        return -1;
    }
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *position)
{
    (void)status, (void)kind, (void)position;
    return remove(path) != 0 && errno != ENOENT;
}

void zm_folder_close(struct zm_folder *folder)
{
    if (folder->directory)
        nftw(folder->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(folder->directory);
    free(folder->addresses);
}
