// covers: ioctl mount
/*
 * The names of pseudo-terminals: devpts, its instances and their numbers.
 */
#include "tests/sys/pty_pair.h"
#include <dirent.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

/* --- The name --- */

static void
test_lock(void)
{
	int m = open("/dev/ptmx", O_RDWR | O_NOCTTY), n = -1, on = -1;
	char path[64];

	ok(m >= 0, "/dev/ptmx");
	is(ioctl(m, TIOCGPTN, &n), 0, "TIOCGPTN");
	snprintf(path, sizeof path, "/dev/pts/%d", n);
	is(ioctl(m, TIOCGPTLCK_N, &on), 0, "TIOCGPTLCK");
	is(on, 1, "a new one is locked");
	is_errno(open(path, O_RDWR | O_NOCTTY), EIO, "open of a locked slave");
	is_errno(ioctl(m, TIOCGPTPEER_N, O_RDWR | O_NOCTTY), EIO,
	    "TIOCGPTPEER of a locked one");
	on = 0;
	is(ioctl(m, TIOCSPTLCK, &on), 0, "TIOCSPTLCK 0");
	is(ioctl(m, TIOCGPTLCK_N, &on), 0, "TIOCGPTLCK");
	is(on, 0, "unlocked");
	slave = open(path, O_RDWR | O_NOCTTY);
	ok(slave >= 0, "open of the slave");
	is_errno(ioctl(slave, TIOCGPTN, &n), ENOTTY, "TIOCGPTN of a slave");
	is_errno(ioctl(slave, TIOCSPTLCK, &on), ENOTTY,
	    "TIOCSPTLCK of a slave");
	is_errno(ioctl(slave, TIOCPKT, &on), ENOTTY, "TIOCPKT of a slave");
	is_errno(ioctl(m, TIOCSPTLCK, NULL), EFAULT,
	    "TIOCSPTLCK without a number");
	is_errno(ioctl(m, TIOCGPTN, NULL), EFAULT, "TIOCGPTN to nowhere");
	is(isatty(m), 1, "a master is a terminal");
	is(isatty(slave), 1, "a slave is");
	is_errno(lseek(m, 0, SEEK_SET), ESPIPE, "lseek of a master");
	close(slave);
	close(m);
}

static bool
is_listed(const char *dir, int n)
{
	char wanted[16];
	struct dirent *e;
	bool found = false;
	DIR *d = opendir(dir);

	snprintf(wanted, sizeof wanted, "%d", n);
	while (d && (e = readdir(d)))
		found |= strcmp(e->d_name, wanted) == 0;
	if (d)
		closedir(d);
	return found;
}

static void
test_node(void)
{
	struct stat st, of_fd;
	struct statfs fs;
	char path[64];
	int n = -1, place, m2, n2 = -1;

	if (!open_pair())
		return;
	ioctl(master, TIOCGPTN, &n);
	is(stat(name, &st), 0, "stat of the node");
	ok(S_ISCHR(st.st_mode), "a character device");
	is(major(st.st_rdev), 136, "its major number");
	is(minor(st.st_rdev), (unsigned)n, "its minor number");
	is(st.st_ino, (unsigned)n + 3, "its inode number");
	is(st.st_nlink, 1, "its links");
	is(st.st_uid, geteuid(), "its owner");
	is(fstat(slave, &of_fd), 0, "fstat");
	ok(of_fd.st_ino == st.st_ino && of_fd.st_dev == st.st_dev,
	    "the open file is the node");
	is(statfs("/dev/pts", &fs), 0, "statfs");
	is(fs.f_type, 0x1cd1, "its magic number");
	is(chmod(name, 0621), 0, "chmod");
	is(chown(name, 12, 34), 0, "chown");
	stat(name, &st);
	ok((st.st_mode & 07777) == 0621 && st.st_uid == 12 && st.st_gid == 34,
	    "they stay");
	is_errno(unlink(name), EPERM, "unlink of a node");
	is_errno(mkdir("/dev/pts/d", 0755), EPERM, "mkdir");
	is_errno(open("/dev/pts/f", O_CREAT | O_RDWR, 0644), EACCES, "creat");
	is_errno(rename(name, "/dev/pts/f"), EPERM, "rename");
	is_errno(symlink("x", "/dev/pts/f"), EPERM, "symlink");
	is_errno(open("/dev/pts/1000000", O_RDWR), ENOENT, "one that is not");

	m2 = open_master(path, sizeof path);
	ioctl(m2, TIOCGPTN, &n2);
	ok(n2 != n, "another number for another pair");
	ok(is_listed("/dev/pts", n2), "and a name");
	close(m2);
	ok(!is_listed("/dev/pts", n2), "its name goes with the master");

	place = open(name, O_PATH);
	snprintf(path, sizeof path, "/proc/self/fd/%d", place);
	n2 = open(path, O_RDWR | O_NOCTTY);
	ok(n2 >= 0, "opened by its place");
	close(n2);
	close(master);
	ok(!is_listed("/dev/pts", n), "the name goes though the slave is open");
	is_errno(open(path, O_RDWR | O_NOCTTY), EIO,
	    "opened by its place: gone");
	is(fstat(place, &st), 0, "fstat of the place");
	is(st.st_nlink, 0, "no link");
	close(place);
	m2 = open_master(path, sizeof path);
	ioctl(m2, TIOCGPTN, &n2);
	ok(n2 != n, "the number stays taken while a slave is open");
	close(m2);
	close(slave);
}

/* --- TIOCGPTPEER --- */

static void
test_peer(void)
{
	int peer, flags;
	struct stat a, b;

	if (!open_pair())
		return;
	peer = works(ioctl(master, TIOCGPTPEER_N,
			 O_RDWR | O_NOCTTY | O_CLOEXEC),
	    "TIOCGPTPEER");
	fstat(slave, &a);
	fstat(peer, &b);
	ok(a.st_ino == b.st_ino && a.st_dev == b.st_dev, "the slave");
	flags = fcntl(peer, F_GETFD);
	is(flags, FD_CLOEXEC, "close-on-exec");
	put(peer, "peer");
	ok(reads_just(master, "peer"), "works");
	is_errno(ioctl(slave, TIOCGPTPEER_N, O_RDWR), EIO, "of a slave");
	close(peer);
	close_pair();
}

/* --- Instances --- */

static int
ptmx_number(const char *path, int *fd)
{
	int n = -1;

	*fd = open(path, O_RDWR | O_NOCTTY);
	if (*fd < 0 || ioctl(*fd, TIOCGPTN, &n) < 0)
		return -1;
	return n;
}

static void
test_instances(void)
{
	struct stat st;
	int a, b, c;

	if (mkdir("m", 0755) || mkdir("m/pts", 0755) ||
	    mount("devpts", "m/pts", "devpts", 0,
		"newinstance,mode=640,uid=12,gid=34,ptmxmode=666,max=2") < 0) {
		skip("needs root, to mount");
		return;
	}
	is(stat("m/pts/ptmx", &st), 0, "its ptmx");
	is(st.st_mode, S_IFCHR | 0666, "by ptmxmode=");
	is(st.st_rdev, makedev(5, 2), "its number");
	is(ptmx_number("m/pts/ptmx", &a), 0, "numbers of its own");
	is(mknod("m/ptmx", S_IFCHR | 0666, makedev(5, 2)), 0,
	    "a ptmx beside it");
	is(ptmx_number("m/ptmx", &b), 1, "leads there too");
	is(stat("m/pts/1", &st), 0, "the node");
	ok(st.st_mode == (S_IFCHR | 0640) && st.st_uid == 12 && st.st_gid == 34,
	    "by mode=, uid=, gid=");
	is_errno(open("m/pts/ptmx", O_RDWR), ENOSPC, "max=");
	close(a);
	is(ptmx_number("m/pts/ptmx", &c), 0, "the lowest free number");
	is(mount("devpts", "m/pts", "devpts", MS_REMOUNT,
	       "mode=600,ptmxmode=600"),
	    0, "remount");
	stat("m/pts/ptmx", &st);
	is(st.st_mode, S_IFCHR | 0600, "another ptmxmode=");
	is_errno(mount("devpts", "m/pts", "devpts", MS_REMOUNT, "what=1"),
	    EINVAL, "an unknown option");
	is_errno(mount("devpts", "m/pts", "devpts", 0, "max=-1"), EINVAL,
	    "a bad number");
	is_errno(umount("m/pts"), EBUSY, "unmounted in use");
	close(b);
	is(umount2("m/pts", MNT_DETACH), 0, "detached");
	is_errno(open("m/ptmx", O_RDWR), ENODEV, "nothing is mounted there");
	mkdir("n", 0755);
	mknod("n/ptmx", S_IFCHR | 0666, makedev(5, 2));
	is_errno(open("n/ptmx", O_RDWR), ENOENT, "nor is there a folder");
	ok(write(c, "x\n", 2) == 2, "a master outlives it");
	is_errno(ioctl(c, TIOCGPTPEER_N, O_RDWR), EIO, "locked");
	close(c);
	mknod("m/slave", S_IFCHR | 0666, makedev(136, 0));
	ok(open_pair(), "a pair");
	is_errno(open("m/slave", O_RDWR | O_NOCTTY), EIO,
	    "a slave's number elsewhere");
	close_pair();
}

/* --- Many --- */

static long
setting(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof text - 1);

	close(fd);
	return n > 0 ? atol(text) : -1;
}

static void
test_many(void)
{
	static int fds[900];
	long before = setting("/proc/sys/kernel/pty/nr");
	int n = 0;

	ok(setting("/proc/sys/kernel/pty/max") > 0, "kernel.pty.max");
	while (n < 900 && (fds[n] = open("/dev/ptmx", O_RDWR | O_NOCTTY)) >= 0)
		n++;
	is(n, 900, "900 at once");
	is(setting("/proc/sys/kernel/pty/nr"), before + n, "kernel.pty.nr");
	while (n)
		close(fds[--n]);
	is(setting("/proc/sys/kernel/pty/nr"), before, "all are gone");
}

int
main(void)
{
	alarm(1000);
	test_lock();
	test_node();
	test_peer();
	test_instances();
	test_many();
	return done();
}
