/*
 * Folders and files that come and go, and who mounts on them at the same time: what was
 * mounted can be taken off again.
 */
#include "tests/sys/tap.h"
#include <sys/mount.h>

enum {
	REMOVERS = 2,
	MOUNTS = 3000,
	FEW = 100
};

static volatile bool *stop;

/* Does not look at what is mounted there, which would keep it. */
static void
come_and_go(bool dir)
{
	while (!*stop) {
		if (dir) {
			mkdir("place", 0755);
			rmdir("place");
		} else {
			mknod("place", S_IFREG | 0644, 0);
			unlink("place");
		}
	}
}

static int
mount_there(bool dir)
{
	return dir ? mount("none", "place", "tmpfs", 0, NULL) :
		     mount("other", "place", NULL, MS_BIND, NULL);
}

static void
test(bool dir)
{
	int n = 0, lost = 0, wanted = on_breenix() ? MOUNTS : FEW;
	pid_t pid[REMOVERS];

	*stop = false;
	for (int i = 0; i < REMOVERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			come_and_go(dir);
			_exit(0);
		}
	}
	while (n < wanted) {
		if (mount_there(dir) < 0)
			continue;
		n++;
		lost += umount("place") < 0;
	}
	*stop = true;
	for (int i = 0; i < REMOVERS; i++)
		wait_for(pid[i]);
	is(lost, 0, "no mount is lost with its %s", dir ? "folder" : "file");
}

int
main(void)
{
	mkdir("m", 0755);
	if (mount("none", "m", "tmpfs", 0, NULL) < 0) {
		skip("no mounting");
		return done();
	}
	if (chdir("m") < 0)
		return 1;
	stop = mmap(NULL, sizeof(*stop), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	close(open("other", O_CREAT | O_RDWR, 0644));
	test(true);
	test(false);
	if (chdir("..") == 0)
		is(umount("m"), 0, "nothing is left");
	return done();
}
