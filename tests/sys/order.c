// covers: utimensat renameat2 linkat mknodat openat umount2 execveat prctl
/*
 * Two things wrong with one call: which of them it tells.
 */
#include "tests/sys/tap.h"
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>

#define HERE AT_FDCWD

/* Arguments, then the path. */
static void
test_before_path(void)
{
	is_errno(syscall(SYS_openat, HERE, "", O_CREAT | O_DIRECTORY, 0),
	    EINVAL, "openat: flags");
	is_errno(syscall(SYS_openat, HERE, UNMAPPED, O_TMPFILE | O_RDONLY, 0),
	    EINVAL, "of a bad pointer");
	is_errno(syscall(SYS_mknodat, HERE, "", 0170000, 0), EINVAL,
	    "mknodat: no such kind");
	is_errno(syscall(SYS_mknodat, HERE, UNMAPPED, S_IFDIR, 0), EPERM,
	    "a directory");
	is_errno(syscall(SYS_umount2, "", 0x999), EINVAL, "umount2: flags");
	is_errno(syscall(SYS_renameat2, HERE, "", HERE, "", 8), EINVAL,
	    "renameat2: flags");
	is_errno(syscall(SYS_renameat2, HERE, UNMAPPED, HERE, "a", 3), EINVAL,
	    "that do not go together");
	is_errno(syscall(SYS_linkat, HERE, UNMAPPED, HERE, "a", 0x77), EINVAL,
	    "linkat: flags");
}

/* The path, then what is to be done with it. */
static void
test_after_path(void)
{
	struct timespec bad[2] = { { 0, -1 }, { 0, 0 } };

	is_errno(syscall(SYS_utimensat, HERE, "no", bad, 0), ENOENT,
	    "utimensat: no such file");
	is_errno(syscall(SYS_utimensat, HERE, "f/x", bad, 0), ENOTDIR,
	    "nor directory");
	is_errno(syscall(SYS_utimensat, 99, NULL, bad, 0), EBADF,
	    "nor descriptor");
	is_errno(syscall(SYS_utimensat, HERE, "f", bad, 0), EINVAL,
	    "then the time");
	is_errno(syscall(SYS_utimensat, HERE, "no", bad, 5), EINVAL,
	    "before both the flags");
	is_errno(syscall(SYS_execveat, HERE, "", NULL, NULL, 0x77), ENOENT,
	    "execveat: no path");
	is_errno(syscall(SYS_execveat, HERE, "no", NULL, NULL, 0x77), EINVAL,
	    "flags, no file");
}

/* The first path, then the second. */
static void
test_two_paths(void)
{
	is_errno(syscall(SYS_renameat2, HERE, "no/x", HERE, UNMAPPED, 0),
	    ENOENT, "renameat2: where the first would be");
	is_errno(syscall(SYS_renameat2, HERE, "f/x", HERE, "", 0), ENOTDIR,
	    "or not");
	is_errno(syscall(SYS_renameat2, HERE, "no", HERE, UNMAPPED, 0), EFAULT,
	    "then the second, and then whether the first is there");
	is_errno(syscall(SYS_linkat, HERE, "no", HERE, UNMAPPED, 0), ENOENT,
	    "linkat: the first");
	is_errno(syscall(SYS_linkat, 99, "no", HERE, "", 0), EBADF,
	    "or its directory");
	is_errno(syscall(SYS_linkat, HERE, "f", HERE, "", 0), ENOENT,
	    "then the second");
	is_errno(syscall(SYS_linkat, HERE, "f", HERE, UNMAPPED, 0), EFAULT,
	    "or its pointer");
	is_errno(syscall(SYS_symlinkat, "", HERE, UNMAPPED), ENOENT,
	    "symlinkat: the target");
}

static void
as_other(void)
{
	is_errno(prctl(PR_CAPBSET_DROP, 64), EPERM,
	    "PR_CAPBSET_DROP: who may not, then which");
	is_errno(prctl(PR_CAPBSET_READ, 64), EINVAL, "PR_CAPBSET_READ: which");
}

int
main(void)
{
	make_file("f", "x");
	test_before_path();
	test_after_path();
	test_two_paths();
	as_user(1000, 1000, as_other);
	return done();
}
