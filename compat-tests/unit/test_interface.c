/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of this host's addresses, as far as all hosts have them: the loopback. */
#include "job/interface.h"

#include <mpi.h>
#include <string.h>

#include "unit.h"

static struct zm_report report;
static char address[ZM_HOST_MAX];

START_TEST(toward)
{
    ck_assert(zm_interface_toward("tcp://127.0.0.1:7000", address));
    ck_assert_str_eq(address, "127.0.0.1");
    ck_assert(zm_interface_toward("tcp://127.0.0.99:1", address));
    ck_assert_int_eq(strncmp(address, "127.0.0.", 8), 0);
    if (zm_interface_toward("tcp://[::1]:7000", address))
        ck_assert_str_eq(address, "[::1]");
    ck_assert(!zm_interface_toward("tcp://[::1:7000", address));
    ck_assert(!zm_interface_toward("tcp://name:7000", address));
    ck_assert(!zm_interface_toward("tcp://[fe80::1%none]:7000", address));
}
END_TEST

START_TEST(selected)
{
    static const char *const good[] = {"lo",           "127.0.0.1",   "127.0.0.0/8",
                                       "127.0.0.1/32", "126.0.0.0/7", "127.128.1.2/8"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(zm_interface_select(good[i], false, address, &report) == MPI_SUCCESS, "%s",
                      report.why);
        ck_assert_str_eq(address, "127.0.0.1");
    }
    if (zm_interface_select("::1", false, address, &report) == MPI_SUCCESS) {
        ck_assert_str_eq(address, "[::1]");
        ck_assert_int_eq(zm_interface_select("[::1]", false, address, &report), MPI_SUCCESS);
        ck_assert_int_eq(zm_interface_select("::/124", true, address, &report), MPI_SUCCESS);
        ck_assert_str_eq(address, "[::1]");
        ck_assert_int_eq(zm_interface_select("lo", true, address, &report), MPI_SUCCESS);
        ck_assert_str_eq(address, "[::1]");
    }
}
END_TEST

START_TEST(not_there)
{
    static const char *const bad[] = {"",
                                      "l",
                                      "lo0",
                                      "203.0.113.9",
                                      "203.0.113.0/24",
                                      "127.0.0.2/32",
                                      "127.0.0.0/",
                                      "127.0.0.0/x",
                                      "127.0.0.0/-1",
                                      "127.0.0.0/33",
                                      "/8",
                                      "lo/8",
                                      "::1/129",
                                      "2001:db8::/32"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(zm_interface_select(bad[i], false, address, &report) == MPI_ERR_OTHER, "'%s'",
                      bad[i]);
        ck_assert_ptr_nonnull(strstr(report.why, "there are "));
        ck_assert_ptr_nonnull(strstr(report.why, "lo (127.0.0.1)"));
    }
}
END_TEST

START_TEST(all)
{
    char addresses[ZM_HOSTS_MAX][ZM_HOST_MAX];
    int count = zm_interface_list(addresses);
    ck_assert_int_ge(count, 1);
    ck_assert_int_le(count, ZM_HOSTS_MAX);
    for (int i = 0; i < count; i++) { /* each is one of this host's, in the form of endpoints */
        ck_assert_int_eq(zm_interface_select(addresses[i], false, address, &report), MPI_SUCCESS);
        ck_assert_str_eq(address, addresses[i]);
        ck_assert(count == 1 || strncmp(address, "127.", 4) != 0);
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(addresses[i], addresses[j]);
    }
}
END_TEST

UNIT_MAIN("interfaces", toward, selected, not_there, all)
