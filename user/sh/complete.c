/*
 * Completion: the word before the cursor becomes a command, a file or a variable.
 *
 * The word's text is what it means without its quotes; the candidates that begin
 * with it are collected, and their longest common beginning takes the word's place,
 * quoted again where that is needed. A word that is first in a command is a
 * command's name, unless it has a slash.
 */
#include "complete.h"

#include "alias.h"
#include "builtins.h"
#include "lookup.h"
#include "vars.h"

#include <dirent.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SPECIAL " \t\n\\'\"$`&|;<>()*?[]#!{}~"

struct search {
	struct list *matches;
	const char *prefix;
};

/* The word. */

struct word_at {
	size_t start;
	struct str text; /* without quotes */
	char quote;      /* the one that is open at the end, or 0 */
	bool command;    /* it stands where a command does */
};

static bool
begins_command(const char *line, size_t start)
{
	static const char *const before[] = { "then", "else", "elif", "do",
		"if", "while", "until", "!", "{" };
	size_t end;

	while (start > 0 && (line[start - 1] == ' ' || line[start - 1] == '\t'))
		start--;
	if (start == 0 || strchr("\n;&|(`", line[start - 1]) != NULL)
		return true;
	end = start;
	while (start > 0 && strchr(" \t\n;&|(", line[start - 1]) == NULL)
		start--;
	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (strlen(before[i]) == end - start &&
		    memcmp(before[i], line + start, end - start) == 0)
			return true;
	return false;
}

static void
find_word(struct word_at *word, const char *line, size_t cursor)
{
	word->start = 0;
	word->text = str_new(&scratch);
	word->quote = 0;
	for (size_t i = 0; i < cursor; i++) {
		char c = line[i];

		if (word->quote != 0 && c == word->quote)
			word->quote = 0;
		else if (word->quote == 0 && (c == '"' || c == '\''))
			word->quote = c;
		else if (c == '\\' && word->quote != '\'' && i + 1 < cursor)
			str_char(&word->text, line[++i]);
		else if (word->quote == 0 && strchr(" \t\n;&|<>()`", c)) {
			word->start = i + 1;
			word->text.length = 0;
		} else
			str_char(&word->text, c);
	}
	str_text(&word->text);
	word->command = begins_command(line, word->start);
}

/* Candidates. */

static void
visit(const char *name, void *arg)
{
	struct search *search = arg;

	if (strncmp(name, search->prefix, strlen(search->prefix)) == 0)
		list_add(search->matches, arena_strdup(&scratch, name));
}

static void
find_programs(struct search *search)
{
	const char *path = var_text(var_path);

	for (;;) {
		size_t n = strcspn(path, ":");
		char *folder = arena_strndup(&scratch, path, n);
		DIR *dir = opendir(n ? folder : ".");
		struct dirent *entry;

		while (dir != NULL && (entry = readdir(dir)) != NULL)
			if (entry->d_name[0] != '.' &&
			    faccessat(dirfd(dir), entry->d_name, X_OK, 0) == 0)
				visit(entry->d_name, search);
		if (dir != NULL)
			closedir(dir);
		if (path[n] == '\0')
			return;
		path += n + 1;
	}
}

/* The folder that the text names up to its last slash, tilde expanded. */
static const char *
real_folder(const char *text, size_t length)
{
	struct str path = str_new(&scratch);
	size_t n = 0;
	const char *home = NULL;

	if (*text == '~') {
		struct passwd *entry;

		n = strcspn(text, "/");
		entry = n > 1 ?
		    getpwnam(arena_strndup(&scratch, text + 1, n - 1)) :
		    NULL;
		home = n > 1 ? (entry ? entry->pw_dir : NULL) :
			       var_value(var_home);
	}
	if (home == NULL)
		n = 0;
	str_add_all(&path, home ? home : "");
	str_add(&path, text + n, length - n);
	return path.length ? str_text(&path) : ".";
}

static void
find_files(struct search *search, const char *text)
{
	const char *slash = strrchr(text, '/');
	size_t length = slash ? (size_t)(slash + 1 - text) : 0;
	DIR *dir = opendir(real_folder(text, length));
	struct dirent *entry;
	struct stat status;

	search->prefix = text + length;
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		struct str name = str_new(&scratch);

		if (entry->d_name[0] == '.' && *search->prefix != '.')
			continue;
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		str_add_all(&name, entry->d_name);
		if (fstatat(dirfd(dir), entry->d_name, &status, 0) == 0 &&
		    S_ISDIR(status.st_mode))
			str_char(&name, '/');
		visit(str_text(&name), search);
	}
	if (dir != NULL)
		closedir(dir);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
sort_and_unite(struct list *list)
{
	int kept = 0;

	if (list->count == 0)
		return;
	qsort(list->items, (size_t)list->count, sizeof *list->items, compare);
	for (int i = 1; i < list->count; i++)
		if (strcmp(list->items[i], list->items[kept]) != 0)
			list->items[++kept] = list->items[i];
	list->count = kept + 1;
}

/* The replacement. */

static size_t
common_length(const struct list *list)
{
	size_t n = strlen(list->items[0]);

	for (int i = 1; i < list->count; i++) {
		size_t same = 0;

		while (same < n && list->items[i][same] == list->items[0][same])
			same++;
		n = same;
	}
	/* Never half a UTF-8 character. */
	while (n > 0 && ((unsigned char)list->items[0][n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void
add_protected(struct str *out, const char *text, size_t n, char quote)
{
	for (size_t i = 0; i < n; i++) {
		if ((quote == 0 && strchr(SPECIAL, text[i]) != NULL) ||
		    (quote == '"' && strchr("\"\\$`", text[i]) != NULL))
			str_char(out, '\\');
		str_char(out, text[i]);
	}
}

static void
replace(struct completion *c, const struct word_at *word, size_t kept)
{
	struct list *matches = &c->matches;
	const char *text = word->text.data;
	size_t n = common_length(matches);
	struct str out = str_new(&scratch);
	size_t tilde = 0;

	c->complete = matches->count == 1 && n > 0 &&
	    matches->items[0][n - 1] != '/';
	if (word->quote != 0)
		str_char(&out, word->quote);
	else if (*text == '~' && kept > 0) {
		tilde = strcspn(text, "/");
		str_add(&out, text, tilde);
	}
	add_protected(&out, text + tilde, kept - tilde, word->quote);
	add_protected(&out, matches->items[0], n, word->quote);
	if (c->complete && word->quote != 0)
		str_char(&out, word->quote);
	c->text = str_text(&out);
}

/* The name after a $, or ${ , at the word's end. => returns: NULL if it is none */
static const char *
variable_prefix(const struct word_at *word)
{
	const char *dollar = strrchr(word->text.data, '$');

	if (dollar == NULL || word->quote == '\'')
		return NULL;
	dollar += 1 + (dollar[1] == '{');
	return *dollar == '\0' || is_var_name(dollar) ? dollar : NULL;
}

static void
complete_variable(struct completion *c, const char *prefix, size_t cursor)
{
	struct search search = { &c->matches, prefix };

	vars_for_each(visit, &search);
	sort_and_unite(&c->matches);
	if (c->matches.count == 0)
		return;
	c->start = cursor - strlen(prefix);
	c->text = arena_strndup(&scratch, c->matches.items[0],
	    common_length(&c->matches));
	c->complete = false;
}

void
complete(const char *line, size_t cursor, struct completion *c)
{
	struct word_at word;
	struct search search = { .matches = &c->matches };
	const char *variable, *slash;

	*c = (struct completion){ 0 };
	find_word(&word, line, cursor);
	c->start = word.start;
	variable = variable_prefix(&word);
	if (variable != NULL) {
		complete_variable(c, variable, cursor);
		return;
	}
	slash = strrchr(word.text.data, '/');
	search.prefix = word.text.data;
	/* All commands there are would be no help. */
	if (word.command && word.text.length == 0)
		return;
	if (word.command && slash == NULL && word.text.data[0] != '~') {
		builtin_for_each(visit, &search);
		functions_for_each(visit, &search);
		alias_for_each(visit, &search);
		find_programs(&search);
	} else
		find_files(&search, word.text.data);
	sort_and_unite(&c->matches);
	if (c->matches.count > 0)
		replace(c, &word,
		    slash ? (size_t)(slash + 1 - word.text.data) : 0);
}
