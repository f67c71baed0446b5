#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Ranks that take their time: nobody takes them for dead, and nobody fills their memory.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/../env/lib.sh"

# A rank is stopped for longer than the others wait before they ask what it is doing.
stopped() {
    ranks 4 "$ACTOR" init work 2=stop:1.5 work barrier 0=stop:0.7 work bcast:3 finalize
    ends 0 0 1 2 3
    prints 0 '4 ranks
4 ranks
4 ranks'
    prints 2 ''
    no_socket_files
}

# A stopped rank is aborted with the others when it goes on.
stopped_and_aborted() {
    ranks 3 "$ACTOR" init work barrier 2=stop:1 1=abort:5 recv:1
    ends 5 0 1
    ends_badly 2
    no_socket_files
}

# About 240 MB to a rank that looks away at first and takes its time then.
flooded() {
    room=60
    [ -z "$SANITIZE" ] || room=400 # memory that was freed is kept for a while
    for ranks in 2 3; do
        list=
        ranks $ranks "$ACTOR" init barrier 1=flood:0,30000 0=sleep:1 0=drain:1,30000 barrier memory finalize
        ends 0 0 1
        for each in 0 1; do
            memory=$(sed 's/.*: \([0-9]*\) MB/\1/' out.$each)
            [ "$memory" -lt $room ] || failed_rank $each "it has used $memory MB, more than $room"
        done
        [ $ranks = 2 ] || ends 0 2
    done
}

"$@"
