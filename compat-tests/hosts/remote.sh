#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Ranks on other hosts, which are all this one: agents are started by the script rsh beside this, so all but the network is as it
# is on a cluster.
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../launch/lib.sh"
export ZEROMPI_RSH="$here/rsh"
unset ZEROMPI_PREFIX ZEROMPI_FANOUT SLURM_JOB_ID || :

# placed HOSTS OPTION...: on which hosts the ranks of a job are, in their order.
placed() {
    places=$1
    shift
    job 0 --prepend-pattern '%r %h ' "$@" echo
    [ "$(sort -n out | cut -d ' ' -f 2 | tr '\n' ' ')" = "$places " ] || fail "the ranks are not on $places: $*"
    silent
}

placement() {
    placed 'a b' -host a,b
    placed 'a b b' -host a,b:2
    placed 'a a b' -host a,b,a
    placed 'a b b a b' -n 5 -host a,b:2
    placed 'a a b b' -ppn 2 -hosts a,b
    placed 'a b a' -n 3 -N 1 -hosts a,b
    placed 'a b a b b' -n 5 -host a:2,b:3 --bynode
    placed 'a b a' -n 3 -host a:2,b:2 --map-by node
    placed 'a a b' -n 3 -host a,b --map-by ppr:2:node
    printf '# ours\na slots=2\nb:1\n\n10.0.0.1 max_slots=1\n[fd00::1] # more\n' >hosts
    placed 'a a b 10.0.0.1 fd00::1 a a b fd00::1' -n 9 --hostfile hosts
    placed 'b a' -hostfile hosts -host b,a:1
    placed 'a a' --host a -f hosts
    name=$(hostname)
    placed "$name a" -host localhost,a
    placed "$name $name" -host "127.0.0.1,$name"
}

several_programs() {
    job 0 --prepend-pattern '%r %h ' -n 1 -host a echo x : -n 2 -host b,c echo y
    out_is '0 a x
1 b y
2 c y'
    job 0 --prepend-pattern '%r %h ' -n 1 -host a,b:2 echo x : -n 2 echo y
    out_is '0 a x
1 b y
2 b y'
}

refusals() {
    job 1 -n 4 -host a,b:2 --nooversubscribe echo x
    err_says 'mpirun: 4 ranks do not fit into the 3 slots of the hosts, and --nooversubscribe allows no more'
    printf 'a slots=2 max_slots=3\nb max-slots=1' >hosts
    job 1 -n 5 -f hosts echo x
    err_says 'mpirun: the hosts take only 4 of 5 ranks: max_slots allows no more'
    job 1 -f hosts -host a,c echo x
    err_says 'mpirun: host c is not among those of the file of hosts'
    job 1 -host a -launcher pigeon echo x
    err_says 'mpirun: launcher pigeon is none of ssh, rsh, slurm and fork'
    ZEROMPI_FANOUT=0 job 1 -host a echo x
    err_says 'mpirun: ZEROMPI_FANOUT=0: expected how many hosts each'
    [ ! -s out ] || fail "something was started"
}

identity() {
    # shellcheck disable=SC2016
    print='echo $ZEROMPI_RANK $ZEROMPI_NRANKS $OMPI_COMM_WORLD_RANK $OMPI_COMM_WORLD_SIZE $OMPI_COMM_WORLD_LOCAL_RANK \
        $OMPI_COMM_WORLD_LOCAL_SIZE $PMI_RANK $PMI_SIZE $MPI_LOCALRANKID $MPI_LOCALNRANKS $ZEROMPI_ROOT $ZEROMPI_ADDRESSES'
    ZEROMPI_ADDRESSES=x job 0 -host localhost,a:2 sh -c "$print"
    out_is '0 3 0 3 0 1 0 3 0 1 control
1 3 1 3 0 2 1 3 0 2 control
2 3 2 3 1 2 2 3 1 2 control'
    # shellcheck disable=SC2016
    job 0 -host localhost,a,b sh -c 'echo $ZEROMPI_JOB'
    [ "$(sort -u out | wc -l)" = 1 ] || fail "the ranks have different jobs"
}

environment() {
    # shellcheck disable=SC2016
    print='echo "$ZEROMPI_RANK A=${A-none} B=${B-none} H=${HOSTNAME-none}"'
    sh=$(command -v sh)
    A='x  y
z' HOSTNAME=here job 0 -n 1 -host a -genv B 2 "$sh" -c "$print"
    out_is '0 A=x  y
z B=2 H=a'
    A=1 B=1 job 0 -n 1 -host a -envlist B "$sh" -c "$print" : -n 1 -envnone -x A "$sh" -c "$print"
    out_is '0 A=none B=1 H=none
1 A=1 B=none H=none'
}

folder() {
    mkdir "a b"
    job 0 -host a,b pwd
    out_is "$WORK
$WORK"
    job 0 -host a -wdir 'a b' pwd
    out_is "$WORK/a b"
    job 1 -host a,b -wdir nowhere pwd
    err_says 'mpirun: rank [01] of 2 on [ab]: cannot work in nowhere: No such file'
}

# Programs are looked for where they run.
programs() {
    job 127 -host localhost,a nowhere
    err_says 'mpirun: cannot find the program nowhere in PATH or in the working directory'
    job 127 -host a,b nowhere
    err_says 'mpirun: rank [01] of 2 on [ab]: cannot find the program nowhere in PATH or in the working directory'
    printf '#!/nowhere/interpreter\n' >program
    job 126 -host a ./program
    err_says 'mpirun: rank 0 of 1 on a: cannot run ./program: Permission denied'
    chmod +x program
    # shellcheck disable=SC2153
    job 127 -n 1 -host a "$RANK" sleep:60 : -n 1 -host b ./program
    err_says 'mpirun: rank 1 of 2 on b: cannot run its program: No such file'
}

# Every rank of a job gets the same secret, and learns where rank 0 is. Nobody else sees what agents are told.
secret() {
    job 0 -host localhost,a,b "$RANK" hear "0=say:root tcp://192.0.2.1:1
" 1=hear 2=hear
    sed 's/rank [0-9] heard //' out | sort -u >lines
    grep -qx 'secret [0-9a-f]\{64\}' lines || fail "no secret"
    grep -qx 'root tcp://192.0.2.1:1' lines || fail "no root"
    [ "$(wc -l <lines) $(wc -l <out)" = "2 5" ] || fail "not all have heard the same"
    # shellcheck disable=SC2016
    job 0 -host a,b sh -c 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\0" " " >$ZEROMPI_RANK'
    ! grep -q "$(sed 's/secret //;q' lines)" 0 1 || fail "the secret is on a command line"
    # shellcheck disable=SC2016
    job 0 -host a,b "$RANK" hear 'say:root x
'
}

input() {
    seq 30000 >numbers
    job 0 -host a,b cat <numbers
    cmp -s numbers out || fail "rank 0 has not read all"
    job 0 -stdin all -host localhost,a,b -outfile out.%r cat <numbers
    for rank in 0 1 2; do
        cmp -s numbers out.$rank || fail "rank $rank has not read all"
    done
    job 0 -host a,b head -n 1 <numbers
    out_is 1
    job 0 -host a,b true <numbers
    job 0 -stdin none -host a cat <numbers
    [ ! -s out ] || fail "read, though nobody should"
}

output() {
    job 0 -host localhost,a:2,b "$RANK" lines:20000
    [ "$(sort -u out | wc -l)" = 80000 ] || fail "lines are missing or torn"
    job 0 -host a,b "$RANK" long:60000
    [ "$(sort out | awk '{ print length($0), substr($0, 1, 1) }' | tr '\n' ' ')" = '60000 a 60000 b ' ] ||
        fail "long lines are torn"
    job 0 --tag-output -host a,b "$RANK" print:x error:y part:z
    out_is '[1,0]<stdout>:x
[1,1]<stdout>:x
[1,0]<stdout>:z
[1,1]<stdout>:z' 2>/dev/null || grep -q '<stdout>:x' out || fail "no tags"
    err_is '[1,0]<stderr>:y
[1,1]<stderr>:y'
    # Lines come when they are written, not at the end.
    mkfifo lines
    "$MPIRUN" -host a,b "$RANK" print:x await:go >lines &
    exec 3<lines
    for _ in a b; do
        read -r line <&3
        [ "$line" = x ] || fail "no line"
    done
    echo >go
    wait $! || fail "status $?"
    exec 3<&-
}

terminal() {
    # shellcheck disable=SC2016
    "$TERMINAL" sh -c 'stty rows 33 cols 99; exec "$@"' sh "$MPIRUN" -host a \
        sh -c 'for fd in 0 1 2; do if [ -t $fd ]; then echo $fd is a terminal; fi; done; stty size <&1' </dev/null >out
    tr -d '\r' <out >plain && mv plain out
    out_is '1 is a terminal
33 99'
}

# Nobody reads: the ranks are told as a pipe's writers are.
output_refused() {
    { "$MPIRUN" -host a,b yes || echo "$?" >status; } | head -n 2 >out
    out_is 'y
y'
    [ "$(cat status)" = 141 ] || fail "status $(cat status)"
}

status() {
    job 3 -host a,b,c "$RANK" init finalize 1=exit:3 print:end
    out_is 'end
end'
    err_says "mpirun: rank 1 of 3 on b: pid [0-9]* exited with status 3$"
    job 1 -q --print-all-exitcodes -host a,b:2 "$RANK" 1=exit:1 2=sleep:0.3 2=exit:2
    err_says 'mpirun: exit statuses of ranks 0 to 2: 0,1,2'
    job 0 -v -host a "$RANK"
    err_says "mpirun: rank 0 of 1 on a: pid [0-9]* runs .*rank" "mpirun: rank 0 of 1 on a: pid [0-9]* exited with status 0"
}

killed() {
    job 137 -host localhost,a,b "$RANK" init 2=kill:9 sleep:60
    err_says "mpirun: rank 2 of 3 on b: pid [0-9]* was killed by signal 9 (SIGKILL, Killed)$"
    job 137 -host localhost,a,b "$RANK" init ignore:15 0=kill:9 sleep:60
    err_says "mpirun: rank 0 of 3 on $(hostname): pid [0-9]* was killed by signal 9 (SIGKILL, Killed)$"
    job 4 -host a,b "$RANK" init 1=exit:4 sleep:60
    err_says "mpirun: rank 1 of 2 on b: pid [0-9]* exited with status 4 without calling MPI_Finalize$"
}

aborted() {
    job 7 -host a,b "$RANK" init 1=abort:7 sleep:60
    silent
}

timeout() {
    job 124 --timeout 1 -host a,b "$RANK" ignore:15 sleep:60
    err_says 'mpirun: the job still runs after 1 s, the time that --timeout allows; it is ended'
}

signals() {
    "$MPIRUN" -host localhost,a,b "$RANK" catch:12 0=mark:a 1=mark:b 2=mark:c sleep:60 >out 2>err &
    for file in a b c; do wait_for test -e $file; done
    kill -USR2 $!
    for rank in 0 1 2; do wait_for grep -q "rank $rank caught 12" out; done
    out_is 'rank 0 caught 12
rank 1 caught 12
rank 2 caught 12'
    kill -TERM $!
    status=0
    wait $! || status=$?
    [ $status = 143 ] || fail "status $status"
    silent
    # Who insists is obeyed at once.
    "$FOREGROUND" "$MPIRUN" -host a,b "$RANK" ignore:1 ignore:15 0=mark:d 1=mark:e sleep:60 &
    for file in d e; do wait_for test -e $file; done
    kill -HUP $!
    kill -TERM $!
    status=0
    wait $! || status=$?
    [ $status = 143 ] || [ $status = 129 ] || fail "status $status"
}

# What ranks leave behind is ended on their hosts.
left_behind() {
    job 0 -host a,b "$RANK" leave:1 sleep:60 init finalize
    silent
    job 3 -host a,b "$RANK" ignore:15 close:1 close:2 leave:1 sleep:60 exit:3
}

mpirun_killed() {
    "$MPIRUN" -host localhost,a,b "$RANK" ignore:15 0=mark:a 1=mark:b 2=mark:c sleep:60 &
    for file in a b c; do wait_for test -e $file; done
    kill -9 $!
    wait $! || :
    wait_for no_processes_left
}

# An agent is the parent of its ranks.
agent_killed() {
    # shellcheck disable=SC2016
    job 1 -host localhost,a,b sh -c '[ $ZEROMPI_RANK != 1 ] || kill -9 $PPID; sleep 60'
    err_says 'mpirun: host a: the connection to it is lost'
    # shellcheck disable=SC2016
    job 1 -host localhost,a,b sh -c '[ $ZEROMPI_RANK != 1 ] || kill $PPID; sleep 60'
    err_says 'mpirun: host a: the connection to it is lost'
}

# A way to all hosts but one.
make_way_except() {
    # shellcheck disable=SC2016
    printf '#!/bin/sh\n[ $1 != %s ] || { echo "no way to $1" >&2; exit 255; }\nexec %s "$@"\n' "$1" "$ZEROMPI_RSH" >way
    chmod +x way
}

unreachable() {
    make_way_except b
    ZEROMPI_RSH="$WORK/way" job 1 -host localhost,a,b "$RANK" sleep:60
    err_says "mpirun: host b: $WORK/way cannot start mpirun there: no way to b$"
    ZEROMPI_RSH=nowhere job 1 -host a "$RANK" print:x
    err_says 'mpirun: host a: nowhere cannot start mpirun there: cannot run nowhere: No such file'
    ZEROMPI_PREFIX=/nowhere job 1 -host a "$RANK" print:x
    err_says 'mpirun: host a: cannot run /nowhere/bin/mpirun there: .*; ZEROMPI_PREFIX may name the folder'
    job 1 -host a --prefix "/it's here" "$RANK" print:x
    err_says "mpirun: host a: cannot run /it's here/bin/mpirun there: .*"
    mkdir bin
    printf '#!/bin/sh\necho; echo zerompi agent 0.0\ncat\n' >bin/mpirun
    chmod +x bin/mpirun
    ZEROMPI_PREFIX=$WORK job 1 -host a "$RANK" print:x
    err_says 'mpirun: host a: its mpirun is of another version than'
    # Libraries are where ZeroMPI is. What a login prints is in nobody's way.
    printf '#!/bin/sh\necho welcome; echo zerompi; echo hello >&2\nexec %s --agent\n' "$MPIRUN" >bin/mpirun
    # shellcheck disable=SC2016
    LD_LIBRARY_PATH=/b ZEROMPI_PREFIX=$WORK job 0 -host a sh -c 'echo $LD_LIBRARY_PATH'
    out_is "$WORK/lib:/b"
    silent
}

# Who never answers is not waited for, and not left running.
silent_host() {
    printf '#!/bin/sh\necho asking >&2\nexec sleep 60\n' >way
    chmod +x way
    ZEROMPI_TIMEOUT=0.5 ZEROMPI_RSH="$WORK/way" job 1 -host a "$RANK" print:x
    err_says "mpirun: host a: $WORK/way has not reached it within 0.5 s, the time that ZEROMPI_TIMEOUT sets: asking$"
}

# Nor does the user have to wait for it.
silent_host_interrupted() {
    # shellcheck disable=SC2016
    printf '#!/bin/sh\n: >asked.$1; exec sleep 60\n' >way
    chmod +x way
    ZEROMPI_RSH="$WORK/way" "$FOREGROUND" "$MPIRUN" -host localhost,a,b "$RANK" init mark:ready sleep:60 2>err &
    for file in ready asked.a asked.b; do wait_for test -e $file; done
    kill -INT $!
    status=0
    wait $! || status=$?
    [ $status = 130 ] || fail "status $status"
    silent
}

hosts16=h1,h2,h3,h4,h5,h6,h7,h8,h9,h10,h11,h12,h13,h14,h15,h16

# Each mpirun starts two others: four floors of agents, nobody with more than two.
tree() {
    export ZEROMPI_FANOUT=2
    # shellcheck disable=SC2016
    job 0 --prepend-pattern '%h ' -host $hosts16 sh -c 'echo $ZEROMPI_RANK; cut -d " " -f 4 /proc/$PPID/stat >up.$ZEROMPI_RANK' </dev/null
    [ "$(sort out | uniq | wc -l)" = 16 ] || fail "not all ranks have run"
    [ "$(cat up.* | sort | uniq -c | awk '$1 > 2' | wc -l)" = 0 ] || fail "some agent has more than two others"
    seq 2000 >numbers
    job 0 -stdin all -host $hosts16 cat <numbers
    [ "$(sort out | uniq -c | awk '$1 != 16' | wc -l)" = 0 ] || fail "not all ranks have read all"
    job 137 -host $hosts16 "$RANK" init 15=kill:9 sleep:60
    err_says "mpirun: rank 15 of 16 on h16: pid [0-9]* was killed by signal 9 (SIGKILL, Killed)$"
}

# A host in the middle is lost, or one at the end cannot be reached.
tree_broken() {
    export ZEROMPI_FANOUT=2
    # shellcheck disable=SC2016
    job 1 -host $hosts16 sh -c '[ $ZEROMPI_RANK != 8 ] || kill -9 $PPID; sleep 60'
    err_says 'mpirun: host h9: the connection to it is lost'
    make_way_except h16
    ZEROMPI_RSH="$WORK/way" job 1 -host $hosts16 "$RANK" sleep:60
    err_says "mpirun: host h16: $WORK/way on h1[0-9] cannot start mpirun there: no way to h16$"
}

# In an allocation of Slurm, its nodes are the hosts, and srun is the way to them. This one starts all here.
slurm() {
    unset ZEROMPI_RSH
    mkdir bin
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nwhile :; do case $1 in --*) shift ;; *) break ;; esac; done\nexec "$@"\n' >bin/srun
    chmod +x bin/srun
    export PATH="$WORK/bin:$PATH" SLURM_JOB_ID=1
    SLURM_JOB_NODELIST='n[1-2,08-10]-x,m,r[1]b[1,3]' SLURM_TASKS_PER_NODE='1,2(x2),1(x4),3' \
        placed 'n1-x n2-x n2-x n08-x n08-x n09-x n10-x m r1b1 r1b3 r1b3 r1b3'
    SLURM_JOB_NODELIST='n[1-2]' SLURM_TASKS_PER_NODE='2(x2)' placed 'n1 n1 n2' -n 3
    SLURM_JOB_NODELIST='n[1-2]' SLURM_JOB_CPUS_PER_NODE='2(x2)' placed 'n1 n2 n1' -n 3 -ppn 1
    SLURM_JOB_NODELIST="$(hostname | sed 's/\..*//')" SLURM_TASKS_PER_NODE=2 placed "$(hostname) $(hostname)"
    SLURM_JOB_NODELIST='n[1-2]' SLURM_TASKS_PER_NODE='2(x2)' placed 'n2' -host n2
    for list in 'n[1-' 'n[2-1]' 'n[x]' 'n[1-9999999]' '[' ',' 'n1,n2' 'n[1-2]x;y'; do
        SLURM_JOB_NODELIST=$list SLURM_TASKS_PER_NODE=1 job 1 echo x
        grep -q 'mpirun: cannot understand Slurm' err || fail "$list is understood"
    done
    SLURM_JOB_NODELIST=n1 SLURM_TASKS_PER_NODE='0' job 1 echo x
    err_says 'mpirun: cannot understand Slurm'
}

launchers() {
    unset ZEROMPI_RSH
    job 0 -launcher fork -host a,b "$RANK" print:x
    out_is 'x
x'
    job 0 --mca plm_rsh_agent "$here/rsh : ssh" -host a "$RANK" print:x
    out_is x
    silent
    printf '#!/bin/sh\nshift 8\nexec %s "$@"\n' "$here/rsh" >way
    chmod +x way
    job 0 -launcher ssh -launcher-exec "$WORK/way" -host a "$RANK" print:x
    out_is x
    ZEROMPI_RSH="env A=%h" job 0 -host a "$RANK" print:x
    out_is x
}

"$@"
