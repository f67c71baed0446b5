/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes the plan that one mpirun sends to another: what is understood is written as the same
 * bytes. */
#include "plan.h"

#include "fuzz.h"
#include "options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct zm_packet packet = {.data = (char *)data, .length = bytes}, again = {0};
    struct zm_command command;
    char job[17];
    if (zm_plan_read(&packet, &command, job) == 0) {
        size_t count = command.hosts.count;
        const struct zm_host **hosts = calloc(count, sizeof *hosts);
        FUZZ_HOLDS(hosts != NULL && strlen(job) == 16 && command.nranks > 0);
        for (size_t i = 0; i < count; i++)
            hosts[i] = &command.hosts.at[i];
        zm_plan_write(&again, &command, job, hosts, count);
        struct zm_command twice;
        FUZZ_HOLDS(zm_plan_read(&again, &twice, job) == 0 && twice.nranks == command.nranks);
        zm_options_free(&twice);
        free(again.data);
        free(hosts);
    }
    zm_options_free(&command);
    return 0;
}
