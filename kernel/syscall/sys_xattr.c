/*
 * Extended attributes: no file has any, and none can be set.
 *
 * As on a Linux file system without them: the file must exist and the name
 * make sense, then EOPNOTSUPP; a list is empty.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "fs/fdtable.h"
#include "fs/namei.h"
#include "syscall/handlers.h"
#include "vm/usercopy.h"

#define XATTR_NAME_MAX 255
#define XATTR_SIZE_MAX 65536
#define XATTR_CREATE   1
#define XATTR_REPLACE  2

/* => errors: -EFAULT, -ERANGE */
static long
check_name(const char __user *uname)
{
	char name[XATTR_NAME_MAX + 1];
	ssize_t n = strncpy_from_user(name, uname, sizeof(name));

	if (n == -ENAMETOOLONG || n == 0)
		return -ERANGE;
	return n < 0 ? n : 0;
}

/* What setxattr() is asked for; NULL: something else. */
struct setting {
	size_t size;
	int flags;
};

/* => errors: -EINVAL, -EFAULT, -ERANGE, -E2BIG, in Linux's order */
static long
check(const char __user *name, const struct setting *set)
{
	long err = 0;

	if (set && set->flags & ~(XATTR_CREATE | XATTR_REPLACE))
		return -EINVAL;
	if (name)
		err = check_name(name);
	return !err && set && set->size > XATTR_SIZE_MAX ? -E2BIG : err;
}

/* => returns: none when the file exists and the rest is good */
static long
at_path(const char __user *path, bool follow, const char __user *name,
    const struct setting *set, long none)
{
	struct path p;
	long err = path_lookup_user(AT_FDCWD, path, follow ? LOOKUP_FOLLOW : 0,
	    &p);

	if (err)
		return err;
	path_put(&p);
	err = check(name, set);
	return err ? err : none;
}

static long
at_fd(int fd, const char __user *name, const struct setting *set, long none)
{
	struct fdref r = fd_get(fd);
	long err;

	if (!r.file)
		return -EBADF;
	err = check(name, set);
	fd_put(r);
	return err ? err : none;
}

long
sys_setxattr(const char __user *path, const char __user *name,
    const void __user *value, size_t size, int flags)
{
	struct setting set = { size, flags };

	(void)value;
	return at_path(path, true, name, &set, -EOPNOTSUPP);
}

long
sys_lsetxattr(const char __user *path, const char __user *name,
    const void __user *value, size_t size, int flags)
{
	struct setting set = { size, flags };

	(void)value;
	return at_path(path, false, name, &set, -EOPNOTSUPP);
}

long
sys_fsetxattr(int fd, const char __user *name, const void __user *value,
    size_t size, int flags)
{
	struct setting set = { size, flags };

	(void)value;
	return at_fd(fd, name, &set, -EOPNOTSUPP);
}

long
sys_getxattr(const char __user *path, const char __user *name,
    void __user *value, size_t size)
{
	(void)value;
	(void)size;
	return at_path(path, true, name, NULL, -EOPNOTSUPP);
}

long
sys_lgetxattr(const char __user *path, const char __user *name,
    void __user *value, size_t size)
{
	(void)value;
	(void)size;
	return at_path(path, false, name, NULL, -EOPNOTSUPP);
}

long
sys_fgetxattr(int fd, const char __user *name, void __user *value, size_t size)
{
	(void)value;
	(void)size;
	return at_fd(fd, name, NULL, -EOPNOTSUPP);
}

long
sys_listxattr(const char __user *path, void __user *list, size_t size)
{
	(void)list;
	(void)size;
	return at_path(path, true, NULL, NULL, 0);
}

long
sys_llistxattr(const char __user *path, void __user *list, size_t size)
{
	(void)list;
	(void)size;
	return at_path(path, false, NULL, NULL, 0);
}

long
sys_flistxattr(int fd, void __user *list, size_t size)
{
	(void)list;
	(void)size;
	return at_fd(fd, NULL, NULL, 0);
}

long
sys_removexattr(const char __user *path, const char __user *name)
{
	return at_path(path, true, name, NULL, -EOPNOTSUPP);
}

long
sys_lremovexattr(const char __user *path, const char __user *name)
{
	return at_path(path, false, name, NULL, -EOPNOTSUPP);
}

long
sys_fremovexattr(int fd, const char __user *name)
{
	return at_fd(fd, name, NULL, -EOPNOTSUPP);
}
