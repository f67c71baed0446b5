/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes the letters between mpiruns. */
#include "wire.h"

#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    int ends[2];
    struct zm_wire wire;
    struct zm_letter letter;
    if (bytes > 100000 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return 0;
    zm_wire_init(&wire, ends[0], ends[0], ZM_LETTER_MAX);
    while (bytes && !wire.broken) {
        size_t part = bytes < 1000 ? bytes : 1000;
        FUZZ_HOLDS(send(ends[1], data, part, 0) == (ssize_t)part);
        data += part;
        bytes -= part;
        zm_wire_read(&wire);
        while (zm_wire_next(&wire, &letter)) {
            uint8_t sum = 0;
            FUZZ_HOLDS(letter.kind < ZM_LETTER_KINDS &&
                       (letter.stream == 0 || letter.stream == 1) &&
                       letter.length <= ZM_LETTER_MAX);
            for (size_t i = 0; i < letter.length; i++) /* a sanitizer sees whether it is there */
                sum = (uint8_t)(sum + (uint8_t)letter.data[i]);
            *(volatile uint8_t *)&sum = sum;
        }
    }
    close(ends[1]);
    zm_wire_fini(&wire);
    return 0;
}
