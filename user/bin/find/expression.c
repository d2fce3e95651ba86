/*
 * The expression: -a, -o, the comma, ! and parentheses are the nodes of a tree.
 * Options such as -maxdepth count for the whole walk wherever they stand, and are
 * true for each file.
 */
#include <err.h>
#include <limits.h>
#include <string.h>

#include "../lib/memory.h"
#include "../lib/number.h"
#include "find.h"

enum {
	MAX_NESTING = 2000
};

static int nesting;

/* --- Nodes ---------------------------------------------------------------- */

bool
find_and(struct test *t, const struct walk_item *item)
{
	return t->left->run(t->left, item) && !find.stop &&
	    t->right->run(t->right, item);
}

static bool
run_or(struct test *t, const struct walk_item *item)
{
	return t->left->run(t->left, item) ||
	    (!find.stop && t->right->run(t->right, item));
}

static bool
run_comma(struct test *t, const struct walk_item *item)
{
	t->left->run(t->left, item);
	return !find.stop && t->right->run(t->right, item);
}

static bool
run_not(struct test *t, const struct walk_item *item)
{
	return !t->left->run(t->left, item);
}

bool
find_true(struct test *t, const struct walk_item *item)
{
	(void)t;
	(void)item;
	return true;
}

static bool
run_false(struct test *t, const struct walk_item *item)
{
	return !find_true(t, item);
}

struct test *
find_test_new(bool (*run)(struct test *, const struct walk_item *),
    struct test *left, struct test *right)
{
	struct test *t = xcalloc(1, sizeof *t);

	t->run = run;
	t->left = left;
	t->right = right;
	t->file = stdout;
	return t;
}

char *
find_argument(const char *option)
{
	if (!*find.arg)
		errx(1, "missing argument to `%s'", option);
	return *find.arg++;
}

/* --- Parsing -------------------------------------------------------------- */

/* Options: true for every file. */
static struct test *
parse_global(const char *name)
{
	if (strcmp(name, "-maxdepth") == 0)
		find.max_depth = (int)integer_argument(find_argument(name), 0,
		    INT_MAX, "depth");
	else if (strcmp(name, "-mindepth") == 0)
		find.min_depth = (int)integer_argument(find_argument(name), 0,
		    INT_MAX, "depth");
	else if (strcmp(name, "-depth") == 0 || strcmp(name, "-d") == 0)
		find.depth = true;
	else if (strcmp(name, "-mount") == 0 || strcmp(name, "-xdev") == 0)
		find.walk_flags |= WALK_ONE_DEVICE;
	else if (strcmp(name, "-follow") == 0)
		find.walk_flags |= WALK_FOLLOW;
	else if (strcmp(name, "-daystart") == 0)
		find.now.tv_sec += 86400 - find.now.tv_sec % 86400;
	else if (strcmp(name, "-noleaf") != 0 && strcmp(name, "-warn") != 0 &&
	    strcmp(name, "-nowarn") != 0)
		return NULL;
	return find_test_new(find_true, NULL, NULL);
}

static struct test *
parse_primary(void)
{
	const char *name = *find.arg++;
	struct test *t;

	if (strcmp(name, "(") == 0) {
		t = find_parse();
		if (!*find.arg || strcmp(*find.arg, ")") != 0)
			errx(1,
			    "invalid expression; I was expecting to find "
			    "a ')' somewhere but did not see one.");
		find.arg++;
		return t;
	}
	if ((t = find_parse_action(name)) || (t = parse_global(name)))
		return t;
	t = find_test_new(find_true, NULL, NULL);
	if (strcmp(name, "-true") == 0)
		return t;
	if (strcmp(name, "-false") == 0)
		t->run = run_false;
	else if (*name != '-' || !find_set_test(t, name))
		errx(1,
		    *name == '-' ? "unknown predicate `%s'" :
				   "paths must precede expression: `%s'",
		    name);
	return t;
}

static bool
take(const char *one, const char *other)
{
	if (!*find.arg ||
	    (strcmp(*find.arg, one) != 0 && strcmp(*find.arg, other) != 0))
		return false;
	find.arg++;
	return true;
}

/* Every recursion passes here, and none is deeper than the stack. */
static struct test *
parse_not(void)
{
	struct test *t;

	if (++nesting > MAX_NESTING)
		errx(1, "expression too deep");
	if (take("!", "-not")) {
		if (!*find.arg)
			errx(1, "expected an expression after `%s'",
			    find.arg[-1]);
		t = find_test_new(run_not, parse_not(), NULL);
	} else if (*find.arg) {
		t = parse_primary();
	} else {
		errx(1, "expected an expression");
	}
	nesting--;
	return t;
}

static bool
at_operator(void)
{
	return !*find.arg || strcmp(*find.arg, ")") == 0 ||
	    strcmp(*find.arg, ",") == 0 || strcmp(*find.arg, "-o") == 0 ||
	    strcmp(*find.arg, "-or") == 0;
}

static struct test *
parse_and(void)
{
	struct test *t = parse_not();

	while (take("-a", "-and") || !at_operator())
		t = find_test_new(find_and, t, parse_not());
	return t;
}

static struct test *
parse_or(void)
{
	struct test *t = parse_and();

	while (take("-o", "-or"))
		t = find_test_new(run_or, t, parse_and());
	return t;
}

struct test *
find_parse(void)
{
	struct test *t = parse_or();

	while (take(",", ","))
		t = find_test_new(run_comma, t, parse_or());
	return t;
}
