/*
 * System calls on open files: moving data.
 *
 * A handler looks the file up, describes the user's memory in a struct uio,
 * and makes one call into fs/.  Order of checks as in Linux's fs/read_write.c.
 */
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/limits.h"
#include "debug/missing.h"
#include "fs/attr.h"
#include "fs/dentry.h"
#include "fs/fdtable.h"
#include "fs/generic_file.h"
#include "fs/inode.h"
#include "fs/locks.h"
#include "fs/readdir.h"
#include "fs/transfer.h"
#include "ipc/pipe.h"
#include "ipc/splice.h"
#include "mm/slab.h"
#include "syscall/handlers.h"
#include "vm/uio.h"
#include "vm/usercopy.h"

/* What a call says whose buffer lies outside of user space: first whether the
 * file could be read or written at all. */
static long
bad_buffer(const struct file *f, bool write)
{
	if (!(f->mode & (write ? FMODE_WRITE : FMODE_READ)))
		return -EBADF;
	if (write ? f->ops->write != NULL :
		    f->ops->read || S_ISDIR(inode_mode(f->inode)))
		return -EFAULT;
	return -EINVAL;
}

long
sys_read(int fd, void __user *buf, size_t count)
{
	struct fdref r = fd_get(fd);
	struct uio to;
	ssize_t n;

	if (unlikely(!r.file))
		return -EBADF;
	if (unlikely(!user_range_ok(buf, count))) {
		n = bad_buffer(r.file, false);
	} else {
		uio_init_user(&to, buf, min(count, (size_t)MAX_RW_COUNT));
		n = file_read_next(r.file, &to);
	}
	fd_put(r);
	return n;
}

long
sys_write(int fd, const void __user *buf, size_t count)
{
	struct fdref r = fd_get(fd);
	struct uio from;
	ssize_t n;

	if (unlikely(!r.file))
		return -EBADF;
	if (unlikely(!user_range_ok(buf, count))) {
		n = bad_buffer(r.file, true);
	} else {
		uio_init_user(&from, (void __user *)buf,
		    min(count, (size_t)MAX_RW_COUNT));
		n = file_write_next(r.file, &from);
	}
	fd_put(r);
	return n;
}

/* Reads or writes at pos, which is the file's own when pos is NULL. */
static ssize_t
move(struct file *f, struct uio *u, loff_t *pos, bool write)
{
	if (!pos)
		return write ? file_write_next(f, u) : file_read_next(f, u);
	if (*pos < 0)
		return -EINVAL;
	if (!f->ops->seek)
		return -ESPIPE;
	return write ? file_write(f, u, pos) : file_read(f, u, pos);
}

static long
move_at(int fd, void __user *buf, size_t count, loff_t pos, bool write)
{
	struct fdref r;
	struct uio u;
	ssize_t n;

	if (pos < 0)
		return -EINVAL;
	r = fd_get(fd);
	if (!r.file)
		return -EBADF;
	if (!r.file->ops->seek) {
		n = -ESPIPE;
	} else if (!user_range_ok(buf, count)) {
		n = bad_buffer(r.file, write);
	} else {
		uio_init_user(&u, buf, min(count, (size_t)MAX_RW_COUNT));
		n = move(r.file, &u, &pos, write);
	}
	fd_put(r);
	return n;
}

long
sys_pread64(int fd, void __user *buf, size_t count, long offset)
{
	return move_at(fd, buf, count, offset, false);
}

long
sys_pwrite64(int fd, const void __user *buf, size_t count, long offset)
{
	return move_at(fd, (void __user *)buf, count, offset, true);
}

/* readv() and its kin; pos NULL: the file's own position. flags: RWF_*. */
static long
move_vector_flags(int fd, const struct iovec __user *iov, unsigned long iovcnt,
    loff_t *pos, bool write, unsigned flags)
{
	struct iovec fast[UIO_FASTIOV], *heap = NULL;
	struct fdref r;
	struct uio u;
	ssize_t n;

	if (pos && *pos < 0)
		return -EINVAL;
	r = fd_get(fd);
	if (!r.file)
		return -EBADF;
	if (pos && !r.file->ops->seek) {
		n = -ESPIPE;
	} else if (!(r.file->mode & (write ? FMODE_WRITE : FMODE_READ))) {
		n = -EBADF;
	} else {
		n = uio_init_iovec(&u, iov, iovcnt, fast, &heap);
		if (n >= 0) {
			u.append = flags & RWF_APPEND;
			n = move(r.file, &u, pos, write);
		}
		kfree(heap);
	}
	fd_put(r);
	return n;
}

static long
move_vector(int fd, const struct iovec __user *iov, unsigned long iovcnt,
    loff_t *pos, bool write)
{
	return move_vector_flags(fd, iov, iovcnt, pos, write, 0);
}

long
sys_readv(int fd, const struct iovec __user *iov, unsigned long iovcnt)
{
	return move_vector(fd, iov, iovcnt, NULL, false);
}

long
sys_writev(int fd, const struct iovec __user *iov, unsigned long iovcnt)
{
	return move_vector(fd, iov, iovcnt, NULL, true);
}

/* On 64 bits the low word of the position is all of it. */
long
sys_preadv(int fd, const struct iovec __user *iov, unsigned long iovcnt,
    long pos_low, long pos_high)
{
	loff_t pos = pos_low;

	(void)pos_high;
	return move_vector(fd, iov, iovcnt, &pos, false);
}

long
sys_pwritev(int fd, const struct iovec __user *iov, unsigned long iovcnt,
    long pos_low, long pos_high)
{
	loff_t pos = pos_low;

	(void)pos_high;
	return move_vector(fd, iov, iovcnt, &pos, true);
}

static int
sync_file(struct file *f, bool datasync)
{
	return f->ops->fsync ? f->ops->fsync(f, datasync) : -EINVAL;
}

/* RWF_*: polling for completion is a hint; the rest is not there. */
static long
check_rwf(unsigned flags, const char *call)
{
	if (flags & ~(unsigned)(RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_APPEND))
		return missing(-EOPNOTSUPP, call, "flags %#x", flags);
	return 0;
}

long
sys_preadv2(int fd, const struct iovec __user *iov, unsigned long iovcnt,
    long pos_low, long pos_high, unsigned flags)
{
	loff_t pos = pos_low;
	long err = check_rwf(flags, "preadv2");

	(void)pos_high;
	if (err)
		return err;
	return move_vector(fd, iov, iovcnt, pos == -1 ? NULL : &pos, false);
}

long
sys_pwritev2(int fd, const struct iovec __user *iov, unsigned long iovcnt,
    long pos_low, long pos_high, unsigned flags)
{
	loff_t pos = pos_low;
	long n = check_rwf(flags, "pwritev2");

	(void)pos_high;
	if (n)
		return n;
	n = move_vector_flags(fd, iov, iovcnt, pos == -1 ? NULL : &pos, true,
	    flags);
	if (n > 0 && flags & (RWF_DSYNC | RWF_SYNC)) {
		struct fdref r = fd_get(fd);

		if (r.file) {
			int err = sync_file(r.file, !(flags & RWF_SYNC));

			fd_put(r);
			if (err && err != -EINVAL)
				return err;
		}
	}
	return n;
}

static loff_t
seek_locked(struct file *f, loff_t offset, int whence)
{
	loff_t to;

	mutex_lock(&f->pos_lock);
	to = f->ops->seek(f, offset, whence);
	if (to >= 0)
		atomic_store(&f->pos, to);
	mutex_unlock(&f->pos_lock);
	return to;
}

long
sys_lseek(int fd, long offset, int whence)
{
	struct fdref r = fd_get(fd);
	long to;

	if (!r.file)
		return -EBADF;
	if (whence < SEEK_SET || whence > SEEK_HOLE)
		to = -EINVAL;
	else if (!r.file->ops->seek)
		to = r.file->mode & FMODE_STAYS ? 0 : -ESPIPE;
	else
		to = seek_locked(r.file, offset, whence);
	fd_put(r);
	return to;
}

long
sys_sendfile(int out_fd, int in_fd, long __user *offset, size_t count)
{
	struct fdref in, out;
	loff_t pos;
	ssize_t n = -EBADF;

	if (offset && get_user(pos, offset))
		return -EFAULT;
	in = fd_get(in_fd);
	out = fd_get(out_fd);
	if (in.file && out.file)
		n = file_send(out.file, in.file, offset ? &pos : NULL, count);
	fd_put(out);
	fd_put(in);
	/* As Linux: whatever became of the rest. */
	if (offset && put_user(pos, offset))
		return -EFAULT;
	return n;
}

long
sys_copy_file_range(int fd_in, long __user *off_in, int fd_out,
    long __user *off_out, size_t len, unsigned flags)
{
	struct fdref in = fd_get(fd_in), out;
	loff_t in_pos, out_pos;
	ssize_t n = -EFAULT;

	if (!in.file)
		return -EBADF;
	out = fd_get(fd_out);
	if (!out.file) {
		fd_put(in);
		return -EBADF;
	}
	if (off_in && get_user(in_pos, off_in))
		goto put;
	if (off_out && get_user(out_pos, off_out))
		goto put;
	n = flags ? -EINVAL :
		    file_copy_range(in.file, off_in ? &in_pos : NULL, out.file,
			off_out ? &out_pos : NULL, len);
	if (n > 0 && off_in && put_user(in_pos, off_in))
		n = -EFAULT;
	if (n > 0 && off_out && put_user(out_pos, off_out))
		n = -EFAULT;
put:
	fd_put(out);
	fd_put(in);
	return n;
}

static long
splice_at(struct file *in, long __user *off_in, struct file *out,
    long __user *off_out, size_t len, unsigned flags)
{
	loff_t in_pos, out_pos;
	ssize_t n;

	if ((off_in && pipe_is(in)) || (off_out && pipe_is(out)))
		return -ESPIPE;
	if (off_out && get_user(out_pos, off_out))
		return -EFAULT;
	if (off_in && get_user(in_pos, off_in))
		return -EFAULT;
	n = splice_files(in, off_in ? &in_pos : NULL, out,
	    off_out ? &out_pos : NULL, len, flags);
	if (n < 0)
		return n;
	if (off_out && put_user(out_pos, off_out))
		return -EFAULT;
	if (off_in && put_user(in_pos, off_in))
		return -EFAULT;
	return n;
}

long
sys_splice(int fd_in, long __user *off_in, int fd_out, long __user *off_out,
    size_t len, unsigned flags)
{
	struct fdref in, out;
	ssize_t n = -EBADF;

	if (!len)
		return 0;
	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	in = fd_get(fd_in);
	out = fd_get(fd_out);
	if (in.file && out.file)
		n = splice_at(in.file, off_in, out.file, off_out, len, flags);
	fd_put(out);
	fd_put(in);
	return n;
}

long
sys_tee(int fd_in, int fd_out, size_t len, unsigned flags)
{
	struct fdref in, out;
	ssize_t n = -EBADF;

	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	if (!len)
		return 0;
	in = fd_get(fd_in);
	out = fd_get(fd_out);
	if (in.file && out.file)
		n = splice_tee(in.file, out.file, len, flags);
	fd_put(out);
	fd_put(in);
	return n;
}

static long
vmsplice_file(struct file *f, const struct iovec __user *iov,
    unsigned long nr_segs, unsigned flags)
{
	struct iovec fast[UIO_FASTIOV], *heap = NULL;
	struct uio u;
	ssize_t n;

	if (!(f->mode & (FMODE_READ | FMODE_WRITE)))
		return -EBADF;
	n = uio_init_iovec(&u, iov, nr_segs, fast, &heap);
	if (n > 0)
		n = f->mode & FMODE_WRITE ? splice_from_memory(f, &u, flags) :
					    splice_to_memory(f, &u, flags);
	kfree(heap);
	return n;
}

long
sys_vmsplice(int fd, const struct iovec __user *iov, unsigned long nr_segs,
    unsigned flags)
{
	struct fdref r;
	ssize_t n;

	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	r = fd_get(fd);
	if (!r.file)
		return -EBADF;
	n = vmsplice_file(r.file, iov, nr_segs, flags);
	fd_put(r);
	return n;
}

static long
fsync_fd(int fd, bool datasync)
{
	struct fdref r = fd_get(fd);
	int err;

	if (!r.file)
		return -EBADF;
	err = sync_file(r.file, datasync);
	fd_put(r);
	return err;
}

long
sys_fsync(int fd)
{
	return fsync_fd(fd, false);
}

long
sys_fdatasync(int fd)
{
	return fsync_fd(fd, true);
}

long
sys_syncfs(int fd)
{
	struct fdref r = fd_get(fd);
	int err;

	if (!r.file)
		return -EBADF;
	err = generic_file_syncfs(r.file);
	fd_put(r);
	return err;
}

long
sys_ftruncate(int fd, long length)
{
	struct fdref r;
	int err;

	if (length < 0)
		return -EINVAL;
	r = fd_get(fd);
	if (!r.file)
		return -EBADF;
	err = file_truncate(r.file, (u64)length);
	fd_put(r);
	return err;
}

long
sys_fallocate(int fd, unsigned mode, long offset, long len)
{
	struct fdref r = fd_get(fd);
	int err;

	if (!r.file)
		return -EBADF;
	err = file_fallocate(r.file, mode, offset, len);
	fd_put(r);
	return err;
}

long
sys_fadvise64(int fd, long offset, size_t len, int advice)
{
	struct fdref r = fd_get(fd);
	long err = 0;

	(void)offset;
	if (!r.file)
		return -EBADF;
	if (S_ISFIFO(inode_mode(r.file->inode)))
		err = -ESPIPE;
	else if ((long)len < 0 || advice < POSIX_FADV_NORMAL ||
	    advice > POSIX_FADV_NOREUSE)
		err = -EINVAL;
	fd_put(r);
	return err;
}

long
sys_readahead(int fd, long offset, size_t count)
{
	struct fdref r = fd_get(fd);
	long err = 0;

	(void)offset;
	(void)count;
	if (!r.file)
		return -EBADF;
	if (!(r.file->mode & FMODE_READ))
		err = -EBADF;
	else if (!S_ISREG(inode_mode(r.file->inode)))
		err = -EINVAL;
	fd_put(r);
	return err;
}

static int
type_from_flock(unsigned op)
{
	switch (op & ~(unsigned)LOCK_NB) {
	case LOCK_SH:
		return F_RDLCK;
	case LOCK_EX:
		return F_WRLCK;
	case LOCK_UN:
		return F_UNLCK;
	}
	return -EINVAL;
}

long
sys_flock(int fd, unsigned operation)
{
	int type = type_from_flock(operation), err;
	struct fdref r;

	/* As Linux since 5.18: mandatory locks are ignored. */
	if (operation & LOCK_MAND)
		return 0;
	if (type < 0)
		return type;
	r = fd_get(fd);
	if (!r.file)
		return -EBADF;
	err = file_lock_whole(r.file, type, !(operation & LOCK_NB));
	fd_put(r);
	return err;
}

static long
getdents(int fd, void __user *dirp, unsigned count, bool is64)
{
	struct fdref r = fd_get(fd);
	ssize_t n;

	if (!r.file)
		return -EBADF;
	n = file_getdents(r.file, dirp, count, is64);
	fd_put(r);
	return n;
}

long
sys_getdents(int fd, void __user *dirp, unsigned count)
{
	return getdents(fd, dirp, count, false);
}

long
sys_getdents64(int fd, void __user *dirp, unsigned count)
{
	return getdents(fd, dirp, count, true);
}
