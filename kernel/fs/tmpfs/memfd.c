/*
 * Files in memory that only have descriptors, and seals, which are promises about them.
 *
 * They are files of a tmpfs that nothing else is in, which has no limits: what they occupy
 * counts for who has them open, as long as they have no name.
 *
 * A seal is never taken back.  It is set under the inode's lock, and so are sizes and
 * contents by calls: a write() is either before it or refused.  Mappings are not made
 * under that lock.  They are counted: `shared` is how many areas may write, or, when there
 * may be none any more, -1, which F_SEAL_WRITE makes of 0 and of no other number.
 *
 * Left out: MFD_HUGETLB, as on a kernel without huge pages.
 */
#include "fs/tmpfs/memfd.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/mman.h"
#include "cred/cred.h"
#include "debug/panic.h"
#include "fs/file.h"
#include "fs/generic_file.h"
#include "fs/mount.h"
#include "fs/tmpfs/tmpfs.h"
#include "lib/fmt.h"
#include "vm/vmspace.h"

#define KNOWN_SEALS                                                 \
	(F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | \
	    F_SEAL_FUTURE_WRITE | F_SEAL_EXEC)
#define CLOSED (-1)

static struct mount *mount; /* [I] after boot */

static const struct inode_ops memfd_inode_ops;

static u32
seals_of(struct inode *inode)
{
	return atomic_load(&tmpfs_inode(inode)->seals);
}

/* --- What they refuse --- */

static int
memfd_truncate(struct inode *inode, u64 size)
{
	u32 seals = seals_of(inode);

	assert_mutex_held(&inode->lock);
	if ((size < inode->size && seals & F_SEAL_SHRINK) ||
	    (size > inode->size && seals & F_SEAL_GROW))
		return -EPERM;
	return tmpfs_reg_ops.truncate(inode, size);
}

static int
memfd_fallocate(struct inode *inode, unsigned mode, u64 start, u64 end)
{
	u32 seals = seals_of(inode);

	assert_mutex_held(&inode->lock);
	if (mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE) &&
	    seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE))
		return -EPERM;
	if (!(mode & FALLOC_FL_PUNCH_HOLE) && seals & F_SEAL_GROW &&
	    end > inode->size)
		return -EPERM;
	return tmpfs_reg_ops.fallocate(inode, mode, start, end);
}

/* As Linux, which goes by pages, a write that makes it grow still writes those before. */
static size_t
memfd_may_write(struct inode *inode, u64 at, size_t n)
{
	u32 seals = seals_of(inode);
	u64 size, whole;

	assert_mutex_held(&inode->lock);
	size = inode->size;
	whole = ALIGN_DOWN(size, PAGE_SIZE);
	if (seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE))
		return 0;
	if (!(seals & F_SEAL_GROW) || at + n <= size)
		return n;
	return at < whole ? whole - at : 0;
}

static int
memfd_setattr(struct inode *inode, const struct attr *a)
{
	assert_mutex_held(&inode->lock);
	if (a->valid & ATTR_MODE && seals_of(inode) & F_SEAL_EXEC &&
	    (a->mode ^ inode_mode(inode)) & 0111)
		return -EPERM;
	inode_setattr(inode, a);
	return 0;
}

/* --- Mappings that may write --- */

/* => returns: false: there may be none */
static bool
count_up(s32 *shared)
{
	s32 n = atomic_load(shared);

	do {
		if (n == CLOSED)
			return false;
	} while (!atomic_cas(shared, &n, n + 1));
	return true;
}

/* What may be written is counted; what is only looked at stays that. */
static int
memfd_mmap(struct file *f, struct vm_area *area)
{
	struct inode *inode = f->inode;
	int err;

	role_unshared(&areas_role); /* it is in no space yet */
	if (area->flags & VM_SHARED && area->flags & VM_MAYWRITE) {
		bool writes = area->flags & VM_WRITE;

		if (seals_of(inode) & F_SEAL_FUTURE_WRITE && writes)
			return -EPERM;
		if (!(seals_of(inode) & F_SEAL_FUTURE_WRITE) &&
		    count_up(&tmpfs_inode(inode)->shared))
			area->flags |= VM_COUNTED;
		else if (writes)
			return -EPERM;
		else
			area->flags &= ~VM_MAYWRITE;
	}
	err = generic_file_mmap(f, area);
	assert(!err); /* or what was counted would stay so */
	return err;
}

static void
memfd_areas(struct file *f, bool more)
{
	atomic_add(&tmpfs_inode(f->inode)->shared, more ? 1 : -1);
}

static const struct file_ops memfd_file_ops = {
	.pages = generic_file_pages,
	.read = generic_file_read,
	.lend = generic_file_lend,
	.write = generic_file_write,
	.seek = generic_file_seek,
	.mmap = memfd_mmap,
	.areas = memfd_areas,
	.fsync = generic_file_fsync,
};

static const struct inode_ops memfd_inode_ops = {
	.truncate = memfd_truncate,
	.fallocate = memfd_fallocate,
	.may_write = memfd_may_write,
	.setattr = memfd_setattr,
	TMPFS_XATTR_OPS,
};

/* --- Seals --- */

static bool
has_seals(const struct file *f)
{
	return S_ISREG(inode_mode(f->inode)) &&
	    f->inode->sb->ops == &tmpfs_super_ops;
}

long
file_get_seals(const struct file *f)
{
	if (!has_seals(f))
		return -EINVAL;
	return f->inode->ops == &memfd_inode_ops ? seals_of(f->inode) :
						   F_SEAL_SEAL;
}

/* F_SEAL_EXEC of a program means that it stays what it is. */
static u32
with_implied(const struct inode *inode, unsigned seals)
{
	if (seals & F_SEAL_EXEC && inode_mode(inode) & 0111)
		seals |= F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE |
		    F_SEAL_FUTURE_WRITE;
	return seals;
}

static int
add(struct inode *inode, unsigned seals) REQUIRES(inode->lock)
{
	struct tmpfs_inode *t = tmpfs_inode(inode);
	s32 none = 0;

	if (atomic_load(&t->seals) & F_SEAL_SEAL)
		return -EPERM;
	if (seals & F_SEAL_WRITE && !(atomic_load(&t->seals) & F_SEAL_WRITE) &&
	    !atomic_cas(&t->shared, &none, CLOSED))
		return -EBUSY;
	atomic_or(&t->seals, with_implied(inode, seals));
	return 0;
}

long
file_add_seals(struct file *f, unsigned seals)
{
	struct inode *inode = f->inode;
	int err;

	if (!(f->mode & FMODE_WRITE))
		return -EPERM;
	if (seals & ~(unsigned)KNOWN_SEALS || !has_seals(f))
		return -EINVAL;
	if (inode->ops != &memfd_inode_ops)
		return -EPERM;
	mutex_lock(&inode->lock);
	err = add(inode, seals);
	mutex_unlock(&inode->lock);
	return err;
}

/* --- Making --- */

void
memfd_init(void)
{
	struct superblock *sb;
	int err = tmpfs_create(&tmpfs_type, "size=0,nr_inodes=0", &sb);

	if (!err)
		err = mount_create(sb, "tmpfs", 0, &mount);
	if (err)
		panic("no memory for files without names");
	cpuref_spread(&mount->refs); /* it stays */
}

static int
make_inode(unsigned flags, struct inode **out)
{
	const struct cred *c = current_cred();
	mode_t mode = S_IFREG | (flags & MFD_NOEXEC_SEAL ? 0666 : 0777);
	struct inode *inode;
	int err = tmpfs_inode_create(mount->sb, NULL, mode, 0, &inode);

	if (err)
		return err;
	mutex_unshared(&inode->lock);
	inode->nlink = 0;
	inode->uid = c->fsuid;
	inode->gid = c->fsgid;
	inode->ops = &memfd_inode_ops;
	inode->fops = &memfd_file_ops;
	tmpfs_inode(inode)->seals = flags & MFD_NOEXEC_SEAL ? F_SEAL_EXEC :
	    flags & MFD_ALLOW_SEALING                       ? 0 :
							      F_SEAL_SEAL;
	*out = inode;
	return 0;
}

/* As on Linux it does not count as a writer, so that it can be executed while it is
 * open. */
static int
open_inode(struct inode *inode, const char *name, struct file **out)
{
	char text[sizeof("memfd:") + MEMFD_NAME_MAX];
	struct path at = { .mount = mount };
	int err;

	snprintf(text, sizeof(text), "memfd:%s", name);
	at.dentry = dentry_alloc_pseudo(inode, text);
	if (!at.dentry) {
		inode_put(inode);
		return -ENOMEM;
	}
	mount_get(at.mount);
	err = file_alloc(&at, O_RDWR | O_LARGEFILE,
	    FMODE_READ | FMODE_WRITE | FMODE_POS, &memfd_file_ops, out);
	if (err)
		path_put(&at);
	return err;
}

int
memfd_create(const char *name, unsigned flags, struct file **out)
{
	struct inode *inode;
	int err;

	err = make_inode(flags, &inode);
	return err ? err : open_inode(inode, name, out);
}
