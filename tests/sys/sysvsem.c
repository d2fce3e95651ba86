// covers: semget semop semtimedop semctl
/*
 * System V semaphores: sets, operations that are done together, who waits. What is undone:
 * sysvundo.c.
 */
#include "tests/sys/sysvsem.h"
#include <sys/resource.h>

/* --- semget, semctl ------------------------------------------------------------------ */

static void
test_get(void)
{
	int a, b;

	is_errno(new_set(-1), EINVAL, "less than none");
	is_errno(new_set(0), EINVAL, "none");
	is_errno(new_set(32001), EINVAL, "too many");
	is_errno(semget(KEY, 0, 0600), ENOENT, "no such key");
	a = works(semget(KEY, 3, IPC_CREAT | IPC_EXCL | 0640), "a set");
	is(semget(KEY, 3, 0600), a, "by its key");
	is(semget(KEY, 0, 0), a, "of any size");
	is(semget(KEY, 2, IPC_CREAT), a, "it is there already");
	is_errno(semget(KEY, 4, 0), EINVAL, "larger than it is");
	is_errno(semget(KEY, 3, IPC_CREAT | IPC_EXCL), EEXIST, "IPC_EXCL");
	is_errno(semget(KEY, 32001, IPC_CREAT | IPC_EXCL), EINVAL,
	    "too many is found first");
	b = works(semget(IPC_PRIVATE, 1, 0), "private");
	ok(a != b, "is another");
	is(semctl(b, 0, IPC_RMID), 0, "remove");
	is_errno(semctl(b, 0, IPC_RMID), EINVAL, "once");
	is_errno(semctl(-1, 0, IPC_RMID), EINVAL, "an impossible id");
	is_errno(semctl(a, 0, 99), EINVAL, "an unknown command");
	is_errno(semctl(a, 0, -1), EINVAL, "another");
	is_errno(semctl(a, 0, IPC_STAT | 0x100, (union arg){ .any = &b }),
	    EINVAL, "IPC_64 is no more");
	end(a);
	is_errno(semget(KEY, 1, 0), ENOENT, "the key is free");
	b = works(new_set(32000), "a large set");
	is(value(b, 31999), 0, "is of zeroes");
	is(op(b, 31999, 5, SEM_UNDO), 0, "the last one");
	end(b);
}

static void
test_stat(void)
{
	int s = semget(KEY, 3, IPC_CREAT | 01640);
	struct semid_ds ds = stat_of(s), other = { 0 };

	is(ds.sem_perm.__key, KEY, "key");
	is(ds.sem_perm.uid, 0, "owner");
	is(ds.sem_perm.cuid, 0, "creator");
	is(ds.sem_perm.mode, 0640, "mode");
	is((unsigned short)ds.sem_perm.__seq, s >> 15, "sequence");
	is(ds.sem_nsems, 3, "size");
	is(ds.sem_otime, 0, "never used");
	ok(is_recent(ds.sem_ctime), "made now");
	is_errno(semctl(s, 0, IPC_STAT, (union arg){ .any = UNMAPPED }), EFAULT,
	    "to nowhere");
	is_errno(semctl(s ^ 1 << 15, 0, IPC_STAT, (union arg){ .buf = &ds }),
	    EINVAL, "the index alone is not the id");
	is(semctl(s & 0x7fff, 0, SEM_STAT, (union arg){ .buf = &other }), s,
	    "but for SEM_STAT");
	is(other.sem_nsems, 3, "which says what it is");
	is(semctl(s & 0x7fff, 0, SEM_STAT_ANY, (union arg){ .buf = &other }), s,
	    "and SEM_STAT_ANY");
	is_errno(semctl(0x7fff, 0, SEM_STAT, (union arg){ .buf = &other }),
	    EINVAL, "an index without one");
	ds.sem_perm.uid = USER;
	ds.sem_perm.gid = OTHER;
	ds.sem_perm.mode = 07604;
	next_second();
	is(semctl(s, 0, IPC_SET, (union arg){ .buf = &ds }), 0, "IPC_SET");
	other = stat_of(s);
	is(other.sem_perm.uid, USER, "owner");
	is(other.sem_perm.gid, OTHER, "group");
	is(other.sem_perm.mode, 0604, "mode");
	is(other.sem_perm.cuid, 0, "the creator stays");
	ok(other.sem_ctime > ds.sem_ctime, "a time of that");
	is_errno(semctl(s, 0, IPC_SET, (union arg){ .any = UNMAPPED }), EFAULT,
	    "from nowhere");
	ds.sem_perm.uid = (uid_t)-1;
	is_errno(semctl(s, 0, IPC_SET, (union arg){ .buf = &ds }), EINVAL,
	    "no such user");
	end(s);
}

static void
test_info(void)
{
	struct seminfo i;
	int s;

	works(semctl(0, 0, IPC_INFO, (union arg){ .info = &i }), "IPC_INFO");
	is(i.semmni, 32000, "sets");
	is(i.semmsl, 32000, "of so many");
	is(i.semmns, 1024000000, "in all");
	is(i.semopm, 500, "operations");
	is(i.semvmx, 32767, "the highest value");
	is(i.semaem, 32767, "and adjustment");
	is(i.semusz, 20, "semusz");
	is(i.semume, 500, "semume");
	is(i.semmnu, 1024000000, "semmnu");
	is(i.semmap, 1024000000, "semmap");
	s = new_set(7);
	is(semctl(0, 0, SEM_INFO, (union arg){ .info = &i }), s & 0x7fff,
	    "the highest index");
	is(i.semusz, 1, "one set");
	is(i.semaem, 7, "of seven");
	is_errno(semctl(0, 0, SEM_INFO, (union arg){ .any = UNMAPPED }), EFAULT,
	    "to nowhere");
	end(s);
}

static void
test_values(void)
{
	unsigned short in[3] = { 5, 32767, 0 }, out[3] = { 9, 9, 9 };
	struct semid_ds ds;
	int s = new_set(3);

	is(set_value(s, 1, 32767), 0, "the highest value");
	is(value(s, 1), 32767, "is so");
	is(semctl(s, 1, GETPID), getpid(), "by this process");
	is(semctl(s, 0, GETPID), 0, "of another none");
	is_errno(set_value(s, 1, 32768), ERANGE, "more");
	is_errno(set_value(s, 1, -1), ERANGE, "less");
	is_errno(set_value(s, 3, 1), EINVAL, "not in the set");
	is_errno(set_value(s, -1, 1), EINVAL, "nor that");
	is_errno(set_value(-1, 0, 99999), EINVAL, "no id");
	is_errno(set_value(s + 1, 0, 99999), ERANGE, "the value comes first");
	is_errno(value(s, 3), EINVAL, "not in the set");
	is_errno(value(s, -1), EINVAL, "nor that");
	is_errno(semctl(s, 3, GETPID), EINVAL, "nobody's");
	is_errno(semctl(s, 3, GETNCNT), EINVAL, "nobody waits");
	is_errno(semctl(s, 3, GETZCNT), EINVAL, "nobody waits");
	is(semctl(s, 99, GETALL, (union arg){ .array = out }), 0, "GETALL");
	is(out[0] + out[1] + out[2], 32767, "gives all");
	is_errno(semctl(s, 0, GETALL, (union arg){ .any = UNMAPPED }), EFAULT,
	    "to nowhere");
	ds = stat_of(s);
	next_second();
	is(semctl(s, 99, SETALL, (union arg){ .array = in }), 0, "SETALL");
	is(value(s, 0), 5, "the first");
	is(value(s, 1), 32767, "the second");
	is(value(s, 2), 0, "the third");
	is(semctl(s, 2, GETPID), getpid(), "by this process");
	ok(stat_of(s).sem_ctime > ds.sem_ctime, "a time of that");
	is(stat_of(s).sem_otime, 0, "which is no operation");
	in[2] = 32768;
	in[0] = 1;
	is_errno(semctl(s, 0, SETALL, (union arg){ .array = in }), ERANGE,
	    "one is too much");
	is(value(s, 0), 5, "then none is set");
	is_errno(semctl(s, 0, SETALL, (union arg){ .any = UNMAPPED }), EFAULT,
	    "from nowhere");
	end(s);
}

/* --- semop ---------------------------------------------------------------------------- */

static void
test_operations(void)
{
	struct sembuf many[501], b[4];
	struct timespec bad = { 0, 1000000000 }, none = { 0, 0 };
	int s = new_set(3);

	memset(many, 0, sizeof many);
	is_errno(semop(s, many, 0), EINVAL, "no operation");
	is_errno(semop(s, many, 501), E2BIG, "too many");
	is_errno(semop(-1, many, 501), E2BIG, "which is found first");
	is_errno(semop(-1, many, 1), EINVAL, "no id");
	is_errno(semop(s + 1, many, 1), EINVAL, "another id");
	is_errno(semop(s, UNMAPPED, 1), EFAULT, "from nowhere");
	is_errno(semop(-1, UNMAPPED, 1), EFAULT, "that comes before the id");
	is_errno(op(s, 3, 1, 0), EFBIG, "not in the set");
	is_errno(semtimedop(s, many, 1, &bad), EINVAL, "no time");
	is_errno(syscall(SYS_semtimedop, s, many, 501, UNMAPPED), EFAULT,
	    "a time from nowhere");
	is(semop(s, many, 500), 0, "as many as may be");
	ok(is_recent(stat_of(s).sem_otime), "a time of that");
	is(op(s, 0, 3, 0), 0, "add");
	is(value(s, 0), 3, "three");
	is(semctl(s, 0, GETPID), getpid(), "by this process");
	is(op(s, 0, -2, 0), 0, "take two");
	is_errno(op(s, 0, -2, IPC_NOWAIT), EAGAIN, "and two more");
	is_errno(op(s, 0, 0, IPC_NOWAIT), EAGAIN, "it is not zero");
	is(op(s, 1, 0, 0), 0, "another is");
	is_errno(op(s, 0, 32767, 0), ERANGE, "too high");
	is(value(s, 0), 1, "nothing was done");
	b[0] = (struct sembuf){ 1, 5, 0 };
	b[1] = (struct sembuf){ 0, -2, IPC_NOWAIT };
	is_errno(semop(s, b, 2), EAGAIN, "one of two cannot be done");
	is(value(s, 1), 0, "then none is");
	b[0] = (struct sembuf){ 1, 5, 0 };
	b[1] = (struct sembuf){ 1, -3, 0 };
	b[2] = (struct sembuf){ 1, -2, 0 };
	b[3] = (struct sembuf){ 1, 0, 0 };
	is(semop(s, b, 4), 0, "several on one, in order");
	is(value(s, 1), 0, "it is zero again");
	b[0] = (struct sembuf){ 1, 0, 0 };
	b[1] = (struct sembuf){ 1, 1, 0 };
	is(semop(s, b, 2), 0, "wait for zero, and take");
	is(value(s, 1), 1, "taken");
	b[0] = (struct sembuf){ 2, 32767, 0 };
	b[1] = (struct sembuf){ 2, 1, 0 };
	is_errno(semop(s, b, 2), ERANGE, "too high together");
	is(value(s, 2), 0, "then none is done");
	is_errno(semtimedop(s, &(struct sembuf){ 0, -9, 0 }, 1, &none), EAGAIN,
	    "not at once");
	is_errno(semtimedop(s, &(struct sembuf){ 0, -9, 0 }, 1,
		     &(struct timespec){ 0, 20000000 }),
	    EAGAIN, "nor soon");
	is(semctl(s, 0, GETNCNT), 0, "nobody waits any more");
	end(s);
}

static void
test_waiting(void)
{
	int s = new_set(2);
	pid_t a, b, c;

	a = SLEEPER(s, { 0, -2, 0 });
	is(semctl(s, 0, GETNCNT), 1, "one waits for more");
	is(semctl(s, 0, GETZCNT), 0, "none for zero");
	is(op(s, 0, 1, 0), 0, "one");
	ok(is_asleep(a), "is not enough");
	is(op(s, 0, 1, 0), 0, "another");
	is(result(a), 0, "is");
	is(value(s, 0), 0, "it has taken them");
	is(semctl(s, 0, GETPID), a, "and was the last");
	is(semctl(s, 0, GETNCNT), 0, "nobody waits");

	set_value(s, 0, 2);
	a = SLEEPER(s, { 0, 0, 0 });
	b = SLEEPER(s, { 0, 0, 0 });
	is(semctl(s, 0, GETZCNT), 2, "two wait for zero");
	is(op(s, 0, -1, 0), 0, "take one");
	ok(is_asleep(a) && is_asleep(b), "it is not zero");
	is(op(s, 0, -1, 0), 0, "the other");
	is(result(a), 0, "one goes on");
	is(result(b), 0, "and the other");

	/* The first to come is the first, if it can. */
	a = SLEEPER(s, { 0, -3, 0 });
	b = SLEEPER(s, { 0, -1, 0 });
	c = SLEEPER(s, { 0, -1, 0 });
	is(op(s, 0, 1, 0), 0, "one");
	is(result(b), 0, "who wants one has it");
	ok(is_asleep(a) && is_asleep(c), "one only");
	is(op(s, 0, 3, 0), 0, "three");
	is(result(a), 0, "the first has them");
	ok(is_asleep(c), "the last none");
	is(set_value(s, 0, 1), 0, "SETVAL");
	is(result(c), 0, "lets it go on");
	is(value(s, 0), 0, "all are taken");

	a = SLEEPER(s, { 0, -1, 0 });
	is(op(s, 1, 5, 0), 0, "another semaphore");
	ok(is_asleep(a), "does not matter");
	is(semctl(s, 0, SETALL,
	       (union arg){ .array = (unsigned short[]){ 4, 0 } }),
	    0, "SETALL");
	is(result(a), 0, "does");
	is(value(s, 0), 3, "it has one");
	end(s);
}

static void
test_together(void)
{
	int s = new_set(3);
	pid_t a, b, c;

	a = SLEEPER(s, { 0, -1, 0 }, { 1, -1, 0 });
	is(semctl(s, 0, GETNCNT), 1, "it waits for the first");
	is(semctl(s, 1, GETNCNT), 0, "not for the second");
	is(op(s, 1, 1, 0), 0, "the second");
	ok(is_asleep(a), "does not suffice");
	is(value(s, 1), 1, "and is not taken");
	is(op(s, 0, 1, 0), 0, "the first");
	is(result(a), 0, "does");
	is(value(s, 0) + value(s, 1), 0, "both are taken");

	a = SLEEPER(s, { 0, -1, 0 }, { 1, -1, 0 });
	is(op(s, 0, 1, 0), 0, "the first");
	is(semctl(s, 0, GETNCNT), 0, "it does not wait for that any more");
	is(semctl(s, 1, GETNCNT), 1, "but for the second");
	is(op(s, 0, -1, 0), 0, "which another takes");
	is(semctl(s, 0, GETNCNT), 1, "then it waits for it again");
	b = SLEEPER(s, { 0, -1, 0 });
	is(op(s, 1, 1, 0), 0, "the second");
	ok(is_asleep(a) && is_asleep(b), "alone");
	is(op(s, 0, 1, 0), 0, "the first");
	is(result(a), 0, "is for who came first");
	ok(is_asleep(b), "not for the other");
	is(op(s, 0, 1, 0), 0, "one more");
	is(result(b), 0, "is");

	/* One that goes on lets another. */
	a = SLEEPER(s, { 0, -1, 0 }, { 1, 1, 0 });
	b = SLEEPER(s, { 1, -1, 0 }, { 2, 1, 0 });
	c = SLEEPER(s, { 2, -1, 0 });
	is(op(s, 0, 1, 0), 0, "a chain");
	is(result(a), 0, "first");
	is(result(b), 0, "second");
	is(result(c), 0, "third");
	is(semctl(s, 2, GETPID), c, "who was the last");
	end(s);
}

/* Wait for zero, and take: a lock. */
static void
test_turns(void)
{
	int s = new_set(1);
	pid_t a, b, c;

	set_value(s, 0, 1);
	a = SLEEPER(s, { 0, 0, 0 }, { 0, 1, 0 });
	b = SLEEPER(s, { 0, 0, 0 }, { 0, 1, 0 });
	c = SLEEPER(s, { 0, 0, 0 });
	is(semctl(s, 0, GETZCNT), 3, "three wait for zero");
	is(op(s, 0, -1, 0), 0, "let it go");
	is(result(a), 0, "the first has it");
	is(result(c), 0, "who only looks has seen it");
	ok(is_asleep(b), "the second waits");
	is(op(s, 0, -1, 0), 0, "let it go");
	is(result(b), 0, "the second has it");
	end(s);
}

/* What may not wait is found when it is tried again. */
static void
test_tried_again(void)
{
	int s = new_set(2);
	pid_t a;

	a = SLEEPER(s, { 0, -1, 0 }, { 1, -1, IPC_NOWAIT });
	is(op(s, 0, 1, 0), 0, "the first can be done");
	is(result(a), EAGAIN, "the second may not wait");
	is(value(s, 0), 1, "and nothing was done");
	set_value(s, 1, 32767);
	set_value(s, 0, 0);
	a = SLEEPER(s, { 0, -1, 0 }, { 1, 1, 0 });
	is(op(s, 0, 1, 0), 0, "the first can be done");
	is(result(a), ERANGE, "the second cannot");
	end(s);
}

/* --- The end of a wait --------------------------------------------------------------- */

static void
wait_with_handler(void)
{
	catch_usr1();
	_exit(op(id, 0, -1, 0) == 0 ? 0 : errno);
}

static void
test_interrupted(void)
{
	pid_t a;

	id = new_set(1);
	a = fork();
	if (a == 0)
		wait_with_handler();
	ok(sleeps(a), "a child waits");
	kill(a, SIGUSR1);
	is(result(a), EINTR, "a signal ends that, SA_RESTART or not");
	is(semctl(id, 0, GETNCNT), 0, "nobody waits");
	a = SLEEPER(id, { 0, -1, 0 });
	kill(a, SIGKILL);
	ok(died_by(wait_for(a), SIGKILL), "another is killed");
	is(semctl(id, 0, GETNCNT), 0, "nobody waits");
	a = SLEEPER(id, { 0, -1, 0 });
	kill(a, SIGSTOP);
	waitpid(a, NULL, WUNTRACED);
	kill(a, SIGCONT);
	is(result(a), EINTR, "to be stopped ends it too");
	end(id);
}

static void
test_removed(void)
{
	int s = new_set(2);
	pid_t a, b, c;

	a = SLEEPER(s, { 0, -1, SEM_UNDO });
	set_value(s, 1, 1);
	b = SLEEPER(s, { 1, 0, 0 });
	c = SLEEPER(s, { 1, -1, 0 }, { 0, -1, 0 });
	is(semctl(s, 0, IPC_RMID), 0, "remove");
	is(result(a), EIDRM, "who waits for more");
	is(result(b), EIDRM, "who waits for zero");
	is(result(c), EIDRM, "who waits for several");
}

/* --- Who may what ------------------------------------------------------------------------ */

static void
as_reader(void)
{
	struct semid_ds ds;

	is_errno(semget(KEY, 1, 0600), EACCES, "to change by key");
	is(semget(KEY, 1, 0400), id, "to read by key");
	is(op(id, 1, 0, 0), 0, "who may read may wait for zero");
	is_errno(op(id, 0, 1, 0), EACCES, "but not add");
	is_errno(op(id, 9, 1, 0), EFBIG, "numbers come before rights");
	is(value(id, 0), 1, "and read");
	is_errno(set_value(id, 0, 1), EACCES, "but not set");
	is_errno(set_value(id, 9, 1), EINVAL, "numbers come first");
	is_errno(semctl(id, 0, SETALL, (union arg){ .any = UNMAPPED }), EACCES,
	    "rights come before pointers");
	is(semctl(id, 0, IPC_STAT, (union arg){ .buf = &ds }), 0, "or ask");
	is_errno(semctl(id, 0, IPC_SET, (union arg){ .buf = &ds }), EPERM,
	    "nor change rights");
	is_errno(semctl(id, 0, IPC_RMID), EPERM, "nor remove");
}

static void
as_writer(void)
{
	struct semid_ds ds;

	is(op(id, 0, 1, 0), 0, "who may write may add");
	is_errno(op(id, 1, 0, 0), EACCES, "but not wait for zero");
	is_errno(value(id, 0), EACCES, "nor read");
	is_errno(value(id, 9), EACCES, "rights come before numbers there");
	is(set_value(id, 0, 1), 0, "but set");
	is_errno(semctl(id, 0, IPC_STAT, (union arg){ .buf = &ds }), EACCES,
	    "nor ask");
	is(semctl(id & 0x7fff, 0, SEM_STAT_ANY, (union arg){ .buf = &ds }), id,
	    "but as all may");
	is_errno(semctl(id & 0x7fff, 0, SEM_STAT, (union arg){ .buf = &ds }),
	    EACCES, "who know the index");
}

static void
test_permissions(void)
{
	struct semid_ds ds = { 0 };

	id = semget(KEY, 2, IPC_CREAT | 0604);
	set_value(id, 0, 1);
	as_user(USER, USER, as_reader);
	ds.sem_perm.mode = 0602;
	semctl(id, 0, IPC_SET, (union arg){ .buf = &ds });
	as_user(USER, USER, as_writer);
	end(id);
}

/* --- /proc ------------------------------------------------------------------------------- */

static void
test_proc(void)
{
	int s = semget(KEY, 3, IPC_CREAT | 0640);
	char line[512] = "", want[512];
	struct semid_ds ds;
	FILE *f = fopen("/proc/sysvipc/sem", "r");

	ok(f && fgets(line, sizeof line, f), "a head");
	ok(strcmp(line,
	       "       key      semid perms      nsems   uid   gid  cuid  cgid "
	       "     otime      ctime\n") == 0,
	    "which is Linux's");
	fclose(f);
	op(s, 0, 1, 0);
	ok(ipc_line("sem", s, line, sizeof line), "a line");
	ds = stat_of(s);
	snprintf(want, sizeof want,
	    "%10d %10d  %4o %10u %5u %5u %5u %5u %10lu %10lu\n", KEY, s, 0640,
	    3U, 0U, (unsigned)getegid(), 0U, (unsigned)getegid(),
	    (unsigned long)ds.sem_otime, (unsigned long)ds.sem_ctime);
	ok(strcmp(line, want) == 0, "which says all");
	if (strcmp(line, want) != 0)
		diag("%s# %s", line, want);
	end(s);
}

static void
test_limits(void)
{
	struct sembuf b[4] = { { 0, 1, 0 }, { 0, 1, 0 }, { 0, 1, 0 },
		{ 0, 1, 0 } };
	char before[64];
	int s, t;

	strcpy(before, setting("sem"));
	ok(setting_is("sem", "32000\t1024000000\t500\t32000"), "kernel.sem");
	ok(put_setting("sem", "4 10 3 2"), "other limits");
	ok(setting_is("sem", "4\t10\t3\t2"), "are so");
	is_errno(new_set(5), EINVAL, "semaphores of a set");
	s = works(new_set(4), "as many as may be");
	is_errno(semop(s, b, 4), E2BIG, "operations");
	is(semop(s, b, 3), 0, "as many as may be");
	ok(put_setting("sem", "7"), "only the first");
	ok(setting_is("sem", "7\t10\t3\t2"), "the others stay");
	is_errno(new_set(7), ENOSPC, "semaphores of all");
	t = works(new_set(6), "as many as may be");
	end(t);
	ok(put_setting("sem", "7 100 3 1"), "one set");
	is_errno(new_set(1), ENOSPC, "sets");
	is(put_setting("sem", "7 100 3 32769"), false, "more than 32768");
	ok(put_setting("sem", before), "put back");
	end(s);
	if (put_setting("sem_next_id", "65541")) {
		s = new_set(1);
		is(s, 65541, "sem_next_id");
		end(s);
	} else {
		skip("sem_next_id needs CAP_CHECKPOINT_RESTORE");
	}
}

int
main(void)
{
	own_ipc();
	test_get();
	test_stat();
	test_info();
	test_values();
	test_operations();
	test_waiting();
	test_together();
	test_turns();
	test_tried_again();
	test_interrupted();
	test_removed();
	test_permissions();
	test_proc();
	test_limits();
	return done();
}
