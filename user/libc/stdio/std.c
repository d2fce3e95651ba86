/*
 * stdin, stdout, stderr, and the list of all open streams.
 *
 * The list's lock is never held while a stream's is taken, except in fflush(NULL)
 * and exit, which go through the list; no one who holds a stream's lock takes the
 * list's.
 */
#include "file.h"
#include "lock.h"

static unsigned char in_buffer[UNGET_MAX + BUFSIZ];
static unsigned char out_buffer[UNGET_MAX + BUFSIZ];

static FILE standard[3] = {
	{ .fd = 0,
	    .flags = FILE_STATIC | FILE_READ | FILE_UNDECIDED,
	    .line_end = EOF,
	    .ops = &__fd_ops,
	    .base = in_buffer + UNGET_MAX,
	    .in = in_buffer + UNGET_MAX,
	    .in_end = in_buffer + UNGET_MAX,
	    .size = BUFSIZ,
	    .next = &standard[1] },
	{ .fd = 1,
	    .flags = FILE_STATIC | FILE_WRITE | FILE_UNDECIDED,
	    .line_end = EOF,
	    .ops = &__fd_ops,
	    .base = out_buffer + UNGET_MAX,
	    .size = BUFSIZ,
	    .next = &standard[2],
	    .previous = &standard[0] },
	{ .fd = 2,
	    .flags = FILE_STATIC | FILE_WRITE | FILE_UNBUFFERED,
	    .line_end = EOF,
	    .ops = &__fd_ops,
	    .previous = &standard[1] },
};

FILE *(stdin) = &standard[0];
FILE *(stdout) = &standard[1];
FILE *(stderr) = &standard[2];

static struct {
	volatile int lock;
	FILE *first;
} list = { .first = &standard[0] };

void
__file_list_add(FILE *f)
{
	__lock(&list.lock);
	f->previous = NULL;
	f->next = list.first;
	if (f->next)
		f->next->previous = f;
	list.first = f;
	__unlock(&list.lock);
}

void
__file_list_remove(FILE *f)
{
	__lock(&list.lock);
	if (f->previous)
		f->previous->next = f->next;
	else
		list.first = f->next;
	if (f->next)
		f->next->previous = f->previous;
	__unlock(&list.lock);
}

/* Output goes down; input that can be read again is given back. */
static int
synchronize(FILE *f)
{
	int result = __file_flush(f);

	if (f->flags & FILE_READING && f->in < f->in_end)
		result |= __file_drop_input(f);
	return result;
}

int
fflush_unlocked(FILE *f)
{
	return synchronize(f);
}

static int
flush_all(void)
{
	int result = 0;

	__lock(&list.lock);
	for (FILE *f = list.first; f; f = f->next) {
		bool entered = file_enter(f);

		if (f->flags & FILE_WRITING)
			result |= __file_flush(f);
		file_leave(f, entered);
	}
	__unlock(&list.lock);
	return result;
}

int
fflush(FILE *f)
{
	bool entered;
	int result;

	if (!f)
		return flush_all();
	entered = file_enter(f);
	result = synchronize(f);
	file_leave(f, entered);
	return result;
}

/*
 * Another thread may hold a stream's lock for ever, waiting for input: so exit
 * takes none, and does not wait for the list either.
 */
void
__stdio_exit(void)
{
	for (FILE *f = list.first; f; f = f->next)
		synchronize(f);
}

/* Around fork: the list stays whole, and no stream is held by a thread that is gone. */
void
__stdio_fork_prepare(void)
{
	__lock(&list.lock);
}

void
__stdio_fork_parent(void)
{
	__unlock(&list.lock);
}

/* What this thread held it holds still, by its new number. */
void
__stdio_fork_child(int old_tid, int tid)
{
	for (FILE *f = list.first; f; f = f->next) {
		if (f->owner == old_tid) {
			f->owner = tid;
		} else {
			f->lock = LOCK_FREE;
			f->owner = 0;
			f->depth = 0;
		}
	}
	list.lock = LOCK_FREE;
}
