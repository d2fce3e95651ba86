/*
 * Paths that are walked while their names are replaced, exchanged, moved, mounted over
 * and removed: what is always there is always found, what has gone is not, and no walk
 * gives an error or ends at a place that it could not have at any one moment.
 *
 * One process changes one thing and the others look at it, on four CPUs.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sys/mount.h>

#define LOOKERS 3
#define MS      400 /* of each */

struct shared {
	volatile bool stop;
	unsigned long changes, looks, wrong;
	int err; /* errno at the last that was wrong */
};
static struct shared *shared;

#define COUNT(x)       __atomic_fetch_add(&shared->x, 1, __ATOMIC_RELAXED)
#define EXCHANGE(a, b) syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, 2)

static void
wrong(void)
{
	shared->err = errno;
	COUNT(wrong);
}

static ino_t
ino_of(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 ? st.st_ino : 0;
}

static void
put_file(const char *name)
{
	int fd = open(name, O_CREAT | O_RDWR, 0644);

	if (fd < 0 || close(fd) < 0)
		wrong();
}

static long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
loop(void (*fn)(void))
{
	while (!shared->stop)
		fn();
	_exit(0);
}

static void
run(const char *what, void (*change)(void), void (*look)(void))
{
	long end = now_ms() + MS;
	pid_t pid[LOOKERS];

	memset(shared, 0, sizeof(*shared));
	for (int i = 0; i < LOOKERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			loop(look);
	}
	/* At least one of each, on the slowest machine. */
	while (now_ms() < end || !shared->changes || !shared->looks)
		change();
	shared->stop = true;
	for (int i = 0; i < LOOKERS; i++)
		wait_for(pid[i]);
	is(shared->wrong, 0, "%s", what);
	if (shared->wrong)
		diag("%lu changes, %lu looks; %s", shared->changes,
		    shared->looks, strerror(shared->err));
}

/* --- A name that is always there ------------------------------------------------ */

static void
replace(void)
{
	static unsigned n;
	char name[64];

	/* Long names and short ones. */
	n++;
	sprintf(name, "new%0*u", n & 1 ? 50 : 3, n % 100);
	put_file(name);
	if (rename(name, "always/file") < 0)
		wrong();
	COUNT(changes);
}

static void
look_replaced(void)
{
	int fd = open("always/file", O_RDONLY);

	if (!ino_of("always/file") || fd < 0)
		wrong();
	if (fd >= 0)
		close(fd);
	COUNT(looks);
}

/* --- Two folders that change places ----------------------------------------------- */

static ino_t one, other;

static void
exchange(void)
{
	if (EXCHANGE("deep/er/one", "deep/other") < 0)
		wrong();
	COUNT(changes);
}

static void
look_exchanged(void)
{
	ino_t a = ino_of("deep/er/one/file"), b = ino_of("deep/other/file");

	if ((a != one && a != other) || (b != one && b != other))
		wrong();
	COUNT(looks);
}

/* --- A folder that goes from one to another ----------------------------------------- */

static ino_t left, right;
static int moved;

static void
move(void)
{
	if (rename("left/moved", "right/moved") < 0 ||
	    rename("right/moved", "left/moved") < 0)
		wrong();
	COUNT(changes);
}

static void
look_moved(void)
{
	struct stat up, in;

	if (fstatat(moved, "..", &up, 0) < 0 ||
	    (up.st_ino != left && up.st_ino != right))
		wrong();
	if (fstatat(moved, "in/../in/file", &in, 0) < 0)
		wrong();
	COUNT(looks);
}

/* --- Out of a chroot there is no way -------------------------------------------------- */

static ino_t jail;

static void
move_jailed(void)
{
	mkdir("jail/a/b/to", 0755);
	if (rename("jail/a/b/c", "jail/c") < 0 ||
	    rename("jail/c", "jail/a/b/c") < 0)
		wrong();
	/* From outside, over a folder in which one may stand. */
	mkdir("outside", 0755);
	if (rename("outside", "jail/a/b/to") < 0)
		wrong();
	COUNT(changes);
}

static void
look_jailed(void)
{
	static bool is_in;
	int fd;

	if (!is_in && (chroot("jail") < 0 || chdir("/a/b/c/d") < 0))
		_exit(1);
	is_in = true;
	if (ino_of("../../../../../../..") != jail || ino_of("../..") == 0)
		wrong();
	fd = open("/a/b/to", O_RDONLY | O_DIRECTORY);
	if (fd >= 0) {
		struct stat st;

		if (fstatat(fd, "../../../../..", &st, 0) < 0 ||
		    st.st_ino != jail)
			wrong();
		close(fd);
	}
	COUNT(looks);
}

/* --- Something is mounted, and taken off again -------------------------------------- */

static void
mount_over(void)
{
	static unsigned n;

	if (mount("none", "point", "tmpfs", 0, NULL) < 0)
		wrong();
	if (mkdir("point/dir", 0755) < 0)
		wrong();
	put_file("point/dir/file");
	if (++n & 1)
		while (umount("point") < 0)
			if (errno != EBUSY)
				wrong();
	if (!(n & 1) && umount2("point", MNT_DETACH) < 0)
		wrong();
	COUNT(changes);
}

static void
look_mounted(void)
{
	struct stat st;
	int fd;

	if (!ino_of("point") || !ino_of("point/..") || !ino_of("point/."))
		wrong();
	if (!ino_of("point/under/..") && errno != ENOENT)
		wrong();
	if (stat("point/dir/none", &st) == 0 || errno != ENOENT)
		wrong();
	if (stat("point/none", &st) == 0 || errno != ENOENT)
		wrong();
	fd = open("point/dir/file", O_RDWR);
	if (fd < 0 && errno != ENOENT)
		wrong();
	if (fd >= 0) {
		/* It stays for as long as it is open. */
		if (pwrite(fd, "x", 1, 0) != 1 || fstat(fd, &st) < 0 ||
		    st.st_size != 1)
			wrong();
		close(fd);
	}
	COUNT(looks);
}

/* --- A mount that moves ---------------------------------------------------------------- */

static void
move_mounted(void)
{
	if (mount("here", "there", NULL, MS_MOVE, NULL) < 0 ||
	    mount("there", "here", NULL, MS_MOVE, NULL) < 0)
		wrong();
	COUNT(changes);
}

static void
look_mount_moved(void)
{
	struct stat st;

	if (fstatat(moved, "..", &st, 0) < 0 || !ino_of("here") ||
	    !ino_of("there") || !ino_of("here/.") || !ino_of("there/.."))
		wrong();
	COUNT(looks);
}

/* --- Names that come and go ------------------------------------------------------------- */

static void
come_and_go(void)
{
	char name[32], kept[32];
	int fd;

	sprintf(name, "names/%d", (int)getpid());
	sprintf(kept, "names/k%d", (int)getpid());
	if (access(name, F_OK) == 0 || errno != ENOENT)
		wrong();
	fd = open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
	if (fd < 0 || close(fd) < 0 || access(name, F_OK) < 0)
		wrong();
	if (rename(name, kept) < 0 || access(name, F_OK) == 0 ||
	    access(kept, F_OK) < 0)
		wrong();
	if (unlink(kept) < 0 || access(kept, F_OK) == 0)
		wrong();
	COUNT(looks);
	COUNT(changes);
}

static void
make_once(void)
{
	int fd = open("names/once", O_CREAT | O_EXCL | O_RDWR, 0600);

	if (fd >= 0) {
		close(fd);
		if (unlink("names/once") < 0) /* nobody else made it */
			wrong();
	} else if (errno != EEXIST) {
		wrong();
	}
	COUNT(looks);
	COUNT(changes);
}

/* --- Threads that share a current folder ---------------------------------------------- */

static void *
change_cwd(void *arg)
{
	(void)arg;
	while (!shared->stop) {
		if (chdir("../left") < 0 || chdir("../right") < 0)
			wrong();
		COUNT(changes);
	}
	return NULL;
}

static void *
look_at_cwd(void *arg)
{
	char name[4096];

	(void)arg;
	while (!shared->stop) {
		ino_t here = ino_of("."), file = ino_of("../always/file");

		if ((here != left && here != right) || !file ||
		    !getcwd(name, sizeof(name)))
			wrong();
		COUNT(looks);
	}
	return NULL;
}

static void
share_cwd(void)
{
	pthread_t t[4];

	memset(shared, 0, sizeof(*shared));
	if (chdir("left") < 0)
		_exit(1);
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, i ? look_at_cwd : change_cwd, NULL);
	usleep(MS * 1000);
	shared->stop = true;
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	is(shared->wrong, 0, "a current folder that another thread changes");
}

static void
prepare(void)
{
	static const char *const folders[] = { "always", "deep", "deep/er",
		"deep/er/one", "deep/other", "left", "right", "left/moved",
		"left/moved/in", "jail", "jail/a", "jail/a/b", "jail/a/b/c",
		"jail/a/b/c/d", "point", "point/under", "here", "there",
		"names" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		mkdir(folders[i], 0777);
	put_file("always/file");
	put_file("deep/er/one/file");
	put_file("deep/other/file");
	put_file("left/moved/in/file");
	one = ino_of("deep/er/one/file");
	other = ino_of("deep/other/file");
	left = ino_of("left");
	right = ino_of("right");
	jail = ino_of("jail");
	moved = open("left/moved", O_RDONLY);
}

static void
with_mounts(void)
{
	run("one that is mounted over", mount_over, look_mounted);
	close(moved);
	if (mount("none", "here", "tmpfs", 0, NULL) < 0)
		return;
	mkdir("here/in", 0755);
	moved = open("here/in", O_RDONLY);
	run("a mount that moves", move_mounted, look_mount_moved);
	close(moved);
	is(umount("here"), 0, "all has gone from it");
}

int
main(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	prepare();
	run("a name that is replaced", replace, look_replaced);
	run("two that change places", exchange, look_exchanged);
	run("one that moves", move, look_moved);
	run("names that come and go", come_and_go, come_and_go);
	run("a name that one can make", make_once, make_once);
	is(in_child(share_cwd), 0, "threads");
	if (geteuid() == 0) {
		run("no way out of a chroot", move_jailed, look_jailed);
		if (on_breenix() ||
		    (syscall(SYS_unshare, 0x20000) == 0 &&
			mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0))
			with_mounts();
	}
	return done();
}
