/* Built-ins that say what a name is: type, command -v and -V, hash. */
#include "alias.h"
#include "builtins.h"
#include "error.h"
#include "lex.h"
#include "lookup.h"
#include "mem.h"
#include "out.h"
#include "shell.h"
#include "simple.h"
#include "str.h"
#include "vars.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
print_alias(const char *name, const char *value, bool brief)
{
	struct str line = str_new(&scratch);

	if (brief) {
		str_printf(&line, "alias %s=", name);
		str_add_quoted(&line, value);
		str_char(&line, '\n');
	} else
		str_printf(&line, "%s is an alias for %s\n", name, value);
	out_add(line.data, line.length);
}

/* Something that is the shell's own. */
static int
print_own(const char *name, const char *what, bool brief)
{
	out_text(name);
	if (!brief)
		out_text(what);
	out_char('\n');
	return 0;
}

static int
print_program(const char *name, const char *folders, bool brief)
{
	struct str line = str_new(&scratch);
	bool slash = strchr(name, '/') != NULL;
	const char *path = folders || slash ? NULL : path_remembered(name);
	const char *tracked = path ? "a tracked alias for " : "";
	int error;

	if (slash)
		path = access(name, brief ? X_OK : F_OK) == 0 ? name : NULL;
	else if (path == NULL)
		path = folders ? path_search(name, folders, &error) :
				 path_find(name, &error);
	if (path == NULL && !brief)
		/* Standard output says it too, for it is the answer. */
		str_printf(&line, "%s: not found\n", name);
	else if (path != NULL && brief)
		str_printf(&line, "%s\n", path);
	else if (path != NULL)
		str_printf(&line, "%s is %s%s\n", name, tracked, path);
	out_add(str_text(&line), line.length);
	return path ? 0 : 127;
}

/* `command -v` is brief. => returns: 0, or 127 if the name is nothing */
static int
describe(const char *name, const char *path, bool brief)
{
	const struct builtin *builtin = builtin_find(name);

	if (is_reserved_word(name))
		return print_own(name, " is a shell keyword", brief);
	if (alias_find(name) != NULL) {
		print_alias(name, alias_find(name), brief);
		return 0;
	}
	if (builtin != NULL && (builtin->flags & BUILTIN_SPECIAL))
		return print_own(name, " is a special shell builtin", brief);
	if (function_find(name) != NULL)
		return print_own(name, " is a shell function", brief);
	if (builtin == NULL)
		return print_program(name, path, brief);
	return print_own(name, " is a shell builtin", brief);
}

int
builtin_type(int argc, char **argv)
{
	int status = 0;

	(void)argc;
	while (*++argv != NULL)
		status |= describe(*argv, NULL, false);
	return status;
}

/* The options of `command`. => result: *verify is 'v', 'V' or 0 */
static char **
command_options(int argc, char **argv, int *verify, bool *standard)
{
	struct options options = options_start(argc, argv);
	int letter;

	*verify = 0;
	*standard = false;
	while ((letter = options_next(&options, "pvV")) != 0) {
		if (letter == 'p')
			*standard = true;
		else
			*verify = letter;
	}
	return options.rest;
}

/* simple.c runs the command if there is one; here is what remains. */
int
builtin_command(int argc, char **argv)
{
	int verify;
	bool standard;
	char **names = command_options(argc, argv, &verify, &standard);

	if (verify == 0 || *names == NULL)
		return 0;
	return describe(*names, standard ? STANDARD_PATH : NULL, verify == 'v');
}

int
command_operands(char **words)
{
	char **word = words + 1;

	/* Anything but -p is left to the built-in, errors as well. */
	while (*word != NULL && strcmp(*word, "-p") == 0)
		word++;
	if (*word != NULL && strcmp(*word, "--") == 0)
		word++;
	else if (*word != NULL && (*word)[0] == '-' && (*word)[1] != '\0')
		return 0;
	return *word ? (int)(word - words) : 0;
}

static void
print_path(const char *path, void *arg)
{
	(void)arg;
	out_printf("%s\n", path);
}

int
builtin_hash(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	int status = 0;

	if (argc == 1)
		path_for_each(print_path, NULL);
	while (options_next(&options, "r") != 0)
		path_forget(NULL);
	for (char **name = options.rest; *name != NULL; name++) {
		int error;

		if (builtin_find(*name) || function_find(*name) ||
		    path_find(*name, &error) != NULL)
			continue;
		sh_warn("%s: not found", *name);
		status = 1;
	}
	return status;
}
