/* SPDX-License-Identifier: BSL-1.0 */
/* Making communicators where no communicator joins all ranks that take part, or only they take
 * part. As in comm_create.h, each waits until all of these have called it; what is made is open and
 * has one reference; *made is NULL after an error. */
#ifndef ZM_COLL_COMM_MEET_H
#define ZM_COLL_COMM_MEET_H

#include "comm/comm.h"

/* Makes a communicator of `group`, which this process is in, by its ranks alone. Tags tell what
 * several threads do at the same time in `comm` apart. It has the error handler of `comm`. */
int zm_comm_create_group(struct zm_comm *comm, struct zm_group *group, int tag,
                         struct zm_comm **made);

/* The same without any communicator. It has the error handler `errhandler`. */
int zm_comm_create_from_group(struct zm_comms *comms, struct zm_group *group, const char *stringtag,
                              struct zm_errhandler *errhandler, struct zm_comm **made);

/* Makes an intercommunicator of the groups of `local` and of another communicator that calls this
 * too. Only the leader of `local`, its rank `leader`, looks at the next arguments: the other one's
 * leader is the rank `remote_leader` of `peer` (of the other group, if that is an
 * intercommunicator), and both give the same tag. If the leader's arguments are wrong it gives the
 * `error`, explained in the report, so that its group does not wait. MPI_ERR_COMM if the groups
 * have ranks in common. It has the error handler of `local`. */
int zm_intercomm_create(struct zm_comm *local, int leader, const struct zm_comm *peer,
                        int remote_leader, int tag, int error, struct zm_comm **made);

/* The same for two groups, of which this process is in `group`; only its leader looks at `remote`
 * and `remote_leader`. It has the error handler `errhandler`. */
int zm_intercomm_create_from_groups(struct zm_comms *comms, struct zm_group *group, int leader,
                                    const struct zm_group *remote, int remote_leader,
                                    const char *stringtag, struct zm_errhandler *errhandler,
                                    int error, struct zm_comm **made);

#endif
