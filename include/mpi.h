/* SPDX-License-Identifier: BSL-1.0 */
/* The public interface of ZeroMPI: the types, constants and functions of the Message Passing
 * Interface that the library implements, and no others. Values and types are those of the MPI 5.0
 * standard ABI: a program compiled with this header runs on any other library with that ABI too.
 *
 * A program in the style of MPI is one program started many times. Each running copy is a process
 * with a number, its rank; processes work on data of their own and exchange it only through the
 * functions below. The smallest complete program:
 *
 *     #include <mpi.h>
 *     #include <stdio.h>
 *
 *     int main(int argc, char **argv)
 *     {
 *         int rank, size;
 *         MPI_Init(&argc, &argv);
 *         MPI_Comm_rank(MPI_COMM_WORLD, &rank);
 *         MPI_Comm_size(MPI_COMM_WORLD, &size);
 *         printf("I am rank %d of %d\n", rank, size);
 *         MPI_Finalize();
 *         return 0;
 *     }
 *
 * What holds for all functions:
 *   - Except for the two clocks, each returns MPI_SUCCESS or an error code. An error ends the
 *     whole job with a message, unless the communicator has another error handler: see "Errors".
 *   - A count is a number of elements of the datatype given with it, not of bytes.
 *   - Results come through pointers to the caller's variables, such as rank and size above.
 *     Memory given to a function stays the caller's.
 *   - What a function makes behind a handle is given back in the end: communicators and error
 *     handlers by MPI_Comm_free and MPI_Errhandler_free, requests by waiting for them.
 */
#ifndef ZEROMPI_MPI_H
#define ZEROMPI_MPI_H

#include <stdint.h>

/* Marks what the library exports; it is itself compiled with all other symbols hidden. */
#if defined(__GNUC__)
#define ZEROMPI_API __attribute__((visibility("default")))
#else
#define ZEROMPI_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Versions ----------------------------------------------------------------------- */

#define MPI_VERSION 5 /* of the MPI standard: 5.0 */
#define MPI_SUBVERSION 0
#define MPI_ABI_VERSION 1 /* of the standard's binary interface: 1.0 */
#define MPI_ABI_SUBVERSION 0

/* ---- Types -------------------------------------------------------------------------- */

/* Integers: an address or a distance between two, a position in a file, a number of elements. */
typedef intptr_t MPI_Aint;
typedef int64_t MPI_Offset;
typedef int64_t MPI_Count;

/* Handles name objects inside the library. A program may copy and compare them, no more. */
typedef struct MPI_ABI_Comm *MPI_Comm;             /* communicator: processes that talk together */
typedef struct MPI_ABI_Datatype *MPI_Datatype;     /* what the elements of a buffer are */
typedef struct MPI_ABI_Errhandler *MPI_Errhandler; /* what is done when a call fails */
typedef struct MPI_ABI_File *MPI_File;             /* file open in several processes */
typedef struct MPI_ABI_Group *MPI_Group;           /* ordered set of processes */
typedef struct MPI_ABI_Info *MPI_Info;             /* keys and values, as hints to the library */
typedef struct MPI_ABI_Message *MPI_Message;       /* message that was matched, not yet received */
typedef struct MPI_ABI_Op *MPI_Op;                 /* how a reduction combines two elements */
typedef struct MPI_ABI_Request *MPI_Request;       /* communication under way */
typedef struct MPI_ABI_Session *MPI_Session;       /* one independent use of MPI in a program */
typedef struct MPI_ABI_Win *MPI_Win;               /* memory that other processes may reach */

/* What is known of a message that was received or probed. Its size: MPI_Get_count. */
typedef struct MPI_Status {
    int MPI_SOURCE; /* rank of the sender */
    int MPI_TAG;    /* tag of the message */
    int MPI_ERROR;  /* error code; set only by calls that complete several requests */
    int MPI_internal[5];
} MPI_Status;

/* ---- Start and end ------------------------------------------------------------------ */

/* How a program uses threads. The higher value always allows more. */
#define MPI_THREAD_SINGLE 0        /* there is one thread */
#define MPI_THREAD_FUNNELED 1024   /* only the thread that called MPI_Init calls MPI */
#define MPI_THREAD_SERIALIZED 2048 /* any thread, but never two at once */
#define MPI_THREAD_MULTIPLE 4096   /* any thread, at any time */

/* Joins the job; called once in each process, before nearly everything else. argc and argv may be
 * those of main, or both NULL. */
ZEROMPI_API int MPI_Init(int *argc, char ***argv);
/* The same for programs with threads: asks for one of MPI_THREAD_*; *provided is what it gets. */
ZEROMPI_API int MPI_Init_thread(int *argc, char ***argv, int required, int *provided);

/* Leaves the job, when all that was sent has arrived. The last MPI call of every process. */
ZEROMPI_API int MPI_Finalize(void);

/* Ends all processes of the job at once, with errorcode as the job's exit status. */
ZEROMPI_API int MPI_Abort(MPI_Comm comm, int errorcode);

/* Tell whether MPI_Init and MPI_Finalize were called (this at any time), the level of threads, and
 * whether this is the thread that called MPI_Init. */
ZEROMPI_API int MPI_Initialized(int *flag);
ZEROMPI_API int MPI_Finalized(int *flag);
ZEROMPI_API int MPI_Query_thread(int *provided);
ZEROMPI_API int MPI_Is_thread_main(int *flag);

/* ---- Surroundings ------------------------------------------------------------------- */

/* Room that a string needs, its final NUL included. */
#define MPI_MAX_PROCESSOR_NAME 256
#define MPI_MAX_LIBRARY_VERSION_STRING 8192
#define MPI_MAX_ERROR_STRING 512

/* Seconds since some moment in the past: the difference of two calls in the same process is the
 * time between them. MPI_Wtick is the clock's resolution, in seconds. */
ZEROMPI_API double MPI_Wtime(void);
ZEROMPI_API double MPI_Wtick(void);

/* Name of the computer this process runs on; name holds MPI_MAX_PROCESSOR_NAME characters. */
ZEROMPI_API int MPI_Get_processor_name(char *name, int *resultlen);

/* Versions of the standard, of its binary interface, and of this library as a line of text (in
 * MPI_MAX_LIBRARY_VERSION_STRING characters). They may be called at any time. */
ZEROMPI_API int MPI_Get_version(int *version, int *subversion);
ZEROMPI_API int MPI_Abi_get_version(int *abi_major, int *abi_minor);
ZEROMPI_API int MPI_Get_library_version(char *version, int *resultlen);

/* ---- Communicators ------------------------------------------------------------------ */

/* A communicator is a set of processes, ranked from 0, and a world of its own: what is sent in one
 * is never received in another. */
#define MPI_COMM_NULL ((MPI_Comm)0x00000100)  /* no communicator */
#define MPI_COMM_WORLD ((MPI_Comm)0x00000101) /* all processes of the job */
#define MPI_COMM_SELF ((MPI_Comm)0x00000102)  /* this process alone */

#define MPI_GROUP_NULL ((MPI_Group)0x00000108)  /* no group */
#define MPI_GROUP_EMPTY ((MPI_Group)0x00000109) /* group without members */

/* Results of comparing two communicators or groups. */
#define MPI_IDENT 201     /* one and the same */
#define MPI_CONGRUENT 202 /* same processes in the same order, yet two communicators */
#define MPI_SIMILAR 203   /* same processes in another order */
#define MPI_UNEQUAL 204   /* other processes */

#define MPI_UNDEFINED (-32766) /* stands for "none" where a number is expected */

/* Rank of the calling process in comm, and the number of processes in comm. */
ZEROMPI_API int MPI_Comm_rank(MPI_Comm comm, int *rank);
ZEROMPI_API int MPI_Comm_size(MPI_Comm comm, int *size);

/* Three that all processes of comm call together. Dup makes a second communicator of the same
 * processes, for instance for a library's own messages. Split makes one for each different color
 * (which is 0 or more, or MPI_UNDEFINED to get MPI_COMM_NULL), ranked by key, then by rank in comm.
 * Free gives one back that these two made, and sets *comm to MPI_COMM_NULL. */
ZEROMPI_API int MPI_Comm_dup(MPI_Comm comm, MPI_Comm *newcomm);
ZEROMPI_API int MPI_Comm_split(MPI_Comm comm, int color, int key, MPI_Comm *newcomm);
ZEROMPI_API int MPI_Comm_free(MPI_Comm *comm);

/* ---- Datatypes ---------------------------------------------------------------------- */

/* A datatype says what the elements of a buffer are, as the types of C do for variables. */
#define MPI_DATATYPE_NULL ((MPI_Datatype)0x00000200) /* no datatype */

/* Characters, logical values and bytes. MPI_CHAR is for text: reductions take the other two. */
#define MPI_CHAR ((MPI_Datatype)0x00000243)          /* char */
#define MPI_SIGNED_CHAR ((MPI_Datatype)0x00000244)   /* signed char */
#define MPI_UNSIGNED_CHAR ((MPI_Datatype)0x00000245) /* unsigned char */
#define MPI_WCHAR ((MPI_Datatype)0x0000023c)         /* wchar_t */
#define MPI_C_BOOL ((MPI_Datatype)0x00000238)        /* _Bool */
#define MPI_CXX_BOOL ((MPI_Datatype)0x00000239)      /* C++ bool */
#define MPI_BYTE ((MPI_Datatype)0x00000247)          /* eight bits, never converted */
#define MPI_PACKED ((MPI_Datatype)0x00000207)        /* bytes of packed data */

/* Integers. */
#define MPI_SHORT ((MPI_Datatype)0x00000208)              /* short */
#define MPI_INT ((MPI_Datatype)0x00000209)                /* int */
#define MPI_LONG ((MPI_Datatype)0x0000020a)               /* long */
#define MPI_LONG_LONG ((MPI_Datatype)0x0000020b)          /* long long */
#define MPI_LONG_LONG_INT MPI_LONG_LONG                   /* its older name */
#define MPI_UNSIGNED_SHORT ((MPI_Datatype)0x0000020c)     /* unsigned short */
#define MPI_UNSIGNED ((MPI_Datatype)0x0000020d)           /* unsigned int */
#define MPI_UNSIGNED_LONG ((MPI_Datatype)0x0000020e)      /* unsigned long */
#define MPI_UNSIGNED_LONG_LONG ((MPI_Datatype)0x0000020f) /* unsigned long long */
#define MPI_INT8_T ((MPI_Datatype)0x00000240)             /* int8_t */
#define MPI_INT16_T ((MPI_Datatype)0x00000248)            /* int16_t */
#define MPI_INT32_T ((MPI_Datatype)0x00000250)            /* int32_t */
#define MPI_INT64_T ((MPI_Datatype)0x00000258)            /* int64_t */
#define MPI_UINT8_T ((MPI_Datatype)0x00000241)            /* uint8_t */
#define MPI_UINT16_T ((MPI_Datatype)0x00000249)           /* uint16_t */
#define MPI_UINT32_T ((MPI_Datatype)0x00000251)           /* uint32_t */
#define MPI_UINT64_T ((MPI_Datatype)0x00000259)           /* uint64_t */
#define MPI_AINT ((MPI_Datatype)0x00000201)               /* MPI_Aint */
#define MPI_COUNT ((MPI_Datatype)0x00000202)              /* MPI_Count */
#define MPI_OFFSET ((MPI_Datatype)0x00000203)             /* MPI_Offset */

/* Floating point and complex numbers. */
#define MPI_FLOAT ((MPI_Datatype)0x00000210)                   /* float */
#define MPI_DOUBLE ((MPI_Datatype)0x00000214)                  /* double */
#define MPI_LONG_DOUBLE ((MPI_Datatype)0x00000220)             /* long double */
#define MPI_C_FLOAT_COMPLEX ((MPI_Datatype)0x00000212)         /* float _Complex */
#define MPI_C_COMPLEX MPI_C_FLOAT_COMPLEX                      /* its other name */
#define MPI_C_DOUBLE_COMPLEX ((MPI_Datatype)0x00000216)        /* double _Complex */
#define MPI_C_LONG_DOUBLE_COMPLEX ((MPI_Datatype)0x00000224)   /* long double _Complex */
#define MPI_CXX_FLOAT_COMPLEX ((MPI_Datatype)0x00000213)       /* std::complex<float> */
#define MPI_CXX_DOUBLE_COMPLEX ((MPI_Datatype)0x00000217)      /* std::complex<double> */
#define MPI_CXX_LONG_DOUBLE_COMPLEX ((MPI_Datatype)0x00000225) /* std::complex<long double> */

/* A value and the place it comes from, as a struct of both: for MPI_MINLOC and MPI_MAXLOC. */
#define MPI_FLOAT_INT ((MPI_Datatype)0x00000228)       /* struct { float value; int place; } */
#define MPI_DOUBLE_INT ((MPI_Datatype)0x00000229)      /* struct { double value; int place; } */
#define MPI_LONG_INT ((MPI_Datatype)0x0000022a)        /* struct { long value; int place; } */
#define MPI_2INT ((MPI_Datatype)0x0000022b)            /* struct { int value; int place; } */
#define MPI_SHORT_INT ((MPI_Datatype)0x0000022c)       /* struct { short value; int place; } */
#define MPI_LONG_DOUBLE_INT ((MPI_Datatype)0x0000022d) /* the same with long double */

/* The types of Fortran, and its pairs of two equal numbers. */
#define MPI_LOGICAL ((MPI_Datatype)0x00000218)
#define MPI_INTEGER ((MPI_Datatype)0x00000219)
#define MPI_REAL ((MPI_Datatype)0x0000021a)
#define MPI_COMPLEX ((MPI_Datatype)0x0000021b)
#define MPI_DOUBLE_PRECISION ((MPI_Datatype)0x0000021c)
#define MPI_DOUBLE_COMPLEX ((MPI_Datatype)0x0000021d)
#define MPI_CHARACTER ((MPI_Datatype)0x0000021e)
#define MPI_2REAL ((MPI_Datatype)0x00000230)
#define MPI_2DOUBLE_PRECISION ((MPI_Datatype)0x00000231)
#define MPI_2INTEGER ((MPI_Datatype)0x00000232)

/* Bytes that one element holds. */
ZEROMPI_API int MPI_Type_size(MPI_Datatype datatype, int *size);

/* ---- Messages from one process to another ------------------------------------------- */

#define MPI_ANY_SOURCE (-1) /* as source: from whichever process */
#define MPI_ANY_TAG (-2)    /* as tag: with whichever tag */
#define MPI_PROC_NULL (-3)  /* as source or destination: nobody; the call does nothing */

#define MPI_BOTTOM ((void *)0)                     /* as buffer: addresses are absolute */
#define MPI_STATUS_IGNORE ((MPI_Status *)0)        /* as status: not wanted */
#define MPI_STATUSES_IGNORE ((MPI_Status *)0)      /* as array of statuses: not wanted */
#define MPI_REQUEST_NULL ((MPI_Request)0x00000180) /* no request, or one that is completed */

/* Send a message: count elements at buf, to the process of rank dest in comm, under a tag (0 or
 * more) that says what the message is about. Send returns when buf may be changed again: at once
 * if the message is small, else when it is received. Ssend always waits until it is being received.
 * Of two messages to the same process that a receive could take, it takes the one sent first. */
ZEROMPI_API int MPI_Send(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                         MPI_Comm comm);
ZEROMPI_API int MPI_Ssend(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                          MPI_Comm comm);

/* Waits for and receives the first message that matches source, tag and comm. buf has room for
 * count elements: fewer may come, more are the error MPI_ERR_TRUNCATE. status tells what came. */
ZEROMPI_API int MPI_Recv(void *buf, int count, MPI_Datatype datatype, int source, int tag,
                         MPI_Comm comm, MPI_Status *status);

/* Sends one message and receives another at the same time, which cannot deadlock as a Send followed
 * by a Recv can when two processes exchange data. The two buffers may not overlap. */
ZEROMPI_API int MPI_Sendrecv(const void *sendbuf, int sendcount, MPI_Datatype sendtype, int dest,
                             int sendtag, void *recvbuf, int recvcount, MPI_Datatype recvtype,
                             int source, int recvtag, MPI_Comm comm, MPI_Status *status);

/* The same without waiting: they start the communication and return a request for it. Until a wait
 * or a test completes it, the program must not change a buffer to send or touch one to receive. */
ZEROMPI_API int MPI_Isend(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                          MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Issend(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                           MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Irecv(void *buf, int count, MPI_Datatype datatype, int source, int tag,
                          MPI_Comm comm, MPI_Request *request);

/* Complete requests: one, all of an array, or whichever is done first (its index in *indx, or
 * MPI_UNDEFINED when the array holds none). A completed request becomes MPI_REQUEST_NULL. */
ZEROMPI_API int MPI_Wait(MPI_Request *request, MPI_Status *status);
ZEROMPI_API int MPI_Waitall(int count, MPI_Request array_of_requests[],
                            MPI_Status *array_of_statuses);
ZEROMPI_API int MPI_Waitany(int count, MPI_Request array_of_requests[], int *indx,
                            MPI_Status *status);

/* The same if it can be done without waiting: *flag is 1 if so, else 0 with all left as it was. */
ZEROMPI_API int MPI_Test(MPI_Request *request, int *flag, MPI_Status *status);
ZEROMPI_API int MPI_Testall(int count, MPI_Request array_of_requests[], int *flag,
                            MPI_Status *array_of_statuses);

/* Look at a message that waits to be received, without receiving it: Probe waits for one, Iprobe
 * says in *flag whether there is one. */
ZEROMPI_API int MPI_Probe(int source, int tag, MPI_Comm comm, MPI_Status *status);
ZEROMPI_API int MPI_Iprobe(int source, int tag, MPI_Comm comm, int *flag, MPI_Status *status);

/* Number of elements of datatype in the message of status; MPI_UNDEFINED if that is not whole. */
ZEROMPI_API int MPI_Get_count(const MPI_Status *status, MPI_Datatype datatype, int *count);

/* ---- Collective operations ---------------------------------------------------------- */

/* All processes of comm call the same operations in the same order, with the same root, the same
 * operator, and sizes that fit. In Scatter, Gather, Allgather and Alltoall a count is that of the
 * part for one process. What the root alone needs is ignored elsewhere: the sendbuf of Scatter, the
 * recvbuf of Gather and Reduce, with their counts and types. */

/* As sendbuf: what this process gives is in recvbuf already, at its place. As recvbuf of Scatter's
 * root: the root's own part stays in sendbuf. */
#define MPI_IN_PLACE ((void *)1)

/* Waits until all processes have come here. */
ZEROMPI_API int MPI_Barrier(MPI_Comm comm);

/* The root's buffer is copied to all. */
ZEROMPI_API int MPI_Bcast(void *buffer, int count, MPI_Datatype datatype, int root, MPI_Comm comm);

/* The root's sendbuf is cut into equal parts; the process of rank i receives part i. */
ZEROMPI_API int MPI_Scatter(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                            void *recvbuf, int recvcount, MPI_Datatype recvtype, int root,
                            MPI_Comm comm);

/* The reverse: all parts are put together in order of rank, at the root or at every process. */
ZEROMPI_API int MPI_Gather(const void *sendbuf, int sendcount, MPI_Datatype sendtype, void *recvbuf,
                           int recvcount, MPI_Datatype recvtype, int root, MPI_Comm comm);
ZEROMPI_API int MPI_Allgather(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                              void *recvbuf, int recvcount, MPI_Datatype recvtype, MPI_Comm comm);

/* Each process has a part for each: part j of process i becomes part i of process j. */
ZEROMPI_API int MPI_Alltoall(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                             void *recvbuf, int recvcount, MPI_Datatype recvtype, MPI_Comm comm);

/* Operators of the reductions that follow. */
#define MPI_OP_NULL ((MPI_Op)0x00000020) /* no operator */
#define MPI_SUM ((MPI_Op)0x00000021)     /* numbers: sum */
#define MPI_MIN ((MPI_Op)0x00000022)     /* integers and floating point: smallest */
#define MPI_MAX ((MPI_Op)0x00000023)     /* ... largest */
#define MPI_PROD ((MPI_Op)0x00000024)    /* numbers: product */
#define MPI_BAND ((MPI_Op)0x00000028)    /* integers and bytes: and, of each bit */
#define MPI_BOR ((MPI_Op)0x00000029)     /* ... or */
#define MPI_BXOR ((MPI_Op)0x0000002a)    /* ... exclusive or */
#define MPI_LAND ((MPI_Op)0x00000030)    /* integers and logical values: and */
#define MPI_LOR ((MPI_Op)0x00000031)     /* ... or */
#define MPI_LXOR ((MPI_Op)0x00000032)    /* ... exclusive or */
#define MPI_MINLOC ((MPI_Op)0x00000038)  /* pairs: smallest value, and where it is */
#define MPI_MAXLOC ((MPI_Op)0x00000039)  /* ... largest; of equal values the lowest place */

/* The buffers of all processes, each of count elements, are combined element by element, in order
 * of rank: the same input gives the same bits each time. The result goes to the root or to all. */
ZEROMPI_API int MPI_Reduce(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype,
                           MPI_Op op, int root, MPI_Comm comm);
ZEROMPI_API int MPI_Allreduce(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype,
                              MPI_Op op, MPI_Comm comm);

/* The same, with the result cut into parts of recvcount elements; the process of rank i receives
 * part i. Each sendbuf has as many parts as there are processes. */
ZEROMPI_API int MPI_Reduce_scatter_block(const void *sendbuf, void *recvbuf, int recvcount,
                                         MPI_Datatype datatype, MPI_Op op, MPI_Comm comm);

/* Running results: the process of rank i receives that of ranks 0 to i. Exscan leaves out rank i
 * itself, and the recvbuf of rank 0 as it was. */
ZEROMPI_API int MPI_Scan(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype,
                         MPI_Op op, MPI_Comm comm);
ZEROMPI_API int MPI_Exscan(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype,
                           MPI_Op op, MPI_Comm comm);

/* ---- Errors ------------------------------------------------------------------------- */

/* An error goes to the error handler of the communicator of the call. MPI_COMM_WORLD has
 * MPI_ERRORS_ARE_FATAL until another is set; a new communicator that of the one it is made from. */
#define MPI_ERRHANDLER_NULL ((MPI_Errhandler)0x00000140)  /* no handler */
#define MPI_ERRORS_ARE_FATAL ((MPI_Errhandler)0x00000141) /* say what is wrong and end the job */
#define MPI_ERRORS_ABORT ((MPI_Errhandler)0x00000142)     /* MPI_Abort on the communicator */
#define MPI_ERRORS_RETURN ((MPI_Errhandler)0x00000143)    /* the call returns the error code */

/* A handler of the program's own; the arguments after the error code are not used here. */
typedef void MPI_Comm_errhandler_function(MPI_Comm *comm, int *error_code, ...);

/* Set and get the handler of a communicator; make one from a function. A handler that was made or
 * got is given back with Errhandler_free, and lives on while a communicator uses it.
 * Call_errhandler gives the handler an error of the program's own. */
ZEROMPI_API int MPI_Comm_set_errhandler(MPI_Comm comm, MPI_Errhandler errhandler);
ZEROMPI_API int MPI_Comm_get_errhandler(MPI_Comm comm, MPI_Errhandler *errhandler);
ZEROMPI_API int MPI_Comm_create_errhandler(MPI_Comm_errhandler_function *comm_errhandler_fn,
                                           MPI_Errhandler *errhandler);
ZEROMPI_API int MPI_Errhandler_free(MPI_Errhandler *errhandler);
ZEROMPI_API int MPI_Comm_call_errhandler(MPI_Comm comm, int errorcode);

/* The text for an error code, in MPI_MAX_ERROR_STRING characters, and its class, one of the below.
 * Both may be called at any time. */
ZEROMPI_API int MPI_Error_string(int errorcode, char *string, int *resultlen);
ZEROMPI_API int MPI_Error_class(int errorcode, int *errorclass);

#define MPI_SUCCESS 0        /* no error */
#define MPI_ERR_BUFFER 1     /* a buffer is no valid pointer */
#define MPI_ERR_COUNT 2      /* a count is negative */
#define MPI_ERR_TYPE 3       /* no valid datatype */
#define MPI_ERR_TAG 4        /* a tag is out of range */
#define MPI_ERR_COMM 5       /* no valid communicator */
#define MPI_ERR_RANK 6       /* a rank is not one of the communicator's */
#define MPI_ERR_REQUEST 7    /* no valid request */
#define MPI_ERR_ROOT 8       /* a root is not one of the communicator's ranks */
#define MPI_ERR_GROUP 9      /* no valid group */
#define MPI_ERR_OP 10        /* no valid operator, or not for this datatype */
#define MPI_ERR_TOPOLOGY 11  /* no valid topology */
#define MPI_ERR_DIMS 12      /* no valid dimensions */
#define MPI_ERR_ARG 13       /* an argument is wrong in another way */
#define MPI_ERR_UNKNOWN 14   /* cause not known */
#define MPI_ERR_TRUNCATE 15  /* a message is longer than the room for it */
#define MPI_ERR_OTHER 16     /* another error; its text says which */
#define MPI_ERR_INTERN 17    /* a fault of the library */
#define MPI_ERR_PENDING 18   /* in a status: that request is not completed yet */
#define MPI_ERR_IN_STATUS 19 /* the array of statuses tells which requests failed */

/* Most of the following belong to parts of MPI that this library does not have yet. */
#define MPI_ERR_ACCESS 20
#define MPI_ERR_AMODE 21
#define MPI_ERR_ASSERT 22
#define MPI_ERR_BAD_FILE 23
#define MPI_ERR_BASE 24
#define MPI_ERR_CONVERSION 25
#define MPI_ERR_DISP 26
#define MPI_ERR_DUP_DATAREP 27
#define MPI_ERR_FILE_EXISTS 28
#define MPI_ERR_FILE_IN_USE 29
#define MPI_ERR_FILE 30
#define MPI_ERR_INFO_KEY 31
#define MPI_ERR_INFO_NOKEY 32
#define MPI_ERR_INFO_VALUE 33
#define MPI_ERR_INFO 34
#define MPI_ERR_IO 35
#define MPI_ERR_KEYVAL 36
#define MPI_ERR_LOCKTYPE 37
#define MPI_ERR_NAME 38
#define MPI_ERR_NO_MEM 39 /* memory is exhausted */
#define MPI_ERR_NOT_SAME 40
#define MPI_ERR_NO_SPACE 41
#define MPI_ERR_NO_SUCH_FILE 42
#define MPI_ERR_PORT 43
#define MPI_ERR_QUOTA 44
#define MPI_ERR_READ_ONLY 45
#define MPI_ERR_RMA_ATTACH 46
#define MPI_ERR_RMA_CONFLICT 47
#define MPI_ERR_RMA_RANGE 48
#define MPI_ERR_RMA_SHARED 49
#define MPI_ERR_RMA_SYNC 50
#define MPI_ERR_SERVICE 51
#define MPI_ERR_SIZE 52
#define MPI_ERR_SPAWN 53
#define MPI_ERR_UNSUPPORTED_DATAREP 54
#define MPI_ERR_UNSUPPORTED_OPERATION 55
#define MPI_ERR_WIN 56
#define MPI_ERR_RMA_FLAVOR 57
#define MPI_ERR_PROC_ABORTED 58    /* a process of the job is gone */
#define MPI_ERR_VALUE_TOO_LARGE 59 /* a result does not fit its variable */
#define MPI_ERR_SESSION 60
#define MPI_ERR_ERRHANDLER 61 /* no valid error handler */
#define MPI_ERR_ABI 62        /* the program's binary interface is not the library's */

#define MPI_ERR_LASTCODE 16383 /* no class is higher */

/* ---- Profiling ---------------------------------------------------------------------- */

/* Every MPI_X is there as PMPI_X too. A tool may define an MPI_X of its own, which is then called
 * in place of the library's; it measures or counts, and calls PMPI_X for the work. */
ZEROMPI_API extern __typeof__(MPI_Init) PMPI_Init;
ZEROMPI_API extern __typeof__(MPI_Init_thread) PMPI_Init_thread;
ZEROMPI_API extern __typeof__(MPI_Finalize) PMPI_Finalize;
ZEROMPI_API extern __typeof__(MPI_Abort) PMPI_Abort;
ZEROMPI_API extern __typeof__(MPI_Initialized) PMPI_Initialized;
ZEROMPI_API extern __typeof__(MPI_Finalized) PMPI_Finalized;
ZEROMPI_API extern __typeof__(MPI_Query_thread) PMPI_Query_thread;
ZEROMPI_API extern __typeof__(MPI_Is_thread_main) PMPI_Is_thread_main;
ZEROMPI_API extern __typeof__(MPI_Wtime) PMPI_Wtime;
ZEROMPI_API extern __typeof__(MPI_Wtick) PMPI_Wtick;
ZEROMPI_API extern __typeof__(MPI_Get_processor_name) PMPI_Get_processor_name;
ZEROMPI_API extern __typeof__(MPI_Get_version) PMPI_Get_version;
ZEROMPI_API extern __typeof__(MPI_Abi_get_version) PMPI_Abi_get_version;
ZEROMPI_API extern __typeof__(MPI_Get_library_version) PMPI_Get_library_version;
ZEROMPI_API extern __typeof__(MPI_Comm_rank) PMPI_Comm_rank;
ZEROMPI_API extern __typeof__(MPI_Comm_size) PMPI_Comm_size;
ZEROMPI_API extern __typeof__(MPI_Comm_dup) PMPI_Comm_dup;
ZEROMPI_API extern __typeof__(MPI_Comm_split) PMPI_Comm_split;
ZEROMPI_API extern __typeof__(MPI_Comm_free) PMPI_Comm_free;
ZEROMPI_API extern __typeof__(MPI_Type_size) PMPI_Type_size;
ZEROMPI_API extern __typeof__(MPI_Send) PMPI_Send;
ZEROMPI_API extern __typeof__(MPI_Ssend) PMPI_Ssend;
ZEROMPI_API extern __typeof__(MPI_Recv) PMPI_Recv;
ZEROMPI_API extern __typeof__(MPI_Sendrecv) PMPI_Sendrecv;
ZEROMPI_API extern __typeof__(MPI_Isend) PMPI_Isend;
ZEROMPI_API extern __typeof__(MPI_Issend) PMPI_Issend;
ZEROMPI_API extern __typeof__(MPI_Irecv) PMPI_Irecv;
ZEROMPI_API extern __typeof__(MPI_Wait) PMPI_Wait;
ZEROMPI_API extern __typeof__(MPI_Waitall) PMPI_Waitall;
ZEROMPI_API extern __typeof__(MPI_Waitany) PMPI_Waitany;
ZEROMPI_API extern __typeof__(MPI_Test) PMPI_Test;
ZEROMPI_API extern __typeof__(MPI_Testall) PMPI_Testall;
ZEROMPI_API extern __typeof__(MPI_Probe) PMPI_Probe;
ZEROMPI_API extern __typeof__(MPI_Iprobe) PMPI_Iprobe;
ZEROMPI_API extern __typeof__(MPI_Get_count) PMPI_Get_count;
ZEROMPI_API extern __typeof__(MPI_Barrier) PMPI_Barrier;
ZEROMPI_API extern __typeof__(MPI_Bcast) PMPI_Bcast;
ZEROMPI_API extern __typeof__(MPI_Scatter) PMPI_Scatter;
ZEROMPI_API extern __typeof__(MPI_Gather) PMPI_Gather;
ZEROMPI_API extern __typeof__(MPI_Allgather) PMPI_Allgather;
ZEROMPI_API extern __typeof__(MPI_Alltoall) PMPI_Alltoall;
ZEROMPI_API extern __typeof__(MPI_Reduce) PMPI_Reduce;
ZEROMPI_API extern __typeof__(MPI_Allreduce) PMPI_Allreduce;
ZEROMPI_API extern __typeof__(MPI_Reduce_scatter_block) PMPI_Reduce_scatter_block;
ZEROMPI_API extern __typeof__(MPI_Scan) PMPI_Scan;
ZEROMPI_API extern __typeof__(MPI_Exscan) PMPI_Exscan;
ZEROMPI_API extern __typeof__(MPI_Comm_set_errhandler) PMPI_Comm_set_errhandler;
ZEROMPI_API extern __typeof__(MPI_Comm_get_errhandler) PMPI_Comm_get_errhandler;
ZEROMPI_API extern __typeof__(MPI_Comm_create_errhandler) PMPI_Comm_create_errhandler;
ZEROMPI_API extern __typeof__(MPI_Errhandler_free) PMPI_Errhandler_free;
ZEROMPI_API extern __typeof__(MPI_Comm_call_errhandler) PMPI_Comm_call_errhandler;
ZEROMPI_API extern __typeof__(MPI_Error_string) PMPI_Error_string;
ZEROMPI_API extern __typeof__(MPI_Error_class) PMPI_Error_class;

#ifdef __cplusplus
}
#endif

#endif
