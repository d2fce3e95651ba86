// covers: ioctl
/*
 * Modes of pseudo-terminals, in all forms that they are set in, and what a master in packet
 * mode is told of them.
 */
#include "tests/sys/pty_pair.h"

/* --- Modes --- */

static void
test_modes(void)
{
	struct termios t, seen;
	struct {
		unsigned short i, o, c, l;
		unsigned char line, cc[8];
	} old;

	if (!open_pair())
		return;
	is(tcgetattr(slave, &t), 0, "tcgetattr");
	is(t.c_iflag, ICRNL | IXON, "c_iflag");
	is(t.c_oflag, OPOST | ONLCR, "c_oflag");
	is(t.c_cflag, B38400 | CS8 | CREAD, "c_cflag");
	is(t.c_lflag,
	    ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	    "c_lflag");
	is(tcgetattr(master, &seen), 0, "of the master");
	is(seen.c_lflag, t.c_lflag, "are the slave's");
	seen.c_lflag &= ~(tcflag_t)ECHO;
	seen.c_cflag |= PARENB | CSTOPB;
	seen.c_cflag &= ~(tcflag_t)(CSIZE | CREAD);
	is(tcsetattr(master, TCSANOW, &seen), 0, "the master sets them");
	tcgetattr(slave, &t);
	is(t.c_lflag & ECHO, 0, "for the slave");
	is(t.c_cflag, B38400 | CS8 | CREAD | CSTOPB,
	    "eight bits without parity: nothing else");
	is(ioctl(slave, TCGETA, &old), 0, "TCGETA");
	is(old.l, (unsigned short)t.c_lflag, "its flags");
	is(old.cc[VINTR], 3, "its characters");
	old.cc[VINTR] = 7;
	old.l |= ECHO;
	is(ioctl(slave, TCSETA, &old), 0, "TCSETA");
	is(ioctl(slave, TCSETAW, &old), 0, "TCSETAW");
	is(ioctl(slave, TCSETAF, &old), 0, "TCSETAF");
	tcgetattr(slave, &t);
	is(t.c_cc[VINTR], 7, "TCSETA set a character");
	is(t.c_cc[VSUSP], 26, "and left those that it does not have");
	ok(t.c_lflag & ECHO && t.c_lflag & IEXTEN, "and flags");
	is_errno(ioctl(slave, TCGETA, NULL), EFAULT, "TCGETA to nowhere");
	is_errno(ioctl(slave, TCSETA, NULL), EFAULT, "TCSETA from nowhere");
	is_errno(ioctl(slave, TIOCMGET, &old), ENOTTY, "no modem lines");
	close_pair();
}

static void
no_locking(void)
{
	struct termios t;

	is_errno(ioctl(slave, TIOCSLCK_N, &t), EPERM,
	    "TIOCSLCKTRMIOS by a user");
	is(ioctl(slave, TIOCGLCK_N, &t), 0, "TIOCGLCKTRMIOS by a user");
}

static void
test_locked(void)
{
	struct termios t, locked;
	int on = -1;

	if (!open_pair())
		return;
	as_user(12, 12, no_locking);
	is(ioctl(slave, TIOCGLCK_N, &locked), 0, "TIOCGLCKTRMIOS");
	is(locked.c_lflag, 0, "nothing is locked");
	memset(&locked, 0, sizeof locked);
	locked.c_lflag = ECHO;
	locked.c_cc[VINTR] = 1;
	is(ioctl(slave, TIOCSLCK_N, &locked), 0, "TIOCSLCKTRMIOS");
	tcgetattr(slave, &t);
	t.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
	t.c_cc[VINTR] = t.c_cc[VQUIT] = 9;
	is(tcsetattr(slave, TCSANOW, &t), 0, "tcsetattr");
	tcgetattr(slave, &t);
	ok(t.c_lflag & ECHO && !(t.c_lflag & ICANON), "what is locked stays");
	ok(t.c_cc[VINTR] == 3 && t.c_cc[VQUIT] == 9, "characters too");
	is(ioctl(slave, TIOCGSOFTCAR, &on), 0, "TIOCGSOFTCAR");
	is(on, 0, "CLOCAL is off");
	on = 1;
	is(ioctl(slave, TIOCSSOFTCAR, &on), 0, "TIOCSSOFTCAR");
	tcgetattr(slave, &t);
	ok(t.c_cflag & CLOCAL, "CLOCAL is on");
	close_pair();
}

struct modes2 {
	unsigned i, o, c, l;
	unsigned char line, cc[19];
	unsigned in, out;
};

static void
test_speeds(void)
{
	struct modes2 m;

	if (!open_pair())
		return;
	is(ioctl(slave, 0x802c542aUL, &m), 0, "TCGETS2");
	ok(m.in == 38400 && m.out == 38400, "38400 baud");
	m.c = (m.c & ~0010017U) | 0010000; /* BOTHER */
	m.in = m.out = 12345;
	is(ioctl(slave, 0x402c542bUL, &m), 0, "TCSETS2");
	m.in = m.out = 0;
	ioctl(slave, 0x802c542aUL, &m);
	is(m.out, 12345, "any speed is remembered");
	is(m.in, 12345, "of input too");
	m.c = (m.c & ~0010017U) | B9600 | 0000007 << 16; /* B300 in */
	ioctl(slave, 0x402c542bUL, &m);
	ioctl(slave, 0x802c542aUL, &m);
	is(m.out, 9600, "named by its bits");
	is(m.in, 300, "another one for input");
	close_pair();
}

static void
test_exclusive(void)
{
	int on = -1;

	if (!open_pair())
		return;
	is(ioctl(slave, TIOCEXCL), 0, "TIOCEXCL");
	is(ioctl(slave, TIOCGEXCL_N, &on), 0, "TIOCGEXCL");
	is(on, 1, "it is");
	is(ioctl(master, TIOCGEXCL_N, &on), 0, "of the master");
	is(on, 0, "that is another");
	is(ioctl(slave, TIOCNXCL), 0, "TIOCNXCL");
	is(ioctl(slave, TIOCEXCL), 0, "TIOCEXCL");
	close(slave);
	slave = open(name, O_RDWR | O_NOCTTY);
	is(ioctl(slave, TIOCGEXCL_N, &on), 0, "after the last close");
	is(on, 1, "it is, while there is a master");
	close_pair();
}

static void
test_simulated(void)
{
	if (!open_pair())
		return;
	if (fork() == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		is(ioctl(slave, TIOCSTI, "x"), 0, "TIOCSTI");
		is(ioctl(slave, TIOCSTI, "\n"), 0, "TIOCSTI");
		ok(reads_just(slave, "x\n"), "as if typed");
		is_errno(ioctl(slave, TIOCSTI, NULL), EFAULT, "from nowhere");
		_exit(0);
	}
	wait(NULL);
	close_pair();
}

/* --- EXTPROC --- */

static void
test_extproc(void)
{
	struct termios t;

	if (!open_pair())
		return;
	tcgetattr(slave, &t);
	t.c_lflag |= EXTPROC_N;
	is(tcsetattr(slave, TCSANOW, &t), 0, "EXTPROC");
	nonblocking(master, true);
	put(master, "ab\003\177c");
	ok(reads_just(slave, "ab\003\177c"), "bytes come as they are");
	is_errno(read(master, &t, sizeof t), EAGAIN, "and are not echoed");
	put(master, "\004");
	is(available(slave, 1), 1, "an end-of-file character");
	is(read(slave, &t, sizeof t), 0, "that comes alone is one");
	tcgetattr(slave, &t);
	t.c_lflag &= ~EXTPROC_N;
	tcsetattr(slave, TCSANOW, &t);
	put(master, "ab\177c\n");
	ok(reads_just(slave, "ac\n"), "without it lines are edited");
	close_pair();
}

/* --- Packets --- */

/* The first byte of the next packet, which is to be this long. */
static int
packet(size_t size)
{
	unsigned char buf[64] = { 255 };
	ssize_t n;

	if (!(polled(master, POLLIN, 10000) & POLLIN))
		return -2;
	n = read(master, buf, sizeof buf);
	if (n != (ssize_t)size)
		diag("a packet of %zd bytes, wanted %zu", n, size);
	return n == (ssize_t)size ? buf[0] : -1;
}

static void
test_packets(void)
{
	struct termios t;
	int on = 1;
	char c;

	if (!open_pair())
		return;
	is_errno(ioctl(master, TIOCPKT, NULL), EFAULT, "TIOCPKT from nowhere");
	is(ioctl(master, TIOCPKT, &on), 0, "TIOCPKT");
	on = 0;
	is(ioctl(master, TIOCGPKT_N, &on), 0, "TIOCGPKT");
	is(on, 1, "packet mode");
	put(slave, "data");
	is(packet(5), TIOCPKT_DATA, "data");
	put(slave, "data");
	available(master, 4);
	is(read(master, &c, 1), 1, "a packet of one byte");
	is(c, TIOCPKT_DATA, "says that there are data");
	is(packet(5), TIOCPKT_DATA, "they are still there");
	is(tcflush(slave, TCIFLUSH), 0, "TCIFLUSH");
	is(polled(master, POLLIN | POLLPRI, 10000), POLLIN | POLLPRI,
	    "POLLPRI");
	is(packet(1), TIOCPKT_FLUSHREAD, "FLUSHREAD");
	tcflush(slave, TCOFLUSH);
	is(packet(1), TIOCPKT_FLUSHWRITE, "FLUSHWRITE");
	tcflow(slave, TCOOFF);
	is(packet(1), TIOCPKT_STOP, "STOP");
	tcflow(slave, TCOON);
	is(packet(1), TIOCPKT_START, "START");
	tcflow(slave, TCOOFF);
	tcflow(slave, TCOON);
	is(packet(1), TIOCPKT_START, "the last of the two counts");
	tcgetattr(slave, &t);
	t.c_iflag &= ~(tcflag_t)IXON;
	tcsetattr(slave, TCSANOW, &t);
	is(packet(1), TIOCPKT_NOSTOP, "NOSTOP");
	t.c_iflag |= IXON;
	tcsetattr(slave, TCSANOW, &t);
	is(packet(1), TIOCPKT_DOSTOP, "DOSTOP");
	t.c_cc[VSTOP] = 1;
	tcsetattr(slave, TCSANOW, &t);
	is(packet(1), TIOCPKT_NOSTOP, "NOSTOP: another character");
	t.c_lflag |= EXTPROC_N;
	tcsetattr(slave, TCSANOW, &t);
	is(packet(1), TIOCPKT_IOCTL, "IOCTL");
	t.c_lflag &= ~EXTPROC_N;
	tcsetattr(slave, TCSANOW, &t);
	is(packet(1), TIOCPKT_IOCTL, "IOCTL: for the last time");
	on = 0;
	is(ioctl(master, TIOCPKT, &on), 0, "TIOCPKT 0");
	tcflush(slave, TCIFLUSH);
	put(slave, "bare");
	ok(reads_just(master, "bare"), "no packets any more");
	on = 1;
	ioctl(master, TIOCPKT, &on);
	put(master, "\003");
	put(master, "x");
	is(packet(1), TIOCPKT_FLUSHREAD | TIOCPKT_FLUSHWRITE,
	    "^C flushes both");
	close_pair();
}

int
main(void)
{
	alarm(1000);
	test_modes();
	test_locked();
	test_speeds();
	test_exclusive();
	test_simulated();
	test_extproc();
	test_packets();
	return done();
}
