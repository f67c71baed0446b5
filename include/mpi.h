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
 *   - Except for clocks, sums of addresses and conversions of handles, each returns MPI_SUCCESS
 *     or an error code. An error ends the
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

/* Nothing here starts processes: there is no parent, and to disconnect is to wait for what is under
 * way in comm and to free it. */
ZEROMPI_API int MPI_Comm_get_parent(MPI_Comm *parent);
ZEROMPI_API int MPI_Comm_disconnect(MPI_Comm *comm);

/* ---- Surroundings ------------------------------------------------------------------- */

/* Room that a string needs, its final NUL included. */
#define MPI_MAX_PROCESSOR_NAME 256
#define MPI_MAX_LIBRARY_VERSION_STRING 8192
#define MPI_MAX_ERROR_STRING 512
#define MPI_MAX_DATAREP_STRING 128
#define MPI_MAX_PORT_NAME 1024

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

/* Memory like that of malloc and free; no kind of it is faster than another here. */
ZEROMPI_API int MPI_Alloc_mem(MPI_Aint size, MPI_Info info, void *baseptr);
ZEROMPI_API int MPI_Free_mem(void *base);

/* Says to a profiling tool how much to record; does nothing by itself. */
ZEROMPI_API int MPI_Pcontrol(const int level, ...);

/* Lists the kinds of hardware that MPI_Comm_split_type can divide by. */
ZEROMPI_API int MPI_Get_hw_resource_info(MPI_Info *hw_info);

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

/* More ways that all processes of comm call together: of the ranks in a group; of those that share
 * a kind of hardware, which MPI_COMM_TYPE_* names; with other info; without waiting, when a request
 * is complete. Create_group is called by the group alone. */
#define MPI_COMM_TYPE_SHARED 221 /* processes that share memory */
#define MPI_COMM_TYPE_HW_UNGUIDED 222
#define MPI_COMM_TYPE_HW_GUIDED 223
#define MPI_COMM_TYPE_RESOURCE_GUIDED 224
ZEROMPI_API int MPI_Comm_create(MPI_Comm comm, MPI_Group group, MPI_Comm *newcomm);
ZEROMPI_API int MPI_Comm_create_group(MPI_Comm comm, MPI_Group group, int tag, MPI_Comm *newcomm);
ZEROMPI_API int MPI_Comm_split_type(MPI_Comm comm, int split_type, int key, MPI_Info info,
                                    MPI_Comm *newcomm);
ZEROMPI_API int MPI_Comm_dup_with_info(MPI_Comm comm, MPI_Info info, MPI_Comm *newcomm);
ZEROMPI_API int MPI_Comm_idup(MPI_Comm comm, MPI_Comm *newcomm, MPI_Request *request);
ZEROMPI_API int MPI_Comm_idup_with_info(MPI_Comm comm, MPI_Info info, MPI_Comm *newcomm,
                                        MPI_Request *request);

/* Compares two communicators: MPI_IDENT, MPI_CONGRUENT, MPI_SIMILAR or MPI_UNEQUAL. */
ZEROMPI_API int MPI_Comm_compare(MPI_Comm comm1, MPI_Comm comm2, int *result);

/* Names, for people: at most MPI_MAX_OBJECT_NAME characters, the final NUL included. */
#define MPI_MAX_OBJECT_NAME 128
ZEROMPI_API int MPI_Comm_set_name(MPI_Comm comm, const char *comm_name);
ZEROMPI_API int MPI_Comm_get_name(MPI_Comm comm, char *comm_name, int *resultlen);

/* Hints that go with a communicator, see "Info". */
ZEROMPI_API int MPI_Comm_set_info(MPI_Comm comm, MPI_Info info);
ZEROMPI_API int MPI_Comm_get_info(MPI_Comm comm, MPI_Info *info_used);

/* An intercommunicator joins two groups: messages go to the ranks of the other one. Create makes
 * one from two communicators whose leaders can talk in peer_comm; Merge makes one communicator of
 * both groups, with the ranks of the group that says high = 0 first. */
#define MPI_ROOT (-4) /* as root, in the root itself: the ranks of the other group take part */
ZEROMPI_API int MPI_Intercomm_create(MPI_Comm local_comm, int local_leader, MPI_Comm peer_comm,
                                     int remote_leader, int tag, MPI_Comm *newintercomm);
ZEROMPI_API int MPI_Intercomm_merge(MPI_Comm intercomm, int high, MPI_Comm *newintracomm);
ZEROMPI_API int MPI_Comm_test_inter(MPI_Comm comm, int *flag);
ZEROMPI_API int MPI_Comm_remote_size(MPI_Comm comm, int *size);
ZEROMPI_API int MPI_Comm_remote_group(MPI_Comm comm, MPI_Group *group);

/* ---- Groups -------------------------------------------------------------------------- */

/* A group is an ordered set of processes, with which communicators are made. */
ZEROMPI_API int MPI_Comm_group(MPI_Comm comm, MPI_Group *group);
ZEROMPI_API int MPI_Group_size(MPI_Group group, int *size);
ZEROMPI_API int MPI_Group_rank(MPI_Group group, int *rank);
ZEROMPI_API int MPI_Group_compare(MPI_Group group1, MPI_Group group2, int *result);
ZEROMPI_API int MPI_Group_translate_ranks(MPI_Group group1, int n, const int ranks1[],
                                          MPI_Group group2, int ranks2[]);

/* New groups: set operations, the ranks given or all others, ranges of (first, last, stride). */
ZEROMPI_API int MPI_Group_union(MPI_Group group1, MPI_Group group2, MPI_Group *newgroup);
ZEROMPI_API int MPI_Group_intersection(MPI_Group group1, MPI_Group group2, MPI_Group *newgroup);
ZEROMPI_API int MPI_Group_difference(MPI_Group group1, MPI_Group group2, MPI_Group *newgroup);
ZEROMPI_API int MPI_Group_incl(MPI_Group group, int n, const int ranks[], MPI_Group *newgroup);
ZEROMPI_API int MPI_Group_excl(MPI_Group group, int n, const int ranks[], MPI_Group *newgroup);
ZEROMPI_API int MPI_Group_range_incl(MPI_Group group, int n, int ranges[][3], MPI_Group *newgroup);
ZEROMPI_API int MPI_Group_range_excl(MPI_Group group, int n, int ranges[][3], MPI_Group *newgroup);
ZEROMPI_API int MPI_Group_free(MPI_Group *group);

/* ---- Attributes ---------------------------------------------------------------------- */

/* Values of the program that go with a communicator or datatype, under a key that it makes. The
 * functions given with the key are called when an object is duplicated and when a value is deleted.
 */
typedef int MPI_Comm_copy_attr_function(MPI_Comm comm, int keyval, void *extra_state,
                                        void *attribute_val_in, void *attribute_val_out, int *flag);
typedef int MPI_Comm_delete_attr_function(MPI_Comm comm, int keyval, void *attribute_val,
                                          void *extra_state);
typedef int MPI_Type_copy_attr_function(MPI_Datatype datatype, int keyval, void *extra_state,
                                        void *attribute_val_in, void *attribute_val_out, int *flag);
typedef int MPI_Type_delete_attr_function(MPI_Datatype datatype, int keyval, void *attribute_val,
                                          void *extra_state);
#define MPI_KEYVAL_INVALID 0                                           /* no key */
#define MPI_COMM_NULL_COPY_FN ((MPI_Comm_copy_attr_function *)0x0)     /* copies nothing */
#define MPI_COMM_DUP_FN ((MPI_Comm_copy_attr_function *)0x1)           /* copies the value */
#define MPI_COMM_NULL_DELETE_FN ((MPI_Comm_delete_attr_function *)0x0) /* does nothing */
#define MPI_TYPE_NULL_COPY_FN ((MPI_Type_copy_attr_function *)0x0)
#define MPI_TYPE_DUP_FN ((MPI_Type_copy_attr_function *)0x1)
#define MPI_TYPE_NULL_DELETE_FN ((MPI_Type_delete_attr_function *)0x0)
ZEROMPI_API int MPI_Comm_create_keyval(MPI_Comm_copy_attr_function *comm_copy_attr_fn,
                                       MPI_Comm_delete_attr_function *comm_delete_attr_fn,
                                       int *comm_keyval, void *extra_state);
ZEROMPI_API int MPI_Comm_free_keyval(int *comm_keyval);
ZEROMPI_API int MPI_Comm_set_attr(MPI_Comm comm, int comm_keyval, void *attribute_val);
ZEROMPI_API int MPI_Comm_get_attr(MPI_Comm comm, int comm_keyval, void *attribute_val, int *flag);
ZEROMPI_API int MPI_Comm_delete_attr(MPI_Comm comm, int comm_keyval);
ZEROMPI_API int MPI_Type_create_keyval(MPI_Type_copy_attr_function *type_copy_attr_fn,
                                       MPI_Type_delete_attr_function *type_delete_attr_fn,
                                       int *type_keyval, void *extra_state);
ZEROMPI_API int MPI_Type_free_keyval(int *type_keyval);
ZEROMPI_API int MPI_Type_set_attr(MPI_Datatype datatype, int type_keyval, void *attribute_val);
ZEROMPI_API int MPI_Type_get_attr(MPI_Datatype datatype, int type_keyval, void *attribute_val,
                                  int *flag);
ZEROMPI_API int MPI_Type_delete_attr(MPI_Datatype datatype, int type_keyval);

/* Attributes that MPI_COMM_WORLD has from the start; each value is a pointer to an int. */
#define MPI_TAG_UB 501          /* largest tag */
#define MPI_IO 502              /* rank that can do input and output */
#define MPI_HOST 503            /* rank of the host process, or MPI_PROC_NULL */
#define MPI_WTIME_IS_GLOBAL 504 /* whether the clocks of all processes agree */
#define MPI_APPNUM 505          /* number of the program */
#define MPI_LASTUSEDCODE 506    /* largest error code in use */
#define MPI_UNIVERSE_SIZE 507   /* number of processes that there can be */

/* ---- Topologies ---------------------------------------------------------------------- */

/* A communicator may know who is whose neighbour: ranks on a grid (Cartesian), or in any graph. */
#define MPI_CART 211 /* kinds, as MPI_Topo_test tells */
#define MPI_GRAPH 212
#define MPI_DIST_GRAPH 213
#define MPI_UNWEIGHTED ((int *)10)    /* as weights: all edges are alike */
#define MPI_WEIGHTS_EMPTY ((int *)11) /* as weights: there are no edges */
/* Weights are declared as pointers, not as arrays, as compilers warn of arrays at such addresses.
 */
ZEROMPI_API int MPI_Topo_test(MPI_Comm comm, int *status);

/* Grids. Dims_create chooses balanced sizes for the dimensions that are 0. Shift gives the ranks to
 * receive from and to send to for a shift along a dimension; Sub cuts the grid into grids of fewer
 * dimensions. */
ZEROMPI_API int MPI_Dims_create(int nnodes, int ndims, int dims[]);
ZEROMPI_API int MPI_Cart_create(MPI_Comm comm_old, int ndims, const int dims[], const int periods[],
                                int reorder, MPI_Comm *comm_cart);
ZEROMPI_API int MPI_Cartdim_get(MPI_Comm comm, int *ndims);
ZEROMPI_API int MPI_Cart_get(MPI_Comm comm, int maxdims, int dims[], int periods[], int coords[]);
ZEROMPI_API int MPI_Cart_rank(MPI_Comm comm, const int coords[], int *rank);
ZEROMPI_API int MPI_Cart_coords(MPI_Comm comm, int rank, int maxdims, int coords[]);
ZEROMPI_API int MPI_Cart_shift(MPI_Comm comm, int direction, int disp, int *rank_source,
                               int *rank_dest);
ZEROMPI_API int MPI_Cart_sub(MPI_Comm comm, const int remain_dims[], MPI_Comm *newcomm);
ZEROMPI_API int MPI_Cart_map(MPI_Comm comm, int ndims, const int dims[], const int periods[],
                             int *newrank);

/* Graphs that each process knows whole, and graphs of which each process knows a part. */
ZEROMPI_API int MPI_Graph_create(MPI_Comm comm_old, int nnodes, const int indx[], const int edges[],
                                 int reorder, MPI_Comm *comm_graph);
ZEROMPI_API int MPI_Graphdims_get(MPI_Comm comm, int *nnodes, int *nedges);
ZEROMPI_API int MPI_Graph_get(MPI_Comm comm, int maxindex, int maxedges, int indx[], int edges[]);
ZEROMPI_API int MPI_Graph_neighbors_count(MPI_Comm comm, int rank, int *nneighbors);
ZEROMPI_API int MPI_Graph_neighbors(MPI_Comm comm, int rank, int maxneighbors, int neighbors[]);
ZEROMPI_API int MPI_Graph_map(MPI_Comm comm, int nnodes, const int indx[], const int edges[],
                              int *newrank);
ZEROMPI_API int MPI_Dist_graph_create(MPI_Comm comm_old, int n, const int sources[],
                                      const int degrees[], const int destinations[],
                                      const int *weights, MPI_Info info, int reorder,
                                      MPI_Comm *comm_dist_graph);
ZEROMPI_API int MPI_Dist_graph_create_adjacent(MPI_Comm comm_old, int indegree, const int sources[],
                                               const int *sourceweights, int outdegree,
                                               const int destinations[], const int *destweights,
                                               MPI_Info info, int reorder,
                                               MPI_Comm *comm_dist_graph);
ZEROMPI_API int MPI_Dist_graph_neighbors_count(MPI_Comm comm, int *indegree, int *outdegree,
                                               int *weighted);
ZEROMPI_API int MPI_Dist_graph_neighbors(MPI_Comm comm, int maxindegree, int sources[],
                                         int *sourceweights, int maxoutdegree, int destinations[],
                                         int *destweights);

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

/* The types of Fortran by their size in bytes. */
#define MPI_LOGICAL1 ((MPI_Datatype)0x000002c0)
#define MPI_LOGICAL2 ((MPI_Datatype)0x000002c8)
#define MPI_LOGICAL4 ((MPI_Datatype)0x000002d0)
#define MPI_LOGICAL8 ((MPI_Datatype)0x000002d8)
#define MPI_LOGICAL16 ((MPI_Datatype)0x000002e0)
#define MPI_INTEGER1 ((MPI_Datatype)0x000002c1)
#define MPI_INTEGER2 ((MPI_Datatype)0x000002c9)
#define MPI_INTEGER4 ((MPI_Datatype)0x000002d1)
#define MPI_INTEGER8 ((MPI_Datatype)0x000002d9)
#define MPI_INTEGER16 ((MPI_Datatype)0x000002e1)
#define MPI_REAL2 ((MPI_Datatype)0x000002ca)
#define MPI_REAL4 ((MPI_Datatype)0x000002d2)
#define MPI_REAL8 ((MPI_Datatype)0x000002da)
#define MPI_REAL16 ((MPI_Datatype)0x000002e2)
#define MPI_COMPLEX4 ((MPI_Datatype)0x000002d3)
#define MPI_COMPLEX8 ((MPI_Datatype)0x000002db)
#define MPI_COMPLEX16 ((MPI_Datatype)0x000002e3)
#define MPI_COMPLEX32 ((MPI_Datatype)0x000002eb)

/* Datatypes of elements that do not lie side by side, made from others: count elements, blocks at
 * regular distances (in elements; the h forms in bytes), blocks anywhere, members of a struct. A
 * new datatype is committed before it is used in a message, and freed in the end. */
ZEROMPI_API int MPI_Type_contiguous(int count, MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_vector(int count, int blocklength, int stride, MPI_Datatype oldtype,
                                MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_hvector(int count, int blocklength, MPI_Aint stride,
                                        MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_indexed(int count, const int array_of_blocklengths[],
                                 const int array_of_displacements[], MPI_Datatype oldtype,
                                 MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_hindexed(int count, const int array_of_blocklengths[],
                                         const MPI_Aint array_of_displacements[],
                                         MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_indexed_block(int count, int blocklength,
                                              const int array_of_displacements[],
                                              MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_hindexed_block(int count, int blocklength,
                                               const MPI_Aint array_of_displacements[],
                                               MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_struct(int count, const int array_of_blocklengths[],
                                       const MPI_Aint array_of_displacements[],
                                       const MPI_Datatype array_of_types[], MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_resized(MPI_Datatype oldtype, MPI_Aint lb, MPI_Aint extent,
                                        MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_dup(MPI_Datatype oldtype, MPI_Datatype *newtype);

/* A part of an array of ndims dimensions, and the part of one process in an array that is
 * distributed over a grid of processes. */
#define MPI_ORDER_C 0xC
#define MPI_ORDER_FORTRAN 0xF
#define MPI_DISTRIBUTE_NONE 16
#define MPI_DISTRIBUTE_BLOCK 17
#define MPI_DISTRIBUTE_CYCLIC 18
#define MPI_DISTRIBUTE_DFLT_DARG 19
ZEROMPI_API int MPI_Type_create_subarray(int ndims, const int array_of_sizes[],
                                         const int array_of_subsizes[], const int array_of_starts[],
                                         int order, MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_darray(int size, int rank, int ndims, const int array_of_gsizes[],
                                       const int array_of_distribs[], const int array_of_dargs[],
                                       const int array_of_psizes[], int order, MPI_Datatype oldtype,
                                       MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_commit(MPI_Datatype *datatype);
ZEROMPI_API int MPI_Type_free(MPI_Datatype *datatype);

/* The address of something, for displacements, and arithmetic with addresses. */
ZEROMPI_API int MPI_Get_address(const void *location, MPI_Aint *address);
ZEROMPI_API MPI_Aint MPI_Aint_add(MPI_Aint base, MPI_Aint disp);
ZEROMPI_API MPI_Aint MPI_Aint_diff(MPI_Aint addr1, MPI_Aint addr2);

/* Lower bound and extent: what an element takes in an array; the true ones leave out markers and
 * gaps. */
ZEROMPI_API int MPI_Type_get_extent(MPI_Datatype datatype, MPI_Aint *lb, MPI_Aint *extent);
ZEROMPI_API int MPI_Type_get_true_extent(MPI_Datatype datatype, MPI_Aint *true_lb,
                                         MPI_Aint *true_extent);
ZEROMPI_API int MPI_Type_set_name(MPI_Datatype datatype, const char *type_name);
ZEROMPI_API int MPI_Type_get_name(MPI_Datatype datatype, char *type_name, int *resultlen);

/* How a datatype was made: a combiner, and the arguments of that call. */
#define MPI_COMBINER_NAMED 101
#define MPI_COMBINER_DUP 102
#define MPI_COMBINER_CONTIGUOUS 103
#define MPI_COMBINER_VECTOR 104
#define MPI_COMBINER_HVECTOR 105
#define MPI_COMBINER_INDEXED 106
#define MPI_COMBINER_HINDEXED 107
#define MPI_COMBINER_INDEXED_BLOCK 108
#define MPI_COMBINER_HINDEXED_BLOCK 109
#define MPI_COMBINER_STRUCT 110
#define MPI_COMBINER_SUBARRAY 111
#define MPI_COMBINER_DARRAY 112
#define MPI_COMBINER_F90_REAL 113
#define MPI_COMBINER_F90_COMPLEX 114
#define MPI_COMBINER_F90_INTEGER 115
#define MPI_COMBINER_RESIZED 116
#define MPI_COMBINER_VALUE_INDEX 117
ZEROMPI_API int MPI_Type_get_envelope(MPI_Datatype datatype, int *num_integers, int *num_addresses,
                                      int *num_datatypes, int *combiner);
ZEROMPI_API int MPI_Type_get_contents(MPI_Datatype datatype, int max_integers, int max_addresses,
                                      int max_datatypes, int array_of_integers[],
                                      MPI_Aint array_of_addresses[],
                                      MPI_Datatype array_of_datatypes[]);

/* The datatype that has a size in bytes; the pair of two types for MPI_MINLOC and MPI_MAXLOC; the
 * types that Fortran selects by precision and range. */
#define MPIX_TYPECLASS_LOGICAL 191
#define MPI_TYPECLASS_INTEGER 192
#define MPI_TYPECLASS_REAL 193
#define MPI_TYPECLASS_COMPLEX 194
ZEROMPI_API int MPI_Type_match_size(int typeclass, int size, MPI_Datatype *datatype);
ZEROMPI_API int MPI_Type_get_value_index(MPI_Datatype value_type, MPI_Datatype index_type,
                                         MPI_Datatype *pair_type);
ZEROMPI_API int MPI_Type_create_f90_integer(int r, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_f90_real(int p, int r, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_f90_complex(int p, int r, MPI_Datatype *newtype);

/* Explicit packing into a buffer of bytes, from *position on, which moves. The external forms write
 * "external32", which every MPI reads. */
ZEROMPI_API int MPI_Pack(const void *inbuf, int incount, MPI_Datatype datatype, void *outbuf,
                         int outsize, int *position, MPI_Comm comm);
ZEROMPI_API int MPI_Unpack(const void *inbuf, int insize, int *position, void *outbuf, int outcount,
                           MPI_Datatype datatype, MPI_Comm comm);
ZEROMPI_API int MPI_Pack_size(int incount, MPI_Datatype datatype, MPI_Comm comm, int *size);
ZEROMPI_API int MPI_Pack_external(const char *datarep, const void *inbuf, int incount,
                                  MPI_Datatype datatype, void *outbuf, MPI_Aint outsize,
                                  MPI_Aint *position);
ZEROMPI_API int MPI_Unpack_external(const char datarep[], const void *inbuf, MPI_Aint insize,
                                    MPI_Aint *position, void *outbuf, int outcount,
                                    MPI_Datatype datatype);
ZEROMPI_API int MPI_Pack_external_size(const char *datarep, int incount, MPI_Datatype datatype,
                                       MPI_Aint *size);

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

/* Other ways to send: Rsend only when the receive is posted already; Bsend into a buffer that the
 * program attaches, so that it never waits. Each message takes MPI_BSEND_OVERHEAD bytes of it
 * besides its own. */
#define MPI_BSEND_OVERHEAD 512
#define MPI_BUFFER_AUTOMATIC ((void *)2) /* as buffer: as much memory as it takes */
ZEROMPI_API int MPI_Rsend(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                          MPI_Comm comm);
ZEROMPI_API int MPI_Irsend(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                           MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Bsend(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                          MPI_Comm comm);
ZEROMPI_API int MPI_Ibsend(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                           MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Buffer_attach(void *buffer, int size);
ZEROMPI_API int MPI_Buffer_detach(void *buffer_addr, int *size);
ZEROMPI_API int MPI_Buffer_flush(void);
ZEROMPI_API int MPI_Buffer_iflush(MPI_Request *request);
ZEROMPI_API int MPI_Comm_attach_buffer(MPI_Comm comm, void *buffer, int size);
ZEROMPI_API int MPI_Comm_detach_buffer(MPI_Comm comm, void *buffer_addr, int *size);
ZEROMPI_API int MPI_Comm_flush_buffer(MPI_Comm comm);
ZEROMPI_API int MPI_Comm_iflush_buffer(MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Sendrecv_replace(void *buf, int count, MPI_Datatype datatype, int dest,
                                     int sendtag, int source, int recvtag, MPI_Comm comm,
                                     MPI_Status *status);
ZEROMPI_API int MPI_Isendrecv(const void *sendbuf, int sendcount, MPI_Datatype sendtype, int dest,
                              int sendtag, void *recvbuf, int recvcount, MPI_Datatype recvtype,
                              int source, int recvtag, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Isendrecv_replace(void *buf, int count, MPI_Datatype datatype, int dest,
                                      int sendtag, int source, int recvtag, MPI_Comm comm,
                                      MPI_Request *request);

/* Persistent communication: the arguments once, then a Start for each time. It is complete and
 * started anew as often as wanted, and ends with Request_free. */
ZEROMPI_API int MPI_Send_init(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                              MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Bsend_init(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                               MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ssend_init(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                               MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Rsend_init(const void *buf, int count, MPI_Datatype datatype, int dest, int tag,
                               MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Recv_init(void *buf, int count, MPI_Datatype datatype, int source, int tag,
                              MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Start(MPI_Request *request);
ZEROMPI_API int MPI_Startall(int count, MPI_Request array_of_requests[]);
ZEROMPI_API int MPI_Request_free(MPI_Request *request);

/* More completion: as many of the requests as are done, their number in *outcount. */
ZEROMPI_API int MPI_Waitsome(int incount, MPI_Request array_of_requests[], int *outcount,
                             int array_of_indices[], MPI_Status *array_of_statuses);
ZEROMPI_API int MPI_Testany(int count, MPI_Request array_of_requests[], int *indx, int *flag,
                            MPI_Status *status);
ZEROMPI_API int MPI_Testsome(int incount, MPI_Request array_of_requests[], int *outcount,
                             int array_of_indices[], MPI_Status *array_of_statuses);

/* Look at requests without completing them. */
ZEROMPI_API int MPI_Request_get_status(MPI_Request request, int *flag, MPI_Status *status);
ZEROMPI_API int MPI_Request_get_status_all(int count, const MPI_Request array_of_requests[],
                                           int *flag, MPI_Status *array_of_statuses);
ZEROMPI_API int MPI_Request_get_status_any(int count, const MPI_Request array_of_requests[],
                                           int *indx, int *flag, MPI_Status *status);
ZEROMPI_API int MPI_Request_get_status_some(int incount, const MPI_Request array_of_requests[],
                                            int *outcount, int array_of_indices[],
                                            MPI_Status *array_of_statuses);

/* Gives up a message that was not received yet, or a receive; whether that was in time is in the
 * status. */
ZEROMPI_API int MPI_Cancel(MPI_Request *request);
ZEROMPI_API int MPI_Test_cancelled(const MPI_Status *status, int *flag);

/* Match a message now and receive it later: no other receive can take it in between. */
#define MPI_MESSAGE_NULL ((MPI_Message)0x00000128)
#define MPI_MESSAGE_NO_PROC ((MPI_Message)0x00000129) /* message from MPI_PROC_NULL */
ZEROMPI_API int MPI_Mprobe(int source, int tag, MPI_Comm comm, MPI_Message *message,
                           MPI_Status *status);
ZEROMPI_API int MPI_Improbe(int source, int tag, MPI_Comm comm, int *flag, MPI_Message *message,
                            MPI_Status *status);
ZEROMPI_API int MPI_Mrecv(void *buf, int count, MPI_Datatype datatype, MPI_Message *message,
                          MPI_Status *status);
ZEROMPI_API int MPI_Imrecv(void *buf, int count, MPI_Datatype datatype, MPI_Message *message,
                           MPI_Request *request);

/* The parts of a status. */
ZEROMPI_API int MPI_Get_elements(const MPI_Status *status, MPI_Datatype datatype, int *count);
ZEROMPI_API int MPI_Status_get_source(const MPI_Status *status, int *source);
ZEROMPI_API int MPI_Status_get_tag(const MPI_Status *status, int *tag);
ZEROMPI_API int MPI_Status_get_error(const MPI_Status *status, int *error);
ZEROMPI_API int MPI_Status_set_source(MPI_Status *status, int source);
ZEROMPI_API int MPI_Status_set_tag(MPI_Status *status, int tag);
ZEROMPI_API int MPI_Status_set_error(MPI_Status *status, int error);
ZEROMPI_API int MPI_Status_set_elements(MPI_Status *status, MPI_Datatype datatype, int count);
ZEROMPI_API int MPI_Status_set_cancelled(MPI_Status *status, int flag);

/* Requests that the program completes itself. */
typedef int MPI_Grequest_query_function(void *extra_state, MPI_Status *status);
typedef int MPI_Grequest_free_function(void *extra_state);
typedef int MPI_Grequest_cancel_function(void *extra_state, int complete);
ZEROMPI_API int MPI_Grequest_start(MPI_Grequest_query_function *query_fn,
                                   MPI_Grequest_free_function *free_fn,
                                   MPI_Grequest_cancel_function *cancel_fn, void *extra_state,
                                   MPI_Request *request);
ZEROMPI_API int MPI_Grequest_complete(MPI_Request request);

/* Messages in parts: each of the partitions is sent when the program says that it is ready, and may
 * be used when it has arrived. */
ZEROMPI_API int MPI_Psend_init(const void *buf, int partitions, int count, MPI_Datatype datatype,
                               int dest, int tag, MPI_Comm comm, MPI_Info info,
                               MPI_Request *request);
ZEROMPI_API int MPI_Precv_init(void *buf, int partitions, int count, MPI_Datatype datatype,
                               int dest, int tag, MPI_Comm comm, MPI_Info info,
                               MPI_Request *request);
ZEROMPI_API int MPI_Pready(int partition, MPI_Request request);
ZEROMPI_API int MPI_Pready_range(int partition_low, int partition_high, MPI_Request request);
ZEROMPI_API int MPI_Pready_list(int length, const int array_of_partitions[], MPI_Request request);
ZEROMPI_API int MPI_Parrived(MPI_Request request, int partition, int *flag);

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
#define MPI_REPLACE ((MPI_Op)0x0000003c) /* of one-sided communication: the new value */
#define MPI_NO_OP ((MPI_Op)0x0000003d)   /* ... the old one */

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

/* The same with parts of different sizes: counts and displacements for each process, in elements;
 * in Alltoallw also a datatype for each, and displacements in bytes. */
ZEROMPI_API int MPI_Scatterv(const void *sendbuf, const int sendcounts[], const int displs[],
                             MPI_Datatype sendtype, void *recvbuf, int recvcount,
                             MPI_Datatype recvtype, int root, MPI_Comm comm);
ZEROMPI_API int MPI_Gatherv(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                            void *recvbuf, const int recvcounts[], const int displs[],
                            MPI_Datatype recvtype, int root, MPI_Comm comm);
ZEROMPI_API int MPI_Allgatherv(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                               void *recvbuf, const int recvcounts[], const int displs[],
                               MPI_Datatype recvtype, MPI_Comm comm);
ZEROMPI_API int MPI_Alltoallv(const void *sendbuf, const int sendcounts[], const int sdispls[],
                              MPI_Datatype sendtype, void *recvbuf, const int recvcounts[],
                              const int rdispls[], MPI_Datatype recvtype, MPI_Comm comm);
ZEROMPI_API int MPI_Alltoallw(const void *sendbuf, const int sendcounts[], const int sdispls[],
                              const MPI_Datatype sendtypes[], void *recvbuf, const int recvcounts[],
                              const int rdispls[], const MPI_Datatype recvtypes[], MPI_Comm comm);
ZEROMPI_API int MPI_Reduce_scatter(const void *sendbuf, void *recvbuf, const int recvcounts[],
                                   MPI_Datatype datatype, MPI_Op op, MPI_Comm comm);

/* An operator of the program: it combines *len elements of invec with those of inoutvec, into
 * inoutvec. Operators that do not commute keep the order of ranks. Reduce_local combines two
 * buffers of this process. */
typedef void MPI_User_function(void *invec, void *inoutvec, int *len, MPI_Datatype *datatype);
typedef void MPI_User_function_c(void *invec, void *inoutvec, MPI_Count *len,
                                 MPI_Datatype *datatype);
ZEROMPI_API int MPI_Op_create(MPI_User_function *user_fn, int commute, MPI_Op *op);
ZEROMPI_API int MPI_Op_free(MPI_Op *op);
ZEROMPI_API int MPI_Op_commutative(MPI_Op op, int *commute);
ZEROMPI_API int MPI_Reduce_local(const void *inbuf, void *inoutbuf, int count,
                                 MPI_Datatype datatype, MPI_Op op);

/* Exchange with the neighbours in a topology alone. */
ZEROMPI_API int MPI_Neighbor_allgather(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                       void *recvbuf, int recvcount, MPI_Datatype recvtype,
                                       MPI_Comm comm);
ZEROMPI_API int MPI_Neighbor_allgatherv(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                        void *recvbuf, const int recvcounts[], const int displs[],
                                        MPI_Datatype recvtype, MPI_Comm comm);
ZEROMPI_API int MPI_Neighbor_alltoall(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                      void *recvbuf, int recvcount, MPI_Datatype recvtype,
                                      MPI_Comm comm);
ZEROMPI_API int MPI_Neighbor_alltoallv(const void *sendbuf, const int sendcounts[],
                                       const int sdispls[], MPI_Datatype sendtype, void *recvbuf,
                                       const int recvcounts[], const int rdispls[],
                                       MPI_Datatype recvtype, MPI_Comm comm);
ZEROMPI_API int MPI_Neighbor_alltoallw(const void *sendbuf, const int sendcounts[],
                                       const MPI_Aint sdispls[], const MPI_Datatype sendtypes[],
                                       void *recvbuf, const int recvcounts[],
                                       const MPI_Aint rdispls[], const MPI_Datatype recvtypes[],
                                       MPI_Comm comm);

/* All of these without waiting: complete when the request is. */
ZEROMPI_API int MPI_Ibarrier(MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ibcast(void *buffer, int count, MPI_Datatype datatype, int root, MPI_Comm comm,
                           MPI_Request *request);
ZEROMPI_API int MPI_Iscatter(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                             void *recvbuf, int recvcount, MPI_Datatype recvtype, int root,
                             MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Igather(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                            void *recvbuf, int recvcount, MPI_Datatype recvtype, int root,
                            MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Iallgather(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                               void *recvbuf, int recvcount, MPI_Datatype recvtype, MPI_Comm comm,
                               MPI_Request *request);
ZEROMPI_API int MPI_Ialltoall(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                              void *recvbuf, int recvcount, MPI_Datatype recvtype, MPI_Comm comm,
                              MPI_Request *request);
ZEROMPI_API int MPI_Ireduce(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype,
                            MPI_Op op, int root, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Iallreduce(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype,
                               MPI_Op op, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ireduce_scatter_block(const void *sendbuf, void *recvbuf, int recvcount,
                                          MPI_Datatype datatype, MPI_Op op, MPI_Comm comm,
                                          MPI_Request *request);
ZEROMPI_API int MPI_Iscan(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype,
                          MPI_Op op, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Iexscan(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype,
                            MPI_Op op, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Iscatterv(const void *sendbuf, const int sendcounts[], const int displs[],
                              MPI_Datatype sendtype, void *recvbuf, int recvcount,
                              MPI_Datatype recvtype, int root, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Igatherv(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                             void *recvbuf, const int recvcounts[], const int displs[],
                             MPI_Datatype recvtype, int root, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Iallgatherv(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                void *recvbuf, const int recvcounts[], const int displs[],
                                MPI_Datatype recvtype, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ialltoallv(const void *sendbuf, const int sendcounts[], const int sdispls[],
                               MPI_Datatype sendtype, void *recvbuf, const int recvcounts[],
                               const int rdispls[], MPI_Datatype recvtype, MPI_Comm comm,
                               MPI_Request *request);
ZEROMPI_API int MPI_Ialltoallw(const void *sendbuf, const int sendcounts[], const int sdispls[],
                               const MPI_Datatype sendtypes[], void *recvbuf,
                               const int recvcounts[], const int rdispls[],
                               const MPI_Datatype recvtypes[], MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ireduce_scatter(const void *sendbuf, void *recvbuf, const int recvcounts[],
                                    MPI_Datatype datatype, MPI_Op op, MPI_Comm comm,
                                    MPI_Request *request);
ZEROMPI_API int MPI_Ineighbor_allgather(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                        void *recvbuf, int recvcount, MPI_Datatype recvtype,
                                        MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ineighbor_allgatherv(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                         void *recvbuf, const int recvcounts[], const int displs[],
                                         MPI_Datatype recvtype, MPI_Comm comm,
                                         MPI_Request *request);
ZEROMPI_API int MPI_Ineighbor_alltoall(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                       void *recvbuf, int recvcount, MPI_Datatype recvtype,
                                       MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ineighbor_alltoallv(const void *sendbuf, const int sendcounts[],
                                        const int sdispls[], MPI_Datatype sendtype, void *recvbuf,
                                        const int recvcounts[], const int rdispls[],
                                        MPI_Datatype recvtype, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ineighbor_alltoallw(const void *sendbuf, const int sendcounts[],
                                        const MPI_Aint sdispls[], const MPI_Datatype sendtypes[],
                                        void *recvbuf, const int recvcounts[],
                                        const MPI_Aint rdispls[], const MPI_Datatype recvtypes[],
                                        MPI_Comm comm, MPI_Request *request);

/* And persistent: Start runs them, as often as wanted. */
ZEROMPI_API int MPI_Barrier_init(MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Bcast_init(void *buffer, int count, MPI_Datatype datatype, int root,
                               MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Scatter_init(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                 void *recvbuf, int recvcount, MPI_Datatype recvtype, int root,
                                 MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Gather_init(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                void *recvbuf, int recvcount, MPI_Datatype recvtype, int root,
                                MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Allgather_init(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                   void *recvbuf, int recvcount, MPI_Datatype recvtype,
                                   MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Alltoall_init(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                  void *recvbuf, int recvcount, MPI_Datatype recvtype,
                                  MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Reduce_init(const void *sendbuf, void *recvbuf, int count,
                                MPI_Datatype datatype, MPI_Op op, int root, MPI_Comm comm,
                                MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Allreduce_init(const void *sendbuf, void *recvbuf, int count,
                                   MPI_Datatype datatype, MPI_Op op, MPI_Comm comm, MPI_Info info,
                                   MPI_Request *request);
ZEROMPI_API int MPI_Reduce_scatter_block_init(const void *sendbuf, void *recvbuf, int recvcount,
                                              MPI_Datatype datatype, MPI_Op op, MPI_Comm comm,
                                              MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Scan_init(const void *sendbuf, void *recvbuf, int count, MPI_Datatype datatype,
                              MPI_Op op, MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Exscan_init(const void *sendbuf, void *recvbuf, int count,
                                MPI_Datatype datatype, MPI_Op op, MPI_Comm comm, MPI_Info info,
                                MPI_Request *request);
ZEROMPI_API int MPI_Scatterv_init(const void *sendbuf, const int sendcounts[], const int displs[],
                                  MPI_Datatype sendtype, void *recvbuf, int recvcount,
                                  MPI_Datatype recvtype, int root, MPI_Comm comm, MPI_Info info,
                                  MPI_Request *request);
ZEROMPI_API int MPI_Gatherv_init(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                 void *recvbuf, const int recvcounts[], const int displs[],
                                 MPI_Datatype recvtype, int root, MPI_Comm comm, MPI_Info info,
                                 MPI_Request *request);
ZEROMPI_API int MPI_Allgatherv_init(const void *sendbuf, int sendcount, MPI_Datatype sendtype,
                                    void *recvbuf, const int recvcounts[], const int displs[],
                                    MPI_Datatype recvtype, MPI_Comm comm, MPI_Info info,
                                    MPI_Request *request);
ZEROMPI_API int MPI_Alltoallv_init(const void *sendbuf, const int sendcounts[], const int sdispls[],
                                   MPI_Datatype sendtype, void *recvbuf, const int recvcounts[],
                                   const int rdispls[], MPI_Datatype recvtype, MPI_Comm comm,
                                   MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Alltoallw_init(const void *sendbuf, const int sendcounts[], const int sdispls[],
                                   const MPI_Datatype sendtypes[], void *recvbuf,
                                   const int recvcounts[], const int rdispls[],
                                   const MPI_Datatype recvtypes[], MPI_Comm comm, MPI_Info info,
                                   MPI_Request *request);
ZEROMPI_API int MPI_Reduce_scatter_init(const void *sendbuf, void *recvbuf, const int recvcounts[],
                                        MPI_Datatype datatype, MPI_Op op, MPI_Comm comm,
                                        MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Neighbor_allgather_init(const void *sendbuf, int sendcount,
                                            MPI_Datatype sendtype, void *recvbuf, int recvcount,
                                            MPI_Datatype recvtype, MPI_Comm comm, MPI_Info info,
                                            MPI_Request *request);
ZEROMPI_API int MPI_Neighbor_allgatherv_init(const void *sendbuf, int sendcount,
                                             MPI_Datatype sendtype, void *recvbuf,
                                             const int recvcounts[], const int displs[],
                                             MPI_Datatype recvtype, MPI_Comm comm, MPI_Info info,
                                             MPI_Request *request);
ZEROMPI_API int MPI_Neighbor_alltoall_init(const void *sendbuf, int sendcount,
                                           MPI_Datatype sendtype, void *recvbuf, int recvcount,
                                           MPI_Datatype recvtype, MPI_Comm comm, MPI_Info info,
                                           MPI_Request *request);
ZEROMPI_API int MPI_Neighbor_alltoallv_init(const void *sendbuf, const int sendcounts[],
                                            const int sdispls[], MPI_Datatype sendtype,
                                            void *recvbuf, const int recvcounts[],
                                            const int rdispls[], MPI_Datatype recvtype,
                                            MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Neighbor_alltoallw_init(const void *sendbuf, const int sendcounts[],
                                            const MPI_Aint sdispls[],
                                            const MPI_Datatype sendtypes[], void *recvbuf,
                                            const int recvcounts[], const MPI_Aint rdispls[],
                                            const MPI_Datatype recvtypes[], MPI_Comm comm,
                                            MPI_Info info, MPI_Request *request);

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

/* Some of the following belong to parts of MPI that this library does not have. */
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

/* Error classes, codes and texts of the program, beyond those of the library. */
ZEROMPI_API int MPI_Add_error_class(int *errorclass);
ZEROMPI_API int MPI_Add_error_code(int errorclass, int *errorcode);
ZEROMPI_API int MPI_Add_error_string(int errorcode, const char *string);
ZEROMPI_API int MPI_Remove_error_class(int errorclass);
ZEROMPI_API int MPI_Remove_error_code(int errorcode);
ZEROMPI_API int MPI_Remove_error_string(int errorcode);

/* ---- Info ---------------------------------------------------------------------------- */

/* Hints to the library and facts from it: keys and values, both text. MPI_INFO_ENV tells how the
 * program was started. */
#define MPI_INFO_NULL ((MPI_Info)0x00000130)
#define MPI_INFO_ENV ((MPI_Info)0x00000131)
#define MPI_MAX_INFO_KEY 256 /* characters of a key, and of a value, the final NUL included */
#define MPI_MAX_INFO_VAL 1024
ZEROMPI_API int MPI_Info_create(MPI_Info *info);
ZEROMPI_API int MPI_Info_create_env(int argc, char *argv[], MPI_Info *info);
ZEROMPI_API int MPI_Info_dup(MPI_Info info, MPI_Info *newinfo);
ZEROMPI_API int MPI_Info_set(MPI_Info info, const char *key, const char *value);
ZEROMPI_API int MPI_Info_get_string(MPI_Info info, const char *key, int *buflen, char *value,
                                    int *flag);
ZEROMPI_API int MPI_Info_delete(MPI_Info info, const char *key);
ZEROMPI_API int MPI_Info_get_nkeys(MPI_Info info, int *nkeys);
ZEROMPI_API int MPI_Info_get_nthkey(MPI_Info info, int n, char *key);
ZEROMPI_API int MPI_Info_free(MPI_Info *info);

/* ---- Sessions ------------------------------------------------------------------------ */

/* Another way to begin: a session needs no MPI_Init and no MPI_COMM_WORLD. It knows named sets of
 * processes, "mpi://WORLD" and "mpi://SELF"; a group made from one is made a communicator. */
#define MPI_SESSION_NULL ((MPI_Session)0x00000120)
#define MPI_MAX_PSET_NAME_LEN 1024
#define MPI_MAX_STRINGTAG_LEN 1024
typedef void MPI_Session_errhandler_function(MPI_Session *session, int *error_code, ...);
ZEROMPI_API int MPI_Session_init(MPI_Info info, MPI_Errhandler errhandler, MPI_Session *session);
ZEROMPI_API int MPI_Session_finalize(MPI_Session *session);
ZEROMPI_API int MPI_Session_get_info(MPI_Session session, MPI_Info *info_used);
ZEROMPI_API int MPI_Session_get_num_psets(MPI_Session session, MPI_Info info, int *npset_names);
ZEROMPI_API int MPI_Session_get_nth_pset(MPI_Session session, MPI_Info info, int n, int *pset_len,
                                         char *pset_name);
ZEROMPI_API int MPI_Session_get_pset_info(MPI_Session session, const char *pset_name,
                                          MPI_Info *info);
ZEROMPI_API int MPI_Group_from_session_pset(MPI_Session session, const char *pset_name,
                                            MPI_Group *newgroup);
ZEROMPI_API int MPI_Comm_create_from_group(MPI_Group group, const char *stringtag, MPI_Info info,
                                           MPI_Errhandler errhandler, MPI_Comm *newcomm);
ZEROMPI_API int MPI_Intercomm_create_from_groups(MPI_Group local_group, int local_leader,
                                                 MPI_Group remote_group, int remote_leader,
                                                 const char *stringtag, MPI_Info info,
                                                 MPI_Errhandler errhandler, MPI_Comm *newintercomm);
ZEROMPI_API int
MPI_Session_create_errhandler(MPI_Session_errhandler_function *session_errhandler_fn,
                              MPI_Errhandler *errhandler);
ZEROMPI_API int MPI_Session_set_errhandler(MPI_Session session, MPI_Errhandler errhandler);
ZEROMPI_API int MPI_Session_get_errhandler(MPI_Session session, MPI_Errhandler *errhandler);
ZEROMPI_API int MPI_Session_call_errhandler(MPI_Session session, int errorcode);
ZEROMPI_API int MPI_Session_attach_buffer(MPI_Session session, void *buffer, int size);
ZEROMPI_API int MPI_Session_detach_buffer(MPI_Session session, void *buffer_addr, int *size);
ZEROMPI_API int MPI_Session_flush_buffer(MPI_Session session);
ZEROMPI_API int MPI_Session_iflush_buffer(MPI_Session session, MPI_Request *request);

/* ---- Handles in other languages ------------------------------------------------------ */

/* Handles as integers and back, as Fortran and other languages keep them; the older names are for
 * MPI_Fint, the INTEGER of Fortran. */
ZEROMPI_API int MPI_Comm_toint(MPI_Comm comm);
ZEROMPI_API MPI_Comm MPI_Comm_fromint(int comm);
ZEROMPI_API int MPI_Errhandler_toint(MPI_Errhandler errhandler);
ZEROMPI_API MPI_Errhandler MPI_Errhandler_fromint(int errhandler);
ZEROMPI_API int MPI_Group_toint(MPI_Group group);
ZEROMPI_API MPI_Group MPI_Group_fromint(int group);
ZEROMPI_API int MPI_Info_toint(MPI_Info info);
ZEROMPI_API MPI_Info MPI_Info_fromint(int info);
ZEROMPI_API int MPI_Message_toint(MPI_Message message);
ZEROMPI_API MPI_Message MPI_Message_fromint(int message);
ZEROMPI_API int MPI_Op_toint(MPI_Op op);
ZEROMPI_API MPI_Op MPI_Op_fromint(int op);
ZEROMPI_API int MPI_Request_toint(MPI_Request request);
ZEROMPI_API MPI_Request MPI_Request_fromint(int request);
ZEROMPI_API int MPI_Session_toint(MPI_Session session);
ZEROMPI_API MPI_Session MPI_Session_fromint(int session);
ZEROMPI_API int MPI_Type_toint(MPI_Datatype datatype);
ZEROMPI_API MPI_Datatype MPI_Type_fromint(int datatype);
typedef int MPI_Fint;
ZEROMPI_API MPI_Fint MPI_Comm_c2f(MPI_Comm comm);
ZEROMPI_API MPI_Comm MPI_Comm_f2c(MPI_Fint comm);
ZEROMPI_API MPI_Fint MPI_Errhandler_c2f(MPI_Errhandler errhandler);
ZEROMPI_API MPI_Errhandler MPI_Errhandler_f2c(MPI_Fint errhandler);
ZEROMPI_API MPI_Fint MPI_Group_c2f(MPI_Group group);
ZEROMPI_API MPI_Group MPI_Group_f2c(MPI_Fint group);
ZEROMPI_API MPI_Fint MPI_Info_c2f(MPI_Info info);
ZEROMPI_API MPI_Info MPI_Info_f2c(MPI_Fint info);
ZEROMPI_API MPI_Fint MPI_Message_c2f(MPI_Message message);
ZEROMPI_API MPI_Message MPI_Message_f2c(MPI_Fint message);
ZEROMPI_API MPI_Fint MPI_Op_c2f(MPI_Op op);
ZEROMPI_API MPI_Op MPI_Op_f2c(MPI_Fint op);
ZEROMPI_API MPI_Fint MPI_Request_c2f(MPI_Request request);
ZEROMPI_API MPI_Request MPI_Request_f2c(MPI_Fint request);
ZEROMPI_API MPI_Fint MPI_Session_c2f(MPI_Session session);
ZEROMPI_API MPI_Session MPI_Session_f2c(MPI_Fint session);
ZEROMPI_API MPI_Fint MPI_Type_c2f(MPI_Datatype datatype);
ZEROMPI_API MPI_Datatype MPI_Type_f2c(MPI_Fint datatype);

/* A status as Fortran keeps it: an array of MPI_F_STATUS_SIZE integers, with these three at the
 * indices given (from 0). */
#define MPI_F_STATUS_SIZE 8
#define MPI_F_SOURCE 0
#define MPI_F_TAG 1
#define MPI_F_ERROR 2
#define MPI_F_STATUS_IGNORE ((MPI_Fint *)0)
#define MPI_F_STATUSES_IGNORE ((MPI_Fint *)0)
ZEROMPI_API int MPI_Status_c2f(const MPI_Status *c_status, MPI_Fint *f_status);
ZEROMPI_API int MPI_Status_f2c(const MPI_Fint *f_status, MPI_Status *c_status);

/* ... and as a structure of Fortran 2008. */
typedef struct {
    MPI_Fint MPI_SOURCE, MPI_TAG, MPI_ERROR, MPI_internal[5];
} MPI_F08_status;
#define MPI_F08_STATUS_IGNORE ((MPI_F08_status *)0)
#define MPI_F08_STATUSES_IGNORE ((MPI_F08_status *)0)
ZEROMPI_API int MPI_Status_c2f08(const MPI_Status *c_status, MPI_F08_status *f08_status);
ZEROMPI_API int MPI_Status_f082c(const MPI_F08_status *f08_status, MPI_Status *c_status);
ZEROMPI_API int MPI_Status_f2f08(const MPI_Fint *f_status, MPI_F08_status *f08_status);
ZEROMPI_API int MPI_Status_f082f(const MPI_F08_status *f08_status, MPI_Fint *f_status);

/* What the Fortran side of a program says of itself. */
ZEROMPI_API int MPI_Abi_set_fortran_info(MPI_Info info);
ZEROMPI_API int MPI_Abi_get_fortran_info(MPI_Info *info);
ZEROMPI_API int MPI_Abi_set_fortran_booleans(int logical_size, void *logical_true,
                                             void *logical_false);
ZEROMPI_API int MPI_Abi_get_fortran_booleans(int logical_size, void *logical_true,
                                             void *logical_false, int *is_set);
ZEROMPI_API int MPI_Abi_get_info(MPI_Info *info);

/* ---- Large counts -------------------------------------------------------------------- */

/* Each of these is the function without _c, with counts and sizes of 64 bits. */

/* Chapter 3 of the standard: point-to-point communication. */
ZEROMPI_API int MPI_Bsend_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                            int tag, MPI_Comm comm);
ZEROMPI_API int MPI_Bsend_init_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                                 int tag, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Buffer_attach_c(void *buffer, MPI_Count size);
ZEROMPI_API int MPI_Buffer_detach_c(void *buffer_addr, MPI_Count *size);
ZEROMPI_API int MPI_Comm_attach_buffer_c(MPI_Comm comm, void *buffer, MPI_Count size);
ZEROMPI_API int MPI_Comm_detach_buffer_c(MPI_Comm comm, void *buffer_addr, MPI_Count *size);
ZEROMPI_API int MPI_Ibsend_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                             int tag, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Imrecv_c(void *buf, MPI_Count count, MPI_Datatype datatype,
                             MPI_Message *message, MPI_Request *request);
ZEROMPI_API int MPI_Irecv_c(void *buf, MPI_Count count, MPI_Datatype datatype, int source, int tag,
                            MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Irsend_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                             int tag, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Isend_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                            int tag, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Isendrecv_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                                int dest, int sendtag, void *recvbuf, MPI_Count recvcount,
                                MPI_Datatype recvtype, int source, int recvtag, MPI_Comm comm,
                                MPI_Request *request);
ZEROMPI_API int MPI_Isendrecv_replace_c(void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                                        int sendtag, int source, int recvtag, MPI_Comm comm,
                                        MPI_Request *request);
ZEROMPI_API int MPI_Issend_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                             int tag, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Mrecv_c(void *buf, MPI_Count count, MPI_Datatype datatype, MPI_Message *message,
                            MPI_Status *status);
ZEROMPI_API int MPI_Recv_c(void *buf, MPI_Count count, MPI_Datatype datatype, int source, int tag,
                           MPI_Comm comm, MPI_Status *status);
ZEROMPI_API int MPI_Recv_init_c(void *buf, MPI_Count count, MPI_Datatype datatype, int source,
                                int tag, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Rsend_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                            int tag, MPI_Comm comm);
ZEROMPI_API int MPI_Rsend_init_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                                 int tag, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Send_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                           int tag, MPI_Comm comm);
ZEROMPI_API int MPI_Send_init_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                                int tag, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Sendrecv_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                               int dest, int sendtag, void *recvbuf, MPI_Count recvcount,
                               MPI_Datatype recvtype, int source, int recvtag, MPI_Comm comm,
                               MPI_Status *status);
ZEROMPI_API int MPI_Sendrecv_replace_c(void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                                       int sendtag, int source, int recvtag, MPI_Comm comm,
                                       MPI_Status *status);
ZEROMPI_API int MPI_Ssend_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                            int tag, MPI_Comm comm);
ZEROMPI_API int MPI_Ssend_init_c(const void *buf, MPI_Count count, MPI_Datatype datatype, int dest,
                                 int tag, MPI_Comm comm, MPI_Request *request);

/* Chapter 4 of the standard: partitioned communication. */
ZEROMPI_API int MPI_Precv_init_c(void *buf, int partitions, MPI_Count count, MPI_Datatype datatype,
                                 int dest, int tag, MPI_Comm comm, MPI_Info info,
                                 MPI_Request *request);
ZEROMPI_API int MPI_Psend_init_c(const void *buf, int partitions, MPI_Count count,
                                 MPI_Datatype datatype, int dest, int tag, MPI_Comm comm,
                                 MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Get_count_c(const MPI_Status *status, MPI_Datatype datatype, MPI_Count *count);

/* Chapter 5 of the standard: datatypes. */
ZEROMPI_API int MPI_Get_elements_c(const MPI_Status *status, MPI_Datatype datatype,
                                   MPI_Count *count);
ZEROMPI_API int MPI_Pack_c(const void *inbuf, MPI_Count incount, MPI_Datatype datatype,
                           void *outbuf, MPI_Count outsize, MPI_Count *position, MPI_Comm comm);
ZEROMPI_API int MPI_Pack_external_c(const char *datarep, const void *inbuf, MPI_Count incount,
                                    MPI_Datatype datatype, void *outbuf, MPI_Count outsize,
                                    MPI_Count *position);
ZEROMPI_API int MPI_Pack_external_size_c(const char *datarep, MPI_Count incount,
                                         MPI_Datatype datatype, MPI_Count *size);
ZEROMPI_API int MPI_Pack_size_c(MPI_Count incount, MPI_Datatype datatype, MPI_Comm comm,
                                MPI_Count *size);
ZEROMPI_API int MPI_Type_contiguous_c(MPI_Count count, MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_darray_c(int size, int rank, int ndims,
                                         const MPI_Count array_of_gsizes[],
                                         const int array_of_distribs[], const int array_of_dargs[],
                                         const int array_of_psizes[], int order,
                                         MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_hindexed_block_c(MPI_Count count, MPI_Count blocklength,
                                                 const MPI_Count array_of_displacements[],
                                                 MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_hindexed_c(MPI_Count count, const MPI_Count array_of_blocklengths[],
                                           const MPI_Count array_of_displacements[],
                                           MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_hvector_c(MPI_Count count, MPI_Count blocklength, MPI_Count stride,
                                          MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_indexed_block_c(MPI_Count count, MPI_Count blocklength,
                                                const MPI_Count array_of_displacements[],
                                                MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_resized_c(MPI_Datatype oldtype, MPI_Count lb, MPI_Count extent,
                                          MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_struct_c(MPI_Count count, const MPI_Count array_of_blocklengths[],
                                         const MPI_Count array_of_displacements[],
                                         const MPI_Datatype array_of_types[],
                                         MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_create_subarray_c(int ndims, const MPI_Count array_of_sizes[],
                                           const MPI_Count array_of_subsizes[],
                                           const MPI_Count array_of_starts[], int order,
                                           MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_get_contents_c(MPI_Datatype datatype, MPI_Count max_integers,
                                        MPI_Count max_addresses, MPI_Count max_large_counts,
                                        MPI_Count max_datatypes, int array_of_integers[],
                                        MPI_Aint array_of_addresses[],
                                        MPI_Count array_of_large_counts[],
                                        MPI_Datatype array_of_datatypes[]);
ZEROMPI_API int MPI_Type_get_envelope_c(MPI_Datatype datatype, MPI_Count *num_integers,
                                        MPI_Count *num_addresses, MPI_Count *num_large_counts,
                                        MPI_Count *num_datatypes, int *combiner);
ZEROMPI_API int MPI_Type_get_extent_c(MPI_Datatype datatype, MPI_Count *lb, MPI_Count *extent);
ZEROMPI_API int MPI_Type_get_true_extent_c(MPI_Datatype datatype, MPI_Count *true_lb,
                                           MPI_Count *true_extent);
ZEROMPI_API int MPI_Type_indexed_c(MPI_Count count, const MPI_Count array_of_blocklengths[],
                                   const MPI_Count array_of_displacements[], MPI_Datatype oldtype,
                                   MPI_Datatype *newtype);
ZEROMPI_API int MPI_Type_size_c(MPI_Datatype datatype, MPI_Count *size);
ZEROMPI_API int MPI_Type_vector_c(MPI_Count count, MPI_Count blocklength, MPI_Count stride,
                                  MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_API int MPI_Unpack_c(const void *inbuf, MPI_Count insize, MPI_Count *position, void *outbuf,
                             MPI_Count outcount, MPI_Datatype datatype, MPI_Comm comm);
ZEROMPI_API int MPI_Unpack_external_c(const char datarep[], const void *inbuf, MPI_Count insize,
                                      MPI_Count *position, void *outbuf, MPI_Count outcount,
                                      MPI_Datatype datatype);

/* Chapter 6 of the standard: collective communication. */
ZEROMPI_API int MPI_Allgather_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                                void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype,
                                MPI_Comm comm);
ZEROMPI_API int MPI_Allgather_init_c(const void *sendbuf, MPI_Count sendcount,
                                     MPI_Datatype sendtype, void *recvbuf, MPI_Count recvcount,
                                     MPI_Datatype recvtype, MPI_Comm comm, MPI_Info info,
                                     MPI_Request *request);
ZEROMPI_API int MPI_Allgatherv_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                                 void *recvbuf, const MPI_Count recvcounts[],
                                 const MPI_Aint displs[], MPI_Datatype recvtype, MPI_Comm comm);
ZEROMPI_API int MPI_Allgatherv_init_c(const void *sendbuf, MPI_Count sendcount,
                                      MPI_Datatype sendtype, void *recvbuf,
                                      const MPI_Count recvcounts[], const MPI_Aint displs[],
                                      MPI_Datatype recvtype, MPI_Comm comm, MPI_Info info,
                                      MPI_Request *request);
ZEROMPI_API int MPI_Allreduce_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                                MPI_Datatype datatype, MPI_Op op, MPI_Comm comm);
ZEROMPI_API int MPI_Allreduce_init_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                                     MPI_Datatype datatype, MPI_Op op, MPI_Comm comm, MPI_Info info,
                                     MPI_Request *request);
ZEROMPI_API int MPI_Alltoall_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                               void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype,
                               MPI_Comm comm);
ZEROMPI_API int MPI_Alltoall_init_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                                    void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype,
                                    MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Alltoallv_c(const void *sendbuf, const MPI_Count sendcounts[],
                                const MPI_Aint sdispls[], MPI_Datatype sendtype, void *recvbuf,
                                const MPI_Count recvcounts[], const MPI_Aint rdispls[],
                                MPI_Datatype recvtype, MPI_Comm comm);
ZEROMPI_API int MPI_Alltoallv_init_c(const void *sendbuf, const MPI_Count sendcounts[],
                                     const MPI_Aint sdispls[], MPI_Datatype sendtype, void *recvbuf,
                                     const MPI_Count recvcounts[], const MPI_Aint rdispls[],
                                     MPI_Datatype recvtype, MPI_Comm comm, MPI_Info info,
                                     MPI_Request *request);
ZEROMPI_API int MPI_Alltoallw_c(const void *sendbuf, const MPI_Count sendcounts[],
                                const MPI_Aint sdispls[], const MPI_Datatype sendtypes[],
                                void *recvbuf, const MPI_Count recvcounts[],
                                const MPI_Aint rdispls[], const MPI_Datatype recvtypes[],
                                MPI_Comm comm);
ZEROMPI_API int MPI_Alltoallw_init_c(const void *sendbuf, const MPI_Count sendcounts[],
                                     const MPI_Aint sdispls[], const MPI_Datatype sendtypes[],
                                     void *recvbuf, const MPI_Count recvcounts[],
                                     const MPI_Aint rdispls[], const MPI_Datatype recvtypes[],
                                     MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Bcast_c(void *buffer, MPI_Count count, MPI_Datatype datatype, int root,
                            MPI_Comm comm);
ZEROMPI_API int MPI_Bcast_init_c(void *buffer, MPI_Count count, MPI_Datatype datatype, int root,
                                 MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Exscan_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                             MPI_Datatype datatype, MPI_Op op, MPI_Comm comm);
ZEROMPI_API int MPI_Exscan_init_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                                  MPI_Datatype datatype, MPI_Op op, MPI_Comm comm, MPI_Info info,
                                  MPI_Request *request);
ZEROMPI_API int MPI_Gather_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                             void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype, int root,
                             MPI_Comm comm);
ZEROMPI_API int MPI_Gather_init_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                                  void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype,
                                  int root, MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Gatherv_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                              void *recvbuf, const MPI_Count recvcounts[], const MPI_Aint displs[],
                              MPI_Datatype recvtype, int root, MPI_Comm comm);
ZEROMPI_API int MPI_Gatherv_init_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                                   void *recvbuf, const MPI_Count recvcounts[],
                                   const MPI_Aint displs[], MPI_Datatype recvtype, int root,
                                   MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Iallgather_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                                 void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype,
                                 MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Iallgatherv_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                                  void *recvbuf, const MPI_Count recvcounts[],
                                  const MPI_Aint displs[], MPI_Datatype recvtype, MPI_Comm comm,
                                  MPI_Request *request);
ZEROMPI_API int MPI_Iallreduce_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                                 MPI_Datatype datatype, MPI_Op op, MPI_Comm comm,
                                 MPI_Request *request);
ZEROMPI_API int MPI_Ialltoall_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                                void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype,
                                MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ialltoallv_c(const void *sendbuf, const MPI_Count sendcounts[],
                                 const MPI_Aint sdispls[], MPI_Datatype sendtype, void *recvbuf,
                                 const MPI_Count recvcounts[], const MPI_Aint rdispls[],
                                 MPI_Datatype recvtype, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ialltoallw_c(const void *sendbuf, const MPI_Count sendcounts[],
                                 const MPI_Aint sdispls[], const MPI_Datatype sendtypes[],
                                 void *recvbuf, const MPI_Count recvcounts[],
                                 const MPI_Aint rdispls[], const MPI_Datatype recvtypes[],
                                 MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ibcast_c(void *buffer, MPI_Count count, MPI_Datatype datatype, int root,
                             MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Iexscan_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                              MPI_Datatype datatype, MPI_Op op, MPI_Comm comm,
                              MPI_Request *request);
ZEROMPI_API int MPI_Igather_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                              void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype, int root,
                              MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Igatherv_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                               void *recvbuf, const MPI_Count recvcounts[], const MPI_Aint displs[],
                               MPI_Datatype recvtype, int root, MPI_Comm comm,
                               MPI_Request *request);
ZEROMPI_API int MPI_Ireduce_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                              MPI_Datatype datatype, MPI_Op op, int root, MPI_Comm comm,
                              MPI_Request *request);
ZEROMPI_API int MPI_Ireduce_scatter_block_c(const void *sendbuf, void *recvbuf, MPI_Count recvcount,
                                            MPI_Datatype datatype, MPI_Op op, MPI_Comm comm,
                                            MPI_Request *request);
ZEROMPI_API int MPI_Ireduce_scatter_c(const void *sendbuf, void *recvbuf,
                                      const MPI_Count recvcounts[], MPI_Datatype datatype,
                                      MPI_Op op, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Iscan_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                            MPI_Datatype datatype, MPI_Op op, MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Iscatter_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                               void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype, int root,
                               MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Iscatterv_c(const void *sendbuf, const MPI_Count sendcounts[],
                                const MPI_Aint displs[], MPI_Datatype sendtype, void *recvbuf,
                                MPI_Count recvcount, MPI_Datatype recvtype, int root, MPI_Comm comm,
                                MPI_Request *request);
ZEROMPI_API int MPI_Op_create_c(MPI_User_function_c *user_fn, int commute, MPI_Op *op);
ZEROMPI_API int MPI_Reduce_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                             MPI_Datatype datatype, MPI_Op op, int root, MPI_Comm comm);
ZEROMPI_API int MPI_Reduce_init_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                                  MPI_Datatype datatype, MPI_Op op, int root, MPI_Comm comm,
                                  MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Reduce_local_c(const void *inbuf, void *inoutbuf, MPI_Count count,
                                   MPI_Datatype datatype, MPI_Op op);
ZEROMPI_API int MPI_Reduce_scatter_block_c(const void *sendbuf, void *recvbuf, MPI_Count recvcount,
                                           MPI_Datatype datatype, MPI_Op op, MPI_Comm comm);
ZEROMPI_API int MPI_Reduce_scatter_block_init_c(const void *sendbuf, void *recvbuf,
                                                MPI_Count recvcount, MPI_Datatype datatype,
                                                MPI_Op op, MPI_Comm comm, MPI_Info info,
                                                MPI_Request *request);
ZEROMPI_API int MPI_Reduce_scatter_c(const void *sendbuf, void *recvbuf,
                                     const MPI_Count recvcounts[], MPI_Datatype datatype, MPI_Op op,
                                     MPI_Comm comm);
ZEROMPI_API int MPI_Reduce_scatter_init_c(const void *sendbuf, void *recvbuf,
                                          const MPI_Count recvcounts[], MPI_Datatype datatype,
                                          MPI_Op op, MPI_Comm comm, MPI_Info info,
                                          MPI_Request *request);
ZEROMPI_API int MPI_Scan_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                           MPI_Datatype datatype, MPI_Op op, MPI_Comm comm);
ZEROMPI_API int MPI_Scan_init_c(const void *sendbuf, void *recvbuf, MPI_Count count,
                                MPI_Datatype datatype, MPI_Op op, MPI_Comm comm, MPI_Info info,
                                MPI_Request *request);
ZEROMPI_API int MPI_Scatter_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                              void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype, int root,
                              MPI_Comm comm);
ZEROMPI_API int MPI_Scatter_init_c(const void *sendbuf, MPI_Count sendcount, MPI_Datatype sendtype,
                                   void *recvbuf, MPI_Count recvcount, MPI_Datatype recvtype,
                                   int root, MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Scatterv_c(const void *sendbuf, const MPI_Count sendcounts[],
                               const MPI_Aint displs[], MPI_Datatype sendtype, void *recvbuf,
                               MPI_Count recvcount, MPI_Datatype recvtype, int root, MPI_Comm comm);
ZEROMPI_API int MPI_Scatterv_init_c(const void *sendbuf, const MPI_Count sendcounts[],
                                    const MPI_Aint displs[], MPI_Datatype sendtype, void *recvbuf,
                                    MPI_Count recvcount, MPI_Datatype recvtype, int root,
                                    MPI_Comm comm, MPI_Info info, MPI_Request *request);

/* Chapter 8 of the standard: topologies. */
ZEROMPI_API int MPI_Ineighbor_allgather_c(const void *sendbuf, MPI_Count sendcount,
                                          MPI_Datatype sendtype, void *recvbuf, MPI_Count recvcount,
                                          MPI_Datatype recvtype, MPI_Comm comm,
                                          MPI_Request *request);
ZEROMPI_API int MPI_Ineighbor_allgatherv_c(const void *sendbuf, MPI_Count sendcount,
                                           MPI_Datatype sendtype, void *recvbuf,
                                           const MPI_Count recvcounts[], const MPI_Aint displs[],
                                           MPI_Datatype recvtype, MPI_Comm comm,
                                           MPI_Request *request);
ZEROMPI_API int MPI_Ineighbor_alltoall_c(const void *sendbuf, MPI_Count sendcount,
                                         MPI_Datatype sendtype, void *recvbuf, MPI_Count recvcount,
                                         MPI_Datatype recvtype, MPI_Comm comm,
                                         MPI_Request *request);
ZEROMPI_API int MPI_Ineighbor_alltoallv_c(const void *sendbuf, const MPI_Count sendcounts[],
                                          const MPI_Aint sdispls[], MPI_Datatype sendtype,
                                          void *recvbuf, const MPI_Count recvcounts[],
                                          const MPI_Aint rdispls[], MPI_Datatype recvtype,
                                          MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Ineighbor_alltoallw_c(const void *sendbuf, const MPI_Count sendcounts[],
                                          const MPI_Aint sdispls[], const MPI_Datatype sendtypes[],
                                          void *recvbuf, const MPI_Count recvcounts[],
                                          const MPI_Aint rdispls[], const MPI_Datatype recvtypes[],
                                          MPI_Comm comm, MPI_Request *request);
ZEROMPI_API int MPI_Neighbor_allgather_c(const void *sendbuf, MPI_Count sendcount,
                                         MPI_Datatype sendtype, void *recvbuf, MPI_Count recvcount,
                                         MPI_Datatype recvtype, MPI_Comm comm);
ZEROMPI_API int MPI_Neighbor_allgather_init_c(const void *sendbuf, MPI_Count sendcount,
                                              MPI_Datatype sendtype, void *recvbuf,
                                              MPI_Count recvcount, MPI_Datatype recvtype,
                                              MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Neighbor_allgatherv_c(const void *sendbuf, MPI_Count sendcount,
                                          MPI_Datatype sendtype, void *recvbuf,
                                          const MPI_Count recvcounts[], const MPI_Aint displs[],
                                          MPI_Datatype recvtype, MPI_Comm comm);
ZEROMPI_API int MPI_Neighbor_allgatherv_init_c(const void *sendbuf, MPI_Count sendcount,
                                               MPI_Datatype sendtype, void *recvbuf,
                                               const MPI_Count recvcounts[],
                                               const MPI_Aint displs[], MPI_Datatype recvtype,
                                               MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Neighbor_alltoall_c(const void *sendbuf, MPI_Count sendcount,
                                        MPI_Datatype sendtype, void *recvbuf, MPI_Count recvcount,
                                        MPI_Datatype recvtype, MPI_Comm comm);
ZEROMPI_API int MPI_Neighbor_alltoall_init_c(const void *sendbuf, MPI_Count sendcount,
                                             MPI_Datatype sendtype, void *recvbuf,
                                             MPI_Count recvcount, MPI_Datatype recvtype,
                                             MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Neighbor_alltoallv_c(const void *sendbuf, const MPI_Count sendcounts[],
                                         const MPI_Aint sdispls[], MPI_Datatype sendtype,
                                         void *recvbuf, const MPI_Count recvcounts[],
                                         const MPI_Aint rdispls[], MPI_Datatype recvtype,
                                         MPI_Comm comm);
ZEROMPI_API int MPI_Neighbor_alltoallv_init_c(const void *sendbuf, const MPI_Count sendcounts[],
                                              const MPI_Aint sdispls[], MPI_Datatype sendtype,
                                              void *recvbuf, const MPI_Count recvcounts[],
                                              const MPI_Aint rdispls[], MPI_Datatype recvtype,
                                              MPI_Comm comm, MPI_Info info, MPI_Request *request);
ZEROMPI_API int MPI_Neighbor_alltoallw_c(const void *sendbuf, const MPI_Count sendcounts[],
                                         const MPI_Aint sdispls[], const MPI_Datatype sendtypes[],
                                         void *recvbuf, const MPI_Count recvcounts[],
                                         const MPI_Aint rdispls[], const MPI_Datatype recvtypes[],
                                         MPI_Comm comm);
ZEROMPI_API int MPI_Neighbor_alltoallw_init_c(const void *sendbuf, const MPI_Count sendcounts[],
                                              const MPI_Aint sdispls[],
                                              const MPI_Datatype sendtypes[], void *recvbuf,
                                              const MPI_Count recvcounts[],
                                              const MPI_Aint rdispls[],
                                              const MPI_Datatype recvtypes[], MPI_Comm comm,
                                              MPI_Info info, MPI_Request *request);

/* Chapter 11 of the standard: processes and sessions. */
ZEROMPI_API int MPI_Session_attach_buffer_c(MPI_Session session, void *buffer, MPI_Count size);
ZEROMPI_API int MPI_Session_detach_buffer_c(MPI_Session session, void *buffer_addr,
                                            MPI_Count *size);

/* Chapter 13 of the standard: external interfaces. */
ZEROMPI_API int MPI_Status_set_elements_c(MPI_Status *status, MPI_Datatype datatype,
                                          MPI_Count count);

/* ---- Old names ----------------------------------------------------------------------- */

/* For programs from before MPI-3: the compiler warns of them and says what to use.
 * ZEROMPI_NO_DEPRECATED, defined before this header, silences it. */
#if defined(__GNUC__) && !defined(ZEROMPI_NO_DEPRECATED)
#define ZEROMPI_DEPRECATED ZEROMPI_API __attribute__((deprecated))
#else
#define ZEROMPI_DEPRECATED ZEROMPI_API
#endif

typedef int MPI_Copy_function(MPI_Comm comm, int keyval, void *extra_state, void *attribute_val_in,
                              void *attribute_val_out, int *flag);
typedef int MPI_Delete_function(MPI_Comm comm, int keyval, void *attribute_val, void *extra_state);
typedef void MPI_Handler_function(MPI_Comm *comm, int *error_code, ...);
#define MPI_NULL_COPY_FN ((MPI_Copy_function *)0x0)
#define MPI_DUP_FN ((MPI_Copy_function *)0x1)
#define MPI_NULL_DELETE_FN ((MPI_Delete_function *)0x0)
#define MPI_LB \
    ((MPI_Datatype)0x00000204) /* as a member of MPI_Type_struct: the lower bound is here */
#define MPI_UB ((MPI_Datatype)0x00000205) /* ... the upper bound */

/* Deprecated by the standard. */
ZEROMPI_DEPRECATED int MPI_Attr_delete(MPI_Comm comm, int keyval);
ZEROMPI_DEPRECATED int MPI_Attr_get(MPI_Comm comm, int keyval, void *attribute_val, int *flag);
ZEROMPI_DEPRECATED int MPI_Attr_put(MPI_Comm comm, int keyval, void *attribute_val);
ZEROMPI_DEPRECATED int MPI_Get_elements_x(const MPI_Status *status, MPI_Datatype datatype,
                                          MPI_Count *count);
ZEROMPI_DEPRECATED int MPI_Info_get(MPI_Info info, const char *key, int valuelen, char *value,
                                    int *flag);
ZEROMPI_DEPRECATED int MPI_Info_get_valuelen(MPI_Info info, const char *key, int *valuelen,
                                             int *flag);
ZEROMPI_DEPRECATED int MPI_Keyval_create(MPI_Copy_function *copy_fn, MPI_Delete_function *delete_fn,
                                         int *keyval, void *extra_state);
ZEROMPI_DEPRECATED int MPI_Keyval_free(int *keyval);
ZEROMPI_DEPRECATED int MPI_Status_set_elements_x(MPI_Status *status, MPI_Datatype datatype,
                                                 MPI_Count count);
ZEROMPI_DEPRECATED int MPI_Type_get_extent_x(MPI_Datatype datatype, MPI_Count *lb,
                                             MPI_Count *extent);
ZEROMPI_DEPRECATED int MPI_Type_get_true_extent_x(MPI_Datatype datatype, MPI_Count *true_lb,
                                                  MPI_Count *true_extent);
ZEROMPI_DEPRECATED int MPI_Type_size_x(MPI_Datatype datatype, MPI_Count *size);

/* Removed from it by MPI-3.0. */
ZEROMPI_DEPRECATED int MPI_Address(void *location, MPI_Aint *address);
ZEROMPI_DEPRECATED int MPI_Errhandler_create(MPI_Handler_function *handler_fn,
                                             MPI_Errhandler *errhandler);
ZEROMPI_DEPRECATED int MPI_Errhandler_get(MPI_Comm comm, MPI_Errhandler *errhandler);
ZEROMPI_DEPRECATED int MPI_Errhandler_set(MPI_Comm comm, MPI_Errhandler errhandler);
ZEROMPI_DEPRECATED int MPI_Type_extent(MPI_Datatype datatype, MPI_Aint *extent);
ZEROMPI_DEPRECATED int MPI_Type_hindexed(int count, int array_of_blocklengths[],
                                         MPI_Aint array_of_displacements[], MPI_Datatype oldtype,
                                         MPI_Datatype *newtype);
ZEROMPI_DEPRECATED int MPI_Type_hvector(int count, int blocklength, MPI_Aint stride,
                                        MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_DEPRECATED int MPI_Type_lb(MPI_Datatype datatype, MPI_Aint *displacement);
ZEROMPI_DEPRECATED int MPI_Type_struct(int count, int array_of_blocklengths[],
                                       MPI_Aint array_of_displacements[],
                                       MPI_Datatype array_of_types[], MPI_Datatype *newtype);
ZEROMPI_DEPRECATED int MPI_Type_ub(MPI_Datatype datatype, MPI_Aint *displacement);

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
ZEROMPI_API extern __typeof__(MPI_Comm_get_parent) PMPI_Comm_get_parent;
ZEROMPI_API extern __typeof__(MPI_Comm_disconnect) PMPI_Comm_disconnect;
ZEROMPI_API extern __typeof__(MPI_Wtime) PMPI_Wtime;
ZEROMPI_API extern __typeof__(MPI_Wtick) PMPI_Wtick;
ZEROMPI_API extern __typeof__(MPI_Get_processor_name) PMPI_Get_processor_name;
ZEROMPI_API extern __typeof__(MPI_Get_version) PMPI_Get_version;
ZEROMPI_API extern __typeof__(MPI_Abi_get_version) PMPI_Abi_get_version;
ZEROMPI_API extern __typeof__(MPI_Get_library_version) PMPI_Get_library_version;
ZEROMPI_API extern __typeof__(MPI_Alloc_mem) PMPI_Alloc_mem;
ZEROMPI_API extern __typeof__(MPI_Free_mem) PMPI_Free_mem;
ZEROMPI_API extern __typeof__(MPI_Pcontrol) PMPI_Pcontrol;
ZEROMPI_API extern __typeof__(MPI_Get_hw_resource_info) PMPI_Get_hw_resource_info;
ZEROMPI_API extern __typeof__(MPI_Comm_rank) PMPI_Comm_rank;
ZEROMPI_API extern __typeof__(MPI_Comm_size) PMPI_Comm_size;
ZEROMPI_API extern __typeof__(MPI_Comm_dup) PMPI_Comm_dup;
ZEROMPI_API extern __typeof__(MPI_Comm_split) PMPI_Comm_split;
ZEROMPI_API extern __typeof__(MPI_Comm_free) PMPI_Comm_free;
ZEROMPI_API extern __typeof__(MPI_Comm_create) PMPI_Comm_create;
ZEROMPI_API extern __typeof__(MPI_Comm_create_group) PMPI_Comm_create_group;
ZEROMPI_API extern __typeof__(MPI_Comm_split_type) PMPI_Comm_split_type;
ZEROMPI_API extern __typeof__(MPI_Comm_dup_with_info) PMPI_Comm_dup_with_info;
ZEROMPI_API extern __typeof__(MPI_Comm_idup) PMPI_Comm_idup;
ZEROMPI_API extern __typeof__(MPI_Comm_idup_with_info) PMPI_Comm_idup_with_info;
ZEROMPI_API extern __typeof__(MPI_Comm_compare) PMPI_Comm_compare;
ZEROMPI_API extern __typeof__(MPI_Comm_set_name) PMPI_Comm_set_name;
ZEROMPI_API extern __typeof__(MPI_Comm_get_name) PMPI_Comm_get_name;
ZEROMPI_API extern __typeof__(MPI_Comm_set_info) PMPI_Comm_set_info;
ZEROMPI_API extern __typeof__(MPI_Comm_get_info) PMPI_Comm_get_info;
ZEROMPI_API extern __typeof__(MPI_Intercomm_create) PMPI_Intercomm_create;
ZEROMPI_API extern __typeof__(MPI_Intercomm_merge) PMPI_Intercomm_merge;
ZEROMPI_API extern __typeof__(MPI_Comm_test_inter) PMPI_Comm_test_inter;
ZEROMPI_API extern __typeof__(MPI_Comm_remote_size) PMPI_Comm_remote_size;
ZEROMPI_API extern __typeof__(MPI_Comm_remote_group) PMPI_Comm_remote_group;
ZEROMPI_API extern __typeof__(MPI_Comm_group) PMPI_Comm_group;
ZEROMPI_API extern __typeof__(MPI_Group_size) PMPI_Group_size;
ZEROMPI_API extern __typeof__(MPI_Group_rank) PMPI_Group_rank;
ZEROMPI_API extern __typeof__(MPI_Group_compare) PMPI_Group_compare;
ZEROMPI_API extern __typeof__(MPI_Group_translate_ranks) PMPI_Group_translate_ranks;
ZEROMPI_API extern __typeof__(MPI_Group_union) PMPI_Group_union;
ZEROMPI_API extern __typeof__(MPI_Group_intersection) PMPI_Group_intersection;
ZEROMPI_API extern __typeof__(MPI_Group_difference) PMPI_Group_difference;
ZEROMPI_API extern __typeof__(MPI_Group_incl) PMPI_Group_incl;
ZEROMPI_API extern __typeof__(MPI_Group_excl) PMPI_Group_excl;
ZEROMPI_API extern __typeof__(MPI_Group_range_incl) PMPI_Group_range_incl;
ZEROMPI_API extern __typeof__(MPI_Group_range_excl) PMPI_Group_range_excl;
ZEROMPI_API extern __typeof__(MPI_Group_free) PMPI_Group_free;
ZEROMPI_API extern __typeof__(MPI_Comm_create_keyval) PMPI_Comm_create_keyval;
ZEROMPI_API extern __typeof__(MPI_Comm_free_keyval) PMPI_Comm_free_keyval;
ZEROMPI_API extern __typeof__(MPI_Comm_set_attr) PMPI_Comm_set_attr;
ZEROMPI_API extern __typeof__(MPI_Comm_get_attr) PMPI_Comm_get_attr;
ZEROMPI_API extern __typeof__(MPI_Comm_delete_attr) PMPI_Comm_delete_attr;
ZEROMPI_API extern __typeof__(MPI_Type_create_keyval) PMPI_Type_create_keyval;
ZEROMPI_API extern __typeof__(MPI_Type_free_keyval) PMPI_Type_free_keyval;
ZEROMPI_API extern __typeof__(MPI_Type_set_attr) PMPI_Type_set_attr;
ZEROMPI_API extern __typeof__(MPI_Type_get_attr) PMPI_Type_get_attr;
ZEROMPI_API extern __typeof__(MPI_Type_delete_attr) PMPI_Type_delete_attr;
ZEROMPI_API extern __typeof__(MPI_Topo_test) PMPI_Topo_test;
ZEROMPI_API extern __typeof__(MPI_Dims_create) PMPI_Dims_create;
ZEROMPI_API extern __typeof__(MPI_Cart_create) PMPI_Cart_create;
ZEROMPI_API extern __typeof__(MPI_Cartdim_get) PMPI_Cartdim_get;
ZEROMPI_API extern __typeof__(MPI_Cart_get) PMPI_Cart_get;
ZEROMPI_API extern __typeof__(MPI_Cart_rank) PMPI_Cart_rank;
ZEROMPI_API extern __typeof__(MPI_Cart_coords) PMPI_Cart_coords;
ZEROMPI_API extern __typeof__(MPI_Cart_shift) PMPI_Cart_shift;
ZEROMPI_API extern __typeof__(MPI_Cart_sub) PMPI_Cart_sub;
ZEROMPI_API extern __typeof__(MPI_Cart_map) PMPI_Cart_map;
ZEROMPI_API extern __typeof__(MPI_Graph_create) PMPI_Graph_create;
ZEROMPI_API extern __typeof__(MPI_Graphdims_get) PMPI_Graphdims_get;
ZEROMPI_API extern __typeof__(MPI_Graph_get) PMPI_Graph_get;
ZEROMPI_API extern __typeof__(MPI_Graph_neighbors_count) PMPI_Graph_neighbors_count;
ZEROMPI_API extern __typeof__(MPI_Graph_neighbors) PMPI_Graph_neighbors;
ZEROMPI_API extern __typeof__(MPI_Graph_map) PMPI_Graph_map;
ZEROMPI_API extern __typeof__(MPI_Dist_graph_create) PMPI_Dist_graph_create;
ZEROMPI_API extern __typeof__(MPI_Dist_graph_create_adjacent) PMPI_Dist_graph_create_adjacent;
ZEROMPI_API extern __typeof__(MPI_Dist_graph_neighbors_count) PMPI_Dist_graph_neighbors_count;
ZEROMPI_API extern __typeof__(MPI_Dist_graph_neighbors) PMPI_Dist_graph_neighbors;
ZEROMPI_API extern __typeof__(MPI_Type_size) PMPI_Type_size;
ZEROMPI_API extern __typeof__(MPI_Type_contiguous) PMPI_Type_contiguous;
ZEROMPI_API extern __typeof__(MPI_Type_vector) PMPI_Type_vector;
ZEROMPI_API extern __typeof__(MPI_Type_create_hvector) PMPI_Type_create_hvector;
ZEROMPI_API extern __typeof__(MPI_Type_indexed) PMPI_Type_indexed;
ZEROMPI_API extern __typeof__(MPI_Type_create_hindexed) PMPI_Type_create_hindexed;
ZEROMPI_API extern __typeof__(MPI_Type_create_indexed_block) PMPI_Type_create_indexed_block;
ZEROMPI_API extern __typeof__(MPI_Type_create_hindexed_block) PMPI_Type_create_hindexed_block;
ZEROMPI_API extern __typeof__(MPI_Type_create_struct) PMPI_Type_create_struct;
ZEROMPI_API extern __typeof__(MPI_Type_create_resized) PMPI_Type_create_resized;
ZEROMPI_API extern __typeof__(MPI_Type_dup) PMPI_Type_dup;
ZEROMPI_API extern __typeof__(MPI_Type_create_subarray) PMPI_Type_create_subarray;
ZEROMPI_API extern __typeof__(MPI_Type_create_darray) PMPI_Type_create_darray;
ZEROMPI_API extern __typeof__(MPI_Type_commit) PMPI_Type_commit;
ZEROMPI_API extern __typeof__(MPI_Type_free) PMPI_Type_free;
ZEROMPI_API extern __typeof__(MPI_Get_address) PMPI_Get_address;
ZEROMPI_API extern __typeof__(MPI_Aint_add) PMPI_Aint_add;
ZEROMPI_API extern __typeof__(MPI_Aint_diff) PMPI_Aint_diff;
ZEROMPI_API extern __typeof__(MPI_Type_get_extent) PMPI_Type_get_extent;
ZEROMPI_API extern __typeof__(MPI_Type_get_true_extent) PMPI_Type_get_true_extent;
ZEROMPI_API extern __typeof__(MPI_Type_set_name) PMPI_Type_set_name;
ZEROMPI_API extern __typeof__(MPI_Type_get_name) PMPI_Type_get_name;
ZEROMPI_API extern __typeof__(MPI_Type_get_envelope) PMPI_Type_get_envelope;
ZEROMPI_API extern __typeof__(MPI_Type_get_contents) PMPI_Type_get_contents;
ZEROMPI_API extern __typeof__(MPI_Type_match_size) PMPI_Type_match_size;
ZEROMPI_API extern __typeof__(MPI_Type_get_value_index) PMPI_Type_get_value_index;
ZEROMPI_API extern __typeof__(MPI_Type_create_f90_integer) PMPI_Type_create_f90_integer;
ZEROMPI_API extern __typeof__(MPI_Type_create_f90_real) PMPI_Type_create_f90_real;
ZEROMPI_API extern __typeof__(MPI_Type_create_f90_complex) PMPI_Type_create_f90_complex;
ZEROMPI_API extern __typeof__(MPI_Pack) PMPI_Pack;
ZEROMPI_API extern __typeof__(MPI_Unpack) PMPI_Unpack;
ZEROMPI_API extern __typeof__(MPI_Pack_size) PMPI_Pack_size;
ZEROMPI_API extern __typeof__(MPI_Pack_external) PMPI_Pack_external;
ZEROMPI_API extern __typeof__(MPI_Unpack_external) PMPI_Unpack_external;
ZEROMPI_API extern __typeof__(MPI_Pack_external_size) PMPI_Pack_external_size;
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
ZEROMPI_API extern __typeof__(MPI_Rsend) PMPI_Rsend;
ZEROMPI_API extern __typeof__(MPI_Irsend) PMPI_Irsend;
ZEROMPI_API extern __typeof__(MPI_Bsend) PMPI_Bsend;
ZEROMPI_API extern __typeof__(MPI_Ibsend) PMPI_Ibsend;
ZEROMPI_API extern __typeof__(MPI_Buffer_attach) PMPI_Buffer_attach;
ZEROMPI_API extern __typeof__(MPI_Buffer_detach) PMPI_Buffer_detach;
ZEROMPI_API extern __typeof__(MPI_Buffer_flush) PMPI_Buffer_flush;
ZEROMPI_API extern __typeof__(MPI_Buffer_iflush) PMPI_Buffer_iflush;
ZEROMPI_API extern __typeof__(MPI_Comm_attach_buffer) PMPI_Comm_attach_buffer;
ZEROMPI_API extern __typeof__(MPI_Comm_detach_buffer) PMPI_Comm_detach_buffer;
ZEROMPI_API extern __typeof__(MPI_Comm_flush_buffer) PMPI_Comm_flush_buffer;
ZEROMPI_API extern __typeof__(MPI_Comm_iflush_buffer) PMPI_Comm_iflush_buffer;
ZEROMPI_API extern __typeof__(MPI_Sendrecv_replace) PMPI_Sendrecv_replace;
ZEROMPI_API extern __typeof__(MPI_Isendrecv) PMPI_Isendrecv;
ZEROMPI_API extern __typeof__(MPI_Isendrecv_replace) PMPI_Isendrecv_replace;
ZEROMPI_API extern __typeof__(MPI_Send_init) PMPI_Send_init;
ZEROMPI_API extern __typeof__(MPI_Bsend_init) PMPI_Bsend_init;
ZEROMPI_API extern __typeof__(MPI_Ssend_init) PMPI_Ssend_init;
ZEROMPI_API extern __typeof__(MPI_Rsend_init) PMPI_Rsend_init;
ZEROMPI_API extern __typeof__(MPI_Recv_init) PMPI_Recv_init;
ZEROMPI_API extern __typeof__(MPI_Start) PMPI_Start;
ZEROMPI_API extern __typeof__(MPI_Startall) PMPI_Startall;
ZEROMPI_API extern __typeof__(MPI_Request_free) PMPI_Request_free;
ZEROMPI_API extern __typeof__(MPI_Waitsome) PMPI_Waitsome;
ZEROMPI_API extern __typeof__(MPI_Testany) PMPI_Testany;
ZEROMPI_API extern __typeof__(MPI_Testsome) PMPI_Testsome;
ZEROMPI_API extern __typeof__(MPI_Request_get_status) PMPI_Request_get_status;
ZEROMPI_API extern __typeof__(MPI_Request_get_status_all) PMPI_Request_get_status_all;
ZEROMPI_API extern __typeof__(MPI_Request_get_status_any) PMPI_Request_get_status_any;
ZEROMPI_API extern __typeof__(MPI_Request_get_status_some) PMPI_Request_get_status_some;
ZEROMPI_API extern __typeof__(MPI_Cancel) PMPI_Cancel;
ZEROMPI_API extern __typeof__(MPI_Test_cancelled) PMPI_Test_cancelled;
ZEROMPI_API extern __typeof__(MPI_Mprobe) PMPI_Mprobe;
ZEROMPI_API extern __typeof__(MPI_Improbe) PMPI_Improbe;
ZEROMPI_API extern __typeof__(MPI_Mrecv) PMPI_Mrecv;
ZEROMPI_API extern __typeof__(MPI_Imrecv) PMPI_Imrecv;
ZEROMPI_API extern __typeof__(MPI_Get_elements) PMPI_Get_elements;
ZEROMPI_API extern __typeof__(MPI_Status_get_source) PMPI_Status_get_source;
ZEROMPI_API extern __typeof__(MPI_Status_get_tag) PMPI_Status_get_tag;
ZEROMPI_API extern __typeof__(MPI_Status_get_error) PMPI_Status_get_error;
ZEROMPI_API extern __typeof__(MPI_Status_set_source) PMPI_Status_set_source;
ZEROMPI_API extern __typeof__(MPI_Status_set_tag) PMPI_Status_set_tag;
ZEROMPI_API extern __typeof__(MPI_Status_set_error) PMPI_Status_set_error;
ZEROMPI_API extern __typeof__(MPI_Status_set_elements) PMPI_Status_set_elements;
ZEROMPI_API extern __typeof__(MPI_Status_set_cancelled) PMPI_Status_set_cancelled;
ZEROMPI_API extern __typeof__(MPI_Grequest_start) PMPI_Grequest_start;
ZEROMPI_API extern __typeof__(MPI_Grequest_complete) PMPI_Grequest_complete;
ZEROMPI_API extern __typeof__(MPI_Psend_init) PMPI_Psend_init;
ZEROMPI_API extern __typeof__(MPI_Precv_init) PMPI_Precv_init;
ZEROMPI_API extern __typeof__(MPI_Pready) PMPI_Pready;
ZEROMPI_API extern __typeof__(MPI_Pready_range) PMPI_Pready_range;
ZEROMPI_API extern __typeof__(MPI_Pready_list) PMPI_Pready_list;
ZEROMPI_API extern __typeof__(MPI_Parrived) PMPI_Parrived;
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
ZEROMPI_API extern __typeof__(MPI_Scatterv) PMPI_Scatterv;
ZEROMPI_API extern __typeof__(MPI_Gatherv) PMPI_Gatherv;
ZEROMPI_API extern __typeof__(MPI_Allgatherv) PMPI_Allgatherv;
ZEROMPI_API extern __typeof__(MPI_Alltoallv) PMPI_Alltoallv;
ZEROMPI_API extern __typeof__(MPI_Alltoallw) PMPI_Alltoallw;
ZEROMPI_API extern __typeof__(MPI_Reduce_scatter) PMPI_Reduce_scatter;
ZEROMPI_API extern __typeof__(MPI_Op_create) PMPI_Op_create;
ZEROMPI_API extern __typeof__(MPI_Op_free) PMPI_Op_free;
ZEROMPI_API extern __typeof__(MPI_Op_commutative) PMPI_Op_commutative;
ZEROMPI_API extern __typeof__(MPI_Reduce_local) PMPI_Reduce_local;
ZEROMPI_API extern __typeof__(MPI_Neighbor_allgather) PMPI_Neighbor_allgather;
ZEROMPI_API extern __typeof__(MPI_Neighbor_allgatherv) PMPI_Neighbor_allgatherv;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoall) PMPI_Neighbor_alltoall;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoallv) PMPI_Neighbor_alltoallv;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoallw) PMPI_Neighbor_alltoallw;
ZEROMPI_API extern __typeof__(MPI_Ibarrier) PMPI_Ibarrier;
ZEROMPI_API extern __typeof__(MPI_Ibcast) PMPI_Ibcast;
ZEROMPI_API extern __typeof__(MPI_Iscatter) PMPI_Iscatter;
ZEROMPI_API extern __typeof__(MPI_Igather) PMPI_Igather;
ZEROMPI_API extern __typeof__(MPI_Iallgather) PMPI_Iallgather;
ZEROMPI_API extern __typeof__(MPI_Ialltoall) PMPI_Ialltoall;
ZEROMPI_API extern __typeof__(MPI_Ireduce) PMPI_Ireduce;
ZEROMPI_API extern __typeof__(MPI_Iallreduce) PMPI_Iallreduce;
ZEROMPI_API extern __typeof__(MPI_Ireduce_scatter_block) PMPI_Ireduce_scatter_block;
ZEROMPI_API extern __typeof__(MPI_Iscan) PMPI_Iscan;
ZEROMPI_API extern __typeof__(MPI_Iexscan) PMPI_Iexscan;
ZEROMPI_API extern __typeof__(MPI_Iscatterv) PMPI_Iscatterv;
ZEROMPI_API extern __typeof__(MPI_Igatherv) PMPI_Igatherv;
ZEROMPI_API extern __typeof__(MPI_Iallgatherv) PMPI_Iallgatherv;
ZEROMPI_API extern __typeof__(MPI_Ialltoallv) PMPI_Ialltoallv;
ZEROMPI_API extern __typeof__(MPI_Ialltoallw) PMPI_Ialltoallw;
ZEROMPI_API extern __typeof__(MPI_Ireduce_scatter) PMPI_Ireduce_scatter;
ZEROMPI_API extern __typeof__(MPI_Ineighbor_allgather) PMPI_Ineighbor_allgather;
ZEROMPI_API extern __typeof__(MPI_Ineighbor_allgatherv) PMPI_Ineighbor_allgatherv;
ZEROMPI_API extern __typeof__(MPI_Ineighbor_alltoall) PMPI_Ineighbor_alltoall;
ZEROMPI_API extern __typeof__(MPI_Ineighbor_alltoallv) PMPI_Ineighbor_alltoallv;
ZEROMPI_API extern __typeof__(MPI_Ineighbor_alltoallw) PMPI_Ineighbor_alltoallw;
ZEROMPI_API extern __typeof__(MPI_Barrier_init) PMPI_Barrier_init;
ZEROMPI_API extern __typeof__(MPI_Bcast_init) PMPI_Bcast_init;
ZEROMPI_API extern __typeof__(MPI_Scatter_init) PMPI_Scatter_init;
ZEROMPI_API extern __typeof__(MPI_Gather_init) PMPI_Gather_init;
ZEROMPI_API extern __typeof__(MPI_Allgather_init) PMPI_Allgather_init;
ZEROMPI_API extern __typeof__(MPI_Alltoall_init) PMPI_Alltoall_init;
ZEROMPI_API extern __typeof__(MPI_Reduce_init) PMPI_Reduce_init;
ZEROMPI_API extern __typeof__(MPI_Allreduce_init) PMPI_Allreduce_init;
ZEROMPI_API extern __typeof__(MPI_Reduce_scatter_block_init) PMPI_Reduce_scatter_block_init;
ZEROMPI_API extern __typeof__(MPI_Scan_init) PMPI_Scan_init;
ZEROMPI_API extern __typeof__(MPI_Exscan_init) PMPI_Exscan_init;
ZEROMPI_API extern __typeof__(MPI_Scatterv_init) PMPI_Scatterv_init;
ZEROMPI_API extern __typeof__(MPI_Gatherv_init) PMPI_Gatherv_init;
ZEROMPI_API extern __typeof__(MPI_Allgatherv_init) PMPI_Allgatherv_init;
ZEROMPI_API extern __typeof__(MPI_Alltoallv_init) PMPI_Alltoallv_init;
ZEROMPI_API extern __typeof__(MPI_Alltoallw_init) PMPI_Alltoallw_init;
ZEROMPI_API extern __typeof__(MPI_Reduce_scatter_init) PMPI_Reduce_scatter_init;
ZEROMPI_API extern __typeof__(MPI_Neighbor_allgather_init) PMPI_Neighbor_allgather_init;
ZEROMPI_API extern __typeof__(MPI_Neighbor_allgatherv_init) PMPI_Neighbor_allgatherv_init;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoall_init) PMPI_Neighbor_alltoall_init;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoallv_init) PMPI_Neighbor_alltoallv_init;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoallw_init) PMPI_Neighbor_alltoallw_init;
ZEROMPI_API extern __typeof__(MPI_Comm_set_errhandler) PMPI_Comm_set_errhandler;
ZEROMPI_API extern __typeof__(MPI_Comm_get_errhandler) PMPI_Comm_get_errhandler;
ZEROMPI_API extern __typeof__(MPI_Comm_create_errhandler) PMPI_Comm_create_errhandler;
ZEROMPI_API extern __typeof__(MPI_Errhandler_free) PMPI_Errhandler_free;
ZEROMPI_API extern __typeof__(MPI_Comm_call_errhandler) PMPI_Comm_call_errhandler;
ZEROMPI_API extern __typeof__(MPI_Error_string) PMPI_Error_string;
ZEROMPI_API extern __typeof__(MPI_Error_class) PMPI_Error_class;
ZEROMPI_API extern __typeof__(MPI_Add_error_class) PMPI_Add_error_class;
ZEROMPI_API extern __typeof__(MPI_Add_error_code) PMPI_Add_error_code;
ZEROMPI_API extern __typeof__(MPI_Add_error_string) PMPI_Add_error_string;
ZEROMPI_API extern __typeof__(MPI_Remove_error_class) PMPI_Remove_error_class;
ZEROMPI_API extern __typeof__(MPI_Remove_error_code) PMPI_Remove_error_code;
ZEROMPI_API extern __typeof__(MPI_Remove_error_string) PMPI_Remove_error_string;
ZEROMPI_API extern __typeof__(MPI_Info_create) PMPI_Info_create;
ZEROMPI_API extern __typeof__(MPI_Info_create_env) PMPI_Info_create_env;
ZEROMPI_API extern __typeof__(MPI_Info_dup) PMPI_Info_dup;
ZEROMPI_API extern __typeof__(MPI_Info_set) PMPI_Info_set;
ZEROMPI_API extern __typeof__(MPI_Info_get_string) PMPI_Info_get_string;
ZEROMPI_API extern __typeof__(MPI_Info_delete) PMPI_Info_delete;
ZEROMPI_API extern __typeof__(MPI_Info_get_nkeys) PMPI_Info_get_nkeys;
ZEROMPI_API extern __typeof__(MPI_Info_get_nthkey) PMPI_Info_get_nthkey;
ZEROMPI_API extern __typeof__(MPI_Info_free) PMPI_Info_free;
ZEROMPI_API extern __typeof__(MPI_Session_init) PMPI_Session_init;
ZEROMPI_API extern __typeof__(MPI_Session_finalize) PMPI_Session_finalize;
ZEROMPI_API extern __typeof__(MPI_Session_get_info) PMPI_Session_get_info;
ZEROMPI_API extern __typeof__(MPI_Session_get_num_psets) PMPI_Session_get_num_psets;
ZEROMPI_API extern __typeof__(MPI_Session_get_nth_pset) PMPI_Session_get_nth_pset;
ZEROMPI_API extern __typeof__(MPI_Session_get_pset_info) PMPI_Session_get_pset_info;
ZEROMPI_API extern __typeof__(MPI_Group_from_session_pset) PMPI_Group_from_session_pset;
ZEROMPI_API extern __typeof__(MPI_Comm_create_from_group) PMPI_Comm_create_from_group;
ZEROMPI_API extern __typeof__(MPI_Intercomm_create_from_groups) PMPI_Intercomm_create_from_groups;
ZEROMPI_API extern __typeof__(MPI_Session_create_errhandler) PMPI_Session_create_errhandler;
ZEROMPI_API extern __typeof__(MPI_Session_set_errhandler) PMPI_Session_set_errhandler;
ZEROMPI_API extern __typeof__(MPI_Session_get_errhandler) PMPI_Session_get_errhandler;
ZEROMPI_API extern __typeof__(MPI_Session_call_errhandler) PMPI_Session_call_errhandler;
ZEROMPI_API extern __typeof__(MPI_Session_attach_buffer) PMPI_Session_attach_buffer;
ZEROMPI_API extern __typeof__(MPI_Session_detach_buffer) PMPI_Session_detach_buffer;
ZEROMPI_API extern __typeof__(MPI_Session_flush_buffer) PMPI_Session_flush_buffer;
ZEROMPI_API extern __typeof__(MPI_Session_iflush_buffer) PMPI_Session_iflush_buffer;
ZEROMPI_API extern __typeof__(MPI_Comm_toint) PMPI_Comm_toint;
ZEROMPI_API extern __typeof__(MPI_Comm_fromint) PMPI_Comm_fromint;
ZEROMPI_API extern __typeof__(MPI_Errhandler_toint) PMPI_Errhandler_toint;
ZEROMPI_API extern __typeof__(MPI_Errhandler_fromint) PMPI_Errhandler_fromint;
ZEROMPI_API extern __typeof__(MPI_Group_toint) PMPI_Group_toint;
ZEROMPI_API extern __typeof__(MPI_Group_fromint) PMPI_Group_fromint;
ZEROMPI_API extern __typeof__(MPI_Info_toint) PMPI_Info_toint;
ZEROMPI_API extern __typeof__(MPI_Info_fromint) PMPI_Info_fromint;
ZEROMPI_API extern __typeof__(MPI_Message_toint) PMPI_Message_toint;
ZEROMPI_API extern __typeof__(MPI_Message_fromint) PMPI_Message_fromint;
ZEROMPI_API extern __typeof__(MPI_Op_toint) PMPI_Op_toint;
ZEROMPI_API extern __typeof__(MPI_Op_fromint) PMPI_Op_fromint;
ZEROMPI_API extern __typeof__(MPI_Request_toint) PMPI_Request_toint;
ZEROMPI_API extern __typeof__(MPI_Request_fromint) PMPI_Request_fromint;
ZEROMPI_API extern __typeof__(MPI_Session_toint) PMPI_Session_toint;
ZEROMPI_API extern __typeof__(MPI_Session_fromint) PMPI_Session_fromint;
ZEROMPI_API extern __typeof__(MPI_Type_toint) PMPI_Type_toint;
ZEROMPI_API extern __typeof__(MPI_Type_fromint) PMPI_Type_fromint;
ZEROMPI_API extern __typeof__(MPI_Comm_c2f) PMPI_Comm_c2f;
ZEROMPI_API extern __typeof__(MPI_Comm_f2c) PMPI_Comm_f2c;
ZEROMPI_API extern __typeof__(MPI_Errhandler_c2f) PMPI_Errhandler_c2f;
ZEROMPI_API extern __typeof__(MPI_Errhandler_f2c) PMPI_Errhandler_f2c;
ZEROMPI_API extern __typeof__(MPI_Group_c2f) PMPI_Group_c2f;
ZEROMPI_API extern __typeof__(MPI_Group_f2c) PMPI_Group_f2c;
ZEROMPI_API extern __typeof__(MPI_Info_c2f) PMPI_Info_c2f;
ZEROMPI_API extern __typeof__(MPI_Info_f2c) PMPI_Info_f2c;
ZEROMPI_API extern __typeof__(MPI_Message_c2f) PMPI_Message_c2f;
ZEROMPI_API extern __typeof__(MPI_Message_f2c) PMPI_Message_f2c;
ZEROMPI_API extern __typeof__(MPI_Op_c2f) PMPI_Op_c2f;
ZEROMPI_API extern __typeof__(MPI_Op_f2c) PMPI_Op_f2c;
ZEROMPI_API extern __typeof__(MPI_Request_c2f) PMPI_Request_c2f;
ZEROMPI_API extern __typeof__(MPI_Request_f2c) PMPI_Request_f2c;
ZEROMPI_API extern __typeof__(MPI_Session_c2f) PMPI_Session_c2f;
ZEROMPI_API extern __typeof__(MPI_Session_f2c) PMPI_Session_f2c;
ZEROMPI_API extern __typeof__(MPI_Type_c2f) PMPI_Type_c2f;
ZEROMPI_API extern __typeof__(MPI_Type_f2c) PMPI_Type_f2c;
ZEROMPI_API extern __typeof__(MPI_Status_c2f) PMPI_Status_c2f;
ZEROMPI_API extern __typeof__(MPI_Status_f2c) PMPI_Status_f2c;
ZEROMPI_API extern __typeof__(MPI_Status_c2f08) PMPI_Status_c2f08;
ZEROMPI_API extern __typeof__(MPI_Status_f082c) PMPI_Status_f082c;
ZEROMPI_API extern __typeof__(MPI_Status_f2f08) PMPI_Status_f2f08;
ZEROMPI_API extern __typeof__(MPI_Status_f082f) PMPI_Status_f082f;
ZEROMPI_API extern __typeof__(MPI_Abi_set_fortran_info) PMPI_Abi_set_fortran_info;
ZEROMPI_API extern __typeof__(MPI_Abi_get_fortran_info) PMPI_Abi_get_fortran_info;
ZEROMPI_API extern __typeof__(MPI_Abi_set_fortran_booleans) PMPI_Abi_set_fortran_booleans;
ZEROMPI_API extern __typeof__(MPI_Abi_get_fortran_booleans) PMPI_Abi_get_fortran_booleans;
ZEROMPI_API extern __typeof__(MPI_Abi_get_info) PMPI_Abi_get_info;
ZEROMPI_API extern __typeof__(MPI_Bsend_c) PMPI_Bsend_c;
ZEROMPI_API extern __typeof__(MPI_Bsend_init_c) PMPI_Bsend_init_c;
ZEROMPI_API extern __typeof__(MPI_Buffer_attach_c) PMPI_Buffer_attach_c;
ZEROMPI_API extern __typeof__(MPI_Buffer_detach_c) PMPI_Buffer_detach_c;
ZEROMPI_API extern __typeof__(MPI_Comm_attach_buffer_c) PMPI_Comm_attach_buffer_c;
ZEROMPI_API extern __typeof__(MPI_Comm_detach_buffer_c) PMPI_Comm_detach_buffer_c;
ZEROMPI_API extern __typeof__(MPI_Ibsend_c) PMPI_Ibsend_c;
ZEROMPI_API extern __typeof__(MPI_Imrecv_c) PMPI_Imrecv_c;
ZEROMPI_API extern __typeof__(MPI_Irecv_c) PMPI_Irecv_c;
ZEROMPI_API extern __typeof__(MPI_Irsend_c) PMPI_Irsend_c;
ZEROMPI_API extern __typeof__(MPI_Isend_c) PMPI_Isend_c;
ZEROMPI_API extern __typeof__(MPI_Isendrecv_c) PMPI_Isendrecv_c;
ZEROMPI_API extern __typeof__(MPI_Isendrecv_replace_c) PMPI_Isendrecv_replace_c;
ZEROMPI_API extern __typeof__(MPI_Issend_c) PMPI_Issend_c;
ZEROMPI_API extern __typeof__(MPI_Mrecv_c) PMPI_Mrecv_c;
ZEROMPI_API extern __typeof__(MPI_Recv_c) PMPI_Recv_c;
ZEROMPI_API extern __typeof__(MPI_Recv_init_c) PMPI_Recv_init_c;
ZEROMPI_API extern __typeof__(MPI_Rsend_c) PMPI_Rsend_c;
ZEROMPI_API extern __typeof__(MPI_Rsend_init_c) PMPI_Rsend_init_c;
ZEROMPI_API extern __typeof__(MPI_Send_c) PMPI_Send_c;
ZEROMPI_API extern __typeof__(MPI_Send_init_c) PMPI_Send_init_c;
ZEROMPI_API extern __typeof__(MPI_Sendrecv_c) PMPI_Sendrecv_c;
ZEROMPI_API extern __typeof__(MPI_Sendrecv_replace_c) PMPI_Sendrecv_replace_c;
ZEROMPI_API extern __typeof__(MPI_Ssend_c) PMPI_Ssend_c;
ZEROMPI_API extern __typeof__(MPI_Ssend_init_c) PMPI_Ssend_init_c;
ZEROMPI_API extern __typeof__(MPI_Precv_init_c) PMPI_Precv_init_c;
ZEROMPI_API extern __typeof__(MPI_Psend_init_c) PMPI_Psend_init_c;
ZEROMPI_API extern __typeof__(MPI_Get_count_c) PMPI_Get_count_c;
ZEROMPI_API extern __typeof__(MPI_Get_elements_c) PMPI_Get_elements_c;
ZEROMPI_API extern __typeof__(MPI_Pack_c) PMPI_Pack_c;
ZEROMPI_API extern __typeof__(MPI_Pack_external_c) PMPI_Pack_external_c;
ZEROMPI_API extern __typeof__(MPI_Pack_external_size_c) PMPI_Pack_external_size_c;
ZEROMPI_API extern __typeof__(MPI_Pack_size_c) PMPI_Pack_size_c;
ZEROMPI_API extern __typeof__(MPI_Type_contiguous_c) PMPI_Type_contiguous_c;
ZEROMPI_API extern __typeof__(MPI_Type_create_darray_c) PMPI_Type_create_darray_c;
ZEROMPI_API extern __typeof__(MPI_Type_create_hindexed_block_c) PMPI_Type_create_hindexed_block_c;
ZEROMPI_API extern __typeof__(MPI_Type_create_hindexed_c) PMPI_Type_create_hindexed_c;
ZEROMPI_API extern __typeof__(MPI_Type_create_hvector_c) PMPI_Type_create_hvector_c;
ZEROMPI_API extern __typeof__(MPI_Type_create_indexed_block_c) PMPI_Type_create_indexed_block_c;
ZEROMPI_API extern __typeof__(MPI_Type_create_resized_c) PMPI_Type_create_resized_c;
ZEROMPI_API extern __typeof__(MPI_Type_create_struct_c) PMPI_Type_create_struct_c;
ZEROMPI_API extern __typeof__(MPI_Type_create_subarray_c) PMPI_Type_create_subarray_c;
ZEROMPI_API extern __typeof__(MPI_Type_get_contents_c) PMPI_Type_get_contents_c;
ZEROMPI_API extern __typeof__(MPI_Type_get_envelope_c) PMPI_Type_get_envelope_c;
ZEROMPI_API extern __typeof__(MPI_Type_get_extent_c) PMPI_Type_get_extent_c;
ZEROMPI_API extern __typeof__(MPI_Type_get_true_extent_c) PMPI_Type_get_true_extent_c;
ZEROMPI_API extern __typeof__(MPI_Type_indexed_c) PMPI_Type_indexed_c;
ZEROMPI_API extern __typeof__(MPI_Type_size_c) PMPI_Type_size_c;
ZEROMPI_API extern __typeof__(MPI_Type_vector_c) PMPI_Type_vector_c;
ZEROMPI_API extern __typeof__(MPI_Unpack_c) PMPI_Unpack_c;
ZEROMPI_API extern __typeof__(MPI_Unpack_external_c) PMPI_Unpack_external_c;
ZEROMPI_API extern __typeof__(MPI_Allgather_c) PMPI_Allgather_c;
ZEROMPI_API extern __typeof__(MPI_Allgather_init_c) PMPI_Allgather_init_c;
ZEROMPI_API extern __typeof__(MPI_Allgatherv_c) PMPI_Allgatherv_c;
ZEROMPI_API extern __typeof__(MPI_Allgatherv_init_c) PMPI_Allgatherv_init_c;
ZEROMPI_API extern __typeof__(MPI_Allreduce_c) PMPI_Allreduce_c;
ZEROMPI_API extern __typeof__(MPI_Allreduce_init_c) PMPI_Allreduce_init_c;
ZEROMPI_API extern __typeof__(MPI_Alltoall_c) PMPI_Alltoall_c;
ZEROMPI_API extern __typeof__(MPI_Alltoall_init_c) PMPI_Alltoall_init_c;
ZEROMPI_API extern __typeof__(MPI_Alltoallv_c) PMPI_Alltoallv_c;
ZEROMPI_API extern __typeof__(MPI_Alltoallv_init_c) PMPI_Alltoallv_init_c;
ZEROMPI_API extern __typeof__(MPI_Alltoallw_c) PMPI_Alltoallw_c;
ZEROMPI_API extern __typeof__(MPI_Alltoallw_init_c) PMPI_Alltoallw_init_c;
ZEROMPI_API extern __typeof__(MPI_Bcast_c) PMPI_Bcast_c;
ZEROMPI_API extern __typeof__(MPI_Bcast_init_c) PMPI_Bcast_init_c;
ZEROMPI_API extern __typeof__(MPI_Exscan_c) PMPI_Exscan_c;
ZEROMPI_API extern __typeof__(MPI_Exscan_init_c) PMPI_Exscan_init_c;
ZEROMPI_API extern __typeof__(MPI_Gather_c) PMPI_Gather_c;
ZEROMPI_API extern __typeof__(MPI_Gather_init_c) PMPI_Gather_init_c;
ZEROMPI_API extern __typeof__(MPI_Gatherv_c) PMPI_Gatherv_c;
ZEROMPI_API extern __typeof__(MPI_Gatherv_init_c) PMPI_Gatherv_init_c;
ZEROMPI_API extern __typeof__(MPI_Iallgather_c) PMPI_Iallgather_c;
ZEROMPI_API extern __typeof__(MPI_Iallgatherv_c) PMPI_Iallgatherv_c;
ZEROMPI_API extern __typeof__(MPI_Iallreduce_c) PMPI_Iallreduce_c;
ZEROMPI_API extern __typeof__(MPI_Ialltoall_c) PMPI_Ialltoall_c;
ZEROMPI_API extern __typeof__(MPI_Ialltoallv_c) PMPI_Ialltoallv_c;
ZEROMPI_API extern __typeof__(MPI_Ialltoallw_c) PMPI_Ialltoallw_c;
ZEROMPI_API extern __typeof__(MPI_Ibcast_c) PMPI_Ibcast_c;
ZEROMPI_API extern __typeof__(MPI_Iexscan_c) PMPI_Iexscan_c;
ZEROMPI_API extern __typeof__(MPI_Igather_c) PMPI_Igather_c;
ZEROMPI_API extern __typeof__(MPI_Igatherv_c) PMPI_Igatherv_c;
ZEROMPI_API extern __typeof__(MPI_Ireduce_c) PMPI_Ireduce_c;
ZEROMPI_API extern __typeof__(MPI_Ireduce_scatter_block_c) PMPI_Ireduce_scatter_block_c;
ZEROMPI_API extern __typeof__(MPI_Ireduce_scatter_c) PMPI_Ireduce_scatter_c;
ZEROMPI_API extern __typeof__(MPI_Iscan_c) PMPI_Iscan_c;
ZEROMPI_API extern __typeof__(MPI_Iscatter_c) PMPI_Iscatter_c;
ZEROMPI_API extern __typeof__(MPI_Iscatterv_c) PMPI_Iscatterv_c;
ZEROMPI_API extern __typeof__(MPI_Op_create_c) PMPI_Op_create_c;
ZEROMPI_API extern __typeof__(MPI_Reduce_c) PMPI_Reduce_c;
ZEROMPI_API extern __typeof__(MPI_Reduce_init_c) PMPI_Reduce_init_c;
ZEROMPI_API extern __typeof__(MPI_Reduce_local_c) PMPI_Reduce_local_c;
ZEROMPI_API extern __typeof__(MPI_Reduce_scatter_block_c) PMPI_Reduce_scatter_block_c;
ZEROMPI_API extern __typeof__(MPI_Reduce_scatter_block_init_c) PMPI_Reduce_scatter_block_init_c;
ZEROMPI_API extern __typeof__(MPI_Reduce_scatter_c) PMPI_Reduce_scatter_c;
ZEROMPI_API extern __typeof__(MPI_Reduce_scatter_init_c) PMPI_Reduce_scatter_init_c;
ZEROMPI_API extern __typeof__(MPI_Scan_c) PMPI_Scan_c;
ZEROMPI_API extern __typeof__(MPI_Scan_init_c) PMPI_Scan_init_c;
ZEROMPI_API extern __typeof__(MPI_Scatter_c) PMPI_Scatter_c;
ZEROMPI_API extern __typeof__(MPI_Scatter_init_c) PMPI_Scatter_init_c;
ZEROMPI_API extern __typeof__(MPI_Scatterv_c) PMPI_Scatterv_c;
ZEROMPI_API extern __typeof__(MPI_Scatterv_init_c) PMPI_Scatterv_init_c;
ZEROMPI_API extern __typeof__(MPI_Ineighbor_allgather_c) PMPI_Ineighbor_allgather_c;
ZEROMPI_API extern __typeof__(MPI_Ineighbor_allgatherv_c) PMPI_Ineighbor_allgatherv_c;
ZEROMPI_API extern __typeof__(MPI_Ineighbor_alltoall_c) PMPI_Ineighbor_alltoall_c;
ZEROMPI_API extern __typeof__(MPI_Ineighbor_alltoallv_c) PMPI_Ineighbor_alltoallv_c;
ZEROMPI_API extern __typeof__(MPI_Ineighbor_alltoallw_c) PMPI_Ineighbor_alltoallw_c;
ZEROMPI_API extern __typeof__(MPI_Neighbor_allgather_c) PMPI_Neighbor_allgather_c;
ZEROMPI_API extern __typeof__(MPI_Neighbor_allgather_init_c) PMPI_Neighbor_allgather_init_c;
ZEROMPI_API extern __typeof__(MPI_Neighbor_allgatherv_c) PMPI_Neighbor_allgatherv_c;
ZEROMPI_API extern __typeof__(MPI_Neighbor_allgatherv_init_c) PMPI_Neighbor_allgatherv_init_c;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoall_c) PMPI_Neighbor_alltoall_c;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoall_init_c) PMPI_Neighbor_alltoall_init_c;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoallv_c) PMPI_Neighbor_alltoallv_c;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoallv_init_c) PMPI_Neighbor_alltoallv_init_c;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoallw_c) PMPI_Neighbor_alltoallw_c;
ZEROMPI_API extern __typeof__(MPI_Neighbor_alltoallw_init_c) PMPI_Neighbor_alltoallw_init_c;
ZEROMPI_API extern __typeof__(MPI_Session_attach_buffer_c) PMPI_Session_attach_buffer_c;
ZEROMPI_API extern __typeof__(MPI_Session_detach_buffer_c) PMPI_Session_detach_buffer_c;
ZEROMPI_API extern __typeof__(MPI_Status_set_elements_c) PMPI_Status_set_elements_c;
ZEROMPI_DEPRECATED int PMPI_Attr_delete(MPI_Comm comm, int keyval);
ZEROMPI_DEPRECATED int PMPI_Attr_get(MPI_Comm comm, int keyval, void *attribute_val, int *flag);
ZEROMPI_DEPRECATED int PMPI_Attr_put(MPI_Comm comm, int keyval, void *attribute_val);
ZEROMPI_DEPRECATED int PMPI_Get_elements_x(const MPI_Status *status, MPI_Datatype datatype,
                                           MPI_Count *count);
ZEROMPI_DEPRECATED int PMPI_Info_get(MPI_Info info, const char *key, int valuelen, char *value,
                                     int *flag);
ZEROMPI_DEPRECATED int PMPI_Info_get_valuelen(MPI_Info info, const char *key, int *valuelen,
                                              int *flag);
ZEROMPI_DEPRECATED int PMPI_Keyval_create(MPI_Copy_function *copy_fn,
                                          MPI_Delete_function *delete_fn, int *keyval,
                                          void *extra_state);
ZEROMPI_DEPRECATED int PMPI_Keyval_free(int *keyval);
ZEROMPI_DEPRECATED int PMPI_Status_set_elements_x(MPI_Status *status, MPI_Datatype datatype,
                                                  MPI_Count count);
ZEROMPI_DEPRECATED int PMPI_Type_get_extent_x(MPI_Datatype datatype, MPI_Count *lb,
                                              MPI_Count *extent);
ZEROMPI_DEPRECATED int PMPI_Type_get_true_extent_x(MPI_Datatype datatype, MPI_Count *true_lb,
                                                   MPI_Count *true_extent);
ZEROMPI_DEPRECATED int PMPI_Type_size_x(MPI_Datatype datatype, MPI_Count *size);
ZEROMPI_DEPRECATED int PMPI_Address(void *location, MPI_Aint *address);
ZEROMPI_DEPRECATED int PMPI_Errhandler_create(MPI_Handler_function *handler_fn,
                                              MPI_Errhandler *errhandler);
ZEROMPI_DEPRECATED int PMPI_Errhandler_get(MPI_Comm comm, MPI_Errhandler *errhandler);
ZEROMPI_DEPRECATED int PMPI_Errhandler_set(MPI_Comm comm, MPI_Errhandler errhandler);
ZEROMPI_DEPRECATED int PMPI_Type_extent(MPI_Datatype datatype, MPI_Aint *extent);
ZEROMPI_DEPRECATED int PMPI_Type_hindexed(int count, int array_of_blocklengths[],
                                          MPI_Aint array_of_displacements[], MPI_Datatype oldtype,
                                          MPI_Datatype *newtype);
ZEROMPI_DEPRECATED int PMPI_Type_hvector(int count, int blocklength, MPI_Aint stride,
                                         MPI_Datatype oldtype, MPI_Datatype *newtype);
ZEROMPI_DEPRECATED int PMPI_Type_lb(MPI_Datatype datatype, MPI_Aint *displacement);
ZEROMPI_DEPRECATED int PMPI_Type_struct(int count, int array_of_blocklengths[],
                                        MPI_Aint array_of_displacements[],
                                        MPI_Datatype array_of_types[], MPI_Datatype *newtype);
ZEROMPI_DEPRECATED int PMPI_Type_ub(MPI_Datatype datatype, MPI_Aint *displacement);

#ifdef __cplusplus
}
#endif

#endif
