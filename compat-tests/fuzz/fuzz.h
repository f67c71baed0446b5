/* SPDX-License-Identifier: BSL-1.0 */
/* What all fuzz targets share: each is one function, with the name that libFuzzer gives it, which
 * reads an input that may be anything. It must come back whatever the input is. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* Ends the run if something that must hold does not. */
#define FUZZ_HOLDS(condition) \
    do                        \
        if (!(condition))     \
            abort();          \
    while (0)

/* An input that is read from its beginning to its end. */
struct fuzz_input {
    const uint8_t *data;
    size_t bytes;
};

/* The next byte; 0 at the end. */
static inline uint8_t fuzz_byte(struct fuzz_input *input)
{
    if (input->bytes == 0)
        return 0;
    input->bytes--;
    return *input->data++;
}

/* A copy of the input as a string, which ends with its first zero byte, at the latest. */
static inline char *fuzz_string(const uint8_t *data, size_t bytes)
{
    char *text = malloc(bytes + 1);
    FUZZ_HOLDS(text != NULL);
    if (bytes)
        memcpy(text, data, bytes);
    text[bytes] = '\0';
    return text;
}

#endif
