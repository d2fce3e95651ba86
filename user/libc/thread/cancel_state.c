/*
 * Whether and how a thread lets itself be cancelled.
 */
#include <errno.h>

#include "pthread_impl.h"

void
__pthread_testcancel(void)
{
	struct thread *self = __thread_self();

	if (self->cancelled && self->cancel_state == PTHREAD_CANCEL_ENABLE)
		__pthread_exit(PTHREAD_CANCELED);
}

weak_alias(__pthread_testcancel, pthread_testcancel);

int
__pthread_setcancelstate(int state, int *old)
{
	struct thread *self = __thread_self();

	if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
		return EINVAL;
	if (old != NULL)
		*old = self->cancel_state;
	self->cancel_state = state;
	if (self->cancel_type == PTHREAD_CANCEL_ASYNCHRONOUS)
		__pthread_testcancel();
	return 0;
}

weak_alias(__pthread_setcancelstate, pthread_setcancelstate);

int
pthread_setcanceltype(int type, int *old)
{
	struct thread *self = __thread_self();

	if (type != PTHREAD_CANCEL_DEFERRED &&
	    type != PTHREAD_CANCEL_ASYNCHRONOUS)
		return EINVAL;
	if (old != NULL)
		*old = self->cancel_type;
	self->cancel_type = type;
	if (type == PTHREAD_CANCEL_ASYNCHRONOUS)
		__pthread_testcancel();
	return 0;
}
