#!/bin/sh
# The forms that an initrd may have; what is said of the others, and of one that does not
# fit into memory.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

root=$tmp/root
mkdir -p "$root/bin" "$root/dev" "$root/later" "$tmp/root2"
cp "$(command -v busybox)" "$root/bin/busybox"
ln -s busybox "$root/bin/sh"
printf abc >"$root/one"
ln "$root/one" "$root/two"
cat >"$root/init" <<'END'
#!/bin/sh
exec >/dev/console 2>&1
/bin/busybox stat -c 'links-%h-%s' /two
[ ! -f /later ] || read -r text </later
echo "later-$text"
/bin/busybox poweroff -f
END
chmod +x "$root/init"
echo file >"$tmp/root2/later"
archive()
{
	(cd "$1" && find . | sort | cpio -o -H "${2:-newc}" --quiet)
}
archive "$root" >"$tmp/plain"
archive "$tmp/root2" >"$tmp/second"

# boot FILE OPTION...: what the console has of a machine with this initrd
boot()
{
	file=$1
	shift
	timeout 300 "$emulator" -nodefaults -no-user-config -display none \
		-no-reboot -m 64M -M microvm -accel tcg -cpu max -kernel "$KERNEL" \
		-serial stdio -append "console=ttyS0 panic=-1" -initrd "$file" "$@" \
		</dev/null 2>&1 | tr -d '\r' >"$tmp/out"
}

# good FILE LATER WHAT: such an initrd boots; LATER is what the second archive brings
good()
{
	boot "$1"
	is "$(grep '^links-\|^later-' "$tmp/out" | tr '\n' ' ')" "links-2-3 later-$2 " "$3"
}

# pack PROGRAM...: the first archive, packed
pack()
{
	"$@" -c <"$tmp/plain" >"$tmp/packed"
}
good "$tmp/plain" '' plain
for program in 'gzip -9' 'xz' 'xz -9 --check=crc32' 'xz --x86 --lzma2' 'zstd -q' \
	'zstd -q -19 --long=24'; do
	# shellcheck disable=SC2086 # a program and its options
	pack $program
	good "$tmp/packed" '' "$program"
done
for first in cat gzip 'zstd -q'; do
	for second in cat 'xz --check=crc32' 'zstd -q'; do
		[ "$first" != "$second" ] || continue
		# $first and $second are programs with options
		{
			$first <"$tmp/plain"
			head -c 515 /dev/zero
			$second <"$tmp/second"
		} >"$tmp/packed"
		good "$tmp/packed" file "$first, nulls, $second"
	done
done

# named FILE TEXT: one line says what is wrong with it
named()
{
	boot "$1"
	is "$(grep -c 'initramfs: ' "$tmp/out"):$(grep -c "initramfs: .*$2" "$tmp/out")" 1:1 "$2"
}
printf '\102\132\150\071\061AY&SY' >"$tmp/bad"
named "$tmp/bad" 'byte 0 of 10 is compressed with bzip2'
xz --format=lzma -c <"$tmp/second" >"$tmp/bad"
named "$tmp/bad" 'compressed with lzma'
printf '\002\041\114\030....' >"$tmp/bad"
named "$tmp/bad" 'compressed with lz4'
printf '\211LZO\000\r\n\032\n' >"$tmp/bad"
named "$tmp/bad" 'compressed with lzo'
xz --delta --lzma2 -c <"$tmp/second" >"$tmp/bad"
named "$tmp/bad" 'filtered in a way that is not known'
archive "$tmp/root2" odc >"$tmp/bad"
named "$tmp/bad" 'format odc'
echo 'no archive' >"$tmp/bad"
named "$tmp/bad" 'neither a cpio archive nor compressed'
size=$(wc -c <"$tmp/plain")
(cat "$tmp/plain" && echo 'something else') >"$tmp/bad"
named "$tmp/bad" "byte $size of $((size + 15)) is neither"
pack xz
head -c 100000 "$tmp/packed" >"$tmp/bad"
named "$tmp/bad" 'damaged or cut off'

# More than the machine has: packed as it comes, and packed a thousandfold.
mkdir "$tmp/large"
head -c 60000000 /dev/zero >"$tmp/large/zeros"
archive "$tmp/large" >"$tmp/zeros"
for program in gzip xz zstd; do
	$program -q -c <"$tmp/zeros" >"$tmp/packed"
	named "$tmp/packed" 'it does not fit into memory'
	is "$(grep -c 'not syncing' "$tmp/out")" 0 "without a panic"
done
# No room for the kernel's own between its image and an initrd that QEMU puts at the
# top of memory.
end=$(readelf -lW "$KERNEL" | sed -n 's/^ *LOAD *[^ ]* *[^ ]* *\([^ ]*\) *[^ ]* *\([^ ]*\) .*/\1 \2/p' |
	while read -r start size; do echo $((start + size)); done | sort -n | tail -n 1)
head -c $(((41 << 20) - end - 200000)) /dev/zero >"$tmp/bad"
boot "$tmp/bad" -m 41M
is "$(grep -c 'too little memory: no room for' "$tmp/out")" 1 "no room to boot: says so"
is "$(grep -c 'not syncing' "$tmp/out")" 0 "without a panic"
./breenix boot --kernel "$KERNEL" --mem 64M --root "$tmp/packed" --timeout 300 \
	</dev/null >/dev/null 2>"$tmp/err"
is $? 121 "boot"
is "$(grep -c '^breenix: out of memory' "$tmp/err"):$(wc -l <"$tmp/err")" 1:1 "says so"
for mem in 32M 60M 61M 62M 66M 96M; do
	run --mem $mem --with "$tmp/large" -- true </dev/null >"$tmp/out" 2>"$tmp/err"
	is $? 121 "run with $mem"
	is "$(grep -c '^breenix: out of memory' "$tmp/err"):$(wc -l <"$tmp/err")" 1:1 \
		"says so"
done
finish
