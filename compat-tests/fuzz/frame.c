/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes the header of frames: what is read as one is written as the same bytes. */
#include "transport/frame.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct zm_header header;
    unsigned char wire[ZM_HEADER_SIZE];
    if (!zm_header_decode(&header, data, bytes))
        return 0;
    FUZZ_HOLDS(bytes >= ZM_HEADER_SIZE && header.kind > 0 && header.kind < ZM_KIND_END);
    zm_header_encode(&header, wire);
    FUZZ_HOLDS(memcmp(wire, data, sizeof wire) == 0);
    return 0;
}
