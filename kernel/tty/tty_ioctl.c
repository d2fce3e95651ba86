/*
 * The ioctls of terminals: modes, window size, flow, job control.
 *
 * In three groups, by what is asked first: what changes a terminal from the background stops the caller (SIGTTOU) as a write
 * would, so that a job cannot spoil another's modes.
 *
 * Left out, reported when asked for: the termio of System V (TCGETA ...),
 * modem lines, line disciplines other than N_TTY, locking of modes.
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/signal.h"
#include "cred/cred.h"
#include "debug/missing.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "lib/string.h"
#include "sched/sched.h"
#include "time/clock.h"
#include "tty/tty.h"
#include "tty/tty_file.h"
#include "tty/tty_job.h"
#include "vm/usercopy.h"

#define N_TTY 0

/* Modes with the speeds as numbers (TCGETS2), for which one bit of c_cflag
 * says that they, not CBAUD, hold. */
struct termios2 {
	struct termios t;
	u32 ispeed, ospeed;
};
_Static_assert(sizeof(struct termios2) == 44, "ABI");

#define TCGETS2  0x802c542aU
#define TCSETS2  0x402c542bU
#define TCSETSW2 0x402c542cU
#define TCSETSF2 0x402c542dU

#define TIOCGDEV    0x80045432U
#define TIOCGEXCL   0x80045440U
#define TIOCVHANGUP 0x5437U

#define BREAK_NS (NSEC_PER_SEC / 4) /* TCSBRK: 0.25 to 0.5 s */

/* --- Modes --- */

static u32
speed_of(unsigned cflag)
{
	static const u32 low[] = { 0, 50, 75, 110, 134, 150, 200, 300, 600,
		1200, 1800, 2400, 4800, 9600, 19200, 38400 };
	static const u32 high[] = { 38400, 57600, 115200, 230400, 460800,
		500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000,
		2500000, 3000000, 3500000, 4000000 };

	return cflag & 0010000 ? high[cflag & 017] : low[cflag & 017];
}

static long
get_modes(struct tty *t, void __user *arg, size_t size)
{
	struct termios2 m;

	mutex_lock(&t->lock);
	m.t = t->ldisc.termios;
	mutex_unlock(&t->lock);
	m.ispeed = m.ospeed = speed_of(m.t.c_cflag);
	return copy_to_user(arg, &m, size);
}

enum set_when {
	SET_NOW,
	SET_DRAINED,
	SET_FLUSHED
};

/* The speeds of a termios2 are not used: no device here has one. */
static long
set_modes(struct tty *t, const void __user *arg, enum set_when when)
{
	struct termios new;
	int err = copy_from_user(&new, arg, sizeof(new));

	if (err)
		return err;
	if (when != SET_NOW) {
		err = tty_drain(t);
		if (err)
			return err;
	}
	mutex_lock(&t->lock);
	if (when == SET_FLUSHED)
		tty_flush_input(t);
	ldisc_set_termios(&t->ldisc, &new);
	if (t->class->set_termios)
		t->class->set_termios(t, &new);
	mutex_unlock(&t->lock);
	/* What is readable may be different now. */
	wake_all(&t->read_waitq);
	tty_input_room(t);
	return 0;
}

/* --- Size --- */

static long
get_winsize(struct tty *t, void __user *arg)
{
	struct winsize w;

	mutex_lock(&t->lock);
	w = t->winsize;
	mutex_unlock(&t->lock);
	return copy_to_user(arg, &w, sizeof(w));
}

void
tty_set_winsize(struct tty *t, const struct winsize *w)
{
	bool changed;

	mutex_lock(&t->lock);
	changed = memcmp(&t->winsize, w, sizeof(*w));
	t->winsize = *w;
	mutex_unlock(&t->lock);
	if (changed)
		tty_signal_foreground(t, SIGWINCH);
}

static long
set_winsize(struct tty *t, const void __user *arg)
{
	struct winsize w;
	int err = copy_from_user(&w, arg, sizeof(w));

	if (err)
		return err;
	tty_set_winsize(t, &w);
	return 0;
}

/* --- Flow --- */

static long
flush(struct tty *t, unsigned long which)
{
	if (which > TCIOFLUSH)
		return -EINVAL;
	if (which != TCOFLUSH) {
		mutex_lock(&t->lock);
		tty_flush_input(t);
		mutex_unlock(&t->lock);
	}
	if (which != TCIFLUSH)
		tty_flush_output(t);
	return 0;
}

static long
flow(struct tty *t, unsigned long action)
{
	switch (action) {
	case TCOOFF:
	case TCOON:
		tty_set_stopped(t, TTY_STOP_IOCTL, action == TCOOFF);
		return 0;
	case TCIOFF:
	case TCION:
		mutex_lock(&t->lock);
		t->ldisc.ops->send(&t->ldisc,
		    t->ldisc.termios.c_cc[action == TCIOFF ? VSTOP : VSTART]);
		mutex_unlock(&t->lock);
		return 0;
	default:
		return -EINVAL;
	}
}

static long
set_break(struct tty *t, bool on)
{
	if (t->class->set_break)
		t->class->set_break(t, on);
	return 0;
}

static long
send_break(struct tty *t)
{
	int err;

	if (!t->class->set_break)
		return 0;
	t->class->set_break(t, true);
	err = sched_sleep_until(clock_monotonic() + BREAK_NS, true);
	t->class->set_break(t, false);
	return err;
}

/* A byte as if it had been typed. */
static long
simulate(struct tty *t, const void __user *arg)
{
	u8 c;
	int err;

	if (!tty_is_ours(t) && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = get_user(c, (const u8 __user *)arg);
	if (err)
		return err;
	mutex_lock(&t->lock);
	(void)ldisc_input(&t->ldisc, &c, 1);
	mutex_unlock(&t->lock);
	wake_events(&t->read_waitq, POLLIN | POLLRDNORM);
	return 0;
}

static long
put_count(size_t n, void __user *arg)
{
	return put_user((int)n, (int __user *)arg);
}

static long
get_available(struct tty *t, void __user *arg)
{
	size_t n;

	mutex_lock(&t->lock);
	n = ldisc_available(&t->ldisc);
	mutex_unlock(&t->lock);
	return put_count(n, arg);
}

static long
get_exclusive(struct tty *t, void __user *arg)
{
	bool on;

	mutex_lock(&t->lock);
	on = t->exclusive;
	mutex_unlock(&t->lock);
	return put_count(on, arg);
}

static long
set_exclusive(struct tty *t, bool on)
{
	mutex_lock(&t->lock);
	t->exclusive = on;
	mutex_unlock(&t->lock);
	return 0;
}

/* --- Job control --- */

static long
set_pgrp(struct tty *t, const void __user *arg)
{
	pid_t pgrp;
	int err = tty_job_control(t, SIGTTOU);

	if (err)
		return err == -EIO ? -ENOTTY : err;
	err = get_user(pgrp, (const pid_t __user *)arg);
	return err ? err : tty_set_pgrp(t, pgrp);
}

static long
get_id(struct tty *t, int (*get)(struct tty *, pid_t *), void __user *arg)
{
	pid_t id;
	int err = get(t, &id);

	return err ? err : put_user(id, (pid_t __user *)arg);
}

/* --- Dispatch --- */

/* Requests that a background job may not make. */
static long
change(struct tty *t, unsigned cmd, unsigned long arg)
{
	void __user *p = (void __user *)arg;
	int err = tty_job_control(t, SIGTTOU);

	if (err)
		return err;
	switch (cmd) {
	case TCSETS:
	case TCSETS2:
		return set_modes(t, p, SET_NOW);
	case TCSETSW:
	case TCSETSW2:
		return set_modes(t, p, SET_DRAINED);
	case TCSETSF:
	case TCSETSF2:
		return set_modes(t, p, SET_FLUSHED);
	case TCFLSH:
		return flush(t, arg);
	case TCXONC:
		return flow(t, arg);
	case TCSBRK:
	case TCSBRKP:
		err = tty_drain(t);
		if (err || (cmd == TCSBRK && arg))
			return err;
		return send_break(t);
	case TIOCSBRK:
	case TIOCCBRK:
		return set_break(t, cmd == TIOCSBRK);
	default:
		return -ENOTTY;
	}
}

static long
query(struct file *f, struct tty *t, unsigned cmd, unsigned long arg)
{
	void __user *p = (void __user *)arg;

	switch (cmd) {
	case TCGETS:
		return get_modes(t, p, sizeof(struct termios));
	case TCGETS2:
		return get_modes(t, p, sizeof(struct termios2));
	case TIOCGWINSZ:
		return get_winsize(t, p);
	case TIOCSWINSZ:
		return set_winsize(t, p);
	case TIOCGPGRP:
		return get_id(t, tty_get_pgrp, p);
	case TIOCSPGRP:
		return set_pgrp(t, p);
	case TIOCGSID:
		return get_id(t, tty_get_session, p);
	case TIOCSCTTY:
		return tty_set_controlling(f->private, f->mode & FMODE_READ,
		    arg == 1);
	case TIOCNOTTY:
		return tty_drop_controlling(t);
	case FIONREAD: /* TIOCINQ */
		return get_available(t, p);
	case TIOCOUTQ:
		return put_count(tty_output_pending(t), p);
	case TIOCSTI:
		return simulate(t, p);
	case TIOCEXCL:
	case TIOCNXCL:
		return set_exclusive(t, cmd == TIOCEXCL);
	case TIOCGEXCL:
		return get_exclusive(t, p);
	case TIOCGETD:
		return put_count(N_TTY, p);
	case TIOCGDEV:
		return put_user(tty_dev(t), (u32 __user *)p);
	default:
		return -ENOTTY;
	}
}

static long
rare(struct tty *t, unsigned cmd, unsigned long arg)
{
	int ldisc;

	switch (cmd) {
	case TIOCSETD:
		if (get_user(ldisc, (const int __user *)arg))
			return -EFAULT;
		return ldisc == N_TTY ?
		    0 :
		    missing(-EINVAL, "ioctl", "TIOCSETD %d", ldisc);
	case TIOCVHANGUP:
		if (!capable(CAP_SYS_ADMIN))
			return -EPERM;
		tty_hangup(t);
		return 0;
	case TCGETA:
	case TCSETA:
	case TCSETAW:
	case TCSETAF:
		return missing(-EINVAL, "ioctl", "System V termio %#x", cmd);
	case TIOCMGET:
	case TIOCMSET:
	case TIOCMBIS:
	case TIOCMBIC:
		return missing(-ENOTTY, "ioctl", "modem lines %#x", cmd);
	case TIOCCONS:
		return missing(-EINVAL, "ioctl", "TIOCCONS");
	default:
		return -ENOTTY;
	}
}

long
tty_ioctl(struct file *f, unsigned cmd, unsigned long arg)
{
	struct tty_file *tf = f->private;
	long result;

	if (tty_file_hung_up(tf))
		return cmd == TIOCSPGRP ? -ENOTTY : -EIO;
	switch (cmd) {
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
	case TCSETS2:
	case TCSETSW2:
	case TCSETSF2:
	case TCFLSH:
	case TCXONC:
	case TCSBRK:
	case TCSBRKP:
	case TIOCSBRK:
	case TIOCCBRK:
		return change(tf->tty, cmd, arg);
	default:
		break;
	}
	/* rare() gives -ENOTTY to what query() knows. */
	result = query(f, tf->tty, cmd, arg);
	return result == -ENOTTY ? rare(tf->tty, cmd, arg) : result;
}
