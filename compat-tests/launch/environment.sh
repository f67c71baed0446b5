#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# The environment of ranks: what users set, what mpirun sets.
# shellcheck source=/dev/null
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2016 # for the ranks' shells
print='echo $ZEROMPI_RANK A=${A-none} B=${B-none}'

export_variables() {
    A=1 job 0 -n 1 -x A -x B=x=y sh -c "$print"
    out_is '0 A=1 B=x=y'
    silent
    job 0 -n 1 -x A=2 sh -c "$print" : -n 1 sh -c "$print"
    out_is '0 A=2 B=none
1 A=none B=none'
    job 0 -n 1 -x NOWHERE sh -c "$print"
    err_says 'mpirun: note: -x NOWHERE: there is no such variable'
    job 0 -n 1 -x A= sh -c "$print"
    out_is '0 A= B=none'
    job 1 -n 1 -x =2 sh -c "$print"
    err_says 'mpirun: a variable without a name: =2'
}

set_variables() {
    job 0 -genv A 1 -genv B=2 -n 1 -env A 3 sh -c "$print" : -n 1 -env B 4 -env B 5 sh -c "$print"
    out_is '0 A=3 B=2
1 A=1 B=5'
}

inheritance() {
    export A=1 B=2
    sh=$(command -v sh)
    job 0 -genvall -n 1 "$sh" -c "$print" : -envnone -n 1 "$sh" -c "$print" : -envlist B,C -n 1 "$sh" -c "$print"
    out_is '0 A=1 B=2
1 A=none B=none
2 A=none B=2'
    job 0 -genvnone -n 1 "$sh" -c "$print" : -n 1 -envall "$sh" -c "$print" : -n 1 -env A 3 "$sh" -c "$print"
    out_is '0 A=none B=none
1 A=1 B=2
2 A=3 B=none'
    job 0 -genvlist A -n 1 "$sh" -c "$print"
    out_is '0 A=1 B=none'
}

identity() {
    # shellcheck disable=SC2016
    print='echo $ZEROMPI_RANK $ZEROMPI_NRANKS $OMPI_COMM_WORLD_RANK $OMPI_COMM_WORLD_SIZE $OMPI_COMM_WORLD_LOCAL_RANK \
        $OMPI_COMM_WORLD_LOCAL_SIZE $PMI_RANK $PMI_SIZE $MPI_LOCALRANKID $MPI_LOCALNRANKS'
    ZEROMPI_RANK=9 PMI_RANK=9 job 0 -n 1 sh -c "$print" : -n 1 sh -c "$print"
    out_is '0 2 0 2 0 2 0 2 0 2
1 2 1 2 1 2 1 2 1 2'
    job 0 -genvnone -n 2 "$(command -v sh)" -c "$print"
    out_is '0 2 0 2 0 2 0 2 0 2
1 2 1 2 1 2 1 2 1 2'
}

# The addresses are in a folder that nobody else may enter, and each job has a number of its own.
session() {
    # shellcheck disable=SC2016
    print='echo $ZEROMPI_JOB; file=${ZEROMPI_ADDRESSES#@}; stat -c %a "${file%/*}"; cat "$file"; echo "$file" >&2'
    job 0 -n 1 sh -c "$print" : -n 1 true
    folder=$(sed 's,/[^/]*$,,' err)
    number=$(head -n 1 out)
    echo "$number" | grep -q '^[0-9a-f]\{16\}$' || fail "the job's number is $number"
    out_is "$number
700
ipc://$folder/0
ipc://$folder/1"
    case $folder in
    "$TMPDIR"/zerompi-??????) ;;
    *) fail "the folder is $folder" ;;
    esac
    [ ! -e "$folder" ] || fail "the folder is still there"
    # shellcheck disable=SC2016
    job 0 -n 1 sh -c 'echo $ZEROMPI_JOB'
    [ "$(cat out)" != "$number" ] || fail "two jobs have the same number"
}

# What ranks leave in the folder goes with it.
session_contents() {
    # shellcheck disable=SC2016
    job 0 -n 2 sh -c 'cd "${ZEROMPI_ADDRESSES%/*}" 2>/dev/null || cd "$(dirname "${ZEROMPI_ADDRESSES#@}")" && mkdir d$PMI_RANK && touch d$PMI_RANK/x $PMI_RANK'
}

# Sockets have short names, so a long TMPDIR, or none, makes way for /tmp.
session_elsewhere() {
    # shellcheck disable=SC2016
    print='echo ${ZEROMPI_ADDRESSES#@}'
    long=$WORK/a-long-name-of-a-folder-that-would-make-the-names-of-all-sockets-in-it-longer-than-they-may-be
    mkdir "$long"
    for folder in "$long" /nowhere ''; do
        TMPDIR=$folder job 0 -n 1 sh -c "$print"
        case $(cat out) in
        /tmp/zerompi-??????/addresses) ;;
        *) fail "TMPDIR=$folder: addresses in $(cat out)" ;;
        esac
        [ ! -e "$(cat out)" ] || fail "the folder is still there"
    done
}

# A rank has the limits, the signals and the open files that mpirun was given.
inheritance_of_the_process() {
    # shellcheck disable=SC2016
    print='ulimit -n; grep -E "Sig(Blk|Ign|Cgt)" /proc/self/status'
    # shellcheck disable=SC3045 # all shells here have it
    (ulimit -n 200 && sh -c "$print") >plain
    # shellcheck disable=SC3045
    (ulimit -n 200 && "$MPIRUN" -n 60 sh -c 'true' && "$MPIRUN" -n 1 sh -c "$print") >ranks
    cmp plain ranks || fail "a rank differs: $(cat plain ranks)"
    echo text >file
    "$MPIRUN" -n 1 sh -c 'cat <&7' 7<file >out
    out_is text
}

# Variables that nobody reads are named, wherever mpirun has them from; but each once, and not by the ranks too.
unknown_settings() {
    export ZEROMPI_TRANSPRT=shm
    job 0 -n 3 -x ZEROMPI_TIMEOT=5 "$RANK" print:x : -n 1 -genv ZEROMPI_RHS ssh "$RANK" print:x
    err_says 'mpirun: note: unknown setting ZEROMPI_TRANSPRT; is ZEROMPI_TRANSPORT meant?' \
        'mpirun: note: unknown setting ZEROMPI_TIMEOT; is ZEROMPI_TIMEOUT meant?' \
        'mpirun: note: unknown setting ZEROMPI_RHS; is ZEROMPI_RSH meant?'
    job 0 -q -n 2 "$RANK" print:x
    silent
}

"$@"
