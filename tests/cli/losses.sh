#!/bin/sh
# The test runner itself: a test that panics the kernel, one that never ends and
# one that breaks off are failed by name, and the rest is run.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

root=$tmp/root
mkdir -p "$root/tests" "$root/bin"
cp build/tests/root/driver "$root/"
cp "$(command -v busybox)" "$root/bin/"
ln -s busybox "$root/bin/sh"
ln -s busybox "$root/bin/sleep"
program()
{
	{
		echo '#!/bin/sh'
		cat
	} >"$root/tests/$1"
	chmod +x "$root/tests/$1"
}
program first <<'END'
echo "ok 1 - first"; echo 1..1
END
program panics <<'END'
echo "ok 1 - so far"; echo c >/proc/sysrq-trigger; sleep 100
END
program hangs <<'END'
echo "ok 1 - so far"; while :; do :; done
END
program leaves <<'END'
sleep 1000 & echo "ok 1 - with a child that stays"; echo 1..1
END
program dies <<'END'
echo "ok 1 - so far"; kill -SEGV $$
END
program last <<'END'
echo "ok 1 - last"; echo 1..1
END

tests/vm --kernel "$KERNEL" --out "$tmp/out" --root "$root" --bound 5 \
	first panics hangs leaves dies last
for name in first leaves last; do
	is "$(cat "$tmp/out/$name.end")" 0 "$name passes"
done
is "$(grep -c '^not ok.*during panics' "$tmp/out/panics.tap")" 1 \
	"the one that panics is named"
is "$(grep -c 'so far' "$tmp/out/panics.tap")" 1 "with what it said before"
is "$(grep -c 'ran for more than' "$tmp/out/hangs.tap")" 1 "the one that hangs"
is "$(cat "$tmp/out/hangs.end")" 9 "was killed"
is "$(cat "$tmp/out/dies.end")" 11 "the one that dies has its signal"
finish
