/*
 * Which terminals there are: their classes, how they are found, and how they go.
 *
 * A class has one entry in the registry of devices, for all its numbers, and finds its
 * terminals by index in a tree.  That the tree has a terminal is the driver's
 * reference, so who finds one under the lock may take another.
 *
 * Races with the end.  tty_unregister() first takes the terminal from its class, then
 * sets `gone` under its mutex, then hangs it up.  Who has found it before either
 * sees `gone`, or has opened it before the hang-up and is hung up like all others.
 */
#include "abi/errno.h"
#include "abi/stat.h"
#include "arch/boot.h"
#include "fs/inode.h"
#include "lib/cmdline.h"
#include "lib/fmt.h"
#include "lib/string.h"
#include "mm/radix_slab.h"
#include "mm/slab.h"
#include "proc/hooks.h"
#include "tty/tty.h"
#include "tty/tty_file.h"

static struct {
	struct tty *console; /* [I] after boot */
} state;

/* --- Classes --- */

void
tty_class_register(struct tty_class *class)
{
	spin_init(&class->lock, LC_DEVNUM);
	spin_unshared(&class->lock);
	class->ttys = (struct radix_tree)RADIX_TREE_INIT(&radix_slab);
	class->node = (struct device_node){
		.major = class->major,
		.minor = class->minor,
		.count = class->count,
		.mode = S_IFCHR,
		.ops = &tty_file_ops,
		.open = tty_file_open,
		.private = class,
	};
	device_register(&class->node);
}

struct tty *
tty_find(struct tty_class *class, u32 index)
{
	struct tty *t;

	spin_lock(&class->lock);
	t = radix_lookup(&class->ttys, index);
	if (t)
		tty_get(t);
	spin_unlock(&class->lock);
	return t;
}

u32
tty_dev(const struct tty *t)
{
	return dev_make(t->class->major, t->class->minor + t->index);
}

/* --- The console --- */

/* The last "console=" of the command line is /dev/console; without one it is
 * the first terminal there is. */
static bool
is_wanted_console(const struct tty *t)
{
	char name[sizeof(t->name) + 16], *options;

	if (!cmdline_value(boot_info.cmdline, "console", name, sizeof(name)))
		return false;
	options = strchr(name, ',');
	if (options)
		*options = 0;
	return !strcmp(name, t->name);
}

struct tty *
tty_console(void)
{
	return state.console;
}

void
consoles_flush(void)
{
	struct tty *console = tty_console();

	if (!console)
		return;
	tty_let_go(console);
	(void)!tty_drain(console);
}

/* --- Beginning and end --- */

/* Its node in /dev.  => returns: the node, or NULL: no memory */
static struct device_node *
make_node(const struct tty *t)
{
	struct device_node *node = kzalloc(sizeof(*node));

	if (node)
		*node = (struct device_node){ .name = t->name,
			.major = t->class->major,
			.minor = t->class->minor + t->index,
			.mode = S_IFCHR | 0620 };
	return node;
}

/* => errors: -ENOMEM, -EEXIST */
static int
enter(struct tty *t)
{
	int err;

	spin_lock(&t->class->lock);
	err = radix_insert(&t->class->ttys, t->index, t);
	spin_unlock(&t->class->lock);
	return err;
}

int
tty_begin(struct tty *t, struct tty_class *class, u32 index)
{
	ref_init(&t->refs, 1);
	t->class = class;
	t->index = index;
	snprintf(t->name, sizeof(t->name), "%s%u", class->prefix, index);
	return tty_init(t);
}

int
tty_register(struct tty *t, struct tty_class *class, u32 index)
{
	struct device_node *node = NULL;
	int err = tty_begin(t, class, index);

	if (err)
		return err;
	if (class->fixed) {
		node = make_node(t);
		err = node ? 0 : -ENOMEM;
	}
	if (!err)
		err = enter(t);
	if (err)
		goto fail;
	if (node) {
		if (!state.console || is_wanted_console(t))
			state.console = t;
		device_register(node);
	}
	return 0;
fail:
	tty_fini(t);
	kfree(node);
	return err;
}

void
tty_unregister(struct tty *t)
{
	struct tty_class *class = t->class;

	spin_lock(&class->lock);
	(void)radix_remove(&class->ttys, t->index);
	spin_unlock(&class->lock);
	mutex_lock(&t->lock);
	t->gone = true;
	mutex_unlock(&t->lock);
	tty_hangup(t);
	tty_put(t);
}

void
tty_put(struct tty *t)
{
	if (!ref_put(&t->refs))
		return;
	assert(!atomic_load(&t->session) && !atomic_load(&t->pgrp));
	tty_fini(t);
	t->class->free(t);
}
