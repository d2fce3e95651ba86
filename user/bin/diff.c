/*
 * diff: what changed between files, or directories. See lib/lines.
 *
 * The changes are a list of hunks, each a range of lines in both files; -c and -u
 * join those that are no further apart than their context.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/date.h"
#include "lib/lines.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"
#include "lib/walk.h"

static const char help[] =
    "Usage: diff [OPTION]... FILE1 FILE2\n"
    "Print what has to change in FILE1 to make it FILE2; of directories, for each\n"
    "file in both. Exit status 0: no difference, 1: some, 2: an error.\n\n"
    "  @n --normal               the plain form (the default)\n"
    "  -q, --brief               only whether they differ\n"
    "  -s, --report-identical-files  say when they do not\n"
    "  -c                        with 3 lines of context, in the old form\n"
    "  -C, --context=NUM         with NUM\n"
    "  -u                        with 3 lines of context, in the unified form\n"
    "  -U, --unified=NUM         with NUM\n"
    "  -e, --ed                  as a script for ed\n"
    "  -L, --label=LABEL         a name for the file, in the heading\n"
    "  -r, --recursive           directories in directories\n"
    "  -N, --new-file            what is not there is empty\n"
    "  -x, --exclude=PATTERN     leave out files that match\n"
    "  -i, --ignore-case         capitals are equal to small letters\n"
    "  -b, --ignore-space-change any run of space is like any other\n"
    "  -w, --ignore-all-space    without space they are equal\n"
    "  -Z, --ignore-trailing-space  space at the end of lines does not count\n"
    "  -B, --ignore-blank-lines  changes of empty lines do not count\n"
    "  -a, --text                compare what is not text as well\n"
    "  -t, --expand-tabs         (ignored)\n"
    "  -d, --minimal             (ignored)\n"
    "  -p, --show-c-function     (ignored)\n"
    "  @c --color[=WHEN]         (ignored)\n";

enum style {
	NORMAL,
	CONTEXT,
	UNIFIED,
	ED
};

static struct {
	enum style style;
	bool brief, identical, recursive, new_file, ignore_blank, text;
	long context;
	const char *labels[2];
	const char *excludes[32];
	size_t nexcludes;
	struct lines_equality equality;
} opt = { .context = 3 };

/* Lines a0 to a1 - 1 become b0 to b1 - 1. */
struct hunk {
	long a0, a1, b0, b1;
};

struct result {
	const char *names[2];
	struct lines files[2];
	struct hunk *hunks;
	size_t n, capacity;
	bool *deleted, *inserted;
};

static int status;

static void
differ(void)
{
	if (status < 1)
		status = 1;
}

/* --- Printing ------------------------------------------------------------- */

static void
print_lines(const struct lines *l, long from, long to, const char *prefix)
{
	for (long i = from; i < to; i++) {
		fputs(prefix, stdout);
		fwrite(l->lines[i].text, 1, l->lines[i].length, stdout);
		putchar('\n');
		if (l->no_newline && i == (long)l->n - 1)
			puts("\\ No newline at end of file");
	}
}

/* "5" or "3,5"; an empty range is named by the line before it. */
static void
print_range(long from, long to)
{
	if (to - from <= 1)
		printf("%ld", to);
	else
		printf("%ld,%ld", from + 1, to);
}

static void
print_normal(const struct result *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct hunk *h = &r->hunks[i];

		print_range(h->a0, h->a1);
		putchar(h->a0 == h->a1 ? 'a' : h->b0 == h->b1 ? 'd' : 'c');
		print_range(h->b0, h->b1);
		putchar('\n');
		print_lines(&r->files[0], h->a0, h->a1, "< ");
		if (h->a0 < h->a1 && h->b0 < h->b1)
			puts("---");
		print_lines(&r->files[1], h->b0, h->b1, "> ");
	}
}

/* From the end, so that the numbers stay right. A lone dot would end the text. */
static void
print_ed(const struct result *r)
{
	for (size_t i = r->n; i-- > 0;) {
		const struct hunk *h = &r->hunks[i];

		print_range(h->a0, h->a1);
		puts(h->a0 == h->a1 ? "a" : h->b0 == h->b1 ? "d" : "c");
		if (h->b0 < h->b1) {
			print_lines(&r->files[1], h->b0, h->b1, "");
			puts(".");
		}
	}
}

static void
print_heading(const struct result *r, const char *first, const char *second)
{
	const char *marks[2] = { first, second };

	for (int i = 0; i < 2; i++) {
		struct stat st = { 0 };
		char *date;

		if (opt.labels[i]) {
			printf("%s %s\n", marks[i], opt.labels[i]);
			continue;
		}
		if (strcmp(r->names[i], "-") == 0)
			fstat(0, &st);
		else if (stat(r->names[i], &st) < 0)
			st = (struct stat){ 0 };
		date = date_format(opt.style == CONTEXT ?
			"%a %b %e %T %Y" :
			"%Y-%m-%d %H:%M:%S.%N %z",
		    st.st_mtim);
		printf("%s %s\t%s\n", marks[i], r->names[i], date);
		free(date);
	}
}

/* The last of the hunks from first on that belong together. */
static size_t
group_end(const struct result *r, size_t first)
{
	size_t last = first;

	while (last + 1 < r->n &&
	    r->hunks[last + 1].a0 - r->hunks[last].a1 <= 2 * opt.context)
		last++;
	return last;
}

static struct hunk
group_range(const struct result *r, size_t first, size_t last)
{
	struct hunk range = {
		r->hunks[first].a0 - opt.context,
		r->hunks[last].a1 + opt.context,
		r->hunks[first].b0 - opt.context,
		r->hunks[last].b1 + opt.context,
	};
	long before = range.a0 < range.b0 ? range.a0 : range.b0;
	long over_a = range.a1 - (long)r->files[0].n;
	long over_b = range.b1 - (long)r->files[1].n;
	long after = over_a > over_b ? over_a : over_b;

	if (before < 0) {
		range.a0 -= before;
		range.b0 -= before;
	}
	if (after > 0) {
		range.a1 -= after;
		range.b1 -= after;
	}
	return range;
}

static void
print_unified_range(long from, long to)
{
	long n = to - from;

	if (n == 1)
		printf("%ld", from + 1);
	else
		printf("%ld,%ld", n ? from + 1 : from, n);
}

static void
print_unified(const struct result *r)
{
	print_heading(r, "---", "+++");
	for (size_t first = 0; first < r->n;) {
		size_t last = group_end(r, first);
		struct hunk range = group_range(r, first, last);
		long at = range.a0;

		fputs("@@ -", stdout);
		print_unified_range(range.a0, range.a1);
		fputs(" +", stdout);
		print_unified_range(range.b0, range.b1);
		puts(" @@");
		for (; first <= last; first++) {
			const struct hunk *h = &r->hunks[first];

			print_lines(&r->files[0], at, h->a0, " ");
			print_lines(&r->files[0], h->a0, h->a1, "-");
			print_lines(&r->files[1], h->b0, h->b1, "+");
			at = h->a1;
		}
		print_lines(&r->files[0], at, range.a1, " ");
	}
}

static void
print_context_range(long from, long to)
{
	if (to - from <= 1)
		printf("%ld", to);
	else
		printf("%ld,%ld", from + 1, to);
}

/* One file's side of a group: changed lines are marked ! - or +. */
static void
print_context_side(const struct result *r, size_t first, size_t last,
    struct hunk range, int side)
{
	long at = side ? range.b0 : range.a0;
	long end = side ? range.b1 : range.a1;
	const struct lines *l = &r->files[side];

	for (size_t i = first; i <= last; i++) {
		const struct hunk *h = &r->hunks[i];
		long from = side ? h->b0 : h->a0, to = side ? h->b1 : h->a1;
		bool both = h->a0 < h->a1 && h->b0 < h->b1;

		print_lines(l, at, from, "  ");
		print_lines(l, from, to, both ? "! " : side ? "+ " : "- ");
		at = to;
	}
	print_lines(l, at, end, "  ");
}

static void
print_context(const struct result *r)
{
	print_heading(r, "***", "---");
	for (size_t first = 0; first < r->n;) {
		size_t last = group_end(r, first);
		struct hunk range = group_range(r, first, last);
		bool deletes = false, inserts = false;

		for (size_t i = first; i <= last; i++) {
			deletes |= r->hunks[i].a0 < r->hunks[i].a1;
			inserts |= r->hunks[i].b0 < r->hunks[i].b1;
		}
		fputs("***************\n*** ", stdout);
		print_context_range(range.a0, range.a1);
		puts(" ****");
		if (deletes)
			print_context_side(r, first, last, range, 0);
		fputs("--- ", stdout);
		print_context_range(range.b0, range.b1);
		puts(" ----");
		if (inserts)
			print_context_side(r, first, last, range, 1);
		first = last + 1;
	}
}

/* --- Comparing ------------------------------------------------------------ */

static bool
is_blank(const struct result *r, const struct hunk *h)
{
	for (long i = h->a0; i < h->a1; i++) {
		if (r->files[0].lines[i].length)
			return false;
	}
	for (long i = h->b0; i < h->b1; i++) {
		if (r->files[1].lines[i].length)
			return false;
	}
	return true;
}

static void
collect_hunks(struct result *r)
{
	long a = 0, b = 0;
	long na = (long)r->files[0].n, nb = (long)r->files[1].n;

	while (a < na || b < nb) {
		struct hunk h = { a, a, b, b };

		while (h.a1 < na && r->deleted[h.a1])
			h.a1++;
		while (h.b1 < nb && r->inserted[h.b1])
			h.b1++;
		if (h.a0 == h.a1 && h.b0 == h.b1) {
			a++;
			b++;
			continue;
		}
		if (!opt.ignore_blank || !is_blank(r, &h)) {
			array_grow(&r->hunks, r->n, &r->capacity,
			    sizeof *r->hunks);
			r->hunks[r->n++] = h;
		}
		a = h.a1;
		b = h.b1;
	}
}

static void
print_result(const struct result *r, const char *command)
{
	if (r->n == 0) {
		if (opt.identical)
			printf("Files %s and %s are identical\n", r->names[0],
			    r->names[1]);
		return;
	}
	differ();
	if (opt.brief) {
		printf("Files %s and %s differ\n", r->names[0], r->names[1]);
		return;
	}
	if (command)
		puts(command);
	switch (opt.style) {
	case NORMAL:
		print_normal(r);
		break;
	case CONTEXT:
		print_context(r);
		break;
	case UNIFIED:
		print_unified(r);
		break;
	case ED:
		print_ed(r);
		break;
	}
}

static bool
have_same_bytes(const struct lines *a, const struct lines *b)
{
	size_t na = a->n ? (size_t)(a->lines[a->n - 1].text - a->data) +
		a->lines[a->n - 1].length :
			   0;
	size_t nb = b->n ? (size_t)(b->lines[b->n - 1].text - b->data) +
		b->lines[b->n - 1].length :
			   0;

	return na == nb && a->no_newline == b->no_newline &&
	    (na == 0 || memcmp(a->data, b->data, na) == 0);
}

static void
free_result(struct result *r)
{
	for (int i = 0; i < 2; i++) {
		free(r->files[i].data);
		free(r->files[i].lines);
	}
	free(r->hunks);
	free(r->deleted);
	free(r->inserted);
}

/* exists: whether each of them is there; with -N one may be missing. */
static void
compare_files(const char *a, const char *b, bool a_exists, bool b_exists,
    const char *command)
{
	struct result r = { .names = { a, b } };

	if (!lines_read(&r.files[0], a_exists ? a : NULL) ||
	    !lines_read(&r.files[1], b_exists ? b : NULL)) {
		status = 2;
		return;
	}
	if (!opt.text && (r.files[0].binary || r.files[1].binary)) {
		if (!have_same_bytes(&r.files[0], &r.files[1])) {
			differ();
			printf("%siles %s and %s differ\n",
			    opt.brief ? "F" : "Binary f", a, b);
		} else if (opt.identical) {
			printf("Files %s and %s are identical\n", a, b);
		}
		free_result(&r);
		return;
	}
	r.deleted = xcalloc(r.files[0].n + 1, sizeof *r.deleted);
	r.inserted = xcalloc(r.files[1].n + 1, sizeof *r.inserted);
	lines_classify(&r.files[0], &r.files[1], &opt.equality);
	lines_compare(&r.files[0], &r.files[1], r.deleted, r.inserted);
	collect_hunks(&r);
	print_result(&r, command);
	free_result(&r);
}

/* --- Directories ---------------------------------------------------------- */

static char *command_line;

static bool
is_excluded(const char *name)
{
	for (size_t i = 0; i < opt.nexcludes; i++) {
		if (fnmatch(opt.excludes[i], name, 0) == 0)
			return true;
	}
	return false;
}

static void compare_directories(const char *a, const char *b);

static void
compare_pair(const char *a, const char *b, bool in_directory)
{
	struct stat sa, sb;
	bool has_a = strcmp(a, "-") == 0 || stat(a, &sa) == 0;
	bool has_b = strcmp(b, "-") == 0 || stat(b, &sb) == 0;
	bool dir_a = has_a && strcmp(a, "-") != 0 && S_ISDIR(sa.st_mode);
	bool dir_b = has_b && strcmp(b, "-") != 0 && S_ISDIR(sb.st_mode);
	char *command;

	/* A link to nowhere is equal to itself. */
	if (in_directory && strcmp(a, b) == 0 && !has_a)
		return;
	if (dir_a && dir_b) {
		if (opt.recursive || !in_directory)
			compare_directories(a, b);
		else
			printf("Common subdirectories: %s and %s\n", a, b);
		return;
	}
	if (dir_a != dir_b && has_a && has_b) {
		differ();
		printf("File %s is a %s while file %s is a %s\n", a,
		    dir_a ? "directory" : "regular file", b,
		    dir_b ? "directory" : "regular file");
		return;
	}
	command = in_directory ? xasprintf("%s %s %s", command_line, a, b) :
				 NULL;
	compare_files(a, b, has_a || !opt.new_file, has_b || !opt.new_file,
	    command);
	free(command);
}

static void
compare_directories(const char *a, const char *b)
{
	char **na = names_read(a, true), **nb = names_read(b, true);
	char **i = na, **j = nb;

	if (!na || !nb) {
		warn("%s", na ? b : a);
		status = 2;
		return;
	}
	while (*i || *j) {
		int order = !*i ? 1 : !*j ? -1 : strcmp(*i, *j);
		const char *name = order <= 0 ? *i : *j;
		char *pa = path_join(a, name), *pb = path_join(b, name);

		if (is_excluded(name)) {
			;
		} else if (order == 0 || opt.new_file) {
			compare_pair(pa, pb, true);
		} else {
			differ();
			printf("Only in %s: %s\n", order < 0 ? a : b, name);
		}
		free(pa);
		free(pb);
		i += order <= 0;
		j += order >= 0;
	}
	names_free(na);
	names_free(nb);
}

/* A file and a directory: the file of that name in it is meant. */
static char *
complete(const char *path, const char *other)
{
	struct stat st, other_st;
	char *base, *result;

	if (strcmp(path, "-") == 0 || strcmp(other, "-") == 0 ||
	    stat(path, &st) < 0 || !S_ISDIR(st.st_mode) ||
	    stat(other, &other_st) < 0 || S_ISDIR(other_st.st_mode))
		return xstrdup(path);
	base = path_base(other);
	result = path_join(path, base);
	free(base);
	return result;
}

static long
parse_context(const char *text)
{
	return (long)integer_argument(text, 0, 1 << 30, "context length");
}

static void
parse_option(int option)
{
	static size_t nlabels;

	switch (option) {
	case LONG('n'):
		opt.style = NORMAL;
		break;
	case 'q':
		opt.brief = true;
		break;
	case 's':
		opt.identical = true;
		break;
	case 'C':
		opt.context = parse_context(optarg);
		/* fall through */
	case 'c':
		opt.style = CONTEXT;
		break;
	case 'U':
		opt.context = parse_context(optarg);
		/* fall through */
	case 'u':
		opt.style = UNIFIED;
		break;
	case 'e':
		opt.style = ED;
		break;
	case 'L':
		if (nlabels < 2)
			opt.labels[nlabels++] = optarg;
		break;
	case 'r':
		opt.recursive = true;
		break;
	case 'N':
		opt.new_file = true;
		break;
	case 'x':
		if (opt.nexcludes < sizeof opt.excludes / sizeof *opt.excludes)
			opt.excludes[opt.nexcludes++] = optarg;
		break;
	case 'i':
		opt.equality.ignore_case = true;
		break;
	case 'b':
		opt.equality.ignore_space_change = true;
		break;
	case 'w':
		opt.equality.ignore_all_space = true;
		break;
	case 'Z':
		opt.equality.ignore_trailing_space = true;
		break;
	case 'B':
		opt.ignore_blank = true;
		break;
	case 'a':
		opt.text = true;
		break;
	}
}

int
main(int argc, char **argv)
{
	char *a, *b;
	int option;

	usage_status = 2;
	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option);
	need_operands(argc, argv, 2, 2);
	command_line = xstrdup("diff");
	for (int i = 1; i < optind; i++)
		command_line = xasprintf("%s %s", command_line, argv[i]);
	a = complete(argv[optind], argv[optind + 1]);
	b = complete(argv[optind + 1], argv[optind]);
	compare_pair(a, b, false);
	free(a);
	free(b);
	return status;
}
