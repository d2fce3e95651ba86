# gcc: the address and undefined-behaviour sanitizers, whose shadow takes terabytes of addresses
# needs: gcc libc6-dev libasan8 libubsan1
cat >t.c <<'END'
#include <stdlib.h>
#include <stdio.h>
#include <limits.h>
int main(int argc, char **argv)
{
	char *p = malloc(10); volatile int x = INT_MAX;
	if (argc == 1) { p[9] = 1; printf("fine %d\n", p[9]); free(p); return 0; }
	if (argc == 2) { p[10] = 1; return p[10]; }
	if (argc == 3) { free(p); return p[0]; }
	x += argc; printf("went on\n"); free(p); return 0;
}
END
gcc -g -fsanitize=address,undefined -o t t.c
export ASAN_OPTIONS=detect_leaks=0:symbolize=0
for a in '' 1 '1 2' '1 2 3'; do ./t $a >out 2>&1; s=$?; grep -o -E 'heap-[a-z-]*|fine.*|went on|signed integer overflow' out | sort -u; echo "status $s"; done
