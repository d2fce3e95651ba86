/*
 * Changing who the process is.
 *
 * The kernel's calls change one thread; POSIX has them change the process. The
 * threads' part, in programs that have threads, defines __setid_all to ask every
 * thread.
 */
#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

#include "ids.h"
#include "libc.h"
#include "syscall.h"

#define MAX_GROUPS 1024

static int
set(long nr, long a, long b, long c)
{
	if (__threaded && __setid_all)
		return (int)syscall_ret(__setid_all(nr, a, b, c));
	return (int)syscall_ret(__syscall(nr, a, b, c));
}

int
setuid(uid_t user)
{
	return set(SYS_setuid, user, 0, 0);
}

int
setgid(gid_t group)
{
	return set(SYS_setgid, group, 0, 0);
}

int
seteuid(uid_t user)
{
	return set(SYS_setresuid, -1, user, -1);
}

int
setegid(gid_t group)
{
	return set(SYS_setresgid, -1, group, -1);
}

int
setreuid(uid_t real, uid_t effective)
{
	return set(SYS_setreuid, real, effective, 0);
}

int
setregid(gid_t real, gid_t effective)
{
	return set(SYS_setregid, real, effective, 0);
}

int
setresuid(uid_t real, uid_t effective, uid_t saved)
{
	return set(SYS_setresuid, real, effective, saved);
}

int
setresgid(gid_t real, gid_t effective, gid_t saved)
{
	return set(SYS_setresgid, real, effective, saved);
}

int
setgroups(size_t n, const gid_t *groups)
{
	return set(SYS_setgroups, (long)n, (long)groups, 0);
}

int
group_member(gid_t group)
{
	gid_t groups[MAX_GROUPS];
	int n = getgroups(MAX_GROUPS, groups);

	for (int i = 0; i < n; i++)
		if (groups[i] == group)
			return 1;
	return group == getegid();
}

int
issetugid(void)
{
	return __is_secure();
}
