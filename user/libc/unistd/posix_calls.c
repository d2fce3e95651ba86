/*
 * POSIX functions a little beside a system call: another convention for errors, a
 * value that has to be converted, or several calls.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "syscall.h"

/* => returns: 0 or an error number */
int
posix_fadvise(int fd, off_t offset, off_t size, int advice)
{
	return (int)-__syscall(SYS_fadvise64, fd, offset, size, advice);
}

/* => returns: 0 or an error number */
int
posix_fallocate(int fd, off_t offset, off_t size)
{
	return (int)-__syscall(SYS_fallocate, fd, 0, offset, size);
}

int
lockf(int fd, int operation, off_t size)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_CUR, .l_len = size
	};

	switch (operation) {
	case F_TEST:
		if (fcntl(fd, F_GETLK, &lock))
			return -1;
		if (lock.l_type == F_UNLCK || lock.l_pid == getpid())
			return 0;
		errno = EACCES;
		return -1;
	case F_ULOCK:
		lock.l_type = F_UNLCK;
		return fcntl(fd, F_SETLK, &lock);
	case F_TLOCK:
		return fcntl(fd, F_SETLK, &lock);
	case F_LOCK:
		return fcntl(fd, F_SETLKW, &lock);
	default:
		errno = EINVAL;
		return -1;
	}
}

/* The kernel's answers are 20 - nice, so that none looks like an error. */
int
getpriority(int which, id_t who)
{
	long answer = syscall_ret(__syscall(SYS_getpriority, which, who));

	return answer < 0 ? -1 : 20 - (int)answer;
}

int
nice(int more)
{
	int now;

	errno = 0;
	now = getpriority(PRIO_PROCESS, 0);
	if (now == -1 && errno)
		return -1;
	now += more;
	if (now > (PRIO_MAX - 1))
		now = (PRIO_MAX - 1);
	if (now < PRIO_MIN)
		now = PRIO_MIN;
	if (setpriority(PRIO_PROCESS, 0, now)) {
		if (errno == EACCES)
			errno = EPERM;
		return -1;
	}
	return now;
}

static void
convert(struct statvfs *to, const struct statfs *from)
{
	*to = (struct statvfs){
		.f_bsize = (unsigned long)from->f_bsize,
		.f_frsize = (unsigned long)(from->f_frsize ? from->f_frsize :
							     from->f_bsize),
		.f_blocks = from->f_blocks,
		.f_bfree = from->f_bfree,
		.f_bavail = from->f_bavail,
		.f_files = from->f_files,
		.f_ffree = from->f_ffree,
		.f_favail = from->f_ffree,
		.f_fsid = (unsigned int)from->f_fsid.__val[0] |
		    (unsigned long)(unsigned int)from->f_fsid.__val[1] << 32,
		.f_flag = (unsigned long)from->f_flags & ~0x20UL,
		.f_namemax = (unsigned long)from->f_namelen,
	};
}

int
statvfs(const char *restrict path, struct statvfs *restrict st)
{
	struct statfs fs;

	if (statfs(path, &fs))
		return -1;
	convert(st, &fs);
	return 0;
}

int
fstatvfs(int fd, struct statvfs *st)
{
	struct statfs fs;

	if (fstatfs(fd, &fs))
		return -1;
	convert(st, &fs);
	return 0;
}

/* --- The end of the data segment -------------------------------------------------- */

int
brk(void *end)
{
	if (__syscall(SYS_brk, end) == (long)end)
		return 0;
	errno = ENOMEM;
	return -1;
}

void *
sbrk(intptr_t more)
{
	long end = __syscall(SYS_brk, 0);

	if (more != 0 && brk((void *)(end + more)))
		return (void *)-1;
	return (void *)end;
}

/* --- Daemons ---------------------------------------------------------------------- */

int
daemon(int keep_folder, int keep_streams)
{
	int fd;
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (pid > 0)
		_exit(0);
	if (setsid() < 0)
		return -1;
	if (!keep_folder && chdir("/"))
		return -1;
	if (keep_streams)
		return 0;
	fd = open("/dev/null", O_RDWR);
	if (fd < 0)
		return -1;
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	return 0;
}

void
closefrom(int first)
{
	close_range(first < 0 ? 0 : (unsigned int)first, ~0U, 0);
}
