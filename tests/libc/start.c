/*
 * What a program finds when it starts: arguments, constructors, thread-local
 * variables, the auxiliary vector; and that its stack can be unwound.
 */
#include "tests/sys/tap.h"

#include <elf.h>
#include <link.h>
#include <sys/auxv.h>
#include <unwind.h>

static int order;

__attribute__((constructor(101))) static void
first(void)
{
	order = order * 10 + 1;
}

__attribute__((constructor(102))) static void
second(int argc, char **argv, char **environment)
{
	order = order * 10 + 2;
	if (argc < 1 || !argv[0] || !environment)
		order = -1;
}

static _Thread_local int initialised = 42;
static _Thread_local char zeroed[100];
static _Thread_local _Alignas(256) struct {
	char first, rest[300];
} aligned = { .first = 'x' };

static void
test_tls(void)
{
	ok(initialised == 42 && !zeroed[0] && !zeroed[99], "TLS begins right");
	ok((uintptr_t)&aligned % 256 == 0 && aligned.first == 'x' &&
		aligned.rest[299] == 0,
	    "and aligned");
	errno = 7;
	is(errno, 7, "errno");
}

static void
test_auxv(void)
{
	is(getauxval(AT_PAGESZ), 4096, "AT_PAGESZ");
	ok(getauxval(AT_RANDOM) && getauxval(AT_PHDR), "AT_RANDOM, AT_PHDR");
	errno = 0;
	ok(getauxval(12345) == 0 && errno == ENOENT, "what is not there");
}

static int
count_loads(struct dl_phdr_info *info, size_t size, void *count)
{
	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++)
		*(int *)count += info->dlpi_phdr[i].p_type == PT_LOAD;
	return 3;
}

static _Unwind_Reason_Code
count_frame(struct _Unwind_Context *context, void *count)
{
	(void)context;
	++*(int *)count;
	return _URC_NO_REASON;
}

static int nframes;

static int
compare(const void *a, const void *b)
{
	nframes = 0;
	_Unwind_Backtrace(count_frame, &nframes);
	return *(const char *)a - *(const char *)b;
}

static void
on_signal(int sig)
{
	(void)sig;
	nframes = 0;
	_Unwind_Backtrace(count_frame, &nframes);
}

static void
test_unwinding(void)
{
	char two[] = "ba";
	int nloads = 0;

	is(dl_iterate_phdr(count_loads, &nloads), 3, "dl_iterate_phdr");
	ok(nloads > 0, "the program's segments");
	qsort(two, 2, 1, compare);
	ok(nframes >= 4, "from a function that qsort calls: %d frames",
	    nframes);
	signal(SIGUSR1, on_signal);
	raise(SIGUSR1);
	ok(nframes >= 4, "from a signal handler: %d frames", nframes);
}

__attribute__((noinline)) static void
overflow(void)
{
	char small[8];
	volatile size_t n = 64;

	memset(small, 'x', n);
	__asm__ volatile("" : : "r"(small) : "memory");
}

static void
test_protector(void)
{
	ok(died_by(in_child(overflow), SIGABRT), "the stack protector");
}

int
main(int argc, char **argv)
{
	ok(argc == 1 && argv[0] && !argv[1], "the arguments");
	is(order, 12, "constructors run in order");
	ok(program_invocation_name == argv[0] &&
		!strchr(program_invocation_short_name, '/'),
	    "the program's name");
	test_tls();
	test_auxv();
	test_unwinding();
	test_protector();
	return done();
}
