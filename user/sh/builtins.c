/* The built-in commands: looking one up, and reading its arguments. */
#include "builtins.h"

#include "chars.h"
#include "error.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const struct builtin builtins[] = {
#define BUILTIN(name, function, flags) { name, function, flags },
#include "builtins.def"
#undef BUILTIN
};

#define NBUILTINS (sizeof builtins / sizeof *builtins)

const struct builtin *
builtin_find(const char *name)
{
	size_t low = 0;
	size_t high = NBUILTINS;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, builtins[middle].name);

		if (order == 0)
			return &builtins[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

void
builtin_for_each(void (*visit)(const char *name, void *arg), void *arg)
{
	for (size_t i = 0; i < NBUILTINS; i++)
		visit(builtins[i].name, arg);
}

struct options
options_start(int argc, char **argv)
{
	return (struct options){ .rest = argv + (argc > 0) };
}

/* => returns: false if no option begins here */
static bool
begin_argument(struct options *options)
{
	const char *arg = options->rest[0];

	if (arg == NULL || arg[0] != '-' || arg[1] == '\0')
		return false;
	options->rest++;
	if (arg[1] == '-' && arg[2] == '\0')
		return false;
	options->at = arg + 1;
	return true;
}

int
options_next(struct options *options, const char *known)
{
	const char *entry;
	char letter;

	if (options->at == NULL && !begin_argument(options))
		return 0;
	letter = *options->at++;
	entry = letter == ':' ? NULL : strchr(known, letter);
	if (entry == NULL)
		sh_error("Illegal option -%c", letter);
	if (entry[1] != ':') {
		if (*options->at == '\0')
			options->at = NULL;
		return letter;
	}
	options->value = *options->at ? options->at : *options->rest;
	if (options->value == NULL)
		sh_error("No arg for -%c option", letter);
	if (*options->at == '\0')
		options->rest++;
	options->at = NULL;
	return letter;
}

bool
is_number(const char *text)
{
	const char *p = text;

	while (is_digit((unsigned char)*p))
		p++;
	return p > text && *p == '\0';
}

int
number_of(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	while (isspace((unsigned char)*end))
		end++;
	if (end == text || *end != '\0' || n < 0 || n > INT_MAX)
		sh_error("Illegal number: %s", text);
	return (int)n;
}
