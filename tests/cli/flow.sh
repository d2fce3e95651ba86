#!/bin/sh
# The machine ends also while somebody has stopped its console's output: what waits
# there is sent.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

# TCXONC with TCOOFF; reboot(RB_POWER_OFF)
run --timeout 20 -- perl -e 'open(C, "+<", "/dev/console") or die;
	ioctl(C, 0x540a, 0) or die; syswrite(C, "held\n");
	syscall(169, 0xfee1dead, 672274793, 0x4321fedc, 0)' \
	</dev/null >"$tmp/out" 2>"$tmp/err"
is $? 122 "the power is off"
is "$(grep -c held "$tmp/out" "$tmp/err" | grep -vc ':0')" 1 "what was held is there"
finish
