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

/* => returns: none when the file exists and the name is good */
static long
at_path(const char __user *path, bool follow, const char __user *name,
    long none)
{
	struct path p;
	long err = name ? check_name(name) : 0;

	if (!err)
		err = path_lookup_user(AT_FDCWD, path,
		    follow ? LOOKUP_FOLLOW : 0, &p);
	if (err)
		return err;
	path_put(&p);
	return none;
}

static long
at_fd(int fd, const char __user *name, long none)
{
	struct fdref r = fd_get(fd);
	long err = none;

	if (!r.file)
		return -EBADF;
	if (name && check_name(name))
		err = check_name(name);
	fd_put(r);
	return err;
}

long
sys_setxattr(const char __user *path, const char __user *name,
    const void __user *value, size_t size, int flags)
{
	(void)value;
	(void)size;
	(void)flags;
	return at_path(path, true, name, -EOPNOTSUPP);
}

long
sys_lsetxattr(const char __user *path, const char __user *name,
    const void __user *value, size_t size, int flags)
{
	(void)value;
	(void)size;
	(void)flags;
	return at_path(path, false, name, -EOPNOTSUPP);
}

long
sys_fsetxattr(int fd, const char __user *name, const void __user *value,
    size_t size, int flags)
{
	(void)value;
	(void)size;
	(void)flags;
	return at_fd(fd, name, -EOPNOTSUPP);
}

long
sys_getxattr(const char __user *path, const char __user *name,
    void __user *value, size_t size)
{
	(void)value;
	(void)size;
	return at_path(path, true, name, -EOPNOTSUPP);
}

long
sys_lgetxattr(const char __user *path, const char __user *name,
    void __user *value, size_t size)
{
	(void)value;
	(void)size;
	return at_path(path, false, name, -EOPNOTSUPP);
}

long
sys_fgetxattr(int fd, const char __user *name, void __user *value, size_t size)
{
	(void)value;
	(void)size;
	return at_fd(fd, name, -EOPNOTSUPP);
}

long
sys_listxattr(const char __user *path, void __user *list, size_t size)
{
	(void)list;
	(void)size;
	return at_path(path, true, NULL, 0);
}

long
sys_llistxattr(const char __user *path, void __user *list, size_t size)
{
	(void)list;
	(void)size;
	return at_path(path, false, NULL, 0);
}

long
sys_flistxattr(int fd, void __user *list, size_t size)
{
	(void)list;
	(void)size;
	return at_fd(fd, NULL, 0);
}

long
sys_removexattr(const char __user *path, const char __user *name)
{
	return at_path(path, true, name, -EOPNOTSUPP);
}

long
sys_lremovexattr(const char __user *path, const char __user *name)
{
	return at_path(path, false, name, -EOPNOTSUPP);
}

long
sys_fremovexattr(int fd, const char __user *name)
{
	return at_fd(fd, name, -EOPNOTSUPP);
}
