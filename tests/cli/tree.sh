#!/bin/sh
# ./breenix run in the host's own tree: what the program finds, who it is, and that
# nothing of what it does stays, but where it was asked for.
# shellcheck disable=SC2016 # what is in single quotes is for the guest

. tests/cli/tap.sh

mkdir -p "$tmp/project/sub" "$tmp/other" "$tmp/shared"
chmod 755 "$tmp" "$tmp/project" "$tmp/other" "$tmp/shared"
echo one >"$tmp/project/file"
echo two >"$tmp/project/sub/below"
echo three >"$tmp/other/file"
kernel=$(realpath "$KERNEL")
top=$(pwd)

# here ARG...: ./breenix run in the project's folder
here()
{
	(cd "$tmp/project" && "$top/breenix" run --kernel "$kernel" --timeout 300 "$@")
}

is "$(here -- sh -c 'pwd; cat file sub/below')" "$tmp/project
one
two" "the same folder, with its files, below /tmp too"
here -- sh -c 'echo changed >file; rm sub/below; mkdir new; rmdir sub; touch /etc/x /usr/y'
is "$?:$(cat "$tmp/project/file" "$tmp/project/sub/below"):$(ls "$tmp/project")" "0:one
two:file
sub" "what it changes is gone at the end"
is "$(here -- sh -c 'echo more >>file; cat file; cp file copy; mv copy file2; ls')" "one
more
file
file2
sub" "until then it is there"
[ ! -e /etc/x ]
ok $? "in other folders too"
is "$(here -- id -u):$(here -- id -G)" "$(id -u):$(id -G)" "the same user and groups"
is "$(umask 027 && here -- sh -c umask)" 0027 "the same umask"
is "$(here --user nobody -- id -un)" nobody "--user"
is "$(here --user 12345:54321 -- sh -c 'id -u; id -g')" "12345
54321" "--user by numbers"
here --user none-such -- true 2>"$tmp/err"
is "$?:$(cut -d: -f1 "$tmp/err")" 125:breenix "--user of a name that is none"
is "$(here --user nobody -- sh -c 'cat /etc/shadow 2>/dev/null || echo denied')" denied \
	"rights are what they are"
is "$(here --workdir / -- pwd)" / "--workdir"
is "$(here --workdir sub -- cat below)" two "--workdir, relative"
is "$(A=1 B=2 here --env A=5 --env B --env=C=6 -- sh -c 'echo $A${B-none}$C')" 5none6 "--env"
is "$(here -- perl -MPOSIX -MData::Dumper -e 'print floor(2.5)')" 2 "modules of perl"
is "$(here -- sh -c 'command -v gcc >/dev/null || exit 0
	echo "int main(void){return 7;}" >a.c && gcc a.c && ./a.out; echo $?')" 7 "a compiler"

for folder in /tmp /run /dev /proc /sys; do
	is "$(here -- sh -c "grep -c ' $folder ' /proc/mounts")" 1 "$folder is the machine's own"
done
elsewhere=$(mktemp)
is "$(here -- sh -c "ls $elsewhere 2>/dev/null || echo none")" none "what else is in /tmp is not there"
rm "$elsewhere"
is "$(here -- sh -c 'cat /proc/self/mountinfo | wc -l | tr -d " "')" \
	"$(here -- sh -c 'grep -c . /proc/mounts')" "mounts and mountinfo agree"
is "$(here -- stat -f -c %T /)" overlayfs "the root is an overlay"
# git keeps 32 bits of a number.
low() { while read -r n; do echo $((n & 0xffffffff)); done; }
is "$(here -- stat -c %i file /bin/sh | low)" "$(stat -c %i "$tmp/project/file" /bin/sh | low)" \
	"files have the numbers that they have here"
is "$(here --rw . -- stat -c %i file)" "$(stat -c %i "$tmp/project/file")" "and with --rw"

here --rw . -- sh -c 'echo kept >kept; echo x >>file; mkdir d; mv kept d; rm sub/below
	chmod 751 d/kept; ln -s file link; exec dd if=/dev/zero of=big bs=64k count=100 2>/dev/null'
is "$?:$(cat "$tmp/project/d/kept"):$(stat -c %a "$tmp/project/d/kept")" 0:kept:751 "--rw ."
is "$(cat "$tmp/project/file"):$(readlink "$tmp/project/link")" "one
x:file" "appends and links"
is "$(stat -c %s "$tmp/project/big"):$(ls "$tmp/project/sub")" 6553600: "all of it, and removals"
is "$(cd "$tmp/project" && echo new >later && here --rw . -- sh -c 'cat later')" new "the host's changes"
here --rw "$tmp/none" -- true 2>"$tmp/err"
is "$?:$(cat "$tmp/err")" "125:breenix: --rw $tmp/none: there is no such folder" "--rw of none"

is "$(here --share "$tmp/other:/mnt" -- sh -c 'cat /mnt/file; touch /mnt/x 2>/dev/null || echo ro')" "three
ro" "--share DIR:AT"
here --share "$tmp/shared:/mnt:rw" -- sh -c 'echo y >/mnt/y'
is "$(cat "$tmp/shared/y")" y "--share DIR:AT:rw"
mkdir "$tmp/shared/a, b:c"
here --rw "$tmp/shared/a, b:c" -- sh -c "echo z >'$tmp/shared/a, b:c/z'"
is "$(cat "$tmp/shared/a, b:c/z")" z "a name with a comma and a colon"

here --out "$tmp/made" -- sh -c 'mkdir -p made/deep; echo m >made/deep/er; ln -s deep made/l; chmod 640 file
	echo "a b" >"a b"; mkfifo fifo; exit 5'
is "$?:$(cd "$tmp/made" && find . | sort | tr '\n' ' ')" \
	"5:. ./a b ./fifo ./file ./made ./made/deep ./made/deep/er ./made/l " "--out"
is "$(cat "$tmp/made/made/l/er"):$(stat -c %a "$tmp/made/file")" m:640 "contents and modes"
is "$([ -e "$tmp/project/made" ] || echo no)" no "and only there"
# An archive that the machine's root made up: nothing of it leads out of the folder.
cat >"$tmp/shared/forge.py" <<'END'
import io, sys, tarfile
t = tarfile.open('/forged', 'w')
def add(name, kind=tarfile.REGTYPE, link='', mode=0o644):
    m = tarfile.TarInfo(name)
    m.type, m.linkname, m.mode, m.size = kind, link, mode, 2 if kind == tarfile.REGTYPE else 0
    m.devmajor, m.devminor = 1, 3
    t.addfile(m, io.BytesIO(b'x\n') if m.size else None)
for name in sys.argv[1:]:
    name, _, link = name.partition('=')
    if link:
        add(name, tarfile.LNKTYPE if name[0] == 'h' else tarfile.SYMTYPE, link)
    elif name == 'null':
        add(name, tarfile.CHRTYPE, mode=0o666)
    else:
        add(name, mode=0o6755 if name == 'set' else 0o644)
t.close()
END
# forge NAME...: unpacks such an archive into $tmp/forged; says how that went, and what is
# in $tmp/victim
forge()
{
	here --user 0 --share "$tmp/shared:/mnt" --out "$tmp/forged" -- sh -c 'python3 /mnt/forge.py "$@"
		printf "#!/bin/sh\ncat /forged\n" >/forge && chmod 755 /forge && mv /forge /usr/bin/tar' sh "$@" 2>/dev/null
	echo "$?:$(cd "$tmp/victim" && echo * && cat ./*)"
}
mkdir -p "$tmp/victim" "$tmp/forged"
echo secret >"$tmp/victim/file"
ln -s "$tmp/victim" "$tmp/forged/old"
is "$(forge set plain)" "0:file
secret" "a forged archive"
is "$(stat -c %a "$tmp/forged/set" "$tmp/forged/plain")" "755
644" "no set-user-ID bit comes out"
is "$(forge null last)" "125:file
secret" "a device"
is "$([ -e "$tmp/forged/null" ] || cat "$tmp/forged/last")" x "is left out, and that alone"
is "$(forge old/in new="$tmp/victim" new/in)" "0:file
secret" "a link on the way, from before or of its own"
is "$(cat "$tmp/forged/old/in" "$tmp/forged/new/in")" "x
x" "is replaced by a folder"
ln -s "$tmp/victim" "$tmp/forged/away"
is "$(forge ../victim/in "$tmp/victim/in" away/../victim/in)" "125:file
secret" "names that lead away"
is "$(forge hard=away/file hard2="$tmp/victim/file" hard3=last)" "125:file
secret" "hard links to what it has not brought"
is "$(cd "$tmp/forged" && echo hard*)" "hard*" "are not made"
is "$(forge new2="$tmp/victim/file" new2 last hard=last)" "0:file
secret" "a link in a file's place"
is "$(stat -c %h "$tmp/forged/hard"):$(cat "$tmp/forged/new2")" 2:x "is replaced, and hard links are kept"
# One of a kind that is none, with contents: what follows is brought.
echo first >"$tmp/first"
echo second >"$tmp/second"
tar -C "$tmp" -c -f - first second | perl -e 'read STDIN, $h, 512; substr($h, 156, 1) = "Q";
	substr($h, 148, 8) = " " x 8; substr($h, 148, 8) = sprintf "%06o\0 ", unpack "%32C*", $h;
	print $h; print while <STDIN>' >"$tmp/odd.tar"
mkdir "$tmp/odd"
tools/take-out "$tmp/odd" <"$tmp/odd.tar" 2>"$tmp/err"
is "$?:$(wc -l <"$tmp/err"):$(cat "$tmp/odd/"*)" 255:1:second "of an unknown kind"
here --pack --out "$tmp/made" -- true 2>"$tmp/err"
is "$?:$(wc -l <"$tmp/err")" 125:1 "--out with --pack"

is "$(here --hide sub --hide file -- sh -c 'ls sub | wc -l | tr -d " "; wc -c <file')" "0
0" "--hide"
mkdir "$tmp/project/linked"
: >"$tmp/project/linked/seen"
ln -s "$tmp/project" "$tmp/way"
# by_link ARG...: ./breenix run in that folder, by an absolute link
by_link()
{
	(cd "$tmp/way" && "$top/breenix" run --kernel "$kernel" --timeout 300 "$@")
}
is "$(by_link -- ls linked)" seen "a folder of the machine's own, by an absolute link"
is "$(by_link --hide linked -- sh -c 'ls linked | wc -l')" 0 "--hide by one"
is "$(here --share linked:/var/run/x -- ls /var/run/x)" seen "--share at a place by one"
is "$(by_link --out "$tmp/by-link" -- touch made && ls "$tmp/by-link")" made "--out by one"
rm -r "$tmp/project/linked"
# A link of a tree that the machine has, into a folder that is its own.
if [ "$(id -u)" = 0 ]; then
	links=$(mktemp -d /var/tmp/breenix.XXXXXX)
	ln -s "$tmp/other" "$links/way"
	is "$(cd "$links/way" && "$top/breenix" run --kernel "$kernel" --timeout 300 -- \
		sh -c 'pwd; ls')" "$links/way
file" "a folder there, by a link to it"
	is "$(cd "$links/way" && "$top/breenix" run --kernel "$kernel" --timeout 300 \
		--out "$tmp/by-way" -- touch made && ls "$tmp/by-way")" made "--out of it"
	rm -r "$links"
fi
printf '#!/none\n' >"$tmp/project/no-start"
chmod +x "$tmp/project/no-start"
here --out "$tmp/none" -- ./no-start 2>/dev/null
is $? 127 "--out hides no other reason"
rm "$tmp/project/no-start"
is "$(here --hide sub --user nobody -- sh -c 'ls sub 2>/dev/null || echo denied')" denied "from a user"
is "$(here --only "$tmp/other" -- busybox sh -c "cat $tmp/other/file; ls / | grep -c home")" "three
0" "--only"
is "$(here --only . -- busybox sh -c 'echo w >file; cat file; busybox ls / | grep -c etc')" "w
1" "--only has what the program needs"
is "$(sed -n 1p "$tmp/project/file")" one "and changes nothing"

# A tree of its own, made of a program alone.
mkdir -p "$tmp/root/bin" "$tmp/root/etc"
cp "$(command -v busybox)" "$tmp/root/bin/busybox"
ln -s busybox "$tmp/root/bin/sh"
ln -s /bin/busybox "$tmp/root/bin/ls"
printf 'root:x:0:0::/:/bin/sh\nguest:x:77:78::/:/bin/sh\n' >"$tmp/root/etc/passwd"
is "$(PATH=/bin run --root "$tmp/root" -- ls /)" "bin
dev
etc
proc
run
sys
tmp" "--root DIR, and links that are absolute in it"
is "$(PATH=/bin run --root "$tmp/root" -- sh -c 'busybox id -u')" 0 "root there"
is "$(PATH=/bin run --root "$tmp/root" --user guest -- sh -c 'busybox id -u; busybox id -g')" "77
78" "or a user of its own"
is "$(ls "$tmp/root")" "bin
etc" "it stays as it was"

# The same as an archive, of a size that is no multiple of four, and packed.
(cd "$tmp/root" && find . | cpio -o -H newc --quiet; printf '\0') >"$tmp/root.cpio"
gzip -k "$tmp/root.cpio"
for archive in "$tmp/root.cpio" "$tmp/root.cpio.gz"; do
	PATH=/bin run --root "$archive" -- sh -c 'busybox id -u; pwd; ls /etc; exit 3' >"$tmp/out"
	is "$?:$(cat "$tmp/out")" "3:0
/
passwd" "--root ${archive##*/}"
done
is "$(PATH=/none:/bin run --root "$tmp/root.cpio" --workdir etc -- ls)" passwd "--workdir there"
is "$(run --root "$tmp/root.cpio" --share "$tmp/other:/mnt" -- /bin/busybox cat /mnt/file)" three \
	"with a folder of the host's"
PATH=/bin run --root "$tmp/root.cpio" -- none 2>"$tmp/err"
is "$?:$(cut -d: -f1,2 "$tmp/err")" "127:breenix: none" "a program that is not there"
run --root "$tmp/root.cpio" --out "$tmp/made" -- /bin/ls 2>"$tmp/err"
is "$?:$(wc -l <"$tmp/err")" 125:1 "--out is not for it"
run --root "$tmp/err" -- ls 2>"$tmp/err2"
is "$?:$(grep -c 'is not a cpio archive' "$tmp/err2")" 125:1 "what is no archive"

is "$(run --mem 64M -- perl -e 'push @x, "a$_" x 1000000 for 1 .. 1000' 2>&1 | tail -1 |
	sed 's/with [0-9]* MiB/with N MiB/')" \
	"breenix: out of memory: perl was the largest, with N MiB of 64M; try --mem 128M" \
	"who has used the memory up"
finish
