/*
 * A stream.
 *
 * The buffer holds either input or output, never both:
 *
 *	reading:  reserve | ...read... in ...unread... in_end ...      |
 *	writing:  reserve | ...pending...          out ...free... out_end
 *	          ^       ^ base                                       ^ base + size
 *
 *   1. FILE_READING set: base - UNGET_MAX <= in <= in_end <= base + size. Clear:
 *      in == in_end.
 *   2. FILE_WRITING set: base <= out <= out_end. Clear: out == out_end.
 *   3. Never both. So getc and putc test one pointer against another and take the
 *      slow path in every other state.
 *   4. The file's own position is after in_end when reading, before base when
 *      writing.
 *
 * What is below the buffer (a descriptor, memory, a program's functions) is
 * reached through four operations, which behave like system calls.
 *
 * A stream is locked while it is used, recursively, for flockfile. Before the first
 * thread is created nothing needs to be.
 */
#ifndef STDIO_FILE_H
#define STDIO_FILE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <wchar.h>

#include "libc.h"

/* How many bytes ungetc can always push back; a wide character needs four. */
#define UNGET_MAX 8

enum file_flags {
	FILE_READ = 1 << 0, /* how it was opened */
	FILE_WRITE = 1 << 1,
	FILE_APPEND = 1 << 2,
	FILE_READING = 1 << 3, /* what the buffer holds */
	FILE_WRITING = 1 << 4,
	FILE_EOF = 1 << 5,
	FILE_ERROR = 1 << 6,
	FILE_UNDECIDED = 1 << 7, /* line buffered if it is a terminal */
	FILE_LINE = 1 << 8,
	FILE_UNBUFFERED = 1 << 9,
	FILE_OWN_BUFFER = 1 << 10, /* free it with the stream */
	FILE_STATIC = 1 << 11,     /* one of the three standard streams */
	FILE_NO_LOCK = 1 << 12,    /* the program locks */
};

struct file_ops {
	ssize_t (*read)(FILE *f, unsigned char *to, size_t size);
	ssize_t (*write)(FILE *f, const unsigned char *from, size_t size);
	off_t (*seek)(FILE *f, off_t offset, int whence);
	int (*close)(FILE *f);
};

struct __file {
	unsigned char *in, *in_end;
	unsigned char *out, *out_end;
	int line_end; /* the byte that ends a line, or EOF if none does */
	unsigned int flags;
	unsigned char *base;
	size_t size;
	const struct file_ops *ops;
	void *cookie;    /* of the operations */
	int fd;          /* or -1 */
	int orientation; /* < 0 bytes, > 0 wide characters */
	pid_t pid;       /* of the command, if popen made it */
	FILE *next_pipe;
	mbstate_t state;
	FILE *next, *previous; /* all open streams */
	volatile int lock;
	volatile int owner; /* the thread that holds the lock */
	int depth;
	unsigned char unget_and_one[UNGET_MAX + 1]; /* if there is no buffer */
};

extern const struct file_ops __fd_ops;

/* --- The buffer. The stream is locked. ------------------------------------ */

/* Get at least one byte of input. => returns: false at the end and on errors */
bool __file_fill(FILE *f);

/* Change direction. => returns: false if the stream is not open for it */
bool __file_start_reading(FILE *f);
bool __file_start_writing(FILE *f);

/* Store a byte where the fast path of putc cannot. => returns: it or EOF */
int __file_overflow(FILE *f, unsigned char c);

/* Hand pending output down. => returns: 0 or EOF */
int __file_flush(FILE *f);

/* Forget unread input, moving the file back to where the stream is. */
int __file_drop_input(FILE *f);

size_t __file_read(FILE *f, void *to, size_t size);
size_t __file_write(FILE *f, const void *from, size_t size);

/* Give the stream a buffer. */
void __file_use_buffer(FILE *f, void *buffer, size_t size);

off_t __file_tell(FILE *f);
int __file_seek(FILE *f, off_t offset, int whence);

static inline int
__file_getc(FILE *f)
{
	if (f->in == f->in_end && !__file_fill(f))
		return EOF;
	return *f->in++;
}

static inline int
__file_putc(FILE *f, int c)
{
	if (f->out < f->out_end && (unsigned char)c != f->line_end)
		return *f->out++ = (unsigned char)c;
	return __file_overflow(f, (unsigned char)c);
}

static inline int
__file_unget(FILE *f, int c)
{
	if (c == EOF || f->in == f->base - UNGET_MAX)
		return EOF;
	*--f->in = (unsigned char)c;
	f->flags &= ~(unsigned int)FILE_EOF;
	return (unsigned char)c;
}

/* --- Opening and closing --------------------------------------------------- */

/* => returns: open(2)'s flags for fopen's mode, or -1 with errno set */
int __file_parse_mode(const char *mode);

/* A new stream, open as these flags say, in the list of streams. */
FILE *__file_new(int open_flags, const struct file_ops *ops, void *cookie,
    int fd);

/* Close what is below, and free; the stream is not locked. */
int __file_close(FILE *f);

/* A stream for the time of a call, not in the list: zeroed, then these set. */
static inline void
__file_init(FILE *f, unsigned int flags, const struct file_ops *ops)
{
	f->flags = flags;
	f->ops = ops;
	f->fd = -1;
	f->line_end = EOF;
}

void __file_list_add(FILE *f);
void __file_list_remove(FILE *f);

/* --- Locks ------------------------------------------------------------------ */

void __file_lock(FILE *f);
void __file_unlock(FILE *f);

/* => returns: whether to unlock, for file_leave */
static inline bool
file_enter(FILE *f)
{
	if (!__threaded || f->flags & FILE_NO_LOCK)
		return false;
	__file_lock(f);
	return true;
}

static inline void
file_leave(FILE *f, bool entered)
{
	if (entered)
		__file_unlock(f);
}

#endif
