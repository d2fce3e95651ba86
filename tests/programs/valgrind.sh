# valgrind: a processor in software, whose client memory it lays out itself
# needs: valgrind gcc libc6-dev
cat >t.c <<'END'
#include <stdlib.h>
#include <pthread.h>
static void *f(void *p) { return p; }
int main(void) { char *p = malloc(10); pthread_t t; pthread_create(&t, 0, f, 0); pthread_join(t, 0); p[10] = 1; p = malloc(20); return p[3] ? 1 : 0; }
END
gcc -g -O0 -w -o t t.c; valgrind -q --leak-check=no ./t 2>&1 | grep -o -E 'Invalid write of size.*|Conditional jump.*|at 0x.*t.c:[0-9]*' | sed 's/0x[^:]*//'
valgrind --leak-check=full --error-exitcode=9 ./t >/dev/null 2>out; echo $?; grep -o -E '[0-9]+ bytes in [0-9]+ blocks' out | sort | uniq -c | sort -n | tail -2
