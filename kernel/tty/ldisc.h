/*
 * The line discipline: from the bytes that a terminal sends to the bytes that
 * programs read.  Editing of lines, echo, signals from the keyboard and flow
 * control, as Linux's N_TTY does them.
 *
 * Pure: it knows no lock, device or process.  Its owner serializes all calls but
 * those marked "any time", and provides struct ldisc_ops.
 */
#ifndef TTY_LDISC_H
#define TTY_LDISC_H

#include "abi/termios.h"
#include "lib/bitmap.h"
#include "lib/types.h"

#define LDISC_SIZE 4096 /* Linux's MAX_CANON: a line's newline is its 4096th */

struct ldisc;

/* All are called from within the functions below. */
struct ldisc_ops {
	/* Sends bytes to the screen by way of output processing, all or
	 * nothing. */
	void (*echo)(struct ldisc *ld, const u8 *s, size_t n);
	/* The column of the cursor after all that was sent. */
	u32 (*column)(struct ldisc *ld);
	/* A signal for the foreground group; flush: pending output goes. */
	void (*signal)(struct ldisc *ld, int sig, bool flush);
	/* Stops or restarts output (IXON). */
	void (*flow)(struct ldisc *ld, bool stop);
	/* Sends one byte ahead of all output (IXOFF). */
	void (*send)(struct ldisc *ld, u8 c);
};

/*
 * buf is a ring; head, canon_head and tail count all bytes ever.
 *
 *   tail <= canon_head <= head <= tail + LDISC_SIZE
 *
 * Canonical mode: [tail, canon_head) are finished lines, each with a mark at
 * its last byte; [canon_head, head) is the line being edited.  An end-of-file
 * is a marked NUL, which is not handed out.  Raw mode: all of [tail, head) can
 * be read.
 */
struct ldisc {
	const struct ldisc_ops *ops; /* [I] */
	struct termios termios; /* its flags are read at any time, as words */
	u32 head, canon_head, tail;
	u32 canon_column; /* of the cursor where the edited line starts */
	bool lnext;       /* the next byte is taken literally */
	bool erasing;     /* inside the \.../ of ECHOPRT */
	bool stopped;     /* output, by VSTOP */
	bool throttled;   /* input, by a VSTOP that we sent */
	/* What ldisc_readable() and ldisc_ready() tell. [a] */
	bool readable, ready;
	BITMAP(special, 256); /* bytes that mean something in this mode */
	BITMAP(marks, LDISC_SIZE);
	u8 buf[LDISC_SIZE];
};

/* Starts with the modes of a fresh Linux terminal. */
void ldisc_init(struct ldisc *ld, const struct ldisc_ops *ops);

/* Changes the modes; what was typed stays readable in the new mode. */
void ldisc_set_termios(struct ldisc *ld, const struct termios *t);

/* Takes bytes from the terminal.
 * => returns: how many; fewer than n when the buffer is full */
size_t ldisc_input(struct ldisc *ld, const u8 *s, size_t n);

/* The terminal sent a break. */
void ldisc_input_break(struct ldisc *ld);

/* Are lines edited here?  Not where the other side does it (EXTPROC). => any time */
bool ldisc_is_canonical(const struct ldisc *ld);

/* Is there something for read(): a line, or in raw mode a byte? => any time */
bool ldisc_readable(const struct ldisc *ld);
/* The same for poll(), which in raw mode waits for VMIN bytes unless read() would
 * not. => any time */
bool ldisc_ready(const struct ldisc *ld);

/* Moves at most n bytes, of one line in canonical mode, to buf.  *more says
 * that the line, or in raw mode the data, goes on.
 * => returns: 0 at an end-of-file mark (or when nothing is readable) */
size_t ldisc_read(struct ldisc *ld, u8 *buf, size_t n, bool *more);

/* Bytes that read() could get now (FIONREAD). */
size_t ldisc_available(const struct ldisc *ld);

/* Drops all input (TCIFLUSH). */
void ldisc_flush_input(struct ldisc *ld);

#endif
