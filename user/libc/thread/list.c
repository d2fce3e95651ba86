/*
 * How many threads there are. Apart from create.c, because fork and exit ask in
 * programs that never make one.
 */
#include "pthread_impl.h"

volatile int __threads_lock;
int __nthreads = 1;
