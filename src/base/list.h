/* SPDX-License-Identifier: BSL-1.0 */
/* A doubly linked list whose links live in the listed objects: adding and removing allocate nothing
 * and take constant time. The list itself is a link too, so an empty list points at itself. */
#ifndef ZM_BASE_LIST_H
#define ZM_BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct zm_link {
    struct zm_link *previous, *next;
};

/* The object of type `type` whose member `member` is the link `link`. */
#define ZM_OBJECT(link, type, member) ((type *)((char *)(link)-offsetof(type, member)))

/* Runs over all links of `list`; the body may remove the current one. */
#define ZM_LIST_EACH(link, list)                                                         \
    for (struct zm_link *link = (list)->next, *link##_next = link->next; link != (list); \
         link = link##_next, link##_next = link->next)

static inline void zm_list_init(struct zm_link *list)
{
    list->previous = list->next = list;
}

static inline bool zm_list_empty(const struct zm_link *list)
{
    return list->next == list;
}

static inline void zm_list_append(struct zm_link *list, struct zm_link *link)
{
    link->previous = list->previous;
    link->next = list;
    list->previous->next = link;
    list->previous = link;
}

/* Takes `link` out of its list. It is then a list of its own, so removing it again is harmless. */
static inline void zm_list_remove(struct zm_link *link)
{
    link->previous->next = link->next;
    link->next->previous = link->previous;
    zm_list_init(link);
}

#endif
