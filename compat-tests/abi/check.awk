# SPDX-License-Identifier: BSL-1.0
# Writes a C11 program that holds mpi.h against the tables. It does not compile if a name of the area core is missing
# or of another type, or if a name of another area is declared; it fails if a constant has another value.
# usage: awk -f check.awk types.tsv constants.tsv functions.tsv
BEGIN {
    FS = "\t"
    print "#include <mpi.h>"
    print "#include <stddef.h>"
    print "#include <stdio.h>"
    print "_Static_assert(offsetof(MPI_Status, MPI_SOURCE) == 0, \"offset of MPI_SOURCE\");"
    print "_Static_assert(offsetof(MPI_Status, MPI_TAG) == 4, \"offset of MPI_TAG\");"
    print "_Static_assert(offsetof(MPI_Status, MPI_ERROR) == 8, \"offset of MPI_ERROR\");"
    print "_Static_assert(offsetof(MPI_Status, MPI_internal) == 12, \"offset of MPI_internal\");"
}

/^#/ { next }

# A name declared as anything else, macro or not, collides with this.
$4 != "core" {
    print "#ifdef " $1 "\n#error " $1 " is declared, but the area " $4 " is not implemented\n#endif"
    print "typedef struct not_implemented " $1 ";"
    next
}

# C11 lets a type be named twice, if it is the same; not so a structure's body.
FILENAME ~ /types/ {
    print "typedef " $1 " *declared_" $1 ";"
    if ($2 !~ /{/)
        print "typedef " $2 ";"
    if ($3 != "-")
        print "_Static_assert(sizeof(" $1 ") == " $3 ", \"size of " $1 "\");"
}

FILENAME ~ /constants/ {
    print "#ifndef " $1 "\n#error " $1 " is missing\n#endif"
    type = $2 == "alias" ? "__typeof__(" $3 ")" : $2
    print "_Static_assert(_Generic((" $1 "), " type ": 1, default: 0), \"type of " $1 "\");"
    values = values "    wrong += differs(\"" $1 "\", (intptr_t)(" $1 "), (intptr_t)(" $3 "));\n"
}

FILENAME ~ /functions/ {
    print "typedef __typeof__(" $1 ") *declared_" $1 "; typedef __typeof__(P" $1 ") *declared_P" $1 ";"
    print $2 " " $1 "(" $3 "), P" $1 "(" $3 ");"
}

END {
    print "static int differs(const char *name, intptr_t is, intptr_t right)"
    print "{"
    print "    if (is != right)"
    print "        printf(\"%s is %#jx, should be %#jx\\n\", name, (intmax_t)is, (intmax_t)right);"
    print "    return is != right;"
    print "}"
    print "int main(void)\n{\n    int wrong = 0;\n" values "    return wrong != 0;\n}"
}
