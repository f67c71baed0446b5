/* SPDX-License-Identifier: BSL-1.0 */
/* Versions, the computer's name, clocks, memory, and what tells how the library was built. */
#include "../check.h"

static void versions(void)
{
    int version = -1, subversion = -1, length = -1;
    char text[MPI_MAX_LIBRARY_VERSION_STRING + 1];
    GOOD(MPI_Get_version(&version, &subversion));
    CHECK(version == MPI_VERSION && subversion == MPI_SUBVERSION && version >= 3);
    memset(text, 'x', sizeof text);
    GOOD(MPI_Get_library_version(text, &length));
    CHECK(length > 0 && length < MPI_MAX_LIBRARY_VERSION_STRING);
#ifndef OPEN_MPI /* which counts the final NUL */
    CHECK((int)strlen(text) == length);
#endif
}

static void name(void)
{
    char text[MPI_MAX_PROCESSOR_NAME + 1];
    int length = -1;
    memset(text, 'x', sizeof text);
    GOOD(MPI_Get_processor_name(text, &length));
    CHECK(length > 0 && length < MPI_MAX_PROCESSOR_NAME && text[length] == '\0');
    CHECK((int)strlen(text) == length);
}

static void clocks(void)
{
    double tick = MPI_Wtick(), start = MPI_Wtime(), last = start;
    CHECK(tick > 0 && tick <= 1);
    for (int i = 0; i < 1000; i++) {
        double now = MPI_Wtime();
        CHECK(now >= last);
        last = now;
    }
    while (MPI_Wtime() == start) /* it goes on */
        ;
    CHECK(MPI_Wtime() - start < 60);
}

static void memory(void)
{
    enum { COUNT = 20 };
    char *blocks[COUNT];
    long double *number;
    for (int i = 0; i < COUNT; i++) {
        int bytes = 1 << i;
        GOOD(MPI_Alloc_mem(bytes, MPI_INFO_NULL, &blocks[i]));
        CHECK(blocks[i] != NULL);
        memset(blocks[i], i, (size_t)bytes);
    }
    for (int i = 0; i < COUNT; i++) {
        CHECK(blocks[i][0] == i && blocks[i][(1 << i) - 1] == i);
        GOOD(MPI_Free_mem(blocks[i]));
    }
    GOOD(MPI_Alloc_mem(sizeof *number, MPI_INFO_NULL, &number));
    CHECK((MPI_Aint)number % (MPI_Aint)sizeof *number == 0);
    *number = 1;
    GOOD(MPI_Free_mem(number));

    MPI_Info info;
    GOOD(MPI_Info_create(&info));
    GOOD(MPI_Info_set(info, "mpi_minimum_memory_alignment", "4096"));
    GOOD(MPI_Info_set(info, "what nobody knows", "1"));
    GOOD(MPI_Alloc_mem(100, info, &blocks[0]));
#ifdef ZEROMPI_API
    CHECK((MPI_Aint)blocks[0] % 4096 == 0);
#endif
    GOOD(MPI_Free_mem(blocks[0]));
#ifndef MPICH_VERSION
    GOOD(MPI_Info_set(info, "mpi_minimum_memory_alignment", "no number"));
    GOOD(MPI_Alloc_mem(100, info, &blocks[0]));
    GOOD(MPI_Free_mem(blocks[0]));
#endif
    GOOD(MPI_Info_free(&info));

    GOOD(MPI_Alloc_mem(0, MPI_INFO_NULL, &blocks[0]));
    GOOD(MPI_Free_mem(blocks[0]));
    FAILS(MPI_Alloc_mem(-1, MPI_INFO_NULL, &blocks[0]), MPI_ERR_ARG);
#ifdef ZEROMPI_API
    char own[16];
    FAILS(MPI_Alloc_mem(PTRDIFF_MAX, MPI_INFO_NULL, &blocks[0]), MPI_ERR_NO_MEM);
    FAILS(MPI_Alloc_mem(1, MPI_INFO_NULL, NULL), MPI_ERR_ARG);
    FAILS(MPI_Alloc_mem(1, (MPI_Info)own, &blocks[0]), MPI_ERR_INFO);
    FAILS(MPI_Free_mem(own), MPI_ERR_BASE);
    GOOD(MPI_Free_mem(NULL));
#endif
}

static void profiling(void)
{
    GOOD(MPI_Pcontrol(0));
    GOOD(MPI_Pcontrol(1));
    GOOD(MPI_Pcontrol(2));
    GOOD(MPI_Pcontrol(-1, "anything", 3.0));
}

static void state(void)
{
    int flag = -1, provided = -1;
    GOOD(MPI_Initialized(&flag));
    CHECK(flag == 1);
    GOOD(MPI_Finalized(&flag));
    CHECK(flag == 0);
    GOOD(MPI_Is_thread_main(&flag));
    CHECK(flag == 1);
    GOOD(MPI_Query_thread(&provided));
#ifdef ZEROMPI_API
    FAILS(MPI_Initialized(NULL), MPI_ERR_ARG);
    FAILS(MPI_Finalized(NULL), MPI_ERR_ARG);
    FAILS(MPI_Query_thread(NULL), MPI_ERR_ARG);
    FAILS(MPI_Is_thread_main(NULL), MPI_ERR_ARG);
    FAILS(MPI_Get_version(NULL, &flag), MPI_ERR_ARG);
    FAILS(MPI_Get_processor_name(NULL, &flag), MPI_ERR_ARG);
    FAILS(MPI_Init(NULL, NULL), MPI_ERR_OTHER); /* once is enough */
#endif
    CHECK(provided >= MPI_THREAD_SINGLE && provided <= MPI_THREAD_MULTIPLE);
    CHECK(MPI_THREAD_SINGLE < MPI_THREAD_FUNNELED && MPI_THREAD_FUNNELED < MPI_THREAD_SERIALIZED &&
          MPI_THREAD_SERIALIZED < MPI_THREAD_MULTIPLE);
}

#ifdef ZEROMPI_API
static void expect(MPI_Info info, const char *key, int number)
{
    char value[32];
    int flag = 0, length = sizeof value;
    GOOD(MPI_Info_get_string(info, key, &length, value, &flag));
    CHECK(flag && atoi(value) == number);
}

static void binary_interface(void)
{
    int major = -1, minor = -1, flag = -1, keys = -1;
    MPI_Info info, mine;
    GOOD(MPI_Abi_get_version(&major, &minor));
    CHECK(major == MPI_ABI_VERSION && minor == MPI_ABI_SUBVERSION);
    GOOD(MPI_Abi_get_info(&info));
    expect(info, "mpi_aint_size", sizeof(MPI_Aint));
    expect(info, "mpi_count_size", sizeof(MPI_Count));
    expect(info, "mpi_offset_size", sizeof(MPI_Offset));
    GOOD(MPI_Info_free(&info));

    /* What the Fortran side says of itself is kept, and can be said once. */
    GOOD(MPI_Abi_get_fortran_info(&info));
    CHECK(info == MPI_INFO_NULL);
    GOOD(MPI_Info_create(&mine));
    GOOD(MPI_Info_set(mine, "mpi_integer_size", "4"));
    FAILS(MPI_Abi_set_fortran_info(MPI_INFO_NULL), MPI_ERR_INFO);
    GOOD(MPI_Abi_set_fortran_info(mine));
    FAILS(MPI_Abi_set_fortran_info(mine), MPI_ERR_ABI);
    GOOD(MPI_Info_set(mine, "mpi_integer_size", "8"));
    GOOD(MPI_Info_free(&mine));
    GOOD(MPI_Abi_get_fortran_info(&info));
    expect(info, "mpi_integer_size", 4);
    GOOD(MPI_Info_free(&info));

    int yes = -1, no = 0, got_yes = 7, got_no = 7;
    GOOD(MPI_Abi_get_fortran_booleans(sizeof yes, &got_yes, &got_no, &flag));
    CHECK(flag == 0 && got_yes == 7 && got_no == 7);
    FAILS(MPI_Abi_set_fortran_booleans(3, &yes, &no), MPI_ERR_ARG);
    GOOD(MPI_Abi_set_fortran_booleans(sizeof yes, &yes, &no));
    FAILS(MPI_Abi_set_fortran_booleans(sizeof yes, &yes, &no), MPI_ERR_ABI);
    GOOD(MPI_Abi_get_fortran_booleans(sizeof yes, &got_yes, &got_no, &flag));
    CHECK(flag == 1 && got_yes == yes && got_no == no);
    FAILS(MPI_Abi_get_fortran_booleans(1, &got_yes, &got_no, &flag), MPI_ERR_ARG);

    GOOD(MPI_Get_hw_resource_info(&info));
    GOOD(MPI_Info_get_nkeys(info, &keys));
    CHECK(keys >= 0);
    GOOD(MPI_Info_free(&info));
}
#endif

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    versions();
    name();
    clocks();
    memory();
    profiling();
    state();
#ifdef ZEROMPI_API
    binary_interface();
#endif
    return finish();
}
