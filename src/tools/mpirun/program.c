/* SPDX-License-Identifier: BSL-1.0 */
/* Finding programs: see program.h. */
#include "program.h"

#include "message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 0 if `file` is a program that may be run, else why not. */
static int check(const char *file)
{
    struct stat status;

    if (stat(file, &status) != 0)
        return errno;
    if (S_ISDIR(status.st_mode))
        return EISDIR;
    if (!S_ISREG(status.st_mode)) /* as execve(2) has it; to read a pipe might take for ever */
        return EACCES;
    return access(file, X_OK) == 0 ? 0 : errno;
}

/* Check FOLDER/NAME, seen from `base`. If it can be run, it becomes the program. */
static int try(struct zm_context *context, const char *base, const char *folder)
{
    char *file = folder ? zm_print("%s%s%s", folder, *folder ? "/" : "./", context->argv[0])
                        : zm_print("%s", context->argv[0]);
    char *seen = base && *file != '/' ? zm_print("%s/%s", base, file) : zm_print("%s", file);
    int error = check(seen);

    free(seen);
    if (error == 0)
        context->program = file;
    else
        free(file);
    return error;
}

/* Try each folder of `path`. Returns 0, or the worst reason why none will do: ENOENT is the
 * mildest. */
static int search(struct zm_context *context, const char *path)
{
    char *folders = zm_print("%s", path), *rest = folders, *folder;
    int error = ENOENT;

    while (error && (folder = strsep(&rest, ":"))) {
        /* The ranks may be elsewhere, and then a relative folder would mean another one to them. */
        char *absolute = *folder == '/' ? NULL : realpath(*folder ? folder : ".", NULL);
        int found = try(context, NULL, absolute ? absolute : folder);

        if (found == 0 || found == EACCES)
            error = found;
        free(absolute);
    }
    free(folders);
    return error;
}

int zm_program_find(struct zm_context *context, char *reason, size_t size)
{
    const char *name = context->argv[0], *path = getenv("PATH");
    int error = ENOENT;

    if (context->wdir && access(context->wdir, X_OK) != 0) {
        snprintf(reason, size, "cannot work in %s: %s", context->wdir, strerror(errno));
        return 1;
    }
    if (strchr(name, '/')) {
        error = try(context, context->wdir, NULL);
    } else if (*name) {
        if (context->path)
            error = search(context, context->path);
        if (error)
            error = search(context, path ? path : "/usr/local/bin:/bin:/usr/bin");
        if (error == ENOENT)
            error = try(context, context->wdir, "");
    }
    if (!error)
        return 0;
    if (error == ENOENT || error == ENOTDIR) {
        snprintf(reason, size, "cannot find the program %s%s", name,
                 strchr(name, '/') ? "" : " in PATH or in the working directory");
        return ZM_STATUS_NOT_FOUND;
    }
    snprintf(reason, size, "cannot run %s: %s", name, strerror(error));
    return ZM_STATUS_NOT_EXECUTABLE;
}
