/* SPDX-License-Identifier: BSL-1.0 */
/* What the functions for datatypes share. */
#ifndef ZM_API_DATATYPE_H
#define ZM_API_DATATYPE_H

#include "type/datatype.h"

/* Gives the program a handle of a datatype that was made; if that fails, releases it. */
int zm_hand_out_datatype(struct zm_datatype *made, MPI_Datatype *datatype);

/* A datatype that the program has freed, but that a function of it was given just now; or NULL. */
const struct zm_datatype *zm_lent_datatype(MPI_Datatype handle);

/* Frees the names that were given to predefined datatypes, and the predefined datatypes without
 * names: at the end of the process. */
void zm_datatypes_fini(void);

#endif
