/*
 * Aliases: a list, and the built-ins for it. `alias` prints them in the order that
 * other shells of this family have from their hash table (order_of).
 *
 * The parser copies a value when it begins to read it (input_push), so an alias
 * may be removed while it is read.
 */
#include "alias.h"

#include "builtins.h"
#include "mem.h"
#include "out.h"
#include "str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct alias {
	struct alias *next;
	char *value;
	char name[];
};

static struct alias *aliases;

static unsigned int
order_of(const char *name)
{
	unsigned int sum = (unsigned int)(unsigned char)*name << 4;

	while (*name != '\0')
		sum += (unsigned char)*name++;
	return sum % 39;
}

/* => returns: the link to the alias, or to where it belongs */
static struct alias **
find_link(const char *name)
{
	struct alias **link = &aliases;
	unsigned int order = order_of(name);

	for (; *link != NULL; link = &(*link)->next)
		if (strcmp((*link)->name, name) == 0 ||
		    order_of((*link)->name) > order)
			break;
	return link;
}

static struct alias *
find(const char *name)
{
	struct alias *alias = *find_link(name);

	return alias && strcmp(alias->name, name) == 0 ? alias : NULL;
}

const char *
alias_find(const char *name)
{
	struct alias *alias = aliases ? find(name) : NULL;

	return alias ? alias->value : NULL;
}

void
alias_for_each(void (*visit)(const char *name, void *arg), void *arg)
{
	for (struct alias *alias = aliases; alias; alias = alias->next)
		visit(alias->name, arg);
}

static void
set(const char *name, size_t length, const char *value)
{
	struct alias *alias = xmalloc(sizeof *alias + length + 1);
	struct alias **link;

	memcpy(alias->name, name, length);
	alias->name[length] = '\0';
	alias->value = xstrdup(value);
	link = find_link(alias->name);
	alias->next = *link;
	if (alias->next && strcmp(alias->next->name, alias->name) == 0) {
		struct alias *old = alias->next;

		alias->next = old->next;
		free(old->value);
		free(old);
	}
	*link = alias;
}

static void
print(const struct alias *alias)
{
	struct str line = str_new(&scratch);

	str_printf(&line, "%s=", alias->name);
	str_add_quoted(&line, alias->value);
	str_char(&line, '\n');
	out_add(line.data, line.length);
}

/* The messages of these two have no prefix. */
static int
not_found(const char *command, const char *name)
{
	struct str line = str_new(&scratch);

	str_printf(&line, "%s: %s not found\n", command, name);
	out_flush();
	out_error(line.data, line.length);
	return 1;
}

int
builtin_alias(int argc, char **argv)
{
	int status = 0;

	if (argc == 1)
		for (struct alias *alias = aliases; alias; alias = alias->next)
			print(alias);
	for (int i = 1; i < argc; i++) {
		/* A name of one byte at least: `=` alone is one. */
		const char *equals = argv[i][0] ? strchr(argv[i] + 1, '=') :
						  NULL;

		if (equals != NULL)
			set(argv[i], (size_t)(equals - argv[i]), equals + 1);
		else if (find(argv[i]) != NULL)
			print(find(argv[i]));
		else
			status = not_found(argv[0], argv[i]);
	}
	return status;
}

static void
remove_alias(struct alias **link)
{
	struct alias *alias = *link;

	*link = alias->next;
	free(alias->value);
	free(alias);
}

int
builtin_unalias(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	int status = 0;

	while (options_next(&options, "a") != 0)
		while (aliases != NULL)
			remove_alias(&aliases);
	for (char **name = options.rest; *name != NULL; name++) {
		if (find(*name) == NULL)
			status = not_found(argv[0], *name);
		else
			remove_alias(find_link(*name));
	}
	return status;
}
