/*
 * Threads that go from CPU to CPU, by waking each other, while others change how they
 * are scheduled and where they may run: none is lost, and none runs where it may not.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sched.h>

#define PAIRS   6
#define THREADS (2 * PAIRS)
#define CPUS    4
#define SECONDS 6

static struct mover {
	pthread_t thread;
	int in, out;
	pid_t tid;
	unsigned long rounds;
	/* Twice the number of changes of its CPUs, and one more during each. */
	unsigned changes;
	unsigned long cpus;
	unsigned long wrong;
} movers[THREADS];

static bool stop; /* of the changes */

#define LOAD(x)     __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define STORE(x, v) __atomic_store_n(&(x), v, __ATOMIC_SEQ_CST)

/* On a CPU that was forbidden before it looked? */
static void
look(struct mover *m)
{
	unsigned before = LOAD(m->changes), cpu;
	unsigned long cpus = LOAD(m->cpus);

	syscall(SYS_getcpu, &cpu, NULL, NULL);
	if (before % 2 == 0 && before == LOAD(m->changes) && !(cpus >> cpu & 1))
		m->wrong++;
}

static void *
move(void *arg)
{
	struct mover *m = arg;
	char c = 0;

	STORE(m->tid, (pid_t)syscall(SYS_gettid));
	for (;;) {
		if ((m - movers) % 2 == 0 && write(m->out, &c, 1) != 1)
			break;
		if (read(m->in, &c, 1) != 1)
			break;
		if ((m - movers) % 2 && write(m->out, &c, 1) != 1)
			break;
		look(m);
		STORE(m->rounds, m->rounds + 1);
	}
	return NULL;
}

static void *
set_policies(void *arg)
{
	unsigned seed = (unsigned)(uintptr_t)arg;
	struct sched_param p = { 0 };

	while (!LOAD(stop)) {
		seed = seed * 1103515245 + 12345;
		syscall(SYS_sched_setscheduler,
		    LOAD(movers[(seed >> 16) % THREADS].tid),
		    seed >> 8 & 1 ? SCHED_BATCH : SCHED_OTHER, &p);
	}
	return NULL;
}

static void *
set_cpus(void *arg)
{
	unsigned seed = 7;

	(void)arg;
	while (!LOAD(stop)) {
		struct mover *m;
		unsigned long cpus;

		seed = seed * 1103515245 + 12345;
		m = &movers[(seed >> 16) % THREADS];
		cpus = (1UL << (seed >> 8) % CPUS) |
		    (1UL << (seed >> 11) % CPUS);
		STORE(m->changes, m->changes + 1);
		if (syscall(SYS_sched_setaffinity, LOAD(m->tid), sizeof cpus,
			&cpus) == 0) {
			STORE(m->cpus, cpus);
			STORE(m->changes, m->changes + 1);
		} else {
			STORE(m->changes, m->changes - 1);
		}
	}
	return NULL;
}

static void
start(void)
{
	for (unsigned i = 0; i < THREADS; i += 2) {
		int there[2], back[2];

		if (pipe(there) || pipe(back))
			exit(1);
		movers[i].out = there[1], movers[i].in = back[0];
		movers[i + 1].out = back[1], movers[i + 1].in = there[0];
	}
	for (unsigned i = 0; i < THREADS; i++) {
		movers[i].cpus = ~0UL;
		pthread_create(&movers[i].thread, NULL, move, &movers[i]);
	}
	for (unsigned i = 0; i < THREADS; i++)
		while (!LOAD(movers[i].tid))
			sched_yield();
}

static unsigned
count_moving(void)
{
	unsigned long before[THREADS];
	unsigned n = 0;

	for (unsigned i = 0; i < THREADS; i++)
		before[i] = LOAD(movers[i].rounds);
	sleep(1);
	for (unsigned i = 0; i < THREADS; i++)
		n += LOAD(movers[i].rounds) != before[i];
	return n;
}

int
main(void)
{
	pthread_t t[3];
	unsigned long wrong = 0;

	start();
	pthread_create(&t[0], NULL, set_policies, (void *)1);
	pthread_create(&t[1], NULL, set_policies, (void *)2);
	pthread_create(&t[2], NULL, set_cpus, NULL);
	sleep(SECONDS);
	STORE(stop, true);
	for (unsigned i = 0; i < 3; i++)
		pthread_join(t[i], NULL);
	is(count_moving(), THREADS, "all of %d threads still run", THREADS);
	for (unsigned i = 0; i < THREADS; i++)
		wrong += movers[i].wrong;
	is(wrong, 0, "where they may");
	return done();
}
