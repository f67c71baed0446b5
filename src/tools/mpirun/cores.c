/* SPDX-License-Identifier: BSL-1.0 */
/* Counting cores: see cores.h. */
#include "cores.h"

#include <sched.h>
#include <stdio.h>

/* The number of the first hardware thread of the core that `cpu` belongs to; `cpu` itself if the
 * system does not tell. */
static int first_thread(int cpu)
{
    char path[96];
    int first = cpu;

    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", cpu);
    FILE *file = fopen(path, "re");
    if (file) {
        if (fscanf(file, "%d", &first) != 1)
            first = cpu;
        fclose(file);
    }
    return first;
}

int zm_cores(bool threads)
{
    cpu_set_t ours, seen;
    int count = 0;

    if (sched_getaffinity(0, sizeof ours, &ours) != 0)
        return 1;
    CPU_ZERO(&seen);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &ours))
            continue;
        int core = threads ? cpu : first_thread(cpu);
        if (core < 0 || core >= CPU_SETSIZE || CPU_ISSET(core, &seen))
            continue;
        CPU_SET(core, &seen);
        count++;
    }
    return count > 0 ? count : 1;
}
