/*
 * ls: list files.
 *
 * Every operand and every directory entry becomes a struct entry; a list of
 * them is sorted and printed in one of five layouts. Entries are only looked at
 * with stat() when the order, the layout or the decoration needs it.
 *
 * A terminal gets columns, colours if asked for, and names quoted so that they
 * can be pasted into a shell; anything else gets one plain name a line.
 */
#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include "lib/memory.h"
#include "lib/mode.h"
#include "lib/number.h"
#include "lib/options.h"
#include "lib/owner.h"
#include "lib/version.h"
#include "lib/xattr.h"

static const char help[] =
    "Usage: ls [OPTION]... [FILE]...\n"
    "List the FILEs, or what is in them if they are directories (.).\n\n"
    "  -a, --all                 show names that begin with a dot\n"
    "  -A, --almost-all          the same without . and ..\n"
    "  -b, --escape              escapes of C for what is not printable\n"
    "  -B, --ignore-backups      leave out names that end in ~\n"
    "  -c                        show and, without -l, sort by change time\n"
    "  -C                        columns, sorted down\n"
    "  @c --color[=WHEN]         colours: always, never or auto\n"
    "  -d, --directory           directories themselves, not what is in them\n"
    "  -f                        in the directory's own order; implies -a\n"
    "  -F, --classify[=WHEN]     a character of */=@| behind special names\n"
    "  @t --file-type            the same without *\n"
    "  @F --full-time            -l with times to the nanosecond\n"
    "  @f --format=WORD          long, commas, across, vertical, single-column\n"
    "  -g                        -l without the owner\n"
    "  -G, --no-group            -l without the group\n"
    "  @g --group-directories-first  directories before files\n"
    "  -h, --human-readable      sizes like 1.5K 23M\n"
    "  @s --si                   the same in powers of 1000\n"
    "  -H, --dereference-command-line  follow links among the operands\n"
    "  @h --hide=PATTERN         like -I, but not with -a or -A\n"
    "  -i, --inode               the number of each file\n"
    "  -I, --ignore=PATTERN      leave out names that match\n"
    "  -k, --kibibytes           sizes of -s in KiB\n"
    "  -l                        one file a line, with its attributes\n"
    "  -L, --dereference         show what links point to\n"
    "  -m                        names with commas between them\n"
    "  -n, --numeric-uid-gid     -l with numbers of users and groups\n"
    "  -N, --literal             names as they are\n"
    "  -o                        -l without the group\n"
    "  -p                        a slash behind directories\n"
    "  @p --indicator-style=STYLE  none, slash, file-type or classify\n"
    "  -q, --hide-control-chars  ? for what is not printable\n"
    "  -Q, --quote-name          names in double quotes\n"
    "  @q --quoting-style=STYLE  literal, shell, c or escape\n"
    "  -r, --reverse             the other way round\n"
    "  -R, --recursive           directories in directories too\n"
    "  -s, --size                blocks that each file occupies\n"
    "  -S                        by size, largest first\n"
    "  @S --sort=WORD            by none, size, time, version, extension\n"
    "  @m --time=WORD            which time: atime, ctime, mtime\n"
    "  @y --time-style=STYLE     full-iso, long-iso, iso, locale or +FORMAT\n"
    "  -t                        by time, newest first\n"
    "  -u                        access time, like -c\n"
    "  -U                        not sorted\n"
    "  -v                        numbers in names by value\n"
    "  -w, --width=COLS          as if the screen had COLS columns\n"
    "  -x                        columns, sorted across\n"
    "  -X                        by extension\n"
    "  -1                        one name a line\n";

enum layout {
	ONE_PER_LINE,
	LONG_LINES,
	DOWN,
	ACROSS,
	COMMAS
};
enum order {
	BY_NAME,
	BY_NONE,
	BY_SIZE,
	BY_TIME,
	BY_VERSION,
	BY_EXTENSION
};
enum which_time {
	MODIFIED,
	ACCESSED,
	CHANGED
};
enum indicator {
	NOTHING,
	SLASH,
	FILE_TYPE,
	CLASSIFY
};
enum quoting {
	LITERAL,
	SHELL,
	DOUBLE_QUOTES,
	ESCAPES
};
enum time_style {
	LOCALE_TIMES,
	ISO_TIMES,
	FORMAT_TIMES
};

static struct {
	bool all, almost_all, no_backups, directory, recursive, reverse;
	bool follow_operands, follow, inode, blocks, numeric, quote_controls;
	bool no_owner, no_group, colour, directories_first, human;
	unsigned int human_base;
	enum layout layout;
	enum order order;
	enum which_time time;
	enum indicator indicator;
	enum quoting quoting;
	enum time_style time_style;
	const char *time_format; /* of FORMAT_TIMES */
	const char *ignore[16], *hide[16];
	size_t nignore, nhide;
	size_t width;
	time_t now;
} opt;

static int status;

struct entry {
	char *name;
	char *path;
	char *target; /* of a symbolic link, when it is shown */
	struct stat st;
	mode_t target_mode; /* 0: not known, or a dangling link */
	bool has_stat;
	bool has_acl;       /* in a long listing */
	unsigned char type; /* DT_* as the directory gave it */
};

struct list {
	struct entry *entries;
	size_t n, capacity;
};

/* --- What is looked at ---------------------------------------------------- */

static bool
needs_stat(void)
{
	return opt.layout == LONG_LINES || opt.order == BY_SIZE ||
	    opt.order == BY_TIME || opt.blocks || opt.inode || opt.colour ||
	    opt.indicator == CLASSIFY;
}

static mode_t
entry_mode(const struct entry *entry)
{
	return entry->has_stat ? entry->st.st_mode : DTTOIF(entry->type);
}

static struct timespec
entry_time(const struct entry *entry)
{
	switch (opt.time) {
	case MODIFIED:
		return entry->st.st_mtim;
	case ACCESSED:
		return entry->st.st_atim;
	case CHANGED:
		return entry->st.st_ctim;
	}
	return entry->st.st_mtim;
}

static void
read_link_target(struct entry *entry)
{
	struct stat target;
	size_t size = 128;
	ssize_t n;

	do {
		size *= 2;
		entry->target = xrealloc(entry->target, size, 1);
		n = readlink(entry->path, entry->target, size);
	} while (n == (ssize_t)size);
	if (n < 0) {
		warn("cannot read symbolic link '%s'", entry->path);
		status = 1;
		n = 0;
	}
	entry->target[n] = '\0';
	if (stat(entry->path, &target) == 0)
		entry->target_mode = target.st_mode;
}

/* Fills what needs stat(); false after a message when there is no such file. */
static bool
entry_look(struct entry *entry, bool follow, int failure)
{
	if (follow && stat(entry->path, &entry->st) == 0)
		entry->has_stat = true;
	else
		entry->has_stat = lstat(entry->path, &entry->st) == 0;
	if (!entry->has_stat) {
		warn("cannot access '%s'", entry->path);
		if (status < failure)
			status = failure;
		return false;
	}
	if (S_ISLNK(entry->st.st_mode) &&
	    (opt.layout == LONG_LINES || opt.colour))
		read_link_target(entry);
	if (opt.layout == LONG_LINES && !S_ISLNK(entry->st.st_mode))
		entry->has_acl = xattr_has_acl(entry->path,
		    S_ISDIR(entry->st.st_mode));
	return true;
}

static struct entry *
list_add(struct list *list, const char *dir, const char *name)
{
	struct entry *entry;

	array_grow(&list->entries, list->n, &list->capacity,
	    sizeof *list->entries);
	entry = &list->entries[list->n++];
	*entry = (struct entry){ .name = xstrdup(name) };
	entry->path = dir ? path_join(dir, name) : xstrdup(name);
	return entry;
}

static void
list_clear(struct list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->entries[i].name);
		free(list->entries[i].path);
		free(list->entries[i].target);
	}
	free(list->entries);
	*list = (struct list){ 0 };
}

/* --- The order ------------------------------------------------------------ */

static const char *
extension(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot : "";
}

static int
compare_times(struct timespec a, struct timespec b)
{
	if (a.tv_sec != b.tv_sec)
		return a.tv_sec > b.tv_sec ? -1 : 1;
	if (a.tv_nsec != b.tv_nsec)
		return a.tv_nsec > b.tv_nsec ? -1 : 1;
	return 0;
}

static bool
is_directory(const struct entry *entry)
{
	return S_ISDIR(entry_mode(entry)) || S_ISDIR(entry->target_mode);
}

static int
compare(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int result = 0;

	if (opt.directories_first && is_directory(a) != is_directory(b))
		return is_directory(a) ? -1 : 1;
	switch (opt.order) {
	case BY_SIZE:
		if (a->st.st_size != b->st.st_size)
			result = a->st.st_size > b->st.st_size ? -1 : 1;
		break;
	case BY_TIME:
		result = compare_times(entry_time(a), entry_time(b));
		break;
	case BY_VERSION:
		result = version_compare(a->name, b->name);
		break;
	case BY_EXTENSION:
		result = strcoll(extension(a->name), extension(b->name));
		break;
	case BY_NAME:
	case BY_NONE:
		break;
	}
	if (result == 0)
		result = strcoll(a->name, b->name);
	return opt.reverse ? -result : result;
}

static void
list_sort(struct list *list)
{
	if (opt.order != BY_NONE && list->n)
		qsort(list->entries, list->n, sizeof *list->entries, compare);
}

/* --- Names ---------------------------------------------------------------- */

/* Columns of a name on the screen. */
static size_t
name_width(const char *name)
{
	mbstate_t state = { 0 };
	size_t width = 0;

	while (*name) {
		wchar_t c;
		size_t n = mbrtowc(&c, name, MB_CUR_MAX, &state);
		int columns;

		if (n == (size_t)-1 || n == (size_t)-2) {
			memset(&state, 0, sizeof state);
			n = 1;
			columns = 1;
		} else {
			columns = wcwidth(c);
		}
		width += columns > 0 ? (size_t)columns : 0;
		name += n;
	}
	return width;
}

/* Is there a character that a terminal or a shell would misunderstand? */
static bool
has_control(const char *name)
{
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c < ' ' || c == 0x7f)
			return true;
	}
	return false;
}

static bool
needs_quotes(const char *name)
{
	return *name == '\0' || *name == '~' || *name == '#' ||
	    strpbrk(name, " !\"$&'()*;<=>?[\\^`|") || has_control(name);
}

/* A name as a shell word: 'a b', "it's", 'a'$'\n''b'. */
static char *
quote_for_shell(const char *name)
{
	char *text = xmalloc(8 * strlen(name) + 3), *out = text;

	if (strchr(name, '\'') && !strpbrk(name, "\"$`\\!") &&
	    !has_control(name)) {
		sprintf(text, "\"%s\"", name);
		return text;
	}
	*out++ = '\'';
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c == '\'')
			out += sprintf(out, "'\\''");
		else if (c == '\n')
			out += sprintf(out, "'$'\\n''");
		else if (c == '\t')
			out += sprintf(out, "'$'\\t''");
		else if (c < ' ' || c == 0x7f)
			out += sprintf(out, "'$'\\%03o''", c);
		else
			*out++ = (char)c;
	}
	strcpy(out, "'");
	return text;
}

/* A name with the escapes of C, in double quotes or with escaped spaces. */
static char *
quote_for_c(const char *name, bool quotes)
{
	static const char controls[] = "\a\b\t\n\v\f\r";
	char *text = xmalloc(4 * strlen(name) + 3), *out = text;

	if (quotes)
		*out++ = '"';
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;
		const char *control = strchr(controls, c);

		if (c == '\\' || c == (quotes ? '"' : ' '))
			out += sprintf(out, "\\%c", c);
		else if (control)
			out += sprintf(out, "\\%c",
			    "abtnvfr"[control - controls]);
		else if (c < ' ' || c == 0x7f)
			out += sprintf(out, "\\%03o", c);
		else
			*out++ = (char)c;
	}
	strcpy(out, quotes ? "\"" : "");
	return text;
}

/* The name as it is printed, to be freed. */
static char *
shown_name(const char *name)
{
	char *text;

	if (opt.quoting == DOUBLE_QUOTES || opt.quoting == ESCAPES)
		return quote_for_c(name, opt.quoting == DOUBLE_QUOTES);
	if (opt.quoting == SHELL && needs_quotes(name))
		return quote_for_shell(name);
	text = xstrdup(name);
	if (opt.quote_controls) {
		for (char *c = text; *c; c++) {
			if (iscntrl((unsigned char)*c))
				*c = '?';
		}
	}
	return text;
}

static const char *
indicator_of(mode_t mode)
{
	if (opt.indicator == NOTHING)
		return "";
	if (S_ISDIR(mode))
		return "/";
	if (opt.indicator == SLASH)
		return "";
	if (S_ISLNK(mode))
		return "@";
	if (S_ISFIFO(mode))
		return "|";
	if (S_ISSOCK(mode))
		return "=";
	if (opt.indicator == CLASSIFY && S_ISREG(mode) && (mode & 0111))
		return "*";
	return "";
}

static const char *
colour_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		if ((mode & S_ISVTX) && (mode & S_IWOTH))
			return "30;42";
		if (mode & S_IWOTH)
			return "34;42";
		return mode & S_ISVTX ? "37;44" : "01;34";
	case S_IFLNK:
		return "01;36";
	case S_IFIFO:
		return "40;33";
	case S_IFSOCK:
		return "01;35";
	case S_IFBLK:
	case S_IFCHR:
		return "40;33;01";
	}
	if (mode & S_ISUID)
		return "37;41";
	if (mode & S_ISGID)
		return "30;43";
	return mode & 0111 ? "01;32" : NULL;
}

static void
print_coloured(const char *text, mode_t mode)
{
	static bool reset; /* whatever colour the terminal had before */
	const char *colour = opt.colour ? colour_of(mode) : NULL;

	if (!colour) {
		fputs(text, stdout);
		return;
	}
	if (!reset) {
		fputs("\033[0m", stdout);
		reset = true;
	}
	printf("\033[%sm%s\033[0m", colour, text);
}

/* --- The columns before a name -------------------------------------------- */

struct widths {
	int inode, blocks, links, user, group, size, major, minor;
	bool acl; /* a column for "+" */
};

static uintmax_t
blocks_of(const struct entry *entry)
{
	return ((uintmax_t)entry->st.st_blocks + 1) / 2;
}

static const char *
blocks_text(uintmax_t kilobytes)
{
	static char text[24];

	if (opt.human)
		return number_human(1024 * kilobytes, opt.human_base, text);
	snprintf(text, sizeof text, "%ju", kilobytes);
	return text;
}

static const char *
size_text(const struct entry *entry)
{
	static char text[24];

	if (opt.human)
		return number_human((uintmax_t)entry->st.st_size,
		    opt.human_base, text);
	snprintf(text, sizeof text, "%jd", (intmax_t)entry->st.st_size);
	return text;
}

static const char *
user_text(const struct entry *entry)
{
	static char text[16];

	if (!opt.numeric)
		return owner_user(entry->st.st_uid);
	snprintf(text, sizeof text, "%u", entry->st.st_uid);
	return text;
}

static const char *
group_text(const struct entry *entry)
{
	static char text[16];

	if (!opt.numeric)
		return owner_group(entry->st.st_gid);
	snprintf(text, sizeof text, "%u", entry->st.st_gid);
	return text;
}

static bool
is_device(const struct entry *entry)
{
	return S_ISCHR(entry->st.st_mode) || S_ISBLK(entry->st.st_mode);
}

static void
widen(int *width, size_t length)
{
	if (*width < (int)length)
		*width = (int)length;
}

/* Widens w to what the list needs. */
static void
measure(const struct list *list, struct widths *w)
{
	if (!needs_stat())
		return;
	for (size_t i = 0; i < list->n; i++) {
		const struct entry *entry = &list->entries[i];
		char text[32];

		if (!entry->has_stat)
			continue;
		widen(&w->inode,
		    (size_t)snprintf(text, sizeof text, "%ju",
			(uintmax_t)entry->st.st_ino));
		widen(&w->blocks, strlen(blocks_text(blocks_of(entry))));
		if (opt.layout != LONG_LINES)
			continue;
		widen(&w->links,
		    (size_t)snprintf(text, sizeof text, "%ju",
			(uintmax_t)entry->st.st_nlink));
		w->acl |= entry->has_acl;
		widen(&w->user, strlen(user_text(entry)));
		widen(&w->group, strlen(group_text(entry)));
		if (is_device(entry)) {
			widen(&w->major,
			    (size_t)snprintf(text, sizeof text, "%u",
				major(entry->st.st_rdev)));
			widen(&w->minor,
			    (size_t)snprintf(text, sizeof text, "%u",
				minor(entry->st.st_rdev)));
		} else {
			widen(&w->size, strlen(size_text(entry)));
		}
	}
	/* "major, minor" stands where a size stands. */
	if (w->major)
		widen(&w->size, (size_t)(w->major + 2 + w->minor));
}

static void
print_prefix(const struct entry *entry, const struct widths *w)
{
	if (opt.inode)
		printf("%*ju ", w->inode, (uintmax_t)entry->st.st_ino);
	if (opt.blocks)
		printf("%*s ", w->blocks, blocks_text(blocks_of(entry)));
}

static size_t
prefix_width(const struct widths *w)
{
	return (size_t)((opt.inode ? w->inode + 1 : 0) +
	    (opt.blocks ? w->blocks + 1 : 0));
}

/* The format of a time: some have another one for what is long ago. */
static const char *
time_format(time_t when)
{
	static const time_t half_year = 31556952 / 2;
	bool recent = when <= opt.now && when > opt.now - half_year;

	switch (opt.time_style) {
	case LOCALE_TIMES:
		return recent ? "%b %e %H:%M" : "%b %e  %Y";
	case ISO_TIMES:
		return recent ? "%m-%d %H:%M" : "%Y-%m-%d ";
	case FORMAT_TIMES:
		break;
	}
	return opt.time_format;
}

static void
print_time(struct timespec when)
{
	const char *format = time_format(when.tv_sec);
	struct tm *tm = localtime(&when.tv_sec);
	char text[128], expanded[128];
	char *nanoseconds;

	/* strftime() has no fraction of a second. */
	nanoseconds = strstr(format, "%N");
	if (nanoseconds) {
		snprintf(expanded, sizeof expanded, "%.*s%09ld%s",
		    (int)(nanoseconds - format), format, when.tv_nsec,
		    nanoseconds + 2);
		format = expanded;
	}
	if (!tm || strftime(text, sizeof text, format, tm) == 0)
		snprintf(text, sizeof text, "%jd", (intmax_t)when.tv_sec);
	printf("%s ", text);
}

static void
print_attributes(const struct entry *entry, const struct widths *w)
{
	char mode[12];

	mode_string(entry->st.st_mode, mode);
	if (w->acl)
		strcat(mode, entry->has_acl ? "+" : " ");
	printf("%s %*ju ", mode, w->links, (uintmax_t)entry->st.st_nlink);
	if (!opt.no_owner)
		printf(opt.numeric ? "%*s " : "%-*s ", w->user,
		    user_text(entry));
	if (!opt.no_group)
		printf(opt.numeric ? "%*s " : "%-*s ", w->group,
		    group_text(entry));
	if (is_device(entry))
		printf("%*u, %*u ", w->size - 2 - w->minor,
		    major(entry->st.st_rdev), w->minor,
		    minor(entry->st.st_rdev));
	else
		printf("%*s ", w->size, size_text(entry));
	print_time(entry_time(entry));
}

static void
print_name(const struct entry *entry)
{
	mode_t mode = entry_mode(entry);
	char *name = shown_name(entry->name);

	print_coloured(name, mode);
	free(name);
	if (opt.layout == LONG_LINES && entry->target) {
		char *target = shown_name(entry->target);

		fputs(" -> ", stdout);
		fputs(target, stdout);
		fputs(indicator_of(entry->target_mode), stdout);
		free(target);
	} else {
		fputs(indicator_of(mode), stdout);
	}
}

/* --- Layouts -------------------------------------------------------------- */

static size_t
cell_width(const struct entry *entry, const struct widths *w)
{
	char *name = shown_name(entry->name);
	size_t width = prefix_width(w) + name_width(name) +
	    strlen(indicator_of(entry_mode(entry)));

	free(name);
	return width;
}

static void
print_lines(const struct list *list, const struct widths *w)
{
	for (size_t i = 0; i < list->n; i++) {
		print_prefix(&list->entries[i], w);
		if (opt.layout == LONG_LINES)
			print_attributes(&list->entries[i], w);
		print_name(&list->entries[i]);
		putchar('\n');
	}
}

static void
print_commas(const struct list *list, const struct widths *w)
{
	size_t column = 0;

	for (size_t i = 0; i < list->n; i++) {
		size_t width = cell_width(&list->entries[i], w);

		if (i > 0) {
			if (column + 2 + width >= opt.width) {
				fputs(",\n", stdout);
				column = 0;
			} else {
				fputs(", ", stdout);
				column += 2;
			}
		}
		print_prefix(&list->entries[i], w);
		print_name(&list->entries[i]);
		column += width;
	}
	if (list->n)
		putchar('\n');
}

enum {
	GAP = 2,
	TAB = 8
};

/* The place in a table of rows x columns of the entry at row, column. */
static size_t
cell_index(size_t row, size_t column, size_t rows, size_t columns)
{
	return opt.layout == DOWN ? column * rows + row :
				    row * columns + column;
}

/* Fills column_widths for a table of so many columns; gives its width. */
static size_t
table_width(const size_t *cells, size_t n, size_t columns, size_t *widths)
{
	size_t rows = (n + columns - 1) / columns, total = 0;

	memset(widths, 0, columns * sizeof *widths);
	for (size_t i = 0; i < n; i++) {
		size_t column = opt.layout == DOWN ? i / rows : i % columns;
		size_t width = cells[i];

		if (column + 1 < columns)
			width += GAP;
		if (widths[column] < width)
			widths[column] = width;
	}
	for (size_t i = 0; i < columns; i++)
		total += widths[i];
	return total;
}

static void
pad(size_t from, size_t to)
{
	while (from < to) {
		if (to / TAB > (from + 1) / TAB) {
			putchar('\t');
			from += TAB - from % TAB;
		} else {
			putchar(' ');
			from++;
		}
	}
}

static void
print_table(const struct list *list, const struct widths *w)
{
	/* No column is narrower than one character and the gap. */
	size_t most = opt.width / (1 + GAP) + 1;
	size_t columns = list->n < most ? list->n : most;
	size_t *cells = xcalloc(list->n, sizeof *cells);
	size_t *widths, rows;

	widths = xcalloc(columns, sizeof *widths);
	for (size_t i = 0; i < list->n; i++)
		cells[i] = cell_width(&list->entries[i], w);
	while (columns > 1 &&
	    table_width(cells, list->n, columns, widths) >= opt.width)
		columns--;
	table_width(cells, list->n, columns, widths);
	rows = (list->n + columns - 1) / columns;
	for (size_t row = 0; row < rows; row++) {
		size_t at = 0;

		for (size_t column = 0; column < columns; column++) {
			size_t i = cell_index(row, column, rows, columns);
			size_t next = cell_index(row, column + 1, rows,
			    columns);

			if (i >= list->n)
				break;
			print_prefix(&list->entries[i], w);
			print_name(&list->entries[i]);
			if (column + 1 < columns && next < list->n)
				pad(at + cells[i], at + widths[column]);
			at += widths[column];
		}
		putchar('\n');
	}
	free(cells);
	free(widths);
}

/* In columns of these widths at least. */
static void
list_print(const struct list *list, struct widths *widths)
{
	measure(list, widths);
	switch (opt.layout) {
	case ONE_PER_LINE:
	case LONG_LINES:
		print_lines(list, widths);
		break;
	case COMMAS:
		print_commas(list, widths);
		break;
	case DOWN:
	case ACROSS:
		if (list->n)
			print_table(list, widths);
		break;
	}
}

/* --- Directories ---------------------------------------------------------- */

static bool
matches(const char *const *patterns, size_t n, const char *name, int flags)
{
	for (size_t i = 0; i < n; i++) {
		if (fnmatch(patterns[i], name, flags) == 0)
			return true;
	}
	return false;
}

static bool
is_hidden(const char *name)
{
	size_t length = strlen(name);
	bool shows_dots = opt.all || opt.almost_all;

	if (name[0] == '.' && !opt.all) {
		if (!opt.almost_all)
			return true;
		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			return true;
	}
	if (opt.no_backups && length && name[length - 1] == '~')
		return true;
	if (!shows_dots && matches(opt.hide, opt.nhide, name, FNM_PERIOD))
		return true;
	return matches(opt.ignore, opt.nignore, name,
	    shows_dots ? 0 : FNM_PERIOD);
}

static bool
read_directory(const char *path, struct list *list)
{
	DIR *dir = opendir(path);
	struct dirent *item;

	if (!dir)
		return false;
	errno = 0;
	while ((item = readdir(dir))) {
		struct entry *entry;

		if (is_hidden(item->d_name))
			continue;
		entry = list_add(list, path, item->d_name);
		entry->type = item->d_type;
		if (needs_stat() ||
		    (item->d_type == DT_UNKNOWN &&
			(opt.indicator || opt.recursive ||
			    opt.directories_first)))
			entry_look(entry, opt.follow, 1);
		errno = 0;
	}
	if (errno) {
		warn("reading directory '%s'", path);
		status = 1;
	}
	closedir(dir);
	return true;
}

static bool first_listing = true;

static void
print_heading(const char *path, bool show)
{
	if (!first_listing)
		putchar('\n');
	first_listing = false;
	if (show) {
		char *name = shown_name(path);

		printf("%s:\n", name);
		free(name);
	}
}

static void
print_total(const struct list *list)
{
	uintmax_t total = 0;

	for (size_t i = 0; i < list->n; i++)
		total += (uintmax_t)list->entries[i].st.st_blocks;
	printf("total %s\n", blocks_text((total + 1) / 2));
}

/* Lists a directory; the depth is bounded by the length of a path. */
static void
list_directory(const char *path, bool heading, bool operand)
{
	struct list list = { 0 };
	struct widths widths = { 0 };

	if (!read_directory(path, &list)) {
		warn("cannot open directory '%s'", path);
		status = operand ? 2 : status ? status : 1;
		return;
	}
	list_sort(&list);
	print_heading(path, heading);
	if (opt.layout == LONG_LINES || opt.blocks)
		print_total(&list);
	list_print(&list, &widths);
	for (size_t i = 0; opt.recursive && i < list.n; i++) {
		const struct entry *entry = &list.entries[i];

		if (S_ISDIR(entry_mode(entry)) &&
		    strcmp(entry->name, ".") != 0 &&
		    strcmp(entry->name, "..") != 0)
			list_directory(entry->path, true, false);
	}
	list_clear(&list);
}

static void
list_operands(char **operands, size_t n)
{
	struct list files = { 0 }, directories = { 0 };
	struct widths widths = { 0 };
	bool follow = opt.follow || opt.follow_operands ||
	    (!opt.directory && opt.layout != LONG_LINES &&
		opt.indicator != CLASSIFY);

	for (size_t i = 0; i < n; i++) {
		struct entry *entry = list_add(&files, NULL, operands[i]);
		struct stat st;

		if (!entry_look(entry, follow, 2)) {
			files.n--;
		} else if (!opt.directory && stat(entry->path, &st) == 0 &&
		    S_ISDIR(st.st_mode) && S_ISDIR(entry->st.st_mode)) {
			struct entry moved = *entry;

			files.n--;
			*list_add(&directories, NULL, "") = moved;
		}
	}
	list_sort(&files);
	list_sort(&directories);
	/* The files are aligned as if the directories stood among them. */
	measure(&directories, &widths);
	if (files.n) {
		list_print(&files, &widths);
		first_listing = false;
	}
	for (size_t i = 0; i < directories.n; i++)
		list_directory(directories.entries[i].path,
		    n > 1 || opt.recursive, true);
}

/* --- Options -------------------------------------------------------------- */

static size_t
screen_width(void)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");

	if (columns && atoi(columns) > 0)
		return (size_t)atoi(columns);
	if (ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return 80;
}

/* Does WHEN of --color and --classify mean yes? */
static bool
parse_when(const char *when)
{
	if (!when || strcmp(when, "always") == 0 || strcmp(when, "yes") == 0)
		return true;
	if (strcmp(when, "auto") == 0 || strcmp(when, "tty") == 0)
		return isatty(1);
	if (strcmp(when, "never") == 0 || strcmp(when, "no") == 0)
		return false;
	usage("invalid argument '%s' for '--color'", when);
}

static void
parse_sort(const char *word)
{
	static const struct {
		const char *word;
		enum order order;
	} words[] = {
		{ "none", BY_NONE },
		{ "size", BY_SIZE },
		{ "time", BY_TIME },
		{ "version", BY_VERSION },
		{ "extension", BY_EXTENSION },
		{ "name", BY_NAME },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(word, words[i].word) == 0) {
			opt.order = words[i].order;
			return;
		}
	}
	usage("invalid argument '%s' for '--sort'", word);
}

static void
parse_time_word(const char *word)
{
	if (strcmp(word, "atime") == 0 || strcmp(word, "access") == 0 ||
	    strcmp(word, "use") == 0)
		opt.time = ACCESSED;
	else if (strcmp(word, "ctime") == 0 || strcmp(word, "status") == 0)
		opt.time = CHANGED;
	else if (strcmp(word, "mtime") == 0 ||
	    strcmp(word, "modification") == 0)
		opt.time = MODIFIED;
	else
		usage("invalid argument '%s' for '--time'", word);
}

static void
parse_time_style(const char *style)
{
	opt.time_style = FORMAT_TIMES;
	if (*style == '+')
		opt.time_format = style + 1;
	else if (strcmp(style, "full-iso") == 0)
		opt.time_format = "%Y-%m-%d %H:%M:%S.%N %z";
	else if (strcmp(style, "long-iso") == 0)
		opt.time_format = "%Y-%m-%d %H:%M";
	else if (strcmp(style, "iso") == 0)
		opt.time_style = ISO_TIMES;
	else if (strcmp(style, "locale") == 0)
		opt.time_style = LOCALE_TIMES;
	else
		usage("invalid argument '%s' for '--time-style'", style);
}

static void
parse_indicator(const char *style)
{
	static const char *const words[] = {
		[NOTHING] = "none",
		[SLASH] = "slash",
		[FILE_TYPE] = "file-type",
		[CLASSIFY] = "classify",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(style, words[i]) == 0) {
			opt.indicator = (enum indicator)i;
			return;
		}
	}
	usage("invalid argument '%s' for '--indicator-style'", style);
}

static void
parse_quoting(const char *style)
{
	static const struct {
		const char *word;
		enum quoting quoting;
	} words[] = {
		{ "literal", LITERAL },
		{ "shell", SHELL },
		{ "shell-escape", SHELL },
		{ "c", DOUBLE_QUOTES },
		{ "escape", ESCAPES },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(style, words[i].word) == 0) {
			opt.quoting = words[i].quoting;
			return;
		}
	}
	usage("invalid argument '%s' for '--quoting-style'", style);
}

static void
parse_format(const char *word)
{
	static const struct {
		const char *word;
		enum layout layout;
	} words[] = {
		{ "verbose", LONG_LINES },
		{ "long", LONG_LINES },
		{ "commas", COMMAS },
		{ "horizontal", ACROSS },
		{ "across", ACROSS },
		{ "vertical", DOWN },
		{ "single-column", ONE_PER_LINE },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(word, words[i].word) == 0) {
			opt.layout = words[i].layout;
			return;
		}
	}
	usage("invalid argument '%s' for '--format'", word);
}

static void
set_long(void)
{
	opt.layout = LONG_LINES;
}

static void
parse_layout_option(int option)
{
	switch (option) {
	case '1':
		if (opt.layout != LONG_LINES)
			opt.layout = ONE_PER_LINE;
		break;
	case 'l':
		set_long();
		break;
	case 'C':
		opt.layout = DOWN;
		break;
	case 'x':
		opt.layout = ACROSS;
		break;
	case 'm':
		opt.layout = COMMAS;
		break;
	case 'g':
		opt.no_owner = true;
		set_long();
		break;
	case 'o':
		opt.no_group = true;
		set_long();
		break;
	case 'n':
		opt.numeric = true;
		set_long();
		break;
	case LONG('F'):
		parse_time_style("full-iso");
		set_long();
		break;
	}
}

static void
parse_order_option(int option)
{
	switch (option) {
	case 't':
		opt.order = BY_TIME;
		break;
	case 'S':
		opt.order = BY_SIZE;
		break;
	case 'X':
		opt.order = BY_EXTENSION;
		break;
	case 'v':
		opt.order = BY_VERSION;
		break;
	case 'f':
		opt.all = true;
		opt.colour = false;
		opt.order = BY_NONE;
		break;
	case 'U':
		opt.order = BY_NONE;
		break;
	case 'c':
		opt.time = CHANGED;
		break;
	case 'u':
		opt.time = ACCESSED;
		break;
	}
}

static bool *
flag_of(int option)
{
	switch (option) {
	case 'a':
		return &opt.all;
	case 'A':
		return &opt.almost_all;
	case 'B':
		return &opt.no_backups;
	case 'd':
		return &opt.directory;
	case LONG('g'):
		return &opt.directories_first;
	case 'G':
		return &opt.no_group;
	case 'h':
	case LONG('s'):
		return &opt.human;
	case 'H':
		return &opt.follow_operands;
	case 'i':
		return &opt.inode;
	case 'L':
		return &opt.follow;
	case 'q':
		return &opt.quote_controls;
	case 'r':
		return &opt.reverse;
	case 'R':
		return &opt.recursive;
	case 's':
		return &opt.blocks;
	}
	return NULL;
}

static void
parse_option(int option)
{
	bool *flag = flag_of(option);

	if (flag)
		*flag = true;
	switch (option) {
	case LONG('c'):
		opt.colour = parse_when(optarg);
		break;
	case 'F':
		opt.indicator = parse_when(optarg) ? CLASSIFY : NOTHING;
		break;
	case LONG('t'):
		opt.indicator = FILE_TYPE;
		break;
	case LONG('s'):
		opt.human_base = 1000;
		break;
	case 'I':
		if (opt.nignore < sizeof opt.ignore / sizeof *opt.ignore)
			opt.ignore[opt.nignore++] = optarg;
		break;
	case LONG('h'):
		if (opt.nhide < sizeof opt.hide / sizeof *opt.hide)
			opt.hide[opt.nhide++] = optarg;
		break;
	case 'b':
		opt.quoting = ESCAPES;
		break;
	case 'N':
		opt.quoting = LITERAL;
		break;
	case LONG('q'):
		parse_quoting(optarg);
		break;
	case LONG('f'):
		parse_format(optarg);
		break;
	case 'p':
		opt.indicator = SLASH;
		break;
	case LONG('p'):
		parse_indicator(optarg);
		break;
	case 'Q':
		opt.quoting = DOUBLE_QUOTES;
		break;
	case LONG('S'):
		parse_sort(optarg);
		break;
	case LONG('m'):
		parse_time_word(optarg);
		break;
	case LONG('y'):
		parse_time_style(optarg);
		break;
	case 'w':
		opt.width = (size_t)integer_argument(optarg, 0, 1 << 20,
		    "line width");
		if (opt.width == 0)
			opt.width = SIZE_MAX;
		break;
	default:
		parse_layout_option(option);
		parse_order_option(option);
	}
}

int
main(int argc, char **argv)
{
	static char *here[] = { (char *)"." };
	bool sorted_by_choice, terminal = isatty(1);
	int option;

	usage_status = 2;
	opt.human_base = 1024;
	opt.width = screen_width();
	opt.now = time(NULL);
	if (terminal) {
		opt.layout = DOWN;
		opt.quoting = SHELL;
		opt.quote_controls = true;
	}
	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option);
	/* -c and -u alone sort by the time they would show. */
	sorted_by_choice = opt.order != BY_NAME;
	if (!sorted_by_choice && opt.time != MODIFIED &&
	    opt.layout != LONG_LINES)
		opt.order = BY_TIME;
	if (optind < argc)
		list_operands(argv + optind, (size_t)(argc - optind));
	else
		list_operands(here, 1);
	return status;
}
