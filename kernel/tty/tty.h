/*
 * Terminals: the class that serial ports and virtio consoles belong to.
 *
 * A driver embeds a struct tty, fills ops and calls tty_register().  Bytes from
 * the device go in by tty_receive(); bytes for it wait in a ring from which
 * the driver's start() takes them.  Between the two are the line discipline
 * and output processing, and the file operations of /dev.
 */
#ifndef TTY_TTY_H
#define TTY_TTY_H

#include "fs/devnum.h"
#include "lib/compiler.h"
#include "lib/types.h"
#include "sched/mutex.h"
#include "sched/waitq.h"
#include "sched/work.h"
#include "tty/ldisc.h"
#include "tty/opost.h"

struct tty;

#define TTY_OUT_SIZE 8192
#define TTY_IN_SIZE  4096

/* What the device does.  All but start may be NULL. */
struct tty_ops {
	/* Takes from the output ring (tty_output_*) what the device accepts
	 * now; when it accepts more it is to call tty_kick(), or go on itself.
	 * => holds: out_lock, interrupts off */
	void (*start)(struct tty *t);
	/* tty_receive() refused bytes before; now there is room.
	 * => holds: nothing */
	void (*resume)(struct tty *t);
	/* Speed, size of characters and the like were changed.
	 * => holds: t->lock */
	void (*set_termios)(struct tty *t, const struct termios *new);
	/* Sends a break, or ends it. => holds: nothing */
	void (*set_break)(struct tty *t, bool on);
};

extern struct lock_role tty_job_role; /* whose terminal it is: tty_job.c */

/* The names and numbers that a kind of terminal has (tty.c: kinds). */
enum tty_kind {
	TTY_SERIAL,
	TTY_HVC
};

/*
 * Key: [I] immutable after tty_register(), [a] atomic.
 */
struct tty {
	const struct tty_ops *ops; /* [I] */
	char name[8];              /* [I] "ttyS0" */
	struct device_node node;   /* [I] */
	struct tty *next;          /* [I] all terminals */

	struct mutex lock;
	struct ldisc ldisc OWN_LOCK(lock);
	struct winsize winsize OWN_LOCK(lock);
	bool exclusive OWN_LOCK(lock); /* TIOCEXCL */
	u32 nopen OWN_LOCK(lock);      /* open files */
	u32 generation;                /* [a] hang-ups so far */

	/* 0: none. Read anywhere as a word. */
	pid_t session LOCK_ROLE(tty_job_role);
	pid_t pgrp LOCK_ROLE(tty_job_role);

	struct waitq read_waitq;  /* input, or a hang-up */
	struct waitq write_waitq; /* room, an empty ring, or a hang-up */

	/* The output ring: [tail, tail + claimed) is the device's, the rest up
	 * to head waits for it. */
	struct spinlock out_lock;
	u8 *out;                         /* [I] */
	u32 out_head OWN_LOCK(out_lock); /* these two count all bytes ever */
	u32 out_tail OWN_LOCK(out_lock);
	u32 out_claimed OWN_LOCK(out_lock);
	u32 stopped OWN_LOCK(out_lock); /* TTY_STOP_*: why nothing is sent */
	bool let_go OWN_LOCK(out_lock); /* nobody stops it any more */
	struct opost opost OWN_LOCK(out_lock);
	struct thread *writer
	    OWN_LOCK(out_lock); /* who has the turn to write */

	/* Received, but not yet seen by the line discipline. */
	u8 *in;                         /* [I] */
	u32 in_head OWN_LOCK(out_lock); /* count all bytes ever */
	u32 in_tail OWN_LOCK(out_lock);
	bool in_refused OWN_LOCK(out_lock); /* the driver waits for resume() */
	u32 events OWN_LOCK(out_lock);      /* TTY_EVENT_* */
	struct work work;                   /* sees to the input */
};

#define TTY_STOP_FLOW  1u /* VSTOP was typed */
#define TTY_STOP_IOCTL 2u /* tcflow(TCOOFF) */

#define TTY_EVENT_BREAK  1u
#define TTY_EVENT_HANGUP 2u

/* --- For drivers --- */

/* Makes t usable, as number `index` of its kind; ops is set.
 * => errors: -ENOMEM */
int tty_register(struct tty *t, enum tty_kind kind, unsigned index)
    __must_check;

/* Takes received bytes. => any context; holds: nothing
 * => returns: how many; after fewer than n, resume() will be called */
size_t tty_receive(struct tty *t, const u8 *s, size_t n);

/* A break was received; the other side has gone. => any context */
void tty_receive_break(struct tty *t);
void tty_receive_hangup(struct tty *t);

/* The device accepts more: calls start(). => any context; holds: nothing */
void tty_kick(struct tty *t);

/* Bytes in one piece that the device should send next, none when output is
 * stopped. => holds: out_lock */
size_t tty_output_next(struct tty *t, const u8 **p) REQUIRES(t->out_lock);
/* The device has taken n of them, and works on them. => holds: out_lock */
void tty_output_claim(struct tty *t, size_t n) REQUIRES(t->out_lock);
/* The device has sent the n oldest that it claimed. => holds: out_lock */
void tty_output_done(struct tty *t, size_t n) REQUIRES(t->out_lock);

/* --- For the rest of this layer --- */

/* All terminals: the first, the others by `next`. */
struct tty *tty_first(void);

/* The one that /dev/console means, or NULL. */
struct tty *tty_console(void);

/* Sends bytes by way of output processing.  A writer has the turn to write and
 * leaves some room to echo.
 * => returns: how many of s were taken */
size_t tty_output(struct tty *t, const u8 *s, size_t n, bool echo);

/* Drops what the device has not claimed. */
void tty_flush_output(struct tty *t);

/* A reader made room in the line discipline: lets more input come. */
void tty_input_room(struct tty *t);

/* Drops everything received. => holds: t->lock */
void tty_flush_input(struct tty *t) REQUIRES(t->lock);

/* Changes the reasons for output to stand still. */
void tty_set_stopped(struct tty *t, u32 reason, bool on);
/* The machine ends: output goes on, and nobody stops it from here on. */
void tty_let_go(struct tty *t);

/* The size of the screen; the foreground group gets SIGWINCH. */
void tty_set_winsize(struct tty *t, const struct winsize *w);

/* Bytes that the device has not sent yet. */
size_t tty_output_pending(const struct tty *t);
/* Bytes that a write could add now. */
size_t tty_output_room(const struct tty *t);

/* Waits until all output is sent. => errors: -ERESTARTSYS */
int tty_drain(struct tty *t) __must_check;

/* Ends all use of the terminal by those who have it open now: reads give the
 * end of file, all else fails with EIO. => sleeps */
void tty_hangup(struct tty *t);

#endif
