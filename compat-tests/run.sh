#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Runs every test, as built by gcc and by clang, and under the address and undefined behaviour sanitizers, and the
# programs that exercise the engine under the thread sanitizer; ends in ctest's summary over all of them.
# Usage: compat-tests/run.sh [CONFIGURATION...] of gcc, clang, clang-sanitized, gcc-sanitized, clang-threads; without
# one, all that this system has the compilers and sanitizers for, but one compiler's sanitizers are enough.
# The builds stay in build/tests/CONFIGURATION, where `ctest -L LABEL` runs some of the tests again.
set -eu
cd "$(dirname "$0")/.."

cmake/packages.sh compiler cmake make pkg-config libzmq check -- \
    sanitizers clang clang-sanitizers clang-format shellcheck openmpi mpich slurm ssh-server iproute

all=build/tests
jobs=$(getconf _NPROCESSORS_ONLN)
mkdir -p "$all"

# can COMPILER FLAG...: it makes a program.
can() {
    echo 'int main(void) { return 0; }' | "$@" -x c -o "$all/probe" - 2>/dev/null
}

if [ $# = 0 ]; then
    ! can gcc || set -- "$@" gcc
    ! can clang || set -- "$@" clang
    if can clang -fsanitize=address,undefined; then
        set -- "$@" clang-sanitized
    elif can gcc -fsanitize=address,undefined; then
        set -- "$@" gcc-sanitized
    fi
    ! can clang -fsanitize=thread || set -- "$@" clang-threads
fi

: >"$all/CTestTestfile.cmake"

for configuration; do
    case $configuration in
    gcc*) cc=gcc cxx=g++ ;;
    clang*) cc=clang cxx=clang++ ;;
    *) echo "$0: no such configuration: $configuration" >&2 && exit 2 ;;
    esac
    # One compiler's programs share memory, the other's do not; under sanitizers some do.
    case $configuration in
    gcc) transport=auto ;;
    *-sanitized) transport=mixed ;;
    *) transport=zmq ;;
    esac
    case $configuration in
    *-sanitized) sanitize=address,undefined ;;
    *-threads) sanitize=thread ;;
    *) sanitize= ;;
    esac
    build=$all/$configuration
    echo "== $configuration"
    [ ! -d "$build" ] || find "$build" -name CTestTestfile.cmake -exec rm {} +
    cmake -S . -B "$build" -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" \
        -DZEROMPI_WERROR=ON -DZEROMPI_SANITIZE="$sanitize" -DZEROMPI_TEST_TRANSPORT=$transport >"$all/$configuration.log" ||
        { cat "$all/$configuration.log" && exit 1; }
    cmake --build "$build" --parallel "$jobs"

    # One run of ctest covers all builds, so the names of the tests must tell which build they are of.
    find "$build" -name CTestTestfile.cmake -exec sed -i.plain -E \
        "s,^(add_test|set_tests_properties)\((\[=*\[)?\"?,&$configuration/," {} +
    case $configuration in
    *-threads) echo "subdirs($configuration/compat-tests/programs/engine)" ;;
    *) echo "subdirs($configuration)" ;;
    esac >>"$all/CTestTestfile.cmake"
done

# libzmq is not compiled for the thread sanitizer, which so cannot see what its threads wait for.
export TSAN_OPTIONS=ignore_noninstrumented_modules=1
cd "$all"
ctest --output-on-failure --parallel "$jobs"
