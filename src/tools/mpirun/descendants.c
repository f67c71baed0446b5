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

/* Has the process a use for the signal: does it catch it, or hold it back to wait for it? */
static bool expects(pid_t process, int signal)
{
    char path[64], line[256];
    unsigned long long caught = 0, blocked = 0;

    snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        sscanf(line, "SigBlk: %llx", &blocked);
        sscanf(line, "SigCgt: %llx", &caught);
    }
    if (file)
        fclose(file);
    return (caught | blocked) >> (signal - 1) & 1;
}

void zm_descendants_signal_group(pid_t group, int signal)
{
    bool any = false, chosen = signal == SIGUSR1 || signal == SIGUSR2;
    DIR *processes = chosen ? opendir("/proc") : NULL;
    struct dirent *entry;

    while (processes && (entry = readdir(processes))) {
        pid_t process = atoi(entry->d_name);

        if (process > 0 && getpgid(process) == group && expects(process, signal)) {
            kill(process, signal);
            any = true;
        }
    }
    if (processes)
        closedir(processes);
    if (!any && signal != SIGUSR1)
        kill(-group, signal);
}
