#!/bin/sh
# The end of a machine whose kernel panics, by panic= alone: no device tells the host.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

# panics WORD OPTION...: boots to a panic, there being no init
panics()
{
	word=$1
	shift
	timeout 300 "$emulator" -nodefaults -no-user-config -display none \
		-no-reboot -m 64M -accel tcg -cpu max -kernel "$KERNEL" -serial stdio \
		-append "console=ttyS0 rdinit=/none $word" "$@" </dev/null >"$tmp/out" 2>&1
}

for machine in microvm q35; do
	panics panic=-1 -M $machine -smp 2
	is $? 0 "$machine, panic=-1: it ends"
	is "$(grep -c 'not syncing: No working init' "$tmp/out")" 2 "by the panic"
	is "$(grep -c 'Rebooting in' "$tmp/out")" 0 "at once"
done
panics panic=2 -M q35
is $? 0 "panic=2: it ends"
is "$(grep -c 'Rebooting in 2 seconds' "$tmp/out")" 1 "and says when"

# An init that comes to its end.
mkdir -p "$tmp/root/bin"
cp "$(command -v busybox)" "$tmp/root/bin/true"
echo '#!/bin/true' >"$tmp/root/init"
chmod +x "$tmp/root/init"
./breenix boot --kernel "$KERNEL" --timeout 300 --root "$tmp/root" \
	</dev/null >"$tmp/out" 2>&1
is $? 120 "init ends: a panic"
is "$(grep -c 'not syncing: Attempted to kill init! exitcode=0' "$tmp/out")" 2 \
	"that says so"

# By default it stays, and does not begin anew either: it answers to be told to end.
panics panic=0 -M q35 -pidfile "$tmp/pid" &
tries=1200
until grep -q 'end Kernel panic' "$tmp/out" || [ $((tries -= 1)) = 0 ]; do
	sleep 0.1
done
sleep 1
kill "$(cat "$tmp/pid")" && [ $tries != 0 ]
ok $? "panic=0: it is still there"
wait
finish
