/*
 * Finding commands.
 *
 * One table of names holds functions and the places of programs found in PATH. A
 * place is remembered until PATH changes or `hash -r`; only an absolute one, since
 * others mean something else after `cd`.
 *
 * Functions are counted: a call holds a reference, so that a function may redefine
 * or unset itself while it runs.
 */
#include "lookup.h"

#include "error.h"
#include "mem.h"
#include "shell.h"
#include "str.h"
#include "vars.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NBUCKETS 128

struct entry {
	struct entry *next;
	struct function *function; /* NULL: none of that name */
	char *path;                /* NULL: not known */
	char name[];
};

static struct entry *buckets[NBUCKETS];

/* => returns: the entry, or NULL if there is none and `create` is false */
static struct entry *
find(const char *name, bool create)
{
	size_t hash = 0;
	struct entry **link;

	for (const char *p = name; *p != '\0'; p++)
		hash = hash * 31 + (unsigned char)*p;
	link = &buckets[hash % NBUCKETS];
	for (; *link != NULL; link = &(*link)->next)
		if (strcmp((*link)->name, name) == 0)
			return *link;
	if (!create)
		return NULL;
	*link = xmalloc(sizeof **link + strlen(name) + 1);
	memset(*link, 0, sizeof **link);
	strcpy((*link)->name, name);
	return *link;
}

/* Functions. */

void
function_put(struct function *function)
{
	if (function == NULL || --function->references > 0)
		return;
	arena_destroy(&function->arena);
	free(function);
}

void
function_define(const char *name, const struct node *node)
{
	struct function *function = xmalloc(sizeof *function);
	struct entry *entry;

	memset(function, 0, sizeof *function);
	function->references = 1;
	function->line = node->line;
	function->body = node_copy(&function->arena, node->function.body);
	entry = find(name, true);
	function_put(entry->function);
	entry->function = function;
}

struct function *
function_find(const char *name)
{
	struct entry *entry = find(name, false);

	return entry ? entry->function : NULL;
}

bool
function_unset(const char *name)
{
	struct entry *entry = find(name, false);

	if (entry == NULL || entry->function == NULL)
		return false;
	function_put(entry->function);
	entry->function = NULL;
	return true;
}

void
functions_for_each(void (*visit)(const char *name, void *arg), void *arg)
{
	for (size_t i = 0; i < NBUCKETS; i++)
		for (struct entry *e = buckets[i]; e != NULL; e = e->next)
			if (e->function != NULL)
				visit(e->name, arg);
}

/* Programs. */

static bool
is_program(const char *path, int *error)
{
	struct stat status;

	if (stat(path, &status) < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			*error = errno;
		return false;
	}
	if (S_ISREG(status.st_mode) && access(path, X_OK) == 0)
		return true;
	*error = EACCES;
	return false;
}

const char *
path_search(const char *name, const char *path, int *error)
{
	*error = ENOENT;
	for (;;) {
		size_t length = strcspn(path, ":");
		struct str candidate = str_new(&scratch);

		str_add(&candidate, path, length);
		if (length > 0)
			str_char(&candidate, '/');
		str_add_all(&candidate, name);
		if (is_program(str_text(&candidate), error))
			return candidate.data;
		if (path[length] == '\0')
			return NULL;
		path += length + 1;
	}
}

const char *
path_remembered(const char *name)
{
	struct entry *entry = find(name, false);

	return entry ? entry->path : NULL;
}

const char *
path_find(const char *name, int *error)
{
	const char *path;

	if (strchr(name, '/') != NULL)
		return name;
	path = path_remembered(name);
	if (path != NULL)
		return path;
	path = path_search(name, var_text(var_path), error);
	if (path != NULL && *path == '/')
		find(name, true)->path = xstrdup(path);
	return path;
}

void
path_forget(const char *value)
{
	(void)value;
	for (size_t i = 0; i < NBUCKETS; i++) {
		for (struct entry *e = buckets[i]; e != NULL; e = e->next) {
			free(e->path);
			e->path = NULL;
		}
	}
}

void
path_for_each(void (*visit)(const char *path, void *arg), void *arg)
{
	for (size_t i = 0; i < NBUCKETS; i++)
		for (struct entry *e = buckets[i]; e != NULL; e = e->next)
			if (e->path != NULL)
				visit(e->path, arg);
}

/* Running. */

const char *
exec_reason(int error)
{
	return error == ENOENT || error == ENOTDIR ? "not found" :
						     strerror(error);
}

int
exec_status(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
	case ELOOP:
	case ENAMETOOLONG:
		return 127;
	default:
		return 126;
	}
}

/* After vfork(): the stack is all that may be written. */
int
exec_file(const char *path, char **argv, char **environment)
{
	size_t count = 0;
	int error;

	execve(path, argv, environment);
	error = errno;
	if (error == ENOEXEC) {
		/* XCU 2.9.1.1: a script without `#!` is the shell's. */
		while (argv[count] != NULL)
			count++;
		char **script = alloca((count + 2) * sizeof *script);

		script[0] = argv[0];
		script[1] = (char *)path;
		memcpy(script + 2, argv + 1, count * sizeof *script);
		execve("/bin/sh", script, environment);
	}
	sh_warn("%s: %s", argv[0], exec_reason(error));
	return exec_status(error);
}
