/*
 * cd and pwd.
 *
 * The shell keeps the name by which it came to its folder, symbolic links and all
 * (XCU cd): `current`, the logical name, or NULL when it is not known. `..` in an
 * operand of cd takes back a component of that name.
 */
#include "builtins.h"
#include "error.h"
#include "mem.h"
#include "out.h"
#include "shell.h"
#include "str.h"
#include "vars.h"
#include "workdir.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *current;

static void
set_current(const char *name)
{
	char *copy = name ? xstrdup(name) : NULL;

	free(current);
	current = copy;
}

static bool
is_here(const char *name)
{
	struct stat there, here;

	return name != NULL && *name == '/' && stat(name, &there) == 0 &&
	    stat(".", &here) == 0 && there.st_dev == here.st_dev &&
	    there.st_ino == here.st_ino;
}

static const char *
physical(void)
{
	char *name = getcwd(NULL, 0);
	char *copy = name ? arena_strdup(&scratch, name) : NULL;

	free(name);
	return copy;
}

void
workdir_init(void)
{
	const char *inherited = var_value(var_pwd);

	set_current(is_here(inherited) ? inherited : physical());
	if (current != NULL) {
		unsigned int flags = var_pwd->flags;

		var_set(var_pwd, current);
		var_pwd->flags = flags;
	}
}

const char *
workdir_name(void)
{
	return current ? current : "";
}

/* Remove the last component of an absolute name. */
static void
drop_component(struct str *name)
{
	while (name->length > 1 && name->data[name->length - 1] != '/')
		name->length--;
	if (name->length > 1)
		name->length--;
}

/* The folder's name with . and .. taken out; what .. follows is not looked at. */
static const char *
logical(const char *folder)
{
	struct str name = str_new(&scratch);

	str_add_all(&name, *folder == '/' ? "/" : workdir_name());
	while (*folder != '\0') {
		size_t n = strcspn(folder, "/");

		if (n == 2 && folder[0] == '.' && folder[1] == '.') {
			drop_component(&name);
		} else if (n > 1 || (n == 1 && *folder != '.')) {
			if (name.length == 0 ||
			    name.data[name.length - 1] != '/')
				str_char(&name, '/');
			str_add(&name, folder, n);
		}
		folder += n;
		folder += strspn(folder, "/");
	}
	return str_text(&name);
}

/* => returns: whether the shell is in the folder now */
static bool
change(const char *folder, bool physically)
{
	const char *name = NULL;

	if (*folder == '\0')
		folder = ".";
	if (!physically && (current != NULL || *folder == '/'))
		name = logical(folder);
	if (chdir(name ? name : folder) < 0 &&
	    (name == NULL || chdir(folder) < 0))
		return false;
	var_set(var_oldpwd, workdir_name());
	set_current(name ? name : physical());
	var_set(var_pwd, workdir_name());
	return true;
}

/* => returns: whether some folder of CDPATH has it; *named: not just by itself */
static bool
change_by_path(const char *folder, bool physically, bool *named)
{
	const char *path = var_value(var_cdpath);
	bool plain = *folder == '/' || strcmp(folder, ".") == 0 ||
	    strcmp(folder, "..") == 0 || strncmp(folder, "./", 2) == 0 ||
	    strncmp(folder, "../", 3) == 0;

	*named = false;
	while (path != NULL && !plain) {
		size_t n = strcspn(path, ":");
		struct str candidate = str_new(&scratch);

		str_printf(&candidate, "%.*s%s%s", (int)n, path,
		    n > 0 && path[n - 1] != '/' ? "/" : "", folder);
		if (change(str_text(&candidate), physically)) {
			*named = n > 0;
			return true;
		}
		path = path[n] ? path + n + 1 : NULL;
	}
	return change(folder, physically);
}

int
builtin_cd(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	bool physically = false;
	bool named, back = false;
	const char *folder;
	int letter;

	while ((letter = options_next(&options, "LP")) != 0)
		physically = letter == 'P';
	folder = *options.rest;
	if (folder == NULL)
		folder = var_text(var_home);
	else if (strcmp(folder, "-") == 0) {
		folder = var_text(var_oldpwd);
		back = true;
	}
	folder = arena_strdup(&scratch, folder);
	if (!change_by_path(folder, physically, &named))
		sh_error("can't cd to %s", folder);
	if (named || back)
		out_printf("%s\n", workdir_name());
	return 0;
}

int
builtin_pwd(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	const char *name = current;
	bool physically = false;
	int letter;

	while ((letter = options_next(&options, "LP")) != 0)
		physically = letter == 'P';
	if (physically || name == NULL)
		name = physical();
	if (name == NULL)
		sh_error("getcwd() failed: %s", strerror(errno));
	out_printf("%s\n", name);
	return 0;
}
