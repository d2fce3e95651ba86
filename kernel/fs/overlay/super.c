/*
 * Mounting an overlay.
 *
 * Each layer is a mount of the overlay's own, which nobody else sees: it keeps the layer's
 * file system in use when that is unmounted.  The lower ones are read-only.
 *
 * Below the directory that is given as workdir there is one, "work", for what is not
 * finished; what is found in it was left by a machine that ended, and goes.
 *
 * Errors, and what may be given together: fs/overlayfs/super.c of Linux.
 *
 * Left out: redirect_dir, index, metacopy, data-only layers, user.overlay.* names.
 */
#include "abi/fcntl.h"
#include "debug/log.h"
#include "fs/attr.h"
#include "fs/mount_table.h"
#include "fs/namei.h"
#include "fs/overlay/overlay.h"
#include "lib/string.h"
#include "lib/text.h"
#include "mm/cpuref.h"
#include "mm/slab.h"
#include "sched/waitq.h"

/* What is given, while the mount is made: [0] the upper. */
struct places {
	struct path dir[OVL_MAX_LOWER + 1]; /* owned; mount NULL: none */
	u32 n;
	struct path work; /* owned */
};

static void
places_put(struct places *p)
{
	for (u32 i = 0; i < p->n; i++)
		if (p->dir[i].mount)
			path_put(&p->dir[i]);
	if (p->work.mount)
		path_put(&p->work);
	kfree(p);
}

/* --- What is given ---------------------------------------------------------------------- */

static int
find_dir(const char **list, bool separated, char *name, struct path *out)
{
	int err = ovl_next_path(list, separated, name);

	if (!err)
		err = path_lookup(AT_FDCWD, name,
		    LOOKUP_FOLLOW | LOOKUP_DIRECTORY, out);
	if (err) {
		log_warn("overlay: there is no '%s'", name);
		out->mount = NULL;
	}
	return err;
}

static int
find_dirs(const struct ovl_options *o, struct places *p, char *name)
{
	const char *upper = o->upperdir, *work = o->workdir;
	const char *lowers = o->lowerdir;
	int err = 0;

	p->n = 1;
	if (o->upperdir)
		err = find_dir(&upper, false, name, &p->dir[0]);
	if (o->upperdir && !err)
		err = find_dir(&work, false, name, &p->work);
	while (lowers && !err) {
		if (p->n > OVL_MAX_LOWER)
			return -EINVAL;
		err = find_dir(&lowers, true, name, &p->dir[p->n]);
		p->n += !err;
	}
	return err;
}

static int
refuse(int err, const char *why)
{
	log_warn("overlay: %s", why);
	return err;
}

static bool
is_in(const struct path *a, const struct path *b)
{
	return a->dentry->sb == b->dentry->sb &&
	    dentry_is_below(a->dentry, b->dentry);
}

static int
check_upper(const struct places *p)
{
	const struct path *upper = &p->dir[0];

	if (mount_may_write(upper->mount) ||
	    upper->dentry->sb->type == &overlay_type)
		return refuse(-EINVAL, "the upperdir cannot be written to");
	if (p->work.mount != upper->mount)
		return refuse(-EINVAL,
		    "workdir and upperdir must be in one mount");
	if (is_in(&p->work, upper) || is_in(upper, &p->work))
		return refuse(-EINVAL, "workdir and upperdir must be separate");
	return 0;
}

/* A lower directory is not in another layer: names would be two things at once. */
static int
check_lower(const struct places *p, u32 i)
{
	if (p->work.mount && is_in(&p->dir[i], &p->work))
		return refuse(-ELOOP, "a lowerdir is in the workdir");
	for (u32 j = 0; j < p->n; j++)
		if (j != i && p->dir[j].mount && is_in(&p->dir[i], &p->dir[j]))
			return refuse(-ELOOP, "a lowerdir is in another layer");
	return 0;
}

static int
check_places(const struct places *p)
{
	int err = 0;

	if (!p->dir[0].mount && p->n < 3)
		return refuse(-EINVAL,
		    "without an upperdir there must be two lowerdirs");
	dentry_moves_stop();
	if (p->dir[0].mount)
		err = check_upper(p);
	for (u32 i = 1; i < p->n && !err; i++)
		err = check_lower(p, i);
	dentry_moves_go();
	return err;
}

static int
find_places(const struct ovl_options *o, struct places **out)
{
	struct places *p = kzalloc(sizeof(*p));
	char *name = name_alloc();
	int err = -ENOMEM;

	if (p && name)
		err = find_dirs(o, p, name);
	if (!err)
		err = check_places(p);
	if (name)
		name_free(name);
	if (err && p)
		places_put(p);
	*out = p;
	return err;
}

/* --- Layers ------------------------------------------------------------------------------ */

/* The number of the file system in os->fs, where it is put if it is new. */
static u32
fs_number(struct ovl_super *os, struct superblock *sb)
{
	u32 i;

	for (i = 0; i < os->nfs; i++)
		if (os->fs[i].sb == sb)
			return i;
	os->fs[i] = (struct ovl_fs){ sb, super_new_dev() };
	os->nfs++;
	return i;
}

static int
add_layer(struct ovl_super *os, u32 i, const struct path *dir)
{
	struct mount *m;
	int err = mount_clone(dir->mount, dir->dentry, &m);

	if (err)
		return err;
	if (i)
		atomic_or(&m->flags, MS_RDONLY | MS_NOATIME);
	cpuref_spread(&m->refs);
	dentry_get(dir->dentry);
	os->layers[i].root = (struct path){ m, dir->dentry };
	os->layers[i].fs = fs_number(os, m->sb);
	if (m->sb->type == &overlay_type)
		os->depth = max(os->depth, ovl_super(m->sb)->depth + 1);
	return os->depth > OVL_DEPTH ?
	    refuse(-EINVAL, "overlays on overlays are too many") :
	    0;
}

static int
add_layers(struct ovl_super *os, const struct places *p)
{
	int err = 0;

	os->depth = 1;
	os->layers = kcalloc(p->n, sizeof(*os->layers));
	os->fs = kcalloc(p->n, sizeof(*os->fs));
	if (!os->layers || !os->fs)
		return -ENOMEM;
	os->nlayers = p->n;
	for (u32 i = 0; i < p->n && !err; i++)
		if (p->dir[i].mount)
			err = add_layer(os, i, &p->dir[i]);
	return err;
}

/* "work", empty, in the workdir. */
static int
make_work(struct ovl_super *os, const struct path *workdir)
{
	struct path dir = { os->layers[0].root.mount, workdir->dentry };
	struct new_entry what = { .mode = S_IFDIR };
	struct qname name;
	int err;

	qname_init(&name, "work\0\0\0", 4);
	err = ovl_clear(&dir, &name, 3);
	if (!err)
		err = dirent_make(&dir, &name, &what, &os->work);
	if (!err && ovl_mark(os->work, OVL_OPAQUE))
		err = refuse(-EINVAL,
		    "the upperdir's file system has no trusted.* attributes");
	return err;
}

/* --- Who else has an upper ---------------------------------------------------------------- */

static struct mutex uppers_lock;
static struct list uppers OWN_LOCK(uppers_lock) = LIST_INIT(uppers);

/* As on Linux, that is not an error. */
static void
note_upper(struct ovl_super *os)
{
	struct ovl_super *other;

	mutex_lock(&uppers_lock);
	list_for_each(other, &uppers, node)
		if (other->layers[0].root.dentry == os->layers[0].root.dentry ||
		    other->work->parent == os->work->parent)
			log_warn(
			    "overlay: another has that upperdir or workdir: "
			    "the two will show what is not so");
	list_add_tail(&uppers, &os->node);
	mutex_unlock(&uppers_lock);
}

static void
forget_upper(struct ovl_super *os)
{
	mutex_lock(&uppers_lock);
	list_remove(&os->node);
	mutex_unlock(&uppers_lock);
}

/* --- The superblock ----------------------------------------------------------------------- */

static void
super_destroy(struct ovl_super *os)
{
	struct list gone = LIST_INIT(gone);

	role_unshared(&mount_role);
	forget_upper(os);
	if (os->work)
		dentry_put(os->work);
	for (u32 i = 0; i < os->nlayers; i++) {
		if (!os->layers[i].root.mount)
			continue;
		dentry_put(os->layers[i].root.dentry);
		list_add_tail(&gone, &os->layers[i].root.mount->sibling);
	}
	mount_put_all(&gone);
	if (os->cred)
		cred_put(os->cred);
	kfree(os->layers);
	kfree(os->fs);
	kfree(os->lowerdir);
	kfree(os->upperdir);
	kfree(os->workdir);
	kfree(os);
}

/* Takes over the options. */
static int
super_create(struct ovl_options *o, const struct places *p,
    struct ovl_super **out)
{
	struct ovl_super *os = kzalloc(sizeof(*os));
	struct cred *old;
	int err;

	if (!os)
		return -ENOMEM;
	spin_init(&os->lock, LC_OVERLAY);
	list_init(&os->node);
	os->lowerdir = o->lowerdir;
	os->upperdir = o->upperdir;
	os->workdir = o->workdir;
	*o = (struct ovl_options){ 0 };
	os->cred = cred_copy(current_cred());
	err = os->cred ? add_layers(os, p) : -ENOMEM;
	if (!err && ovl_has_upper(os)) {
		old = ovl_enter(os);
		err = make_work(os, &p->work);
		ovl_leave(old);
		if (!err)
			note_upper(os);
	}
	if (err)
		super_destroy(os);
	else
		*out = os;
	return err;
}

/* The root: that of each layer. */
static int
make_root(struct superblock *sb, struct ovl_super *os)
{
	struct ovl_stack *s = ovl_stack_alloc(os->nlayers);
	struct inode *root;
	int err;

	if (!s)
		return -ENOMEM;
	for (u32 i = 0; i < os->nlayers; i++) {
		struct dentry *d = os->layers[i].root.dentry;

		if (!d)
			continue;
		dentry_get(d);
		if (i)
			s->lower[s->nlower++] = (struct ovl_real){ d, i };
		else
			s->upper = d;
	}
	err = ovl_inode_get(sb, s, &root);
	if (err) {
		ovl_stack_free(s);
		return err;
	}
	err = super_set_root(sb, root);
	if (!err)
		ovl_inode(root)->dentry = sb->root;
	return err;
}

/* Takes over os on success. */
static int
fill_super(struct superblock *sb, struct ovl_super *os)
{
	static const enum lock_class rename[OVL_DEPTH] = { LC_OVERLAY_RENAME,
		LC_OVERLAY2_RENAME };
	const struct superblock *top = os->fs[0].sb;

	mutex_init(&sb->rename_lock, rename[os->depth - 1]);
	sb->private = os;
	sb->parallel = true; /* a layer's may be slow */
	sb->magic = OVERLAYFS_SUPER_MAGIC;
	sb->max_bytes = top->max_bytes;
	for (u32 i = 0; i < os->nfs; i++)
		sb->acls = sb->acls || (os->fs[i].sb && os->fs[i].sb->acls);
	if (!ovl_has_upper(os))
		atomic_or(&sb->flags, MS_RDONLY);
	return make_root(sb, os);
}

static int
mount_options(struct ovl_options *o, struct superblock **out)
{
	struct places *p;
	struct ovl_super *os = NULL;
	int err = find_places(o, &p);

	if (err)
		return err;
	err = super_create(o, p, &os);
	places_put(p);
	if (err)
		return err;
	err = super_alloc(&overlay_type, &ovl_super_ops, out);
	if (err) {
		super_destroy(os);
		return err;
	}
	err = fill_super(*out, os);
	if (err)
		super_put(*out);
	return err;
}

static int
overlay_mount(struct fs_type *type, const char *source, u32 flags,
    const char *data, struct superblock **out)
{
	struct ovl_options o;
	int err = ovl_options_parse(data, &o);

	(void)type;
	(void)source;
	(void)flags;
	if (!err)
		err = mount_options(&o, out);
	ovl_options_free(&o);
	return err;
}

void
ovl_super_free(struct superblock *sb)
{
	super_destroy(ovl_super(sb));
}

void
ovl_statfs(struct superblock *sb, struct statfs *st)
{
	struct path top = ovl_real_path(sb->root->inode);
	struct cred *old = ovl_enter(ovl_super(sb));

	(void)!path_statfs(&top, st);
	ovl_leave(old);
	st->f_type = (long)sb->magic;
	st->f_fsid[0] = (int)sb->dev;
	st->f_fsid[1] = 0;
	st->f_flags = ST_VALID;
}

int
ovl_sync(struct superblock *sb)
{
	struct ovl_super *os = ovl_super(sb);

	return ovl_has_upper(os) ? super_sync(os->fs[0].sb, WAIT_KILLABLE) : 0;
}

int
ovl_remount(struct superblock *sb, u32 flags, const char *data)
{
	(void)data;
	return flags & MS_RDONLY || ovl_has_upper(ovl_super(sb)) ? 0 : -EROFS;
}

void
ovl_show_options(struct superblock *sb, struct text *t)
{
	const struct ovl_super *os = ovl_super(sb);

	text_literal(t, ",lowerdir=");
	text_word(t, os->lowerdir);
	if (!ovl_has_upper(os))
		return;
	text_literal(t, ",upperdir=");
	text_word(t, os->upperdir);
	text_literal(t, ",workdir=");
	text_word(t, os->workdir);
}

struct fs_type overlay_type = {
	.name = "overlay", .nodev = true, .mount = overlay_mount
};

void
overlay_init(void)
{
	mutex_init(&uppers_lock, LC_MUTEX_LEAF);
	fs_type_register(&overlay_type);
}
