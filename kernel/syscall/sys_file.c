/*
 * System calls on names: opening, making, removing, and where paths start.
 *
 * A handler copies its paths into name buffers and makes one call into fs/.
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "cred/cred.h"
#include "debug/missing.h"
#include "fs/dentry.h"
#include "fs/dirops.h"
#include "fs/fdtable.h"
#include "fs/fs_context.h"
#include "fs/namei.h"
#include "lib/string.h"
#include "syscall/handlers.h"
#include "vm/usercopy.h"

long
sys_openat(int dirfd, const char __user *path, int flags, unsigned mode)
{
	struct file *f;
	char *name;
	int fd, err;

	err = name_copy(path, false, &name);
	if (unlikely(err))
		return file_check_flags(flags) ? -EINVAL : err;
	fd = fd_reserve(0, flags & O_CLOEXEC);
	if (likely(fd >= 0)) {
		err = file_open_at(dirfd, name, flags, mode, &f);
		if (likely(!err)) {
			fd_fill(fd, f);
		} else {
			fd_cancel(fd);
			fd = err;
		}
	}
	name_free(name);
	return fd;
}

long
sys_open(const char __user *path, int flags, unsigned mode)
{
	return sys_openat(AT_FDCWD, path, flags, mode);
}

long
sys_creat(const char __user *path, unsigned mode)
{
	return sys_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

long
sys_mkdirat(int dirfd, const char __user *path, unsigned mode)
{
	char *name;
	int err = name_copy(path, false, &name);

	if (err)
		return err;
	err = path_mkdir(dirfd, name, mode);
	name_free(name);
	return err;
}

long
sys_mkdir(const char __user *path, unsigned mode)
{
	return sys_mkdirat(AT_FDCWD, path, mode);
}

long
sys_mknodat(int dirfd, const char __user *path, unsigned mode, unsigned dev)
{
	char *name;
	int err = path_check_mknod(mode);

	if (err)
		return err;
	err = name_copy(path, false, &name);
	if (err)
		return err;
	err = path_mknod(dirfd, name, mode, dev);
	name_free(name);
	return err;
}

long
sys_mknod(const char __user *path, unsigned mode, unsigned dev)
{
	return sys_mknodat(AT_FDCWD, path, mode, dev);
}

long
sys_unlinkat(int dirfd, const char __user *path, int flags)
{
	char *name;
	int err;

	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	err = name_copy(path, false, &name);
	if (err)
		return err;
	err = flags & AT_REMOVEDIR ? path_rmdir(dirfd, name) :
				     path_unlink(dirfd, name);
	name_free(name);
	return err;
}

long
sys_unlink(const char __user *path)
{
	return sys_unlinkat(AT_FDCWD, path, 0);
}

long
sys_rmdir(const char __user *path)
{
	return sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

/* Two paths: symlink, link and rename. */
struct names {
	char *old, *new;
	int bad_new; /* why there is no new: not before old was looked at */
};

static int
names_copy(struct names *n, const char __user *old, const char __user *new,
    bool old_may_be_empty)
{
	int err = name_copy(old, old_may_be_empty, &n->old);

	if (err)
		return err;
	n->bad_new = name_copy(new, false, &n->new);
	return 0;
}

static void
names_free(struct names *n)
{
	if (!n->bad_new)
		name_free(n->new);
	name_free(n->old);
}

long
sys_symlinkat(const char __user *target, int newdirfd,
    const char __user *linkpath)
{
	struct names n;
	int err = names_copy(&n, target, linkpath, false);

	if (err)
		return err;
	err = n.bad_new;
	if (!err)
		err = path_symlink(n.old, newdirfd, n.new);
	names_free(&n);
	return err;
}

long
sys_symlink(const char __user *target, const char __user *linkpath)
{
	return sys_symlinkat(target, AT_FDCWD, linkpath);
}

long
sys_linkat(int olddirfd, const char __user *oldpath, int newdirfd,
    const char __user *newpath, int flags)
{
	struct names n;
	int err;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	err = names_copy(&n, oldpath, newpath, flags & AT_EMPTY_PATH);
	if (err)
		return err;
	err = n.bad_new ? path_check_link(olddirfd, n.old, flags) : 0;
	if (!err)
		err = n.bad_new;
	if (!err)
		err = path_link(olddirfd, n.old, newdirfd, n.new, flags);
	names_free(&n);
	return err;
}

long
sys_link(const char __user *oldpath, const char __user *newpath)
{
	return sys_linkat(AT_FDCWD, oldpath, AT_FDCWD, newpath, 0);
}

static int
check_rename(unsigned flags)
{
	if (flags &
	    ~(unsigned)(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT))
		return -EINVAL;
	if (flags & RENAME_EXCHANGE &&
	    flags & (RENAME_NOREPLACE | RENAME_WHITEOUT))
		return -EINVAL;
	if (flags & RENAME_WHITEOUT)
		return (int)missing(-EINVAL, "renameat2", "RENAME_WHITEOUT");
	return 0;
}

long
sys_renameat2(int olddirfd, const char __user *oldpath, int newdirfd,
    const char __user *newpath, unsigned flags)
{
	struct names n;
	int err = check_rename(flags);

	if (err)
		return err;
	err = names_copy(&n, oldpath, newpath, false);
	if (err)
		return err;
	err = n.bad_new ? path_check_parent(olddirfd, n.old) : 0;
	if (!err)
		err = n.bad_new;
	if (!err)
		err = path_rename(olddirfd, n.old, newdirfd, n.new, flags);
	names_free(&n);
	return err;
}

long
sys_renameat(int olddirfd, const char __user *oldpath, int newdirfd,
    const char __user *newpath)
{
	return sys_renameat2(olddirfd, oldpath, newdirfd, newpath, 0);
}

long
sys_rename(const char __user *oldpath, const char __user *newpath)
{
	return sys_renameat2(AT_FDCWD, oldpath, AT_FDCWD, newpath, 0);
}

/* Copies a link's text out. */
static ssize_t
readlink_to_user(const struct path *p, void __user *buf, size_t size)
{
	char *text = name_alloc();
	ssize_t n;

	if (!text)
		return -ENOMEM;
	n = path_readlink(p, text, min(size, (size_t)PATH_MAX));
	if (n > 0 && copy_to_user(buf, text, (size_t)n))
		n = -EFAULT;
	name_free(text);
	return n;
}

long
sys_readlinkat(int dirfd, const char __user *path, void __user *buf, int bufsiz)
{
	struct path p;
	char first = 'x';
	ssize_t n;

	if (bufsiz <= 0)
		return -EINVAL;
	n = path_lookup_user(dirfd, path, LOOKUP_EMPTY, &p);
	if (n)
		return n;
	n = readlink_to_user(&p, buf, (size_t)bufsiz);
	/* An empty path that names no link is an empty path. */
	if (n == -EINVAL && get_user(first, path) == 0 && !first)
		n = -ENOENT;
	path_put(&p);
	return n;
}

long
sys_readlink(const char __user *path, void __user *buf, int bufsiz)
{
	return sys_readlinkat(AT_FDCWD, path, buf, bufsiz);
}

/* Where paths start. */

static int
enter_directory(const struct path *p)
{
	int err;

	if (!S_ISDIR(inode_mode(p->dentry->inode)))
		return -ENOTDIR;
	err = inode_permission(p->dentry->inode, MAY_EXEC);
	if (!err)
		fs_context_set_cwd(p);
	return err;
}

long
sys_chdir(const char __user *path)
{
	struct path p;
	int err = path_lookup_user(AT_FDCWD, path,
	    LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &p);

	if (err)
		return err;
	err = enter_directory(&p);
	path_put(&p);
	return err;
}

long
sys_fchdir(int fd)
{
	struct fdref r = fd_get_path(fd);
	int err;

	if (!r.file)
		return -EBADF;
	err = enter_directory(&r.file->path);
	fd_put(r);
	return err;
}

long
sys_chroot(const char __user *path)
{
	struct path p;
	int err = path_lookup_user(AT_FDCWD, path,
	    LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &p);

	if (err)
		return err;
	err = inode_permission(p.dentry->inode, MAY_EXEC);
	if (!err && !capable(CAP_SYS_CHROOT))
		err = -EPERM;
	if (!err)
		fs_context_set_root(&p);
	path_put(&p);
	return err;
}

long
sys_getcwd(void __user *buf, size_t size)
{
	char *text = name_alloc(), *name;
	size_t n;
	long ret;

	if (!text)
		return -ENOMEM;
	ret = path_cwd_name(text, PATH_MAX, &name);
	if (!ret) {
		n = strlen(name) + 1;
		if (n > size)
			ret = -ERANGE;
		else
			ret = copy_to_user(buf, name, n) ? -EFAULT : (long)n;
	}
	name_free(text);
	return ret;
}

long
sys_umask(unsigned mask)
{
	return (long)atomic_xchg(&current_fs()->umask, mask & 0777);
}
