# gcc: preprocess, compile, assemble, link; archives and shared objects; what runs is right
# needs: gcc libc6-dev binutils
# quick
mkdir src; cd src
cat >lib.c <<'END'
#include <math.h>
double area(double r) { return M_PI * r * r; }
int counter(void) { static _Thread_local int n; return ++n; }
END
cat >main.c <<'END'
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
double area(double);
int counter(void);
static void *work(void *p) { for (int i = 0; i < 1000; i++) counter(); *(int *)p = counter(); return NULL; }
static int cmp(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
int main(int argc, char **argv)
{
	pthread_t t[4]; int r[4], v[] = { 5, 2, 9, 1 };
	for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, work, &r[i]);
	for (int i = 0; i < 4; i++) pthread_join(t[i], NULL), printf("%d ", r[i]);
	qsort(v, 4, sizeof *v, cmp);
	printf("%.6f %d %d\n", area(2), v[0], argc);
	void *h = dlopen("./plug.so", RTLD_NOW); if (!h) return puts(dlerror()), 1;
	printf("%s\n", ((const char *(*)(void))dlsym(h, "name"))());
	char *big = calloc(1, 50 << 20); big[40 << 20] = 1; free(big);
	return strcmp(argv[0], "./main") ? 2 : 0;
}
END
echo 'const char *name(void) { return "a plug-in"; }' >plug.c
for o in -O0 -O2 '-O3 -flto -march=x86-64-v2' '-Os -static-pie'; do
	gcc $o -Wall -c -o lib.o lib.c && gcc-ar rcs libx.a lib.o && gcc -shared -fPIC -o plug.so plug.c &&
		gcc $o -o main main.c -L. -lx -lm 2>&1 | grep -v -e 'warning: Using' -e 'in function' ; ./main; echo "$? $o"
done
gcc -E -dM - </dev/null | grep -c '__x86_64__'
echo 'int f(int x) { return x * 8; }' | gcc -O2 -S -o - -xc - | grep -c -E 'leal|sall'
gcc -fsyntax-only -xc - <<'END' 2>&1
int main(void) { return undeclared; }
END
nm main | grep -c ' T main'; readelf -h main | grep Type; objdump -d lib.o | grep -c ret; strip main; ./main; echo $?; size lib.o | wc -l
