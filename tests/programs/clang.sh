# clang: C, IR, its static analyser, and lld's absence
# needs: clang libc6-dev
cat >t.c <<'END'
#include <stdio.h>
struct p { int x, y; };
static int gcd(int a, int b) { return b ? gcd(b, a % b) : a; }
int main(void) { struct p v[3] = { { 1, 2 }, { .y = 4 }, { 5 } }; int s = 0; for (int i = 0; i < 3; i++) s += v[i].x * 10 + v[i].y; printf("%d %d\n", gcd(1071, 462), s); return s & 1; }
END
for o in -O0 -O2 -Oz; do clang $o -Wall -o t t.c && ./t; echo $?; done
clang -O2 -S -emit-llvm -o - t.c | grep -c 'define.*@main'
clang -fsyntax-only -xc - 2>&1 <<'END'
int f(int *p) { return p + 1; }
END
clang --analyze -Xclang -analyzer-output=text -xc - 2>&1 <<'END' | grep -c 'null pointer'
int f(void) { int *p = 0; return *p; }
END
