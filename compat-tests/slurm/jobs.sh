#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Ranks that Slurm starts, without mpirun.
# shellcheck source=/dev/null disable=SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/../launch/lib.sh"
. "$(dirname "$0")/lib.sh"
trap 'slurm_end; finish' EXIT
export ZEROMPI_SECURITY=none # or rank 0 would say what that means
unset ZEROMPI_TRANSPORT

# gives STATUS TEXT COMMAND...: on node1 the command prints that and nothing else, and ends with that status.
gives() {
    wanted=$1 text=$2
    shift 2
    status=0
    slurm timeout 30 "$@" >out 2>err || status=$?
    [ $status = "$wanted" ] && [ "$(cat out)" = "$text" ] && ! grep -q zerompi err && return
    tail -n 30 out err >&2
    tail -n 5 "$slurm_dir"/*.log >&2
    fail "status $status instead of $wanted, or not what was expected: $*"
}

# nothing_runs PROGRAM: no process that runs it is left on any node.
nothing_runs() {
    for node in 1 2 3; do
        hosts_processes $node >left
        ! grep "^[0-9]* [^ ]*$1 " left >&2 || return 1
    done
}

steps() {
    slurm_begin 3
    gives 0 '8 ranks' srun -N 3 -n 8 "$ACTOR" init work finalize
    gives 0 '8 ranks' srun -N 3 -n 8 -m cyclic "$ACTOR" init work finalize
    gives 0 '6 ranks
6 ranks' srun -N 3 -n 6 --mpi=pmi2 "$ACTOR" init work finalize session
    gives 0 '6 ranks' srun -N 3 -n 6 --mpi=pmi2 "$INSIST" between "$ACTOR" init work finalize
    gives 0 '1 ranks' srun -n 1 "$ACTOR" init work finalize
    # With mpirun, which finds the nodes of the allocation.
    gives 0 '8 ranks' salloc -Q -N 3 -n 8 "$MPIRUN" "$ACTOR" init work finalize
    # A job script is no rank; one program after the other; two steps at the same time.
    cat >job <<SCRIPT
#!/bin/sh
"$ACTOR" init work finalize
srun -n 3 sh -c '"$ACTOR" init work finalize; "$ACTOR" init work finalize session'
srun -n 4 --overlap "$ACTOR" init work finalize &
srun -n 4 --overlap "$ACTOR" init work finalize &
wait
SCRIPT
    slurm sbatch -W -N 2 -n 8 -o "$PWD/printed" job >out
    [ "$(sort printed)" = '1 ranks
3 ranks
3 ranks
3 ranks
4 ranks
4 ranks' ] || fail "the batch job printed: $(cat printed)"
}

# mpirun runs on the nodes of the allocation, as many ranks on each as Slurm would start tasks there.
launcher() {
    slurm_begin 3
    status=0
    # shellcheck disable=SC2153,SC2016
    slurm salloc -Q -N 3 -n 5 timeout 30 "$MPIRUN" --tag-output sh -c 'hostname; exec "$0" init work finalize' "$ACTOR" >out 2>err || status=$?
    [ "$status $(sort out)" = '0 [1,0]<stdout>:5 ranks
[1,0]<stdout>:node1
[1,1]<stdout>:node1
[1,2]<stdout>:node1
[1,3]<stdout>:node2
[1,4]<stdout>:node3' ] || fail "status $status from mpirun in an allocation"
    seq 20000 >numbers
    slurm salloc -Q -N 2 -n 2 timeout 30 "$MPIRUN" -stdin 1 cat <numbers >out 2>err || fail "no input"
    cmp -s numbers out || fail "not all input has come"
    cat >job <<SCRIPT
#!/bin/sh
"$MPIRUN" sh -c 'echo \$(hostname) \$SECRET; [ \$ZEROMPI_RANK = 0 ] || kill -9 \$\$; sleep 60'
SCRIPT
    status=0
    SECRET=treasure slurm sbatch -W -N 2 -n 2 -o "$PWD/printed" -e "$PWD/err" job >out || status=$?
    [ "$status $(sort printed)" = '137 node1 treasure
node2 treasure' ] || fail "status $status, $(cat printed)"
    grep -q '^mpirun: rank 1 of 2 on node2: pid [0-9]* was killed by signal 9' err || fail "no word of the rank's end"
    wait_for nothing_runs sleep
}

endings() {
    slurm_begin 3
    # A rank that aborts, or is killed: all end, and it is said why.
    status=0
    slurm timeout 20 srun -N 3 -n 5 "$ACTOR" init work barrier 4=abort:7 sleep:60 >out 2>err || status=$?
    { [ $status != 0 ] && [ $status != 124 ]; } || fail "status $status after an abort"
    grep -q 'zerompi: rank 4 of 5 on node[123]: the program called MPI_Abort with error code 7$' err || fail "no word: $(cat err)"
    wait_for nothing_runs env_actor
    status=0
    slurm timeout 20 srun -N 3 -n 5 --mpi=pmi2 "$ACTOR" init work barrier 4=abort:7 sleep:60 >out 2>err || status=$?
    { [ $status != 0 ] && [ $status != 124 ]; } || fail "status $status after an abort with PMI"
    wait_for nothing_runs env_actor
    status=0
    slurm timeout 20 srun -N 3 -n 5 --mpi=pmi2 "$INSIST" between "$ACTOR" init work barrier 4=abort:7 sleep:60 >out 2>err || status=$?
    { [ $status != 0 ] && [ $status != 124 ]; } || fail "status $status after an abort with version 2 of PMI"
    wait_for nothing_runs env_actor
    slurm timeout 20 srun -N 3 -n 5 "$ACTOR" init work barrier 2=kill:9 barrier >out 2>err || :
    grep -q 'rank 2 (process [0-9]* on node[123]) has ended without MPI_Finalize' err || fail "no word: $(cat err)"
    wait_for nothing_runs env_actor
    # scancel in the middle.
    slurm srun -N 3 -n 6 "$ACTOR" init work 0=mark:"$PWD/begun" sleep:60 finalize >out 2>err &
    wait_for test -e begun
    slurm scancel -u root
    wait_for nothing_runs env_actor
}

"$@"
