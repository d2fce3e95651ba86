/*
 * Threads: creation, mutexes of every kind, condition variables, read-write locks,
 * barriers, keys, cancellation, semaphores, and C11's names for them.
 */
#include "tests/sys/tap.h"

#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#define NTHREADS 8
#define ROUNDS   20000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long counter;

static struct timespec
from_now(clockid_t clock, long ms)
{
	struct timespec t;

	clock_gettime(clock, &t);
	t.tv_nsec += ms % 1000 * 1000000;
	t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

static void *
exit_early(void *argument)
{
	pthread_exit(argument);
}

/* --- Creation ------------------------------------------------------------------ */

static __thread int tls_value = 42;
static __thread int tls_zero;

static void *
add_up(void *argument)
{
	if (tls_value != 42 || tls_zero != 0)
		return NULL;
	tls_value = tls_zero = (int)(long)argument;
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&mutex);
		counter++;
		pthread_mutex_unlock(&mutex);
	}
	errno = (int)(long)argument;
	return tls_value == tls_zero && errno == tls_value ? argument : NULL;
}

static void
test_create(void)
{
	pthread_t threads[NTHREADS];
	bool good = true;
	void *result;

	for (long i = 0; i < NTHREADS; i++)
		is(pthread_create(&threads[i], NULL, add_up, (void *)(i + 1)),
		    0, "thread %ld begins", i);
	for (long i = 0; i < NTHREADS; i++) {
		good &= pthread_join(threads[i], &result) == 0;
		good &= result == (void *)(i + 1);
	}
	ok(good, "all are joined with their results");
	is(counter, (long)NTHREADS * ROUNDS, "a mutex lets no count get lost");
	ok(pthread_equal(pthread_self(), pthread_self()), "pthread_equal");
	is(pthread_join(pthread_self(), NULL), EDEADLK, "joining oneself");
	is(tls_value, 42, "thread-local variables are the thread's own");
}

static void *
stack_user(void *argument)
{
	volatile char big[400000];

	for (size_t i = 0; i < sizeof big; i += 4096)
		big[i] = (char)i;
	return argument;
}

static void *
report_stack(void *argument)
{
	pthread_attr_t a;
	void *stack = NULL;
	size_t size = 0;
	char here;

	(void)argument;
	if (pthread_getattr_np(pthread_self(), &a) != 0)
		return NULL;
	pthread_attr_getstack(&a, &stack, &size);
	pthread_attr_destroy(&a);
	return (void *)(long)(&here > (char *)stack &&
	    &here < (char *)stack + size);
}

static volatile int detached_ran;

static void *
detached(void *argument)
{
	detached_ran = 1;
	return argument;
}

static void
test_attributes(void)
{
	pthread_attr_t a;
	pthread_t t;
	size_t size;
	void *result, *memory = NULL;
	int state;

	pthread_attr_init(&a);
	is(pthread_attr_setstacksize(&a, 1000), EINVAL, "a stack too small");
	is(pthread_attr_setstacksize(&a, 1 << 20), 0, "setstacksize");
	pthread_attr_getstacksize(&a, &size);
	is(size, 1 << 20, "getstacksize");
	is(pthread_create(&t, &a, stack_user, &state), 0, "a stack of 1 MiB");
	pthread_join(t, &result);
	ok(result == &state, "it can use it");
	is(pthread_create(&t, &a, report_stack, NULL), 0, "pthread_getattr_np");
	pthread_join(t, &result);
	ok(result != NULL, "knows the stack it runs on");
	ok(report_stack(NULL) != NULL, "also the first thread's");
	is(posix_memalign(&memory, 4096, 1 << 18), 0, "memory for a stack");
	is(pthread_attr_setstack(&a, memory, 1 << 18), 0, "setstack");
	is(pthread_create(&t, &a, exit_early, NULL), 0, "on a stack of ours");
	pthread_join(t, &result);
	ok(result == NULL, "it ran");
	free(memory);
	pthread_attr_destroy(&a);

	pthread_attr_init(&a);
	pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
	pthread_attr_getdetachstate(&a, &state);
	is(state, PTHREAD_CREATE_DETACHED, "detachstate");
	is(pthread_create(&t, &a, detached, NULL), 0, "a detached thread");
	while (!detached_ran)
		sched_yield();
	ok(true, "runs");
	pthread_attr_destroy(&a);
	for (int i = 0; i < 200; i++) {
		if (pthread_create(&t, NULL, detached, NULL) != 0)
			break;
		pthread_detach(t);
	}
	ok(true, "many detached ones");
}

static void
test_exit(void)
{
	struct timespec soon = from_now(CLOCK_REALTIME, 20);
	pthread_t t;
	void *result = NULL;

	pthread_create(&t, NULL, exit_early, &soon);
	is(pthread_join(t, &result), 0, "join after pthread_exit");
	ok(result == &soon, "pthread_exit's value");
}

/* --- Mutexes --------------------------------------------------------------------- */

static void
test_mutex_kinds(void)
{
	struct timespec soon;
	pthread_mutexattr_t a;
	pthread_mutex_t m;

	pthread_mutexattr_init(&a);
	is(pthread_mutexattr_settype(&a, 99), EINVAL, "no such type");
	pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&m, &a);
	is(pthread_mutex_lock(&m), 0, "recursive: lock");
	is(pthread_mutex_lock(&m), 0, "again");
	is(pthread_mutex_trylock(&m), 0, "and again");
	is(pthread_mutex_unlock(&m), 0, "unlock");
	is(pthread_mutex_unlock(&m), 0, "unlock");
	is(pthread_mutex_unlock(&m), 0, "unlock");
	is(pthread_mutex_unlock(&m), EPERM, "once too often");
	pthread_mutex_destroy(&m);

	pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&m, &a);
	is(pthread_mutex_lock(&m), 0, "errorcheck: lock");
	is(pthread_mutex_lock(&m), EDEADLK, "again");
	is(pthread_mutex_trylock(&m), EBUSY, "try");
	is(pthread_mutex_destroy(&m), EBUSY, "a held one is not destroyed");
	is(pthread_mutex_unlock(&m), 0, "unlock");
	is(pthread_mutex_unlock(&m), EPERM, "once too often");
	pthread_mutex_destroy(&m);
	pthread_mutexattr_destroy(&a);

	pthread_mutex_init(&m, NULL);
	pthread_mutex_lock(&m);
	soon = from_now(CLOCK_REALTIME, 20);
	is(pthread_mutex_timedlock(&m, &soon), ETIMEDOUT, "timedlock");
	soon.tv_nsec = -1;
	is(pthread_mutex_timedlock(&m, &soon), EINVAL, "a bad time");
	is(pthread_mutex_trylock(&m), EBUSY, "trylock of a held one");
	pthread_mutex_unlock(&m);
}

static pthread_mutex_t robust;

static void *
die_holding(void *argument)
{
	pthread_mutex_lock(&robust);
	return argument;
}

static void
make_robust(void)
{
	pthread_mutexattr_t a;
	pthread_t t;

	pthread_mutexattr_init(&a);
	pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&robust, &a);
	pthread_create(&t, NULL, die_holding, NULL);
	pthread_join(t, NULL);
}

static void
test_robust(void)
{
	make_robust();
	is(pthread_mutex_lock(&robust), EOWNERDEAD, "robust: the owner died");
	is(pthread_mutex_consistent(&robust), 0, "made consistent");
	is(pthread_mutex_unlock(&robust), 0, "unlock");
	is(pthread_mutex_lock(&robust), 0, "lock as before");
	is(pthread_mutex_unlock(&robust), 0, "unlock");
	make_robust();
	is(pthread_mutex_trylock(&robust), EOWNERDEAD, "the owner died again");
	is(pthread_mutex_unlock(&robust), 0, "given up as it is");
	is(pthread_mutex_lock(&robust), ENOTRECOVERABLE, "it is lost");
}

static void
test_shared(void)
{
	struct shared {
		pthread_mutex_t m;
		pthread_cond_t c;
		int n;
	} *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t ma;
	pthread_condattr_t ca;
	pid_t pid;

	pthread_mutexattr_init(&ma);
	pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&s->m, &ma);
	pthread_condattr_init(&ca);
	pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&s->c, &ca);
	pid = fork();
	for (int i = 0; i < 2000; i++) {
		pthread_mutex_lock(&s->m);
		while (s->n % 2 != (pid == 0))
			pthread_cond_wait(&s->c, &s->m);
		s->n++;
		pthread_cond_signal(&s->c);
		pthread_mutex_unlock(&s->m);
	}
	if (pid == 0)
		_exit(0);
	is(wait_for(pid), 0, "the other process is done");
	is(s->n, 4000, "processes took turns");
}

/* --- Condition variables, barriers, read-write locks -------------------------- */

static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int turn;

static void *
take_turns(void *argument)
{
	int me = (int)(long)argument;

	for (int i = 0; i < 500; i++) {
		pthread_mutex_lock(&mutex);
		while (turn != me)
			pthread_cond_wait(&cond, &mutex);
		turn = (turn + 1) % NTHREADS;
		pthread_cond_broadcast(&cond);
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

static void
test_cond(void)
{
	pthread_t threads[NTHREADS];
	struct timespec soon = from_now(CLOCK_REALTIME, 20);
	pthread_condattr_t a;
	pthread_cond_t c;

	for (long i = 0; i < NTHREADS; i++)
		pthread_create(&threads[i], NULL, take_turns, (void *)i);
	for (long i = 0; i < NTHREADS; i++)
		pthread_join(threads[i], NULL);
	is(turn, 0, "all took their turns");
	pthread_mutex_lock(&mutex);
	is(pthread_cond_timedwait(&cond, &mutex, &soon), ETIMEDOUT,
	    "timedwait");
	pthread_condattr_init(&a);
	is(pthread_condattr_setclock(&a, CLOCK_MONOTONIC), 0, "setclock");
	pthread_cond_init(&c, &a);
	soon = from_now(CLOCK_MONOTONIC, 20);
	is(pthread_cond_timedwait(&c, &mutex, &soon), ETIMEDOUT,
	    "by the monotonic clock");
	pthread_mutex_unlock(&mutex);
	pthread_cond_destroy(&c);
}

static pthread_barrier_t barrier;
static volatile int serial;

static void *
meet(void *argument)
{
	for (int i = 0; i < 300; i++)
		if (pthread_barrier_wait(&barrier) ==
		    PTHREAD_BARRIER_SERIAL_THREAD)
			__atomic_add_fetch(&serial, 1, __ATOMIC_SEQ_CST);
	return argument;
}

static void
test_barrier(void)
{
	pthread_t threads[4];

	is(pthread_barrier_init(&barrier, NULL, 0), EINVAL, "for nobody");
	pthread_barrier_init(&barrier, NULL, 4);
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, meet, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	is(serial, 300, "one serial thread a round");
	is(pthread_barrier_destroy(&barrier), 0, "destroy");
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static volatile long pair[2];

static void *
read_and_write(void *argument)
{
	long torn = 0;

	for (int i = 0; i < 5000; i++) {
		if (i % 5 == 0) {
			pthread_rwlock_wrlock(&rwlock);
			pair[0]++;
			pair[1]++;
		} else {
			pthread_rwlock_rdlock(&rwlock);
			torn += pair[0] != pair[1];
		}
		pthread_rwlock_unlock(&rwlock);
	}
	(void)argument;
	return (void *)torn;
}

static void
test_rwlock(void)
{
	struct timespec soon = from_now(CLOCK_REALTIME, 20);
	pthread_t threads[4];
	bool torn = false;
	void *result;

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, read_and_write, NULL);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &result);
		torn |= result != NULL;
	}
	ok(!torn, "no reader saw half a write");
	is(pair[0], 4000, "no write was lost");
	pthread_rwlock_rdlock(&rwlock);
	is(pthread_rwlock_tryrdlock(&rwlock), 0, "two readers");
	is(pthread_rwlock_trywrlock(&rwlock), EBUSY, "no writer beside them");
	is(pthread_rwlock_timedwrlock(&rwlock, &soon), ETIMEDOUT,
	    "timedwrlock");
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
	is(pthread_rwlock_wrlock(&rwlock), 0, "a writer");
	is(pthread_rwlock_tryrdlock(&rwlock), EBUSY, "no reader beside it");
	is(pthread_rwlock_wrlock(&rwlock), EDEADLK, "twice");
	pthread_rwlock_unlock(&rwlock);
}

/* --- Keys and once ----------------------------------------------------------------- */

static pthread_key_t key;
static volatile int destroyed;

static void
destructor(void *value)
{
	if (++destroyed < 3)
		pthread_setspecific(key, value);
}

static void *
use_key(void *argument)
{
	if (pthread_getspecific(key) != NULL)
		return NULL;
	pthread_setspecific(key, argument);
	return pthread_getspecific(key);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static volatile int once_count;

static void
count_once(void)
{
	once_count++;
}

static void *
do_once(void *argument)
{
	pthread_once(&once, count_once);
	return argument;
}

static void
test_keys(void)
{
	pthread_key_t other;
	pthread_t t;
	void *result;

	is(pthread_key_create(&key, destructor), 0, "key_create");
	pthread_create(&t, NULL, use_key, &key);
	pthread_join(t, &result);
	ok(result == &key, "a thread's own value");
	is(destroyed, 3, "destructors run again when they set the value");
	pthread_setspecific(key, &key);
	is(pthread_key_delete(key), 0, "key_delete");
	is(pthread_setspecific(key, &key), EINVAL, "a deleted key");
	pthread_key_create(&other, NULL);
	ok(pthread_getspecific(other) == NULL, "a new key has no old value");
	for (int i = 0; i < 4; i++) {
		pthread_create(&t, NULL, do_once, NULL);
		pthread_join(t, NULL);
	}
	is(once_count, 1, "once");
}

/* --- Cancellation --------------------------------------------------------------------- */

static int pipe_fds[2];
static volatile int cleaned, ready, cancelled;

static void
clean_up(void *argument)
{
	cleaned += (int)(long)argument;
}

static void *
read_forever(void *unused)
{
	char c;

	pthread_cleanup_push(clean_up, (void *)1L);
	pthread_cleanup_push(clean_up, (void *)10L);
	ready = 1;
	while (read(pipe_fds[0], &c, 1) < 0)
		;
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return unused;
}

static void *
wait_forever(void *argument)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push((void (*)(void *))(void *)pthread_mutex_unlock,
	    &mutex);
	ready = 1;
	for (;;)
		pthread_cond_wait(&cond, &mutex);
	pthread_cleanup_pop(0);
	return argument;
}

static void *
spin_forever(void *argument)
{
	int old;

	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
	ready = 1;
	for (;;)
		__asm__ volatile("");
	return argument;
}

static void *
not_now(void *argument)
{
	int old;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	ready = 1;
	while (!cancelled)
		sched_yield();
	usleep(1); /* where an enabled one would end */
	cleaned = 77;
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	pthread_testcancel();
	return argument;
}

static void
cancels(void *(*start)(void *), const char *what)
{
	pthread_t t;
	void *result = NULL;

	ready = cancelled = 0;
	pthread_create(&t, NULL, start, NULL);
	while (!ready)
		sched_yield();
	usleep(10000);
	is(pthread_cancel(t), 0, "cancel: %s", what);
	cancelled = 1;
	pthread_join(t, &result);
	ok(result == PTHREAD_CANCELED, "canceled: %s", what);
}

static void
test_cancel(void)
{
	works(pipe(pipe_fds), "a pipe");
	cancels(read_forever, "in read");
	is(cleaned, 11, "cleanup handlers ran");
	cancels(wait_forever, "in cond_wait");
	is(pthread_mutex_trylock(&mutex), 0, "the mutex was given back");
	pthread_mutex_unlock(&mutex);
	cancels(spin_forever, "asynchronously");
	cancels(not_now, "only when enabled");
	is(cleaned, 77, "it went on while disabled");
}

/* --- Semaphores, signals, fork ---------------------------------------------------------- */

static sem_t sem;

static void *
post_all(void *argument)
{
	for (int i = 0; i < 1000; i++)
		sem_post(&sem);
	return argument;
}

static void
test_semaphores(void)
{
	struct timespec soon = from_now(CLOCK_REALTIME, 20);
	char name[64];
	sem_t *a, *b;
	pthread_t t;
	int value;

	sem_init(&sem, 0, 2);
	is(sem_wait(&sem), 0, "wait");
	is(sem_trywait(&sem), 0, "trywait");
	is_errno(sem_trywait(&sem), EAGAIN, "at zero");
	is_errno(sem_timedwait(&sem, &soon), ETIMEDOUT, "timedwait");
	pthread_create(&t, NULL, post_all, NULL);
	for (int i = 0; i < 1000; i++)
		sem_wait(&sem);
	pthread_join(t, NULL);
	sem_getvalue(&sem, &value);
	is(value, 0, "a thousand posts and waits");
	snprintf(name, sizeof name, "/breenix-test-%d", (int)getpid());
	a = sem_open(name, O_CREAT | O_EXCL, 0600, 3);
	ok(a != SEM_FAILED, "sem_open");
	if (a == SEM_FAILED)
		return;
	b = sem_open(name, 0);
	ok(a == b, "twice gives the same");
	sem_getvalue(a, &value);
	is(value, 3, "its value");
	ok(sem_open(name, O_CREAT | O_EXCL, 0600, 3) == SEM_FAILED &&
		errno == EEXIST,
	    "O_EXCL");
	is(sem_close(a), 0, "close");
	is(sem_post(b), 0, "still open");
	is(sem_close(b), 0, "close");
	is(sem_unlink(name), 0, "unlink");
	is_errno(sem_unlink(name), ENOENT, "unlink again");
}

static volatile pthread_t signalled;

static void
on_usr1(int sig)
{
	(void)sig;
	signalled = pthread_self();
}

static void *
await_signal(void *argument)
{
	ready = 1;
	while (!signalled)
		usleep(1000);
	return (void *)(long)(signalled == pthread_self());
	(void)argument;
}

static char order[16];

static void
mark_a(void)
{
	strcat(order, "a");
}

static void
mark_b(void)
{
	strcat(order, "b");
}

static void
test_signals_and_fork(void)
{
	struct sigaction action = { .sa_handler = on_usr1 };
	char name[16] = "";
	pthread_t t;
	void *result;
	pid_t pid;

	sigaction(SIGUSR1, &action, NULL);
	ready = 0;
	pthread_create(&t, NULL, await_signal, NULL);
	while (!ready)
		sched_yield();
	is(pthread_setname_np(t, "waiter"), 0, "setname");
	is(pthread_getname_np(t, name, sizeof name), 0, "getname");
	ok(strcmp(name, "waiter") == 0, "the name");
	is(pthread_kill(t, 0), 0, "kill with 0");
	is(pthread_kill(t, 1000), EINVAL, "kill with nonsense");
	is(pthread_kill(t, SIGUSR1), 0, "kill");
	pthread_join(t, &result);
	ok(result != NULL, "the signal came to that thread");

	pthread_atfork(mark_a, mark_a, mark_a);
	pthread_atfork(mark_b, mark_b, mark_b);
	pid = fork();
	if (pid == 0) {
		pthread_create(&t, NULL, do_once, &pid);
		pthread_join(t, &result);
		free(malloc(100));
		_exit(strcmp(order, "baab") == 0 && result == &pid ? 0 : 1);
	}
	is(wait_for(pid), 0, "a child runs handlers and can have threads");
	ok(strcmp(order, "baab") == 0, "the handlers' order (%s)", order);
}

/* A thread that holds stdout must not keep it in a child. */
static void *
hold_stdout(void *argument)
{
	flockfile(stdout);
	ready = 1;
	while (ready)
		usleep(1000);
	funlockfile(stdout);
	return argument;
}

static void
test_streams_and_fork(void)
{
	pthread_t t;
	pid_t pid;

	ready = 0;
	pthread_create(&t, NULL, hold_stdout, NULL);
	while (!ready)
		sched_yield();
	pid = fork();
	if (pid == 0) {
		alarm(10);
		flockfile(stdout);
		funlockfile(stdout);
		_exit(0);
	}
	is(wait_for(pid), 0, "a stream that another thread held is free");
	ready = 0;
	pthread_join(t, NULL);
	flockfile(stdout);
	pid = fork();
	if (pid == 0) {
		flockfile(stdout);
		funlockfile(stdout);
		funlockfile(stdout);
		_exit(0);
	}
	is(wait_for(pid), 0, "one that this thread held is held still");
	funlockfile(stdout);
}

static volatile int others_done;

static void *
show_identity(void *argument)
{
	while (!ready)
		sched_yield();
	__atomic_add_fetch(&others_done, 1, __ATOMIC_SEQ_CST);
	(void)argument;
	return (void *)(long)(syscall(SYS_geteuid) == 1234);
}

static void
change_identity(void)
{
	pthread_t threads[4];
	void *result;

	ready = 0;
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, show_identity, NULL);
	is(setuid(1234), 0, "setuid with threads");
	ready = 1;
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &result);
		ok(result != NULL, "thread %d is somebody else too", i);
	}
}

static void *
end_process(void *argument)
{
	usleep(20000);
	(void)argument;
	exit(7);
}

static void
leave_main(void)
{
	pthread_t t;

	pthread_create(&t, NULL, end_process, NULL);
	pthread_exit(NULL);
}

int
main(void)
{
	test_create();
	test_attributes();
	test_exit();
	test_mutex_kinds();
	test_robust();
	test_shared();
	test_cond();
	test_barrier();
	test_rwlock();
	test_keys();
	test_cancel();
	test_semaphores();
	test_signals_and_fork();
	test_streams_and_fork();
	if (geteuid() == 0)
		is(in_child(change_identity), 0, "the identity of a process");
	else
		skip("needs root to become another user");
	ok(exited_with(in_child(leave_main), 7),
	    "the first thread may leave before the others");
	return done();
}
