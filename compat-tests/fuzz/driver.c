/* SPDX-License-Identifier: BSL-1.0 */
/* Feeds files to a fuzz target, without libFuzzer: TARGET FILE... So what a fuzzer has found once
 * is tried by every compiler and sanitizer. Each input is tried whole, and cut off at each of its
 * first bytes: what ends in the middle is what parsers fail at. */
#include <stdio.h>

#include "fuzz.h"

enum { CUTS = 64 };

static void feed(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    static uint8_t data[1 << 20];
    size_t bytes = fread(data, 1, sizeof data, file);
    fclose(file);
    for (size_t cut = 0; cut < CUTS && cut < bytes; cut++) {
        uint8_t *exact = malloc(cut); /* so that a sanitizer sees who reads beyond it */
        FUZZ_HOLDS(exact || !cut);
        if (cut)
            memcpy(exact, data, cut);
        LLVMFuzzerTestOneInput(exact, cut);
        free(exact);
    }
    uint8_t *exact = malloc(bytes);
    FUZZ_HOLDS(exact || !bytes);
    if (bytes)
        memcpy(exact, data, bytes);
    LLVMFuzzerTestOneInput(exact, bytes);
    free(exact);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        feed(argv[i]);
    printf("%d inputs\n", argc - 1);
    return argc > 1 ? 0 : 2;
}
