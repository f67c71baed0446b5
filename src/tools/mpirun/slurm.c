/* SPDX-License-Identifier: BSL-1.0 */
/* Slurm's allocations: see slurm.h. */
#include "slurm.h"

#include "message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOSTS_MAX = 65536, NAME_MAX_HOST = 256 };

bool zm_slurm_has_allocation(void)
{
    return getenv("SLURM_JOB_ID") && getenv("SLURM_JOB_NODELIST");
}

/* While a list is read. */
struct reader {
    struct zm_hosts *hosts;
    const char *slots; /* what is left of that list */
    long count, times; /* the slots of the next host, and of how many others */
};

/* The slots of the next host, -1 if nothing makes sense. */
static int next_slots(struct reader *reader)
{
    char *end;

    if (reader->times > 0) {
        reader->times--;
        return (int)reader->count;
    }
    reader->count = strtol(reader->slots, &end, 10);
    if (end == reader->slots || reader->count < 1 || reader->count > HOSTS_MAX)
        return -1;
    if (strncmp(end, "(x", 2) == 0) {
        reader->times = strtol(end + 2, &end, 10) - 1;
        if (*end++ != ')' || reader->times < 0)
            return -1;
    }
    if (*end == ',')
        end++;
    else if (*end)
        return -1;
    reader->slots = end;
    return (int)reader->count;
}

static int add(struct reader *reader, const char *name)
{
    int slots = next_slots(reader);

    return slots > 0 && reader->hosts->count < HOSTS_MAX && zm_hosts_add(reader->hosts, name, slots)
               ? 0
               : -1;
}

static int expand(struct reader *reader, const char *head, const char *item, size_t length);

/* Add the hosts of one range, "A" or "A-B", between `head` and the `length` characters at `tail`;
 * zeros in front count. */
static int expand_range(struct reader *reader, const char *head, const char *range,
                        const char *tail, size_t length)
{
    char *end, name[NAME_MAX_HOST];
    int width = (int)strspn(range, "0123456789");
    long first = strtol(range, &end, 10), last = first;
    int result = end == range || width > 9 ? -1 : 0;

    if (*end == '-')
        last = strtol(end + 1, &end, 10);
    if ((*end != ',' && *end != ']') || last < first || last - first >= HOSTS_MAX)
        return -1;
    for (long number = first; number <= last && result == 0; number++) {
        int size = snprintf(name, sizeof name, "%s%0*ld", head, width, number);

        result = size < (int)sizeof name ? expand(reader, name, tail, length) : -1;
    }
    return result;
}

/* Add the hosts of the `length` characters at `item`, with `head` before each. */
static int expand(struct reader *reader, const char *head, const char *item, size_t length)
{
    char name[NAME_MAX_HOST];
    const char *open = memchr(item, '[', length), *close;
    size_t plain = open ? (size_t)(open - item) : length;

    if (strlen(head) + plain >= sizeof name)
        return -1;
    snprintf(name, sizeof name, "%s%.*s", head, (int)plain, item);
    if (!open)
        return add(reader, name);
    close = memchr(open, ']', item + length - open);
    if (!close)
        return -1;
    for (const char *range = open + 1; range < close; range += strcspn(range, ",]") + 1)
        if (expand_range(reader, name, range, close + 1, item + length - close - 1) != 0)
            return -1;
    return 0;
}

/* The length of the first item of the list: commas within brackets divide no items. */
static size_t item_length(const char *list)
{
    size_t length = 0;
    bool inside = false;

    while (list[length] && (inside || list[length] != ',')) {
        inside = list[length] == '[' || (inside && list[length] != ']');
        length++;
    }
    return length;
}

int zm_slurm_expand(struct zm_hosts *hosts, const char *list, const char *slots)
{
    struct reader reader = {.hosts = hosts, .slots = slots};

    while (*list) {
        size_t length = item_length(list);

        if (!length || expand(&reader, "", list, length) != 0)
            return -1;
        list += length + (list[length] == ',');
    }
    return hosts->count ? 0 : -1;
}

int zm_slurm_add_hosts(struct zm_hosts *hosts)
{
    const char *list = getenv("SLURM_JOB_NODELIST"), *slots = getenv("SLURM_TASKS_PER_NODE");

    if (!slots) /* as salloc has it that was told of nodes only */
        slots = getenv("SLURM_JOB_CPUS_PER_NODE");
    if (list && slots && zm_slurm_expand(hosts, list, slots) == 0)
        return 0;
    zm_complain("cannot understand Slurm's SLURM_JOB_NODELIST=%s with SLURM_TASKS_PER_NODE=%s",
                list ? list : "", slots ? slots : "");
    return -1;
}
