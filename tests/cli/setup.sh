#!/bin/sh
# tools/setup: what it says is needed, without installing anything.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

said=$(tools/setup)
is "$(echo "$said" | sed -n 's/^\([a-z]*\):.*/\1/p' | tr '\n' ' ')" \
	"first build run debug test check bench programs " "without a task it lists them all"
is "$(echo "$said" | grep -c '^run: .*qemu-system-x86')" 1 "with what each needs"
is "$(tools/setup run)" "" "nothing when all is there"
tools/setup unknown 2>"$tmp/err"
is "$?:$(head -c 6 "$tmp/err")" "2:usage:" "no such task"
finish
