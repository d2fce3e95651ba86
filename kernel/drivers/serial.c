/*
 * The 16550 at the place of the PC's first serial port (National Semiconductor
 * PC16550D; the names of registers are from there).
 *
 * Two users share it.  The log writes by polling: that works in every context,
 * with interrupts off and in a panic.  The terminal ttyS0 receives and sends
 * by interrupts.  port.lock guards the registers; it is the innermost lock of
 * all and no call leaves this file under it.
 *
 * Sending: an empty transmitter takes FIFO_SIZE bytes after one look at the
 * line status.  start() goes on while the transmitter keeps up, as it does in
 * an emulator, and leaves the rest to its interrupt.
 *
 * Receiving: what the terminal refuses is held here and the receive interrupt
 * masked until it asks for more; then the port's own FIFO fills, and an
 * emulator stops taking from its side.
 *
 * Left out: other ports, speeds (an emulator has none; the firmware's setting
 * or 115200 stays), hardware flow control.
 */
#include "drivers/serial.h"

#include "arch/boot.h"
#include "arch/io.h"
#include "arch/irq.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "lib/string.h"
#include "tty/tty.h"

#define COM1      0x3f8
#define COM1_LINE 4 /* ISA interrupt */

/* Registers (table II). */
#define RBR 0 /* read: received byte */
#define THR 0 /* write: byte to send */
#define DLL 0 /* with LCR_DLAB: divisor, low byte */
#define IER 1
#define DLM 1
#define IIR 2 /* read */
#define FCR 2 /* write */
#define LCR 3
#define MCR 4
#define LSR 5
#define SCR 7 /* a byte without a meaning */

#define IER_RECEIVE  0x01 /* data available */
#define IER_TRANSMIT 0x02 /* transmitter empty */
#define IIR_NONE     0x01
#define FCR_ENABLE   0x07 /* FIFOs on, and cleared */
#define LCR_8N1      0x03
#define LCR_BREAK    0x40
#define LCR_DLAB     0x80
#define MCR_READY    0x0b /* DTR, RTS; OUT2 lets the interrupt through */
#define MCR_LOOP     0x10 /* the line is cut off */
#define LSR_DATA     0x01
#define LSR_BREAK    0x10
#define LSR_EMPTY    0x20 /* of the transmitter's FIFO */

#define FIFO_SIZE      16
#define DIVISOR_115200 1

#define POLLS_MAX  200000 /* an emulator whose reader is stuck: drop the text */
#define START_MAX  512    /* bytes that start() sends with interrupts off */
#define IRQ_ROUNDS 64
#define HELD_MAX   64

static struct {
	struct spinlock lock;
	bool present;              /* [I] after serial_early_init() */
	bool stuck OWN_LOCK(lock); /* the log gave up waiting */
	u8 ier OWN_LOCK(lock);
	u8 held[HELD_MAX] OWN_LOCK(lock); /* received and refused */
	unsigned nheld OWN_LOCK(lock);
	struct tty tty;
} port = { .lock = SPINLOCK_INIT(LC_SERIAL) };

static u8
reg_read(unsigned reg)
{
	return port_read8((u16)(COM1 + reg));
}

static void
reg_write(unsigned reg, u8 value)
{
	port_write8((u16)(COM1 + reg), value);
}

/* --- The log's console --- */

static bool
wait_empty(void)
{
	for (unsigned i = 0; i < POLLS_MAX; i++)
		if (reg_read(LSR) & LSR_EMPTY) {
			atomic_store(&port.stuck, false);
			return true;
		}
	atomic_store(&port.stuck, true);
	return false;
}

static void
send_polled(const char *s, size_t n)
{
	unsigned room = 0;
	bool cr = false;

	if (atomic_load(&port.stuck) && !(reg_read(LSR) & LSR_EMPTY))
		return;
	for (size_t i = 0; i < n;) {
		if (!room) {
			if (!wait_empty())
				return;
			room = FIFO_SIZE;
		}
		cr = s[i] == '\n' && !cr;
		reg_write(THR, cr ? '\r' : (u8)s[i]);
		i += !cr;
		room--;
	}
}

static void
console_put(const char *s, size_t n) NO_THREAD_SAFETY_ANALYSIS
{
	irqflags_t flags;

	if (panicking()) {
		send_polled(s, n);
		return;
	}
	flags = spin_lock_irqsave(&port.lock);
	send_polled(s, n);
	spin_unlock_irqrestore(&port.lock, flags);
}

static struct log_console console = { .put = console_put };

static bool
probe(void)
{
	reg_write(SCR, 0x5a);
	if (reg_read(SCR) != 0x5a)
		return false;
	reg_write(SCR, 0xa5);
	return reg_read(SCR) == 0xa5 && !(reg_read(IER) & 0xf0);
}

/* "console=" without ttyS0 among them sends the log elsewhere. */
static bool
is_log_console(void)
{
	const char *cmdline = boot_info.cmdline;

	return !strstr(cmdline, "console=") || strstr(cmdline, "console=ttyS0");
}

static void
keep_early_input(void)
{
	irqflags_t flags = spin_lock_irqsave(&port.lock);
	unsigned n = port.nheld;

	while (n < HELD_MAX && reg_read(LSR) & LSR_DATA)
		port.held[n++] = reg_read(RBR);
	atomic_store(&port.nheld, n);
	spin_unlock_irqrestore(&port.lock, flags);
}

/* Clears the FIFOs, without what came before us: nothing comes meanwhile. An
 * emulator holds back what had no room until the register is read, even in vain. */
static void
enable_fifos(void)
{
	reg_write(MCR, MCR_LOOP);
	keep_early_input();
	reg_write(FCR, FCR_ENABLE);
	reg_write(MCR, MCR_READY);
	if (!(reg_read(LSR) & LSR_DATA))
		(void)reg_read(RBR);
	keep_early_input();
}

void
serial_early_init(void)
{
	if (!probe())
		return;
	port.present = true;
	reg_write(IER, 0);
	reg_write(LCR, LCR_DLAB);
	reg_write(DLL, DIVISOR_115200);
	reg_write(DLM, 0);
	reg_write(LCR, LCR_8N1);
	enable_fifos();
	if (is_log_console())
		log_console_add(&console);
}

/* --- The terminal: sending --- */

static void
set_ier(u8 bits, bool on) REQUIRES(port.lock)
{
	u8 ier = on ? port.ier | bits : port.ier & ~bits;

	if (ier != port.ier)
		reg_write(IER, ier);
	port.ier = ier;
}

/* Gives the transmitter what it takes at once. => returns: bytes taken */
static size_t
send_fifo(const u8 *s, size_t n)
{
	irqflags_t flags = spin_lock_irqsave(&port.lock);

	n = min(n, (size_t)FIFO_SIZE);
	if (!(reg_read(LSR) & LSR_EMPTY))
		n = 0;
	for (size_t i = 0; i < n; i++)
		reg_write(THR, s[i]);
	spin_unlock_irqrestore(&port.lock, flags);
	return n;
}

static void
serial_start(struct tty *t) NO_THREAD_SAFETY_ANALYSIS
{
	size_t sent = 0, n, taken = 1;
	irqflags_t flags;
	const u8 *s;

	assert_spin_held(&t->out_lock);
	while ((n = tty_output_next(t, &s)) && taken && sent < START_MAX) {
		taken = send_fifo(s, n);
		tty_output_claim(t, taken);
		tty_output_done(t, taken);
		sent += taken;
	}
	flags = spin_lock_irqsave(&port.lock);
	set_ier(IER_TRANSMIT, n > 0);
	spin_unlock_irqrestore(&port.lock, flags);
}

/* --- The terminal: receiving --- */

/* Empties the receive FIFO into buf. */
static unsigned
receive_fifo(u8 *buf, unsigned size, bool *got_break)
{
	irqflags_t flags = spin_lock_irqsave(&port.lock);
	unsigned n = 0;
	u8 lsr;

	while (n < size && (lsr = reg_read(LSR)) & LSR_DATA) {
		u8 c = reg_read(RBR);

		if (lsr & LSR_BREAK)
			*got_break = true;
		else
			buf[n++] = c;
	}
	spin_unlock_irqrestore(&port.lock, flags);
	return n;
}

/* Keeps what the terminal refused, and asks for no more. */
static void
hold(const u8 *s, unsigned n)
{
	irqflags_t flags = spin_lock_irqsave(&port.lock);

	memcpy(port.held, s, n);
	atomic_store(&port.nheld, n);
	set_ier(IER_RECEIVE, false);
	spin_unlock_irqrestore(&port.lock, flags);
}

static void
serial_resume(struct tty *t)
{
	irqflags_t flags = spin_lock_irqsave(&port.lock);
	u8 held[HELD_MAX];
	unsigned n = port.nheld, taken;

	memcpy(held, port.held, n);
	atomic_store(&port.nheld, 0);
	spin_unlock_irqrestore(&port.lock, flags);

	taken = (unsigned)tty_receive(t, held, n);
	if (taken < n) {
		hold(held + taken, n - taken);
		return;
	}
	flags = spin_lock_irqsave(&port.lock);
	set_ier(IER_RECEIVE, true);
	spin_unlock_irqrestore(&port.lock, flags);
}

static void
receive(void)
{
	u8 buf[HELD_MAX];
	bool got_break = false;
	unsigned n, taken;

	if (atomic_load(&port.nheld))
		return;
	n = receive_fifo(buf, sizeof(buf), &got_break);
	taken = n ? (unsigned)tty_receive(&port.tty, buf, n) : 0;
	if (taken < n)
		hold(buf + taken, n - taken);
	if (got_break)
		tty_receive_break(&port.tty);
}

/* The line is edge-triggered: all causes must be gone before we leave. */
static void
serial_interrupt(void *arg)
{
	(void)arg;
	for (unsigned i = 0; i < IRQ_ROUNDS && !(reg_read(IIR) & IIR_NONE);
	     i++) {
		receive();
		tty_kick(&port.tty);
	}
}

static void
serial_set_break(struct tty *t, bool on)
{
	irqflags_t flags = spin_lock_irqsave(&port.lock);

	(void)t;
	reg_write(LCR, on ? LCR_8N1 | LCR_BREAK : LCR_8N1);
	spin_unlock_irqrestore(&port.lock, flags);
}

static struct tty_class serial_class = {
	.prefix = "ttyS",
	.major = 4,
	.minor = 64,
	.count = 1,
	.fixed = true,
	.start = serial_start,
	.resume = serial_resume,
	.set_break = serial_set_break,
};

void
serial_init(void)
{
	unsigned irq_flags, gsi = irq_isa_gsi(COM1_LINE, &irq_flags);

	if (!port.present)
		return;
	tty_class_register(&serial_class);
	if (tty_register(&port.tty, &serial_class, 0) ||
	    irq_register(gsi, irq_flags, serial_interrupt, NULL)) {
		log_err("ttyS0: no memory or interrupt; it stays a log only");
		return;
	}
	serial_resume(&port.tty);
	log_info("ttyS0 at I/O 0x3f8 (irq = %u) is a 16550A", gsi);
}
