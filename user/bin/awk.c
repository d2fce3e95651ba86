/*
 * awk: a language for lines and fields. POSIX awk(1).
 *
 * awk/lex and awk/parse turn the program into a tree, awk/run walks it for each
 * record that awk/stream reads; awk/record has the fields, awk/value the data
 * types, awk/builtin the functions. This file has the options, the special
 * variables and assignments among the operands.
 *
 * Beyond POSIX: nextfile, fflush(), systime(), strftime(), length(array),
 * delete of a whole array, RS as a regular expression, ** for ^, \x escapes.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "awk/awk.h"
#include "lib/input.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "+Usage: awk [OPTION]... PROGRAM [ARG]...\n"
    "       awk [OPTION]... -f FILE... [ARG]...\n"
    "Run PROGRAM, rules of the form PATTERN { ACTION }, over the lines of the\n"
    "files ARG (standard input). An ARG of the form NAME=VALUE sets a variable.\n\n"
    "  -F SEPARATOR              the value of FS: what separates fields\n"
    "  -f FILE                   the program is in FILE\n"
    "  -v ASSIGNMENT             set a variable before the program begins\n";

struct variable *var_nf, *var_nr, *var_fnr, *var_fs, *var_ofs, *var_ors,
    *var_rs, *var_filename, *var_subsep, *var_rstart, *var_rlength,
    *var_convfmt, *var_ofmt, *var_environ, *var_argc, *var_argv;

static struct variable *
special(const char *name, const char *text)
{
	struct variable *variable = variable_find(name);

	if (text)
		variable_set(variable, value_text(text, strlen(text)));
	return variable;
}

static struct variable *
special_number(const char *name, double number)
{
	struct variable *variable = variable_find(name);

	variable_set(variable, value_number(number));
	return variable;
}

/* The text of CONVFMT; good until it is assigned to. */
const char *
format_convfmt(void)
{
	struct value *value = &var_convfmt->value;

	return value->flags & STRING ? value->string->text : "%.6g";
}

static void
set_element(struct array *array, const char *name, const char *text)
{
	struct string *key = string_make(name, strlen(name));

	*array_get(array, key) = value_input(text, strlen(text));
	string_drop(key);
}

static void
init_environ(void)
{
	extern char **environ;
	struct array *array = variable_array(var_environ);

	for (char **e = environ; *e; e++) {
		char *equals = strchr(*e, '=');
		char *name;

		if (!equals)
			continue;
		name = xstrndup(*e, (size_t)(equals - *e));
		set_element(array, name, equals + 1);
		free(name);
	}
}

static void
init_variables(void)
{
	var_convfmt = special("CONVFMT", "%.6g");
	var_nf = special_number("NF", 0);
	var_nr = special_number("NR", 0);
	var_fnr = special_number("FNR", 0);
	var_fs = special("FS", " ");
	var_ofs = special("OFS", " ");
	var_ors = special("ORS", "\n");
	var_rs = special("RS", "\n");
	var_filename = special("FILENAME", NULL);
	var_subsep = special("SUBSEP", "\034");
	var_rstart = special_number("RSTART", 0);
	var_rlength = special_number("RLENGTH", -1);
	var_ofmt = special("OFMT", "%.6g");
	var_environ = special("ENVIRON", NULL);
	var_argc = special("ARGC", NULL);
	var_argv = special("ARGV", NULL);
	record_init();
	builtin_init();
	init_environ();
}

bool
assign_operand(const char *text)
{
	size_t n = 0, length;
	struct value value;
	char *name, *plain;

	if (!isalpha((unsigned char)*text) && *text != '_')
		return false;
	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	if (text[n] != '=')
		return false;
	name = xstrndup(text, n);
	plain = unescape(text + n + 1, strlen(text + n + 1), &length);
	value = value_input(plain, length);
	variable_set(variable_find(name), value);
	free(name);
	free(plain);
	return true;
}

static void
set_separator(const char *text)
{
	size_t length;
	char *plain;

	/* -Ft is a tab, as it always was. */
	if (strcmp(text, "t") == 0)
		text = "\\t";
	plain = unescape(text, strlen(text), &length);
	variable_set(var_fs, value_text(plain, length));
	free(plain);
}

static char *
read_program(char *text, const char *name)
{
	FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
	size_t length = text ? strlen(text) : 0, n;
	char block[4096];

	if (!file)
		fatal("can't open file %s: %s", name, strerror(errno));
	if (!text)
		text = xstrdup("");
	while ((n = fread(block, 1, sizeof block, file)) > 0) {
		text = xrealloc(text, length + n + 2, 1);
		memcpy(text + length, block, n);
		length += n;
		text[length] = '\0';
	}
	if (file != stdin)
		fclose(file);
	text = xrealloc(text, length + 2, 1);
	strcpy(text + length, "\n");
	return text;
}

static void
set_arguments(int argc, char **argv)
{
	struct array *array = variable_array(var_argv);
	int n = 0;
	char index[16];

	set_element(array, "0", "awk");
	for (int i = optind; i < argc; i++) {
		snprintf(index, sizeof index, "%d", ++n);
		set_element(array, index, argv[i]);
	}
	variable_set(var_argc, value_number(n + 1));
	input_set_operands();
}

int
main(int argc, char **argv)
{
	char *text = NULL;
	const char *name = "command line";
	int option;

	usage_status = 2;
	init_variables();
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'F':
			set_separator(optarg);
			break;
		case 'f':
			text = read_program(text, optarg);
			name = optarg;
			break;
		case 'v':
			if (!assign_operand(optarg))
				usage("invalid assignment '%s'", optarg);
			break;
		}
	}
	if (!text) {
		if (optind == argc)
			usage("no program given");
		text = argv[optind++];
	}
	parse_program(text, name);
	set_arguments(argc, argv);
	return run_program();
}
