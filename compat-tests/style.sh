#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Holds the sources to their style: `style.sh format CLANG-FORMAT` the layout of C and C++, `style.sh shell SHELLCHECK`
# the scripts, `style.sh licence` the first lines of all files, `style.sh settings` that the variables which are listed, told of
# and read are the same. Run at the top of the sources.
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

settings() {
    list=src/names/variables.c
    listed=$(sed '/inner\[\]/,$d' $list | grep -o '"ZEROMPI_[A-Z_]\+"' | tr -d '"' | sort)
    told=$(sed -n 's/^| \(`ZEROMPI_[^|]*\) |.*/\1/p' README.md | grep -o 'ZEROMPI_[A-Z_]*' | sort)
    [ "$listed" = "$told" ] || { echo "settings in $list:" "$listed" && echo 'in the tables of README.md:' "$told" && return 1; }
    for name in $(grep -rhoE '"ZEROMPI_[A-Z_]+["=]' src --include="*.[ch]" | tr -d '"=' | sort -u); do
        grep -q "\"$name\"" $list || { echo "$name is not in $list" && return 1; }
    done
}

"$@"
