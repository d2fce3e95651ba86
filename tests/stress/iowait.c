/*
 * What a device that does not answer keeps waiting, and what not (kernel/fs/iotest/).
 */
#include "tests/stress/iotest.h"

/* A fault that waits for the device does not keep others from their space. */
static volatile char *slow;
static int touched;

static void *
touch(void *arg)
{
	(void)arg;
	(void)slow[0];
	__atomic_store_n(&touched, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void
faults_wait_alone(void)
{
	int fd = works(open(DIR "/f5", O_RDWR), "open");
	pthread_t t;
	void *p;

	write_pages(fd, 0, 2);
	is(fsync(fd), 0, "fsync");
	ok(forget(fd, 2), "forgotten");
	slow = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	set("hold=1\n");
	pthread_create(&t, NULL, touch, NULL);
	while (get("pending") == 0)
		usleep(1000);
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*(char *)p = 1;
	ok(p != MAP_FAILED && !touched, "mmap() while a fault waits");
	set("hold=0\n");
	pthread_join(t, NULL);
	is(touched, 1, "the fault ends");
	close(fd);
}

static void
read_held(void)
{
	char page[PAGE];
	int fd = open(DIR "/f6", O_RDONLY);

	if (pread(fd, page, PAGE, 0) >= 0)
		_exit(1);
}

static void
killable(void)
{
	int fd = works(open(DIR "/f6", O_RDWR), "open");
	pid_t pid;

	write_pages(fd, 0, 2);
	is(fsync(fd), 0, "fsync");
	ok(forget(fd, 2), "forgotten");
	set("hold=1\n");
	pid = fork();
	if (pid == 0) {
		read_held();
		_exit(0);
	}
	while (get("pending") == 0)
		usleep(1000);
	kill(pid, SIGKILL);
	ok(died_by(wait_for(pid), SIGKILL), "who waits for a read is killed");
	set("hold=0\n");
	ok(pages_are(fd, 0, 2), "and the page is good");
	close(fd);
}

static void
sync_it(int fd)
{
	fsync(fd);
}

static void
write_first(int fd)
{
	write_pages(fd, 0, 1);
}

static void
write_many(int fd)
{
	write_pages(fd, 0, 8000);
}

static void
cut_to_100(int fd)
{
	if (ftruncate(fd, 100))
		_exit(1);
}

static void
sync_all(int fd)
{
	(void)fd;
	sync();
}

static void
mount_another(int fd)
{
	(void)fd;
	if (mkdir("other", 0755) || mount("none", "other", "tmpfs", 0, NULL) ||
	    umount("other") || rmdir("other"))
		_exit(1);
}

/* A device that does not answer keeps sync() from no other. */
static void
all_are_synced(void)
{
	int fd = works(open(DIR "/f8", O_RDWR), "open"), other;
	char page[PAGE] = "", written = 0;
	pid_t pid;

	ok(make_file("/proc/sys/vm/dirty_writeback_centisecs", "0"),
	    "nothing is written by age");
	is(mkdir("later", 0755), 0, "mkdir");
	is(mount("none", "later", "iotest", 0, NULL), 0, "mount");
	other = works(open("later/f0", O_RDWR), "open");
	write_pages(fd, 0, 4);
	write_pages(other, 0, 4);
	set("hold=1\n");
	pid = start(sync_all, -1);
	for (int i = 0; i < PATIENCE * 100 && !written; i++, usleep(10000)) {
		int control = open("later/control", O_RDONLY);

		memset(page, 0, sizeof page);
		written = read(control, page, sizeof page - 1) > 0 &&
		    strstr(page, "\nwrites=4\n");
		close(control);
	}
	ok(written, "the other's pages are written");
	set("hold=0\n");
	is(wait_for(pid), 0, "sync() ends");
	ok(make_file("/proc/sys/vm/dirty_writeback_centisecs", "500"),
	    "as before");
	close(fd);
	close(other);
	is(umount("later"), 0, "umount");
	is(rmdir("later"), 0, "rmdir");
}

/* Who waits for a page's write-back keeps neither the page nor other pages. */
static void
waits_alone(void)
{
	int fd = works(open(DIR "/f0", O_RDWR), "open");
	pid_t first, second, writer;

	write_pages(fd, 0, 3);
	is(fsync(fd), 0, "fsync");
	write_pages(fd, 2, 1);
	set("hold=1\n");
	first = start(sync_it, fd);
	ok(becomes("pending", 1), "a page is being written");
	write_pages(fd, 0, 3);
	second = start(sync_it, fd);
	ok(becomes("pending", 3), "those before it do not wait for it");
	wait_until_stuck(second);
	write_pages(fd, 0, 1);
	writer = start(write_first, fd);
	ok(ends_soon(writer), "nor does who writes to one on its way");
	set("hold=0\n");
	ok(ends_soon(first) && ends_soon(second), "all is written");
	is(fsync(fd), 0, "fsync");
	close(fd);
}

static void
locked_by_nobody(void)
{
	int fd = works(open(DIR "/f0", O_RDWR), "open");
	pid_t first, second, writer;

	write_pages(fd, 0, 1);
	set("hold=1\n");
	first = start(sync_it, fd);
	ok(becomes("pending", 1), "a page is being written");
	write_pages(fd, 0, 1);
	second = start(sync_it, fd);
	wait_until_stuck(second);
	writer = start(write_first, fd);
	ok(ends_soon(writer), "it can be written to while two wait for it");
	set("hold=0\n");
	ok(ends_soon(first) && ends_soon(second), "all is written");
	close(fd);
}

static void
kill_who_syncs(void)
{
	int fd = works(open(DIR "/f8", O_RDWR), "open");
	pid_t writer, syncer;

	set_ratio("1");
	set("hold=1\n");
	writer = start(write_many, fd);
	wait_until_stuck(writer);
	syncer = start(sync_it, fd);
	wait_until_stuck(syncer);
	kill(syncer, SIGKILL);
	ok(ends_soon(syncer), "fsync() beside a writer that waits is killed");
	kill(writer, SIGKILL);
	ok(ends_soon(writer), "and the writer");
	set("hold=0\n");
	is(ftruncate(fd, 0), 0, "ftruncate");
	set_ratio("20");
	close(fd);
}

static void
sync_keeps_no_mounts(void)
{
	int fd = works(open(DIR "/f0", O_RDWR), "open");
	pid_t syncer, other;

	write_pages(fd, 0, 1);
	set("hold=1\n");
	syncer = start(sync_all, fd);
	ok(becomes("pending", 1), "sync() waits");
	other = start(mount_another, fd);
	ok(ends_soon(other), "mount() does not");
	kill(syncer, SIGKILL);
	ok(ends_soon(syncer), "sync() is killed");
	set("hold=0\n");
	close(fd);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* umount() returns when the file system is shut down, who else is at it too. */
static void
umount_waits_for_sync(void)
{
	pid_t syncer;
	double begin;
	int fd;

	is(umount(DIR), 0, "umount");
	is(mount("none", DIR, "iotest", 0, NULL), 0, "mount it again");
	fd = works(open(DIR "/f0", O_RDWR), "open");
	write_pages(fd, 0, 1);
	close(fd);
	set("delay=3000000\n");
	syncer = start(sync_all, -1);
	ok(becomes("pending", 1), "sync() waits for the device");
	begin = now();
	is(umount(DIR), 0, "umount");
	ok(now() - begin > 1, "waits for it, too");
	ok(ends_soon(syncer), "sync() ends");
	is(mount("none", DIR, "iotest", 0, NULL), 0, "mount it again");
}

/* What was on its way when it was cut off is not in the file later. */
static void
cut_while_written(void)
{
	static const char zero[PAGE];
	int fd = works(open(DIR "/f1", O_RDWR), "open");
	char page[PAGE];
	pid_t syncer, cutter;

	is(ftruncate(fd, 0), 0, "ftruncate");
	write_pages(fd, 0, 1);
	set("early=1\nhold=1\n");
	syncer = start(sync_it, fd);
	ok(becomes("pending", 1), "a page is being written");
	cutter = start(cut_to_100, fd);
	wait_until_stuck(cutter);
	set("early=0\nhold=0\n");
	ok(ends_soon(syncer) && ends_soon(cutter), "written, cut off");
	is(ftruncate(fd, PAGE), 0, "made longer");
	is(fsync(fd), 0, "fsync");
	ok(forget(fd, 1), "forgotten");
	ok(pread(fd, page, PAGE, 0) == PAGE &&
		memcmp(page + 100, zero, PAGE - 100) == 0,
	    "what was cut off is zero on the device");
	close(fd);
}

static void
read_first(int fd)
{
	char page[PAGE];

	(void)!pread(fd, page, PAGE, 0);
}

/* Pages from the first on are on their way from the device when `change` comes. */
static void
change_while_read(int fd, int npages, void (*change)(int fd), const char *how)
{
	pid_t reader, changer;

	write_pages(fd, 0, npages);
	is(fsync(fd), 0, "fsync");
	ok(forget(fd, npages), "forgotten");
	set("early=1\nhold=1\n");
	reader = start(read_first, fd);
	ok(becomes("pending", npages), "%d are being read, the first and ahead",
	    npages);
	changer = start(change, fd);
	usleep(200000);
	set("early=0\nhold=0\n");
	ok(ends_soon(reader) && ends_soon(changer), "read, %s", how);
}

/* What was being read when it was cut off does not come back. */
static void
cut_while_read(void)
{
	static const char zero[PAGE];
	int fd = works(open(DIR "/f2", O_RDWR), "open");
	char page[PAGE];

	change_while_read(fd, 1, cut_to_100, "cut off");
	is(ftruncate(fd, PAGE), 0, "made longer");
	ok(pread(fd, page, PAGE, 0) == PAGE &&
		memcmp(page + 100, zero, PAGE - 100) == 0,
	    "what was cut off is zero");
	close(fd);
}

static void
punch_first(int fd)
{
	if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		2 * PAGE + 100))
		_exit(1);
}

/* The same of a hole. */
static void
hole_while_read(void)
{
	static const char zero[PAGE];
	int fd = works(open(DIR "/f3", O_RDWR), "open");
	char page[PAGE];

	change_while_read(fd, 4, punch_first, "punched");
	for (int i = 0; i < 3; i++)
		ok(pread(fd, page, PAGE, i * PAGE) == PAGE &&
			memcmp(page, zero, i < 2 ? PAGE : 100) == 0,
		    "page %d is a hole", i);
	ok(pages_are(fd, 3, 1), "the next is not");
	close(fd);
}

/* And of one in what is being written. */
static void
hole_while_written(void)
{
	static const char zero[PAGE];
	int fd = works(open(DIR "/f4", O_RDWR), "open");
	char page[PAGE];
	pid_t syncer, puncher;

	write_pages(fd, 0, 4);
	set("early=1\nhold=1\n");
	syncer = start(sync_it, fd);
	ok(becomes("pending", 4), "pages are being written");
	puncher = start(punch_first, fd);
	wait_until_stuck(puncher);
	set("early=0\nhold=0\n");
	ok(ends_soon(syncer) && ends_soon(puncher), "written, punched");
	is(fsync(fd), 0, "fsync");
	ok(forget(fd, 4), "forgotten");
	for (int i = 0; i < 3; i++)
		ok(pread(fd, page, PAGE, i * PAGE) == PAGE &&
			memcmp(page, zero, i < 2 ? PAGE : 100) == 0,
		    "page %d is a hole on the device", i);
	ok(pages_are(fd, 3, 1), "the next is not");
	close(fd);
}

/* As many names as are kept of those that nobody uses, and some more. */
static void
use_names(int fd)
{
	char name[64];

	long most = 2048, pages = sysconf(_SC_PHYS_PAGES);

	(void)fd;
	while (most < pages / 2)
		most *= 2;
	for (long i = 0; i < most + most / 16; i++) {
		snprintf(name, sizeof name, DIR "/no-such-file-%ld", i);
		access(name, F_OK);
	}
}

/* A file whose pages the device does not take, used once, is the first to go. */
static void
names_do_not_wait(void)
{
	int fd = works(open(DIR "/f9", O_RDWR), "open");
	pid_t other;

	write_pages(fd, 0, 1);
	close(fd);
	set("hold=1\n");
	other = start(use_names, -1);
	ok(ends_soon(other), "names go without waiting for a device");
	set("hold=0\n");
	sync();
}

int
main(void)
{
	if (!mount_iotest(NULL))
		return done();
	run_part(faults_wait_alone);
	run_part(killable);
	run_part(all_are_synced);
	run_part(waits_alone);
	run_part(locked_by_nobody);
	run_part(kill_who_syncs);
	run_part(sync_keeps_no_mounts);
	run_part(umount_waits_for_sync);
	run_part(cut_while_written);
	run_part(cut_while_read);
	run_part(hole_while_read);
	run_part(hole_while_written);
	run_part(names_do_not_wait);
	return umount_iotest();
}
