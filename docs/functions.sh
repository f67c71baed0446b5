#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Writes docs/functions.md to standard output: which of the standard's functions a built library has.
#     docs/functions.sh LIBRARY FUNCTIONS, with FUNCTIONS the table of all functions in compat-tests/abi
set -eu
{ nm -D --defined-only "$1" | awk '$3 ~ /^MPI_/ { print $3 }'; echo; cat "$2"; } | awk -F '\t' '
    $0 == "" { table = 1; next }
    !table { exported[$1] = 1; next }
    /^#/ { next }
    {
        total++
        have = $1 in exported
        supported += have
        rows = rows "| `" $1 "` | " $5 " | " (have ? "yes" : "") " |\n"
    }
    END {
        print "<!-- SPDX-License-Identifier: BSL-1.0 -->"
        print "# Functions"
        print ""
        print "The functions of the MPI 5.0 standard, and those that it has removed but old programs call, each with its chapter"
        print "and whether the library has it: " supported " of " total ". Each is there as `PMPI_` too. This table is made from the built"
        print "library by `docs/functions.sh`, and a test holds it in step."
        print ""
        print "| function | chapter | supported |"
        print "| --- | --- | --- |"
        printf "%s", rows
    }'
