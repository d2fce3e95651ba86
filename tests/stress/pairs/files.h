/* Operations on files: see tests/stress/pairs/operations.h. */

/* --- Descriptors -------------------------------------------------------------------- */

static inline int
spare(const struct worker *w)
{
	return SPARE + (int)(w->round % 4);
}

OPERATION(dup, TABLE)
{
	call(SYS_close, (int)syscall(SYS_dup, it.file));
}

OPERATION(dup2, TABLE | OPENED | PIPE)
{
	call(SYS_dup2, w->round % 2 ? it.file : it.pipe[0], spare(w));
}

OPERATION(close, TABLE | OPENED | PIPE)
{
	call(SYS_close, spare(w));
}

OPERATION(close_range, TABLE)
{
	call(SYS_close_range, SPARE, SPARE + 4, 0);
}

OPERATION(cloexec, TABLE)
{
	call(SYS_fcntl, spare(w), F_SETFD, FD_CLOEXEC);
	call(SYS_fcntl, spare(w), F_GETFD);
}

OPERATION(use_spare, TABLE | OPENED | PIPE)
{
	struct stat st;
	char c;

	call(SYS_fstat, spare(w), &st);
	call(SYS_read, spare(w), &c, 1);
	call(SYS_lseek, spare(w), 0, SEEK_SET);
}

OPERATION(dup3, TABLE | OPENED)
{
	call(SYS_dup3, it.file, spare(w), O_CLOEXEC);
	call(SYS_ioctl, spare(w), w->round % 2 ? FIOCLEX : FIONCLEX);
}

OPERATION(pipe, TABLE | LIMITS)
{
	int ends[2];

	if (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0)
		return;
	call(SYS_close, ends[0]);
	call(SYS_close, ends[1]);
}

OPERATION(open, TABLE | NAMES | FS | CRED)
{
	call(SYS_close,
	    (int)syscall(SYS_openat, it.dir, "a", O_RDWR | O_CREAT, 0644));
}

/* --- Working directory ----------------------------------------------------------------- */

OPERATION(chdir, FS | NAMES)
{
	char path[160];

	snprintf(path, sizeof path, "%s/sub", it.path);
	call(SYS_chdir, path);
	call(SYS_chdir, it.path);
}

OPERATION(fchdir, FS)
{
	call(SYS_fchdir, it.dir);
}

OPERATION(getcwd, FS | NAMES)
{
	char path[256];

	call(SYS_getcwd, path, sizeof path);
}

/* Below what others rename. */
OPERATION(getcwd_below, FS | NAMES)
{
	char path[256];

	call(SYS_chdir, "sub");
	call(SYS_getcwd, path, sizeof path);
	call(SYS_readlink, "/proc/self/cwd", path, sizeof path);
	call(SYS_chdir, it.path);
}

OPERATION(umask, FS)
{
	call(SYS_umask, 022);
}

OPERATION(stat_here, FS | NAMES)
{
	struct stat st;

	call(SYS_stat, "a", &st);
	call(SYS_stat, "../x", &st);
}

/* --- An open file -------------------------------------------------------------------------- */

OPERATION(read, OPENED)
{
	char buf[100];

	call(SYS_read, it.file, buf, sizeof buf);
}

OPERATION(write, OPENED | PAGES)
{
	char buf[100] = { 0 };

	call(SYS_write, it.file, buf, sizeof buf);
}

OPERATION(readv, OPENED)
{
	char a[10], b[10];
	struct iovec v[2] = { { a, 10 }, { b, 10 } };

	call(SYS_readv, it.file, v, 2);
}

/* At the end, by O_APPEND of one call; the file stays as long as it was. */
OPERATION(append, OPENED | PAGES)
{
	char a[10] = { 0 };
	struct iovec v = { a, 10 };

	call(SYS_pwritev2, it.file, &v, 1, -1L, 0, 0x12 /* and sync */);
	call(SYS_writev, it.file, &v, 1);
	call(SYS_ftruncate, it.file, AREA_PAGES * PAGE);
}

OPERATION(file_ioctl, OPENED)
{
	int n = (int)(w->round % 2);

	call(SYS_ioctl, it.file, FIONREAD, &n);
	n = (int)(w->round % 2);
	call(SYS_ioctl, it.file, FIONBIO, &n);
}

OPERATION(lseek, OPENED)
{
	call(SYS_lseek, it.file, 0, SEEK_SET);
	call(SYS_lseek, it.file, 0, SEEK_HOLE);
}

OPERATION(preadv, OPENED)
{
	char a[10], b[10];
	struct iovec v[2] = { { a, 10 }, { b, 10 } };

	call(SYS_preadv, it.file, v, 2, 8 * PAGE - 5, 0);
}

OPERATION(ftruncate, OPENED | PAGES)
{
	call(SYS_ftruncate, it.file, PAGE + 100);
	call(SYS_ftruncate, it.file, AREA_PAGES * PAGE);
}

OPERATION(fallocate, OPENED | PAGES)
{
	call(SYS_fallocate, it.file, 0, 0, AREA_PAGES * PAGE);
	call(SYS_fallocate, it.file, 3 /* punch a hole, keep the size */, PAGE,
	    4 * PAGE);
}

OPERATION(fstat, OPENED)
{
	struct stat st;
	struct statfs fs;

	call(SYS_fstat, it.file, &st);
	call(SYS_fstatfs, it.file, &fs);
}

OPERATION(fchmod, OPENED | CRED)
{
	call(SYS_fchmod, it.file, 0600 + w->round % 2 * 0044);
}

OPERATION(utimes, OPENED)
{
	call(SYS_utimensat, it.file, NULL, NULL, 0);
}

OPERATION(fsync, OPENED | PAGES)
{
	call(SYS_fsync, it.file);
}

OPERATION(sync, OPENED | PAGES | NAMES)
{
	call(SYS_fdatasync, it.file);
	call(SYS_syncfs, it.dir);
	call(SYS_sync);
}

OPERATION(advise_file, OPENED | PAGES)
{
	call(SYS_readahead, it.file, 0, 4 * PAGE);
	call(SYS_fadvise64, it.file, 0, 0, 4 /* DONTNEED */);
}

OPERATION(sendfile, OPENED | PIPE)
{
	loff_t at = 0;

	call(SYS_sendfile, it.pipe[1], it.file, &at, 5000);
}

OPERATION(splice, OPENED | PIPE)
{
	loff_t at = w->round % 3 * PAGE / 2;

	call(SYS_splice, it.file, &at, it.pipe[1], NULL, 5000,
	    SPLICE_F_NONBLOCK);
	call(SYS_splice, it.pipe[0], NULL, it.file, &at, 3000,
	    SPLICE_F_NONBLOCK);
}

/* Through a pipe of its own, and back. */
OPERATION(splice_pipes, PIPE)
{
	int own[2];

	if (syscall(SYS_pipe2, own, O_NONBLOCK))
		return;
	call(SYS_tee, it.pipe[0], own[1], 9000, 0);
	call(SYS_splice, it.pipe[0], NULL, own[1], NULL, 2 * PAGE, 0);
	call(SYS_splice, own[0], NULL, it.pipe[1], NULL, 5000,
	    SPLICE_F_NONBLOCK);
	call(SYS_close, own[0]);
	call(SYS_close, own[1]);
}

OPERATION(vmsplice, PIPE | SPACE)
{
	struct iovec v = { it.area, 2 * PAGE };

	call(SYS_vmsplice, it.pipe[1], &v, 1, SPLICE_F_NONBLOCK);
	v.iov_len = 3000;
	call(SYS_vmsplice, it.pipe[0], &v, 1, SPLICE_F_NONBLOCK);
}

OPERATION(copy_file_range, OPENED | PAGES)
{
	loff_t from = 0, to = 8 * PAGE;

	call(SYS_copy_file_range, it.file, &from, it.file, &to, 5000, 0);
}

/* By the position that all share. */
OPERATION(sendfile_next, OPENED | PIPE)
{
	call(SYS_sendfile, it.pipe[1], it.file, NULL, 300);
}

OPERATION(copy_next, OPENED | PAGES)
{
	loff_t at = w->round % 2 * 8 * PAGE;

	call(SYS_copy_file_range, it.file, NULL, it.file, &at, 200, 0);
	call(SYS_copy_file_range, it.file, &at, it.file, NULL, 200, 0);
}

OPERATION(owner, OPENED | TREE)
{
	pid_t pid = target(w);
	int ex[2] = { 0, world->tid[w->other] };

	call(SYS_fcntl, it.file, F_SETOWN, w->round % 2 ? pid : -pid);
	call(SYS_fcntl, it.file, F_GETOWN);
	call(SYS_fcntl, it.file, 15 /* F_SETOWN_EX */, ex);
	call(SYS_fcntl, it.file, 16 /* F_GETOWN_EX */, ex);
}

OPERATION(set_flags, OPENED | PIPE)
{
	call(SYS_fcntl, it.file, F_SETFL, w->round % 2 ? O_APPEND : 0);
	call(SYS_fcntl, it.pipe[0], F_SETFL, O_NONBLOCK);
	call(SYS_fcntl, it.pipe[0], F_GETFL);
}

/* One of its own, so that it is another's lock. */
OPERATION(flock, OPENED)
{
	int fd = (int)syscall(SYS_openat, it.dir, "file", O_RDWR);

	call(SYS_flock, fd, LOCK_SH | LOCK_NB);
	call(SYS_flock, fd, LOCK_EX | LOCK_NB);
	call(SYS_close, fd);
}

OPERATION(lock_range, OPENED | TREE)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_start = w->round % 4, .l_len = 4
	};

	call(SYS_fcntl, it.file, F_SETLK, &lock);
	call(SYS_fcntl, it.file, F_GETLK, &lock);
	lock = (struct flock){ .l_type = F_UNLCK };
	call(SYS_fcntl, it.file, F_SETLK, &lock);
}

/* Where the position is, or the end. */
OPERATION(lock_here, OPENED)
{
	struct flock lock = { .l_type = F_RDLCK,
		.l_whence = w->round % 2 ? SEEK_CUR : SEEK_END,
		.l_len = 4 };

	call(SYS_fcntl, it.file, F_SETLK, &lock);
	call(SYS_fcntl, it.file, 36 /* F_OFD_GETLK */, &lock);
	lock.l_type = F_UNLCK;
	call(SYS_fcntl, it.file, F_SETLK, &lock);
}

OPERATION(lock_range_ofd, OPENED)
{
	struct flock lock = { .l_type = F_RDLCK, .l_len = 8 };

	call(SYS_fcntl, it.file, 37 /* F_OFD_SETLK */, &lock);
	lock.l_type = F_UNLCK;
	call(SYS_fcntl, it.file, 37, &lock);
}

OPERATION(getdents, OPENED | NAMES)
{
	char buf[512];

	call(SYS_getdents64, it.dir, buf, sizeof buf);
	call(SYS_lseek, it.dir, 0, SEEK_SET);
}

/* --- Names ------------------------------------------------------------------------------------ */

OPERATION(unlink, NAMES)
{
	call(SYS_unlinkat, it.dir, w->round % 2 ? "a" : "b", 0);
}

OPERATION(rename, NAMES)
{
	call(SYS_renameat, it.dir, "a", it.dir, "b");
	call(SYS_renameat, it.dir, "b", it.dir, "sub/a");
	call(SYS_renameat, it.dir, "sub/a", it.dir, "a");
}

OPERATION(exchange, NAMES)
{
	call(SYS_renameat2, it.dir, "a", it.dir, "b", 2);
}

OPERATION(rename_directory, NAMES | FS)
{
	call(SYS_renameat, it.dir, "sub", it.dir, "sub2");
	call(SYS_renameat, it.dir, "sub2", it.dir, "sub");
}

OPERATION(link, NAMES | OPENED)
{
	call(SYS_linkat, it.dir, "file", it.dir, "a", 0);
	call(SYS_linkat, it.dir, "a", it.dir, "b", 0);
}

OPERATION(symlink, NAMES)
{
	char buf[64];

	call(SYS_symlinkat, "a", it.dir, "c");
	call(SYS_readlinkat, it.dir, "c", buf, sizeof buf);
	call(SYS_unlinkat, it.dir, "c", 0);
}

OPERATION(mkdir, NAMES)
{
	call(SYS_mkdirat, it.dir, "d", 0755);
	call(SYS_unlinkat, it.dir, "d", AT_REMOVEDIR);
}

OPERATION(mknod, NAMES)
{
	call(SYS_mknodat, it.dir, "d/a", S_IFIFO | 0644, 0);
	call(SYS_mknodat, it.dir, "a", S_IFIFO | 0644, 0);
}

OPERATION(stat, NAMES)
{
	struct stat st;
	char x[512];

	call(SYS_newfstatat, it.dir, "a", &st, 0);
	call(SYS_newfstatat, it.dir, "sub/../c", &st, 0);
	call(SYS_statx, it.dir, "b", 0, 0x7ff, x);
}

OPERATION(chmod, NAMES | CRED)
{
	call(SYS_fchmodat, it.dir, "a", 0600 + w->round % 2 * 0044);
	call(SYS_fchmodat, it.dir, "sub", 0700 + w->round % 2 * 0055);
}

OPERATION(chown, NAMES | OPENED | CRED)
{
	call(SYS_fchownat, it.dir, "a", -1, USER_ID, 0);
	call(SYS_fchown, it.file, USER_ID, USER_ID);
}

OPERATION(statfs, NAMES)
{
	struct statfs fs;

	call(SYS_statfs, it.path, &fs);
}

OPERATION(truncate, NAMES | OPENED | PAGES)
{
	char path[160];

	snprintf(path, sizeof path, "%s/file", it.path);
	call(SYS_truncate, path, 3 * PAGE);
	call(SYS_truncate, path, AREA_PAGES * PAGE);
}

OPERATION(xattr, NAMES | OPENED)
{
	char path[160], value[16];

	snprintf(path, sizeof path, "%s/file", it.path);
	call(SYS_setxattr, path, "user.a", "xyz", 3, 0);
	call(SYS_fgetxattr, it.file, "user.a", value, sizeof value);
	call(SYS_removexattr, path, "user.a");
}

OPERATION(access_list, NAMES | OPENED | CRED)
{
	struct {
		unsigned version;
		struct {
			unsigned short tag, perm;
			unsigned id;
		} e[5];
	} list = { 2,
		{ { 1, 7, -1U }, { 2, 5, 7 }, { 4, 0, -1U }, { 16, 7, -1U },
		    { 32, 0, -1U } } };
	char path[160];

	call(SYS_setxattr, it.path, "system.posix_acl_default", &list,
	    sizeof list, 0);
	snprintf(path, sizeof path, "%s/listed", it.path);
	call(SYS_mkdir, path, 0777);
	call(SYS_access, path, R_OK);
	call(SYS_removexattr, path, "system.posix_acl_access");
	call(SYS_rmdir, path);
	call(SYS_fsetxattr, it.file, "system.posix_acl_access", &list,
	    sizeof list, 0);
	call(SYS_fgetxattr, it.file, "system.posix_acl_access", &list,
	    sizeof list);
	call(SYS_fremovexattr, it.file, "system.posix_acl_access");
	call(SYS_removexattr, it.path, "system.posix_acl_default");
}

OPERATION(list_directory, NAMES)
{
	list(it.path);
}

/* --- Pipes ------------------------------------------------------------------------------------- */

OPERATION(read_pipe, PIPE | EVENTS)
{
	char buf[3000];

	call(SYS_read, it.pipe[0], buf, sizeof buf);
}

OPERATION(write_pipe, PIPE | EVENTS)
{
	char buf[2000] = { 0 };

	call(SYS_write, it.pipe[1], buf, sizeof buf);
}

OPERATION(poll_pipe, PIPE)
{
	struct pollfd p[2] = { { .fd = it.pipe[0], .events = POLLIN },
		{ .fd = it.pipe[1], .events = POLLOUT } };
	int n;

	call(SYS_poll, p, 2, 0);
	call(SYS_ioctl, it.pipe[0], FIONREAD, &n);
}

/* With another mask for the time of the call. */
OPERATION(ppoll, PIPE | SIGNAL | TABLE)
{
	struct pollfd p = { .fd = it.pipe[0], .events = POLLIN };
	struct timespec none = { 0 };
	uint64_t mask = w->round % 2 ? 1ULL << (SIGUSR1 - 1) : 0;
	struct epoll_event e;
	fd_set set;

	FD_ZERO(&set);
	FD_SET(it.pipe[1], &set);
	call(SYS_ppoll, &p, 1, &none, &mask, 8);
	call(SYS_epoll_pwait, it.epoll, &e, 1, 0, &mask, 8);
	call(SYS_select, it.pipe[1] + 1, NULL, &set, NULL, &none);
}

OPERATION(pipe_size, PIPE | LIMITS)
{
	call(SYS_fcntl, it.pipe[0], F_SETPIPE_SZ, PAGE << w->round % 4);
	call(SYS_fcntl, it.pipe[0], F_GETPIPE_SZ);
}

/* --- Events ------------------------------------------------------------------------------------- */

OPERATION(epoll_add, EVENTS | PIPE)
{
	struct epoll_event e = { .events = EPOLLIN };

	call(SYS_epoll_ctl, it.epoll, EPOLL_CTL_ADD, it.pipe[0], &e);
	call(SYS_epoll_ctl, it.epoll, EPOLL_CTL_DEL, it.pipe[0], &e);
}

OPERATION(epoll_modify, EVENTS)
{
	struct epoll_event e = { .events = EPOLLIN |
		    (w->round % 2 ? EPOLLET : EPOLLONESHOT) };

	call(SYS_epoll_ctl, it.epoll, EPOLL_CTL_MOD, it.event, &e);
}

OPERATION(epoll_wait, EVENTS | TIMER)
{
	struct epoll_event e[4];

	call(SYS_epoll_wait, it.epoll, e, 4, 0);
}

OPERATION(epoll_nest, EVENTS | TABLE)
{
	struct epoll_event e = { .events = EPOLLIN };
	int set = (int)syscall(SYS_epoll_create1, 0);

	call(SYS_epoll_ctl, set, EPOLL_CTL_ADD, it.epoll, &e);
	call(SYS_epoll_wait, set, &e, 1, 0);
	call(SYS_close, set);
}

/* What is watched goes away. */
OPERATION(epoll_spare, EVENTS | TABLE | PIPE)
{
	struct epoll_event e = { .events = EPOLLOUT };
	int ends[2];

	if (syscall(SYS_pipe2, ends, O_NONBLOCK) < 0)
		return;
	call(SYS_epoll_ctl, it.epoll, EPOLL_CTL_ADD, ends[1], &e);
	call(SYS_close, ends[0]);
	call(SYS_close, ends[1]);
}

OPERATION(eventfd, EVENTS)
{
	uint64_t n = 1;

	call(SYS_write, it.event, &n, 8);
	call(SYS_read, it.event, &n, 8);
}

OPERATION(poll_epoll, EVENTS | TTY)
{
	struct pollfd p[3] = { { .fd = it.epoll, .events = POLLIN },
		{ .fd = it.event, .events = POLLIN },
		{ .fd = it.slave, .events = POLLIN } };

	call(SYS_poll, p, 3, 0);
}

/* --- A terminal ------------------------------------------------------------------------------------ */

OPERATION(tty_type, TTY | EVENTS)
{
	call(SYS_write, it.master, "ab\b\n", 4);
}

OPERATION(tty_read, TTY)
{
	char buf[64];

	call(SYS_read, it.slave, buf, sizeof buf);
	call(SYS_read, it.master, buf, sizeof buf);
}

OPERATION(tty_write, TTY)
{
	call(SYS_write, it.slave, "\r\r", 2);
}

OPERATION(tty_attributes, TTY)
{
	struct termios t;

	if (tcgetattr(it.slave, &t) < 0)
		return;
	t.c_lflag ^= ICANON | ECHO;
	call(SYS_ioctl, it.slave, TCSETS, &t);
}

OPERATION(tty_flush, TTY)
{
	call(SYS_ioctl, it.slave, TCFLSH, TCIOFLUSH);
}

OPERATION(tty_size, TTY | SIGNAL)
{
	struct winsize size = { .ws_row = (unsigned short)(w->round % 2) };

	call(SYS_ioctl, it.slave, TIOCSWINSZ, &size);
	call(SYS_ioctl, it.slave, TIOCGWINSZ, &size);
}

OPERATION(tty_group, TTY | TREE)
{
	pid_t group;

	call(SYS_ioctl, it.slave, TIOCGPGRP, &group);
	call(SYS_ioctl, it.slave, TIOCGSID, &group);
	group = (pid_t)syscall(SYS_getpgrp);
	call(SYS_ioctl, it.slave, TIOCSPGRP, &group);
}

OPERATION(tty_open, TTY | TABLE)
{
	call(SYS_close, (int)syscall(SYS_open, "/dev/tty", O_RDWR));
	call(SYS_close, (int)syscall(SYS_open, "/dev/ptmx", O_RDWR | O_NOCTTY));
}
