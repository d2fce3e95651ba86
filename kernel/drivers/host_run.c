/*
 * Running one program for the host: its descriptors travel over console ports,
 * and the machine ends with a status line.
 *
 * Which ports there are is the host's decision; each that is missing has a
 * replacement.  A thread follows the size of the host's terminal.  At the end
 * everything written is waited for before the status line is sent, since the emulator
 * forgets what it has not passed on.
 *
 * A panic sends its line without waiting for locks or interrupts.
 */
#include "drivers/host_run.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "arch/boot.h"
#include "arch/power.h"
#include "debug/kcsan.h"
#include "debug/log.h"
#include "debug/missing.h"
#include "debug/panic.h"
#include "drivers/virtio/vport.h"
#include "fs/file.h"
#include "lib/cmdline.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "sched/thread.h"
#include "time/clock.h"

#define EXIT_PORT     0xf4 /* isa-debug-exit */
#define EXIT_IN_ORDER 0x10
#define SIZE_MAX_LEN  16                  /* "ROWSxCOLS" */
#define PORTS_WAIT    (10 * NSEC_PER_SEC) /* an emulator under load */

static const struct {
	const char *port;
	int flags;
	char digit; /* in breenix.tty= */
} descriptors[] = {
	{ "breenix.stdin", O_RDONLY, '0' },
	{ "breenix.stdout", O_WRONLY, '1' },
	{ "breenix.stderr", O_WRONLY, '2' },
};

static struct {
	struct vport *status, *tty, *trace; /* [I] after host_run_init() */
	char terminals[8];                  /* [I] breenix.tty= */
} run;

bool
host_run_active(void)
{
	u64 on;

	return cmdline_number(boot_info.cmdline, "breenix.run", &on) && on;
}

void
panic_notify(void)
{
	static const char line[] = "panic\n";

	if (run.status)
		vport_write_panic(run.status, line, sizeof(line) - 1);
}

/* size: "ROWSxCOLS" */
static void
set_winsize(struct tty *t, const char *size)
{
	u64 rows, cols;

	if (!parse_u64(&size, 10, &rows) && *size++ == 'x' &&
	    !parse_u64(&size, 10, &cols))
		tty_set_winsize(t,
		    &(struct winsize){
			.ws_row = (u16)rows, .ws_col = (u16)cols });
}

void
host_set_winsize(struct tty *t)
{
	char size[SIZE_MAX_LEN];

	if (t &&
	    cmdline_value(boot_info.cmdline, "breenix.winsize", size,
		sizeof(size)))
		set_winsize(t, size);
}

/* The host's terminal changes its size: each time a line. */
static void
follow_winsize(void *port)
{
	char line[SIZE_MAX_LEN];
	size_t n = 0;
	struct uio u;
	char c;

	for (;;) {
		uio_init_kernel(&u, &c, 1);
		if (vport_read(port, &u, false) != 1)
			return;
		if (c == '\n') {
			line[n] = 0;
			set_winsize(run.tty->tty, line);
			n = 0;
		} else if (n < sizeof(line) - 1) {
			line[n++] = c;
		}
	}
}

/* The terminal has the host's size, now and later. */
static void
share_winsize(void)
{
	struct vport *p = vport_find("breenix.winsize");

	host_set_winsize(run.tty->tty);
	if (!p || !run.tty->tty)
		return;
	if (vport_open(p) || kthread_run("winsize", follow_winsize, p))
		log_warn("breenix.run: the terminal's size will stay");
}

void
host_run_init(void)
{
	machine_set_debug_exit(EXIT_PORT);
	if (!vport_wait_described(clock_monotonic() + PORTS_WAIT))
		log_warn("breenix.run: the host's ports did not all appear");
	run.status = vport_find("breenix.status");
	run.trace = vport_find("breenix.trace");
	run.tty = vport_find("breenix.tty");
	(void)cmdline_value(boot_info.cmdline, "breenix.tty", run.terminals,
	    sizeof(run.terminals));
	if (run.status && vport_open(run.status))
		run.status = NULL;
	if (run.trace && vport_open(run.trace))
		run.trace = NULL;
	if (run.tty)
		share_winsize();
}

bool
host_run_has_tty(void)
{
	return run.tty && run.tty->tty && run.terminals[0];
}

/* Opens a device by its name in /dev. */
static int
open_device(const char *name, int flags, struct file **out)
{
	char path[32];

	snprintf(path, sizeof(path), "/dev/%s", name);
	return file_open(path, flags, 0, out);
}

int
host_run_open_out(struct file **out)
{
	struct vport *p = vport_find("breenix.out");

	return p ? open_device(p->node_name, O_WRONLY, out) : -ENODEV;
}

int
host_run_open(unsigned fd, struct file **out)
{
	struct vport *p = vport_find(descriptors[fd].port);
	int flags = descriptors[fd].flags;
	const char *name = "null";

	if (host_run_has_tty() &&
	    strchr(run.terminals, descriptors[fd].digit)) {
		name = run.tty->tty->name;
		flags = O_RDWR;
	} else if (p) {
		name = p->node_name;
	}
	return open_device(name, flags, out);
}

/* --- Writing for the kernel --- */

static void
write_port(struct vport *p, const char *s, size_t n)
{
	struct uio u;
	ssize_t sent;

	/* A signal may cut a write short; what is left is sent all the same. */
	while (n > 0) {
		uio_init_kernel(&u, (void *)s, n);
		sent = vport_write(p, &u, false);
		if (sent == -EPIPE || sent == -EFAULT)
			return;
		if (sent > 0) {
			s += sent;
			n -= (size_t)sent;
		} else {
			vport_drain(p);
		}
	}
}

bool
host_run_has_trace(void)
{
	return run.trace;
}

void
host_run_trace(const char *s, size_t n)
{
	write_port(run.trace, s, n);
}

/* What programs asked for and did not get: a line each, after a word that tells
 * them from the status. */
static void
tell_missing(void)
{
	char line[160] = "missing ";
	const size_t head = strlen(line);
	size_t n;

	for (unsigned i = 0;
	     (n = missing_line(i, line + head, sizeof(line) - head)); i++)
		write_port(run.status, line, head + n);
}

void
host_run_tell(const char *format, ...)
{
	char line[160];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (run.status)
		write_port(run.status, line, strlen(line));
}

void
host_run_finish(const char *status)
{
	struct vport *p;

	for (unsigned n = 0; (p = vport_nth(n)); n++) {
		if (p->tty)
			tty_let_go(p->tty);
		if (p != run.status)
			vport_drain(p);
	}
	kcsan_end();
	if (run.status) {
		tell_missing();
		write_port(run.status, status, strlen(status));
		write_port(run.status, "\n", 1);
		vport_drain(run.status);
	}
	machine_debug_exit(EXIT_IN_ORDER);
	machine_power_off();
}
