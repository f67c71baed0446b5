/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes the text of a job's secret. */
#include "fuzz.h"
#include "job/security.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct zm_security security = {.known = false};
    char *text = fuzz_string(data, bytes);
    bool good = zm_security_parse(&security, text);
    FUZZ_HOLDS(good == security.known && (!good || strlen(text) >= 64));
    free(text);
    return 0;
}
