#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# The steps of the installation tests, one function each: use.sh STEP ARGUMENT... The compilers come in CC and CXX,
# CMake in CMAKE. Exit status 77: the step needs a program that is not here.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
unset LD_LIBRARY_PATH PKG_CONFIG_PATH CMAKE_PREFIX_PATH || :

fail() {
    echo "use.sh: $*" >&2
    exit 1
}

fresh() {
    rm -rf "$1"
    mkdir -p "$1"
    cd "$1"
}

# expect_hello COMMAND...: it prints what hello.c prints on 3 ranks.
expect_hello() {
    output=$("$@")
    [ "$output" = "3 ranks, sum 3" ] || fail "$*: unexpected output: $output"
}

# tree BUILD FIRST MOVED: install into FIRST, then move it.
tree() {
    rm -rf "$2" "$3"
    "$CMAKE" --install "$1" --prefix "$2"
    mv "$2" "$3"
    for file in include/mpi.h lib/libmpi_abi.a bin/mpicc bin/mpicxx bin/mpirun bin/mpiexec; do
        [ -f "$3/$file" ] || fail "$file is not installed"
    done
}

# wrappers PREFIX WORK
wrappers() {
    fresh "$2"
    "$1/bin/mpicc" -o hello "$here/hello.c"
    expect_hello "$1/bin/mpirun" -n 3 ./hello
    expect_hello "$1/bin/mpiexec" -n 3 ./hello
    "$1/bin/mpicxx" -x c++ -o hello++ "$here/hello.c"
    expect_hello "$1/bin/mpirun" -n 3 ./hello++
}

# pkg_config PREFIX WORK
pkg_config() {
    command -v pkg-config >/dev/null || exit 77
    fresh "$2"
    export PKG_CONFIG_PATH="$1/lib/pkgconfig"
    # shellcheck disable=SC2046 # flags are split on purpose
    "$CC" -o hello "$here/hello.c" $(pkg-config --cflags --libs zerompi)
    expect_hello "$1/bin/mpirun" -n 3 ./hello
}

# project WORK CMAKE-ARGUMENT... <CMakeLists.txt: configures and builds it.
project() {
    fresh "$1"
    shift
    { echo 'cmake_minimum_required(VERSION 3.16)' && cat; } >CMakeLists.txt
    cp "$here/hello.c" hello.c
    cp "$here/hello.c" hello.cpp
    "$CMAKE" -S . -B build "$@"
    "$CMAKE" --build build
}

# cmake_package PREFIX WORK: find_package(ZeroMPI)
cmake_package() {
    project "$2" -DCMAKE_PREFIX_PATH="$1" <<'END'
project(user C)
find_package(ZeroMPI 0.1 REQUIRED)
add_executable(hello hello.c)
target_link_libraries(hello ZeroMPI::mpi)
add_executable(hello_static hello.c)
target_link_libraries(hello_static ZeroMPI::mpi_static)
file(WRITE "${CMAKE_BINARY_DIR}/mpirun" "${ZEROMPI_MPIRUN}")
END
    [ "$(cat build/mpirun)" = "$1/bin/mpirun" ] || fail "ZEROMPI_MPIRUN is $(cat build/mpirun)"
    expect_hello "$1/bin/mpirun" -n 3 build/hello
    expect_hello "$1/bin/mpirun" -n 3 build/hello_static
}

# cmake_mpi PREFIX WORK: CMake's own find_package(MPI), with nothing said but the PATH
cmake_mpi() {
    PATH="$1/bin:$PATH"
    project "$2" <<'END'
project(user C CXX)
find_package(MPI REQUIRED)
add_executable(hello hello.c)
target_link_libraries(hello MPI::MPI_C)
add_executable(hello++ hello.cpp)
target_link_libraries(hello++ MPI::MPI_CXX)
file(WRITE "${CMAKE_BINARY_DIR}/command" "${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG}")
END
    [ "$(cat build/command)" = "$1/bin/mpiexec -n" ] || fail "CMake would run $(cat build/command)"
    expect_hello "$1/bin/mpiexec" -n 3 build/hello
    expect_hello "$1/bin/mpiexec" -n 3 build/hello++
}

# static PREFIX WORK
static() {
    fresh "$2"
    "$CC" -I"$1/include" -o hello "$here/hello.c" "$1/lib/libmpi_abi.a" -lzmq -lpthread -lm
    ! needed hello | grep mpi || fail "the program still asks for a shared MPI library"
    expect_hello "$1/bin/mpirun" -n 3 ./hello
}

# readme PREFIX WORK README: its program does what it says there.
readme() {
    fresh "$2"
    awk '/^```/ { inside = $0 == "```c"; next } inside' "$3" >pi.c
    "$1/bin/mpicc" -O2 pi.c -o pi
    output=$("$1/bin/mpirun" -n 4 ./pi)
    grep -qxF "$output" "$3" || fail "README.md does not say: $output"
}

# needed FILE: the shared libraries that it asks for.
needed() {
    readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

# dependencies PREFIX: libzmq and what comes with the C compiler, nothing else.
dependencies() {
    command -v readelf >/dev/null || exit 77
    others=$(needed "$1/lib/libmpi_abi.so.1" |
        grep -Ev '^(libzmq|libc|libm|libpthread|librt|libdl|libgcc_s|ld-linux.*|libc\.musl-.*)\.so') || :
    [ -z "$others" ] || fail "the library also needs $others"
    readelf -d "$1/lib/libmpi_abi.so.1" | grep -q 'SONAME.*\[libmpi_abi\.so\.1\]' || fail "wrong soname"
    for alias in libmpi_abi.so libmpi.so; do
        [ "$(readlink -f "$1/lib/$alias")" = "$(readlink -f "$1/lib/libmpi_abi.so.1")" ] ||
            fail "$alias does not lead to libmpi_abi.so.1"
    done
}

# symbols PREFIX: the library shows the standard's names and no others.
symbols() {
    command -v nm >/dev/null || exit 77
    others=$(nm -D --defined-only "$1/lib/libmpi_abi.so.1" | awk '$3 !~ /^P?MPI_/ { print $3 }')
    [ -z "$others" ] || fail "the library also exports $others"
}

# paths PREFIX FORBIDDEN...: nothing that is installed knows where it was made or first installed.
paths() {
    prefix=$1
    shift
    for path; do
        ! grep -r -F -e "$path" "$prefix" || fail "the files above refer to $path"
    done
}

"$@"
