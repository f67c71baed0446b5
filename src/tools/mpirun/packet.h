/* SPDX-License-Identifier: BSL-1.0 */
/* Numbers and texts in one row of bytes, as one mpirun tells another what to do. */
#ifndef ZM_MPIRUN_PACKET_H
#define ZM_MPIRUN_PACKET_H

#include "words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zm_packet {
    char *data; /* owned if it was put */
    size_t length, capacity;
    size_t next; /* what is to be got next */
    bool bad;    /* what was got was not there; from then on all is 0, NULL or empty */
};

void zm_packet_put_number(struct zm_packet *packet, uint32_t number);
void zm_packet_put_text(struct zm_packet *packet, const char *text); /* NULL is one, too */
void zm_packet_put_words(struct zm_packet *packet, const struct zm_words *words);

/* Get what was put, in the same order. Texts and words are the caller's to free. */
uint32_t zm_packet_get_number(struct zm_packet *packet);
char *zm_packet_get_text(struct zm_packet *packet);
void zm_packet_get_words(struct zm_packet *packet, struct zm_words *words);

/* How many things of at least 4 bytes each are still to come, as the packet says itself: never more
 * than there is place for. */
uint32_t zm_packet_get_count(struct zm_packet *packet);

#endif
