/* SPDX-License-Identifier: BSL-1.0 */
/* Handles and statuses as integers, and back. */
#include "../check.h"

/* Both ways of conversion there and back; null handles and others. */
#define SAME(name, handle) CHECK(MPI_##name##_f2c(MPI_##name##_c2f(handle)) == (handle))
#ifdef ZEROMPI_API
#define BOTH(name, handle)                                                   \
    do {                                                                     \
        SAME(name, handle);                                                  \
        CHECK(MPI_##name##_fromint(MPI_##name##_toint(handle)) == (handle)); \
        CHECK(MPI_##name##_toint(handle) == (int)MPI_##name##_c2f(handle));  \
    } while (0)
#define INT(name, handle) MPI_##name##_toint(handle)
#else
#define BOTH(name, handle) SAME(name, handle)
#define INT(name, handle) ((int)MPI_##name##_c2f(handle))
#endif

static void predefined(void)
{
    BOTH(Comm, MPI_COMM_WORLD);
    BOTH(Comm, MPI_COMM_SELF);
    BOTH(Comm, MPI_COMM_NULL);
    BOTH(Group, MPI_GROUP_EMPTY);
    BOTH(Group, MPI_GROUP_NULL);
    BOTH(Type, MPI_INT);
    BOTH(Type, MPI_DOUBLE_INT);
    BOTH(Type, MPI_DATATYPE_NULL);
    BOTH(Op, MPI_SUM);
    BOTH(Op, MPI_OP_NULL);
    BOTH(Request, MPI_REQUEST_NULL);
    BOTH(Message, MPI_MESSAGE_NULL);
    BOTH(Message, MPI_MESSAGE_NO_PROC);
    BOTH(Errhandler, MPI_ERRORS_RETURN);
    BOTH(Errhandler, MPI_ERRORS_ARE_FATAL);
    BOTH(Errhandler, MPI_ERRHANDLER_NULL);
    BOTH(Info, MPI_INFO_NULL);
    BOTH(Info, MPI_INFO_ENV);
    CHECK(INT(Comm, MPI_COMM_WORLD) != INT(Comm, MPI_COMM_SELF));
    CHECK(INT(Type, MPI_INT) != INT(Type, MPI_FLOAT));
#ifdef ZEROMPI_API
    BOTH(Session, MPI_SESSION_NULL);
    /* The standard's binary interface: constants are their own numbers. */
    CHECK(MPI_Comm_toint(MPI_COMM_WORLD) == 0x101 && MPI_Type_toint(MPI_INT) == 0x209);
    CHECK(MPI_Comm_fromint(0x102) == MPI_COMM_SELF);
#endif
}

static void sum(void *in, void *inout, int *count, MPI_Datatype *type)
{
    (void)type;
    for (int i = 0; i < *count; i++)
        ((int *)inout)[i] += ((int *)in)[i];
}

static void handle_errors(MPI_Comm *comm, int *code, ...)
{
    (void)comm, (void)code;
}

static void made(void)
{
    enum { COUNT = 20 };
    MPI_Comm comms[COUNT];
    int numbers[COUNT];
    for (int i = 0; i < COUNT; i++) {
        GOOD(MPI_Comm_dup(MPI_COMM_SELF, &comms[i]));
        numbers[i] = INT(Comm, comms[i]);
        for (int j = 0; j < i; j++)
            CHECK(numbers[i] != numbers[j]);
    }
    for (int i = 0; i < COUNT; i++) {
        BOTH(Comm, comms[i]);
        CHECK(INT(Comm, comms[i]) == numbers[i]); /* for as long as it lives */
        CHECK(numbers[i] != INT(Comm, MPI_COMM_WORLD) && numbers[i] != INT(Comm, MPI_COMM_NULL));
        GOOD(MPI_Comm_free(&comms[i]));
    }

    MPI_Group group;
    MPI_Datatype type;
    MPI_Op op;
    MPI_Errhandler errhandler;
    MPI_Info info;
    MPI_Request request;
    MPI_Message message;
    int value = rank, received = -1, flag = 0;
    GOOD(MPI_Comm_group(MPI_COMM_WORLD, &group));
    BOTH(Group, group);
    GOOD(MPI_Group_free(&group));
    GOOD(MPI_Type_contiguous(3, MPI_INT, &type));
    BOTH(Type, type);
    GOOD(MPI_Type_free(&type));
    GOOD(MPI_Op_create(sum, 1, &op));
    BOTH(Op, op);
    GOOD(MPI_Op_free(&op));
    GOOD(MPI_Comm_create_errhandler(handle_errors, &errhandler));
    BOTH(Errhandler, errhandler);
    GOOD(MPI_Errhandler_free(&errhandler));
    GOOD(MPI_Info_create(&info));
    BOTH(Info, info);
    GOOD(MPI_Info_free(&info));

    /* A request and a message may go through an integer and be completed afterwards. */
    GOOD(MPI_Isend(&value, 1, MPI_INT, 0, 5, MPI_COMM_SELF, &request));
    BOTH(Request, request);
    while (!flag)
        GOOD(MPI_Improbe(0, 5, MPI_COMM_SELF, &flag, &message, MPI_STATUS_IGNORE));
    BOTH(Message, message);
    MPI_Fint number = MPI_Message_c2f(message);
    message = MPI_Message_f2c(number);
    GOOD(MPI_Mrecv(&received, 1, MPI_INT, &message, MPI_STATUS_IGNORE));
    CHECK(received == rank);
    number = MPI_Request_c2f(request);
    request = MPI_Request_f2c(number);
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
#ifdef ZEROMPI_API
    CHECK(MPI_Comm_fromint(0x7fffffff) == MPI_COMM_NULL); /* nobody has that number */
    CHECK(MPI_Info_fromint(-1) == MPI_INFO_NULL);
#endif
}

static void statuses(void)
{
#ifdef ZEROMPI_API
    MPI_Fint fortran[MPI_F_STATUS_SIZE];
#else
    MPI_Fint fortran[32];
#endif
    MPI_Status status, back;
    int data[3] = {1, 2, 3}, received[5], count = -1;
    GOOD(
        MPI_Sendrecv(data, 3, MPI_INT, 0, 17, received, 5, MPI_INT, 0, 17, MPI_COMM_SELF, &status));
    status.MPI_ERROR = MPI_ERR_OTHER;
    GOOD(MPI_Status_c2f(&status, fortran));
    memset(&back, 0, sizeof back);
    GOOD(MPI_Status_f2c(fortran, &back));
    GOOD(MPI_Get_count(&back, MPI_INT, &count));
    CHECK(count == 3 && back.MPI_SOURCE == 0 && back.MPI_TAG == 17 &&
          back.MPI_ERROR == MPI_ERR_OTHER);

#ifdef ZEROMPI_API /* others may come without Fortran 2008, as MPICH does in Debian */
    MPI_F08_status newer;
    memset(&back, 0, sizeof back);
    GOOD(MPI_Status_c2f08(&status, &newer));
    CHECK(newer.MPI_SOURCE == 0 && newer.MPI_TAG == 17 && newer.MPI_ERROR == MPI_ERR_OTHER);
    GOOD(MPI_Status_f082f(&newer, fortran));
    memset(&newer, 0, sizeof newer);
    GOOD(MPI_Status_f2f08(fortran, &newer));
    GOOD(MPI_Status_f082c(&newer, &back));
    GOOD(MPI_Get_count(&back, MPI_INT, &count));
    CHECK(count == 3 && back.MPI_SOURCE == 0 && back.MPI_TAG == 17);
#endif
#ifdef ZEROMPI_API
    CHECK(fortran[MPI_F_SOURCE] == 0 && fortran[MPI_F_TAG] == 17 &&
          fortran[MPI_F_ERROR] == MPI_ERR_OTHER);
    FAILS(MPI_Status_c2f(MPI_STATUS_IGNORE, fortran), MPI_ERR_ARG);
    FAILS(MPI_Status_f2c(MPI_F_STATUS_IGNORE, &back), MPI_ERR_ARG);
    FAILS(MPI_Status_f2c(MPI_F_STATUSES_IGNORE, &back), MPI_ERR_ARG);
#endif
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    predefined();
    made();
    statuses();
    return finish();
}
