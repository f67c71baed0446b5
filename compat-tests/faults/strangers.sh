#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# What others send to a rank's address does no harm: the job goes on, its results are right, and it says at most one line about it.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/../env/lib.sh"

# begin SIZE: a job at TCP ports that works until there is a file.
begin() {
    "$PORTS" "$1" >ports
    list=$(sed 's/^/127.0.0.1:/' ports | tr '\n' ',')
    ranks "$1" "$ACTOR" init 0=mark:begun work_until:stop finalize
    wait_for test -e begun
}

# goes_on SIZE WORDS: the job ends well; what its ranks have said, if anything, has these words.
goes_on() {
    : >stop
    each=0
    while [ $each -lt "$1" ]; do
        ends 0 $each
        { [ "$(wc -l <err.$each)" -le 1 ] && ! grep -qv "$2" err.$each; } || failed_rank $each "at most one line is expected, with: $2"
        each=$((each + 1))
    done
    [ "$(cat out.0)" = "$1 ranks" ] || failed_rank 0 "no result"
}

# hear KIND...: all that, at the addresses of all ranks of a job.
hear() {
    begin 3
    for kind; do
        while read -r port; do
            "$GARBAGE" "$kind" 127.0.0.1 "$port" || fail "cannot send: $kind"
        done <ports
    done
    sleep 0.1
    goes_on 3 'dropped something that came to this rank'
}

tcp() {
    hear http noise greeting
}

messages() {
    hear messages
}

large() {
    hear large
}

frames() {
    hear frames
}

parts() {
    hear parts
}

subscriber() {
    hear subscriber
}

connections() {
    hear connections
}

keys() {
    hear keys
}

# With a secret, all of them.
guarded() {
    make_secret secret
    export ZEROMPI_SECRET_FILE="$WORK/secret"
    hear http noise greeting messages large frames subscriber connections keys
}

# While ranks of a job connect to each other for the first time, which they must not be confused with.
connections_at_first() {
    "$PORTS" 8 >ports
    list=$(sed 's/^/127.0.0.1:/' ports | tr '\n' ',')
    ranks 8 "$ACTOR" init mark:begun sleep:0.2 1=stop:0.1 work_until:stop finalize
    wait_for test -e begun
    storms=
    for number in 1 2 3 8; do
        "$GARBAGE" connections 127.0.0.1 "$(sed -n "${number}p" ports)" &
        storms="$storms $!"
    done
    # shellcheck disable=SC2086
    wait $storms
    goes_on 8 'dropped something that came to this rank'
}

# Before the other ranks are there.
in_init() {
    "$PORTS" 3 >ports
    list=$(sed 's/^/127.0.0.1:/' ports | tr '\n' ',')
    rank 0 3 "$ACTOR" init work finalize
    port=$(sed -n 1p ports)
    wait_for "$GARBAGE" http 127.0.0.1 "$port" 2>/dev/null
    for kind in noise messages large parts connections; do
        "$GARBAGE" $kind 127.0.0.1 "$port"
    done
    rank 1 3 "$ACTOR" init work finalize
    rank 2 3 "$ACTOR" init work finalize
    : >stop
    goes_on 3 'dropped something that came to this rank'
}

# While rank 0 introduces the ranks to each other.
joins() {
    root=127.0.0.1:$("$PORTS" 1)
    rank 0 2 "$ACTOR" init work finalize
    wait_for listening "${root#*:}"
    "$GARBAGE" joins 127.0.0.1 "${root#*:}"
    wait_for grep -q "dropped something that came to this rank's address: rank 1 (process 0 on x) says that it listens at ''" err.0
    rank 1 2 "$ACTOR" init work finalize
    goes_on 2 'dropped something that came to this rank'
}

# A job that nobody disturbs has nothing to say.
silence() {
    begin 2
    : >stop
    ends 0 0 1
    prints 0 '2 ranks'
    prints 1 ''
}

"$@"
