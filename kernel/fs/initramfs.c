/*
 * The initial root: unpacking an initrd.
 *
 * The archive is a sequence of parts, each a cpio archive or a compressed file
 * of one (or of a part of one), with nulls between them.  The bytes of either
 * kind go through one machine, which never has more than a header and a name in
 * memory:
 *
 *	HEADER -> NAME -> NAME_PADDING -> LINK_TARGET | DATA -> PADDING ->
 *	HEADER ... -> TRAILER!!! -> REST -> HEADER ...
 *
 * Entries of one (device, inode) pair with several links are one file; the
 * first name is remembered and the later ones are linked to it, whichever of
 * them carries the data.
 *
 * An archive is input: damage ends the unpacking with an error.  A single entry
 * that cannot be made (its name is too long, its directory is missing) is
 * skipped with a line in the log, as Linux skips it.  What does not fit into
 * memory ends it: nobody gets a file that is cut off.
 */
#include "abi/errno.h"
#include "abi/limits.h"
#include "debug/log.h"
#include "fs/attr.h"
#include "fs/dirops.h"
#include "fs/file.h"
#include "fs/fs.h"
#include "fs/fs_context.h"
#include "fs/namei.h"
#include "lib/inflate.h"
#include "lib/list.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "lib/xz.h"
#include "lib/zstd.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "time/clock.h"

#define HEADER_SIZE  110
#define HEADER_MAGIC "07070" /* and 1, or 2: with checksums nobody checks */

enum state {
	HEADER,
	NAME,
	NAME_PADDING,
	LINK_TARGET,
	DATA,
	PADDING,
	REST
};

struct entry {
	u32 ino, mode, uid, gid, nlink, mtime, size;
	u32 dev_major, dev_minor, rdev_major, rdev_minor, name_size;
};

/* The first name of a file with several. */
struct seen {
	struct list node;
	u32 ino, dev_major, dev_minor, type;
	char *name;
};

struct unpack {
	enum state state;
	u64 offset;  /* in this cpio archive */
	size_t have; /* bytes of the present state's object */
	struct entry e;
	char header[HEADER_SIZE + 1];
	char *name;       /* name buffer */
	char *target;     /* name buffer */
	struct file *f;   /* being written, or NULL: skipped */
	struct list seen; /* of struct seen */
	unsigned nfiles;
	bool packed;         /* the last part was compressed */
	const char *trouble; /* what is wrong, but for memory */
};

/* As far as there is something: what is missing is found out later. */
static bool
is_newc(const u8 *p, size_t n)
{
	return memcmp(p, HEADER_MAGIC, min(n, 5UL)) == 0 &&
	    (n <= 5 || p[5] == '1' || p[5] == '2');
}

/* The n-th field of a header: 8 hexadecimal digits, nothing else. */
static bool
field(const char *header, unsigned n, u32 *out)
{
	char text[9];
	u64 value;

	memcpy(text, header + 6 + 8 * (size_t)n, 8);
	text[8] = '\0';
	if (text[1] == 'x' || text[1] == 'X' ||
	    parse_number(text, 16, UINT32_MAX, &value))
		return false;
	*out = (u32)value;
	return true;
}

static int
parse_header(struct unpack *u)
{
	struct entry *e = &u->e;
	u32 *const fields[] = { &e->ino, &e->mode, &e->uid, &e->gid, &e->nlink,
		&e->mtime, &e->size, &e->dev_major, &e->dev_minor,
		&e->rdev_major, &e->rdev_minor, &e->name_size };

	if (!is_newc((const u8 *)u->header, HEADER_SIZE))
		return -EINVAL;
	for (unsigned i = 0; i < ARRAY_SIZE(fields); i++)
		if (!field(u->header, i, fields[i]))
			return -EINVAL;
	if (e->name_size == 0 || e->name_size > PATH_MAX)
		return -EINVAL;
	return 0;
}

/* Hard links. */

static struct seen *
seen_find(struct unpack *u)
{
	struct seen *s;

	list_for_each(s, &u->seen, node)
		if (s->ino == u->e.ino && s->dev_major == u->e.dev_major &&
		    s->dev_minor == u->e.dev_minor &&
		    s->type == (u->e.mode & S_IFMT))
			return s;
	return NULL;
}

static int
seen_add(struct unpack *u)
{
	struct seen *s = kmalloc(sizeof(*s));

	if (!s)
		return -ENOMEM;
	*s = (struct seen){ .ino = u->e.ino,
		.dev_major = u->e.dev_major,
		.dev_minor = u->e.dev_minor,
		.type = u->e.mode & S_IFMT };
	s->name = kzalloc(strlen(u->name) + 8); /* a path to be walked */
	if (!s->name) {
		kfree(s);
		return -ENOMEM;
	}
	memcpy(s->name, u->name, strlen(u->name));
	list_add_tail(&u->seen, &s->node);
	return 0;
}

static void
seen_forget(struct unpack *u)
{
	struct seen *s, *next;

	list_for_each_safe(s, next, &u->seen, node) {
		kfree(s->name);
		kfree(s);
	}
	list_init(&u->seen);
}

/* Entries. */

/* Owner, mode and time of what was made. */
static int
set_attributes(struct unpack *u)
{
	struct set_times times = { .atime = u->e.mtime * NSEC_PER_SEC,
		.mtime = u->e.mtime * NSEC_PER_SEC,
		.set_atime = true,
		.set_mtime = true };
	struct path p;
	int err = path_lookup(AT_FDCWD, u->name, 0, &p);

	if (err)
		return err;
	err = path_chown(&p, u->e.uid, u->e.gid);
	if (!err && !S_ISLNK(u->e.mode))
		err = path_chmod(&p, u->e.mode & 07777);
	if (!err)
		err = path_set_times(&p, &times);
	path_put(&p);
	return err;
}

/* Removes what has the entry's name, unless it is of this type; 0: of any. */
static void
make_room(struct unpack *u, mode_t type)
{
	struct path p;
	mode_t found;

	if (path_lookup(AT_FDCWD, u->name, 0, &p))
		return;
	found = inode_mode(p.dentry->inode) & S_IFMT;
	path_put(&p);
	if (found == type)
		return;
	if (S_ISDIR(found))
		(void)path_rmdir(AT_FDCWD, u->name);
	else
		(void)path_unlink(AT_FDCWD, u->name);
}

static int
make_directory(struct unpack *u)
{
	int err;

	make_room(u, S_IFDIR);
	err = path_mkdir(AT_FDCWD, u->name, u->e.mode & 07777);
	return err && err != -EEXIST ? err : set_attributes(u);
}

/* If the entry is another name of a file that is there, makes it that.
 * => returns: 1, it is; 0, it is not, and is remembered if others may follow */
static int
link_entry(struct unpack *u)
{
	struct seen *s;
	int err;

	if (u->e.nlink <= 1)
		return 0;
	s = seen_find(u);
	if (!s)
		return seen_add(u);
	if (strcmp(s->name, u->name) == 0)
		return 1;
	make_room(u, 0);
	err = path_link(AT_FDCWD, s->name, AT_FDCWD, u->name, 0);
	return err ? err : 1;
}

static int
make_node(struct unpack *u)
{
	int err = link_entry(u);

	if (err)
		return err < 0 ? err : 0;
	make_room(u, 0);
	err = path_mknod(AT_FDCWD, u->name, u->e.mode,
	    dev_make(u->e.rdev_major, u->e.rdev_minor));
	return err ? err : set_attributes(u);
}

/* Opens the file for its data, or links it to its first name. */
static int
open_file(struct unpack *u)
{
	int flags = O_WRONLY, linked = link_entry(u);

	if (linked < 0 || (linked && !u->e.size))
		return linked < 0 ? linked : 0;
	if (!linked) {
		make_room(u, S_IFREG);
		flags |= O_CREAT | O_TRUNC | O_NOFOLLOW;
	}
	return file_open(u->name, flags, u->e.mode & 07777, &u->f);
}

static int
make_symlink(struct unpack *u)
{
	int err;

	u->target[u->have] = '\0';
	(void)path_unlink(AT_FDCWD, u->name);
	err = path_symlink(u->target, AT_FDCWD, u->name);
	return err ? err : set_attributes(u);
}

/* One entry failed: is that the end? */
static int
excuse(const struct unpack *u, int err)
{
	if (!err || err == -ENOMEM || err == -ENOSPC)
		return err;
	log_warn("initramfs: %s: error %d", u->name, -err);
	return 0;
}

static void
next_state(struct unpack *u, enum state state)
{
	u->state = state;
	u->have = 0;
}

/* The name is complete. */
static int
begin_entry(struct unpack *u)
{
	struct entry *e = &u->e;
	int err = 0;

	if (u->name[e->name_size - 1] != '\0')
		return -EINVAL;
	if (strcmp(u->name, "TRAILER!!!") == 0) {
		seen_forget(u);
		next_state(u, REST);
		return 0;
	}
	next_state(u, DATA);
	switch (e->mode & S_IFMT) {
	case S_IFDIR:
		err = make_directory(u);
		break;
	case S_IFREG:
		err = open_file(u);
		break;
	case S_IFLNK:
		if (e->size == 0 || e->size >= PATH_MAX)
			return -EINVAL;
		next_state(u, LINK_TARGET);
		break;
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		err = make_node(u);
		break;
	default:
		return -EINVAL;
	}
	return excuse(u, err);
}

/* The data are complete. */
static int
end_entry(struct unpack *u)
{
	int err = 0;

	if (u->f) {
		file_put(u->f);
		u->f = NULL;
		err = set_attributes(u);
		u->nfiles++;
	}
	return excuse(u, err);
}

static int
write_data(struct unpack *u, const u8 *p, size_t n)
{
	while (u->f && n) {
		struct uio from;
		ssize_t w;

		uio_init_kernel(&from, (void *)p, n);
		w = file_write_next(u->f, &from);
		if (w <= 0)
			return w ? (int)w : -ENOSPC;
		p += w;
		n -= (size_t)w;
	}
	return 0;
}

/* Up to `size` bytes of the present object from the input. */
static size_t
gather(struct unpack *u, void *to, size_t size, const u8 *p, size_t n)
{
	n = min(n, size - u->have);
	memcpy((char *)to + u->have, p, n);
	u->have += n;
	return n;
}

/* The changes of state that need no input. */
static int
settle(struct unpack *u)
{
	int err = 0;

	for (;;) {
		switch (u->state) {
		case NAME_PADDING:
			if (u->offset % 4)
				return 0;
			err = begin_entry(u);
			break;
		case DATA:
			if (u->have < u->e.size)
				return 0;
			next_state(u, PADDING);
			err = end_entry(u);
			break;
		case PADDING:
			if (u->offset % 4 == 0)
				next_state(u, HEADER);
			return 0;
		case HEADER:
		case NAME:
		case LINK_TARGET:
		case REST:
			return 0;
		}
		if (err)
			return err;
	}
}

/* Takes some bytes in the present state. => returns: 0 and *used, which is 0
 * when only the state changed; -errno */
static int
step(struct unpack *u, const u8 *p, size_t n, size_t *used)
{
	int err = 0;

	*used = 1;
	switch (u->state) {
	case HEADER:
		*used = gather(u, u->header, HEADER_SIZE, p, n);
		if (u->have == HEADER_SIZE) {
			err = parse_header(u);
			next_state(u, NAME);
		}
		break;
	case NAME:
		*used = gather(u, u->name, u->e.name_size, p, n);
		if (u->have == u->e.name_size)
			next_state(u, NAME_PADDING);
		break;
	case LINK_TARGET:
		*used = gather(u, u->target, u->e.size, p, n);
		if (u->have == u->e.size) {
			err = excuse(u, make_symlink(u));
			next_state(u, PADDING);
		}
		break;
	case DATA:
		*used = min(n, (size_t)u->e.size - u->have);
		err = write_data(u, p, *used);
		u->have += *used;
		break;
	case NAME_PADDING:
	case PADDING:
		break;
	case REST: /* nulls up to the end, or to another archive */
		if (*p) {
			*used = 0;
			u->offset = 0;
			next_state(u, HEADER);
		}
		break;
	}
	u->offset += *used;
	return err ? err : settle(u);
}

static int
feed(void *context, const u8 *p, size_t n)
{
	struct unpack *u = context;

	while (n) {
		size_t used;
		int err = step(u, p, n, &used);

		if (err)
			return err;
		p += used;
		n -= used;
		sched_point();
	}
	return 0;
}

/* Between two archives, where another may begin? */
static bool
at_boundary(const struct unpack *u)
{
	return u->state == REST || (u->state == HEADER && u->have == 0);
}

/* Compressions. */

static const struct history_memory memory = { kmalloc, kfree };

static int
unpack_gzip(struct unpack *u, const u8 *p, size_t n, size_t *used)
{
	struct inflate *z = kmalloc(sizeof(*z));
	int err = z ? gunzip(z, p, n, feed, u, used) : -ENOMEM;

	kfree(z);
	return err;
}

static int
unpack_xz(struct unpack *u, const u8 *p, size_t n, size_t *used)
{
	struct xz *z = kmalloc(sizeof(*z));
	int err = z ? xz_unpack(z, p, n, &memory, feed, u, used) : -ENOMEM;

	kfree(z);
	if (err == -EOPNOTSUPP)
		u->trouble = "filtered in a way that is not known";
	return err;
}

static int
unpack_zstd(struct unpack *u, const u8 *p, size_t n, size_t *used)
{
	struct zstd *z = kmalloc(sizeof(*z));
	int err = z ? zstd_unpack(z, p, n, &memory, feed, u, used) : -ENOMEM;

	kfree(z);
	if (err == -EOPNOTSUPP)
		u->trouble = "in need of a dictionary";
	return err;
}

static const struct {
	bool (*is)(const void *data, size_t size);
	int (*unpack)(struct unpack *u, const u8 *p, size_t n, size_t *used);
} compressions[] = {
	{ gzip_is, unpack_gzip },
	{ xz_is, unpack_xz },
	{ zstd_is, unpack_zstd },
};

/* What begins a part that is none of ours. */
static const char *
name_trouble(const u8 *p, size_t n)
{
	static const struct {
		const char *trouble, *magic;
		size_t size;
	} others[] = {
		{ "a cpio archive of the format odc, not newc", "070707", 6 },
		{ "a cpio archive of the binary format, not newc", "\xc7\x71",
		    2 },
		{ "compressed with bzip2, not gzip, xz or zstd", "BZh", 3 },
		{ "compressed with lzma, not gzip, xz or zstd", "\x5d\0\0", 3 },
		{ "compressed with lzo, not gzip, xz or zstd", "\x89LZO", 4 },
		{ "compressed with lz4, not gzip, xz or zstd",
		    "\x02\x21\x4c\x18", 4 },
		{ "compressed with lz4, not gzip, xz or zstd",
		    "\x04\x22\x4d\x18", 4 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (n >= others[i].size &&
		    memcmp(p, others[i].magic, others[i].size) == 0)
			return others[i].trouble;
	return "neither a cpio archive nor compressed";
}

/* Takes what begins at p, where a part may begin: all of one that is compressed.
 * => returns: as step() */
static int
begin_part(struct unpack *u, const u8 *p, size_t n, size_t *used)
{
	for (size_t i = 0; i < ARRAY_SIZE(compressions); i++) {
		if (!compressions[i].is(p, n))
			continue;
		u->packed = true;
		return compressions[i].unpack(u, p, n, used);
	}
	if (*p && !is_newc(p, n)) {
		u->trouble = name_trouble(p, n);
		return -EINVAL;
	}
	if (!at_boundary(u)) {
		/* Nulls may be between the files of a compressed archive. */
		*used = 1;
		return *p ? -EINVAL : 0;
	}
	u->packed = u->packed && !*p;
	return step(u, p, n, used);
}

/* => sets: *at, how far it came */
static int
unpack_all(struct unpack *u, const u8 *p, size_t n, size_t *at)
{
	for (*at = 0; *at < n;) {
		size_t used;
		int err;

		if (at_boundary(u) || u->packed)
			err = begin_part(u, p + *at, n - *at, &used);
		else
			err = step(u, p + *at, n - *at, &used);
		if (err)
			return err;
		*at += used;
		sched_point();
	}
	return at_boundary(u) ? 0 : -EINVAL;
}

static void
report(const struct unpack *u, int err, size_t at, size_t size)
{
	if (!err)
		log_info("initramfs: %u files unpacked", u->nfiles);
	else if (err == -ENOMEM || err == -ENOSPC)
		log_err("initramfs: it does not fit into memory");
	else
		log_err("initramfs: what begins at byte %lu of %lu is %s", at,
		    size, u->trouble ? u->trouble : "damaged or cut off");
}

int
initramfs_unpack(const void *archive, size_t size)
{
	struct unpack u = { .state = REST };
	int err = -ENOMEM;
	size_t at = 0;

	list_init(&u.seen);
	u.name = name_alloc();
	u.target = name_alloc();
	if (u.name && u.target)
		err = unpack_all(&u, archive, size, &at);
	if (u.f)
		file_put(u.f);
	seen_forget(&u);
	if (u.target)
		name_free(u.target);
	if (u.name)
		name_free(u.name);
	report(&u, err, at, size);
	return err;
}
