// covers: shmat shmctl semop semctl msgsnd msgrcv
/*
 * System V's objects are removed while others come to use them: each use works or is told
 * that the object has gone, everybody goes on, and nothing is left. And who does what
 * when several wait is exact: no operation is lost or done twice.
 */
#include "tests/sys/sysv.h"
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

enum {
	CREW = 4,
	ROUNDS = 200
};

static struct shared {
	int id;
	int attached, gone, wrong;
	int start;
	long sum;
} * all;

static void
count(int *what)
{
	__atomic_fetch_add(what, 1, __ATOMIC_SEQ_CST);
}

/* All of the crew do it; this process does its part, and waits for them. */
static void
with_crew(void (*fn)(int member), void (*own)(void), const char *what)
{
	pid_t pids[CREW];
	int bad = 0;

	all->start = 0;
	for (int i = 0; i < CREW; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			while (!__atomic_load_n(&all->start, __ATOMIC_SEQ_CST))
				sched_yield();
			fn(i);
			_exit(0);
		}
	}
	__atomic_store_n(&all->start, 1, __ATOMIC_SEQ_CST);
	own();
	for (int i = 0; i < CREW; i++)
		bad += wait_for(pids[i]) != 0;
	is(bad, 0, "%s: all come to their end", what);
	is(all->wrong, 0, "%s: and get what they may", what);
	all->wrong = 0;
}

static void
nothing(void)
{
}

static bool
has_gone(void)
{
	return errno == EINVAL || errno == EIDRM;
}

/* --- Segments --- */

static void
attach(int member)
{
	for (int i = 0; i < ROUNDS; i++) {
		int id = __atomic_load_n(&all->id, __ATOMIC_SEQ_CST);
		char *p = shmat(id, NULL, 0);

		if (p == (void *)-1) {
			count(has_gone() ? &all->gone : &all->wrong);
			continue;
		}
		count(&all->attached);
		if (p[member * PAGE] != 0)
			count(&all->wrong);
		p[member * PAGE] = 1;
		p[member * PAGE] = 0;
		if (i % 4 == 0 && fork() == 0)
			_exit(0);
		if (shmdt(p) < 0)
			count(&all->wrong);
		if (i % 4 == 0)
			wait(NULL);
	}
}

static void
replace_segments(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		int old = all->id;

		__atomic_store_n(&all->id,
		    shmget(IPC_PRIVATE, CREW * PAGE, 0600), __ATOMIC_SEQ_CST);
		if (shmctl(old, IPC_RMID, NULL) < 0)
			count(&all->wrong);
		sched_yield();
	}
}

static void
test_segments(void)
{
	struct shm_info before, after;

	shmctl(0, SHM_INFO, (void *)&before);
	all->id = shmget(IPC_PRIVATE, CREW * PAGE, 0600);
	with_crew(attach, replace_segments, "segments");
	is(shmctl(all->id, IPC_RMID, NULL), 0, "the last one is there");
	shmctl(0, SHM_INFO, (void *)&after);
	is(after.used_ids, before.used_ids, "no other is left");
	is(after.shm_tot, before.shm_tot, "nor are its pages");
	is(after.shm_rss, before.shm_rss, "that were touched");
	is(all->attached + all->gone, CREW * ROUNDS, "each call was one");
}

/* --- Semaphores --- */

static void
operate(int member)
{
	for (int i = 0; i < ROUNDS; i++) {
		int id = __atomic_load_n(&all->id, __ATOMIC_SEQ_CST);
		struct sembuf take = { 0, -1, SEM_UNDO },
			      give = { 0, 1, SEM_UNDO };

		(void)member;
		if (semop(id, &take, 1) < 0) {
			if (!has_gone())
				count(&all->wrong);
			continue;
		}
		if (semop(id, &give, 1) < 0 && !has_gone())
			count(&all->wrong);
		if (i % 4)
			continue;
		if (fork() == 0) {
			semop(id, &take, 1);
			_exit(0); /* gives it back */
		}
		wait(NULL);
	}
}

static int
new_set(void)
{
	int id = semget(IPC_PRIVATE, 2, 0600);

	semctl(id, 0, SETVAL, 1);
	return id;
}

static void
replace_sets(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		int old = all->id;

		usleep(200);
		__atomic_store_n(&all->id, new_set(), __ATOMIC_SEQ_CST);
		if (semctl(old, 0, IPC_RMID) < 0)
			count(&all->wrong);
	}
}

static void
add_up(int member)
{
	struct sembuf take[2] = { { 0, -1, SEM_UNDO }, { 1, 0, 0 } };
	struct sembuf give = { 0, 1, SEM_UNDO };

	for (int i = 0; i < ROUNDS; i++) {
		if (semop(all->id, take, 1 + (i + member) % 2) < 0)
			count(&all->wrong);
		all->sum++; /* as only one does at a time */
		if (semop(all->id, &give, 1) < 0)
			count(&all->wrong);
	}
}

static void
test_semaphores(void)
{
	all->id = new_set();
	with_crew(operate, replace_sets, "sets");
	is(semctl(all->id, 0, IPC_RMID), 0, "the last one is there");
	all->id = new_set();
	with_crew(add_up, nothing, "one at a time");
	is(all->sum, CREW * ROUNDS, "nobody was beside another");
	is(semctl(all->id, 0, GETVAL), 1, "and it is free");
	is(semctl(all->id, 0, GETNCNT), 0, "nobody waits");
	semctl(all->id, 0, IPC_RMID);
}

/* --- Messages --- */

struct message {
	long type;
	long number;
};

/* Each sends to the next, through a queue that holds two. */
static void
pass_on(int member)
{
	struct message m = { member + 1, 0 };

	for (int i = 0; i < ROUNDS; i++) {
		m.type = (member + 1) % CREW + 1;
		m.number = i;
		if (msgsnd(all->id, &m, sizeof m.number, 0) < 0)
			count(&all->wrong);
		if (msgrcv(all->id, &m, sizeof m.number, member + 1, 0) !=
			sizeof m.number ||
		    m.number != i || m.type != member + 1)
			count(&all->wrong);
	}
}

static void
exchange(int member)
{
	struct message m = { 1, 0 };

	for (int i = 0; i < ROUNDS; i++) {
		int id = __atomic_load_n(&all->id, __ATOMIC_SEQ_CST);
		ssize_t n = member % 2 ? msgsnd(id, &m, sizeof m.number, 0) :
					 msgrcv(id, &m, sizeof m.number, 0, 0);

		if (n < 0 && !has_gone())
			count(&all->wrong);
	}
}

static int
new_queue(unsigned long room)
{
	int id = msgget(IPC_PRIVATE, 0600);
	struct msqid_ds ds;

	msgctl(id, IPC_STAT, &ds);
	ds.msg_qbytes = room;
	msgctl(id, IPC_SET, &ds);
	return id;
}

/* Until nobody waits for one any more. */
static void
replace_queues(void)
{
	for (int i = 0; i < 100 * ROUNDS && all->gone < CREW; i++) {
		int old = all->id;

		usleep(200);
		__atomic_store_n(&all->id, new_queue(16), __ATOMIC_SEQ_CST);
		if (msgctl(old, IPC_RMID, NULL) < 0)
			count(&all->wrong);
	}
}

static void
exchange_and_count(int member)
{
	exchange(member);
	count(&all->gone);
}

static void
test_messages(void)
{
	struct msginfo before, after;

	msgctl(0, MSG_INFO, (void *)&before);
	all->id = new_queue(CREW * 2 * sizeof(long));
	with_crew(pass_on, nothing, "a ring");
	is(msgctl(all->id, IPC_RMID, NULL), 0, "remove it");
	all->id = new_queue(16);
	all->gone = 0;
	with_crew(exchange_and_count, replace_queues, "queues");
	is(msgctl(all->id, IPC_RMID, NULL), 0, "the last one is there");
	msgctl(0, MSG_INFO, (void *)&after);
	is(after.msgpool, before.msgpool, "no other is left");
	is(after.msgmap, before.msgmap, "nor are messages");
}

int
main(void)
{
	own_ipc();
	all = mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	test_segments();
	test_semaphores();
	test_messages();
	return done();
}
