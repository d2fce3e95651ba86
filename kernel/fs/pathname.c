/*
 * From files back to names: getcwd, /proc/PID/fd, /proc/mounts.
 *
 * The walk goes up in an RCU section, without references, and writes the name from
 * its end: at most PATH_MAX bytes, so it needs no scheduling point.  A rename on the
 * way could mix two names; the count of moves tells, and the walk begins again.
 * Where that happens more often than TRIES times, it stops the moves meanwhile:
 * others' renames do not keep it.  A name itself is read between two looks at its
 * dentry's count of moves.
 */
#include "abi/errno.h"
#include "fs/fs_context.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "lib/fmt.h"
#include "lib/string.h"
#include "sync/rcu.h"

#define TRIES 2

struct builder {
	char *buf, *at; /* the name so far is at .. its end */
	bool overflow;
};

static void
prepend(struct builder *b, const char *s, size_t n)
{
	if ((size_t)(b->at - b->buf) < n) {
		b->overflow = true;
		return;
	}
	b->at -= n;
	memcpy(b->at, s, n);
}

/* => returns: false: it moves */
static bool
prepend_name(struct builder *b, const struct dentry *d)
{
	u32 moving = load_acquire(&d->moving), len = READ_ONCE(d->len);
	const u64 *name = (const u64 *)READ_ONCE(d->name);
	u64 words[ALIGN_UP(NAME_MAX + 1, 8) / 8];

	barrier();
	if (moving & 1 || load_acquire(&d->moving) != moving)
		return false;
	for (u32 i = 0; i <= len / 8; i++)
		words[i] = READ_ONCE(name[i]);
	if (load_acquire(&d->moving) != moving)
		return false;
	if ((size_t)(b->at - b->buf) <= len) {
		b->overflow = true;
		return true;
	}
	b->at -= len + 1;
	*b->at = '/';
	memcpy(b->at + 1, words, len);
	return true;
}

static bool
same_path(const struct path *a, const struct path *b)
{
	return a->dentry == b->dentry && a->mount == b->mount;
}

/* Writes the way from *p, which moves on, up to root or where there is nothing above.
 * => holds: an RCU section, or what keeps the way
 * => returns: false: something moved */
static bool
climb(struct builder *b, struct path *p, const struct path *root)
{
	struct dentry *d, *parent;

	while (!b->overflow && !same_path(p, root)) {
		d = p->dentry;
		if (d == p->mount->root) {
			if (!mount_peek_up(p))
				break;
			continue;
		}
		parent = rcu_read(&d->parent);
		if (parent == d) /* it was moved out of the mount */
			break;
		if (!prepend_name(b, d))
			return false;
		p->dentry = parent;
	}
	return true;
}

/* The name as it was at one moment. => holds: an RCU section */
static bool
build_once(struct builder *b, const struct path *start, const struct path *root)
{
	struct path p = *start;
	u64 moves;

	if (!dentry_moves_read(&moves))
		return false;
	prepend(b, "", 1);
	if (dentry_is_deleted(p.dentry))
		prepend(b, " (deleted)", 10);
	if (!climb(b, &p, root))
		return false;
	if (!b->overflow && (!*b->at || *b->at == ' '))
		prepend(b, "/", 1);
	if (!same_path(&p, root))
		prepend(b, "(unreachable)", 13);
	return dentry_moves_same(moves);
}

static int
built(const struct builder *b, char **out)
{
	*out = b->at;
	return b->overflow ? -ENAMETOOLONG : 0;
}

/* => holds: an RCU section => returns: false: something moved, each time */
static bool
build(struct builder *b, const struct path *p, const struct path *root)
{
	const struct builder begin = *b;

	for (unsigned tries = 0; tries < TRIES; tries++) {
		*b = begin;
		if (build_once(b, p, root))
			return true;
	}
	*b = begin;
	return false;
}

static int
pseudo_name(const struct dentry *d, char *buf, size_t size, char **out)
{
	const char *type = d->sb->nameless ? d->sb->private : "";
	int n;

	if (!*type)
		n = snprintf(buf, size, "/%s (deleted)", d->name);
	else if (d->len)
		n = snprintf(buf, size, "%s:%s", type, d->name);
	else
		n = snprintf(buf, size, "%s:[%lu]", type, d->inode->ino);
	*out = buf;
	return (size_t)n < size ? 0 : -ENAMETOOLONG;
}

static struct builder
builder_of(char *buf, size_t size)
{
	return (struct builder){ .buf = buf, .at = buf + size };
}

int
path_name(const struct path *p, const struct path *root, char *buf, size_t size,
    char **out)
{
	struct builder b = builder_of(buf, size);
	struct path top;
	bool done;

	if (atomic_load(&p->dentry->flags) & DENTRY_PSEUDO)
		return pseudo_name(p->dentry, buf, size, out);
	rcu_section_begin();
	top = root ? *root : fs_context_peek_root(current_fs());
	done = build(&b, p, &top);
	rcu_section_end();
	if (done)
		return built(&b, out);
	dentry_moves_stop();
	rcu_section_begin();
	top = root ? *root : fs_context_peek_root(current_fs());
	(void)build_once(&b, p, &top);
	rcu_section_end();
	dentry_moves_go();
	return built(&b, out);
}

int
path_cwd_name(char *buf, size_t size, char **out)
{
	struct builder b = builder_of(buf, size);
	struct path cwd, top;
	bool done, dead;
	int err;

	rcu_section_begin();
	cwd = fs_context_peek_cwd(current_fs());
	top = fs_context_peek_root(current_fs());
	dead = atomic_load(&cwd.dentry->inode->dead);
	done = dead || build(&b, &cwd, &top);
	rcu_section_end();
	if (done)
		return dead ? -ENOENT : built(&b, out);
	fs_context_cwd(current_fs(), &cwd);
	err = path_name(&cwd, NULL, buf, size, out);
	path_put(&cwd);
	return err;
}

/* => holds: an RCU section, and what keeps both => returns: false: something moved */
static bool
build_below(struct builder *b, const struct dentry *d, const struct dentry *top)
{
	u64 moves;

	if (!dentry_moves_read(&moves))
		return false;
	prepend(b, "", 1);
	if (d == top)
		prepend(b, "/", 1);
	for (; !b->overflow && d != top && rcu_read(&d->parent) != d;
	     d = rcu_read(&d->parent))
		if (!prepend_name(b, d))
			return false;
	return dentry_moves_same(moves);
}

int
dentry_name_below(const struct dentry *d, const struct dentry *top, char *buf,
    size_t size, char **out)
{
	struct builder b = builder_of(buf, size);
	bool done;

	rcu_section_begin();
	done = build_below(&b, d, top);
	rcu_section_end();
	if (done)
		return built(&b, out);
	b = builder_of(buf, size);
	dentry_moves_stop();
	(void)build_below(&b, d, top);
	dentry_moves_go();
	return built(&b, out);
}
