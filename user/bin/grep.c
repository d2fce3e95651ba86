/*
 * grep: print lines that match a pattern.
 *
 * Patterns become a list of matchers: regular expressions of the C library, or
 * plain strings for -F. A line's match is the leftmost of all, the longest of
 * those. -w and -x look at where a match begins and ends; when that is wrong a
 * shorter one at the same place is tried, then one further right.
 *
 * A line that was selected prints the lines before it that -B wants, kept in a
 * ring, and starts a count of lines to print after it.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fnmatch.h>
#include <regex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"
#include "lib/walk.h"

static const char help[] =
    "Usage: grep [OPTION]... PATTERNS [FILE]...\n"
    "Print lines of the FILEs (standard input) that match one of the PATTERNS,\n"
    "which are lines. Exit status 0 if any did, 1 if none, 2 after an error.\n\n"
    "  -E, --extended-regexp     PATTERNS are extended regular expressions\n"
    "  -F, --fixed-strings       PATTERNS are strings\n"
    "  -G, --basic-regexp        PATTERNS are basic regular expressions\n"
    "  -e, --regexp=PATTERNS     these PATTERNS\n"
    "  -f, --file=FILE           the PATTERNS in FILE\n"
    "  -i, --ignore-case         capitals match small letters\n"
    "  -y                        the same\n"
    "  @n --no-ignore-case       they do not\n"
    "  -w, --word-regexp         only whole words\n"
    "  -x, --line-regexp         only whole lines\n"
    "  -z, --null-data           lines end with NUL\n"
    "  -s, --no-messages         no messages about files\n"
    "  -v, --invert-match        lines that do not match\n"
    "  -m, --max-count=NUM       stop after NUM lines\n"
    "  -b, --byte-offset         the offset before each line\n"
    "  -n, --line-number         the number before each line\n"
    "  @l --line-buffered        write each line at once\n"
    "  -H, --with-filename       the file's name before each line\n"
    "  -h, --no-filename         no names\n"
    "  @L --label=LABEL          the name of standard input\n"
    "  -o, --only-matching       only what matches\n"
    "  -q, --quiet               print nothing; stop at the first match\n"
    "  @q --silent               the same\n"
    "  @B --binary-files=TYPE    binary, text or without-match\n"
    "  -a, --text                --binary-files=text\n"
    "  -I                        --binary-files=without-match\n"
    "  -d, --directories=ACTION  read, recurse or skip\n"
    "  -D, --devices=ACTION      read or skip\n"
    "  -r, --recursive           --directories=recurse\n"
    "  -R, --dereference-recursive  the same, following symbolic links\n"
    "  @i --include=GLOB         only files that match GLOB\n"
    "  @e --exclude=GLOB         no files that match GLOB\n"
    "  @f --exclude-from=FILE    none that match a line of FILE\n"
    "  @d --exclude-dir=GLOB     no directories that match GLOB\n"
    "  -L, --files-without-match only names of files without a match\n"
    "  -l, --files-with-matches  only names of files with one\n"
    "  -c, --count               only how many lines match\n"
    "  -T, --initial-tab         a tab before each line\n"
    "  -Z, --null                a NUL behind each name\n"
    "  -A, --after-context=NUM   NUM lines behind each\n"
    "  -B, --before-context=NUM  NUM lines before each\n"
    "  -C, --context=NUM         both\n"
    "  @c --color[=WHEN]         matches in colour: always, never or auto\n"
    "  @C --colour[=WHEN]        the same\n"
    "  -U, --binary              (ignored)\n"
    "  -u                        (ignored)\n";

enum kind {
	BASIC,
	EXTENDED,
	FIXED
};
enum binary {
	BINARY_REPORT,
	BINARY_TEXT,
	BINARY_SKIP
};
enum directories {
	DIRECTORIES_READ,
	DIRECTORIES_RECURSE,
	DIRECTORIES_SKIP
};

struct pattern {
	char *text;
	size_t length;
	regex_t regex;
};

struct globs {
	const char **globs;
	size_t n, capacity;
};

static struct {
	enum kind kind;
	bool ignore_case, words, lines, invert, quiet, no_messages;
	bool offsets, numbers, only_matching, list, list_without, count;
	bool tab, null_names, line_buffered, follow, skip_devices, colour;
	int names; /* -1: not said, 0, 1 */
	enum binary binary;
	enum directories directories;
	uintmax_t max_count, before, after;
	const char *label;
	char end;
	struct globs include, exclude, exclude_dir;
} opt = {
	.names = -1,
	.max_count = UINTMAX_MAX,
	.label = "(standard input)",
	.end = '\n',
};

static struct pattern *patterns;
static size_t npatterns, patterns_capacity;
static bool have_patterns, any_selected, any_error;

struct match {
	size_t start, end;
};

/* --- Patterns ------------------------------------------------------------- */

static void
add_pattern(const char *text, size_t length)
{
	array_grow(&patterns, npatterns, &patterns_capacity, sizeof *patterns);
	patterns[npatterns++] = (struct pattern){
		.text = xstrndup(text, length), .length = length
	};
}

static void
add_patterns(const char *text, size_t length)
{
	const char *end = text + length;

	have_patterns = true;
	for (;;) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));

		if (!stop)
			break;
		add_pattern(text, (size_t)(stop - text));
		text = stop + 1;
	}
	add_pattern(text, (size_t)(end - text));
}

static void
read_patterns(const char *name)
{
	FILE *file = input_open(name);
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (!file)
		exit(2);
	have_patterns = true;
	while ((n = getline(&line, &size, file)) > 0)
		add_pattern(line, (size_t)n - (line[n - 1] == '\n'));
	free(line);
	input_close(file, name);
}

/* For -F with -i: a string as a regular expression. */
static char *
quote_regex(const char *text)
{
	char *quoted = xmalloc(2 * strlen(text) + 1), *out = quoted;

	for (; *text; text++) {
		if (strchr("\\[.*^$", *text))
			*out++ = '\\';
		*out++ = *text;
	}
	*out = '\0';
	return quoted;
}

static bool
uses_strings(void)
{
	return opt.kind == FIXED && !opt.ignore_case;
}

/* Without any special character a pattern is a string, and faster so. */
static void
simplify(void)
{
	if (opt.kind == FIXED || opt.ignore_case)
		return;
	for (size_t i = 0; i < npatterns; i++) {
		if (strpbrk(patterns[i].text, "\\[.*^$+?(){}|"))
			return;
	}
	opt.kind = FIXED;
}

static void
compile(struct pattern *pattern)
{
	int flags = opt.kind == EXTENDED ? REG_EXTENDED : 0;
	char *quoted = opt.kind == FIXED ? quote_regex(pattern->text) : NULL;
	int error;

	if (opt.ignore_case)
		flags |= REG_ICASE;
	error = regcomp(&pattern->regex, quoted ? quoted : pattern->text,
	    flags);
	free(quoted);
	if (error) {
		char message[128];

		regerror(error, &pattern->regex, message, sizeof message);
		errx(2, "%s", message);
	}
}

/* --- Matching ------------------------------------------------------------- */

static bool
search_one(const struct pattern *pattern, const char *text, size_t length,
    size_t from, struct match *match)
{
	regmatch_t at = { .rm_so = (regoff_t)from, .rm_eo = (regoff_t)length };

	if (uses_strings()) {
		const char *found = memmem(text + from, length - from,
		    pattern->text, pattern->length);

		if (!found)
			return false;
		match->start = (size_t)(found - text);
		match->end = match->start + pattern->length;
		return true;
	}
	if (regexec(&pattern->regex, text, 1, &at,
		REG_STARTEND | (from ? REG_NOTBOL : 0)))
		return false;
	match->start = (size_t)at.rm_so;
	match->end = (size_t)at.rm_eo;
	return true;
}

static bool
is_word(unsigned char c)
{
	return isalnum(c) || c == '_' || c >= 0x80;
}

static bool
fits(const char *text, size_t length, const struct match *match)
{
	if (opt.lines)
		return match->start == 0 && match->end == length;
	if (!opt.words)
		return true;
	return (match->start == 0 ||
		   !is_word((unsigned char)text[match->start - 1])) &&
	    (match->end == length || !is_word((unsigned char)text[match->end]));
}

/* Shorter matches that begin where this one does, until one fits. */
static bool
shorten(const struct pattern *pattern, const char *text, size_t length,
    struct match *match)
{
	size_t start = match->start;

	if (uses_strings())
		return false;
	while (match->end > start) {
		regmatch_t at = { .rm_so = (regoff_t)start,
			.rm_eo = (regoff_t)match->end - 1 };

		if (regexec(&pattern->regex, text, 1, &at,
			REG_STARTEND | REG_NOTEOL | (start ? REG_NOTBOL : 0)) ||
		    (size_t)at.rm_so != start)
			return false;
		match->end = (size_t)at.rm_eo;
		if (fits(text, length, match))
			return true;
	}
	return false;
}

static bool
search_fitting(const struct pattern *pattern, const char *text, size_t length,
    size_t from, struct match *match)
{
	while (from <= length &&
	    search_one(pattern, text, length, from, match)) {
		if (fits(text, length, match))
			return true;
		if (shorten(pattern, text, length, match))
			return true;
		from = match->start + 1;
	}
	return false;
}

/* The leftmost of the longest matches of all patterns. */
static bool
search(const char *text, size_t length, size_t from, struct match *best)
{
	bool found = false;

	for (size_t i = 0; i < npatterns; i++) {
		struct match match;

		if (!search_fitting(&patterns[i], text, length, from, &match))
			continue;
		if (!found || match.start < best->start ||
		    (match.start == best->start && match.end > best->end))
			*best = match;
		found = true;
	}
	return found;
}

/* --- Output --------------------------------------------------------------- */

struct line {
	char *text;
	size_t length, size;
	uintmax_t number, offset;
};

struct state {
	const char *name;
	struct line *ring; /* the lines before this one, opt.before of them */
	size_t ring_first, ring_count;
	uintmax_t selected, after_left, last_printed;
	bool binary;
};

static void
print_coloured(const char *colour, const char *text)
{
	if (opt.colour)
		printf("\033[%sm\033[K%s\033[m\033[K", colour, text);
	else
		fputs(text, stdout);
}

static void
print_separator(char c)
{
	char text[2] = { c, '\0' };

	print_coloured("36", text);
}

static void
print_name(const struct state *state, char separator)
{
	print_coloured("35", state->name);
	if (opt.null_names)
		putchar('\0');
	else
		print_separator(separator);
}

static void
print_prefix(const struct state *state, const struct line *line, char separator,
    size_t start)
{
	char number[24];

	if (opt.names)
		print_name(state, separator);
	if (opt.numbers) {
		snprintf(number, sizeof number, "%ju", line->number);
		print_coloured("32", number);
		print_separator(separator);
	}
	if (opt.offsets) {
		snprintf(number, sizeof number, "%ju", line->offset + start);
		print_coloured("32", number);
		print_separator(separator);
	}
	if (opt.tab && (opt.names || opt.numbers || opt.offsets))
		putchar('\t');
}

static void
print_match(const char *text, const struct match *match)
{
	if (opt.colour)
		fputs("\033[01;31m\033[K", stdout);
	fwrite(text + match->start, 1, match->end - match->start, stdout);
	if (opt.colour)
		fputs("\033[m\033[K", stdout);
}

static void
print_only_matching(const struct state *state, const struct line *line)
{
	struct match match;

	for (size_t from = 0; from <= line->length &&
	     search(line->text, line->length, from, &match);) {
		if (match.end == match.start) {
			from = match.end + 1;
			continue;
		}
		print_prefix(state, line, ':', match.start);
		print_match(line->text, &match);
		putchar(opt.end);
		from = match.end;
	}
}

static void
print_line(struct state *state, const struct line *line, char separator)
{
	struct match match;
	size_t from = 0;

	print_prefix(state, line, separator, 0);
	while (opt.colour && separator == ':' && !opt.invert &&
	    from <= line->length &&
	    search(line->text, line->length, from, &match) &&
	    match.end > match.start) {
		fwrite(line->text + from, 1, match.start - from, stdout);
		print_match(line->text, &match);
		from = match.end;
	}
	fwrite(line->text + from, 1, line->length - from, stdout);
	putchar(opt.end);
	state->last_printed = line->number;
	if (opt.line_buffered)
		fflush(stdout);
}

static void
print_gap(const struct state *state, uintmax_t next)
{
	static bool any;

	if ((opt.before || opt.after) && any &&
	    (state->last_printed == 0 || next > state->last_printed + 1)) {
		print_coloured("36", "--");
		putchar('\n');
	}
	any = true;
}

static void
print_context_before(struct state *state)
{
	for (size_t i = 0; i < state->ring_count; i++) {
		size_t at = (state->ring_first + i) % opt.before;
		struct line *line = &state->ring[at];

		if (i == 0)
			print_gap(state, line->number);
		print_line(state, line, '-');
	}
	state->ring_count = 0;
}

static void
keep_for_context(struct state *state, const struct line *line)
{
	struct line *slot;

	if (opt.before == 0)
		return;
	if (state->ring_count == opt.before) {
		state->ring_first = (state->ring_first + 1) % opt.before;
		state->ring_count--;
	}
	slot = &state->ring[(state->ring_first + state->ring_count++) %
	    opt.before];
	if (slot->size < line->length + 1) {
		slot->size = line->length + 1;
		slot->text = xrealloc(slot->text, slot->size, 1);
	}
	memcpy(slot->text, line->text, line->length);
	slot->length = line->length;
	slot->number = line->number;
	slot->offset = line->offset;
}

/* --- Files ---------------------------------------------------------------- */

static bool
prints_lines(void)
{
	return !opt.quiet && !opt.list && !opt.list_without && !opt.count;
}

static bool
is_binary(const char *text, size_t length)
{
	return memchr(text, '\0', length) != NULL;
}

static void
select_line(struct state *state, const struct line *line)
{
	state->selected++;
	if (!prints_lines() || state->binary)
		return;
	if (opt.only_matching) {
		if (!opt.invert)
			print_only_matching(state, line);
		return;
	}
	if (state->ring_count)
		print_context_before(state);
	else
		print_gap(state, line->number);
	print_line(state, line, ':');
	state->after_left = opt.after;
}

static void
pass_line(struct state *state, const struct line *line)
{
	if (!prints_lines() || state->binary || opt.only_matching)
		return;
	if (state->after_left > 0) {
		state->after_left--;
		print_line(state, line, '-');
	} else {
		keep_for_context(state, line);
	}
}

/* Is there need to read on? */
static bool
is_done(const struct state *state)
{
	if (state->selected >= opt.max_count)
		return true;
	return state->selected > 0 &&
	    (opt.quiet || opt.list || opt.list_without ||
		(state->binary && prints_lines()));
}

static void
search_lines(FILE *file, struct state *state)
{
	struct line line = { 0 };
	ssize_t n;

	while (!is_done(state) &&
	    (n = getdelim(&line.text, &line.size, opt.end, file)) > 0) {
		struct match match;

		line.length = (size_t)n - (line.text[n - 1] == opt.end);
		line.number++;
		if (!state->binary && opt.binary != BINARY_TEXT && opt.end &&
		    is_binary(line.text, line.length)) {
			state->binary = true;
			if (opt.binary == BINARY_SKIP)
				break;
		}
		if (search(line.text, line.length, 0, &match) != opt.invert)
			select_line(state, &line);
		else
			pass_line(state, &line);
		line.offset += (uintmax_t)n;
	}
	/* -m: the context behind the last one still belongs to it. */
	while (state->after_left > 0 && prints_lines() && !state->binary &&
	    (n = getdelim(&line.text, &line.size, opt.end, file)) > 0) {
		struct match match;

		line.length = (size_t)n - (line.text[n - 1] == opt.end);
		line.number++;
		if (search(line.text, line.length, 0, &match) != opt.invert)
			break;
		pass_line(state, &line);
		line.offset += (uintmax_t)n;
	}
	free(line.text);
}

static void
report(const struct state *state)
{
	if (opt.count && !opt.list && !opt.list_without && !opt.quiet) {
		if (opt.names)
			print_name(state, ':');
		printf("%ju\n", state->selected);
	}
	if (!opt.quiet &&
	    (opt.list ? state->selected > 0 :
			opt.list_without && state->selected == 0)) {
		print_coloured("35", state->name);
		putchar(opt.null_names ? '\0' : '\n');
	}
	if (state->binary && state->selected && prints_lines() &&
	    opt.binary == BINARY_REPORT)
		warnx("%s: binary file matches", state->name);
	if (opt.list_without ? state->selected == 0 : state->selected > 0)
		any_selected = true;
	if (opt.quiet && any_selected)
		exit(0);
}

static void
fail(const char *name, int error)
{
	any_error = true;
	errno = error;
	if (!opt.no_messages)
		warn("%s", name);
}

/* Would we read what we write? */
static bool
is_output(FILE *file)
{
	static struct stat out;
	static bool known;
	struct stat in;

	if (!known && fstat(1, &out) < 0)
		return false;
	known = true;
	return S_ISREG(out.st_mode) && fstat(fileno(file), &in) == 0 &&
	    in.st_dev == out.st_dev && in.st_ino == out.st_ino &&
	    prints_lines();
}

static void
search_stream(FILE *file, const char *name)
{
	struct state state = { .name = name };

	if (opt.before)
		state.ring = xcalloc((size_t)opt.before, sizeof *state.ring);
	search_lines(file, &state);
	if (ferror(file))
		fail(name, errno);
	report(&state);
	for (size_t i = 0; i < opt.before; i++)
		free(state.ring[i].text);
	free(state.ring);
}

static void
search_file(const char *name)
{
	FILE *file = fopen(name, "re");

	if (!file) {
		fail(name, errno);
		return;
	}
	if (is_output(file)) {
		warnx("%s: input file is also the output", name);
		any_error = true;
	} else {
		search_stream(file, name);
	}
	fclose(file);
}

static bool
matches_glob(const struct globs *globs, const char *name)
{
	for (size_t i = 0; i < globs->n; i++) {
		if (fnmatch(globs->globs[i], name, 0) == 0)
			return true;
	}
	return false;
}

static bool
is_excluded(const char *name)
{
	if (matches_glob(&opt.exclude, name))
		return true;
	return opt.include.n && !matches_glob(&opt.include, name);
}

static enum walk_next
visit(const struct walk_item *item, void *context)
{
	const char *operand = context;
	const char *shown = item->path;

	/* Without an operand names begin in the current directory. */
	if (!operand && strncmp(shown, "./", 2) == 0)
		shown += 2;
	switch (item->event) {
	case WALK_FILE:
		if (item->depth && !S_ISREG(item->st.st_mode))
			break;
		if (!is_excluded(item->name))
			search_file(shown);
		break;
	case WALK_DIRECTORY:
		if (item->depth && matches_glob(&opt.exclude_dir, item->name))
			return WALK_SKIP;
		break;
	case WALK_CANNOT_STAT:
	case WALK_CANNOT_READ:
		fail(shown, item->error);
		break;
	case WALK_LOOP:
		if (!opt.no_messages)
			warnx("%s: warning: recursive directory loop", shown);
		break;
	case WALK_LEAVE:
		break;
	}
	return WALK_ON;
}

static void
search_operand(const char *name)
{
	struct stat st;

	if (strcmp(name, "-") == 0) {
		search_stream(stdin, opt.label);
		return;
	}
	if (opt.directories == DIRECTORIES_RECURSE) {
		walk(name, WALK_FOLLOW_OPERAND | (opt.follow ? WALK_FOLLOW : 0),
		    visit, (void *)name);
		return;
	}
	if (stat(name, &st) == 0) {
		if (S_ISDIR(st.st_mode)) {
			if (opt.directories == DIRECTORIES_READ)
				fail(name, EISDIR);
			return;
		}
		if (opt.skip_devices && !S_ISREG(st.st_mode))
			return;
	}
	if (!is_excluded(name))
		search_file(name);
}

/* --- Options -------------------------------------------------------------- */

static void
add_glob(struct globs *globs, const char *glob)
{
	array_grow(&globs->globs, globs->n, &globs->capacity,
	    sizeof *globs->globs);
	globs->globs[globs->n++] = glob;
}

static void
add_globs_from(const char *name)
{
	FILE *file = input_open(name);
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (!file)
		exit(2);
	while ((n = getline(&line, &size, file)) > 0)
		add_glob(&opt.exclude,
		    xstrndup(line, (size_t)n - (line[n - 1] == '\n')));
	free(line);
	input_close(file, name);
}

static int
choose(const char *word, const char *const *words, const char *option)
{
	for (int i = 0; words[i]; i++) {
		if (strcmp(word, words[i]) == 0)
			return i;
	}
	usage("invalid argument '%s' for '--%s'", word, option);
}

static void
parse_colour(const char *when)
{
	static const char *const words[] = { "never", "always", "auto", NULL };
	int choice = choose(when ? when : "auto", words, "color");

	opt.colour = choice == 1 || (choice == 2 && isatty(1));
}

static void
parse_choice(int option)
{
	static const char *const binaries[] = { "binary", "text",
		"without-match", NULL };
	static const char *const directories[] = { "read", "recurse", "skip",
		NULL };
	static const char *const devices[] = { "read", "skip", NULL };

	switch (option) {
	case 'a':
		opt.binary = BINARY_TEXT;
		break;
	case LONG('B'):
		opt.binary = (enum binary)choose(optarg, binaries,
		    "binary-files");
		break;
	case 'I':
		opt.binary = BINARY_SKIP;
		break;
	case 'd':
		opt.directories = (enum directories)choose(optarg, directories,
		    "directories");
		break;
	case 'D':
		opt.skip_devices = choose(optarg, devices, "devices") == 1;
		break;
	case 'R':
		opt.follow = true;
		/* fall through */
	case 'r':
		opt.directories = DIRECTORIES_RECURSE;
		break;
	case LONG('i'):
		add_glob(&opt.include, optarg);
		break;
	case LONG('e'):
		add_glob(&opt.exclude, optarg);
		break;
	case LONG('f'):
		add_globs_from(optarg);
		break;
	case LONG('d'):
		add_glob(&opt.exclude_dir, optarg);
		break;
	case LONG('c'):
	case LONG('C'):
		parse_colour(optarg);
		break;
	}
}

static bool *
flag_of(int option)
{
	switch (option) {
	case 'w':
		return &opt.words;
	case 'x':
		return &opt.lines;
	case 's':
		return &opt.no_messages;
	case 'v':
		return &opt.invert;
	case 'b':
		return &opt.offsets;
	case 'n':
		return &opt.numbers;
	case LONG('l'):
		return &opt.line_buffered;
	case 'o':
		return &opt.only_matching;
	case 'q':
	case LONG('q'):
		return &opt.quiet;
	case 'c':
		return &opt.count;
	case 'T':
		return &opt.tab;
	case 'Z':
		return &opt.null_names;
	}
	return NULL;
}

static uintmax_t
parse_context(const char *text)
{
	uintmax_t n;

	if (!number_parse(text, &n))
		errx(2, "%s: invalid context length argument", text);
	return n < 1 << 20 ? n : 1 << 20;
}

static void
parse_option(int option)
{
	bool *flag = flag_of(option);

	if (flag) {
		*flag = true;
		return;
	}
	switch (option) {
	case 'E':
		opt.kind = EXTENDED;
		break;
	case 'F':
		opt.kind = FIXED;
		break;
	case 'G':
		opt.kind = BASIC;
		break;
	case 'e':
		add_patterns(optarg, strlen(optarg));
		break;
	case 'f':
		read_patterns(optarg);
		break;
	case 'i':
	case 'y':
		opt.ignore_case = true;
		break;
	case LONG('n'):
		opt.ignore_case = false;
		break;
	case 'z':
		opt.end = '\0';
		break;
	case 'm':
		/* A negative count is no limit. */
		opt.max_count = UINTMAX_MAX;
		if (*optarg != '-' && !number_parse(optarg, &opt.max_count))
			errx(2, "invalid max count");
		break;
	case 'H':
		opt.names = 1;
		break;
	case 'h':
		opt.names = 0;
		break;
	case LONG('L'):
		opt.label = optarg;
		break;
	case 'L':
		opt.list_without = true;
		opt.list = false;
		break;
	case 'l':
		opt.list = true;
		opt.list_without = false;
		break;
	case 'A':
		opt.after = parse_context(optarg);
		break;
	case 'B':
		opt.before = parse_context(optarg);
		break;
	case 'C':
		opt.before = opt.after = parse_context(optarg);
		break;
	default:
		parse_choice(option);
	}
}

/* `grep -3`: as -C3. */
static void
parse_old_form(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		size_t digits = strspn(argv[i] + (*argv[i] == '-'),
		    "0123456789");

		if (argv[i][0] == '-' && digits && argv[i][digits + 1] == '\0')
			argv[i] = xasprintf("-C%s", argv[i] + 1);
	}
}

int
main(int argc, char **argv)
{
	int option;

	usage_status = 2;
	if (strcmp(program_invocation_short_name, "egrep") == 0)
		opt.kind = EXTENDED;
	if (strcmp(program_invocation_short_name, "fgrep") == 0)
		opt.kind = FIXED;
	parse_old_form(argc, argv);
	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option);
	if (!have_patterns) {
		if (optind == argc)
			usage("no pattern given");
		add_patterns(argv[optind], strlen(argv[optind]));
		optind++;
	}
	simplify();
	for (size_t i = 0; !uses_strings() && i < npatterns; i++)
		compile(&patterns[i]);
	if (opt.names < 0)
		opt.names = argc - optind > 1 ||
		    opt.directories == DIRECTORIES_RECURSE;
	if (optind == argc && opt.directories == DIRECTORIES_RECURSE)
		walk(".", opt.follow ? WALK_FOLLOW : 0, visit, NULL);
	else if (optind == argc)
		search_operand("-");
	for (int i = optind; i < argc; i++)
		search_operand(argv[i]);
	if (any_error && !(opt.quiet && any_selected))
		return 2;
	return any_selected ? 0 : 1;
}
