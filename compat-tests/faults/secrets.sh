#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Jobs with a secret: who has it gets in, who has another or none is told so, and so is the job.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/../env/lib.sh"
unset ZEROMPI_SECURITY ZEROMPI_SECRET_FILE || :

# tcp SIZE HOST: so many free ports there.
tcp() {
    "$PORTS" "$1" >ports
    list=$(sed "s/^/$2:/" ports | tr '\n' ',')
}

# two SECONDS FILE FILE: two ranks with these files, or none for '', and that time to meet.
two() {
    seconds=$1
    shift
    tcp 2 127.0.0.1
    for number in 0 1; do
        rank $number 2 ZEROMPI_TIMEOUT="$seconds" ZEROMPI_SECRET_FILE="$1" "$ACTOR" init work finalize
        shift
    done
}

same() {
    make_secret secret
    od -An -vtx1 secret | tr -d ' \n' >digits
    chmod 600 digits
    tcp 3 127.0.0.1
    for number in 0 1 2; do
        file=$WORK/secret
        [ $number != 1 ] || file=$WORK/digits
        rank $number 3 ZEROMPI_SECURITY=curve ZEROMPI_SECRET_FILE="$file" "$ACTOR" init work finalize
    done
    ends 0 0 1 2
    prints 0 '3 ranks'
    prints 1 ''
}

other() {
    make_secret secret
    make_secret another
    two 18 "$WORK/secret" "$WORK/another"
    ends_badly 0 1
    mentions 0 'rank 1 at tcp://127.0.0.1:[0-9]* did not come, but somebody at its host has another secret than this rank'
    mentions 0 'a connection.*: it has another secret than this job (ZEROMPI_SECRET_FILE)'
    says 1 'rank 0 at tcp://127.0.0.1:[0-9]* turns this rank away: whoever listens there has another secret'
}

# Whoever sees first that there is a secret on one side only closes the connection, so the other one may not see why. Which one that
# is changes from one connection to the next, by chance, so there is to be time for many.
missing() {
    make_secret secret
    two 18 "$WORK/secret" ''
    ends_badly 0 1
    says 1 'turns this rank away: whoever listens there asks for a secret, which this rank does not have'
    two 18 '' "$WORK/secret"
    ends_badly 0 1
    says 1 'turns this rank away: whoever listens there has'
}

# Where it is asked for, but cannot be had.
insisting() {
    tcp 2 127.0.0.1
    ranks 2 ZEROMPI_SECURITY=curve "$ACTOR" init work finalize
    ends_badly 0 1
    mentions 0 'ZEROMPI_SECURITY=curve, but there is no secret: expected ZEROMPI_SECRET_FILE to name a file'
    list=
    ranks 2 ZEROMPI_SECURITY=curve "$ACTOR" init work finalize # what only this user can open needs none
    ends 0 0 1
    prints 0 '2 ranks'
}

# Whoever opens a job to the network is told so once, unless the user says that it is well.
open() {
    tcp 3 0.0.0.0
    ranks 3 "$ACTOR" init work finalize
    ends 0 0 1 2
    says 0 'messages are not encrypted, and whoever reaches tcp://0.0.0.0:[0-9]* can send some'
    prints 1 ''
    prints 2 ''
    for way in ZEROMPI_SECURITY=none "ZEROMPI_SECRET_FILE=$WORK/secret"; do
        make_secret secret
        tcp 2 0.0.0.0
        ranks 2 "$way" "$ACTOR" init work finalize
        ends 0 0 1
        prints 0 '2 ranks'
        prints 1 ''
    done
}

# Files that cannot be trusted, or are none.
files() {
    make_secret secret
    chmod 644 secret
    launch 0 ZEROMPI_SECRET_FILE="$WORK/secret" "$ACTOR" init finalize
    ends_badly 0
    says 0 "ZEROMPI_SECRET_FILE=$WORK/secret: others may open it: expected a file for you alone, as after chmod 600"
    launch 0 ZEROMPI_SECRET_FILE="$WORK/nothing" "$ACTOR" init finalize
    ends_badly 0
    says 0 "cannot open it: No such file or directory: expected a file with the job's secret, as (umask 077; head -c 32 /dev/urandom >FILE) makes"
}

# A rank that finds no place tells the others why, who listen to nobody without the secret.
no_place() {
    make_secret secret
    tcp 1 127.0.0.1
    list="${list%,},203.0.113.1:7000"
    ranks 2 ZEROMPI_SECRET_FILE="$WORK/secret" "$ACTOR" init work finalize
    ends_badly 0 1
    took_at_most 4000
    reason='ZEROMPI_ADDRESSES: the address of this rank, tcp://203.0.113.1:7000: cannot bind'
    says 1 "rank 1 of 2 on .*: $reason"
    says 0 "rank 0 of 2 on .*: rank 1 ended the job: $reason"
}

# Encryption adds to the messages, the largest pieces too.
sizes() {
    make_secret secret
    tcp 2 127.0.0.1
    set --
    for size in 0 1 65536 65537 1048575 1048576; do
        set -- "$@" 0=send:1,$size 1=recv:0
    done
    ranks 2 ZEROMPI_TRANSPORT=zmq ZEROMPI_SECRET_FILE="$WORK/secret" "$ACTOR" init "$@" work finalize
    ends 0 0 1
    prints 0 '2 ranks'
}

"$@"
