#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Holds the sources to their style: `style.sh format CLANG-FORMAT` the layout of C and C++, `style.sh shell SHELLCHECK`
# the scripts, `style.sh licence` the first lines of all files. Run at the top of the sources.
set -eu

sources() {
    find . -name build -prune -o -name 'build-*' -prune -o -name .git -prune -o -type f "$@" -print
}

format() {
    sources \( -name '*.[ch]' -o -name '*.cpp' \) | xargs "$1" --dry-run -Werror
}

shell() {
    sources -exec grep -qE '^#!.*[/ ](ba)?sh$' {} \; | xargs "$1"
}

# Plain text and inputs of fuzzers have no place for it.
licence() {
    bare=$(sources ! -name '*.out' ! -name '*.txt' ! -path '*/corpus/*' | xargs awk '
        FNR <= 2 && /SPDX-License-Identifier: BSL-1.0/ { marked[FILENAME] = 1 }
        END { for (i = 1; i < ARGC; i++) if (!(ARGV[i] in marked)) print ARGV[i] }')
    [ -z "$bare" ] || { echo "no licence in: $bare" && return 1; }
}

"$@"
