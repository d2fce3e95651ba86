// needs:
/*
 * The tables of abi/ against the host's headers, and what abi/syscall_args.h
 * makes of a row: every prototype, thunk and descriptor must compile.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>

#include "abi/syscall_args.h"
#include "tests/host/tap.h"

#define NOSYS(nr, name, family, reason)
#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs) \
	long sys_##name params __asm__("handler");
#include "abi/syscalls.def"
#undef SYSCALL_ROW

long handler(unsigned long a, unsigned long b, unsigned long c, unsigned long d,
    unsigned long e, unsigned long f);

static unsigned long seen[6];

long
handler(unsigned long a, unsigned long b, unsigned long c, unsigned long d,
    unsigned long e, unsigned long f)
{
	memcpy(seen, (unsigned long[]){ a, b, c, d, e, f }, sizeof(seen));
	return 42;
}

#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs)             \
	static long thunk_##name(const unsigned long reg[6])                  \
	{                                                                     \
		(void)reg;                                                    \
		return sys_##name args;                                       \
	}                                                                     \
	static const struct syscall_arg args_##name[] = {                     \
		SYSCALL_DESCS(descs)                                          \
	};                                                                    \
	_Static_assert(sizeof(args_##name) == nargs * sizeof(args_##name[0]), \
	    "a descriptor for each argument");
#include "abi/syscalls.def"
#undef SYSCALL_ROW

struct row {
	const char *name;
	int host_nr;
	int nargs;
	long (*thunk)(const unsigned long reg[6]);
	const struct syscall_arg *args;
};

#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs) \
	[nr] = { #name, __NR_##name, nargs, thunk_##name, args_##name },
#undef NOSYS
#define NOSYS(nr, sysname, family, reason) \
	[nr] = { .name = #sysname, .host_nr = __NR_##sysname },
static const struct row rows[] = {
#include "abi/syscalls.def"
};

#define NROWS (int)(sizeof(rows) / sizeof(rows[0]))

static bool
numbers_agree(void)
{
	for (int nr = 0; nr < NROWS; nr++) {
		bool unused = nr >= 335 && nr <= 423;

		if (unused ? rows[nr].name != NULL : rows[nr].host_nr != nr)
			return false;
	}
	return NROWS == 451;
}

/* => returns: whether argument `name` is one of the row's. */
static bool
row_has(const struct row *row, const char *name)
{
	for (int i = 0; i < row->nargs; i++)
		if (strcmp(row->args[i].name, name) == 0)
			return true;
	return false;
}

static bool
counts_are_arguments(void)
{
	for (int nr = 0; nr < NROWS; nr++)
		for (int i = 0; i < rows[nr].nargs; i++) {
			const char *count = rows[nr].args[i].count;

			if (*count && strcmp(count, "2") != 0 &&
			    !row_has(&rows[nr], count))
				return false;
		}
	return true;
}

static bool
errno_agrees(void)
{
	bool same = true;

#define ERRNO(nr, name, text) same &= nr == name && !strcmp(strerror(nr), text);
#include "abi/errno.def"
	return same;
}

static bool
signals_agree(void)
{
	bool same = true;

#define SIGNAL(nr, name, action, text) same &= nr == name;
#include "abi/signals.def"
	return same;
}

int
main(void)
{
	const unsigned long reg[6] = { 0xffffffff00000001, 2, 3, 4, 5, 6 };

	ok(numbers_agree(), "every system call has Linux's number");
	ok(counts_are_arguments(), "a buffer's count is an argument");
	ok(rows[__NR_read].thunk(reg) == 42 && seen[0] == 1 && seen[2] == 3,
	    "a thunk casts registers to the types of arguments");
	ok(rows[__NR_mmap].thunk(reg) == 42 && seen[0] == reg[0] &&
		seen[5] == 6,
	    "a thunk passes six arguments");
	ok(rows[__NR_stat].args[1].format == SYSCALL_FMT_OUT &&
		!strcmp(rows[__NR_stat].args[1].type, "struct stat"),
	    "a descriptor names the type in memory");
	ok(errno_agrees(), "errno");
	ok(signals_agree(), "signals");
	return tap_done();
}
