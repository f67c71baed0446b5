/* SPDX-License-Identifier: BSL-1.0 */
/* Unit tests of matching: which receive a message meets, and which message a receive. */
#include "p2p/mailbox.h"

#include <mpi.h>
#include <string.h>

#include "p2p/request.h"
#include "unit.h"

enum { MANY = 200 };

static struct zm_mailbox mailbox;
static struct zm_request receives[MANY];
static struct zm_frame messages[MANY];

static void begin(void)
{
    memset(&mailbox, 0, sizeof mailbox);
    zm_list_init(&mailbox.posted);
    zm_list_init(&mailbox.engaged);
    zm_list_init(&mailbox.unexpected);
}

static struct zm_request *post(int i, int source, int tag)
{
    receives[i].route = (struct zm_route){.mailbox = &mailbox, .peer = source, .tag = tag};
    zm_list_append(&mailbox.posted, &receives[i].link);
    return &receives[i];
}

static struct zm_frame *queue(int i, int source, int tag)
{
    messages[i].header = (struct zm_header){.source = (uint32_t)source, .tag = tag};
    zm_list_append(&mailbox.unexpected, &messages[i].link);
    return &messages[i];
}

static struct zm_request *posted_for(int source, int tag)
{
    struct zm_header header = {.source = (uint32_t)source, .tag = tag};
    return zm_mailbox_find_posted(&mailbox, &header);
}

START_TEST(nothing)
{
    begin();
    ck_assert_ptr_null(posted_for(0, 0));
    ck_assert_ptr_null(zm_mailbox_find_unexpected(&mailbox, MPI_ANY_SOURCE, MPI_ANY_TAG));
    post(0, 3, 5);
    ck_assert_ptr_null(posted_for(3, 6));
    ck_assert_ptr_null(posted_for(2, 5));
    queue(0, 3, 5);
    ck_assert_ptr_null(zm_mailbox_find_unexpected(&mailbox, 3, 6));
    ck_assert_ptr_null(zm_mailbox_find_unexpected(&mailbox, 2, 5));
    ck_assert_ptr_null(zm_mailbox_find_unexpected(&mailbox, 2, MPI_ANY_TAG));
    ck_assert_ptr_null(zm_mailbox_find_unexpected(&mailbox, MPI_ANY_SOURCE, 4));
}
END_TEST

/* The receive that was posted first, wildcards or not. */
START_TEST(posted)
{
    begin();
    struct zm_request *first = post(0, 1, 7), *any_tag = post(1, 1, MPI_ANY_TAG);
    struct zm_request *any_source = post(2, MPI_ANY_SOURCE, 7), *again = post(3, 1, 7);
    struct zm_request *any = post(4, MPI_ANY_SOURCE, MPI_ANY_TAG);
    ck_assert_ptr_eq(posted_for(1, 7), first);
    ck_assert_ptr_eq(posted_for(1, 8), any_tag);
    ck_assert_ptr_eq(posted_for(2, 7), any_source);
    ck_assert_ptr_eq(posted_for(2, 8), any);
    zm_list_remove(&first->link);
    ck_assert_ptr_eq(posted_for(1, 7), any_tag);
    zm_list_remove(&any_tag->link);
    ck_assert_ptr_eq(posted_for(1, 7), any_source);
    zm_list_remove(&any_source->link);
    ck_assert_ptr_eq(posted_for(1, 7), again);
    zm_list_remove(&again->link);
    ck_assert_ptr_eq(posted_for(1, 7), any);
}
END_TEST

/* The message that came first. */
START_TEST(unexpected)
{
    begin();
    struct zm_frame *first = queue(0, 1, 7), *second = queue(1, 2, 7), *third = queue(2, 1, 7);
    struct zm_frame *fourth = queue(3, 1, 8);
    ck_assert_ptr_eq(zm_mailbox_find_unexpected(&mailbox, 1, 7), first);
    ck_assert_ptr_eq(zm_mailbox_find_unexpected(&mailbox, 2, MPI_ANY_TAG), second);
    ck_assert_ptr_eq(zm_mailbox_find_unexpected(&mailbox, MPI_ANY_SOURCE, 8), fourth);
    ck_assert_ptr_eq(zm_mailbox_find_unexpected(&mailbox, MPI_ANY_SOURCE, MPI_ANY_TAG), first);
    zm_list_remove(&first->link);
    ck_assert_ptr_eq(zm_mailbox_find_unexpected(&mailbox, 1, 7), third);
    ck_assert_ptr_eq(zm_mailbox_find_unexpected(&mailbox, MPI_ANY_SOURCE, 7), second);
    zm_list_remove(&second->link);
    ck_assert_ptr_eq(zm_mailbox_find_unexpected(&mailbox, MPI_ANY_SOURCE, 7), third);
}
END_TEST

/* Wildcards are no values that a message might have by chance. */
START_TEST(wildcards)
{
    begin();
    post(0, 0, 0);
    ck_assert_ptr_null(posted_for(1, 0));
    ck_assert_ptr_null(posted_for(0, INT32_MAX));
    queue(0, 0, INT32_MAX);
    ck_assert_ptr_eq(zm_mailbox_find_unexpected(&mailbox, 0, INT32_MAX), &messages[0]);
    ck_assert_ptr_eq(zm_mailbox_find_unexpected(&mailbox, MPI_ANY_SOURCE, MPI_ANY_TAG),
                     &messages[0]);
}
END_TEST

/* Against a search over arrays, with everything at random. */
START_TEST(random_order)
{
    for (int turn = 0; turn < 50; turn++) {
        begin();
        for (int i = 0; i < MANY; i++) {
            queue(i, (int)(unit_random() % 4), (int)(unit_random() % 5));
            post(i, unit_random() % 3 ? (int)(unit_random() % 4) : MPI_ANY_SOURCE,
                 unit_random() % 3 ? (int)(unit_random() % 5) : MPI_ANY_TAG);
        }
        for (int source = 0; source < 4; source++)
            for (int tag = 0; tag < 5; tag++) {
                int i = 0, j = 0;
                while (i < MANY &&
                       !((receives[i].route.peer == source ||
                          receives[i].route.peer == MPI_ANY_SOURCE) &&
                         (receives[i].route.tag == tag || receives[i].route.tag == MPI_ANY_TAG)))
                    i++;
                while (j < MANY &&
                       !((int)messages[j].header.source == source && messages[j].header.tag == tag))
                    j++;
                ck_assert_ptr_eq(posted_for(source, tag), i < MANY ? &receives[i] : NULL);
                ck_assert_ptr_eq(zm_mailbox_find_unexpected(&mailbox, source, tag),
                                 j < MANY ? &messages[j] : NULL);
            }
    }
}
END_TEST

START_TEST(members)
{
    static const int ranks[] = {4, 0, 7};
    begin();
    ck_assert(!zm_mailbox_has_member(&mailbox, 0)); /* not known yet */
    mailbox.members = ranks;
    mailbox.size = 3;
    ck_assert(zm_mailbox_has_member(&mailbox, 4) && zm_mailbox_has_member(&mailbox, 7));
    ck_assert(!zm_mailbox_has_member(&mailbox, 1));
}
END_TEST

UNIT_MAIN("mailbox", nothing, posted, unexpected, wildcards, random_order, members)
