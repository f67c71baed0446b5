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
    if (strcmp(name, "PMI_JOBID") == 0)
        return "a;b";
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

/* ---- Version 2 ---- */

#define REFUSAL "cmd=response_to_init pmi_version=2 pmi_subversion=0 rc=-1\n"
#define SECOND "cmd=response_to_init pmi_version=2 pmi_subversion=0 rc=0\n"
#define FULL "    41cmd=fullinit-response;rank=2;size=5;rc=0;"
#define JOB "39    cmd=job-getid-response;jobid=j;;1;rc=0;"
#define ASKED                                                                            \
    "cmd=init pmi_version=1 pmi_subversion=1\ncmd=init pmi_version=2 pmi_subversion=0\n" \
    "    52cmd=fullinit;pmijobid=a;;b;pmirank=1;threaded=FALSE;    14cmd=job-getid;"

START_TEST(others_get_second)
{
    char value[20];
    ck_assert_int_eq(
        converse(REFUSAL SECOND FULL JOB
                 "    28cmd=kvs-fence-response;rc=0;"
                 "    62cmd=kvs-get-response;found=TRUE;value=tcp://a;;1;msg=a b;rc=0;"),
        MPI_SUCCESS);
    ck_assert_int_eq(rank, 2);
    ck_assert_int_eq(size, 5);
    ck_assert_str_eq(pmi.space, "j;1");
    ck_assert_int_eq(zm_pmi_share(&pmi, false, value, sizeof value, zm_now(), &report),
                     MPI_SUCCESS);
    ck_assert_str_eq(value, "tcp://a;1");
    has_said(ASKED "    14cmd=kvs-fence;    49cmd=kvs-get;jobid=j;;1;srcid=-1;key=zerompi-root;");
    end();
}
END_TEST

START_TEST(root_puts_second)
{
    char value[20] = "tcp://b;2";
    ck_assert_int_eq(converse(REFUSAL SECOND FULL JOB "26    cmd=kvs-put-response;rc=0;"
                                                      "    28cmd=kvs-fence-response;rc=0;"
                                                      "  27  cmd=finalize-response;rc=0;"),
                     MPI_SUCCESS);
    ck_assert_int_eq(zm_pmi_share(&pmi, true, value, sizeof value, zm_now(), &report), MPI_SUCCESS);
    zm_pmi_abort(&pmi, 7);
    zm_pmi_close(&pmi);
    ck_assert_int_eq(pmi.fd, -1);
    has_said(ASKED "    46cmd=kvs-put;key=zerompi-root;value=tcp://b;;2;    14cmd=kvs-fence;"
                   "    34cmd=abort;isworld=TRUE;exitcode=7;    13cmd=finalize;");
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
    fails("cmd=response_to_init rc=-1\ncmd=response_to_init rc=-1\n", "the launcher refused");
    fails("cmd=response_to_init pmi_version=3 rc=0\n", "expected pmi_version=1 or 2");
    fails(REFUSAL "cmd=response_to_init pmi_version=1 rc=0\n", "expected pmi_version=2");
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

START_TEST(nonsense_second)
{
    char text[200];
    fails(REFUSAL, "did not answer in time");
    fails(REFUSAL SECOND FULL "    ", "expected cmd=job-getid-response");
    fails(REFUSAL SECOND FULL "    40cmd=", "did not answer in time");
    fails(REFUSAL SECOND "     0", "said '     0': expected the length of a message");
    fails(REFUSAL SECOND "  2043", "from 1 to 2042");
    fails(REFUSAL SECOND "1 2   ", "expected the length");
    fails(REFUSAL SECOND "    -1", "expected the length");
    fails(REFUSAL SECOND "cmd=fullinit-response", "said 'cmd=fu': expected the length");
    fails(REFUSAL SECOND "    23cmd=job-getid-response;", "expected cmd=fullinit-response");
    static const char *const wrong[] = {"rank=2;",         "size=5;",        "rank=5;size=5;",
                                        "rank=-1;size=5;", "rank=0;size=0;", "rank=0x;size=5;"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text, REFUSAL SECOND "%6zucmd=fullinit-response;%s",
                 strlen(wrong[i]) + 22, wrong[i]);
        fails(text, "expected rank= and size=");
    }
    fails(REFUSAL SECOND "    28cmd=fullinit-response;rc=14;", "the launcher refused");
    fails(REFUSAL SECOND FULL "    28cmd=job-getid-response;rc=0;", "expected jobid=");
    /* One that agrees to version 2 when it is asked for version 1 is spoken to in that. */
    fails(SECOND FULL "    28cmd=job-getid-response;rc=0;", "expected jobid=");
}
END_TEST

UNIT_MAIN("PMI", others_get, root_puts, nonsense, others_get_second, root_puts_second,
          nonsense_second)
