/*
 * copy: files, links, devices and trees.
 *
 * A tree is copied depth first by paths. A new directory is made writable for
 * us, filled, and given its mode last: that which it was made with, by the umask or the
 * default access control list of where it is, or the one that is preserved. Files with several names are copied once:
 * a table remembers where each such inode went. The same table, for all
 * directories that were made, keeps `cp -r d d/x` from copying what it makes.
 *
 * Data goes through copy_file_range(), and read() and write() where that does
 * not work; holes are not kept.
 */
#include "copy.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "confirm.h"
#include "input.h"
#include "memory.h"
#include "mode.h"
#include "options.h"
#include "walk.h"
#include "xattr.h"

struct seen {
	struct seen *next;
	dev_t dev;
	ino_t ino;
	char *path; /* where it was copied to */
};

static struct seen *seen_links, *made_directories;

static const struct seen *
find_seen(const struct seen *list, const struct stat *st)
{
	for (; list; list = list->next) {
		if (list->dev == st->st_dev && list->ino == st->st_ino)
			return list;
	}
	return NULL;
}

static void
remember(struct seen **list, const struct stat *st, const char *path)
{
	struct seen *seen = xmalloc(sizeof *seen);

	*seen = (struct seen){
		.next = *list,
		.dev = st->st_dev,
		.ino = st->st_ino,
		.path = xstrdup(path),
	};
	*list = seen;
}

/* --- Attributes ----------------------------------------------------------- */

static bool
copy_attributes(const char *source, const char *destination,
    const struct stat *from, const struct copy_options *o)
{
	struct timespec times[2] = { from->st_atim, from->st_mtim };
	mode_t mode = from->st_mode & 07777;
	bool good = true;

	if (o->preserve_times &&
	    utimensat(AT_FDCWD, destination, times, AT_SYMLINK_NOFOLLOW) < 0) {
		warn("preserving times for '%s'", destination);
		good = false;
	}
	if (o->preserve_owner &&
	    lchown(destination, from->st_uid, from->st_gid) < 0) {
		/* Somebody else's set-ID bits would make it ours. */
		mode &= ~(mode_t)(S_ISUID | S_ISGID);
		if (errno != EPERM) {
			warn("failed to preserve ownership for '%s'",
			    destination);
			good = false;
		}
	}
	if (o->preserve_xattr)
		good &= xattr_copy(source, destination, !S_ISLNK(from->st_mode),
		    !o->require_xattr);
	if (!o->preserve_mode || S_ISLNK(from->st_mode))
		return good;
	if (chmod(destination, mode) < 0) {
		warn("preserving permissions for '%s'", destination);
		return false;
	}
	good &= xattr_copy_acls(source, destination, S_ISDIR(from->st_mode));
	return good;
}

/* --- Contents ------------------------------------------------------------- */

static bool
copy_by_buffer(int in, int out, const char *source, const char *destination)
{
	static char buffer[128 * 1024];
	ssize_t n;

	while ((n = input_read(in, buffer, sizeof buffer)) > 0) {
		for (ssize_t done = 0; done < n;) {
			ssize_t written = write(out, buffer + done,
			    (size_t)(n - done));

			if (written < 0 && errno == EINTR)
				continue;
			if (written < 0) {
				warn("error writing '%s'", destination);
				return false;
			}
			done += written;
		}
	}
	if (n < 0)
		warn("error reading '%s'", source);
	return n == 0;
}

static bool
copy_contents(int in, int out, const char *source, const char *destination)
{
	ssize_t n;
	bool any = false;

	while ((n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0)) > 0)
		any = true;
	/* Files of /proc have a size of 0 and contents: look again. */
	if (n == 0 && any)
		return true;
	if (n < 0 && errno == ENOSPC) {
		warn("error writing '%s'", destination);
		return false;
	}
	return copy_by_buffer(in, out, source, destination);
}

static int
open_destination(const char *destination, bool exists, mode_t mode,
    const struct copy_options *o)
{
	int fd;

	if (!exists)
		return open(destination,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	fd = open(destination,
	    O_WRONLY | O_CLOEXEC | (o->attributes_only ? 0 : O_TRUNC));
	if (fd < 0 && o->force && unlink(destination) == 0)
		fd = open(destination, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		    mode);
	return fd;
}

static bool
copy_regular(const char *source, const char *destination,
    const struct stat *from, bool exists, const struct copy_options *o)
{
	mode_t mode = from->st_mode & (o->preserve_mode ? 0700 : 0777);
	int in = open(source, O_RDONLY | O_CLOEXEC), out;
	bool good;

	if (in < 0) {
		warn("cannot open '%s' for reading", source);
		return false;
	}
	out = open_destination(destination, exists, mode, o);
	if (out < 0) {
		warn("cannot create regular file '%s'", destination);
		close(in);
		return false;
	}
	good = o->attributes_only ||
	    copy_contents(in, out, source, destination);
	close(in);
	if (close(out) < 0) {
		warn("failed to close '%s'", destination);
		good = false;
	}
	return good;
}

static bool
copy_symbolic_link(const char *source, const char *destination)
{
	char target[PATH_MAX];
	ssize_t n = readlink(source, target, sizeof target - 1);

	if (n < 0) {
		warn("cannot read symbolic link '%s'", source);
		return false;
	}
	target[n] = '\0';
	if (symlink(target, destination) == 0)
		return true;
	warn("cannot create symbolic link '%s'", destination);
	return false;
}

static bool
copy_special(const char *destination, const struct stat *from)
{
	if (mknod(destination, from->st_mode, from->st_rdev) == 0)
		return true;
	warn("cannot create special file '%s'", destination);
	return false;
}

static bool
make_link(const char *source, const char *destination, bool symbolic)
{
	int result = symbolic ?
	    symlink(source, destination) :
	    linkat(AT_FDCWD, source, AT_FDCWD, destination, 0);

	if (result == 0)
		return true;
	warn("cannot create %s '%s' to '%s'",
	    symbolic ? "symbolic link" : "hard link", destination, source);
	return false;
}

/* --- Decisions ------------------------------------------------------------ */

static bool
is_newer(const struct stat *a, const struct stat *b)
{
	if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
		return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
	return a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

bool
copy_may_overwrite(const char *destination, const struct stat *from,
    const struct stat *to, const struct copy_options *o)
{
	char mode[11];

	if (o->overwrite == COPY_NO_CLOBBER)
		return false;
	if (o->update && !is_newer(from, to))
		return false;
	if (o->overwrite != COPY_ASK)
		return true;
	if (access(destination, W_OK) == 0 || S_ISLNK(to->st_mode))
		return confirm("overwrite '%s'? ", destination);
	mode_string(to->st_mode, mode);
	return confirm("replace '%s', overriding mode %04o (%s)? ", destination,
	    to->st_mode & 07777, mode + 1);
}

static bool copy_any(const char *source, const char *destination, bool operand,
    const struct stat *top, const struct copy_options *o);

static bool
copy_directory(const char *source, const char *destination,
    const struct stat *from, bool exists, const struct stat *top,
    const struct copy_options *o)
{
	struct stat made;
	char **names;
	bool good = true, opened = false;

	if (!exists) {
		if (mkdir(destination, from->st_mode & 0777) < 0) {
			warn("cannot create directory '%s'", destination);
			return false;
		}
		if (o->verbose)
			printf("'%s' -> '%s'\n", source, destination);
		if (stat(destination, &made) == 0) {
			remember(&made_directories, &made, destination);
			opened = (made.st_mode & 0700) != 0700 &&
			    chmod(destination, (made.st_mode & 07777) | 0700) ==
				0;
		}
	}
	if (o->one_device && from->st_dev != top->st_dev)
		return true;
	names = names_read(source, false);
	if (!names) {
		warn("cannot access '%s'", source);
		good = false;
	}
	for (char **name = names; name && *name; name++) {
		char *below = path_join(source, *name);
		char *to = path_join(destination, *name);

		good &= copy_any(below, to, false, top, o);
		free(below);
		free(to);
	}
	if (names)
		names_free(names);
	if (opened && !o->preserve_mode)
		chmod(destination, made.st_mode & 07777);
	return copy_attributes(source, destination, from, o) && good;
}

static bool
follows(bool operand, const struct copy_options *o)
{
	switch (o->links) {
	case COPY_LINKS_AUTO:
		return !o->recursive;
	case COPY_LINKS_NEVER:
		return false;
	case COPY_LINKS_OPERANDS:
		return operand;
	case COPY_LINKS_ALWAYS:
		return true;
	}
	return false;
}

/*
 * Looks at the destination and makes way for the copy. Gives 1 to go on, 0 when
 * there is nothing to do, -1 after a message.
 */
static int
prepare(const char *source, const char *destination, const struct stat *from,
    bool *exists, const struct copy_options *o)
{
	struct stat to;

	*exists = lstat(destination, &to) == 0;
	if (!*exists)
		return 1;
	/* A copy goes through a link to the file behind it. */
	if (S_ISLNK(to.st_mode) && !o->remove_destination &&
	    !S_ISLNK(from->st_mode) && !o->hard_link && !o->symbolic_link) {
		if (stat(destination, &to) < 0) {
			warnx("not writing through dangling symlink '%s'",
			    destination);
			return -1;
		}
	}
	if (to.st_dev == from->st_dev && to.st_ino == from->st_ino) {
		/* Of one file, a second name is there already. */
		if (o->hard_link)
			return 0;
		warnx("'%s' and '%s' are the same file", source, destination);
		return -1;
	}
	if (S_ISDIR(from->st_mode)) {
		if (S_ISDIR(to.st_mode))
			return 1;
		warnx("cannot overwrite non-directory '%s' with directory "
		      "'%s'",
		    destination, source);
		return -1;
	}
	if (S_ISDIR(to.st_mode)) {
		warnx("cannot overwrite directory '%s' with non-directory",
		    destination);
		return -1;
	}
	if (!copy_may_overwrite(destination, from, &to, o))
		return 0;
	if (o->remove_destination || !S_ISREG(from->st_mode) ||
	    ((o->hard_link || o->symbolic_link) && o->force)) {
		if (unlink(destination) < 0) {
			warn("cannot remove '%s'", destination);
			return -1;
		}
		*exists = false;
	}
	return 1;
}

static bool
copy_nondirectory(const char *source, const char *destination,
    const struct stat *from, bool exists, const struct copy_options *o)
{
	bool shared = o->preserve_links && from->st_nlink > 1;
	const struct seen *other = shared ? find_seen(seen_links, from) : NULL;
	bool good;

	if (o->verbose)
		printf("'%s' -> '%s'\n", source, destination);
	if (o->hard_link || o->symbolic_link)
		return make_link(source, destination, o->symbolic_link);
	if (other) {
		if (exists)
			unlink(destination);
		return make_link(other->path, destination, false);
	}
	if (S_ISLNK(from->st_mode))
		good = copy_symbolic_link(source, destination);
	else if (S_ISREG(from->st_mode) || !o->recursive)
		good = copy_regular(source, destination, from, exists, o);
	else
		good = copy_special(destination, from);
	if (!good)
		return false;
	if (shared)
		remember(&seen_links, from, destination);
	return copy_attributes(source, destination, from, o);
}

static bool
copy_any(const char *source, const char *destination, bool operand,
    const struct stat *top, const struct copy_options *o)
{
	struct stat from;
	bool exists;
	int go;

	if ((follows(operand, o) ? stat : lstat)(source, &from) < 0) {
		warn("cannot stat '%s'", source);
		return false;
	}
	if (S_ISDIR(from.st_mode) && !o->recursive) {
		warnx("-r not specified; omitting directory '%s'", source);
		return false;
	}
	if (S_ISDIR(from.st_mode) && find_seen(made_directories, &from)) {
		warnx("cannot copy a directory, '%s', into itself, '%s'",
		    source, destination);
		return false;
	}
	go = prepare(source, destination, &from, &exists, o);
	if (go <= 0)
		return go == 0;
	if (S_ISDIR(from.st_mode))
		return copy_directory(source, destination, &from, exists,
		    operand ? &from : top, o);
	return copy_nondirectory(source, destination, &from, exists, o);
}

bool
copy_path(const char *source, const char *destination,
    const struct copy_options *options)
{
	return copy_any(source, destination, true, NULL, options);
}

/* --- Targets -------------------------------------------------------------- */

static bool
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

struct copy_target
copy_target(int *argc, char **argv, const char *into, bool no_directory)
{
	struct copy_target target = { .path = into, .is_directory = true };

	if (into) {
		need_operands(*argc, argv, 1, -1);
		if (!is_directory(into)) {
			if (access(into, F_OK) == 0)
				errno = ENOTDIR;
			err(usage_status, "target directory '%s'", into);
		}
		return target;
	}
	if (*argc - optind == 1)
		usage("missing destination file operand after '%s'",
		    argv[optind]);
	if (*argc == optind)
		usage("missing file operand");
	if (no_directory && *argc - optind > 2)
		usage("extra operand '%s'", argv[optind + 2]);
	target.path = argv[--*argc];
	target.is_directory = !no_directory && is_directory(target.path);
	if (*argc - optind > 1 && !target.is_directory) {
		if (access(target.path, F_OK) == 0)
			errno = ENOTDIR;
		err(usage_status, "target '%s'", target.path);
	}
	return target;
}

char *
copy_destination(const struct copy_target *target, const char *source)
{
	char *base, *path;

	if (!target->is_directory)
		return xstrdup(target->path);
	base = path_base(source);
	/* `cp -r .. d` copies into d itself. */
	if (strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
		path = xstrdup(target->path);
	else
		path = path_join(target->path, base);
	free(base);
	return path;
}
