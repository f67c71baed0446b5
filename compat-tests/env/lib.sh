# shellcheck shell=sh
# SPDX-License-Identifier: BSL-1.0
# What the tests of jobs that are started by hand share: a rank is started by a name of the test's choice, usually its number, and
# what it prints is in out.NAME and err.NAME. ctest gives in the environment ACTOR, PORTS and, in compat-tests/faults, other programs.
# shellcheck source=/dev/null disable=SC2034,SC2154 # variables are shared with lib.sh
. "$(dirname "$0")/../launch/lib.sh"
host=$(hostname)
limit=20 # seconds for any rank
list=
root=
unset ZEROMPI_TIMEOUT || :
exec 9<>/dev/null # by which ports are reserved: all can open it, and nothing is left of that

# launch NAME VARIABLE=VALUE... COMMAND...: start one rank.
launch() {
    name=$1
    shift
    timeout -k 1 "$limit" env "$@" </dev/null >"out.$name" 2>"err.$name" &
    eval "pid_$name=$!"
}

# addresses SIZE: ipc addresses for that many ranks.
addresses() {
    list=
    number=0
    while [ $number -lt "$1" ]; do
        list="$list${list:+,}ipc://$TMPDIR/$number"
        number=$((number + 1))
    done
    echo "$list"
}

# rank NUMBER SIZE COMMAND...: start one rank of a job with rank 0 at $root, or if that is empty of one at $list, as `addresses`
# prints it.
rank() {
    number=$1 size=$2 where=ZEROMPI_ADDRESSES=$list
    [ -z "$root" ] || where=ZEROMPI_ROOT=$root
    shift 2
    launch "$number" "ZEROMPI_RANK=$number" "ZEROMPI_NRANKS=$size" "$where" "$@"
}

# ranks SIZE COMMAND...: start all ranks of a job at $list, or at ipc addresses if that is empty.
ranks() {
    size=$1
    shift
    list=${list:-$(addresses "$size")}
    each=0
    while [ $each -lt "$size" ]; do
        rank $each "$size" "$@"
        each=$((each + 1))
    done
    started=$(milliseconds)
}

# ends STATUS NAME...: these ranks must end with that status.
ends() {
    wanted=$1
    shift
    for name; do
        eval "pid=\$pid_$name"
        status=0
        wait "$pid" || status=$?
        [ $status = "$wanted" ] || failed_rank "$name" "status $status instead of $wanted"
    done
}

# ends_badly NAME...: these ranks must end with any status but 0, by themselves.
ends_badly() {
    for name; do
        eval "pid=\$pid_$name"
        status=0
        wait "$pid" || status=$?
        [ $status != 0 ] || failed_rank "$name" "status 0"
        [ $status -lt 124 ] || failed_rank "$name" "status $status: it did not end by itself"
    done
}

# listening PORT: somebody listens there, on 127.0.0.1 or all addresses.
listening() {
    grep -q ":$(printf %04X "$1") [0:]* 0A" /proc/net/tcp /proc/net/tcp6
}

# make_secret FILE: a secret of a job.
make_secret() {
    (umask 077 && head -c 32 /dev/urandom >"$1")
}

failed_rank() {
    tail -n 20 out.* err.* >&2
    fail "rank $1: $2"
}

# says NAME PATTERN: the only line on the rank's standard error is like this.
says() {
    { [ "$(wc -l <"err.$1")" = 1 ] && grep -q -e "$2" "err.$1"; } || failed_rank "$1" "expected on standard error: $2"
}

# mentions NAME PATTERN: some line on the rank's standard error is like this.
mentions() {
    grep -q -e "$2" "err.$1" || failed_rank "$1" "nothing on standard error is like: $2"
}

# prints NAME TEXT: that is all on the rank's standard output, and nothing is on its standard error.
prints() {
    [ "$(cat "out.$1")" = "$2" ] || failed_rank "$1" "expected on standard output: $2"
    [ ! -s "err.$1" ] || failed_rank "$1" "expected nothing on standard error"
}

milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}

# took_at_most MILLISECONDS: since the job was started, or $started was set.
took_at_most() {
    took=$(($(milliseconds) - started))
    [ $took -le "$1" ] || failed_rank '?' "it took $took ms, more than $1"
}

# Ranks with ipc addresses have their socket files in TMPDIR.
no_socket_files() {
    [ -z "$(ls "$TMPDIR")" ] || fail "socket files are left: $(ls "$TMPDIR")"
}

# all_is_well SIZE: so many ranks, numbered from 0, have found each other and done their work.
all_is_well() {
    each=0
    while [ $each -lt "$1" ]; do
        ends 0 $each
        prints $each "$([ $each != 0 ] || echo "$1 ranks")"
        each=$((each + 1))
    done
    no_socket_files
}
