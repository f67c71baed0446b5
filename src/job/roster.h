/* SPDX-License-Identifier: BSL-1.0 */
/* The roster: what a rank tells the others of itself when they meet. An entry has
 *     4 bytes rank, 4 process id, 8 digest of the host's boot id, 1 length of the host's name,
 *     1 length of the endpoint; the name, the endpoint
 * with an empty endpoint where all ranks were told the addresses beforehand. */
#ifndef ZM_JOB_ROSTER_H
#define ZM_JOB_ROSTER_H

#include <stddef.h>
#include <stdint.h>

#include "job/job.h"

enum { ZM_ENTRY_MAX = 18 + 255 + 255 };

/* An entry that was read. */
struct zm_entry {
    uint32_t rank;
    int pid;
    uint64_t boot;
    char host[256], endpoint[256];
};

/* Writes this rank's entry, with that endpoint ("": none), to `entry`; returns its bytes. */
size_t zm_roster_write(const struct zm_job *job, const char *endpoint,
                       unsigned char entry[ZM_ENTRY_MAX]);

/* Reads the first entry of `bytes` bytes at `roster`. Returns its bytes; 0: there is none. */
size_t zm_roster_read(struct zm_entry *entry, const unsigned char *roster, size_t bytes);

/* Notes what an entry says of its rank. What is known already stays. */
void zm_roster_note(struct zm_job *job, const struct zm_entry *entry);

/* A digest of what is different each time a system starts; 0: it cannot be had. */
uint64_t zm_roster_boot(void);

#endif
