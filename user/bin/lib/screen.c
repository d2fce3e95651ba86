/*
 * screen: terminals that understand ECMA-48, as all do today.
 *
 * Keys arrive as bytes or as escape sequences; an escape that nothing follows
 * within a tenth of a second is the key itself. The size is asked for when
 * SIGWINCH says that it changed, which screen_key() gives as a key.
 */
#include "screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "input.h"
#include "memory.h"

enum {
	ESCAPE_MS = 100
};

static struct {
	int keyboard;
	struct termios before;
	bool active, keep;
	int rows, columns;
	char *out;
	size_t length, size;
	int pushed; /* a byte that was read too early, or 0 */
} screen;

static volatile sig_atomic_t resized;

static void
note_resize(int signal)
{
	(void)signal;
	resized = 1;
}

static void
ask_size(void)
{
	struct winsize size = { 0 };

	resized = 0;
	ioctl(1, TIOCGWINSZ, &size);
	screen.rows = size.ws_row ? size.ws_row : 24;
	screen.columns = size.ws_col ? size.ws_col : 80;
}

static void
end_by_signal(int number)
{
	screen_end();
	signal(number, SIG_DFL);
	raise(number);
}

bool
screen_begin(void)
{
	struct termios raw;
	struct sigaction resize = { .sa_handler = note_resize };

	screen.keyboard = isatty(0) ? 0 : open("/dev/tty", O_RDONLY);
	if (screen.keyboard < 0 ||
	    tcgetattr(screen.keyboard, &screen.before) < 0)
		return false;
	raw = screen.before;
	raw.c_iflag &= ~(tcflag_t)(ICRNL | IXON | INLCR | ISTRIP);
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(screen.keyboard, TCSADRAIN, &raw);
	sigaction(SIGWINCH, &resize, NULL);
	signal(SIGTERM, end_by_signal);
	signal(SIGHUP, end_by_signal);
	ask_size();
	if (!screen.active && !screen.keep)
		screen_print("\033[?1049h");
	screen.active = true;
	screen_clear();
	return true;
}

void
screen_keep(bool keep)
{
	if (keep && !screen.keep && screen.active) {
		screen_print("\033[?1049l");
		screen_flush();
	}
	screen.keep = keep;
}

void
screen_end(void)
{
	if (!screen.active)
		return;
	screen.active = false;
	screen_move(screen.rows - 1, 0);
	screen_clear_line();
	if (!screen.keep)
		screen_print("\033[?1049l");
	screen_flush();
	tcsetattr(screen.keyboard, TCSADRAIN, &screen.before);
}

int
screen_rows(void)
{
	return screen.rows;
}

int
screen_columns(void)
{
	return screen.columns;
}

/* --- Output --------------------------------------------------------------- */

void
screen_write(const char *bytes, size_t length)
{
	while (screen.size - screen.length < length) {
		screen.size = screen.size ? 2 * screen.size : 8192;
		screen.out = xrealloc(screen.out, screen.size, 1);
	}
	memcpy(screen.out + screen.length, bytes, length);
	screen.length += length;
}

void
screen_print(const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		return;
	/* In raw output a newline only goes down. */
	for (char *p = text; *p; p++) {
		if (*p == '\n')
			screen_write("\r\n", 2);
		else
			screen_write(p, 1);
	}
	free(text);
}

void
screen_move(int row, int column)
{
	screen_print("\033[%d;%dH", row + 1, column + 1);
}

void
screen_clear(void)
{
	screen_print("\033[H\033[2J");
}

void
screen_clear_line(void)
{
	screen_print("\033[K");
}

void
screen_reverse(bool on)
{
	screen_print(on ? "\033[7m" : "\033[27m");
}

void
screen_flush(void)
{
	output_all(1, screen.out, screen.length);
	screen.length = 0;
}

/* --- Keys ----------------------------------------------------------------- */

bool
screen_wait_key(int milliseconds)
{
	struct pollfd fd = { .fd = screen.keyboard, .events = POLLIN };

	return screen.pushed || poll(&fd, 1, milliseconds) > 0;
}

static int
read_byte(void)
{
	unsigned char c;
	ssize_t n;

	if (screen.pushed) {
		c = (unsigned char)screen.pushed;
		screen.pushed = 0;
		return c;
	}
	n = read(screen.keyboard, &c, 1);
	if (n == 1)
		return c;
	return n < 0 && errno == EINTR ? KEY_RESIZE : -1;
}

static int
final_key(int c)
{
	switch (c) {
	case 'A':
		return KEY_UP;
	case 'B':
		return KEY_DOWN;
	case 'C':
		return KEY_RIGHT;
	case 'D':
		return KEY_LEFT;
	case 'H':
		return KEY_HOME;
	case 'F':
		return KEY_END;
	}
	return KEY_ESCAPE;
}

static int
numbered_key(int number)
{
	switch (number) {
	case 1:
	case 7:
		return KEY_HOME;
	case 2:
		return KEY_INSERT;
	case 3:
		return KEY_DELETE;
	case 4:
	case 8:
		return KEY_END;
	case 5:
		return KEY_PAGE_UP;
	case 6:
		return KEY_PAGE_DOWN;
	}
	return KEY_ESCAPE;
}

/* Behind an escape: ESC [ A, ESC O A, ESC [ 5 ~, ESC [ 1 ; 5 C. */
static int
read_sequence(void)
{
	int c, number = 0;

	if (!screen_wait_key(ESCAPE_MS))
		return KEY_ESCAPE;
	c = read_byte();
	if ((c != '[' && c != 'O') || !screen_wait_key(ESCAPE_MS)) {
		/* Typed fast: an escape, and then another key. */
		screen.pushed = c > 0 && c < 256 ? c : 0;
		return KEY_ESCAPE;
	}
	c = read_byte();
	while ((c >= '0' && c <= '9') || c == ';') {
		number = c == ';' ? 0 :
		    number < 100  ? 10 * number + c - '0' :
				    number;
		c = read_byte();
	}
	return c == '~' ? numbered_key(number) : final_key(c);
}

int
screen_key(void)
{
	int c;

	screen_flush();
	c = read_byte();
	if (resized || c == KEY_RESIZE) {
		ask_size();
		screen_clear();
		return c == -1 || c == KEY_RESIZE ? KEY_RESIZE : c;
	}
	if (c == '\033')
		return read_sequence();
	if (c == 127 || c == 8)
		return KEY_BACKSPACE;
	return c;
}
