/* SPDX-License-Identifier: BSL-1.0 */
/* Standard input: see input.h. */
#include "input.h"

#include "message.h"
#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CAPACITY = 64 * 1024, RETRY = 300 };

/* Mark the ranks of "A" or "A-B". Returns 0, -1 if that makes no sense. */
static int mark_range(struct zm_input *input, const char *range)
{
    int first, last, end = 0;

    if (sscanf(range, "%d%n", &first, &end) != 1)
        return -1;
    last = first;
    if (range[end] == '-') {
        int more = 0;

        if (sscanf(range + end + 1, "%d%n", &last, &more) != 1)
            return -1;
        end += 1 + more;
    }
    if (range[end] || first < 0 || first > last || last >= input->nranks)
        return -1;
    for (int rank = first; rank <= last; rank++)
        input->wanted[rank] = true;
    return 0;
}

/* Mark the ranks that `who` names. Returns 0, -1 if that makes no sense. */
static int mark(struct zm_input *input, const char *who)
{
    struct zm_words ranges = {0};
    int result = 0;

    if (strcmp(who, "none") == 0)
        return 0;
    if (strcmp(who, "all") == 0) {
        memset(input->wanted, true, input->nranks);
        return 0;
    }
    zm_words_split(&ranges, who, ",", 0);
    for (size_t i = 0; i < ranges.count && result == 0; i++)
        result = mark_range(input, ranges.at[i]);
    if (!ranges.count)
        result = -1;
    zm_words_free(&ranges, 1);
    return result;
}

int zm_input_init(struct zm_input *input, const char *who, int nranks)
{
    int count = 0;

    *input =
        (struct zm_input){.wanted = zm_allocate(nranks * sizeof *input->wanted), .nranks = nranks};
    if (mark(input, who ? who : "0") != 0) {
        zm_complain("--stdin wants all, none, or ranks from 0 to %d, not '%s'", nranks - 1, who);
        free(input->wanted);
        return -1;
    }
    for (int rank = 0; rank < nranks; rank++)
        count += input->wanted[rank];
    input->terminal = isatty(STDIN_FILENO);
    input->inherited = count == 1 && !input->terminal;
    input->ended = count == 0 || input->inherited;
    input->pipes = zm_allocate(nranks * sizeof *input->pipes);
    for (int rank = 0; rank < nranks; rank++)
        input->pipes[rank] = -1;
    input->sent = zm_allocate(nranks * sizeof *input->sent);
    input->far = zm_allocate(nranks * sizeof *input->far);
    zm_queue_init(&input->held, CAPACITY);
    return 0;
}

static void close_pipe(struct zm_input *input, int rank)
{
    if (input->pipes[rank] >= 0)
        close(input->pipes[rank]);
    input->pipes[rank] = -1;
    if (input->far[rank].state == ZM_FAR_READY)
        input->far[rank].state = ZM_FAR_ENDING;
}

/* Does the rank still get what is read? */
static bool is_fed(const struct zm_input *input, int rank)
{
    return input->pipes[rank] >= 0 || input->far[rank].state == ZM_FAR_READY ||
           input->far[rank].state == ZM_FAR_WAITING;
}

void zm_input_fini(struct zm_input *input)
{
    for (int rank = 0; rank < input->nranks; rank++)
        close_pipe(input, rank);
    zm_queue_fini(&input->held);
    free(input->wanted);
    free(input->pipes);
    free(input->sent);
    free(input->far);
}

int zm_input_for(struct zm_input *input, int rank)
{
    int ends[2];

    if (!input->wanted[rank])
        return -1;
    if (input->inherited)
        return STDIN_FILENO;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        zm_complain("cannot make a pipe: %s", strerror(errno));
        return -2;
    }
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    input->pipes[rank] = ends[1];
    return ends[0];
}

void zm_input_started(struct zm_input *input)
{
    /* Whoever writes to the rank shall learn when the rank no longer reads. */
    if (input->inherited) {
        int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

        if (nothing >= 0) {
            dup2(nothing, STDIN_FILENO);
            close(nothing);
        }
    }
}

bool zm_input_wants(const struct zm_input *input, int *retry)
{
    if (input->ended || zm_queue_length(&input->held))
        return false;
    pid_t owner = input->terminal ? tcgetpgrp(STDIN_FILENO) : -1;
    if (owner == -1 || owner == getpgrp())
        return true;
    *retry = RETRY;
    return false;
}

/* Forget what every rank has got, and at the end of input, say so to those that have got it all. */
static void settle(struct zm_input *input)
{
    size_t length = zm_queue_length(&input->held), least = length;

    bool needed = false;

    for (int rank = 0; rank < input->nranks; rank++)
        if (is_fed(input, rank)) {
            least = input->sent[rank] < least ? input->sent[rank] : least;
            needed = true;
        }
    zm_queue_drop(&input->held, least);
    input->ended = input->ended || !needed;
    for (int rank = 0; rank < input->nranks; rank++) {
        input->sent[rank] -= is_fed(input, rank) ? least : 0;
        if (input->ended && input->sent[rank] == length - least)
            close_pipe(input, rank);
    }
}

void zm_input_read(struct zm_input *input)
{
    char *space = zm_queue_space(&input->held);
    ssize_t length = read(STDIN_FILENO, space, zm_queue_room(&input->held));

    if (length > 0)
        zm_queue_filled(&input->held, length);
    /* A terminal that has just been lost to another job gives EIO, and may come back. */
    else if (length == 0 ||
             (errno != EAGAIN && errno != EINTR && !(errno == EIO && input->terminal)))
        input->ended = true;
    settle(input);
}

int zm_input_pending(const struct zm_input *input, int rank)
{
    return input->sent[rank] < zm_queue_length(&input->held) ? input->pipes[rank] : -1;
}

void zm_input_write(struct zm_input *input, int rank)
{
    size_t sent = input->sent[rank];
    ssize_t length = write(input->pipes[rank], zm_queue_first(&input->held) + sent,
                           zm_queue_length(&input->held) - sent);

    if (length > 0)
        input->sent[rank] += length;
    else if (length < 0 && errno != EAGAIN && errno != EINTR)
        close_pipe(input, rank);
    settle(input);
}

void zm_input_set_far(struct zm_input *input, int rank)
{
    if (!input->wanted[rank])
        return;
    input->far[rank].state = ZM_FAR_READY;
    if (input->inherited)
        input->inherited = input->ended = false;
}

bool zm_input_far(struct zm_input *input, int rank, const char **data, size_t *length)
{
    struct zm_far_input *far = &input->far[rank];

    *data = NULL;
    *length = 0;
    if (far->state == ZM_FAR_ENDING) {
        far->state = ZM_FAR_ENDED;
        return true;
    }
    if (far->state != ZM_FAR_READY || input->sent[rank] == zm_queue_length(&input->held))
        return false;
    *data = zm_queue_first(&input->held) + input->sent[rank];
    *length = far->sent = zm_queue_length(&input->held) - input->sent[rank];
    far->state = ZM_FAR_WAITING;
    return true;
}

bool zm_input_fed(struct zm_input *input, int rank, bool more)
{
    struct zm_far_input *far = &input->far[rank];

    if (far->state != ZM_FAR_WAITING)
        return !more; /* it may close its input at any time */
    input->sent[rank] += far->sent;
    far->state = more ? ZM_FAR_READY : ZM_FAR_ENDED;
    settle(input);
    return true;
}

void zm_input_drop(struct zm_input *input, int rank)
{
    input->far[rank].state = ZM_FAR_ENDED;
    settle(input);
}
