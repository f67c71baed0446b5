/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of the control channel, with a launcher that is the test itself. */
#include "job/control.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit.h"

static struct zm_control control;
static int launcher;

static void open_channel(void)
{
    int ends[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    launcher = ends[0];
    zm_control_open(&control, ends[1]);
}

static void close_channel(void)
{
    zm_control_close(&control);
    close(launcher);
}

static void say(const char *text)
{
    ck_assert_int_eq(write(launcher, text, strlen(text)), (ssize_t)strlen(text));
    ck_assert(zm_control_read(&control));
}

/* Takes the line with `word`, which must be there. */
static void is_kept(const char *word, const char *expected)
{
    char *rest = zm_control_await(&control, word, ZM_NEVER);
    ck_assert_str_eq(rest, expected);
    free(rest);
}

static void is_missing(const char *word)
{
    ck_assert_ptr_null(zm_control_await(&control, word, zm_now()));
}

START_TEST(lines_in_any_pieces)
{
    open_channel();
    say("root tcp://a:");
    is_missing("root");
    say("1\nsecret 00ff\nsec");
    is_kept("secret", "00ff");
    is_kept("root", "tcp://a:1");
    is_missing("root");
    say("ret\nrooted x\nroot\n");
    is_kept("secret", "");
    is_kept("root", "");
    is_missing("root");
    close_channel();
}
END_TEST

START_TEST(longest_lines)
{
    static char line[ZM_CONTROL_LINE_MAX + 2];
    open_channel();
    memset(line, 'x', sizeof line - 1);
    memcpy(line, "root ", 5);
    line[ZM_CONTROL_LINE_MAX - 1] = '\n'; /* just fits */
    line[ZM_CONTROL_LINE_MAX] = '\0';
    say(line);
    char *rest = zm_control_await(&control, "root", ZM_NEVER);
    ck_assert_uint_eq(strlen(rest), ZM_CONTROL_LINE_MAX - 6);
    free(rest);
    line[ZM_CONTROL_LINE_MAX - 1] = 'x';
    line[ZM_CONTROL_LINE_MAX] = '\n';
    say(line);
    is_missing("root");
    say("root short\n");
    is_kept("root", "short");
    close_channel();
}
END_TEST

START_TEST(oldest_are_forgotten)
{
    open_channel();
    say("root early\n");
    for (int i = 0; i < ZM_CONTROL_KEPT; i++)
        say("noise\n");
    is_missing("root");
    for (int i = 0; i < ZM_CONTROL_KEPT; i++)
        is_kept("noise", "");
    is_missing("noise");
    close_channel();
}
END_TEST

static void hear(void *owner, const char *rest)
{
    strcat(strcat(owner, rest), ";");
}

START_TEST(listeners)
{
    char first[50] = "", second[50] = "";
    open_channel();
    zm_control_listen(&control, "report", hear, first);
    zm_control_listen(&control, "other", hear, second);
    say("report\nother a b\nroot c\nreport d\n");
    ck_assert_str_eq(first, ";d;");
    ck_assert_str_eq(second, "a b;");
    is_kept("root", "c");
    close_channel();
}
END_TEST

static void *speak_later(void *unused)
{
    (void)unused;
    say("other\nroot late\n");
    return NULL;
}

START_TEST(waiting)
{
    pthread_t speaker;
    open_channel();
    ck_assert_int_eq(pthread_create(&speaker, NULL, speak_later, NULL), 0);
    is_kept("root", "late");
    pthread_join(speaker, NULL);
    int64_t before = zm_now();
    ck_assert_ptr_null(zm_control_await(&control, "root", before + 20 * ZM_MILLISECOND));
    ck_assert_int_ge(zm_now() - before, 20 * ZM_MILLISECOND);
    close_channel();
}
END_TEST

START_TEST(telling)
{
    char text[20] = "";
    open_channel();
    zm_control_tell(&control, "init\n");
    ck_assert_int_eq(read(launcher, text, sizeof text - 1), 5);
    ck_assert_str_eq(text, "init\n");
    close(launcher);
    zm_control_tell(&control, "finalize\n"); /* nobody is there, and no signal comes */
    ck_assert(!zm_control_read(&control));
    zm_control_close(&control);
    zm_control_open(&control, -1);
    ck_assert(!zm_control_is_open(&control));
    zm_control_tell(&control, "init\n");
    zm_control_close(&control);
}
END_TEST

UNIT_MAIN("control", lines_in_any_pieces, longest_lines, oldest_are_forgotten, listeners, waiting,
          telling)
