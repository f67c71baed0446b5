#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Standard input: who gets it, all of it, and only what is read of it.
# shellcheck source=/dev/null
. "$(dirname "$0")/lib.sh"

rank_zero() {
    echo text | job 0 -n 3 -l "$RANK" cat print:end
    out_is '[0] text
[0] end
[1] end
[2] end'
    job 0 -n 2 "$RANK" cat print:end </dev/null
    out_is 'end
end'
}

others() {
    for option in --stdin -stdin -s; do
        echo text | job 0 -n 3 -l $option 2 "$RANK" cat
        out_is '[2] text'
        echo text | job 0 -n 3 -l $option all "$RANK" cat
        out_is '[0] text
[1] text
[2] text'
        echo text | job 0 -n 5 -l $option 0,2-3 "$RANK" cat
        out_is '[0] text
[2] text
[3] text'
        echo text | job 0 -n 3 -l $option none "$RANK" cat
        [ ! -s out ] || fail "somebody got it"
    done
    for who in 3 -1 x 1-9 2-1 0,x ''; do
        job 1 -n 3 --stdin "$who" "$RANK" cat
        err_says "mpirun: --stdin wants all, none, or ranks from 0 to 2, not '$who'"
    done
}

# Programs that do not read leave the input to what comes after them, as in a loop over lines.
left_alone() {
    printf 'one\ntwo\nthree\n' >lines
    while read -r line; do
        "$MPIRUN" -n 2 "$RANK" 0="print:$line"
    done <lines >out
    out_is 'one
two
three'
    # shellcheck disable=SC2016
    { "$MPIRUN" -n 2 sh -c 'read -r line && echo "rank got $line"; true' && cat; } <lines >out || fail "status $?"
    out_is 'rank got one
two
three'
}

much() {
    head -c 5000000 /dev/urandom >bytes
    job 0 -n 2 "$RANK" cat <bytes
    cmp bytes out || fail "the input was changed"
    # shellcheck disable=SC2002
    cat bytes | job 0 -n 2 --stdin all -outfile-pattern 'got.%r' "$RANK" cat
    cmp bytes got.0 || fail "the input was changed"
    cmp bytes got.1 || fail "the input was changed"
}

# A rank that does not read, or no longer reads, does not stop the others.
not_read() {
    head -c 300000 /dev/zero >bytes
    # shellcheck disable=SC2002
    cat bytes | job 0 -n 2 --stdin all "$RANK" 0=exit:0 cat
    [ "$(wc -c <out)" = 300000 ] || fail "the other rank did not get all"
    yes | job 0 -n 2 head -n 1
    out_is y
}

terminal() {
    printf 'typed\n\004' | "$TERMINAL" "$MPIRUN" -n 2 "$RANK" 0=print:ready cat print:end >out
    [ "$(grep -c end out)" = 2 ] || fail "the end of the input was not passed on"
    [ "$(grep -c typed out)" = 2 ] || fail "not typed and then printed"
}

# In the background of a terminal, mpirun neither reads nor stops.
terminal_in_background() {
    mkfifo keys
    "$TERMINAL" -b "$MPIRUN" -n 2 "$RANK" print:ready await:go print:end <keys >out &
    exec 3>keys
    wait_for grep -q ready out
    printf 'for the shell\n' >&3
    sleep 0.5
    : >go
    wait $! || fail "mpirun ended with $?"
    [ "$(grep -c end out)" = 2 ] || fail "the ranks did not end"
    ! grep stopped out || fail "mpirun was stopped"
}

"$@"
