/* SPDX-License-Identifier: BSL-1.0 */
/* The private folder of a job, where its ranks' sockets are, and what tells the job from others. */
#ifndef ZM_MPIRUN_FOLDER_H
#define ZM_MPIRUN_FOLDER_H

struct zm_folder {
    char *directory; /* absolute */
    char *addresses; /* the file in it with the address of each rank, one per line */
    char job[17];    /* the job's number: 16 hexadecimal digits */
};

/* Make the folder in $TMPDIR, or in /tmp if that is missing or too long for sockets, and write the
 * addresses. Returns 0, or -1 after a complaint; then nothing is left. */
int zm_folder_open(struct zm_folder *folder, int nranks);

/* Remove the folder with all that is in it. */
void zm_folder_close(struct zm_folder *folder);

#endif
