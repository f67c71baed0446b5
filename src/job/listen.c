/* SPDX-License-Identifier: BSL-1.0 */
/* Where this rank listens: at the address that it was given, or at one by which the others are
 * likely to reach it. That is, if rank 0 is to be found at one place, where this host has to leave
 * from to get there. */
#include <errno.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/clock.h"
#include "job/address.h"
#include "job/interface.h"
#include "job/internal.h"

#define LIST_MAX 280 /* bytes of what is said of where rank 0 listens */

/* Each link takes a few file descriptors, and the usual limit is low. */
static void raise_descriptor_limit(int ranks)
{
    struct rlimit limit;
    rlim_t wanted = 256 + 6 * (rlim_t)ranks;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Ends the job since this rank has no place in it; others are told as far as they are known, and
 * with the secret, or they would not listen. */
static noreturn void give_up(struct zm_job *job, const char *reason)
{
    bool in_use;
    const unsigned char *secret; /* NULL if that is what is wrong */
    zm_security_choose(&job->settings.security, "tcp://", &secret, job->report);
    char **own = &job->settings.addresses[job->rank];
    free(*own);
    *own = NULL; /* not ours to clean up */
    job->network = zm_zmq_open(NULL, job->size, secret, &in_use, job->report);
    zm_job_abort(job, MPI_ERR_OTHER, reason);
}

/* Learns the job's secret from the launcher that says where rank 0 is, unless the user has given
 * one. A rank that joins again remembers it. */
static void learn_secret(struct zm_job *job)
{
    struct zm_security *security = &job->settings.security;
    if (job->entrusted.known && !security->known) {
        memcpy(security->secret, job->entrusted.secret, sizeof security->secret);
        security->known = true;
    }
    if (job->settings.search != ZM_BY_LAUNCHER || security->known)
        return;
    char *text = zm_control_await(&job->control, "secret", job->deadline);
    if (!text || !zm_security_parse(security, text))
        give_up(job, text ? "MPI_Init: the secret that mpirun has told is none"
                          : "MPI_Init: mpirun did not tell the job's secret");
    explicit_bzero(text, strlen(text));
    free(text);
    job->entrusted = *security;
}

/* The secret to protect what comes to `endpoint` with; NULL: none. */
static const unsigned char *protect(struct zm_job *job, const char *endpoint)
{
    const struct zm_security *security = &job->settings.security;
    const unsigned char *secret;
    if (zm_security_choose(security, endpoint, &secret, job->report) != MPI_SUCCESS) {
        char why[ZM_EXPLANATION_MAX];
        snprintf(why, sizeof why, "%s", job->report->why);
        give_up(job, why);
    }
    return secret;
}

/* Says once in a job if anybody may take part. */
static void warn(const struct zm_job *job)
{
    char *endpoint = zm_zmq_endpoint(job->network);
    if (endpoint && job->rank == 0 && zm_security_is_open(&job->settings.security, endpoint))
        zm_say(job->report,
               "messages are not encrypted, and whoever reaches %s can send some: expected "
               "ZEROMPI_SECRET_FILE, or ZEROMPI_SECURITY=none where the network is to be trusted",
               endpoint);
    free(endpoint);
}

static noreturn void give_up_at(struct zm_job *job, const char *address)
{
    char reason[ZM_EXPLANATION_MAX];
    snprintf(reason, sizeof reason, "%.80s: the address of this rank, %.200s: %.600s",
             job->settings.origin, address, job->report->why);
    give_up(job, reason);
}

/* Binds to the normalized address `address`. False: somebody else has it. */
static bool listen_at(struct zm_job *job, const char *address)
{
    bool in_use = false;
    char *endpoint = zm_address_bindable(address, job->report);
    if (endpoint)
        job->network =
            zm_zmq_open(endpoint, job->size, protect(job, endpoint), &in_use, job->report);
    free(endpoint);
    if (!job->network && !in_use)
        give_up_at(job, address);
    return job->network;
}

static void set_address(struct zm_job *job, int rank, char *address)
{
    if (!address)
        zm_job_abort(job, MPI_ERR_NO_MEM, "MPI_Init: no memory for an address");
    free(job->settings.addresses[rank]);
    job->settings.addresses[rank] = address;
}

/* Binds to any free port at `host`; "*": at all addresses. */
static void listen_at_host(struct zm_job *job, const char *host)
{
    bool in_use;
    char endpoint[ZM_HOST_MAX + 16], reason[ZM_EXPLANATION_MAX];
    snprintf(endpoint, sizeof endpoint, "tcp://%s:*", host);
    job->network = zm_zmq_open(endpoint, job->size, protect(job, endpoint), &in_use, job->report);
    if (job->network)
        return;
    snprintf(reason, sizeof reason, "MPI_Init: no address for this rank: %.800s", job->report->why);
    give_up(job, reason);
}

/* The address that ZEROMPI_INTERFACE selects. */
static void select_interface(struct zm_job *job, bool ipv6, char host[ZM_HOST_MAX])
{
    if (zm_interface_select(job->settings.interface, ipv6, host, job->report) == MPI_SUCCESS)
        return;
    char reason[ZM_EXPLANATION_MAX];
    memcpy(reason, job->report->why, sizeof reason);
    give_up(job, reason);
}

static bool is_ipv6(const char *endpoint)
{
    return strncmp(endpoint, "tcp://[", 7) == 0;
}

/* ---- Names ---- */

/* Resolves where rank 0 may be found. A name may become known only after its host is up. */
static void resolve_root(struct zm_job *job, char **root)
{
    const struct zm_settings *settings = &job->settings;
    const struct timespec moment = {.tv_nsec = 200 * ZM_MILLISECOND};
    int64_t start = zm_now();
    bool said = false;
    char *resolved, reason[ZM_EXPLANATION_MAX];
    while (!(resolved = zm_address_resolve(*root, job->report)) && zm_now() < job->deadline) {
        if (!said && zm_now() - start > ZM_SECOND) {
            zm_say(job->report, "%s: %s: trying again for %g s (ZEROMPI_TIMEOUT)", settings->origin,
                   job->report->why, settings->timeout);
            said = true;
        }
        nanosleep(&moment, NULL);
    }
    if (!resolved) {
        snprintf(reason, sizeof reason, "%.80s: %.800s", settings->origin, job->report->why);
        give_up(job, reason);
    }
    free(*root);
    *root = resolved;
}

/* Through PMI rank 0 tells the others the list of places where it listens. */
static void share(struct zm_job *job, char list[LIST_MAX])
{
    if (zm_pmi_share(&job->pmi, job->rank == 0, list, LIST_MAX, job->deadline, job->report) ==
        MPI_SUCCESS)
        return;
    char reason[ZM_EXPLANATION_MAX];
    snprintf(reason, sizeof reason, "MPI_Init: %.900s", job->report->why);
    zm_job_abort(job, MPI_ERR_OTHER, reason);
}

/* ---- Rank 0 ---- */

static void listen_as_root(struct zm_job *job)
{
    struct zm_settings *settings = &job->settings;
    char *name = NULL;
    for (int i = 0; i < settings->root_count; i++) {
        free(name);
        name = strdup(settings->roots[i]); /* what is to be bound may not be what it stands for */
        resolve_root(job, &settings->roots[i]);
        if (!name || !listen_at(job, name))
            continue;
        set_address(job, 0, name);
        return;
    }
    free(name);
    give_up_at(job, settings->roots[settings->root_count - 1]);
}

/* Binds to a free port, and says where that is, at whatever addresses others may reach it by. */
static void listen_and_tell(struct zm_job *job)
{
    char hosts[ZM_HOSTS_MAX][ZM_HOST_MAX], list[LIST_MAX] = "", line[LIST_MAX + 16];
    size_t length = 0;
    int count = 1;
    if (job->settings.interface)
        select_interface(job, false, hosts[0]);
    else
        count = zm_interface_list(hosts);
    listen_at_host(job, job->settings.interface ? hosts[0] : "*");
    char *bound = zm_zmq_endpoint(job->network);
    for (int i = 0; bound && i < count; i++) {
        const char *port = strrchr(bound, ':');
        if (length + strlen(hosts[i]) + strlen(port) + sizeof "tcp://," < sizeof list)
            length +=
                (size_t)sprintf(list + length, "%stcp://%s%s", length ? "," : "", hosts[i], port);
    }
    set_address(job, 0,
                bound ? zm_address_join(job->settings.interface ? hosts[0] : "*", bound) : NULL);
    free(bound);
    if (job->settings.search == ZM_BY_PMI)
        share(job, list);
    else {
        snprintf(line, sizeof line, "root %s\n", list);
        zm_control_tell(&job->control, line);
    }
}

/* ---- The others ---- */

/* Learns from the launcher where rank 0 listens. */
static void ask_launcher(struct zm_job *job)
{
    struct zm_settings *settings = &job->settings;
    char reason[ZM_EXPLANATION_MAX], shared[LIST_MAX] = "", *rest = NULL, *list;
    if (settings->search == ZM_BY_PMI) {
        share(job, shared);
        list = strdup(shared);
    } else
        list = zm_control_await(&job->control, "root", job->deadline);
    if (!list) {
        snprintf(reason, sizeof reason,
                 "MPI_Init: rank 0 did not come within %g s (ZEROMPI_TIMEOUT): mpirun did not say "
                 "where it is",
                 settings->timeout);
        give_up(job, reason);
    }
    for (char *each = strtok_r(list, ",", &rest); each && settings->root_count < ZM_ROOTS_MAX;
         each = strtok_r(NULL, ",", &rest)) {
        char *root = zm_address_normalize(each, job->report);
        if (root && zm_address_is_tcp(root))
            settings->roots[settings->root_count++] = root;
        else
            free(root);
    }
    free(list);
    if (settings->root_count == 0)
        give_up(job, "MPI_Init: what the launcher says of where rank 0 is cannot be understood");
}

/* The address to listen at: that by which all places where rank 0 may be are reached, if it is one,
 * else any. */
static void choose_host(struct zm_job *job, char host[ZM_HOST_MAX])
{
    const struct zm_settings *settings = &job->settings;
    bool any = false;
    host[0] = '\0';
    for (int i = 0; i < settings->root_count; i++) {
        char way[ZM_HOST_MAX];
        if (!zm_interface_toward(settings->roots[i], way))
            continue;
        any = any || (host[0] && strcmp(host, way) != 0);
        strcpy(host, way);
    }
    if (any || !host[0])
        strcpy(host, "*");
}

/* Resolves all places where rank 0 may be found; a name that several have, only once. */
static void resolve_roots(struct zm_job *job)
{
    char **roots = job->settings.roots, *name = NULL;
    for (int i = 0; i < job->settings.root_count; i++) {
        size_t length = (size_t)(strrchr(roots[i], ':') - roots[i]);
        if (name && strlen(name) == length && strncmp(name, roots[i], length) == 0) {
            char host[ZM_HOST_MAX];
            const char *before = roots[i - 1] + strlen("tcp://");
            snprintf(host, sizeof host, "%.*s", (int)(strrchr(before, ':') - before), before);
            char *resolved = zm_address_join(host, roots[i]);
            if (!resolved)
                zm_job_abort(job, MPI_ERR_NO_MEM, "MPI_Init: no memory for an address");
            free(roots[i]);
            roots[i] = resolved;
            continue;
        }
        free(name);
        name = strndup(roots[i], length);
        job->beside_root = zm_address_is_own_name(roots[i]);
        resolve_root(job, &roots[i]);
    }
    free(name);
}

static void listen_for_root(struct zm_job *job)
{
    struct zm_settings *settings = &job->settings;
    char host[ZM_HOST_MAX];
    if (settings->search != ZM_BY_ROOT)
        ask_launcher(job);
    resolve_roots(job);
    if (settings->interface) {
        select_interface(job, is_ipv6(settings->roots[0]), host);
        job->beside_root = false;
    } else if (job->beside_root)
        strcpy(host, "*");
    else
        choose_host(job, host);
    listen_at_host(job, host);
}

static bool is_any(const char *bound)
{
    return strncmp(bound, "tcp://0.0.0.0:", 14) == 0 || strncmp(bound, "tcp://[::]:", 11) == 0;
}

/* A rank that listens at one address is to be reached there only, whichever would be chosen now:
 * addresses come and go, those of IPv6 a second or two after their interface. */
char *zm_listen_name(struct zm_job *job, const char *root)
{
    char *bound = zm_zmq_endpoint(job->network), host[ZM_HOST_MAX] = "*";
    if (!bound || !is_any(bound))
        return bound;
    bool known = job->beside_root || zm_interface_toward(root, host);
    char *name = known ? zm_address_join(host, bound) : NULL;
    free(bound);
    return name;
}

void zm_listen(struct zm_job *job)
{
    const struct zm_settings *settings = &job->settings;
    const char *own = settings->addresses[job->rank];
    raise_descriptor_limit(job->size);
    learn_secret(job);
    if (own) {
        if (!listen_at(job, own))
            give_up_at(job, own);
    } else if (job->rank != 0)
        listen_for_root(job);
    else if (settings->search != ZM_BY_ROOT)
        listen_and_tell(job);
    else
        listen_as_root(job);
    warn(job);
}
