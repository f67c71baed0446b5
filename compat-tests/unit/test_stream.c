/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of streams: two ranks that talk over connections which lose things. */
#include "transport/stream.h"

#include <string.h>

#include "base/clock.h"
#include "unit.h"

enum { FRAMES = 3000, LINE = 4096 };

/* What is on its way, as bytes of headers; frames have no payload but the number in `length`. */
struct line {
    struct zm_header frames[LINE];
    unsigned first, last;
};

struct end {
    struct zm_stream stream;
    struct line *out;
    uint64_t sent, received; /* frames with a number, of what the test wants to say */
};

static unsigned loss; /* in how many steps of a thousand a connection breaks */

static void put(struct end *end, const struct zm_header *header)
{
    if (end->out->last - end->out->first < LINE)
        end->out->frames[end->out->last++ % LINE] = *header;
}

static void say(struct end *end, int kind, int flags, uint8_t attempt)
{
    struct zm_header header = {.kind = (uint8_t)kind,
                               .flags = (uint8_t)flags,
                               .attempt = attempt,
                               .sequence = end->stream.next};
    zm_stream_acknowledge(&end->stream, &header);
    put(end, &header);
}

static void send_next(struct end *end)
{
    struct zm_header header = {.kind = ZM_EAGER, .length = end->sent};
    zmq_msg_t head;
    ck_assert(zm_stream_number(&end->stream, &header));
    zm_stream_acknowledge(&end->stream, &header);
    zmq_msg_init_size(&head, ZM_HEADER_SIZE);
    zm_header_encode(&header, zmq_msg_data(&head));
    zm_stream_keep(&end->stream, &head, NULL);
    zmq_msg_close(&head);
    put(end, &header);
    end->sent++;
}

static void resume(struct end *end)
{
    end->stream.attempt++;
    for (uint32_t i = end->stream.oldest; i != end->stream.next; i++) {
        struct zm_header header;
        unsigned char *wire = zmq_msg_data(&zm_stream_kept(&end->stream, i)->head);
        zm_stream_renew(&end->stream, wire);
        ck_assert(zm_header_decode(&header, wire, ZM_HEADER_SIZE));
        put(end, &header);
    }
}

static void receive(struct end *end, struct line *in)
{
    if (in->first == in->last)
        return;
    struct zm_header header = in->frames[in->first++ % LINE];
    zm_stream_settle(&end->stream, header.expected);
    if (header.kind == ZM_RECEIPT && header.flags & ZM_MISSING &&
        zm_stream_must_resume(&end->stream, &header))
        resume(end);
    if (header.kind == ZM_PROBE)
        say(end, ZM_RECEIPT, zm_stream_lacks(&end->stream, &header) ? ZM_MISSING : 0,
            end->stream.heard);
    if (!(header.flags & ZM_NUMBERED))
        return;
    enum zm_arrival arrival = zm_stream_arrive(&end->stream, &header, 0);
    if (arrival == ZM_TAKE || arrival == ZM_TAKE_AND_SAY)
        ck_assert_uint_eq(header.length, end->received++);
    if (arrival == ZM_TAKE_AND_SAY || arrival == ZM_COMPLAIN)
        say(end, ZM_RECEIPT, arrival == ZM_COMPLAIN ? ZM_MISSING : 0, end->stream.heard);
}

static void tend(struct end *end, int64_t now)
{
    int64_t due = ZM_NEVER;
    int kind = zm_stream_tend(&end->stream, now, &due);
    if (kind)
        say(end, kind, 0, kind == ZM_PROBE ? end->stream.attempt : end->stream.heard);
    ck_assert(due > now);
    ck_assert(kind || due != ZM_NEVER || !zm_stream_needs_tending(&end->stream));
}

/* Both say what they have to say, in any order, until it has come. */
static void talk(uint64_t one, uint64_t other)
{
    static struct line lines[2];
    struct end a = {.out = &lines[0]}, b = {.out = &lines[1]};
    int64_t now = 1;
    memset(lines, 0, sizeof lines);
    a.stream.next = a.stream.oldest = b.stream.expected =
        UINT32_MAX - 100; /* numbers wrap around */
    for (long step = 0; step < 100L * FRAMES; step++, now += ZM_MILLISECOND) {
        if (a.sent < one && unit_random() % 2)
            send_next(&a);
        if (b.sent < other && unit_random() % 3 == 0)
            send_next(&b);
        if (unit_random() % 1000 < loss) { /* all that is on its way is gone */
            struct line *line = &lines[unit_random() % 2];
            line->last = line->first;
        }
        for (unsigned i = unit_random() % 4; i; i--) {
            receive(&a, &lines[1]);
            receive(&b, &lines[0]);
        }
        tend(&a, now);
        tend(&b, now);
        if (b.received == one && a.received == other && zm_stream_is_settled(&a.stream) &&
            zm_stream_is_settled(&b.stream))
            break;
    }
    ck_assert_uint_eq(b.received, one);
    ck_assert_uint_eq(a.received, other);
    ck_assert(zm_stream_is_settled(&a.stream) && zm_stream_is_settled(&b.stream));
    zm_stream_drop(&a.stream);
    zm_stream_drop(&b.stream);
}

START_TEST(calm)
{
    loss = 0;
    talk(FRAMES, FRAMES);
    talk(FRAMES, 0);
    talk(0, 1);
}
END_TEST

START_TEST(stormy)
{
    for (loss = 1; loss < 100; loss *= 3) {
        talk(FRAMES, FRAMES / 2);
        talk(0, FRAMES);
    }
}
END_TEST

/* Without an answer all is kept, and freed when the other rank is given up. */
START_TEST(silence)
{
    static struct line line;
    struct end end = {.out = &line};
    loss = 0;
    for (int i = 0; i < 1000; i++)
        send_next(&end);
    ck_assert(!zm_stream_is_settled(&end.stream));
    ck_assert_uint_eq(end.stream.next - end.stream.oldest, 1000);
    zm_stream_settle(&end.stream, end.stream.next + 1); /* which nobody can have received */
    ck_assert_uint_eq(end.stream.next - end.stream.oldest, 1000);
    zm_stream_settle(&end.stream, 10);
    ck_assert_uint_eq(end.stream.next - end.stream.oldest, 990);
    zm_stream_settle(&end.stream, 5); /* an old one */
    ck_assert_uint_eq(end.stream.next - end.stream.oldest, 990);
    zm_stream_drop(&end.stream);
    ck_assert(zm_stream_is_settled(&end.stream));
}
END_TEST

/* A frame that could not be sent leaves no gap. */
START_TEST(recall)
{
    struct zm_stream stream = {.next = 0};
    struct zm_header header = {.kind = ZM_EAGER};
    zmq_msg_t head;
    zmq_msg_init_size(&head, ZM_HEADER_SIZE);
    for (int i = 0; i < 100; i++) {
        ck_assert(zm_stream_number(&stream, &header));
        ck_assert_uint_eq(header.sequence, 0);
        zm_stream_keep(&stream, &head, NULL);
        zm_stream_recall(&stream);
    }
    ck_assert(zm_stream_is_settled(&stream));
    zmq_msg_close(&head);
    zm_stream_drop(&stream);
}
END_TEST

UNIT_MAIN("stream", calm, stormy, silence, recall)
