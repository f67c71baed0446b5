/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes the lines that a launcher says to a rank. */
#include "job/control.h"

#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"

static void hear(void *owner, const char *rest)
{
    *(size_t *)owner += strlen(rest);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct zm_control control;
    size_t heard = 0;
    int ends[2];
    if (bytes > 65536 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return 0;
    zm_control_open(&control, ends[0]);
    zm_control_listen(&control, "report", hear, &heard);
    while (bytes) {
        size_t part = bytes < 1000 ? bytes : 1000;
        FUZZ_HOLDS(send(ends[1], data, part, 0) == (ssize_t)part);
        FUZZ_HOLDS(zm_control_read(&control));
        data += part;
        bytes -= part;
    }
    for (int i = 0; i < 2; i++)
        free(zm_control_await(&control, i ? "root" : "secret", 0));
    close(ends[1]);
    FUZZ_HOLDS(!zm_control_read(&control));
    zm_control_close(&control);
    return 0;
}
