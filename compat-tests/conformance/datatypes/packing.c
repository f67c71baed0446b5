/* SPDX-License-Identifier: BSL-1.0 */
/* Packing by the program (sections 5.2 and 5.3 of the standard): into one buffer, through messages,
 * and in "external32". */
#include "../check.h"

/* Several packs into one buffer, and the reverse. */
static void one_after_the_other(void)
{
    char buffer[100], text[6] = "";
    int number = 42, position = 0, i = 0, part = 0, sum = 0;
    double values[3] = {0.5, 1.5, 2.5}, found[3] = {0, 0, 0};
    GOOD(MPI_Pack(&number, 1, MPI_INT, buffer, sizeof buffer, &position, MPI_COMM_WORLD));
    GOOD(MPI_Pack("hello", 6, MPI_CHAR, buffer, sizeof buffer, &position, MPI_COMM_WORLD));
    GOOD(MPI_Pack(values, 3, MPI_DOUBLE, buffer, sizeof buffer, &position, MPI_COMM_WORLD));
    GOOD(MPI_Pack(&number, 0, MPI_INT, buffer, sizeof buffer, &position, MPI_COMM_WORLD));
    GOOD(MPI_Pack_size(1, MPI_INT, MPI_COMM_WORLD, &part));
    sum += part;
    GOOD(MPI_Pack_size(6, MPI_CHAR, MPI_COMM_WORLD, &part));
    sum += part;
    GOOD(MPI_Pack_size(3, MPI_DOUBLE, MPI_COMM_WORLD, &part));
    sum += part;
    CHECK(position > 0 && position <= sum);

    int end = position;
    position = 0;
    GOOD(MPI_Unpack(buffer, end, &position, &i, 1, MPI_INT, MPI_COMM_WORLD));
    GOOD(MPI_Unpack(buffer, end, &position, text, 6, MPI_CHAR, MPI_COMM_WORLD));
    GOOD(MPI_Unpack(buffer, end, &position, found, 2, MPI_DOUBLE, MPI_COMM_WORLD)); /* in parts */
    GOOD(MPI_Unpack(buffer, end, &position, found + 2, 1, MPI_DOUBLE, MPI_COMM_WORLD));
    CHECK(position == end && i == 42 && strcmp(text, "hello") == 0);
    CHECK(found[0] == 0.5 && found[1] == 1.5 && found[2] == 2.5);
}

/* Packed data is sent as MPI_PACKED; it may be received as what it is, and the reverse. */
static void through_messages(void)
{
    char buffer[64];
    int number = 100 + rank, position = 0, found = 0, count = 0;
    double value = rank / 2.0, found_value = -1;
    int right = (rank + 1) % size, left = (rank + size - 1) % size;
    MPI_Status status;
    MPI_Request request;
    GOOD(MPI_Pack(&number, 1, MPI_INT, buffer, sizeof buffer, &position, MPI_COMM_WORLD));
    GOOD(MPI_Pack(&value, 1, MPI_DOUBLE, buffer, sizeof buffer, &position, MPI_COMM_WORLD));
    GOOD(MPI_Isend(buffer, position, MPI_PACKED, right, 0, MPI_COMM_WORLD, &request));
    char incoming[64];
    GOOD(MPI_Recv(incoming, sizeof incoming, MPI_PACKED, left, 0, MPI_COMM_WORLD, &status));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    GOOD(MPI_Get_count(&status, MPI_PACKED, &count));
    CHECK(count == position);
    position = 0;
    GOOD(MPI_Unpack(incoming, count, &position, &found, 1, MPI_INT, MPI_COMM_WORLD));
    GOOD(MPI_Unpack(incoming, count, &position, &found_value, 1, MPI_DOUBLE, MPI_COMM_WORLD));
    CHECK(found == 100 + left && found_value == left / 2.0);

    position = 0;
    GOOD(MPI_Pack(&number, 1, MPI_INT, buffer, sizeof buffer, &position, MPI_COMM_WORLD));
    GOOD(MPI_Isend(buffer, position, MPI_PACKED, right, 1, MPI_COMM_WORLD, &request));
    GOOD(MPI_Recv(&found, 1, MPI_INT, left, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    CHECK(found == 100 + left);
    GOOD(MPI_Isend(&number, 1, MPI_INT, right, 2, MPI_COMM_WORLD, &request));
    GOOD(MPI_Recv(incoming, sizeof incoming, MPI_PACKED, left, 2, MPI_COMM_WORLD, &status));
    GOOD(MPI_Wait(&request, MPI_STATUS_IGNORE));
    GOOD(MPI_Get_count(&status, MPI_PACKED, &count));
    position = found = 0;
    GOOD(MPI_Unpack(incoming, count, &position, &found, 1, MPI_INT, MPI_COMM_WORLD));
    CHECK(found == 100 + left);
}

/* Any shape packs as its data, MPI_BOTTOM too, and gaps are left alone. */
static void shapes(void)
{
    int here = 3, there[2] = {5, 7}, packed[8], position = 0;
    const int lengths[] = {1, 2};
    MPI_Aint places[2];
    const MPI_Datatype types[] = {MPI_INT, MPI_INT};
    MPI_Datatype type;
    GOOD(MPI_Get_address(&here, &places[0]));
    GOOD(MPI_Get_address(there, &places[1]));
    GOOD(MPI_Type_create_struct(2, lengths, places, types, &type));
    GOOD(MPI_Type_commit(&type));
#ifdef MPICH_VERSION /* takes MPI_BOTTOM for a mistake here */
    packed[0] = 3, packed[1] = 5, packed[2] = 7;
#else
    GOOD(MPI_Pack(MPI_BOTTOM, 1, type, packed, sizeof packed, &position, MPI_COMM_WORLD));
    CHECK(position == 12 && packed[0] == 3 && packed[1] == 5 && packed[2] == 7);
    here = there[0] = there[1] = 0;
    position = 0;
    GOOD(MPI_Unpack(packed, 12, &position, MPI_BOTTOM, 1, type, MPI_COMM_WORLD));
    CHECK(here == 3 && there[0] == 5 && there[1] == 7);
#endif
    GOOD(MPI_Type_free(&type));

    int row[9] = {-1, -1, -1, -1, -1, -1, -1, -1, -1};
    GOOD(MPI_Type_vector(3, 1, 3, MPI_INT, &type));
    GOOD(MPI_Type_commit(&type));
    position = 0;
    GOOD(MPI_Unpack(packed, 12, &position, row + 1, 1, type, MPI_COMM_WORLD));
    for (int i = 0; i < 9; i++)
        CHECK(row[i] == (i % 3 == 1 ? packed[i / 3] : -1));
    GOOD(MPI_Type_free(&type));
}

/* A derived datatype is its basic ones, without gaps. */
static void external_of_derived(void)
{
    unsigned char buffer[20];
    MPI_Aint position = 0, bytes = 0;
    struct {
        char sign;
        int number[3];
    } from = {'x', {1, 2, 3}}, to = {0, {0, 9, 0}};
    const int lengths[] = {1, 1, 1};
    const MPI_Aint places[] = {0, 4, 12};
    const MPI_Datatype types[] = {MPI_CHAR, MPI_INT, MPI_INT};
    MPI_Datatype type;
    GOOD(MPI_Type_create_struct(3, lengths, places, types, &type));
    GOOD(MPI_Type_commit(&type));
    GOOD(MPI_Pack_external_size("external32", 2, type, &bytes));
    CHECK(bytes == 18);
    position = 0;
    GOOD(MPI_Pack_external("external32", &from, 1, type, buffer, sizeof buffer, &position));
    CHECK(position == 9 && memcmp(buffer, "x\0\0\0\1\0\0\0\3", 9) == 0);
    position = 0;
    GOOD(MPI_Unpack_external("external32", buffer, 9, &position, &to, 1, type));
    CHECK(to.sign == 'x' && to.number[0] == 1 && to.number[1] == 9 && to.number[2] == 3);
    GOOD(MPI_Type_free(&type));
}

/* The bytes that the standard prescribes. */
static void external(void)
{
    unsigned char buffer[100];
    MPI_Aint position = 0, bytes = 0;
    const int numbers[] = {1, -2};
    const double value = 1.0;
    const float single = -2.5f;
    const short small = 0x1234;
    const long long large = 0x0102030405060708;
    GOOD(MPI_Pack_external("external32", numbers, 2, MPI_INT, buffer, sizeof buffer, &position));
    GOOD(MPI_Pack_external("external32", &value, 1, MPI_DOUBLE, buffer, sizeof buffer, &position));
    GOOD(MPI_Pack_external("external32", &single, 1, MPI_FLOAT, buffer, sizeof buffer, &position));
    GOOD(MPI_Pack_external("external32", &small, 1, MPI_SHORT, buffer, sizeof buffer, &position));
    GOOD(MPI_Pack_external("external32", &large, 1, MPI_LONG_LONG, buffer, sizeof buffer,
                           &position));
    GOOD(MPI_Pack_external("external32", "ab", 2, MPI_CHAR, buffer, sizeof buffer, &position));
    static const unsigned char want[] = {0, 0, 0, 1, 0xff, 0xff, 0xff, 0xfe, 0x3f, 0xf0, 0,
                                         0, 0, 0, 0, 0,    0xc0, 0x20, 0,    0,    0x12, 0x34,
                                         1, 2, 3, 4, 5,    6,    7,    8,    'a',  'b'};
    CHECK(position == sizeof want);
    CHECK(memcmp(buffer, want, sizeof want) == 0);

    int i[2] = {0, 0};
    double d = 0;
    float f = 0;
    short s = 0;
    long long l = 0;
    char text[2];
    position = 0;
    GOOD(MPI_Unpack_external("external32", buffer, sizeof want, &position, i, 2, MPI_INT));
    GOOD(MPI_Unpack_external("external32", buffer, sizeof want, &position, &d, 1, MPI_DOUBLE));
    GOOD(MPI_Unpack_external("external32", buffer, sizeof want, &position, &f, 1, MPI_FLOAT));
    GOOD(MPI_Unpack_external("external32", buffer, sizeof want, &position, &s, 1, MPI_SHORT));
    GOOD(MPI_Unpack_external("external32", buffer, sizeof want, &position, &l, 1, MPI_LONG_LONG));
    GOOD(MPI_Unpack_external("external32", buffer, sizeof want, &position, text, 2, MPI_CHAR));
    CHECK(position == sizeof want);
    CHECK(i[0] == 1 && i[1] == -2 && d == 1.0 && f == -2.5f && s == 0x1234 && l == large &&
          text[0] == 'a' && text[1] == 'b');

#ifndef MPICH_VERSION /* which crashes */
    external_of_derived();
#endif

    static const struct {
        MPI_Datatype type;
        MPI_Aint size;
    } sizes[] = {
        {MPI_CHAR, 1},
        {MPI_SHORT, 2},
        {MPI_INT, 4},
        {MPI_UNSIGNED, 4},
        {MPI_FLOAT, 4},
        {MPI_DOUBLE, 8},
        {MPI_LONG_DOUBLE, 16},
        {MPI_LONG_LONG, 8},
        {MPI_UNSIGNED_LONG_LONG, 8},
        {MPI_INT8_T, 1},
        {MPI_INT64_T, 8},
        {MPI_C_BOOL, 1},
        {MPI_C_DOUBLE_COMPLEX, 16},
        {MPI_BYTE, 1},
        {MPI_PACKED, 1},
        {MPI_AINT, 8},
        {MPI_COUNT, 8},
        {MPI_OFFSET, 8},
#ifdef ZEROMPI_API /* Open MPI takes the sizes here */
        {MPI_LONG, 4},
        {MPI_UNSIGNED_LONG, 4},
        {MPI_WCHAR, 2},
        {MPI_DOUBLE_INT, 12},
        {MPI_LONG_INT, 8},
#endif
    };
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        GOOD(MPI_Pack_external_size("external32", 3, sizes[k].type, &bytes));
        CHECK(bytes == 3 * sizes[k].size);
    }
#ifdef ZEROMPI_API /* others convert these in other ways */
    const long longs[] = {-1, 77};
    long back[] = {0, 0};
    position = 0;
    GOOD(MPI_Pack_external("external32", longs, 2, MPI_LONG, buffer, sizeof buffer, &position));
    CHECK(position == 8 && memcmp(buffer, "\xff\xff\xff\xff\0\0\0\x4d", 8) == 0);
    position = 0;
    GOOD(MPI_Unpack_external("external32", buffer, 8, &position, back, 2, MPI_LONG));
    CHECK(back[0] == -1 && back[1] == 77);
    const long double extended = 1.0L;
    long double extended_back = 0;
    position = 0;
    GOOD(MPI_Pack_external("external32", &extended, 1, MPI_LONG_DOUBLE, buffer, sizeof buffer,
                           &position));
    CHECK(position == 16 && memcmp(buffer, "\x3f\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16) == 0);
    position = 0;
    GOOD(MPI_Unpack_external("external32", buffer, 16, &position, &extended_back, 1,
                             MPI_LONG_DOUBLE));
    CHECK(extended_back == 1.0L);
#endif
}

#if MPI_VERSION >= 4
static void large_forms(void)
{
    char buffer[64];
    const MPI_Count huge = (MPI_Count)1 << 33;
    MPI_Count position = 0, bytes = 0;
    int number = 5, found = 0;
    GOOD(MPI_Pack_c(&number, 1, MPI_INT, buffer, huge, &position, MPI_COMM_WORLD));
    CHECK(position == 4);
    position = 0;
    GOOD(MPI_Unpack_c(buffer, huge, &position, &found, 1, MPI_INT, MPI_COMM_WORLD));
    CHECK(position == 4 && found == 5);
    GOOD(MPI_Pack_size_c(huge, MPI_INT, MPI_COMM_WORLD, &bytes));
    CHECK(bytes >= 4 * huge);
    position = found = 0;
    GOOD(MPI_Pack_external_c("external32", &number, 1, MPI_INT, buffer, huge, &position));
    CHECK(position == 4 && buffer[3] == 5);
    position = 0;
    GOOD(MPI_Unpack_external_c("external32", buffer, 4, &position, &found, 1, MPI_INT));
    CHECK(position == 4 && found == 5);
    GOOD(MPI_Pack_external_size_c("external32", huge, MPI_INT, &bytes));
    CHECK(bytes == 4 * huge);
    int small = 0;
    GOOD(MPI_Pack_size(1 << 30, MPI_INT, MPI_COMM_WORLD, &small));
    CHECK(small == MPI_UNDEFINED);
}
#endif

static void mistakes(void)
{
    char buffer[16];
    int number = 1, position = 0;
    MPI_Aint place = 0;
    MPI_Datatype type;
    FAILS(MPI_Pack(&number, 1, MPI_INT, buffer, 16, &position, MPI_COMM_NULL), MPI_ERR_COMM);
    FAILS(MPI_Pack(&number, -1, MPI_INT, buffer, 16, &position, MPI_COMM_WORLD), MPI_ERR_COUNT);
    FAILS(MPI_Pack(&number, 1, MPI_DATATYPE_NULL, buffer, 16, &position, MPI_COMM_WORLD),
          MPI_ERR_TYPE);
    FAILS(MPI_Pack(NULL, 1, MPI_INT, buffer, 16, &position, MPI_COMM_WORLD), MPI_ERR_BUFFER);
    FAILS(MPI_Unpack(buffer, 16, &position, &number, -1, MPI_INT, MPI_COMM_WORLD), MPI_ERR_COUNT);
    FAILS(MPI_Pack_size(1, MPI_INT, MPI_COMM_NULL, &number), MPI_ERR_COMM);
    FAILS(MPI_Pack_size(1, MPI_DATATYPE_NULL, MPI_COMM_WORLD, &number), MPI_ERR_TYPE);
    GOOD(MPI_Type_contiguous(1, MPI_INT, &type)); /* not committed */
    FAILS(MPI_Pack(&number, 1, type, buffer, 16, &position, MPI_COMM_WORLD), MPI_ERR_TYPE);
    FAILS(MPI_Unpack(buffer, 16, &position, &number, 1, type, MPI_COMM_WORLD), MPI_ERR_TYPE);
    GOOD(MPI_Type_free(&type));
    CHECK(position == 0);
#ifdef ZEROMPI_API
    const int numbers[] = {1, 2};
    FAILS(MPI_Pack(numbers, 2, MPI_INT, buffer, 7, &position, MPI_COMM_WORLD), MPI_ERR_TRUNCATE);
    FAILS(MPI_Unpack(buffer, 3, &position, &number, 1, MPI_INT, MPI_COMM_WORLD), MPI_ERR_TRUNCATE);
    FAILS(MPI_Pack(&number, 1, MPI_INT, buffer, -1, &position, MPI_COMM_WORLD), MPI_ERR_ARG);
    FAILS(MPI_Pack(&number, 1, MPI_INT, buffer, 16, NULL, MPI_COMM_WORLD), MPI_ERR_ARG);
    FAILS(MPI_Pack(&number, 1, MPI_INT, NULL, 16, &position, MPI_COMM_WORLD), MPI_ERR_BUFFER);
    FAILS(MPI_Pack_size(-1, MPI_INT, MPI_COMM_WORLD, &number), MPI_ERR_COUNT);
    FAILS(MPI_Pack_external("internal", &number, 1, MPI_INT, buffer, 16, &place), MPI_ERR_ARG);
    FAILS(MPI_Pack_external("external32", &number, 1, MPI_INT, buffer, 3, &place),
          MPI_ERR_TRUNCATE);
    FAILS(MPI_Unpack_external("external32", buffer, 3, &place, &number, 1, MPI_INT),
          MPI_ERR_TRUNCATE);
    FAILS(MPI_Pack_external_size("external32", -1, MPI_INT, &place), MPI_ERR_COUNT);
    position = -1;
    FAILS(MPI_Pack(&number, 1, MPI_INT, buffer, 16, &position, MPI_COMM_WORLD), MPI_ERR_ARG);
    position = 17;
    FAILS(MPI_Pack(&number, 1, MPI_INT, buffer, 16, &position, MPI_COMM_WORLD), MPI_ERR_ARG);
#endif
    FAILS(MPI_Pack_external_size("external32", 1, MPI_DATATYPE_NULL, &place), MPI_ERR_TYPE);
    CHECK(place == 0);
}

int main(int argc, char **argv)
{
    begin(&argc, &argv);
    one_after_the_other();
    through_messages();
    shapes();
    external();
#if MPI_VERSION >= 4
    large_forms();
#endif
    mistakes();
    return finish();
}
