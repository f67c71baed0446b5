/* SPDX-License-Identifier: BSL-1.0 */
/* Joint requests. */
#include "p2p/joint.h"

#include <stdlib.h>
#include <string.h>

#include "p2p/engine.h"

int zm_joint_new(struct zm_engine *engine, size_t parts, struct zm_request **request)
{
    if (!(*request = zm_request_new(engine)))
        return zm_fail(engine->job->report, MPI_ERR_NO_MEM, "no memory for a request");
    (*request)->parts = parts;
    if (parts == 0)
        zm_request_complete(*request, MPI_SUCCESS);
    return MPI_SUCCESS;
}

static void count_part(struct zm_request *joint)
{
    if (--joint->parts > 0)
        return;
    int error = zm_request_error(joint);
    free(joint->why);
    joint->why = NULL;
    zm_request_complete(joint, error);
}

static void on_part(void *owner, struct zm_request *part)
{
    struct zm_request *joint = owner;
    if (part->error && !joint->error) {
        joint->error = part->error;
        joint->why = part->why;
        part->why = NULL;
    }
    if (part->receives) {
        joint->receives = true;
        joint->source = part->source;
        joint->tag = part->tag;
        joint->bytes += part->bytes;
    }
    zm_request_free(part);
    count_part(joint);
}

void zm_joint_add(struct zm_request *joint, int error, struct zm_request *part)
{
    if (error) {
        if (!joint->error) {
            joint->error = error;
            joint->why = strdup(joint->engine->job->report->why);
        }
        count_part(joint);
    } else if (!part)
        count_part(joint);
    else if (part->complete)
        on_part(joint, part);
    else {
        part->owner = joint;
        part->notify = on_part;
    }
}

void zm_joint_expect(struct zm_request *joint, size_t parts)
{
    joint->parts += parts;
}
