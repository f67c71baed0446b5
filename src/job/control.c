/* SPDX-License-Identifier: BSL-1.0 */
/* The control channel to the launcher. */
#include "job/control.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

void zm_control_open(struct zm_control *control, int fd)
{
    *control = (struct zm_control){.fd = fd};
    pthread_mutex_init(&control->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&control->came, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (fd >= 0)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void zm_control_close(struct zm_control *control)
{
    if (control->fd >= 0)
        close(control->fd);
    control->fd = -1;
    for (int i = 0; i < ZM_CONTROL_KEPT; i++)
        free(control->kept[i]);
    pthread_cond_destroy(&control->came);
    pthread_mutex_destroy(&control->lock);
}

void zm_control_tell(const struct zm_control *control, const char *line)
{
    if (control->fd >= 0) {
        ssize_t n = send(control->fd, line, strlen(line), MSG_NOSIGNAL);
        (void)n; /* without a launcher nobody needs to know */
    }
}

/* What comes after `word` and a blank in `line`; NULL if it begins with another word. */
static const char *after_word(const char *line, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(line, word, length) != 0 || (line[length] != ' ' && line[length] != '\0'))
        return NULL;
    return line + length + (line[length] == ' ');
}

void zm_control_listen(struct zm_control *control, const char *word,
                       void (*hear)(void *owner, const char *rest), void *owner)
{
    for (int i = 0; i < ZM_CONTROL_LISTENERS; i++)
        if (!control->listeners[i].word) {
            control->listeners[i].word = word;
            control->listeners[i].hear = hear;
            control->listeners[i].owner = owner;
            return;
        }
}

/* Takes the kept line `i` out of those. */
static char *remove_kept(struct zm_control *control, int i)
{
    char *line = control->kept[i];
    memmove(&control->kept[i], &control->kept[i + 1],
            (size_t)(ZM_CONTROL_KEPT - 1 - i) * sizeof line);
    control->kept[ZM_CONTROL_KEPT - 1] = NULL;
    return line;
}

/* Where more lines come that nobody waits for than are kept, the oldest is forgotten. */
static void keep(struct zm_control *control, const char *line)
{
    pthread_mutex_lock(&control->lock);
    int i = 0;
    while (i < ZM_CONTROL_KEPT && control->kept[i])
        i++;
    if (i == ZM_CONTROL_KEPT) {
        free(remove_kept(control, 0));
        i--;
    }
    control->kept[i] = strdup(line);
    pthread_cond_broadcast(&control->came);
    pthread_mutex_unlock(&control->lock);
}

/* Takes the first kept line with `word`; returns what comes after the word, or NULL. */
static char *take(struct zm_control *control, const char *word)
{
    for (int i = 0; i < ZM_CONTROL_KEPT && control->kept[i]; i++) {
        const char *rest = after_word(control->kept[i], word);
        if (rest) {
            char *line = remove_kept(control, i);
            memmove(line, rest, strlen(rest) + 1);
            return line;
        }
    }
    return NULL;
}

char *zm_control_await(struct zm_control *control, const char *word, int64_t deadline)
{
    struct timespec until = {.tv_sec = deadline / ZM_SECOND, .tv_nsec = deadline % ZM_SECOND};
    char *rest;
    int late = 0;
    pthread_mutex_lock(&control->lock);
    while (!(rest = take(control, word)) && late != ETIMEDOUT)
        if (deadline == ZM_NEVER)
            pthread_cond_wait(&control->came, &control->lock);
        else
            late = pthread_cond_timedwait(&control->came, &control->lock, &until);
    pthread_mutex_unlock(&control->lock);
    return rest;
}

static void hand_out(struct zm_control *control, const char *line)
{
    for (int i = 0; i < ZM_CONTROL_LISTENERS && control->listeners[i].word; i++) {
        const char *rest = after_word(line, control->listeners[i].word);
        if (rest) {
            control->listeners[i].hear(control->listeners[i].owner, rest);
            return;
        }
    }
    keep(control, line);
}

static void take_byte(struct zm_control *control, char byte)
{
    if (byte == '\n') {
        control->line[control->length] = '\0';
        if (!control->skipping)
            hand_out(control, control->line);
        control->length = 0;
        control->skipping = false;
    } else if (control->length < sizeof control->line - 1)
        control->line[control->length++] = byte;
    else
        control->skipping = true;
}

bool zm_control_read(struct zm_control *control)
{
    char bytes[ZM_CONTROL_LINE_MAX];
    ssize_t n;
    while ((n = recv(control->fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
        for (ssize_t i = 0; i < n; i++)
            take_byte(control, bytes[i]);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}
