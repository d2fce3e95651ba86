// covers: semop semctl unshare clone
/*
 * SEM_UNDO: what is done to System V semaphores when a process ends.
 */
#include "tests/sys/sysvsem.h"
#include <pthread.h>

static void
change_and_leave(void)
{
	op(id, 0, 5, SEM_UNDO);
	op(id, 1, -2, SEM_UNDO);
	op(id, 2, 3, 0);
}

static void
change_and_exec(void)
{
	op(id, 0, 5, SEM_UNDO);
	execl("/proc/self/exe", "/proc/self/exe", "value", NULL);
	_exit(99);
}

static void
undo_too_much(void)
{
	set_value(id, 0, 0);
	is(op(id, 0, 32767, SEM_UNDO), 0, "as much as is undone");
	is(op(id, 0, -32767, 0), 0, "which is taken");
	is(op(id, 0, 1, SEM_UNDO), 0, "one more");
	is_errno(op(id, 0, 1, SEM_UNDO), ERANGE, "and one more");
	is(value(id, 0), 1, "is not done");
	set_value(id, 0, 0);
}

static void
clear_by_setval(void)
{
	op(id, 0, 5, SEM_UNDO);
	op(id, 1, 5, SEM_UNDO);
	set_value(id, 0, 7);
}

static void
clear_by_setall(void)
{
	unsigned short all[3] = { 1, 2, 3 };

	op(id, 0, 5, SEM_UNDO);
	semctl(id, 0, SETALL, (union arg){ .array = all });
}

static void
test_undo(void)
{
	id = new_set(3);
	set_value(id, 1, 2);
	is(in_child(change_and_leave), 0, "a child changes, and ends");
	is(value(id, 0), 0, "what it added is taken");
	is(value(id, 1), 2, "what it took is there");
	is(value(id, 2), 3, "what it did for good stays");
	ok(exited_with(in_child(change_and_exec), 5),
	    "execve() undoes nothing");
	is(value(id, 0), 0, "the end does");
	is(in_child(undo_too_much), 0, "a child undoes as much as it can");
	is(in_child(clear_by_setval), 0, "SETVAL");
	is(value(id, 0), 7, "undoes nothing then");
	is(value(id, 1), 2, "but of others");
	is(in_child(clear_by_setall), 0, "SETALL");
	is(value(id, 0), 1, "nothing at all");
	end(id);
}

/* Those who wait, and what is undone for them or of them. */
static void
test_undo_and_waiting(void)
{
	pid_t a;
	int s;

	id = new_set(2);
	a = SLEEPER(id, { 0, -1, 0 });
	set_value(id, 1, 3);
	s = CHILD(id, { 1, -3, SEM_UNDO }, { 0, -1, SEM_UNDO });
	ok(sleeps(s), "one waits with SEM_UNDO");
	is(semctl(id, 0, GETNCNT), 2, "behind another");
	is(op(id, 0, 2, 0), 0, "both go on");
	is(result(a), 0, "the first");
	is(result(s), 0, "the second, which ends");
	is(value(id, 1), 3, "so it is undone");
	is(value(id, 0), 1, "all of it");
	is(semctl(id, 1, GETPID), s, "by the one that ended");
	a = SLEEPER(id, { 0, -2, 0 });
	s = CHILD(id, { 0, -1, SEM_UNDO });
	is(result(s), 0, "one takes, and ends");
	ok(is_asleep(a), "that is not enough");
	set_value(id, 0, 1);
	is(result(CHILD(id, { 0, -1, SEM_UNDO })), 0, "once more");
	kill(a, SIGKILL);
	wait_for(a);
	/* An end may let others go on. */
	set_value(id, 0, 1);
	a = fork();
	if (a == 0) {
		op(id, 0, -1, SEM_UNDO);
		pause();
	}
	ok(sleeps(a), "one has it");
	s = SLEEPER(id, { 0, -1, 0 });
	kill(a, SIGKILL);
	is(result(s), 0, "its end gives it to another");
	wait_for(a);
	/* What is below zero is zero. */
	set_value(id, 0, 0);
	a = fork();
	if (a == 0) {
		op(id, 0, 5, SEM_UNDO);
		op(id, 0, -3, 0);
		_exit(0);
	}
	wait_for(a);
	is(value(id, 0), 0, "no less than zero");
	end(id);
}

static void
remove_with_undo(void)
{
	int other = new_set(1);

	op(other, 0, 5, SEM_UNDO);
	op(id, 0, 5, SEM_UNDO);
	end(other);
	is_errno(op(other, 0, 1, SEM_UNDO), EINVAL, "a set that is gone");
}

static void
test_undo_of_removed(void)
{
	id = new_set(1);
	is(in_child(remove_with_undo), 0, "a set that is removed meanwhile");
	is(value(id, 0), 0, "nothing is undone to it, but to the other");
	end(id);
}

static void *
take_in_thread(void *arg)
{
	(void)arg;
	op(id, 0, -1, SEM_UNDO);
	return NULL;
}

static void
thread_takes(void)
{
	pthread_t t;

	pthread_create(&t, NULL, take_in_thread, NULL);
	pthread_join(t, NULL);
	usleep(20000); /* the kernel's side of it may last */
	is(value(id, 0), 0, "the end of a thread undoes nothing");
}

static void *
unshare_in_thread(void *arg)
{
	(void)arg;
	op(id, 0, -1, SEM_UNDO);
	is(syscall(SYS_unshare, CLONE_SYSVSEM), 0, "unshare");
	is(value(id, 0), 0, "undoes nothing that others share");
	op(id, 1, 4, SEM_UNDO);
	return NULL;
}

static void
thread_unshares(void)
{
	pthread_t t;

	op(id, 0, -1, SEM_UNDO);
	pthread_create(&t, NULL, unshare_in_thread, NULL);
	pthread_join(t, NULL);
	for (int i = 0; i < 3000 && value(id, 1); i++)
		usleep(10000);
	is(value(id, 1), 0, "what it did since ends with the thread");
	is(value(id, 0), 0, "what it did before does not");
	is(syscall(SYS_unshare, CLONE_SYSVSEM), 0, "the last one's unshare");
	is(value(id, 0), 2, "undoes");
}

static void
test_undo_threads(void)
{
	id = new_set(2);
	set_value(id, 0, 1);
	is(in_child(thread_takes), 0, "a process of two threads");
	is(value(id, 0), 1, "its end does");
	set_value(id, 0, 2);
	is(in_child(thread_unshares), 0, "a process that ends to share");
	is(value(id, 0), 2, "has undone all");
	is(syscall(SYS_unshare, 0), 0, "unshare nothing");
	is_errno(syscall(SYS_unshare, CLONE_PARENT), EINVAL, "what cannot be");
	is(syscall(SYS_unshare, CLONE_FS | CLONE_FILES | CLONE_THREAD), 0,
	    "what nobody shares");
	end(id);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "value") == 0) {
		struct seminfo i;
		struct semid_ds ds;
		int last = semctl(0, 0, SEM_INFO, (union arg){ .info = &i });

		return value(semctl(last, 0, SEM_STAT,
				 (union arg){ .buf = &ds }),
		    0);
	}
	own_ipc();
	test_undo();
	test_undo_and_waiting();
	test_undo_of_removed();
	test_undo_threads();
	return done();
}
