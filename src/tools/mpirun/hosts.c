/* SPDX-License-Identifier: BSL-1.0 */
/* Lists of hosts: see hosts.h. */
#include "hosts.h"

#include "message.h"
#include "words.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { SLOTS_MAX = 1000000 };

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

/* Is `name` one of this host's addresses? */
static bool is_own_address(const char *name)
{
    struct ifaddrs *all = NULL;
    unsigned char wanted[sizeof(struct in6_addr)];
    int family = inet_pton(AF_INET, name, wanted) == 1    ? AF_INET
                 : inet_pton(AF_INET6, name, wanted) == 1 ? AF_INET6
                                                          : AF_UNSPEC;
    bool found = false;

    if (family == AF_UNSPEC || getifaddrs(&all) != 0)
        return false;
    for (struct ifaddrs *each = all; each && !found; each = each->ifa_next) {
        if (!each->ifa_addr || each->ifa_addr->sa_family != family)
            continue;
        const void *address = family == AF_INET
                                  ? (void *)&((struct sockaddr_in *)each->ifa_addr)->sin_addr
                                  : (void *)&((struct sockaddr_in6 *)each->ifa_addr)->sin6_addr;
        found = memcmp(address, wanted, family == AF_INET ? 4 : 16) == 0;
    }
    freeifaddrs(all);
    return found;
}

static bool is_this_host(const char *name)
{
    static const char *const loopback[] = {"localhost", "127.0.0.1", "::1"};
    char host[256];

    for (size_t i = 0; i < sizeof loopback / sizeof *loopback; i++)
        if (strcasecmp(name, loopback[i]) == 0)
            return true;
    zm_host_name(host);
    return is_own_address(name) || (!strchr(name, ':') && same_name(name, host));
}

/* The name is handed to a program that starts others, so it must not pass for something else. */
static bool is_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "._-:%@";

    return *name && *name != '-' && !name[strspn(name, letters)];
}

struct zm_host *zm_hosts_put(struct zm_hosts *hosts, const char *name, bool here)
{
    for (size_t i = 0; i < hosts->count; i++)
        if (here ? hosts->at[i].here : strcasecmp(hosts->at[i].name, name) == 0)
            return &hosts->at[i];

    struct zm_host *at = zm_allocate((hosts->count + 1) * sizeof *at);

    if (hosts->count)
        memcpy(at, hosts->at, hosts->count * sizeof *at);
    free(hosts->at);
    hosts->at = at;
    at[hosts->count] = (struct zm_host){.name = zm_print("%s", name), .here = here};
    return &at[hosts->count++];
}

struct zm_host *zm_hosts_add(struct zm_hosts *hosts, const char *name, int slots)
{
    size_t length = strlen(name);
    bool bracketed = *name == '[' && name[length - 1] == ']';
    char *plain = bracketed ? zm_print("%.*s", (int)length - 2, name + 1) : zm_print("%s", name);
    struct zm_host *host = NULL;

    if (is_name(plain)) {
        host = zm_hosts_put(hosts, plain, is_this_host(plain));
        host->slots += slots < SLOTS_MAX - host->slots ? slots : SLOTS_MAX - host->slots;
    }
    free(plain);
    return host;
}

void zm_host_give(struct zm_host *host, int rank)
{
    if (host->nranks == host->capacity) {
        int capacity = 2 * host->capacity + 8;
        int *ranks = zm_allocate(capacity * sizeof *ranks);

        if (host->nranks)
            memcpy(ranks, host->ranks, host->nranks * sizeof *ranks);
        free(host->ranks);
        host->ranks = ranks;
        host->capacity = capacity;
    }
    host->ranks[host->nranks++] = rank;
}

void zm_hosts_free(struct zm_hosts *hosts)
{
    for (size_t i = 0; i < hosts->count; i++) {
        free(hosts->at[i].name);
        free(hosts->at[i].ranks);
    }
    free(hosts->at);
    *hosts = (struct zm_hosts){0};
}

/* Where a word comes from: the line of a file, or a list if `path` is NULL. */
struct origin {
    const char *path;
    size_t line;
};

static void complain(const struct origin *origin, const char *word, const char *expected)
{
    if (origin->path)
        zm_complain("%s:%zu: '%s': expected %s", origin->path, origin->line, word, expected);
    else
        zm_complain("'%s': expected %s", word, expected);
}

/* A number of slots, -1 if `text` is none. */
static int read_slots(const char *text)
{
    char *end;
    long slots = strtol(text, &end, 10);

    return end == text || *end || slots < 1 || slots > SLOTS_MAX ? -1 : (int)slots;
}

/* Take ":SLOTS" off the end of `host`. Returns the slots, 0 if none are named, -1 if that is not a
 * number. A name with several colons is an IPv6 address. */
static int cut_slots(char *host)
{
    char *colon = strchr(*host == '[' && strchr(host, ']') ? strchr(host, ']') : host, ':');

    if (!colon || strchr(colon + 1, ':'))
        return 0;
    int slots = read_slots(colon + 1);
    if (slots > 0)
        *colon = '\0';
    return slots;
}

/* Add the host of one word, which is changed. Returns it, NULL after a complaint. */
static struct zm_host *add_word(struct zm_hosts *hosts, char *word, int slots,
                                const struct origin *origin)
{
    int cut = cut_slots(word);

    if (cut < 0) {
        complain(origin, word, "a positive number of slots behind the colon");
        return NULL;
    }
    struct zm_host *host = zm_hosts_add(hosts, word, cut ? cut : slots ? slots : 1);
    if (host)
        host->said = host->said || cut || slots;
    else
        complain(origin, word, "the name of a host");
    return host;
}

int zm_hosts_choose(struct zm_hosts *all, const struct zm_hosts *chosen)
{
    struct zm_hosts kept = {0};

    for (size_t i = 0; i < chosen->count; i++) {
        const struct zm_host *wanted = &chosen->at[i];
        size_t before = all->count;
        const struct zm_host *known = zm_hosts_put(all, wanted->name, wanted->here);

        if (all->count > before) {
            zm_complain("host %s is not among those of the file of hosts", wanted->name);
            zm_hosts_free(&kept);
            return -1;
        }
        struct zm_host *host = zm_hosts_put(&kept, known->name, known->here);
        host->slots = wanted->said ? wanted->slots : known->slots;
        host->limit = known->limit;
    }
    zm_hosts_free(all);
    *all = kept;
    return 0;
}

int zm_hosts_add_list(struct zm_hosts *hosts, const char *list)
{
    const struct origin origin = {NULL, 0};
    struct zm_words words = {0};
    int result = 0;

    zm_words_split(&words, list, ",", 0);
    for (size_t i = 0; i < words.count && result == 0; i++)
        result = add_word(hosts, words.at[i], 0, &origin) ? 0 : -1;
    if (!words.count) {
        zm_complain("the list of hosts is empty");
        result = -1;
    }
    zm_words_free(&words, 1);
    return result;
}

/* What follows NAME=, NULL if `word` does not begin so. */
static const char *value_of(const char *word, const char *name)
{
    size_t length = strlen(name);

    return strncmp(word, name, length) == 0 && word[length] == '=' ? word + length + 1 : NULL;
}

/* Understand a word behind a host. Returns 0, or -1 after a complaint. */
static int read_word(const char *word, int *slots, int *limit, const struct origin *origin)
{
    static const char *const names[] = {"slots", "max_slots", "max-slots"};

    for (int i = 0; i < 3; i++) {
        const char *value = value_of(word, names[i]);

        if (!value)
            continue;
        int number = read_slots(value);
        if (number < 0)
            complain(origin, word, "a positive number of slots");
        *(i == 0 ? slots : limit) = number;
        return number < 0 ? -1 : 0;
    }
    complain(origin, word, "slots=N or max_slots=N");
    return -1;
}

/* Understand one line of a file. Returns 0, or -1 after a complaint. */
static int add_line(struct zm_hosts *hosts, char *line, const struct origin *origin)
{
    struct zm_words words = {0};
    int slots = 0, limit = 0, result = 0;

    line[strcspn(line, "#")] = '\0';
    zm_words_split(&words, line, " \t\r\n", 0);
    for (size_t i = 1; i < words.count && result == 0; i++)
        result = read_word(words.at[i], &slots, &limit, origin);
    if (words.count && result == 0) {
        struct zm_host *host = add_word(hosts, words.at[0], slots, origin);

        if (host)
            host->limit += limit;
        else
            result = -1;
    }
    zm_words_free(&words, 1);
    return result;
}

int zm_hosts_add_file(struct zm_hosts *hosts, const char *path)
{
    FILE *file = fopen(path, "re");
    struct origin origin = {path, 0};
    char *line = NULL;
    size_t size = 0, before = hosts->count;
    int result = 0;

    if (!file) {
        zm_complain("cannot read the hosts in %s: %s", path, strerror(errno));
        return -1;
    }
    while (result == 0 && getline(&line, &size, file) >= 0) {
        origin.line++;
        result = add_line(hosts, line, &origin);
    }
    free(line);
    fclose(file);
    if (result == 0 && hosts->count == before && !before) {
        zm_complain("%s names no host", path);
        result = -1;
    }
    return result;
}
