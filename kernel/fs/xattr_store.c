/*
 * Extended attributes in memory.
 *
 * A tree by name under a mutex: a value may be long, and so may be the list.  An
 * attribute is one piece of memory with its name and value; it is replaced, not changed.
 * What a change needs is made before it, so that one that fails has changed nothing.
 *
 * Names of one inode together fit into the longest list that a program can get
 * (XATTR_LIST_MAX); values are bounded by whoever keeps the store.
 */
#include "fs/xattr_store.h"

#include "abi/errno.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

#define NAMES_MAX (XATTR_LIST_MAX - XATTR_STORE_OTHERS)

struct xattr {
	struct rb_node node;
	u32 size;     /* of the value */
	u32 name_len; /* with its NUL */
	char text[];  /* the name, the value */
};

static struct xattr *
xattr_of(const struct rb_node *node)
{
	return container_of(node, struct xattr, node);
}

static const char *
value_of(const struct xattr *x)
{
	return x->text + x->name_len;
}

struct xattr_store *
xattr_store_create(void)
{
	struct xattr_store *s = kzalloc(sizeof(*s));

	if (s)
		mutex_init(&s->lock, LC_MUTEX_LEAF);
	return s;
}

void
xattr_store_destroy(struct xattr_store *s)
{
	struct rb_node *node;

	if (!s)
		return;
	mutex_unshared(&s->lock);
	while ((node = rb_strip(&s->attrs))) {
		kfree(xattr_of(node));
		sched_point();
	}
	kfree(s);
}

static struct xattr *
xattr_create(const char *name, const void *value, size_t size)
{
	size_t len = strlen(name) + 1;
	struct xattr *x = kmalloc(sizeof(*x) + len + size);

	if (!x)
		return NULL;
	x->size = (u32)size;
	x->name_len = (u32)len;
	memcpy(x->text, name, len);
	memcpy(x->text + len, value, size);
	return x;
}

/* Where the walk for a name ends: at the attribute, or where it would be linked. */
struct place {
	struct rb_node *parent, **link;
};

static struct xattr *
find(struct xattr_store *s, const char *name, struct place *at)
    REQUIRES(s->lock)
{
	at->parent = NULL;
	at->link = &s->attrs.root;
	while (*at->link) {
		int order = strcmp(name, xattr_of(*at->link)->text);

		if (!order)
			return xattr_of(*at->link);
		at->parent = *at->link;
		at->link = &at->parent->child[order > 0];
	}
	return NULL;
}

ssize_t
xattr_store_get(struct xattr_store *s, const char *name, void *value,
    size_t size)
{
	struct place at;
	struct xattr *x;
	ssize_t n = -ENODATA;

	mutex_lock(&s->lock);
	x = find(s, name, &at);
	if (x) {
		n = (ssize_t)x->size;
		if (size && x->size > size)
			n = -ERANGE;
		else if (size)
			memcpy(value, value_of(x), x->size);
	}
	mutex_unlock(&s->lock);
	return n;
}

/* May `old` become `new`? Either may be NULL. */
static int
check(const struct xattr_store *s, const struct xattr *old,
    const struct xattr *new, unsigned flags) REQUIRES(s->lock)
{
	if (old && flags & XATTR_CREATE)
		return -EEXIST;
	if (!old && (flags & XATTR_REPLACE || !new))
		return -ENODATA;
	if (!old && s->names + new->name_len > NAMES_MAX)
		return -ENOSPC;
	return 0;
}

static void
replace(struct xattr_store *s, struct xattr *old, struct xattr *new)
    REQUIRES(s->lock)
{
	struct place at;

	if (old) {
		rb_erase(&s->attrs, &old->node);
		s->names -= old->name_len;
	}
	if (new) {
		(void)find(s, new->text, &at);
		rb_link(&s->attrs, &new->node, at.parent, at.link);
		s->names += new->name_len;
	}
}

int
xattr_store_set(struct xattr_store *s, const char *name, const void *value,
    size_t size, unsigned flags)
{
	struct xattr *new = NULL, *old;
	struct place at;
	int err;

	if (value) {
		new = xattr_create(name, value, size);
		if (!new)
			return -ENOMEM;
	}
	mutex_lock(&s->lock);
	old = find(s, name, &at);
	err = check(s, old, new, flags);
	if (!err)
		replace(s, old, new);
	mutex_unlock(&s->lock);
	kfree(err ? new : old);
	return err;
}

ssize_t
xattr_store_list(struct xattr_store *s, char *list, size_t size)
{
	struct rb_node *node;
	ssize_t n;

	mutex_lock(&s->lock);
	n = (ssize_t)s->names;
	if (size && s->names > size)
		n = -ERANGE;
	if (size && n > 0)
		rb_for_each(node, &s->attrs) {
			const struct xattr *x = xattr_of(node);

			memcpy(list, x->text, x->name_len);
			list += x->name_len;
			sched_point();
		}
	mutex_unlock(&s->lock);
	return n;
}

size_t
xattr_space(const char *name, size_t size)
{
	return sizeof(struct xattr) + strlen(name) + 1 + size;
}

size_t
xattr_store_space(struct xattr_store *s, const char *name)
{
	struct place at;
	struct xattr *x;
	size_t space;

	mutex_lock(&s->lock);
	x = find(s, name, &at);
	space = x ? xattr_space(name, x->size) : 0;
	mutex_unlock(&s->lock);
	return space;
}
