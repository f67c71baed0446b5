/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes the lists of hosts that mpirun is given, in its arguments and in files. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "hosts.h"

static void read_as_file(const uint8_t *data, size_t bytes)
{
    struct zm_hosts hosts = {0};
    char path[40];
    int fd = memfd_create("hosts", 0);
    FUZZ_HOLDS(fd >= 0 && write(fd, data, bytes) == (ssize_t)bytes);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    zm_hosts_add_file(&hosts, path);
    close(fd);
    zm_hosts_free(&hosts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct zm_hosts hosts = {0};
    char *text = fuzz_string(data, bytes);
    if (zm_hosts_add_list(&hosts, text) == 0)
        for (size_t i = 0; i < hosts.count; i++)
            FUZZ_HOLDS(hosts.at[i].slots > 0 && *hosts.at[i].name != '-');
    zm_hosts_free(&hosts);
    free(text);
    read_as_file(data, bytes);
    return 0;
}
