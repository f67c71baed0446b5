/* SPDX-License-Identifier: BSL-1.0 */
/* The addresses of this host. */
#include "job/interface.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <mpi.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* An address far away (RFC 5737): the way there is the way to most other hosts. */
#define FAR_AWAY "tcp://192.0.2.1:9"

static bool write_address(const struct sockaddr *address, char text[ZM_HOST_MAX])
{
    char host[ZM_HOST_MAX - 2];
    bool ipv6 = address->sa_family == AF_INET6;
    socklen_t size = ipv6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    if (getnameinfo(address, size, host, sizeof host, NULL, 0, NI_NUMERICHOST) != 0)
        return false;
    snprintf(text, ZM_HOST_MAX, ipv6 ? "[%s]" : "%s", host);
    return true;
}

/* Reads a numeric address, with brackets or without. NULL: it is none. The caller frees it. */
static struct addrinfo *read_address(const char *text, size_t length, const char *port)
{
    char host[ZM_HOST_MAX];
    bool brackets = length > 2 && text[0] == '[' && text[length - 1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(length - 2 * brackets), text + brackets);
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_DGRAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *list;
    return length < sizeof host && getaddrinfo(host, port, &hints, &list) == 0 ? list : NULL;
}

bool zm_interface_toward(const char *endpoint, char address[ZM_HOST_MAX])
{
    const char *host = endpoint + strlen("tcp://"), *colon = strrchr(host, ':');
    struct addrinfo *there = read_address(host, (size_t)(colon - host), colon + 1);
    errno = EINVAL;
    if (!there)
        return false;
    struct sockaddr_storage here;
    socklen_t size = sizeof here;
    int fd = socket(there->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool known = fd >= 0 && connect(fd, there->ai_addr, there->ai_addrlen) == 0 &&
                 getsockname(fd, (struct sockaddr *)&here, &size) == 0 &&
                 write_address((struct sockaddr *)&here, address);
    int error = errno;
    if (fd >= 0)
        close(fd);
    freeaddrinfo(there);
    errno = error;
    return known;
}

/* ---- All addresses ---- */

static const void *bytes_of(const struct sockaddr *address, int *bits)
{
    *bits = address->sa_family == AF_INET6 ? 128 : 32;
    if (address->sa_family == AF_INET6)
        return &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    return &((const struct sockaddr_in *)(const void *)address)->sin_addr;
}

static bool is_usable(const struct ifaddrs *each)
{
    return each->ifa_addr && (each->ifa_flags & IFF_UP) &&
           (each->ifa_addr->sa_family == AF_INET || each->ifa_addr->sa_family == AF_INET6);
}

static bool is_link_local(const struct sockaddr *address)
{
    int bits;
    const unsigned char *bytes = bytes_of(address, &bits);
    return bits == 128 && bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}

/* How likely other hosts are to reach this one by an address; 0: not at all. */
static int rank_address(const struct ifaddrs *each)
{
    if (each->ifa_flags & IFF_LOOPBACK)
        return 0;
    if (is_link_local(each->ifa_addr))
        return 1;
    return each->ifa_addr->sa_family == AF_INET6 ? 2 : 3;
}

static int append_ranked(const struct ifaddrs *all, int wanted, int count,
                         char addresses[ZM_HOSTS_MAX][ZM_HOST_MAX])
{
    for (const struct ifaddrs *each = all; each && count < ZM_HOSTS_MAX; each = each->ifa_next) {
        if (!is_usable(each) || rank_address(each) != wanted ||
            !write_address(each->ifa_addr, addresses[count]))
            continue;
        if (count == 0 || strcmp(addresses[count], addresses[0]) != 0)
            count++;
    }
    return count;
}

int zm_interface_list(char addresses[ZM_HOSTS_MAX][ZM_HOST_MAX])
{
    struct ifaddrs *all;
    int count = zm_interface_toward(FAR_AWAY, addresses[0]);
    if (getifaddrs(&all) != 0)
        all = NULL;
    for (int wanted = 3; wanted >= 0; wanted--)
        if (wanted >= 2 || count == 0)
            count = append_ranked(all, wanted, count, addresses);
    if (all)
        freeifaddrs(all);
    if (count == 0)
        snprintf(addresses[count++], ZM_HOST_MAX, "127.0.0.1");
    return count;
}

/* ---- One that the user selects ---- */

/* Whether the first `bits` bits of both are the same. */
static bool is_in_network(const struct sockaddr *address, const struct sockaddr *network, int bits)
{
    int size;
    const unsigned char *a = bytes_of(address, &size), *b = bytes_of(network, &size);
    if (address->sa_family != network->sa_family || bits > size)
        return false;
    if (memcmp(a, b, (size_t)bits / 8) != 0)
        return false;
    return bits % 8 == 0 || (a[bits / 8] ^ b[bits / 8]) >> (8 - bits % 8) == 0;
}

struct selection {
    const char *text;
    struct addrinfo *network; /* NULL: the text is an interface's name */
    int bits;                 /* that matter; -1: all */
};

/* False: it is malformed. */
static bool read_selection(struct selection *selection, const char *text)
{
    const char *slash = strchr(text, '/');
    char *end;
    selection->text = text;
    selection->bits = -1;
    selection->network = read_address(text, slash ? (size_t)(slash - text) : strlen(text), NULL);
    if (!slash)
        return *text != '\0';
    selection->bits = (int)strtol(slash + 1, &end, 10);
    return selection->network && end != slash + 1 && *end == '\0' && selection->bits >= 0;
}

static bool is_selected(const struct selection *selection, const struct ifaddrs *each)
{
    int size;
    if (!is_usable(each))
        return false;
    if (!selection->network)
        return strcmp(selection->text, each->ifa_name) == 0;
    bytes_of(selection->network->ai_addr, &size);
    return is_in_network(each->ifa_addr, selection->network->ai_addr,
                         selection->bits < 0 ? size : selection->bits);
}

/* "eth0 (10.0.0.1), ib0 (10.1.0.1)": what there is to select from. */
static void describe(const struct ifaddrs *all, char *text, size_t size)
{
    char address[ZM_HOST_MAX];
    size_t length = 0;
    text[0] = '\0';
    for (const struct ifaddrs *each = all; each && length < size; each = each->ifa_next)
        if (is_usable(each) && write_address(each->ifa_addr, address))
            length += (size_t)snprintf(text + length, size - length, "%s%s (%s)",
                                       length ? ", " : "", each->ifa_name, address);
}

/* The better of two addresses that are selected. */
static bool is_better(const struct ifaddrs *each, const struct ifaddrs *best, bool ipv6)
{
    sa_family_t family = ipv6 ? AF_INET6 : AF_INET;
    if (!best)
        return true;
    if ((each->ifa_addr->sa_family == family) != (best->ifa_addr->sa_family == family))
        return each->ifa_addr->sa_family == family;
    return rank_address(each) > rank_address(best);
}

int zm_interface_select(const char *text, bool ipv6, char address[ZM_HOST_MAX],
                        struct zm_report *report)
{
    struct selection selection;
    struct ifaddrs *all, *best = NULL;
    bool good = read_selection(&selection, text);
    if (getifaddrs(&all) != 0)
        all = NULL;
    for (struct ifaddrs *each = all; good && each; each = each->ifa_next)
        if (is_selected(&selection, each) && is_better(each, best, ipv6))
            best = each;
    int error = MPI_SUCCESS;
    if (!best || !write_address(best->ifa_addr, address)) {
        char list[700];
        describe(all, list, sizeof list);
        error = zm_fail(report, MPI_ERR_OTHER,
                        "ZEROMPI_INTERFACE=%.100s: expected the name or address of an interface of "
                        "this host, or network/bits that it is in; there are %s",
                        text, list);
    }
    if (selection.network)
        freeaddrinfo(selection.network);
    if (all)
        freeifaddrs(all);
    return error;
}
