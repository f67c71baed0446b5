/* SPDX-License-Identifier: BSL-1.0 */
/* Attributes. */
#include "base/attribute.h"

#include <stdint.h>
#include <stdlib.h>

#define FIRST_NUMBER 1024 /* beyond the predefined attributes */

struct zm_attribute {
    struct zm_attribute *previous; /* the one that was set before this one */
    struct zm_keyval *keyval;
    void *value;
};

/* ---- Keyvals ---- */

int zm_keyval_new(struct zm_keyvals *keyvals, const struct zm_keyval_functions *functions,
                  int *number)
{
    struct zm_keyval *keyval = malloc(sizeof *keyval);
    if (!keyval)
        return MPI_ERR_NO_MEM;
    *keyval = (struct zm_keyval){.keyvals = keyvals,
                                 .number = FIRST_NUMBER + keyvals->made,
                                 .functions = *functions,
                                 .references = 1};
    if (!zm_table_insert(&keyvals->by_number, (uint64_t)keyval->number, keyval)) {
        free(keyval);
        return MPI_ERR_NO_MEM;
    }
    keyvals->made++;
    *number = keyval->number;
    return MPI_SUCCESS;
}

struct zm_keyval *zm_keyval_find(const struct zm_keyvals *keyvals, enum zm_keyval_kind kind,
                                 int number)
{
    struct zm_keyval *keyval =
        number > 0 ? zm_table_find(&keyvals->by_number, (uint64_t)number) : NULL;
    return keyval && keyval->functions.kind == kind ? keyval : NULL;
}

static void release(struct zm_keyval *keyval)
{
    if (--keyval->references)
        return;
    zm_table_remove(&keyval->keyvals->by_number, (uint64_t)keyval->number);
    free(keyval);
}

void zm_keyval_free(struct zm_keyval *keyval)
{
    keyval->freed = true;
    release(keyval);
}

void zm_keyvals_fini(struct zm_keyvals *keyvals)
{
    for (size_t i = 0; i < keyvals->by_number.capacity; i++)
        free(keyvals->by_number.slots[i].value);
    zm_table_fini(&keyvals->by_number);
}

/* ---- The program's functions ---- */

static int call_copy(const struct zm_keyval *keyval, void *handle, void *value, void **copy,
                     int *flag)
{
    const struct zm_keyval_functions *functions = &keyval->functions;
    switch (functions->kind) {
    case ZM_KEYVAL_COMM:
        if (functions->copy.comm == MPI_COMM_NULL_COPY_FN)
            return MPI_SUCCESS;
        if (functions->copy.comm == MPI_COMM_DUP_FN)
            break;
        return functions->copy.comm(handle, keyval->number, functions->extra_state, value, copy,
                                    flag);
    case ZM_KEYVAL_TYPE:
        if (functions->copy.type == MPI_TYPE_NULL_COPY_FN)
            return MPI_SUCCESS;
        if (functions->copy.type == MPI_TYPE_DUP_FN)
            break;
        return functions->copy.type(handle, keyval->number, functions->extra_state, value, copy,
                                    flag);
    }
    *copy = value;
    *flag = 1;
    return MPI_SUCCESS;
}

static int call_delete(const struct zm_keyval *keyval, void *handle, void *value)
{
    const struct zm_keyval_functions *functions = &keyval->functions;
    if (functions->kind == ZM_KEYVAL_COMM)
        return functions->delete.comm == MPI_COMM_NULL_DELETE_FN
                   ? MPI_SUCCESS
                   : functions->delete.comm(handle, keyval->number, value, functions->extra_state);
    return functions->delete.type == MPI_TYPE_NULL_DELETE_FN
               ? MPI_SUCCESS
               : functions->delete.type(handle, keyval->number, value, functions->extra_state);
}

/* ---- Attributes ----
 * While a function of the program runs it, or another thread, may change the attributes: so they
 * are looked for anew after each. */

static struct zm_attribute **find(const struct zm_attributes *attributes,
                                  const struct zm_keyval *keyval)
{
    struct zm_attribute **found = (struct zm_attribute **)&attributes->last;
    while (*found && (*found)->keyval != keyval)
        found = &(*found)->previous;
    return found;
}

static void take_out(struct zm_attribute **place)
{
    struct zm_attribute *attribute = *place;
    if (!attribute)
        return;
    *place = attribute->previous;
    release(attribute->keyval);
    free(attribute);
}

static int add(struct zm_attributes *attributes, struct zm_keyval *keyval, void *value)
{
    struct zm_attribute *attribute = malloc(sizeof *attribute);
    if (!attribute)
        return MPI_ERR_NO_MEM;
    *attribute = (struct zm_attribute){attributes->last, keyval, value};
    attributes->last = attribute;
    keyval->references++;
    return MPI_SUCCESS;
}

int zm_attribute_delete(struct zm_attributes *attributes, void *handle, struct zm_keyval *keyval)
{
    struct zm_attribute *attribute = *find(attributes, keyval);
    if (!attribute)
        return MPI_SUCCESS;
    void *value = attribute->value;
    pthread_mutex_t *lock = keyval->keyvals->lock;
    keyval->references++;
    pthread_mutex_unlock(lock);
    int error = call_delete(keyval, handle, value);
    pthread_mutex_lock(lock);
    if (!error)
        take_out(find(attributes, keyval));
    release(keyval);
    return error;
}

int zm_attribute_set(struct zm_attributes *attributes, void *handle, struct zm_keyval *keyval,
                     void *value)
{
    keyval->references++; /* the attribute to be deleted may be the last that holds it */
    int error = zm_attribute_delete(attributes, handle, keyval);
    if (!error)
        error = add(attributes, keyval, value);
    release(keyval);
    return error;
}

bool zm_attribute_get(const struct zm_attributes *attributes, const struct zm_keyval *keyval,
                      void **value)
{
    const struct zm_attribute *attribute = *find(attributes, keyval);
    if (!attribute)
        return false;
    *value = attribute->value;
    return true;
}

/* The attributes as they are now, in the order in which they were set: with their keyvals retained,
 * in an array that the caller frees. */
static int list_all(const struct zm_attributes *attributes, struct zm_attribute **all,
                    size_t *count)
{
    *count = 0;
    for (const struct zm_attribute *a = attributes->last; a; a = a->previous)
        ++*count;
    *all = *count ? malloc(*count * sizeof **all) : NULL;
    if (*count && !*all)
        return MPI_ERR_NO_MEM;
    size_t i = *count;
    for (const struct zm_attribute *a = attributes->last; a; a = a->previous) {
        (*all)[--i] = *a;
        a->keyval->references++;
    }
    return MPI_SUCCESS;
}

int zm_attributes_copy(const struct zm_attributes *from, void *handle, struct zm_attributes *to)
{
    struct zm_attribute *all;
    size_t count;
    int error = list_all(from, &all, &count);
    if (error)
        return error;
    for (size_t i = 0; i < count; i++) {
        struct zm_keyval *keyval = all[i].keyval;
        pthread_mutex_t *lock = keyval->keyvals->lock;
        void *copy = NULL;
        int flag = 0;
        if (!error) {
            pthread_mutex_unlock(lock);
            error = call_copy(keyval, handle, all[i].value, &copy, &flag);
            pthread_mutex_lock(lock);
        }
        if (!error && flag)
            error = add(to, keyval, copy);
        release(keyval);
    }
    free(all);
    return error;
}

int zm_attributes_delete(struct zm_attributes *attributes, void *handle)
{
    int error = MPI_SUCCESS;
    while (!error && attributes->last)
        error = zm_attribute_delete(attributes, handle, attributes->last->keyval);
    return error;
}

void zm_attributes_drop(struct zm_attributes *attributes)
{
    while (attributes->last)
        take_out(&attributes->last);
}
