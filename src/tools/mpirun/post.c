/* SPDX-License-Identifier: BSL-1.0 */
/* The ranks of an agent's host: see post.h. */
#include "post.h"

#include "descendants.h"
#include "input.h"
#include "message.h"
#include "program.h"
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* ---- To the principal ---- */

static void send(struct zm_posts *posts, enum zm_letter_kind kind, const struct zm_post *post,
                 int number)
{
    zm_wire_send(posts->up,
                 &(struct zm_letter){.kind = kind, .rank = post->rank.number, .number = number});
}

static void send_line(void *owner, struct zm_rank *rank, char *line)
{
    struct zm_posts *posts = owner;

    zm_wire_send(posts->up,
                 &(struct zm_letter){
                     .kind = ZM_HEARD, .rank = rank->number, .data = line, .length = strlen(line)});
}

static void end_stream(struct zm_posts *posts, struct zm_post_stream *stream)
{
    struct zm_post *post = stream->post;

    if (stream->fd < 0)
        return;
    close(stream->fd);
    stream->fd = -1;
    zm_wire_send(posts->up, &(struct zm_letter){.kind = ZM_OUTPUT,
                                                .rank = post->rank.number,
                                                .stream = stream == &post->streams[1]});
}

/* Send what a stream holds now. Returns whether there may be more. */
static bool pass_on(struct zm_posts *posts, struct zm_post_stream *stream)
{
    char data[16 * 1024];
    size_t most = stream->window < sizeof data ? stream->window : sizeof data;

    if (stream->fd < 0 || !most || zm_wire_full(posts->up))
        return false;
    ssize_t length = read(stream->fd, data, most);
    if (length > 0) {
        stream->window -= length;
        zm_wire_send(posts->up, &(struct zm_letter){.kind = ZM_OUTPUT,
                                                    .rank = stream->post->rank.number,
                                                    .stream = stream == &stream->post->streams[1],
                                                    .data = data,
                                                    .length = length});
        return true;
    }
    if (length == 0 || (errno != EAGAIN && errno != EINTR))
        end_stream(posts, stream);
    return false;
}

/* ---- Starting ---- */

static struct zm_context *context_of(const struct zm_command *command, int rank)
{
    struct zm_context *context = command->contexts;

    while (rank >= context->nranks && context->next) {
        rank -= context->nranks;
        context = context->next;
    }
    return context;
}

/* Tell that a rank cannot be started. */
static void refuse(struct zm_posts *posts, struct zm_post *post, int status, const char *reason)
{
    char line[512];

    snprintf(line, sizeof line, ZM_UNSTARTED " %d %s", status, reason);
    send_line(posts, &post->rank, line);
    for (int i = 0; i < 2; i++)
        zm_wire_send(posts->up, &(struct zm_letter){
                                    .kind = ZM_OUTPUT, .rank = post->rank.number, .stream = i});
    send(posts, ZM_ENDED, post, status << 8);
}

/* A pipe for the rank's standard input: the end that is read, -1 for none, -2 with errno set. */
static int open_input(struct zm_post *post, bool wanted)
{
    int ends[2];

    if (!wanted)
        return -1;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -2;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    post->input = ends[1];
    return ends[0];
}

static void start(struct zm_posts *posts, struct zm_post *post, struct zm_spawn *how, bool wanted,
                  struct zm_guard *guard)
{
    struct zm_spawned spawned;
    int result = -1;

    how->input = open_input(post, wanted);
    if (how->input > -2)
        result = zm_spawn(&spawned, how);
    int error = errno;
    if (how->input >= 0)
        close(how->input);
    if (result != 0) {
        refuse(posts, post, 1, strerror(error));
        return;
    }
    zm_guard_add(guard, spawned.pid);
    post->rank.pid = spawned.pid;
    post->rank.control = spawned.control;
    post->rank.running = true;
    post->streams[0].fd = spawned.output;
    post->streams[1].fd = spawned.errors;
    posts->running++;
    send(posts, ZM_STARTED, post, (int)spawned.pid);
    if (spawned.errors < 0)
        zm_wire_send(posts->up, &(struct zm_letter){
                                    .kind = ZM_OUTPUT, .rank = post->rank.number, .stream = 1});
}

void zm_posts_start(struct zm_posts *posts, const struct zm_command *command, const char *job,
                    const struct zm_signals *signals, struct zm_wire *up, struct zm_guard *guard,
                    int status, const char *reason)
{
    const struct zm_host *host = &command->hosts.at[0];
    struct zm_input input;
    struct rlimit files = zm_spawn_raise_files(host->nranks);
    bool understood = zm_input_init(&input, command->input, command->nranks) == 0;

    *posts = (struct zm_posts){.up = up, .count = (size_t)host->nranks};
    posts->at = zm_allocate(posts->count * sizeof *posts->at);
    for (size_t i = 0; i < posts->count; i++) {
        struct zm_post *post = &posts->at[i];
        struct zm_context *context = context_of(command, host->ranks[i]);
        char why[256];
        int failure = status;

        *post = (struct zm_post){.all = posts, .input = -1};
        post->rank = (struct zm_rank){.number = host->ranks[i], .control = -1};
        for (int j = 0; j < 2; j++)
            post->streams[j] = (struct zm_post_stream){post, -1, ZM_WINDOW};
        snprintf(why, sizeof why, "%s", reason);
        if (!failure && !context->program)
            failure = zm_program_find(context, why, sizeof why);
        if (failure) {
            refuse(posts, post, failure, why);
            continue;
        }
        struct zm_spawn how = {.command = command,
                               .context = context,
                               .identity = {.rank = post->rank.number,
                                            .nranks = command->nranks,
                                            .local = (int)i,
                                            .nlocal = host->nranks,
                                            .job = job},
                               .terminal = command->away.terminal,
                               .signals = signals,
                               .files = files};
        start(posts, post, &how, understood && input.wanted[post->rank.number], guard);
    }
    if (understood)
        zm_input_fini(&input);
}

static void close_input(struct zm_post *post)
{
    if (post->input >= 0)
        close(post->input);
    post->input = -1;
}

void zm_posts_end(struct zm_posts *posts)
{
    for (size_t i = 0; i < posts->count; i++) {
        struct zm_post *post = &posts->at[i];

        close_input(post);
        zm_queue_fini(&post->held);
        if (post->rank.control >= 0)
            close(post->rank.control);
        for (int j = 0; j < 2; j++)
            if (post->streams[j].fd >= 0)
                close(post->streams[j].fd);
    }
    free(posts->at);
}

/* ---- Input ---- */

/* Give to the rank what its pipe takes, and tell when that was all. */
static void write_input(struct zm_posts *posts, struct zm_post *post)
{
    ssize_t length = write(post->input, zm_queue_first(&post->held), zm_queue_length(&post->held));

    if (length > 0)
        zm_queue_drop(&post->held, length);
    else if (errno == EAGAIN || errno == EINTR)
        return;
    else
        close_input(post);
    if (post->input < 0 || !zm_queue_length(&post->held))
        send(posts, ZM_FED, post, post->input < 0);
}

static void take_input(struct zm_posts *posts, struct zm_post *post, const struct zm_letter *letter)
{
    if (post->input >= 0 && letter->length && zm_queue_reserve(&post->held, letter->length)) {
        zm_queue_put(&post->held, letter->data, letter->length);
        write_input(posts, post);
    } else {
        close_input(post);
        if (letter->length)
            send(posts, ZM_FED, post, 1);
    }
}

/* ---- Serving ---- */

void zm_posts_obey(struct zm_posts *posts, const struct zm_letter *letter)
{
    struct zm_post *post = NULL;
    char line[ZM_LINE_OF_RANK];

    for (size_t i = 0; i < posts->count && !post; i++)
        if (posts->at[i].rank.number == letter->rank)
            post = &posts->at[i];
    if (!post)
        return;
    switch (letter->kind) {
    case ZM_TELL:
        snprintf(line, sizeof line, "%.*s", (int)letter->length, letter->data);
        zm_rank_tell(&post->rank, line);
        break;
    case ZM_INPUT:
        take_input(posts, post, letter);
        break;
    case ZM_TAKEN:
        if (letter->number > 0 &&
            (size_t)letter->number <= ZM_WINDOW - post->streams[letter->stream].window)
            post->streams[letter->stream].window += letter->number;
        break;
    default:
        end_stream(posts, &post->streams[letter->stream]);
    }
}

static void serve_control(void *owner, void *subject)
{
    struct zm_post *post = subject;

    (void)owner;
    zm_rank_listen(&post->rank, send_line, post->all);
}

static void serve_stream(void *owner, void *subject)
{
    struct zm_post_stream *stream = subject;

    (void)owner;
    pass_on(stream->post->all, stream);
}

static void serve_input(void *owner, void *subject)
{
    struct zm_post *post = subject;

    (void)owner;
    write_input(post->all, post);
}

void zm_posts_watch(struct zm_posts *posts, struct zm_watch *watch)
{
    bool room = !zm_wire_full(posts->up);

    for (size_t i = 0; i < posts->count; i++) {
        struct zm_post *post = &posts->at[i];

        if (post->rank.control >= 0 && room)
            zm_watch_add(watch, post->rank.control, POLLIN, serve_control, post);
        for (int j = 0; j < 2; j++)
            if (post->streams[j].fd >= 0 && post->streams[j].window && room)
                zm_watch_add(watch, post->streams[j].fd, POLLIN, serve_stream, &post->streams[j]);
        if (post->input >= 0 && zm_queue_length(&post->held))
            zm_watch_add(watch, post->input, POLLOUT, serve_input, post);
    }
}

void zm_posts_signal(struct zm_posts *posts, int signal)
{
    for (size_t i = 0; i < posts->count; i++)
        if (posts->at[i].rank.running)
            zm_descendants_signal_group(posts->at[i].rank.pid, signal);
}

bool zm_posts_reap(struct zm_posts *posts, pid_t pid, int status)
{
    for (size_t i = 0; i < posts->count; i++) {
        struct zm_post *post = &posts->at[i];

        if (!post->rank.running || post->rank.pid != pid)
            continue;
        post->rank.running = false;
        posts->running--;
        zm_rank_listen(&post->rank, send_line, posts);
        for (int j = 0; j < 2; j++)
            while (pass_on(posts, &post->streams[j]))
                continue;
        close_input(post);
        send(posts, ZM_ENDED, post, status);
        return true;
    }
    return false;
}

bool zm_posts_done(const struct zm_posts *posts)
{
    for (size_t i = 0; i < posts->count; i++)
        if (posts->at[i].streams[0].fd >= 0 || posts->at[i].streams[1].fd >= 0)
            return false;
    return true;
}
