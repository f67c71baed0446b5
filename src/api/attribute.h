/* SPDX-License-Identifier: BSL-1.0 */
/* Attributes, as the functions that duplicate and free objects need them. Where a function of the
 * program fails, its error code is returned, explained in the report. */
#ifndef ZM_API_ATTRIBUTE_H
#define ZM_API_ATTRIBUTE_H

#include "base/attribute.h"
#include "type/datatype.h"

/* Copies the attributes of the object with the handle `handle` to those of its duplicate. */
int zm_copy_attributes(const struct zm_attributes *from, void *handle, struct zm_attributes *to);

/* Deletes all attributes of an object that is about to be freed; if that fails, it must not be. */
int zm_delete_attributes(struct zm_attributes *attributes, void *handle);

/* Where a datatype's attributes are. Returns MPI_ERR_NO_MEM or MPI_SUCCESS. */
int zm_type_attributes(const struct zm_datatype *datatype, struct zm_attributes **attributes);

#endif
