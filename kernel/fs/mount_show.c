/*
 * The lines of /proc/PID/mounts and /proc/PID/mountinfo.
 *
 * A mount is shown when it can be reached from the reader's root, under the
 * name it has from there.
 */
#include "abi/errno.h"
#include "abi/limits.h"
#include "fs/dentry.h"
#include "fs/fstype.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "lib/string.h"
#include "lib/text.h"

static void
put_mount_flags(struct text *t, u32 flags)
{
	static const struct {
		u32 flag;
		const char *text;
	} names[] = {
		{ MS_NOSUID, ",nosuid" },
		{ MS_NODEV, ",nodev" },
		{ MS_NOEXEC, ",noexec" },
		{ MS_NOATIME, ",noatime" },
		{ MS_NODIRATIME, ",nodiratime" },
		{ MS_RELATIME, ",relatime" },
	};

	text_string(t, flags & MS_RDONLY ? "ro" : "rw");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].flag)
			text_string(t, names[i].text);
}

static void
put_super_options(struct text *t, struct superblock *sb)
{
	if (sb->ops->show_options)
		sb->ops->show_options(sb, t);
}

static void
show_one(struct text *t, enum mount_format format, struct mount *m,
    const char *where, const char *inside)
{
	struct superblock *sb = m->sb;

	if (format == MOUNT_MOUNTINFO) {
		text_printf(t, "%d %d %u:%u ", m->id, mount_parent_id(m),
		    dev_major(sb->dev), dev_minor(sb->dev));
		text_word(t, inside);
		text_string(t, " ");
		text_word(t, where);
		text_string(t, " ");
		put_mount_flags(t, atomic_load(&m->flags));
		text_printf(t, " - %s ", sb->type->name);
		text_word(t, m->source);
		text_string(t,
		    atomic_load(&sb->flags) & MS_RDONLY ? " ro" : " rw");
		put_super_options(t, sb);
		text_string(t, "\n");
	} else {
		text_word(t, m->source);
		text_string(t, " ");
		text_word(t, where);
		text_printf(t, " %s ", sb->type->name);
		put_mount_flags(t,
		    atomic_load(&m->flags) |
			(atomic_load(&sb->flags) & MS_RDONLY));
		put_super_options(t, sb);
		text_string(t, " 0 0\n");
	}
}

int
mount_show(struct text *t, enum mount_format format, const struct path *root)
{
	struct mount *m = mount_from_id((int)t->at);
	char *names, *where, *inside;
	struct path at;

	if (!m)
		return 0;
	names = name_alloc();
	if (!names) {
		mount_put(m);
		return -ENOMEM;
	}
	at = (struct path){ m, m->root };
	/* What lies outside the root is not shown. */
	if (!path_name(&at, root, names, PATH_MAX, &where) && *where == '/' &&
	    !dentry_name_below(m->root, m->sb->root, names,
		(size_t)(where - names), &inside))
		show_one(t, format, m, where, inside);
	text_next(t, (u64)m->id + 1);
	name_free(names);
	mount_put(m);
	return 0;
}
