/*
 * Cancellation points of programs without cancellation: plain calls. A program that
 * uses pthread_cancel gets the definition beside it instead.
 */
#include "syscall.h"

__attribute__((__weak__)) long
__syscall_cp6(long nr, long a, long b, long c, long d, long e, long f)
{
	return __syscall6(nr, a, b, c, d, e, f);
}
