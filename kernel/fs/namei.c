/*
 * The path walk.
 *
 * One loop takes a path a component at a time: scan the component and hash it
 * (8 bytes at a step), find it in the dentry cache, cross mounts, follow
 * symlinks.
 *
 * A walk begins light: in an RCU section, in which it borrows all that it stands on
 * and writes nothing that others read.  Where it has to sleep (a name is not
 * cached, a symlink, a file system that is to be asked) it takes references to
 * where it stands, ends the section, and is held from there to its end: it owns a
 * reference to where it stands, nothing else.  What it stands on may die before it
 * takes the reference: then it begins again, held from the start, which cannot
 * happen to it twice.  Who asks for LOOKUP_LIGHT may get it back light.
 *
 * A symlink in the way is replaced by a new path: its target and what was
 * still to be walked, in a buffer that the walk owns.  So there is no
 * recursion; 40 symlinks in all end with -ELOOP (POSIX XBD 4.13).
 *
 * Order of errors, as on Linux: a component's directory is checked to be one
 * (-ENOTDIR) and to be searchable (-EACCES) before the component's length
 * (-ENAMETOOLONG) and existence (-ENOENT).
 *
 * Deviation: the target of a symlink and the rest of the path may not be
 * longer than PATH_MAX together.
 */
#include "fs/namei.h"

#include "abi/errno.h"
#include "cred/cred.h"
#include "fs/fdtable.h"
#include "fs/fs_context.h"
#include "fs/mount.h"
#include "lib/kasan.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "vm/usercopy.h"

struct name_buffer {
	char bytes[PATH_MAX + 8];
};

static struct slab_cache name_cache = SLAB_CACHE("name", struct name_buffer);

char *
name_alloc(void)
{
	return slab_alloc(&name_cache);
}

void
name_free(char *name)
{
	slab_free(&name_cache, name);
}

int
name_copy(const char __user *user, bool allow_empty, char **out)
{
	char *name = slab_alloc(&name_cache);
	ssize_t n;

	if (unlikely(!name))
		return -ENOMEM;
	n = strncpy_from_user(name, user, PATH_MAX);
	if (unlikely(n <= 0) && (n < 0 || !allow_empty)) {
		slab_free(&name_cache, name);
		return n ? (int)n : -ENOENT;
	}
	*out = name;
	return 0;
}

void
path_get(const struct path *p)
{
	mount_get(p->mount);
	dentry_get(p->dentry);
}

void
path_put(const struct path *p)
{
	dentry_put(p->dentry);
	mount_put(p->mount);
}

__noinline void
path_cross_mounts(struct path *p)
{
	struct mount *m;

	while (atomic_load(&p->dentry->flags) & DENTRY_MOUNTPOINT &&
	    (m = mount_on(p->mount, p->dentry))) {
		dentry_get(m->root);
		path_put(p);
		*p = (struct path){ m, m->root };
	}
}

/* --- Light and held ------------------------------------------------------------- */

#define WALK_AGAIN 1 /* no errno: what the walk stood on is going away */

/* Takes what references to a borrowed path there are to be had: none to the dentry
 * without the mount, which keeps the superblock, whose root nobody waits for.
 * => returns: whether both */
static bool
take(const struct path *p, struct path *got)
{
	if (!mount_get_live(p->mount))
		return false;
	got->mount = p->mount;
	if (dentry_get_live(p->dentry))
		got->dentry = p->dentry;
	return got->dentry;
}

static void
put_taken(const struct path *got)
{
	if (got->dentry)
		dentry_put(got->dentry);
	if (got->mount)
		mount_put(got->mount);
}

/* Ends the section of a light walk, which owns nothing now. */
static void
walk_drop(struct walk *w)
{
	rcu_section_end();
	w->held = true;
	w->at.mount = NULL;
	w->root.mount = NULL;
}

/* Makes a light walk a held one. => returns: WALK_AGAIN */
static __noinline int
hold(struct walk *w)
{
	struct path at = { 0 }, root = { 0 };

	if (take(&w->at, &at) && (!w->root.mount || take(&w->root, &root))) {
		rcu_section_end();
		w->held = true;
		return 0;
	}
	walk_drop(w);
	put_taken(&at);
	put_taken(&root);
	return WALK_AGAIN;
}

static int
walk_hold(struct walk *w)
{
	return w->held ? 0 : hold(w);
}

/* The same with a dentry that the walk has just found. */
static int
walk_hold_with(struct walk *w, struct dentry *d)
{
	bool live;
	int err;

	if (w->held)
		return 0;
	live = dentry_get_live(d);
	err = hold(w);
	if (live && err)
		dentry_put(d);
	return live ? err : WALK_AGAIN;
}

/* In a walk of many steps. */
static int
walk_sched_point(struct walk *w)
{
	int err = 0;

	if (w->held || sched_is_due()) {
		err = walk_hold(w);
		sched_point();
	}
	return err;
}

/* The root, fetched when a walk first needs it. */
static const struct path *
walk_root(struct walk *w)
{
	if (w->root.mount)
		return &w->root;
	if (w->held)
		fs_context_root(current_fs(), &w->root);
	else
		w->root = fs_context_peek_root(current_fs());
	return &w->root;
}

/* From where the walk stands to what covers it. */
static __noinline void
cross_mounts(struct walk *w)
{
	struct mount *m;

	if (w->held) {
		path_cross_mounts(&w->at);
		return;
	}
	while (atomic_load(&w->at.dentry->flags) & DENTRY_MOUNTPOINT &&
	    (m = mount_peek(w->at.mount, w->at.dentry)))
		w->at = (struct path){ m, m->root };
}

#define MAX_CLIMB 256 /* directories that are passed in one section */

/* Is p's dentry below the root of its mount?
 * => holds: an RCU section => returns: false: *below says nothing */
static bool
peek_below(const struct path *p, bool *below)
{
	const struct dentry *d = p->dentry, *up;
	unsigned n = 0;
	u64 moves;

	if (!dentry_moves_read(&moves))
		return false;
	while (d != p->mount->root && (up = rcu_read(&d->parent)) != d) {
		if (++n > MAX_CLIMB)
			return false;
		d = up;
	}
	*below = d == p->mount->root;
	return dentry_moves_same(moves);
}

/* The same of an owned path, surely. => sleeps */
static __noinline bool
is_below(const struct path *p)
{
	bool known, below;

	rcu_section_begin();
	known = peek_below(p, &below);
	rcu_section_end();
	if (known)
		return below;
	dentry_moves_stop();
	below = dentry_is_below(p->dentry, p->mount->root);
	dentry_moves_go();
	return below;
}

/* A mount may show a part of its file system only.  What was moved out of that leads
 * no higher: its ".." would pass by the mount's root. */
static __noinline int
check_below(struct walk *w)
{
	const struct mount *m = w->at.mount;
	bool below;
	int err;

	if (m->root == m->sb->root)
		return 0;
	if (w->held || !peek_below(&w->at, &below)) {
		err = walk_hold(w);
		if (err)
			return err;
		below = is_below(&w->at);
	}
	return below ? 0 : -ENOENT;
}

/* ".." */
static __noinline int
step_up(struct walk *w)
{
	const struct path *root = walk_root(w);
	struct dentry *d;
	int err;

	for (;;) {
		if (w->at.dentry == root->dentry && w->at.mount == root->mount)
			return 0;
		if (w->at.dentry != w->at.mount->root)
			break;
		if (!(w->held ? mount_step_up(&w->at) : mount_peek_up(&w->at)))
			return 0;
	}
	d = w->at.dentry;
	if (w->held) {
		w->at.dentry = dentry_parent_get(d);
		dentry_put(d);
	} else {
		w->at.dentry = rcu_read(&d->parent);
	}
	err = check_below(w);
	if (!err)
		cross_mounts(w);
	return err;
}

/* --- The walk ---------------------------------------------------------------------- */

#define ONES       0x0101010101010101UL
#define HIGHS      0x8080808080808080UL
#define SLASHES    0x2f2f2f2f2f2f2f2fUL
#define ZERO_AT(w) (((w)-ONES) & ~(w))

/* 8 bytes at p, some of which may lie behind the string's end: behind what
 * name_copy() makes there is room for them, and behind the kernel's own names
 * its other constants. */
static inline __no_kasan u64
load_past_end(const char *p)
{
	u64 w;

	__builtin_memcpy(&w, p, 8);
	return w;
}

/* The component at s, up to a slash or the end; the hash is qname_init()'s. */
static inline void
scan_component(const char *s, struct qname *q)
{
	const char *p = s;
	u64 h = dentry_table.key, w, end;

	for (;; p += 8) {
		w = load_past_end(p);
		end = (ZERO_AT(w) | ZERO_AT(w ^ SLASHES)) & HIGHS;
		if (likely(end))
			break;
		h = qname_mix(h, w);
	}
	/* The lowest mark is the first end; those above it may be wrong. */
	w &= ((end & -end) - 1) >> 7;
	q->tail = w;
	q->hash = qname_mix(h, w);
	q->s = s;
	q->len = (u32)(p - s) + (u32)__builtin_ctzl(end) / 8;
}

static inline enum last_type
component_type(const struct qname *q)
{
	if (likely(q->s[0] != '.'))
		return LAST_NORM;
	if (q->len == 1)
		return LAST_DOT;
	return q->len == 2 && q->s[1] == '.' ? LAST_DOTDOT : LAST_NORM;
}

/* Makes the rest of the walk the target of symlink d and `rest` after it.
 * d's reference stays the caller's. */
static int
expand_link(struct walk *w, struct dentry *d, const char *rest, bool trailing)
{
	struct inode *inode = d->inode;
	size_t left = strlen(rest);
	ssize_t n;
	char *buf;

	if (++w->nlinks > SYMLOOP_MAX)
		return -ELOOP;
	sched_point();
	inode_touch_read(inode, w->at.mount);
	if (inode->ops->follow) {
		struct path to;
		int err = inode->ops->follow(inode, &to);

		if (err)
			return err;
		path_put(&w->at);
		w->at = to;
		/* The rest follows a directory, or nothing more does. */
		w->rest = left ? rest : trailing ? "." : "";
		return 0;
	}
	buf = name_alloc();
	if (!buf)
		return -ENOMEM;
	n = inode->ops->readlink(inode, buf, PATH_MAX - 1);
	if (n > 0 && (size_t)n + left + 2 > PATH_MAX)
		n = -ENAMETOOLONG;
	if (n <= 0) {
		name_free(buf);
		return n ? (int)n : -ENOENT;
	}
	if (left || trailing)
		buf[n++] = '/';
	memcpy(buf + n, rest, left + 1);
	if (w->link)
		name_free(w->link);
	w->link = buf;
	w->rest = buf;
	if (buf[0] == '/') {
		path_put(&w->at);
		w->at = *walk_root(w);
		path_get(&w->at);
	}
	return 0;
}

/* A directory that is not plainly one that all may search. */
static __noinline int
check_search(struct walk *w, struct inode *inode)
{
	int err = inode_permission_sleeps(inode) ? walk_hold(w) : 0;

	if (err)
		return err;
	return S_ISDIR(inode_mode(inode)) ? inode_permission(inode, MAY_EXEC) :
					    -ENOTDIR;
}

/* A component that is not cached, or has to be asked for again; a held walk gets a
 * reference to it. */
static __noinline int
walk_lookup_slow(struct walk *w, const struct qname *q, struct dentry **d)
{
	int err;

	if (*d && w->held)
		dentry_put(*d);
	err = walk_hold(w);
	return err ? err : dentry_lookup_slow(w->at.dentry, q, d);
}

/* What the component names; a held walk gets a reference to it. */
static inline int
find_child(struct walk *w, const struct qname *q, struct dentry **out)
{
	struct dentry *d = w->held ? dentry_find_cached(w->at.dentry, q) :
				     dentry_peek(w->at.dentry, q);
	int err;

	if (unlikely(!d || atomic_load(&d->flags) & DENTRY_REVALIDATE)) {
		err = walk_lookup_slow(w, q, &d);
		if (err)
			return err;
	}
	if (unlikely(!dentry_inode(d))) {
		if (w->held)
			dentry_put(d);
		return -ENOENT;
	}
	*out = d;
	return 0;
}

/* Goes on through the symlink d, which a held walk owns. */
static __noinline int
walk_link(struct walk *w, struct dentry *d, const char *rest, bool trailing)
{
	int err = walk_hold_with(w, d);

	if (err)
		return err;
	err = expand_link(w, d, rest, trailing);
	dentry_put(d);
	return err;
}

/* The path is used up at a place that needed no last component. */
static int
walk_done(struct walk *w)
{
	w->type = LAST_NONE;
	if (w->flags & LOOKUP_DIRECTORY &&
	    !S_ISDIR(inode_mode(w->at.dentry->inode)))
		return -ENOTDIR;
	return 0;
}

#define SEARCHABLE (S_IFDIR | 0111)

/* May names be looked up where the walk stands? */
static inline int
may_search(struct walk *w)
{
	struct inode *inode = w->at.dentry->inode;

	return likely((atomic_load(&inode->mode) &
			  (S_IFMT | 0111 | MODE_ACL)) == SEARCHABLE &&
		   !inode->ops->permission) ?
	    0 :
	    check_search(w, inode);
}

struct component {
	struct qname q;
	bool last, trailing; /* slashes come after the last one */
};

/* Takes the component at *at, behind which *at moves. */
static inline int
next_component(struct walk *w, const char **at, struct component *c)
{
	const char *s = *at;
	int err;

	scan_component(s, &c->q);
	s += c->q.len;
	c->trailing = false;
	c->last = !*s;
	if (!c->last) {
		/* A path may have 2,048 components. */
		err = walk_sched_point(w);
		if (unlikely(err))
			return err;
		do {
			s++;
		} while (unlikely(*s == '/'));
		if (unlikely(!*s))
			c->last = c->trailing = true;
	}
	*at = s;
	return 0;
}

/* Goes to a child, which a held walk owns. */
static inline int
step_down(struct walk *w, struct dentry *d, const struct component *c)
{
	if (w->held)
		dentry_put(w->at.dentry);
	w->at.dentry = d;
	if (unlikely(atomic_load(&d->flags) & DENTRY_MOUNTPOINT))
		cross_mounts(w);
	if (c->last && unlikely(c->trailing || w->flags & LOOKUP_DIRECTORY) &&
	    !S_ISDIR(inode_mode(w->at.dentry->inode)))
		return -ENOTDIR;
	return 0;
}

/* Is d, a symlink, a step of the way and not its end? */
static inline bool
is_followed(const struct walk *w, const struct dentry *d,
    const struct component *c)
{
	return unlikely(S_ISLNK(inode_mode(d->inode))) &&
	    (!c->last || c->trailing || w->flags & LOOKUP_FOLLOW);
}

static int
walk_on(struct walk *w)
{
	const char *s = w->rest;
	struct component c;
	struct dentry *d;
	int err;

	for (;;) {
		enum last_type type;

		while (*s == '/')
			s++;
		if (unlikely(!*s))
			return walk_done(w);
		err = may_search(w);
		if (unlikely(err))
			return err;
		err = next_component(w, &s, &c);
		if (unlikely(err))
			return err;
		type = component_type(&c.q);
		if (c.last) {
			w->type = type;
			w->trailing = c.trailing;
			if (w->flags & LOOKUP_PARENT) {
				w->last = c.q;
				return 0;
			}
		}
		if (unlikely(type != LAST_NORM)) {
			err = type == LAST_DOTDOT ? step_up(w) : 0;
		} else if (unlikely(c.q.len > NAME_MAX)) {
			return -ENAMETOOLONG;
		} else {
			err = find_child(w, &c.q, &d);
			if (unlikely(err))
				return err;
			if (is_followed(w, d, &c)) {
				err = walk_link(w, d, s, c.trailing);
				if (err)
					return err;
				s = w->rest;
				continue;
			}
			err = step_down(w, d, &c);
		}
		if (unlikely(err) || c.last)
			return err;
	}
}

/* Goes to where the path starts. */
static int
walk_start(struct walk *w, int dirfd)
{
	struct fs_context *fs = current_fs();
	bool absolute = *w->rest == '/';

	if (!absolute && dirfd != AT_FDCWD) {
		w->start = fd_get_path(dirfd);
		if (!w->start.file)
			return -EBADF;
		w->at = w->start.file->path;
		if (w->held)
			path_get(&w->at);
		else
			rcu_section_begin();
	} else if (w->held) {
		(absolute ? fs_context_root : fs_context_cwd)(fs, &w->at);
	} else {
		rcu_section_begin();
		w->at = absolute ? fs_context_peek_root(fs) :
				   fs_context_peek_cwd(fs);
	}
	return 0;
}

/* Does nothing that its file system does sleep? */
static bool
may_end_light(const struct walk *w)
{
	const struct inode *inode = w->at.dentry->inode;

	return !inode_permission_sleeps(inode) && !inode->ops->getattr;
}

static int
walk_try(struct walk *w, int dirfd, const char *name)
{
	int err;

	w->at.mount = NULL;
	w->root.mount = NULL;
	w->start.file = NULL;
	w->link = NULL;
	w->nlinks = 0;
	w->trailing = false;
	w->rest = name;
	err = *name || w->flags & LOOKUP_EMPTY ? walk_start(w, dirfd) : -ENOENT;
	if (err) {
		w->held = true; /* of nothing */
		return err;
	}
	err = walk_on(w);
	if (!err && !(w->flags & LOOKUP_LIGHT && may_end_light(w)))
		err = walk_hold(w);
	if (err && !w->held)
		walk_drop(w);
	return err;
}

int
walk_begin(struct walk *w, int dirfd, const char *name, unsigned flags)
{
	int err;

	w->flags = flags;
	w->held = false;
	err = walk_try(w, dirfd, name);
	if (unlikely(err == WALK_AGAIN)) {
		walk_end(w);
		err = walk_try(w, dirfd, name);
	}
	return err;
}

int
walk_follow(struct walk *w, struct dentry *d)
{
	int err = expand_link(w, d, "", w->trailing);

	return err ? err : walk_on(w);
}

void
walk_end(struct walk *w)
{
	if (!w->held)
		walk_drop(w);
	if (w->at.mount)
		path_put(&w->at);
	if (unlikely(w->root.mount))
		path_put(&w->root);
	if (unlikely(w->link))
		name_free(w->link);
	if (unlikely(w->start.file))
		fd_put(w->start);
}

int
path_lookup(int dirfd, const char *name, unsigned flags, struct path *out)
{
	struct walk w;
	int err = walk_begin(&w, dirfd, name, flags);

	if (likely(!err)) {
		*out = w.at;
		w.at.mount = NULL;
	}
	walk_end(&w);
	return err;
}

int
path_lookup_user(int dirfd, const char __user *user, unsigned flags,
    struct path *out)
{
	char *name;
	int err = name_copy(user, flags & LOOKUP_EMPTY, &name);

	if (unlikely(err))
		return err;
	err = path_lookup(dirfd, name, flags, out);
	name_free(name);
	return err;
}

int
path_look_user(int dirfd, const char __user *user, unsigned flags, look_fn *fn,
    void *arg)
{
	struct walk w;
	char *name;
	int err = name_copy(user, flags & LOOKUP_EMPTY, &name);

	if (unlikely(err))
		return err;
	err = walk_begin(&w, dirfd, name, flags | LOOKUP_LIGHT);
	if (likely(!err))
		err = fn(&w.at, arg);
	walk_end(&w);
	name_free(name);
	return err;
}
