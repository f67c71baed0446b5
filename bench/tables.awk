# SPDX-License-Identifier: BSL-1.0
# Turns the medians that bench/compare writes as CSV into tables, geometric means, and targets reached or missed. A ratio
# is ZeroMPI's time to that of the fastest other MPI. The variable `rounds` says how many rounds there were, `footprint`
# holds the line that footprint.c printed.

function is_ours(label) {
    return label == "zerompi" || label ~ /=/
}

# Many ranks and the stream are for themselves; means over "all" are of the rest.
function is_in_means(operation, ranks) {
    return operation != "stream" && ranks <= 8
}

function note(column, x) {
    if (!((column, x) in seen)) {
        seen[column, x] = 1
        known[column, ++n_known[column]] = x
    }
}

# ---- Means, over any of the keys ----------------------------------------------------------------------------------

function add(key, ratio) {
    logs[key] += log(ratio)
    n_logs[key]++
    if (ratio > worst[key])
        worst[key] = ratio
}

function mean(key) {
    return n_logs[key] ? exp(logs[key] / n_logs[key]) : -1
}

function add_ratio(label, transport, operation, ranks, bytes, ratio,    all) {
    if (operation == "start")
        return
    has[transport, "means on", ranks] = 1
    add(label FS transport FS operation FS ranks, ratio)
    if (is_in_means(operation, ranks)) {
        all = label FS transport FS
        add(all operation FS "all", ratio)
        add(all "all" FS ranks, ratio)
        add(all "all" FS "all", ratio)
        if (bytes >= 65536)
            add(all "large" FS "all", ratio)
    } else if (ranks > 8)
        add(label FS transport FS "crowd", ratio)
}

# ---- Printing -----------------------------------------------------------------------------------------------------

function number(x) {
    return x < 0 ? "-" : sprintf(x < 0.1 ? "%.3f" : x < 10 ? "%.2f" : x < 100 ? "%.1f" : "%.0f", x)
}

function figure(transport, operation, ranks, bytes, label,    key) {
    key = transport FS operation FS ranks FS bytes FS label
    return key in time ? time[key] : -1
}

function ratio(a, b) {
    return a >= 0 && b > 0 ? a / b : -1
}

# The name over a column.
function title(label) {
    return label in letter ? letter[label] : label
}

function heading(transport, what, first,    l, label) {
    printf "\n%s\n%9s", what, first
    for (l = 1; l <= n_known["label"]; l++)
        if ((transport, known["label", l]) in has)
            printf " %11s", title(known["label", l]) " "
    print (n_ours > 1 ? "   ratio   fastest" : "   ratio")
}

# A figure from fewer rounds than there were is marked.
function row(transport, operation, ranks, bytes, first,    l, label, x, fastest, least, key) {
    key = transport FS operation FS ranks FS bytes FS
    if (!((key "zerompi") in time))
        return
    printf "%9s", first
    least = -1
    for (l = 1; l <= n_known["label"]; l++) {
        label = known["label", l]
        if (!((transport, label) in has))
            continue
        x = figure(transport, operation, ranks, bytes, label)
        printf " %10s%s", number(x), (x >= 0 && of_rounds[key label] < rounds ? "~" : " ")
        if (is_ours(label) && x >= 0 && (least < 0 || x < least)) {
            least = x
            fastest = title(label)
        }
    }
    x = figure(transport, operation, ranks, bytes, "best")
    printf " %7s", number(ratio(figure(transport, operation, ranks, bytes, "zerompi"), x))
    print (n_ours > 1 ? "   " fastest : "")
}

function table(transport, operation,    r, b, ranks) {
    if ((transport, operation, 0) in has) {
        heading(transport, operation ", " transport, "ranks")
        for (r = 1; r <= n_known["ranks"]; r++)
            row(transport, operation, known["ranks", r], 0, known["ranks", r])
        return
    }
    for (r = 1; r <= n_known["ranks"]; r++) {
        ranks = known["ranks", r]
        if (!((transport, operation, "on", ranks) in has))
            continue
        heading(transport, operation " on " ranks " ranks, " transport, "bytes")
        for (b = 1; b <= n_known["bytes"]; b++)
            row(transport, operation, ranks, known["bytes", b], known["bytes", b])
    }
}

function in_means(transport, ranks) {
    return ranks == "all" || (transport, "means on", ranks) in has
}

function means(label, transport,    o, r, operation, key) {
    if (!((label FS transport FS "all" FS "all") in n_logs))
        return
    printf "\nGeometric means of the ratios (the worst) of %s, %s\n%-10s", title(label), transport, "on ranks"
    known["ranks", n_known["ranks"] + 1] = "all"
    for (r = 1; r <= n_known["ranks"] + 1; r++)
        if (in_means(transport, known["ranks", r]))
            printf " %15s", known["ranks", r]
    print ""
    known["operation", n_known["operation"] + 1] = "all"
    for (o = 1; o <= n_known["operation"] + 1; o++) {
        operation = known["operation", o]
        if (operation == "start" || (operation != "all" && !((transport, operation) in has)))
            continue
        printf "%-10s", operation
        for (r = 1; r <= n_known["ranks"] + 1; r++) {
            if (!in_means(transport, known["ranks", r]))
                continue
            key = label FS transport FS operation FS known["ranks", r]
            printf " %15s", (key in n_logs ? number(mean(key)) " (" number(worst[key]) ")" : "")
        }
        print ""
    }
}

# The points where we are slowest, compared with the best.
function slowest(wanted,    i, best, at, x, part) {
    for (i = 1; i <= wanted; i++) {
        best = 0
        for (x in ratio_at)
            if (ratio_at[x] > best) {
                best = ratio_at[x]
                at = x
            }
        if (!best)
            return
        if (i == 1)
            print "\nFarthest behind"
        split(at, part, FS)
        printf "%8s  %s, %s ranks, %s bytes, %s: %s, %s takes %s\n", number(best), part[2], part[3], part[4], part[1], \
            number(time[at FS "zerompi"]), best_label[at], number(time[at FS "best"])
        delete ratio_at[at]
    }
}

# What a library had no time for.
function gaps(transport, label, ranks,    x, part, points, missing, fewer) {
    for (x in time) {
        split(x, part, FS)
        if (part[1] != transport || part[3] != ranks || part[5] != "zerompi")
            continue
        points++
        sub(/[^,]*$/, label, x)
        if (!(x in time))
            missing++
        else if (of_rounds[x] < rounds)
            fewer++
    }
    if (missing || fewer)
        printf "%s on %s ranks, %s: of %d points %d in fewer than %d rounds (~), %d not at all (-)\n", \
            title(label), ranks, transport, points, fewer, rounds, missing
}

function target(text, measured, word, limit,    verdict) {
    verdict = (word == "at least" ? measured >= limit : measured <= limit) ? "reached" : "MISSED"
    if (measured < 0)
        verdict = "not measured"
    printf "%-60s %8s   %-8s %-4s %s\n", text, number(measured), word, limit, verdict
}

function to_raw(operation, bytes) {
    return ratio(figure("tcp", operation, 2, bytes, "zerompi"), figure("tcp", operation, 2, bytes, "raw"))
}

function of_raw_bandwidth(operation, bytes) {
    return ratio(figure("tcp", operation, 2, bytes, "raw"), figure("tcp", operation, 2, bytes, "zerompi"))
}

function half_round_trips(ranks) {
    return ratio(figure("tcp", "barrier", ranks, 0, "zerompi"), figure("tcp", "pingpong", 2, 8, "raw"))
}

function targets(    b, bytes, of) {
    for (b = 1; b <= n_known["bytes"]; b++) {
        bytes = known["bytes", b]
        if (bytes > 0 && bytes <= 1024 && to_raw("pingpong", bytes) > 0)
            add("small", to_raw("pingpong", bytes))
    }
    print "\nTargets"
    target("one host: ratio in the mean", mean("zerompi,host,all,all"), "at most", 1)
    target("one host: ratio at the worst point", n_logs["zerompi,host,all,all"] ? worst["zerompi,host,all,all"] : -1, "at most", 1.5)
    target("one host, 32 ranks: ratio at the worst point", n_logs["zerompi,host,crowd"] ? worst["zerompi,host,crowd"] : -1, \
        "at most", 1)
    target("tcp, 64 KiB and more: ratio in the mean", mean("zerompi,tcp,large,all"), "at most", 1)
    target("tcp, ping-pong up to 1 KiB: to raw libzmq, in the mean", mean("small"), "at most", 1.1)
    target("tcp, 1 MiB in a stream: of raw libzmq's bandwidth", of_raw_bandwidth("stream", 1048576), "at least", 0.9)
    target("tcp, 1 MiB in ping-pong: of raw libzmq's bandwidth", of_raw_bandwidth("pingpong", 1048576), "at least", 0.9)
    target("tcp, barrier on 2 ranks: in raw half round trips", half_round_trips(2), "at most", 1.3)
    target("tcp, barrier on 8 ranks: in raw half round trips", half_round_trips(8), "at most", 20)
    target("64 ranks start and end, seconds", ratio(figure("host", "start", 64, 0, "zerompi"), 1e6), "at most", 5)
    if (split(footprint, of, " ") < 10)
        return
    target("a rank of 64 connects to, peers", of[4], "at most", 16)
    target("a rank of 64 is connected from, peers", of[6], "at most", 16)
    target("a rank of 64 at its peak, resident, MiB", of[10] / 1024, "at most", 12)
}

# ---- Reading ------------------------------------------------------------------------------------------------------

BEGIN {
    FS = ","
}

NR == 1 {
    next
}

{
    point = $1 FS $2 FS $3 FS $4
    time[point FS $5] = $6
    of_rounds[point FS $5] = $9
    if ($9 > rounds)
        rounds = $9
    note("transport", $1)
    note("operation", $2)
    note("ranks", $3)
    note("bytes", $4)
    if ($5 ~ /=/ && !($5 in letter)) {
        letter[$5] = sprintf("%c", 64 + n_ours)
        print letter[$5] " is " $5
    }
    if (is_ours($5) && !(("label", $5) in seen))
        n_ours++
    note("label", $5)
    has[$1, $5] = has[$1, $2] = has[$1, $2, "on", $3] = 1
    if ($4 == 0)
        has[$1, $2, 0] = 1
    if ($10 != "" && is_ours($5))
        add_ratio($5, $1, $2, $3, $4, $10)
    if ($10 != "" && $5 == "zerompi")
        ratio_at[point] = $10
    if ($10 == 1 && !is_ours($5) && $5 != "raw") {
        time[point FS "best"] = $6
        best_label[point] = $5
    }
}

END {
    for (t = 1; t <= n_known["transport"]; t++)
        for (o = 1; o <= n_known["operation"]; o++)
            if ((known["transport", t], known["operation", o]) in has)
                table(known["transport", t], known["operation", o])
    for (t = 1; t <= n_known["transport"]; t++)
        for (l = 1; l <= n_known["label"]; l++)
            means(known["label", l], known["transport", t])
    slowest(15)
    print ""
    for (t = 1; t <= n_known["transport"]; t++)
        for (l = 1; l <= n_known["label"]; l++)
            for (r = 1; r <= n_known["ranks"]; r++)
                if (known["label", l] != "raw" && (known["transport", t], known["label", l]) in has)
                    gaps(known["transport", t], known["label", l], known["ranks", r])
    targets()
}
