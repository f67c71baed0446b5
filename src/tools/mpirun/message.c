/* SPDX-License-Identifier: BSL-1.0 */
/* Messages and memory: see message.h. */
#include "message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

size_t zm_message_format(char *out, const char *format, va_list arguments)
{
    size_t length = snprintf(out, ZM_MESSAGE_MAX / 2, "%s: ", program_invocation_short_name);
    length = length < ZM_MESSAGE_MAX / 2 ? length : ZM_MESSAGE_MAX / 2 - 1;
    int more = vsnprintf(out + length, ZM_MESSAGE_MAX - 1 - length, format, arguments);

    length += more > 0 ? (size_t)more : 0;
    length = length < ZM_MESSAGE_MAX - 2 ? length : ZM_MESSAGE_MAX - 2;
    out[length++] = '\n';
    out[length] = '\0';
    return length;
}

void zm_message_clean(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = '?';
}

void zm_complain(const char *format, ...)
{
    char text[ZM_MESSAGE_MAX];
    va_list arguments;

    va_start(arguments, format);
    size_t length = zm_message_format(text, format, arguments);
    va_end(arguments);
    /* Nothing can be done for people who do not listen. */
    ssize_t written = write(STDERR_FILENO, text, length);
    (void)written;
}

void *zm_allocate(size_t size)
{
    void *memory = calloc(1, size ? size : 1);

    if (!memory) {
        zm_complain("no memory left");
        _exit(1);
    }
    return memory;
}

char *zm_print(const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        zm_complain("no memory left");
        _exit(1);
    }
    return text;
}
