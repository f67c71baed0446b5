# shellcheck shell=sh
# SPDX-License-Identifier: BSL-1.0
# A Slurm of several nodes on one machine, for tests that source this file: its nodes are the hosts of ../hosts/lib.sh, node1 is
# where its controller runs and where jobs are given to it.
#
#   slurm_begin COUNT    nodes node1 to nodeCOUNT of 4 processors each; exits with 77 and a reason where that cannot be had
#   slurm COMMAND...     runs a command, srun or another, on node1
#   slurm_end            ends all of it and of what runs there; to be called however the test ends
# shellcheck source=/dev/null
. "$(dirname "$0")/../hosts/lib.sh"
slurm_dir=

slurm_skip() {
    slurm_end
    echo "skipped: no Slurm can be run here: $*"
    exit 77
}

slurm_begin() {
    PATH=$PATH:/usr/sbin
    for slurm_tool in slurmctld slurmd srun sbatch scancel munged mungekey; do
        command -v $slurm_tool >/dev/null || slurm_skip "there is no $slurm_tool"
    done
    hosts_make "$1"
    slurm_dir=$(mktemp -d)
    chmod 755 "$slurm_dir"
    slurm_configure "$1"
    mungekey -c -k "$slurm_dir/key"
    on 1 munged -F --key-file="$slurm_dir/key" --socket="$slurm_dir/munge" --pid-file="$slurm_dir/munge.pid" --force \
        --log-file="$slurm_dir/munge.log" --seed-file="$slurm_dir/seed" </dev/null >"$slurm_dir/munged.log" 2>&1 &
    slurm_await "munged does not start" test -S "$slurm_dir/munge"
    on 1 env "SLURM_CONF=$slurm_dir/slurm.conf" slurmctld -D </dev/null >"$slurm_dir/slurmctld.log" 2>&1 &
    slurm_number=1
    while [ "$slurm_number" -le "$1" ]; do
        on "$slurm_number" env "SLURM_CONF=$slurm_dir/slurm.conf" slurmd -D -N "node$slurm_number" </dev/null \
            >"$slurm_dir/slurmd$slurm_number.log" 2>&1 &
        slurm_number=$((slurm_number + 1))
    done
    slurm_await "its nodes do not come up: $(tail -n 3 "$slurm_dir"/*.log)" slurm_is_up "$1"
}

slurm_configure() {
    cat >"$slurm_dir/slurm.conf" <<CONFIG
ClusterName=test
SlurmctldHost=node1
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm_dir/munge
CryptoType=crypto/munge
StateSaveLocation=$slurm_dir/state
SlurmdSpoolDir=$slurm_dir/spool.%n
SlurmctldPidFile=$slurm_dir/slurmctld.pid
SlurmdPidFile=$slurm_dir/slurmd.%n.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
MpiDefault=none
ReturnToService=2
KillWait=2
NodeName=node[1-$1] CPUs=4
PartitionName=all Nodes=ALL Default=YES State=UP
CONFIG
    mkdir "$slurm_dir/state"
}

# slurm_await REASON COMMAND...: wait until the command succeeds; else skip for that reason.
slurm_await() {
    slurm_reason=$1
    shift
    slurm_tries=0
    until "$@" 2>/dev/null; do
        slurm_tries=$((slurm_tries + 1))
        [ $slurm_tries -lt 150 ] || slurm_skip "$slurm_reason"
        sleep 0.1
    done
}

slurm_is_up() {
    [ "$(slurm sinfo -h -t idle -o %D | tr -d ' ')" = "$1" ]
}

slurm() {
    on 1 env "SLURM_CONF=$slurm_dir/slurm.conf" "$@"
}

slurm_end() {
    hosts_end
    [ -z "$slurm_dir" ] || rm -rf "$slurm_dir"
    slurm_dir=
}
