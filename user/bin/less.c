/*
 * less, more: look at text a screen at a time.
 *
 * Input is read into memory as far as it is needed; an index has the offset of
 * each line. Lines are cut or folded at the edge of the screen, and what is no
 * text is shown as ^X or <XX>. The keys come from the terminal even when the text
 * comes through standard input.
 *
 * The position is the number of the line at the top. With folding a line may take
 * several rows; the screen begins at the beginning of a line all the same.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/options.h"
#include "lib/screen.h"

static const char help[] =
    "Usage: less [OPTION]... [FILE]...   (and more)\n"
    "Show the FILEs (standard input) a screen at a time. h lists the keys.\n\n"
    "  -e                        leave at the end of the last FILE\n"
    "  -E                        the same\n"
    "  -F                        leave if it all fits on the screen\n"
    "  -i                        searches ignore case\n"
    "  -I                        the same\n"
    "  -M                        a longer prompt\n"
    "  -m                        the same\n"
    "  -N                        line numbers\n"
    "  -R                        let colours through\n"
    "  -r                        the same\n"
    "  -S                        cut long lines, do not fold them\n"
    "  -X                        leave the screen as it is at the end\n";

static const char keys[] =
    "q             leave             h         this list\n"
    "j, enter, down   a line on       k, up     a line back\n"
    "space, f, pgdn   a screen on     b, pgup   a screen back\n"
    "d             half a screen on  u         half a screen back\n"
    "g, <, home    the beginning     G, >, end the end; with a number: that line\n"
    "/RE  ?RE      search on, back   n  N      again, the other way\n"
    "left, right   shift cut lines   F         follow what is added (^C ends it)\n"
    "-N -S -i      turn an option    :n :p     the next, the last file\n"
    "v             edit              =         where we are\n";

static struct {
	bool quit_at_end, quit_if_one, ignore_case, numbers, colours, chop;
	bool keep_screen, long_prompt;
} opt;

static struct text {
	const char *name;
	int fd;
	char *data;
	size_t length, size;
	size_t *lines; /* offsets of their beginnings */
	size_t nlines, capacity;
	bool complete;
} text;

static size_t top;   /* the first line on the screen */
static size_t shift; /* columns cut off at the left */
static regex_t pattern;
static bool has_pattern, search_back;
static char **names;
static size_t nnames, current;
static char message[256];

/* --- Text ----------------------------------------------------------------- */

static void
add_line(size_t offset)
{
	array_grow(&text.lines, text.nlines, &text.capacity,
	    sizeof *text.lines);
	text.lines[text.nlines++] = offset;
}

/* Reads a block; false at the end. */
static bool
read_more(void)
{
	ssize_t n;

	if (text.complete)
		return false;
	if (text.size - text.length < 32768) {
		text.size = text.size ? 2 * text.size : 65536;
		text.data = xrealloc(text.data, text.size, 1);
	}
	n = input_read(text.fd, text.data + text.length,
	    text.size - text.length - 1);
	if (n <= 0) {
		text.complete = true;
		return false;
	}
	if (text.length == 0)
		add_line(0);
	for (ssize_t i = 0; i < n; i++) {
		if (text.data[text.length + (size_t)i] == '\n')
			add_line(text.length + (size_t)i + 1);
	}
	text.length += (size_t)n;
	return true;
}

/* Is there such a line? The one behind the last newline is none. */
static bool
has_line(size_t line)
{
	while (line + 1 >= text.nlines && read_more())
		;
	return line < text.nlines && text.lines[line] < text.length;
}

static const char *
line_at(size_t line, size_t *length)
{
	size_t start = text.lines[line];
	size_t end = line + 1 < text.nlines ? text.lines[line + 1] - 1 :
					      text.length;

	*length = end - start;
	if (*length && text.data[end - 1] == '\r')
		--*length;
	return text.data + start;
}

static size_t
count_lines(void)
{
	while (read_more())
		;
	return text.nlines && text.lines[text.nlines - 1] == text.length ?
	    text.nlines - 1 :
	    text.nlines;
}

/* --- Drawing -------------------------------------------------------------- */

/* Is it an escape sequence that sets colours? Gives its length. */
static size_t
colour_length(const char *p, size_t n)
{
	size_t i = 2;

	if (!opt.colours || n < 3 || p[0] != '\033' || p[1] != '[')
		return 0;
	while (i < n && (isdigit((unsigned char)p[i]) || p[i] == ';'))
		i++;
	return i < n && (p[i] == 'm' || p[i] == 'K') ? i + 1 : 0;
}

/* One character as it is shown: its bytes, its columns. Gives its length. */
static size_t
show(const char *p, size_t n, size_t column, char *out, size_t *width)
{
	wchar_t c;
	int used;

	if (*p == '\t') {
		*width = 8 - column % 8;
		memset(out, ' ', *width);
		out[*width] = '\0';
		return 1;
	}
	if ((unsigned char)*p < ' ' || *p == 0x7f) {
		*width = 2;
		sprintf(out, "^%c", *p ^ 0x40);
		return 1;
	}
	used = mbtowc(&c, p, n);
	if (used <= 0 || wcwidth(c) < 0) {
		*width = 4;
		sprintf(out, "<%02X>", (unsigned char)*p);
		return 1;
	}
	memcpy(out, p, (size_t)used);
	out[used] = '\0';
	*width = (size_t)wcwidth(c);
	return (size_t)used;
}

/* Where matches are in a line, for highlighting. */
static bool
in_match(const char *line, size_t length, size_t at, size_t *from, size_t *to)
{
	regmatch_t m;

	if (!has_pattern)
		return false;
	while (*to <= at) {
		m.rm_so = (regoff_t)*to;
		m.rm_eo = (regoff_t)length;
		if (*to > length ||
		    regexec(&pattern, line, 1, &m,
			REG_STARTEND | (*to ? REG_NOTBOL : 0))) {
			*from = *to = (size_t)-1;
			break;
		}
		*from = (size_t)m.rm_so;
		*to = (size_t)m.rm_eo > *from ? (size_t)m.rm_eo : *from + 1;
	}
	return *from <= at && at < *to;
}

/* Draws a line from a row on; gives the number of rows it took. */
static int
draw_line(size_t number, int row, int rows)
{
	size_t length, column = 0, from = 0, to = 0, i = 0;
	const char *line = line_at(number, &length);
	size_t columns = (size_t)screen_columns();
	size_t skip = opt.chop ? shift : 0, at = 0;
	bool marked = false;
	int used = 1;

	screen_move(row, 0);
	if (opt.numbers) {
		screen_print("%7zu ", number + 1);
		column = 8;
	}
	while (i < length) {
		char out[16];
		size_t width, n = colour_length(line + i, length - i);
		bool match;

		if (n) {
			screen_write(line + i, n);
			i += n;
			continue;
		}
		n = show(line + i, length - i, at, out, &width);
		at += width;
		if (at <= skip) {
			i += n;
			continue;
		}
		if (column + width > columns) {
			if (opt.chop || used == rows)
				break;
			column = opt.numbers ? 8 : 0;
			screen_clear_line();
			screen_move(row + used++, (int)column);
		}
		match = in_match(line, length, i, &from, &to);
		if (match != marked)
			screen_reverse(match);
		marked = match;
		screen_write(out, strlen(out));
		column += width;
		i += n;
	}
	if (marked)
		screen_reverse(false);
	if (opt.colours)
		screen_print("\033[m");
	if (column < columns)
		screen_clear_line();
	return used;
}

static size_t
bottom(void)
{
	size_t line = top;
	int row = 0, rows = screen_rows() - 1;

	/* Only an estimate with folding: what is shown is what counts. */
	while (row < rows && has_line(line)) {
		row++;
		line++;
	}
	return line;
}

static void
draw_status(size_t next)
{
	screen_move(screen_rows() - 1, 0);
	screen_reverse(true);
	if (*message)
		screen_print(" %.*s ", screen_columns() - 3, message);
	else if (!has_line(next))
		screen_print(" %s (END) ", text.name);
	else if (text.complete || opt.long_prompt)
		screen_print(" %s lines %zu-%zu %zu%% ", text.name, top + 1,
		    next, 100 * text.lines[next] / (text.length + 1));
	else
		screen_print(" %s ", text.name);
	screen_reverse(false);
	screen_clear_line();
	message[0] = '\0';
}

static size_t
draw(void)
{
	int row = 0, rows = screen_rows() - 1;
	size_t line = top;

	while (row < rows && has_line(line))
		row += draw_line(line++, row, rows - row);
	for (; row < rows; row++) {
		screen_move(row, 0);
		screen_print("~");
		screen_clear_line();
	}
	draw_status(line);
	screen_flush();
	return line;
}

/* --- Moving --------------------------------------------------------------- */

static size_t
last_top(void)
{
	size_t n = count_lines(), rows = (size_t)screen_rows() - 1;

	return n > rows ? n - rows : 0;
}

static void
go_down(size_t n)
{
	while (n-- > 0 && has_line(bottom()))
		top++;
}

static void
go_up(size_t n)
{
	top = n < top ? top - n : 0;
}

static void
search(bool back, size_t from)
{
	size_t line = from, length;

	if (!has_pattern) {
		strcpy(message, "No pattern");
		return;
	}
	while (back ? line != (size_t)-1 : has_line(line)) {
		const char *p = line_at(line, &length);
		regmatch_t m = { 0, (regoff_t)length };

		if (regexec(&pattern, p, 1, &m, REG_STARTEND) == 0) {
			top = line;
			return;
		}
		line += back ? (size_t)-1 : 1;
	}
	strcpy(message, "Pattern not found");
}

/* A line typed at the bottom; false when it was given up. */
static bool
ask(const char *prompt, char *line, size_t size)
{
	size_t n = 0;

	for (;;) {
		int key;

		line[n] = '\0';
		screen_move(screen_rows() - 1, 0);
		screen_print("%s%s", prompt, line);
		screen_clear_line();
		screen_flush();
		key = screen_key();
		if (key == '\r' || key == '\n')
			return true;
		if (key == KEY_ESCAPE || key == 3 || key < 0)
			return false;
		if (key == KEY_BACKSPACE) {
			if (n == 0)
				return false;
			do
				n--;
			while (n > 0 && (line[n] & 0xc0) == 0x80);
		} else if (key >= ' ' && key < 256 && n + 1 < size) {
			line[n++] = (char)key;
		}
	}
}

static void
start_search(bool back)
{
	char line[256];
	int error;

	if (!ask(back ? "?" : "/", line, sizeof line))
		return;
	if (*line) {
		if (has_pattern)
			regfree(&pattern);
		has_pattern = false;
		error = regcomp(&pattern, line,
		    REG_EXTENDED | (opt.ignore_case ? REG_ICASE : 0));
		if (error) {
			regerror(error, &pattern, message, sizeof message);
			return;
		}
		has_pattern = true;
	}
	search_back = back;
	search(back, back ? top - 1 : top + 1);
}

/* --- Files ---------------------------------------------------------------- */

static void
close_file(void)
{
	if (text.fd > 0)
		close(text.fd);
	free(text.data);
	free(text.lines);
	text = (struct text){ 0 };
}

static bool
open_file(size_t i)
{
	int fd = strcmp(names[i], "-") == 0 ?
	    0 :
	    open(names[i], O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		snprintf(message, sizeof message, "%s: %s", names[i],
		    strerror(errno));
		return false;
	}
	close_file();
	current = i;
	text.name = fd == 0 ? "(standard input)" : names[i];
	text.fd = fd;
	top = shift = 0;
	return true;
}

static void
follow(void)
{
	for (;;) {
		text.complete = false;
		top = last_top();
		strcpy(message, "Waiting for more... (any key ends it)");
		draw();
		if (screen_wait_key(500))
			break;
	}
	screen_key();
}

static void
show_keys(void)
{
	screen_clear();
	screen_move(0, 0);
	screen_print("%s\n(any key)", keys);
	screen_flush();
	screen_key();
}

static void
edit(void)
{
	const char *editor = getenv("EDITOR");
	char *command;

	if (text.fd == 0) {
		strcpy(message, "Cannot edit standard input");
		return;
	}
	command = xasprintf("%s '%s'", editor ? editor : "vi", names[current]);
	screen_end();
	if (system(command) != 0)
		strcpy(message, "The editor failed");
	screen_begin();
	free(command);
	open_file(current);
}

static void
toggle(void)
{
	int key = screen_key();

	switch (key) {
	case 'N':
		opt.numbers = !opt.numbers;
		break;
	case 'S':
		opt.chop = !opt.chop;
		break;
	case 'i':
	case 'I':
		opt.ignore_case = !opt.ignore_case;
		break;
	case 'R':
		opt.colours = !opt.colours;
		break;
	default:
		strcpy(message, "No such option");
	}
}

static void
colon(void)
{
	int key = screen_key();

	if (key == 'n' && current + 1 < nnames)
		open_file(current + 1);
	else if (key == 'p' && current > 0)
		open_file(current - 1);
	else
		strcpy(message, "No such file");
}

/* Does what a key asks for; false to leave. */
static bool
do_key(int key, size_t count, size_t next)
{
	size_t page = (size_t)screen_rows() - 1;
	size_t n = count ? count : 1;

	switch (key) {
	case 'q':
	case 'Q':
	case 3:
	case -1:
		return false;
	case 'j':
	case 'e':
	case '\r':
	case '\n':
	case KEY_DOWN:
		if (opt.quit_at_end && !has_line(next))
			return false;
		go_down(n);
		break;
	case 'k':
	case 'y':
	case KEY_UP:
		go_up(n);
		break;
	case ' ':
	case 'f':
	case 6:
	case KEY_PAGE_DOWN:
		if (opt.quit_at_end && !has_line(next))
			return false;
		/* From what was shown, however many rows its lines took. */
		if (has_line(next))
			top = next;
		break;
	case 'b':
	case 2:
	case KEY_PAGE_UP:
		go_up(page * n);
		break;
	case 'd':
	case 4:
		go_down(page / 2);
		break;
	case 'u':
	case 21:
		go_up(page / 2);
		break;
	case 'g':
	case '<':
	case KEY_HOME:
		top = 0;
		if (count && has_line(count - 1))
			top = count - 1;
		break;
	case 'G':
	case '>':
	case KEY_END:
		top = last_top();
		if (count && has_line(count - 1))
			top = count - 1;
		break;
	case KEY_RIGHT:
		shift += 16;
		opt.chop = true;
		break;
	case KEY_LEFT:
		shift = shift > 16 ? shift - 16 : 0;
		break;
	case '/':
		start_search(false);
		break;
	case '?':
		start_search(true);
		break;
	case 'n':
		search(search_back, search_back ? top - 1 : top + 1);
		break;
	case 'N':
		search(!search_back, search_back ? top + 1 : top - 1);
		break;
	case 'F':
		follow();
		break;
	case '=':
		snprintf(message, sizeof message,
		    "%s: line %zu of %zu, file "
		    "%zu of %zu",
		    text.name, top + 1, count_lines(), current + 1, nnames);
		break;
	case '-':
		toggle();
		break;
	case ':':
		colon();
		break;
	case 'h':
	case 'H':
		show_keys();
		break;
	case 'v':
		edit();
		break;
	case 'r':
	case 12:
		screen_clear();
		break;
	}
	return true;
}

static void
page(void)
{
	size_t count = 0;

	for (;;) {
		size_t next = draw();
		int key = screen_key();

		if (key >= '0' && key <= '9' && count < 100000000) {
			count = 10 * count + (size_t)(key - '0');
			continue;
		}
		if (!do_key(key, count, next))
			return;
		count = 0;
	}
}

/* Not on a terminal it is cat. */
static int
copy_all(void)
{
	int status = 0;

	for (size_t i = 0; i < nnames; i++) {
		static char buffer[65536];
		int fd = input_open_fd(names[i]);
		ssize_t n;

		if (fd < 0) {
			status = 1;
			continue;
		}
		while ((n = input_read(fd, buffer, sizeof buffer)) > 0)
			output_all(1, buffer, (size_t)n);
		input_close_fd(fd);
	}
	return status;
}

static void
parse_option(int option)
{
	switch (option) {
	case 'e':
	case 'E':
		opt.quit_at_end = true;
		break;
	case 'F':
		opt.quit_if_one = true;
		break;
	case 'i':
	case 'I':
		opt.ignore_case = true;
		break;
	case 'm':
	case 'M':
		opt.long_prompt = true;
		break;
	case 'N':
		opt.numbers = true;
		break;
	case 'r':
	case 'R':
		opt.colours = true;
		break;
	case 'S':
		opt.chop = true;
		break;
	case 'X':
		opt.keep_screen = true;
		break;
	}
}

int
main(int argc, char **argv)
{
	static char *only_stdin[] = { (char *)"-" };
	size_t first = 0;
	int option;

	if (strcmp(program_invocation_short_name, "more") == 0)
		opt.quit_at_end = opt.keep_screen = true;
	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option);
	names = optind < argc ? argv + optind : only_stdin;
	nnames = optind < argc ? (size_t)(argc - optind) : 1;
	if (optind == argc && isatty(0))
		usage("missing filename");
	if (!isatty(1))
		return copy_all();
	while (first < nnames && !open_file(first))
		warnx("%s", message), first++;
	if (first == nnames)
		return 1;
	if (!screen_begin())
		return copy_all();
	screen_keep(opt.keep_screen);
	if (opt.quit_if_one && nnames == 1 &&
	    !has_line((size_t)screen_rows() - 1)) {
		screen_keep(true);
		screen_end();
		output_all(1, text.data, text.length);
		return 0;
	}
	page();
	screen_end();
	return 0;
}
