/*
 * move: where a motion leads.
 */
#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/memory.h"
#include "../lib/screen.h"
#include "vi.h"

/* --- Characters ----------------------------------------------------------- */

size_t
char_length(const struct line *line, size_t column)
{
	int n;

	if (column >= line->length)
		return 0;
	n = mblen(line->text + column, line->length - column);
	return n > 0 ? (size_t)n : 1;
}

size_t
char_before(const struct line *line, size_t column)
{
	size_t at = 0, last = 0;

	while (at < column) {
		last = at;
		at += char_length(line, at);
	}
	return last;
}

/* The cursor stands on a character; while inserting also behind the last. */
void
clamp_cursor(bool past_end)
{
	struct line *line;
	size_t at = 0, last = 0;

	if (vi.cursor.line >= buffer.n)
		vi.cursor.line = buffer.n - 1;
	line = buffer_line(vi.cursor.line);
	while (at < line->length && at < vi.cursor.column) {
		last = at;
		at += char_length(line, at);
	}
	if (at >= line->length && !past_end && line->length)
		at = at > line->length || at == line->length ?
		    char_before(line, line->length) :
		    last;
	vi.cursor.column = at;
}

size_t
first_nonblank(size_t number)
{
	struct line *line = buffer_line(number);
	size_t i = 0;

	while (i < line->length && isblank((unsigned char)line->text[i]))
		i++;
	return i;
}

/* --- Words ---------------------------------------------------------------- */

/* 0: space, 1: letters and digits, 2: the rest; an empty line is a word. */
static int
kind_at(struct place p, bool big)
{
	struct line *line = buffer_line(p.line);
	unsigned char c;

	if (p.column >= line->length)
		return 0;
	c = (unsigned char)line->text[p.column];
	if (isspace(c))
		return 0;
	return big || isalnum(c) || c == '_' || c >= 0x80 ? 1 : 2;
}

static bool
step(struct place *p)
{
	struct line *line = buffer_line(p->line);

	if (p->column < line->length) {
		p->column += char_length(line, p->column);
		if (p->column < line->length || p->line + 1 == buffer.n)
			return true;
	}
	if (p->line + 1 == buffer.n)
		return false;
	p->line++;
	p->column = 0;
	return true;
}

static bool
step_back(struct place *p)
{
	if (p->column > 0) {
		p->column = char_before(buffer_line(p->line), p->column);
		return true;
	}
	if (p->line == 0)
		return false;
	p->line--;
	p->column = buffer_line(p->line)->length;
	if (p->column)
		p->column = char_before(buffer_line(p->line), p->column);
	return true;
}

static bool
is_empty_line(struct place p)
{
	return buffer_line(p.line)->length == 0;
}

static struct place
word_forward(struct place p, bool big)
{
	int kind = kind_at(p, big);
	size_t line = p.line;

	while (kind && kind_at(p, big) == kind && p.line == line && step(&p))
		;
	while (kind_at(p, big) == 0 && !(is_empty_line(p) && p.line != line) &&
	    step(&p))
		;
	return p;
}

static struct place
word_end(struct place p, bool big)
{
	struct place next;

	step(&p);
	while (kind_at(p, big) == 0 && step(&p))
		;
	for (next = p; step(&next) && next.line == p.line &&
	     kind_at(next, big) == kind_at(p, big);)
		p = next;
	return p;
}

static struct place
word_back(struct place p, bool big)
{
	struct place before;

	if (!step_back(&p))
		return p;
	while (kind_at(p, big) == 0 && !is_empty_line(p) && step_back(&p))
		;
	for (before = p; step_back(&before) && before.line == p.line &&
	     kind_at(before, big) == kind_at(p, big);)
		p = before;
	return p;
}

/* --- Searches ------------------------------------------------------------- */

char *
ask_line(char prompt)
{
	static char text[512];
	size_t n = 0;

	for (;;) {
		int key;

		text[n] = '\0';
		if (!key_is_replay()) {
			screen_move(screen_rows() - 1, 0);
			screen_print("%c%s", prompt, text);
			screen_clear_line();
		}
		key = key_next();
		if (key == '\r' || key == '\n')
			return text;
		if (key == KEY_ESCAPE || key == 3 || key < 0)
			return NULL;
		if (key == KEY_BACKSPACE) {
			if (n == 0)
				return NULL;
			do
				n--;
			while (n > 0 && (text[n] & 0xc0) == 0x80);
		} else if (key < 256 && n + 1 < sizeof text) {
			text[n++] = (char)key;
		}
	}
}

/* The last match in a line before a column, or the first from it on. */
static bool
find_in_line(const regex_t *regex, size_t number, size_t from, bool back,
    size_t limit, struct place *found)
{
	struct line *line = buffer_line(number);
	bool any = false;

	while (from <= line->length) {
		regmatch_t m = { (regoff_t)from, (regoff_t)line->length };

		if (regexec(regex, line->text, 1, &m,
			REG_STARTEND | (from ? REG_NOTBOL : 0)))
			break;
		if (back && (size_t)m.rm_so >= limit)
			break;
		*found = (struct place){ number, (size_t)m.rm_so };
		any = true;
		if (!back)
			break;
		from = (size_t)m.rm_so + 1;
	}
	return any;
}

bool
search_next(bool back, struct place *found)
{
	regex_t regex;
	bool good = false;
	size_t start = vi.cursor.line;

	if (!vi.pattern) {
		vi_say("No previous pattern");
		return false;
	}
	if (regcomp(&regex, vi.pattern, vi.ignore_case ? REG_ICASE : 0)) {
		vi_say("Bad pattern: %s", vi.pattern);
		return false;
	}
	/* Around the whole text, back to the line it began in. */
	for (size_t i = 0; i <= buffer.n && !good; i++) {
		size_t line = back ? (start + 2 * buffer.n - i) % buffer.n :
				     (start + i) % buffer.n;
		size_t from = !back && i == 0 ? vi.cursor.column + 1 : 0;
		size_t limit = back && i == 0 ? vi.cursor.column : (size_t)-1;

		good = find_in_line(&regex, line, from, back, limit, found);
	}
	regfree(&regex);
	if (!good)
		vi_say("Pattern not found: %s", vi.pattern);
	return good;
}

static bool
search_typed(bool back, struct place *found)
{
	char *text = ask_line(back ? '?' : '/');

	if (!text)
		return false;
	if (*text) {
		free(vi.pattern);
		vi.pattern = xstrdup(text);
	}
	vi.search_back = back;
	return search_next(back, found);
}

/* f F t T ; , */
static bool
find_char(int command, size_t count, struct motion *motion)
{
	static int last_command, last_char;
	struct line *line = buffer_line(vi.cursor.line);
	size_t at = vi.cursor.column;
	bool back, till;

	if (command == ';' || command == ',') {
		int flip = last_command ^ 0x20;

		if (!last_command)
			return false;
		command = command == ';' ? last_command : flip;
	} else {
		last_char = key_next();
		last_command = command;
	}
	back = isupper(command);
	till = tolower(command) == 't';
	while (count-- > 0) {
		size_t p = at;

		for (;;) {
			if (back ? p == 0 : p >= line->length)
				return false;
			p = back ? char_before(line, p) :
				   p + char_length(line, p);
			if (p < line->length &&
			    (unsigned char)line->text[p] == last_char)
				break;
		}
		at = p;
	}
	if (till)
		at = back ? at + char_length(line, at) : char_before(line, at);
	motion->to.column = at;
	motion->inclusive = !back;
	return true;
}

/* % */
static bool
find_partner(struct place *to)
{
	static const char open[] = "([{", close[] = ")]}";
	struct place p = vi.cursor;
	struct line *line = buffer_line(p.line);
	const char *at;
	bool forward;
	char here, there;
	int depth = 0;

	while (p.column < line->length &&
	    !strchr("()[]{}", line->text[p.column]))
		p.column++;
	if (p.column >= line->length)
		return false;
	here = line->text[p.column];
	at = strchr(open, here);
	forward = at != NULL;
	there = forward ? close[at - open] : open[strchr(close, here) - close];
	do {
		line = buffer_line(p.line);
		if (p.column < line->length) {
			depth += line->text[p.column] == here;
			depth -= line->text[p.column] == there;
			if (depth == 0) {
				*to = p;
				return true;
			}
		}
	} while (forward ? step(&p) : step_back(&p));
	return false;
}

static struct place
paragraph(struct place p, bool back)
{
	p.column = 0;
	while (back ? p.line > 0 : p.line + 1 < buffer.n) {
		p.line += back ? (size_t)-1 : 1;
		if (is_empty_line(p))
			return p;
	}
	if (!back)
		p.column = buffer_line(p.line)->length;
	return p;
}

/* --- All of them ---------------------------------------------------------- */

static bool
move_lines(long n, struct motion *motion)
{
	long line = (long)vi.cursor.line + n;

	motion->lines = true;
	if (line < 0 || line >= (long)buffer.n)
		return false;
	motion->to.line = (size_t)line;
	return true;
}

static bool
move_in_line(int key, size_t count, struct motion *motion)
{
	struct line *line = buffer_line(vi.cursor.line);
	size_t *column = &motion->to.column;

	switch (key) {
	case 'h':
	case KEY_LEFT:
	case KEY_BACKSPACE:
		while (count-- > 0)
			*column = char_before(line, *column);
		return true;
	case 'l':
	case ' ':
	case KEY_RIGHT:
		while (count-- > 0 && *column < line->length)
			*column += char_length(line, *column);
		return true;
	case '0':
	case KEY_HOME:
		*column = 0;
		return true;
	case '^':
		*column = first_nonblank(vi.cursor.line);
		return true;
	case '$':
	case KEY_END:
		motion->to.line += count - 1;
		if (motion->to.line >= buffer.n)
			return false;
		*column = buffer_line(motion->to.line)->length;
		return true;
	case '|':
		*column = count - 1;
		return true;
	}
	return false;
}

static bool
move_by_words(int key, size_t count, struct place *to)
{
	bool big = isupper(key);

	for (; count > 0; count--) {
		switch (tolower(key)) {
		case 'w':
			*to = word_forward(*to, big);
			break;
		case 'e':
			*to = word_end(*to, big);
			break;
		default:
			*to = word_back(*to, big);
		}
	}
	return true;
}

static bool
move_to_line(int key, size_t count, bool counted, struct motion *motion)
{
	size_t rows = (size_t)screen_rows() - 1;
	size_t line = counted ? count - 1 : buffer.n - 1;

	motion->lines = true;
	if (key == 'g') {
		if (key_next() != 'g')
			return false;
		line = counted ? count - 1 : 0;
	} else if (key == 'H') {
		line = vi.top + count - 1;
	} else if (key == 'M') {
		line = vi.top + rows / 2;
	} else if (key == 'L') {
		line = vi.top + rows - count;
	}
	motion->to.line = line < buffer.n ? line : buffer.n - 1;
	motion->to.column = first_nonblank(motion->to.line);
	return true;
}

static bool
move_to_mark(int key, struct motion *motion)
{
	int name = key_next();

	if (name < 'a' || name > 'z')
		return false;
	motion->to = vi.marks[name - 'a'];
	if (motion->to.line >= buffer.n)
		return false;
	if (key == '\'') {
		motion->lines = true;
		motion->to.column = first_nonblank(motion->to.line);
	}
	return true;
}

bool
motion_read(int key, size_t count, bool counted, struct motion *motion)
{
	*motion = (struct motion){ .to = vi.cursor };
	switch (key) {
	case 'j':
	case '\n':
	case KEY_DOWN:
	case 14:
		return move_lines((long)count, motion);
	case 'k':
	case KEY_UP:
	case 16:
		return move_lines(-(long)count, motion);
	case '\r':
	case '+':
	case '-':
		if (!move_lines(key == '-' ? -(long)count : (long)count,
			motion))
			return false;
		motion->to.column = first_nonblank(motion->to.line);
		return true;
	case 'w':
	case 'W':
	case 'b':
	case 'B':
		return move_by_words(key, count, &motion->to);
	case 'e':
	case 'E':
		motion->inclusive = true;
		return move_by_words(key, count, &motion->to);
	case 'G':
	case 'g':
	case 'H':
	case 'M':
	case 'L':
		return move_to_line(key, count, counted, motion);
	case 'f':
	case 'F':
	case 't':
	case 'T':
	case ';':
	case ',':
		return find_char(key, count, motion);
	case '%':
		motion->inclusive = true;
		return find_partner(&motion->to);
	case '{':
	case '}':
		for (; count > 0; count--)
			motion->to = paragraph(motion->to, key == '{');
		return true;
	case '/':
	case '?':
		return search_typed(key == '?', &motion->to);
	case 'n':
		return search_next(vi.search_back, &motion->to);
	case 'N':
		return search_next(!vi.search_back, &motion->to);
	case '\'':
	case '`':
		return move_to_mark(key, motion);
	}
	return move_in_line(key, count, motion);
}
