#!/bin/sh
# A ./breenix that is killed, and cannot clean up, leaves nothing behind.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

# The number and the command line of the QEMU whose kernel got a word.
find_qemu()
{
	perl -e 'for my $dir (glob "/proc/[0-9]*") {
		open my $in, "<", "$dir/cmdline" or next;
		local $/;
		my $line = <$in> // "";
		next unless $line =~ /^qemu/ && $line =~ / \Q$ARGV[0]\E\b/;
		print substr($dir, 6), " ", $line =~ tr/\0/ /r;
	}' "$1"
}

# Is there such a process that is not a zombie?
lives()
{
	read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
	case $stat in
	*') '[ZX]' '*) false ;;
	esac
}

# within CONDITION...: whether it comes true
within()
{
	tries=3000
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}

# shellcheck disable=SC2317 # called by within
gone()
{
	! lives "$1" && [ ! -e "$2" ] && [ ! -e "$2.over" ]
}

# killed WHAT OPTION...: ./breenix run is killed while a program runs
killed()
{
	what=$1
	shift
	word=mark-$$-$count
	./breenix run --kernel "$KERNEL" --append "$word" "$@" -- \
		busybox sh -c 'echo up; sleep 1000' </dev/null >"$tmp/out" &
	within grep -q up "$tmp/out"
	ok $? "$what: a program runs"
	found=$(find_qemu "$word")
	qemu=${found%% *}
	folder=${found#*-initrd }
	folder=${folder%%/initrd*}
	[ -n "$qemu" ] && lives "$qemu" && [ -d "$folder" ]
	ok $? "with a QEMU and a folder"
	kill -KILL $!
	wait $! 2>/dev/null
	within gone "$qemu" "$folder"
	ok $? "both are gone when it was killed"
	: >"$tmp/out"
}

killed "plain"
killed "with a bound" --timeout 1000
finish
