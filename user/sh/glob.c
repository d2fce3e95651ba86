/*
 * Pathname expansion.
 *
 * A pattern is taken apart at its slashes. Components without magic are appended
 * to the path as they are, the next one with magic is compared with the names in
 * the directory reached so far, and each match goes on with the rest. The path
 * under construction is one string, cut back after each branch.
 *
 * Invariant: at most one directory is open at a time: its names are read into
 * scratch before any of them is followed. Nothing here unwinds in between.
 */
#include "glob.h"

#include "error.h"
#include "pattern.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct glob {
	struct str path;
	struct list *found;
};

static void expand_rest(struct glob *g, const char *pattern, bool exists);

void
list_add(struct list *list, char *text)
{
	/* One more for the NULL at the end. */
	if (list->count + 1 >= list->capacity) {
		int capacity = list->capacity ? list->capacity * 2 : 8;

		list->items = arena_grow(&scratch, list->items,
		    (size_t)list->capacity * sizeof *list->items,
		    (size_t)capacity * sizeof *list->items);
		list->capacity = capacity;
	}
	list->items[list->count++] = text;
	list->items[list->count] = NULL;
}

/* Append a pattern's component without magic: its quotes are removed. */
static void
add_plain(struct str *path, const char *pattern, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (pattern[i] == '\\' && i + 1 < length)
			i++;
		str_char(path, pattern[i]);
	}
}

/* A name that begins with a dot must be asked for by one. */
static bool
matches(const char *component, const char *name)
{
	if (name[0] == '.' && component[0] != '.' &&
	    !(component[0] == '\\' && component[1] == '.'))
		return false;
	return pattern_match(component, name, strlen(name));
}

static void
read_names(const char *path, const char *component, struct list *names)
{
	DIR *dir = opendir(*path ? path : ".");
	struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (matches(component, entry->d_name))
			list_add(names, arena_strdup(&scratch, entry->d_name));
	closedir(dir);
}

/* The component pattern[0..length) is magic. */
static void
expand_magic(struct glob *g, const char *pattern, size_t length)
{
	char *component = arena_strndup(&scratch, pattern, length);
	struct list names = { 0 };
	size_t cut = g->path.length;

	read_names(str_text(&g->path), component, &names);
	for (int i = 0; i < names.count; i++) {
		str_add_all(&g->path, names.items[i]);
		expand_rest(g, pattern + length, true);
		g->path.length = cut;
	}
}

static void
add_if_there(struct glob *g, bool exists)
{
	struct stat status;

	if (exists || lstat(str_text(&g->path), &status) == 0)
		list_add(g->found,
		    arena_strndup(&scratch, g->path.data, g->path.length));
}

/* `exists`: the path so far is known to. */
static void
expand_rest(struct glob *g, const char *pattern, bool exists)
{
	size_t cut = g->path.length;

	check_stack();
	while (*pattern != '\0') {
		size_t length = strcspn(pattern, "/");
		char *component;

		exists = false;
		if (length == 0) {
			str_char(&g->path, *pattern++);
			continue;
		}
		component = arena_strndup(&scratch, pattern, length);
		if (pattern_is_magic(component)) {
			expand_magic(g, pattern, length);
			g->path.length = cut;
			return;
		}
		add_plain(&g->path, pattern, length);
		pattern += length;
	}
	add_if_there(g, exists);
	g->path.length = cut;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool
glob_expand(const char *pattern, struct list *list)
{
	struct glob g = { .path = str_new(&scratch), .found = list };
	int before = list->count;

	expand_rest(&g, pattern, false);
	if (list->count == before)
		return false;
	qsort(list->items + before, (size_t)(list->count - before),
	    sizeof *list->items, compare);
	return true;
}
