/*
 * Output processing (POSIX XBD 11.2.3).
 *
 * The column counts characters since the left margin: it is what a tab's width
 * is reckoned from, here and when the line discipline erases one.  Escape
 * sequences are counted as text, as Linux does.
 */
#include "tty/opost.h"

#include "abi/termios.h"
#include "lib/compiler.h"

#define TAB_STOP 8

static bool
is_continuation(u8 c)
{
	return (c & 0xc0) == 0x80;
}

static unsigned
newline(struct opost *o, unsigned oflag, u8 out[OPOST_MAX])
{
	if (oflag & ONLRET)
		o->column = 0;
	if (!(oflag & ONLCR)) {
		out[0] = '\n';
		return 1;
	}
	o->column = 0;
	out[0] = '\r';
	out[1] = '\n';
	return 2;
}

static unsigned
carriage_return(struct opost *o, unsigned oflag, u8 out[OPOST_MAX])
{
	if (oflag & ONOCR && o->column == 0)
		return 0;
	if (oflag & OCRNL) {
		if (oflag & ONLRET)
			o->column = 0;
		out[0] = '\n';
		return 1;
	}
	o->column = 0;
	out[0] = '\r';
	return 1;
}

static unsigned
tab(struct opost *o, unsigned oflag, u8 out[OPOST_MAX])
{
	unsigned width = TAB_STOP - o->column % TAB_STOP;

	o->column += width;
	if ((oflag & TABDLY) != XTABS) {
		out[0] = '\t';
		return 1;
	}
	for (unsigned i = 0; i < width; i++)
		out[i] = ' ';
	return width;
}

unsigned
opost_byte(struct opost *o, unsigned oflag, bool utf8, u8 c, u8 out[OPOST_MAX])
{
	out[0] = c;
	if (!(oflag & OPOST))
		return 1;
	switch (c) {
	case '\n':
		return newline(o, oflag, out);
	case '\r':
		return carriage_return(o, oflag, out);
	case '\t':
		return tab(o, oflag, out);
	case '\b':
		o->column -= o->column > 0;
		return 1;
	default:
		break;
	}
	if (c < 0x20 || c == 0x7f)
		return 1;
	if (oflag & OLCUC && c >= 'a' && c <= 'z')
		out[0] = c - 'a' + 'A';
	if (!utf8 || !is_continuation(c))
		o->column++;
	return 1;
}

size_t
opost_plain(struct opost *o, unsigned oflag, const u8 *s, size_t n)
{
	size_t i = 0;

	if (!(oflag & OPOST))
		return n;
	if (oflag & OLCUC)
		return 0;
	while (i < n && s[i] >= 0x20 && s[i] < 0x7f)
		i++;
	o->column += (u32)i;
	return i;
}
