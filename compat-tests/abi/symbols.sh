#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Holds the symbols that the shared library exports against the table: each function of the area core as MPI_X, weak,
# so that a profiler can take its place, and as PMPI_X; and no other symbol.
# usage: symbols.sh LIBRARY
set -eu
library=$1
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

awk -F'\t' '!/^#/ && $4 == "core" { print $1, "W"; print "P" $1, "T" }' functions.tsv | LC_ALL=C sort >"$work/table"
nm -D --defined-only "$library" | awk '{ sub(/@.*/, "", $3); print $3, $2 }' | LC_ALL=C sort >"$work/library"
diff "$work/table" "$work/library" || {
    echo "$library: < is missing, > is exported but should not be (T: function, W: weak)"
    exit 1
}
readelf -d "$library" | grep -q 'SONAME.*\[libmpi_abi\.so\.1\]' || {
    echo "$library: its soname is not libmpi_abi.so.1"
    exit 1
}
