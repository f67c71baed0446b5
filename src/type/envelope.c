/* SPDX-License-Identifier: BSL-1.0 */
/* Envelopes. */
#include "type/envelope.h"

#include <stdint.h>
#include <stdlib.h>

#include "type/datatype.h"

size_t zm_envelope_numbers(const struct zm_envelope *envelope)
{
    return envelope->before + envelope->counts + envelope->after + envelope->addresses;
}

struct zm_envelope *zm_envelope_new(const struct zm_envelope *form)
{
    size_t numbers = zm_envelope_numbers(form);
    if (numbers > (SIZE_MAX - sizeof *form) / sizeof(MPI_Count))
        return NULL;
    struct zm_envelope *made = malloc(sizeof *made + numbers * sizeof(MPI_Count));
    if (!made)
        return NULL;
    *made = *form;
    made->references = 1;
    made->numbers = (MPI_Count *)(made + 1);
    made->types = NULL;
    if (made->datatypes && !(made->types = calloc(made->datatypes, sizeof *made->types))) {
        free(made);
        return NULL;
    }
    return made;
}

struct zm_envelope *zm_envelope_retain(struct zm_envelope *envelope)
{
    if (envelope)
        envelope->references++;
    return envelope;
}

void zm_envelope_release(struct zm_envelope *envelope)
{
    if (!envelope || --envelope->references > 0)
        return;
    for (size_t i = 0; i < envelope->datatypes; i++)
        if (envelope->types[i])
            zm_datatype_release(envelope->types[i]);
    free(envelope->types);
    free(envelope);
}
