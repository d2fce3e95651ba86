# gdb: break points, a backtrace, values, a core's absence
# needs: gdb gcc libc6-dev
# lacks: ptrace
cat >t.c <<'END'
static int f(int n) { return n ? n * f(n - 1) : 1; }
int main(void) { int x = f(5); return x == 120 ? 0 : 1; }
END
gcc -g -O0 -o t t.c; gdb -q -nx -batch -ex 'info line f' -ex 'break f if n == 2' -ex run -ex bt -ex 'print n * 7' -ex 'watch n' -ex finish ./t 2>/dev/null | grep -E '^(#|\$|Value)' | sed 's/0x[0-9a-f]*//'
