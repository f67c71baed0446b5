# SPDX-License-Identifier: BSL-1.0
# Writes a second mpi.h from the tables alone: what another library with the standard ABI would ship, without a word
# more. usage: awk -f header.awk types.tsv constants.tsv functions.tsv
BEGIN { FS = "\t"; print "#include <stdint.h>" }
/^#/ || $4 != "core" { next }
FILENAME ~ /types/ { print "typedef " $2 ";" }
FILENAME ~ /constants/ { print "#define " $1 " " ($2 == "alias" ? $3 : "((" $2 ")" $3 ")") }
FILENAME ~ /functions/ { print $2 " " $1 "(" $3 "); " $2 " P" $1 "(" $3 ");" }
