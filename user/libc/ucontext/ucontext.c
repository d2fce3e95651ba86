/*
 * What makecontext makes: a context that calls a function and then goes on with
 * uc_link. The registers are saved and restored by context.S.
 *
 * The new stack, from the top: room for arguments beyond the sixth, above them what
 * __start_context finds when the function returns, in r12 the ucontext_t to go on
 * with.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include "context.h"

#define IN_REGISTERS 6

void
makecontext(ucontext_t *u, void (*function)(void), int n, ...)
{
	static const int registers[IN_REGISTERS] = { REG_RDI, REG_RSI, REG_RDX,
		REG_RCX, REG_R8, REG_R9 };
	greg_t *gregs = u->uc_mcontext.gregs;
	uintptr_t top = (uintptr_t)u->uc_stack.ss_sp + u->uc_stack.ss_size;
	int on_stack = n > IN_REGISTERS ? n - IN_REGISTERS : 0;
	long *stack = (long *)((top - 8UL * (unsigned int)on_stack) & -16UL);
	va_list args;

	*--stack = (long)__start_context;
	va_start(args, n);
	for (int i = 0; i < n; i++) {
		long argument = va_arg(args, long);

		if (i < IN_REGISTERS)
			gregs[registers[i]] = argument;
		else
			stack[1 + i - IN_REGISTERS] = argument;
	}
	va_end(args);
	gregs[REG_RSP] = (greg_t)stack;
	gregs[REG_RIP] = (greg_t)function;
	gregs[REG_R12] = (greg_t)u->uc_link;
	gregs[REG_RBP] = 0;
}

/* The offsets that context.S has. */
_Static_assert(offsetof(ucontext_t, uc_mcontext.gregs[REG_R8]) == 40, "R8");
_Static_assert(offsetof(ucontext_t, uc_mcontext.gregs[REG_RIP]) == 168, "RIP");
_Static_assert(offsetof(ucontext_t, uc_mcontext.fpregs) == 224, "FPREGS");
_Static_assert(offsetof(ucontext_t, uc_sigmask) == 296, "SIGMASK");
_Static_assert(offsetof(ucontext_t, __fpregs_mem) == 424, "FPSTATE");
