/* See fs_calls.h. */
#include "tests/host/shim/fs_calls.h"

#include "abi/errno.h"
#include "fs/attr.h"
#include "fs/dentry.h"
#include "fs/dirops.h"
#include "fs/fdtable.h"
#include "fs/fs.h"
#include "fs/fs_context.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "fs/readdir.h"
#include "ipc/epoll.h"
#include "ipc/pipe.h"
#include "lib/string.h"
#include "tests/host/shim/shim.h"

void
fs_start(void)
{
	shim_init();
	fs_init();
	pipe_init();
	epoll_init();
	current()->fs->umask = 0;
	if (fdtable_create(&current()->fds) != 0)
		panic("no descriptor table");
}

/* A copy in a buffer that may be read behind the end. */
static char *
copy(const char *path)
{
	char *name = name_alloc();

	if (name)
		memcpy(name, path, strlen(path) + 1);
	return name;
}

#define WITH_NAME(path, call)            \
	({                               \
		char *name = copy(path); \
		int err_ = -ENOMEM;      \
		if (name) {              \
			err_ = (call);   \
			name_free(name); \
		}                        \
		err_;                    \
	})

int
fs_mkdir(const char *path, unsigned mode)
{
	return WITH_NAME(path, path_mkdir(AT_FDCWD, name, mode));
}

int
fs_mknod(const char *path, unsigned mode, unsigned dev)
{
	return WITH_NAME(path, path_mknod(AT_FDCWD, name, mode, dev));
}

int
fs_rmdir(const char *path)
{
	return WITH_NAME(path, path_rmdir(AT_FDCWD, name));
}

int
fs_unlink(const char *path)
{
	return WITH_NAME(path, path_unlink(AT_FDCWD, name));
}

int
fs_rename(const char *old, const char *new, unsigned flags)
{
	char *to = copy(new);
	int err = -ENOMEM;

	if (to) {
		err = WITH_NAME(old,
		    path_rename(AT_FDCWD, name, AT_FDCWD, to, flags));
		name_free(to);
	}
	return err;
}

int
fs_link(const char *old, const char *new, int flags)
{
	char *to = copy(new);
	int err = -ENOMEM;

	if (to) {
		err = WITH_NAME(old,
		    path_link(AT_FDCWD, name, AT_FDCWD, to, flags));
		name_free(to);
	}
	return err;
}

int
fs_symlink(const char *target, const char *path)
{
	return WITH_NAME(path,
	    *target ? path_symlink(target, AT_FDCWD, name) : -ENOENT);
}

static int
lookup(const char *path, unsigned flags, struct path *p)
{
	return WITH_NAME(path, path_lookup(AT_FDCWD, name, flags, p));
}

int
fs_chdir(const char *path)
{
	struct path p;
	int err = lookup(path, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &p);

	if (!err) {
		fs_context_set_cwd(&p);
		path_put(&p);
	}
	return err;
}

int
fs_chroot(const char *path)
{
	static struct path first;
	struct path p;
	char *name;
	int err;

	if (!first.mount)
		fs_context_root(current_fs(), &first);
	if (!path) {
		fs_context_set_root(&first);
		fs_context_set_cwd(&first);
		return 0;
	}
	name = copy(path);
	err = path_lookup(AT_FDCWD, name, LOOKUP_FOLLOW, &p);
	if (!err) {
		fs_context_set_root(&p);
		fs_context_set_cwd(&p);
		path_put(&p);
	}
	name_free(name);
	return err;
}

int
fs_getcwd(char *buf, size_t size)
{
	struct path cwd;
	char *at;
	int err;

	fs_context_cwd(current()->fs, &cwd);
	err = cwd.dentry->inode->dead ? -ENOENT :
					path_name(&cwd, NULL, buf, size, &at);
	if (!err)
		memmove(buf, at, strlen(at) + 1);
	path_put(&cwd);
	return err;
}

int
fs_stat(const char *path, int follow, struct fs_stat *st)
{
	struct path p;
	struct kstat k;
	int err = lookup(path, follow ? LOOKUP_FOLLOW : 0, &p);

	if (err)
		return err;
	path_stat(&p, &k);
	path_put(&p);
	*st = (struct fs_stat){
		.mode = k.mode, .nlink = k.nlink, .size = k.size, .ino = k.ino
	};
	return 0;
}

int
fs_readlink(const char *path, char *buf, size_t size)
{
	struct path p;
	int err = lookup(path, 0, &p);

	if (err)
		return err;
	err = (int)path_readlink(&p, buf, size);
	path_put(&p);
	return err;
}

int
fs_truncate(const char *path, long size)
{
	struct path p;
	int err = lookup(path, LOOKUP_FOLLOW, &p);

	if (err)
		return err;
	err = path_truncate_checked(&p, (u64)size);
	path_put(&p);
	return err;
}

int
fs_open(const char *path, int flags, unsigned mode)
{
	struct file *f;
	int err = WITH_NAME(path,
	    file_open_at(AT_FDCWD, name, flags, mode, &f));

	if (err)
		return err;
	err = fd_install(f, 0, false);
	if (err < 0)
		file_put(f);
	return err;
}

int
fs_close(int fd)
{
	return fd_close(fd);
}

int
fs_touch(const char *path, int flags, unsigned mode)
{
	int fd = fs_open(path, flags, mode);

	return fd < 0 ? fd : fs_close(fd);
}

long
fs_write(int fd, const void *buf, size_t n, long at)
{
	struct fdref r = fd_get(fd);
	struct uio u;

	if (!r.file)
		return -EBADF;
	uio_init_kernel(&u, (void *)buf, n);
	return at < 0 ? file_write_next(r.file, &u) :
			file_write(r.file, &u, &at);
}

long
fs_read(int fd, void *buf, size_t n, long at)
{
	struct fdref r = fd_get(fd);
	struct uio u;

	if (!r.file)
		return -EBADF;
	uio_init_kernel(&u, buf, n);
	return at < 0 ? file_read_next(r.file, &u) : file_read(r.file, &u, &at);
}

long
fs_seek(int fd, long offset, int whence)
{
	struct fdref r = fd_get(fd);

	if (!r.file)
		return -EBADF;
	return r.file->ops->seek ? r.file->ops->seek(r.file, offset, whence) :
				   -ESPIPE;
}

int
fs_fallocate(int fd, unsigned mode, long offset, long len)
{
	struct fdref r = fd_get(fd);

	return r.file ? file_fallocate(r.file, mode, offset, len) : -EBADF;
}

int
fs_list(const char *path, void (*fn)(void *arg, const char *name), void *arg)
{
	/* Small, so that listing takes many calls. */
	char buf[100];
	int fd = fs_open(path, O_RDONLY | O_DIRECTORY, 0);
	ssize_t n;

	if (fd < 0)
		return fd;
	while ((n = file_getdents(fd_get(fd).file, buf, sizeof(buf), true)) >
	    0) {
		for (char *p = buf; p < buf + n;) {
			u16 len;

			memcpy(&len, p + 16, 2);
			fn(arg, p + 19);
			p += len;
		}
	}
	fs_close(fd);
	return (int)n;
}

int
fs_unpack(const void *archive, size_t size)
{
	return initramfs_unpack(archive, size);
}

int
fs_mount(const char *source, const char *target, const char *type,
    unsigned long flags, const char *data)
{
	char *from = source ? copy(source) : NULL;
	int err = WITH_NAME(target, mount_do(from, name, type, flags, data));

	if (from)
		name_free(from);
	return err;
}

int
fs_umount(const char *target, unsigned flags)
{
	return WITH_NAME(target, umount_do(name, flags));
}

uint64_t
fs_shrink(void)
{
	return dentry_reclaim(3) + dentry_shrink(1000000);
}
