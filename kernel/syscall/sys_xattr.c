/*
 * System calls on extended attributes: by path, by path without following a link at its
 * end, by descriptor.
 *
 * Names go through the stack, values through memory of their size.  What is wrong is
 * said in the order of Linux 6.1: the file, the mount, flags, name, size, value.
 */
#include "abi/errno.h"
#include "fs/dentry.h"
#include "fs/fdtable.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "fs/xattr.h"
#include "mm/slab.h"
#include "syscall/handlers.h"
#include "vm/usercopy.h"

struct name {
	char s[XATTR_NAME_MAX + 1];
};

/* What a call is to do with the file; results that are copied out. */
struct request {
	const char __user *name;
	const void __user *in; /* the value that is set */
	void __user *out;      /* a value or a list */
	size_t size;
	int flags;
};

typedef long request_fn(const struct path *p, const struct request *rq);

static long
at_path(const char __user *path, bool follow, request_fn *fn,
    const struct request *rq)
{
	struct path p;
	long ret = path_lookup_user(AT_FDCWD, path, follow ? LOOKUP_FOLLOW : 0,
	    &p);

	if (ret)
		return ret;
	ret = fn(&p, rq);
	path_put(&p);
	return ret;
}

static long
at_fd(int fd, request_fn *fn, const struct request *rq)
{
	struct fdref r = fd_get(fd);
	long ret;

	if (!r.file)
		return -EBADF;
	ret = fn(&r.file->path, rq);
	fd_put(r);
	return ret;
}

/* => errors: -EFAULT, -ERANGE */
static int
copy_name(struct name *name, const char __user *user)
{
	ssize_t n = strncpy_from_user(name->s, user, sizeof(name->s));

	if (n == -ENAMETOOLONG || n == 0)
		return -ERANGE;
	return n < 0 ? (int)n : 0;
}

/* --- Setting --- */

static long
set_value(const struct path *p, const char *name, const struct request *rq)
{
	char *value;
	long ret;

	if (!rq->size)
		return path_setxattr(p, name, "", 0, (unsigned)rq->flags);
	value = kmalloc(rq->size);
	if (!value)
		return -ENOMEM;
	ret = copy_from_user(value, rq->in, rq->size);
	if (!ret)
		ret = path_setxattr(p, name, value, rq->size,
		    (unsigned)rq->flags);
	kfree(value);
	return ret;
}

static long
set(const struct path *p, const struct request *rq)
{
	struct name name;
	long err = mount_may_write(p->mount);

	if (err)
		return err;
	if (rq->flags & ~(XATTR_CREATE | XATTR_REPLACE))
		return -EINVAL;
	err = copy_name(&name, rq->name);
	if (err)
		return err;
	if (rq->size > XATTR_SIZE_MAX)
		return -E2BIG;
	return set_value(p, name.s, rq);
}

long
sys_setxattr(const char __user *path, const char __user *name,
    const void __user *value, size_t size, int flags)
{
	struct request rq = {
		.name = name, .in = value, .size = size, .flags = flags
	};

	return at_path(path, true, set, &rq);
}

long
sys_lsetxattr(const char __user *path, const char __user *name,
    const void __user *value, size_t size, int flags)
{
	struct request rq = {
		.name = name, .in = value, .size = size, .flags = flags
	};

	return at_path(path, false, set, &rq);
}

long
sys_fsetxattr(int fd, const char __user *name, const void __user *value,
    size_t size, int flags)
{
	struct request rq = {
		.name = name, .in = value, .size = size, .flags = flags
	};

	return at_fd(fd, set, &rq);
}

/* --- Getting --- */

/* Of the name, or of the list without one. */
static ssize_t
get_into(const struct path *p, const char *name, void *buf, size_t size)
{
	return name ? path_getxattr(p, name, buf, size) :
		      path_listxattr(p, buf, size);
}

static long
get_copied(const struct path *p, const char *name, void __user *out,
    size_t size)
{
	char *buf;
	long ret;

	if (!size)
		return get_into(p, name, NULL, 0);
	buf = kmalloc(size);
	if (!buf)
		return -ENOMEM;
	ret = get_into(p, name, buf, size);
	if (ret > 0 && copy_to_user(out, buf, (size_t)ret))
		ret = -EFAULT;
	kfree(buf);
	return ret;
}

static long
get(const struct path *p, const struct request *rq)
{
	struct name name;
	long err = copy_name(&name, rq->name);

	return err ? err :
		     get_copied(p, name.s, rq->out,
			 min(rq->size, (size_t)XATTR_SIZE_MAX));
}

static long
list(const struct path *p, const struct request *rq)
{
	return get_copied(p, NULL, rq->out,
	    min(rq->size, (size_t)XATTR_LIST_MAX));
}

long
sys_getxattr(const char __user *path, const char __user *name,
    void __user *value, size_t size)
{
	struct request rq = { .name = name, .out = value, .size = size };

	return at_path(path, true, get, &rq);
}

long
sys_lgetxattr(const char __user *path, const char __user *name,
    void __user *value, size_t size)
{
	struct request rq = { .name = name, .out = value, .size = size };

	return at_path(path, false, get, &rq);
}

long
sys_fgetxattr(int fd, const char __user *name, void __user *value, size_t size)
{
	struct request rq = { .name = name, .out = value, .size = size };

	return at_fd(fd, get, &rq);
}

long
sys_listxattr(const char __user *path, void __user *names, size_t size)
{
	struct request rq = { .out = names, .size = size };

	return at_path(path, true, list, &rq);
}

long
sys_llistxattr(const char __user *path, void __user *names, size_t size)
{
	struct request rq = { .out = names, .size = size };

	return at_path(path, false, list, &rq);
}

long
sys_flistxattr(int fd, void __user *names, size_t size)
{
	struct request rq = { .out = names, .size = size };

	return at_fd(fd, list, &rq);
}

/* --- Removing --- */

static long
remove_named(const struct path *p, const struct request *rq)
{
	struct name name;
	long err = mount_may_write(p->mount);

	if (!err)
		err = copy_name(&name, rq->name);
	return err ? err : path_removexattr(p, name.s);
}

long
sys_removexattr(const char __user *path, const char __user *name)
{
	struct request rq = { .name = name };

	return at_path(path, true, remove_named, &rq);
}

long
sys_lremovexattr(const char __user *path, const char __user *name)
{
	struct request rq = { .name = name };

	return at_path(path, false, remove_named, &rq);
}

long
sys_fremovexattr(int fd, const char __user *name)
{
	struct request rq = { .name = name };

	return at_fd(fd, remove_named, &rq);
}
