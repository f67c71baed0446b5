/* SPDX-License-Identifier: BSL-1.0 */
/* Packets: see packet.h. */
#include "packet.h"

#include "message.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER = 4 };
#define NO_TEXT UINT32_MAX

static void put(struct zm_packet *packet, const void *bytes, size_t length)
{
    if (packet->length + length > packet->capacity) {
        size_t capacity = 2 * (packet->length + length) + 1024;
        char *data = zm_allocate(capacity);

        if (packet->length)
            memcpy(data, packet->data, packet->length);
        free(packet->data);
        packet->data = data;
        packet->capacity = capacity;
    }
    memcpy(packet->data + packet->length, bytes, length);
    packet->length += length;
}

void zm_packet_put_number(struct zm_packet *packet, uint32_t number)
{
    const unsigned char bytes[NUMBER] = {(unsigned char)number, (unsigned char)(number >> 8),
                                         (unsigned char)(number >> 16),
                                         (unsigned char)(number >> 24)};

    put(packet, bytes, sizeof bytes);
}

void zm_packet_put_text(struct zm_packet *packet, const char *text)
{
    zm_packet_put_number(packet, text ? (uint32_t)strlen(text) : NO_TEXT);
    if (text)
        put(packet, text, strlen(text));
}

void zm_packet_put_words(struct zm_packet *packet, const struct zm_words *words)
{
    zm_packet_put_number(packet, (uint32_t)words->count);
    for (size_t i = 0; i < words->count; i++)
        zm_packet_put_text(packet, words->at[i]);
}

/* The next `length` bytes; NULL if there are not so many. */
static const unsigned char *get(struct zm_packet *packet, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)packet->data + packet->next;

    packet->bad = packet->bad || length > packet->length - packet->next;
    if (packet->bad)
        return NULL;
    packet->next += length;
    return bytes;
}

uint32_t zm_packet_get_number(struct zm_packet *packet)
{
    const unsigned char *bytes = get(packet, NUMBER);

    return bytes ? bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                       (uint32_t)bytes[3] << 24
                 : 0;
}

uint32_t zm_packet_get_count(struct zm_packet *packet)
{
    uint32_t count = zm_packet_get_number(packet);

    packet->bad = packet->bad || count > (packet->length - packet->next) / NUMBER;
    return packet->bad ? 0 : count;
}

char *zm_packet_get_text(struct zm_packet *packet)
{
    uint32_t length = zm_packet_get_number(packet);

    if (packet->bad || length == NO_TEXT)
        return NULL;
    const unsigned char *bytes = get(packet, length);
    if (!bytes || memchr(bytes, '\0', length)) {
        packet->bad = true;
        return NULL;
    }
    char *text = zm_allocate((size_t)length + 1);
    memcpy(text, bytes, length);
    return text;
}

void zm_packet_get_words(struct zm_packet *packet, struct zm_words *words)
{
    uint32_t count = zm_packet_get_count(packet);

    for (uint32_t i = 0; i < count && !packet->bad; i++) {
        char *text = zm_packet_get_text(packet);

        if (text)
            zm_words_add(words, text);
        else
            packet->bad = true; /* a list has no place for none */
    }
}
