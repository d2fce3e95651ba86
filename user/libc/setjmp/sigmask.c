/*
 * The signal mask in a sigjmp_buf.
 */
#include "sigmask.h"
#include "signal_internal.h"

void
__sigsetjmp_save(sigjmp_buf buffer)
{
	__signal_mask(SIG_SETMASK, NULL, buffer->__mask);
}

void
__siglongjmp_restore(sigjmp_buf buffer)
{
	__signal_mask(SIG_SETMASK, buffer->__mask, NULL);
}
