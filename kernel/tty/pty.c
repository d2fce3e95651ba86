/*
 * Pseudo-terminals (pty(7)): pairs of a terminal, the slave, and the file that stands for
 * its device, the master.
 *
 * There is one struct tty, the slave's, and no second line discipline: what the master
 * writes is typed, what it reads is the slave's output ring.  Of that the first PTY_TAKEN
 * bytes are claimed at once, as a device would: they are what the master has received, so
 * neither a flush nor stopped output (^S) takes them from it.
 *
 * Lives.  The master's file has the reference that a driver has.  When that file is
 * closed the pair is over: its name goes, and the slave is hung up.  The number and the
 * superblock stay until the last file of the slave has gone, which frees all.
 *
 * `left` says that the slave was open and is not now: the master's reader gets EIO when
 * all is read, until it is opened again.
 *
 * Packet mode (ioctl_tty(2)): the status gathers what has happened to the slave, under
 * out_lock, as the bytes are.
 *
 * Left out: the pairs of BSD (/dev/ptyp0), as on a kernel without CONFIG_LEGACY_PTYS.
 */
#include "tty/pty.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/ioctl.h"
#include "abi/poll.h"
#include "abi/signal.h"
#include "cred/cred.h"
#include "fs/dentry.h"
#include "fs/devnum.h"
#include "fs/fdtable.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/poll.h"
#include "lib/fmt.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/restart.h"
#include "tty/devpts.h"
#include "tty/tty.h"
#include "tty/tty_file.h"
#include "tty/tty_job.h"
#include "vm/usercopy.h"

#define PTY_TAKEN  4096 /* Linux's N_TTY_BUF_SIZE */
#define COPY_CHUNK 512

struct pty {
	struct tty tty;          /* the slave */
	struct superblock *sb;   /* [I] kept */
	struct dentry *node;     /* [I] owned by the master's file */
	struct waitq waitq;      /* output, room for input, the slave's end */
	struct tty_turn writing; /* to the master */
	bool locked;             /* [a] the slave is not opened (TIOCSPTLCK) */
	bool over;               /* [a] */
	bool left;               /* [a] see above */
	bool exclusive;          /* [a] TIOCEXCL of the master, remembered */
	bool stopped;            /* [a] tcflow(TCOOFF) of the master */
};

static struct slab_cache pty_cache = SLAB_CACHE("pty", struct pty);

static struct pty *
pty_of(struct tty *t)
{
	return container_of(t, struct pty, tty);
}

/* --- The slave, as a terminal with a driver --- */

static void
pty_start(struct tty *t)
{
	struct pty *p = pty_of(t);
	bool news = false;
	const u8 *s;
	size_t n;

	assert_spin_held(&t->out_lock);
	spin_unshared(&t->out_lock);
	while (t->out_claimed < PTY_TAKEN && (n = tty_output_next(t, &s))) {
		tty_output_claim(t, min(n, (size_t)PTY_TAKEN - t->out_claimed));
		news = true;
	}
	if (news && waitq_active(&p->waitq))
		wake_events(&p->waitq, POLLIN | POLLRDNORM);
}

static void
pty_resume(struct tty *t)
{
	wake_events(&pty_of(t)->waitq, POLLOUT | POLLWRNORM);
}

/* Adds to the status, which takes back the opposite. */
static void
pty_notice(struct tty *t, u8 what)
{
	static const u8 pairs[] = { TIOCPKT_STOP | TIOCPKT_START,
		TIOCPKT_NOSTOP | TIOCPKT_DOSTOP };
	struct pty *p = pty_of(t);

	assert_spin_held(&t->out_lock);
	spin_unshared(&t->out_lock);
	if (!t->packet)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		if (pairs[i] & what)
			t->packet_status &= ~pairs[i];
	t->packet_status |= what;
	wake_events(&p->waitq, POLLIN | POLLPRI | POLLRDNORM);
}

/* Is output stopped and started by ^S and ^Q? */
static bool
has_usual_flow(const struct termios *t)
{
	return t->c_iflag & IXON && t->c_cc[VSTOP] == 023 &&
	    t->c_cc[VSTART] == 021;
}

static void
pty_set_termios(struct tty *t, const struct termios *old,
    const struct termios *new)
{
	bool flow = has_usual_flow(new);
	u8 what = 0;

	if (has_usual_flow(old) != flow)
		what |= flow ? TIOCPKT_DOSTOP : TIOCPKT_NOSTOP;
	if ((old->c_lflag | new->c_lflag) & EXTPROC)
		what |= TIOCPKT_IOCTL;
	if (what)
		tty_notice(t, what);
}

static void
pty_opened(struct tty *t)
{
	atomic_store(&pty_of(t)->left, false);
}

static void
pty_closed(struct tty *t)
{
	struct pty *p = pty_of(t);

	atomic_store(&p->left, true);
	wake_events(&p->waitq, POLLHUP);
}

static int
pty_find(struct inode *inode, struct tty **out)
{
	int err = devpts_tty(inode, out);

	if (!err && atomic_load(&pty_of(*out)->locked)) {
		tty_put(*out);
		err = -EIO;
	}
	return err;
}

static void
pty_free(struct tty *t)
{
	struct superblock *sb = pty_of(t)->sb;

	devpts_number_put(sb, t->index);
	slab_free(&pty_cache, pty_of(t));
	super_put(sb);
}

static struct tty_class pts_class = {
	.prefix = "pts",
	.major = DEVPTS_MAJOR,
	.count = DEVPTS_COUNT,
	.pseudo = true,
	.start = pty_start,
	.resume = pty_resume,
	.notice = pty_notice,
	.set_termios = pty_set_termios,
	.opened = pty_opened,
	.closed = pty_closed,
	.find = pty_find,
	.free = pty_free,
};

/* --- The master: beginning and end --- */

/* As a fresh slave of Linux has them. */
static void
set_first_modes(struct pty *p)
{
	struct termios modes;

	mutex_unshared(&p->tty.lock);
	modes = p->tty.ldisc.termios;
	modes.c_iflag &= ~(unsigned)IUTF8;
	modes.c_cflag = B38400 | CS8 | CREAD;
	ldisc_set_termios(&p->tty.ldisc, &modes);
}

/* => errors: -ENOSPC, -ENOMEM */
static int
pty_create(struct superblock *sb, struct pty **out)
{
	struct pty *p = slab_zalloc(&pty_cache);
	u32 number;
	int err;

	if (!p)
		return -ENOMEM;
	waitq_init(&p->waitq);
	p->locked = true;
	err = devpts_number_get(sb, &number);
	if (err)
		goto no_number;
	err = tty_begin(&p->tty, &pts_class, number);
	if (err)
		goto no_tty;
	set_first_modes(p);
	p->sb = sb;
	super_get(sb);
	err = devpts_add(sb, number, &p->tty, &p->node);
	if (err)
		tty_put(&p->tty);
	else
		*out = p;
	return err;
no_tty:
	devpts_number_put(sb, number);
no_number:
	slab_free(&pty_cache, p);
	return err;
}

/* Once, by whoever ends it first. */
static void
pty_end(struct pty *p)
{
	if (atomic_xchg(&p->over, true))
		return;
	mutex_lock(&p->tty.lock);
	p->tty.gone = true;
	mutex_unlock(&p->tty.lock);
	devpts_remove(p->node, p->tty.index);
	tty_hangup(&p->tty);
	wake_all(&p->waitq);
}

static const struct file_ops master_ops;

static int
ptmx_open(struct inode *inode, struct file *f)
{
	struct path root;
	struct pty *p;
	int err = devpts_find(&f->path, &root);

	(void)inode;
	if (err)
		return err;
	err = pty_create(root.dentry->sb, &p);
	path_put(&root);
	if (err)
		return err;
	f->ops = &master_ops;
	f->private = p;
	return 0;
}

static void
master_release(struct file *f)
{
	struct pty *p = f->private;

	pty_end(p);
	dentry_put(p->node);
	tty_put(&p->tty);
}

/* --- The master: reading --- */

static bool
is_readable(struct pty *p)
{
	struct tty *t = &p->tty;
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);
	bool readable = t->out_claimed || (t->packet && t->packet_status);

	spin_unlock_irqrestore(&t->out_lock, flags);
	return readable;
}

/* Takes the next bytes, at most n > 0; first: a packet may begin, and *status says that it
 * is one of a status alone.  => returns: how many of buf are filled */
static size_t
take(struct pty *p, u8 *buf, size_t n, bool first, bool *status)
{
	struct tty *t = &p->tty;
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);
	size_t at = t->out_tail % TTY_OUT_SIZE, len = 0, part;

	*status = first && t->packet && t->packet_status;
	if (*status) {
		buf[len++] = t->packet_status;
		t->packet_status = 0;
	} else if (t->out_claimed) {
		if (first && t->packet)
			buf[len++] = TIOCPKT_DATA;
		part = min((size_t)t->out_claimed, TTY_OUT_SIZE - at);
		part = min(part, n - len);
		memcpy(buf + len, t->out + at, part);
		len += part;
		tty_output_done(t, part);
		pty_start(t);
	}
	spin_unlock_irqrestore(&t->out_lock, flags);
	return len;
}

/* Waits for the first byte. => returns: 0: look again, 1: there will be none, -errno */
static int
wait_output(struct file *f, struct pty *p)
{
	if (atomic_load(&p->over))
		return 1;
	if (atomic_load(&p->left))
		return is_readable(p) ? 0 : -EIO;
	if (file_flags(f) & O_NONBLOCK)
		return -EAGAIN;
	return wait_event_intr(&p->waitq,
	    is_readable(p) || atomic_load(&p->left) || atomic_load(&p->over));
}

static ssize_t
master_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct pty *p = f->private;
	bool status = false;
	u8 part[COPY_CHUNK];
	size_t done = 0, n;
	int err;

	(void)pos;
	while (to->resid > 0 && !status) {
		n = take(p, part, min(to->resid, sizeof(part)), !done, &status);
		if (n && uio_copy_out(to, part, n) != n)
			return done ? (ssize_t)done : -EFAULT;
		done += n;
		if (n)
			continue;
		if (done)
			break;
		err = wait_output(f, p);
		if (err)
			return err > 0 ? 0 : err;
	}
	return (ssize_t)done;
}

/* --- The master: writing --- */

static bool
has_room(struct pty *p)
{
	return !atomic_load(&p->stopped) && tty_receive_room(&p->tty);
}

/* Types n bytes. => returns: how many were taken, or -errno when none */
static ssize_t
write_part(struct file *f, const u8 *s, size_t n)
{
	struct pty *p = f->private;
	size_t done = 0;
	int err;

	for (;;) {
		if (atomic_load(&p->over))
			return done ? (ssize_t)done : -EIO;
		if (!atomic_load(&p->stopped))
			done += tty_type(&p->tty, s + done, n - done);
		if (done == n)
			return (ssize_t)done;
		if (file_flags(f) & O_NONBLOCK)
			return done ? (ssize_t)done : -EAGAIN;
		err = wait_event_intr(&p->waitq,
		    has_room(p) || atomic_load(&p->over));
		if (err)
			return done ? (ssize_t)done : err;
	}
}

static ssize_t
master_write(struct file *f, struct uio *from, loff_t *pos)
{
	struct pty *p = f->private;

	(void)pos;
	if (atomic_load(&p->over))
		return -EIO;
	return tty_write_in_turn(f, from, &p->writing, &p->waitq, write_part);
}

static unsigned
master_poll(struct file *f, struct poll_table *pt)
{
	struct pty *p = f->private;
	struct tty *t = &p->tty;
	unsigned events = 0;
	irqflags_t flags;

	poll_wait(pt, &p->waitq);
	if (atomic_load(&p->over))
		return POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDNORM |
		    POLLWRNORM;
	flags = spin_lock_irqsave(&t->out_lock);
	if (t->out_claimed)
		events |= POLLIN | POLLRDNORM;
	if (t->packet && t->packet_status)
		events |= POLLIN | POLLRDNORM | POLLPRI;
	spin_unlock_irqrestore(&t->out_lock, flags);
	if (atomic_load(&p->left))
		events |= POLLHUP;
	if (has_room(p))
		events |= POLLOUT | POLLWRNORM;
	return events;
}

/* --- The master: ioctls --- */

static long
set_packet(struct tty *t, const int __user *arg)
{
	irqflags_t flags;
	int on;

	if (get_user(on, arg))
		return -EFAULT;
	flags = spin_lock_irqsave(&t->out_lock);
	if (on && !t->packet)
		t->packet_status = 0;
	t->packet = on;
	spin_unlock_irqrestore(&t->out_lock, flags);
	return 0;
}

static long
get_packet(struct tty *t, int __user *arg)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);
	int on = t->packet;

	spin_unlock_irqrestore(&t->out_lock, flags);
	return put_user(on, arg);
}

static long
set_locked(struct pty *p, const int __user *arg)
{
	int on;

	if (get_user(on, arg))
		return -EFAULT;
	atomic_store(&p->locked, on != 0);
	return 0;
}

/* Opens the slave, by whichever name it has from here, or none. */
static long
open_peer(struct file *f, struct pty *p, int flags)
{
	struct path root, at;
	struct file *slave;
	int err = devpts_find(&f->path, &root);

	if (err)
		return err;
	if (root.dentry->sb != p->sb) {
		path_put(&root);
		return -ENODEV;
	}
	at = (struct path){ .mount = root.mount, .dentry = p->node };
	err = file_open_path(&at, flags & ~(O_CREAT | O_EXCL), &slave);
	path_put(&root);
	if (err)
		return err;
	return fd_install_or_put(slave, 0, flags & O_CLOEXEC);
}

static long
send_signal(struct pty *p, int sig)
{
	if (sig != SIGINT && sig != SIGQUIT && sig != SIGTSTP)
		return -EINVAL;
	tty_signal_foreground(&p->tty, sig);
	return 0;
}

/* Drops what the master has received. */
static void
flush_received(struct pty *p)
{
	struct tty *t = &p->tty;
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);

	tty_output_done(t, t->out_claimed);
	pty_start(t);
	spin_unlock_irqrestore(&t->out_lock, flags);
}

/* What was typed and has not come to the slave yet may go; what has come stays. */
static long
flush(struct pty *p, unsigned long which)
{
	if (which > TCIOFLUSH)
		return -EINVAL;
	if (which != TCOFLUSH)
		flush_received(p);
	if (which != TCIFLUSH)
		tty_flush_typed(&p->tty);
	return 0;
}

static long
flow(struct pty *p, unsigned long action)
{
	struct tty *t = &p->tty;
	u8 c;

	switch (action) {
	case TCOOFF:
	case TCOON:
		atomic_store(&p->stopped, action == TCOOFF);
		wake_events(&p->waitq, POLLOUT | POLLWRNORM);
		return 0;
	case TCIOFF:
	case TCION:
		c = action == TCIOFF ? 023 : 021;
		(void)tty_type(t, &c, 1);
		return 0;
	default:
		return -EINVAL;
	}
}

static long
count_received(struct pty *p, int __user *arg)
{
	irqflags_t flags = spin_lock_irqsave(&p->tty.out_lock);
	int n = (int)p->tty.out_claimed;

	spin_unlock_irqrestore(&p->tty.out_lock, flags);
	return put_user(n, arg);
}

static long
hang_up(struct pty *p)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	pty_end(p);
	return 0;
}

static long
master_ioctl(struct file *f, unsigned cmd, unsigned long arg)
{
	struct pty *p = f->private;
	int __user *number = (int __user *)arg;

	if (atomic_load(&p->over))
		return -EIO;
	switch (cmd) {
	case TIOCGPTN:
		return put_user(p->tty.index, (u32 __user *)arg);
	case TIOCSPTLCK:
		return set_locked(p, number);
	case TIOCGPTLCK:
		return put_user((int)atomic_load(&p->locked), number);
	case TIOCPKT:
		return set_packet(&p->tty, number);
	case TIOCGPKT:
		return get_packet(&p->tty, number);
	case TIOCGPTPEER:
		return open_peer(f, p, (int)arg);
	case TIOCSIG:
		return send_signal(p, (int)arg);
	case TCFLSH:
		return flush(p, arg);
	case TCXONC:
		return flow(p, arg);
	case FIONREAD: /* TIOCINQ */
		return count_received(p, number);
	case TIOCEXCL:
	case TIOCNXCL:
		atomic_store(&p->exclusive, cmd == TIOCEXCL);
		return 0;
	case TIOCGEXCL:
		return put_user((int)atomic_load(&p->exclusive), number);
	case TIOCNOTTY:
		return -ENOTTY; /* nobody's */
	case TIOCSTI:
		return -EPERM;
	case TIOCVHANGUP:
		return hang_up(p);
	default:
		return tty_ioctl_master(&p->tty, f, cmd, arg);
	}
}

/* A pair is memory that its end would free: two rings and the line. */
static u64
master_pages(const struct file *f)
{
	(void)f;
	return (sizeof(struct pty) + TTY_OUT_SIZE + TTY_IN_SIZE) / PAGE_SIZE;
}

static const struct file_ops master_ops = {
	.pages = master_pages,
	.read = master_read,
	.write = master_write,
	.poll = master_poll,
	.ioctl = master_ioctl,
	.release = master_release,
	.spliced = FILE_SPLICED_FROM | FILE_SPLICED_TO,
};

static struct device_node ptmx_node = {
	.name = "ptmx",
	.major = 5,
	.minor = 2,
	.mode = S_IFCHR | 0666,
	.ops = &master_ops,
	.open = ptmx_open,
};

void
pty_init(void)
{
	tty_class_register(&pts_class);
	device_register(&ptmx_node);
	devpts_init();
}
