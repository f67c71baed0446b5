/* SPDX-License-Identifier: BSL-1.0 */
/* Addresses of ranks. */
#include "job/address.h"

#include <errno.h>
#include <mpi.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char tcp[] = "tcp://";

/* The text after the scheme tcp://, or NULL if it is of another scheme. */
static const char *after_tcp(const char *endpoint)
{
    return strncmp(endpoint, tcp, strlen(tcp)) == 0 ? endpoint + strlen(tcp) : NULL;
}

/* The colon before the port in host:port or [ipv6]:port; NULL if it is of neither form. */
static const char *find_port(const char *text)
{
    const char *colon;
    if (text[0] == '[') {
        const char *end = strchr(text, ']');
        colon = end && end > text + 1 && end[1] == ':' ? end + 1 : NULL;
    } else {
        colon = strchr(text, ':');
        if (colon && (colon == text || strchr(colon + 1, ':')))
            return NULL; /* no host, or an IPv6 address without brackets */
    }
    return colon;
}

/* Whether `text` is a port that can be connected to: digits, from 1 to 65535. */
static bool is_port(const char *text)
{
    char *end;
    errno = 0;
    unsigned long port = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0 && port >= 1 && port <= 65535;
}

char *zm_address_normalize(const char *text, struct zm_report *report)
{
    char *endpoint = NULL;
    const char *rest = after_tcp(text);
    if (!rest && strstr(text, "://"))
        endpoint = strdup(text);
    else {
        if (!rest)
            rest = text;
        const char *colon = find_port(rest);
        if (!colon) {
            zm_fail(report, MPI_ERR_OTHER,
                    "expected host:port, [IPv6 address]:port, ipc://path or tcp://host:port");
            return NULL;
        }
        if (!is_port(colon + 1)) {
            zm_fail(report, MPI_ERR_OTHER, "expected a port from 1 to 65535 after the colon");
            return NULL;
        }
        endpoint = malloc(strlen(tcp) + strlen(rest) + 1);
        if (endpoint)
            sprintf(endpoint, "%s%s", tcp, rest);
    }
    if (!endpoint)
        zm_fail(report, MPI_ERR_NO_MEM, "no memory for an address");
    return endpoint;
}

/* Of the addresses that a name stands for, all ranks must choose the same: the first IPv4 one, as
 * more networks have those. */
static const struct addrinfo *choose(const struct addrinfo *list)
{
    for (const struct addrinfo *each = list; each; each = each->ai_next)
        if (each->ai_family == AF_INET)
            return each;
    return list;
}

char *zm_address_resolve(const char *endpoint, struct zm_report *report)
{
    const char *rest = after_tcp(endpoint);
    if (!rest)
        return strdup(endpoint);
    const char *colon = find_port(rest);
    if (!colon || colon - rest >= NI_MAXHOST) {
        zm_fail(report, MPI_ERR_OTHER, "expected host:port");
        return NULL;
    }
    char host[NI_MAXHOST];
    snprintf(host, sizeof host, "%.*s", (int)(colon - rest), rest);
    if (host[0] == '[')
        return strdup(endpoint);

    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *list;
    int error = getaddrinfo(host, NULL, &hints, &list);
    if (error) {
        zm_fail(report, MPI_ERR_OTHER, "the host name '%s' cannot be resolved: %s", host,
                error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error));
        return NULL;
    }
    const struct addrinfo *chosen = choose(list);
    error = getnameinfo(chosen->ai_addr, chosen->ai_addrlen, host, sizeof host, NULL, 0,
                        NI_NUMERICHOST);
    bool ipv6 = chosen->ai_family == AF_INET6;
    freeaddrinfo(list);
    char *numeric = error ? NULL : malloc(strlen(endpoint) + sizeof host);
    if (numeric)
        sprintf(numeric, ipv6 ? "%s[%s]%s" : "%s%s%s", tcp, host, colon);
    else
        zm_fail(report, MPI_ERR_NO_MEM, "no memory for an address");
    return numeric;
}

/* Whether `endpoint` names a host, not by a number, and not the loopback. */
static bool names_host(const char *endpoint)
{
    const char *rest = after_tcp(endpoint);
    if (!rest || rest[0] == '[' || strspn(rest, "0123456789.:") == strlen(rest))
        return false;
    return strncmp(rest, "localhost", strlen("localhost")) != 0;
}

char *zm_address_bindable(const char *endpoint, struct zm_report *report)
{
    char *resolved = zm_address_resolve(endpoint, report);
    if (!resolved || !names_host(endpoint) || strncmp(resolved, "tcp://127.", 10) != 0)
        return resolved;
    const char *colon = find_port(after_tcp(resolved));
    char *all = malloc(strlen(resolved) + 1);
    if (all)
        sprintf(all, "%s*%s", tcp, colon);
    else
        zm_fail(report, MPI_ERR_NO_MEM, "no memory for an address");
    free(resolved);
    return all;
}
