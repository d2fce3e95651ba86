/*
 * A file system that becomes read-only and writable again, and some who open a file
 * of it to write at the same time: while it is read-only nobody writes.
 */
#include "tests/sys/tap.h"
#include <sched.h>
#include <sys/mount.h>

enum {
	WRITERS = 3,
	ROUNDS = 5000,
	FEW = 20, /* where a mount waits for those who open */
	YIELDS = 50,
	LOOKS = 2000
};

static volatile struct {
	bool stop;
	int round; /* odd: read-only */
} * shared;

/* => returns: times that a write went where none may go */
static int
write_and_write(void)
{
	int bad = 0;

	while (!shared->stop) {
		int fd = open("m/file", O_WRONLY), round;

		if (fd < 0)
			continue;
		for (int i = 0; i < LOOKS && shared->round % 2 == 0; i++)
			;
		round = shared->round;
		bad += pwrite(fd, "x", 1, 0) == 1 && round % 2 &&
		    shared->round == round;
		close(fd);
	}
	return bad > 0;
}

static void
change(void)
{
	int done = 0, rounds = on_breenix() ? ROUNDS : FEW;

	while (done < rounds) {
		if (mount(NULL, "m", NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0)
			continue;
		shared->round++;
		for (int i = 0; i < YIELDS; i++)
			sched_yield();
		shared->round++;
		mount(NULL, "m", NULL, MS_REMOUNT, NULL);
		done++;
	}
}

int
main(void)
{
	pid_t pid[WRITERS];
	bool good = true;

	mkdir("m", 0755);
	if (mount("none", "m", "tmpfs", 0, NULL) < 0) {
		skip("no mounting");
		return done();
	}
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	close(open("m/file", O_CREAT | O_RDWR, 0644));
	for (int i = 0; i < WRITERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			_exit(write_and_write());
	}
	change();
	shared->stop = true;
	for (int i = 0; i < WRITERS; i++)
		good &= exited_with(wait_for(pid[i]), 0);
	ok(good, "nobody writes while it is read-only");
	is(umount("m"), 0, "and nobody has it");
	return done();
}
