#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# The compiler wrappers: what they add to a command line, what they leave alone, what they tell.
# shellcheck source=/dev/null
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
bin=${MPICC%/*}
prefix=${bin%/*}
unset ZEROMPI_CC ZEROMPI_CXX OMPI_CC OMPI_CXX MPICH_CC MPICH_CXX LD_LIBRARY_PATH || :
cp "$here/hello.c" .
cp hello.c hello.cpp

# has WORD..., lacks WORD...: the line in out has, or has not, these words.
has() {
    for word; do
        grep -q -F -e " $word " out.words || fail "$word is missing"
    done
}

lacks() {
    for word; do
        ! grep -q -F -e " $word " out.words || fail "$word should not be there"
    done
}

# tell ARGUMENT...: what mpicc prints for them.
tell() {
    run 0 "$MPICC" "$@"
    silent
    sed 's/.*/ & /' out >out.words
}

link="-L$prefix/lib -Wl,-rpath,$prefix/lib -lmpi_abi"
compile="-I$prefix/include"

programs() {
    run 0 "$MPICC" -o "a program" hello.c
    silent
    run 0 ./"a program"
    out_is hello
    run 0 "$MPICC" -c hello.c
    run 0 "$MPICC" -o linked hello.o
    run 0 ./linked
    out_is hello
    run 0 "$MPICC" -x c -o from_input - <hello.c
    run 0 ./from_input
    for wrapper in mpicxx mpic++ mpiCC; do
        run 0 "$bin/$wrapper" -o "$wrapper" hello.cpp
        silent
        run 0 "./$wrapper"
        out_is hello
    done
    run 0 "$MPICC" -o alias hello.c -lmpi
    run 0 ./alias
}

arguments() {
    # shellcheck disable=SC2016
    run 0 "$MPICC" -DWORDS='"a  $x '\''b'\'' \" \\ *"' hello.c
    silent
    run 0 ./a.out
    out_is "a  \$x 'b' \" \\ *"
    mkdir 'a folder'
    echo 'int x;' >'a folder/a "file".c'
    run 0 "$MPICC" -c "-Ia folder" 'a folder/a "file".c' -o 'a folder/x.o'
    [ -f 'a folder/x.o' ] || fail "no object"
    run 1 "$MPICC" nowhere.c
    grep -q 'nowhere.c' err || fail "the compiler did not complain"
}

# What does not link does not get the flags for linking.
stages() {
    run 0 "$MPICC" -E hello.c
    grep -q 'puts("hello")' out || fail "-E did not preprocess"
    run 0 "$MPICC" -S hello.c
    [ -s hello.s ] || fail "-S did not compile"
    run 0 "$MPICC" -M hello.c
    grep -q "$prefix/include/mpi.h" out || fail "-M does not see the header"
    run 0 "$MPICC" -MMD -MF -c -c hello.c
    for stage in -c -S -E -M -MM -fsyntax-only; do
        tell -show $stage hello.c
        has "$compile"
        lacks -lmpi_abi
    done
    for other in -MD -MMD -v -O2; do
        tell -show $other hello.c
        has "$compile $link" "$other hello.c"
    done
    tell -show -o -c hello.c
    has "-lmpi_abi"
}

# Without sources, the compiler answers for itself.
no_sources() {
    for question in --version -v -dumpmachine -print-search-dirs --help; do
        "$CC" $question 2>&1 | sed '/COLLECT_GCC=/d; s/Usage:.*//' >expected
        "$MPICC" $question 2>&1 | sed '/COLLECT_GCC=/d; s/Usage:.*//' >out
        cmp expected out || fail "$question: another answer"
    done
    for nothing in '' '-c' '-o x'; do
        status=0
        # shellcheck disable=SC2086
        "$CC" $nothing >expected 2>&1 || status=$?
        # shellcheck disable=SC2086
        run $status "$MPICC" $nothing
        grep -q 'no input files' err || fail "the compiler's complaint is missing"
    done
}

show() {
    for option in -show --show -showme --showme; do
        tell $option a.c 'b c.c' -o x
        has "a.c \"b c.c\" -o x $compile $link"
    done
    tell -show
    has "$compile $link"
    [ -z "$SANITIZE" ] || exit 0 # these have more flags
    for dash in - --; do
        tell ${dash}showme:compile
        out_is "$compile"
        tell ${dash}showme:link
        out_is "$link"
    done
    tell -showme:incdirs
    out_is "$prefix/include"
    tell -showme:libdirs
    out_is "$prefix/lib"
    tell -showme:libs
    out_is mpi_abi
    tell -cc=some-compiler -showme:command
    out_is some-compiler
    tell -showme:version
    grep -q '^mpicc: ZeroMPI [0-9.]* (Language: C)$' out || fail "no version"
    tell -showme:help
    grep -q -e -showme:incdirs out || fail "no help"
    run 1 "$MPICC" -showme:something
    err_says 'mpicc: unknown option -showme:something'
    for option in -compile_info -compile-info; do
        tell -cc=cc $option
        out_is "cc $compile"
    done
    for option in -link_info -link-info; do
        tell -cc=cc $option
        out_is "cc $link"
    done
    tell -show-compile-info
    out_is "$compile"
    tell -show-link-info
    out_is "$link"
}

# What -show prints is a command that does the same.
show_is_true() {
    # shellcheck disable=SC2016
    "$MPICC" -show -DWORDS='"a $b \"c\""' hello.c -o "a program" >show.sh
    sh ./show.sh
    run 0 "./a program"
    # shellcheck disable=SC2016
    out_is 'a $b "c"'
}

compilers() {
    for variable in ZEROMPI_CC OMPI_CC MPICH_CC; do
        run 0 env "$variable=some-compiler -x" "$MPICC" -show a.c
        grep -q '^some-compiler -x a.c ' out || fail "$variable has no effect"
        run 0 env "${variable}=some" "$MPICXX" -show a.c
        ! grep -q '^some' out || fail "$variable has an effect on mpicxx"
        run 0 env "${variable%CC}CXX=some" "$MPICXX" -show a.c
        grep -q '^some a.c ' out || fail "${variable%CC}CXX has no effect"
    done
    run 0 env ZEROMPI_CC=one OMPI_CC=two MPICH_CC=three "$MPICC" -show a.c
    grep -q '^one ' out || fail "ZEROMPI_CC should win"
    run 0 env OMPI_CC=two MPICH_CC=three "$MPICC" -show a.c
    grep -q '^two ' out || fail "OMPI_CC should win"
    run 0 env ZEROMPI_CC=one "$MPICC" -cc=two -show a.c
    grep -q '^two ' out || fail "-cc should win"
    run 0 "$MPICXX" -cxx=two -show a.c
    grep -q '^two ' out || fail "-cxx has no effect"
    run 127 "$MPICC" -cc=/nowhere/cc hello.c
    grep -q '/nowhere/cc' err || fail "the missing compiler is not named"
    run 0 env ZEROMPI_CC="$MPICC" "$MPICC" hello.c
    run 0 ./a.out
}

# The wrapper and its tree may be anywhere, under any name.
places() {
    mkdir -p "a tree/bin" "a tree/include" "a tree/lib" links/more
    cp "$MPICC" "a tree/bin/mpicc"
    for wrapper in "$WORK/a tree/bin/mpicc" "./a tree/bin/mpicc"; do
        run 0 "$wrapper" -show a.c
        grep -q -F -e "-I\"$WORK/a tree/include\" -L\"$WORK/a tree/lib\" -Wl,\"-rpath,$WORK/a tree/lib\"" out || fail "$wrapper is lost"
        run 0 "$wrapper" -showme:incdirs
    done
    ln -s "$MPICC" links/one
    ln -s ../one links/more/two
    run 0 ./links/more/two -show a.c
    grep -q -F -e "$compile" out || fail "lost behind a link"
    (cd links/more && CDPATH=/ PATH=.:$PATH two -show a.c) >out
    grep -q -F -e "$compile" out || fail "lost behind a link in PATH"
    PATH=$bin:$PATH mpicc -show a.c >out
    grep -q -F -e "$compile" out || fail "lost in PATH"
    (cd "$bin" && sh mpicc -show a.c) >out
    grep -q -F -e "$compile" out || fail "lost as an argument of sh"
}

static_library() {
    [ -z "$SANITIZE" ] || exit 77
    for option in -static-mpi -static-libs; do
        run 0 "$MPICC" $option -o hello hello.c
        run 0 ./hello
        out_is hello
        ! readelf -d hello | grep -q libmpi || fail "the shared library is still needed"
    done
    tell -show -static hello.c
    has -static "$prefix/lib/libmpi_abi.a" -lzmq
    mkdir -p tree/bin tree/lib
    cp "$MPICC" tree/bin
    run 1 tree/bin/mpicc -static-mpi hello.c
    err_says "mpicc: there is no static library in $WORK/tree/lib"
}

# A program that others run needs the library found without further ado, and nothing else on its command line.
run_time() {
    run 0 "$MPICC" -o hello hello.c
    readelf -d hello >headers
    grep -q "R.*PATH.*$prefix/lib" headers || fail "the library's place is not in the program"
    ! grep -q 'NEEDED.*zmq' headers || fail "the program asks for libzmq itself"
    run 0 env -i ./hello
    out_is hello
}

# CMake's own search, with the wrappers in PATH or named.
find_mpi() {
    [ -z "$SANITIZE" ] || export CFLAGS="-fsanitize=$SANITIZE" CXXFLAGS="-fsanitize=$SANITIZE"
    for how in path name; do
        case $how in
        path) set -- env "PATH=$bin:$PATH" "$CMAKE" ;;
        name) set -- "$CMAKE" -DMPI_C_COMPILER="$MPICC" -DMPI_CXX_COMPILER="$MPICXX" -DMPIEXEC_EXECUTABLE="$bin/mpiexec" ;;
        esac
        run 0 "$@" -S "$here/find_mpi" -B "$how" -DSOURCE="$WORK/hello.c"
        run 0 "$CMAKE" --build "$how"
        sed -n 1,3p "$how/found" >out
        out_is "$bin/mpiexec -n
$MPICC
$MPICXX"
        [ "$(sed -n 4,5p "$how/found" | tr '\n' ' ')" = '5.0 5.0 ' ] || fail "CMake sees another version: $(cat "$how/found")"
        for program in hello hello++; do
            # shellcheck disable=SC2046
            run 0 $(head -n 1 "$how/found") 3 "$how/$program"
            out_is 'hello
hello
hello'
        done
    done
}

lint() {
    command -v shellcheck >/dev/null || exit 77
    for wrapper in "$MPICC" "$MPICXX"; do
        run 0 shellcheck "$wrapper"
    done
}

"$@"
