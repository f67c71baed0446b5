/* SPDX-License-Identifier: BSL-1.0 */
/* Host lists: see hosts.h. */
#include "hosts.h"

#include "message.h"
#include "words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

void zm_host_name(char name[256])
{
    if (gethostname(name, 255) != 0)
        strcpy(name, "localhost");
    name[255] = '\0';
}

/* Do the two names agree, where either may lack its domain? */
static bool same_name(const char *name, const char *host)
{
    size_t length = strcspn(name, ".");

    if (name[length] && strchr(host, '.'))
        return strcasecmp(name, host) == 0;
    return length == strcspn(host, ".") && strncasecmp(name, host, length) == 0;
}

static bool is_this_host(const char *name)
{
    static const char *const loopback[] = {"localhost", "127.0.0.1", "::1", "[::1]"};
    char host[256];

    for (size_t i = 0; i < sizeof loopback / sizeof *loopback; i++)
        if (strcasecmp(name, loopback[i]) == 0)
            return true;
    zm_host_name(host);
    return same_name(name, host);
}

/* Take ":SLOTS" off the end of `host`. Returns the slots, 1 if none are named, -1 if that is not a
 * number. A name with several colons is an IPv6 address. */
static int cut_slots(char *host)
{
    char *colon = strchr(*host == '[' && strchr(host, ']') ? strchr(host, ']') : host, ':'), *end;

    if (!colon || strchr(colon + 1, ':'))
        return 1;
    *colon = '\0';
    long slots = strtol(colon + 1, &end, 10);
    return end == colon + 1 || *end || slots < 1 || slots > 1000000 ? -1 : (int)slots;
}

/* The slots of one host, -1 after a complaint. Changes the word. */
static int host_slots(char *word)
{
    int slots = cut_slots(word);

    if (slots < 0)
        zm_complain("host %s: the number of slots behind the colon is not a positive number", word);
    else if (!is_this_host(word)) {
        zm_complain("host %s is not this host: this version starts ranks on one host only. On "
                    "several hosts, start each "
                    "rank with ZEROMPI_RANK, ZEROMPI_NRANKS and ZEROMPI_ADDRESSES set",
                    word);
        slots = -1;
    }
    return slots;
}

int zm_hosts_in_list(const char *list)
{
    struct zm_words words = {0};
    int sum = 0;

    zm_words_split(&words, list, ",", 0);
    for (size_t i = 0; i < words.count && sum >= 0; i++) {
        int slots = host_slots(words.at[i]);
        sum = slots < 0 ? -1 : sum + slots;
    }
    if (!words.count) {
        zm_complain("the list of hosts is empty");
        sum = -1;
    }
    zm_words_free(&words, 1);
    return sum;
}

/* The slots on one line of a file, 0 if it names no host, -1 after a complaint. */
static int line_slots(char *line)
{
    struct zm_words words = {0};
    int slots = 0;

    line[strcspn(line, "#")] = '\0';
    zm_words_split(&words, line, " \t\r\n", 0);
    if (words.count)
        slots = host_slots(words.at[0]);
    for (size_t i = 1; i < words.count && slots >= 0; i++)
        sscanf(words.at[i], "slots=%d", &slots);
    zm_words_free(&words, 1);
    return slots;
}

int zm_hosts_in_file(const char *path)
{
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t size = 0;
    int sum = 0;

    if (!file) {
        zm_complain("cannot read the hosts in %s: %s", path, strerror(errno));
        return -1;
    }
    while (sum >= 0 && getline(&line, &size, file) >= 0) {
        int slots = line_slots(line);
        sum = slots < 0 ? -1 : sum + slots;
    }
    free(line);
    fclose(file);
    if (sum == 0) {
        zm_complain("%s names no host", path);
        sum = -1;
    }
    return sum;
}
