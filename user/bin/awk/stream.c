/*
 * stream: the files and commands that a program reads and writes.
 *
 * Records are cut from a buffer that a struct input owns. The separator is a
 * newline, any one character, an empty line (RS = "") or a regular expression;
 * of the last kind a match that touches the end of the buffer may be longer in
 * the file, so more is read first.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lib/memory.h"
#include "awk.h"

struct input {
	FILE *file;
	char *buffer;
	size_t start, end, size;
	bool eof;
};

enum kind {
	READ_FILE,
	READ_COMMAND,
	WRITE_FILE,
	WRITE_COMMAND
};

struct stream {
	struct stream *next;
	enum kind kind;
	char *name;
	struct input input;
	FILE *file; /* of output */
};

static struct stream *streams;

static struct {
	struct input input;
	bool open, any, done;
	int next_operand;
} from;

/* --- Records -------------------------------------------------------------- */

/* Reads more into the buffer; false at the end of the file. */
static bool
fill(struct input *in)
{
	size_t n;

	if (in->eof)
		return false;
	if (in->start > 0) {
		memmove(in->buffer, in->buffer + in->start,
		    in->end - in->start);
		in->end -= in->start;
		in->start = 0;
	}
	if (in->size - in->end < 4096) {
		in->size = in->size ? 2 * in->size : 16384;
		in->buffer = xrealloc(in->buffer, in->size, 1);
	}
	/* A terminal or a pipe gives what it has, not a full buffer. */
	do
		n = (size_t)read(fileno(in->file), in->buffer + in->end,
		    in->size - in->end - 1);
	while (n == (size_t)-1 && errno == EINTR);
	if (n == 0 || n == (size_t)-1) {
		in->eof = true;
		return false;
	}
	in->end += n;
	return true;
}

static struct string *
take(struct input *in, size_t length, size_t separator)
{
	struct string *record = string_make(in->buffer + in->start, length);

	in->start += length + separator;
	return record;
}

/* What is left at the end of the file, if anything. */
static struct string *
take_rest(struct input *in)
{
	if (in->start == in->end)
		return NULL;
	return take(in, in->end - in->start, 0);
}

static struct string *
read_to_char(struct input *in, char c)
{
	size_t looked = 0;

	for (;;) {
		size_t length = in->end - in->start;
		char *base = in->buffer + in->start, *at = NULL;

		if (length > looked)
			at = memchr(base + looked, c, length - looked);
		if (at)
			return take(in, (size_t)(at - base), 1);
		looked = length;
		if (!fill(in))
			return take_rest(in);
	}
}

static struct string *
read_paragraph(struct input *in)
{
	/* Empty lines before it do not count. */
	while (in->start < in->end || fill(in)) {
		if (in->buffer[in->start] != '\n')
			break;
		in->start++;
	}
	for (;;) {
		size_t length = in->end - in->start;
		char *base = in->buffer + in->start;
		char *at = length ? memmem(base, length, "\n\n", 2) : NULL;

		if (at)
			return take(in, (size_t)(at - base), 2);
		if (!fill(in))
			break;
	}
	if (in->end > in->start && in->buffer[in->end - 1] == '\n')
		in->end--;
	return take_rest(in);
}

static struct string *
read_to_regex(struct input *in, regex_t *regex)
{
	for (;;) {
		regmatch_t m = { .rm_so = 0,
			.rm_eo = (regoff_t)(in->end - in->start) };

		if (in->end > in->start &&
		    regexec(regex, in->buffer + in->start, 1, &m,
			REG_STARTEND) == 0 &&
		    m.rm_eo > m.rm_so &&
		    (in->eof || (size_t)m.rm_eo < in->end - in->start))
			return take(in, (size_t)m.rm_so,
			    (size_t)(m.rm_eo - m.rm_so));
		if (!fill(in))
			return take_rest(in);
	}
}

static struct string *
read_record(struct input *in)
{
	struct string *rs = value_to_string(variable_scalar(var_rs),
	    format_convfmt());
	struct string *record;

	if (rs->length == 0)
		record = read_paragraph(in);
	else if (rs->length == 1)
		record = read_to_char(in, rs->text[0]);
	else
		record = read_to_regex(in, regex_get(rs->text, rs->length));
	string_drop(rs);
	return record;
}

/* --- The main input ------------------------------------------------------- */

static void
count_record(void)
{
	variable_set(var_nr,
	    value_number(value_to_number(variable_scalar(var_nr)) + 1));
	variable_set(var_fnr,
	    value_number(value_to_number(variable_scalar(var_fnr)) + 1));
}

/* The text of ARGV[i], or NULL if it was deleted. */
static struct string *
argument(int i)
{
	struct value index = value_number(i);
	struct string *key = value_to_string(&index, "%d");
	struct value *value = array_find(variable_array(var_argv), key);

	string_drop(key);
	return value ? value_to_string(value, format_convfmt()) : NULL;
}

static void
open_input(const char *name)
{
	bool is_stdin = strcmp(name, "-") == 0 ||
	    strcmp(name, "/dev/stdin") == 0;

	from.input.file = is_stdin ? stdin : fopen(name, "re");
	if (!from.input.file)
		fatal("can't open file %s: %s", name, strerror(errno));
	from.input.start = from.input.end = 0;
	from.input.eof = false;
	from.open = from.any = true;
	variable_set(var_fnr, value_number(0));
}

static bool
open_next(void)
{
	for (;;) {
		struct string *text;
		int count = (int)value_to_number(variable_scalar(var_argc));

		if (from.next_operand >= count)
			break;
		text = argument(from.next_operand++);
		if (text && text->length && !assign_operand(text->text)) {
			open_input(text->text);
			variable_set(var_filename, value_string(text));
			return true;
		}
		string_drop(text);
	}
	if (from.any || from.done)
		return false;
	open_input("-");
	return true;
}

void
input_skip_file(void)
{
	if (!from.open)
		return;
	if (from.input.file != stdin)
		fclose(from.input.file);
	from.open = false;
}

struct string *
input_next(void)
{
	struct string *record;

	for (;;) {
		if (!from.open && !open_next()) {
			from.done = true;
			return NULL;
		}
		record = read_record(&from.input);
		if (record) {
			count_record();
			return record;
		}
		input_skip_file();
	}
}

void
input_set_operands(void)
{
	from.next_operand = 1;
}

/* --- getline, print > and close ------------------------------------------- */

static struct stream *
find(const char *name, enum kind kind)
{
	for (struct stream *s = streams; s; s = s->next) {
		if (s->kind == kind && strcmp(s->name, name) == 0)
			return s;
	}
	return NULL;
}

static struct stream *
add(const char *name, enum kind kind)
{
	struct stream *s = xcalloc(1, sizeof *s);

	s->name = xstrdup(name);
	s->kind = kind;
	s->next = streams;
	streams = s;
	return s;
}

int
input_getline(const char *name, bool command, struct string **line)
{
	enum kind kind = command ? READ_COMMAND : READ_FILE;
	struct stream *s = find(name, kind);

	if (!s) {
		FILE *file;

		fflush(NULL);
		if (command)
			file = popen(name, "r");
		else if (strcmp(name, "-") == 0)
			file = stdin;
		else
			file = fopen(name, "re");
		if (!file)
			return -1;
		s = add(name, kind);
		s->input.file = file;
	}
	*line = read_record(&s->input);
	return *line ? 1 : 0;
}

FILE *
output_get(const char *name, enum redirect redirect)
{
	enum kind kind = redirect == TO_COMMAND ? WRITE_COMMAND : WRITE_FILE;
	struct stream *s = find(name, kind);
	FILE *file;

	if (s)
		return s->file;
	if (redirect == TO_COMMAND) {
		fflush(NULL);
		file = popen(name, "w");
	} else if (strcmp(name, "-") == 0 || strcmp(name, "/dev/stdout") == 0) {
		file = stdout;
	} else if (strcmp(name, "/dev/stderr") == 0) {
		file = stderr;
	} else {
		file = fopen(name, redirect == TO_APPEND ? "ae" : "we");
	}
	if (!file)
		fatal("can't redirect to %s: %s", name, strerror(errno));
	s = add(name, kind);
	s->file = file;
	return file;
}

static int
close_stream(struct stream *s)
{
	FILE *file = s->input.file ? s->input.file : s->file;
	int result = 0;

	if (s->kind == READ_COMMAND || s->kind == WRITE_COMMAND) {
		result = pclose(file);
		if (result >= 0)
			result = WIFSIGNALED(result) ? 256 + WTERMSIG(result) :
						       WEXITSTATUS(result);
	} else if (file == stdout || file == stderr) {
		result = fflush(file);
	} else if (file != stdin) {
		result = fclose(file);
	}
	free(s->input.buffer);
	free(s->name);
	free(s);
	return result;
}

int
stream_close(const char *name)
{
	struct stream **link = &streams;
	int result = -1;

	while (*link) {
		struct stream *s = *link;

		if (strcmp(s->name, name) == 0) {
			*link = s->next;
			result = close_stream(s);
		} else {
			link = &s->next;
		}
	}
	return result;
}

bool
stream_flush(const char *name)
{
	bool found = false;

	if (!name)
		return fflush(NULL) == 0;
	for (struct stream *s = streams; s; s = s->next) {
		if (s->file && strcmp(s->name, name) == 0) {
			found = true;
			fflush(s->file);
		}
	}
	return found;
}

int
stream_close_all(void)
{
	int failed = fflush(stdout) == EOF;

	while (streams) {
		struct stream *s = streams;
		bool output = s->file && s->kind == WRITE_FILE;

		streams = s->next;
		if (close_stream(s) != 0 && output)
			failed = 1;
	}
	return failed;
}
