/*
 * What exit calls, and the entry points that compilers call.
 */
#ifndef STDLIB_EXIT_H
#define STDLIB_EXIT_H

typedef void exit_function(void *argument, int status);

struct on_exit {
	void (*function)(int, void *);
	void *argument;
};

int __cxa_atexit(void (*function)(void *), void *argument, void *dso);
void __cxa_finalize(void *dso);

#endif
