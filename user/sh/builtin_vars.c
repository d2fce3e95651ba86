/* Built-ins for variables: export readonly local unset. */
#include "builtins.h"
#include "error.h"
#include "lookup.h"
#include "mem.h"
#include "out.h"
#include "shell.h"
#include "str.h"
#include "vars.h"

#include <string.h>

/* The variable of an operand `name` or `name=value`.
 * => result: *value points into the operand, or is NULL */
static struct var *
operand_var(const char *operand, const char **value)
{
	size_t n = strcspn(operand, "=");
	const char *name = arena_strndup(&scratch, operand, n);

	if (!is_var_name(name))
		sh_error("%s: bad variable name", name);
	*value = operand[n] == '=' ? operand + n + 1 : NULL;
	return var_intern(name, n);
}

static void
print_flagged(const char *command, unsigned int flag)
{
	for (struct var **var = vars_sorted(flag); *var != NULL; var++) {
		struct str line = str_new(&scratch);

		str_printf(&line, "%s %s", command, (*var)->name);
		if ((*var)->value != NULL) {
			str_char(&line, '=');
			str_add_quoted(&line, (*var)->value);
		}
		str_char(&line, '\n');
		out_add(line.data, line.length);
	}
}

/* export and readonly. */
int
builtin_export(int argc, char **argv)
{
	unsigned int flag = argv[0][0] == 'e' ? VAR_EXPORT : VAR_READONLY;
	struct options options = options_start(argc, argv);
	bool print = false;

	while (options_next(&options, "p") != 0)
		print = true;
	if (print || *options.rest == NULL) {
		print_flagged(argv[0], flag);
		return 0;
	}
	for (char **operand = options.rest; *operand != NULL; operand++) {
		const char *value;
		struct var *var = operand_var(*operand, &value);

		if (value != NULL)
			var_set(var, value);
		var_add_flags(var, flag);
	}
	return 0;
}

int
builtin_local(int argc, char **argv)
{
	(void)argc;
	if (shell.function_depth == 0)
		sh_error("not in a function");
	for (argv++; *argv != NULL; argv++) {
		const char *value;
		struct var *var;

		var = operand_var(*argv, &value);
		scope_save(var);
		if (value != NULL)
			var_set(var, value);
	}
	return 0;
}

int
builtin_unset(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	int kind = 0;
	int letter;

	while ((letter = options_next(&options, "vf")) != 0)
		kind = letter;
	for (char **name = options.rest; *name != NULL; name++) {
		if (kind == 'f')
			function_unset(*name);
		else if (is_var_name(*name))
			var_unset(var_named(*name));
		else
			sh_error("%s: bad variable name", *name);
	}
	return 0;
}
