/*
 * The messages of 9P2000.L (diod: protocol.md; QEMU: hw/9pfs/9p.c).
 *
 * Each function fills a request, waits for the answer, and takes out what is in it.  An
 * answer that is too short for what should be in it is as good as none.
 */
#include "fs/9p/calls.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "fs/9p/proto.h"
#include "lib/bits.h"
#include "mm/slab.h"
#include "time/clock.h"

#define FIXED 64 /* bytes that a message has at most besides its strings */

/* Waits for the answer, of which the caller takes the rest.  => errors: then *q is NULL,
 * and the number of a fid that it was to make is free, or will be */
static int
call(struct p9_request **q)
{
	struct p9_client *c = (*q)->client;
	u32 newfid = (*q)->newfid;
	int err = p9_rpc(q);

	if (!err)
		return 0;
	if (*q) {
		p9_request_end(*q);
		if (newfid != P9_NOFID)
			p9_number_free(&c->fids, newfid);
	}
	*q = NULL;
	return err;
}

/* Ends a request whose answer was read. => errors: -EIO: it was too short */
static int
finish(struct p9_request *q)
{
	int err = q->r.bad ? -EIO : 0;

	p9_request_end(q);
	return err;
}

/* A call of which only success counts. */
static int
call_and_finish(struct p9_request *q)
{
	int err = call(&q);

	return err ? err : finish(q);
}

/* As finish(), of one that has made a fid, which then is *newfid. */
static int
finish_fid(struct p9_request *q, u32 *newfid)
{
	struct p9_client *c = q->client;
	u32 fid = q->newfid;
	int err = finish(q);

	if (err)
		p9_number_drop(c, fid);
	else
		*newfid = fid;
	return err;
}

/* --- Numbers of files --- */

#define NUMBER_BITS 40
#define INDEX_BITS  7
#define ODD_NUMBER  BIT(54) /* set in a number that is shown as it came */

/*
 * What multidevs=remap has packed (QEMU: hw/9pfs/9p.c, qid_path_suffixmap): from the lowest
 * bit on, the index of the file system as an Elias gamma code, which is as many zeroes as the
 * index has bits behind its first, and the index, its highest bit first; above it the number.
 */
static u64
unpack_number(u64 path)
{
	unsigned behind = path ? ffs64(path) : INDEX_BITS, i;
	u64 index = 0, number;

	if (behind >= INDEX_BITS)
		return path | ODD_NUMBER;
	number = path >> (2 * behind + 1);
	if (number >> NUMBER_BITS)
		return path | ODD_NUMBER;
	for (i = behind; i <= 2 * behind; i++)
		index = index << 1 | (path >> i & 1);
	return (index - 1) << NUMBER_BITS | number;
}

struct p9_qid
p9_qid_of(const struct p9_client *c, struct p9_wire *w)
{
	struct p9_qid qid = p9_get_qid(w);

	if (c->remapped)
		qid.path = unpack_number(qid.path);
	return qid;
}

/* --- The session --- */

int
p9_version(struct p9_client *c)
{
	struct p9_request *q = p9_request_begin(c, P9_TVERSION, FIXED, FIXED);
	struct p9_string version;
	u32 msize;
	int err;

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, c->msize);
	p9_put_string(&q->t, P9_VERSION, sizeof(P9_VERSION) - 1);
	err = call(&q);
	if (err)
		return err;
	msize = p9_get32(&q->r);
	version = p9_get_string(&q->r);
	if (q->r.bad || version.len != sizeof(P9_VERSION) - 1 ||
	    memcmp(version.s, P9_VERSION, version.len) != 0 ||
	    msize < P9_MSIZE_MIN || msize > c->msize)
		err = -EPROTO;
	else
		c->msize = msize;
	p9_request_end(q);
	return err;
}

int
p9_attach(struct p9_client *c, const char *uname, const char *aname, u32 uid,
    u32 *newfid, struct p9_qid *qid)
{
	size_t nuname = strlen(uname), naname = strlen(aname);
	struct p9_request *q = p9_request_begin(c, P9_TATTACH,
	    (u32)(FIXED + nuname + naname), FIXED);
	int err;

	if (!q)
		return -ENOMEM;
	q->newfid = p9_number_alloc(&c->fids);
	p9_put32(&q->t, q->newfid);
	p9_put32(&q->t, P9_NOFID);
	p9_put_string(&q->t, uname, nuname);
	p9_put_string(&q->t, aname, naname);
	p9_put32(&q->t, uid);
	err = call(&q);
	if (err)
		return err;
	*qid = p9_qid_of(c, &q->r);
	return finish_fid(q, newfid);
}

int
p9_walk(struct p9_client *c, u32 fid, const char *name, size_t len, u32 *newfid,
    struct p9_qid *qid)
{
	struct p9_request *q = p9_request_begin(c, P9_TWALK, (u32)(FIXED + len),
	    FIXED);
	u16 n;
	int err;

	if (!q)
		return -ENOMEM;
	q->newfid = p9_number_alloc(&c->fids);
	p9_put32(&q->t, fid);
	p9_put32(&q->t, q->newfid);
	p9_put16(&q->t, name != NULL);
	if (name)
		p9_put_string(&q->t, name, len);
	err = call(&q);
	if (err)
		return err;
	n = p9_get16(&q->r);
	if (name && n == 1)
		*qid = p9_qid_of(c, &q->r);
	else if (n || name)
		q->r.bad = true;
	return finish_fid(q, newfid);
}

/* Whatever the answer, the server has it no more (clunk(9P)). */
static void
clunk_ended(struct p9_request *q)
{
	p9_number_free(&q->client->fids, (u32)(u64)q->owner);
}

struct p9_request *
p9_clunk_begin(struct p9_client *c, u32 fid)
{
	struct p9_request *q = p9_request_begin(c, P9_TCLUNK, FIXED, FIXED);

	if (!q)
		return NULL;
	p9_put32(&q->t, fid);
	q->owner = (void *)(u64)fid;
	q->end = clunk_ended;
	return q;
}

int
p9_clunk_wait(struct p9_client *c, u32 fid)
{
	struct p9_request *q = p9_clunk_begin(c, fid);

	if (!q)
		return -ENOMEM;
	return call_and_finish(q);
}

/* --- Attributes --- */

static s64
get_time(struct p9_wire *r)
{
	u64 sec = p9_get64(r), ns = p9_get64(r);

	return (s64)(sec * NSEC_PER_SEC + ns);
}

static void
put_time(struct p9_wire *t, s64 time)
{
	s64 sec = time / NSEC_PER_SEC, ns = time % NSEC_PER_SEC;

	if (ns < 0) {
		ns += NSEC_PER_SEC;
		sec--;
	}
	p9_put64(t, (u64)sec);
	p9_put64(t, (u64)ns);
}

int
p9_getattr(struct p9_client *c, u32 fid, struct p9_attr *a)
{
	struct p9_request *q = p9_request_begin(c, P9_TGETATTR, FIXED,
	    P9_SMALL_R);
	struct p9_wire *r;
	int err;

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, fid);
	p9_put64(&q->t, P9_GETATTR_BASIC);
	err = call(&q);
	if (err)
		return err;
	r = &q->r;
	a->valid = p9_get64(r);
	a->qid = p9_qid_of(c, r);
	a->mode = p9_get32(r);
	a->uid = p9_get32(r);
	a->gid = p9_get32(r);
	a->nlink = p9_get64(r);
	a->rdev = p9_get64(r);
	a->size = p9_get64(r);
	a->blksize = p9_get64(r);
	a->blocks = p9_get64(r);
	a->atime = get_time(r);
	a->mtime = get_time(r);
	a->ctime = get_time(r);
	a->btime = get_time(r);
	(void)p9_get64(r); /* generation */
	(void)p9_get64(r); /* data version */
	return finish(q);
}

int
p9_setattr(struct p9_client *c, u32 fid, const struct p9_setattr *a)
{
	struct p9_request *q = p9_request_begin(c, P9_TSETATTR, FIXED + 32,
	    FIXED);

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, fid);
	p9_put32(&q->t, a->valid);
	p9_put32(&q->t, a->mode);
	p9_put32(&q->t, a->uid);
	p9_put32(&q->t, a->gid);
	p9_put64(&q->t, a->size);
	put_time(&q->t, a->atime);
	put_time(&q->t, a->mtime);
	return call_and_finish(q);
}

int
p9_statfs(struct p9_client *c, u32 fid, struct p9_statfs *st)
{
	struct p9_request *q = p9_request_begin(c, P9_TSTATFS, FIXED,
	    P9_SMALL_R);
	int err;

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, fid);
	err = call(&q);
	if (err)
		return err;
	st->type = p9_get32(&q->r);
	st->bsize = p9_get32(&q->r);
	st->blocks = p9_get64(&q->r);
	st->bfree = p9_get64(&q->r);
	st->bavail = p9_get64(&q->r);
	st->files = p9_get64(&q->r);
	st->ffree = p9_get64(&q->r);
	st->fsid = p9_get64(&q->r);
	st->namelen = p9_get32(&q->r);
	return finish(q);
}

/* --- Names --- */

/* A request that begins with a fid and a name. */
static struct p9_request *
begin_name(struct p9_client *c, enum p9_type type, u32 fid, const char *name,
    size_t len, size_t more)
{
	struct p9_request *q = p9_request_begin(c, (u8)type,
	    (u32)(FIXED + len + more), FIXED);

	if (!q)
		return NULL;
	p9_put32(&q->t, fid);
	p9_put_string(&q->t, name, len);
	return q;
}

int
p9_open(struct p9_client *c, u32 fid, u32 flags)
{
	struct p9_request *q = p9_request_begin(c, P9_TLOPEN, FIXED, FIXED);

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, fid);
	p9_put32(&q->t, flags);
	return call_and_finish(q);
}

int
p9_create(struct p9_client *c, u32 fid, const char *name, size_t len, u32 flags,
    u32 mode, gid_t gid)
{
	struct p9_request *q = begin_name(c, P9_TLCREATE, fid, name, len, 0);

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, flags);
	p9_put32(&q->t, mode);
	p9_put32(&q->t, gid);
	return call_and_finish(q);
}

int
p9_mknod(struct p9_client *c, u32 dir, const char *name, size_t len, u32 mode,
    u32 major, u32 minor, gid_t gid)
{
	struct p9_request *q = begin_name(c, P9_TMKNOD, dir, name, len, 0);

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, mode);
	p9_put32(&q->t, major);
	p9_put32(&q->t, minor);
	p9_put32(&q->t, gid);
	return call_and_finish(q);
}

int
p9_mkdir(struct p9_client *c, u32 dir, const char *name, size_t len, u32 mode,
    gid_t gid)
{
	struct p9_request *q = begin_name(c, P9_TMKDIR, dir, name, len, 0);

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, mode);
	p9_put32(&q->t, gid);
	return call_and_finish(q);
}

int
p9_symlink(struct p9_client *c, u32 dir, const char *name, size_t len,
    const char *target, gid_t gid)
{
	size_t n = strlen(target);
	struct p9_request *q = begin_name(c, P9_TSYMLINK, dir, name, len, n);

	if (!q)
		return -ENOMEM;
	p9_put_string(&q->t, target, n);
	p9_put32(&q->t, gid);
	return call_and_finish(q);
}

int
p9_link(struct p9_client *c, u32 dir, u32 fid, const char *name, size_t len)
{
	struct p9_request *q = p9_request_begin(c, P9_TLINK, (u32)(FIXED + len),
	    FIXED);

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, dir);
	p9_put32(&q->t, fid);
	p9_put_string(&q->t, name, len);
	return call_and_finish(q);
}

int
p9_unlinkat(struct p9_client *c, u32 dir, const char *name, size_t len,
    u32 flags)
{
	struct p9_request *q = begin_name(c, P9_TUNLINKAT, dir, name, len, 0);

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, flags);
	return call_and_finish(q);
}

int
p9_renameat(struct p9_client *c, u32 olddir, const char *old, size_t nold,
    u32 newdir, const char *new, size_t nnew)
{
	struct p9_request *q = begin_name(c, P9_TRENAMEAT, olddir, old, nold,
	    nnew);

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, newdir);
	p9_put_string(&q->t, new, nnew);
	return call_and_finish(q);
}

ssize_t
p9_readlink(struct p9_client *c, u32 fid, char **target)
{
	struct p9_request *q = p9_request_begin(c, P9_TREADLINK, FIXED,
	    FIXED + PATH_MAX);
	struct p9_string s;
	int err;

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, fid);
	err = call(&q);
	if (err)
		return err;
	s = p9_get_string(&q->r);
	/* What Linux lets no link be is none. */
	if (q->r.bad || !s.len || s.len >= PATH_MAX || memchr(s.s, 0, s.len))
		err = -EIO;
	else if (!(*target = kstrndup(s.s, s.len)))
		err = -ENOMEM;
	p9_request_end(q);
	return err ? err : s.len;
}

/* --- Data --- */

static void
fill_io(struct p9_request *q, u32 fid, u64 offset, u32 n)
{
	p9_put32(&q->t, fid);
	p9_put64(&q->t, offset);
	p9_put32(&q->t, n);
	q->to_server = q->type == P9_TWRITE;
}

/* => returns: NULL: no memory */
static struct p9_request *
begin_io(struct p9_client *c, enum p9_type type, u32 fid, u64 offset, u32 n)
{
	struct p9_request *q = p9_request_begin(c, (u8)type, FIXED,
	    P9_HEADER + 4);

	if (q)
		fill_io(q, fid, offset, n);
	return q;
}

struct p9_request *
p9_read_begin(struct p9_client *c, u32 fid, u64 offset, u32 n)
{
	return begin_io(c, P9_TREAD, fid, offset, n);
}

struct p9_request *
p9_write_begin(struct p9_client *c, u32 fid, u64 offset, u32 n)
{
	struct p9_request *q = begin_io(c, P9_TWRITE, fid, offset, n);

	if (!q) {
		q = p9_request_kept(c, P9_TWRITE, FIXED, P9_HEADER + 4);
		if (q)
			fill_io(q, fid, offset, n);
	}
	return q;
}

ssize_t
p9_io_result(struct p9_request *q, u32 n)
{
	int err = p9_result(q);
	u32 count;

	if (err)
		return err;
	count = p9_get32(&q->r);
	return q->r.bad || count > n ? -EIO : (ssize_t)count;
}

/* n bytes at most into a buffer of their own, which then is the caller's. */
static ssize_t
read_to(struct p9_client *c, enum p9_type type, u32 fid, u64 offset, u32 n,
    u8 **buf)
{
	struct p9_request *q;
	u32 count;
	int err;

	n = min(n, c->msize - P9_IO_HEADER);
	q = begin_io(c, type, fid, offset, n);
	if (!q)
		return -ENOMEM;
	q->keep = kmalloc(n);
	if (!q->keep) {
		p9_request_end(q);
		return -ENOMEM;
	}
	q->payload[0] = (struct p9_segment){ q->keep, n };
	q->nsegments = 1;
	err = call(&q);
	if (err)
		return err;
	count = p9_get32(&q->r);
	if (q->r.bad || count > n) {
		p9_request_end(q);
		return -EIO;
	}
	*buf = q->keep;
	q->keep = NULL;
	p9_request_end(q);
	return (ssize_t)count;
}

ssize_t
p9_readdir(struct p9_client *c, u32 fid, u64 offset, u32 size, u8 **buf)
{
	return read_to(c, P9_TREADDIR, fid, offset, size, buf);
}

ssize_t
p9_read(struct p9_client *c, u32 fid, u64 offset, u32 size, u8 **buf)
{
	return read_to(c, P9_TREAD, fid, offset, size, buf);
}

ssize_t
p9_write(struct p9_client *c, u32 fid, u64 offset, const void *p, u32 size)
{
	struct p9_request *q;
	u32 n = min(size, c->msize - P9_IO_HEADER);
	ssize_t count;
	int err;

	q = begin_io(c, P9_TWRITE, fid, offset, n);
	if (!q)
		return -ENOMEM;
	q->keep = kmalloc(max(n, 1U));
	if (!q->keep) {
		p9_request_end(q);
		return -ENOMEM;
	}
	memcpy(q->keep, p, n);
	q->payload[0] = (struct p9_segment){ q->keep, n };
	q->nsegments = n != 0;
	err = call(&q);
	if (err)
		return err;
	count = p9_io_result(q, n);
	p9_request_end(q);
	return count;
}

int
p9_fsync(struct p9_client *c, u32 fid, bool datasync)
{
	struct p9_request *q = p9_request_begin(c, P9_TFSYNC, FIXED, FIXED);

	if (!q)
		return -ENOMEM;
	p9_put32(&q->t, fid);
	p9_put32(&q->t, datasync);
	return call_and_finish(q);
}

/* --- Extended attributes --- */

int
p9_xattrwalk(struct p9_client *c, u32 fid, const char *name, u32 *newfid,
    u64 *size)
{
	size_t len = strlen(name);
	struct p9_request *q = p9_request_begin(c, P9_TXATTRWALK,
	    (u32)(FIXED + len), FIXED);
	int err;

	if (!q)
		return -ENOMEM;
	q->newfid = p9_number_alloc(&c->fids);
	p9_put32(&q->t, fid);
	p9_put32(&q->t, q->newfid);
	p9_put_string(&q->t, name, len);
	err = call(&q);
	if (err)
		return err;
	*size = p9_get64(&q->r);
	return finish_fid(q, newfid);
}

int
p9_xattrcreate(struct p9_client *c, u32 fid, const char *name, u64 size,
    u32 flags)
{
	struct p9_request *q = begin_name(c, P9_TXATTRCREATE, fid, name,
	    strlen(name), 0);

	if (!q)
		return -ENOMEM;
	p9_put64(&q->t, size);
	p9_put32(&q->t, flags);
	return call_and_finish(q);
}
