/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes the frames between mpiruns. */
#include "link.h"

#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    int ends[2];
    struct zm_link link;
    struct zm_frame frame;
    if (bytes > 100000 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return 0;
    zm_link_init(&link, ends[0], ends[0], ZM_FRAME_MAX);
    while (bytes && !link.broken) {
        size_t part = bytes < 1000 ? bytes : 1000;
        FUZZ_HOLDS(send(ends[1], data, part, 0) == (ssize_t)part);
        data += part;
        bytes -= part;
        zm_link_read(&link);
        while (zm_link_next(&link, &frame)) {
            uint8_t sum = 0;
            FUZZ_HOLDS(frame.kind < ZM_KINDS && (frame.stream == 0 || frame.stream == 1) &&
                       frame.length <= ZM_FRAME_MAX);
            for (size_t i = 0; i < frame.length; i++) /* a sanitizer sees whether it is there */
                sum = (uint8_t)(sum + (uint8_t)frame.data[i]);
            *(volatile uint8_t *)&sum = sum;
        }
    }
    close(ends[1]);
    zm_link_fini(&link);
    return 0;
}
