/*
 * tar: archives of files.
 *
 * Archives are written in the ustar format (POSIX pax(1)), with GNU's long names
 * (types L and K) for what does not fit; read are those, v7 archives and the
 * path, linkpath, size and mtime records of pax headers. Numbers too large for
 * octal digits are base 256.
 *
 * What is extracted stays below the current directory: a leading slash is taken
 * off, names with a ".." component are refused, and a symbolic link that an
 * archive brought is not followed to somewhere else, because such links are made
 * last. -z runs gzip as a child between us and the file.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/date.h"
#include "lib/input.h"
#include "lib/memory.h"
#include "lib/mode.h"
#include "lib/number.h"
#include "lib/options.h"
#include "lib/owner.h"
#include "lib/run.h"
#include "lib/walk.h"

static const char help[] =
    "Usage: tar -c|-t|-x|-r [OPTION]... [FILE]...\n"
    "Make (-c), list (-t), extract (-x) or add to (-r) an archive.\n\n"
    "  -c, --create              make an archive of the FILEs\n"
    "  -t, --list                list what is in it\n"
    "  -x, --extract             extract the FILEs, or all\n"
    "  @x --get                  the same\n"
    "  -r, --append              add the FILEs at the end\n"
    "  -f, --file=ARCHIVE        the archive (- is standard input or output)\n"
    "  -C, --directory=DIR       go to DIR first\n"
    "  -z, --gzip                through gzip\n"
    "  -v, --verbose             list what is done\n"
    "  -O, --to-stdout           extract to standard output\n"
    "  -k, --keep-old-files      do not overwrite\n"
    "  -p, --preserve-permissions  modes without regard to the umask\n"
    "  -m, --touch               do not restore times\n"
    "  -h, --dereference         archive what links point to\n"
    "  -P, --absolute-names      keep leading slashes\n"
    "  -T, --files-from=FILE     names to archive or extract from FILE\n"
    "  @e --exclude=PATTERN      leave out names that match\n"
    "  @s --strip-components=N   drop N leading components when extracting\n"
    "  @n --numeric-owner        numbers for users and groups\n"
    "  @o --no-same-owner        extract as your own\n"
    "  @O --same-owner           extract with the owners in the archive\n"
    "  @w --owner=NAME           archive as if NAME owned everything\n"
    "  @g --group=NAME           archive as if of group NAME\n"
    "  @t --mtime=DATE           archive with this time, as for date -d\n"
    "  @r --sort=ORDER           none or name: the order in directories\n"
    "  -a, --auto-compress       -z if ARCHIVE ends in .gz or .tgz\n"
    "  @F --format=FORMAT        (ignored: gnu)\n";

enum {
	BLOCK = 512,
	RECORD = 20 * BLOCK
};

struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], check[8];
	char type, link[100], magic[6], version[2], user[32], group[32];
	char major[8], minor[8], prefix[155], pad[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a header is one block");

/* A header in memory. */
struct entry {
	char *name, *link;
	mode_t mode;
	uid_t uid;
	gid_t gid;
	char user[33], group[33];
	uint64_t size;
	time_t mtime;
	dev_t device;
	char type;
};

static struct {
	char action;
	const char *archive, *directory;
	bool gzip, automatic, verbose, to_stdout, keep, permissions, touch;
	bool follow, absolute, numeric, same_owner, sorted;
	const char **excludes;
	size_t nexcludes, capacity;
	int strip;
	long owner, group, mtime;
} opt = { .archive = "-", .owner = -1, .group = -1, .mtime = -1 };

static FILE *archive;
static pid_t child;
static int status;
static uint64_t written;
static mode_t umask_;

static void
fail(void)
{
	status = 2;
}

/* --- Numbers -------------------------------------------------------------- */

static void
put_number(char *field, size_t size, uint64_t value)
{
	if (value >> 3 * (size - 1) == 0) {
		snprintf(field, size, "%0*jo", (int)size - 1, (uintmax_t)value);
		return;
	}
	/* Base 256, marked by the highest bit. */
	for (size_t i = size; i-- > 0; value >>= 8)
		field[i] = (char)(value & 0xff);
	field[0] |= (char)0x80;
}

static uint64_t
get_number(const char *field, size_t size)
{
	const unsigned char *p = (const unsigned char *)field;
	uint64_t value = 0;

	if (p[0] & 0x80) {
		value = p[0] & 0x3f;
		for (size_t i = 1; i < size; i++)
			value = value << 8 | p[i];
		return value;
	}
	for (size_t i = 0; i < size && p[i]; i++) {
		if (p[i] >= '0' && p[i] <= '7')
			value = value << 3 | (p[i] - '0');
	}
	return value;
}

static unsigned int
checksum(const struct header *header)
{
	const unsigned char *p = (const unsigned char *)header;
	unsigned int sum = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		bool in_field = i >= offsetof(struct header, check) &&
		    i < offsetof(struct header, type);

		sum += in_field ? ' ' : p[i];
	}
	return sum;
}

/* --- The archive file ----------------------------------------------------- */

/* Puts gzip between us and the file; gives our end. */
static int
filter(int fd, bool writing)
{
	int ends[2];

	if (pipe(ends) < 0 || (child = fork()) < 0)
		err(2, "cannot run gzip");
	if (child == 0) {
		char *argv[] = { (char *)"gzip",
			(char *)(writing ? "-c" : "-dc"), NULL };

		dup2(writing ? ends[0] : fd, 0);
		dup2(writing ? fd : ends[1], 1);
		close(ends[0]);
		close(ends[1]);
		close(fd);
		run_command(argv);
	}
	close(fd);
	close(ends[writing ? 0 : 1]);
	return ends[writing ? 1 : 0];
}

static bool
is_gzip_name(const char *name)
{
	size_t n = strlen(name);

	return (n > 3 && strcmp(name + n - 3, ".gz") == 0) ||
	    (n > 4 && strcmp(name + n - 4, ".tgz") == 0);
}

/* Archives say themselves whether they are compressed. */
static bool
begins_with_gzip(int fd)
{
	unsigned char magic[2];

	return pread(fd, magic, 2, 0) == 2 && magic[0] == 0x1f &&
	    magic[1] == 0x8b;
}

static void
open_archive(void)
{
	bool writing = opt.action == 'c' || opt.action == 'r';
	bool is_std = strcmp(opt.archive, "-") == 0;
	int flags = opt.action == 'c' ? O_WRONLY | O_CREAT | O_TRUNC :
	    opt.action == 'r'         ? O_RDWR | O_CREAT :
					O_RDONLY;
	int fd = is_std ? dup(writing ? 1 : 0) :
			  open(opt.archive, flags | O_CLOEXEC, 0666);

	if (fd < 0)
		err(2, "%s: Cannot open", opt.archive);
	if (writing && is_std && isatty(1))
		errx(2,
		    "Refusing to write archive contents to terminal "
		    "(missing -f option?)");
	if (writing && opt.automatic && is_gzip_name(opt.archive))
		opt.gzip = true;
	if (!writing && begins_with_gzip(fd))
		opt.gzip = true;
	if (opt.gzip && opt.action == 'r')
		errx(2, "Cannot update compressed archives");
	if (opt.gzip)
		fd = filter(fd, writing);
	archive = fdopen(fd, opt.action == 'r' ? "r+" : writing ? "w" : "r");
	if (!archive)
		err(2, "%s", opt.archive);
}

static void
close_archive(void)
{
	int wait_status;

	if (fclose(archive) == EOF)
		err(2, "%s: write error", opt.archive);
	if (child && waitpid(child, &wait_status, 0) == child &&
	    run_status(wait_status) != 0) {
		warnx("Child returned status %d", run_status(wait_status));
		fail();
	}
}

static void
write_bytes(const void *data, size_t length)
{
	if (fwrite(data, 1, length, archive) != length)
		err(2, "%s: Cannot write", opt.archive);
	written += length;
}

static void
write_padding(uint64_t size, size_t unit)
{
	static const char zeros[BLOCK];
	size_t missing = (size_t)((unit - size % unit) % unit);

	for (; missing > BLOCK; missing -= BLOCK)
		write_bytes(zeros, BLOCK);
	write_bytes(zeros, missing);
}

/* False at the end of the file; ends for half a block. */
static bool
read_block(void *block)
{
	size_t n = fread(block, 1, BLOCK, archive);

	if (n == 0 && !ferror(archive))
		return false;
	if (n != BLOCK)
		errx(2, "Unexpected EOF in archive");
	return true;
}

static void
skip_data(uint64_t size)
{
	char block[BLOCK];

	for (uint64_t done = 0; done < size; done += BLOCK) {
		if (!read_block(block))
			errx(2, "Unexpected EOF in archive");
	}
}

/* --- Writing -------------------------------------------------------------- */

static void write_header(const struct entry *entry);

/* A name that is too long is the data of an entry of its own. */
static void
write_long(const char *text, char type)
{
	struct entry entry = {
		.name = (char *)"././@LongLink",
		.link = (char *)"",
		.mode = 0644,
		.size = strlen(text) + 1,
		.type = type,
	};

	write_header(&entry);
	write_bytes(text, (size_t)entry.size);
	write_padding(entry.size, BLOCK);
}

/* ustar: a name of up to 100 bytes behind a prefix of up to 155. */
static bool
split_name(struct header *h, const char *name)
{
	size_t length = strlen(name);
	const char *slash;

	if (length <= sizeof h->name) {
		memcpy(h->name, name, length);
		return true;
	}
	if (length > sizeof h->name + 1 + sizeof h->prefix)
		return false;
	slash = strchr(name + length - sizeof h->name - 1, '/');
	if (!slash || slash == name || slash[1] == '\0' ||
	    (size_t)(slash - name) > sizeof h->prefix)
		return false;
	memcpy(h->prefix, name, (size_t)(slash - name));
	memcpy(h->name, slash + 1, strlen(slash + 1));
	return true;
}

static void
write_header(const struct entry *e)
{
	struct header h = { 0 };
	size_t link_length = strlen(e->link);

	if (!split_name(&h, e->name)) {
		write_long(e->name, 'L');
		memcpy(h.name, e->name, sizeof h.name);
	}
	if (link_length > sizeof h.link) {
		write_long(e->link, 'K');
		link_length = sizeof h.link;
	}
	memcpy(h.link, e->link, link_length);
	put_number(h.mode, sizeof h.mode, e->mode & 07777);
	put_number(h.uid, sizeof h.uid, e->uid);
	put_number(h.gid, sizeof h.gid, e->gid);
	put_number(h.size, sizeof h.size, e->size);
	put_number(h.mtime, sizeof h.mtime, (uint64_t)e->mtime);
	h.type = e->type;
	memcpy(h.magic, "ustar", 6);
	memcpy(h.version, "00", 2);
	memcpy(h.user, e->user, strnlen(e->user, sizeof h.user - 1));
	memcpy(h.group, e->group, strnlen(e->group, sizeof h.group - 1));
	if (e->type == '3' || e->type == '4') {
		put_number(h.major, sizeof h.major, major(e->device));
		put_number(h.minor, sizeof h.minor, minor(e->device));
	}
	snprintf(h.check, sizeof h.check, "%06o", checksum(&h));
	h.check[7] = ' ';
	write_bytes(&h, BLOCK);
}

struct seen {
	struct seen *next;
	dev_t dev;
	ino_t ino;
	char *name;
};

/* The name under which a file with several names is in the archive already. */
static const char *
find_link(const struct stat *st, const char *name)
{
	static struct seen *table[1024];
	struct seen **chain = &table[st->st_ino % 1024], *s;

	if (st->st_nlink < 2)
		return NULL;
	for (s = *chain; s; s = s->next) {
		if (s->dev == st->st_dev && s->ino == st->st_ino)
			return s->name;
	}
	s = xmalloc(sizeof *s);
	*s = (struct seen){ *chain, st->st_dev, st->st_ino, xstrdup(name) };
	*chain = s;
	return NULL;
}

static const char *
safe_name(const char *name)
{
	static bool warned;

	if (opt.absolute || *name != '/')
		return name;
	if (!warned)
		warnx("Removing leading `/' from member names");
	warned = true;
	while (*name == '/')
		name++;
	return *name ? name : ".";
}

static void
write_contents(const char *path, uint64_t size)
{
	static char buffer[16 * BLOCK];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint64_t left = size;

	while (left > 0) {
		size_t want = left < sizeof buffer ? (size_t)left :
						     sizeof buffer;
		ssize_t n = fd < 0 ? -1 : input_read(fd, buffer, want);

		if (n <= 0) {
			/* It shrank: the header has promised so many. */
			warnx("%s: File shrank by %ju bytes; padding with "
			      "zeros",
			    path, (uintmax_t)left);
			status = 1;
			memset(buffer, 0, sizeof buffer);
			n = (ssize_t)want;
		}
		write_bytes(buffer, (size_t)n);
		left -= (uint64_t)n;
	}
	if (fd >= 0)
		close(fd);
	write_padding(size, BLOCK);
}

static void
describe(struct entry *e, const struct stat *st)
{
	e->mode = st->st_mode;
	e->uid = opt.owner >= 0 ? (uid_t)opt.owner : st->st_uid;
	e->gid = opt.group >= 0 ? (gid_t)opt.group : st->st_gid;
	if (!opt.numeric) {
		snprintf(e->user, sizeof e->user, "%s", owner_user(e->uid));
		snprintf(e->group, sizeof e->group, "%s", owner_group(e->gid));
	}
	e->mtime = opt.mtime >= 0 ? opt.mtime : st->st_mtime;
	e->device = st->st_rdev;
	if (S_ISDIR(st->st_mode))
		e->type = '5';
	else if (S_ISLNK(st->st_mode))
		e->type = '2';
	else if (S_ISCHR(st->st_mode))
		e->type = '3';
	else if (S_ISBLK(st->st_mode))
		e->type = '4';
	else if (S_ISFIFO(st->st_mode))
		e->type = '6';
	else
		e->type = '0';
}

static void
add_entry(const struct walk_item *item)
{
	struct entry e = { .link = (char *)"" };
	const char *name = safe_name(item->path), *linked;
	char target[4096] = "";
	ssize_t n;

	if (S_ISSOCK(item->st.st_mode)) {
		warnx("%s: socket ignored", item->path);
		return;
	}
	describe(&e, &item->st);
	e.name = e.type == '5' && name[strlen(name) - 1] != '/' ?
	    xasprintf("%s/", name) :
	    xstrdup(name);
	if (e.type == '2') {
		n = readlink(item->path, target, sizeof target - 1);
		target[n < 0 ? 0 : n] = '\0';
		e.link = target;
	} else if (e.type != '5' && (linked = find_link(&item->st, name))) {
		e.type = '1';
		e.link = (char *)linked;
	} else if (e.type == '0') {
		e.size = (uint64_t)item->st.st_size;
	}
	if (e.type == '0' && access(item->path, R_OK) < 0) {
		warn("%s: Cannot open", item->path);
		fail();
		free(e.name);
		return;
	}
	if (opt.verbose)
		fprintf(strcmp(opt.archive, "-") ? stdout : stderr, "%s\n",
		    e.name);
	write_header(&e);
	if (e.type == '0')
		write_contents(item->path, e.size);
	free(e.name);
}

static bool
is_excluded(const char *path)
{
	for (size_t i = 0; i < opt.nexcludes; i++) {
		const char *pattern = opt.excludes[i];

		/* The whole name, or what follows any of its slashes. */
		for (const char *p = path; p;
		     p = strchr(p, '/') ? strchr(p, '/') + 1 : NULL) {
			if (fnmatch(pattern, p, FNM_LEADING_DIR) == 0)
				return true;
		}
	}
	return false;
}

static dev_t archive_dev;
static ino_t archive_ino;

static enum walk_next
visit(const struct walk_item *item, void *context)
{
	(void)context;
	switch (item->event) {
	case WALK_FILE:
	case WALK_DIRECTORY:
		if (is_excluded(item->path))
			return WALK_SKIP;
		if (archive_ino && item->st.st_dev == archive_dev &&
		    item->st.st_ino == archive_ino) {
			warnx("%s: file is the archive; not dumped",
			    item->path);
			break;
		}
		add_entry(item);
		break;
	case WALK_CANNOT_STAT:
	case WALK_CANNOT_READ:
		errno = item->error;
		warn("%s: Cannot %s", item->path,
		    item->event == WALK_CANNOT_STAT ? "stat" : "open");
		fail();
		break;
	case WALK_LOOP:
	case WALK_LEAVE:
		break;
	}
	return WALK_ON;
}

static void
create(char **names, size_t n)
{
	unsigned int flags = (opt.follow ? WALK_FOLLOW : 0) |
	    (opt.sorted ? WALK_SORTED : 0);
	struct stat st;

	if (fstat(fileno(archive), &st) == 0 && S_ISREG(st.st_mode)) {
		archive_dev = st.st_dev;
		archive_ino = st.st_ino;
	}
	for (size_t i = 0; i < n; i++) {
		/* -C among the names holds for those behind it. */
		if (strcmp(names[i], "-C") == 0 && i + 1 < n) {
			if (chdir(names[++i]) < 0)
				err(2, "%s: Cannot chdir", names[i]);
			continue;
		}
		walk(names[i], flags, visit, NULL);
	}
	write_bytes(&(struct header){ 0 }, BLOCK);
	write_bytes(&(struct header){ 0 }, BLOCK);
	write_padding(written, RECORD);
}

/* --- Reading -------------------------------------------------------------- */

enum {
	MAX_NAME = 1 << 16
};

static char *
read_text(uint64_t size)
{
	char *text;

	if (size > MAX_NAME)
		errx(2, "a name in the archive is too long");
	text = xcalloc(1, (size_t)size + BLOCK + 1);
	for (uint64_t at = 0; at < size; at += BLOCK) {
		if (!read_block(text + at))
			errx(2, "Unexpected EOF in archive");
	}
	text[size] = '\0';
	return text;
}

static char *
field_text(const char *field, size_t size)
{
	return xstrndup(field, strnlen(field, size));
}

static void
replace(char **place, char *text)
{
	free(*place);
	*place = text;
}

/* "LENGTH KEY=VALUE\n", again and again. */
static void
parse_pax(const char *text, struct entry *over, bool *has_size, bool *has_time)
{
	while (*text) {
		char *end;
		unsigned long length = strtoul(text, &end, 10);
		char *equals;

		if (end == text || *end != ' ' || length > strlen(text) ||
		    (size_t)(end - text) + 2 > length)
			return;
		equals = memchr(end, '=', length - (size_t)(end - text));
		if (equals) {
			size_t n = (size_t)(text + length - 1 - equals - 1);
			char *value = xstrndup(equals + 1, n);
			size_t key = (size_t)(equals - end - 1);

			if (key == 4 && memcmp(end + 1, "path", 4) == 0)
				replace(&over->name, xstrdup(value));
			if (key == 8 && memcmp(end + 1, "linkpath", 8) == 0)
				replace(&over->link, xstrdup(value));
			if (key == 4 && memcmp(end + 1, "size", 4) == 0) {
				*has_size = true;
				over->size = strtoull(value, NULL, 10);
			}
			if (key == 5 && memcmp(end + 1, "mtime", 5) == 0) {
				*has_time = true;
				over->mtime = (time_t)strtoll(value, NULL, 10);
			}
			free(value);
		}
		text += length;
	}
}

static void
decode(const struct header *h, struct entry *e)
{
	char *name = field_text(h->name, sizeof h->name);

	*e = (struct entry){
		.mode = (mode_t)get_number(h->mode, sizeof h->mode) & 07777,
		.uid = (uid_t)get_number(h->uid, sizeof h->uid),
		.gid = (gid_t)get_number(h->gid, sizeof h->gid),
		.size = get_number(h->size, sizeof h->size),
		.mtime = (time_t)get_number(h->mtime, sizeof h->mtime),
		.type = h->type ? h->type : '0',
	};
	if (memcmp(h->magic, "ustar", 5) == 0) {
		memcpy(e->user, h->user, sizeof h->user);
		memcpy(e->group, h->group, sizeof h->group);
		e->device = makedev((unsigned int)get_number(h->major,
					sizeof h->major),
		    (unsigned int)get_number(h->minor, sizeof h->minor));
	}
	if (memcmp(h->magic, "ustar", 6) == 0 && h->prefix[0]) {
		char *prefix = field_text(h->prefix, sizeof h->prefix);

		replace(&name, xasprintf("%s/%s", prefix, name));
		free(prefix);
	}
	e->name = name;
	e->link = field_text(h->link, sizeof h->link);
	/* An old way to say directory. */
	if (e->type == '0' && *name && name[strlen(name) - 1] == '/')
		e->type = '5';
	if (e->type == '7')
		e->type = '0';
	/* Only files have data. */
	if (strchr("123456", e->type))
		e->size = 0;
}

static bool
is_zero(const struct header *h)
{
	const char *p = (const char *)h;

	for (size_t i = 0; i < BLOCK; i++) {
		if (p[i])
			return false;
	}
	return true;
}

/* The next file's header, with what came before it for it; false at the end. */
static bool
read_entry(struct entry *e)
{
	struct entry over = { 0 };
	bool has_size = false, has_time = false, bad = false;

	for (;;) {
		struct header h;
		char *text;

		if (!read_block(&h) || is_zero(&h)) {
			free(over.name);
			free(over.link);
			return false;
		}
		if (get_number(h.check, sizeof h.check) != checksum(&h)) {
			if (!bad) {
				warnx("This does not look like a tar archive");
				warnx("Skipping to next header");
				fail();
			}
			bad = true;
			continue;
		}
		if (!strchr("LKxg", h.type) || !h.type) {
			decode(&h, e);
			break;
		}
		text = read_text(get_number(h.size, sizeof h.size));
		if (h.type == 'L') {
			replace(&over.name, text);
		} else if (h.type == 'K') {
			replace(&over.link, text);
		} else {
			if (h.type == 'x')
				parse_pax(text, &over, &has_size, &has_time);
			free(text);
		}
	}
	if (over.name)
		replace(&e->name, over.name);
	if (over.link)
		replace(&e->link, over.link);
	if (has_size && e->type == '0')
		e->size = over.size;
	if (has_time)
		e->mtime = over.mtime;
	return true;
}

static void
drop_entry(struct entry *e)
{
	free(e->name);
	free(e->link);
}

static void
list_entry(const struct entry *e, FILE *file)
{
	static int width = 19;
	static const char types[] = "0123456", formats[] = "-hlcbdp";
	const char *at = strchr(types, e->type);
	char mode[11], date[32], owner[80], size[32];
	struct tm *tm = localtime(&e->mtime);
	int n;

	if (!opt.verbose) {
		fprintf(file, "%s\n", e->name);
		return;
	}
	mode_string(e->mode, mode);
	mode[0] = at ? formats[at - types] : '-';
	if (*e->user && !opt.numeric)
		snprintf(owner, sizeof owner, "%s/%s", e->user, e->group);
	else
		snprintf(owner, sizeof owner, "%u/%u", e->uid, e->gid);
	if (e->type == '3' || e->type == '4')
		snprintf(size, sizeof size, "%u,%u", major(e->device),
		    minor(e->device));
	else
		snprintf(size, sizeof size, "%ju", (uintmax_t)e->size);
	n = (int)(strlen(owner) + 1 + strlen(size));
	if (n > width)
		width = n;
	if (!tm || !strftime(date, sizeof date, "%Y-%m-%d %H:%M", tm))
		snprintf(date, sizeof date, "%jd", (intmax_t)e->mtime);
	fprintf(file, "%s %s %*s %s %s", mode, owner,
	    width - (int)strlen(owner) - 1, size, date, e->name);
	if (e->type == '2')
		fprintf(file, " -> %s", e->link);
	else if (e->type == '1')
		fprintf(file, " link to %s", e->link);
	putc('\n', file);
}

/* --- Extracting ----------------------------------------------------------- */

/* The name to extract to, in e->name; NULL if it is not to be extracted. */
static const char *
target_name(const char *name)
{
	for (int i = 0; i < opt.strip; i++) {
		const char *slash = strchr(name, '/');

		if (!slash)
			return NULL;
		name = slash + strspn(slash, "/");
	}
	if (*name == '\0')
		return NULL;
	name = safe_name(name);
	for (const char *p = name; p && !opt.absolute;
	     p = strchr(p, '/') ? strchr(p, '/') + 1 : NULL) {
		if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || !p[2])) {
			warnx("%s: Member name contains '..'", name);
			fail();
			return NULL;
		}
	}
	return name;
}

static void
make_parents(const char *path)
{
	char *copy = xstrdup(path);

	for (char *p = strchr(copy + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(copy, 0777);
		*p = '/';
	}
	free(copy);
}

/* Symbolic links and the attributes of directories are done at the end. */
struct later {
	struct later *next;
	char *path, *link;
	struct entry entry;
};

static struct later *later_links, *later_directories;

static void
defer(struct later **list, const char *path, const struct entry *e)
{
	struct later *later = xmalloc(sizeof *later);

	*later = (struct later){ *list, xstrdup(path), xstrdup(e->link), *e };
	*list = later;
}

static void
set_attributes(const char *path, const struct entry *e)
{
	struct timespec times[2] = { { 0, UTIME_NOW }, { e->mtime, 0 } };
	mode_t mode = opt.permissions ? e->mode : e->mode & 0777 & ~umask_;

	if (opt.same_owner) {
		struct passwd *user = *e->user && !opt.numeric ?
		    getpwnam(e->user) :
		    NULL;
		struct group *group = *e->group && !opt.numeric ?
		    getgrnam(e->group) :
		    NULL;

		if (lchown(path, user ? user->pw_uid : e->uid,
			group ? group->gr_gid : e->gid) < 0) {
			warn("%s: Cannot change ownership", path);
			fail();
		}
	}
	if (e->type != '2' && chmod(path, mode) < 0) {
		warn("%s: Cannot change mode", path);
		fail();
	}
	if (!opt.touch)
		utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

static bool
copy_data(int fd, uint64_t size, const char *name)
{
	char block[BLOCK];
	bool good = true;

	for (uint64_t left = size; left > 0;) {
		size_t n = left < BLOCK ? (size_t)left : BLOCK;

		if (!read_block(block))
			errx(2, "Unexpected EOF in archive");
		if (good && fd >= 0 && write(fd, block, n) != (ssize_t)n) {
			warn("%s: Cannot write", name);
			fail();
			good = false;
		}
		left -= n;
	}
	return good;
}

static void
extract_file(const char *path, const struct entry *e)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(path, flags, 0600);

	if (fd < 0 && errno == EEXIST && !opt.keep) {
		unlink(path);
		fd = open(path, flags, 0600);
	}
	if (fd < 0 && errno == ENOENT) {
		make_parents(path);
		fd = open(path, flags, 0600);
	}
	if (fd < 0) {
		warn("%s: Cannot open", path);
		fail();
	}
	copy_data(fd, e->size, path);
	if (fd >= 0) {
		close(fd);
		set_attributes(path, e);
	}
}

static bool
make_special(const char *path, const struct entry *e)
{
	static const mode_t kinds[] = {
		['3'] = S_IFCHR,
		['4'] = S_IFBLK,
		['6'] = S_IFIFO,
	};
	const char *link;

	switch (e->type) {
	case '1':
		link = target_name(e->link);
		return link && linkat(AT_FDCWD, link, AT_FDCWD, path, 0) == 0;
	case '2':
		return symlink(e->link, path) == 0;
	case '5':
		return mkdir(path, 0700) == 0 || errno == EEXIST;
	case '3':
	case '4':
	case '6':
		return mknod(path, kinds[(int)e->type] | 0600, e->device) == 0;
	}
	warnx("%s: Unknown file type '%c'", path, e->type);
	errno = EINVAL;
	return false;
}

static void
extract_special(const char *path, const struct entry *e)
{
	bool good = make_special(path, e);

	if (!good && errno == ENOENT) {
		make_parents(path);
		good = make_special(path, e);
	}
	if (!good && errno == EEXIST && !opt.keep && unlink(path) == 0)
		good = make_special(path, e);
	if (!good) {
		warn("%s: Cannot create", path);
		fail();
	} else if (e->type == '5') {
		chmod(path, 0700 | (e->mode & 0777));
		defer(&later_directories, path, e);
	} else if (e->type != '1') {
		set_attributes(path, e);
	}
}

/* Does a link lead out of where we extract to? Such ones are made last. */
static bool
is_dangerous_link(const struct entry *e)
{
	return e->type == '2' && !opt.absolute &&
	    (*e->link == '/' || strstr(e->link, ".."));
}

static void
extract(const struct entry *e)
{
	const char *path = target_name(e->name);
	char *plain;
	size_t n;

	if (!path) {
		skip_data(e->size);
		return;
	}
	plain = xstrdup(path);
	n = strlen(plain);
	while (n > 1 && plain[n - 1] == '/')
		plain[--n] = '\0';
	if (opt.to_stdout) {
		fflush(stdout);
		copy_data(1, e->size, plain);
	} else if (e->type == '0') {
		extract_file(plain, e);
	} else if (is_dangerous_link(e)) {
		defer(&later_links, plain, e);
	} else {
		extract_special(plain, e);
	}
	free(plain);
}

static void
finish_extraction(void)
{
	for (struct later *l = later_links; l; l = l->next) {
		l->entry.link = l->link;
		extract_special(l->path, &l->entry);
	}
	for (struct later *l = later_directories; l; l = l->next)
		set_attributes(l->path, &l->entry);
}

/* Is it one of the names, or below one? */
static bool
is_wanted(const char *name, char **names, size_t n, bool *found)
{
	if (is_excluded(name))
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t length = strlen(names[i]);

		while (length > 1 && names[i][length - 1] == '/')
			length--;
		if (strncmp(name, names[i], length) == 0 &&
		    (name[length] == '\0' || name[length] == '/')) {
			found[i] = true;
			return true;
		}
	}
	return n == 0;
}

static void
read_archive(char **names, size_t n)
{
	bool *found = xcalloc(n, sizeof *found);
	struct entry e;
	int first = getc(archive);

	if (first == EOF)
		errx(2, "This does not look like a tar archive");
	ungetc(first, archive);

	while (read_entry(&e)) {
		if (!is_wanted(e.name, names, n, found)) {
			skip_data(e.size);
		} else if (opt.action == 't') {
			list_entry(&e, stdout);
			skip_data(e.size);
		} else {
			if (opt.verbose)
				fprintf(opt.to_stdout ? stderr : stdout, "%s\n",
				    e.name);
			extract(&e);
		}
		drop_entry(&e);
	}
	finish_extraction();
	for (size_t i = 0; i < n; i++) {
		if (!found[i]) {
			warnx("%s: Not found in archive", names[i]);
			fail();
		}
	}
	free(found);
	/* What a pipe still has must not break it. */
	while (child && getc(archive) != EOF)
		;
}

/* -r: to where the zeros at the end begin. */
static void
seek_to_end(void)
{
	long at = 0;
	struct entry e;

	while (read_entry(&e)) {
		skip_data(e.size);
		drop_entry(&e);
		at = ftell(archive);
	}
	fseek(archive, at, SEEK_SET);
	written = (uint64_t)at;
}

/* --- Options -------------------------------------------------------------- */

/* `tar xzf a.tgz`: the letters without a minus. */
static void
parse_old_form(int *argc, char ***argv)
{
	char **old = *argv, **new, *letters;
	int n = 0, next = 2;

	if (*argc < 2 || old[1][0] == '-' || !old[1][0])
		return;
	letters = old[1];
	new = xcalloc((size_t)*argc + strlen(letters) + 1, sizeof *new);
	new[n++] = old[0];
	for (char *p = letters; *p; p++) {
		new[n++] = xasprintf("-%c", *p);
		if (strchr("fCT", *p) && next < *argc)
			new[n++] = old[next++];
	}
	while (next < *argc)
		new[n++] = old[next++];
	*argv = new;
	*argc = n;
}

static void
add_exclude(const char *pattern)
{
	array_grow(&opt.excludes, opt.nexcludes, &opt.capacity,
	    sizeof *opt.excludes);
	opt.excludes[opt.nexcludes++] = pattern;
}

static void
set_action(char action)
{
	if (opt.action && opt.action != action)
		usage("You may not specify more than one '-ctxr' option");
	opt.action = action;
}

static bool
parse_flag(int option)
{
	switch (option) {
	case 'z':
		return opt.gzip = true;
	case 'a':
		return opt.automatic = true;
	case 'v':
		return opt.verbose = true;
	case 'O':
		return opt.to_stdout = true;
	case 'k':
		return opt.keep = true;
	case 'p':
		return opt.permissions = true;
	case 'm':
		return opt.touch = true;
	case 'h':
		return opt.follow = true;
	case 'P':
		return opt.absolute = true;
	case LONG('n'):
		return opt.numeric = true;
	case LONG('O'):
		return opt.same_owner = true;
	case LONG('o'):
		opt.same_owner = false;
		return true;
	}
	return false;
}

struct names {
	char **names;
	size_t n, capacity;
};

static void
add_name(struct names *list, char *name)
{
	array_grow(&list->names, list->n, &list->capacity, sizeof *list->names);
	list->names[list->n++] = name;
}

static void
add_names_from(struct names *list, const char *path)
{
	FILE *file = input_open(path);
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (!file)
		exit(2);
	while ((n = getline(&line, &size, file)) > 0)
		add_name(list,
		    xstrndup(line, (size_t)n - (line[n - 1] == '\n')));
	free(line);
	input_close(file, path);
}

static time_t
time_argument(const char *text)
{
	struct timespec now, when;

	clock_gettime(CLOCK_REALTIME, &now);
	if (!date_parse(text, now, &when))
		usage("invalid date '%s'", text);
	return when.tv_sec;
}

static void
parse_option(int option, struct names *names)
{
	if (parse_flag(option))
		return;
	switch (option) {
	case 'c':
	case 't':
	case 'x':
	case 'r':
		set_action((char)option);
		break;
	case LONG('x'):
		set_action('x');
		break;
	case 'f':
		opt.archive = optarg;
		break;
	case 'C':
		if (opt.directory && opt.action == 'c') {
			add_name(names, (char *)"-C");
			add_name(names, optarg);
		}
		opt.directory = optarg;
		break;
	case 'T':
		add_names_from(names, optarg);
		break;
	case LONG('e'):
		add_exclude(optarg);
		break;
	case LONG('s'):
		opt.strip = (int)integer_argument(optarg, 0, 1000,
		    "number of elements");
		break;
	case LONG('w'):
		opt.owner = (long)owner_parse_user(optarg);
		break;
	case LONG('g'):
		opt.group = (long)owner_parse_group(optarg);
		break;
	case LONG('t'):
		opt.mtime = time_argument(optarg);
		break;
	case LONG('r'):
		opt.sorted = strcmp(optarg, "name") == 0;
		break;
	}
}

int
main(int argc, char **argv)
{
	struct names names = { 0 };
	int option;

	usage_status = 2;
	umask_ = umask(0);
	umask(umask_);
	opt.permissions = opt.same_owner = geteuid() == 0;
	parse_old_form(&argc, &argv);
	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option, &names);
	for (int i = optind; i < argc; i++)
		add_name(&names, argv[i]);
	if (!opt.action)
		usage("You must specify one of the '-ctxr' options");
	if (opt.action == 'c' && names.n == 0)
		usage("Cowardly refusing to create an empty archive");
	open_archive();
	if (opt.directory && chdir(opt.directory) < 0)
		err(2, "%s: Cannot open", opt.directory);
	if (opt.action == 'r')
		seek_to_end();
	if (opt.action == 'c' || opt.action == 'r')
		create(names.names, names.n);
	else
		read_archive(names.names, names.n);
	close_archive();
	free(names.names);
	return status;
}
