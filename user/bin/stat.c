/*
 * stat: what the system knows of a file.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/confirm.h"
#include "lib/date.h"
#include "lib/memory.h"
#include "lib/mode.h"
#include "lib/options.h"
#include "lib/owner.h"

static const char help[] =
    "Usage: stat [OPTION]... FILE...\n"
    "Print the attributes of the FILEs.\n\n"
    "  -c, --format=FORMAT       print FORMAT and a newline: %a %A mode, %b %B\n"
    "                            blocks, %d %D device, %f raw mode, %F kind, %g %G\n"
    "                            group, %h links, %i inode, %n %N name, %o block,\n"
    "                            %s size, %t %T type of device, %u %U owner, %x %X\n"
    "                            %y %Y %z %Z %w %W times\n"
    "  -f, --file-system         of the file system\n"
    "  -L, --dereference         follow symbolic links\n"
    "  @p --printf=FORMAT        the same without the newline, with escapes\n"
    "  -t, --terse               in one line\n";

static const char *format, *end = "\n";
static bool follow, file_system, escapes;

static const char *
time_text(struct timespec time)
{
	static char *text;

	free(text);
	text = date_format("%Y-%m-%d %H:%M:%S.%N %z", time);
	return text;
}

static char *
quoted_name(const char *name, const struct stat *st)
{
	char target[4096];
	ssize_t n;

	if (!S_ISLNK(st->st_mode) ||
	    (n = readlink(name, target, sizeof target)) < 0)
		return xasprintf("'%s'", name);
	return xasprintf("'%s' -> '%.*s'", name, (int)n, target);
}

/* The first line of the default format: names without quotes. */
static void
print_heading(const char *name, const struct stat *st)
{
	char target[4096];
	ssize_t n = -1;

	if (S_ISLNK(st->st_mode))
		n = readlink(name, target, sizeof target);
	printf("  File: %s", name);
	if (n >= 0)
		printf(" -> %.*s", (int)n, target);
	putchar('\n');
}

static char *
time_seconds(struct timespec t)
{
	return xasprintf("%jd", (intmax_t)t.tv_sec);
}

static char *
owner_value(char letter, const struct stat *st)
{
	switch (letter) {
	case 'g':
		return xasprintf("%u", st->st_gid);
	case 'G':
		return xstrdup(owner_group(st->st_gid));
	case 'u':
		return xasprintf("%u", st->st_uid);
	default:
		return xstrdup(owner_user(st->st_uid));
	}
}

static char *
time_value(char letter, const struct stat *st)
{
	struct timespec t = letter == 'x' || letter == 'X' ? st->st_atim :
	    letter == 'y' || letter == 'Y'                 ? st->st_mtim :
							     st->st_ctim;

	return isupper((unsigned char)letter) ? time_seconds(t) :
						xstrdup(time_text(t));
}

/* The text for a letter of FORMAT; NULL if it is none. */
static char *
value(char letter, const char *name, const struct stat *st)
{
	char mode[11];

	switch (letter) {
	case 'a':
		return xasprintf("%o", st->st_mode & 07777);
	case 'A':
		mode_string(st->st_mode, mode);
		return xstrdup(mode);
	case 'b':
		return xasprintf("%jd", (intmax_t)st->st_blocks);
	case 'B':
		return xstrdup("512");
	case 'd':
		return xasprintf("%ju", (uintmax_t)st->st_dev);
	case 'D':
		return xasprintf("%jx", (uintmax_t)st->st_dev);
	case 'f':
		return xasprintf("%x", st->st_mode);
	case 'F':
		return xstrdup(file_kind(st->st_mode, st->st_size));
	case 'g':
	case 'G':
	case 'u':
	case 'U':
		return owner_value(letter, st);
	case 'h':
		return xasprintf("%ju", (uintmax_t)st->st_nlink);
	case 'i':
		return xasprintf("%ju", (uintmax_t)st->st_ino);
	case 'm':
		return xstrdup("?");
	case 'n':
		return xstrdup(name);
	case 'N':
		return quoted_name(name, st);
	case 'o':
		return xasprintf("%ju", (uintmax_t)st->st_blksize);
	case 's':
		return xasprintf("%jd", (intmax_t)st->st_size);
	case 'r':
		return xasprintf("%ju", (uintmax_t)st->st_rdev);
	case 't':
		return xasprintf("%x", major(st->st_rdev));
	case 'T':
		return xasprintf("%x", minor(st->st_rdev));
	case 'w':
		return xstrdup("-");
	case 'W':
		return xstrdup("0");
	case 'x':
	case 'X':
	case 'y':
	case 'Y':
	case 'z':
	case 'Z':
		return time_value(letter, st);
	}
	return NULL;
}

static char *
file_system_value(char letter, const char *name, const struct statfs *fs)
{
	switch (letter) {
	case 'a':
		return xasprintf("%ju", (uintmax_t)fs->f_bavail);
	case 'b':
		return xasprintf("%ju", (uintmax_t)fs->f_blocks);
	case 'c':
		return xasprintf("%ju", (uintmax_t)fs->f_files);
	case 'd':
		return xasprintf("%ju", (uintmax_t)fs->f_ffree);
	case 'f':
		return xasprintf("%ju", (uintmax_t)fs->f_bfree);
	case 'l':
		return xasprintf("%ju", (uintmax_t)fs->f_namelen);
	case 'n':
		return xstrdup(name);
	case 's':
	case 'S':
		return xasprintf("%ju", (uintmax_t)fs->f_bsize);
	case 't':
		return xasprintf("%jx", (uintmax_t)fs->f_type);
	}
	return NULL;
}

static const char *
print_escape(const char *p)
{
	static const char from[] = "abefnrtv\\\"",
			  to[] = "\a\b\033\f\n\r\t\v\\\"";
	const char *at;

	if (*p >= '0' && *p <= '7') {
		int n = 0;

		for (int i = 0; i < 3 && *p >= '0' && *p <= '7'; i++)
			n = 8 * n + *p++ - '0';
		putchar(n);
		return p;
	}
	at = *p ? strchr(from, *p) : NULL;
	putchar(at ? to[at - from] : *p ? *p : '\\');
	return *p ? p + 1 : p;
}

static void
print_formatted(const char *text, const char *name, const struct stat *st,
    const struct statfs *fs)
{
	for (const char *p = text; *p;) {
		char spec[32];
		size_t n;
		char *v;

		if (*p == '\\' && escapes) {
			p = print_escape(p + 1);
			continue;
		}
		if (*p != '%') {
			putchar(*p++);
			continue;
		}
		p++;
		if (*p == '%') {
			putchar(*p++);
			continue;
		}
		n = strspn(p, "-+ #0123456789.");
		snprintf(spec, sizeof spec, "%%%.*ss", (int)(n < 24 ? n : 24),
		    p);
		p += n;
		v = *p ?
		    fs ? file_system_value(*p, name, fs) : value(*p, name, st) :
		    NULL;
		/* Zero padding is for numbers, which a string is not. */
		if (v && spec[1] == '0') {
			int width = atoi(spec + 1);

			for (int i = (int)strlen(v); i < width; i++)
				putchar('0');
			fputs(v, stdout);
		} else if (v) {
			printf(spec, v);
		} else {
			putchar('?');
		}
		free(v);
		if (*p)
			p++;
	}
	fputs(end, stdout);
}

static const char *
default_format(const struct stat *st)
{
	bool device = S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode);

	if (device)
		return "  Size: %-10s\tBlocks: %-10b IO Block: %-6o "
		       "%F\nDevice: %Dh/%dd\tInode: %-10i  Links: %-5h "
		       "Device type: %t,%T\nAccess: (%04a/%10.10A)  Uid: "
		       "(%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\n"
		       "Change: %z\n Birth: %w";
	return "  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n"
	       "Device: %Dh/%dd\tInode: %-10i  Links: %h\n"
	       "Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n"
	       "Access: %x\nModify: %y\nChange: %z\n Birth: %w";
}

static bool
print(const char *name)
{
	struct stat st;
	struct statfs fs;

	if (file_system) {
		if (statfs(name, &fs) < 0) {
			warn("cannot read file system information for '%s'",
			    name);
			return false;
		}
		print_formatted(format ?
			format :
			"  File: \"%n\"\n    Namelen: %-7l Type: %t\n"
			"Block size: %-10s\nBlocks: Total: %-10b Free: %-10f "
			"Available: %a\nInodes: Total: %-10c Free: %d",
		    name, NULL, &fs);
		return true;
	}
	if ((follow ? stat : lstat)(name, &st) < 0) {
		warn("cannot stat '%s'", name);
		return false;
	}
	if (!format)
		print_heading(name, &st);
	print_formatted(format ? format : default_format(&st), name, &st, NULL);
	return true;
}

int
main(int argc, char **argv)
{
	bool good = true;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'c':
			format = optarg;
			end = "\n";
			break;
		case 'f':
			file_system = true;
			break;
		case 'L':
			follow = true;
			break;
		case LONG('p'):
			format = optarg;
			end = "";
			escapes = true;
			break;
		case 't':
			format = "%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z "
				 "%W %o";
			break;
		}
	}
	need_operands(argc, argv, 1, -1);
	for (int i = optind; i < argc; i++)
		good &= print(argv[i]);
	return good ? 0 : 1;
}
