/*
 * The line discipline (POSIX XBD 11.1; termios(3); Linux's n_tty for all that
 * these leave open).
 *
 * Most bytes mean nothing special: a bitmap made from the modes says which do,
 * and the others are echoed and stored.  Special bytes go down a list of
 * questions whose order matters: flow control, signals, translation of
 * carriage return and newline, line editing, ends of lines.
 *
 * Echo goes out at once, through output processing, so that the column of the
 * cursor is known when a tab has to be erased.
 *
 * Invariants: see struct ldisc.  A full buffer takes no more, with one
 * exception: a line being edited must always be able to end, so when it alone
 * fills the buffer, each new byte replaces the last one.
 *
 * With EXTPROC the other side of a pseudo-terminal does all that: bytes are stored as they
 * come, but for ISTRIP and IUCLC, and ICANON means nothing here but that an end-of-file
 * character which comes alone is one.
 *
 * Left out: PENDIN (settable, without effect).
 */
#include "tty/ldisc.h"

#include "abi/signal.h"
#include "arch/atomic.h"
#include "lib/compiler.h"
#include "lib/string.h"

#define THROTTLE_ROOM  128 /* IXOFF: stop the sender at this much room */
#define UNTHROTTLE_LEN 128 /* ... and let it go on at this much input */

#define DISABLED 0 /* _POSIX_VDISABLE: no byte is this control character */

enum erase_kind {
	ERASE_CHAR,
	ERASE_WORD,
	ERASE_LINE
};

/* --- Small questions --- */

static bool
iflag(const struct ldisc *ld, unsigned flag)
{
	return ld->termios.c_iflag & flag;
}

static bool
lflag(const struct ldisc *ld, unsigned flag)
{
	return ld->termios.c_lflag & flag;
}

bool
ldisc_is_canonical(const struct ldisc *ld)
{
	return (atomic_load(&ld->termios.c_lflag) & (ICANON | EXTPROC)) ==
	    ICANON;
}

/* Is c the control character `which`? */
static bool
is_cc(const struct ldisc *ld, u8 c, int which)
{
	return c != DISABLED && ld->termios.c_cc[which] == c;
}

static bool
is_control(u8 c)
{
	return c < 0x20 || c == 0x7f;
}

static bool
is_continuation(const struct ldisc *ld, u8 c)
{
	return iflag(ld, IUTF8) && (c & 0xc0) == 0x80;
}

static bool
is_word(u8 c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '_';
}

static u8
byte_at(const struct ldisc *ld, u32 pos)
{
	return ld->buf[pos % LDISC_SIZE];
}

/* Says what there is to read, after anything that may have changed it. */
static void
publish(struct ldisc *ld)
{
	const u8 *cc = ld->termios.c_cc;
	bool lines = ldisc_is_canonical(ld);
	u32 have = (lines ? ld->canon_head : ld->head) - ld->tail;
	u32 least = lines || cc[VTIME] || !cc[VMIN] ? 1 : cc[VMIN];

	atomic_store(&ld->readable, have > 0);
	atomic_store(&ld->ready, have >= least);
}

/* --- Echo --- */

static void
echo_raw(struct ldisc *ld, const char *s, size_t n)
{
	ld->ops->echo(ld, (const u8 *)s, n);
}

/* One byte as the user is to see it: control characters as ^X. */
static void
echo_char(struct ldisc *ld, u8 c)
{
	u8 caret[2] = { '^', c ^ 0100 };

	if (lflag(ld, ECHOCTL) && is_control(c) && c != '\t')
		ld->ops->echo(ld, caret, 2);
	else
		ld->ops->echo(ld, &c, 1);
}

/* Ends the \.../ that shows erased text on paper (ECHOPRT). */
static void
finish_erasing(struct ldisc *ld)
{
	if (ld->erasing)
		echo_raw(ld, "/", 1);
	ld->erasing = false;
}

static void
note_line_start(struct ldisc *ld)
{
	if (ld->head == ld->canon_head)
		ld->canon_column = ld->ops->column(ld);
}

/* --- Erasing --- */

/* The start of the character that ends before pos, or pos when there is only a
 * part of one. */
static u32
char_start(const struct ldisc *ld, u32 pos)
{
	u32 p = pos;

	do
		p--;
	while (is_continuation(ld, byte_at(ld, p)) && p != ld->canon_head);
	return is_continuation(ld, byte_at(ld, p)) ? pos : p;
}

/* Moves the cursor back over a tab: how wide it was follows from the text
 * between it and the tab before, or the start of the line. */
static void
echo_erase_tab(struct ldisc *ld)
{
	u32 width = 0, pos = ld->head;
	bool after_tab = false;

	while (pos != ld->canon_head && !after_tab) {
		u8 c = byte_at(ld, --pos);

		if (c == '\t')
			after_tab = true;
		else if (is_control(c))
			width += lflag(ld, ECHOCTL) ? 2 : 0;
		else if (!is_continuation(ld, c))
			width++;
	}
	if (!after_tab)
		width += ld->canon_column;
	echo_raw(ld, "\b\b\b\b\b\b\b\b", 8 - width % 8);
}

/* Shows that the character [start, start + n), now outside the line, went. */
static void
echo_erased(struct ldisc *ld, enum erase_kind kind, u32 start, u32 n)
{
	u8 c = byte_at(ld, start);

	if (lflag(ld, ECHOPRT)) {
		if (!ld->erasing)
			echo_raw(ld, "\\", 1);
		ld->erasing = true;
		echo_char(ld, c);
		for (u32 i = 1; i < n; i++)
			ld->ops->echo(ld, &ld->buf[(start + i) % LDISC_SIZE],
			    1);
	} else if (kind == ERASE_CHAR && !lflag(ld, ECHOE)) {
		echo_char(ld, ld->termios.c_cc[VERASE]);
	} else if (c == '\t') {
		echo_erase_tab(ld);
	} else if (!is_control(c)) {
		echo_raw(ld, "\b \b", 3);
	} else if (lflag(ld, ECHOCTL)) {
		echo_raw(ld, "\b \b\b \b", 6);
	}
}

/* VKILL where the terminal is not to show the line vanish. */
static void
kill_unseen(struct ldisc *ld)
{
	ld->head = ld->canon_head;
	if (!lflag(ld, ECHO))
		return;
	finish_erasing(ld);
	echo_char(ld, ld->termios.c_cc[VKILL]);
	if (lflag(ld, ECHOK))
		echo_raw(ld, "\n", 1);
}

static void
erase(struct ldisc *ld, enum erase_kind kind)
{
	const unsigned seen = ECHO | ECHOE | ECHOK | ECHOKE;
	bool in_word = false;

	if (kind == ERASE_LINE && (ld->termios.c_lflag & seen) != seen) {
		if (ld->head != ld->canon_head)
			kill_unseen(ld);
		return;
	}
	while (ld->head != ld->canon_head) {
		u32 end = ld->head, start = char_start(ld, end);

		if (start == end)
			break;
		if (kind == ERASE_WORD) {
			bool word = is_word(byte_at(ld, start));

			if (in_word && !word)
				break;
			in_word |= word;
		}
		ld->head = start;
		if (lflag(ld, ECHO))
			echo_erased(ld, kind, start, end - start);
		if (kind == ERASE_CHAR)
			break;
	}
	if (ld->head == ld->canon_head && lflag(ld, ECHO))
		finish_erasing(ld);
}

/* --- Storing --- */

static void
put(struct ldisc *ld, u8 c)
{
	/* Room was made by has_room(); PARMRK's second byte may find none. */
	if (ld->head - ld->tail == LDISC_SIZE)
		return;
	bitmap_clear(ld->marks, ld->head % LDISC_SIZE);
	ld->buf[ld->head++ % LDISC_SIZE] = c;
}

/* With PARMRK a real \377 is doubled, to tell it from a mark. */
static void
put_marked(struct ldisc *ld, u8 c)
{
	if (c == 0xff && iflag(ld, PARMRK))
		put(ld, c);
	put(ld, c);
}

static void
end_line(struct ldisc *ld, u8 c)
{
	put(ld, c);
	bitmap_set(ld->marks, (ld->head - 1) % LDISC_SIZE);
	ld->canon_head = ld->head;
}

static void
echo_and_put(struct ldisc *ld, u8 c)
{
	if (lflag(ld, ECHO)) {
		finish_erasing(ld);
		note_line_start(ld);
		if (c == '\n')
			echo_raw(ld, "\n", 1);
		else
			echo_char(ld, c);
	}
	put_marked(ld, c);
}

/* Room for one byte?  See the exception in the theory above. */
static bool
has_room(struct ldisc *ld)
{
	u32 used = ld->head - ld->tail;

	if (used < LDISC_SIZE - 1)
		return true;
	if (!ldisc_is_canonical(ld) || ld->canon_head != ld->tail)
		return false;
	if (used == LDISC_SIZE)
		ld->head--;
	return true;
}

/* --- Special bytes --- */

static void
restart_output(struct ldisc *ld)
{
	if (ld->stopped)
		ld->ops->flow(ld, false);
	ld->stopped = false;
}

static bool
input_flow(struct ldisc *ld, u8 c)
{
	if (!iflag(ld, IXON))
		return false;
	if (is_cc(ld, c, VSTART)) {
		restart_output(ld);
		return true;
	}
	if (is_cc(ld, c, VSTOP)) {
		if (!ld->stopped)
			ld->ops->flow(ld, true);
		ld->stopped = true;
		return true;
	}
	return false;
}

static void
send_signal(struct ldisc *ld, int sig)
{
	bool flush = !lflag(ld, NOFLSH);

	ld->ops->signal(ld, sig, flush);
	if (flush)
		ldisc_flush_input(ld);
}

static bool
input_signal(struct ldisc *ld, u8 c)
{
	int sig;

	if (!lflag(ld, ISIG))
		return false;
	if (is_cc(ld, c, VINTR))
		sig = SIGINT;
	else if (is_cc(ld, c, VQUIT))
		sig = SIGQUIT;
	else if (is_cc(ld, c, VSUSP))
		sig = SIGTSTP;
	else
		return false;
	send_signal(ld, sig);
	if (iflag(ld, IXON))
		restart_output(ld);
	if (lflag(ld, ECHO))
		echo_char(ld, c);
	return true;
}

/* Shows the line again (VREPRINT). */
static void
reprint(struct ldisc *ld, u8 c)
{
	finish_erasing(ld);
	echo_char(ld, c);
	echo_raw(ld, "\n", 1);
	for (u32 p = ld->canon_head; p != ld->head; p++)
		echo_char(ld, byte_at(ld, p));
}

static bool
input_editing(struct ldisc *ld, u8 c)
{
	bool extended = lflag(ld, IEXTEN);

	if (is_cc(ld, c, VERASE)) {
		erase(ld, ERASE_CHAR);
	} else if (is_cc(ld, c, VKILL)) {
		erase(ld, ERASE_LINE);
	} else if (extended && is_cc(ld, c, VWERASE)) {
		erase(ld, ERASE_WORD);
	} else if (extended && is_cc(ld, c, VLNEXT)) {
		ld->lnext = true;
		if (lflag(ld, ECHO)) {
			finish_erasing(ld);
			if (lflag(ld, ECHOCTL))
				echo_raw(ld, "^\b", 2);
		}
	} else if (extended && lflag(ld, ECHO) && is_cc(ld, c, VREPRINT)) {
		reprint(ld, c);
	} else {
		return false;
	}
	return true;
}

static bool
input_line_end(struct ldisc *ld, u8 c)
{
	if (c == '\n') {
		if (lflag(ld, ECHO | ECHONL))
			echo_raw(ld, "\n", 1);
		end_line(ld, c);
		return true;
	}
	if (is_cc(ld, c, VEOF)) {
		end_line(ld, DISABLED);
		return true;
	}
	if (is_cc(ld, c, VEOL) || (is_cc(ld, c, VEOL2) && lflag(ld, IEXTEN))) {
		if (lflag(ld, ECHO)) {
			note_line_start(ld);
			echo_char(ld, c);
		}
		if (c == 0xff && iflag(ld, PARMRK))
			put(ld, c);
		end_line(ld, c);
		return true;
	}
	return false;
}

static void
input_special(struct ldisc *ld, u8 c)
{
	if (input_flow(ld, c) || input_signal(ld, c))
		return;
	if (iflag(ld, IXON) && iflag(ld, IXANY))
		restart_output(ld);
	if (c == '\r') {
		if (iflag(ld, IGNCR))
			return;
		if (iflag(ld, ICRNL))
			c = '\n';
	} else if (c == '\n' && iflag(ld, INLCR)) {
		c = '\r';
	}
	if (lflag(ld, ICANON) &&
	    (input_editing(ld, c) || input_line_end(ld, c)))
		return;
	echo_and_put(ld, c);
}

static void
input_byte(struct ldisc *ld, u8 c)
{
	if (iflag(ld, ISTRIP))
		c &= 0x7f;
	if (iflag(ld, IUCLC) && lflag(ld, IEXTEN) && c >= 'A' && c <= 'Z')
		c = c - 'A' + 'a';
	if (lflag(ld, EXTPROC)) {
		put(ld, c);
	} else if (ld->lnext) {
		ld->lnext = false;
		echo_and_put(ld, c);
	} else if (bitmap_test(ld->special, c)) {
		input_special(ld, c);
	} else {
		if (iflag(ld, IXON) && iflag(ld, IXANY))
			restart_output(ld);
		echo_and_put(ld, c);
	}
}

/* --- Input --- */

static void
check_throttle(struct ldisc *ld)
{
	if (iflag(ld, IXOFF) && !ld->throttled &&
	    ld->head - ld->tail > LDISC_SIZE - THROTTLE_ROOM) {
		ld->throttled = true;
		ld->ops->send(ld, ld->termios.c_cc[VSTOP]);
	}
}

static void
check_unthrottle(struct ldisc *ld)
{
	if (ld->throttled && ld->head - ld->tail <= UNTHROTTLE_LEN) {
		ld->throttled = false;
		ld->ops->send(ld, ld->termios.c_cc[VSTART]);
	}
}

/* Does no mode change, echo or interpret any byte? */
static bool
is_raw(const struct ldisc *ld)
{
	const unsigned iflags = IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR |
	    IGNCR | ICRNL | IUCLC | IXON;

	if (lflag(ld, EXTPROC))
		return !iflag(ld, ISTRIP) &&
		    !(iflag(ld, IUCLC) && lflag(ld, IEXTEN));
	return !iflag(ld, iflags & ~(IGNBRK | BRKINT)) &&
	    !lflag(ld, ICANON | ISIG | ECHO);
}

static size_t
input_raw(struct ldisc *ld, const u8 *s, size_t n)
{
	size_t room = LDISC_SIZE - 1 - (ld->head - ld->tail);

	n = min(n, room);
	for (size_t done = 0; done < n;) {
		size_t at = ld->head % LDISC_SIZE;
		size_t part = min(n - done, LDISC_SIZE - at);

		memcpy(ld->buf + at, s + done, part);
		ld->head += (u32)part;
		done += part;
	}
	return n;
}

size_t
ldisc_input(struct ldisc *ld, const u8 *s, size_t n)
{
	size_t done = 0;

	if (is_raw(ld) && !ld->lnext && ld->head - ld->tail < LDISC_SIZE)
		done = input_raw(ld, s, n);
	else
		while (done < n && has_room(ld))
			input_byte(ld, s[done++]);
	publish(ld);
	check_throttle(ld);
	return done;
}

void
ldisc_input_break(struct ldisc *ld)
{
	if (iflag(ld, IGNBRK))
		return;
	if (iflag(ld, BRKINT)) {
		send_signal(ld, SIGINT);
		return;
	}
	if (iflag(ld, PARMRK)) {
		put(ld, 0xff);
		put(ld, 0);
	}
	put(ld, 0);
	publish(ld);
}

/* --- Reading --- */

bool
ldisc_readable(const struct ldisc *ld)
{
	return atomic_load(&ld->readable);
}

bool
ldisc_ready(const struct ldisc *ld)
{
	return atomic_load(&ld->ready);
}

/* Copies [tail, tail + n) out and moves tail. */
static void
take(struct ldisc *ld, u8 *buf, size_t n)
{
	for (size_t done = 0; done < n;) {
		size_t at = ld->tail % LDISC_SIZE;
		size_t part = min(n - done, LDISC_SIZE - at);

		memcpy(buf + done, ld->buf + at, part);
		ld->tail += (u32)part;
		done += part;
	}
}

/* Bytes up to and with the first mark, of the finished lines. */
static size_t
line_length(const struct ldisc *ld)
{
	size_t have = ld->canon_head - ld->tail, at = ld->tail % LDISC_SIZE;
	size_t first = min(have, LDISC_SIZE - at);
	size_t bit = bitmap_find_set(ld->marks, at + first, at);

	if (bit < at + first)
		return bit - at + 1;
	bit = bitmap_find_set(ld->marks, have - first, 0);
	return min(have, first + bit + 1);
}

static bool
at_eof_mark(const struct ldisc *ld, u32 pos)
{
	return byte_at(ld, pos) == DISABLED &&
	    bitmap_test(ld->marks, pos % LDISC_SIZE);
}

static size_t
read_line(struct ldisc *ld, u8 *buf, size_t n, bool *more)
{
	size_t line, text;

	if (ld->canon_head == ld->tail)
		return 0;
	line = line_length(ld);
	text = at_eof_mark(ld, ld->tail + (u32)line - 1) ? line - 1 : line;
	*more = text > n;
	text = min(text, n);
	take(ld, buf, text);
	/* An end-of-file right behind the text ends this read, not the next. */
	if (!*more && text < line)
		ld->tail++;
	return text;
}

size_t
ldisc_read(struct ldisc *ld, u8 *buf, size_t n, bool *more)
{
	*more = false;
	if (ldisc_is_canonical(ld)) {
		n = read_line(ld, buf, n, more);
	} else {
		n = min(n, (size_t)(ld->head - ld->tail));
		take(ld, buf, n);
		if (lflag(ld, ICANON) && n == 1 && ld->head == ld->tail &&
		    is_cc(ld, buf[0], VEOF))
			n = 0;
		ld->canon_head = ld->tail;
		*more = ld->head != ld->tail;
	}
	publish(ld);
	check_unthrottle(ld);
	return n;
}

size_t
ldisc_available(const struct ldisc *ld)
{
	size_t n = 0;

	if (!ldisc_is_canonical(ld))
		return ld->head - ld->tail;
	for (u32 p = ld->tail; p != ld->canon_head; p++)
		n += !at_eof_mark(ld, p);
	return n;
}

void
ldisc_flush_input(struct ldisc *ld)
{
	ld->head = ld->canon_head = ld->tail;
	publish(ld);
	ld->erasing = false;
	check_unthrottle(ld);
}

/* --- Modes --- */

static void
set_special(struct ldisc *ld)
{
	static const u8 editing[] = { VERASE, VKILL, VEOF, VEOL };
	static const u8 extended[] = { VWERASE, VLNEXT, VEOL2 };
	const u8 *cc = ld->termios.c_cc;

	memset(ld->special, 0, sizeof(ld->special));
	if (lflag(ld, EXTPROC))
		return;
	if (iflag(ld, IGNCR | ICRNL))
		bitmap_set(ld->special, '\r');
	if (iflag(ld, INLCR))
		bitmap_set(ld->special, '\n');
	if (lflag(ld, ICANON)) {
		bitmap_set(ld->special, '\n');
		for (size_t i = 0; i < sizeof(editing); i++)
			bitmap_set(ld->special, cc[editing[i]]);
		for (size_t i = 0; lflag(ld, IEXTEN) && i < sizeof(extended);
		     i++)
			bitmap_set(ld->special, cc[extended[i]]);
		if (lflag(ld, IEXTEN) && lflag(ld, ECHO))
			bitmap_set(ld->special, cc[VREPRINT]);
	}
	if (iflag(ld, IXON)) {
		bitmap_set(ld->special, cc[VSTART]);
		bitmap_set(ld->special, cc[VSTOP]);
	}
	if (lflag(ld, ISIG)) {
		bitmap_set(ld->special, cc[VINTR]);
		bitmap_set(ld->special, cc[VQUIT]);
		bitmap_set(ld->special, cc[VSUSP]);
	}
	bitmap_clear(ld->special, DISABLED);
}

/* Input typed in one mode becomes readable in the other: to canonical mode it
 * comes as one line, to raw mode as its bytes. */
static void
switch_canonical(struct ldisc *ld, bool canonical)
{
	memset(ld->marks, 0, sizeof(ld->marks));
	ld->canon_head = ld->tail;
	if (canonical && ld->head != ld->tail) {
		bitmap_set(ld->marks, (ld->head - 1) % LDISC_SIZE);
		ld->canon_head = ld->head;
	}
	ld->erasing = false;
	ld->lnext = false;
}

static void
store_termios(struct ldisc *ld, const struct termios *t)
{
	struct termios *to = &ld->termios;

	atomic_store(&to->c_iflag, t->c_iflag);
	atomic_store(&to->c_oflag, t->c_oflag);
	atomic_store(&to->c_cflag, t->c_cflag);
	atomic_store(&to->c_lflag, t->c_lflag);
	to->c_line = t->c_line;
	memcpy(to->c_cc, t->c_cc, sizeof(to->c_cc));
}

void
ldisc_set_termios(struct ldisc *ld, const struct termios *t)
{
	unsigned changed = ld->termios.c_lflag ^ t->c_lflag;

	store_termios(ld, t);
	if (changed & (ICANON | EXTPROC))
		switch_canonical(ld, ldisc_is_canonical(ld));
	publish(ld);
	set_special(ld);
	if (!(t->c_iflag & IXON))
		restart_output(ld);
}

void
ldisc_init(struct ldisc *ld, const struct ldisc_ops *ops)
{
	/* Linux's tty_std_termios, with the IUTF8 that its consoles get. */
	static const struct termios standard = {
		.c_iflag = ICRNL | IXON | IUTF8,
		.c_oflag = OPOST | ONLCR,
		.c_cflag = B38400 | CS8 | CREAD | HUPCL,
		.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL |
		    ECHOKE | IEXTEN,
		.c_cc = { [VINTR] = 3,
		    [VQUIT] = 034,
		    [VERASE] = 0177,
		    [VKILL] = 025,
		    [VEOF] = 4,
		    [VMIN] = 1,
		    [VSTART] = 021,
		    [VSTOP] = 023,
		    [VSUSP] = 032,
		    [VREPRINT] = 022,
		    [VDISCARD] = 017,
		    [VWERASE] = 027,
		    [VLNEXT] = 026 },
	};

	memset(ld, 0, sizeof(*ld));
	ld->ops = ops;
	ld->termios = standard;
	set_special(ld);
}
