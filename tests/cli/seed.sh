#!/bin/sh
# ./breenix run --seed N: a run that is the same each time, and another with another N.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

# What is random, when it is, and in which order four processes come.
# shellcheck disable=SC2016 # the machine's shell
look='cat /proc/sys/kernel/random/uuid; date; cat /proc/self/maps
	for i in 1 2 3 4; do (echo $i) & done; wait; cat /proc/uptime'

# seeded N FILE
seeded()
{
	run --seed "$1" --cpus 2 -- busybox sh -c "$look" </dev/null >"$tmp/$2" 2>&1
	is $? 0 "seed $1"
}

seeded 5 first
seeded 5 second
seeded 6 third
is "$(grep -c . "$tmp/first")" "$(grep -c . "$tmp/third")" "all of it is there"
cmp -s "$tmp/first" "$tmp/second"
ok $? "the same seed, the same run"
is "$(head -n 1 "$tmp/first" | cmp -s - "$tmp/third"; echo $?)" 1 "another, another"
finish
