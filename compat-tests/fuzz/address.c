/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes addresses: what is brought into the normal form once stays as it is. Names are not looked
 * up. */
#include "job/address.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct zm_report report = {0};
    char *text = fuzz_string(data, bytes), *once = zm_address_normalize(text, &report);
    if (once) {
        char *twice = zm_address_normalize(once, &report);
        FUZZ_HOLDS(twice && strcmp(once, twice) == 0);
        free(twice);
    } else
        FUZZ_HOLDS(*report.why != '\0');
    free(once);
    free(text);
    return 0;
}
