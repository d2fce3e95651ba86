/*
 * The mounts that the host asks for, before the first program: /.breenix/mounts in the
 * initramfs (docs/run-protocol.md).
 *
 * Four strings each, as in a line of fstab(5): source, target, type, options.  A folder
 * that a target needs is made, where that is possible; the type "folder" is just that.
 * What is mounted at ROOT becomes the root at the end.  A target below it is found as a
 * program will find it: absolute links on the way lead to places in there.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/mount.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "drivers/host_run.h"
#include "fs/attr.h"
#include "fs/dirops.h"
#include "fs/file.h"
#include "fs/fs_context.h"
#include "fs/inode.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "start.h"

#define MOUNTS_FILE "/.breenix/mounts"
#define ROOT        "/.breenix/root"

/* --- Files of strings --- */

int
strings_read(const char *path, struct strings *s)
{
	struct file *f;
	ssize_t n;
	int err = file_open(path, O_RDONLY, 0, &f);

	if (err)
		return err;
	s->size = atomic_load(&f->inode->size);
	s->text = kmalloc(s->size + 1);
	n = s->text ? file_read_kernel(f, s->text, s->size, 0) : -ENOMEM;
	file_put(f);
	if (n < 0) {
		kfree(s->text);
		return (int)n;
	}
	s->text[n] = '\0';
	s->size = (size_t)n;
	s->n = 0;
	for (size_t i = 0; i < s->size; i++)
		s->n += !s->text[i];
	return 0;
}

const char *
strings_next(const struct strings *s, size_t *at)
{
	const char *string = s->text + *at;

	if (*at >= s->size)
		return NULL;
	*at += strlen(string) + 1;
	return string;
}

/* --- Mounting --- */

/* Makes the folders of a path that are not there. */
static void
make_dirs(const char *path)
{
	char *copy = kstrndup(path, PATH_MAX), *at = copy;

	while (copy && *at && (at = strchr(at + 1, '/'))) {
		*at = '\0';
		(void)path_mkdir(AT_FDCWD, copy, 0755);
		*at = '/';
	}
	(void)path_mkdir(AT_FDCWD, path, 0755);
	kfree(copy);
}

/* Is a word of the options one that is a flag of mount(2)? */
static bool
is_flag(const char *word, size_t n, unsigned long *flags)
{
	static const struct {
		const char *word;
		unsigned long flag;
	} words[] = { { "rw", 0 }, { "ro", MS_RDONLY }, { "nosuid", MS_NOSUID },
		{ "nodev", MS_NODEV }, { "noexec", MS_NOEXEC },
		{ "noatime", MS_NOATIME }, { "bind", MS_BIND } };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strlen(words[i].word) != n ||
		    memcmp(words[i].word, word, n) != 0)
			continue;
		*flags |= words[i].flag;
		return true;
	}
	return false;
}

/* Takes the flags out of a list of options. */
static unsigned long
take_flags(const char *options, char *rest)
{
	unsigned long flags = 0;
	char *end = rest;

	while (*options) {
		const char *comma = strchr(options, ',');
		size_t n = comma ? (size_t)(comma - options) : strlen(options);

		if (!is_flag(options, n, &flags) && n) {
			if (end != rest)
				*end++ = ',';
			memcpy(end, options, n);
			end += n;
		}
		options += n + (comma != NULL);
	}
	*end = '\0';
	return flags;
}

/* Makes the target, if need be, and finds it. */
static int
find_target(const char *target, struct path *at)
{
	make_dirs(target);
	return path_lookup(AT_FDCWD, target, LOOKUP_FOLLOW, at);
}

/* The same with ROOT for the root; `below` is the target's name in there. */
static int
find_below_root(const char *below, struct path *at)
{
	struct path outer, inner;
	int err = path_lookup(AT_FDCWD, "/", LOOKUP_DIRECTORY, &outer);

	if (err)
		return err;
	err = path_lookup(AT_FDCWD, ROOT, LOOKUP_DIRECTORY, &inner);
	if (!err) {
		fs_context_set_root(&inner);
		path_put(&inner);
		err = find_target(below, at);
		fs_context_set_root(&outer);
	}
	path_put(&outer);
	return err;
}

/* "MODE:UID:GID" of a folder. */
static int
set_owner(const struct path *p, const char *options)
{
	u64 mode, uid, gid;
	int err;

	if (parse_u64(&options, 8, &mode) || *options++ != ':' ||
	    parse_u64(&options, 10, &uid) || *options++ != ':' ||
	    parse_u64(&options, 10, &gid))
		return -EINVAL;
	err = path_chown(p, (uid_t)uid, (gid_t)gid);
	return err ? err : path_chmod(p, (mode_t)mode);
}

static int
mount_type(const char *source, const struct path *at, const char *type,
    const char *options)
{
	char *data = kmalloc(strlen(options) + 1);
	unsigned long flags;
	int err;

	if (!data)
		return -ENOMEM;
	flags = take_flags(options, data);
	err = mount_at(source, at, type, flags, data);
	kfree(data);
	return err;
}

/* => errors: of mount(2) */
static int
mount_one(const char *source, const char *target, const char *type,
    const char *options)
{
	bool inside = strncmp(target, ROOT "/", sizeof(ROOT)) == 0;
	struct path at;
	int err = inside ? find_below_root(target + sizeof(ROOT) - 1, &at) :
			   find_target(target, &at);

	if (err)
		return err;
	if (strcmp(type, "folder") == 0)
		err = set_owner(&at, options);
	else
		err = mount_type(source, &at, type, options);
	path_put(&at);
	return err;
}

/* The host says why; who boots by hand reads the log. */
static __noreturn void
give_up(const char *target, int err, bool told)
{
	char status[PATH_SIZE];

	log_err("cannot mount %s: error %d", target, -err);
	snprintf(status, sizeof(status), "mount %d %s", -err, target);
	if (told)
		host_run_finish(status);
	panic("cannot mount %s", target);
}

void
start_mounts(bool told)
{
	const char *source, *target, *type, *options;
	struct strings s;
	size_t at = 0;
	bool root = false;
	int err = strings_read(MOUNTS_FILE, &s);

	if (err)
		return;
	while ((source = strings_next(&s, &at)) &&
	    (target = strings_next(&s, &at)) &&
	    (type = strings_next(&s, &at)) &&
	    (options = strings_next(&s, &at))) {
		err = mount_one(source, target, type, options);
		if (err)
			give_up(target, err, told);
		root = root || strcmp(target, ROOT) == 0;
	}
	if (root) {
		err = enter_root(ROOT);
		if (err)
			give_up("/", err, told);
	}
	kfree(s.text);
}
