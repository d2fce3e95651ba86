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
run -- busybox sh -c 'kill -9 $$' </dev/null 2>"$tmp/err"
is $? 137 "death by signal 9"
is "$(cat "$tmp/err")" "breenix: killed by signal 9 (SIGKILL)" "says so"
run -- busybox sh -c 'kill -SEGV $$' </dev/null 2>"$tmp/err"
is $? 139 "a crash"
is "$(cat "$tmp/err")" "breenix: killed by signal 11 (SIGSEGV)" "says so"
run -- busybox sh -c 'kill -TERM $$' </dev/null 2>"$tmp/err"
is $? 143 "death by signal 15"
is "$(cat "$tmp/err")" "" "which a user asks for"
run -- busybox sh -c 'exit 137' </dev/null 2>"$tmp/err"
is "$?:$(cat "$tmp/err")" 137: "a program that exits with such a number"

./breenix run --kernel "$KERNEL" --timeout 5 -- busybox sleep 1000 \
	</dev/null 2>"$tmp/err"
is $? 124 "a program that takes too long"
is "$(grep -c '^breenix: ' "$tmp/err")" 1 "says so in one line"
./breenix run --kernel "$KERNEL" --timeout=1 -- busybox sleep 1000 </dev/null 2>"$tmp/err"
is "$?:$(cat "$tmp/err")" "124:breenix: still running after 1 second" "one second"
./breenix run --kernel "$KERNEL" --timeout 0.02m -- busybox sleep 1000 </dev/null 2>"$tmp/err"
is "$?:$(cat "$tmp/err")" "124:breenix: still running after 0.02 minutes" "or so many minutes"
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

# refused TEXT OPTION...: ./breenix says in one line, with TEXT, what is wrong
refused()
{
	text=$1
	shift
	run "$@" -- true </dev/null 2>"$tmp/err"
	is $? 125 "$*"
	is "$(grep -c "^breenix: .*$text" "$tmp/err"):$(wc -l <"$tmp/err")" 1:1 "says why"
}
refused 'takes a size' --mem x
refused 'mem needs a value' --mem ''
refused 'root needs a value' --root=
refused 'with needs a value' --with ''
refused 'takes a size' --mem -5M
refused 'too little' --mem 4M
refused 'too little' --mem 0
refused 'from 1 to 64' --cpus 65
refused 'from 1 to 64' --cpus 0
refused 'from 1 to 64' --cpus many
refused 'seconds' --timeout .
refused 'seconds' --timeout 1.2.3
refused 'seconds' --timeout 0
refused 'number' --seed -1
refused 'no option .--nosuch' --nosuch=1
refused 'takes no value' --trace=1
refused 'too little' --mem=4M
refused 'neither here nor in PATH' --with no-such-program
refused 'no-such-folder: there is no such folder or archive' --root="$tmp/no-such-folder"
is "$(run --mem=64M --cpus=2 -- busybox nproc </dev/null)" 2 "--option=value"
run '' </dev/null 2>"$tmp/err"
is "$?:$(cat "$tmp/err")" "127:breenix: the name of the program is empty" "no name"
./breenix run --help >"$tmp/help"
is "$?:$(head -1 "$tmp/help" | cut -d' ' -f1-3)" "0:usage: ./breenix run" "run --help"

# What a low limit of open files leaves is too little; a soft one is raised.
# shellcheck disable=SC3045 # dash and bash know ulimit -n and -S
{
is "$( (ulimit -n 20 && run -- /bin/true) 2>&1 </dev/null; echo $?)" \
	"breenix: at most 20 open files (ulimit -n): it takes 64
125" "few open files"
is "$( (ulimit -S -n 20 && run -- /bin/echo raised) 2>&1 </dev/null)" raised "or fewer than could be"
}

perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 1, ReuseAddr => 1,
	LocalAddr => "127.0.0.1:1234"); open F, ">", shift; sleep 300' "$tmp/listens" &
listener=$!
until [ -e "$tmp/listens" ]; do sleep 0.1; done
refused 'port 1234, .*, is in use' --gdb
kill $listener
is "$(run --cpus 08 --mem 0064M -- busybox nproc </dev/null)" 8 "zeros in front"
run --mem 900000000 -- true </dev/null 2>"$tmp/err"
is $? 125 "a QEMU that does not start"
is "$(grep -c '^breenix: ' "$tmp/err")" 1 "says so"
is "$(grep -c '^qemu.*memory' "$tmp/err")" 1 "and QEMU why"

# cannot_start STATUS TEXT OPTION... PROGRAM
cannot_start()
{
	status=$1
	text=$2
	shift 2
	run "$@" </dev/null 2>"$tmp/err"
	is $? "$status" "$text"
	is "$(grep -c "^breenix: .*$text" "$tmp/err"):$(wc -l <"$tmp/err")" 1:1 "in one line"
}
echo 'echo no magic' >"$tmp/text"
printf '\177ELFgarbage' >"$tmp/garbage"
printf '#!/no/such/interpreter\n' >"$tmp/script"
mkdir -p "$tmp/root"
cp "$tmp/script" "$tmp/root/"
cp /bin/ls "$tmp/root/dynamic"
chmod +x "$tmp/text" "$tmp/garbage" "$tmp/script" "$tmp/root/script"
cannot_start 126 'Exec format error' -- "$tmp/text"
cannot_start 126 'Exec format error' -- "$tmp/garbage"
cannot_start 127 'interpreter /no/such/interpreter is missing' -- "$tmp/script"
cannot_start 127 'No such file' --root "$tmp/root" -- /script
cannot_start 127 'No such file' --root "$tmp/root" -- /dynamic
cannot_start 126 'not executable' -- /tmp
mkdir "$tmp/first" "$tmp/second"
echo >"$tmp/first/found"
PATH=$tmp/first:$PATH cannot_start 126 'not executable' -- found

# What Breenix lacks is said when it may be why a program failed, and only then.
run -- busybox nc 127.0.0.1 1 </dev/null 2>"$tmp/err"
is $? 1 "a program that asks for a socket"
is "$(grep -c '^breenix: .*: socket: .*(asked by busybox)' "$tmp/err")" 1 \
	"what it asked for, and who"
run -- busybox sh -c 'nc 127.0.0.1 1; true' </dev/null 2>"$tmp/err"
is $? 0 "one that goes on without"
is "$(grep -c '^breenix: ' "$tmp/err")" 0 "no word of it"
run --with ls --with cat -- sh -c 'ls -ld /; cat /proc/breenix/missing; exit 2' \
	</dev/null >"$tmp/out" 2>"$tmp/err"
is $? 2 "one that looks up a user and fails"
is "$(grep -c 'name service (asked by ls)' "$tmp/out")" 1 "asks for a name service"
is "$(grep -c '^breenix: ' "$tmp/err")" 0 "which is not why"

is "$(./breenix --version)" "$(run -- uname -v </dev/null | sed 's/.* Breenix/Breenix/')" "--version"
refused '--share .:data: where it is in the machine begins with /' --share .:data
mkdir -m 0 "$tmp/closed"
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$tmp"
	for option in --workdir --rw --share --out --only --root; do
		perl -e '$) = "65534 65534"; $> = 65534; $( = $); $< = $>; exec @ARGV' ./breenix run --kernel "$KERNEL" \
			"$option" "$tmp/closed" -- true 2>"$tmp/err"
		is "$?:$(cat "$tmp/err")" "125:breenix: $option $tmp/closed: permission denied" "$option of what is closed"
	done
fi

head -c 100000 /dev/zero >"$tmp/zero"
./breenix run --kernel "$tmp/zero" --timeout 300 -- true 2>/dev/null
is $? 125 "a kernel that is none"
finish
