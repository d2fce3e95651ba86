/*
 * Inodes of a 9p file system.
 *
 * The number is the server's (qid.path); so two names of a file lead to one inode.  With
 * cache=always what it said of a file at the first look stays; with cache=open it is asked
 * at each look-up, and what has changed comes with p9_inode_refresh().  What this side
 * changed and has not written yet is newer than what the server says.
 */
#include "fs/9p/internal.h"

#include "abi/errno.h"
#include "abi/stat.h"
#include "fs/9p/proto.h"
#include "fs/generic_file.h"
#include "mm/slab.h"

/* How often a number is looked up that other inodes have. */
#define TRIES 3

struct p9_fid *
p9_inode_fid(struct inode *inode, enum p9_fid_kind kind)
{
	struct p9_inode *i = p9_inode(inode);
	struct p9_fid *fid;

	spin_lock(&i->lock);
	fid = kind == P9_PATH ? i->path :
	    kind == P9_WRITER ? i->writer :
	    i->reader         ? i->reader :
	    i->writer_reads   ? i->writer :
				NULL;
	if (fid)
		p9_fid_get(fid);
	spin_unlock(&i->lock);
	return fid;
}

int
p9_leads_to(struct inode *inode, struct p9_fid *fid, struct p9_attr *a)
{
	int err = p9_getattr(p9_client(inode), fid->number, a);

	if (err)
		return err == -ENOENT || err == -ENOTDIR || err == -ELOOP ? 0 :
									    err;
	return a->qid.path == inode->ino && a->nlink &&
	    (a->mode & S_IFMT) == (inode_mode(inode) & S_IFMT);
}

/* What another name was found by, if it still leads to the file, names it from now on. */
static int
name_by_spare(struct inode *inode, struct p9_fid **out)
{
	struct p9_inode *i = p9_inode(inode);
	struct p9_attr a;
	int right;

	spin_lock(&i->lock);
	*out = i->spare;
	i->spare = NULL;
	spin_unlock(&i->lock);
	if (!*out)
		return -ESTALE;
	right = p9_leads_to(inode, *out, &a);
	if (right <= 0) {
		p9_fid_put(*out);
		return right ? right : -ESTALE;
	}
	p9_fid_get(*out);
	p9_inode_rename_fid(inode, *out);
	return 0;
}

int
p9_name_fid(struct inode *inode, bool changes, struct p9_fid **out)
{
	struct p9_inode *i = p9_inode(inode);
	struct p9_attr a;
	int right;

	/* Its number is no proof: another may have that too. */
	if (atomic_load(&i->nameless))
		return -ESTALE;
	*out = p9_inode_fid(inode, P9_PATH);
	if (!atomic_load(&i->stale) &&
	    !(changes && p9_super(inode->sb)->shared))
		return 0;
	right = p9_leads_to(inode, *out, &a);
	if (right > 0)
		return 0;
	p9_fid_put(*out);
	return right ? right : name_by_spare(inode, out);
}

void
p9_inode_add_name(struct inode *inode, struct p9_fid *fid)
{
	struct p9_inode *i = p9_inode(inode);
	struct p9_fid *old;

	spin_lock(&i->lock);
	old = i->spare;
	i->spare = fid;
	spin_unlock(&i->lock);
	p9_fid_put(old);
}

void
p9_inode_rename_fid(struct inode *inode, struct p9_fid *fid)
{
	struct p9_inode *i = p9_inode(inode);
	struct p9_fid *old;

	spin_lock(&i->lock);
	old = i->path;
	i->path = fid;
	i->path_is_open = false;
	spin_unlock(&i->lock);
	atomic_store(&i->stale, false);
	p9_fid_put(old);
}

static void
fill_by_type(struct p9_super *s, struct p9_inode *i)
{
	struct inode *inode = &i->inode;

	switch (inode_mode(inode) & S_IFMT) {
	case S_IFREG:
		inode->ops = &p9_file_ops;
		inode->fops = &p9_regular_ops;
		inode->cache.ops = &p9_page_ops;
		inode->cache.size = &inode->size;
		pagecache_set_device(&inode->cache, &i->device, &s->backing);
		break;
	case S_IFDIR:
		inode->ops = &p9_dir_ops;
		inode->fops = &p9_dir_file_ops;
		break;
	case S_IFLNK:
		inode->ops = &p9_link_ops;
		break;
	default:
		inode->ops = &p9_node_ops;
		break;
	}
}

static void
take_attributes(struct inode *inode, const struct p9_attr *a)
    REQUIRES(inode->lock)
{
	u32 mode = (inode->mode & S_IFMT) | (a->mode & 07777);

	atomic_store(&inode->mode, mode);
	atomic_store(&inode->uid, a->uid);
	atomic_store(&inode->gid, a->gid);
	atomic_store(&inode->nlink, (u32)min(a->nlink, (u64)UINT32_MAX));
	atomic_store(&inode->atime, a->atime);
	atomic_store(&inode->mtime, a->mtime);
	atomic_store(&inode->ctime, a->ctime);
	atomic_store(&p9_inode(inode)->blocks, a->blocks);
}

static void
fill(struct superblock *sb, struct inode *inode, const struct p9_attr *a,
    struct p9_fid *fid)
{
	struct p9_inode *i = p9_inode(inode);

	mutex_unshared(&inode->lock);
	spin_unshared(&i->lock);
	mutex_init(&i->opening, LC_FS);
	spin_init(&i->lock, LC_INODE_STATE);
	i->path = fid;
	inode->mode = a->mode;
	inode->rdev = (u32)a->rdev;
	inode->btime = a->valid & P9_GETATTR_BTIME ? a->btime : 0;
	take_attributes(inode, a);
	inode->size = min(a->size, (u64)INT64_MAX);
	i->seen_mtime = a->mtime;
	i->seen_size = inode->size;
	fill_by_type(p9_super(sb), i);
}

/* Is it what the server speaks of, or had that the number before? */
static bool
is_same(const struct inode *inode, const struct p9_attr *a)
{
	return (inode_mode(inode) & S_IFMT) == (a->mode & S_IFMT) &&
	    !(S_ISLNK(a->mode) && atomic_load(&inode->mtime) != a->mtime);
}

/* An inode that was there before; the fid is one more way to it. */
static void
meet(struct inode *inode, const struct p9_attr *a, struct p9_fid *fid)
{
	struct p9_inode *i = p9_inode(inode);

	if (p9_super(inode->sb)->shared && mutex_trylock(&inode->lock)) {
		p9_inode_refresh(inode, a);
		mutex_unlock(&inode->lock);
	}
	if (atomic_load(&i->stale) || p9_super(inode->sb)->shared)
		p9_inode_rename_fid(inode, fid);
	else if (a->nlink > 1 && !S_ISDIR(a->mode))
		p9_inode_add_name(inode, fid);
	else
		p9_fid_put(fid);
}

/* As inode_table_get(), but of the right kind. */
static int
find(struct superblock *sb, const struct p9_attr *a, struct inode **out,
    bool *fresh)
{
	for (unsigned n = 0; n < TRIES; n++) {
		int err = inode_table_get(sb, a->qid.path, out, fresh);

		if (err || *fresh || is_same(*out, a))
			return err;
		inode_table_forget(*out);
		inode_put(*out);
	}
	return -EIO;
}

/* What a server may tell of a file, and what we can use. */
static bool
makes_sense(const struct p9_attr *a)
{
	switch (a->mode & S_IFMT) {
	case S_IFREG:
	case S_IFDIR:
	case S_IFLNK:
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		return (a->valid & P9_GETATTR_BASIC) == P9_GETATTR_BASIC &&
		    !(a->mode & ~(u32)(S_IFMT | 07777)) &&
		    !S_ISDIR(a->mode) == !(a->qid.type & P9_QID_DIR);
	default:
		return false;
	}
}

int
p9_inode_get(struct superblock *sb, const struct p9_attr *a, u32 number,
    struct inode **out)
{
	struct p9_client *c = &p9_super(sb)->client;
	struct p9_fid *fid;
	bool fresh;
	int err = p9_fid_make(c, number, &fid);

	if (err)
		return err;
	err = makes_sense(a) ? find(sb, a, out, &fresh) : -EIO;
	if (err) {
		p9_fid_put(fid);
		return err;
	}
	if (!fresh) {
		meet(*out, a, fid);
		return 0;
	}
	fill(sb, *out, a, fid);
	inode_table_publish(*out);
	return 0;
}

void
p9_inode_refresh(struct inode *inode, const struct p9_attr *a)
{
	struct p9_inode *i = p9_inode(inode);
	u64 size = min(a->size, (u64)INT64_MAX);
	bool ours = S_ISREG(inode->mode) &&
	    (atomic_load(&inode->cache.ndirty) ||
		atomic_load(&inode->cache.nwriting));

	if (ours) /* to be written */
		return;
	take_attributes(inode, a);
	if (!S_ISREG(inode->mode)) {
		atomic_store(&inode->size, size);
		return;
	}
	if (a->mtime == i->seen_mtime && size == i->seen_size)
		return;
	i->seen_mtime = a->mtime;
	i->seen_size = size;
	(void)generic_truncate(inode, size);
	pagecache_invalidate(&inode->cache, 0, UINT64_MAX);
}

void
p9_inode_evict(struct inode *inode)
{
	struct p9_inode *i = p9_inode(inode);

	spin_unshared(&i->lock);
	if (i->reader)
		atomic_sub(&p9_super(inode->sb)->nreaders, 1);
	p9_fid_put(i->path);
	p9_fid_put(i->spare);
	p9_fid_put(i->reader);
	p9_fid_put(i->writer);
	kfree(i->target);
}
