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

/* One conversion; spec has its flags and width. Gives false if it is none. */
static bool
print_directive(FILE *file, const char *spec, const char **p,
    const struct walk_item *item)
{
	const struct stat *st = &item->st;
	char text[64] = "", mode[11], target[4096];
	char format[40];
	const char *value = text;
	char *made = NULL;
	ssize_t n;

	switch (**p) {
	case 'a':
	case 'c':
	case 't':
		print_time(file, find_time_of(st, **p), ' ');
		return true;
	case 'A':
	case 'C':
	case 'T':
		n = **p;
		++*p;
		print_time(file, find_time_of(st, (char)tolower((int)n)), **p);
		return true;
	case 'p':
		value = item->path;
		break;
	case 'P':
		value = path_below_operand(item);
		break;
	case 'f':
		value = item->name;
		break;
	case 'h':
		value = strrchr(item->path, '/');
		made = value ?
		    xstrndup(item->path, (size_t)(value - item->path)) :
		    xstrdup(".");
		value = made;
		break;
	case 'H':
		made = xstrndup(item->path,
		    (size_t)(path_below_operand(item) - item->path));
		if (item->depth == 0) {
			free(made);
			made = xstrdup(item->path);
		} else if (strlen(made) > 1) {
			made[strlen(made) - 1] = '\0';
		}
		value = made;
		break;
	case 'l':
		n = readlink(item->path, target, sizeof target - 1);
		target[n < 0 ? 0 : n] = '\0';
		value = target;
		break;
	case 'y':
		mode_string(st->st_mode, mode);
		snprintf(text, sizeof text, "%c",
		    mode[0] == '-' ? 'f' : mode[0]);
		break;
	case 'M':
		mode_string(st->st_mode, mode);
		value = mode;
		break;
	case 'm':
		snprintf(text, sizeof text, strchr(spec, '#') ? "%#o" : "%o",
		    st->st_mode & 07777);
		break;
	case 's':
		snprintf(text, sizeof text, "%jd", (intmax_t)st->st_size);
		break;
	case 'b':
		snprintf(text, sizeof text, "%jd", (intmax_t)st->st_blocks);
		break;
	case 'k':
		snprintf(text, sizeof text, "%jd",
		    (intmax_t)(st->st_blocks + 1) / 2);
		break;
	case 'd':
		snprintf(text, sizeof text, "%d", item->depth);
		break;
	case 'D':
		snprintf(text, sizeof text, "%ju", (uintmax_t)st->st_dev);
		break;
	case 'i':
		snprintf(text, sizeof text, "%ju", (uintmax_t)st->st_ino);
		break;
	case 'n':
		snprintf(text, sizeof text, "%ju", (uintmax_t)st->st_nlink);
		break;
	case 'u':
		value = owner_user(st->st_uid);
		break;
	case 'g':
		value = owner_group(st->st_gid);
		break;
	case 'U':
		snprintf(text, sizeof text, "%u", st->st_uid);
		break;
	case 'G':
		snprintf(text, sizeof text, "%u", st->st_gid);
		break;
	default:
		return false;
	}
	snprintf(format, sizeof format, "%%%ss", spec);
	if (strchr(spec, '#'))
		strcpy(format, "%s");
	fprintf(file, format, value);
	free(made);
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
