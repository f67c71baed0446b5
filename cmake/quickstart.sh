#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# From a fresh clone to a running MPI program: installs missing packages where it may, builds ZeroMPI into build/,
# installs it into build/prefix, compiles an example with that mpicc and runs it on 4 ranks with that mpirun.
set -eu
cd "$(dirname "$0")/.."

run() {
    printf '\n$ %s\n' "$*"
    "$@"
}

cmake/packages.sh compiler cmake make libzmq

prefix=$PWD/build/prefix
run cmake -S . -B build -DCMAKE_INSTALL_PREFIX="$prefix" -DZEROMPI_TESTS=OFF -DZEROMPI_BENCH=OFF
run cmake --build build --parallel
run cmake --install build

run build/prefix/bin/mpicc -O2 -o build/pi compat-tests/programs/pi.c
run build/prefix/bin/mpirun -n 4 build/pi

cat <<END

ZeroMPI works. To use it from anywhere in this shell:
  export PATH="$prefix/bin:\$PATH"
END
