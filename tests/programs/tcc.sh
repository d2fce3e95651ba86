# tcc: C compiled into memory and run there
# needs: tcc libc6-dev
cat >t.c <<'END'
#include <stdio.h>
#include <stdlib.h>
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int main(int c, char **v) { printf("%d %s %d\n", fib(24), c > 1 ? v[1] : "-", (int)sizeof(long)); return 5; }
END
tcc -run t.c arg; echo $?
tcc -o t t.c && ./t; echo $?
tcc -c t.c && tcc -o t2 t.o && ./t2; echo 'int main() { return x; }' | tcc -run - 2>&1; echo $?
