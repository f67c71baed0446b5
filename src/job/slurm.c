/* SPDX-License-Identifier: BSL-1.0 */
/* Ranks that Slurm's srun started. */
#include "job/slurm.h"

#include <ctype.h>
#include <errno.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"

enum {
    PORTS = 8,          /* that are tried */
    PORT_FIRST = 10240, /* below those that systems give to whoever asks for any */
    PORT_COUNT = 20000,
    NAME_MAX_BYTES = 256
};

bool zm_slurm_is_here(char *(*get)(const char *name))
{
    /* A script of sbatch, or a shell of salloc, is no task of a step; and another MPI's mpirun uses
     * srun to start its own helpers. */
    const char *tasks = get("SLURM_STEP_NUM_TASKS");
    return tasks && atoi(tasks) > 1 && get("SLURM_PROCID") && get("SLURM_STEP_NODELIST") &&
           !get("OMPI_COMM_WORLD_SIZE");
}

static int read_number(char *(*get)(const char *name), const char *name, long low, long high,
                       const char *expected, int *number, struct zm_report *report)
{
    const char *text = get(name);
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno || value < low || value > high)
        return zm_fail(report, MPI_ERR_OTHER, "%s=%s: expected %s", name, text, expected);
    *number = (int)value;
    return MPI_SUCCESS;
}

/* The first node of a list like "rack[3-5,7]n[01-16],login": "rack3n01". False: it is malformed. */
static bool find_first_node(const char *list, char name[NAME_MAX_BYTES])
{
    size_t length = 0;
    for (; *list && *list != ','; list++) {
        if (*list == '[') { /* the first number of these */
            size_t digits = strspn(list + 1, "0123456789");
            const char *end = strchr(list, ']');
            if (digits == 0 || !end || length + digits >= NAME_MAX_BYTES)
                return false;
            memcpy(name + length, list + 1, digits);
            length += digits;
            list = end;
        } else if (length + 1 < NAME_MAX_BYTES &&
                   (isalnum((unsigned char)*list) || *list == '-' || *list == '_' || *list == '.'))
            name[length++] = *list;
        else
            return false;
    }
    name[length] = '\0';
    return length > 0;
}

/* Where nodes are made when they are needed, Slurm tells their addresses: "node:address:host,...".
 */
static void find_alias(const char *aliases, char name[NAME_MAX_BYTES])
{
    size_t length = strlen(name);
    for (const char *each = aliases; each; each = strchr(each, ',')) {
        each += *each == ',';
        if (strncmp(each, name, length) != 0 || each[length] != ':')
            continue;
        const char *address = each + length + 1;
        bool ipv6 = *address == '[';
        size_t bytes = ipv6 ? strcspn(address, "]") + 1 : strcspn(address, ":,");
        if (bytes > 0 && bytes < NAME_MAX_BYTES)
            snprintf(name, NAME_MAX_BYTES, "%.*s", (int)bytes, address);
        return;
    }
}

/* A number that another step does not have, whosever it is. */
static uint64_t step_number(char *(*get)(const char *name))
{
    static const char *const names[] = {"SLURM_CLUSTER_NAME", "SLURM_JOB_ID", "SLURM_STEP_ID",
                                        "SLURM_RESTART_COUNT"};
    uint64_t hash = ZM_HASH_START;
    uid_t user = getuid();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = get(names[i]);
        hash = zm_hash(hash, value ? value : "", value ? strlen(value) + 1 : 1);
    }
    return zm_hash(hash, &user, sizeof user) | 1;
}

int zm_slurm_read(struct zm_settings *settings, char *(*get)(const char *name),
                  struct zm_report *report)
{
    const char *nodes = get("SLURM_STEP_NODELIST");
    char node[NAME_MAX_BYTES], expected[60];
    int error = read_number(get, "SLURM_STEP_NUM_TASKS", 1, 1000000, "the number of tasks",
                            &settings->size, report);
    snprintf(expected, sizeof expected, "a task from 0 to %d", settings->size - 1);
    if (!error)
        error = read_number(get, "SLURM_PROCID", 0, settings->size - 1, expected, &settings->rank,
                            report);
    if (!error && !find_first_node(nodes, node))
        error = zm_fail(report, MPI_ERR_OTHER,
                        "SLURM_STEP_NODELIST=%.500s: expected names of nodes, as in n[1-3,7],m1",
                        nodes);
    if (error)
        return error;
    find_alias(get("SLURM_NODE_ALIASES"), node);
    settings->addresses = calloc((size_t)settings->size, sizeof *settings->addresses);
    settings->origin = "SLURM_STEP_NODELIST";
    settings->search = ZM_BY_ROOT;
    settings->job = step_number(get);
    int port = PORT_FIRST + (int)(settings->job / 2 % PORT_COUNT);
    for (int i = 0; i < PORTS; i++) {
        char root[NAME_MAX_BYTES + 20];
        snprintf(root, sizeof root, "tcp://%s:%d", node, port + i);
        settings->roots[settings->root_count++] = strdup(root);
    }
    for (int i = 0; i < PORTS; i++)
        if (!settings->addresses || !settings->roots[i])
            return zm_fail(report, MPI_ERR_NO_MEM, "no memory for %d addresses", settings->size);
    return MPI_SUCCESS;
}
