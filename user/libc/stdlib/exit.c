/*
 * The end of a process: exit, quick_exit, and what they run first.
 *
 * Functions registered with atexit, on_exit or, by C++ and destructors, with
 * __cxa_atexit run in the reverse order of registration, also those registered by
 * them. They are kept in a list of blocks; the first is static, so that 32 always
 * fit, as ISO C demands.
 *
 *   1. A function is taken off the list, under the lock, before it runs without
 *      it: so none runs twice, and exit called from one of them goes on with the
 *      rest.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "../crt/start.h"
#include "exit.h"
#include "libc.h"
#include "lock.h"

#define PER_BLOCK 32

struct entry {
	exit_function *function;
	void *argument;
	void *dso;
};

struct block {
	struct block *next;
	int count;
	struct entry entries[PER_BLOCK];
};

/* One for exit, one for quick_exit. */
struct list {
	volatile int lock;
	struct block *head;
	struct block first;
};

static struct list at_exit, at_quick;

static struct block *
block_with_room(struct list *list)
{
	struct block *block = list->head;

	if (!block)
		return list->head = &list->first;
	if (block->count < PER_BLOCK)
		return block;
	block = calloc(1, sizeof(*block));
	if (!block)
		return NULL;
	block->next = list->head;
	return list->head = block;
}

static int
list_add(struct list *list, exit_function *function, void *argument, void *dso)
{
	struct block *block;

	__lock(&list->lock);
	block = block_with_room(list);
	if (block)
		block->entries[block->count++] = (struct entry){ function,
			argument, dso };
	__unlock(&list->lock);
	return block ? 0 : -1;
}

/* The last entry, taken off the list; blocks stay until the process ends. */
static bool
list_take(struct list *list, struct entry *entry)
{
	struct block *block;

	__lock(&list->lock);
	block = list->head;
	while (block && block->count == 0)
		block = block->next;
	list->head = block;
	if (block)
		*entry = block->entries[--block->count];
	__unlock(&list->lock);
	return block != NULL;
}

static void
list_run(struct list *list, int status)
{
	struct entry entry;

	while (list_take(list, &entry))
		entry.function(entry.argument, status);
}

/* __cxa_atexit's functions take one argument and may ignore the second. */
int
__cxa_atexit(void (*function)(void *), void *argument, void *dso)
{
	return list_add(&at_exit, (exit_function *)(void (*)(void))function,
	    argument, dso);
}

/* For unloading a shared object, of which there are none. */
void
__cxa_finalize(void *dso)
{
	(void)dso;
}

static void
call(void *function, int status)
{
	(void)status;
	((void (*)(void))function)();
}

int
atexit(void (*function)(void))
{
	return list_add(&at_exit, call, (void *)function, NULL);
}

int
at_quick_exit(void (*function)(void))
{
	return list_add(&at_quick, call, (void *)function, NULL);
}

static void
call_on_exit(void *argument, int status)
{
	struct on_exit *on = argument;

	on->function(status, on->argument);
}

int
on_exit(void (*function)(int, void *), void *argument)
{
	struct on_exit *on = malloc(sizeof(*on));

	if (!on)
		return -1;
	*on = (struct on_exit){ function, argument };
	return list_add(&at_exit, call_on_exit, on, NULL);
}

static void
run_destructors(void)
{
	fini_function **f = __fini_array_end;

	while (f > __fini_array_start)
		(*--f)();
	_fini();
}

__noreturn void
exit(int status)
{
	list_run(&at_exit, status);
	run_destructors();
	if (__stdio_exit)
		__stdio_exit();
	_Exit(status);
}

__noreturn void
quick_exit(int status)
{
	list_run(&at_quick, status);
	_Exit(status);
}
