/* SPDX-License-Identifier: BSL-1.0 */
/* What all unit tests share: a main function's body, and numbers to test with. */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>
#include <stdint.h>
#include <stdlib.h>

/* Runs one test case of the `count` tests at `tests`; returns what main returns. */
static inline int unit_run(const char *name, const TTest *const tests[], size_t count)
{
    Suite *suite = suite_create(name);
    TCase *test_case = tcase_create(name);
    tcase_set_timeout(test_case, 100);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(test_case, tests[i]);
    suite_add_tcase(suite, test_case);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#define UNIT_MAIN(name, ...)                                          \
    int main(void)                                                    \
    {                                                                 \
        const TTest *const tests[] = {__VA_ARGS__};                   \
        return unit_run(name, tests, sizeof tests / sizeof tests[0]); \
    }

/* The next of a fixed series of numbers that look random (xorshift of 64 bits, Marsaglia 2003). */
static inline uint64_t unit_random(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static inline void unit_fill(void *memory, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        ((unsigned char *)memory)[i] = (unsigned char)unit_random();
}

#endif
