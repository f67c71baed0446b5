# SPDX-License-Identifier: BSL-1.0
# From the figures that bench/compare gathers (label, transport, operation, ranks, bytes, microseconds, divided by tabs)
# to a line for each of them with its median over the rounds, or the least if `by` says so, as CSV. The ratio is that of this to
# the best other MPI's; raw libzmq, and ZeroMPI with variables set, are no other MPIs.

function is_other(label) {
    return label !~ /^(zerompi|raw)$/ && label !~ /=/
}

# sort(VALUES, N): numbers, in place.
function sort(values, n,    i, j, x) {
    for (i = 2; i <= n; i++) {
        x = values[i]
        for (j = i - 1; j > 0 && values[j] + 0 > x + 0; j--)
            values[j + 1] = values[j]
        values[j + 1] = x
    }
}

# Notes a value of a column where it is seen first.
function note(column, x) {
    if (!((column, x) in seen)) {
        seen[column, x] = 1
        known[column, ++n_known[column]] = x
    }
}

function sort_column(column,    i, values) {
    for (i = 1; i <= n_known[column]; i++)
        values[i] = known[column, i]
    sort(values, n_known[column])
    for (i = 1; i <= n_known[column]; i++)
        known[column, i] = values[i]
}

# The figures of one point, a line for each library.
function point(transport, operation, ranks, bytes,    l, i, n, key, x, label, best, middle, least, most) {
    best = 0
    for (l = 1; l <= n_known["label"]; l++) {
        label = known["label", l]
        key = label FS transport FS operation FS ranks FS bytes
        n = count[key]
        if (!n)
            continue
        for (i = 1; i <= n; i++)
            x[i] = value[key, i]
        sort(x, n)
        least[l] = x[1]
        most[l] = x[n]
        middle[l] = by == "least" ? x[1] : n % 2 ? x[(n + 1) / 2] : (x[n / 2] + x[n / 2 + 1]) / 2
        if (is_other(label) && (!best || middle[l] < best))
            best = middle[l]
    }
    for (l = 1; l <= n_known["label"]; l++)
        if (l in middle)
            print transport, operation, ranks, bytes, known["label", l], middle[l], least[l], most[l], \
                count[known["label", l] FS transport FS operation FS ranks FS bytes], \
                best ? sprintf("%.3f", middle[l] / best) : ""
}

BEGIN {
    FS = "\t"
    OFS = ","
    print "transport,operation,ranks,bytes,library,microseconds,least,most,rounds,ratio"
}

{
    note("label", $1)
    note("transport", $2)
    note("operation", $3)
    note("ranks", $4)
    note("bytes", $5)
    key = $1 FS $2 FS $3 FS $4 FS $5
    value[key, ++count[key]] = $6
}

END {
    sort_column("ranks")
    sort_column("bytes")
    for (t = 1; t <= n_known["transport"]; t++)
        for (o = 1; o <= n_known["operation"]; o++)
            for (r = 1; r <= n_known["ranks"]; r++)
                for (b = 1; b <= n_known["bytes"]; b++)
                    point(known["transport", t], known["operation", o], known["ranks", r], known["bytes", b])
}
