#!/bin/sh
# What a program under ./breenix run has of its caller besides files: its environment,
# limits, signals that are ignored, niceness.
# shellcheck disable=SC2016,SC3045 # what is in single quotes is for the guest; dash and bash know -H

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

kernel=$(realpath "$KERNEL")
# with_environ PROGRAM...: what no shell can give, with nothing else in it
cat >"$tmp/environ.c" <<'END'
#include <unistd.h>

int
main(int argc, char **argv)
{
	char *env[] = { "A.B=x", "=odd", "Z=1", "A=2", "A=3", "bare", "", "BASH_FUNC_f%%=() {  echo f\n}", NULL };

	execve(argv[1], argv + 1, env);
	return 127;
}
END
gcc -o "$tmp/with-environ" "$tmp/environ.c"
"$tmp/with-environ" ./breenix run --kernel "$kernel" --timeout 300 -- /bin/cat /proc/self/environ >"$tmp/machine"
"$tmp/with-environ" /bin/cat /proc/self/environ >"$tmp/host"
cmp -s "$tmp/host" "$tmp/machine"
ok $? "the environment is the caller's, byte for byte"
is "$("$tmp/with-environ" "$PWD/breenix" run --kernel "$kernel" --timeout 300 --env A=9 --env Z --env NEW=n \
	-- /bin/cat /proc/self/environ | tr '\0\n' ,_)" \
	'A.B=x,=odd,A=9,bare,,BASH_FUNC_f%%=() {  echo f_},NEW=n,' "--env changes it as putenv() does"
is "$(env -i PWD=/bogus PATH=/bin "$PWD/breenix" run --kernel "$kernel" --timeout 300 -- env)" "PWD=/bogus
PATH=/bin" "PWD is the caller's"

# quiet WHAT VARIABLE...: with these variables nothing but the program speaks
quiet()
{
	what=$1
	shift
	is "$(env "$@" ./breenix run --kernel "$kernel" --timeout 300 --pack --with true -- echo said 2>&1)" said "$what"
}
quiet "a locale that is not there" LC_ALL=xx_XX.UTF-8
quiet "what perl does everywhere" PERL5OPT=-Mnone PERL5LIB=/none PERL_UNICODE=SDA
quiet "a folder that is not there for what is temporary" TMPDIR=/none
# The caller's shell, this one's and the program each speak of it.
is "$(LD_PRELOAD=/none.so ./breenix run --kernel "$kernel" --timeout 300 -- echo said 2>&1 | sort -u | sed 's/(.*//')" \
	"ERROR: ld.so: object '/none.so' from LD_PRELOAD cannot be preloaded 
said" "a library that is not there is the program's"
is "$(LD_PRELOAD=/none.so ./breenix run --kernel "$kernel" --timeout 300 -- echo said 2>&1 | wc -l)" 3 \
	"but not of what helps"
mkdir -p "$tmp/cd/shared" "$tmp/shared"
: >"$tmp/shared/right"
is "$(cd "$tmp" && CDPATH=$tmp/cd "$OLDPWD/breenix" run --kernel "$kernel" --timeout 300 --share shared:/mnt \
	-- ls /mnt)" right "CDPATH leads nowhere"

# limited LIMITS PROGRAM...: under limits, as a shell has them
limited()
{
	limits=$1
	shift
	(eval "$limits" && exec ./breenix run --kernel "$kernel" --timeout 300 -- "$@")
}
# Those that a machine sizes by its memory are its own.
own='/^Max (processes|pending)/ { next } { gsub(/ +/, " ") } 1'
is "$(limited : cat /proc/self/limits | awk "$own")" "$(awk "$own" /proc/self/limits)" "the limits are the caller's"
is "$(limited "ulimit -n 100; ulimit -S -f 1000" sh -c 'ulimit -S -n; ulimit -H -n; ulimit -S -f; ulimit -H -f')" \
	"100
100
1000
$(ulimit -H -f)" "lower ones too, soft and hard"
is "$(limited "ulimit -S -v 300000; ulimit -S -t 100" sh -c 'ulimit -S -v; ulimit -H -v; ulimit -S -t')" \
	"300000
$(ulimit -H -v)
100" "those of memory and time are not QEMU's"
is "$(limited "ulimit -u 100" sh -c 'ulimit -u' 2>/dev/null || limited "ulimit -p 100" sh -c 'ulimit -p')" 100 \
	"that of processes when it is lower"
is "$(limited "ulimit -S -s unlimited" sh -c 'ulimit -s; expr 1 + 1' | tr '\n' ' ')" "unlimited 2 " "no limit of the stack"
is "$(limited "ulimit -S -f 1" sh -c 'dd if=/dev/zero of=file bs=1000 count=2 2>/dev/null; kill -l $?; wc -c <file')" \
	"XFSZ
512" "they hold"
is "$(
	ulimit -f 10
	./breenix run --kernel "$kernel" --pack -- busybox true 2>&1
	echo $?
)" "breenix: write: File too large
125" "what the limit leaves no room for"

ignored=$(trap '' INT PIPE && grep SigIgn /proc/self/status)
is "$(trap '' INT PIPE && limited : grep SigIgn /proc/self/status)" "$ignored" "signals are ignored that are here"
is "$(limited : grep SigIgn /proc/self/status)" "$(grep SigIgn /proc/self/status)" "no others"
is "$(nice -n 5 ./breenix run --kernel "$kernel" --timeout 300 -- nice)" "$(nice -n 5 nice)" "the niceness"
finish
