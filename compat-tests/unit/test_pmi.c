/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of PMI, with a launcher that has said all its answers beforehand. */
#include "job/pmi.h"

#include <mpi.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit.h"

static struct zm_pmi pmi;
static struct zm_report report;
static int launcher, rank, size;
static char descriptor[20];

static char *get(const char *name)
{
    if (strcmp(name, "PMI_FD") == 0)
        return descriptor;
    if (strcmp(name, "PMI_RANK") == 0)
        return "1";
    return strcmp(name, "PMI_SIZE") == 0 ? "3" : NULL;
}

/* Begins a conversation in which the launcher says `answers`. */
static int converse(const char *answers)
{
    int ends[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    launcher = ends[0];
    snprintf(descriptor, sizeof descriptor, "%d", ends[1]);
    ck_assert_int_eq(write(launcher, answers, strlen(answers)), (ssize_t)strlen(answers));
    return zm_pmi_open(&pmi, get, zm_now() + 50 * ZM_MILLISECOND, &rank, &size, &report);
}

/* What this side has said so far. */
static void has_said(const char *expected)
{
    char text[1000] = "";
    ck_assert_int_gt(recv(launcher, text, sizeof text - 1, MSG_DONTWAIT), 0);
    ck_assert_str_eq(text, expected);
}

static void end(void)
{
    close(pmi.fd);
    close(launcher);
}

#define INIT "cmd=response_to_init pmi_version=1 pmi_subversion=1 rc=0\n"
#define SPACE "cmd=my_kvsname kvsname=kvs_1_0\n"

START_TEST(others_get)
{
    char value[20];
    ck_assert_int_eq(converse(INIT SPACE "cmd=barrier_out\ncmd=get_result rc=0 msg=success "
                                         "value=tcp://a:1\n"),
                     MPI_SUCCESS);
    ck_assert_int_eq(rank, 1);
    ck_assert_int_eq(size, 3);
    ck_assert_int_eq(zm_pmi_share(&pmi, false, value, sizeof value, zm_now(), &report),
                     MPI_SUCCESS);
    ck_assert_str_eq(value, "tcp://a:1");
    has_said("cmd=init pmi_version=1 pmi_subversion=1\ncmd=get_my_kvsname\ncmd=barrier_in\n"
             "cmd=get kvsname=kvs_1_0 key=zerompi-root\n");
    end();
}
END_TEST

START_TEST(root_puts)
{
    char value[20] = "tcp://b:2";
    ck_assert_int_eq(converse(INIT SPACE "cmd=put_result rc=0 msg=success\ncmd=barrier_out\n"
                                         "cmd=finalize_ack\n"),
                     MPI_SUCCESS);
    ck_assert_int_eq(zm_pmi_share(&pmi, true, value, sizeof value, zm_now(), &report), MPI_SUCCESS);
    zm_pmi_abort(&pmi, 7);
    zm_pmi_close(&pmi);
    ck_assert_int_eq(pmi.fd, -1);
    has_said("cmd=init pmi_version=1 pmi_subversion=1\ncmd=get_my_kvsname\n"
             "cmd=put kvsname=kvs_1_0 key=zerompi-root value=tcp://b:2\ncmd=barrier_in\n"
             "cmd=abort exitcode=7\ncmd=finalize\n");
    close(launcher);
}
END_TEST

static void fails(const char *answers, const char *why)
{
    ck_assert_int_eq(converse(answers), MPI_ERR_OTHER);
    ck_assert_msg(strstr(report.why, why) != NULL, "%s: %s", answers, report.why);
    end();
}

START_TEST(nonsense)
{
    static char endless[ZM_PMI_LINE_MAX + 1];
    memset(endless, 'x', sizeof endless - 1);
    fails("", "did not answer in time");
    fails("cmd=resp", "did not answer in time");
    fails("hello\n", "the launcher said 'hello': expected cmd=response_to_init");
    fails("cmd=response_to_initial rc=0\n", "expected cmd=response_to_init");
    fails("cmd=response_to_init rc=-1\n", "the launcher refused");
    fails(INIT "cmd=my_kvsname\n", "expected kvsname=");
    fails(INIT "cmd=barrier_out\n", "expected cmd=my_kvsname");
    fails(endless, "too long");
    char value[4];
    ck_assert_int_eq(
        converse(INIT SPACE "cmd=barrier_out\ncmd=get_result rc=0 msg=success value=long\n"),
        MPI_SUCCESS);
    ck_assert_int_eq(zm_pmi_share(&pmi, false, value, sizeof value, zm_now(), &report),
                     MPI_ERR_OTHER);
    end();
}
END_TEST

UNIT_MAIN("PMI", others_get, root_puts, nonsense)
