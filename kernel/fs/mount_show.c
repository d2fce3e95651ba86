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
#include "lib/fmt.h"
#include "lib/string.h"

struct out {
	char *buf;
	size_t size, len;
};

static void
put_str(struct out *o, const char *s)
{
	size_t n = strlen(s);

	if (n >= o->size - o->len)
		n = o->size - o->len - 1;
	memcpy(o->buf + o->len, s, n);
	o->len += n;
	o->buf[o->len] = '\0';
}

/* Escapes what would end a word, as Linux does. */
static void
put_word(struct out *o, const char *s)
{
	for (; *s && o->len + 5 < o->size; s++) {
		if (strchr(" \t\n\\#", *s))
			o->len += (size_t)scnprintf(o->buf + o->len,
			    o->size - o->len, "\\%03o", (unsigned char)*s);
		else
			o->buf[o->len++] = *s;
	}
	o->buf[o->len] = '\0';
}

static void
put_mount_flags(struct out *o, u32 flags)
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

	put_str(o, flags & MS_RDONLY ? "ro" : "rw");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].flag)
			put_str(o, names[i].text);
}

static void
put_super_options(struct out *o, struct superblock *sb)
{
	if (sb->ops->show_options)
		o->len += sb->ops->show_options(sb, o->buf + o->len,
		    o->size - o->len);
}

static ssize_t
format_one(struct mount *m, enum mount_format format, const char *where,
    const char *inside, struct out *o)
{
	struct superblock *sb = m->sb;

	if (format == MOUNT_MOUNTINFO) {
		o->len += (size_t)scnprintf(o->buf, o->size, "%d %d %u:%u ",
		    m->id, mount_parent_id(m), dev_major(sb->dev),
		    dev_minor(sb->dev));
		put_word(o, inside);
		put_str(o, " ");
		put_word(o, where);
		put_str(o, " ");
		put_mount_flags(o, atomic_load(&m->flags));
		put_str(o, " - ");
		put_str(o, sb->type->name);
		put_str(o, " ");
		put_word(o, m->source);
		put_str(o, atomic_load(&sb->flags) & MS_RDONLY ? " ro" : " rw");
		put_super_options(o, sb);
		put_str(o, "\n");
	} else {
		put_word(o, m->source);
		put_str(o, " ");
		put_word(o, where);
		put_str(o, " ");
		put_str(o, sb->type->name);
		put_str(o, " ");
		put_mount_flags(o,
		    atomic_load(&m->flags) |
			(atomic_load(&sb->flags) & MS_RDONLY));
		put_super_options(o, sb);
		put_str(o, " 0 0\n");
	}
	return (ssize_t)o->len;
}

ssize_t
mount_format(int *id, enum mount_format format, const struct path *root,
    char *buf, size_t size)
{
	struct mount *m;
	ssize_t n = 0;

	while (n == 0 && (m = mount_from_id(*id))) {
		struct path at = { m, m->root };
		char *names = name_alloc(), *where;
		struct out o = { .buf = buf, .size = size };

		*id = m->id + 1;
		if (!names) {
			mount_put(m);
			return -ENOMEM;
		}
		n = path_name(&at, root, names, PATH_MAX, &where);
		/* What lies outside the root is not shown. */
		if (n == 0 && *where == '/') {
			char *inside = names;

			n = dentry_name_below(m->root, m->sb->root, names,
			    (size_t)(where - names), &inside);
			if (n == 0)
				n = format_one(m, format, where, inside, &o);
		}
		name_free(names);
		mount_put(m);
	}
	return n;
}
