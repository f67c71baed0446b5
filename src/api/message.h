/* SPDX-License-Identifier: BSL-1.0 */
/* Messages that MPI_Mprobe matched and that are not received yet. */
#ifndef ZM_API_MESSAGE_H
#define ZM_API_MESSAGE_H

/* Frees one that the program never received (for zm_handle_take_all). */
void zm_message_release(void *message);

#endif
