/*
 * getopt, getopt_long: reading options.
 *
 * `optind` is the next argument to look at, `next` within it the next letter of a
 * group such as -xvf. Options may come after other arguments: these are moved
 * behind the options as they are found (permuted), unless the environment has
 * POSIXLY_CORRECT or the list of options begins with +; if it begins with -, each
 * is returned as if it were the argument of an option of code 1.
 *
 *   1. While permuting, argv[first, last) are the arguments passed over, and all
 *      before them has been read. At the end optind is where they begin.
 *
 * Setting optind to 0, or back to 1, or, as on BSD, optreset to 1 starts afresh.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1, opterr = 1, optopt = '?', optreset;

enum order {
	PERMUTE,
	REQUIRE_ORDER,
	RETURN_IN_ORDER,
};

static struct {
	const char *next; /* within a group of letters, or null */
	int first, last;
	int left; /* optind when the last call returned */
	enum order order;
} state;

/* A call's arguments. */
struct request {
	int argc;
	char **argv;
	const char *letters;
	const struct option *names; /* or null */
	int *index;
	bool single_dash; /* getopt_long_only */
	bool quiet;
};

static void
start(void)
{
	if (optind <= 0)
		optind = 1;
	optreset = 0;
	state.next = NULL;
	state.first = state.last = optind;
}

static enum order
order_of(const char *letters)
{
	if (*letters == '-')
		return RETURN_IN_ORDER;
	if (*letters == '+' || getenv("POSIXLY_CORRECT"))
		return REQUIRE_ORDER;
	return PERMUTE;
}

static void
reverse(char **argv, int from, int to)
{
	for (to--; from < to; from++, to--) {
		char *argument = argv[from];

		argv[from] = argv[to];
		argv[to] = argument;
	}
}

/* Let argv[last, optind), which were options, come before those passed over. */
static void
permute(struct request *r)
{
	int noptions = optind - state.last;

	reverse(r->argv, state.first, state.last);
	reverse(r->argv, state.last, optind);
	reverse(r->argv, state.first, optind);
	state.first += noptions;
	state.last = optind;
}

static bool
is_option(const char *argument)
{
	return argument[0] == '-' && argument[1];
}

static int
complain_letter(const struct request *r, const char *what, char letter)
{
	if (!r->quiet)
		fprintf(stderr, "%s: %s -- '%c'\n", r->argv[0], what, letter);
	return '?';
}

/* --- Options with names -------------------------------------------------------- */

/* What a missing argument gives. */
static int
missing(const struct request *r)
{
	return r->letters[0] == ':' ? ':' : '?';
}

static bool
same_effect(const struct option *a, const struct option *b)
{
	return a->has_arg == b->has_arg && a->flag == b->flag &&
	    a->val == b->val;
}

/*
 * The option of this name, or the only one whose name begins so.
 * => returns: null if there is none, or, with *ambiguous, several
 */
static const struct option *
find_name(const struct request *r, const char *name, size_t size,
    bool *ambiguous)
{
	const struct option *found = NULL;

	*ambiguous = false;
	for (const struct option *o = r->names; o->name; o++) {
		if (strncmp(o->name, name, size))
			continue;
		if (strlen(o->name) == size) {
			*ambiguous = false;
			return o;
		}
		if (!found)
			found = o;
		else if (r->single_dash || !same_effect(found, o))
			*ambiguous = true;
	}
	return *ambiguous ? NULL : found;
}

static void
complain_ambiguous(const struct request *r, const char *dashes,
    const char *name, size_t size)
{
	if (r->quiet)
		return;
	fprintf(stderr,
	    "%s: option '%s%s' is ambiguous; possibilities:", r->argv[0],
	    dashes, name);
	for (const struct option *o = r->names; o->name; o++)
		if (strncmp(o->name, name, size) == 0)
			fprintf(stderr, " '%s%s'", dashes, o->name);
	fputc('\n', stderr);
}

static int
take_named(const struct request *r, const struct option *o, const char *dashes,
    const char *equals)
{
	if (equals && o->has_arg == no_argument) {
		optopt = o->val;
		if (!r->quiet)
			fprintf(stderr,
			    "%s: option '%s%s' doesn't allow an argument\n",
			    r->argv[0], dashes, o->name);
		return '?';
	}
	if (equals) {
		optarg = (char *)equals + 1;
	} else if (o->has_arg == required_argument) {
		if (optind >= r->argc) {
			optopt = o->val;
			if (!r->quiet)
				fprintf(stderr,
				    "%s: option '%s%s' requires an argument\n",
				    r->argv[0], dashes, o->name);
			return missing(r);
		}
		optarg = r->argv[optind++];
	}
	if (r->index)
		*r->index = (int)(o - r->names);
	if (!o->flag)
		return o->val;
	*o->flag = o->val;
	return 0;
}

/*
 * --NAME or --NAME=VALUE, or with one dash; any int may be its code.
 * => returns: false if it rather is a group of letters
 */
static bool
read_name(const struct request *r, const char *argument, int *code)
{
	bool one_dash = argument[1] != '-';
	const char *dashes = one_dash ? "-" : "--";
	const char *name = argument + (one_dash ? 1 : 2);
	const char *equals = strchr(name, '=');
	size_t size = equals ? (size_t)(equals - name) : strlen(name);
	bool ambiguous;
	const struct option *o = find_name(r, name, size, &ambiguous);

	if (one_dash && !o && !ambiguous && strchr(r->letters, *name))
		return false;
	optind++;
	optopt = 0;
	if (o) {
		*code = take_named(r, o, dashes, equals);
		return true;
	}
	*code = '?';
	if (ambiguous)
		complain_ambiguous(r, dashes, name, size);
	else if (!r->quiet)
		fprintf(stderr, "%s: unrecognized option '%s%s'\n", r->argv[0],
		    dashes, name);
	return true;
}

/* --- Options of one letter ------------------------------------------------------ */

static int
read_letter(const struct request *r)
{
	char letter = *state.next++;
	const char *found = letter == ':' ? NULL : strchr(r->letters, letter);
	char *rest = *state.next ? (char *)state.next : NULL;

	if (!rest) {
		state.next = NULL;
		optind++;
	}
	optopt = (unsigned char)letter;
	if (!found)
		return complain_letter(r, "invalid option", letter);
	if (found[1] != ':')
		return (unsigned char)letter;
	if (rest) {
		optarg = rest;
		optind++;
	} else if (found[2] != ':') {
		if (optind >= r->argc) {
			complain_letter(r, "option requires an argument",
			    letter);
			return missing(r);
		}
		optarg = r->argv[optind++];
	}
	state.next = NULL;
	return (unsigned char)letter;
}

/* --- The arguments -------------------------------------------------------------- */

/* To the next option. => returns: false if there are no more */
static bool
advance(struct request *r)
{
	if (state.last > optind)
		state.last = optind;
	if (state.first > optind)
		state.first = optind;
	if (state.order == PERMUTE) {
		if (state.first < state.last && state.last < optind)
			permute(r);
		else if (state.last < optind)
			state.first = optind;
		while (optind < r->argc && !is_option(r->argv[optind]))
			optind++;
		state.last = optind;
	}
	if (optind < r->argc && strcmp(r->argv[optind], "--") == 0) {
		/* All that follows is no option. */
		optind++;
		if (state.first < state.last)
			permute(r);
		else
			state.first = optind;
		state.last = optind = r->argc;
	}
	if (optind < r->argc)
		return true;
	if (state.order == PERMUTE || state.last == r->argc)
		optind = state.first < state.last ? state.first : optind;
	return false;
}

/* With one dash, a single letter that is an option is that option. */
static bool
is_name(const struct request *r, const char *argument)
{
	if (!r->names)
		return false;
	if (argument[1] == '-')
		return true;
	return r->single_dash &&
	    (argument[2] || !strchr(r->letters, argument[1]));
}

static int
read_option(struct request *r)
{
	const char *argument;
	int code;

	optarg = NULL;
	if (optind <= 0 || optreset || optind < state.left || !state.last)
		start();
	state.order = order_of(r->letters);
	if (*r->letters == '-' || *r->letters == '+')
		r->letters++;
	r->quiet = !opterr || *r->letters == ':';
	if (state.next)
		return read_letter(r);
	if (!advance(r))
		return -1;
	argument = r->argv[optind];
	if (!is_option(argument)) {
		if (state.order == REQUIRE_ORDER)
			return -1;
		optarg = r->argv[optind++];
		return 1;
	}
	if (is_name(r, argument) && read_name(r, argument, &code))
		return code;
	state.next = argument + 1;
	return read_letter(r);
}

static int
next_option(struct request *r)
{
	int code = read_option(r);

	state.left = optind;
	return code;
}

int
getopt(int argc, char *const argv[], const char *letters)
{
	struct request r = {
		.argc = argc, .argv = (char **)argv, .letters = letters
	};

	return next_option(&r);
}

int
getopt_long(int argc, char *const argv[], const char *letters,
    const struct option *names, int *index)
{
	struct request r = { .argc = argc,
		.argv = (char **)argv,
		.letters = letters,
		.names = names,
		.index = index };

	return next_option(&r);
}

int
getopt_long_only(int argc, char *const argv[], const char *letters,
    const struct option *names, int *index)
{
	struct request r = { .argc = argc,
		.argv = (char **)argv,
		.letters = letters,
		.names = names,
		.index = index,
		.single_dash = true };

	return next_option(&r);
}
