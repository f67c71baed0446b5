/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes what ranks tell of themselves: all entries of a roster, and the addresses in them. */
#include "job/roster.h"

#include "fuzz.h"
#include "job/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const char *const own[] = {"tcp://10.0.0.1:5000", "tcp://[fe80::1%eth0]:5000", NULL};
    struct zm_entry entry;
    for (size_t n; (n = zm_roster_read(&entry, data, bytes)); data += n, bytes -= n) {
        FUZZ_HOLDS(n <= bytes && strlen(entry.host) < sizeof entry.host &&
                   strlen(entry.endpoint) < sizeof entry.endpoint);
        for (int i = 0; i < 3; i++)
            free(zm_address_localize(entry.endpoint, own[i], own[i]));
    }
    return 0;
}
