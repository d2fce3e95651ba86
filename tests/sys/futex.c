// covers: futex set_robust_list get_robust_list sched_yield
/*
 * Sleeping on a word of memory, and locks whose owner died.
 */
#include "tests/sys/tap.h"
#include <limits.h>
#include <sched.h>
#include <stddef.h>
#include <time.h>

#define WAIT        0
#define WAKE        1
#define REQUEUE     3
#define CMP_REQUEUE 4
#define WAKE_OP     5
#define WAIT_BITSET 9
#define WAKE_BITSET 10
#define PRIVATE     128
#define CLOCK_REAL  256
#define OWNER_DIED  0x40000000
#define WAITERS     0x80000000u
#define TID_MASK    0x3fffffff

static uint32_t *word; /* shared: [0] and [1] are futexes, [2..] ours */

static long
futex(uint32_t *at, int op, uint32_t val, const void *timeout, uint32_t *at2,
    uint32_t val3)
{
	return syscall(SYS_futex, at, op, val, timeout, at2, val3);
}

/* A child that waits on word[0]; it counts itself out in word[2]. */
static pid_t
waiter(int op, uint32_t bits)
{
	pid_t pid = fork();

	if (pid == 0) {
		__atomic_fetch_add(&word[3], 1, __ATOMIC_SEQ_CST);
		while (futex(word, op, 0, NULL, NULL, bits) < 0 &&
		    errno == EINTR)
			;
		__atomic_fetch_add(&word[2], 1, __ATOMIC_SEQ_CST);
		_exit(0);
	}
	return pid;
}

/* The state of a process in /proc, a letter. */
static char
state_of(pid_t pid)
{
	char path[32], line[256], *end;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY);
	n = read(fd, line, sizeof line - 1);
	close(fd);
	line[n > 0 ? n : 0] = '\0';
	end = strrchr(line, ')');
	return end && end[1] ? end[2] : '?';
}

static void
until(pid_t pid, char state)
{
	while (state_of(pid) != state)
		sched_yield();
}

/* Wakes until as many as wanted were: some may not be asleep yet. */
static void
wake_all(uint32_t *at, int n)
{
	while (n > 0) {
		n -= (int)futex(at, WAKE, INT_MAX, NULL, NULL, 0);
		sched_yield();
	}
}

static void
test_simple(void)
{
	struct timespec soon = { 0, 1000000 }, bad = { 0, -1 };
	struct timespec past = { 1, 0 };

	*word = 0;
	is_errno(futex(word, WAIT, 1, NULL, NULL, 0), EAGAIN,
	    "another value: no sleep");
	is_errno(futex(word, WAIT, 0, &soon, NULL, 0), ETIMEDOUT, "a time");
	is_errno(futex(word, WAIT | PRIVATE, 0, &soon, NULL, 0), ETIMEDOUT,
	    "a private one");
	is_errno(futex(word, WAIT, 0, &bad, NULL, 0), EINVAL, "a bad time");
	is_errno(futex(word, WAIT, 0, UNMAPPED, NULL, 0), EFAULT,
	    "a bad pointer to it");
	is_errno(futex(word, WAIT_BITSET | CLOCK_REAL, 0, &past, NULL, ~0u),
	    ETIMEDOUT, "an absolute time that has passed");
	is_errno(futex(word, WAIT_BITSET, 0, &past, NULL, 0), EINVAL,
	    "no bits");
	is_errno(futex(word, WAKE_BITSET, 1, NULL, NULL, 0), EINVAL,
	    "no bits to wake");
	is(futex(word, WAKE, 1, NULL, NULL, 0), 0, "nobody to wake");
	is_errno(futex(UNMAPPED, WAIT, 0, &soon, NULL, 0), EFAULT,
	    "a bad address");
	is_errno(futex((uint32_t *)((char *)word + 1), WAIT, 0, &soon, NULL, 0),
	    EINVAL, "one that is not aligned");
	is_errno(futex((uint32_t *)((char *)word + 2), WAKE, 1, NULL, NULL, 0),
	    EINVAL, "nor this");
	is_errno(futex(KERNEL_ADDR, WAKE, 1, NULL, NULL, 0), EFAULT,
	    "a kernel address");
	is_errno(futex(word, 99, 0, NULL, NULL, 0), ENOSYS,
	    "no such operation");
}

static void
test_wake(void)
{
	pid_t pid[4];
	int i, woken = 0;

	word[0] = word[2] = word[3] = 0;
	for (i = 0; i < 4; i++)
		pid[i] = waiter(WAIT, 0);
	while (woken < 1)
		woken = (int)futex(word, WAKE, 1, NULL, NULL, 0);
	is(woken, 1, "wake one");
	wake_all(word, 3);
	for (i = 0; i < 4; i++)
		wait_for(pid[i]);
	is(word[2], 4, "and then the others, each once");
	word[2] = 0;
	pid[0] = waiter(WAIT_BITSET, 1);
	pid[1] = waiter(WAIT_BITSET, 2);
	while (futex(word, WAKE_BITSET, 10, NULL, NULL, 2) < 1)
		sched_yield();
	wait_for(pid[1]);
	ok(true, "bits choose who wakes");
	is(futex(word, WAKE_BITSET, 10, NULL, NULL, 4), 0, "these nobody");
	while (futex(word, WAKE_BITSET, 10, NULL, NULL, 1) < 1)
		sched_yield();
	wait_for(pid[0]);
	ok(true, "and these the other");
}

/* As Linux: who asks for none, or less, wakes one. */
static void
test_wake_none(void)
{
	pid_t pid[3];
	long n;

	word[0] = word[1] = word[2] = word[3] = 0;
	for (int i = 0; i < 3; i++) {
		pid[i] = waiter(WAIT, 0);
		until(pid[i], 'S');
	}
	is(futex(word, WAKE, 0, NULL, NULL, 0), 1, "none is one");
	is(futex(word, WAKE, (uint32_t)-1, NULL, NULL, 0), 1, "so is less");
	n = futex(word, WAKE_OP, 0, (void *)0L, word + 1, 0);
	is(n, 1, "and in WAKE_OP");
	for (int i = 0; i < 3; i++)
		wait_for(pid[i]);
}

static void
test_requeue(void)
{
	pid_t pid[3];
	long moved = 0, total = 0;
	int i;

	word[0] = word[1] = word[2] = word[3] = 0;
	for (i = 0; i < 3; i++)
		pid[i] = waiter(WAIT, 0);
	is_errno(futex(word, CMP_REQUEUE, 0, (void *)10L, word + 1, 5), EAGAIN,
	    "CMP_REQUEUE with another value");
	while (total < 3) {
		moved = futex(word, CMP_REQUEUE, 0, (void *)10L, word + 1, 0);
		total += moved;
		sched_yield();
	}
	is(total, 3, "three moved to another word");
	is(futex(word, WAKE, 10, NULL, NULL, 0), 0, "where nobody is left");
	is(futex(word + 1, WAKE, 10, NULL, NULL, 0), 3, "and all are there");
	for (i = 0; i < 3; i++)
		wait_for(pid[i]);
	is_errno(futex(word, CMP_REQUEUE, (uint32_t)-1, (void *)1L, word + 1,
		     0),
	    EINVAL, "a negative number");
}

static void
test_wake_op(void)
{
	pid_t pid;

	word[0] = word[1] = word[2] = 0;
	pid = waiter(WAIT, 0);
	/* word[1] = 5 (FUTEX_OP_SET), and wake there if it was 0. */
	while (futex(word, WAKE_OP, 1, (void *)1L, word + 1,
		   (0u << 28) | (0u << 24) | (5u << 12) | 0u) < 1)
		word[1] = 0;
	is(word[1], 5, "WAKE_OP changes the second word");
	wait_for(pid);
	word[1] = 5;
	is(futex(word, WAKE_OP, 1, (void *)1L, word + 1,
	       (1u << 28) | (0u << 24) | (3u << 12) | 5u),
	    0, "and adds");
	is(word[1], 8, "five and three");
}

/* A mutex of two words' worth between four processes. */
static void
lock(uint32_t *m)
{
	uint32_t c = 0;

	if (__atomic_compare_exchange_n(m, &c, 1, 0, __ATOMIC_ACQUIRE,
		__ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(m, 2, __ATOMIC_ACQUIRE) != 0)
		futex(m, WAIT, 2, NULL, NULL, 0);
}

static void
unlock(uint32_t *m)
{
	if (__atomic_exchange_n(m, 0, __ATOMIC_RELEASE) == 2)
		futex(m, WAKE, 1, NULL, NULL, 0);
}

static void
test_mutex(void)
{
	enum {
		N = 4,
		ROUNDS = 2000
	};
	pid_t pid[N];
	int i, k;

	word[0] = word[4] = 0;
	for (i = 0; i < N; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			for (k = 0; k < ROUNDS; k++) {
				uint32_t v;

				lock(word);
				v = word[4];
				if (k % 64 == 0)
					sched_yield();
				word[4] = v + 1;
				unlock(word);
			}
			_exit(0);
		}
	}
	for (i = 0; i < N; i++)
		wait_for(pid[i]);
	is(word[4], N * ROUNDS, "a mutex keeps four processes apart");
}

/* The layout of struct robust_list_head, and one entry. */
struct head {
	void *next;
	long offset;
	void *pending;
};

struct entry {
	void *next;
	uint32_t lock;
};

static struct entry *shared_entry;

static void
die_with_lock(void)
{
	static struct head head;

	head.next = shared_entry;
	head.offset = offsetof(struct entry, lock);
	shared_entry->next = &head;
	shared_entry->lock = (uint32_t)syscall(SYS_gettid) | WAITERS;
	if (syscall(SYS_set_robust_list, &head, sizeof head) < 0)
		_exit(1);
	kill(getpid(), SIGKILL);
}

static void
test_robust(void)
{
	struct head head = { 0 }, *got = NULL;
	size_t size = 0;

	head.next = &head;
	is(syscall(SYS_set_robust_list, &head, sizeof head), 0,
	    "set_robust_list");
	is(syscall(SYS_get_robust_list, 0, &got, &size), 0, "get_robust_list");
	ok(got == &head && size == sizeof head, "gives what was set");
	is_errno(syscall(SYS_set_robust_list, &head, 8), EINVAL, "a bad size");
	is_errno(syscall(SYS_get_robust_list, 999999, &got, &size), ESRCH,
	    "no such thread");
	is_errno(syscall(SYS_get_robust_list, 0, UNMAPPED, &size), EFAULT,
	    "a bad pointer");
	shared_entry = (struct entry *)(void *)(word + 64);
	ok(died_by(in_child(die_with_lock), SIGKILL),
	    "the owner of a lock is killed");
	is(shared_entry->lock & OWNER_DIED, OWNER_DIED,
	    "the kernel marks the lock");
	is(shared_entry->lock & TID_MASK, 0, "and takes the owner out");
	syscall(SYS_set_robust_list, &head, sizeof head);
}

/* A list that never ends, or leads nowhere, must not stop the exit. */
static void
circular_list(void)
{
	static struct head head;
	static struct entry a, b;

	head.next = &a;
	a.next = &b;
	b.next = &a;
	head.offset = offsetof(struct entry, lock);
	syscall(SYS_set_robust_list, &head, sizeof head);
}

static void
wild_list(void)
{
	static struct head head;

	head.next = KERNEL_ADDR;
	head.pending = UNMAPPED;
	syscall(SYS_set_robust_list, &head, sizeof head);
}

static void
bad_head(void)
{
	syscall(SYS_set_robust_list, UNMAPPED, sizeof(struct head));
}

/* A wait with an end goes on after a stop, of which the program learns nothing. */
static void
stopped(int op, struct timespec *end)
{
	pid_t pid;
	int status;

	*word = 0;
	pid = fork();
	if (pid == 0)
		_exit(futex(word, op, 0, end, NULL, ~0u) != 0);
	until(pid, 'S');
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGCONT);
	until(pid, 'S');
	is(futex(word, WAKE, 1, NULL, NULL, 0), 1, "it waits after a stop");
	is(wait_for(pid), 0, "and has been woken");
}

static void
test_stop(void)
{
	struct timespec end = { 1000, 0 };

	stopped(WAIT, &end);
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 1000;
	stopped(WAIT_BITSET | CLOCK_REAL, &end);
}

int
main(void)
{
	word = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	test_simple();
	test_wake();
	test_wake_none();
	test_requeue();
	test_wake_op();
	test_mutex();
	test_robust();
	test_stop();
	is(in_child(circular_list), 0, "a list in a circle");
	is(in_child(wild_list), 0, "a list into the kernel");
	is(in_child(bad_head), 0, "no list at all");
	is(sched_yield(), 0, "sched_yield");
	return done();
}
