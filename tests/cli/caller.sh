#!/bin/sh
# What a program under ./breenix run has of its caller besides files: its environment.
# shellcheck disable=SC2016 # what is in single quotes is for the guest

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
finish
