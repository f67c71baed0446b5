# SPDX-License-Identifier: BSL-1.0
# Turns the medians that bench/compare writes as CSV into a script for gnuplot, which draws them as SVG: a row for each
# operation but the start, a column for each way and number of ranks. Both axes are logarithmic.

function note(column, x) {
    if (!((column, x) in seen)) {
        seen[column, x] = 1
        known[column, ++n_known[column]] = x
    }
}

function quoted(text) {
    gsub(/'/, "''", text)
    return "'" text "'"
}

# The columns of a table with the times of all libraries, without those that have none.
function plot(lines,    l, columns) {
    printf "$data << END\n%sEND\n", lines
    for (l = 1; l <= n_known["label"]; l++)
        if (l in drawn)
            columns = columns (columns ? ", " : "") "$data using 1:" l + 1 " with linespoints linetype " l " title " \
                quoted(known["label", l])
    print "plot " columns
}

# A line of the table: where on the axis, then the time of each library.
function line(place, at,    l, key, text) {
    text = place
    for (l = 1; l <= n_known["label"]; l++) {
        key = at FS known["label", l]
        text = text " " (key in time ? time[key] : "NaN")
        if (key in time)
            drawn[l] = 1
    }
    return text "\n"
}

function panel(operation, transport, ranks,    b, r, lines, at) {
    delete drawn
    if ((operation, 0) in has) {
        # One panel over all ranks, in the way's first column.
        if (transport == last_transport)
            return print_empty()
        for (r = 1; r <= n_known["ranks"]; r++)
            if ((transport FS operation FS known["ranks", r] FS 0) in has)
                lines = lines line(known["ranks", r], transport FS operation FS known["ranks", r] FS 0)
    } else
        for (b = 1; b <= n_known["bytes"]; b++) {
            at = transport FS operation FS ranks FS known["bytes", b]
            if (at in has)
                lines = lines line(known["bytes", b], at)
        }
    if (!lines)
        return print_empty()
    print "set title " quoted(operation ", " transport ((operation, 0) in has ? "" : ", " ranks " ranks"))
    print ((operation, 0) in has ? "set xlabel 'ranks'\nset logscale x 2" : "set xlabel 'bytes'\nset logscale x 8")
    plot(lines)
}

function print_empty() {
    print "set multiplot next"
}

BEGIN {
    FS = ","
}

NR > 1 && $2 != "start" {
    note("operation", $2)
    note("place", $1 FS $3)
    note("ranks", $3)
    note("bytes", $4)
    note("label", $5)
    time[$1 FS $2 FS $3 FS $4 FS $5] = $6
    has[$1 FS $2 FS $3 FS $4] = 1
    if ($4 == 0)
        has[$2, 0] = 1
}

END {
    rows = n_known["operation"]
    columns = n_known["place"]
    printf "set terminal svg size %d,%d font 'sans-serif,11' background 'white'\n", columns * 340, rows * 260
    printf "set multiplot layout %d,%d\n", rows, columns
    print "set logscale y 10\nset key bottom right\nset grid\nset autoscale xfix\nset datafile missing 'NaN'"
    print "set ylabel 'microseconds' offset 1.5,0\nset format x '%.0b%B'"
    for (o = 1; o <= rows; o++) {
        last_transport = ""
        for (p = 1; p <= columns; p++) {
            split(known["place", p], part, FS)
            panel(known["operation", o], part[1], part[2])
            last_transport = part[1]
        }
    }
    print "unset multiplot"
}
