/*
 * ex: the commands behind a colon.
 */
#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lib/memory.h"
#include "../lib/screen.h"
#include "vi.h"

struct range {
	size_t first, last;
	bool given;
};

static bool
parse_address(char **p, size_t *line)
{
	struct place found;

	switch (**p) {
	case '.':
		*line = vi.cursor.line;
		++*p;
		break;
	case '$':
		*line = buffer.n - 1;
		++*p;
		break;
	case '\'':
		if (p[0][1] < 'a' || p[0][1] > 'z')
			return false;
		*line = vi.marks[p[0][1] - 'a'].line;
		*p += 2;
		break;
	case '/': {
		char *end = strchr(*p + 1, '/');

		if (!end)
			return false;
		free(vi.pattern);
		vi.pattern = xstrndup(*p + 1, (size_t)(end - *p - 1));
		if (!search_next(false, &found))
			return false;
		*line = found.line;
		*p = end + 1;
		break;
	}
	default:
		if (!isdigit((unsigned char)**p) && **p != '+' && **p != '-')
			return false;
		*line = vi.cursor.line;
		if (isdigit((unsigned char)**p)) {
			*line = strtoul(*p, p, 10);
			*line -= *line > 0;
		}
	}
	while (**p == '+' || **p == '-') {
		bool back = *(*p)++ == '-';
		size_t n = isdigit((unsigned char)**p) ? strtoul(*p, p, 10) : 1;

		*line = back ? *line - (n < *line ? n : *line) : *line + n;
	}
	return true;
}

static bool
parse_range(char **p, struct range *range)
{
	*range = (struct range){ vi.cursor.line, vi.cursor.line, false };
	if (**p == '%') {
		*range = (struct range){ 0, buffer.n - 1, true };
		++*p;
		return true;
	}
	if (!parse_address(p, &range->first))
		return true;
	range->last = range->first;
	range->given = true;
	if (**p == ',') {
		++*p;
		if (!parse_address(p, &range->last))
			range->last = vi.cursor.line;
	}
	if (range->last >= buffer.n || range->first > range->last) {
		vi_say("No such lines");
		return false;
	}
	return true;
}

/* --- Files ---------------------------------------------------------------- */

static bool
write_file(const char *name, const struct range *range, bool quiet)
{
	size_t first = range->given ? range->first : 0;
	size_t last = range->given ? range->last : buffer.n - 1;
	bool append = strncmp(name, ">>", 2) == 0;

	if (append)
		name += 2 + strspn(name + 2, " ");
	if (!*name)
		name = vi.name;
	if (!name) {
		vi_say("No file name");
		return false;
	}
	if (!buffer_write(name, first, last, append)) {
		vi_say("%s: %s", name, strerror(errno));
		return false;
	}
	if (!vi.name)
		vi.name = xstrdup(name);
	if (!range->given && strcmp(name, vi.name) == 0)
		buffer.changed = false;
	if (!quiet)
		vi_say("\"%s\" %zu lines written", name, last - first + 1);
	return true;
}

static void
edit_file(const char *name, bool force)
{
	if (buffer.changed && !force) {
		vi_say("Not written since the last change (:e! loses it)");
		return;
	}
	if (*name)
		vi.name = xstrdup(name);
	if (!vi.name) {
		vi_say("No file name");
		return;
	}
	if (buffer_read(vi.name, SIZE_MAX) < 0) {
		vi_say("\"%s\" %s", vi.name,
		    errno == ENOENT ? "[new]" : strerror(errno));
		buffer_delete(0, buffer.n);
		buffer.changed = false;
	} else {
		vi_say("\"%s\" %zu lines", vi.name, buffer.n);
	}
	vi.cursor = (struct place){ 0 };
	vi.top = 0;
}

static void
quit(bool force)
{
	if (buffer.changed && !force)
		vi_say("Not written since the last change (:q! loses it)");
	else
		vi.quit = true;
}

/* --- Substitution --------------------------------------------------------- */

/* A field up to the delimiter, with \DELIMITER resolved; to be freed. */
static char *
take_field(char **p, char delimiter)
{
	char *field = xmalloc(strlen(*p) + 1), *out = field;

	while (**p && **p != delimiter) {
		if (**p == '\\' && p[0][1] == delimiter)
			++*p;
		else if (**p == '\\' && p[0][1])
			*out++ = *(*p)++;
		*out++ = *(*p)++;
	}
	if (**p)
		++*p;
	*out = '\0';
	return field;
}

static void
append(char **text, size_t *length, const char *more, size_t n)
{
	*text = xrealloc(*text, *length + n + 1, 1);
	memcpy(*text + *length, more, n);
	*length += n;
	(*text)[*length] = '\0';
}

static void
append_replacement(char **text, size_t *length, const char *replacement,
    const char *line, const regmatch_t *m)
{
	for (const char *r = replacement; *r; r++) {
		int group = -1;

		if (*r == '&')
			group = 0;
		else if (*r == '\\' && isdigit((unsigned char)r[1]))
			group = *++r - '0';
		else if (*r == '\\' && r[1])
			r++;
		if (group < 0) {
			char c = r[-1] == '\\' && *r == 'n' ? '\n' :
			    r[-1] == '\\' && *r == 't'      ? '\t' :
							      *r;

			append(text, length, r > replacement ? &c : r, 1);
		} else if (m[group].rm_so >= 0) {
			append(text, length, line + m[group].rm_so,
			    (size_t)(m[group].rm_eo - m[group].rm_so));
		}
	}
}

/* Gives how many were replaced in a line, which may become several. */
static size_t
substitute_line(const regex_t *regex, size_t *number, const char *replacement,
    bool all)
{
	struct line *line = buffer_line(*number);
	char *text = xstrdup("");
	size_t length = 0, from = 0, count = 0;
	regmatch_t m[10];

	while (from <= line->length && (all || count == 0)) {
		m[0].rm_so = (regoff_t)from;
		m[0].rm_eo = (regoff_t)line->length;
		if (regexec(regex, line->text, 10, m,
			REG_STARTEND | (from ? REG_NOTBOL : 0)))
			break;
		append(&text, &length, line->text + from,
		    (size_t)m[0].rm_so - from);
		append_replacement(&text, &length, replacement, line->text, m);
		count++;
		from = (size_t)m[0].rm_eo;
		if (m[0].rm_eo == m[0].rm_so) {
			if (from < line->length)
				append(&text, &length, line->text + from, 1);
			from++;
		}
	}
	if (count) {
		size_t old = buffer.n;

		if (from < line->length)
			append(&text, &length, line->text + from,
			    line->length - from);
		buffer_set(*number, "", 0);
		buffer_put((struct place){ *number, 0 }, text, length);
		*number += buffer.n - old;
	}
	free(text);
	return count;
}

static void
substitute(char *p, struct range range)
{
	char delimiter = *p++;
	char *pattern = take_field(&p, delimiter);
	char *replacement = take_field(&p, delimiter);
	bool all = strchr(p, 'g') != NULL;
	bool fold = vi.ignore_case || strchr(p, 'i');
	size_t count = 0, lines = 0, left = range.last - range.first + 1;
	regex_t regex;

	if (*pattern) {
		free(vi.pattern);
		vi.pattern = pattern;
	}
	if (!vi.pattern || regcomp(&regex, vi.pattern, fold ? REG_ICASE : 0)) {
		vi_say("Bad pattern");
		free(replacement);
		return;
	}
	buffer_remember(vi.cursor);
	for (size_t i = range.first; left > 0; left--, i++) {
		size_t n = substitute_line(&regex, &i, replacement, all);

		count += n;
		lines += n > 0;
		if (n)
			vi.cursor = (struct place){ i, 0 };
	}
	regfree(&regex);
	free(replacement);
	if (count == 0)
		vi_say("Pattern not found: %s", vi.pattern);
	else if (count > 1)
		vi_say("%zu substitutions on %zu lines", count, lines);
}

/* --- The rest ------------------------------------------------------------- */

static void
set_option(const char *text)
{
	bool on = strncmp(text, "no", 2) != 0 || strcmp(text, "nothing") == 0;
	const char *name = on ? text : text + 2;

	if (strcmp(name, "nu") == 0 || strcmp(name, "number") == 0)
		vi.numbers = on;
	else if (strcmp(name, "ic") == 0 || strcmp(name, "ignorecase") == 0)
		vi.ignore_case = on;
	else if (strcmp(name, "ai") == 0 || strcmp(name, "autoindent") == 0)
		vi.auto_indent = on;
	else if (strncmp(name, "sw=", 3) == 0 && atoi(name + 3) > 0)
		vi.shift = (unsigned int)atoi(name + 3);
	else
		vi_say("set: number, ignorecase, autoindent, sw=N");
}

static void
run_shell(const char *command)
{
	screen_end();
	if (system(command) == -1)
		vi_say("%s", strerror(errno));
	printf("\n(press return)");
	fflush(stdout);
	while (getchar() != '\n' && !feof(stdin))
		;
	screen_begin();
}

static void
delete_range(const struct range *range)
{
	buffer_remember(vi.cursor);
	buffer_delete(range->first, range->last - range->first + 1);
	vi.cursor = (struct place){
		range->first < buffer.n ? range->first : buffer.n - 1, 0
	};
}

/* w, wq, x, q and their like. False if the word is none of them. */
static bool
run_leaving(const char *word, bool force, const char *rest,
    const struct range *range)
{
	if (strcmp(word, "w") == 0 || strcmp(word, "write") == 0) {
		write_file(rest, range, false);
	} else if (strcmp(word, "wq") == 0) {
		if (write_file(rest, range, true))
			vi.quit = true;
	} else if (strcmp(word, "x") == 0 || strcmp(word, "xit") == 0) {
		if (!buffer.changed || write_file(rest, range, true))
			vi.quit = true;
	} else if (strcmp(word, "q") == 0 || strcmp(word, "quit") == 0) {
		quit(force);
	} else {
		return false;
	}
	return true;
}

void
ex_run(char *p)
{
	struct range range;
	char word[16];
	size_t n = 0;
	bool force;

	p += strspn(p, " :");
	if (!parse_range(&p, &range))
		return;
	if (*p == '!') {
		run_shell(p + 1);
		return;
	}
	if (*p == 's' && p[1] && !isalnum((unsigned char)p[1]) && p[1] != ' ') {
		substitute(p + 1, range);
		return;
	}
	while (isalpha((unsigned char)*p) && n < sizeof word - 1)
		word[n++] = *p++;
	word[n] = '\0';
	force = *p == '!';
	p += force;
	p += strspn(p, " ");
	if (n == 0 && range.given) {
		vi.cursor = (struct place){ range.last,
			first_nonblank(range.last) };
	} else if (n == 0 || run_leaving(word, force, p, &range)) {
		return;
	} else if (strcmp(word, "e") == 0 || strcmp(word, "edit") == 0) {
		edit_file(p, force);
	} else if (strcmp(word, "r") == 0 || strcmp(word, "read") == 0) {
		buffer_remember(vi.cursor);
		if (buffer_read(p, range.last) < 0)
			vi_say("%s: %s", p, strerror(errno));
	} else if (strcmp(word, "set") == 0 || strcmp(word, "se") == 0) {
		set_option(p);
	} else if (strcmp(word, "d") == 0) {
		delete_range(&range);
	} else if (strcmp(word, "f") == 0 || strcmp(word, "file") == 0) {
		if (*p)
			vi.name = xstrdup(p);
		vi_say("\"%s\" %zu lines", vi.name ? vi.name : "", buffer.n);
	} else {
		vi_say("Not a command: %s", word);
	}
}
