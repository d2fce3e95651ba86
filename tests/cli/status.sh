#!/bin/sh
# The exit status of ./breenix run: the program's own, or one for each way in
# which there is none.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

run -- /bin/true </dev/null
is $? 0 "true"
run -- /bin/false </dev/null
is $? 1 "false"
for code in 0 7 120 124 127 255; do
	run -- busybox sh -c "exit $code" </dev/null
	is $? $code "exit $code"
done
run -- busybox sh -c 'kill -9 $$' </dev/null
is $? 137 "death by signal 9"
run -- busybox sh -c 'kill -TERM $$' </dev/null
is $? 143 "death by signal 15"

./breenix run --kernel "$KERNEL" --timeout 5 -- busybox sleep 1000 \
	</dev/null 2>"$tmp/err"
is $? 124 "a program that takes too long"
is "$(grep -c '^breenix: ' "$tmp/err")" 1 "says so in one line"
run -- busybox sh -c 'echo c >/proc/sysrq-trigger; sleep 100' \
	</dev/null 2>"$tmp/err"
is $? 120 "a panic"
is "$(grep -c '^breenix: kernel panic' "$tmp/err")" 1 "says so"
run -- ./no/such/program </dev/null 2>"$tmp/err"
is $? 127 "a program that does not exist"
run -- no-such-program </dev/null 2>"$tmp/err"
is $? 127 "or is not in PATH"
is "$(grep -c '^breenix: ' "$tmp/err")" 1 "says so in one line"
run -- README.md </dev/null 2>/dev/null
is $? 127 "a name without a slash is looked up in PATH only"
run -- ./Makefile </dev/null 2>/dev/null
is $? 126 "a file that is not executable"
run --no-such-option 2>/dev/null
is $? 125 "an unknown option"
./breenix run --kernel /dev/null/none -- true 2>/dev/null
is $? 125 "no kernel"
head -c 100000 /dev/zero >"$tmp/zero"
./breenix run --kernel "$tmp/zero" --timeout 20 -- true 2>/dev/null
is $? 122 "a kernel that is none"
finish
