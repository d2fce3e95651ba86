// covers: futex
/* Where a futex may be: shared ones need a page, private ones an address. */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sched.h>

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

static uint32_t *
shared_page(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static pid_t waiter; /* whose thread it is */

static void *
wait_on(void *word)
{
	__atomic_store_n(&waiter, syscall(SYS_gettid), __ATOMIC_SEQ_CST);
	syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0);
	return NULL;
}

/* Until a thread of a process sleeps. */
static void
await_sleep(pid_t pid, pid_t tid)
{
	char path[64], text[512], *state;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/task/%d/stat", pid, tid);
	do {
		sched_yield();
		fd = open(path, O_RDONLY);
		n = read(fd, text, sizeof text - 1);
		close(fd);
		text[n > 0 ? n : 0] = '\0';
		state = strrchr(text, ')');
	} while (!state || state[2] != 'S');
}

/* A process whose thread waits in shared memory that nobody has any more. */
static pid_t
left_behind(void)
{
	int ready[2];
	pid_t pid;
	char c;

	if (pipe(ready) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		uint32_t *word = shared_page();
		pthread_t thread;

		pthread_create(&thread, NULL, wait_on, word);
		while (!__atomic_load_n(&waiter, __ATOMIC_SEQ_CST))
			sched_yield();
		await_sleep(getpid(), waiter);
		munmap(word, 4096);
		if (write(ready[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	is(read(ready[0], &c, 1), 1, "one waits where nothing is mapped now");
	close(ready[0]);
	close(ready[1]);
	return pid;
}

/* What is mapped next may be where that was: its wake-ups are its own. */
static void
test_left_behind(void)
{
	for (int i = 0; i < 4; i++) {
		pid_t other = left_behind(), child;
		uint32_t *word = shared_page();

		child = fork();
		if (child == 0) {
			wait_on(word);
			_exit(0);
		}
		await_sleep(child, child);
		is(futex(word, FUTEX_WAKE, 1, NULL), 1, "another is woken");
		is(wait_for(child), 0, "the right one");
		munmap(word, 4096);
		kill(other, SIGKILL);
		wait_for(other);
	}
}

/* Woken in a mapping that is taken away, made anew, and whose file is cut off. */

enum {
	PAGES = 16
};

static char *moving;
static int stop;

static void *
wake_all(void *arg)
{
	long failed = (long)arg;

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
		for (int i = 0; i < PAGES; i++)
			failed += futex(moving + i * 4096, FUTEX_WAKE, 1,
				      NULL) < 0 &&
			    errno != EFAULT;
	return (void *)failed;
}

static void
test_moving(int fd)
{
	size_t size = PAGES * 4096;
	char text[PAGES * 4096] = "";
	void *failed[2];
	pthread_t t[2];

	is(ftruncate(fd, (off_t)size), 0, "a larger file");
	moving = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	for (int i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, wake_all, NULL);
	for (int round = 0; round < 100; round++) {
		if (ftruncate(fd, 4096 * (round % PAGES)) < 0 ||
		    write(fd, text, size) < 0)
			break;
		lseek(fd, 0, SEEK_SET);
		memset(moving, 1, size);
		mprotect(moving, size, PROT_READ);
		mprotect(moving, size, PROT_READ | PROT_WRITE);
		mmap(moving, size, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_FIXED, fd, 0);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], &failed[i]);
	is(failed[0] || failed[1], 0, "wake-ups of what moves");
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
	test_left_behind();
	test_moving(fd);
	return done();
}
