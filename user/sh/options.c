/*
 * Options and positional parameters: what `set` sets.
 */
#include "options.h"

#include "builtins.h"
#include "error.h"
#include "jobs.h"
#include "mem.h"
#include "out.h"
#include "shell.h"
#include "str.h"
#include "trap.h"
#include "vars.h"

#include <stdlib.h>
#include <string.h>

bool options_on[NOPTIONS];

/* A letter of 0: the option has a name only. */
static const struct {
	const char *name;
	char letter;
} table[NOPTIONS] = {
	[OPT_ERREXIT] = { "errexit", 'e' },
	[OPT_NOGLOB] = { "noglob", 'f' },
	[OPT_IGNOREEOF] = { "ignoreeof", 'I' },
	[OPT_INTERACTIVE] = { "interactive", 'i' },
	[OPT_MONITOR] = { "monitor", 'm' },
	[OPT_NOEXEC] = { "noexec", 'n' },
	[OPT_STDIN] = { "stdin", 's' },
	[OPT_XTRACE] = { "xtrace", 'x' },
	[OPT_VERBOSE] = { "verbose", 'v' },
	[OPT_VI] = { "vi", 'V' },
	[OPT_EMACS] = { "emacs", 'E' },
	[OPT_NOCLOBBER] = { "noclobber", 'C' },
	[OPT_ALLEXPORT] = { "allexport", 'a' },
	[OPT_NOTIFY] = { "notify", 'b' },
	[OPT_NOUNSET] = { "nounset", 'u' },
	[OPT_PRIVILEGED] = { "privileged", 'p' },
	[OPT_NOLOG] = { "nolog", 0 },
	[OPT_DEBUG] = { "debug", 0 },
	[OPT_PIPEFAIL] = { "pipefail", 0 },
};

const char *
options_letters(void)
{
	static char letters[NOPTIONS + 1];
	char *p = letters;

	for (int i = NOPTIONS - 1; i >= 0; i--)
		if (options_on[i] && table[i].letter != 0)
			*p++ = table[i].letter;
	*p = '\0';
	return letters;
}

static void
set_letter(char letter, bool on)
{
	for (int i = 0; i < NOPTIONS; i++) {
		if (table[i].letter == letter && letter != 0) {
			options_on[i] = on;
			return;
		}
	}
	sh_error("Illegal option %c%c", on ? '-' : '+', letter);
}

static void
set_name(const char *name, bool on)
{
	for (int i = 0; i < NOPTIONS; i++) {
		if (strcmp(table[i].name, name) == 0) {
			options_on[i] = on;
			return;
		}
	}
	sh_error("Illegal option %co %s", on ? '-' : '+', name);
}

/* `set -o` for people, `set +o` for a shell to read. */
static void
print_options(bool readable)
{
	if (readable)
		out_text("Current option settings\n");
	for (int i = 0; i < NOPTIONS; i++) {
		if (readable)
			out_printf("%-16s%s\n", table[i].name,
			    options_on[i] ? "on" : "off");
		else
			out_printf("set %co %s\n", options_on[i] ? '-' : '+',
			    table[i].name);
	}
}

/* One argument's letters; => returns: where the next argument is */
static char **
read_letters(char **args, struct invocation *invocation)
{
	const char *arg = *args++;
	bool on = arg[0] == '-';

	while (*++arg != '\0') {
		if (invocation != NULL && *arg == 'c')
			invocation->command = true;
		else if (invocation != NULL && *arg == 'l')
			invocation->login = true;
		else if (invocation == NULL && *arg == 'h')
			continue; /* all commands found are remembered */
		else if (*arg != 'o')
			set_letter(*arg, on);
		else if (*args == NULL)
			print_options(on);
		else
			set_name(*args++, on);
	}
	return args;
}

char **
options_read(char **args, struct invocation *invocation, bool *replace)
{
	*replace = false;
	while (*args != NULL && ((*args)[0] == '-' || (*args)[0] == '+')) {
		const char *arg = *args;

		if (strcmp(arg, "--") == 0 ||
		    (strcmp(arg, "-") == 0 && invocation != NULL)) {
			*replace = true;
			return args + 1;
		}
		if (strcmp(arg, "-") == 0) {
			options_on[OPT_XTRACE] = false;
			options_on[OPT_VERBOSE] = false;
			*replace = args[1] != NULL;
			return args + 1;
		}
		args = read_letters(args, invocation);
	}
	*replace = *args != NULL;
	return args;
}

void
options_apply(void)
{
	traps_follow_options();
	jobs_follow_options();
}

/* Positional parameters. */

void
params_free_owned(char **owned)
{
	if (owned == NULL)
		return;
	for (char **arg = owned; *arg != NULL; arg++)
		free(*arg);
	free(owned);
}

void
params_set(char **args)
{
	char **old = shell.params.owned;
	char **copy;
	int count = 0;

	while (args[count] != NULL)
		count++;
	copy = xmalloc(((size_t)count + 1) * sizeof *copy);
	for (int i = 0; i < count; i++)
		copy[i] = xstrdup(args[i]);
	copy[count] = NULL;
	shell.params = (struct params){ .args = copy,
		.count = count,
		.owned = copy,
		.optind = 1,
		.optoff = -1 };
	params_free_owned(old);
}

static void
print_variables(void)
{
	for (struct var **var = vars_sorted(0); *var != NULL; var++) {
		struct str line = str_new(&scratch);

		str_printf(&line, "%s=", (*var)->name);
		str_add_quoted(&line, (*var)->value);
		str_char(&line, '\n');
		out_add(line.data, line.length);
	}
}

int
builtin_set(int argc, char **argv)
{
	bool replace;
	char **rest;

	if (argc == 1) {
		print_variables();
		return 0;
	}
	rest = options_read(argv + 1, NULL, &replace);
	options_apply();
	if (replace)
		params_set(rest);
	return 0;
}

/* `shift` moves through an array of `set`, whose start is still `owned`. */
int
builtin_shift(int argc, char **argv)
{
	int n = argc > 1 ? number_of(argv[1]) : 1;

	if (n > shell.params.count)
		sh_error("can't shift that many");
	shell.params.args += n;
	shell.params.count -= n;
	shell.params.optind = 1;
	shell.params.optoff = -1;
	return 0;
}
