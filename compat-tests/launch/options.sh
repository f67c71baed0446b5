#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# The command line of mpirun: how many ranks of which programs, where, and what is said of mistakes.
# shellcheck source=/dev/null
. "$(dirname "$0")/lib.sh"

help() {
    for option in --help -help -h; do
        job 0 $option
        silent
        for text in Usage: --np --wdir --genv --tag-output --timeout --oversubscribe 124; do
            grep -q -e "$text" out || fail "$option does not tell of $text"
        done
    done
    grep -q -e '  -n, --np, -c N  *Start N ranks' out || fail "the help is not laid out well"
    [ "$(awk 'length > 110' out)" = '' ] || fail "the help has long lines"
}

version() {
    for option in --version -V -version -info; do
        job 0 $option
        grep -q 'mpirun (ZeroMPI) [0-9]' out || fail "$option"
    done
    run 0 "${MPIRUN%mpirun}mpiexec" --version
    grep -q 'mpiexec (ZeroMPI) [0-9]' out || fail "mpiexec has another name"
}

count() {
    for option in -n -np -c --n --np; do
        job 0 $option 3 echo x
        out_is 'x
x
x'
    done
    job 0 --np=2 echo x
    out_is 'x
x'
    for option in '-ppn 3' '-N 3' '-npernode 3' '--perhost 3' '-host localhost:3' '-hosts localhost,127.0.0.1:2'; do
        # shellcheck disable=SC2086
        job 0 $option echo x
        out_is 'x
x
x'
    done
    job 0 -pernode echo x
    out_is x
    job 0 -n 1 -ppn 4 echo x
    out_is x
    silent
}

count_of_cores() {
    job 0 --use-hwthread-cpus echo x
    [ "$(wc -l <out)" = "$(nproc)" ] || fail "not as many ranks as hardware threads"
    job 0 echo x
    [ "$(wc -l <out)" -le "$(nproc)" ] || fail "more ranks than hardware threads"
    if command -v taskset >/dev/null; then
        run 0 taskset -c "$(taskset -cp $$ | sed 's/.*: \([0-9]*\).*/\1/')" "$MPIRUN" echo x
        out_is x
    fi
}

bad_count() {
    for number in 0 -1 x 2x '' 99999999999; do
        job 1 -n "$number" echo x
        err_says "mpirun: the number of ranks must be a positive number, not '$number'"
    done
    job 1 -n 70000 echo x
    err_says 'mpirun: 70000 ranks are more than'
    job 1 -n
    err_says 'mpirun: -n wants more: -n N'
}

contexts() {
    # shellcheck disable=SC2016
    show='echo "$ZEROMPI_RANK/$ZEROMPI_NRANKS $0 $*"'
    job 0 -n 1 sh -c "$show" a 1 : -n 2 sh -c "$show" b : -n 1 sh -c "$show" c 'x  y' :
    out_is '0/4 a 1
1/4 b 
2/4 b 
3/4 c x  y'
    mkdir d
    job 0 -n 1 -wdir d pwd : -n 1 pwd
    out_is "$WORK/d
$WORK"
}

no_program() {
    job 1
    err_says 'mpirun: no program is named'
    job 1 -n 2
    err_says 'mpirun: no program is named after 2'
    job 1 -n 2 echo x : : echo y
    err_says 'mpirun: no program is named'
    [ ! -s out ] || fail "something was started"
}

unknown() {
    job 1 --oversubscrib -n 2 echo x
    err_says 'mpirun: unknown option --oversubscrib; is --oversubscribe meant?'
    job 1 -n4 echo x
    err_says 'mpirun: unknown option -n4; is -n meant?'
    job 1 --something-else-entirely echo x
    err_says 'mpirun: unknown option --something-else-entirely; --help lists'
    job 1 -quiet=2 echo x
    err_says 'mpirun: unknown option -quiet=2'
    [ ! -s out ] || fail "something was started"
}

# Options that tune other launchers take their arguments and do nothing, which is said once.
tuning() {
    job 0 --oversubscribe --bind-to core --map-by slot:PE=1 -rank-by=core --allow-run-as-root --mca btl self,tcp \
        -gmca a b --report-bindings --use-hwthread-cpus -n 1 echo x
    out_is x
    err_is 'mpirun: note: accepted without effect: --oversubscribe, --bind-to core, --map-by slot:PE=1, -rank-by=core, --allow-run-as-root, --mca btl self,tcp, -gmca a b, --report-bindings'
    job 0 -rmk user -iface lo -bind-to none -disable-hostname-propagation -usize 4 -n 1 echo x
    out_is x
    err_says 'mpirun: note: accepted without effect: -rmk user, -iface lo'
    job 0 -q --oversubscribe -n 1 echo x
    silent
}

files() {
    cat >lines <<'FILE'
# a comment

-n 1 echo one "a  b" 'c'\ d
-n 2 -env A 1 echo two :
-n 1 echo three
FILE
    for option in -configfile --app; do
        job 0 $option lines
        out_is 'one a  b c d
two
two
three'
    done
    # shellcheck disable=SC2016
    echo '-n 2 sh -c "echo $A"' >lines
    job 0 -genv A 7 -configfile lines
    out_is '7
7'
    echo '-n 2 echo "x' >lines
    job 1 -configfile lines
    err_says 'mpirun: line 1 of lines: a quote is not closed'
    job 1 -configfile nowhere
    err_says 'mpirun: cannot read the command line in nowhere: No such file'
    echo '-configfile lines' >lines
    job 1 -configfile lines
    err_says 'mpirun: cannot read the command line in lines: Too many levels'
}

hosts() {
    for host in localhost 127.0.0.1 '[::1]' LOCALHOST "$(hostname)" "$(hostname | sed 's/\..*//')"; do
        job 0 -host "$host" echo x
        out_is x
        job 0 -n 2 --host "$host:4" echo x
        out_is 'x
x'
    done
    printf '# ours\nlocalhost slots=2\n\n127.0.0.1:1 # more\n' >hosts
    for option in -hostfile -machinefile -f; do
        job 0 $option hosts echo x
        out_is 'x
x
x'
    done
    for file in '' '# nobody'; do
        echo "$file" >hosts
        job 1 -f hosts echo x
        err_says 'mpirun: hosts names no host'
    done
    for words in 'slots=x:a positive number of slots' 'max_slots=0:a positive number of slots' \
        'slot=2:slots=N or max_slots=N' '4:slots=N or max_slots=N'; do
        printf '# ours\nlocalhost\nlocalhost slots=1 %s\n' "${words%%:*}" >hosts
        job 1 -f hosts echo x
        err_says "mpirun: hosts:3: '${words%%:*}': expected ${words#*:}"
    done
    printf '\n-localhost slots=2\n' >hosts
    job 1 -f hosts echo x
    err_says "mpirun: hosts:2: '-localhost': expected the name of a host"
    for name in -oProxyCommand=x 'a;b' "a'b" 'a=b'; do
        job 1 -host "localhost,$name" echo x
        err_says "mpirun: '$name': expected the name of a host"
    done
    job 1 -host localhost:many echo x
    err_says "mpirun: 'localhost:many': expected a positive number of slots behind the colon"
    job 1 -f nowhere echo x
    err_says 'mpirun: cannot read the hosts in nowhere'
    [ ! -s out ] || fail "something was started"
}

folders() {
    mkdir d d/bin
    printf '#!/bin/sh\npwd\n' >d/bin/here
    chmod +x d/bin/here
    for option in -wdir --wdir -wd -C; do
        job 0 -n 1 $option d pwd
        out_is "$WORK/d"
        job 0 -n 1 $option "$WORK/d" bin/here
        out_is "$WORK/d"
    done
    # shellcheck disable=SC2016
    job 0 -n 1 -wdir d sh -c 'echo "$PWD"'
    out_is "$WORK/d"
    job 0 -n 1 -path "$WORK:$WORK/d/bin" here
    out_is "$WORK"
    job 0 -n 1 -wdir d -path d/bin here
    out_is "$WORK/d"
    PATH=d/bin:$PATH job 0 -n 1 -wdir d here
    out_is "$WORK/d"
    job 1 -n 1 -wdir nowhere pwd
    err_says 'mpirun: cannot work in nowhere: No such file'
}

programs() {
    printf '#!/bin/sh\necho here\n' >program
    job 126 -n 2 ./program
    err_says 'mpirun: cannot run ./program: Permission denied'
    job 126 -n 2 program
    err_says 'mpirun: cannot run program: Permission denied'
    chmod +x program
    job 0 -n 1 program
    out_is here
    job 0 -n 1 "$WORK/program"
    out_is here
    # shellcheck disable=SC2016
    echo 'echo "no interpreter $1"' >program
    job 0 -n 1 ./program x
    out_is 'no interpreter x'
    job 127 -n 2 "$RANK" print:x : -n 2 nowhere
    err_says 'mpirun: cannot find the program nowhere in PATH or in the working directory'
    [ ! -s out ] || fail "something was started"
    job 127 -n 2 ./nowhere
    err_says 'mpirun: cannot find the program ./nowhere'
    job 127 -n 1 ''
    job 126 -n 2 /
    err_says 'mpirun: cannot run /: Is a directory'
    mkfifo pipe
    chmod +x pipe
    job 126 -n 2 ./pipe
    err_says 'mpirun: cannot run ./pipe: Permission denied'
    PATH=$PATH:$WORK
    job 0 -n 1 program x
    out_is 'no interpreter x'
}

# What cannot be known before the program is run: one message, and the ranks that run are ended.
unrunnable() {
    printf '#!/nowhere/interpreter\n' >program
    chmod +x program
    job 127 -n 3 ./program : -n 2 "$RANK" sleep:60
    err_says 'mpirun: rank [012] of 5 on .*: cannot run its program: No such file'
}

# A program that needs the library of another MPI is told from all others, before it has run for long.
other_mpi() {
    echo 'int MPI_Init(void); int main(void) { return MPI_Init(); }' >program.c
    echo 'int MPI_Init(void) { return 0; }' >library.c
    export LD_LIBRARY_PATH="$WORK/lib"
    mkdir lib bin
    for library in libmpi.so.40 libmpich.so.12 libmpi_abi.so.1; do
        "$CC" -shared -fPIC -Wl,-soname,$library library.c -o lib/$library
        "$CC" program.c lib/$library -o bin/program
        for arguments in '-n 2 bin/program' '-wdir bin -n 2 ./program' '-n 1 true : -path bin -n 2 program : -n 1 bin/program' \
            '-launcher fork -host a,b bin/program'; do
            # shellcheck disable=SC2086
            job 0 $arguments
            case $library in
            libmpi_abi*) silent ;;
            *) err_says "note: .*program needs $library, the library of another MPI, so each of its processes is a job of one rank" ;;
            esac
        done
        job 0 -q -n 2 bin/program
        silent
        job 0 -n 1 bin/program
        silent
    done
    head -c 3000 bin/program >bin/cut # what a file says of itself may lead nowhere
    chmod +x bin/cut
    "$MPIRUN" -n 2 bin/cut >out 2>err || :
    ! grep -q note err || fail 'it says something of a program that is none'
}

"$@"
