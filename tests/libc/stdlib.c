/*
 * Numbers from text, sorting, random numbers, temporary files, paths.
 */
#include "tests/sys/tap.h"

#include <inttypes.h>
#include <libgen.h>
#include <limits.h>

static void
check_strtol(const char *text, int base, long wanted, size_t used, int error)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, base);
	ok(n == wanted && end == text + used && errno == error,
	    "strtol \"%s\" by %d: %ld, %d used, errno %d", text, base, n,
	    (int)(end - text), errno);
}

static void
test_strtol(void)
{
	char *end;

	check_strtol("123", 10, 123, 3, 0);
	check_strtol(" \t\n-42x", 10, -42, 6, 0);
	check_strtol("0x1F", 0, 31, 4, 0);
	check_strtol("0x1F", 16, 31, 4, 0);
	check_strtol("0x", 16, 0, 1, 0);
	check_strtol("0xg", 0, 0, 1, 0);
	check_strtol("077", 0, 63, 3, 0);
	check_strtol("08", 0, 0, 1, 0);
	check_strtol("zZ", 36, 35 * 36 + 35, 2, 0);
	check_strtol("", 10, 0, 0, 0);
	check_strtol("-", 10, 0, 0, 0);
	check_strtol("+ 1", 10, 0, 0, 0);
	check_strtol("9223372036854775807", 10, LONG_MAX, 19, 0);
	check_strtol("9223372036854775808", 10, LONG_MAX, 19, ERANGE);
	check_strtol("-9223372036854775808", 10, LONG_MIN, 20, 0);
	check_strtol("-9223372036854775809", 10, LONG_MIN, 20, ERANGE);
	check_strtol("99999999999999999999999x", 10, LONG_MAX, 23, ERANGE);
	is(strtoul("-1", NULL, 10) == ULONG_MAX, 1, "strtoul of -1");
	errno = 0;
	ok(strtoul("18446744073709551616", &end, 10) == ULONG_MAX &&
		errno == ERANGE && !*end,
	    "strtoul's overflow");
	errno = 0;
	ok(strtol("1", NULL, 1) == 0 && errno == EINVAL, "base 1");
	is(strtoimax("-7", NULL, 0), -7, "strtoimax");
}

static int
by_int(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static long ncompared;

static int
counting(const void *a, const void *b, void *count)
{
	++*(long *)count;
	return by_int(a, b);
}

static void
fill(int *array, int n, int shape)
{
	unsigned int seed = 5;

	for (int i = 0; i < n; i++) {
		seed = seed * 1103515245 + 12345;
		array[i] = shape == 0 ? (int)(seed >> 3) :
		    shape == 1        ? i :
		    shape == 2        ? n - i :
		    shape == 3        ? 7 :
		    shape == 4        ? i % 3 :
		    shape == 5        ? (i < n / 2 ? i : n - i) :
					(int)(seed >> 20 & 15);
	}
}

static void
test_qsort(void)
{
	enum {
		N = 50000
	};
	static int array[N], copy[N];

	for (int shape = 0; shape < 7; shape++) {
		unsigned long long sum = 0, sum_after = 0;
		bool sorted = true;

		fill(array, N, shape);
		memcpy(copy, array, sizeof array);
		ncompared = 0;
		qsort_r(array, N, sizeof *array, counting, &ncompared);
		for (int i = 0; i < N; i++) {
			sum += (unsigned int)copy[i] * 31ULL;
			sum_after += (unsigned int)array[i] * 31ULL;
			sorted &= i == 0 || array[i - 1] <= array[i];
		}
		ok(sorted && sum == sum_after && ncompared < 60L * N,
		    "qsort of shape %d sorts", shape);
	}
	for (int n = 0; n < 40; n++) {
		bool sorted = true;

		fill(array, n, 6);
		qsort(array, (size_t)n, sizeof *array, by_int);
		for (int i = 1; i < n; i++)
			sorted &= array[i - 1] <= array[i];
		if (!sorted)
			ok(false, "qsort of %d", n);
	}
}

/* Quicksort's worst enemy (McIlroy, 1999): it decides the order as it is asked. */
static int antique[4000], nsolid, candidate;

static int
killer(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	int gas = 4000;

	ncompared++;
	if (antique[x] == gas && antique[y] == gas)
		antique[x == candidate ? x : y] = nsolid++;
	if (antique[x] == gas)
		candidate = x;
	else if (antique[y] == gas)
		candidate = y;
	return antique[x] - antique[y];
}

static void
test_killer(void)
{
	static int pointers[4000];

	for (int i = 0; i < 4000; i++) {
		pointers[i] = i;
		antique[i] = 4000;
	}
	ncompared = 0;
	qsort(pointers, 4000, sizeof *pointers, killer);
	ok(ncompared < 500000, "an adversary makes it %ld comparisons",
	    ncompared);
}

struct odd {
	char bytes[13];
};

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, 13);
}

static void
test_odd_sizes(void)
{
	struct odd array[200];
	bool sorted = true;
	int wanted = 7, numbers[] = { 1, 3, 5, 7, 9 };

	for (int i = 0; i < 200; i++)
		snprintf(array[i].bytes, 13, "%d", i * 7919 % 200);
	qsort(array, 200, sizeof *array, by_bytes);
	for (int i = 1; i < 200; i++)
		sorted &= strcmp(array[i - 1].bytes, array[i].bytes) < 0;
	ok(sorted, "qsort of 13 bytes each");
	ok(bsearch(&wanted, numbers, 5, sizeof *numbers, by_int) == numbers + 3,
	    "bsearch");
	wanted = 4;
	ok(!bsearch(&wanted, numbers, 5, sizeof *numbers, by_int),
	    "bsearch of what is not there");
}

static void
test_temp(void)
{
	char name[] = "tempXXXXXX", suffixed[] = "tXXXXXX.c", bad[] = "tXXXXX";
	char folder[] = "dirXXXXXX";
	struct stat st;
	int fd = mkstemp(name);

	ok(fd >= 0 && fstat(fd, &st) == 0 && (st.st_mode & 0777) == 0600,
	    "mkstemp: %s", name);
	close(fd);
	fd = mkostemps(suffixed, 2, O_CLOEXEC);
	ok(fd >= 0 && strcmp(suffixed + 7, ".c") == 0 &&
		fcntl(fd, F_GETFD) == FD_CLOEXEC,
	    "mkostemps: %s", suffixed);
	close(fd);
	is_errno(mkstemp(bad), EINVAL, "too few X");
	ok(mkdtemp(folder) && stat(folder, &st) == 0 && S_ISDIR(st.st_mode),
	    "mkdtemp");
}

static void
test_realpath(void)
{
	char here[PATH_MAX], wanted[PATH_MAX + 16], *path;

	if (!getcwd(here, sizeof here))
		_exit(99);
	mkdir("d", 0755);
	make_file("d/f", "");
	works(symlink("../d/./f", "d/link"), "symlink");
	works(symlink("loop", "loop"), "symlink");
	snprintf(wanted, sizeof wanted, "%s/d/f", here);
	path = realpath("d/../d//link", NULL);
	ok(path && strcmp(path, wanted) == 0, "realpath: %s", path);
	free(path);
	ok(!realpath("loop", NULL) && errno == ELOOP, "a loop");
	ok(!realpath("nothing", NULL) && errno == ENOENT, "nothing");
	ok(!realpath("d/f/x", NULL) && errno == ENOTDIR, "not a folder");
	ok(!realpath("d/f/", NULL) && errno == ENOTDIR, "nor with a slash");
	ok(!realpath("", NULL) && errno == ENOENT, "no path");
	path = realpath("/..", NULL);
	ok(path && strcmp(path, "/") == 0, "above the root");
	free(path);
}

static void
check_parts(const char *path, const char *folder, const char *name)
{
	char copy[2][64];

	strcpy(copy[0], path);
	strcpy(copy[1], path);
	ok(strcmp(dirname(copy[0]), folder) == 0 &&
		strcmp(basename(copy[1]), name) == 0,
	    "dirname and basename of \"%s\"", path);
}

static void
test_parts(void)
{
	check_parts("/usr/lib", "/usr", "lib");
	check_parts("/usr/", "/", "usr");
	check_parts("usr", ".", "usr");
	check_parts("/", "/", "/");
	check_parts(".", ".", ".");
	check_parts("a//b//", "a", "b");
	check_parts("", ".", ".");
}

static void
test_misc(void)
{
	char options[] = "ro,size=5,bogus", *rest = options, *value;
	char *const names[] = { (char *)"ro", (char *)"size", NULL };

	is(a64l("/."), 1, "a64l");
	ok(strcmp(l64a(12345), a64l(l64a(12345)) == 12345 ? l64a(12345) : "") ==
		0,
	    "l64a");
	is(getsubopt(&rest, names, &value), 0, "getsubopt");
	ok(getsubopt(&rest, names, &value) == 1 && strcmp(value, "5") == 0,
	    "with a value");
	ok(getsubopt(&rest, names, &value) == -1 && strcmp(value, "bogus") == 0,
	    "unknown");
	is(div(-7, 2).rem, -1, "div");
	is(abs(-3), 3, "abs");
	is(imaxdiv(7, -2).quot, -3, "imaxdiv");
}

int
main(void)
{
	test_strtol();
	test_qsort();
	test_killer();
	test_odd_sizes();
	test_temp();
	test_realpath();
	test_parts();
	test_misc();
	return done();
}
