#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Output of ranks: whole lines, nothing lost, nothing mixed, nobody stopped by a slow reader.
# shellcheck source=/dev/null
. "$(dirname "$0")/lib.sh"

# Halves of lines wait for each other, whatever the order in which they are written.
whole_lines() {
    job 0 -n 2 "$RANK" 0=part:first- 0=mark:a 1=await:a 1=part:second- 1=mark:b 0=await:b 0=print:half 0=mark:c 1=await:c 1=print:half
    out_is 'first-half
second-half'
    job 0 -n 8 "$RANK" lines:2000
    [ "$(grep -c '^rank [0-7] line [0-9]*$' out)" = 16000 ] || fail "lines are broken or lost"
    for number in 0 7; do
        grep "^rank $number" out | sed 's/.* //' | sort -nc || fail "lines of rank $number are not in order"
    done
}

# Up to 64 KiB a line stays whole; longer ones are passed on in pieces, but complete.
long_lines() {
    job 0 -n 4 "$RANK" long:60000 long:60000
    [ "$(awk '{ print length }' out | sort -u)" = 60000 ] || fail "lines are broken"
    for letter in a b c d; do
        [ "$(grep -c "^$letter*$" out)" = 2 ] || fail "lines are mixed"
    done
    job 0 -n 1 "$RANK" long:1000000
    [ "$(wc -c <out)" = 1000001 ] || fail "a long line lost something"
}

unfinished_lines() {
    job 0 -n 1 "$RANK" print:x part:end
    printf 'x\nend' | cmp - out || fail "the output was changed"
    job 0 -n 3 "$RANK" part:end
    [ "$(cat out)" = endendend ] || fail "the output was changed"
    job 137 -n 1 "$RANK" part:end kill:9
    [ "$(cat out)" = end ] || fail "the last words were lost"
}

any_bytes() {
    head -c 3000000 /dev/urandom >bytes
    job 0 -n 1 cat bytes
    cmp bytes out || fail "the output was changed"
}

two_streams() {
    job 0 -n 2 "$RANK" print:out error:err
    out_is 'out
out'
    err_is 'err
err'
    job 0 --merge-stderr-to-stdout -n 2 "$RANK" print:out error:err
    out_is 'out
out
err
err'
    silent
    "$MPIRUN" -n 4 "$RANK" lines:500 error:x >out 2>&1
    [ "$(grep -c '^rank . line [0-9]*$\|^x$' out)" = 2004 ] || fail "lines are mixed where both streams go to one file"
}

tags() {
    for option in -l -prepend-rank; do
        job 0 -n 2 $option "$RANK" print:a print: error:c part:d
        out_is '[0] a
[0] 
[0] d
[1] a
[1] 
[1] d'
        err_is '[0] c
[1] c'
    done
    job 0 -n 2 --tag-output "$RANK" print:a error:b
    out_is '[1,0]<stdout>:a
[1,1]<stdout>:a'
    err_is '[1,0]<stderr>:b
[1,1]<stderr>:b'
    job 0 -n 1 --timestamp-output "$RANK" print:a
    grep -q '^[A-Z][a-z][a-z] [A-Z].* [0-9:]* [0-9]*<stdout>:a$' out || fail "no time"
    job 0 -n 1 --timestamp-output --tag-output "$RANK" print:a
    grep -q '^[A-Z].*\[1,0\]<stdout>:a$' out || fail "no time and rank"
    job 0 -n 1 -l --timestamp-output "$RANK" print:a
    grep -q '^[A-Z].* [0-9:]* [0-9]*<stdout>:\[0\] a$' out || fail "no time before the rank"
    job 0 -n 1 --tag-output -prepend-pattern '%r of 1: ' "$RANK" print:a
    out_is '[1,0]<stdout>:0 of 1: a'
    job 0 -n 2 -prepend-pattern '%r@%h %% %z ' "$RANK" print:a
    out_is "0@$(hostname) % %z a
1@$(hostname) % %z a"
    job 0 -n 8 -l "$RANK" lines:1000
    [ "$(grep -c '^\[\([0-7]\)\] rank \1 line [0-9]*$' out)" = 8000 ] || fail "marked lines are broken or lost"
}

files() {
    job 0 -n 2 -outfile-pattern 'd/%r.out' -errfile-pattern 'all.err' "$RANK" print:a error:b
    [ ! -s out ] || fail "output went elsewhere too"
    silent
    [ "$(cat d/0.out d/1.out all.err)" = 'a
a
b
b' ] || fail "the files are wrong"
    job 0 -n 11 --output-filename copies "$RANK" print:a error:b
    [ "$(wc -l <out)$(wc -l <err)" = 1111 ] || fail "not also on standard output and error"
    [ "$(cat copies/1/rank.00/stdout copies/1/rank.10/stdout copies/1/rank.05/stderr)" = 'a
a
b' ] || fail "the copies are wrong"
    job 1 -n 1 -outfile-pattern "$RANK/no" "$RANK" print:a
    err_says "mpirun: cannot write $RANK/no: Not a directory"
}

# A reader of one stream that does not read stops that stream only.
slow_reader() {
    mkfifo slow
    "$MPIRUN" -n 2 "$RANK" 0=long:2000000 1=error:free 1=mark:written 1=lines:3 >slow 2>err &
    exec 3<slow
    wait_for test -e written
    wait_for grep -q free err
    cat <&3 >out
    wait $! || fail "mpirun ended with $?"
    [ "$(wc -c <out)" = 2000043 ] || fail "output was lost"
}

# Nor does it lose the end of the job its output.
slow_reader_at_the_end() {
    mkfifo slow
    "$MPIRUN" -n 1 "$RANK" long:300000 mark:written >slow &
    exec 3<slow
    wait_for test -e written
    sleep 3
    cat <&3 >out
    wait $! || fail "mpirun ended with $?"
    [ "$(wc -c <out)" = 300001 ] || fail "output was lost"
}

# Without a reader, ranks that write end as they would without mpirun, and the others with them.
no_reader() {
    { "$MPIRUN" -n 2 yes 2>err && echo 0 >status || echo $? >status; } | head -n 1 >out
    out_is y
    silent
    [ "$(cat status)" = 141 ] || fail "mpirun ended with $(cat status)"
    job 0 -n 1 "$RANK" close:1 close:2 sleep:0.1
}

no_output() {
    status=0
    "$MPIRUN" -n 1 "$RANK" sleep:0.1 >&- 2>&- || status=$?
    [ $status = 0 ] || fail "status $status with standard output and error closed"
    "$MPIRUN" -n 1 cat <&- >out || fail "status $? with standard input closed"
    if [ -c /dev/full ]; then
        "$MPIRUN" -n 1 "$RANK" print:x >/dev/full 2>err && fail "nothing was said of a full disk"
        err_says 'mpirun: cannot write standard output: No space left'
    fi
}

# What a rank leaves behind may hold its output open, but not for long.
kept_open() {
    job 0 -n 2 "$RANK" leave:3 print:late sleep:60 exit:0 print:early
    [ "$(grep -c early out)" = 2 ] || fail "output was lost"
    job 0 -n 1 "$RANK" leave:3 sleep:0.3 print:late exit:0 print:early
    out_is 'early
late'
}

many_ranks() {
    # shellcheck disable=SC3045 # all shells here have it
    ulimit -Sn 256
    job 0 -n 200 "$RANK" lines:3 error:x
    [ "$(wc -l <out)" = 600 ] || fail "output was lost"
    [ "$(wc -l <err)" = 200 ] || fail "output was lost"
}

# On a terminal, the beginning of a line appears soon, and lines do not run into it.
prompt() {
    mkfifo keys
    "$TERMINAL" "$MPIRUN" -n 2 "$RANK" 0=part:name? 1=await:go 1=print:other 0=cat <keys >out &
    exec 3>keys
    wait_for grep -q 'name?$' out
    : >go
    wait_for grep -q '^other' out
    printf 'zero\n\004' >&3
    wait $! || fail "mpirun ended with $?"
    grep -q 'name?.$' out || fail "the other rank's line ran into the unfinished one"
}

# What is shown on a terminal is written to one, unchanged; errors and files are not.
terminal() {
    # shellcheck disable=SC2016
    test='for fd in 0 1 2; do if [ -t $fd ]; then echo $fd is a terminal; fi; done; stty size <&1'
    "$TERMINAL" sh -c 'stty rows 33 cols 99; exec "$@"' sh "$MPIRUN" -n 1 sh -c "$test" </dev/null >out
    tr -d '\r' <out >plain && mv plain out
    out_is '1 is a terminal
33 99'
    "$TERMINAL" "$MPIRUN" -n 1 -outfile-pattern got sh -c 'test -t 1 || echo none' </dev/null >out
    [ "$(cat got)" = none ] || fail "a file should not be a terminal"
    "$TERMINAL" "$MPIRUN" -n 2 "$RANK" long:60000 lines:1000 </dev/null >out
    [ "$(wc -l <out)" = 2002 ] || fail "output was lost"
}

"$@"
