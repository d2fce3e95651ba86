/*
 * System calls on attributes: stat and its kin, modes, owners, times, sizes.
 */
#include "abi/errno.h"
#include "cred/cred.h"
#include "fs/attr.h"
#include "fs/dentry.h"
#include "fs/fdtable.h"
#include "fs/namei.h"
#include "lib/string.h"
#include "syscall/handlers.h"
#include "syscall/timeconv.h"
#include "vm/usercopy.h"

/* What AT_* say about a lookup. */
static unsigned
lookup_flags(int at_flags)
{
	return (at_flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
	    (at_flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
}

/* stat. */

static int
copy_stat(struct stat __user *user, const struct kstat *k)
{
	struct stat st = {
		.st_dev = k->dev,
		.st_ino = k->ino,
		.st_nlink = k->nlink,
		.st_mode = k->mode,
		.st_uid = k->uid,
		.st_gid = k->gid,
		.st_rdev = k->rdev,
		.st_size = (long)k->size,
		.st_blksize = k->blksize,
		.st_blocks = (long)k->blocks,
		.st_atim = timespec_from_ns(k->atime),
		.st_mtim = timespec_from_ns(k->mtime),
		.st_ctim = timespec_from_ns(k->ctime),
	};

	return copy_to_user(user, &st, sizeof(st));
}

static long
stat_fd(int fd, struct stat __user *user)
{
	struct fdref r = fd_get_path(fd);
	struct kstat k;

	if (unlikely(!r.file))
		return -EBADF;
	inode_stat(r.file->inode, &k);
	fd_put(r);
	return copy_stat(user, &k);
}

static int
look_stat(const struct path *p, void *arg)
{
	inode_stat(p->dentry->inode, arg);
	return 0;
}

static long
stat_path(int dirfd, const char __user *path, struct stat __user *user,
    int at_flags)
{
	struct kstat k;
	int err = path_look_user(dirfd, path, lookup_flags(at_flags), look_stat,
	    &k);

	return unlikely(err) ? err : copy_stat(user, &k);
}

long
sys_stat(const char __user *path, struct stat __user *statbuf)
{
	return stat_path(AT_FDCWD, path, statbuf, 0);
}

long
sys_lstat(const char __user *path, struct stat __user *statbuf)
{
	return stat_path(AT_FDCWD, path, statbuf, AT_SYMLINK_NOFOLLOW);
}

long
sys_fstat(int fd, struct stat __user *statbuf)
{
	return stat_fd(fd, statbuf);
}

long
sys_newfstatat(int dirfd, const char __user *path, struct stat __user *statbuf,
    int flags)
{
	char first;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
		return -EINVAL;
	/* glibc's fstat(). */
	if (flags & AT_EMPTY_PATH && dirfd >= 0) {
		if (get_user(first, path))
			return -EFAULT;
		if (!first)
			return stat_fd(dirfd, statbuf);
	}
	return stat_path(dirfd, path, statbuf, flags);
}

static struct statx_timestamp
statx_time(s64 ns)
{
	struct timespec ts = timespec_from_ns(ns);

	return (struct statx_timestamp){ .tv_sec = ts.tv_sec,
		.tv_nsec = (u32)ts.tv_nsec };
}

static int
copy_statx(struct statx __user *user, const struct kstat *k)
{
	struct statx st = {
		.stx_mask = STATX_BASIC_STATS | STATX_MNT_ID |
		    (k->btime ? STATX_BTIME : 0),
		.stx_blksize = k->blksize,
		.stx_attributes = k->attributes,
		.stx_attributes_mask = STATX_ATTR_MOUNT_ROOT,
		.stx_nlink = k->nlink,
		.stx_uid = k->uid,
		.stx_gid = k->gid,
		.stx_mode = (u16)k->mode,
		.stx_ino = k->ino,
		.stx_size = k->size,
		.stx_blocks = k->blocks,
		.stx_atime = statx_time(k->atime),
		.stx_btime = statx_time(k->btime),
		.stx_ctime = statx_time(k->ctime),
		.stx_mtime = statx_time(k->mtime),
		.stx_rdev_major = dev_major(k->rdev),
		.stx_rdev_minor = dev_minor(k->rdev),
		.stx_dev_major = dev_major(k->dev),
		.stx_dev_minor = dev_minor(k->dev),
		.stx_mnt_id = k->mount_id,
	};

	return copy_to_user(user, &st, sizeof(st));
}

static int
look_statx(const struct path *p, void *arg)
{
	path_stat(p, arg);
	return 0;
}

long
sys_statx(int dirfd, const char __user *path, int flags, unsigned mask,
    struct statx __user *statxbuf)
{
	struct kstat k;
	int err;

	if (mask & STATX__RESERVED ||
	    (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE ||
	    flags &
		~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH |
		    AT_STATX_SYNC_TYPE))
		return -EINVAL;
	err = path_look_user(dirfd, path, lookup_flags(flags), look_statx, &k);
	return err ? err : copy_statx(statxbuf, &k);
}

/* access. */

static struct cred *
real_cred(void)
{
	struct cred *c = cred_copy(current_cred());

	if (!c)
		return NULL;
	c->fsuid = c->uid;
	c->fsgid = c->gid;
	/* What root can do goes by the real user too. */
	if (c->uid == 0)
		c->cap_effective = c->cap_permitted;
	else
		c->cap_effective = 0;
	return c;
}

static int
look_access(const struct path *p, void *arg)
{
	return path_access(p, *(unsigned *)arg);
}

static long
access_path(int dirfd, const char __user *path, int mode, int flags)
{
	unsigned may = (unsigned)mode;

	return path_look_user(dirfd, path, lookup_flags(flags), look_access,
	    &may);
}

/* Checks with the real ids: for the time of the call they are the file system
 * ids too. */
static long
access_as_real(int dirfd, const char __user *path, int mode, int flags)
{
	const struct cred *now = current_cred();
	struct cred *c, *old;
	long ret;

	if (now->uid == now->fsuid && now->gid == now->fsgid)
		return access_path(dirfd, path, mode, flags);
	c = real_cred();
	if (!c)
		return -ENOMEM;
	old = cred_override(c);
	ret = access_path(dirfd, path, mode, flags);
	cred_restore(old);
	cred_put(c);
	return ret;
}

long
sys_faccessat2(int dirfd, const char __user *path, int mode, int flags)
{
	if (mode & ~(R_OK | W_OK | X_OK) ||
	    flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	return flags & AT_EACCESS ? access_path(dirfd, path, mode, flags) :
				    access_as_real(dirfd, path, mode, flags);
}

long
sys_faccessat(int dirfd, const char __user *path, int mode)
{
	return sys_faccessat2(dirfd, path, mode, 0);
}

long
sys_access(const char __user *path, int mode)
{
	return sys_faccessat2(AT_FDCWD, path, mode, 0);
}

/* Modes and owners. */

long
sys_fchmodat(int dirfd, const char __user *path, unsigned mode)
{
	struct path p;
	int err = path_lookup_user(dirfd, path, LOOKUP_FOLLOW, &p);

	if (err)
		return err;
	err = path_chmod(&p, mode);
	path_put(&p);
	return err;
}

long
sys_chmod(const char __user *path, unsigned mode)
{
	return sys_fchmodat(AT_FDCWD, path, mode);
}

long
sys_fchmod(int fd, unsigned mode)
{
	struct fdref r = fd_get(fd);
	int err;

	if (!r.file)
		return -EBADF;
	err = path_chmod(&r.file->path, mode);
	fd_put(r);
	return err;
}

long
sys_fchownat(int dirfd, const char __user *path, unsigned owner, unsigned group,
    int flags)
{
	struct path p;
	int err;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	err = path_lookup_user(dirfd, path, lookup_flags(flags), &p);
	if (err)
		return err;
	err = path_chown(&p, owner, group);
	path_put(&p);
	return err;
}

long
sys_chown(const char __user *path, unsigned owner, unsigned group)
{
	return sys_fchownat(AT_FDCWD, path, owner, group, 0);
}

long
sys_lchown(const char __user *path, unsigned owner, unsigned group)
{
	return sys_fchownat(AT_FDCWD, path, owner, group, AT_SYMLINK_NOFOLLOW);
}

long
sys_fchown(int fd, unsigned owner, unsigned group)
{
	struct fdref r = fd_get(fd);
	int err;

	if (!r.file)
		return -EBADF;
	err = path_chown(&r.file->path, owner, group);
	fd_put(r);
	return err;
}

/* Times. */

static int
set_times_at(const struct path *p, const struct set_times *t)
{
	return t->invalid ? -EINVAL : path_set_times(p, t);
}

/* path NULL: of the file at dirfd itself. */
static long
set_times(int dirfd, const char __user *path, const struct set_times *t,
    int flags)
{
	struct path p;
	struct fdref r;
	int err;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (!path && dirfd != AT_FDCWD) {
		if (flags)
			return -EINVAL;
		r = fd_get(dirfd);
		if (!r.file)
			return -EBADF;
		err = set_times_at(&r.file->path, t);
		fd_put(r);
		return err;
	}
	err = path_lookup_user(dirfd, path, lookup_flags(flags), &p);
	if (err)
		return err;
	err = set_times_at(&p, t);
	path_put(&p);
	return err;
}

static struct set_times
times_now(void)
{
	s64 now = clock_realtime();

	return (struct set_times){ .atime = now,
		.mtime = now,
		.set_atime = true,
		.set_mtime = true,
		.now = true };
}

static bool
valid_nsec(long nsec)
{
	return nsec == UTIME_NOW || nsec == UTIME_OMIT ||
	    (nsec >= 0 && nsec < NSEC_PER_SEC);
}

static s64
time_or_now(const struct timespec *ts)
{
	return ts->tv_nsec == UTIME_NOW ?
	    clock_realtime() :
	    ns_from_parts(ts->tv_sec, ts->tv_nsec);
}

long
sys_utimensat(int dirfd, const char __user *path,
    const struct timespec __user *times, int flags)
{
	struct set_times t = times_now();
	struct timespec ts[2];

	if (times) {
		if (copy_from_user(ts, times, sizeof(ts)))
			return -EFAULT;
		if (ts[0].tv_nsec == UTIME_OMIT && ts[1].tv_nsec == UTIME_OMIT)
			return 0;
		t.invalid = !valid_nsec(ts[0].tv_nsec) ||
		    !valid_nsec(ts[1].tv_nsec);
		t.now = ts[0].tv_nsec == UTIME_NOW &&
		    ts[1].tv_nsec == UTIME_NOW;
		t.atime = time_or_now(&ts[0]);
		t.mtime = time_or_now(&ts[1]);
		t.set_atime = ts[0].tv_nsec != UTIME_OMIT;
		t.set_mtime = ts[1].tv_nsec != UTIME_OMIT;
	}
	return set_times(dirfd, path, &t, flags);
}

long
sys_futimesat(int dirfd, const char __user *path,
    const struct timeval __user *times)
{
	struct set_times t = times_now();
	struct timeval tv[2];

	if (times) {
		if (copy_from_user(tv, times, sizeof(tv)))
			return -EFAULT;
		for (int i = 0; i < 2; i++)
			if (tv[i].tv_usec < 0 || tv[i].tv_usec >= 1000000)
				return -EINVAL;
		t.now = false;
		t.atime = ns_from_parts(tv[0].tv_sec,
		    tv[0].tv_usec * NSEC_PER_USEC);
		t.mtime = ns_from_parts(tv[1].tv_sec,
		    tv[1].tv_usec * NSEC_PER_USEC);
	}
	return set_times(dirfd, path, &t, 0);
}

long
sys_utimes(const char __user *path, const struct timeval __user *times)
{
	return sys_futimesat(AT_FDCWD, path, times);
}

long
sys_utime(const char __user *path, const struct utimbuf __user *times)
{
	struct set_times t = times_now();
	struct utimbuf u;

	if (times) {
		if (copy_from_user(&u, times, sizeof(u)))
			return -EFAULT;
		t.now = false;
		t.atime = ns_from_parts(u.actime, 0);
		t.mtime = ns_from_parts(u.modtime, 0);
	}
	return set_times(AT_FDCWD, path, &t, 0);
}

/* Sizes. */

long
sys_truncate(const char __user *path, long length)
{
	struct path p;
	int err;

	if (length < 0)
		return -EINVAL;
	err = path_lookup_user(AT_FDCWD, path, LOOKUP_FOLLOW, &p);
	if (err)
		return err;
	err = path_truncate_checked(&p, (u64)length);
	path_put(&p);
	return err;
}
