/*
 * Extended attributes of a 9p file system: the server's.
 *
 * One is read like a file, by a fid that Txattrwalk makes; and written by one that
 * Txattrcreate has changed, of which the server sets the value when it is given up.  The
 * protocol cannot tell an empty value from none.
 */
#include "abi/xattr.h"
#include "abi/errno.h"
#include "debug/missing.h"
#include "fs/9p/internal.h"
#include "lib/string.h"
#include "mm/slab.h"

/* Reads `size` bytes, which is what the server has. */
static ssize_t
read_all(struct p9_client *c, u32 number, char *to, u64 size)
{
	u64 at = 0;

	while (at < size) {
		u8 *buf;
		ssize_t n = p9_read(c, number, at, (u32)(size - at), &buf);

		if (n < 0)
			return n;
		memcpy(to + at, buf, (size_t)n);
		kfree(buf);
		if (!n)
			return -EIO;
		at += (u64)n;
	}
	return (ssize_t)size;
}

/* The value, or with "" the list of names. */
static ssize_t
get(struct inode *inode, const char *name, void *value, size_t size, u64 most)
{
	struct p9_client *c = p9_client(inode);
	struct p9_fid *fid;
	u32 number;
	u64 len;
	ssize_t n = p9_name_fid(inode, false, &fid);

	if (n)
		return n;
	n = p9_xattrwalk(c, fid->number, name, &number, &len);
	p9_fid_put(fid);
	if (n)
		return n;
	if (len > most)
		n = -E2BIG;
	else if (!size)
		n = (ssize_t)len;
	else if (len > size)
		n = -ERANGE;
	else
		n = read_all(c, number, value, len);
	p9_number_drop(c, number);
	return n;
}

ssize_t
p9_getxattr(struct inode *inode, const char *name, void *value, size_t size)
{
	return get(inode, name, value, size, XATTR_SIZE_MAX);
}

ssize_t
p9_listxattr(struct inode *inode, char *list, size_t size)
{
	ssize_t n = get(inode, "", list, size, XATTR_LIST_MAX);

	/* Names end with a NUL each. */
	if (n > 0 && size && list[n - 1])
		return -EIO;
	return n == -EOPNOTSUPP ? 0 : n;
}

static int
write_all(struct p9_client *c, u32 number, const char *from, size_t size)
{
	size_t at = 0;

	while (at < size) {
		ssize_t n = p9_write(c, number, at, from + at,
		    (u32)(size - at));

		if (n <= 0)
			return n ? (int)n : -EIO;
		at += (size_t)n;
	}
	return 0;
}

/* => holds: inode->lock */
int
p9_setxattr(struct inode *inode, const char *name, const void *value,
    size_t size, unsigned flags)
{
	struct p9_client *c = p9_client(inode);
	struct p9_fid *fid;
	u32 number;
	int err;

	if (value && !size)
		return (int)missing(-EOPNOTSUPP, "setxattr", "empty, 9p");
	err = p9_name_fid(inode, true, &fid);
	if (err)
		return err;
	err = p9_walk(c, fid->number, NULL, 0, &number, NULL);
	p9_fid_put(fid);
	if (err)
		return err;
	err = p9_xattrcreate(c, number, name, value ? size : 0, flags);
	if (!err && value)
		err = write_all(c, number, value, size);
	if (err) {
		p9_number_drop(c, number);
		return err;
	}
	err = p9_clunk_wait(c, number);
	if (!err)
		inode_touch_changed(inode);
	return err;
}
