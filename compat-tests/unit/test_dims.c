/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of balanced factors: against all factorizations of small numbers, and large ones. */
#include "comm/dims.h"

#include <limits.h>

#include "unit.h"

enum { MOST = 32 };

struct measure {
    int spread;
    long long sum;
};

static struct measure measure(const int factors[], int count)
{
    struct measure result = {factors[0] - factors[count - 1], 0};
    for (int i = 0; i < count; i++)
        result.sum += factors[i];
    return result;
}

static int is_better(struct measure a, struct measure b)
{
    return a.spread < b.spread || (a.spread == b.spread && a.sum < b.sum);
}

/* Tries all factorizations in non-increasing order. */
static void try_all(int factors[], int count, int chosen, int rest, struct measure *best)
{
    if (chosen == count) {
        if (rest == 1 && is_better(measure(factors, count), *best))
            *best = measure(factors, count);
        return;
    }
    for (int f = 1; f <= rest && (chosen == 0 || f <= factors[chosen - 1]); f++)
        if (rest % f == 0) {
            factors[chosen] = f;
            try_all(factors, count, chosen + 1, rest / f, best);
        }
}

static void check_valid(const int factors[], int count, int product)
{
    long long made = 1;
    for (int i = 0; i < count; i++) {
        ck_assert_int_ge(factors[i], 1);
        if (i > 0)
            ck_assert_int_le(factors[i], factors[i - 1]);
        made *= factors[i];
    }
    ck_assert_int_eq(made, product);
}

START_TEST(all_small)
{
    for (int product = 1; product <= 1500; product++)
        for (int count = 1; count <= 4; count++) {
            int factors[MOST], tried[MOST];
            struct measure best = {INT_MAX, LLONG_MAX};
            zm_dims_balance(product, count, factors);
            check_valid(factors, count, product);
            try_all(tried, count, 0, product, &best);
            ck_assert_int_eq(measure(factors, count).spread, best.spread);
            ck_assert_int_eq(measure(factors, count).sum, best.sum);
        }
}
END_TEST

/* Numbers with the most divisors and the most factors, primes, and the largest. */
START_TEST(large)
{
    static const int products[] = {2095133040, 1396755360, 223092870, 1073741824,
                                   2147483647, 2147395600, 2147483646};
    for (size_t i = 0; i < sizeof products / sizeof products[0]; i++)
        for (int count = 1; count <= 40; count++) {
            int factors[40];
            zm_dims_balance(products[i], count, factors);
            check_valid(factors, count, products[i]);
        }
}
END_TEST

START_TEST(known)
{
    static const int cases[][5] = {
        {12, 4, 3, 0, 0}, {24, 4, 3, 2, 0}, {7, 7, 1, 1, 0},  {2147395600, 46340, 46340, 0, 0},
        {16, 2, 2, 2, 2}, {20, 5, 2, 2, 1}, {36, 4, 3, 3, 0}, {4620, 22, 15, 14, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int count = 0, factors[4];
        while (count < 4 && cases[i][count + 1])
            count++;
        zm_dims_balance(cases[i][0], count, factors);
        for (int j = 0; j < count; j++)
            ck_assert_int_eq(factors[j], cases[i][j + 1]);
    }
}
END_TEST

UNIT_MAIN("dims", all_small, large, known)
