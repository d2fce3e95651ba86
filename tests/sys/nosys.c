// covers: getpid
/*
 * What is not implemented says so: ENOSYS, as from a Linux built without it.
 * The rows come from abi/syscalls.def. Linux has most of them, so this is for
 * Breenix only.
 */
#include "tests/sys/tap.h"

static const struct {
	int number;
	const char *name;
} rows[] = {
#define SYSCALL0(nr, name, ...)
#define SYSCALL1(nr, name, ...)
#define SYSCALL2(nr, name, ...)
#define SYSCALL3(nr, name, ...)
#define SYSCALL4(nr, name, ...)
#define SYSCALL5(nr, name, ...)
#define SYSCALL6(nr, name, ...)
#define NOSYS(nr, name, family, reason) { nr, #name },
#include "abi/syscalls.def"
};

int
main(void)
{
	size_t i;

	if (!on_breenix()) {
		skip("Linux has these calls");
		return done();
	}
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		is_errno(syscall(rows[i].number, 0, 0, 0, 0, 0, 0), ENOSYS,
		    "%s", rows[i].name);
	return done();
}
