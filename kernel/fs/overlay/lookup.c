/*
 * Looking a name up in an overlay.
 *
 * The directory says in which layers there is anything to be asked: one without an upper
 * is not looked for there, and what is in the upper alone is not looked for below.
 */
#include "fs/overlay/overlay.h"

#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

/* What is found in the upper layer. => returns: 1: that is all; 0: look below, where there
 * is a layer */
static int
find_upper(struct dentry *dir, const struct qname *name, struct ovl_stack *s)
{
	struct dentry *d;
	int err = ovl_find(dir, name, &d);

	if (err || !d)
		return err;
	if (ovl_is_whiteout(d)) {
		dentry_put(d);
		return 1;
	}
	s->upper = d;
	return !S_ISDIR(inode_mode(d->inode)) || ovl_is_marked(d, OVL_OPAQUE);
}

/* The same in a lower one; of the last nobody asks whether it hides others, which may take
 * a server's answer. */
static int
find_lower(const struct ovl_real *dir, const struct qname *name, bool last,
    struct ovl_stack *s)
{
	bool first = !s->upper && !s->nlower, is_dir;
	struct dentry *d;
	int err = ovl_find(dir->dentry, name, &d);

	if (err || !d)
		return err;
	is_dir = S_ISDIR(inode_mode(d->inode));
	/* A directory hides what else is below, and is not merged with it. */
	if (ovl_is_whiteout(d) || (!is_dir && !first)) {
		dentry_put(d);
		return 1;
	}
	s->lower[s->nlower++] = (struct ovl_real){ d, dir->layer };
	return !is_dir || last || ovl_is_marked(d, OVL_OPAQUE);
}

static int
find(struct inode *dir, const struct qname *name, struct ovl_stack *s)
{
	const struct ovl_stack *ds = ovl_stack(dir);
	struct dentry *upper = ovl_upper(dir);
	int done = upper ? find_upper(upper, name, s) : 0;

	for (u32 i = 0; i < ds->nlower && !done; i++) {
		done = find_lower(&ds->lower[i], name, i + 1 == ds->nlower, s);
		sched_point();
	}
	return min(done, 0);
}

int
ovl_lookup(struct inode *dir, struct dentry *d)
{
	struct ovl_stack *s = ovl_stack_alloc(ovl_stack(dir)->nlower);
	struct cred *old = ovl_enter(ovl_super(dir->sb));
	struct inode *inode;
	struct qname name;
	int err = s ? 0 : -ENOMEM;

	qname_init(&name, d->name, d->len);
	if (!err)
		err = find(dir, &name, s);
	/* Its whiteouts may have gone already: it is empty. */
	if (!err && atomic_load(&ovl_inode(dir)->leaving))
		err = -ENOENT;
	if (!err && (s->upper || s->nlower)) {
		bool below = !s->upper;

		err = ovl_inode_get(dir->sb, s, &inode);
		if (!err) {
			s = NULL;
			if (below)
				ovl_inode(inode)->dentry = d;
			dentry_attach(d, inode);
		}
	}
	if (s)
		ovl_stack_free(s);
	ovl_leave(old);
	return err;
}

int
ovl_is_below(struct inode *dir, const struct qname *name)
{
	const struct ovl_stack *ds = ovl_stack(dir);

	for (u32 i = 0; i < ds->nlower; i++) {
		struct dentry *d;
		int err = ovl_find(ds->lower[i].dentry, name, &d), found;

		if (err)
			return err;
		if (!d)
			continue;
		found = !ovl_is_whiteout(d);
		dentry_put(d);
		return found;
	}
	return 0;
}
