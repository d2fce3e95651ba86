/*
 * draw: the text on the screen. Lines are folded at its edge.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../lib/screen.h"
#include "vi.h"

enum {
	TAB = 8,
	NUMBER_WIDTH = 8
};

/* The columns of a character that begins in a column; what is no text is ^X. */
static size_t
width_at(const struct line *line, size_t i, size_t column)
{
	unsigned char c = (unsigned char)line->text[i];
	wchar_t wide;
	int width;

	if (c == '\t')
		return TAB - column % TAB;
	if (c < ' ' || c == 0x7f)
		return 2;
	if (mbtowc(&wide, line->text + i, line->length - i) <= 0)
		return 4;
	width = wcwidth(wide);
	return width < 0 ? 4 : (size_t)width;
}

static void
put_char(const struct line *line, size_t i, size_t length, size_t width)
{
	unsigned char c = (unsigned char)line->text[i];
	wchar_t wide;

	if (c == '\t')
		screen_print("%*s", (int)width, "");
	else if (c < ' ' || c == 0x7f)
		screen_print("^%c", c ^ 0x40);
	else if (mbtowc(&wide, line->text + i, line->length - i) <= 0 ||
	    wcwidth(wide) < 0)
		screen_print("<%02x>", c);
	else
		screen_write(line->text + i, length);
}

static size_t
columns(void)
{
	size_t n = (size_t)screen_columns();

	return vi.numbers && n > NUMBER_WIDTH + 8 ? n - NUMBER_WIDTH : n;
}

/* The column at which byte `end` of a line would stand on one long row. */
static size_t
column_of(const struct line *line, size_t end)
{
	size_t column = 0;

	for (size_t i = 0; i < end && i < line->length;
	     i += char_length(line, i))
		column += width_at(line, i, column);
	return column;
}

static size_t
rows_of(size_t number)
{
	struct line *line = buffer_line(number);
	size_t width = column_of(line, line->length);

	return width ? (width + columns() - 1) / columns() : 1;
}

/* Brings the cursor's line onto the screen. */
static void
scroll(void)
{
	size_t rows = (size_t)screen_rows() - 1, used = 0, line;

	if (vi.cursor.line < vi.top) {
		/* Far away: into the middle. */
		vi.top = vi.top - vi.cursor.line > rows ? vi.cursor.line -
			(vi.cursor.line < rows / 2 ? vi.cursor.line :
						     rows / 2) :
							  vi.cursor.line;
		return;
	}
	if (vi.cursor.line - vi.top > 2 * rows)
		vi.top = vi.cursor.line - rows / 2;
	for (line = vi.top; line <= vi.cursor.line; line++)
		used += rows_of(line);
	while (used > rows && vi.top < vi.cursor.line)
		used -= rows_of(vi.top++);
}

static int
draw_line(size_t number, int row, int rows)
{
	struct line *line = buffer_line(number);
	size_t column = 0, limit = columns();
	int margin = (int)((size_t)screen_columns() - limit), used = 1;

	screen_move(row, 0);
	if (margin)
		screen_print("%7zu ", number + 1);
	for (size_t i = 0; i < line->length;) {
		size_t n = char_length(line, i);
		size_t width = width_at(line, i, column);

		if (column % limit + width > limit ||
		    (column && column % limit == 0)) {
			if (used == rows)
				break;
			screen_clear_line();
			screen_move(row + used++, margin);
			column = (column + limit - 1) / limit * limit;
			width = width_at(line, i, column);
		}
		put_char(line, i, n, width);
		column += width;
		i += n;
	}
	if (column < limit * (size_t)used)
		screen_clear_line();
	return used;
}

static void
draw_status(bool insert)
{
	char right[48];

	snprintf(right, sizeof right, "%zu,%zu", vi.cursor.line + 1,
	    vi.cursor.column + 1);
	screen_move(screen_rows() - 1, 0);
	if (*vi.message)
		screen_print("%.*s", screen_columns() - 20, vi.message);
	else if (insert)
		screen_print("-- INSERT --");
	else
		screen_print("%.*s%s", screen_columns() - 30,
		    vi.name ? vi.name : "[no name]",
		    buffer.changed ? " [modified]" : "");
	screen_clear_line();
	if (screen_columns() > 40) {
		screen_move(screen_rows() - 1, screen_columns() - 18);
		screen_print("%s", right);
	}
}

void
draw(bool insert)
{
	int row = 0, rows = screen_rows() - 1, cursor_row = 0;
	size_t line, column, limit = columns();

	scroll();
	for (line = vi.top; line < buffer.n && row < rows; line++) {
		if (line == vi.cursor.line)
			cursor_row = row;
		row += draw_line(line, row, rows - row);
	}
	for (; row < rows; row++) {
		screen_move(row, 0);
		screen_print("~");
		screen_clear_line();
	}
	draw_status(insert);
	column = column_of(buffer_line(vi.cursor.line), vi.cursor.column);
	screen_move(cursor_row + (int)(column / limit),
	    (int)(column % limit + ((size_t)screen_columns() - limit)));
	screen_flush();
}
