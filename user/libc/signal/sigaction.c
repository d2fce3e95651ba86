/*
 * sigaction: what a signal does.
 *
 * The kernel's structure has another order and a smaller mask, and it wants to be
 * told where a handler returns to: restore.S, which makes the rt_sigreturn call.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "libc.h"
#include "restore.h"
#include "signal_internal.h"
#include "syscall.h"

struct kernel_action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	kernel_set mask;
};

static void
to_kernel(struct kernel_action *to, const struct sigaction *from)
{
	to->handler = from->sa_handler;
	to->flags = (unsigned int)from->sa_flags | SA_RESTORER;
	to->restorer = __restore_rt;
	to->mask = from->sa_mask.__bits[0];
}

static void
from_kernel(struct sigaction *to, const struct kernel_action *from)
{
	memset(to, 0, sizeof(*to));
	to->sa_handler = from->handler;
	to->sa_flags = (int)(from->flags & ~(unsigned long)SA_RESTORER);
	to->sa_mask.__bits[0] = from->mask;
}

int
__sigaction(int sig, const struct sigaction *action, struct sigaction *old)
{
	struct kernel_action new_action, old_action;
	long answer;

	if (action)
		to_kernel(&new_action, action);
	answer = __syscall(SYS_rt_sigaction, sig, action ? &new_action : NULL,
	    old ? &old_action : NULL, KERNEL_SET_SIZE);
	if (answer == 0 && old)
		from_kernel(old, &old_action);
	return (int)syscall_ret(answer);
}

int
sigaction(int sig, const struct sigaction *restrict action,
    struct sigaction *restrict old)
{
	if (sig >= SIGNAL_FIRST_INTERNAL && sig <= SIGNAL_LAST_INTERNAL) {
		errno = EINVAL;
		return -1;
	}
	return __sigaction(sig, action, old);
}

void
__signal_reset(int sig)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	__sigaction(sig, &action, NULL);
}
