# shellcheck shell=sh
# SPDX-License-Identifier: BSL-1.0
# Several hosts on one machine, for tests that source this file: each has a network, a name, processes and sockets of its own, and
# the files of this machine, so that folders are shared as on a cluster.
#
#   hosts_make COUNT          node1 to nodeCOUNT, on one network; exits with 77 and a reason where that cannot be had
#   hosts_ssh COUNT           makes `ssh nodeI` work among the first COUNT of them, with keys of their own
#   on I COMMAND...           runs the command on nodeI
#   hosts_address I           where nodeI is; its second address, in IPv6, is that of hosts_address6 I
#   hosts_cut I, hosts_mend I takes the cable of nodeI's network out, and puts it back
#   hosts_processes I         what runs on nodeI, a line for each process: what hosts_make and hosts_ssh started is not among it
#   hosts_end                 ends them with all that runs there; to be called however the test ends
#
# Hosts are namespaces that live as long as one process each, which ends with the test, so nothing is left of them. Who comes by
# ssh finds an empty home.

hosts_count=0
hosts_dir=

hosts_skip() {
    echo "skipped: no hosts can be made here: $*"
    exit 77
}

hosts_make() {
    [ "$(id -u)" = 0 ] || hosts_skip "only root can"
    for hosts_tool in unshare nsenter setpriv ip; do
        command -v $hosts_tool >/dev/null || hosts_skip "there is no $hosts_tool"
    done
    unshare -n -u -m -p -f --mount-proc true 2>/dev/null || hosts_skip "this system does not let root make namespaces"
    hosts_dir=$(mktemp -d)
    hosts_begin 0 switch # where the cables meet
    on 0 ip link add hub type bridge 2>/dev/null || { hosts_end && hosts_skip "this system has no bridges"; }
    on 0 ip link set hub up
    {
        echo "127.0.0.1 localhost"
        echo "::1 localhost"
        hosts_number=1
        while [ $hosts_number -le "$1" ]; do
            echo "$(hosts_address $hosts_number) node$hosts_number"
            hosts_number=$((hosts_number + 1))
        done
    } >"$hosts_dir/hosts"
    while [ "$hosts_count" -lt "$1" ]; do
        hosts_add $((hosts_count + 1))
    done
}

# Begin the process that host $1, named $2, lives as long as; it looks after orphans. /run is private, so that services can run
# on several hosts.
hosts_begin() {
    # shellcheck disable=SC2016 # for the process itself
    env -i "PATH=$PATH:/usr/sbin:/sbin" setpriv --pdeathsig KILL unshare -n -u -m -p -f --mount-proc --kill-child sh -c '
        hostname "$0" && mount -t tmpfs none /run && mkdir /run/sshd && ip link set lo up && echo ready >"$1"
        while :; do
            sleep 1000000 &
            wait $!
        done' "$2" "$hosts_dir/ready$1" </dev/null >/dev/null 2>&1 &
    eval "hosts_outer_$1=$!"
    until [ -s "$hosts_dir/ready$1" ]; do
        kill -0 $! 2>/dev/null || { hosts_end && hosts_skip "$2 does not start"; }
        sleep 0.01
    done
    eval "hosts_inner_$1=$(tr -d ' ' <"/proc/$!/task/$!/children")"
}

hosts_add() {
    hosts_begin "$1" "node$1"
    hosts_count=$1
    eval "hosts_pid=\$hosts_inner_$1"
    # shellcheck disable=SC2154 # set by eval
    nsenter -t "$hosts_inner_0" -n -- ip link add "port$1" type veth peer name eth0 netns "$hosts_pid"
    on 0 ip link set "port$1" master hub up
    on "$1" ip address add "$(hosts_address "$1")/24" dev eth0
    on "$1" ip address add "$(hosts_address6 "$1")/64" dev eth0 nodad
    on "$1" ip link set eth0 up
    on "$1" mount --bind "$hosts_dir/hosts" /etc/hosts
}

hosts_address() {
    echo "192.0.2.$1"
}

hosts_address6() {
    echo "fd00:2::$1"
}

on() {
    eval "hosts_pid=\$hosts_inner_$1"
    shift
    # shellcheck disable=SC2154 # set by eval
    nsenter -t "$hosts_pid" -n -u -m -p -w"$PWD" -- "$@"
}

hosts_cut() {
    on 0 ip link set "port$1" down
}

hosts_mend() {
    on 0 ip link set "port$1" up
}

hosts_ssh() {
    for hosts_tool in /usr/sbin/sshd ssh ssh-keygen; do
        command -v $hosts_tool >/dev/null || { hosts_end && hosts_skip "there is no $hosts_tool"; }
    done
    ssh-keygen -q -t ed25519 -N '' -f "$hosts_dir/key" </dev/null
    echo "* $(cat "$hosts_dir/key.pub")" >"$hosts_dir/known"
    cat >"$hosts_dir/sshd_config" <<CONFIG
HostKey $hosts_dir/key
AuthorizedKeysFile $hosts_dir/key.pub
StrictModes no
UsePAM no
UseDNS no
PermitRootLogin yes
PasswordAuthentication no
PidFile none
SetEnv HOME=$hosts_dir
CONFIG
    cat >"$hosts_dir/ssh_config" <<CONFIG
Host *
    IdentityFile $hosts_dir/key
    UserKnownHostsFile $hosts_dir/known
    GlobalKnownHostsFile none
    IdentitiesOnly yes
    ConnectTimeout 5
CONFIG
    hosts_number=1
    while [ $hosts_number -le "$1" ]; do
        on $hosts_number mount --bind "$hosts_dir/ssh_config" /etc/ssh/ssh_config
        env -i "PATH=$PATH" nsenter -t "$(eval echo "\$hosts_inner_$hosts_number")" -n -u -m -p -- \
            /usr/sbin/sshd -f "$hosts_dir/sshd_config" -E "$hosts_dir/sshd$hosts_number.log"
        hosts_number=$((hosts_number + 1))
    done
}

# The processes of the host itself are the first, the one it waits for, and the ssh server.
hosts_processes() {
    # shellcheck disable=SC2016 # for the host's shell
    on "$1" sh -c '
        for process in /proc/[0-9]*; do
            case $process in /proc/1 | /proc/$$) continue ;; esac
            line=$(tr "\0" " " <$process/cmdline 2>/dev/null) && [ "$line" ] || continue
            case $line in "sleep 1000000 " | "sshd: /usr/sbin/sshd -f "*) continue ;; esac
            echo "${process#/proc/} $line"
        done'
}

hosts_end() {
    hosts_number=0
    while [ $hosts_number -le "$hosts_count" ]; do
        eval "hosts_pid=\${hosts_outer_$hosts_number-}"
        [ -z "$hosts_pid" ] || { kill -9 "$hosts_pid" && wait "$hosts_pid"; } 2>/dev/null || :
        hosts_number=$((hosts_number + 1))
    done
    [ -z "$hosts_dir" ] || rm -rf "$hosts_dir"
    hosts_count=0 hosts_dir=
}
