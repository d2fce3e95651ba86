/*
 * Backtraces.
 *
 * Every function of the kernel keeps a frame pointer: at it lies the caller's,
 * and behind that the address to return to.  The chain ends at a zero, which the
 * entry code puts there, or where it leaves the stack.
 */
#include "debug/backtrace.h"

#include "arch/layout.h"
#include "arch/mmu.h"
#include "arch/thread.h"
#include "debug/ksyms.h"
#include "debug/log.h"

#define MAX_FRAMES 32
#define HIGH_HALF  0xffffffff00000000UL

static void
print(vaddr_t addr, vaddr_t inside)
{
	u64 offset;
	const char *name = ksym_find(inside, &offset);

	if (name)
		log_print(LOG_EMERG, "  %016lx %s+%#lx", addr, name,
		    offset + (addr - inside));
	else
		log_print(LOG_EMERG, "  %016lx", addr);
}

void
backtrace_print_address(vaddr_t addr)
{
	print(addr, addr);
}

/* A call that does not return may be a function's last instruction: what it
 * would return to then belongs to the next function. */
static void
print_caller(vaddr_t addr)
{
	print(addr, addr - 1);
}

void
backtrace_print(u64 fp)
{
	paddr_t pa;
	bool w, x;

	for (unsigned i = 0; i < MAX_FRAMES; i++) {
		const u64 *frame = (const u64 *)fp;

		if (fp < USER_END || fp % 8 || !kva_lookup(fp, &pa, &w, &x) ||
		    !kva_lookup(fp + 8, &pa, &w, &x) || !frame[1])
			return;
		print_caller(frame[1]);
		if (frame[0] <= fp)
			return;
		fp = frame[0];
	}
}

void
backtrace_save(u64 fp, u32 *callers, unsigned n)
{
	const struct arch_thread *at = arch_current();
	u64 low = at ? at->kstack : 0, high = low + KSTACK_SIZE - 16;
	unsigned i = 0;

	while (i < n && fp >= low && fp <= high && fp % 8 == 0) {
		const u64 *frame = (const u64 *)fp;

		if (frame[1] < IMAGE_BASE)
			break;
		callers[i++] = (u32)frame[1];
		low = fp + 16;
		fp = frame[0];
	}
	while (i < n)
		callers[i++] = 0;
}

vaddr_t
backtrace_address(u32 caller)
{
	return HIGH_HALF | caller;
}

void
backtrace_print_saved(const u32 *callers, unsigned n)
{
	for (unsigned i = 0; i < n && callers[i]; i++)
		print_caller(backtrace_address(callers[i]));
}
