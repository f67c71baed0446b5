/* SPDX-License-Identifier: BSL-1.0 */
/* Programs that were built for another MPI: see foreign.h. */
#include "foreign.h"

#include "message.h"
#include "program.h"

#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A program for a processor of 64 bits that is read piece by piece, as far as what it says of
 * itself leads to something: what leads nowhere is not there. */
struct image {
    int fd;
    Elf64_Ehdr header;
};

static bool read_at(int fd, void *to, size_t bytes, size_t offset)
{
    return pread(fd, to, bytes, (off_t)offset) == (ssize_t)bytes;
}

static bool read_part(const struct image *image, int number, Elf64_Phdr *part)
{
    return read_at(image->fd, part, sizeof *part, image->header.e_phoff + number * sizeof *part);
}

/* Where the file has what will be at `address`; 0: nowhere. */
static size_t find_offset(const struct image *image, size_t address)
{
    Elf64_Phdr part;

    for (int i = 0; i < image->header.e_phnum && read_part(image, i, &part); i++)
        if (part.p_type == PT_LOAD && address - part.p_vaddr < part.p_filesz)
            return part.p_offset + (address - part.p_vaddr);
    return 0;
}

/* The entry with this tag, the one numbered `number` of several, in the table of what the program
 * wants of the dynamic linker. */
static bool find_entry(const struct image *image, const Elf64_Phdr *table, int tag, int number,
                       size_t *value)
{
    Elf64_Dyn entry;

    for (size_t at = 0; at < table->p_filesz; at += sizeof entry) {
        if (!read_at(image->fd, &entry, sizeof entry, table->p_offset + at) ||
            entry.d_tag == DT_NULL)
            return false;
        if (entry.d_tag == tag && number-- == 0) {
            *value = entry.d_un.d_val;
            return true;
        }
    }
    return false;
}

/* Open MPI, Intel MPI and MPICH as some build it call their library libmpi, MPICH itself libmpich.
 * That of the standard ABI is libmpi_abi, whoever made it. */
static bool is_other_mpi(const char *library)
{
    return strncmp(library, "libmpi.so", 9) == 0 || strncmp(library, "libmpich.so", 11) == 0;
}

/* Find among the libraries that the program needs that of another MPI. */
static bool find_other_mpi(const struct image *image, char name[32])
{
    Elf64_Phdr table;
    size_t names, at;
    int part = 0;

    while (part < image->header.e_phnum && read_part(image, part, &table) &&
           table.p_type != PT_DYNAMIC)
        part++;
    if (part == image->header.e_phnum || table.p_type != PT_DYNAMIC ||
        !find_entry(image, &table, DT_STRTAB, 0, &names) || !(names = find_offset(image, names)))
        return false;
    for (int i = 0; find_entry(image, &table, DT_NEEDED, i, &at); i++) {
        ssize_t length = pread(image->fd, name, 31, (off_t)(names + at));

        name[length > 0 ? length : 0] = '\0';
        if (is_other_mpi(name))
            return true;
    }
    return false;
}

/* Does the program in `file` need another MPI's library? Its name goes to `name`. */
static bool is_foreign(const char *file, char name[32])
{
    struct image image = {.fd = open(file, O_RDONLY | O_CLOEXEC)};
    const unsigned char *kind = image.header.e_ident;
    bool foreign = image.fd >= 0 && read_at(image.fd, &image.header, sizeof image.header, 0) &&
                   memcmp(kind, ELFMAG, SELFMAG) == 0 && kind[EI_CLASS] == ELFCLASS64 &&
                   image.header.e_phentsize == sizeof(Elf64_Phdr) && find_other_mpi(&image, name);

    if (image.fd >= 0)
        close(image.fd);
    return foreign;
}

/* The file of a context's program, as seen from here, where it may be found also if it is to run on
 * other hosts only. The caller frees it; NULL: there is none. */
static char *find_file(const struct zm_context *context)
{
    struct zm_context seen = {.argv = context->argv, .wdir = context->wdir, .path = context->path};
    char reason[512], *file = NULL;

    if (zm_program_find(&seen, reason, sizeof reason) == 0)
        file = seen.wdir && *seen.program != '/' ? zm_print("%s/%s", seen.wdir, seen.program)
                                                 : zm_print("%s", seen.program);
    free(seen.program);
    return file;
}

void zm_foreign_note(const struct zm_command *command)
{
    bool foreign = command->quiet || command->nranks == 1;
    char library[32];

    for (const struct zm_context *each = command->contexts; each && !foreign; each = each->next) {
        char *file = find_file(each);

        foreign = file && is_foreign(file, library);
        if (foreign)
            zm_complain("note: %s needs %s, the library of another MPI, so each of its processes "
                        "is a job of one rank: expected a program compiled with ZeroMPI's mpicc",
                        each->argv[0], library);
        free(file);
    }
}
