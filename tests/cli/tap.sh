# shellcheck shell=sh
# TAP for tests of ./breenix. A test sources this, runs checks, and ends with
# `finish`. $KERNEL is the kernel; $emulator is QEMU, for who starts it without ./breenix;
# $tmp is an empty folder of the test's own.

[ -n "${BREENIX_TESTS-}" ] || exec "${0%/*}/../environment" "$0" "$@"
: "${KERNEL:=build/breenix.elf}"
# shellcheck disable=SC2034 # for those that source this
emulator=${BREENIX_QEMU:-qemu-system-x86_64}
count=0
failures=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# ok STATUS WHAT: STATUS is 0 when all is well
ok()
{
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		failures=$((failures + 1))
	fi
}

# is GOT WANTED WHAT
is()
{
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || printf '# got: %s\n# wanted: %s\n' "$1" "$2"
}

finish()
{
	echo "1..$count"
	[ "$failures" = 0 ]
	exit
}

# run ARGS...: ./breenix run with a bound, so that nothing here waits forever
run()
{
	./breenix run --kernel "$KERNEL" --timeout 300 "$@"
}
