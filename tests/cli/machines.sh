#!/bin/sh
# Machines that lack something: Breenix works without it, or says in one line what it
# is and ends.
# shellcheck disable=SC2016 # what is in single quotes is for the guest

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

# boot WORDS OPTION...: what the default image's shell prints for its commands, which
# end the machine; a blank between the kernel's words would end a command
boot()
{
	words=$1
	shift
	timeout 300 "$emulator" -nodefaults -no-user-config -display none \
		-no-reboot -m 64M -accel tcg -kernel "$KERNEL" \
		-initrd build/root/breenix.cpio.gz -serial stdio \
		-device isa-debug-exit,iobase=0xf4,iosize=4 \
		-append "console=ttyS0 panic=-1 rdinit=/bin/sh $words" "$@" \
		</dev/null 2>&1
}

# prints PATTERN WHAT OPTION...: a machine with these options prints the date, and a
# line like that
prints()
{
	pattern=$1
	what=$2
	shift 2
	boot 'breenix.exit=0xf4 -- -c date${IFS}+date-%F;poweroff${IFS}-f' "$@" |
		tr -d '\r' >"$tmp/out"
	is "$(grep -c "$pattern" "$tmp/out")" 1 "$what"
}

year=$(date +%Y)
prints "^date-$year" "microvm" -M microvm -cpu max
prints "^date-$year" "a processor of 2003" -M microvm -cpu qemu64
prints '^date-1970-01-01' "no clock" -M microvm,rtc=off,pit=off,pic=off -cpu max
prints '^date-2090-06-07' "a clock far ahead" -M q35 -cpu max -rtc base=2090-06-07
for date in 1960-01-01 2100-01-01; do
	prints '^date-1970-01-01' "a clock at $date" -M q35 -cpu max -rtc base=$date
	is "$(grep -c 'rtc: its date is not between' "$tmp/out")" 1 "it says so"
done
for feature in apic syscall sse2; do
	name=$(echo $feature | tr "[:lower:]" "[:upper:]")
	prints "panic - not syncing: this processor has no $name, which Breenix needs\$" \
		"no $name" -M microvm -cpu max,-$feature
done

prints "reboot: Power down" "no ACPI, but the debug exit" -M microvm,acpi=off -cpu max
# Without that either it says that it halted, and stays.
boot '-- -c poweroff${IFS}-f' -M microvm,acpi=off -cpu max -pidfile "$tmp/pid" >"$tmp/out" &
tries=1200
until grep -q 'reboot: System halted' "$tmp/out" || [ $((tries -= 1)) = 0 ]; do
	sleep 0.1
done
[ $tries != 0 ]
ok $? "no way to switch it off: halted, and says so"
kill "$(cat "$tmp/pid")"
wait
finish
