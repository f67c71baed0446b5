/* SPDX-License-Identifier: BSL-1.0 */
/* Memory lent to a transport. */
#include "transport/transport.h"

void zm_loan_take(struct zm_loan *loan)
{
    atomic_fetch_add_explicit(&loan->frames, 1, memory_order_relaxed);
}

void zm_loan_return(struct zm_loan *loan)
{
    struct zm_wake *wake = loan->wake; /* the loan ends with its last frame */
    if (atomic_fetch_sub(&loan->frames, 1) == 1)
        zm_wake_ring(wake);
}
