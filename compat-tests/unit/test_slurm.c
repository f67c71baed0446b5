/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of what Slurm tells a rank. */
#include "job/slurm.h"

#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"

static const char *tasks, *task, *nodes, *aliases, *step, *foreign;
static struct zm_settings settings;
static struct zm_report report;

static char *get(const char *name)
{
    const struct {
        const char *name, *value;
    } variables[] = {
        {"SLURM_STEP_NUM_TASKS", tasks}, {"SLURM_PROCID", task},  {"SLURM_STEP_NODELIST", nodes},
        {"SLURM_NODE_ALIASES", aliases}, {"SLURM_STEP_ID", step}, {"OMPI_COMM_WORLD_SIZE", foreign},
        {"SLURM_JOB_ID", "17"},
    };
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        if (strcmp(variables[i].name, name) == 0)
            return (char *)variables[i].value;
    return NULL;
}

static void reset(void)
{
    tasks = "8", task = "3", nodes = "n[1-3]", aliases = foreign = NULL, step = "0";
}

START_TEST(is_here)
{
    reset();
    ck_assert(zm_slurm_is_here(get));
    tasks = "1"; /* a shell of salloc, or srun with one task */
    ck_assert(!zm_slurm_is_here(get));
    tasks = NULL; /* a script of sbatch */
    ck_assert(!zm_slurm_is_here(get));
    reset();
    task = NULL;
    ck_assert(!zm_slurm_is_here(get));
    reset();
    nodes = NULL;
    ck_assert(!zm_slurm_is_here(get));
    reset();
    foreign = "4";
    ck_assert(!zm_slurm_is_here(get));
}
END_TEST

static int read_all(void)
{
    settings = (struct zm_settings){.control = -1};
    return zm_slurm_read(&settings, get, &report);
}

/* Where rank 0 is, with the list of nodes. */
static void is_at(const char *list, const char *host)
{
    char wanted[300];
    nodes = list;
    ck_assert_msg(read_all() == MPI_SUCCESS, "%s: %s", list, report.why);
    snprintf(wanted, sizeof wanted, "tcp://%s:", host);
    ck_assert_int_gt(settings.root_count, 1);
    for (int i = 0; i < settings.root_count; i++) {
        const char *root = settings.roots[i];
        int port = atoi(root + strlen(wanted));
        ck_assert_msg(strncmp(root, wanted, strlen(wanted)) == 0, "%s: %s", list, root);
        ck_assert(port > 1024 && port < 32768);
    }
    zm_settings_fini(&settings);
}

START_TEST(first_nodes)
{
    reset();
    is_at("n1", "n1");
    is_at("n1,n2", "n1");
    is_at("n[1-3]", "n1");
    is_at("n[01-16,20]", "n01");
    is_at("n[007,9]-ib.site,login", "n007-ib.site");
    is_at("rack[3-5]node[12,14-15],x", "rack3node12");
    is_at("my_node", "my_node");
    aliases = "n2:10.0.0.2:h2,n1:10.0.0.1:h1";
    is_at("n[1-2]", "10.0.0.1");
    is_at("n3", "n3");
    aliases = "n1:[fd00::1]:h1";
    is_at("n[1-2]", "[fd00::1]");
    aliases = "(null)";
    is_at("n1", "n1");
}
END_TEST

START_TEST(numbers)
{
    reset();
    ck_assert_int_eq(read_all(), MPI_SUCCESS);
    ck_assert_int_eq(settings.rank, 3);
    ck_assert_int_eq(settings.size, 8);
    ck_assert_int_eq(settings.search, ZM_BY_ROOT);
    uint64_t job = settings.job;
    zm_settings_fini(&settings);
    ck_assert_int_eq(read_all(), MPI_SUCCESS);
    ck_assert_uint_eq(settings.job, job);
    zm_settings_fini(&settings);
    step = "1";
    ck_assert_int_eq(read_all(), MPI_SUCCESS);
    ck_assert_uint_ne(settings.job, job);
    ck_assert_uint_ne(settings.job, 0);
    zm_settings_fini(&settings);
}
END_TEST

static void fails(const char *why)
{
    ck_assert_int_eq(read_all(), MPI_ERR_OTHER);
    ck_assert_msg(strstr(report.why, why) != NULL, "%s", report.why);
    zm_settings_fini(&settings);
    reset();
}

START_TEST(malformed)
{
    static const char *const lists[] = {"", ",n1", "n[", "n[1", "n[]", "n[a]", "n]", "n 1", "n/1"};
    reset();
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        nodes = lists[i];
        fails("expected names of nodes");
    }
    tasks = "x";
    fails("SLURM_STEP_NUM_TASKS=x: expected the number of tasks");
    task = "8";
    fails("SLURM_PROCID=8: expected a task from 0 to 7");
    task = "-1";
    fails("SLURM_PROCID=-1: expected");
}
END_TEST

UNIT_MAIN("Slurm", is_here, first_nodes, numbers, malformed)
