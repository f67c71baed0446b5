/* SPDX-License-Identifier: BSL-1.0 */
/* The hosts that users name: this version runs ranks on this one only, under any of its names. */
#ifndef ZM_MPIRUN_HOSTS_H
#define ZM_MPIRUN_HOSTS_H

/* This host's name, for messages: up to 255 characters and the end. */
void zm_host_name(char name[256]);

/* Read "HOST[:SLOTS],..." Returns the sum of the slots (1 where none are named), or -1 after saying
 * that a host is not this one or that the list makes no sense. */
int zm_hosts_in_list(const char *list);

/* The same for a file with "HOST[:SLOTS] [slots=SLOTS]" on each line and comments that begin with
 * #. */
int zm_hosts_in_file(const char *path);

#endif
