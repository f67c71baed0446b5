/* SPDX-License-Identifier: BSL-1.0 */
/* Processes left behind: see descendants.h. */
#include "descendants.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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

/* Does the process catch the signal? */
static bool catches(pid_t process, int signal)
{
    char path[64], line[256];
    unsigned long long caught = 0;

    snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "SigCgt: %llx", &caught) == 1)
            break;
    if (file)
        fclose(file);
    return caught >> (signal - 1) & 1;
}

void zm_descendants_signal_group(pid_t group, int signal)
{
    bool any = false, chosen = signal == SIGUSR1 || signal == SIGUSR2;
    DIR *processes = chosen ? opendir("/proc") : NULL;
    struct dirent *entry;

    while (processes && (entry = readdir(processes))) {
        pid_t process = atoi(entry->d_name);

        if (process > 0 && getpgid(process) == group && catches(process, signal)) {
            kill(process, signal);
            any = true;
        }
    }
    if (processes)
        closedir(processes);
    if (!any)
        kill(-group, signal);
}
