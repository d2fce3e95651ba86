/*
 * find: walk trees and evaluate an expression for each file; the expression is in
 * find/.
 *
 * -depth and -delete want a directory after what is in it, so the walk reports
 * directories on the way in or on the way out, not both.
 */
#include "find/find.h"

#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "lib/options.h"

static const char help[] =
    "+Usage: find [-H] [-L] [-P] [PATH]... [EXPRESSION]\n"
    "Walk the trees at the PATHs (.) and evaluate EXPRESSION (-print) for each\n"
    "file. A number N may be +N, more than that, or -N, less.\n"
    "  -H                        follow links among the PATHs\n"
    "  -L                        follow all symbolic links\n"
    "  -P                        follow none (the default)\n"
    "Operators: ( ) ! -not -a -and -o -or ,\n"
    "Options: -daystart -depth -maxdepth N -mindepth N -mount -xdev -noleaf\n"
    "Tests: -name -iname -path -ipath -wholename PATTERN, -regex -iregex REGEX,\n"
    "  -type bcdflps, -size N[cwbkMG], -empty, -perm [-/]MODE, -links N, -inum N,\n"
    "  -user NAME, -group NAME, -uid N, -gid N, -nouser, -nogroup, -newer FILE,\n"
    "  -newerXY REFERENCE, -mtime -atime -ctime N (days), -mmin -amin -cmin N,\n"
    "  -samefile FILE, -lname PATTERN, -xtype TYPE, -readable, -writable,\n"
    "  -executable, -true, -false\n"
    "Actions: -print -print0 -printf FORMAT -ls -delete -prune -quit\n"
    "  -exec -execdir -ok COMMAND {} ; or -exec COMMAND {} +, -fprint FILE\n";

struct find find = { .max_depth = INT32_MAX };

static struct test *expression;

static void
evaluate(const struct walk_item *item)
{
	find.prune = false;
	if (item->depth >= find.min_depth && !find.stop)
		expression->run(expression, item);
}

static enum walk_next
visit(const struct walk_item *item, void *context)
{
	(void)context;
	if (find.stop)
		return WALK_SKIP;
	switch (item->event) {
	case WALK_FILE:
		evaluate(item);
		break;
	case WALK_DIRECTORY:
		if (find.depth && item->depth < find.max_depth)
			return WALK_ON;
		evaluate(item);
		if (item->depth >= find.max_depth || find.prune || find.stop)
			return WALK_SKIP;
		break;
	case WALK_LEAVE:
		if (find.depth)
			evaluate(item);
		break;
	case WALK_CANNOT_STAT:
	case WALK_CANNOT_READ:
		errno = item->error;
		warn("'%s'", item->path);
		find.status = 1;
		break;
	case WALK_LOOP:
		warnx("File system loop detected; '%s'", item->path);
		find.status = 1;
		break;
	}
	return WALK_ON;
}

static bool
begins_expression(const char *word)
{
	return (word[0] == '-' && word[1]) || strcmp(word, "(") == 0 ||
	    strcmp(word, "!") == 0 || strcmp(word, ",") == 0 ||
	    strcmp(word, ")") == 0;
}

/* -H, -L and -P, of which the last counts. */
static void
read_options(void)
{
	const char *word;

	for (; (word = *find.arg) && word[0] == '-' && word[1] && !word[2] &&
	     strchr("HLP", word[1]);
	     find.arg++)
		find.walk_flags = word[1] == 'H' ? WALK_FOLLOW_OPERAND :
		    word[1] == 'L'               ? WALK_FOLLOW :
						   0;
	if (word && strcmp(word, "--") == 0)
		find.arg++;
}

int
main(int argc, char **argv)
{
	static char *here[] = { (char *)".", NULL };
	char **paths;
	size_t npaths;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		option_next(argc, argv, help);
	clock_gettime(CLOCK_REALTIME, &find.now);
	find.arg = argv + 1;
	read_options();
	paths = find.arg;
	while (*find.arg && !begins_expression(*find.arg))
		find.arg++;
	npaths = (size_t)(find.arg - paths);
	expression = *find.arg ? find_parse() :
				 find_test_new(find_true, NULL, NULL);
	if (*find.arg)
		errx(1, "invalid expression; you have too many ')'");
	if (!find.has_action) {
		struct test *print = find_test_new(find_print, NULL, NULL);

		print->which = '\n';
		expression = find_test_new(find_and, expression, print);
	}
	if (npaths == 0) {
		paths = here;
		npaths = 1;
	}
	for (size_t i = 0; i < npaths; i++)
		walk(paths[i], find.walk_flags, visit, NULL);
	find_flush_batches(expression);
	return find.status;
}
