/* SPDX-License-Identifier: BSL-1.0 */
/* Processes left behind: see descendants.h. */
#include "descendants.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

void zm_descendants_adopt(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int zm_descendants_signal(int signal, bool (*spare)(const void *owner, pid_t child),
                          const void *owner)
{
    char path[64];
    int child;

    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "re");
    if (!file)
        return -1;
    while (fscanf(file, "%d", &child) == 1)
        if (!spare(owner, child))
            kill(getpgid(child) == child ? -child : child, signal);
    fclose(file);
    return 0;
}
