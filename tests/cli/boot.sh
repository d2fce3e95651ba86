#!/bin/sh
# ./breenix boot: which system, and how it ends.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

# Types what ends the machine once there is a prompt.
at_prompt()
{
	for _ in $(seq 3000); do
		! grep -q '# ' "$tmp/out" || break
		sleep 0.1
	done
	echo poweroff
}

# boots WHAT [OPTION]...: boots, and poweroff, typed at its shell, ends it
boots()
{
	what=$1
	shift
	: >"$tmp/out"
	at_prompt | ./breenix boot --kernel "$KERNEL" --timeout 300 "$@" >"$tmp/out" 2>&1
	is $? 0 "$what: poweroff ends it"
}
boots "the image"
is "$(grep -c Welcome "$tmp/out")" 1 "it is ours"
echo poweroff | ./breenix boot --kernel "$KERNEL" --timeout 300 >"$tmp/out" 2>&1
is $? 0 "what was typed before it boots is not lost"
tools/mkroot busybox "$tmp/busybox.cpio"
boots "BusyBox" --root "$tmp/busybox.cpio"

# refused SCRIPT TEXT ARG...
refused()
{
	script=$1
	text=$2
	shift 2
	"$script" boot --kernel "$KERNEL" "$@" </dev/null 2>"$tmp/err"
	is $? 125 "boot $*"
	is "$(grep -c "^breenix: .*$text" "$tmp/err"):$(wc -l <"$tmp/err")" 1:1 "says why"
}
refused ./breenix 'no such folder or archive' --root "$tmp/none"
refused ./breenix '--with is for run' --with README.md
refused ./breenix '--trace is for run' --trace
refused ./breenix 'boot takes --root and --rw' --user nobody
refused ./breenix 'boot takes --root and --rw' --only /etc
cp breenix "$tmp/"
refused "$tmp/breenix" 'make image makes it'
finish
