/* SPDX-License-Identifier: BSL-1.0 */
/* Addresses of ranks. */
#include "job/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <mpi.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

bool zm_address_is_tcp(const char *endpoint)
{
    return after_tcp(endpoint) != NULL;
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
    if (host[0] == '[' || strcmp(host, "*") == 0)
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

/* Whether `endpoint` names a host whose name stands for `resolved`, a loopback address that the
 * name has only in the host's own tables. */
static bool is_own_name(const char *endpoint, const char *resolved)
{
    return names_host(endpoint) && strncmp(resolved, "tcp://127.", 10) == 0;
}

bool zm_address_is_own_name(const char *root)
{
    struct zm_report unused;
    char *resolved = names_host(root) ? zm_address_resolve(root, &unused) : NULL;
    bool own = resolved && is_own_name(root, resolved);
    free(resolved);
    return own;
}

char *zm_address_bindable(const char *endpoint, struct zm_report *report)
{
    char *resolved = zm_address_resolve(endpoint, report);
    if (!resolved || !is_own_name(endpoint, resolved))
        return resolved;
    char *all = zm_address_join("*", resolved);
    if (!all)
        zm_fail(report, MPI_ERR_NO_MEM, "no memory for an address");
    free(resolved);
    return all;
}

char *zm_address_join(const char *host, const char *port_of)
{
    const char *port = strrchr(port_of, ':');
    size_t size = sizeof tcp + strlen(host) + strlen(port);
    char *endpoint = malloc(size);
    if (endpoint)
        snprintf(endpoint, size, "%s%s%s", tcp, host, port);
    return endpoint;
}

/* Whether the host at `text` is an IPv6 address that means something on one link only (RFC 4291:
 * fe80::/10). */
static bool is_link_local(const char *text)
{
    return strncasecmp(text, "[fe", 3) == 0 && strchr("89abAB", text[3]) && text[3];
}

char *zm_address_public(const char *own)
{
    char *told = strdup(own), *scope = told ? strchr(told, '%') : NULL;
    const char *end = scope ? strchr(scope, ']') : NULL;
    if (end && is_link_local(told + strlen(tcp)))
        memmove(scope, end, strlen(end) + 1);
    return told;
}

/* The link-local endpoint `told`, on the link that `own` is on, or else the one to `root`. */
static char *add_scope(const char *told, const char *own, const char *root)
{
    const char *scope = own ? strchr(own, '%') : NULL, *end = strchr(told, ']');
    if (!scope && root)
        scope = strchr(root, '%');
    if (!scope || !end)
        return strdup(told);
    size_t size = strlen(told) + strlen(scope) + 1;
    char *endpoint = malloc(size);
    if (endpoint)
        snprintf(endpoint, size, "%.*s%.*s%s", (int)(end - told), told, (int)strcspn(scope, "]"),
                 scope, end);
    return endpoint;
}

/* Whether the host from `text` to `end`, with brackets if it is an IPv6 one, is a number. */
static bool is_number(const char *text, const char *end)
{
    unsigned char address[sizeof(struct in6_addr)];
    char host[INET6_ADDRSTRLEN];
    bool ipv6 = text[0] == '[';
    size_t length = ipv6 ? strcspn(text + 1, "%]") : (size_t)(end - text);
    if (length >= sizeof host)
        return false;
    memcpy(host, text + ipv6, length);
    host[length] = '\0';
    return inet_pton(ipv6 ? AF_INET6 : AF_INET, host, address) == 1;
}

char *zm_address_localize(const char *told, const char *root, const char *own)
{
    const char *rest = after_tcp(told);
    const char *colon = rest ? find_port(rest) : NULL;
    if (!colon || !is_port(colon + 1))
        return NULL;
    if (strncmp(rest, "*:", 2) != 0 && !is_number(rest, colon))
        return NULL;
    bool relative = rest[0] == '*' || (is_link_local(rest) && !strchr(rest, '%'));
    if (relative && !root)
        return NULL;
    if (rest[0] == '*' && after_tcp(root)) {
        char host[NI_MAXHOST + 2];
        const char *at = after_tcp(root);
        snprintf(host, sizeof host, "%.*s", (int)(strrchr(at, ':') - at), at);
        return zm_address_join(host, told);
    }
    if (relative)
        return add_scope(told, own, root);
    return strdup(told);
}

bool zm_address_is_at(const char *endpoint, const char *host, struct zm_report *report)
{
    char *resolved = zm_address_resolve(endpoint, report);
    const char *rest = resolved ? after_tcp(resolved) : NULL;
    size_t length = strlen(host);
    bool same = rest && strncmp(rest, host, length) == 0 && rest[length] == ':';
    free(resolved);
    return same;
}
