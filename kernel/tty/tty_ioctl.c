/*
 * The ioctls of terminals: window size, flow, job control; modes: tty_modes.c.
 *
 * In three groups, by what is asked first: what changes a terminal from the background stops the caller (SIGTTOU) as a write
 * would, so that a job cannot spoil another's modes.
 *
 * A pseudo-terminal's master comes here for what its slave answers (`tf` is NULL then);
 * the rest is its own (pty.c).
 *
 * Left out, reported when asked for: modem lines, line disciplines other than N_TTY.
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

#define TIOCGDEV 0x80045432U

#define BREAK_NS (NSEC_PER_SEC / 4) /* TCSBRK: 0.25 to 0.5 s */

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
get_id(struct tty *t, bool any, int (*get)(struct tty *, bool, pid_t *),
    void __user *arg)
{
	pid_t id;
	int err = get(t, any, &id);

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
		return tty_modes_set(t, cmd, p);
	}
}

/* TIOCSCTTY */
static long
set_controlling(struct tty *t, const struct tty_file *tf, const struct file *f,
    bool steal)
{
	struct tty_file now = { .tty = t,
		.generation = atomic_load(&t->generation) };

	return tty_set_controlling(tf ? tf : &now, f->mode & FMODE_READ, steal);
}

static long
query(struct tty *t, const struct tty_file *tf, const struct file *f,
    unsigned cmd, unsigned long arg)
{
	void __user *p = (void __user *)arg;

	switch (cmd) {
	case TIOCGWINSZ:
		return get_winsize(t, p);
	case TIOCSWINSZ:
		return set_winsize(t, p);
	case TIOCGPGRP:
		return get_id(t, !tf, tty_get_pgrp, p);
	case TIOCSPGRP:
		return set_pgrp(t, p);
	case TIOCGSID:
		return get_id(t, !tf, tty_get_session, p);
	case TIOCSCTTY:
		return set_controlling(t, tf, f, arg == 1);
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
	case TIOCGPTPEER:
		return -EIO; /* of a master only */
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
	case TIOCMGET:
	case TIOCMSET:
	case TIOCMBIS:
	case TIOCMBIC:
		return missing(-ENOTTY, "ioctl", "modem lines %#x", cmd);
	case TIOCCONS:
		return missing(-EINVAL, "ioctl", "TIOCCONS");
	default:
		return tty_modes_set(t, cmd, (const void __user *)arg);
	}
}

static bool
is_change(unsigned cmd)
{
	switch (cmd) {
	case TCFLSH:
	case TCXONC:
	case TCSBRK:
	case TCSBRKP:
	case TIOCSBRK:
	case TIOCCBRK:
		return true;
	default:
		return tty_modes_changes(cmd);
	}
}

static long
serve(struct tty *t, const struct tty_file *tf, const struct file *f,
    unsigned cmd, unsigned long arg)
{
	long result;

	if (is_change(cmd))
		return change(t, cmd, arg);
	/* Each gives -ENOTTY to what the next may know. */
	result = tty_modes_get(t, cmd, (void __user *)arg);
	if (result == -ENOTTY)
		result = query(t, tf, f, cmd, arg);
	return result == -ENOTTY ? rare(t, cmd, arg) : result;
}

long
tty_ioctl_master(struct tty *t, struct file *f, unsigned cmd, unsigned long arg)
{
	return serve(t, NULL, f, cmd, arg);
}

long
tty_ioctl(struct file *f, unsigned cmd, unsigned long arg)
{
	const struct tty_file *tf = f->private;

	if (tty_file_hung_up(tf))
		return cmd == TIOCSPGRP ? -ENOTTY : -EIO;
	return serve(tf->tty, tf, f, cmd, arg);
}
