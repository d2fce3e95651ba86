/*
 * POSIX access control lists.
 *
 * An access ACL has entries for the owner, named users, the owning group, named groups,
 * others, and a mask over all but owner and others.  The mode says three of those:
 * owner, mask and others.  So they are kept in the mode alone, and what is kept here is
 * the rest: chmod() changes the ACL without touching it, and files that inherit the ACL
 * of a directory share one object, whatever modes they are made with.  An ACL without a
 * mask says no more than a mode, and becomes one.  A default ACL is all in its object.
 *
 * A bit beside the mode (MODE_ACL) says that there is an ACL, so that who looks at the
 * mode of another file needs nothing else (fs/inode.h:inode_permission).
 *
 * Both change together, under the inode's lock: the pointer is ACL_CHANGING meanwhile,
 * for a few instructions.  Who checks permissions reads pointer, mode, pointer, in an RCU
 * section, and again if that was not one state; so nobody gets rights of half the one and
 * half the other.  An object never changes, and none comes to an inode twice.
 *
 * Memory: objects are counted for the user who set them until the last inode that shares
 * them has gone (USER_ACL_BYTES).  Those that were read from elsewhere go with their
 * inode, as memory needs.
 *
 * The rules are those of fs/posix_acl.c of Linux.
 */
#include "fs/acl.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "arch/cpu.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "fs/fs_context.h"
#include "fs/xattr.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sched/thread.h"
#include "sync/rcu.h"

struct acl_entry {
	u32 id;
	u32 perm;
};

/* Shared by inodes; all but the count is [I]. */
struct acl {
	struct refcount refs;
	struct rcu_head rcu;
	struct user *user; /* who set it, an owned reference; or NULL */
	u32 nusers, ngroups;
	u8 owner, mask, other; /* of a default ACL */
	u8 group;
	bool masked;
	struct acl_entry named[]; /* users, groups */
};

/* Pointers of an inode that are none, ACL_UNKNOWN before them; its mode has MODE_ACL with
 * each. */
#define ACL_NOTHING \
	((struct acl *)2) /* the file system was asked, and had none */
#define ACL_CHANGING ((struct acl *)3) /* to be looked at again at once */

static u64 max_user_bytes; /* [I] */

void
acl_init(u64 npages)
{
	/* A 64th of memory. */
	max_user_bytes = npages * PAGE_SIZE / 64;
}

enum acl_type
acl_type_of(const char *name)
{
	if (strcmp(name, XATTR_NAME_POSIX_ACL_ACCESS) == 0)
		return ACL_ACCESS;
	if (strcmp(name, XATTR_NAME_POSIX_ACL_DEFAULT) == 0)
		return ACL_DEFAULT;
	return ACL_NONE;
}

static const char *
name_of(enum acl_type type)
{
	return type == ACL_ACCESS ? XATTR_NAME_POSIX_ACL_ACCESS :
				    XATTR_NAME_POSIX_ACL_DEFAULT;
}

static struct acl **
place_of(struct inode *inode, enum acl_type type)
{
	return type == ACL_ACCESS ? &inode->acl : &inode->default_acl;
}

/* --- Objects --- */

static size_t
size_of(size_t nnamed)
{
	return sizeof(struct acl) + nnamed * sizeof(struct acl_entry);
}

/* Counts n bytes more for the user; what nobody has any more is so a little later.
 * => sleeps */
static bool
charge(struct user *user, size_t n)
{
	if (user_charge(user, USER_ACL_BYTES, n, max_user_bytes))
		return true;
	rcu_wait();
	return user_charge(user, USER_ACL_BYTES, n, max_user_bytes);
}

/* user NULL: nobody's. => errors: -ENOSPC, -ENOMEM */
static int
acl_alloc(size_t nnamed, struct user *user, struct acl **out)
{
	struct acl *acl;

	if (user && !charge(user, size_of(nnamed)))
		return -ENOSPC;
	acl = kzalloc(size_of(nnamed));
	if (!acl) {
		if (user)
			user_uncharge(user, USER_ACL_BYTES, size_of(nnamed));
		return -ENOMEM;
	}
	ref_init(&acl->refs, 1);
	if (user)
		user_get(user);
	acl->user = user;
	*out = acl;
	return 0;
}

static void
acl_free(struct rcu_head *h)
{
	struct acl *acl = container_of(h, struct acl, rcu);
	size_t nnamed = (size_t)acl->nusers + acl->ngroups;

	if (acl->user) {
		user_uncharge(acl->user, USER_ACL_BYTES, size_of(nnamed));
		user_put(acl->user);
	}
	kfree(acl);
}

static bool
is_acl(const struct acl *acl)
{
	return acl > ACL_CHANGING;
}

static void
acl_put(struct acl *acl)
{
	if (is_acl(acl) && ref_put(&acl->refs))
		rcu_call(&acl->rcu, acl_free);
}

/* --- The format of attributes --- */

typedef struct posix_acl_xattr_entry entry_t;

/* Into *n how many entries there are, 0: no ACL. => errors: -EINVAL, -EOPNOTSUPP */
static int
count_entries(const void *value, size_t size, size_t *n)
{
	struct posix_acl_xattr_header h;

	*n = 0;
	if (!size)
		return 0;
	if (size < sizeof(h))
		return -EINVAL;
	memcpy(&h, value, sizeof(h));
	if (h.a_version != POSIX_ACL_XATTR_VERSION)
		return -EOPNOTSUPP;
	if ((size - sizeof(h)) % sizeof(entry_t))
		return -EINVAL;
	*n = (size - sizeof(h)) / sizeof(entry_t);
	return 0;
}

/* There may be 8191. => sleeps */
static entry_t
entry_at(const void *value, size_t i)
{
	entry_t e;

	sched_point();
	memcpy(&e,
	    (const char *)value + sizeof(struct posix_acl_xattr_header) +
		i * sizeof(e),
	    sizeof(e));
	return e;
}

static bool
is_named(u16 tag)
{
	return tag == ACL_USER || tag == ACL_GROUP;
}

/* Is it one entry after the other? => errors: -EINVAL, -EOPNOTSUPP */
static int
check_format(const void *value, size_t size, size_t *n)
{
	int err = count_entries(value, size, n);

	for (size_t i = 0; !err && i < *n; i++) {
		entry_t e = entry_at(value, i);

		if (!e.e_tag || e.e_tag & (e.e_tag - 1) ||
		    e.e_tag > ACL_OTHER ||
		    (is_named(e.e_tag) && e.e_id == ACL_UNDEFINED_ID))
			err = -EINVAL;
	}
	return err;
}

/* Is it an ACL?  Entries are in the order of their tags; one for owner, group, others,
 * at most one for the mask, which is due if anybody is named. */
static int
check_entries(const void *value, size_t n)
{
	unsigned seen = 0, due = ACL_USER_OBJ | ACL_GROUP_OBJ | ACL_OTHER;
	u16 last = 0;

	for (size_t i = 0; i < n; i++) {
		entry_t e = entry_at(value, i);

		if (e.e_perm & ~7)
			return -EINVAL;
		if (e.e_tag < last || (e.e_tag == last && !is_named(e.e_tag)))
			return -EINVAL;
		last = e.e_tag;
		seen |= e.e_tag;
	}
	if (seen & (ACL_USER | ACL_GROUP))
		due |= ACL_MASK;
	return (seen & due) == due ? 0 : -EINVAL;
}

static void
fill(struct acl *acl, const void *value, size_t n)
{
	u8 *const by_tag[] = {
		[ACL_USER_OBJ] = &acl->owner,
		[ACL_GROUP_OBJ] = &acl->group,
		[ACL_MASK] = &acl->mask,
		[ACL_OTHER] = &acl->other,
	};
	struct acl_entry *at = acl->named;

	for (size_t i = 0; i < n; i++) {
		entry_t e = entry_at(value, i);

		if (!is_named(e.e_tag)) {
			*by_tag[e.e_tag] = (u8)e.e_perm;
			acl->masked |= e.e_tag == ACL_MASK;
			continue;
		}
		*at++ = (struct acl_entry){ .id = e.e_id, .perm = e.e_perm };
		if (e.e_tag == ACL_USER)
			acl->nusers++;
		else
			acl->ngroups++;
	}
}

/* How many of n entries name somebody. */
static size_t
count_named(const void *value, size_t n)
{
	size_t named = 0;

	for (size_t i = 0; i < n; i++)
		named += is_named(entry_at(value, i).e_tag);
	return named;
}

/* => returns: *out NULL: no ACL => errors: -EINVAL, -EOPNOTSUPP, -ENOSPC, -ENOMEM */
static int
parse(const void *value, size_t size, struct user *user, struct acl **out)
{
	size_t n;
	int err = check_format(value, size, &n);

	*out = NULL;
	if (err || !n)
		return err;
	err = check_entries(value, n);
	if (!err)
		err = acl_alloc(count_named(value, n), user, out);
	if (!err)
		fill(*out, value, n);
	return err;
}

/* Where entries are written, one after the other. */
struct writer {
	char *at;
};

static void
write_entry(struct writer *w, u16 tag, u32 id, u32 perm)
{
	entry_t e = { .e_tag = tag, .e_perm = (u16)perm, .e_id = id };

	memcpy(w->at, &e, sizeof(e));
	w->at += sizeof(e);
}

static void
write_named(struct writer *w, u16 tag, const struct acl_entry *e, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		write_entry(w, tag, e[i].id, e[i].perm);
		sched_point();
	}
}

/* As the three of the mode are, of an access ACL. */
static void
write_acl(void *value, const struct acl *acl, u32 owner, u32 mask, u32 other)
{
	struct posix_acl_xattr_header h = { POSIX_ACL_XATTR_VERSION };
	struct writer w = { (char *)value + sizeof(h) };

	memcpy(value, &h, sizeof(h));
	write_entry(&w, ACL_USER_OBJ, ACL_UNDEFINED_ID, owner);
	write_named(&w, ACL_USER, acl->named, acl->nusers);
	write_entry(&w, ACL_GROUP_OBJ, ACL_UNDEFINED_ID, acl->group);
	write_named(&w, ACL_GROUP, acl->named + acl->nusers, acl->ngroups);
	if (acl->masked)
		write_entry(&w, ACL_MASK, ACL_UNDEFINED_ID, mask);
	write_entry(&w, ACL_OTHER, ACL_UNDEFINED_ID, other);
}

/* --- An inode's --- */

/* Pointer and mode of one moment. => holds: an RCU section */
static struct acl *
read_both(struct inode *inode, mode_t *mode)
{
	struct acl *acl;
	u32 word;

	for (;;) {
		acl = rcu_read(&inode->acl);
		word = load_acquire(&inode->mode);
		if (acl != ACL_CHANGING && !acl == !(word & MODE_ACL) &&
		    atomic_load(&inode->acl) == acl)
			break;
		cpu_relax();
	}
	*mode = word & MODE_BITS;
	return acl;
}

/* Makes pointer and mode visible at one moment; the reference passes over. */
static void
publish(struct inode *inode, struct acl *acl, mode_t mode) REQUIRES(inode->lock)
{
	struct acl *old = atomic_load(&inode->acl);

	store_release(&inode->acl, ACL_CHANGING);
	store_release(&inode->mode, mode | (acl ? MODE_ACL : 0));
	rcu_set(&inode->acl, acl);
	acl_put(old);
}

static void
publish_default(struct inode *inode, struct acl *acl) REQUIRES(inode->lock)
{
	struct acl *old = atomic_load(&inode->default_acl);

	rcu_set(&inode->default_acl, acl);
	acl_put(old);
}

/* What the file system has, in memory of its own; *n 0: none. */
static int
ask(struct inode *inode, enum acl_type type, void **value, ssize_t *n)
{
	size_t room = 256;

	for (;;) {
		*value = kmalloc(room);
		if (!*value)
			return -ENOMEM;
		*n = xattr_get(inode, name_of(type), *value, room);
		if (*n != -ERANGE || room == XATTR_SIZE_MAX)
			break;
		kfree(*value);
		room = XATTR_SIZE_MAX;
	}
	if (*n == -ENODATA || *n == -EOPNOTSUPP)
		*n = 0;
	return *n < 0 ? (int)*n : 0;
}

/* Asks the file system for one that is not known. */
static int
load(struct inode *inode, enum acl_type type)
{
	struct acl *unknown = ACL_UNKNOWN, *acl = NULL;
	void *value;
	ssize_t n;
	int err = ask(inode, type, &value, &n);

	if (!err)
		err = parse(value, (size_t)n, NULL, &acl);
	kfree(value);
	if (!err && !acl)
		acl = ACL_NOTHING;
	/* Who has set one meanwhile knows better. */
	if (!err && !atomic_cas(place_of(inode, type), &unknown, acl))
		acl_put(acl);
	return err;
}

void
acl_init_unknown(struct inode *inode)
{
	mutex_unshared(&inode->lock);
	inode->mode |= MODE_ACL;
	inode->acl = ACL_UNKNOWN;
	inode->default_acl = S_ISDIR(inode->mode) ? ACL_UNKNOWN : NULL;
}

void
acl_evict(struct inode *inode)
{
	acl_put(inode->acl);
	acl_put(inode->default_acl);
}

/* --- Setting --- */

/* May such a file have one of that type? */
static int
check_kind(const struct inode *inode, enum acl_type type, size_t n)
{
	if (S_ISLNK(inode_mode(inode)) || !inode->sb->acls ||
	    !inode->ops->setxattr)
		return -EOPNOTSUPP;
	if (type == ACL_DEFAULT && !S_ISDIR(inode_mode(inode)) && n)
		return -EACCES;
	return 0;
}

int
acl_may_set(const struct inode *inode, enum acl_type type, const void *value,
    size_t size)
{
	size_t n;
	int err = check_format(value, size, &n);

	if (!err)
		err = check_kind(inode, type, n);
	/* Nothing is to go where nothing can be. */
	if (!err && type == ACL_DEFAULT && !S_ISDIR(inode_mode(inode)))
		return 0;
	if (!err && !inode_owner_or_capable(inode))
		err = -EPERM;
	return err;
}

/* The mode that an access ACL says. */
static mode_t
mode_said(const struct acl *acl, mode_t mode)
{
	return (mode & ~(mode_t)0777) | (mode_t)acl->owner << 6 |
	    (mode_t)(acl->masked ? acl->mask : acl->group) << 3 | acl->other;
}

/* Tells the file system, and its inode. */
static int
set_access(struct inode *inode, struct acl *acl, const void *value, size_t size)
    REQUIRES(inode->lock)
{
	mode_t mode = inode_mode(inode);
	struct attr a = { .valid = ATTR_MODE };
	bool changed;
	int err;

	if (acl)
		mode = mode_said(acl, mode);
	if (!cred_in_group(current_cred(), inode->gid) && !capable(CAP_FSETID))
		mode &= ~(mode_t)S_ISGID;
	if (acl && !acl->masked) {
		acl_put(acl);
		acl = NULL;
	}
	err = inode->ops->setxattr(inode, XATTR_NAME_POSIX_ACL_ACCESS,
	    acl ? value : NULL, acl ? size : 0, 0);
	if (err == -ENODATA && !acl)
		err = 0;
	if (err) {
		acl_put(acl);
		return err;
	}
	changed = mode != inode_mode(inode);
	a.mode = mode & 07777;
	publish(inode, acl, mode);
	/* It has that mode already: this is for who keeps it elsewhere. */
	return changed && inode->ops->setattr ? inode->ops->setattr(inode, &a) :
						0;
}

static int
set_default(struct inode *inode, struct acl *acl, const void *value,
    size_t size) REQUIRES(inode->lock)
{
	int err = inode->ops->setxattr(inode, XATTR_NAME_POSIX_ACL_DEFAULT,
	    acl ? value : NULL, acl ? size : 0, 0);

	if (err == -ENODATA && !acl)
		err = 0;
	if (err)
		acl_put(acl);
	else
		publish_default(inode, acl);
	return err;
}

int
acl_set(struct inode *inode, enum acl_type type, const void *value, size_t size)
{
	struct acl *acl;
	size_t n;
	int err = count_entries(value, size, &n);

	if (!err)
		err = check_kind(inode, type, n);
	if (!err)
		err = parse(value, size, current_user(), &acl);
	if (err)
		return err;
	err = type == ACL_ACCESS ? set_access(inode, acl, value, size) :
				   set_default(inode, acl, value, size);
	if (!err)
		inode_touch_changed(inode);
	return err;
}

/* --- Reading --- */

static ssize_t
give(const struct acl *acl, mode_t mode, enum acl_type type, void *value,
    size_t size)
{
	size_t n = 3 + acl->masked + acl->nusers + acl->ngroups;
	size_t length = sizeof(struct posix_acl_xattr_header) +
	    n * sizeof(entry_t);

	if (size && size < length)
		return -ERANGE;
	if (size && type == ACL_ACCESS)
		write_acl(value, acl, mode >> 6 & 7, mode >> 3 & 7, mode & 7);
	else if (size)
		write_acl(value, acl, acl->owner, acl->mask, acl->other);
	return (ssize_t)length;
}

/* With a reference, and the mode of the same moment; or none. */
static struct acl *
get(struct inode *inode, enum acl_type type, mode_t *mode)
{
	struct acl *acl;

	rcu_section_begin();
	do
		acl = type == ACL_ACCESS ? read_both(inode, mode) :
					   rcu_read(&inode->default_acl);
	while (is_acl(acl) && !ref_get_unless_zero(&acl->refs));
	rcu_section_end();
	return is_acl(acl) ? acl : NULL;
}

ssize_t
acl_getxattr(struct inode *inode, enum acl_type type, void *value, size_t size)
{
	struct acl *acl;
	mode_t mode = 0;
	ssize_t n;

	if (S_ISLNK(inode_mode(inode)))
		return -EOPNOTSUPP;
	acl = get(inode, type, &mode);
	if (!acl)
		return -ENODATA;
	n = give(acl, mode, type, value, size);
	acl_put(acl);
	return n;
}

ssize_t
acl_list(struct inode *inode, char *list, size_t size)
{
	size_t n = 0;

	for (enum acl_type type = ACL_ACCESS; type <= ACL_DEFAULT; type++) {
		const char *name = name_of(type);
		size_t length = strlen(name) + 1;

		if (!atomic_load(place_of(inode, type)))
			continue;
		if (size && n + length > size)
			return -ERANGE;
		if (size)
			memcpy(list + n, name, length);
		n += length;
	}
	return (ssize_t)n;
}

/* --- Permission --- */

static const struct acl_entry *
find_user(const struct acl *acl, uid_t uid)
{
	for (u32 i = 0; i < acl->nusers; i++)
		if (acl->named[i].id == uid)
			return &acl->named[i];
	return NULL;
}

/* Is one of the groups that the thread is in granted this? *found: it is in one. */
static bool
group_grants(const struct acl *acl, const struct cred *c, gid_t gid,
    unsigned may, bool *found)
{
	*found = cred_in_group(c, gid);
	if (*found && (acl->group & may) == may)
		return true;
	for (u32 i = 0; i < acl->ngroups; i++) {
		const struct acl_entry *e = &acl->named[acl->nusers + i];

		if (!cred_in_group(c, e->id))
			continue;
		*found = true;
		if ((e->perm & may) == may)
			return true;
	}
	return false;
}

/* What acl(5) says to who is not the owner. */
static bool
grants(const struct acl *acl, const struct cred *c, gid_t gid, mode_t mode,
    unsigned may)
{
	unsigned mask = mode >> 3 & 7;
	const struct acl_entry *e = find_user(acl, c->fsuid);
	bool found;

	if (e)
		return (e->perm & mask & may) == may;
	if (group_grants(acl, c, gid, may, &found))
		return (mask & may) == may;
	return !found && (mode & may) == may;
}

/* As Linux: where the mask is empty the mode alone decides. */
static bool
is_consulted(const struct acl *acl, mode_t mode)
{
	return acl != ACL_NOTHING && acl && mode & 0070;
}

/* => returns: 0, -EACCES, or -EAGAIN: the file system has to be asked */
static int
check(struct inode *inode, const struct cred *c, unsigned may)
{
	uid_t uid = atomic_load(&inode->uid);
	gid_t gid = atomic_load(&inode->gid);
	mode_t mode;
	const struct acl *acl = read_both(inode, &mode);

	if (c->fsuid == uid || !is_consulted(acl, mode))
		return cred_permission(c, uid, gid, mode, may);
	if (acl == ACL_UNKNOWN)
		return cred_overrides(c, mode, may) ? 0 : -EAGAIN;
	return grants(acl, c, gid, mode, may) || cred_overrides(c, mode, may) ?
	    0 :
	    -EACCES;
}

int
acl_permission(struct inode *inode, const struct cred *c, unsigned may)
{
	int err;

	for (;;) {
		rcu_section_begin();
		err = check(inode, c, may);
		rcu_section_end();
		if (err != -EAGAIN)
			return err;
		err = load(inode, ACL_ACCESS);
		if (err)
			return err;
	}
}

/* --- Inheriting --- */

static mode_t
current_umask(void)
{
	return atomic_load(&current_fs()->umask);
}

mode_t
acl_mode_made(struct inode *dir, mode_t mode)
{
	mode = inode_mode_in(dir, mode);
	if (unlikely(atomic_load(&dir->default_acl))) {
		if (atomic_load(&dir->default_acl) == ACL_UNKNOWN)
			(void)load(dir, ACL_DEFAULT); /* else as if none */
		if (is_acl(atomic_load(&dir->default_acl)))
			return mode;
	}
	return mode & ~current_umask();
}

void
acl_inherit(struct inode *inode, struct inode *dir)
{
	struct acl *acl = atomic_load(&dir->default_acl);

	assert_mutex_held(&dir->lock);
	mutex_unshared(&inode->lock);
	if (!is_acl(acl))
		return;
	inode->mode &= mode_said(acl, inode->mode);
	if (acl->masked) {
		ref_get(&acl->refs);
		inode->acl = acl;
		inode->mode |= MODE_ACL;
	}
	if (S_ISDIR(inode->mode)) {
		ref_get(&acl->refs);
		inode->default_acl = acl;
	}
}
