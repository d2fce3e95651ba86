// covers: fcntl flock
/*
 * Locks on files between processes: who gets them, who is told of whom, and
 * circles of waiters.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sys/file.h>

static int fd;

static int
set(int file, int cmd, int type, off_t start, off_t len)
{
	struct flock l = {
		.l_type = (short)type, .l_start = start, .l_len = len
	};

	return fcntl(file, cmd, &l);
}

/* Waits until a process, or a thread of this one, sleeps. */
static void
wait_for_sleep(const char *path)
{
	char text[256];
	const char *state;
	int stat;

	do {
		memset(text, 0, sizeof text);
		stat = open(path, O_RDONLY);
		if (stat < 0 || read(stat, text, sizeof text - 1) < 0)
			return;
		close(stat);
		state = strrchr(text, ')');
	} while (!state || state[2] != 'S');
}

/* A child that does what it is told, one letter a step. */
struct child {
	pid_t pid;
	int to, from;
};

static struct child
start(void (*step)(char))
{
	struct child c;
	int to[2], from[2];
	char b;

	if (pipe(to) || pipe(from))
		_exit(99);
	c = (struct child){ fork(), to[1], from[0] };
	if (c.pid == 0) {
		close(to[1]);
		while (read(to[0], &b, 1) == 1 && b != 'q') {
			step(b);
			if (write(from[1], &b, 1) != 1)
				break;
		}
		_exit(0);
	}
	close(to[0]);
	close(from[1]);
	return c;
}

static void
begin(const struct child *c, char b)
{
	if (write(c->to, &b, 1) != 1)
		_exit(98);
}

static void
end(const struct child *c)
{
	char b;

	if (read(c->from, &b, 1) != 1)
		_exit(97);
}

static void
tell(const struct child *c, char b)
{
	begin(c, b);
	end(c);
}

static void
stop(const struct child *c)
{
	begin(c, 'q');
	close(c->to);
	close(c->from);
	is(wait_for(c->pid), 0, "a child's end");
}

static void
until_asleep(const struct child *c)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/stat", c->pid);
	wait_for_sleep(path);
}

/* --- flock --- */

static int mine;

static void
convert_step(char b)
{
	if (b == 's')
		mine = open("file", O_RDWR);
	if (b == 's')
		is(flock(mine, LOCK_SH), 0, "a second shared lock");
	if (b == 'x')
		is(flock(mine, LOCK_EX), 0, "made exclusive");
	if (b == 'u')
		is(flock(mine, LOCK_UN), 0, "and dropped");
}

static void
conversion(void)
{
	int a = open("file", O_RDWR), b;
	struct child c = start(convert_step);

	close(fd);
	is(flock(a, LOCK_SH), 0, "a shared lock");
	tell(&c, 's');
	begin(&c, 'x');
	until_asleep(&c);
	/* The one that waits has given up what it had. */
	is(flock(a, LOCK_EX | LOCK_NB), 0, "the other asks too, and gets it");
	is(flock(a, LOCK_UN), 0, "drops it");
	end(&c);
	tell(&c, 'u');
	is(flock(a, LOCK_SH), 0, "shared again");
	tell(&c, 's');
	is_errno(flock(a, LOCK_EX | LOCK_NB), EWOULDBLOCK,
	    "the other holds one");
	tell(&c, 'x');
	tell(&c, 'u');
	b = open("file", O_RDWR);
	is(flock(b, LOCK_EX | LOCK_NB), 0, "what was refused is lost");
	is(flock(b, LOCK_UN), 0, "dropped");

	is(flock(a, LOCK_SH), 0, "shared again");
	tell(&c, 's');
	begin(&c, 'x');
	until_asleep(&c);
	begin(&c, 'u');
	is(flock(a, LOCK_EX), 0, "both wait: one after the other gets it");
	is(flock(a, LOCK_UN), 0, "drops it");
	end(&c);
	end(&c);
	stop(&c);
	close(a);
	close(b);
	fd = open("file", O_RDWR);
}

/* --- Circles --- */

static int *results;

static void
reader_step(char b)
{
	if (b == 'r')
		is(set(fd, F_SETLK, F_RDLCK, 0, 1), 0, "a reader of byte 0");
	if (b == 'u')
		is(set(fd, F_SETLK, F_UNLCK, 0, 1), 0, "the first goes");
	if (b == 'w')
		results[0] = set(fd, F_SETLKW, F_WRLCK, 1, 1) ? errno : 0;
}

static void
writer_step(char b)
{
	if (b == 'h')
		is(set(fd, F_SETLK, F_WRLCK, 1, 1), 0, "a holder of byte 1");
	if (b == 'w')
		results[1] = set(fd, F_SETLKW, F_WRLCK, 0, 1) ? errno : 0;
	/* Who was told of the circle lets go. */
	if (b == 'w' && results[1] == EDEADLK)
		set(fd, F_SETLK, F_UNLCK, 1, 1);
}

/* The writer waits for the first reader; that goes, and it waits for the second,
 * who then waits for the writer. */
static void
circle(void)
{
	struct child a = start(reader_step), b = start(reader_step),
		     c = start(writer_step);

	tell(&a, 'r');
	tell(&b, 'r');
	tell(&c, 'h');
	begin(&c, 'w');
	until_asleep(&c);
	tell(&a, 'u');
	begin(&b, 'w');
	/* One is refused; the other gets what it wants when that one ends. */
	if (results[0] != EDEADLK && results[1] != EDEADLK)
		until_asleep(&b);
	while (results[0] != EDEADLK && results[1] != EDEADLK)
		usleep(1000);
	if (results[0] == EDEADLK) {
		end(&b);
		stop(&b);
		end(&c);
		stop(&c);
	} else {
		end(&c);
		stop(&c);
		end(&b);
		stop(&b);
	}
	ok((results[0] == EDEADLK) + (results[1] == EDEADLK) == 1,
	    "one of the circle is told");
	ok(results[0] == 0 || results[1] == 0, "the other gets its lock");
	stop(&a);
}

/* Whom one waited for asks for what that one has, before he has run: no circle, for he
 * has what he waited for already. */
static void
hand_over_step(char b)
{
	is(set(fd, F_SETLK, F_WRLCK, 1, 1), 0, "a holder of byte 1");
	is(set(fd, F_SETLKW, F_WRLCK, 0, 1), 0, "gets byte 0 too");
	is(set(fd, F_SETLK, F_UNLCK, 0, 2), 0, "drops both");
	(void)b;
}

static void
no_circle(void)
{
	struct child c = start(hand_over_step);

	for (int i = 0; i < 20; i++) {
		is(set(fd, F_SETLK, F_WRLCK, 0, 1), 0, "a holder of byte 0");
		begin(&c, 'b');
		until_asleep(&c);
		set(fd, F_SETLK, F_UNLCK, 0, 1);
		is(set(fd, F_SETLKW, F_WRLCK, 1, 1), 0, "no circle");
		set(fd, F_SETLK, F_UNLCK, 1, 1);
		end(&c);
	}
	stop(&c);
}

/* --- Who waits longest --- */

enum {
	LINE = 5
};

static void
line_up(char b)
{
	int place = b - '0', file = open("file", O_RDWR);

	if (place % 2 ? flock(file, LOCK_EX) :
			set(file, F_OFD_SETLKW, F_WRLCK, 0, 1))
		place = -1;
	results[1 + __atomic_fetch_add(&results[0], 1, __ATOMIC_SEQ_CST)] =
	    place;
	close(file);
}

/* kind: 0 byte ranges, 1 flock() */
static void
in_line(int kind)
{
	struct child c[LINE];
	int holder = open("file", O_RDWR), right = 0;

	results[0] = 0;
	is(kind ? flock(holder, LOCK_EX) :
		  set(holder, F_OFD_SETLK, F_WRLCK, 0, 0),
	    0, "a lock, %s", kind ? "flock" : "of a range");
	for (int i = 0; i < LINE; i++) {
		c[i] = start(line_up);
		begin(&c[i], (char)('0' + 2 * i + kind));
		until_asleep(&c[i]);
	}
	is(kind ? flock(holder, LOCK_UN) :
		  set(holder, F_OFD_SETLK, F_UNLCK, 0, 0),
	    0, "it goes");
	close(holder);
	for (int i = 0; i < LINE; i++) {
		end(&c[i]);
		right += results[1 + i] == 2 * i + kind;
	}
	is(right, LINE, "who wait get it as they came");
	for (int i = 0; i < LINE; i++)
		stop(&c[i]);
}

/* --- What is in the way --- */

static void
holder_step(char b)
{
	switch (b) {
	case '1':
		set(fd, F_SETLK, F_WRLCK, 50, 10);
		break;
	case '2':
		set(fd, F_SETLK, F_WRLCK, 10, 10);
		set(fd, F_SETLK, F_WRLCK, 30, 10);
		set(fd, F_SETLK, F_WRLCK, 0, 5);
		break;
	case 'm': /* the middle of the second of those goes */
		set(fd, F_SETLK, F_UNLCK, 12, 4);
		break;
	case 'r': /* and a part is weakened */
		set(fd, F_SETLK, F_RDLCK, 2, 9);
		break;
	case 'j': /* one lock out of all */
		set(fd, F_SETLK, F_WRLCK, 4, 30);
		break;
	case 'u':
		set(fd, F_SETLK, F_UNLCK, 0, 0);
		break;
	}
}

static void
in_the_way(int type, off_t from, off_t start, off_t len, pid_t pid)
{
	struct flock l = { .l_type = (short)type, .l_start = from };

	is(fcntl(fd, F_GETLK, &l), 0, "F_GETLK from %ld", (long)from);
	if (!len) {
		is(l.l_type, F_UNLCK, "nothing");
		return;
	}
	is(l.l_start, start, "the first");
	is(l.l_len, len, "its length");
	is(l.l_pid, pid, "whose it is");
}

static void
order(void)
{
	struct child a = start(holder_step), b = start(holder_step);

	tell(&a, '1');
	tell(&b, '2');
	in_the_way(F_WRLCK, 0, 50, 10, a.pid);
	tell(&a, 'u');
	in_the_way(F_WRLCK, 0, 0, 5, b.pid);
	in_the_way(F_WRLCK, 5, 10, 10, b.pid);
	tell(&a, '1');
	in_the_way(F_WRLCK, 5, 10, 10, b.pid);
	tell(&b, 'm');
	in_the_way(F_WRLCK, 5, 10, 2, b.pid);
	in_the_way(F_WRLCK, 12, 16, 4, b.pid);
	in_the_way(F_WRLCK, 20, 30, 10, b.pid);
	tell(&b, 'r');
	in_the_way(F_WRLCK, 0, 0, 2, b.pid);
	in_the_way(F_WRLCK, 2, 2, 9, b.pid);
	in_the_way(F_RDLCK, 2, 11, 1, b.pid);
	tell(&b, 'j');
	in_the_way(F_RDLCK, 2, 4, 36, b.pid);
	in_the_way(F_WRLCK, 3, 2, 2, b.pid);
	tell(&b, 'u');
	in_the_way(F_WRLCK, 0, 50, 10, a.pid);
	stop(&a);
	in_the_way(F_WRLCK, 0, 0, 0, 0);
	stop(&b);
}

/* --- Closing --- */

static int other;
static pid_t waiter;

static void *
wait_locked(void *arg)
{
	(void)arg;
	waiter = (pid_t)syscall(SYS_gettid);
	results[0] = set(other, F_SETLKW, F_WRLCK, 0, 1) ? errno : 0;
	return NULL;
}

static void
held_step(char b)
{
	set(fd, F_SETLK, b == 'h' ? F_WRLCK : F_UNLCK, 0, 1);
}

/* The descriptor goes while its lock is waited for: nobody would drop it. */
static void
closed(void)
{
	struct child a = start(held_step);
	char path[64];
	pthread_t t;

	other = open("file", O_RDWR);
	tell(&a, 'h');
	pthread_create(&t, NULL, wait_locked, NULL);
	while (!*(volatile pid_t *)&waiter)
		usleep(1000);
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", waiter);
	wait_for_sleep(path);
	close(other);
	tell(&a, 'u');
	pthread_join(t, NULL);
	is(results[0], EBADF, "a lock through a closed descriptor");
	tell(&a, 'h');
	in_the_way(F_WRLCK, 0, 0, 1, a.pid);
	stop(&a);
}

/* --- /proc/locks --- */

enum {
	MANY = 3000
};

static void
listed(void)
{
	FILE *f;
	char line[256], what[16], how[16];
	int n = 0, wrong = 0, i;
	long start, number, last = 0;
	struct stat st;
	char *colon;

	for (i = 0; i < MANY; i++)
		if (set(fd, F_SETLK, F_WRLCK, 2 * i, 1))
			wrong++;
	is(wrong, 0, "many locks");
	fstat(fd, &st);
	f = fopen("/proc/locks", "r");
	while (fgets(line, sizeof line, f)) {
		int pid;

		if (sscanf(line, "%ld: %15s ADVISORY %15s %d", &number, what,
			how, &pid) != 4 ||
		    pid != getpid())
			continue;
		wrong += number <= last || strcmp(what, "POSIX") ||
		    strcmp(how, "WRITE");
		last = number;
		colon = strrchr(line, ':');
		if (strtoul(colon + 1, &colon, 10) == st.st_ino &&
		    sscanf(colon, "%ld", &start) == 1 && start % 2 == 0)
			n++;
	}
	fclose(f);
	is(n, MANY, "each has a line in /proc/locks");
	is(wrong, 0, "that is right");
	set(fd, F_SETLK, F_UNLCK, 0, 0);
}

int
main(void)
{
	alarm(100);
	fd = open("file", O_RDWR | O_CREAT, 0600);
	results = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	conversion();
	circle();
	no_circle();
	in_line(0);
	in_line(1);
	order();
	closed();
	listed();
	return done();
}
