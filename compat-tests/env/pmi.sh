#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Ranks that launchers with PMI start: MPICH's mpiexec.hydra, where it is installed, one that speaks version 2 only, and one that
# tells nonsense.
# shellcheck source=/dev/null disable=SC2016,SC2034,SC2154 # variables are shared with lib.sh, or for a shell below
. "$(dirname "$0")/lib.sh"
me="^zerompi: rank"
export ZEROMPI_SECURITY=none # or rank 0 would say what that means

hydra() {
    command -v mpiexec.hydra >/dev/null || exit 77
    for how in '' -pmi-port; do
        for size in 1 4; do
            # shellcheck disable=SC2086 # no word, or one
            launch all mpiexec.hydra $how -n $size "$ACTOR" init work finalize
            ends 0 all
            prints all "$size ranks"
        done
    done
    launch all mpiexec.hydra -n 3 "$ACTOR" init work finalize 2=sleep:0.2 session session
    ends 0 all
    prints all '3 ranks
3 ranks
3 ranks'
    # One program after the other.
    launch all mpiexec.hydra -n 2 "$ACTOR" init work finalize : -n 1 "$ACTOR" init work finalize
    ends 0 all
    prints all '3 ranks'
}

abort() {
    command -v mpiexec.hydra >/dev/null || exit 77
    launch all mpiexec.hydra -n 4 "$ACTOR" init work barrier 2=abort:7 1=spin barrier
    started=$(milliseconds)
    ends 7 all
    took_at_most 10000
    mentions all "$me 2 of 4 on $host: the program called MPI_Abort with error code 7$"
    # Ranks that never come: those that wait say so.
    launch all ZEROMPI_TIMEOUT=1 mpiexec.hydra -n 3 "$ACTOR" 1=sleep:30 init
    ends_badly all
    mentions all "$me [02] of 3 on $host: MPI_Init: PMI: the launcher did not answer in time (ZEROMPI_TIMEOUT): expected \
cmd=barrier_out: have all ranks called MPI_Init?$"
}

# Version 2: of a launcher that knows no other, and of mpiexec.hydra.
second() {
    for size in 1 2 5; do
        launch all "$INSIST" $size "$ACTOR" init work finalize
        ends 0 all
        prints all "$size ranks"
    done
    launch all "$INSIST" 3 "$ACTOR" init work finalize session session
    ends 0 all
    prints all '3 ranks
3 ranks
3 ranks'
    launch all "$INSIST" 4 "$ACTOR" init work barrier 2=abort:7 1=spin barrier
    ends 7 all
    mentions all "$me 2 of 4 on $host: the program called MPI_Abort with error code 7$"
    launch all ZEROMPI_TIMEOUT=1 "$INSIST" 3 sh -c '[ $PMI_RANK != 1 ] || exit 0; exec "$0" init' "$ACTOR"
    ends_badly all
    mentions all "$me [02] of 3 on $host: MPI_Init: PMI: the launcher did not answer in time (ZEROMPI_TIMEOUT): expected \
cmd=kvs-fence-response: have all ranks called MPI_Init?$"
    command -v mpiexec.hydra >/dev/null || return 0
    launch all mpiexec.hydra -n 4 "$INSIST" between "$ACTOR" init work finalize
    ends 0 all
    prints all '4 ranks'
    # In version 2 an older mpiexec.hydra does not know the word abort, and ends the job for that reason, with a status of its own.
    launch all mpiexec.hydra -n 3 "$INSIST" between "$ACTOR" init work barrier 2=abort:7 barrier
    status=0
    wait "$pid_all" || status=$?
    { [ $status != 0 ] && [ $status != 124 ] && [ $status != 137 ]; } || failed_rank all "status $status"
    mentions all "$me 2 of 3 on $host: the program called MPI_Abort with error code 7$"
}

# The launcher is killed, and the ranks are not.
second_dies() {
    launch all sh -c 'echo $$ >launcher; exec "$@"' launcher "$INSIST" 3 \
        sh -c 'echo $$ >pid$PMI_RANK; exec "$@"' rank "$ACTOR" init work 0=mark:begun spin
    wait_for test -e begun
    kill -9 "$(cat launcher)"
    for number in 0 1 2; do
        wait_for gone "$(cat pid$number)"
    done
    wait "$pid_all" || :
}

# All of it is killed but the ranks.
launcher_dies() {
    command -v mpiexec.hydra >/dev/null || exit 77
    launch all mpiexec.hydra -n 2 sh -c "echo \$\$ >pid\$PMI_RANK; exec \"$ACTOR\" init work 0=mark:begun spin"
    wait_for test -e begun
    proxy=$(ps -o ppid= -p "$(cat pid0)")
    kill -9 "${proxy##* }"
    for number in 0 1; do
        wait_for gone "$(cat pid$number)"
    done
    wait "$pid_all" || :
}

gone() {
    ! kill -0 "$1" 2>/dev/null
}

wrong() {
    launch 0 PMI_FD=99 PMI_RANK=0 PMI_SIZE=2 "$ACTOR" init
    ends_badly 0
    says 0 '^zerompi: PMI_FD=99: expected a file descriptor that is open$'
    launch 0 PMI_FD=0 PMI_RANK=2 PMI_SIZE=2 "$ACTOR" init
    ends_badly 0
    says 0 '^zerompi: PMI_RANK=2: expected a rank from 0 to 1$'
    launch 0 PMI_FD=0 PMI_RANK=0 "$ACTOR" init
    ends_badly 0
    says 0 '^zerompi: PMI_SIZE=: expected the number of ranks$'
    launch 0 PMI_PORT=nonsense PMI_ID=0 "$ACTOR" init
    ends_badly 0
    says 0 '^zerompi: PMI_PORT=nonsense: expected host:port, of the launcher$'
    launch 0 PMI_PORT=127.0.0.1:9 PMI_ID=0 "$ACTOR" init
    ends_badly 0
    says 0 '^zerompi: PMI_PORT=127.0.0.1:9: cannot connect to the launcher: Connection refused$'
    # Variables that our own mpirun sets for scripts are none of a launcher's.
    launch 0 PMI_RANK=1 PMI_SIZE=2 "$ACTOR" init work finalize
    ends 0 0
    prints 0 '1 ranks'
}

"$@"
