/* SPDX-License-Identifier: BSL-1.0 */
/* Buffered sends, and the memory for them: of the process and of communicators. */
#include "ring.h"

enum { LARGE = 100000 /* bytes: more than is sent without asking */, MESSAGES = 3 };

static char memory[MESSAGES * (LARGE + MPI_BSEND_OVERHEAD)];
static char out[LARGE], in[LARGE];

static void expect(int tag, int key, MPI_Comm comm)
{
    MPI_Status status;
    int count;
    GOOD(MPI_Recv(in, LARGE, MPI_CHAR, left, tag, comm, &status));
    GOOD(MPI_Get_count(&status, MPI_CHAR, &count));
    CHECK(count == LARGE);
    for (int i = 0; i < LARGE; i++)
        CHECK(in[i] == key);
}

static void check_detach(void *address, int bytes)
{
    void *got = &got;
    int size_got = -1;
    GOOD(MPI_Buffer_detach(&got, &size_got));
    CHECK(got == address && size_got == bytes);
}

/* The sends return though nobody receives yet; the data may be changed at once. */
static void try_sends(void)
{
    MPI_Request request;
    int flag = 0;
    GOOD(MPI_Buffer_attach(memory, sizeof memory));
    for (int i = 0; i < MESSAGES; i++) {
        memset(out, i + 1, LARGE);
        if (i < MESSAGES - 1)
            GOOD(MPI_Bsend(out, LARGE, MPI_CHAR, right, i, MPI_COMM_WORLD));
        else
            GOOD(MPI_Ibsend(out, LARGE, MPI_CHAR, right, i, MPI_COMM_WORLD, &request));
    }
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    memset(out, 99, LARGE);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    for (int i = MESSAGES - 1; i >= 0; i--)
        expect(i, i + 1, MPI_COMM_WORLD);
    check_detach(memory, sizeof memory);
    (void)flag;
}

/* The memory is free again when messages have left: much more than it holds goes through. */
static void try_reuse(void)
{
    GOOD(MPI_Buffer_attach(memory, LARGE + MPI_BSEND_OVERHEAD));
    for (int i = 0; i < 5; i++) {
        memset(out, i, LARGE);
        GOOD(MPI_Bsend(out, LARGE, MPI_CHAR, right, i, MPI_COMM_WORLD));
        expect(i, i, MPI_COMM_WORLD);
        GOOD(MPI_Barrier(MPI_COMM_WORLD));
        check_detach(memory, LARGE + MPI_BSEND_OVERHEAD); /* which waits until it has left */
        GOOD(MPI_Buffer_attach(memory, LARGE + MPI_BSEND_OVERHEAD));
    }
    check_detach(memory, LARGE + MPI_BSEND_OVERHEAD);
}

/* The room that MPI_Pack_size says, and not one byte less, is enough. */
static void try_room(void)
{
    int packed, mine[10] = {rank}, theirs[10];
    MPI_Datatype vector;
    GOOD(MPI_Type_vector(5, 1, 2, MPI_INT, &vector));
    GOOD(MPI_Type_commit(&vector));
    GOOD(MPI_Pack_size(1, vector, MPI_COMM_WORLD, &packed));
    GOOD(MPI_Buffer_attach(memory, packed + MPI_BSEND_OVERHEAD));
    GOOD(MPI_Bsend(mine, 1, vector, right, 7, MPI_COMM_WORLD));
    GOOD(MPI_Recv(theirs, 1, vector, left, 7, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    CHECK(theirs[0] == left);
    check_detach(memory, packed + MPI_BSEND_OVERHEAD);
    GOOD(MPI_Type_free(&vector));
}

static void try_errors(void)
{
    void *address = memory;
    int bytes = 1, data = 0;
    /* Without memory nothing fits, but a message to nobody needs none. */
#ifdef ZEROMPI_API /* Open MPI sends small messages anyway */
    FAILS(MPI_Bsend(&data, 1, MPI_INT, right, 8, MPI_COMM_WORLD), MPI_ERR_BUFFER);
#endif
    GOOD(MPI_Bsend(&data, 1, MPI_INT, MPI_PROC_NULL, 8, MPI_COMM_WORLD));
    GOOD(MPI_Buffer_attach(memory, 100 + MPI_BSEND_OVERHEAD));
    FAILS(MPI_Bsend(out, LARGE, MPI_CHAR, right, 8, MPI_COMM_WORLD), MPI_ERR_BUFFER);
    FAILS(MPI_Buffer_attach(memory, 10), MPI_ERR_BUFFER); /* there is one */
    check_detach(memory, 100 + MPI_BSEND_OVERHEAD);
#ifdef ZEROMPI_API /* as if there were memory of no bytes */
    GOOD(MPI_Buffer_detach(&address, &bytes));
    CHECK(address == NULL && bytes == 0);
    FAILS(MPI_Bsend(out, 1, MPI_CHAR, right, -1, MPI_COMM_WORLD), MPI_ERR_TAG);
    FAILS(MPI_Buffer_attach(memory, -1), MPI_ERR_ARG);
    FAILS(MPI_Buffer_attach(NULL, 10), MPI_ERR_BUFFER);
#endif
    (void)address, (void)bytes;
}

#ifdef MPI_BUFFER_AUTOMATIC
static void try_flush(void)
{
    MPI_Request request, late;
    MPI_Count bytes;
    void *address;
    int flag = 1;
    GOOD(MPI_Buffer_attach_c(MPI_BUFFER_AUTOMATIC, 0));
    GOOD(MPI_Buffer_flush());
    GOOD(MPI_Buffer_iflush(&request));
    GOOD(MPI_Test(&request, &flag, MPI_STATUS_IGNORE));
    CHECK(flag);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    memset(out, 3, LARGE);
    GOOD(MPI_Bsend(out, LARGE, MPI_CHAR, right, 9, MPI_COMM_WORLD));
    GOOD(MPI_Buffer_iflush(&request));
    GOOD(MPI_Bsend(out, LARGE, MPI_CHAR, right, 10, MPI_COMM_WORLD));
    GOOD(MPI_Buffer_iflush(&late));
    GOOD(MPI_Test(&request, &flag, MPI_STATUS_IGNORE));
    CHECK(!flag);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    expect(9, 3, MPI_COMM_WORLD);
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE)); /* it does not care about the second message */
    GOOD(MPI_Test(&late, &flag, MPI_STATUS_IGNORE));
    CHECK(!flag);
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    expect(10, 3, MPI_COMM_WORLD);
    GOOD(MPI_Wait(&late, MPI_STATUS_IGNORE));
    GOOD(MPI_Buffer_flush());
    GOOD(MPI_Buffer_detach_c(&address, &bytes));
    CHECK(address == MPI_BUFFER_AUTOMATIC);
}

/* A communicator's own memory comes first. */
static void try_communicator(void)
{
    MPI_Comm comm;
    MPI_Request request;
    void *address;
    int bytes;
    GOOD(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
    GOOD(MPI_Buffer_attach(memory, 10));
    GOOD(MPI_Comm_attach_buffer(comm, memory + 10, 4 + MPI_BSEND_OVERHEAD));
    FAILS(MPI_Comm_attach_buffer(comm, memory, 10), MPI_ERR_BUFFER);
    FAILS(MPI_Bsend(out, 4, MPI_CHAR, right, 1, MPI_COMM_WORLD), MPI_ERR_BUFFER);
    GOOD(MPI_Bsend(out, 4, MPI_CHAR, right, 1, comm));
    GOOD(MPI_Recv(in, 4, MPI_CHAR, left, 1, comm, MPI_STATUS_IGNORE));
    FAILS(MPI_Bsend(out, 5, MPI_CHAR, right, 1, comm), MPI_ERR_BUFFER);
    GOOD(MPI_Comm_flush_buffer(comm));
    GOOD(MPI_Comm_iflush_buffer(comm, &request));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    GOOD(MPI_Comm_detach_buffer(comm, &address, &bytes));
    CHECK(address == memory + 10 && bytes == 4 + MPI_BSEND_OVERHEAD);
    FAILS(MPI_Bsend(out, 4, MPI_CHAR, right, 1, comm), MPI_ERR_BUFFER); /* the process's again */
    FAILS(MPI_Comm_attach_buffer(MPI_COMM_NULL, memory, 10), MPI_ERR_COMM);
    /* Freeing the communicator detaches its memory, when all is sent. */
    GOOD(MPI_Comm_attach_buffer(comm, memory + 10, LARGE + MPI_BSEND_OVERHEAD));
    memset(out, 5, LARGE);
    GOOD(MPI_Bsend(out, LARGE, MPI_CHAR, right, 2, comm));
    GOOD(MPI_Barrier(MPI_COMM_WORLD));
    expect(2, 5, comm);
    GOOD(MPI_Comm_free(&comm));
    check_detach(memory, 10);
}
#endif

int main(int argc, char **argv)
{
    begin_ring(&argc, &argv);
    try_sends();
    try_reuse();
    try_room();
    try_errors();
#ifdef MPI_BUFFER_AUTOMATIC
    try_flush();
    try_communicator();
#endif
    /* What is still attached in MPI_Finalize is detached there. */
#ifdef ZEROMPI_API /* Open MPI hangs */
    GOOD(MPI_Buffer_attach(memory, sizeof memory));
    memset(out, 6, LARGE);
    GOOD(MPI_Bsend(out, LARGE, MPI_CHAR, right, 11, MPI_COMM_WORLD));
    expect(11, 6, MPI_COMM_WORLD);
#endif
    return finish();
}
