/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of where a rank listens that looks for rank 0, and of what it tells others of that. */
#include <mpi.h>
#include <string.h>

#include "base/clock.h"
#include "job/interface.h"
#include "job/internal.h"
#include "job/job.h"
#include "unit.h"

static struct zm_report report;
static char *addresses[2];
static struct zm_job job;

/* Listens as rank 1 of 2, where rank 0 may be found at `first` or, if it is not NULL, `second`. */
static void listen_for(const char *first, const char *second)
{
    const char *const roots[] = {first, second};
    job = (struct zm_job){.report = &report, .rank = 1, .size = 2, .deadline = zm_now()};
    job.settings =
        (struct zm_settings){.search = ZM_BY_ROOT, .addresses = addresses, .control = -1};
    for (int i = 0; i < 2 && roots[i]; i++)
        job.settings.roots[job.settings.root_count++] = strdup(roots[i]);
    zm_listen(&job);
}

static void end(void)
{
    job.network->close(job.network, 0);
    for (int i = 0; i < job.settings.root_count; i++)
        free(job.settings.roots[i]);
}

/* Where those who are at `root` are told to find this rank is at `host`; NULL: nowhere. */
static void is_told(const char *root, const char *host)
{
    char *name = zm_listen_name(&job, root);
    if (!host)
        ck_assert_ptr_null(name);
    else {
        ck_assert_ptr_nonnull(name);
        ck_assert_uint_eq((size_t)(strrchr(name, ':') - name), strlen(host));
        ck_assert_int_eq(strncmp(name, host, strlen(host)), 0);
    }
    free(name);
}

/* Whatever way is found later, nobody listens there. */
START_TEST(one_address)
{
    listen_for("tcp://127.0.0.1:9", NULL);
    is_told("tcp://127.0.0.1:9", "tcp://127.0.0.1");
    is_told("tcp://[::1]:9", "tcp://127.0.0.1");
    is_told("tcp://[fe80::1%none]:9", "tcp://127.0.0.1");
    end();
}
END_TEST

/* No way is known so far. */
START_TEST(all_addresses)
{
    listen_for("tcp://[fe80::1%none]:9", NULL);
    is_told("tcp://[fe80::1%none]:9", NULL);
    is_told("tcp://127.0.0.1:9", "tcp://127.0.0.1");
    end();
}
END_TEST

/* There are several. */
START_TEST(both_families)
{
    char address[ZM_HOST_MAX];
    if (!zm_interface_toward("tcp://[::1]:9", address))
        return;
    listen_for("tcp://127.0.0.1:9", "tcp://[::1]:9");
    is_told("tcp://127.0.0.1:9", "tcp://127.0.0.1");
    is_told("tcp://[::1]:9", "tcp://[::1]");
    end();
}
END_TEST

UNIT_MAIN("listening", one_address, all_addresses, both_families)
