/* SPDX-License-Identifier: BSL-1.0 */
/* Balanced grids, by branch and bound over the divisors. The standard leaves open what "close to
 * each other" means; the measure here is that of
 *
 * J. L. Träff, F. D. Lübbe: Specification Guideline Violations by MPI_Dims_create. EuroMPI 2015. */
#include "comm/dims.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

enum {
    MOST_DIVISORS = 1600, /* that a number below 2^31 has; 2095133040 has them */
    MOST_FACTORS = 31     /* at most 30 of them exceed 1 */
};

struct search {
    int divisors[MOST_DIVISORS]; /* ascending */
    int divisor_count;
    int count;                 /* factors wanted */
    int factors[MOST_FACTORS]; /* being tried */
    int best[MOST_FACTORS];
    int spread; /* of the best ones: the largest minus the smallest */
    long long sum;
};

/* Whether base^exponent is at most `bound`. */
static bool power_within(int base, int exponent, int bound)
{
    long long power = 1;
    while (exponent-- > 0 && power <= bound && base > 1)
        power *= base;
    return power <= bound;
}

static void keep_if_better(struct search *search)
{
    int spread = 0;
    long long sum = 0;
    for (int i = 0; i < search->count; i++) {
        spread = search->factors[0] - search->factors[i];
        sum += search->factors[i];
    }
    if (spread > search->spread || (spread == search->spread && sum >= search->sum))
        return;
    search->spread = spread;
    search->sum = sum;
    memcpy(search->best, search->factors, sizeof search->best);
}

/* Tries what the factors from number `chosen` on may be, their product being `rest`. The smallest
 * possible one first: the factors after it are at most as large, so it is close to balance, and
 * larger ones only get further from it. */
static void try_factors(struct search *search, int chosen, int rest)
{
    if (chosen == search->count) {
        keep_if_better(search);
        return;
    }
    int left = search->count - chosen;
    int cap = chosen ? search->factors[chosen - 1] : rest;
    for (int i = 0; i < search->divisor_count && search->divisors[i] <= cap; i++) {
        int factor = search->divisors[i];
        if (rest % factor || power_within(factor, left, rest - 1))
            continue;
        search->factors[chosen] = factor;
        int least = search->factors[0] - search->spread; /* or it is no better */
        if (!power_within(least, left - 1, rest / factor))
            break;
        try_factors(search, chosen + 1, rest / factor);
    }
}

static void list_divisors(struct search *search, int product)
{
    int small = 0, large = MOST_DIVISORS;
    for (int i = 1; (long long)i * i <= product; i++)
        if (product % i == 0) {
            search->divisors[small++] = i;
            if (i != product / i)
                search->divisors[--large] = product / i;
        }
    search->divisor_count = small + MOST_DIVISORS - large;
    memmove(search->divisors + small, search->divisors + large,
            (size_t)(MOST_DIVISORS - large) * sizeof *search->divisors);
}

void zm_dims_balance(int product, int count, int factors[])
{
    struct search search = {.count = count < MOST_FACTORS ? count : MOST_FACTORS,
                            .spread = INT_MAX};
    list_divisors(&search, product);
    try_factors(&search, 0, product);
    for (int i = 0; i < count; i++)
        factors[i] = i < MOST_FACTORS ? search.best[i] : 1;
}
