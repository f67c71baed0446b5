#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Holds mpi.h against the tables: all of the area core is there, right, and nothing else is.
# usage: declares.sh COMPILER INCLUDE-FOLDER WORK-FOLDER
set -eu
cc=$1 include=$2 work=$3
cd "$(dirname "$0")"
mkdir -p "$work"

awk -f check.awk types.tsv constants.tsv functions.tsv >"$work/check.c"
"$cc" -std=c11 -Wall -Wextra -Werror -Wno-deprecated-declarations -I"$include" -o "$work/check" "$work/check.c"
"$work/check"

# Names that stand in no table at all.
names() { tr -cs '[:alnum:]_' '\n' | sed -n 's/^PMPI/MPI/; /^MPI/p' | LC_ALL=C sort -u; }
cat types.tsv constants.tsv functions.tsv | names >"$work/known"
echo '#include <mpi.h>' | "$cc" -E -dD -I"$include" - | names >"$work/declared"
unknown=$(LC_ALL=C comm -23 "$work/declared" "$work/known")
if [ -n "$unknown" ]; then
    echo "mpi.h declares what the standard ABI does not know:" "$unknown"
    exit 1
fi
