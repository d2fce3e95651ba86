/*
 * vi: edit text on the screen.
 *
 * The loop reads a command, with its count, and runs it. Operators (d c y > <)
 * take a motion and work on what is between the cursor and where that leads; a
 * doubled operator works on lines. The text is in vi/buffer, motions in vi/move,
 * the commands behind a colon in vi/ex; vi/keys repeats a command for the dot.
 *
 * Left out: named registers, macros, several windows, visual mode.
 */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wctype.h>

#include "lib/memory.h"
#include "lib/options.h"
#include "lib/screen.h"
#include "vi/vi.h"

static const char help[] =
    "Usage: vi [OPTION]... [+LINE] [FILE]\n"
    "Edit FILE. i a o begin to insert, escape ends that; :w writes, :q leaves,\n"
    "u undoes. Motions: h j k l w b e 0 ^ $ G gg H M L f t ; , % { } / ? n N;\n"
    "operators d c y > < with a motion; x X s r J ~ p P D C Y . and counts.\n\n"
    "  -R                        (ignored: :q! leaves without writing)\n";

struct editor vi = { .shift = 8, .auto_indent = false };

void
vi_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(vi.message, sizeof vi.message, format, args);
	va_end(args);
}

/* --- Inserting ------------------------------------------------------------ */

static void
insert_newline(void)
{
	size_t indent = vi.auto_indent ? first_nonblank(vi.cursor.line) : 0;
	char *blanks = xstrndup(buffer_line(vi.cursor.line)->text, indent);
	char *text = xasprintf("\n%s", blanks);

	vi.cursor = buffer_put(vi.cursor, text, strlen(text));
	free(blanks);
	free(text);
}

static void
rub_out(struct place start)
{
	struct place from = vi.cursor;
	size_t length;

	if (from.column > 0)
		from.column = char_before(buffer_line(from.line), from.column);
	else if (from.line > start.line)
		from = (struct place){ from.line - 1,
			buffer_line(from.line - 1)->length };
	else
		return;
	free(buffer_cut(from, vi.cursor, &length));
	vi.cursor = from;
}

static void
insert_mode(void)
{
	struct place start = vi.cursor;

	for (;;) {
		char c;
		int key;

		if (!key_is_replay())
			draw(true);
		key = key_next();
		vi.message[0] = '\0';
		if (key == KEY_ESCAPE || key == 3 || key < 0)
			break;
		if (key == '\r' || key == '\n') {
			insert_newline();
		} else if (key == KEY_BACKSPACE) {
			rub_out(start);
		} else if (key >= 0x100) {
			struct motion motion;

			if (motion_read(key, 1, false, &motion)) {
				vi.cursor = motion.to;
				clamp_cursor(true);
				start = vi.cursor;
			}
		} else {
			if (key == 22)
				key = key_next();
			c = (char)key;
			vi.cursor = buffer_put(vi.cursor, &c, 1);
		}
	}
	if (vi.cursor.column > 0)
		vi.cursor.column = char_before(buffer_line(vi.cursor.line),
		    vi.cursor.column);
}

static void
begin_insert(int key)
{
	struct line *line = buffer_line(vi.cursor.line);

	buffer_remember(vi.cursor);
	switch (key) {
	case 'a':
		vi.cursor.column += char_length(line, vi.cursor.column);
		break;
	case 'A':
		vi.cursor.column = line->length;
		break;
	case 'I':
		vi.cursor.column = first_nonblank(vi.cursor.line);
		break;
	case 'o':
		vi.cursor.column = line->length;
		insert_newline();
		break;
	case 'O': {
		size_t indent = vi.auto_indent ?
		    first_nonblank(vi.cursor.line) :
		    0;

		buffer_insert(vi.cursor.line, line->text, indent);
		vi.cursor.column = indent;
		break;
	}
	}
	insert_mode();
	key_keep();
}

/* --- Operators ------------------------------------------------------------ */

static void
keep_text(char *text, size_t length, bool lines)
{
	free(vi.text);
	vi.text = text;
	vi.text_length = length;
	vi.text_is_lines = lines;
}

static void
copy_lines(size_t first, size_t last)
{
	size_t length;
	char *text = buffer_copy((struct place){ first, 0 },
	    (struct place){ last, buffer_line(last)->length }, &length);

	text = xrealloc(text, length + 2, 1);
	text[length++] = '\n';
	keep_text(text, length, true);
}

static void
shift_line(size_t number, bool right)
{
	struct line *line = buffer_line(number);
	size_t blanks = first_nonblank(number), columns = 0, rest;
	char *text;

	if (line->length == 0)
		return;
	for (size_t i = 0; i < blanks; i++)
		columns += line->text[i] == '\t' ? 8 - columns % 8 : 1;
	if (right)
		columns += vi.shift;
	else
		columns = columns > vi.shift ? columns - vi.shift : 0;
	rest = line->length - blanks;
	text = xmalloc(columns + rest + 1);
	memset(text, '\t', columns / 8);
	memset(text + columns / 8, ' ', columns % 8);
	memcpy(text + columns / 8 + columns % 8, line->text + blanks, rest);
	buffer_set(number, text, columns / 8 + columns % 8 + rest);
	free(text);
}

static void
operate_on_lines(int op, size_t first, size_t last)
{
	buffer_remember(vi.cursor);
	if (op != '>' && op != '<')
		copy_lines(first, last);
	switch (op) {
	case 'd':
		buffer_delete(first, last - first + 1);
		vi.cursor.line = first < buffer.n ? first : buffer.n - 1;
		vi.cursor.column = first_nonblank(vi.cursor.line);
		break;
	case 'c':
		if (last > first)
			buffer_delete(first + 1, last - first);
		buffer_set(first, "", 0);
		vi.cursor = (struct place){ first, 0 };
		insert_mode();
		break;
	case 'y':
		vi.cursor.line = first;
		break;
	default:
		for (size_t i = first; i <= last; i++)
			shift_line(i, op == '>');
		vi.cursor = (struct place){ first, first_nonblank(first) };
	}
}

static void
operate(int op, struct place from, struct place to)
{
	size_t length;

	buffer_remember(vi.cursor);
	if (op == 'y')
		keep_text(buffer_copy(from, to, &length), 0, false);
	else
		keep_text(buffer_cut(from, to, &length), 0, false);
	vi.text_length = length;
	vi.cursor = from;
	if (op == 'c')
		insert_mode();
}

static bool
is_before(struct place a, struct place b)
{
	return a.line < b.line || (a.line == b.line && a.column < b.column);
}

/* `dw` on the last word of a line stays in the line; `cw` is `ce`. */
static bool
read_operand(int op, int key, size_t count, bool counted, struct motion *motion)
{
	struct line *line = buffer_line(vi.cursor.line);
	bool word = key == 'w' || key == 'W';

	if (op == 'c' && word && vi.cursor.column < line->length &&
	    !isspace((unsigned char)line->text[vi.cursor.column]))
		key = key == 'w' ? 'e' : 'E';
	if (!motion_read(key, count, counted, motion))
		return false;
	if (word && motion->to.line > vi.cursor.line && count == 1)
		motion->to = (struct place){ vi.cursor.line, line->length };
	return true;
}

static void
run_operator(int op, size_t count, bool counted)
{
	struct motion motion;
	size_t more = 0;
	int key = key_next();

	while (isdigit(key) && (key != '0' || more)) {
		more = 10 * more + (size_t)(key - '0');
		key = key_next();
	}
	if (more) {
		count *= more;
		counted = true;
	}
	if (key == op) {
		size_t last = vi.cursor.line + count - 1;

		operate_on_lines(op, vi.cursor.line,
		    last < buffer.n ? last : buffer.n - 1);
	} else if (!read_operand(op, key, count, counted, &motion)) {
		return;
	} else if (motion.lines || op == '>' || op == '<') {
		size_t a = vi.cursor.line, b = motion.to.line;

		operate_on_lines(op, a < b ? a : b, a < b ? b : a);
	} else {
		struct place from = vi.cursor, to = motion.to;

		if (is_before(to, from)) {
			from = motion.to;
			to = vi.cursor;
		}
		if (motion.inclusive)
			to.column += char_length(buffer_line(to.line),
			    to.column);
		operate(op, from, to);
	}
	if (op != 'y')
		key_keep();
}

/* --- Other commands ------------------------------------------------------- */

static void
put_text(bool before, size_t count)
{
	struct place at = vi.cursor;

	if (!vi.text) {
		vi_say("Nothing to put");
		return;
	}
	buffer_remember(vi.cursor);
	if (vi.text_is_lines) {
		size_t line = at.line + !before;

		for (; count > 0; count--) {
			buffer_insert(line, "", 0);
			buffer_put((struct place){ line, 0 }, vi.text,
			    vi.text_length - 1);
		}
		vi.cursor = (struct place){ line, first_nonblank(line) };
	} else {
		if (!before)
			at.column += char_length(buffer_line(at.line),
			    at.column);
		for (; count > 0; count--)
			at = buffer_put(at, vi.text, vi.text_length);
		vi.cursor = at;
		if (vi.cursor.column > 0)
			vi.cursor.column = char_before(buffer_line(at.line),
			    at.column);
	}
	key_keep();
}

/* The characters from the cursor on, or before it; false if there are none. */
static bool
delete_chars(size_t count, bool before)
{
	struct line *line = buffer_line(vi.cursor.line);
	struct place from = vi.cursor, to = vi.cursor;

	for (; count > 0; count--) {
		if (before)
			from.column = char_before(line, from.column);
		else
			to.column += char_length(line, to.column);
	}
	if (from.column == to.column)
		return false;
	operate('d', from, to);
	return true;
}

static void
replace_chars(size_t count)
{
	struct line *line = buffer_line(vi.cursor.line);
	struct place from = vi.cursor, to = vi.cursor;
	int key = key_next();
	size_t length;
	char bytes[8];
	size_t n = 0;

	if (key == KEY_ESCAPE || key >= 0x100)
		return;
	for (size_t i = 0; i < count; i++) {
		if (to.column >= line->length)
			return;
		to.column += char_length(line, to.column);
	}
	bytes[n++] = key == '\r' ? '\n' : (char)key;
	/* The rest of a character of several bytes. */
	for (int more = key >= 0xf0 ? 3 :
		 key >= 0xe0        ? 2 :
				      key >= 0xc0;
	     more > 0; more--)
		bytes[n++] = (char)key_next();
	buffer_remember(vi.cursor);
	free(buffer_cut(from, to, &length));
	for (size_t i = 0; i < count; i++)
		from = buffer_put(from, bytes, n);
	if (bytes[0] != '\n')
		from.column = char_before(buffer_line(from.line), from.column);
	vi.cursor = from;
	key_keep();
}

static void
flip_case(size_t count)
{
	buffer_remember(vi.cursor);
	for (; count > 0; count--) {
		struct line *line = buffer_line(vi.cursor.line);
		size_t i = vi.cursor.column;
		char *text;
		int c;

		if (i >= line->length)
			break;
		c = (unsigned char)line->text[i];
		text = xstrndup(line->text, line->length);
		text[i] = (char)(isupper(c) ? tolower(c) : toupper(c));
		vi.cursor.column += char_length(line, i);
		buffer_set(vi.cursor.line, text, strlen(text));
		free(text);
	}
	key_keep();
}

static void
join_lines(size_t count)
{
	buffer_remember(vi.cursor);
	for (count = count > 2 ? count - 1 : 1; count > 0; count--) {
		size_t line = vi.cursor.line, length, end;

		if (line + 1 >= buffer.n)
			break;
		end = buffer_line(line)->length;
		free(buffer_cut((struct place){ line, end },
		    (struct place){ line + 1, first_nonblank(line + 1) },
		    &length));
		if (end && end < buffer_line(line)->length)
			buffer_put((struct place){ line, end }, " ", 1);
		vi.cursor.column = end;
	}
	key_keep();
}

static void
scroll_page(int key)
{
	size_t rows = (size_t)screen_rows() - 1;
	size_t n = key == 4 || key == 21 ? rows / 2 : rows > 2 ? rows - 2 : 1;
	bool back = key == 2 || key == 21 || key == KEY_PAGE_UP;

	if (back) {
		vi.top = vi.top > n ? vi.top - n : 0;
		vi.cursor.line = vi.cursor.line > n ? vi.cursor.line - n : 0;
	} else {
		vi.top = vi.top + n < buffer.n ? vi.top + n : buffer.n - 1;
		vi.cursor.line = vi.cursor.line + n < buffer.n ?
		    vi.cursor.line + n :
		    buffer.n - 1;
	}
	vi.cursor.column = first_nonblank(vi.cursor.line);
}

static void
run_z(int key)
{
	int second = key_next();
	size_t rows = (size_t)screen_rows() - 1, line = vi.cursor.line;

	if (key == 'Z') {
		char write[] = "x", leave[] = "q!";

		if (second == 'Z')
			ex_run(write);
		else if (second == 'Q')
			ex_run(leave);
		return;
	}
	if (second == '\r' || second == 't')
		vi.top = line;
	else if (second == '.' || second == 'z')
		vi.top = line > rows / 2 ? line - rows / 2 : 0;
	else if (second == '-' || second == 'b')
		vi.top = line + 1 > rows ? line + 1 - rows : 0;
}

/* A key that stands for an operator and its motion. */
static bool
run_short(int key, size_t count)
{
	struct line *line = buffer_line(vi.cursor.line);
	struct place end = { vi.cursor.line, line->length };

	switch (key) {
	case 'x':
	case KEY_DELETE:
	case 'X':
		if (delete_chars(count, key == 'X'))
			key_keep();
		return true;
	case 's':
		delete_chars(count, false);
		insert_mode();
		key_keep();
		return true;
	case 'D':
	case 'C':
		operate(key == 'D' ? 'd' : 'c', vi.cursor, end);
		key_keep();
		return true;
	case 'S':
		operate_on_lines('c', vi.cursor.line, vi.cursor.line);
		key_keep();
		return true;
	case 'Y':
		copy_lines(vi.cursor.line,
		    vi.cursor.line + count - 1 < buffer.n ?
			vi.cursor.line + count - 1 :
			buffer.n - 1);
		return true;
	}
	return false;
}

/* Commands that change the text; false if key is none of them. */
static bool
run_change(int key, size_t count, bool counted)
{
	switch (key) {
	case 'i':
	case 'a':
	case 'A':
	case 'I':
	case 'o':
	case 'O':
	case KEY_INSERT:
		begin_insert(key);
		return true;
	case 'd':
	case 'c':
	case 'y':
	case '>':
	case '<':
		run_operator(key, count, counted);
		return true;
	case 'p':
	case 'P':
		put_text(key == 'P', count);
		return true;
	case 'r':
		replace_chars(count);
		return true;
	case '~':
		flip_case(count);
		return true;
	case 'J':
		join_lines(count);
		return true;
	case 'u':
		if (!buffer_undo(&vi.cursor))
			vi_say("Nothing to undo");
		return true;
	case 18:
		if (!buffer_redo(&vi.cursor))
			vi_say("Nothing to redo");
		return true;
	case '.':
		key_replay();
		return true;
	}
	return run_short(key, count);
}

static void
run_colon(void)
{
	char *line = ask_line(':');

	if (line)
		ex_run(line);
}

static void
run_other(int key)
{
	int mark;

	switch (key) {
	case ':':
		run_colon();
		break;
	case 'm':
		mark = key_next();
		if (mark >= 'a' && mark <= 'z')
			vi.marks[mark - 'a'] = vi.cursor;
		break;
	case 'Z':
	case 'z':
		run_z(key);
		break;
	case 2:
	case 4:
	case 6:
	case 21:
	case KEY_PAGE_UP:
	case KEY_PAGE_DOWN:
		scroll_page(key);
		break;
	case 7:
		vi_say("\"%s\" line %zu of %zu", vi.name ? vi.name : "",
		    vi.cursor.line + 1, buffer.n);
		break;
	case 12:
		screen_clear();
		break;
	case 26:
		screen_end();
		raise(SIGTSTP);
		screen_begin();
		break;
	case -1:
		vi.quit = true;
		break;
	}
}

static void
run_command(void)
{
	static size_t wanted_column;
	struct motion motion;
	size_t count = 0;
	bool counted;
	int key;

	key_record();
	key = key_next();
	vi.message[0] = '\0';
	while (isdigit(key) && (key != '0' || count)) {
		if (count < 1000000)
			count = 10 * count + (size_t)(key - '0');
		key = key_next();
	}
	counted = count > 0;
	if (!counted)
		count = 1;
	if (run_change(key, count, counted)) {
		wanted_column = vi.cursor.column;
		return;
	}
	if (!motion_read(key, count, counted, &motion)) {
		run_other(key);
		return;
	}
	vi.cursor = motion.to;
	/* Up and down keep to the column that was left. */
	if (key == 'j' || key == 'k' || key == KEY_UP || key == KEY_DOWN)
		vi.cursor.column = wanted_column;
	else
		wanted_column = key == '$' || key == KEY_END ? SIZE_MAX :
							       motion.to.column;
}

int
main(int argc, char **argv)
{
	size_t line = 0;
	bool at_end = false;

	while (option_next(argc, argv, help) != -1)
		;
	if (optind < argc && *argv[optind] == '+') {
		at_end = argv[optind][1] == '\0';
		line = strtoul(argv[optind++] + 1, NULL, 10);
	}
	buffer_init();
	if (optind < argc) {
		vi.name = argv[optind];
		if (buffer_read(vi.name, SIZE_MAX) >= 0)
			vi_say("\"%s\" %zu lines", vi.name, buffer.n);
		else
			vi_say("\"%s\" %s", vi.name,
			    errno == ENOENT ? "[new]" : strerror(errno));
	}
	if (at_end || line > buffer.n)
		line = buffer.n;
	vi.cursor.line = line ? line - 1 : 0;
	if (!isatty(1) || !screen_begin()) {
		fputs("vi: not a terminal\n", stderr);
		return 1;
	}
	while (!vi.quit) {
		clamp_cursor(false);
		if (!key_is_replay())
			draw(false);
		run_command();
	}
	screen_end();
	return 0;
}
