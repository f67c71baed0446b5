# shellcheck shell=sh
# SPDX-License-Identifier: BSL-1.0
# What all tests of the launcher share. A test is a function of a script, run as `sh SCRIPT FUNCTION`; ctest names the tools in the
# environment: MPIRUN, MPICC, MPICXX, and RANK, FOREGROUND and TERMINAL for the programs built from the .c files here.
set -eu
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
unset MPIEXEC_TIMEOUT || :

WORK=$(mktemp -d)
mkdir "$WORK/tmp"
export WORK TMPDIR="$WORK/tmp" # ranks are found again by these variables
cd "$WORK"

fail() {
    echo "FAILED: $*" >&2
    for file in out err; do
        [ ! -f "$WORK/$file" ] || { echo "--- $file:" && head -c 1500 "$WORK/$file"; } >&2
    done
    exit 1
}

# Nothing may be left of any job: no process, no folder.
check_nothing_left() {
    left=$(ls "$TMPDIR")
    [ -z "$left" ] || fail "left in TMPDIR: $left"
    ! processes_left || fail "processes are left: $(processes)"
}

# The processes that have inherited this test's variables.
processes() {
    set -- /proc/[0-9]*/environ # before grep is there, which has them too
    grep -la "WORK=$WORK" "$@" 2>/dev/null | sed 's,/proc/,,; s,/environ,,' || :
}

processes_left() {
    [ -n "$(processes)" ]
}

finish() {
    status=$?
    trap - EXIT
    [ $status != 0 ] || (within 5 no_processes_left && check_nothing_left) || status=1
    for process in $(processes); do
        kill -9 "$process" 2>/dev/null || :
    done
    cd /
    rm -rf "$WORK"
    exit $status
}
trap finish EXIT

no_processes_left() {
    ! processes_left
}

# within SECONDS COMMAND...: wait until the command succeeds.
within() {
    turns=$(($1 * 20))
    shift
    while ! "$@"; do
        turns=$((turns - 1))
        [ $turns -gt 0 ] || return 1
        sleep 0.05
    done
}

# wait_for COMMAND...: the same, or fail.
wait_for() {
    within 10 "$@" || fail "waited in vain for: $*"
}

# run STATUS COMMAND...: it must end with that status; its output is in out and err.
run() {
    wanted=$1
    shift
    status=0
    "$@" >out 2>err || status=$?
    [ $status = "$wanted" ] || fail "status $status instead of $wanted: $*"
}

# job STATUS ARGUMENT...: the same for mpirun.
job() {
    wanted=$1
    shift
    run "$wanted" "$MPIRUN" "$@"
}

# out_is TEXT, err_is TEXT: all that was printed, in whatever order its lines came.
out_is() {
    [ "$(sort out)" = "$(printf '%s\n' "$1" | sort)" ] || fail "expected on standard output: $1"
}

err_is() {
    [ "$(sort err)" = "$(printf '%s\n' "$1" | sort)" ] || fail "expected on standard error: $1"
}

# err_says PATTERN...: exactly one line for each pattern.
err_says() {
    for pattern; do
        grep -q -e "$pattern" err || fail "nothing on standard error is like: $pattern"
    done
    [ "$(wc -l <err)" = $# ] || fail "expected $# lines on standard error"
}

silent() {
    [ ! -s err ] || fail "expected nothing on standard error"
}
