/* SPDX-License-Identifier: BSL-1.0 */
/* Which algorithm a collective takes.
 *
 * Where there are several, a table tells by the operation, the number of ranks and the bytes of a
 * block, so by nothing that could differ between the ranks of a call. The user may force others
 * with ZEROMPI_ALGORITHM. An algorithm that cannot do a call, for the number of ranks or for what
 * its result would depend on, is passed over: then the table decides, and the next row of it. The
 * choice is part of what ranks agree about, so they notice where they were told different things.
 *
 * docs/algorithms.md is made from the tables, in choices.def, by docs/algorithms.awk. */
#ifndef ZM_COLL_CHOOSE_H
#define ZM_COLL_CHOOSE_H

#include "base/report.h"
#include "coll/coll.h"

/* The algorithm for `call` on `comm`. Reductions give what they reduce, others NULL. Between two
 * groups it is ZM_ONLY_WAY. */
enum zm_algorithm zm_choose(const struct zm_comm *comm, const struct zm_signature *call,
                            const struct zm_reduction *reduction);

/* Reads what the user wants, "bcast=chain,allreduce=ring", or NULL. `forced` has a place for each
 * collective. Returns MPI_ERR_OTHER, explained in the report, if a name is not known. */
int zm_force_algorithms(uint8_t forced[ZM_COLLECTIVE_END], const char *text,
                        struct zm_report *report);

#endif
