/*
 * Showing the line being edited.
 *
 * After each key prompt and text are written anew, in one write(): the cursor goes
 * up to the row where the prompt began, the screen is cleared from there, all is
 * written, and the cursor goes back to its place. Where things are follows from the
 * widths of characters and the terminal's width, asked for each time (walk), so
 * that a resized terminal needs nothing else.
 *
 * A terminal that has written its last column stays in that row until the next
 * byte. A line that ends there is followed by a newline, so that the cursor is
 * where walk() says it is.
 *
 * What ran before may have left the cursor behind output without a newline, of which
 * nobody tells the shell: editor_begin. Where the terminal does not say how wide it
 * is, 80 columns are assumed, and in a wider one such output is lost.
 */
#include "editor.h"
#include "mem.h"
#include "prompt.h"
#include "str.h"
#include "term.h"

#include <string.h>

struct place {
	int row;
	int column;
};

static void
step(struct place *place, int width, int columns)
{
	/* A wide character does not begin in the last column. */
	if (place->column + width > columns) {
		place->row++;
		place->column = 0;
	}
	place->column += width;
	if (place->column == columns) {
		place->row++;
		place->column = 0;
	}
}

/* => returns: the length of an escape sequence that moves nothing, or 0 */
static size_t
sequence_length(const char *text, size_t length)
{
	size_t n = 2;

	if (length < 2 || text[0] != '\033' || text[1] != '[')
		return 0;
	while (n < length && (unsigned char)text[n] < 0x40)
		n++;
	return n < length ? n + 1 : n;
}

/* Where the prompt leaves the cursor. */
static struct place
walk_prompt(const char *prompt, int columns)
{
	struct place place = { 0, 0 };
	size_t length = strlen(prompt);
	bool hidden = false;
	int width;

	for (size_t i = 0; i < length;) {
		size_t sequence = sequence_length(prompt + i, length - i);

		if (prompt[i] == PROMPT_HIDDEN || prompt[i] == PROMPT_SHOWN) {
			hidden = prompt[i++] == PROMPT_HIDDEN;
		} else if (sequence > 0)
			i += sequence;
		else if (prompt[i] == '\n') {
			place.row++;
			place.column = 0;
			i++;
		} else {
			i += char_measure(prompt + i, length - i, &width);
			if (!hidden)
				step(&place, width, columns);
		}
	}
	return place;
}

/* Where the first n bytes of the text do. */
static struct place
walk(const struct editor *e, size_t n, int columns)
{
	struct place place = walk_prompt(e->prompt, columns);
	int width;

	for (size_t i = 0; i < n;) {
		size_t length = char_measure(e->text + i, e->length - i,
		    &width);

		if (e->text[i] == '\n') {
			place.row++;
			place.column = 0;
		} else
			step(&place, width, columns);
		i += length;
	}
	return place;
}

static void
add_prompt(struct str *out, const char *prompt)
{
	for (; *prompt != '\0'; prompt++) {
		if (*prompt == '\n')
			str_add_all(out, "\r\n");
		else if (*prompt != PROMPT_HIDDEN && *prompt != PROMPT_SHOWN)
			str_char(out, *prompt);
	}
}

static void
add_text(struct str *out, const struct editor *e)
{
	for (size_t i = 0; i < e->length; i++) {
		unsigned char c = (unsigned char)e->text[i];

		if (c == '\n')
			str_add_all(out, "\r\n");
		else if (c < 0x20 || c == 0x7f) {
			str_char(out, '^');
			str_char(out, (char)(c ^ 0x40));
		} else
			str_char(out, (char)c);
	}
}

static void
add_move(struct str *out, int n, char direction)
{
	if (n > 0)
		str_printf(out, "\033[%d%c", n, direction);
}

/*
 * A mark and blanks, a row in all: a cursor that was in the first column still is in
 * its row, and what is drawn there covers the mark; any other is in the next.
 */
void
editor_begin(struct editor *e)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct str out = str_new(&scratch);

	str_add_all(&out, "\033[7m%\033[0m");
	for (int i = term_columns(); i > 1; i--)
		str_char(&out, ' ');
	term_write(out.data, out.length);
	e->row = 0;
	arena_release(&scratch, mark);
}

void
editor_draw(struct editor *e)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct str out = str_new(&scratch);
	int columns = term_columns();
	struct place end = walk(e, e->length, columns);
	struct place cursor = walk(e, e->cursor, columns);

	add_move(&out, e->row, 'A');
	str_add_all(&out, "\r\033[J");
	add_prompt(&out, e->prompt);
	add_text(&out, e);
	if (end.column == 0 && end.row > 0 && e->length > 0 &&
	    e->text[e->length - 1] != '\n')
		str_add_all(&out, "\r\n");
	add_move(&out, end.row - cursor.row, 'A');
	str_char(&out, '\r');
	add_move(&out, cursor.column, 'C');
	term_write(out.data, out.length);
	e->row = cursor.row;
	arena_release(&scratch, mark);
}

void
editor_finish(struct editor *e)
{
	e->cursor = e->length;
	editor_draw(e);
	term_write("\r\n", 2);
	e->row = 0;
}

void
editor_clear_screen(struct editor *e)
{
	term_write("\033[H\033[2J", 7);
	e->row = 0;
}

static int
text_width(const char *text)
{
	size_t length = strlen(text);
	int total = 0;
	int width;

	for (size_t i = 0; i < length; total += width)
		i += char_measure(text + i, length - i, &width);
	return total;
}

void
editor_list(struct editor *e, char **items, int count)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct str out = str_new(&scratch);
	size_t cursor = e->cursor;
	int widest = 0;
	int across, down;

	editor_finish(e);
	e->cursor = cursor;
	for (int i = 0; i < count; i++)
		if (text_width(items[i]) > widest)
			widest = text_width(items[i]);
	across = term_columns() / (widest + 2);
	if (across < 1)
		across = 1;
	down = (count + across - 1) / across;
	for (int row = 0; row < down; row++) {
		for (int i = row; i < count; i += down) {
			str_add_all(&out, items[i]);
			for (int pad = text_width(items[i]);
			     i + down < count && pad < widest + 2; pad++)
				str_char(&out, ' ');
		}
		str_add_all(&out, "\r\n");
	}
	term_write(out.data, out.length);
	arena_release(&scratch, mark);
}
