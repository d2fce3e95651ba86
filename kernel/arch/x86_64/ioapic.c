/*
 * Device interrupts: the I/O APICs, and the handlers behind each vector.
 *
 * Each global system interrupt in use has one vector and a chain of handlers.
 * All are registered at boot, on the boot CPU, before its interrupts matter;
 * afterwards the tables only are read, and need no lock.  All device
 * interrupts go to the boot CPU.
 */
#include "arch/irq.h"

#include "abi/errno.h"
#include "arch/atomic.h"
#include "arch/cpu.h"
#include "arch/mmu.h"
#include "arch/x86_64/acpi.h"
#include "arch/x86_64/ioapic.h"
#include "arch/x86_64/trap.h"

#define PIC1_DATA         0x21
#define PIC2_DATA         0xa1
#define REG_SELECT        0 /* words of the register window */
#define REG_DATA          4
#define IOAPIC_VER        1
#define IOAPIC_REDIR(pin) (0x10 + 2 * (pin))
#define REDIR_MASKED      (1u << 16)
#define REDIR_LEVEL       (1u << 15)
#define REDIR_LOW         (1u << 13)

#define IOAPIC_VA(i) (KVA_BASE + PAGE_SIZE * (1 + (i)))
#define MAX_LINES    64
#define MAX_HANDLERS 64

struct irq_handler {
	irq_handler_t fn;
	void *arg;
	struct irq_handler *next;
};

static struct irq_line {
	unsigned gsi;
	struct irq_handler *handlers;
	u64 count[MAX_CPUS]; /* [p] */
} lines[MAX_LINES];          /* by vector - VEC_IRQ_BASE */
static unsigned nlines;
static struct irq_handler handlers[MAX_HANDLERS];
static unsigned nhandlers;

static u32
ioapic_read(unsigned i, u32 reg)
{
	volatile u32 *w = (volatile u32 *)IOAPIC_VA(i);

	w[REG_SELECT] = reg;
	return w[REG_DATA];
}

static void
ioapic_write(unsigned i, u32 reg, u32 value)
{
	volatile u32 *w = (volatile u32 *)IOAPIC_VA(i);

	w[REG_SELECT] = reg;
	w[REG_DATA] = value;
}

static unsigned
ioapic_pins(unsigned i)
{
	return (ioapic_read(i, IOAPIC_VER) >> 16 & 0xff) + 1;
}

void
ioapic_init(void)
{
	/* SeaBIOS leaves the old PIC on, at the vectors of exceptions. */
	outb(PIC1_DATA, 0xff);
	outb(PIC2_DATA, 0xff);
	for (unsigned i = 0; i < acpi.nioapics; i++) {
		/* The addresses are not page-aligned on every machine, but
		 * the window of 32 bytes never crosses a page. */
		if (kva_map_page(IOAPIC_VA(i), acpi.ioapics[i].address,
			KMAP_WRITE | KMAP_DEVICE)) {
			acpi.nioapics = i;
			return;
		}
		for (unsigned pin = 0; pin < ioapic_pins(i); pin++)
			ioapic_write(i, IOAPIC_REDIR(pin), REDIR_MASKED);
	}
}

/* Finds the controller and pin of a gsi. */
static bool
find_pin(unsigned gsi, unsigned *ioapic, unsigned *pin)
{
	for (unsigned i = 0; i < acpi.nioapics; i++) {
		u32 base = acpi.ioapics[i].gsi_base;

		if (gsi >= base && gsi - base < ioapic_pins(i)) {
			*ioapic = i;
			*pin = gsi - base;
			return true;
		}
	}
	return false;
}

static struct irq_line *
line_of(unsigned gsi)
{
	for (unsigned i = 0; i < nlines; i++)
		if (lines[i].gsi == gsi)
			return &lines[i];
	if (nlines == MAX_LINES)
		return NULL;
	lines[nlines].gsi = gsi;
	return &lines[nlines++];
}

int
irq_register(unsigned gsi, unsigned flags, irq_handler_t fn, void *arg)
{
	unsigned ioapic, pin;
	struct irq_handler *h;
	struct irq_line *line;
	u32 low;

	if (!find_pin(gsi, &ioapic, &pin))
		return -EINVAL;
	if (nhandlers == MAX_HANDLERS)
		return -ENOSPC;
	line = line_of(gsi);
	if (!line)
		return -ENOSPC;
	h = &handlers[nhandlers++];
	*h = (struct irq_handler){ fn, arg, line->handlers };
	line->handlers = h;
	low = VEC_IRQ_BASE + (u32)(line - lines);
	low |= flags & IRQ_LEVEL ? REDIR_LEVEL : 0;
	low |= flags & IRQ_ACTIVE_LOW ? REDIR_LOW : 0;
	ioapic_write(ioapic, IOAPIC_REDIR(pin) + 1, this_cpu()->apic_id << 24);
	ioapic_write(ioapic, IOAPIC_REDIR(pin), low);
	return 0;
}

unsigned
irq_isa_gsi(unsigned line, unsigned *flags)
{
	u16 f = acpi.isa[line].flags;

	*flags = ((f >> 2 & 3) == 3 ? IRQ_LEVEL : IRQ_EDGE) |
	    ((f & 3) == 3 ? IRQ_ACTIVE_LOW : 0);
	return acpi.isa[line].gsi;
}

void
irq_dispatch(unsigned vector)
{
	struct irq_line *line = &lines[vector - VEC_IRQ_BASE];

	if (vector - VEC_IRQ_BASE >= nlines)
		return; /* spurious: nobody asked for this vector */
	atomic_add_own(&line->count[cpu_id()], 1);
	for (struct irq_handler *h = line->handlers; h; h = h->next)
		h->fn(h->arg);
}

bool
irq_info(unsigned index, struct irq_info *info)
{
	if (index >= nlines)
		return false;
	info->gsi = lines[index].gsi;
	for (unsigned c = 0; c < MAX_CPUS; c++)
		info->count[c] = atomic_load(&lines[index].count[c]);
	return true;
}
