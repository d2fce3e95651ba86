/*
 * -printf: a format of text, escapes and directives, each of which tells something of
 * the file, with the flags and the width of printf().
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/date.h"
#include "../lib/memory.h"
#include "../lib/mode.h"
#include "../lib/owner.h"
#include "find.h"

static void
print_time(FILE *file, struct timespec time, char letter)
{
	char *text, format[3] = { '%', letter, '\0' };

	if (letter == '@') {
		fprintf(file, "%jd.%09ld0", (intmax_t)time.tv_sec,
		    time.tv_nsec);
		return;
	}
	if (letter == '+')
		text = date_format("%Y-%m-%d+%H:%M:%S.%N0", time);
	else if (letter == 'S' || letter == 'T')
		text = date_format(letter == 'S' ? "%S.%N0" : "%H:%M:%S.%N0",
		    time);
	else if (letter == ' ')
		text = date_format("%a %b %e %H:%M:%S.%N0 %Y", time);
	else
		text = date_format(format, time);
	fputs(text, file);
	free(text);
}

static const char *
path_below_operand(const struct walk_item *item)
{
	const char *p = item->path + strlen(item->path);

	for (int depth = item->depth; depth > 0 && p > item->path; p--) {
		if (p[-1] == '/' && --depth == 0)
			return p;
	}
	return item->depth ? item->path : "";
}

/* The path of the operand under which it was found. */
static char *
operand_of(const struct walk_item *item)
{
	size_t n = (size_t)(path_below_operand(item) - item->path);

	if (item->depth == 0)
		return xstrdup(item->path);
	return xstrndup(item->path, n > 1 ? n - 1 : n);
}

static char *
directory_of(const struct walk_item *item)
{
	const char *slash = strrchr(item->path, '/');

	return slash ? xstrndup(item->path, (size_t)(slash - item->path)) :
		       xstrdup(".");
}

static char *
target_of(const struct walk_item *item)
{
	char target[4096];
	ssize_t n = readlink(item->path, target, sizeof target);

	return xstrndup(target, n < 0 ? 0 : (size_t)n);
}

/* What a conversion that is text shows, to be freed; NULL if it is none. */
static char *
text_of(const struct walk_item *item, char conversion)
{
	char mode[11];

	switch (conversion) {
	case 'p':
		return xstrdup(item->path);
	case 'P':
		return xstrdup(path_below_operand(item));
	case 'f':
		return xstrdup(item->name);
	case 'h':
		return directory_of(item);
	case 'H':
		return operand_of(item);
	case 'l':
		return target_of(item);
	case 'y':
		mode_string(item->st.st_mode, mode);
		return xstrndup(mode[0] == '-' ? "f" : mode, 1);
	case 'M':
		mode_string(item->st.st_mode, mode);
		return xstrdup(mode);
	case 'u':
		return xstrdup(owner_user(item->st.st_uid));
	case 'g':
		return xstrdup(owner_group(item->st.st_gid));
	default:
		return NULL;
	}
}

/* The same of one that is a number. */
static char *
number_of(const struct walk_item *item, const char *spec, char conversion)
{
	const struct stat *st = &item->st;
	const char *format = "%ju";
	char text[32];
	uintmax_t n;

	switch (conversion) {
	case 'm':
		format = strchr(spec, '#') ? "%#jo" : "%jo";
		n = st->st_mode & 07777;
		break;
	case 's':
		n = (uintmax_t)st->st_size;
		break;
	case 'b':
		n = (uintmax_t)st->st_blocks;
		break;
	case 'k':
		n = (uintmax_t)(st->st_blocks + 1) / 2;
		break;
	case 'd':
		n = (uintmax_t)item->depth;
		break;
	case 'D':
		n = st->st_dev;
		break;
	case 'i':
		n = st->st_ino;
		break;
	case 'n':
		n = st->st_nlink;
		break;
	case 'U':
		n = st->st_uid;
		break;
	case 'G':
		n = st->st_gid;
		break;
	default:
		return NULL;
	}
	snprintf(text, sizeof text, format, n);
	return xstrdup(text);
}

/* One conversion; spec has its flags and width. Gives false if it is none. */
static bool
print_directive(FILE *file, const char *spec, const char **p,
    const struct walk_item *item)
{
	char format[40], *value;
	char c = **p;

	if (c && strchr("act", c)) {
		print_time(file, find_time_of(&item->st, c), ' ');
		return true;
	}
	if (c && strchr("ACT", c)) {
		++*p;
		print_time(file,
		    find_time_of(&item->st, (char)tolower((unsigned char)c)),
		    **p);
		return true;
	}
	value = text_of(item, c);
	if (!value)
		value = number_of(item, spec, c);
	if (!value)
		return false;
	snprintf(format, sizeof format, "%%%ss", spec);
	if (strchr(spec, '#'))
		strcpy(format, "%s");
	fprintf(file, format, value);
	free(value);
	return true;
}

static const char *
print_escape(FILE *file, const char *p)
{
	static const char from[] = "abfnrtv\\", to[] = "\a\b\f\n\r\t\v\\";
	const char *at;

	if (*p >= '0' && *p <= '7') {
		int value = 0;

		for (int i = 0; i < 3 && *p >= '0' && *p <= '7'; i++)
			value = 8 * value + *p++ - '0';
		putc(value, file);
		return p;
	}
	at = *p ? strchr(from, *p) : NULL;
	if (at) {
		putc(to[at - from], file);
	} else {
		putc('\\', file);
		if (*p)
			putc(*p, file);
	}
	return *p ? p + 1 : p;
}

/* => returns: the length of the flags, width and precision at p */
static size_t
conversion_length(const char *p)
{
	size_t n = strspn(p, "-+ #0");

	n += strspn(p + n, "0123456789");
	if (p[n] == '.')
		n += 1 + strspn(p + n + 1, "0123456789");
	return n;
}

bool
find_printf(struct test *t, const struct walk_item *item)
{
	for (const char *p = t->text; *p;) {
		char spec[24];
		size_t n;

		if (*p == '\\') {
			if (p[1] == 'c') {
				fflush(t->file);
				return true;
			}
			p = print_escape(t->file, p + 1);
			continue;
		}
		if (*p != '%') {
			putc(*p++, t->file);
			continue;
		}
		p++;
		n = conversion_length(p);
		snprintf(spec, sizeof spec, "%.*s", (int)n, p);
		p += n;
		if (*p == '%')
			putc('%', t->file);
		else if (*p && !print_directive(t->file, spec, &p, item))
			fprintf(t->file, "%%%s%c", spec, *p);
		if (*p)
			p++;
	}
	return true;
}
