/*
 * System calls on file systems: mounting, statfs, sync.
 */
#include "abi/errno.h"
#include "abi/limits.h"
#include "fs/attr.h"
#include "fs/dentry.h"
#include "fs/fdtable.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "lib/string.h"
#include "syscall/handlers.h"
#include "vm/usercopy.h"

/* A string that may be missing: NULL stays NULL. */
static int
copy_optional(const char __user *user, char **out)
{
	*out = NULL;
	return user ? name_copy(user, true, out) : 0;
}

/* The data of mount(2): up to a page, of which what cannot be read is zero. */
static int
copy_data(const void __user *user, char **out)
{
	size_t n;

	*out = NULL;
	if (!user)
		return 0;
	*out = name_alloc();
	if (!*out)
		return -ENOMEM;
	n = copy_from_user_partial(*out, user, PATH_MAX - 1);
	(*out)[n] = '\0';
	if (!n) {
		name_free(*out);
		return -EFAULT;
	}
	return 0;
}

static void
free_optional(char *name)
{
	if (name)
		name_free(name);
}

long
sys_mount(const char __user *source, const char __user *target,
    const char __user *fstype, unsigned long flags, void __user *data)
{
	char *from, *to, *type, *options;
	int err = copy_optional(fstype, &type);

	if (err)
		return err;
	err = copy_optional(source, &from);
	if (err)
		goto free_type;
	err = copy_data(data, &options);
	if (err)
		goto free_from;
	err = name_copy(target, false, &to);
	if (err)
		goto free_options;
	err = mount_do(from, to, type, flags, options);
	name_free(to);
free_options:
	free_optional(options);
free_from:
	free_optional(from);
free_type:
	free_optional(type);
	return err;
}

long
sys_umount2(const char __user *target, unsigned flags)
{
	char *name;
	int err;

	if (flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW))
		return -EINVAL;
	err = name_copy(target, false, &name);
	if (err)
		return err;
	err = umount_do(name, flags);
	name_free(name);
	return err;
}

static long
statfs_to_user(const struct path *p, struct statfs __user *buf)
{
	struct statfs st;
	int err = path_statfs(p, &st);

	if (err)
		return err;
	return copy_to_user(buf, &st, sizeof(st));
}

long
sys_statfs(const char __user *path, struct statfs __user *buf)
{
	struct path p;
	long err = path_lookup_user(AT_FDCWD, path, LOOKUP_FOLLOW, &p);

	if (err)
		return err;
	err = statfs_to_user(&p, buf);
	path_put(&p);
	return err;
}

long
sys_fstatfs(int fd, struct statfs __user *buf)
{
	struct fdref r = fd_get_path(fd);
	long err;

	if (!r.file)
		return -EBADF;
	err = statfs_to_user(&r.file->path, buf);
	fd_put(r);
	return err;
}

long
sys_sync(void)
{
	super_sync_all();
	return 0;
}
