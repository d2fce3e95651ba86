/*
 * getopts.
 *
 * Where it is lies in shell.params: the index of the next argument, which OPTIND
 * shows, and the offset within an argument of several letters. Assigning to OPTIND
 * starts anew.
 */
#include "builtins.h"
#include "error.h"
#include "getopts.h"
#include "mem.h"
#include "out.h"
#include "shell.h"
#include "str.h"
#include "vars.h"

#include <stdlib.h>
#include <string.h>

/* The built-in itself is assigning. */
static bool busy;

void
getopts_note_optind(const char *value)
{
	if (busy)
		return;
	shell.params.optind = value ? atoi(value) : 1;
	if (shell.params.optind < 1)
		shell.params.optind = 1;
	shell.params.optoff = -1;
}

struct getopts {
	char **args;
	int count;
	const char *known;
	int index;      /* of the argument after the current one */
	const char *at; /* the next letter in it, or NULL */
	bool silent;
};

/* Set OPTARG to the offending letter, or complain. */
static void
complain(const struct getopts *g, char letter, const char *format)
{
	char text[2] = { letter, '\0' };
	struct str line = str_new(&scratch);

	if (g->silent) {
		var_set(var_optarg, text);
		return;
	}
	str_printf(&line, "%s -%c%s\n",
	    format[0] == 'I' ? "Illegal option" : "No arg for", letter,
	    format[0] == 'I' ? "" : " option");
	out_flush();
	out_error(line.data, line.length);
	var_unset(var_optarg);
}

/* => returns: the option letter, '?', ':', or 0 at the end */
static char
next_option(struct getopts *g)
{
	const char *entry;
	char letter;

	if (g->at == NULL || *g->at == '\0') {
		const char *arg = g->index <= g->count ? g->args[g->index - 1] :
							 NULL;

		if (arg == NULL || arg[0] != '-' || arg[1] == '\0')
			return 0;
		g->index++;
		if (strcmp(arg, "--") == 0)
			return 0;
		g->at = arg + 1;
	}
	letter = *g->at++;
	entry = letter == ':' ? NULL : strchr(g->known, letter);
	if (entry == NULL) {
		complain(g, letter, "Illegal");
		return '?';
	}
	if (entry[1] != ':') {
		var_set(var_optarg, "");
		return letter;
	}
	if (*g->at == '\0') {
		g->at = g->index <= g->count ? g->args[g->index - 1] : NULL;
		if (g->at == NULL) {
			complain(g, letter, "No arg");
			return g->silent ? ':' : '?';
		}
		g->index++;
	}
	var_set(var_optarg, g->at);
	g->at = NULL;
	return letter;
}

/* Find the place where the last call stopped. */
static void
resume(struct getopts *g)
{
	const struct params *params = &shell.params;

	g->index = params->optind;
	if (g->index > g->count + 1)
		g->index = g->count + 1;
	if (params->optoff >= 0 && g->index > 1) {
		const char *arg = g->args[g->index - 2];

		if ((size_t)params->optoff <= strlen(arg))
			g->at = arg + params->optoff;
	}
}

static void
suspend(const struct getopts *g)
{
	struct params *params = &shell.params;

	params->optind = g->index;
	params->optoff = -1;
	if (g->at != NULL && *g->at != '\0')
		params->optoff = (int)(g->at - g->args[g->index - 2]);
}

int
builtin_getopts(int argc, char **argv)
{
	struct getopts g = { .args = shell.params.args,
		.count = shell.params.count };
	char letter[2] = { 0 };

	if (argc < 3)
		sh_error("Usage: getopts optstring var [arg...]");
	if (argc > 3) {
		g.args = argv + 3;
		g.count = argc - 3;
	}
	g.known = argv[1];
	g.silent = *g.known == ':';
	g.known += g.silent;
	resume(&g);
	letter[0] = next_option(&g);
	if (letter[0] == 0)
		g.at = NULL;
	suspend(&g);
	busy = true;
	var_set_number(var_optind, g.index);
	busy = false;
	if (!is_var_name(argv[2]))
		sh_error("%s: bad variable name", argv[2]);
	var_set(var_named(argv[2]), letter[0] ? letter : "?");
	return letter[0] == 0;
}
