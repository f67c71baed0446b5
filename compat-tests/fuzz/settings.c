/* SPDX-License-Identifier: BSL-1.0 */
/* Fuzzes what a rank reads from its environment: lines NAME=VALUE. Where a file is named it is not
 * opened, for it could be any. */
#include "job/settings.h"

#include <mpi.h>

#include "fuzz.h"

static char *text;
static size_t room;

static char *get(const char *name)
{
    size_t length = strlen(name);
    for (char *line = text; line < text + room; line += strlen(line) + 1)
        if (strncmp(line, name, length) == 0 && line[length] == '=') {
            char *value = line + length + 1;
            return strcmp(name, "ZEROMPI_SECRET_FILE") == 0 || *value == '@' ? NULL : value;
        }
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct zm_settings settings;
    struct zm_report report = {0};
    text = fuzz_string(data, bytes);
    room = bytes;
    for (size_t i = 0; i < bytes; i++)
        if (text[i] == '\n')
            text[i] = '\0';
    if (zm_settings_read(&settings, get, &report) == MPI_SUCCESS)
        FUZZ_HOLDS(settings.size > 0 && settings.rank >= 0 && settings.rank < settings.size);
    else
        FUZZ_HOLDS(*report.why != '\0');
    zm_settings_fini(&settings);
    free(text);
    return 0;
}
