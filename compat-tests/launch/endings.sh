#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# How jobs end: by themselves, or because of one rank; what is said then, with which status, and what is left. Ranks that are to
# be ended would sleep for longer than any test may take.
# shellcheck source=/dev/null
. "$(dirname "$0")/lib.sh"
host=$(hostname)

well() {
    job 0 -n 3 "$RANK" init finalize
    silent
    job 0 -n 3 true
    silent
    job 0 -n 2 "$RANK" init finalize init finalize
    silent
}

# A status other than 0 after MPI_Finalize, or of a program without MPI, is passed on; the others finish.
status() {
    job 3 -n 3 "$RANK" init finalize 1=exit:3 sleep:0.2 print:end
    out_is 'end
end'
    err_says "mpirun: rank 1 of 3 on $host: pid [0-9]* exited with status 3$"
    job 5 -n 3 "$RANK" 2=mark:a 2=exit:5 await:a sleep:0.2 1=exit:6 print:end
    out_is end
    err_says "mpirun: rank 2 of 3 on $host: pid [0-9]* exited with status 5$"
    job 5 -q -n 2 "$RANK" 1=exit:5
    silent
}

without_finalize() {
    for code in 0 3; do
        job $((code ? code : 1)) -n 3 "$RANK" init 1=exit:$code sleep:60
        err_says "mpirun: rank 1 of 3 on $host: pid [0-9]* exited with status $code without calling MPI_Finalize$"
    done
    job 1 -q -n 1 "$RANK" init
    err_says "mpirun: rank 0 of 1 on $host: pid [0-9]* exited with status 0 without calling MPI_Finalize$"
}

without_init() {
    job 1 -n 3 "$RANK" 1=exit:0 1=exit:0 init sleep:60
    err_says "mpirun: rank 1 of 3 on $host: pid [0-9]* exited with status 0 without calling MPI_Init, which other ranks have called$"
    job 4 -n 3 "$RANK" 1=await:a 1=exit:4 init mark:a sleep:60
    err_says "mpirun: rank 1 of 3 on $host: pid [0-9]* exited with status 4 without calling MPI_Init, which other ranks have called$"
    job 1 -n 2 "$RANK" 0=exit:0 sleep:0.2 init sleep:60
}

killed() {
    job 137 -n 3 "$RANK" init 1=kill:9 sleep:60
    err_says "mpirun: rank 1 of 3 on $host: pid [0-9]* was killed by signal 9 (SIGKILL, Killed)$"
    job 139 -n 3 "$RANK" 2=kill:11 sleep:60
    err_says "mpirun: rank 2 of 3 on $host: pid [0-9]* was killed by signal 11 (SIGSEGV, Segmentation fault"
    job 134 -n 3 "$RANK" init finalize 0=kill:6 sleep:60
    err_says "mpirun: rank 0 of 3 on $host: pid [0-9]* was killed by signal 6 (SIGABRT, Aborted"
    job 143 -n 2 "$RANK" 0=kill:15 sleep:60
    err_says "mpirun: rank 0 of 2 on $host: pid [0-9]* was killed by signal 15 (SIGTERM, Terminated)$"
}

# Who aborts has said why, so mpirun says nothing.
abort() {
    for code in 7:7 255:255 256:1 -1:255 0:0 512:1 263:7; do
        job ${code#*:} -n 3 "$RANK" init 1=abort:${code%:*} sleep:60
        silent
    done
    job 7 -n 3 "$RANK" init 1=abort:7 1=exit:9 sleep:60
    silent
}

# The death of a rank makes others abort: what is told is the death.
death_before_abort() {
    job 137 -n 3 "$RANK" init 1=mark:a 1=kill:9 0=await:a 0=abort:5 sleep:60
    err_says "mpirun: rank 1 of 3 on $host: pid [0-9]* was killed by signal 9"
    job 5 -n 3 "$RANK" init 0=abort:5 1=exit:0 sleep:60
    silent
    # 58 is MPI_ERR_PROC_ABORTED: another rank is gone.
    job 5 -n 3 "$RANK" init 1=mark:b 0=await:b 0=abort:58 0=mark:a 1=await:a 1=abort:5 sleep:60
    silent
    job 3 -n 3 "$RANK" init 1=mark:b 0=await:b 0=abort:58 0=mark:a 1=await:a 1=exit:3 sleep:60
    err_says "mpirun: rank 1 of 3 on $host: pid [0-9]* exited with status 3 without calling MPI_Finalize"
    job 58 -n 3 "$RANK" init 0=abort:58 sleep:60
    silent
}

# TERM first, so that ranks can clean up; KILL for those that do not end, whether they ignore it or are stopped.
asked_first() {
    job 137 -n 3 "$RANK" init catch:15 0=mark:a 2=mark:b 1=await:a 1=await:b 1=kill:9 sleep:60
    out_is 'rank 0 caught 15
rank 2 caught 15'
}

killed_at_last() {
    job 1 -n 4 "$RANK" ignore:15 ignore:2 ignore:1 init 2=kill:19 3=exit:0 sleep:60
    err_says "mpirun: rank 3 of 4"
}

# Nothing that a rank has started outlives the job, even in other sessions, even if it ignores what can be ignored.
grandchildren() {
    job 137 -n 2 sh -c "'$RANK' init sleep:60 & '$RANK' ignore:15 leave:1 sleep:60 sleep:60 & '$RANK' kill:9; kill -9 \$\$"
    job 3 -n 2 "$RANK" ignore:15 close:1 close:2 leave:1 sleep:60 exit:3
    job 0 -n 2 "$RANK" leave:1 sleep:60 init finalize
    silent
}

timeout() {
    for option in --timeout -timeout; do
        job 124 $option 1 -n 2 "$RANK" print:x sleep:60
        err_says 'mpirun: the job still runs after 1 s, the time that --timeout allows; it is ended'
        out_is 'x
x'
    done
    MPIEXEC_TIMEOUT=1 job 124 -n 2 "$RANK" ignore:15 sleep:60
    err_says 'mpirun: the job still runs after 1 s, the time that MPIEXEC_TIMEOUT allows; it is ended'
    MPIEXEC_TIMEOUT=1 job 0 --timeout 60 -n 2 "$RANK" sleep:1.2
    job 0 --timeout 0 -n 1 "$RANK" sleep:0.1
    job 1 --timeout soon -n 1 true
    err_says "mpirun: --timeout must be a number of seconds, not 'soon'"
    MPIEXEC_TIMEOUT=soon job 1 -n 1 true
    err_says "mpirun: MPIEXEC_TIMEOUT must be a number of seconds, not 'soon'"
}

# mpirun itself is killed: so are the ranks and what they started, and nothing is left.
mpirun_killed() {
    "$MPIRUN" -n 2 sh -c "'$RANK' ignore:15 mark:a\$PMI_RANK sleep:60; true" : -n 1 "$RANK" ignore:15 mark:b sleep:60 &
    wait_for test -e a0
    wait_for test -e a1
    wait_for test -e b
    kill -9 $!
    wait $! || :
    wait_for no_processes_left
}

# Whoever is still there then, in a session of its own, sees the end of the control socket.
control_socket() {
    "$MPIRUN" -n 1 "$RANK" leave:3 mark:a follow exit:0 sleep:60 &
    wait_for test -e a
    kill -9 $!
    wait $! || :
    wait_for no_processes_left
}

# What is none of mpirun's lines means nothing to it.
strange_words() {
    job 0 -n 1 "$RANK" say:nonsense "say:
init" "say:
" init "say:fin" "say:alize
"
    long=$(printf '%0500d' 0)
    job 0 -n 1 "$RANK" "say:$long$long" "say:
" init finalize
}

# Where rank 0 listens is told to all others; what nobody reads is in nobody's way.
root() {
    job 0 -n 3 "$RANK" "0=say:root tcp://192.0.2.1:1
" 1=hear
    out_is 'rank 1 heard root tcp://192.0.2.1:1'
    silent
}

# Of many ranks, rows that differ in numbers only become one; what is no row of the table is left out of it.
table() {
    # shellcheck disable=SC2016 # for the ranks
    job 124 --timeout 3 -n 30 sh -c 'next=$(((PMI_RANK + 1) % 30)) && exec "$0" init hear "say:report wait 900 all $next \
MPI_Recv(source=$next, tag=7)
report hint this is rank $PMI_RANK
report wait now
report sing 1 all 3 x
report end
report wait 5 all 3 too late
" sleep:60' "$RANK"
    head -n 2 err >rows
    printf '%s\n' 'mpirun: what the 30 ranks are in, and for how long:' \
        'mpirun:   ranks 0-29       0.9 s  in MPI_Recv(source=..., tag=7), waits for ranks 0-29' | cmp - rows || fail 'not this table'
    grep -q '^mpirun: rank 15: this is rank 15$' err || fail 'not all hints are there'
    grep -q '^mpirun:   and 14 more like these$' err || fail 'too many hints are there'
    grep -q '^mpirun: 30 ranks wait for each other: rank 0 waits for rank 1 in MPI_Recv(source=1, tag=7), .*, and so on$' err ||
        fail 'the circle is missing'
    [ "$(wc -l <err)" = 21 ] || fail 'more was said'
    job 124 --timeout 1 -n 2 "$RANK" 0=init hear 'say:report wait 900 any 3-1,,99999999999999999999-,0x MPI_Recv
report poll 900 any 1-1 MPI_Test
report end
' sleep:60
    grep -q '^mpirun:   rank 1  *has not called MPI_Init$' err || fail 'rank 1 is missing'
    grep -q '^mpirun:   rank 0 .* in MPI_Recv$' err || fail 'rank 0 is missing'
}

reports() {
    job 3 -v -n 2 "$RANK" 1=exit:3
    err_says "mpirun: rank 0 of 2 on $host: pid [0-9]* runs .*rank" "mpirun: rank 1 of 2 on $host: pid [0-9]* runs .*rank" \
        "mpirun: rank 0 of 2 on $host: pid [0-9]* exited with status 0" "mpirun: rank 1 of 2 on $host: pid [0-9]* exited with status 3"
    job 1 -q -print-all-exitcodes -n 3 "$RANK" 1=exit:1 2=sleep:0.5 2=exit:2
    err_says 'mpirun: exit statuses of ranks 0 to 2: 0,1,2'
}

too_many() {
    # shellcheck disable=SC3045 # all shells here have it
    (ulimit -n 40 && "$MPIRUN" -n 50 "$RANK" sleep:60 2>err) && fail "50 ranks with 40 files"
    err_says 'mpirun: cannot start rank [0-9]* of 50: Too many open files'
}

"$@"
