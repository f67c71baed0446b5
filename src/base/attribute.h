/* SPDX-License-Identifier: BSL-1.0 */
/* Attributes: values of the program that an object carries, each under a keyval, which says what
 * functions of the program copy and delete them. Communicators and datatypes have them.
 *
 * The program's functions may call MPI, so the library's lock is let go while one runs. An object
 * whose attributes are being copied or deleted must be retained by the caller. */
#ifndef ZM_BASE_ATTRIBUTE_H
#define ZM_BASE_ATTRIBUTE_H

#include <mpi.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/table.h"

/* What objects a keyval is for. */
enum zm_keyval_kind { ZM_KEYVAL_COMM, ZM_KEYVAL_TYPE };

/* The standard's constants for the usual functions (MPI_COMM_DUP_FN, ...) may stand for these. */
struct zm_keyval_functions {
    enum zm_keyval_kind kind;
    union {
        MPI_Comm_copy_attr_function *comm;
        MPI_Type_copy_attr_function *type;
    } copy;
    union {
        MPI_Comm_delete_attr_function *comm;
        MPI_Type_delete_attr_function *type;
    } delete;
    void *extra_state;
};

struct zm_keyval {
    struct zm_keyvals *keyvals;
    int number; /* what the program calls it */
    struct zm_keyval_functions functions;
    bool freed;        /* the program has; it works as long as there are attributes under it */
    size_t references; /* holders: attributes, and the program */
};

/* All keyvals of a process; zeroed but for the lock. */
struct zm_keyvals {
    pthread_mutex_t *lock; /* let go while the program's functions run */
    struct zm_table by_number;
    int made;
};

/* The attributes of one object. Zeroed, there are none. */
struct zm_attributes {
    struct zm_attribute *last; /* the one that was set last; NULL: there are none */
};

/* Makes a keyval; its number, which is never that of a predefined attribute, comes in *number.
 * Returns MPI_ERR_NO_MEM or MPI_SUCCESS. */
int zm_keyval_new(struct zm_keyvals *keyvals, const struct zm_keyval_functions *functions,
                  int *number);

/* The keyval of a number and kind, freed ones that are still in use among them; NULL: none. */
struct zm_keyval *zm_keyval_find(const struct zm_keyvals *keyvals, enum zm_keyval_kind kind,
                                 int number);

/* The program frees a keyval, which it has not freed before. */
void zm_keyval_free(struct zm_keyval *keyval);

/* Frees all keyvals; no object may have attributes any more. */
void zm_keyvals_fini(struct zm_keyvals *keyvals);

/* In all of these `handle` is what the program calls the object, an MPI_Comm or MPI_Datatype. Where
 * a function of the program fails, its error code is returned as it is; nothing explains it. */

/* Sets an attribute. One that was set before is deleted first; if that fails it stays. Else returns
 * MPI_ERR_NO_MEM or MPI_SUCCESS. */
int zm_attribute_set(struct zm_attributes *attributes, void *handle, struct zm_keyval *keyval,
                     void *value);

/* Whether the attribute is set, and if so its value. */
bool zm_attribute_get(const struct zm_attributes *attributes, const struct zm_keyval *keyval,
                      void **value);

/* Deletes an attribute, if it is set; if its function fails it stays. */
int zm_attribute_delete(struct zm_attributes *attributes, void *handle, struct zm_keyval *keyval);

/* Copies the attributes that want to be copied to those of an object that is being made as a
 * duplicate of `handle`; `to` has none so far. If it fails, the caller deletes what was copied with
 * the object that has them. Otherwise MPI_ERR_NO_MEM or MPI_SUCCESS. */
int zm_attributes_copy(const struct zm_attributes *from, void *handle, struct zm_attributes *to);

/* Deletes all attributes, the one that was set last first. If a function fails, that attribute and
 * those set before it stay. */
int zm_attributes_delete(struct zm_attributes *attributes, void *handle);

/* Drops all attributes without a word to the program: for objects that MPI_Finalize finds. */
void zm_attributes_drop(struct zm_attributes *attributes);

#endif
