# SPDX-License-Identifier: BSL-1.0
# Writes docs/algorithms.md to standard output: awk -f docs/algorithms.awk src/coll/choices.def
function add(to, what) {
    return to (to == "" ? "" : ", ") what
}
function bytes(text) {
    sub(/ KIB/, " KiB", text)
    return text == "ANY" ? "any" : text
}
BEGIN {
    FS = "[(),] *"
    footnote["SHARED_MEMORY"] = " ¹"
    footnote["POWER_OF_TWO"] = " ²"
    footnote["FREE_ORDER"] = " ³"
    footnote["HOSTS"] = " ⁴"
}
$1 == "METHOD" {
    operation = tolower($2)
    if (!(operation in known)) order[++operations] = operation
    known[operation] = add(known[operation], "`" tolower($3) "`" footnote[$4])
}
$1 == "CHOICE" {
    rows = rows "| " tolower($2) " | " ($3 == "ALL" ? "any" : $3) " | " bytes($4) " | `" tolower($5) "` |\n"
}
END {
    print "<!-- SPDX-License-Identifier: BSL-1.0 -->"
    print "# Algorithms"
    print ""
    print "Where there are several algorithms for a collective, a table picks one by the number of ranks and the bytes of a block:"
    print "of the message in `bcast`, `reduce` and `allreduce`, of what each rank contributes or gets in others, of all blocks"
    print "together where their sizes differ. `ZEROMPI_ALGORITHM=allreduce=binomial,bcast=chain` forces another one, as"
    print "`OPERATION=ALGORITHM`, several with commas between; the non-blocking and persistent forms of an operation go with"
    print "it. It must be the same on all ranks: where it is not, the call fails and says so. An algorithm that cannot do a call is passed"
    print "over, and the table decides; so it does between two groups, where there is one way only. Whatever the algorithm, a reduction"
    print "gives the same bits. Both tables are made from `src/coll/choices.def` by `docs/algorithms.awk`, and a test"
    print "holds them in step. `bench/thresholds` has measured what the second one rests on, between hosts and on one host over TCP:"
    print "[thresholds.csv](../bench/data/thresholds.csv); with `--hosts`, what the rows of `two_level` rest on: [hosts.csv](../bench/data/hosts.csv)."
    print ""
    print "| operation | algorithms |"
    print "| --- | --- |"
    for (i = 1; i <= operations; i++) print "| " order[i] " | " known[order[i]] " |"
    print ""
    print "¹ on one host where ranks share memory, and for blocking calls. ² on a power of two of ranks. ³ where the bits depend"
    print "neither on the order nor on the brackets of the operands: so neither of floating numbers (0 and -0 are equal) and pairs, nor of operators that"
    print "the program made. ⁴ on several hosts, where all ranks of each share memory and one has several, and for blocking calls; reductions where"
    print "each host has consecutive ranks, or as in ³."
    print ""
    print "The first row that fits is taken, if its algorithm can do the call."
    print ""
    print "| operation | ranks, up to | bytes, up to | algorithm |"
    print "| --- | --- | --- | --- |"
    printf "%s", rows
}
