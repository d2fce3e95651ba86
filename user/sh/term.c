/*
 * The terminal of the line editor.
 *
 * While a line is edited the terminal is raw, but for its output side; between
 * lines it is as the user has set it. What is understood of a terminal is what all
 * of them have had for decades: ECMA-48's cursor movements, and bracketed paste.
 */
#include "term.h"

#include "out.h"
#include "vars.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct {
	struct termios before;
	struct sigaction old_winch;
	bool entered;
} term;

static volatile sig_atomic_t resized;

bool
term_usable(void)
{
	const char *kind = var_value(var_named("TERM"));

	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && kind != NULL &&
	    *kind != '\0' && strcmp(kind, "dumb") != 0;
}

static void
on_resize(int number)
{
	(void)number;
	resized = 1;
}

void
term_write(const char *data, size_t n)
{
	out_error(data, n);
}

bool
term_enter(void)
{
	struct sigaction action = { .sa_handler = on_resize };
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &term.before) < 0)
		return false;
	raw = term.before;
	raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IXON | ISTRIP | BRKINT);
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) < 0)
		return false;
	sigaction(SIGWINCH, &action, &term.old_winch);
	term.entered = true;
	term_write("\033[?2004h", 8);
	return true;
}

void
term_leave(void)
{
	if (!term.entered)
		return;
	term_write("\033[?2004l", 8);
	term.entered = false;
	sigaction(SIGWINCH, &term.old_winch, NULL);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &term.before);
}

int
term_columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

/* Keys. */

static int
read_byte(void)
{
	unsigned char c;
	ssize_t n = read(STDIN_FILENO, &c, 1);

	if (n == 1)
		return c;
	if (n < 0 && errno == EINTR) {
		if (!resized)
			return KEY_SIGNAL;
		resized = 0;
		return KEY_RESIZED;
	}
	return KEY_END;
}

static bool
comes_within(int ms)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, ms) > 0;
}

bool
term_key_waits(void)
{
	return comes_within(0);
}

/* The rest of a sequence comes with its start. */
static bool
more_soon(void)
{
	return comes_within(100);
}

/* CSI n ~ */
static int
numbered_key(int number)
{
	switch (number) {
	case 1:
	case 7:
		return KEY_HOME;
	case 4:
	case 8:
		return KEY_LAST;
	case 3:
		return KEY_DELETE;
	case 200:
		return KEY_PASTE;
	case 201:
		return KEY_PASTE_END;
	default:
		return KEY_OTHER;
	}
}

static int
lettered_key(int letter, bool with_modifier)
{
	switch (letter) {
	case 'A':
		return KEY_UP;
	case 'B':
		return KEY_DOWN;
	case 'C':
		return with_modifier ? KEY_WORD_RIGHT : KEY_RIGHT;
	case 'D':
		return with_modifier ? KEY_WORD_LEFT : KEY_LEFT;
	case 'H':
		return KEY_HOME;
	case 'F':
		return KEY_LAST;
	default:
		return KEY_OTHER;
	}
}

/* After ESC [ or ESC O. */
static int
read_sequence(void)
{
	int number = 0;
	bool modifier = false;

	for (;;) {
		int c = read_byte();

		if (c < 0)
			return c;
		if (c >= '0' && c <= '9') {
			if (!modifier && number < 1000)
				number = number * 10 + c - '0';
		} else if (c == ';')
			modifier = true;
		else if (c == '~')
			return numbered_key(number);
		else if (c >= 0x40)
			return lettered_key(c, modifier);
	}
}

int
term_read_key(void)
{
	int c = read_byte();

	if (c != '\033' || !more_soon())
		return c;
	c = read_byte();
	if (c == '[' || c == 'O')
		return read_sequence();
	return c < 0 ? c : KEY_META | c;
}

size_t
term_read_char(int key, char bytes[4])
{
	size_t length = key < 0xc2 ? 1 : key < 0xe0 ? 2 : key < 0xf0 ? 3 : 4;
	size_t n = 0;

	bytes[n++] = (char)key;
	while (n < length && more_soon()) {
		int c = read_byte();

		if (c < 0)
			break;
		bytes[n++] = (char)c;
	}
	return n;
}

/* Widths. */

struct range {
	unsigned int first, last;
};

static bool
in_ranges(unsigned int c, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

static int
width_of(unsigned int c)
{
	static const struct range none[] = { { 0x300, 0x36f }, { 0x483, 0x489 },
		{ 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f },
		{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f },
		{ 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f } };
	static const struct range wide[] = { { 0x1100, 0x115f },
		{ 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xa960, 0xa97c },
		{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f },
		{ 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f },
		{ 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff },
		{ 0x20000, 0x3fffd } };

	if (c < 0x20 || c == 0x7f)
		return 2;
	if (c < 0x300)
		return 1;
	if (in_ranges(c, none, sizeof none / sizeof *none))
		return 0;
	return 1 + in_ranges(c, wide, sizeof wide / sizeof *wide);
}

size_t
char_measure(const char *text, size_t length, int *width)
{
	unsigned char c = (unsigned char)text[0];
	size_t n = c < 0x80 ? 1 :
	    c < 0xc2        ? 0 :
	    c < 0xe0        ? 2 :
	    c < 0xf0        ? 3 :
			      4;
	unsigned int code = n == 1 ? c : n ? c & (0x7fU >> n) : 0;

	*width = 1;
	if (n == 0 || n > length || c > 0xf4)
		return 1;
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 1;
		code = code << 6 | ((unsigned char)text[i] & 0x3f);
	}
	*width = width_of(code);
	return n;
}
