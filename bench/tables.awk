# SPDX-License-Identifier: BSL-1.0
# Turns the figures that bench/compare has gathered into tables and into the targets, reached or missed. Each cell is
# a median over the rounds; a ratio is ZeroMPI's figure to the one before it. The variable `footprint` holds the line
# that footprint.c printed. Figures are microseconds; a negative one was not measured.

function median(key,    n, i, j, x, sorted) {
    n = count[key]
    if (!n)
        return -1
    for (i = 1; i <= n; i++) {
        x = value[key, i]
        for (j = i - 1; j > 0 && sorted[j] > x; j--)
            sorted[j + 1] = sorted[j]
        sorted[j + 1] = x
    }
    return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

function figure(library, transport, test, ranks, bytes) {
    return median(library "," transport "," test "," ranks "," bytes)
}

function ratio(a, b) {
    return a >= 0 && b > 0 ? a / b : -1
}

function cell(x) {
    return x < 0 ? "-" : sprintf(x < 100 ? "%.2f" : "%.0f", x)
}

function table(transport, test, ranks,    i, l, ours, theirs) {
    printf "\n%s, %d ranks, %s\n%10s %10s", test, ranks, transport, "bytes", "zerompi"
    for (l = 1; l <= libraries; l++)
        printf " %10s %6s", library[l], "ratio"
    print ""
    for (i = 1; i <= sizes; i++) {
        ours = figure("zerompi", transport, test, ranks, size[i])
        if (ours < 0)
            continue
        printf "%10d %10s", size[i], cell(ours)
        for (l = 1; l <= libraries; l++) {
            theirs = figure(library[l], transport, test, ranks, size[i])
            printf " %10s %6s", cell(theirs), cell(ratio(ours, theirs))
        }
        print ""
    }
}

function target(text, measured, word, limit,    verdict) {
    verdict = (word == "at least" ? measured >= limit : measured <= limit) ? "reached" : "MISSED"
    if (measured < 0)
        verdict = "not measured"
    printf "%-48s %8s   %s %-5s %s\n", text, cell(measured), word, limit, verdict
}

# How many times as long as raw libzmq over TCP one operation between two ranks takes.
function to_raw(test, bytes) {
    return ratio(figure("zerompi", "tcp", test, 2, bytes), figure("raw", "tcp", test, 2, bytes))
}

function of_raw_bandwidth(test, bytes) {
    return ratio(figure("raw", "tcp", test, 2, bytes), figure("zerompi", "tcp", test, 2, bytes))
}

function half_round_trips(ranks) {
    return ratio(figure("zerompi", "tcp", "barrier", ranks, 0), figure("raw", "tcp", "pingpong", 2, 8))
}

{
    key = $2 "," $3 "," $4 "," $5 "," $6
    value[key, ++count[key]] = $7
    if ($2 != "zerompi" && !(("library", $2) in seen))
        library[++libraries] = $2
    if (!(("size", $6) in seen))
        size[++sizes] = $6
    if (!(("table", $3, $4, $5) in seen)) {
        transport[++tables] = $3
        test[tables] = $4
        ranks[tables] = $5
    }
    seen["library", $2] = seen["size", $6] = seen["table", $3, $4, $5] = 1
}

END {
    for (i = 2; i <= sizes; i++) {
        x = size[i] + 0
        for (j = i - 1; j > 0 && size[j] + 0 > x; j--)
            size[j + 1] = size[j]
        size[j + 1] = x
    }
    print "Microseconds; medians of the rounds"
    for (i = 1; i <= tables; i++)
        table(transport[i], test[i], ranks[i])

    print "\nTargets, over tcp on this host"
    target("ping-pong of 8 B, to raw libzmq", to_raw("pingpong", 8), "at most", 1.15)
    target("ping-pong of 1 KiB, to raw libzmq", to_raw("pingpong", 1024), "at most", 1.15)
    target("bandwidth at 1 MiB in a stream, of raw libzmq", of_raw_bandwidth("stream", 1048576), "at least", 0.9)
    target("bandwidth at 1 MiB in ping-pong, of raw libzmq", of_raw_bandwidth("pingpong", 1048576), "at least", 0.9)
    target("barrier on 2 ranks, in raw half round trips", half_round_trips(2), "at most", 1.3)
    target("barrier on 8 ranks, in raw half round trips", half_round_trips(8), "at most", 20)
    target("64 ranks start and finalize, seconds", \
        ratio(figure("zerompi", "ipc", "start", 64, 0), 1e6), "at most", 5)
    split(footprint, of, " ")
    target("a rank of 64 connects to, peers", of[4], "at most", 16)
    target("a rank of 64 is connected from, peers", of[6], "at most", 16)
    target("a rank of 64 at its peak, resident, MiB", of[10] / 1024, "at most", 12)
}
