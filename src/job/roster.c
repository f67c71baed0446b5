/* SPDX-License-Identifier: BSL-1.0 */
/* The roster: what a rank tells the others of itself. */
#include "job/roster.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/endian.h"
#include "base/hash.h"
#include "job/address.h"

enum { FIXED = 18 }; /* bytes of an entry before the texts */

uint64_t zm_roster_boot(void)
{
    char id[64];
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, id, sizeof id) : 0;
    if (fd >= 0)
        close(fd);
    return length > 0 ? zm_hash(ZM_HASH_START, id, (size_t)length) : 0;
}

size_t zm_roster_write(const struct zm_job *job, const char *endpoint,
                       unsigned char entry[ZM_ENTRY_MAX])
{
    size_t host = strnlen(job->report->host, 255), address = strnlen(endpoint, 255);
    zm_put32(entry, (uint32_t)job->rank);
    zm_put32(entry + 4, (uint32_t)getpid());
    zm_put64(entry + 8, job->boot);
    entry[16] = (unsigned char)host;
    entry[17] = (unsigned char)address;
    memcpy(entry + FIXED, job->report->host, host);
    memcpy(entry + FIXED + host, endpoint, address);
    return FIXED + host + address;
}

size_t zm_roster_read(struct zm_entry *entry, const unsigned char *roster, size_t bytes)
{
    if (bytes < FIXED || bytes < (size_t)FIXED + roster[16] + roster[17])
        return 0;
    size_t host = roster[16], address = roster[17];
    *entry = (struct zm_entry){
        .rank = zm_get32(roster), .pid = (int)zm_get32(roster + 4), .boot = zm_get64(roster + 8)};
    memcpy(entry->host, roster + FIXED, host);
    memcpy(entry->endpoint, roster + FIXED + host, address);
    return FIXED + host + address;
}

void zm_roster_note(struct zm_job *job, const struct zm_entry *entry)
{
    if (entry->rank >= (uint32_t)job->size)
        return;
    struct zm_peer *peer = &job->peers[entry->rank];
    char **addresses = job->settings.addresses;
    if (!peer->host) {
        peer->pid = entry->pid;
        peer->boot = entry->boot;
        peer->host = strdup(entry->host);
    }
    if (!addresses[entry->rank] && entry->endpoint[0])
        addresses[entry->rank] =
            zm_address_localize(entry->endpoint, addresses[0], addresses[job->rank]);
}
