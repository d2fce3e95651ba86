/*
 * The modes of a terminal as programs get and set them, in all the forms that they have
 * had: termios, termios with speeds as numbers (TCGETS2), System V's termio; and what
 * keeps some of them from changing (TIOCSLCKTRMIOS).
 *
 * Speeds are only remembered: no device here has one.
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "cred/cred.h"
#include "lib/string.h"
#include "tty/tty.h"
#include "tty/tty_file.h"
#include "vm/usercopy.h"

#define BOTHER   0010000 /* the speed is in the number, not in c_cflag */
#define IBSHIFT  16      /* of CBAUD, for the speed of input */
#define NCC      8
#define HIGH_BIT 0xffff0000U /* what a termio does not have */

struct termios2 {
	struct termios t;
	u32 ispeed, ospeed;
};
_Static_assert(sizeof(struct termios2) == 44, "ABI");

struct termio {
	u16 c_iflag, c_oflag, c_cflag, c_lflag;
	u8 c_line;
	u8 c_cc[NCC];
};
_Static_assert(sizeof(struct termio) == 18, "ABI");

#define TCGETS2        0x802c542aU
#define TCSETS2        0x402c542bU
#define TCSETSW2       0x402c542cU
#define TCSETSF2       0x402c542dU
#define TIOCGSOFTCAR   0x5419U
#define TIOCSSOFTCAR   0x541aU
#define TIOCGLCKTRMIOS 0x5456U
#define TIOCSLCKTRMIOS 0x5457U

/* --- Speeds --- */

static u32
speed_of(unsigned bits, u32 number)
{
	static const u32 low[] = { 0, 50, 75, 110, 134, 150, 200, 300, 600,
		1200, 1800, 2400, 4800, 9600, 19200, 38400 };
	static const u32 high[] = { 0, 57600, 115200, 230400, 460800, 500000,
		576000, 921600, 1000000, 1152000, 1500000, 2000000, 2500000,
		3000000, 3500000, 4000000 };

	bits &= CBAUD;
	if (bits == BOTHER)
		return number;
	return bits & BOTHER ? high[bits & 017] : low[bits];
}

/* Fills in the numbers that c_cflag names; the input's is the output's if it names
 * none. */
static void
name_speeds(struct termios2 *m)
{
	unsigned in = m->t.c_cflag >> IBSHIFT & CBAUD;

	m->ospeed = speed_of(m->t.c_cflag, m->ospeed);
	m->ispeed = in ? speed_of(in, m->ispeed) : m->ospeed;
}

/* --- Getting --- */

static struct termios2
current_modes(struct tty *t)
{
	struct termios2 m;

	mutex_lock(&t->lock);
	m = (struct termios2){ t->ldisc.termios, t->ispeed, t->ospeed };
	mutex_unlock(&t->lock);
	return m;
}

static long
get_termio(struct tty *t, void __user *arg)
{
	struct termios m = current_modes(t).t;
	struct termio old;

	memset(&old, 0, sizeof(old));
	old.c_iflag = (u16)m.c_iflag;
	old.c_oflag = (u16)m.c_oflag;
	old.c_cflag = (u16)m.c_cflag;
	old.c_lflag = (u16)m.c_lflag;
	old.c_line = m.c_line;
	memcpy(old.c_cc, m.c_cc, NCC);
	return copy_to_user(arg, &old, sizeof(old));
}

static long
get_locked(struct tty *t, void __user *arg)
{
	struct termios m;

	mutex_lock(&t->lock);
	m = t->locked;
	mutex_unlock(&t->lock);
	return copy_to_user(arg, &m, sizeof(m));
}

long
tty_modes_get(struct tty *t, unsigned cmd, void __user *arg)
{
	struct termios2 m;

	switch (cmd) {
	case TCGETS:
		m = current_modes(t);
		return copy_to_user(arg, &m.t, sizeof(m.t));
	case TCGETS2:
		m = current_modes(t);
		return copy_to_user(arg, &m, sizeof(m));
	case TCGETA:
		return get_termio(t, arg);
	case TIOCGLCKTRMIOS:
		return get_locked(t, arg);
	case TIOCGSOFTCAR:
		m = current_modes(t);
		return put_user(!!(m.t.c_cflag & CLOCAL), (int __user *)arg);
	default:
		return -ENOTTY;
	}
}

/* --- Setting --- */

static void
keep_bits(unsigned *new, unsigned old, unsigned locked)
{
	*new = (*new & ~locked) | (old & locked);
}

/* What is locked stays as it is, and what a pseudo-terminal always has. */
static void
keep_locked(struct tty *t, struct termios *new) REQUIRES(t->lock)
{
	const struct termios *old = &t->ldisc.termios, *locked = &t->locked;

	keep_bits(&new->c_iflag, old->c_iflag, locked->c_iflag);
	keep_bits(&new->c_oflag, old->c_oflag, locked->c_oflag);
	keep_bits(&new->c_cflag, old->c_cflag, locked->c_cflag);
	keep_bits(&new->c_lflag, old->c_lflag, locked->c_lflag);
	if (locked->c_line)
		new->c_line = old->c_line;
	for (int i = 0; i < NCCS; i++)
		if (locked->c_cc[i])
			new->c_cc[i] = old->c_cc[i];
	if (t->class->pseudo)
		new->c_cflag = (new->c_cflag & ~(unsigned)(CSIZE | PARENB)) |
		    CS8 | CREAD;
}

static void
set(struct tty *t, struct termios2 m, bool flush)
{
	struct termios old;

	mutex_lock(&t->lock);
	if (flush)
		tty_flush_input(t);
	old = t->ldisc.termios;
	keep_locked(t, &m.t);
	ldisc_set_termios(&t->ldisc, &m.t);
	t->ispeed = m.ispeed;
	t->ospeed = m.ospeed;
	if (t->class->set_termios)
		t->class->set_termios(t, &old, &m.t);
	mutex_unlock(&t->lock);
	/* What is readable may be different now. */
	wake_all(&t->read_waitq);
	tty_input_room(t);
}

/* *m has the present modes, and gets what the command's structure says. */
static int
read_modes(unsigned cmd, const void __user *arg, struct termios2 *m)
{
	struct termio old;
	int err;

	switch (cmd) {
	case TCSETS2:
	case TCSETSW2:
	case TCSETSF2:
		return copy_from_user(m, arg, sizeof(*m));
	case TCSETA:
	case TCSETAW:
	case TCSETAF:
		err = copy_from_user(&old, arg, sizeof(old));
		if (err)
			return err;
		m->t.c_iflag = (m->t.c_iflag & HIGH_BIT) | old.c_iflag;
		m->t.c_oflag = (m->t.c_oflag & HIGH_BIT) | old.c_oflag;
		m->t.c_cflag = (m->t.c_cflag & HIGH_BIT) | old.c_cflag;
		m->t.c_lflag = (m->t.c_lflag & HIGH_BIT) | old.c_lflag;
		m->t.c_line = old.c_line;
		memcpy(m->t.c_cc, old.c_cc, NCC);
		return 0;
	default:
		return copy_from_user(&m->t, arg, sizeof(m->t));
	}
}

static bool
is_drained(unsigned cmd)
{
	return cmd != TCSETS && cmd != TCSETS2 && cmd != TCSETA;
}

static bool
is_flushed(unsigned cmd)
{
	return cmd == TCSETSF || cmd == TCSETSF2 || cmd == TCSETAF;
}

static long
set_modes(struct tty *t, unsigned cmd, const void __user *arg)
{
	struct termios2 m = current_modes(t);
	int err = read_modes(cmd, arg, &m);

	if (!err && is_drained(cmd))
		err = tty_drain(t);
	if (err)
		return err;
	name_speeds(&m);
	set(t, m, is_flushed(cmd));
	return 0;
}

static long
set_locked(struct tty *t, const void __user *arg)
{
	struct termios m;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = copy_from_user(&m, arg, sizeof(m));
	if (err)
		return err;
	mutex_lock(&t->lock);
	t->locked = m;
	mutex_unlock(&t->lock);
	return 0;
}

static long
set_carrier(struct tty *t, const void __user *arg)
{
	struct termios2 m = current_modes(t);
	int on;

	if (get_user(on, (const int __user *)arg))
		return -EFAULT;
	m.t.c_cflag = on ? m.t.c_cflag | CLOCAL :
			   m.t.c_cflag & ~(unsigned)CLOCAL;
	set(t, m, false);
	return 0;
}

bool
tty_modes_changes(unsigned cmd)
{
	switch (cmd) {
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
	case TCSETS2:
	case TCSETSW2:
	case TCSETSF2:
	case TCSETA:
	case TCSETAW:
	case TCSETAF:
		return true;
	default:
		return false;
	}
}

long
tty_modes_set(struct tty *t, unsigned cmd, const void __user *arg)
{
	if (tty_modes_changes(cmd))
		return set_modes(t, cmd, arg);
	if (cmd == TIOCSLCKTRMIOS)
		return set_locked(t, arg);
	if (cmd == TIOCSSOFTCAR)
		return set_carrier(t, arg);
	return -ENOTTY;
}
