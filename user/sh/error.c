/*
 * Errors and unwinding.
 *
 * A shell meets an error deep inside an expansion and goes on at the next command
 * line, or ends. Between the two lie parser, expander and evaluator, so the way
 * back is longjmp(). All of it is in this file: protect() runs a function, and
 * unwind() leaves the innermost one that protect() runs. Nothing that unwinds is
 * ever called from a signal handler.
 *
 * Memory and state in between are given back by whoever catches, from what it
 * noted before (checkpoint.c); so functions in between need no clean-up code.
 */
#include "error.h"

#include "out.h"
#include "shell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

struct handler {
	struct handler *outer;
	jmp_buf place;
};

static struct handler *innermost;

struct shell shell = { .arg0 = "sh", .trap_status = -1 };

static void
message(const char *format, va_list args)
{
	char text[2048];
	size_t size = sizeof text - 1;
	size_t n = 0;

	/* Output that came before the error stands before it. */
	out_flush();
	n = (size_t)snprintf(text, size, "%.512s: %d: ", shell.arg0,
	    shell.line);
	if (shell.command != NULL)
		n += (size_t)snprintf(text + n, size - n,
		    "%.512s: ", shell.command);
	n += (size_t)vsnprintf(text + n, size - n, format, args);
	if (n > size - 1)
		n = size - 1;
	text[n++] = '\n';
	out_error(text, n);
}

void
sh_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message(format, args);
	va_end(args);
}

_Noreturn void
sh_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message(format, args);
	va_end(args);
	shell.status = 2;
	unwind(UNWIND_ERROR);
}

_Noreturn void
sh_error_status(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message(format, args);
	va_end(args);
	shell.status = status;
	unwind(UNWIND_ERROR);
}

_Noreturn void
unwind(enum unwind why)
{
	struct handler *h = innermost;

	if (h == NULL)
		_exit(shell.status);
	innermost = h->outer;
	longjmp(h->place, (int)why);
}

enum unwind
protect(void (*fn)(void *), void *arg)
{
	struct handler h;
	int why;

	h.outer = innermost;
	why = setjmp(h.place);
	if (why != 0)
		return (enum unwind)why;
	innermost = &h;
	fn(arg);
	innermost = h.outer;
	return UNWIND_NONE;
}

/* A quarter of the stack is left to the C library and to what does not check. */
static size_t
stack_room(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_STACK, &limit) < 0 ||
	    limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > 64 << 20)
		return 6 << 20;
	return limit.rlim_cur / 4 * 3;
}

void
check_stack(void)
{
	static uintptr_t base;
	static size_t room;
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	if (base == 0) {
		base = here;
		room = stack_room();
	}
	if (base > here && base - here > room)
		sh_error("Nesting too deep");
}
