/*
 * The messages of 9P2000.L as functions.
 *
 * All sleep and are killable: -EINTR.  Other errors are the server's, as errno, or -EIO
 * when it does not answer as it should; -ENOMEM.  Fids are numbers here
 * (fid.h); where one is made (newfid) it is given back on failure.
 */
#ifndef FS_9P_CALLS_H
#define FS_9P_CALLS_H

#include "fs/9p/client.h"
#include "lib/types.h"

struct p9_attr {
	u64 valid; /* P9_GETATTR_* */
	struct p9_qid qid;
	u32 mode;
	uid_t uid;
	gid_t gid;
	u64 nlink, rdev, size, blksize, blocks;
	s64 atime, mtime, ctime, btime; /* ns since 1970 */
};

/* What to change: the fields that valid (P9_SETATTR_*) names. */
struct p9_setattr {
	u32 valid;
	u32 mode;
	uid_t uid;
	gid_t gid;
	u64 size;
	s64 atime, mtime; /* ns since 1970 */
};

struct p9_statfs {
	u32 type, bsize;
	u64 blocks, bfree, bavail, files, ffree, fsid;
	u32 namelen;
};

/* The next thing in w: a qid.  A server with multidevs=remap, which shows several file systems as
 * one, packs the file system's index and the file's number there into qid.path;
 * if the mount's options say that it does, .path is the number for the first file
 * system, and the number with the index above its 40 bits for others. */
struct p9_qid p9_qid_of(const struct p9_client *c, struct p9_wire *w);

/* Agrees on the version, and on c->msize at most as it is. => errors: -EPROTO */
int p9_version(struct p9_client *c) __must_check;
int p9_attach(struct p9_client *c, const char *uname, const char *aname,
    u32 uid, u32 *newfid, struct p9_qid *qid) __must_check;

/* newfid: the file of that name in the directory fid; name NULL: fid once more. */
int p9_walk(struct p9_client *c, u32 fid, const char *name, size_t len,
    u32 *newfid, struct p9_qid *qid) __must_check;
/* Gives a fid up, which is free again, and waits for what the server says. */
int p9_clunk_wait(struct p9_client *c, u32 fid) __must_check;
/* The same: to be sent. => returns: NULL: no memory */
struct p9_request *p9_clunk_begin(struct p9_client *c, u32 fid) __must_check;

int p9_getattr(struct p9_client *c, u32 fid, struct p9_attr *a) __must_check;
int p9_setattr(struct p9_client *c, u32 fid, const struct p9_setattr *a)
    __must_check;
int p9_statfs(struct p9_client *c, u32 fid, struct p9_statfs *st) __must_check;

/* flags: O_*, which are Linux's. */
int p9_open(struct p9_client *c, u32 fid, u32 flags) __must_check;
/* fid, a directory's, becomes the new file, open. */
int p9_create(struct p9_client *c, u32 fid, const char *name, size_t len,
    u32 flags, u32 mode, gid_t gid) __must_check;
int p9_mknod(struct p9_client *c, u32 dir, const char *name, size_t len,
    u32 mode, u32 major, u32 minor, gid_t gid) __must_check;
int p9_mkdir(struct p9_client *c, u32 dir, const char *name, size_t len,
    u32 mode, gid_t gid) __must_check;
int p9_symlink(struct p9_client *c, u32 dir, const char *name, size_t len,
    const char *target, gid_t gid) __must_check;
int p9_link(struct p9_client *c, u32 dir, u32 fid, const char *name, size_t len)
    __must_check;
int p9_unlinkat(struct p9_client *c, u32 dir, const char *name, size_t len,
    u32 flags) __must_check;
int p9_renameat(struct p9_client *c, u32 olddir, const char *old, size_t nold,
    u32 newdir, const char *new, size_t nnew) __must_check;
/* *target: its text, terminated, the caller's to kfree(). => returns: its length */
ssize_t p9_readlink(struct p9_client *c, u32 fid, char **target) __must_check;

/* Entries from an offset on, of at most size bytes, into a buffer that is the caller's to
 * kfree(). => returns: bytes; 0: the end */
ssize_t p9_readdir(struct p9_client *c, u32 fid, u64 offset, u32 size, u8 **buf)
    __must_check;
/* The same of an open file, or of an attribute's fid. */
ssize_t p9_read(struct p9_client *c, u32 fid, u64 offset, u32 size, u8 **buf)
    __must_check;
/* => returns: bytes, size at most */
ssize_t p9_write(struct p9_client *c, u32 fid, u64 offset, const void *p,
    u32 size) __must_check;
/* A request to read or write that many bytes, to get its payload and be submitted; and
 * what its answer says.  To write there is always memory for one, which is waited for.
 * => returns: NULL: no memory; of a write: the connection is broken; bytes, or -errno */
struct p9_request *p9_read_begin(struct p9_client *c, u32 fid, u64 offset,
    u32 n) __must_check;
struct p9_request *p9_write_begin(struct p9_client *c, u32 fid, u64 offset,
    u32 n) __must_check; /* => sleeps */
ssize_t p9_io_result(struct p9_request *q, u32 n) __must_check;
int p9_fsync(struct p9_client *c, u32 fid, bool datasync) __must_check;

/* newfid: to read the attribute of that name, or the list of names (""), of *size bytes. */
int p9_xattrwalk(struct p9_client *c, u32 fid, const char *name, u32 *newfid,
    u64 *size) __must_check;
/* fid becomes one to write an attribute of that size by, which giving it up sets; size
 * 0: removes it. */
int p9_xattrcreate(struct p9_client *c, u32 fid, const char *name, u64 size,
    u32 flags) __must_check;

#endif
