/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of addresses: what users may write, and the endpoints that come of it. */
#include "job/address.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

static struct zm_report report;

static void becomes(const char *text, const char *wanted)
{
    char *endpoint = zm_address_normalize(text, &report);
    ck_assert_msg(endpoint != NULL, "%s: %s", text, report.why);
    ck_assert_str_eq(endpoint, wanted);
    free(endpoint);
}

static void fails(const char *text, const char *why)
{
    memset(report.why, 0, sizeof report.why);
    char *endpoint = zm_address_normalize(text, &report);
    ck_assert_msg(endpoint == NULL, "%s became %s", text, endpoint);
    ck_assert_msg(strstr(report.why, why) != NULL, "%s: %s", text, report.why);
}

START_TEST(forms)
{
    becomes("node2:7000", "tcp://node2:7000");
    becomes("tcp://node2:7000", "tcp://node2:7000");
    becomes("127.0.0.1:1", "tcp://127.0.0.1:1");
    becomes("127.0.0.1:65535", "tcp://127.0.0.1:65535");
    becomes("[::1]:7000", "tcp://[::1]:7000");
    becomes("tcp://[fe80::1%eth0]:7000", "tcp://[fe80::1%eth0]:7000");
    becomes("a.b-c.d:8080", "tcp://a.b-c.d:8080");
    becomes("ipc:///tmp/x:y", "ipc:///tmp/x:y");
    becomes("ipc://@abstract", "ipc://@abstract");
    becomes("inproc://name", "inproc://name");
}
END_TEST

START_TEST(malformed)
{
    static const char *const forms[] = {
        "",     "host", ":",         ":1",       "::1",    "::1:7000",   "a:b:1",       "[::1]",
        "[::1", "[]:1", "[::1]7000", "[::1]x:1", "tcp://", "tcp://host", "tcp://:7000", "7000"};
    static const char *const ports[] = {"host:",
                                        "host:0",
                                        "host:65536",
                                        "host:-1",
                                        "host:+1",
                                        "host: 1",
                                        "host:1 ",
                                        "host:1x",
                                        "host:0x10",
                                        "host:*",
                                        "host:99999999999999999999999",
                                        "[::1]:",
                                        "[::1]:x",
                                        "tcp://host:",
                                        "tcp://host:port",
                                        "tcp:/host"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        fails(forms[i], "expected host:port, [IPv6 address]:port");
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        fails(ports[i], "expected a port from 1 to 65535");
}
END_TEST

static void resolves(const char *endpoint, const char *wanted)
{
    char *numeric = zm_address_resolve(endpoint, &report);
    ck_assert_msg(numeric != NULL, "%s: %s", endpoint, report.why);
    ck_assert_str_eq(numeric, wanted);
    free(numeric);
}

START_TEST(resolved)
{
    resolves("tcp://127.0.0.1:7000", "tcp://127.0.0.1:7000");
    resolves("tcp://[::1]:7000", "tcp://[::1]:7000");
    resolves("tcp://[fe80::1%eth0]:7000", "tcp://[fe80::1%eth0]:7000");
    resolves("ipc:///tmp/socket", "ipc:///tmp/socket");
    resolves("ipc://@abstract", "ipc://@abstract");
}
END_TEST

/* Names have the address of a host's files; which one, is the system's business. */
START_TEST(local_host)
{
    char *numeric = zm_address_resolve("tcp://localhost:7000", &report);
    ck_assert(numeric != NULL);
    ck_assert_msg(strcmp(numeric, "tcp://127.0.0.1:7000") == 0 ||
                      strcmp(numeric, "tcp://[::1]:7000") == 0,
                  "%s", numeric);
    free(numeric);
}
END_TEST

/* What a rank binds to: other hosts know its name by another address than its own tables say. */
START_TEST(bindable)
{
    char name[256], endpoint[300], everywhere[] = "tcp://*:7000";
    gethostname(name, sizeof name);
    snprintf(endpoint, sizeof endpoint, "tcp://%s:7000", name);
    char *resolved = zm_address_resolve(endpoint, &report);
    char *bindable = zm_address_bindable(endpoint, &report);
    if (resolved) /* a host need not know its own name */
        ck_assert_str_eq(bindable, strncmp(resolved, "tcp://127.", 10) ? resolved : everywhere);
    free(resolved);
    free(bindable);

    static const char *const unchanged[] = {"tcp://127.0.0.1:7000", "tcp://[::1]:7000",
                                            "ipc:///tmp/x"};
    for (size_t i = 0; i < sizeof unchanged / sizeof unchanged[0]; i++) {
        bindable = zm_address_bindable(unchanged[i], &report);
        ck_assert_str_eq(bindable, unchanged[i]);
        free(bindable);
    }
    bindable = zm_address_bindable("tcp://localhost:7000", &report);
    ck_assert_str_ne(bindable, everywhere);
    free(bindable);
}
END_TEST

START_TEST(unresolvable)
{
    char endpoint[2000] = "tcp://";
    ck_assert_ptr_null(zm_address_resolve("tcp://no..such..host:7000", &report));
    ck_assert(strstr(report.why, "'no..such..host' cannot be resolved") != NULL);
    memset(endpoint + 6, 'a', 1500);
    strcpy(endpoint + 1506, ":1");
    ck_assert_ptr_null(zm_address_resolve(endpoint, &report));
}
END_TEST

static void is_told(const char *own, const char *wanted)
{
    char *told = zm_address_public(own);
    ck_assert_str_eq(told, wanted);
    free(told);
}

START_TEST(told_to_others)
{
    is_told("tcp://1.2.3.4:5", "tcp://1.2.3.4:5");
    is_told("tcp://*:5", "tcp://*:5");
    is_told("tcp://[fe80::1%eth0]:5", "tcp://[fe80::1]:5");
    is_told("tcp://[febf::1%2]:5", "tcp://[febf::1]:5");
    is_told("tcp://[fe80::1]:5", "tcp://[fe80::1]:5");
    is_told("ipc:///a%b]", "ipc:///a%b]");
}
END_TEST

/* What a rank with its own address and rank 0 at another makes of what it is told. */
static void is_found_at(const char *told, const char *root, const char *own, const char *wanted)
{
    char *endpoint = zm_address_localize(told, root, own);
    if (wanted)
        ck_assert_str_eq(endpoint, wanted);
    else
        ck_assert_ptr_null(endpoint);
    free(endpoint);
}

START_TEST(told_by_others)
{
    const char *root = "tcp://10.0.0.1:70", *own = "tcp://[fe80::2%eth1]:80";
    is_found_at("tcp://1.2.3.4:5", root, own, "tcp://1.2.3.4:5");
    is_found_at("tcp://*:5", root, own, "tcp://10.0.0.1:5");
    is_found_at("tcp://*:5", "tcp://[::1]:70", NULL, "tcp://[::1]:5");
    is_found_at("tcp://[fe80::1]:5", root, own, "tcp://[fe80::1%eth1]:5");
    is_found_at("tcp://[FE90::1]:5", root, own, "tcp://[FE90::1%eth1]:5");
    is_found_at("tcp://[fe80::1%x]:5", root, own, "tcp://[fe80::1%x]:5");
    is_found_at("tcp://[fe80::1]:5", root, "tcp://1.2.3.4:5", "tcp://[fe80::1]:5");
    is_found_at("tcp://[fe80::1]:5", "tcp://[fe80::9%eth2]:70", "tcp://[fd00::1]:5",
                "tcp://[fe80::1%eth2]:5");
    is_found_at("tcp://[fe80::1]:5", NULL, NULL, NULL);
    is_found_at("tcp://*:5", NULL, own, NULL);
    is_found_at("tcp://[fec0::1]:5", root, own, "tcp://[fec0::1]:5");
    is_found_at("tcp://[fe]:5", root, own, NULL);
    is_found_at("tcp://[fe80::1%x]5", root, own, NULL);
    is_found_at("tcp://1.2.3:5", root, own, NULL);
    is_found_at("tcp://name:5", root, own, NULL);
    is_found_at("tcp://*name:5", root, own, NULL);
    is_found_at("tcp://[name]:5", root, own, NULL);
    is_found_at("ipc:///x", root, own, NULL);
    is_found_at("tcp://", root, own, NULL);
    is_found_at("tcp://:", root, own, NULL);
    is_found_at("tcp://a:0", root, own, NULL);
    is_found_at("tcp://a:1x", root, own, NULL);
    is_found_at("tcp://[::1", root, own, NULL);
}
END_TEST

UNIT_MAIN("address", forms, malformed, resolved, local_host, bindable, unresolvable, told_to_others,
          told_by_others)
