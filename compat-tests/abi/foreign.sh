#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Builds foreign.c with another header of the standard ABI, made from the tables alone; the program then knows no more
# of this library than its soname.
# usage: foreign.sh LIBRARY WORK-FOLDER COMPILER [FLAG...]
set -eu
library=$1 work=$2
shift 2
cd "$(dirname "$0")"
mkdir -p "$work"

awk -f header.awk types.tsv constants.tsv functions.tsv >"$work/mpi.h"
"$@" -I"$work" -o "$work/foreign" foreign.c "$library" -Wl,-rpath,"$(dirname "$library")"
readelf -d "$work/foreign" | grep -q 'NEEDED.*\[libmpi_abi\.so\.1\]'
