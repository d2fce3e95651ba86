/*
 * Redirections.
 *
 * Words are expanded first (redir_expand), outside of what a failed redirection
 * undoes: an error in an expansion ends the shell, a file that does not open only
 * the command. A here-document's text is like a file in this.
 *
 * Built-ins, functions and compound commands are redirected in the shell itself
 * and put back afterwards: a frame on a stack remembers for each of the ten
 * descriptors a duplicate of what it was. A forked child simply redirects.
 *
 * Invariants
 *   1. Duplicates lie at FIRST_OWN_FD and above and close on exec.
 *   2. A frame is popped once, by redir_pop() or by an unwinding's checkpoint.
 */
#include "redir.h"

#include "chars.h"
#include "checkpoint.h"
#include "error.h"
#include "expand.h"
#include "jobs.h"
#include "mem.h"
#include "options.h"
#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NFDS       10
#define WAS_CLOSED (-1)
#define NOT_SAVED  (-2)

struct target {
	struct target *next;
	enum redir_kind kind;
	int fd;
	int source;              /* descriptor to duplicate, -1 to close */
	const char *text;        /* file name */
	const struct word *word; /* content of a here-document */
};

struct frame {
	struct frame *outer;
	int saved[NFDS];
};

static struct frame *frames;
static int depth;

int
fd_move_away(int fd)
{
	int copy;

	if (fd < 0 || fd >= FIRST_OWN_FD)
		return fd;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_OWN_FD);
	if (copy >= 0)
		close(fd);
	return copy;
}

/* Expansion. */

static int
source_of(const char *text)
{
	if (text[0] == '-' && text[1] == '\0')
		return -1;
	if (!is_digit((unsigned char)text[0]) || text[1] != '\0')
		sh_error("Syntax error: Bad fd number");
	return text[0] - '0';
}

struct target *
redir_expand(struct redir *redirs)
{
	struct target *first = NULL;
	struct target **tail = &first;

	for (; redirs != NULL; redirs = redirs->next) {
		struct target *target = arena_zalloc(&scratch, sizeof *target);

		target->kind = redirs->kind;
		target->fd = redirs->fd;
		target->word = redirs->word;
		if (redirs->kind != REDIR_HERE)
			target->text = expand_string(redirs->word);
		if (target->kind == REDIR_DUP_READ ||
		    target->kind == REDIR_DUP_WRITE)
			target->source = source_of(target->text);
		*tail = target;
		tail = &target->next;
	}
	return first;
}

/* Opening. */

static const char *
reason(int error, const char *missing)
{
	return error == ENOENT || error == ENOTDIR ? missing : strerror(error);
}

static int
open_to_read(const char *name, int flags)
{
	int fd = open(name, flags, 0666);

	if (fd < 0)
		sh_error("cannot open %s: %s", name,
		    reason(errno, "No such file"));
	return fd;
}

/* With `set -C` only what is no regular file is overwritten. */
static int
open_exclusively(const char *name)
{
	struct stat status;
	int fd;

	if (stat(name, &status) < 0)
		return open(name, O_WRONLY | O_CREAT | O_EXCL, 0666);
	if (S_ISREG(status.st_mode)) {
		errno = EEXIST;
		return -1;
	}
	fd = open(name, O_WRONLY);
	/* It may have been replaced in between. */
	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		close(fd);
		errno = EEXIST;
		return -1;
	}
	return fd;
}

static int
open_to_write(const char *name, enum redir_kind kind)
{
	int fd;

	if (kind == REDIR_APPEND)
		fd = open(name, O_WRONLY | O_CREAT | O_APPEND, 0666);
	else if (kind == REDIR_WRITE && option(OPT_NOCLOBBER))
		fd = open_exclusively(name);
	else
		fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0)
		sh_error("cannot create %s: %s", name,
		    reason(errno, "Directory nonexistent"));
	return fd;
}

/* A text fits into an empty pipe, or a child writes it. */
static int
open_here(const struct word *word)
{
	const char *text = expand_string(word);
	size_t length = strlen(text);
	int pipe_fds[2];

	if (pipe(pipe_fds) < 0)
		sh_error("Pipe call failed");
	if (length > 4096 && fork_unheard() == 0) {
		signal(SIGPIPE, SIG_DFL);
		close(pipe_fds[0]);
		while (length > 0) {
			ssize_t n = write(pipe_fds[1], text, length);

			if (n <= 0)
				break;
			text += n;
			length -= (size_t)n;
		}
		_exit(0);
	} else if (length <= 4096 &&
	    write(pipe_fds[1], text, length) != (ssize_t)length)
		sh_warn("here-document: %s", strerror(errno));
	close(pipe_fds[1]);
	return pipe_fds[0];
}

static int
open_target(const struct target *target)
{
	switch (target->kind) {
	case REDIR_READ:
		return open_to_read(target->text, O_RDONLY);
	case REDIR_READ_WRITE:
		return open_to_read(target->text, O_RDWR | O_CREAT);
	case REDIR_WRITE:
	case REDIR_CLOBBER:
	case REDIR_APPEND:
		return open_to_write(target->text, target->kind);
	case REDIR_HERE:
		return open_here(target->word);
	case REDIR_DUP_READ:
	case REDIR_DUP_WRITE:
		break;
	}
	return -1;
}

/* Redirecting. */

static void
save(int fd)
{
	int copy;

	if (frames->saved[fd] != NOT_SAVED)
		return;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_OWN_FD);
	if (copy < 0 && errno != EBADF)
		sh_error("%d: %s", fd, strerror(errno));
	frames->saved[fd] = copy < 0 ? WAS_CLOSED : copy;
}

static void
duplicate(const struct target *target)
{
	if (target->source < 0)
		close(target->fd);
	else if (dup2(target->source, target->fd) < 0)
		sh_error("%d: %s", target->source, strerror(errno));
}

static void
redirect(const struct target *target, bool saving)
{
	bool dup = target->kind == REDIR_DUP_READ ||
	    target->kind == REDIR_DUP_WRITE;
	int fd;

	if (dup && target->source == target->fd)
		return;
	/* Opened before the old is saved: it may be the one that is replaced. */
	fd = dup ? -1 : open_target(target);
	if (saving && fd != target->fd)
		save(target->fd);
	else if (saving)
		frames->saved[fd] = WAS_CLOSED;
	if (dup)
		duplicate(target);
	else if (fd != target->fd) {
		dup2(fd, target->fd);
		close(fd);
	}
}

void
redir_apply(const struct target *targets, bool saving)
{
	if (saving) {
		struct frame *frame = xmalloc(sizeof *frame);

		for (int fd = 0; fd < NFDS; fd++)
			frame->saved[fd] = NOT_SAVED;
		frame->outer = frames;
		frames = frame;
		depth++;
	}
	if (targets != NULL)
		out_flush();
	for (; targets != NULL; targets = targets->next)
		redirect(targets, saving);
}

static void
apply_saving(void *targets)
{
	redir_apply(targets, true);
}

bool
redir_apply_safely(const struct target *targets)
{
	struct checkpoint before = checkpoint_take();
	enum unwind why = protect(apply_saving, (void *)targets);

	if (why == UNWIND_NONE)
		return true;
	checkpoint_restore(&before);
	if (why != UNWIND_ERROR)
		unwind(why);
	return false;
}

void
redir_pop(void)
{
	struct frame *frame = frames;

	for (int fd = 0; fd < NFDS; fd++) {
		if (frame->saved[fd] == NOT_SAVED)
			continue;
		if (frame->saved[fd] == WAS_CLOSED) {
			close(fd);
			continue;
		}
		dup2(frame->saved[fd], fd);
		close(frame->saved[fd]);
	}
	frames = frame->outer;
	depth--;
	free(frame);
}

int
redir_depth(void)
{
	return depth;
}

void
redir_pop_to(int to)
{
	while (depth > to)
		redir_pop();
}

void
redir_keep(void)
{
	struct frame *frame = frames;

	for (int fd = 0; fd < NFDS; fd++)
		if (frame->saved[fd] >= 0)
			close(frame->saved[fd]);
	frames = frame->outer;
	depth--;
	free(frame);
}

void
redir_forget(void)
{
	while (frames != NULL)
		redir_keep();
}
