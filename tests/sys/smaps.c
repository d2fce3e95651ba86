// covers: mlock mmap read write
/* What /proc tells of a process's memory and of what it reads and writes. */
#include "tests/sys/tap.h"
#include <pthread.h>

#define P 4096

/* A figure of a file, after the line that begins with `after` if given. */
static long
figure(const char *path, const char *after, const char *name)
{
	char line[512];
	FILE *f = fopen(path, "r");
	bool there = !after;
	long value = -1;

	if (!f)
		return -1;
	while (value < 0 && fgets(line, sizeof line, f)) {
		if (!there)
			there = !strncmp(line, after, strlen(after));
		else if (!strncmp(line, name, strlen(name)) &&
		    line[strlen(name)] == ':')
			value = atol(line + strlen(name) + 1);
	}
	fclose(f);
	return value;
}

static char start[32];

static long
of_area(const char *name)
{
	return figure("/proc/self/smaps", start, name);
}

static void
in_a_child(void)
{
	is(of_area("Shared_Dirty"), 20, "a child shares all");
	is(of_area("Private_Dirty"), 0, "owns none");
	is(of_area("Pss"), 10, "half of it is its share");
}

static bool
has_flag(const char *flag)
{
	char line[512], want[8];
	FILE *f = fopen("/proc/self/smaps", "r");
	bool there = false, has = false;

	snprintf(want, sizeof want, " %s ", flag);
	while (fgets(line, sizeof line, f)) {
		there |= !strncmp(line, start, strlen(start));
		if (there && !strncmp(line, "VmFlags:", 8)) {
			has = strstr(line, want) != NULL;
			break;
		}
	}
	fclose(f);
	return has;
}

static void
areas(void)
{
	char *p = mmap(NULL, 10 * P, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0);

	/* Pages apart from all others. */
	p += P;
	mprotect(p, 8 * P, PROT_READ | PROT_WRITE);
	snprintf(start, sizeof start, "%lx-%lx", (unsigned long)p,
	    (unsigned long)p + 8 * P);
	for (int i = 0; i < 5; i++)
		p[i * P] = 1;
	is(*(volatile char *)(p + 6 * P), 0, "a page that is only read");
	is(of_area("Size"), 32, "Size");
	is(of_area("Rss"), 20, "Rss counts what was written");
	is(of_area("Anonymous"), 20, "Anonymous");
	is(of_area("Private_Dirty"), 20, "Private_Dirty");
	is(of_area("Shared_Dirty"), 0, "Shared_Dirty");
	is(of_area("Pss"), 20, "Pss");
	is(of_area("Locked"), 0, "Locked");
	ok(has_flag("rd") && has_flag("wr") && !has_flag("ex"), "VmFlags");
	is(in_child(in_a_child), 0, "the child");
	is(mlock(p, 8 * P), 0, "mlock");
	is(of_area("Locked"), 32, "all is locked");
	ok(has_flag("lo"), "and says so");
	ok(figure("/proc/self/smaps_rollup", NULL, "Locked") >= 32,
	    "smaps_rollup too");
	ok(figure("/proc/self/smaps_rollup", NULL, "Rss") >= 32 + 4,
	    "which sums up");
	munmap(p - P, 10 * P);
}

static int out;

static void *
writer(void *arg)
{
	char b[1000] = { 0 };

	(void)arg;
	return write(out, b, sizeof b) == sizeof b ? NULL : (void *)1;
}

static void
counts(void)
{
	const char *io = "/proc/self/io";
	char b[500];
	pthread_t t;
	long wchar, syscw, rchar;
	int in = open("/dev/zero", O_RDONLY);

	out = open("out", O_WRONLY | O_CREAT, 0600);
	wchar = figure(io, NULL, "wchar");
	syscw = figure(io, NULL, "syscw");
	pthread_create(&t, NULL, writer, NULL);
	pthread_join(t, NULL);
	wchar = figure(io, NULL, "wchar") - wchar;
	syscw = figure(io, NULL, "syscw") - syscw;
	is(wchar, 1000, "what a thread wrote that has ended");
	is(syscw, 1, "in one call");
	rchar = figure(io, NULL, "rchar");
	ok(figure(io, NULL, "rchar") > rchar, "reading this counts too");
	rchar = figure(io, NULL, "syscr");
	is(read(in, b, sizeof b), 500, "read");
	ok(figure(io, NULL, "syscr") > rchar, "syscr");
	is(figure(io, NULL, "read_bytes") >= 0, 1, "read_bytes");
}

static long
faults(void)
{
	char line[256];
	FILE *f = fopen("/proc/vmstat", "r");
	long n = -1;

	while (fgets(line, sizeof line, f))
		if (sscanf(line, "pgfault %ld", &n) == 1)
			break;
	fclose(f);
	return n;
}

int
main(void)
{
	char *p = mmap(NULL, 64 * P, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long before = faults();

	for (int i = 0; i < 64; i++)
		p[i * P] = 1;
	ok(before > 0, "pgfault");
	ok(faults() >= before + 1, "grows");
	areas();
	counts();
	return done();
}
