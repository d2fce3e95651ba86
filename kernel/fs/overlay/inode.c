/*
 * Inodes of an overlay.
 *
 * Each stands for what its stack names.  What is in the upper layer has one inode
 * whichever of its names leads there: they are found by the upper's inode.  What is in a
 * lower layer alone has an inode for each name, since copying one name up takes it away
 * from the others (Linux: index=off).
 *
 * Mode, owner, links and size are kept as the real inode has them, so that permissions are
 * checked, and paths walked, without asking it.  stat() asks it for all that it shows but
 * the number.
 *
 * Numbers: an inode shows that of the real inode, and in its highest bits the file system
 * that has it, if there are several.  A file that is copied up goes on with the lower
 * one's, which trusted.overlay.origin keeps; not one that had several names, since the
 * others keep it.  A merged directory has that of the uppermost lower one.  What does not
 * leave those bits free is shown as of a device of its own; a directory gets a number of
 * the overlay's.
 */
#include "fs/overlay/overlay.h"

#include "fs/acl.h"
#include "fs/attr.h"
#include "fs/xattr.h"
#include "lib/hash.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

#define FS_SHIFT 55 /* the file system; the bits below are its inode's */

static struct slab_cache inode_cache = SLAB_CACHE("overlay_inode",
    struct ovl_inode);

/* --- Stacks --- */

struct ovl_stack *
ovl_stack_alloc(u32 n)
{
	return kzalloc(sizeof(struct ovl_stack) + n * sizeof(struct ovl_real));
}

/* Who shortens the list of unused names comes here, and must not come again. */
void
ovl_stack_free(struct ovl_stack *s)
{
	if (s->upper)
		dentry_put_untrimmed(s->upper);
	for (u32 i = 0; i < s->nlower; i++)
		dentry_put_untrimmed(s->lower[i].dentry);
	kfree(s);
}

/* --- By the upper's inode --- */

static struct ovl_inode **
bucket_of(struct ovl_super *os, const struct inode *upper) REQUIRES(os->lock)
{
	return &os->hash[hash_u64((u64)upper) % OVL_BUCKETS];
}

static struct inode *
find_hashed(struct ovl_super *os, const struct inode *upper) REQUIRES(os->lock)
{
	for (struct ovl_inode *i = *bucket_of(os, upper); i; i = i->next)
		if (atomic_load(&i->stack->upper)->inode == upper &&
		    ref_get_unless_zero(&i->inode.refs))
			return &i->inode;
	return NULL;
}

static void
hash(struct ovl_super *os, struct ovl_inode *oi) REQUIRES(os->lock)
{
	struct ovl_inode **b = bucket_of(os,
	    atomic_load(&oi->stack->upper)->inode);

	oi->next = *b;
	*b = oi;
	oi->hashed = true;
}

static void
unhash(struct ovl_super *os, struct ovl_inode *oi) REQUIRES(os->lock)
{
	struct ovl_inode **b;

	if (!oi->hashed)
		return;
	b = bucket_of(os, atomic_load(&oi->stack->upper)->inode);
	while (*b != oi)
		b = &(*b)->next;
	*b = oi->next;
	oi->hashed = false;
}

static struct inode *
look(struct ovl_super *os, const struct inode *upper)
{
	struct inode *inode;

	spin_lock(&os->lock);
	inode = find_hashed(os, upper);
	spin_unlock(&os->lock);
	return inode;
}

/* Puts it in, unless its upper has another. => returns: that one, with a reference */
static struct inode *
look_or_hash(struct ovl_super *os, struct ovl_inode *oi)
{
	struct inode *there;

	spin_lock(&os->lock);
	there = find_hashed(os, atomic_load(&oi->stack->upper)->inode);
	if (!there)
		hash(os, oi);
	spin_unlock(&os->lock);
	return there;
}

/* --- Numbers --- */

static bool
fits(const struct ovl_super *os, u32 fs, u64 ino)
{
	return os->nfs == 1 ||
	    (ino >> FS_SHIFT == 0 && fs < 1u << (64 - FS_SHIFT));
}

u64
ovl_number(const struct ovl_super *os, u32 fs, u64 ino)
{
	return os->nfs == 1 || !fits(os, fs, ino) ? ino :
						    ino | (u64)fs << FS_SHIFT;
}

/* What is told of inode `ino` of that file system. */
static void
set_number(struct ovl_inode *oi, u32 fs, u64 ino)
{
	const struct ovl_super *os = ovl_super(oi->inode.sb);
	u32 dev = oi->inode.sb->dev;

	if (fits(os, fs, ino)) {
		ino = ovl_number(os, fs, ino);
	} else if (S_ISDIR(inode_mode(&oi->inode))) {
		ino = oi->inode.ino;
	} else {
		dev = os->fs[fs].dev;
	}
	atomic_store(&oi->dev, dev);
	atomic_store(&oi->number, ino);
}

/* The value of trusted.overlay.origin: Linux takes it for one of a later version than its
 * own, and ignores it. */
struct origin {
	u8 version, magic, len, flags, type, uuid[16], pad[3];
	u32 fs;
	u64 ino;
};
#define ORIGIN_VERSION 255
#define ORIGIN_MAGIC   0xfb

int
ovl_origin_set(struct ovl_super *os, struct dentry *upper,
    const struct ovl_real *lower)
{
	struct origin o = {
		.version = ORIGIN_VERSION,
		.magic = ORIGIN_MAGIC,
		.len = sizeof(o),
		.fs = os->layers[lower->layer].fs,
		.ino = lower->dentry->inode->ino,
	};

	return xattr_set(upper->inode, OVL_ORIGIN, &o, sizeof(o), 0);
}

bool
ovl_origin_get(struct ovl_super *os, const struct dentry *upper, u32 *fs,
    u64 *ino)
{
	struct origin o;

	if (xattr_get(upper->inode, OVL_ORIGIN, &o, sizeof(o)) != sizeof(o) ||
	    o.version != ORIGIN_VERSION || o.magic != ORIGIN_MAGIC ||
	    o.fs >= os->nfs)
		return false;
	*fs = o.fs;
	*ino = o.ino;
	return true;
}

static void
find_number(struct ovl_inode *oi)
{
	struct ovl_super *os = ovl_super(oi->inode.sb);
	const struct ovl_stack *s = oi->stack;
	u32 fs = 0;
	u64 ino;

	if (s->nlower) {
		fs = os->layers[s->lower[0].layer].fs;
		ino = s->lower[0].dentry->inode->ino;
	} else if (S_ISDIR(inode_mode(&oi->inode)) ||
	    !ovl_origin_get(os, s->upper, &fs, &ino)) {
		ino = s->upper->inode->ino;
	}
	set_number(oi, fs, ino);
}

/* --- Life --- */

static const struct {
	enum lock_class inode, copying;
} classes[OVL_DEPTH] = {
	{ LC_OVERLAY_INODE, LC_OVERLAY_COPY },
	{ LC_OVERLAY2_INODE, LC_OVERLAY2_COPY },
};

static struct inode *
alloc_inode(struct superblock *sb)
{
	struct ovl_inode *oi = slab_zalloc(&inode_cache);

	(void)sb;
	return oi ? &oi->inode : NULL;
}

static void
free_inode(struct rcu_head *h)
{
	slab_free(&inode_cache, ovl_inode(inode_of_rcu(h)));
}

static void
init_by_type(struct inode *inode)
{
	switch (inode_mode(inode) & S_IFMT) {
	case S_IFREG:
		inode->ops = &ovl_reg_ops;
		inode->fops = &ovl_file_ops;
		break;
	case S_IFDIR:
		inode->ops = &ovl_dir_ops;
		inode->fops = &ovl_dir_file_ops;
		break;
	case S_IFLNK:
		inode->ops = &ovl_link_ops;
		break;
	default:
		inode->ops = &ovl_node_ops;
		break;
	}
}

/* Of that mode, with a stack or none. */
static struct inode *
make(struct superblock *sb, mode_t mode, struct ovl_stack *s)
{
	struct inode *inode = inode_alloc(sb, mode);
	u32 depth = ovl_super(sb)->depth;

	if (!inode)
		return NULL;
	mutex_init(&inode->lock, classes[depth - 1].inode);
	mutex_init(&ovl_inode(inode)->lock, classes[depth - 1].copying);
	ovl_inode(inode)->stack = s;
	init_by_type(inode);
	return inode;
}

void
ovl_inode_refresh(struct inode *inode)
{
	struct inode *real = ovl_real_inode(inode);

	mutex_unshared(&inode->lock);
	atomic_store(&inode->mode,
	    (inode->mode & ~07777u) | (inode_mode(real) & 07777));
	atomic_store(&inode->uid, atomic_load(&real->uid));
	atomic_store(&inode->gid, atomic_load(&real->gid));
	atomic_store(&inode->size, atomic_load(&real->size));
	if (!atomic_load(&ovl_inode(inode)->gone))
		atomic_store(&inode->nlink, atomic_load(&real->nlink));
}

/* Has it an access control list, or may it? */
static bool
may_have_acl(const struct inode *inode)
{
	return atomic_load(&inode->acl) || atomic_load(&inode->default_acl);
}

static void
begin(struct inode *inode)
{
	struct ovl_inode *oi = ovl_inode(inode);
	struct dentry *upper = oi->stack->upper;
	const struct inode *real = ovl_real_inode(inode);

	mutex_unshared(&oi->lock);
	inode->rdev = real->rdev;
	ovl_inode_refresh(inode);
	/* A new one has what its directory gives. */
	if (may_have_acl(real) && !may_have_acl(inode))
		acl_init_unknown(inode);
	find_number(oi);
	inode->ino = oi->number;
	oi->impure = upper && S_ISDIR(inode_mode(inode)) &&
	    ovl_is_marked(upper, OVL_IMPURE);
}

struct inode *
ovl_inode_alloc(struct superblock *sb, mode_t mode)
{
	struct ovl_stack *s = ovl_stack_alloc(0);
	struct inode *inode = s ? make(sb, mode, s) : NULL;

	if (s && !inode)
		ovl_stack_free(s);
	return inode;
}

void
ovl_inode_begin(struct inode *inode, struct dentry *upper)
{
	atomic_store(&ovl_stack(inode)->upper, upper);
	begin(inode);
	if (!S_ISDIR(inode_mode(inode)))
		(void)!look_or_hash(ovl_super(inode->sb), ovl_inode(inode));
}

int
ovl_inode_get(struct superblock *sb, struct ovl_stack *s, struct inode **out)
{
	struct ovl_super *os = ovl_super(sb);
	struct inode *real = s->upper ? s->upper->inode :
					s->lower[0].dentry->inode;
	bool shared = s->upper && !S_ISDIR(inode_mode(real));
	struct inode *inode = shared ? look(os, real) : NULL, *there;

	if (inode) {
		ovl_stack_free(s);
		*out = inode;
		return 0;
	}
	inode = make(sb, inode_mode(real), s);
	if (!inode)
		return -ENOMEM;
	begin(inode);
	there = shared ? look_or_hash(os, ovl_inode(inode)) : NULL;
	if (there) {
		inode_put(inode);
		inode = there;
	}
	*out = inode;
	return 0;
}

void
ovl_inode_set_upper(struct inode *inode, struct dentry *upper)
{
	struct ovl_inode *oi = ovl_inode(inode);
	struct ovl_super *os = ovl_super(inode->sb);
	const struct inode *lower = oi->stack->lower[0].dentry->inode;

	if (!S_ISDIR(inode_mode(inode)) && atomic_load(&lower->nlink) > 1)
		set_number(oi, 0, upper->inode->ino);
	spin_lock(&os->lock);
	store_release(&oi->stack->upper, upper);
	if (!S_ISDIR(inode_mode(inode)))
		hash(os, oi);
	spin_unlock(&os->lock);
}

static void
evict(struct inode *inode)
{
	struct ovl_super *os = ovl_super(inode->sb);
	struct ovl_inode *oi = ovl_inode(inode);

	spin_lock(&os->lock);
	unhash(os, oi);
	spin_unlock(&os->lock);
	ovl_stack_free(oi->stack);
}

const struct super_ops ovl_super_ops = {
	.alloc_inode = alloc_inode,
	.free_inode = free_inode,
	.evict = evict,
	.statfs = ovl_statfs,
	.sync = ovl_sync,
	.remount = ovl_remount,
	.show_options = ovl_show_options,
	.free = ovl_super_free,
};

/* --- Attributes --- */

int
ovl_setattr(struct inode *inode, const struct attr *a)
{
	struct cred *old;
	struct inode *real;
	int err = ovl_copy_up(inode, OVL_ALL);

	if (err)
		return err;
	real = ovl_real_inode(inode);
	old = ovl_enter(ovl_super(inode->sb));
	mutex_lock(&real->lock);
	err = inode_change(real, a);
	mutex_unlock(&real->lock);
	ovl_leave(old);
	ovl_inode_refresh(inode);
	return err;
}

void
ovl_getattr(struct inode *inode, struct kstat *st)
{
	struct ovl_inode *oi = ovl_inode(inode);
	struct cred *old = ovl_enter(ovl_super(inode->sb));

	inode_stat(ovl_real_inode(inode), st);
	ovl_leave(old);
	st->ino = atomic_load(&oi->number);
	st->dev = atomic_load(&oi->dev);
	if (S_ISDIR(st->mode) && ovl_is_merged(inode))
		st->nlink = 1; /* as on Linux: nobody counts them */
}

bool
ovl_is_own(const char *name)
{
	return strncmp(name, OVL_PREFIX, sizeof(OVL_PREFIX) - 1) == 0;
}

ssize_t
ovl_getxattr(struct inode *inode, const char *name, void *value, size_t size)
{
	struct cred *old;
	ssize_t n;

	if (ovl_is_own(name))
		return -EOPNOTSUPP;
	old = ovl_enter(ovl_super(inode->sb));
	n = xattr_get(ovl_real_inode(inode), name, value, size);
	ovl_leave(old);
	return n;
}

int
ovl_setxattr(struct inode *inode, const char *name, const void *value,
    size_t size, unsigned flags)
{
	struct cred *old;
	int err = 0;

	if (ovl_is_own(name))
		return -EOPNOTSUPP;
	old = ovl_enter(ovl_super(inode->sb));
	/* What is not there is not removed by copying it up. */
	if (!value && !ovl_upper(inode))
		err = (int)min(xattr_get(ovl_real_inode(inode), name, NULL, 0),
		    (ssize_t)0);
	if (!err)
		err = ovl_copy_up(inode, OVL_ALL);
	if (!err)
		err = xattr_set(ovl_real_inode(inode), name, value, size,
		    flags);
	ovl_leave(old);
	return err;
}

/* Takes our own names out of a list. => returns: the length that is left */
static size_t
without_own(char *list, size_t n)
{
	size_t to = 0, len;

	for (size_t at = 0; at < n; at += len) {
		len = strlen(list + at) + 1;
		if (ovl_is_own(list + at))
			continue;
		memmove(list + to, list + at, len);
		to += len;
	}
	return to;
}

ssize_t
ovl_listxattr(struct inode *inode, char *list, size_t size)
{
	struct inode *real = ovl_real_inode(inode);
	struct cred *old = ovl_enter(ovl_super(inode->sb));
	ssize_t n = xattr_list(real, NULL, 0);
	char *all = n > 0 ? kmalloc(XATTR_LIST_MAX) : NULL;

	if (n > 0)
		n = all ? xattr_list(real, all, XATTR_LIST_MAX) : -ENOMEM;
	ovl_leave(old);
	if (n > 0)
		n = (ssize_t)without_own(all, (size_t)n);
	if (n > 0 && size && (size_t)n > size)
		n = -ERANGE;
	if (n > 0 && size)
		memcpy(list, all, (size_t)n);
	kfree(all);
	return n;
}
