/* SPDX-License-Identifier: BSL-1.0 */
/* Where output goes: see sink.h. */
#include "sink.h"

#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CAPACITY = 256 * 1024,
    RESERVE = 8 * 1024 /* for messages and for ends of lines */
};

/* Standard output is shared with others, who may not expect it to be non-blocking. So open pipes
 * and terminals anew. */
static int open_patiently(int fd)
{
    struct stat status;
    char path[32];

    if (fstat(fd, &status) != 0 || !(S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)))
        return -1;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void zm_sink_init(struct zm_sink *sink, int fd, bool separate)
{
    int patient = open_patiently(fd);

    *sink = (struct zm_sink){.fd = patient < 0 ? fd : patient,
                             .owned = patient >= 0,
                             .patient = patient >= 0,
                             .terminal = isatty(fd),
                             .separate = separate || isatty(fd)};
    zm_queue_init(&sink->queue, CAPACITY);
}

/* Make the folders that the file is to be in. Failures show when the file is opened. */
static void make_folders(const char *path)
{
    char *folder = zm_print("%s", path);

    for (char *slash = folder + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(folder, 0777);
        *slash = '/';
    }
    free(folder);
}

int zm_sink_open(struct zm_sink *sink, const char *path)
{
    make_folders(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (fd < 0) {
        zm_complain("cannot write %s: %s", path, strerror(errno));
        return -1;
    }
    *sink = (struct zm_sink){.fd = fd, .owned = true, .patient = true};
    zm_queue_init(&sink->queue, CAPACITY);
    return 0;
}

void zm_sink_fini(struct zm_sink *sink)
{
    if (sink->owned)
        close(sink->fd);
    zm_queue_fini(&sink->queue);
}

size_t zm_sink_room(const struct zm_sink *sink)
{
    size_t room = zm_queue_room(&sink->queue);

    if (sink->error)
        return SIZE_MAX;
    return room > RESERVE ? room - RESERVE : 0;
}

void zm_sink_put(struct zm_sink *sink, const void *writer, const char *data, size_t length)
{
    if (sink->error || !length)
        return;
    if (sink->separate && sink->midway && sink->midway != writer &&
        zm_queue_room(&sink->queue) > length)
        zm_queue_put(&sink->queue, "\n", 1);
    zm_queue_put(&sink->queue, data, length);
    sink->midway = data[length - 1] == '\n' ? NULL : writer;
}

void zm_sink_say(struct zm_sink *sink, const char *text, size_t length)
{
    if (sink->error || zm_queue_room(&sink->queue) < length + 1)
        return;
    if (sink->midway)
        zm_queue_put(&sink->queue, "\n", 1);
    zm_queue_put(&sink->queue, text, length);
    sink->midway = NULL;
}

bool zm_sink_busy(const struct zm_sink *sink)
{
    return !sink->error && zm_queue_length(&sink->queue) > 0;
}

void zm_sink_write(struct zm_sink *sink)
{
    size_t length = zm_queue_length(&sink->queue);
    const char *data = zm_queue_first(&sink->queue);

    /* A pipe that poll() finds writable takes PIPE_BUF bytes without blocking; so, near enough,
     * does the rest. */
    ssize_t written = send(sink->fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written < 0 && errno == ENOTSOCK)
        written = write(sink->fd, data, sink->patient || length < PIPE_BUF ? length : PIPE_BUF);

    if (written > 0)
        zm_queue_drop(&sink->queue, written);
    else if (written < 0 && errno != EAGAIN && errno != EINTR)
        sink->error = errno;
}
