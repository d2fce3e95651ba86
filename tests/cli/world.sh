#!/bin/sh
# What a program under ./breenix run --pack finds: its arguments, environment, folder,
# libraries and files.  (Without: tree.sh.)
# shellcheck disable=SC2016 # what is in single quotes is for the guest

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

run()
{
	./breenix run --kernel "$KERNEL" --timeout 300 --pack "$@"
}

newline='
'
is "$(run -- busybox printf '[%s]' 'a b' '' "c'd\"" "e${newline}f" "\$g" ü)" \
	"[a b][][c'd\"][e${newline}f][\$g][ü]" "any arguments"
is "$(VARIABLE="x y${newline}z" run -- busybox sh -c 'echo "$VARIABLE"')" \
	"x y${newline}z" "any environment"
is "$(run -- busybox pwd)" "$(pwd)" "the working directory"
is "$(run -- busybox id -u)" 0 "root inside"
is "$(run -- /bin/echo dynamic)" dynamic "a dynamic program"
ls=$(run -- /bin/ls /bin/ls)
is "$ls" /bin/ls "is where it was"

echo content >"$tmp/data"
is "$(run --with "$tmp/data" -- busybox cat "$tmp/data")" content "--with FILE"
mkdir -p "$tmp/dir/sub"
echo deep >"$tmp/dir/sub/file"
ln -s sub/file "$tmp/dir/link"
is "$(run --with "$tmp/dir" -- busybox cat "$tmp/dir/link")" deep "--with DIR"
run -- busybox test -e "$tmp/data" </dev/null
is $? 1 "nothing else of the host is there"

printf '#!/bin/sh\necho "script $1"\n' >"$tmp/script"
chmod +x "$tmp/script"
is "$(run -- "$tmp/script" arg)" "script arg" "a script brings its interpreter"
mkdir "$tmp/with space"
cp "$tmp/script" "$tmp/with space/the script"
is "$(run -- "$tmp/with space/the script" x)" "script x" "a path with spaces"

program=$(command -v date)
is "$(run --with "$program" -- busybox sh -c "$program -d @0 +%Y")" 1970 \
	"--with PROGRAM brings its libraries"
mkdir "$tmp/tools"
cp "$program" "$tmp/tools/"
is "$(run --with "$tmp/tools" -- busybox sh -c "$tmp/tools/date -d @0 +%Y")" 1970 \
	"--with DIR those of its programs"
printf '#!/bin/sh\ntouch %s\n' "$tmp/ran" >"$tmp/ld-odd"
chmod +x "$tmp/ld-odd"
echo 'int main(void) { return 0; }' | gcc -x c -o "$tmp/odd" -Wl,--dynamic-linker,"$tmp/ld-odd" -
run -- "$tmp/odd" >/dev/null 2>&1
is "$([ -e "$tmp/ran" ] || echo no)" no "what a program calls its interpreter does not run here"
is "$(run --with=date -- busybox sh -c 'date -d @0 +%Y')" 1970 "--with NAME is looked up in PATH"

mkdir -p "$tmp/info/x"
echo entry >"$tmp/info/x/x-own"
is "$(TERM=x-own TERMINFO=$tmp/info run -- busybox cat "$tmp/info/x/x-own")" entry \
	"what the terminal can do"
is "$(LC_ALL=C.UTF-8 run -- locale charmap 2>&1)" UTF-8 "the locale"
is "$(LC_ALL=C run -- locale charmap 2>&1)" ANSI_X3.4-1968 "that of C needs nothing"
# A zone of one offset, two hours: TZif, one type, its name of four bytes.
printf 'TZif%032d\0\0\0\1\0\0\0\4\0\0\34\40\0\0ABC\0' 0 | tr 0 '\0' >"$tmp/zone"
is "$(TZ=:$tmp/zone run -- date -d @0 +%H%Z)" 02ABC "the time zone"

top=$(pwd)
ln -s "$top/breenix" "$tmp/link"
is "$("$tmp/link" run -- /bin/echo linked)" linked "through a symbolic link"
kernel=$(realpath "$KERNEL")
# found PATH WHAT: a program in $tmp/dir/sub is found from $tmp/dir
found()
{
	is "$(cd "$tmp/dir/sub" && PATH=$1 "$top/breenix" run --pack --kernel "$kernel" \
		-- hello)" hello "$2"
}
printf '#!/bin/sh\necho hello\n' >"$tmp/dir/sub/hello"
chmod +x "$tmp/dir/sub/hello"
found "../sub:$PATH" "a relative entry of PATH"
found ":$PATH" "an empty one"
found "$PATH:" "an empty one at the end"
found "$PATH::/none" "and in the middle"
found . "PATH is for the program, not for what ./breenix needs itself"
mkdir "$tmp/others"
for name in timeout mktemp stty setsid cat perl sh qemu-system-x86_64; do
	ln -s /bin/false "$tmp/others/$name"
done
is "$(PATH=$tmp/others:$PATH run -- /bin/echo own)" own "nor other programs of their names"
is "$(PATH=/a:/b run -- busybox true 2>&1)" "breenix: busybox: not found in PATH" \
	"where PATH has it not"
is "$(PATH=/bin::/b run -- busybox sh -c 'echo "$PATH"')" /bin::/b "the program sees PATH as it is"

mkdir -p "$tmp/root/bin"
cp "$(command -v busybox)" "$tmp/root/bin/"
ln -s busybox "$tmp/root/bin/sh"
echo in >"$tmp/root/file"
is "$(PATH=/bin run --root "$tmp/root" -- sh -c 'cat /file' 2>&1)" in "--root"
is "$(cd "$tmp" && echo here >beside &&
	"$top/breenix" run --kernel "$kernel" --root "$tmp/root" --with beside \
		-- /bin/busybox cat beside)" here "--root with --with has the working directory"
is "$(cd "$tmp" && "$top/breenix" run --pack --kernel "$kernel" --root "$tmp/root" \
	-- bin/busybox pwd)" / "a relative program of a root without this folder"
is "$(run --cpus 3 -- busybox nproc)" 3 "--cpus"
small=$(run --mem 128M -- busybox awk '/MemTotal/ {print ($2 < 140000)}' \
	/proc/meminfo)
is "$small" 1 "--mem"
is "$(run --machine q35 -- /bin/echo q35)" q35 "--machine q35"
finish
