#!/bin/sh
# shell.sh: the shell's own tests inside a machine, on the default image: our shell
# and utilities with our library on our kernel, compared with what dash on Linux
# gave. Prints the TAP of tests/sh/run.

root=$(mktemp -d) || exit
trap 'rm -rf "$root"' EXIT
trap 'exit 1' HUP INT TERM

cp -a build/image/root/. "$root/" && mkdir "$root/tests" &&
	cp -a tests/sh "$root/tests/" || exit
./breenix run --kernel "${KERNEL:-build/breenix.elf}" --mem 128M --timeout 600 \
	--root "$root" -- /bin/sh /tests/sh/run /bin/sh
