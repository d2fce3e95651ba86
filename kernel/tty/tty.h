/*
 * Terminals: what serial ports and virtio consoles are.
 *
 * A driver has a struct tty_class and embeds a struct tty in each of its devices,
 * which tty_register() makes usable.  Bytes from
 * the device go in by tty_receive(); bytes for it wait in a ring from which
 * the driver's start() takes them.  Between the two are the line discipline
 * and output processing, and the file operations of /dev.
 *
 * A terminal is counted: by its driver until tty_unregister(), by open files, by the
 * session that it controls, and by its work when that is queued.  So each function
 * here is called with a reference that cannot go meanwhile.  The last put frees it.
 */
#ifndef TTY_TTY_H
#define TTY_TTY_H

#include "fs/devnum.h"
#include "lib/compiler.h"
#include "lib/radix.h"
#include "lib/types.h"
#include "sched/mutex.h"
#include "sched/thread.h"
#include "sched/waitq.h"
#include "sched/work.h"
#include "sync/refcount.h"
#include "tty/ldisc.h"
#include "tty/opost.h"

struct inode;
struct pgrp;
struct session;
struct tty;

#define TTY_OUT_SIZE 8192
#define TTY_IN_SIZE  4096

/* Who writes: one at a time, so that a write of any length comes out in one piece.  No
 * lock, because whoever waits behind a stopped terminal must be killable. */
struct tty_turn {
	struct thread *owner; /* [a] NULL: nobody */
};

/* A kind of terminal: its numbers, and what its devices do as long as there is one
 * of its terminals.  All functions but start may be NULL. */
struct tty_class {
	const char *prefix;      /* [I] "ttyS" */
	u32 major, minor, count; /* [I] terminal n is minor + n */
	/* [I] each has a node in /dev, and stays; the first, or one that the
	 * command line names, is the console */
	bool fixed;

	/* Takes from the output ring (tty_output_*) what the device accepts
	 * now; when it accepts more it is to call tty_kick(), or go on itself.
	 * => holds: out_lock, interrupts off */
	void (*start)(struct tty *t);
	/* tty_receive() refused bytes before; now there is room.
	 * => holds: nothing */
	void (*resume)(struct tty *t);
	/* The modes were changed. => holds: t->lock */
	void (*set_termios)(struct tty *t, const struct termios *old,
	    const struct termios *new);
	/* Sends a break, or ends it. => holds: nothing */
	void (*set_break)(struct tty *t, bool on);
	/* The last reference has gone: frees what t is part of. => sleeps */
	void (*free)(struct tty *t);
	/* Finds the one that a device node names, with a reference.  NULL: by its
	 * number. => sleeps => errors: -EIO */
	int (*find)(struct inode *inode, struct tty **out);
	/* A file of it is open; none is any more, or all were hung up.
	 * => holds: t->lock */
	void (*opened)(struct tty *t);
	void (*closed)(struct tty *t);
	/* A pseudo-terminal's: what is in the output ring counts as sent, and the end
	 * of its session hangs nobody up. */
	bool pseudo; /* [I] */
	/* Tells the other side of one: TIOCPKT_*. => holds: t->out_lock */
	void (*notice)(struct tty *t, u8 what);

	struct device_node node; /* [I] of all its numbers */
	struct spinlock lock;
	struct radix_tree ttys OWN_LOCK(lock); /* those registered */
};

/*
 * Key: [I] immutable after tty_register(), [a] atomic.
 */
struct tty {
	struct refcount refs;
	struct tty_class *class; /* [I] */
	u32 index;               /* [I] in that */
	char name[16];           /* [I] "ttyS0" */

	struct mutex lock;
	struct ldisc ldisc OWN_LOCK(lock);
	struct termios locked
	    OWN_LOCK(lock); /* bits that stay: TIOCSLCKTRMIOS */
	u32 ispeed OWN_LOCK(lock), ospeed OWN_LOCK(lock); /* baud, remembered */
	struct winsize winsize OWN_LOCK(lock);
	bool exclusive OWN_LOCK(lock); /* TIOCEXCL */
	bool gone OWN_LOCK(lock);      /* nobody opens it any more */
	u32 nopen OWN_LOCK(lock);      /* open files that were not hung up */
	u32 generation;                /* [a] hang-ups so far */

	/* NULL: none; tty_job.c. */
	struct session *session LOCK_ROLE(tree_role);
	struct pgrp *pgrp LOCK_ROLE(tree_role); /* held */

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
	struct tty_turn writing;
	/* Of a pseudo-terminal: its master reads packets, and is to be told TIOCPKT_*. */
	bool packet OWN_LOCK(out_lock);
	u8 packet_status OWN_LOCK(out_lock);

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

/* At boot. */
void tty_class_register(struct tty_class *class);

/* Makes t, which is zero, usable as number `index` of its class; the reference that
 * it comes with is the driver's.
 * => errors: -ENOMEM, -EEXIST */
int tty_register(struct tty *t, struct tty_class *class, u32 index)
    __must_check;
/* The device has gone: no new opens, a hang-up, and the driver's reference goes.  Not
 * of a fixed class, nor while the device has claimed bytes. => sleeps */
void tty_unregister(struct tty *t);

static inline void
tty_get(struct tty *t)
{
	ref_get(&t->refs);
}

/* => sleeps, when it is the last */
void tty_put(struct tty *t);

/* Takes received bytes. => any context; holds: nothing
 * => returns: how many; after fewer than n, resume() will be called */
size_t tty_receive(struct tty *t, const u8 *s, size_t n);

/* A break was received; the other side has gone. => any context */
void tty_receive_break(struct tty *t);
void tty_receive_hangup(struct tty *t);

/* The same at once, by a thread, where that can be: the bytes come behind those that were
 * received, and readers see them when it returns.
 * => holds: no lock that comes after TTY */
size_t tty_type(struct tty *t, const u8 *s, size_t n);
/* How many bytes would be taken now; 0: resume() will be called. */
size_t tty_receive_room(struct tty *t);

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

/* What tty_register() begins with (tty_class.c), and that with (tty.c), and what the last
 * put ends with. => errors: -ENOMEM */
int tty_begin(struct tty *t, struct tty_class *class, u32 index) __must_check;
int tty_init(struct tty *t) __must_check;
void tty_fini(struct tty *t);

/* A registered terminal, with a reference, or NULL. */
struct tty *tty_find(struct tty_class *class, u32 index);

/* Its device number. */
u32 tty_dev(const struct tty *t);

/* The one that /dev/console means, or NULL; of a fixed class. */
struct tty *tty_console(void);

/* Sends bytes by way of output processing.  A writer has the turn to write and
 * leaves some room to echo.
 * => returns: how many of s were taken */
size_t tty_output(struct tty *t, const u8 *s, size_t n, bool echo);

/* Tells the other side of a pseudo-terminal, if it reads packets: TIOCPKT_*.
 * => holds: nothing after out_lock */
void tty_notice(struct tty *t, u8 what);

/* Drops what the device has not claimed. */
void tty_flush_output(struct tty *t);

/* Drops of it what the line discipline has not seen. */
void tty_flush_typed(struct tty *t);

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
