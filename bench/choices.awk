# SPDX-License-Identifier: BSL-1.0
# From src/coll/choices.def, which tells what algorithms need, and the figures of bench/thresholds to new rows of the former.
#
# An algorithm's time at a point is taken as a multiple of that of the fastest there, and the multiples over all networks are
# combined by their geometric mean. Along the sizes the algorithm changes where it takes a quarter longer than the best; a
# threshold lies between two sizes that were measured. A row of an algorithm that cannot do every call is followed by one that can. What holds
# for the largest number of ranks holds for up to twice as many; for more of them, see `considered`. Of figures of two levels
# there is a row for each operation that they are good for.

function note(column, x) {
    if (!((column, x) in seen)) {
        seen[column, x] = 1
        known[column, ++n_known[column]] = x
    }
}

# The geometric mean over the networks of how much longer than the fastest the algorithm takes; 0: it was not measured.
function cost(operation, algorithm, ranks, bytes,    i, a, t, best, sum, n) {
    for (i = 1; i <= n_known["network"]; i++) {
        best = 0
        for (a = 1; a <= n_known[operation]; a++) {
            t = time[known["network", i], operation, known[operation, a], ranks, bytes]
            if (t >= 1 && (!best || t < best))
                best = t
        }
        t = time[known["network", i], operation, algorithm, ranks, bytes]
        if (t >= 1) {
            sum += log(t / best)
            n++
        }
    }
    return n ? exp(sum / n) : 0
}

# Whether an algorithm is for as many bytes at all. bench.c makes many calls in a row, so it does not see how long one takes
# from the first rank to the last: that speaks against a chain of short messages. Nor has it more ranks than this machine can
# bear: for `many`, an algorithm whose rounds are as many as the ranks is left to long messages, and a chain to none.
function considered(algorithm, bytes, many) {
    if (algorithm ~ /^(chain|segmented)$/)
        return bytes > 65536 && !(many && algorithm == "chain")
    if (algorithm ~ /^(halving|scatter_allgather)$/)
        return bytes >= 8192
    return !(many && algorithm ~ /^(linear|pairwise|ring)$/) || bytes >= 32768
}

# The fastest at a point, unless the one `before` is about as good. Where `all`, of those that can do every call.
function fastest(operation, ranks, bytes, many, before, all,    a, c, best, name, first) {
    for (a = 1; a <= n_known[operation]; a++) {
        c = cost(operation, known[operation, a], ranks, bytes)
        if (!c || (all && needs[operation, known[operation, a]] != "NOTHING"))
            continue
        first = first == "" ? known[operation, a] : first
        if (considered(known[operation, a], bytes, many) && (!best || c < best)) {
            best = c
            name = known[operation, a]
        }
    }
    c = before == "" ? 0 : cost(operation, before, ranks, bytes)
    return c && c < 1.25 * best ? before : name == "" ? first : name
}

# The power of two nearest to the geometric mean of two sizes.
function between(a, b) {
    return 2 ^ int(log(sqrt(a * b)) / log(2) + 0.5)
}

function size(bytes) {
    return bytes % 1024 ? bytes : bytes / 1024 " KIB"
}

# A row but for its first columns, of the algorithm that is chosen up to the size `last` and `limit`.
function row(operation, ranks, many, name, last, limit,    text) {
    text = limit ", " toupper(name) ";"
    if (needs[operation, name] != "NOTHING")
        text = text limit ", " toupper(fastest(operation, ranks, last, many, "", 1)) ";"
    return text
}

# The choices on so many ranks.
function choose(operation, ranks, many,    b, bytes, name, before, last, text) {
    for (b = 1; b <= n_known[operation, "bytes"]; b++) {
        bytes = known[operation SUBSEP "bytes", b]
        name = fastest(operation, ranks, bytes, many, before)
        if (name == "")
            continue
        if (before != "" && name != before)
            text = text row(operation, ranks, many, before, last, size(between(last, bytes)))
        before = name
        last = bytes
    }
    return text row(operation, ranks, many, before, last, "ANY")
}

# Up to how many bytes two levels are as good as anything else, over all ranks, of those that were measured; nothing if they
# are not.
function two_level(operation,    b, bytes, r, sum, last) {
    for (b = 1; b <= n_known[operation, "bytes"]; b++) {
        bytes = known[operation SUBSEP "bytes", b]
        sum = 0
        for (r = 1; r <= n_known[operation, "ranks"]; r++)
            sum += log(cost(operation, "two_level", known[operation SUBSEP "ranks", r], bytes))
        if (exp(sum / n_known[operation, "ranks"]) >= 1.25)
            return b == 1 ? "" : size(between(last, bytes))
        last = bytes
    }
    return last ? size(last) : "ANY"
}

BEGIN { FS = "[(),] *" }
$1 == "METHOD" { needs[tolower($2), tolower($3)] = $4 }
FNR == NR || /^#/ || $1 == "network" { next }
{
    if ($3 == "two_level")
        has_levels = levels[$2] = 1
    note("network", $1)
    note("operation", $2)
    note($2, $3)
    note($2 SUBSEP "ranks", $4)
    if (!(($2, $5) in sized)) {
        sized[$2, $5] = 1
        known[$2 SUBSEP "bytes", ++n_known[$2, "bytes"]] = $5
    }
    time[$1, $2, $3, $4, $5] = $6
}

END {
    for (o = 1; o <= n_known["operation"]; o++) {
        operation = known["operation", o]
        if (has_levels) {
            limit[0] = (operation in levels) ? two_level(operation) : ""
            if (limit[0] != "")
                printf "CHOICE(%s, ALL, %s, TWO_LEVEL)\n", toupper(operation), limit[0]
            continue
        }
        n = n_known[operation, "ranks"]
        for (r = 1; r <= n; r++) {
            text[r] = choose(operation, known[operation SUBSEP "ranks", r])
            limit[r] = r < n ? known[operation SUBSEP "ranks", r] : 2 * known[operation SUBSEP "ranks", n]
        }
        text[n + 1] = choose(operation, known[operation SUBSEP "ranks", n], 1)
        limit[n + 1] = "ALL"
        for (r = 1; r <= n + 1; r++) {
            if (r <= n && text[r] == text[r + 1])
                continue
            rows = split(text[r], each, ";")
            for (i = 1; i < rows; i++)
                printf "CHOICE(%s, %s, %s)\n", toupper(operation), limit[r], each[i]
        }
    }
}
