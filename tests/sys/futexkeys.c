// covers: futex
/* Where a futex may be: shared ones need a page, private ones an address. */
#include "tests/sys/tap.h"

#define FUTEX_WAIT         0
#define FUTEX_WAKE         1
#define FUTEX_REQUEUE      3
#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAKE_PRIVATE 129

static long
futex(void *word, int op, uint32_t val, void *word2)
{
	return syscall(SYS_futex, word, op, val, (void *)1L, word2, 0);
}

static void
at(void *word, const char *where)
{
	static uint32_t good;

	is_errno(futex(word, FUTEX_WAKE, 1, NULL), EFAULT, "a wake-up %s",
	    where);
	is_errno(syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0), EFAULT,
	    "a wait %s", where);
	is_errno(futex(word, FUTEX_REQUEUE, 1, &good), EFAULT, "from %s",
	    where);
	is_errno(futex(&good, FUTEX_REQUEUE, 1, word), EFAULT, "to %s", where);
	is(futex(word, FUTEX_WAKE_PRIVATE, 1, NULL), 0,
	    "a private wake-up %s looks at nothing", where);
	is_errno(syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0),
	    EFAULT, "a private wait %s does", where);
}

int
main(void)
{
	char *anon = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
	    -1, 0);
	char *shared = mmap(NULL, 4096, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS,
	    -1, 0);
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	char *end;

	is(ftruncate(fd, 4096), 0, "a file of a page");
	end = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	at(anon, "in memory without rights");
	at(shared, "in shared memory without rights");
	at(end + 4096, "beyond a file's end");
	at(UNMAPPED == NULL ? NULL : (void *)4096, "where nothing is");
	is(futex(end, FUTEX_WAKE, 1, NULL), 0, "in the file");
	mprotect(end, 4096, PROT_READ);
	is(futex(end, FUTEX_WAKE, 1, NULL), 0, "that can only be read");
	return done();
}
