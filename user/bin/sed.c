/*
 * sed: edit a stream, line by line. POSIX sed(1), with GNU's additions.
 *
 * A script is parsed into an array of struct command; blocks and labels become
 * indexes into it, so that running it is a loop with jumps. A cycle reads a line
 * into the pattern space, runs the script over it and prints it; what a, r and R
 * add is queued until the end of the cycle. Text is a struct buffer with its
 * length, so that NULs pass through.
 *
 * One line is read ahead, because $ asks whether there is another.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <regex.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: sed [OPTION]... SCRIPT [FILE]...\n"
    "Edit the FILEs (standard input) by the commands in SCRIPT and print them.\n\n"
    "  -n, --quiet               print only what the script asks for\n"
    "  @s --silent               the same\n"
    "  -e, --expression=SCRIPT   add these commands\n"
    "  -f, --file=FILE           add the commands in FILE\n"
    "  -E, --regexp-extended     extended regular expressions\n"
    "  -r                        the same\n"
    "  -i[SUFFIX], --in-place[=SUFFIX]  change the FILEs; old ones get SUFFIX\n"
    "  -l, --line-length=N       where the l command breaks lines\n"
    "  -s, --separate            each FILE has its own last line\n"
    "  -u, --unbuffered          write each line at once\n"
    "  -z, --null-data           lines end with NUL\n"
    "  @p --posix                (ignored)\n";

enum {
	MAX_GROUPS = 10
};

struct buffer {
	char *text;
	size_t length, size;
};

enum address_kind {
	NONE,
	LINE,
	LAST,
	REGEX,
	STEP,
	ZERO,    /* as a first address: the second may match line 1 */
	PLUS,    /* as a second address: so many lines more */
	MULTIPLE /* up to the next line number that is a multiple */
};

struct address {
	enum address_kind kind;
	unsigned long line, step;
	regex_t *regex; /* NULL: the last one used */
};

struct output {
	struct output *next;
	char *name;
	FILE *file;
};

/* A piece of the right side of s. */
struct piece {
	enum {
		TEXT,
		GROUP,
		CASE
	} kind;
	char *text;
	size_t length;
	int group;
	char letter; /* of \U \L \u \l \E */
};

struct substitution {
	regex_t *regex;
	struct piece *pieces;
	size_t npieces, capacity;
	bool global, print, evaluate;
	unsigned long number;
	struct output *file;
};

struct command {
	struct address first, second;
	bool invert, in_range;
	unsigned long range_end;
	char letter;
	char *text; /* of a i c, a file's name, a label, or y's map */
	size_t length;
	long number; /* of l q Q L */
	size_t jump; /* of { b t T */
	struct output *file;
	struct substitution *s;
};

static struct command *commands;
static size_t ncommands, commands_capacity;
static struct output *outputs;
static regex_t *last_regex;

static bool quiet, extended, in_place, separate, unbuffered;
static const char *suffix;
static char end_of_line = '\n';
static long line_length = 70;

/* --- Buffers -------------------------------------------------------------- */

static void
reserve(struct buffer *b, size_t more)
{
	size_t size = b->size ? b->size : 128;

	if (b->size >= b->length + more + 1)
		return;
	while (size < b->length + more + 1)
		size *= 2;
	b->text = xrealloc(b->text, size, 1);
	b->size = size;
}

static void
append(struct buffer *b, const char *text, size_t length)
{
	reserve(b, length);
	memcpy(b->text + b->length, text, length);
	b->length += length;
	b->text[b->length] = '\0';
}

static void
append_char(struct buffer *b, char c)
{
	append(b, &c, 1);
}

static void
set(struct buffer *b, const char *text, size_t length)
{
	b->length = 0;
	append(b, text, length);
}

static void
swap(struct buffer *a, struct buffer *b)
{
	struct buffer old = *a;

	*a = *b;
	*b = old;
}

/* --- The script's text ---------------------------------------------------- */

static struct {
	const char *text;
	size_t at, length;
	const char *where; /* "-e expression #1" or "file NAME" */
	unsigned long line;
	bool is_file;
} script;

/* Indexes of the { that are open. */
static size_t *blocks;
static size_t nblocks, blocks_capacity;

__attribute__((noreturn, format(printf, 1, 2))) static void
bad(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	if (script.is_file)
		fprintf(stderr,
		    "%s: file %s line %lu: ", program_invocation_short_name,
		    script.where, script.line);
	else
		fprintf(stderr,
		    "%s: %s, char %zu: ", program_invocation_short_name,
		    script.where, script.at);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static int
peek(void)
{
	return script.at < script.length ?
	    (unsigned char)script.text[script.at] :
	    EOF;
}

static int
next(void)
{
	int c = peek();

	if (c != EOF)
		script.at++;
	if (c == '\n')
		script.line++;
	return c;
}

static void
skip_blanks(void)
{
	while (isblank(peek()))
		next();
}

static void
skip_spaces(void)
{
	while (isspace(peek()) || peek() == ';')
		next();
}

static unsigned long
parse_number(void)
{
	unsigned long n = 0;

	while (isdigit(peek()))
		n = 10 * n + (unsigned long)(next() - '0');
	return n;
}

/* The end of a command: nothing but blanks up to ; } # or the line's end. */
static void
expect_end(void)
{
	skip_blanks();
	switch (peek()) {
	case EOF:
	case '#':
	case '}':
		return;
	case '\n':
	case ';':
		next();
		return;
	}
	script.at++;
	bad("extra characters after command");
}

/* A word up to the end of the line, or to a semicolon as well. */
static char *
take_word(bool to_semicolon)
{
	size_t start;
	char *word;

	skip_blanks();
	start = script.at;
	while (peek() != EOF && peek() != '\n' &&
	    !(to_semicolon && (peek() == ';' || isspace(peek()))))
		next();
	word = xstrndup(script.text + start, script.at - start);
	next();
	return word;
}

static void
take_escape(struct buffer *b, int c, int delimiter, bool regex)
{
	static const char letters[] = "afntv", values[] = "\a\f\n\t\v";
	const char *at;

	if (c == delimiter && delimiter != EOF) {
		/* In a regular expression the delimiter stands for itself,
		 * but one that is special stays special in an s|a\|b|. */
		if (regex && strchr("|+?(){}", c) && !extended) {
			append_char(b, (char)c);
			return;
		}
		if (regex && strchr("^$.*[]\\", c))
			append_char(b, '\\');
		append_char(b, (char)c);
		return;
	}
	at = strchr(letters, c);
	if (at && *at) {
		append_char(b, values[at - letters]);
		return;
	}
	append_char(b, '\\');
	append_char(b, (char)c);
}

/* The bytes of \xHH, \oNNN, \dNNN; false when it is none of them. */
static bool
take_numeric(int letter, char *byte)
{
	int base = letter == 'x' ? 16 : letter == 'o' ? 8 : 10;
	int most = letter == 'x' ? 2 : 3, value = 0, n = 0;

	while (n < most && isxdigit(peek())) {
		int c = tolower(peek());
		int digit = isdigit(c) ? c - '0' : c - 'a' + 10;

		if (digit >= base)
			break;
		value = base * value + digit;
		next();
		n++;
	}
	if (n == 0)
		return false;
	*byte = (char)value;
	return true;
}

/* Copies a bracket expression whole: the delimiter means nothing in it. */
static void
take_bracket(struct buffer *b)
{
	append_char(b, '[');
	if (peek() == '^')
		append_char(b, (char)next());
	if (peek() == ']')
		append_char(b, (char)next());
	while (peek() != EOF && peek() != ']' && peek() != '\n') {
		int c = next();

		if (c == '[' &&
		    (peek() == ':' || peek() == '.' || peek() == '=')) {
			int kind = next();

			append_char(b, '[');
			append_char(b, (char)kind);
			while (peek() != EOF && peek() != '\n') {
				c = next();
				append_char(b, (char)c);
				if (c == kind && peek() == ']')
					break;
			}
			if (peek() == ']')
				append_char(b, (char)next());
			continue;
		}
		if (c == '\\' && peek() == 'n') {
			next();
			c = '\n';
		} else if (c == '\\' && peek() == 't') {
			next();
			c = '\t';
		} else if (c == '\\' && peek() == ']') {
			append_char(b, '\\');
			continue;
		}
		append_char(b, (char)c);
	}
	if (peek() == ']')
		append_char(b, (char)next());
}

/* Up to the delimiter, which is taken; false if it is missing. */
static bool
take_regex_text(struct buffer *b, int delimiter)
{
	append(b, "", 0);
	for (;;) {
		int c = next();
		char byte;

		if (c == EOF)
			return false;
		if (c == '\n' && delimiter != '\n')
			return false;
		if (c == delimiter)
			return true;
		if (c == '[') {
			take_bracket(b);
		} else if (c == '\\') {
			c = next();
			if (c == EOF)
				return false;
			if ((c == 'x' || c == 'o' || c == 'd') &&
			    c != delimiter && take_numeric(c, &byte)) {
				if (strchr("^$.*[]\\/+?(){}|", byte) && byte)
					append_char(b, '\\');
				append_char(b, byte);
			} else if (c == 'c' && c != delimiter &&
			    peek() != EOF) {
				append_char(b, (char)(toupper(next()) ^ 0x40));
			} else {
				take_escape(b, c, delimiter, true);
			}
		} else {
			append_char(b, (char)c);
		}
	}
}

static regex_t *
compile(const char *text, bool ignore_case, bool multiline)
{
	regex_t *regex;
	int error;

	if (*text == '\0')
		return NULL;
	regex = xmalloc(sizeof *regex);
	error = regcomp(regex, text,
	    (extended ? REG_EXTENDED : 0) | (ignore_case ? REG_ICASE : 0) |
		(multiline ? REG_NEWLINE : 0));
	if (error) {
		char message[128];

		regerror(error, regex, message, sizeof message);
		bad("%s", message);
	}
	return regex;
}

/* --- Addresses ------------------------------------------------------------ */

static void
parse_regex_address(struct address *address, int delimiter)
{
	struct buffer text = { 0 };
	bool ignore_case = false, multiline = false;

	if (!take_regex_text(&text, delimiter))
		bad("unterminated address regex");
	for (;; next()) {
		if (peek() == 'I')
			ignore_case = true;
		else if (peek() == 'M')
			multiline = true;
		else
			break;
	}
	address->kind = REGEX;
	address->regex = compile(text.text, ignore_case, multiline);
	free(text.text);
}

static bool
parse_address(struct address *address, bool second)
{
	int c = peek();

	*address = (struct address){ 0 };
	if (isdigit(c)) {
		address->kind = LINE;
		address->line = parse_number();
		skip_blanks();
		if (peek() == '~' && !second) {
			next();
			address->kind = STEP;
			address->step = parse_number();
		} else if (address->line == 0 && !second) {
			address->kind = ZERO;
		}
	} else if (c == '$') {
		next();
		address->kind = LAST;
	} else if (c == '/') {
		next();
		parse_regex_address(address, '/');
	} else if (c == '\\') {
		next();
		c = next();
		if (c == EOF || c == '\n' || c == '\\')
			bad("unexpected `,'");
		parse_regex_address(address, c);
	} else if (second && (c == '+' || c == '~')) {
		next();
		if (!isdigit(peek()))
			bad("expected number after +/~");
		address->kind = c == '+' ? PLUS : MULTIPLE;
		address->line = parse_number();
	} else {
		return false;
	}
	return true;
}

static void
parse_addresses(struct command *command)
{
	if (!parse_address(&command->first, false))
		return;
	skip_blanks();
	if (peek() == ',') {
		next();
		skip_blanks();
		if (!parse_address(&command->second, true))
			bad("unexpected `,'");
	}
	if (command->first.kind == ZERO && command->second.kind != REGEX)
		bad("invalid usage of line address 0");
	/* 0,/x/ is a range that has begun already. */
	if (command->first.kind == ZERO)
		command->in_range = true;
}

/* --- Commands ------------------------------------------------------------- */

static struct output *
open_output(const char *name)
{
	struct output *output;

	for (output = outputs; output; output = output->next) {
		if (strcmp(output->name, name) == 0)
			return output;
	}
	output = xcalloc(1, sizeof *output);
	output->name = xstrdup(name);
	if (strcmp(name, "/dev/stdout") == 0)
		output->file = stdout;
	else if (strcmp(name, "/dev/stderr") == 0)
		output->file = stderr;
	else
		output->file = fopen(name, "we");
	if (!output->file)
		err(4, "couldn't open file %s", name);
	output->next = outputs;
	outputs = output;
	return output;
}

static struct piece *
add_piece(struct substitution *s)
{
	array_grow(&s->pieces, s->npieces, &s->capacity, sizeof *s->pieces);
	s->pieces[s->npieces] = (struct piece){ 0 };
	return &s->pieces[s->npieces++];
}

static void
flush_text(struct substitution *s, struct buffer *text)
{
	struct piece *piece;

	if (text->length == 0)
		return;
	piece = add_piece(s);
	piece->kind = TEXT;
	piece->text = text->text;
	piece->length = text->length;
	*text = (struct buffer){ 0 };
}

static void
take_replacement_escape(struct substitution *s, struct buffer *text,
    int delimiter)
{
	static const char letters[] = "afntrv", values[] = "\a\f\n\t\r\v";
	int c = next();
	struct piece *piece;
	const char *at;
	char byte;

	if (c == EOF)
		bad("unterminated `s' command");
	if (isdigit(c) && c != delimiter) {
		flush_text(s, text);
		piece = add_piece(s);
		piece->kind = GROUP;
		piece->group = c - '0';
	} else if (c != delimiter && strchr("ULulE", c)) {
		flush_text(s, text);
		piece = add_piece(s);
		piece->kind = CASE;
		piece->letter = (char)c;
	} else if (c != delimiter && strchr("xod", c) &&
	    take_numeric(c, &byte)) {
		append_char(text, byte);
	} else if (c == 'c' && c != delimiter && peek() != EOF) {
		append_char(text, (char)(toupper(next()) ^ 0x40));
	} else if (c != delimiter && (at = strchr(letters, c))) {
		append_char(text, values[at - letters]);
	} else {
		append_char(text, (char)c);
	}
}

static void
take_replacement(struct substitution *s, int delimiter)
{
	struct buffer text = { 0 };

	for (;;) {
		int c = next();

		if (c == EOF)
			bad("unterminated `s' command");
		if (c == delimiter)
			break;
		if (c == '\\') {
			take_replacement_escape(s, &text, delimiter);
		} else if (c == '&') {
			flush_text(s, &text);
			add_piece(s)->kind = GROUP;
		} else {
			append_char(&text, (char)c);
		}
	}
	flush_text(s, &text);
}

static void
check_groups(const struct substitution *s)
{
	for (size_t i = 0; i < s->npieces; i++) {
		if (s->pieces[i].kind == GROUP && s->regex &&
		    (size_t)s->pieces[i].group > s->regex->re_nsub)
			bad("invalid reference \\%d on `s' command's RHS",
			    s->pieces[i].group);
	}
}

static void
parse_flags(struct substitution *s, bool *ignore_case, bool *multiline)
{
	for (;;) {
		int c = peek();

		if (isdigit(c)) {
			if (s->number)
				bad("multiple number options to `s' command");
			s->number = parse_number();
			if (s->number == 0)
				bad("number option to `s' command may not be "
				    "zero");
			continue;
		}
		switch (c) {
		case 'g':
			if (s->global)
				bad("multiple `g' options to `s' command");
			s->global = true;
			break;
		case 'p':
			if (s->print)
				bad("multiple `p' options to `s' command");
			s->print = true;
			break;
		case 'i':
		case 'I':
			*ignore_case = true;
			break;
		case 'm':
		case 'M':
			*multiline = true;
			break;
		case 'e':
			s->evaluate = true;
			break;
		case 'w':
			next();
			s->file = open_output(take_word(false));
			return;
		case '\r':
			break;
		default:
			if (c != EOF && c != '\n' && c != ';' && c != '}' &&
			    c != '#' && !isblank(c)) {
				next();
				bad("unknown option to `s'");
			}
			expect_end();
			return;
		}
		next();
	}
}

static void
parse_substitution(struct command *command)
{
	struct substitution *s = xcalloc(1, sizeof *s);
	struct buffer text = { 0 };
	bool ignore_case = false, multiline = false;
	int delimiter = next();

	if (delimiter == EOF || delimiter == '\n' || delimiter == '\\')
		bad("unterminated `s' command");
	if (!take_regex_text(&text, delimiter))
		bad("unterminated `s' command");
	take_replacement(s, delimiter);
	parse_flags(s, &ignore_case, &multiline);
	s->regex = compile(text.text, ignore_case, multiline);
	free(text.text);
	check_groups(s);
	command->s = s;
}

/* One side of y, with \\, \n and the delimiter resolved. */
static void
take_y_text(struct buffer *b, int delimiter)
{
	append(b, "", 0);
	for (;;) {
		int c = next();

		if (c == EOF || c == '\n')
			bad("unterminated `y' command");
		if (c == delimiter)
			return;
		if (c == '\\') {
			c = next();
			if (c == 'n')
				c = '\n';
			else if (c == 't')
				c = '\t';
			else if (c != '\\' && c != delimiter)
				append_char(b, '\\');
		}
		append_char(b, (char)c);
	}
}

static void
parse_transliteration(struct command *command)
{
	struct buffer from = { 0 }, to = { 0 };
	int delimiter = next();

	take_y_text(&from, delimiter);
	take_y_text(&to, delimiter);
	if (from.length != to.length)
		bad("strings for `y' command are different lengths");
	command->text = xmalloc(256);
	for (int i = 0; i < 256; i++)
		command->text[i] = (char)i;
	for (size_t i = 0; i < from.length; i++)
		command->text[(unsigned char)from.text[i]] = to.text[i];
	free(from.text);
	free(to.text);
	expect_end();
}

/* The text of a, i and c: "a\" and lines, or the rest of the line. */
static void
parse_text(struct command *command)
{
	struct buffer text = { 0 };
	int c;

	skip_blanks();
	if (peek() == EOF)
		bad("expected \\ after `a', `c' or `i'");
	if (peek() == '\\') {
		size_t after;

		next();
		after = script.at;
		skip_blanks();
		if (peek() == '\n')
			next();
		else
			/* "a\  text" keeps its blanks. */
			script.at = after;
		if (peek() == EOF) {
			command->text = xstrdup("");
			return;
		}
	}
	while ((c = next()) != EOF && c != '\n') {
		if (c == '\\') {
			c = next();
			if (c == EOF)
				break;
		}
		append_char(&text, (char)c);
	}
	append_char(&text, '\n');
	command->text = text.text;
	command->length = text.length;
}

static void
open_block(void)
{
	array_grow(&blocks, nblocks, &blocks_capacity, sizeof *blocks);
	blocks[nblocks++] = ncommands;
}

static void
close_block(const struct command *command)
{
	if (command->first.kind != NONE)
		bad("} doesn't want any addresses");
	if (nblocks == 0)
		bad("unexpected `}'");
	commands[blocks[--nblocks]].jump = ncommands;
	expect_end();
}

static void
parse_command(struct command *command)
{
	int c = next();

	command->letter = (char)c;
	switch (c) {
	case EOF:
		bad("missing command");
	case '{':
		open_block();
		break;
	case '}':
		close_block(command);
		break;
	case ':':
		if (command->first.kind != NONE)
			bad(": doesn't want any addresses");
		command->text = take_word(true);
		if (*command->text == '\0')
			bad("\":\" lacks a label");
		break;
	case 'b':
	case 't':
	case 'T':
		skip_blanks();
		{
			size_t start = script.at;

			while (peek() != EOF && !isspace(peek()) &&
			    peek() != ';' && peek() != '}')
				next();
			command->text = xstrndup(script.text + start,
			    script.at - start);
		}
		expect_end();
		break;
	case 'a':
	case 'i':
	case 'c':
		parse_text(command);
		break;
	case 'r':
	case 'R':
		command->text = take_word(false);
		if (*command->text == '\0')
			bad("missing filename in r/R/w/W commands");
		break;
	case 'w':
	case 'W':
		command->text = take_word(false);
		if (*command->text == '\0')
			bad("missing filename in r/R/w/W commands");
		command->file = open_output(command->text);
		break;
	case 's':
		parse_substitution(command);
		break;
	case 'y':
		parse_transliteration(command);
		break;
	case 'l':
	case 'L':
	case 'q':
	case 'Q':
		skip_blanks();
		command->number = isdigit(peek()) ? (long)parse_number() : -1;
		if ((c == 'q' || c == 'Q') && command->second.kind != NONE)
			bad("command only uses one address");
		expect_end();
		break;
	case '=':
	case 'd':
	case 'D':
	case 'F':
	case 'g':
	case 'G':
	case 'h':
	case 'H':
	case 'n':
	case 'N':
	case 'p':
	case 'P':
	case 'x':
	case 'z':
		expect_end();
		break;
	default:
		bad("unknown command: `%c'", c);
	}
}

static void
parse_script(const char *text, size_t length)
{
	script.text = text;
	script.length = length;
	script.at = 0;
	script.line = 1;
	if (ncommands == 0 && length >= 2 && text[0] == '#' && text[1] == 'n' &&
	    (length == 2 || text[2] == '\n'))
		quiet = true;
	for (;;) {
		struct command command = { 0 };

		skip_spaces();
		if (peek() == EOF)
			return;
		if (peek() == '#') {
			while (peek() != EOF && peek() != '\n')
				next();
			continue;
		}
		parse_addresses(&command);
		skip_blanks();
		while (peek() == '!') {
			next();
			command.invert = true;
			skip_blanks();
		}
		array_grow(&commands, ncommands, &commands_capacity,
		    sizeof *commands);
		parse_command(&command);
		commands[ncommands++] = command;
	}
}

static void
resolve_labels(void)
{
	if (nblocks)
		errx(1, "-e expression #1, char 0: unmatched `{'");
	for (size_t i = 0; i < ncommands; i++) {
		struct command *c = &commands[i];

		if (!strchr("btT", c->letter))
			continue;
		c->jump = ncommands;
		for (size_t j = 0; *c->text && j < ncommands; j++) {
			if (commands[j].letter == ':' &&
			    strcmp(commands[j].text, c->text) == 0)
				c->jump = j;
		}
		if (*c->text && c->jump == ncommands)
			errx(4, "can't find label for jump to `%s'", c->text);
	}
}

/*
 * A last line without a newline is printed without one; what comes behind it
 * nevertheless, comes behind a newline.
 */
static FILE *owing;

static FILE *
to(FILE *file)
{
	if (owing == file) {
		putc(end_of_line, file);
		owing = NULL;
	}
	return file;
}

/* --- Input ---------------------------------------------------------------- */

static struct {
	char **names;
	size_t n, at;
	FILE *file;
	const char *name; /* of the current line's file */
	struct buffer ahead;
	bool has_ahead, ahead_newline, first_of_file;
	unsigned long line;
	int status;
	FILE *out; /* standard output, or what replaces the file */
	char *out_name;
	const char *out_for;
} in = { .name = "-" };

static void
finish_in_place(void)
{
	if (!in.out_for)
		return;
	owing = NULL;
	if (fclose(in.out) == EOF)
		err(4, "couldn't write %s", in.out_name);
	if (suffix) {
		char *backup = strchr(suffix, '*') ?
		    NULL :
		    xasprintf("%s%s", in.out_for, suffix);

		if (backup && rename(in.out_for, backup) < 0)
			err(4, "cannot rename %s", in.out_for);
		free(backup);
	}
	if (rename(in.out_name, in.out_for) < 0)
		err(4, "cannot rename %s", in.out_name);
	free(in.out_name);
	in.out_for = NULL;
	in.out = stdout;
}

static void
begin_in_place(const char *name)
{
	struct stat st;
	int fd;

	in.out_name = xasprintf("%s.sedXXXXXX", name);
	fd = mkstemp(in.out_name);
	if (fd < 0)
		err(4, "couldn't open temporary file %s", in.out_name);
	if (fstat(fileno(in.file), &st) == 0) {
		if (fchown(fd, st.st_uid, st.st_gid) < 0)
			st.st_mode &= 0777;
		fchmod(fd, st.st_mode & 07777);
	}
	in.out = fdopen(fd, "w");
	in.out_for = name;
}

static bool
open_next_file(void)
{
	while (in.at < in.n) {
		const char *name = in.names[in.at++];
		struct stat st;

		if (strcmp(name, "-") == 0 && !in_place) {
			in.file = stdin;
		} else {
			in.file = fopen(name, "re");
			if (!in.file) {
				warnx("can't read %s: %s", name,
				    strerror(errno));
				in.status = 2;
				continue;
			}
			if (fstat(fileno(in.file), &st) == 0 &&
			    S_ISDIR(st.st_mode)) {
				warnx(in_place ?
					"couldn't edit %s: not a regular file" :
					"couldn't read %s: Is a directory",
				    name);
				in.status = in_place ? 4 : 2;
				fclose(in.file);
				in.file = NULL;
				continue;
			}
		}
		in.name = name;
		in.first_of_file = true;
		return true;
	}
	return false;
}

/* Fills in.ahead from the current file; false at its end. */
static bool
read_from_file(void)
{
	ssize_t n = getdelim(&in.ahead.text, &in.ahead.size, end_of_line,
	    in.file);

	if (n < 0) {
		if (ferror(in.file)) {
			warn("read error on %s", in.name);
			in.status = 2;
		}
		if (in.file != stdin)
			fclose(in.file);
		in.file = NULL;
		return false;
	}
	in.ahead.length = (size_t)n;
	in.ahead_newline = in.ahead.text[n - 1] == end_of_line;
	in.ahead.length -= in.ahead_newline;
	in.ahead.text[in.ahead.length] = '\0';
	in.has_ahead = true;
	return true;
}

static void
look_ahead(bool across_files)
{
	while (!in.has_ahead) {
		if (in.file) {
			if (read_from_file())
				return;
			continue;
		}
		if (!across_files || !open_next_file())
			return;
	}
}

static bool
is_last_line(void)
{
	look_ahead(!separate);
	return !in.has_ahead;
}

static bool missing_newline;

static bool
read_line(struct buffer *line)
{
	if (separate && !in.has_ahead)
		look_ahead(false);
	if (in_place && !in.has_ahead)
		finish_in_place();
	look_ahead(true);
	if (!in.has_ahead)
		return false;
	if (in.first_of_file) {
		in.first_of_file = false;
		if (separate)
			in.line = 0;
		if (in_place)
			begin_in_place(in.name);
	}
	swap(line, &in.ahead);
	in.has_ahead = false;
	in.line++;
	missing_newline = !in.ahead_newline;
	return true;
}

/* --- Output --------------------------------------------------------------- */

static void
write_line(FILE *file, const char *text, size_t length, bool whole)
{
	fwrite(text, 1, length, to(file));
	if (whole && missing_newline && is_last_line())
		owing = file;
	else
		putc(end_of_line, file);
	if (unbuffered || file != in.out)
		fflush(file);
}

static void
print_unambiguous(const char *text, size_t length, long width)
{
	static const char letters[] = "\\abfnrtv",
			  values[] = "\\\a\b\f\n\r\t\v";
	long column = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		const char *at = c ? strchr(values, c) : NULL;
		char piece[8];
		int n;

		if (at)
			n = snprintf(piece, sizeof piece, "\\%c",
			    letters[at - values]);
		else if (c < ' ' || c >= 127)
			n = snprintf(piece, sizeof piece, "\\%03o", c);
		else
			n = snprintf(piece, sizeof piece, "%c", c);
		if (width > 1 && column + n > width - 1) {
			fputs("\\\n", to(in.out));
			column = 0;
		}
		fputs(piece, to(in.out));
		column += n;
	}
	fputs("$\n", to(in.out));
}

/* --- What comes after the cycle ------------------------------------------- */

struct queued {
	const struct command *command;
	struct buffer line; /* of R */
};

static struct queued *queue;
static size_t nqueued, queue_capacity;

static void
enqueue(const struct command *command)
{
	array_grow(&queue, nqueued, &queue_capacity, sizeof *queue);
	queue[nqueued++] = (struct queued){ .command = command };
}

/* Files that R reads line by line. */
struct line_file {
	struct line_file *next;
	const char *name;
	FILE *file;
};

static void
print_next_line_of(const char *name)
{
	static struct line_file *files;
	struct line_file *f = files;
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while (f && strcmp(f->name, name) != 0)
		f = f->next;
	if (!f) {
		f = xcalloc(1, sizeof *f);
		f->name = name;
		f->file = fopen(name, "re");
		f->next = files;
		files = f;
	}
	if (f->file && (n = getline(&line, &size, f->file)) > 0) {
		fwrite(line, 1, (size_t)n, to(in.out));
		if (line[n - 1] != '\n')
			putc('\n', in.out);
	}
	free(line);
}

static void
print_file(const char *name)
{
	char buffer[4096];
	FILE *file = strcmp(name, "/dev/stdin") == 0 ? stdin :
						       fopen(name, "re");
	size_t n;

	if (!file)
		return;
	while ((n = fread(buffer, 1, sizeof buffer, file)) > 0)
		fwrite(buffer, 1, n, to(in.out));
	if (file != stdin)
		fclose(file);
}

static void
flush_queue(void)
{
	for (size_t i = 0; i < nqueued; i++) {
		const struct command *c = queue[i].command;

		if (c->letter == 'a')
			fwrite(c->text, 1, c->length, to(in.out));
		else if (c->letter == 'r')
			print_file(c->text);
		else
			print_next_line_of(c->text);
	}
	nqueued = 0;
}

/* --- Running -------------------------------------------------------------- */

static struct buffer pattern, hold;
static bool substituted;
static int exit_status;

static regex_t *
use_regex(regex_t *regex)
{
	if (regex)
		last_regex = regex;
	if (!last_regex)
		errx(1, "no previous regular expression");
	return last_regex;
}

static bool
matches_regex(regex_t *regex)
{
	regmatch_t m = { .rm_so = 0, .rm_eo = (regoff_t)pattern.length };

	return regexec(use_regex(regex), pattern.text, 1, &m, REG_STARTEND) ==
	    0;
}

static bool
matches_address(const struct address *address)
{
	switch (address->kind) {
	case LINE:
		return in.line == address->line;
	case LAST:
		return is_last_line();
	case REGEX:
		return matches_regex(address->regex);
	case STEP:
		if (address->step == 0)
			return in.line == address->line;
		return in.line >= address->line &&
		    (in.line - address->line) % address->step == 0;
	case NONE:
	case ZERO:
	case PLUS:
	case MULTIPLE:
		break;
	}
	return false;
}

/* Sets where a range that begins here ends; false if that is here already. */
static bool
begin_range(struct command *c)
{
	unsigned long n = c->second.line;

	switch (c->second.kind) {
	case LINE:
		c->range_end = n;
		break;
	case PLUS:
		c->range_end = in.line + n;
		break;
	case MULTIPLE:
		c->range_end = n ? (in.line / n + 1) * n : in.line;
		break;
	default:
		return true;
	}
	return c->range_end > in.line;
}

static bool
in_range(struct command *c)
{
	if (!c->in_range) {
		if (!matches_address(&c->first))
			return false;
		c->in_range = begin_range(c);
		return true;
	}
	switch (c->second.kind) {
	case LINE:
	case PLUS:
	case MULTIPLE:
		/* A jump over lines may have passed the end. */
		if (in.line >= c->range_end)
			c->in_range = false;
		return in.line <= c->range_end ||
		    (c->first.kind != ZERO && matches_address(&c->first));
	default:
		if (matches_address(&c->second))
			c->in_range = false;
		return true;
	}
}

static bool
is_selected(struct command *c)
{
	bool selected = true;

	if (c->second.kind != NONE)
		selected = in_range(c);
	else if (c->first.kind != NONE)
		selected = matches_address(&c->first);
	return selected != c->invert;
}

/* How \U \L \E and the one-character \u \l change what is appended. */
struct casing {
	char mode, once;
};

static void
append_cased(struct buffer *b, const char *text, size_t length,
    struct casing *casing)
{
	size_t from = b->length;

	append(b, text, length);
	for (size_t i = from; i < b->length; i++) {
		int c = (unsigned char)b->text[i];

		if (casing->mode == 'U')
			c = toupper(c);
		else if (casing->mode == 'L')
			c = tolower(c);
		if (casing->once)
			c = casing->once == 'u' ? toupper(c) : tolower(c);
		casing->once = 0;
		b->text[i] = (char)c;
	}
}

static void
append_replacement(struct buffer *b, const struct substitution *s,
    const regmatch_t *m)
{
	struct casing casing = { 0 };

	for (size_t i = 0; i < s->npieces; i++) {
		const struct piece *piece = &s->pieces[i];
		const regmatch_t *group = &m[piece->group];

		switch (piece->kind) {
		case TEXT:
			append_cased(b, piece->text, piece->length, &casing);
			break;
		case GROUP:
			if (group->rm_so >= 0)
				append_cased(b, pattern.text + group->rm_so,
				    (size_t)(group->rm_eo - group->rm_so),
				    &casing);
			break;
		case CASE:
			if (piece->letter == 'u' || piece->letter == 'l')
				casing.once = piece->letter;
			else
				casing = (struct casing){ piece->letter == 'E' ?
					    0 :
					    piece->letter,
					0 };
			break;
		}
	}
}

/* Replaces the pattern space by the output of it as a command. */
static void
evaluate(void)
{
	FILE *pipe;
	char buffer[4096];
	size_t n;

	fflush(in.out);
	pipe = popen(pattern.text, "r");
	if (!pipe)
		err(4, "cannot run '%s'", pattern.text);
	pattern.length = 0;
	while ((n = fread(buffer, 1, sizeof buffer, pipe)) > 0)
		append(&pattern, buffer, n);
	if (pattern.length && pattern.text[pattern.length - 1] == '\n')
		pattern.text[--pattern.length] = '\0';
	pclose(pipe);
}

static bool
substitute(const struct substitution *s)
{
	static struct buffer result;
	regex_t *regex = use_regex(s->regex);
	regmatch_t m[MAX_GROUPS];
	size_t from = 0, copied = 0, start, end, last_end = (size_t)-1;
	unsigned long count = 0;
	bool any = false;

	result.length = 0;
	append(&result, "", 0);
	while (from <= pattern.length) {
		m[0].rm_so = (regoff_t)from;
		m[0].rm_eo = (regoff_t)pattern.length;
		if (regexec(regex, pattern.text, MAX_GROUPS, m,
			REG_STARTEND | (from ? REG_NOTBOL : 0)))
			break;
		start = (size_t)m[0].rm_so;
		end = (size_t)m[0].rm_eo;
		append(&result, pattern.text + copied, start - copied);
		copied = start;
		/* An empty match right behind the last one is none. */
		if ((end > start || start != last_end) &&
		    ++count >= (s->number ? s->number : 1)) {
			append_replacement(&result, s, m);
			copied = end;
			any = true;
			if (!s->global)
				break;
		}
		last_end = from = end;
		if (end == start) {
			append(&result, pattern.text + end,
			    end < pattern.length);
			copied = ++from;
		}
	}
	if (!any)
		return false;
	if (copied < pattern.length)
		append(&result, pattern.text + copied, pattern.length - copied);
	swap(&result, &pattern);
	if (s->evaluate)
		evaluate();
	if (s->print)
		write_line(in.out, pattern.text, pattern.length, true);
	if (s->file)
		write_line(s->file->file == stdout ? in.out : s->file->file,
		    pattern.text, pattern.length, false);
	return true;
}

static void
autoprint(void)
{
	if (!quiet)
		write_line(in.out, pattern.text, pattern.length, true);
}

/* n and N: the next line; without one, the script ends as with q. */
static bool
next_line(bool add)
{
	if (is_last_line() && in.at >= in.n)
		return false;
	if (add) {
		static struct buffer line;

		flush_queue();
		if (!read_line(&line))
			return false;
		append_char(&pattern, end_of_line);
		append(&pattern, line.text, line.length);
		return true;
	}
	autoprint();
	flush_queue();
	return read_line(&pattern);
}

static void
write_first_line(FILE *file)
{
	const char *end = memchr(pattern.text, end_of_line, pattern.length);

	write_line(file, pattern.text,
	    end ? (size_t)(end - pattern.text) : pattern.length, !end);
}

static void
transliterate(const char *map)
{
	for (size_t i = 0; i < pattern.length; i++)
		pattern.text[i] = map[(unsigned char)pattern.text[i]];
}

enum outcome {
	GO_ON,
	JUMP,    /* to c->jump */
	END,     /* of the cycle, with what that prints */
	DELETE,  /* without */
	RESTART, /* with what is left of the pattern space */
	QUIT,    /* with the end of the cycle */
	ABORT    /* without */
};

static FILE *
output_of(const struct command *c)
{
	return c->file->file == stdout ? in.out : c->file->file;
}

/* Commands that change one of the spaces; false when c is another one. */
static bool
run_edit(const struct command *c)
{
	switch (c->letter) {
	case 'g':
		set(&pattern, hold.text ? hold.text : "", hold.length);
		return true;
	case 'G':
		append_char(&pattern, end_of_line);
		append(&pattern, hold.text ? hold.text : "", hold.length);
		return true;
	case 'h':
		set(&hold, pattern.text, pattern.length);
		return true;
	case 'H':
		append_char(&hold, end_of_line);
		append(&hold, pattern.text, pattern.length);
		return true;
	case 'x':
		append(&hold, "", 0);
		swap(&pattern, &hold);
		return true;
	case 'y':
		transliterate(c->text);
		return true;
	case 'z':
		set(&pattern, "", 0);
		return true;
	case 's':
		substituted |= substitute(c->s);
		return true;
	}
	return false;
}

/* Commands that print; false when c is another one. */
static bool
run_print(const struct command *c)
{
	switch (c->letter) {
	case '=':
		fprintf(to(in.out), "%lu\n", in.line);
		return true;
	case 'a':
	case 'r':
	case 'R':
		enqueue(c);
		return true;
	case 'i':
		fwrite(c->text, 1, c->length, to(in.out));
		return true;
	case 'F':
		fprintf(to(in.out), "%s\n", in.name);
		return true;
	case 'l':
		print_unambiguous(pattern.text, pattern.length,
		    c->number >= 0 ? c->number : line_length);
		return true;
	case 'p':
		write_line(in.out, pattern.text, pattern.length, true);
		return true;
	case 'P':
		write_first_line(in.out);
		return true;
	case 'w':
		write_line(output_of(c), pattern.text, pattern.length, true);
		return true;
	case 'W':
		write_first_line(output_of(c));
		return true;
	}
	return false;
}

static enum outcome
run_change(struct command *c)
{
	/* Of a range the text replaces all, at its end. */
	if (c->second.kind == NONE || !c->in_range || c->invert)
		fwrite(c->text, 1, c->length, to(in.out));
	return DELETE;
}

static enum outcome
run_delete_first(void)
{
	const char *end = memchr(pattern.text, end_of_line, pattern.length);
	size_t n;

	if (!end)
		return DELETE;
	n = (size_t)(end - pattern.text) + 1;
	memmove(pattern.text, pattern.text + n, pattern.length - n);
	pattern.length -= n;
	pattern.text[pattern.length] = '\0';
	return RESTART;
}

static enum outcome
run_jump(const struct command *c)
{
	bool jump = c->letter == 'b' || (c->letter == 't') == substituted;

	if (c->letter != 'b')
		substituted = false;
	return jump ? JUMP : GO_ON;
}

static enum outcome
run_command(struct command *c)
{
	if (run_edit(c) || run_print(c))
		return GO_ON;
	switch (c->letter) {
	case 'b':
	case 't':
	case 'T':
		return run_jump(c);
	case 'c':
		return run_change(c);
	case 'd':
		return DELETE;
	case 'D':
		return run_delete_first();
	case 'n':
		return next_line(false) ? GO_ON : QUIT;
	case 'N':
		return next_line(true) ? GO_ON : QUIT;
	case 'q':
		exit_status = c->number > 0 ? (int)c->number : 0;
		return QUIT;
	case 'Q':
		exit_status = c->number > 0 ? (int)c->number : 0;
		return ABORT;
	}
	return GO_ON;
}

static enum outcome
run_script(void)
{
	size_t i = 0;

	while (i < ncommands) {
		struct command *c = &commands[i];
		enum outcome outcome;

		if (c->letter == '{') {
			i = is_selected(c) ? i + 1 : c->jump + 1;
			continue;
		}
		if (c->letter == '}' || c->letter == ':' || !is_selected(c)) {
			i++;
			continue;
		}
		outcome = run_command(c);
		if (outcome == JUMP)
			i = c->jump;
		else if (outcome == GO_ON)
			i++;
		else
			return outcome;
	}
	return END;
}

static void
run(void)
{
	bool keep = false;

	while (keep || read_line(&pattern)) {
		enum outcome outcome;

		if (!keep)
			substituted = false;
		keep = false;
		outcome = run_script();
		if (outcome == END || outcome == QUIT)
			autoprint();
		if (outcome != ABORT)
			flush_queue();
		if (outcome == QUIT || outcome == ABORT)
			break;
		keep = outcome == RESTART;
	}
	/* What a q left of a file that is edited in place stays. */
	while (in_place && in.out_for) {
		look_ahead(false);
		if (!in.has_ahead)
			break;
		fwrite(in.ahead.text, 1, in.ahead.length, in.out);
		if (in.ahead_newline)
			putc(end_of_line, in.out);
		in.has_ahead = false;
	}
	finish_in_place();
}

/* --- Options -------------------------------------------------------------- */

/*
 * Script pieces are joined by newlines before they are parsed, so that a text
 * may go on from one -e to the next.
 */
static struct buffer whole_script;

static void
add_script(const char *text, size_t length)
{
	if (whole_script.text)
		append_char(&whole_script, '\n');
	append(&whole_script, text, length);
}

static void
add_script_file(const char *name)
{
	FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
	struct buffer text = { 0 };
	char block[4096];
	size_t n;

	if (!file)
		err(4, "couldn't open file %s", name);
	append(&text, "", 0);
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		append(&text, block, n);
	if (text.length && text.text[text.length - 1] == '\n')
		text.length--;
	input_close(file, name);
	add_script(text.text, text.length);
	free(text.text);
	script.where = name;
	script.is_file = true;
}

int
main(int argc, char **argv)
{
	static char *only_stdin[] = { (char *)"-", NULL };
	int option;

	script.where = "-e expression #1";
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'n':
		case LONG('s'):
			quiet = true;
			break;
		case 'e':
			add_script(optarg, strlen(optarg));
			break;
		case 'f':
			add_script_file(optarg);
			break;
		case 'E':
		case 'r':
			extended = true;
			break;
		case 'i':
			in_place = separate = true;
			suffix = optarg && *optarg ? optarg : NULL;
			break;
		case 'l':
			line_length = strtol(optarg, NULL, 10);
			break;
		case 's':
			separate = true;
			break;
		case 'u':
			unbuffered = true;
			break;
		case 'z':
			end_of_line = '\0';
			break;
		}
	}
	if (!whole_script.text) {
		if (optind == argc)
			usage("no script specified");
		add_script(argv[optind], strlen(argv[optind]));
		optind++;
	}
	parse_script(whole_script.text, whole_script.length);
	resolve_labels();
	in.out = stdout;
	in.names = optind < argc ? argv + optind : only_stdin;
	while (in.names[in.n])
		in.n++;
	run();
	return exit_status ? exit_status : in.status;
}
