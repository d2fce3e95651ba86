#!/bin/sh
# The descriptors of a program under ./breenix run: byte for byte, apart from
# each other, with an end.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

head -c 3000000 /dev/urandom >"$tmp/random"
sum=$(md5sum <"$tmp/random")
is "$(run -- busybox md5sum <"$tmp/random")" "$sum" "3 MB from a file"
# shellcheck disable=SC2002 # a pipe is the point
is "$(cat "$tmp/random" | run -- busybox md5sum)" "$sum" "3 MB from a pipe"
run -- busybox cat <"$tmp/random" >"$tmp/out"
cmp -s "$tmp/random" "$tmp/out"
ok $? "there and back into a file"
is "$(run -- busybox cat <"$tmp/random" | md5sum)" "$sum" "into a pipe"

run -- busybox sh -c 'echo out; echo err >&2' </dev/null \
	>"$tmp/out" 2>"$tmp/err"
is "$(cat "$tmp/out")" out "stdout alone"
is "$(cat "$tmp/err")" err "stderr alone"
# shellcheck disable=SC2069 # stderr to the file, stdout away
run -- busybox sh -c 'echo out; echo err >&2' </dev/null 2>&1 >/dev/null |
	grep -q '^err$'
ok $? "stderr to a pipe"
is "$(run -- busybox cat </dev/null)" "" "an empty stdin ends"
is "$(run -- busybox wc -c <&-)" 0 "a closed one too"
run -- busybox sh -c 'echo out; echo err >&2' </dev/null 2>"$tmp/err" >&-
is "$?:$(cat "$tmp/err")" 0:err "with stdout closed"
run -- busybox sh -c 'echo out; echo err >&2' </dev/null >"$tmp/out" 2>&-
is "$?:$(cat "$tmp/out")" 0:out "with stderr closed"
run -- busybox sh -c 'exit 3' <&- >&- 2>&-
is $? 3 "with all of them closed"
is "$(printf 'no newline' | run -- busybox cat)" "no newline" "the last bytes"
is "$( (sleep 1; echo late) | run -- busybox cat)" late "input that takes time"

# A reader that goes away ends the program, as SIGPIPE would.
run -- busybox yes </dev/null | head -n 1 >/dev/null
ok $? "a program that writes for ever, to a reader that does not read"
run -- busybox echo lost </dev/null >/dev/full 2>"$tmp/err"
is "$?:$(cat "$tmp/err")" \
	"125:breenix: the output cannot be written: No space left on device" "a full disk"
run -- busybox yes </dev/null 2>"$tmp/err" >/dev/full
is $? 125 "ends a program that writes for ever"
seq 1 200000 >"$tmp/seq"
run -- busybox seq 1 200000 </dev/null | (
	sleep 2
	cmp -s - "$tmp/seq"
)
ok $? "a slow reader loses nothing"
finish
