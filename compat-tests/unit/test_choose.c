/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of which algorithm is chosen, and of what a user may force. */
#include "coll/choose.h"

#include <mpi.h>
#include <string.h>

#include "unit.h"

static struct zm_comms comms;
static struct zm_report report;

/* What is chosen for a call of `bytes` bytes on `size` ranks. */
static enum zm_algorithm choose(enum zm_collective which, int size, size_t bytes,
                                const struct zm_reduction *r)
{
    const struct zm_comm comm = {.comms = &comms, .size = size};
    const struct zm_signature call = {.collective = (uint8_t)which, .bytes = bytes};
    return zm_choose(&comm, &call, r);
}

static void force(const char *text)
{
    ck_assert_int_eq(zm_force_algorithms(comms.forced, text, &report), MPI_SUCCESS);
}

START_TEST(forced)
{
    force("gather=linear,Barrier=dissemination,alltoall=pairwise");
    ck_assert_int_eq(choose(ZM_GATHER, 5, 8, NULL), ZM_LINEAR);
    ck_assert_int_eq(choose(ZM_BARRIER, 7, 0, NULL), ZM_DISSEMINATION);
    ck_assert_int_eq(choose(ZM_ALLTOALL, 4, 1, NULL), ZM_PAIRWISE);
    force("alltoall=pairwise,alltoall=bruck,");
    ck_assert_int_eq(choose(ZM_ALLTOALL, 4, 1 << 20, NULL), ZM_BRUCK);
    ck_assert_int_ne(choose(ZM_GATHER, 1000, 8, NULL), ZM_LINEAR);
    force(NULL);
    force("");
    ck_assert_int_eq(comms.forced[ZM_ALLTOALL], 0);
}
END_TEST

/* What an algorithm cannot do is left to the table. */
START_TEST(passed_over)
{
    const struct zm_reduction sum = {.op = zm_op_predefined(MPI_SUM),
                                     .datatype = zm_datatype_predefined(MPI_INT)};
    force("allreduce=recursive_doubling");
    ck_assert_int_eq(choose(ZM_ALLREDUCE, 8, 1 << 24, &sum), ZM_RECURSIVE_DOUBLING);
    ck_assert_int_ne(choose(ZM_ALLREDUCE, 6, 8, &sum), ZM_RECURSIVE_DOUBLING);
    ck_assert_int_ne(choose(ZM_ALLREDUCE, 6, 8, &sum), ZM_ONLY_WAY);
}
END_TEST

/* Each operation that has algorithms gets one for all sizes. */
START_TEST(complete)
{
    const struct zm_reduction sum = {.op = zm_op_predefined(MPI_SUM),
                                     .datatype = zm_datatype_predefined(MPI_DOUBLE)};
    force(NULL);
    int chosen = 0;
    for (int which = 1; which < ZM_COLLECTIVE_END; which++) {
        bool has = choose((enum zm_collective)which, 2, 8, &sum) != ZM_ONLY_WAY;
        chosen += has;
        for (int size = 1; size < 5000; size = 2 * size + 1)
            for (size_t bytes = 0; bytes < (size_t)1 << 40; bytes = 3 * bytes + 1)
                ck_assert_int_eq(has, choose((enum zm_collective)which, size, bytes, &sum) !=
                                          ZM_ONLY_WAY);
    }
    ck_assert_int_ge(chosen, 8);
}
END_TEST

static void fails(const char *text, const char *why)
{
    int error = zm_force_algorithms(comms.forced, text, &report);
    ck_assert_int_eq(error, MPI_ERR_OTHER);
    ck_assert_msg(strstr(report.why, why) != NULL, "%s: %s", text, report.why);
}

START_TEST(unknown)
{
    fails("bcst=ring", "ZEROMPI_ALGORITHM: bcst=ring: expected OPERATION=ALGORITHM, where the "
                       "operation is one of barrier, bcast, gather,");
    fails("gather", "ZEROMPI_ALGORITHM: gather: expected OPERATION=ALGORITHM");
    fails("scan=linear", "the operation is one of barrier,");
    fails("barrier=dissemination,gather=bruck",
          "ZEROMPI_ALGORITHM: gather=bruck: expected one of binomial, linear");
    fails("gather=", "ZEROMPI_ALGORITHM: gather=: expected one of binomial, linear");
    fails("gather=linear,,", "ZEROMPI_ALGORITHM: : expected OPERATION=ALGORITHM");
}
END_TEST

UNIT_MAIN("choose", forced, passed_over, complete, unknown)
