/*
 * Listing an overlay's directories.
 *
 * One that is in a single layer is read straight through, with that layer's positions.  Of
 * one in several all names are collected, without doubles and whiteouts, when it is first
 * read and when a reader begins again at its start; that listing stands while others
 * change the directory, so its positions hold.  Who opens the directory meanwhile shares
 * it if nothing has changed, so there are as many as states of it that somebody reads.
 *
 * Numbers of names: of what was copied up, and of a directory that is merged, only a
 * look-up tells (overlay/inode.c).  It is made when the name is shown.
 */
#include "fs/readdir.h"

#include "abi/dirent.h"
#include "abi/fcntl.h"
#include "fs/file.h"
#include "fs/generic_file.h"
#include "fs/namei.h"
#include "fs/overlay/overlay.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

struct name {
	struct rb_node node; /* while the listing is made */
	struct list order;
	struct qname q;
	u64 ino;
	loff_t pos;
	u8 type;
	bool whiteout;
	bool from_upper;
	bool asks; /* its number is to be asked for */
	char bytes[] __aligned(8);
};

/* Key: [I] immutable once it is made, [s] the superblock's lock */
struct ovl_listing {
	u32 refs;          /* [s] */
	u64 version;       /* [I] of the directory */
	struct list names; /* [I] by position */
	u64 bytes;         /* [I] of memory */
};

struct dir_file {
	struct file *real; /* owned: read straight through; or NULL */
	struct ovl_listing *listing;
	struct name *next; /* in it, where the last read ended; or NULL */
};

/* --- Collecting ------------------------------------------------------------------------ */

struct collecting {
	struct ovl_listing *l;
	struct rb_tree tree;
	struct ovl_super *os;
	struct path dir; /* of a layer */
	u32 fs;
	bool upper, impure;
	bool stop; /* at the first name that is seen */
};

/* Is that entry of a directory of a layer, which is being listed, a whiteout?
 * => returns: 1, 0, -errno */
static int
is_whiteout(struct dentry *dir, const struct qname *q,
    unsigned type) NO_THREAD_SAFETY_ANALYSIS
{
	struct dentry *d;
	int err;

	if (type != DT_CHR && type != DT_UNKNOWN)
		return 0;
	err = (dir->sb->parallel ? dentry_lookup : dentry_lookup_locked)(dir, q,
	    &d);
	if (err)
		return err;
	err = dentry_inode(d) && ovl_is_whiteout(d);
	dentry_put(d);
	return err;
}

static int
compare(const struct qname *a, const struct qname *b)
{
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return memcmp(a->s, b->s, a->len);
}

/* The name q in the tree, or NULL and where it would be. */
static struct name *
find(struct rb_tree *tree, const struct qname *q, struct rb_node **parent,
    struct rb_node ***link)
{
	struct rb_node **at = &tree->root;

	*parent = NULL;
	while (*at) {
		struct name *n = rb_entry(*at, struct name, node);
		int order = compare(q, &n->q);

		if (!order)
			return n;
		*parent = *at;
		at = &(*at)->child[order > 0];
	}
	*link = at;
	return NULL;
}

static struct name *
name_alloc_of(const struct qname *q)
{
	struct name *n = kzalloc(sizeof(*n) + ALIGN_UP(q->len + 1, 8u));

	if (n) {
		memcpy(n->bytes, q->s, q->len);
		qname_init(&n->q, n->bytes, q->len);
	}
	return n;
}

static int
collect(void *arg, const struct qname *q, u64 ino, unsigned type)
{
	struct collecting *c = arg;
	struct name *n = name_alloc_of(q), *there;
	struct rb_node *parent, **link;
	int white;

	if (!n)
		return -ENOMEM;
	there = find(&c->tree, &n->q, &parent, &link);
	white = there ? 0 : is_whiteout(c->dir.dentry, &n->q, type);
	if (there || white < 0) {
		kfree(n);
		/* That may be merged with this, or hide it. */
		if (there && there->from_upper && there->type == DT_DIR)
			there->asks = true;
		return min(white, 0);
	}
	n->ino = ovl_number(c->os, c->fs, ino);
	n->type = (u8)type;
	n->whiteout = white;
	n->from_upper = c->upper;
	n->asks = c->upper && c->impure;
	rb_link(&c->tree, &n->node, parent, link);
	list_add_tail(&c->l->names, &n->order);
	c->l->bytes += sizeof(*n) + n->q.len;
	return c->stop && !white;
}

static int
collect_layer(struct collecting *c, const struct path *dir, u32 layer)
{
	c->dir = *dir;
	c->fs = c->os->layers[layer].fs;
	c->upper = layer == 0;
	return ovl_each_name(dir, collect, c);
}

/* => returns: 0; 1: stopped; -errno */
static int
collect_all(struct inode *dir, struct collecting *c)
{
	struct ovl_stack *s = ovl_stack(dir);
	struct path at;
	int err = 0;

	c->os = ovl_super(dir->sb);
	c->impure = atomic_load(&ovl_inode(dir)->impure);
	if (ovl_upper(dir)) {
		at = ovl_upper_path(dir);
		err = collect_layer(c, &at, 0);
	}
	for (u32 i = 0; i < s->nlower && !err; i++) {
		at = ovl_lower_path(c->os, &s->lower[i]);
		err = collect_layer(c, &at, s->lower[i].layer);
	}
	return err;
}

/* --- Listings -------------------------------------------------------------------------- */

static void
listing_free(struct ovl_listing *l)
{
	struct name *n, *next;

	list_for_each_safe(n, next, &l->names, order) {
		kfree(n);
		sched_point();
	}
	kfree(l);
}

static struct ovl_listing *
listing_alloc(struct inode *dir)
{
	struct ovl_listing *l = kzalloc(sizeof(*l));

	if (l) {
		list_init(&l->names);
		l->refs = 1;
		l->version = atomic_load(&ovl_inode(dir)->version);
	}
	return l;
}

/* Whiteouts have done what they were for. */
static void
number_names(struct ovl_listing *l)
{
	struct name *n, *next;
	loff_t pos = 2; /* after "." and ".." */

	list_for_each_safe(n, next, &l->names, order) {
		if (n->whiteout) {
			list_remove(&n->order);
			kfree(n);
		} else {
			n->pos = pos++;
		}
		sched_point();
	}
}

static int
listing_make(struct inode *dir, struct ovl_listing **out)
{
	struct ovl_listing *l = listing_alloc(dir);
	struct collecting c = { .l = l };
	struct cred *old;
	int err;

	if (!l)
		return -ENOMEM;
	old = ovl_enter(ovl_super(dir->sb));
	err = collect_all(dir, &c);
	ovl_leave(old);
	if (!err && atomic_load(&ovl_inode(dir)->leaving))
		err = -ENOENT;
	if (err) {
		listing_free(l);
		return err;
	}
	number_names(l);
	*out = l;
	return 0;
}

/* That of the directory as it is, made if nobody has it; the last of several that are made
 * at once is that which others find. */
static int
listing_get(struct inode *dir, struct ovl_listing **out)
{
	struct ovl_inode *oi = ovl_inode(dir);
	struct ovl_super *os = ovl_super(dir->sb);
	int err = 0;

	spin_lock(&os->lock);
	*out = oi->listing;
	if (*out && (*out)->version == atomic_load(&oi->version))
		(*out)->refs++;
	else
		*out = NULL;
	spin_unlock(&os->lock);
	if (*out)
		return 0;
	err = listing_make(dir, out);
	if (err)
		return err;
	spin_lock(&os->lock);
	oi->listing = *out;
	spin_unlock(&os->lock);
	return 0;
}

static void
listing_put(struct inode *dir, struct ovl_listing *l)
{
	struct ovl_inode *oi = ovl_inode(dir);
	struct ovl_super *os = ovl_super(dir->sb);
	bool last;

	spin_lock(&os->lock);
	last = --l->refs == 0;
	if (last && oi->listing == l)
		oi->listing = NULL;
	spin_unlock(&os->lock);
	if (last)
		listing_free(l);
}

int
ovl_dir_is_empty(struct inode *dir)
{
	struct ovl_listing *l = listing_alloc(dir);
	struct collecting c = { .l = l, .stop = true };
	struct cred *old;
	int err;

	if (!l)
		return -ENOMEM;
	old = ovl_enter(ovl_super(dir->sb));
	err = collect_all(dir, &c);
	ovl_leave(old);
	listing_free(l);
	return err < 0 ? err : !err;
}

/* --- Straight through ------------------------------------------------------------------ */

struct passing {
	struct dir_emitter emitter;
	struct dir_emitter *out;
	struct file *f; /* the overlay's */
	struct dentry *dir;
	u32 fs;
	int err;
};

/* The number of the directory above f's. */
static u64
parent_number(const struct file *f)
{
	struct dentry *parent = dentry_parent_get(f->path.dentry);
	u64 ino = atomic_load(&ovl_inode(parent->inode)->number);

	dentry_put(parent);
	return ino;
}

static bool
pass(struct dir_emitter *e, const char *s, u32 len, u64 ino, unsigned type)
{
	struct passing *p = container_of(e, struct passing, emitter);
	char bytes[ALIGN_UP(NAME_MAX + 1, 8)] __aligned(8);
	struct qname q;

	if (len == 1 && s[0] == '.') {
		ino = atomic_load(&ovl_inode(p->f->inode)->number);
	} else if (len == 2 && s[0] == '.' && s[1] == '.') {
		ino = parent_number(p->f);
	} else if ((type == DT_CHR || type == DT_UNKNOWN) && len <= NAME_MAX) {
		memset(bytes, 0, sizeof(bytes));
		memcpy(bytes, s, len);
		qname_init(&q, bytes, len);
		p->err = is_whiteout(p->dir, &q, type);
		if (p->err)
			return p->err > 0;
		ino = ovl_number(ovl_super(p->f->inode->sb), p->fs, ino);
	} else {
		ino = ovl_number(ovl_super(p->f->inode->sb), p->fs, ino);
	}
	p->out->pos = e->pos;
	return dir_emit(p->out, s, len, ino, type);
}

static int
iterate_real(struct file *f, struct file *real, struct dir_emitter *e)
{
	const struct ovl_stack *s = ovl_stack(f->inode);
	const struct ovl_super *os = ovl_super(f->inode->sb);
	bool lower = s->nlower && real->inode == s->lower[0].dentry->inode;
	struct passing p = {
		.emitter = { .pos = e->pos, .emit = pass },
		.out = e,
		.f = f,
		.dir = real->path.dentry,
		.fs = os->layers[lower ? s->lower[0].layer : 0].fs,
	};
	struct cred *old;
	int err;

	old = ovl_enter(os);
	err = file_iterate(real, &p.emitter);
	ovl_leave(old);
	e->pos = p.emitter.pos;
	return p.err < 0 ? p.err : err;
}

/* --- By a listing ---------------------------------------------------------------------- */

/* => returns: 1: *ino is its number; 0: it has gone; -errno */
static int
ask_number(struct file *f, const struct name *n, u64 *ino)
{
	struct dentry *d;
	int err = dentry_lookup(f->path.dentry, &n->q, &d);

	if (err)
		return err;
	if (dentry_inode(d)) {
		*ino = atomic_load(&ovl_inode(d->inode)->number);
		err = 1;
	}
	dentry_put(d);
	return err;
}

/* The first name at pos, or after it. */
static struct name *
seek_name(struct dir_file *df, loff_t pos)
{
	struct name *n;

	if (df->next && df->next->pos == pos)
		return df->next;
	list_for_each(n, &df->listing->names, order) {
		if (n->pos >= pos)
			return n;
		sched_point();
	}
	return NULL;
}

static struct name *
next_name(const struct dir_file *df, const struct name *n)
{
	return n->order.next == &df->listing->names ?
	    NULL :
	    list_entry(n->order.next, struct name, order);
}

static int
iterate_listing(struct file *f, struct dir_file *df, struct dir_emitter *e)
{
	struct name *n;
	int err;

	if (!dir_emit_dots(f, e))
		return 0;
	for (n = seek_name(df, e->pos); n; n = next_name(df, n)) {
		u64 ino = n->ino;

		df->next = n;
		e->pos = n->pos;
		err = n->asks ? ask_number(f, n, &ino) : 1;
		if (err < 0)
			return err;
		if (err && !dir_emit(e, n->q.s, n->q.len, ino, n->type))
			return 0;
		e->pos = n->pos + 1;
	}
	df->next = NULL;
	return 0;
}

/* --- Files ----------------------------------------------------------------------------- */

int
ovl_dir_open(struct inode *inode, struct file *f)
{
	(void)inode;
	f->private = kzalloc(sizeof(struct dir_file));
	return f->private ? 0 : -ENOMEM;
}

static void
forget(struct file *f, struct dir_file *df)
{
	if (df->real)
		file_put(df->real);
	if (df->listing)
		listing_put(f->inode, df->listing);
	*df = (struct dir_file){ 0 };
}

static int
open_layer(struct file *f, const struct path *at, struct file **out)
{
	struct cred *old = ovl_enter(ovl_super(f->inode->sb));
	int err = file_open_path(at, O_RDONLY | O_DIRECTORY | O_NOATIME, out);

	ovl_leave(old);
	return err;
}

/* Chooses the way to read, and begins. */
static int
begin(struct file *f, struct dir_file *df)
{
	struct inode *dir = f->inode;
	struct path at = ovl_real_path(dir);
	unsigned n = ovl_stack(dir)->nlower + (ovl_upper(dir) != NULL);

	if (n > 1 || atomic_load(&ovl_inode(dir)->impure))
		return listing_get(dir, &df->listing);
	return open_layer(f, &at, &df->real);
}

static int
iterate(struct file *f, struct dir_emitter *e)
{
	struct dir_file *df = f->private;
	struct dentry *upper = ovl_upper(f->inode);
	int err = 0;

	if (e->pos == 0)
		forget(f, df);
	if (!df->real && !df->listing)
		err = begin(f, df);
	if (err)
		return err;
	if (upper && !(file_flags(f) & O_NOATIME))
		inode_touch_read(upper->inode, f->path.mount);
	return df->real ? iterate_real(f, df->real, e) :
			  iterate_listing(f, df, e);
}

static loff_t
seek(struct file *f, loff_t offset, int whence)
{
	if (whence == SEEK_END)
		return -EINVAL;
	return seek_within(f, offset, whence, 0, INT64_MAX);
}

static int
fsync(struct file *f, bool datasync)
{
	struct path at = ovl_upper_path(f->inode);
	struct file *upper;
	int err;

	if (!at.dentry)
		return 0;
	err = open_layer(f, &at, &upper);
	if (err)
		return err;
	if (upper->ops->fsync)
		err = upper->ops->fsync(upper, datasync);
	file_put(upper);
	return err;
}

/* All of a listing that others have too: one of them ends with it. */
static u64
pages(const struct file *f)
{
	const struct dir_file *df = f->private;

	return df && df->listing ? df->listing->bytes / PAGE_SIZE : 0;
}

static void
release(struct file *f)
{
	struct dir_file *df = f->private;

	forget(f, df);
	kfree(df);
}

const struct file_ops ovl_dir_file_ops = {
	.iterate = iterate,
	.seek = seek,
	.fsync = fsync,
	.pages = pages,
	.release = release,
};
