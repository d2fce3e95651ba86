/*
 * System calls on descriptors themselves: duplicating, closing, flags, and the
 * calls that make files without names.
 */
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/mman.h"
#include "cred/rlimit.h"
#include "debug/missing.h"
#include "fs/fdtable.h"
#include "fs/inode.h"
#include "fs/locks.h"
#include "fs/namei.h"
#include "fs/tmpfs/memfd.h"
#include "ipc/eventfd.h"
#include "ipc/pipe.h"
#include "lib/string.h"
#include "proc/access.h"
#include "proc/process.h"
#include "syscall/handlers.h"
#include "vm/usercopy.h"

long
sys_close(int fd)
{
	return fd_close(fd);
}

long
sys_close_range(unsigned first, unsigned last, unsigned flags)
{
	int err;

	if (flags & ~(unsigned)(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC) ||
	    first > last)
		return -EINVAL;
	if (flags & CLOSE_RANGE_UNSHARE) {
		err = thread_unshare_fds();
		if (err)
			return err;
	}
	if (flags & CLOSE_RANGE_CLOEXEC)
		fd_cloexec_range(first, last);
	else
		fd_close_range(first, last);
	return 0;
}

/* A second descriptor, at the lowest number >= min. */
static long
duplicate(struct file *f, int min, bool cloexec)
{
	file_get(f);
	return fd_install_or_put(f, min, cloexec);
}

long
sys_dup(int fd)
{
	struct fdref r = fd_get_path(fd);
	long new;

	if (!r.file)
		return -EBADF;
	new = duplicate(r.file, 0, false);
	fd_put(r);
	return new;
}

long
sys_dup2(int oldfd, int newfd)
{
	if (oldfd == newfd)
		return fd_get_cloexec(oldfd) < 0 ? -EBADF : newfd;
	return fd_dup_to(oldfd, newfd, false);
}

long
sys_dup3(int oldfd, int newfd, int flags)
{
	if (flags & ~O_CLOEXEC || oldfd == newfd)
		return -EINVAL;
	return fd_dup_to(oldfd, newfd, flags & O_CLOEXEC);
}

/* What F_SETFL may change. */
#define SETFL_FLAGS (O_APPEND | O_NONBLOCK | O_NOATIME)

static long
set_flags(struct file *f, unsigned long arg)
{
	u32 flags = (u32)arg;

	if (flags & ~file_flags(f) & O_NOATIME &&
	    !inode_owner_or_capable(f->inode))
		return -EPERM;
	if (flags & O_DIRECT && !(file_flags(f) & O_DIRECT))
		return -EINVAL;
	if (flags & O_ASYNC)
		(void)missing(0, "fcntl", "F_SETFL O_ASYNC");
	atomic_store(&f->flags,
	    (file_flags(f) & ~(u32)SETFL_FLAGS) | (flags & SETFL_FLAGS));
	return 0;
}

/* Another thread may have closed the descriptor while a lock was waited for, so
 * that nobody would drop it. */
static long
keep_lock(int fd, struct file *f, struct flock *l)
{
	struct fdref r = fd_get(fd);
	bool still = r.file == f;

	fd_put(r);
	if (still)
		return 0;
	l->l_type = F_UNLCK;
	(void)file_lock_range(f, F_SETLK, l);
	return -EBADF;
}

static long
lock_call(int fd, struct file *f, unsigned cmd, struct flock __user *user)
{
	struct flock l;
	long err;

	if (copy_from_user(&l, user, sizeof(l)))
		return -EFAULT;
	err = file_lock_range(f, cmd, &l);
	if (!err && (cmd == F_SETLK || cmd == F_SETLKW) && l.l_type != F_UNLCK)
		return keep_lock(fd, f, &l);
	if (!err && (cmd == F_GETLK || cmd == F_OFD_GETLK) &&
	    copy_to_user(user, &l, sizeof(l)))
		return -EFAULT;
	return err;
}

/* --- Owners: remembered for F_GETOWN --- */

static long
set_owner(struct file *f, int type, pid_t id)
{
	if (id && !pid_is(id, PID_ANY))
		return -ESRCH;
	atomic_store(&f->owner, (u64)(u32)type << 32 | (u32)id);
	return 0;
}

/* F_SETOWN: a group by its negative number. */
static long
set_owner_by_sign(struct file *f, int who)
{
	if (who == INT32_MIN)
		return -EINVAL;
	return who < 0 ? set_owner(f, F_OWNER_PGRP, -who) :
			 set_owner(f, F_OWNER_PID, who);
}

static long
set_owner_ex(struct file *f, const struct f_owner_ex __user *user)
{
	struct f_owner_ex owner;

	if (copy_from_user(&owner, user, sizeof(owner)))
		return -EFAULT;
	if (owner.type < F_OWNER_TID || owner.type > F_OWNER_PGRP)
		return -EINVAL;
	return set_owner(f, owner.type, owner.pid);
}

/* As it was set, with 0 for one that has ended. */
static struct f_owner_ex
get_owner(struct file *f)
{
	static const enum pid_kind kind[] = { [F_OWNER_TID] = PID_THREAD,
		[F_OWNER_PID] = PID_PROCESS,
		[F_OWNER_PGRP] = PID_GROUP };
	u64 owner = atomic_load(&f->owner);
	struct f_owner_ex o = { (int)(owner >> 32), (pid_t)owner };

	if (o.pid && !pid_is(o.pid, kind[o.type]))
		o.pid = 0;
	return o;
}

static long
get_owner_by_sign(struct file *f)
{
	struct f_owner_ex o = get_owner(f);

	return o.type == F_OWNER_PGRP ? -o.pid : o.pid;
}

static long
get_owner_ex(struct file *f, struct f_owner_ex __user *user)
{
	struct f_owner_ex o = get_owner(f);

	return copy_to_user(user, &o, sizeof(o));
}

static long
dup_from(struct file *f, unsigned long min, bool cloexec)
{
	if (min >= rlimit_current(RLIMIT_NOFILE))
		return -EINVAL;
	return duplicate(f, (int)min, cloexec);
}

static long
fcntl_file(int fd, struct file *f, unsigned cmd, unsigned long arg)
{
	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return dup_from(f, arg, cmd == F_DUPFD_CLOEXEC);
	case F_GETFD:
		return fd_get_cloexec(fd);
	case F_SETFD:
		return fd_set_cloexec(fd, arg & FD_CLOEXEC);
	case F_GETFL:
		return (long)file_flags(f);
	default:
		break;
	}
	if (f->mode & FMODE_PATH)
		return -EBADF;
	switch (cmd) {
	case F_SETFL:
		return set_flags(f, arg);
	case F_GETLK:
	case F_SETLK:
	case F_SETLKW:
	case F_OFD_GETLK:
	case F_OFD_SETLK:
	case F_OFD_SETLKW:
		return lock_call(fd, f, cmd, (struct flock __user *)arg);
	case F_GETPIPE_SZ:
		return pipe_get_size(f);
	case F_SETPIPE_SZ:
		return pipe_set_size(f, arg);
	case F_GET_SEALS:
		return file_get_seals(f);
	case F_ADD_SEALS:
		return file_add_seals(f, (unsigned)arg);
	case F_SETOWN:
		return set_owner_by_sign(f, (int)arg);
	case F_GETOWN:
		return get_owner_by_sign(f);
	case F_SETOWN_EX:
		return set_owner_ex(f, (const struct f_owner_ex __user *)arg);
	case F_GETOWN_EX:
		return get_owner_ex(f, (struct f_owner_ex __user *)arg);
	case F_GETSIG:
		return 0;
	case F_SETSIG:
		return arg ? missing(-EINVAL, "fcntl", "F_SETSIG") : 0;
	default:
		return missing(-EINVAL, "fcntl", "command %u", cmd);
	}
}

long
sys_fcntl(int fd, unsigned cmd, unsigned long arg)
{
	struct fdref r = fd_get_path(fd);
	long ret;

	if (!r.file)
		return -EBADF;
	ret = fcntl_file(fd, r.file, cmd, arg);
	fd_put(r);
	return ret;
}

static long
set_nonblock(struct file *f, int __user *arg)
{
	int on;

	if (get_user(on, arg))
		return -EFAULT;
	if (on)
		atomic_or(&f->flags, (u32)O_NONBLOCK);
	else
		atomic_and(&f->flags, ~(u32)O_NONBLOCK);
	return 0;
}

/* Only what may have news by itself could send a signal; eventfd() and epoll
 * do not (Linux: fasync). */
static long
set_async(struct file *f, int __user *arg)
{
	mode_t mode = inode_mode(f->inode);
	int on;

	if (get_user(on, arg))
		return -EFAULT;
	if (!on)
		return 0;
	return f->ops->poll && (S_ISFIFO(mode) || S_ISCHR(mode)) ?
	    missing(0, "ioctl", "FIOASYNC") :
	    -ENOTTY;
}

/* FIONREAD and FIOQSIZE of a file that is its contents. */
static long
tell_size(struct file *f, unsigned cmd, unsigned long arg)
{
	loff_t size = (loff_t)atomic_load(&f->inode->size);

	if (cmd == FIONREAD) {
		int left = (int)(size - file_pos_get(f));

		return put_user(left, (int __user *)arg);
	}
	return put_user(size, (loff_t __user *)arg);
}

static long
ioctl_file(int fd, struct file *f, unsigned cmd, unsigned long arg)
{
	switch (cmd) {
	case FIOCLEX:
		return fd_set_cloexec(fd, true);
	case FIONCLEX:
		return fd_set_cloexec(fd, false);
	case FIONBIO:
		return set_nonblock(f, (int __user *)arg);
	case FIOASYNC:
		return set_async(f, (int __user *)arg);
	case FIONREAD:
	case FIOQSIZE:
		if (S_ISREG(inode_mode(f->inode)) ||
		    (cmd == FIOQSIZE && S_ISDIR(inode_mode(f->inode))))
			return tell_size(f, cmd, arg);
		break;
	default:
		break;
	}
	return f->ops->ioctl ? f->ops->ioctl(f, cmd, arg) : -ENOTTY;
}

long
sys_ioctl(int fd, unsigned cmd, unsigned long arg)
{
	struct fdref r = fd_get(fd);
	long ret;

	if (!r.file)
		return -EBADF;
	ret = ioctl_file(fd, r.file, cmd, arg);
	fd_put(r);
	return ret;
}

/* Takes two numbers and tells the user, then binds the files to them. */
static int
install_pair(struct file *a, struct file *b, bool cloexec, int __user *user)
{
	int fds[2];

	fds[0] = fd_reserve(0, cloexec);
	if (fds[0] < 0)
		return fds[0];
	fds[1] = fd_reserve(0, cloexec);
	if (fds[1] < 0) {
		fd_cancel(fds[0]);
		return fds[1];
	}
	if (copy_to_user(user, fds, sizeof(fds))) {
		fd_cancel(fds[1]);
		fd_cancel(fds[0]);
		return -EFAULT;
	}
	fd_fill(fds[0], a);
	fd_fill(fds[1], b);
	return 0;
}

long
sys_pipe2(int __user *fds, int flags)
{
	struct file *reader, *writer;
	int err = pipe_create(flags, &reader, &writer);

	if (err)
		return err;
	err = install_pair(reader, writer, flags & O_CLOEXEC, fds);
	if (err) {
		file_put(reader);
		file_put(writer);
	}
	return err;
}

long
sys_pipe(int __user *fds)
{
	return sys_pipe2(fds, 0);
}

long
sys_eventfd2(unsigned initval, int flags)
{
	struct file *f;
	int err = eventfd_create(initval, flags, &f);

	return err ? err : fd_install_or_put(f, 0, flags & O_CLOEXEC);
}

long
sys_eventfd(unsigned initval)
{
	return sys_eventfd2(initval, 0);
}

/* --- memfd_create(2) --- */

#define MEMFD_FLAGS \
	(MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL | MFD_EXEC)

static int
check_memfd_flags(unsigned flags)
{
	if (flags & MFD_HUGETLB)
		return missing(-ENOSYS, "memfd_create", "MFD_HUGETLB");
	if (flags & ~MEMFD_FLAGS ||
	    (flags & MFD_NOEXEC_SEAL && flags & MFD_EXEC))
		return -EINVAL;
	return 0;
}

long
sys_memfd_create(const char __user *uname, unsigned flags)
{
	struct file *f;
	char *name;
	int err = check_memfd_flags(flags);

	if (!err)
		err = name_copy(uname, true, &name);
	if (err)
		return err == -ENAMETOOLONG ? -EINVAL : err;
	err = strlen(name) > MEMFD_NAME_MAX ? -EINVAL :
					      memfd_create(name, flags, &f);
	name_free(name);
	return err ? err : fd_install_or_put(f, 0, flags & MFD_CLOEXEC);
}
