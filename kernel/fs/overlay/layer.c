/*
 * What an overlay does to its layers, by the rights of who mounted it.
 *
 * Layers are seen through mounts of the overlay's own, and names in them without what is
 * mounted there.  A name that has been found is not asked for again: who changes a layer
 * behind the overlay's back gets old names, as on Linux.
 */
#include "fs/overlay/overlay.h"

#include "abi/fcntl.h"
#include "fs/file.h"
#include "fs/namei.h"
#include "fs/readdir.h"
#include "fs/xattr.h"
#include "lib/fmt.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

int
ovl_find(struct dentry *dir, const struct qname *name, struct dentry **out)
{
	struct dentry *d = NULL;
	int err = inode_may_search(dir->inode);

	*out = NULL;
	if (!err)
		err = dentry_lookup(dir, name, &d);
	if (err == -ENOENT || err == -ENAMETOOLONG)
		return 0;
	if (!err && dentry_inode(d))
		*out = d;
	else if (!err)
		dentry_put(d);
	return err;
}

bool
ovl_is_marked(const struct dentry *d, const char *name)
{
	char value = 0;

	return xattr_get(d->inode, name, &value, 1) == 1 && value == 'y';
}

int
ovl_mark(struct dentry *d, const char *name)
{
	return xattr_set(d->inode, name, "y", 1, 0);
}

/* --- In work --- */

void
ovl_temp_init(struct ovl_super *os, struct ovl_temp *t)
{
	int n;

	memset(t->bytes, 0, sizeof(t->bytes));
	n = scnprintf(t->bytes, sizeof(t->bytes), "#%lx",
	    atomic_fetch_add(&os->next_temp, 1));
	qname_init(&t->name, t->bytes, (u32)n);
}

int
ovl_temp_make(struct ovl_super *os, struct ovl_temp *t,
    const struct new_entry *what, struct dentry **out)
{
	struct path work = ovl_work(os);

	ovl_temp_init(os, t);
	return dirent_make(&work, &t->name, what, out);
}

int
ovl_temp_whiteout(struct ovl_super *os, struct ovl_temp *t)
{
	struct new_entry what = { .mode = S_IFCHR };
	struct dentry *d;
	int err = ovl_temp_make(os, t, &what, &d);

	if (!err)
		dentry_put(d);
	return err;
}

int
ovl_temp_move(struct ovl_super *os, struct ovl_temp *t, const struct path *dir,
    const struct qname *name, unsigned flags)
{
	struct path work = ovl_work(os);

	return dirent_rename(&work, &t->name, dir, name, flags);
}

void
ovl_temp_remove(struct ovl_super *os, struct ovl_temp *t)
{
	struct path work = ovl_work(os);

	(void)!ovl_clear(&work, &t->name, 1);
}

/* --- Names of a directory --- */

struct namer {
	struct dir_emitter emitter;
	ovl_name_fn *fn;
	void *arg;
	bool surely; /* also for who is killed */
	int err;
};

static bool
emit_name(struct dir_emitter *e, const char *s, u32 len, u64 ino, unsigned type)
{
	struct namer *n = container_of(e, struct namer, emitter);
	struct qname name = { .s = s, .len = len };

	sched_point();
	if (!n->surely && thread_killed())
		n->err = -EINTR;
	else if (!(s[0] == '.' && (len == 1 || (len == 2 && s[1] == '.'))))
		n->err = n->fn(n->arg, &name, ino, type);
	return !n->err;
}

/* As file_iterate(), for who is killed too. */
static int
iterate_surely(struct file *f, struct dir_emitter *e)
{
	struct inode *dir = f->inode;
	int err;

	mutex_lock(&dir->lock);
	err = dir->dead ? -ENOENT : f->ops->iterate(f, e);
	mutex_unlock(&dir->lock);
	return err;
}

/* All there is, in as many parts as it likes. */
static int
each_name(const struct path *dir, struct namer *n)
{
	struct file *f;
	loff_t pos;
	int err = file_open_path(dir, O_RDONLY | O_DIRECTORY | O_NOATIME, &f);

	if (err)
		return err;
	do {
		pos = n->emitter.pos;
		if (!f->ops->iterate)
			err = -ENOTDIR;
		else
			err = (n->surely ? iterate_surely : file_iterate)(f,
			    &n->emitter);
		err = err ? err : n->err;
	} while (!err && n->emitter.pos != pos);
	file_put(f);
	return err;
}

int
ovl_each_name(const struct path *dir, ovl_name_fn *fn, void *arg)
{
	struct namer n = { .emitter.emit = emit_name, .fn = fn, .arg = arg };

	return each_name(dir, &n);
}

/* --- Clearing --- */

struct doomed {
	struct list node;
	struct qname name;
	char bytes[] __aligned(8);
};

static int
note_doomed(void *arg, const struct qname *name, u64 ino, unsigned type)
{
	struct doomed *d = kzalloc(sizeof(*d) + ALIGN_UP(name->len + 1, 8u));

	(void)ino;
	(void)type;
	if (!d)
		return -ENOMEM;
	memcpy(d->bytes, name->s, name->len);
	qname_init(&d->name, d->bytes, name->len);
	list_add_tail(arg, &d->node);
	return 0;
}

static int
find_surely(const struct path *dir, const struct qname *name,
    struct dentry **out)
{
	struct dentry *d = dir->dentry;
	int err;

	mutex_lock(&d->inode->lock);
	err = dentry_lookup_locked(d, name, out);
	mutex_unlock(&d->inode->lock);
	return err;
}

static int
clear_inside(const struct path *dir, const struct qname *name, unsigned levels)
{
	struct list names = LIST_INIT(names);
	struct namer n = { .emitter.emit = emit_name,
		.fn = note_doomed,
		.arg = &names,
		.surely = true };
	struct path at = { .mount = dir->mount };
	struct doomed *d, *next;
	int err = find_surely(dir, name, &at.dentry);

	if (err)
		return err;
	if (dentry_inode(at.dentry))
		err = each_name(&at, &n);
	list_for_each_safe(d, next, &names, node) {
		if (!err)
			err = ovl_clear(&at, &d->name, levels - 1);
		kfree(d);
	}
	dentry_put(at.dentry);
	return err;
}

/* Also for who is killed: what was begun is taken back. */
int
ovl_clear(const struct path *dir, const struct qname *name, unsigned levels)
{
	int err = dirent_remove(dir, name, false);

	if (err == -EISDIR)
		err = dirent_remove(dir, name, true);
	if (err == -ENOTEMPTY && levels) {
		err = clear_inside(dir, name, levels);
		if (!err)
			err = dirent_remove(dir, name, true);
	}
	return err == -ENOENT ? 0 : err;
}
