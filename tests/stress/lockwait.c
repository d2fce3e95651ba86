/*
 * Byte ranges of one file that processes lock, convert and give up, waiting for each other:
 * by signals that end the wait, by circles, by closing a descriptor.  A range never has a
 * writer and another, and everybody comes to an end.
 */
#include "tests/sys/tap.h"
#include <sys/time.h>

enum {
	PROCESSES = 8,
	RANGES = 3,
	ROUNDS = 400
};

/* What the processes believe they have. */
static struct {
	_Atomic int readers[RANGES], writers[RANGES];
	_Atomic int wrong;  /* met another in a range */
	_Atomic int failed; /* an error that it should not be */
} * all;

static const char name[] = "lockwait";

static void
enter(int range, int type)
{
	if (type == F_WRLCK)
		all->wrong += all->writers[range]++ || all->readers[range];
	else
		all->wrong += ++all->readers[range] && all->writers[range];
}

static void
leave(int range, int type)
{
	if (type == F_WRLCK)
		all->writers[range]--;
	else
		all->readers[range]--;
}

/* => returns: whether it got it */
static bool
take(int fd, int range, int type)
{
	struct flock l = {
		.l_type = (short)type, .l_start = range * 10, .l_len = 10
	};

	if (fcntl(fd, F_SETLKW, &l) == 0)
		return true;
	all->failed += errno != EINTR && errno != EDEADLK;
	return false;
}

static void
on_alarm(int sig)
{
	(void)sig;
}

/* Locks some ranges, some of them twice, until one is refused; then gives up all. */
static void
one_round(int *fd)
{
	int held[RANGES], n = 1 + (int)(random() % (RANGES + 1));
	struct flock none = { .l_type = F_UNLCK };
	bool got = true;

	for (int i = 0; i < RANGES; i++)
		held[i] = F_UNLCK;
	for (; n && got; n--) {
		int range = (int)(random() % RANGES);
		int type = random() % 2 ? F_RDLCK : F_WRLCK;

		if (held[range] != F_UNLCK)
			leave(range, held[range]);
		held[range] = F_UNLCK;
		if (random() % 4 == 0)
			setitimer(ITIMER_REAL,
			    &(struct itimerval){
				{ 0, 0 }, { 0, 500 + random() % 2000 } },
			    NULL);
		got = take(*fd, range, type);
		if (got) {
			enter(range, type);
			held[range] = type;
		}
	}
	for (int i = 0; i < RANGES; i++)
		if (held[i] != F_UNLCK)
			leave(i, held[i]);
	if (random() % 16 == 0) {
		close(*fd);
		*fd = open(name, O_RDWR);
	} else {
		all->failed += fcntl(*fd, F_SETLK, &none) < 0;
	}
}

static void
run(int id)
{
	struct sigaction action = { .sa_handler = on_alarm };
	int fd = open(name, O_RDWR);

	srandom((unsigned)id + 1);
	sigaction(SIGALRM, &action, NULL);
	for (int i = 0; i < ROUNDS; i++)
		one_round(&fd);
	_exit(0);
}

int
main(void)
{
	int fd = open(name, O_RDWR | O_CREAT, 0600), ended = 0, status;

	all = mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < PROCESSES; i++)
		if (fork() == 0)
			run(i);
	while (wait(&status) > 0)
		ended += status == 0;
	is(ended, PROCESSES, "all come to an end");
	is(all->wrong, 0, "nobody meets another in a range");
	is(all->failed, 0, "no other errors");
	close(fd);
	unlink(name);
	return done();
}
