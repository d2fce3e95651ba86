#!/bin/sh
# A ./breenix that a signal ends: whoever waits for it sees that, and no child of it is
# left, at whatever moment the signal comes. One that is killed leaves none either.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

# A machine that never opens a pipe, as QEMU has not in the beginning.
cat >"$tmp/idle" <<'END'
#!/bin/sh
echo up >>"$MARK.up"
exec sleep 1000
END
chmod +x "$tmp/idle"

# The processes that have this MARK in their environment, but for zombies.
# shellcheck disable=SC2317 # called by within
marked()
{
	perl -e 'for my $dir (glob "/proc/[0-9]*") {
		local $/;
		open my $in, "<", "$dir/environ" or next;
		next unless index("\0" . (<$in> // ""), "\0MARK=$ARGV[0]\0") >= 0;
		open my $stat, "<", "$dir/stat" or next;
		print "$dir " unless (<$stat> // "") =~ /\) [ZX] /;
	}' "$1"
}

# within CONDITION...: whether it comes true
within()
{
	tries=3000
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.02
	done
}

# shellcheck disable=SC2317 # called by within
none_left()
{
	[ -z "$(marked "$1")" ]
}

# start MARK: ./breenix with such a machine, in the background: sets $started
start()
{
	mkfifo "$1.in"
	exec 3<>"$1.in" # a stdin that brings nothing
	MARK=$1 BREENIX_QEMU=$tmp/idle ./breenix run --kernel "$KERNEL" -- true <&3 3>&- >"$1.out" 2>"$1.err" &
	started=$!
	exec 3>&-
}

for signal in HUP TERM KILL; do
	mark=$tmp/$signal
	start "$mark"
	within [ -e "$mark.up" ]
	ok $? "$signal: the machine begins"
	kill "-$signal" "$started"
	wait "$started" 2>/dev/null
	is "$(kill -l $?)" "$signal" "ends it"
	within none_left "$mark"
	ok $? "and all its children"
done

# At any moment: after as long as so many steps of this loop take.
left=0
for steps in $(seq 0 60); do
	mark=$tmp/any$steps
	start "$mark"
	i=0
	while [ $i -lt $((steps * 700)) ]; do i=$((i + 1)); done
	kill -TERM "$started"
	wait "$started" 2>/dev/null
	within none_left "$mark" || left=$((left + 1))
done
is $left 0 "TERM at any moment leaves none"

# ended PROGRAM...: runs it in a group of its own, sends INT to the group when it has said
# "up", and says by which signal it ended.
ended()
{
	perl -e '$SIG{INT} = "DEFAULT";
		my $child = open(my $out, "-|") // die;
		if (!$child) { setpgrp; exec @ARGV; }
		my $line = <$out>;
		kill "INT", -$child;
		print grep { $_ ne "up\n" } <$out>;
		close $out;
		print $? & 127, "\n";' "$@" </dev/null
}

is "$(ended ./breenix run --kernel "$KERNEL" -- sh -c 'echo up; sleep 1000' 2>"$tmp/err")" 2 "INT ends it as a signal"
is "$(cat "$tmp/err")" "" "without a word"
is "$(ended bash -c "while :; do ./breenix run --kernel '$KERNEL' -- sh -c 'echo up; sleep 1000'; echo next; done")" 2 \
	"and so a loop of a shell around it"
./breenix run --kernel "$KERNEL" --timeout 300 -- sh -c 'kill -INT $$' </dev/null
is $? 130 "a program that INT ended is a status"
is "$(perl -e 'system @ARGV; print $? & 127' ./breenix run --kernel "$KERNEL" --timeout 300 -- sh -c 'kill -INT $$' </dev/null)" 0 \
	"and no signal"
finish
