/* SPDX-License-Identifier: BSL-1.0 */
/* Lines to people on standard error. */
#include "base/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void zm_report_init(struct zm_report *report)
{
    memset(report, 0, sizeof *report);
    if (gethostname(report->host, sizeof report->host - 1) != 0)
        snprintf(report->host, sizeof report->host, "an unnamed host");
}

/* What others sent may be part of a line; a terminal is not to be told to do anything by it. */
static void make_harmless(char *line, int length)
{
    for (int i = 0; i < length; i++)
        if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
            line[i] = '?';
}

void zm_say(const struct zm_report *report, const char *format, ...)
{
    char line[ZM_EXPLANATION_MAX + 512];
    int length;
    if (report->size > 0)
        length = snprintf(line, sizeof line, "zerompi: rank %d of %d on %s: ", report->rank,
                          report->size, report->host);
    else
        length = snprintf(line, sizeof line, "zerompi: ");
    va_list arguments;
    va_start(arguments, format);
    length += vsnprintf(line + length, sizeof line - length - 1, format, arguments);
    va_end(arguments);
    if ((size_t)length > sizeof line - 2)
        length = sizeof line - 2;
    make_harmless(line, length);
    line[length++] = '\n';
    for (int done = 0; done < length;) {
        ssize_t n = write(STDERR_FILENO, line + done, length - done);
        if (n > 0)
            done += (int)n;
        else if (n == 0 || errno != EINTR)
            return;
    }
}

int zm_fail(struct zm_report *report, int error, const char *format, ...)
{
    char text[ZM_EXPLANATION_MAX]; /* the arguments may point into report->why */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    memcpy(report->why, text, sizeof text);
    return error;
}
