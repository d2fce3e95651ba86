/*
 * The table of inodes, by a file system whose inodes are slow to read, fail, and have two
 * names each (kernel/fs/iotest/).
 */
#include "tests/stress/iotest.h"

static ino_t
ino_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_ino : 0;
}

static unsigned
links_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? (unsigned)st.st_nlink : 99;
}

/* Until no inode but those of the folders is in the table. */
static void
forget_inodes(void)
{
	sync();
	drop_caches("2");
}

/* Two names are one file, with one cache. */
static void
two_names(void)
{
	int fd = works(open(DIR "/f0", O_RDWR), "open");
	int other = works(open(DIR "/links/l0", O_RDWR), "by its other name");
	long reads;
	char *a;

	is(ino_of(DIR "/f0"), ino_of(DIR "/links/l0"), "one number");
	is(links_of(fd), 2, "two links");
	write_pages(fd, 0, 4);
	reads = get("reads");
	ok(pages_are(other, 0, 4), "what one writes the other reads");
	is(get("reads"), reads, "from the same cache");
	a = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, other, 0);
	a[3] = 'm';
	ok(pread(fd, a + 4, 1, 3) == 1 && a[4] == 'm', "mapped, too");
	munmap(a, PAGE);
	is(fsync(fd), 0, "fsync");
	close(fd);
	close(other);
}

/* A name that is forgotten leaves its inode, with what is in its cache. */
static void
stays(void)
{
	int fd = works(open(DIR "/f1", O_RDWR), "open");
	long inodes, reads, inodereads;

	write_pages(fd, 0, 8);
	is(fsync(fd), 0, "fsync");
	close(fd);
	inodes = get("inodereads");
	fd = works(open(DIR "/links/l1", O_RDWR), "by a name not used before");
	is(get("inodereads"), inodes, "its inode is there");
	reads = get("reads");
	ok(pages_are(fd, 0, 8), "with its pages");
	is(get("reads"), reads, "which are not read");
	close(fd);
	forget_inodes();
	inodereads = get("inodereads");
	fd = works(open(DIR "/f1", O_RDWR), "when it was forgotten");
	ok(get("inodereads") > inodereads, "it is read");
	ok(pages_are(fd, 0, 8), "and so are its pages");
	close(fd);
}

/* --- Reading inodes --- */

#define OPENERS 4

static int opened[OPENERS], errors_of[OPENERS];

static void *
open_one(void *arg)
{
	int i = (int)(intptr_t)arg;

	opened[i] = open(i % 2 ? DIR "/links/l2" : DIR "/f2", O_RDONLY);
	errors_of[i] = opened[i] < 0 ? errno : 0;
	return NULL;
}

static void
open_together(void)
{
	pthread_t t[OPENERS];

	for (int i = 0; i < OPENERS; i++)
		pthread_create(&t[i], NULL, open_one, (void *)(intptr_t)i);
	for (int i = 0; i < OPENERS; i++)
		pthread_join(t[i], NULL);
}

static void
read_once(void)
{
	long before;

	set("inodedelay=0\n");
	forget_inodes();
	(void)ino_of(DIR "/links");
	set("inodedelay=200000\n");
	before = get("inodereads");
	open_together();
	is(get("inodereads"), before + 1, "a cold inode is read once");
	for (int i = 0; i < OPENERS; i++) {
		is(errors_of[i], 0, "opened");
		close(opened[i]);
	}
	set("inodedelay=0\n");
}

static void
fails_for_all(void)
{
	int failed = 0;

	forget_inodes();
	(void)ino_of(DIR "/links");
	/* One reads, and whoever waits behind it in its folder reads again. */
	set("inodedelay=200000\nfailinode=1000\n");
	open_together();
	set("inodedelay=0\nfailinode=0\n");
	for (int i = 0; i < OPENERS; i++)
		failed += errors_of[i] == EIO;
	is(failed, OPENERS, "a failure reaches all");
	open_together();
	for (int i = 0; i < OPENERS; i++) {
		is(errors_of[i], 0, "then it is read");
		close(opened[i]);
	}
}

/* One of two who want it is told of a failure that the other met. */
static void
failure_is_shared(void)
{
	pthread_t t[2];
	long before;

	forget_inodes();
	(void)ino_of(DIR "/links");
	before = get("inodereads");
	set("inodedelay=300000\nfailinode=1\n");
	for (int i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, open_one, (void *)(intptr_t)i);
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	set("inodedelay=0\nfailinode=0\n");
	is(get("inodereads"), before + 1, "one read");
	ok(errors_of[0] == EIO && errors_of[1] == EIO, "fails for both");
}

/* Who is killed while he reads it fails alone. */
static void
killed_reader(void)
{
	pid_t pid;
	int fd;

	forget_inodes();
	(void)ino_of(DIR "/links");
	set("inodedelay=400000\n");
	pid = fork();
	if (pid == 0) {
		open(DIR "/f2", O_RDONLY);
		_exit(0);
	}
	usleep(100000);
	kill(pid, SIGKILL);
	fd = works(open(DIR "/links/l2", O_RDONLY), "another opens it");
	ok(died_by(wait_for(pid), SIGKILL), "who was killed");
	set("inodedelay=0\n");
	close(fd);
}

/* The number of an inode is given to another file, while the old one is open. */
static void
number_is_reused(void)
{
	int old = works(open(DIR "/f4", O_RDWR), "open"), new;
	long inodes;
	char page[PAGE];

	write_pages(old, 0, 2);
	is(fsync(old), 0, "fsync");
	forget_inodes();
	inodes = get("inodes");
	set("reused=1\n");
	new = works(open(DIR "/links/l4", O_RDWR), "another with its number");
	is(get("inodes"), inodes + 2, "and its folder");
	ok(pages_are(new, 0, 2), "it has what the device has");
	memset(page, 'o', PAGE);
	is(pwrite(old, page, PAGE, 0), PAGE, "the old one is written to");
	ok(pages_are(new, 0, 2), "and is another");
	sync();
	memset(page, 0, PAGE);
	ok(pread(old, page, PAGE, 0) == PAGE && page[9] == 'o', "it stays");
	close(old);
	/* Who has just written it may have it for a moment. */
	for (int i = 0; i < 3000 && get("inodes") != inodes + 1; i++) {
		drop_caches("2");
		usleep(10000);
	}
	is(get("inodes"), inodes + 1, "it goes with its last user");
	ok(pages_are(new, 0, 2), "the new one stays");
	write_pages(new, 0, 2);
	close(new);
	forget_inodes();
}

/* --- Who waits for a server --- */

static void
stat_folder(int fd)
{
	(void)fd;
	(void)ino_of(DIR "/many");
}

static void
stat_links(int fd)
{
	(void)fd;
	(void)ino_of(DIR "/links");
}

static void
create(int fd)
{
	(void)fd;
	close(open(DIR "/new", O_RDWR | O_CREAT, 0600));
}

static void
remove_name(int fd)
{
	(void)fd;
	unlink(DIR "/new");
}

static void
make_folder(int fd)
{
	(void)fd;
	mkdir(DIR "/new", 0755);
}

/* Who waits for a folder, since another asks its server, can be killed. */
static void
folder_is_left(void)
{
	void (*const fn[])(int) = { stat_links, create, remove_name,
		make_folder };
	pid_t first, other;

	(void)get("inodes");
	drop_caches("2");
	(void)get("inodes");
	set("stall=1\n");
	first = start(stat_folder, -1);
	ok(becomes("stalled", 1), "one asks the server");
	for (int i = 0; i < 4; i++) {
		other = start(fn[i], -1);
		usleep(200000);
		kill(other, SIGKILL);
		ok(ends_soon(other), "who waits behind it is killed");
	}
	kill(first, SIGKILL);
	ok(ends_soon(first), "who asks, too");
	set("stall=0\n");
}

static void
stat_f4(int fd)
{
	(void)fd;
	(void)ino_of(DIR "/f4");
}

static void
stat_f5(int fd)
{
	(void)fd;
	(void)ino_of(DIR "/f5");
}

/* Names of one folder are asked about at the same time. */
static void
asked_together(void)
{
	pid_t pid[2];

	drop_caches("2");
	set("ask=1\n");
	stat_f4(-1);
	stat_f5(-1);
	set("ask=0\nstall=1\n");
	pid[0] = start(stat_f4, -1);
	pid[1] = start(stat_f5, -1);
	ok(becomes("stalled", 2), "two ask about names of a folder");
	set("stall=0\n");
	ok(ends_soon(pid[0]) && ends_soon(pid[1]), "and are answered");
	set("stall=1\n");
	pid[0] = start(stat_f4, -1);
	ok(becomes("stalled", 1), "who asks");
	kill(pid[0], SIGKILL);
	ok(ends_soon(pid[0]), "is killed");
	set("stall=0\n");
	drop_caches("2");
}

/* --- Without names --- */

static void
unlinked(void)
{
	int fd = works(open(DIR "/f3", O_RDWR), "open");
	char page[PAGE];
	long before;

	write_pages(fd, 0, 4);
	is(unlink(DIR "/f3"), 0, "one name goes");
	is(links_of(fd), 1, "one link");
	is(access(DIR "/links/l3", F_OK), 0, "the other stays");
	is(link(DIR "/links/l3", DIR "/f3"), 0, "and comes again");
	is(links_of(fd), 2, "two links");
	is(unlink(DIR "/f3"), 0, "one goes");
	is(unlink(DIR "/links/l3"), 0, "both go");
	is_errno(open(DIR "/f3", O_RDWR), ENOENT, "no name");
	ok(pages_are(fd, 0, 4), "who has it open reads it");
	is_errno(open(DIR "/f3", O_RDWR | O_CREAT, 0600), ENOSPC,
	    "its number is in use");
	before = get("evictions");
	close(fd);
	is(get("evictions"), before + 1, "it goes with its last user");
	fd = works(open(DIR "/f3", O_RDWR | O_CREAT, 0600), "a new one");
	is(read(fd, page, PAGE), 0, "is empty");
	write_pages(fd, 0, 2);
	is(link(DIR "/f3", DIR "/links/l3"), 0, "its second name");
	close(fd);
	forget_inodes();
	fd = works(open(DIR "/links/l3", O_RDWR), "open");
	ok(pages_are(fd, 0, 2), "it was written");
	close(fd);
}

static void
write_and_sync(int fd)
{
	write_pages(fd, 0, 4);
	fsync(fd);
}

/* What is on its way to the device when a file goes is there before its place is given
 * to another. */
static void
unlinked_in_flight(void)
{
	static const char none[PAGE];
	char page[PAGE];
	long written = get("writes");
	int fd = works(open(DIR "/f3", O_RDWR), "open");
	pid_t pid;

	is(unlink(DIR "/f3"), 0, "one name goes");
	is(unlink(DIR "/links/l3"), 0, "both go");
	set("hold=1\n");
	pid = start(write_and_sync, fd);
	close(fd);
	while (get("writes") < written + 4)
		usleep(1000);
	kill(pid, SIGKILL);
	usleep(200000);
	set("hold=0\n");
	ok(died_by(wait_for(pid), SIGKILL), "its last user was killed");
	fd = works(open(DIR "/f3", O_RDWR | O_CREAT, 0600), "a new one");
	is(ftruncate(fd, PAGE), 0, "of a page");
	ok(pread(fd, page, PAGE, 0) == PAGE && memcmp(page, none, PAGE) == 0,
	    "has nothing of the old one");
	is(link(DIR "/f3", DIR "/links/l3"), 0, "its second name");
	close(fd);
}

/* --- Evicting and looking up --- */

static volatile int stop;

static void *
look_up(void *arg)
{
	unsigned seed = (unsigned)(uintptr_t)arg;
	char path[32], page[PAGE];

	while (!stop) {
		unsigned n = (seed = seed * 1103515245 + 12345) >> 16;
		int fd;

		snprintf(path, sizeof path,
		    n & 16 ? DIR "/f%u" : DIR "/links/l%u", n % 8);
		fd = open(path, O_RDWR);
		if (fd < 0 || pread(fd, page, PAGE, 0) != PAGE ||
		    !is_filled(page, 0) ||
		    (n & 32 && pwrite(fd, page, PAGE, 0) != PAGE)) {
			diag("%s: %s", path, strerror(errno));
			return (void *)1;
		}
		close(fd);
	}
	return NULL;
}

static void *
come_and_go(void *arg)
{
	(void)arg;
	while (!stop) {
		int fd = open(DIR "/f9", O_RDWR | O_CREAT, 0600);

		if (fd < 0 && errno != ENOSPC && errno != ENOENT)
			return (void *)1;
		unlink(DIR "/f9");
		if (fd >= 0 && write(fd, "x", 1) != 1)
			return (void *)1;
		close(fd);
	}
	return NULL;
}

static void *
drop(void *arg)
{
	(void)arg;
	while (!stop)
		drop_caches("3");
	return NULL;
}

static void
evicted_and_found(void)
{
	void *(*const fn[])(void *) = { look_up, look_up, look_up, come_and_go,
		drop, drop };
	pthread_t t[6];
	char path[32];
	long before = get("evictions");
	int wrong = 0;
	void *r;

	for (int i = 0; i < 8; i++) {
		int fd;

		snprintf(path, sizeof path, DIR "/f%d", i);
		fd = open(path, O_RDWR);
		write_pages(fd, 0, 1);
		close(fd);
	}
	unlink(DIR "/links/l9");
	set("delay=100\nreorder=1\ninodedelay=50\n");
	for (uintptr_t i = 0; i < 6; i++)
		pthread_create(&t[i], NULL, fn[i], (void *)(i + 1));
	sleep(4);
	stop = 1;
	for (int i = 0; i < 6; i++) {
		pthread_join(t[i], &r);
		wrong += r != NULL;
	}
	is(wrong, 0, "inodes that are evicted and looked up");
	ok(get("evictions") > before + 20, "%ld of them",
	    get("evictions") - before);
	set("delay=0\nreorder=0\ninodedelay=0\n");
}

/* --- Many --- */

#define MANY 40000

static void
many(void)
{
	struct stat st;
	char path[32];
	int n = 0;

	for (int i = 0; i < MANY; i++) {
		snprintf(path, sizeof path, DIR "/many/%d", i);
		n += stat(path, &st) == 0 && st.st_ino == (ino_t)i + 1000;
	}
	is(n, MANY, "%d inodes", MANY);
	/* What names still hold, and what nobody does. */
	ok(get("inodes") < MANY + 100, "are in the table: %ld", get("inodes"));
	/* Names go; as many inodes stay as are kept unused. */
	drop_caches("2");
	ok(get("inodes") < 100, "and go: %ld", get("inodes"));
}

/* Takes memory until it ends for want of it. */
static void
take_memory(int fd)
{
	size_t total = (size_t)sysconf(_SC_PHYS_PAGES) * 2;
	char *hog = mmap(NULL, total * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	(void)fd;
	for (size_t i = 0; i < total; i++)
		hog[i * PAGE] = 1;
}

/* Names go when memory is short, and the inodes that nobody uses then. */
static void
under_pressure(void)
{
	struct stat st;
	char path[32];
	long before;
	pid_t pid;

	for (int i = 0; i < MANY / 2; i++) {
		snprintf(path, sizeof path, DIR "/many/%d", i);
		(void)stat(path, &st);
	}
	before = get("inodes");
	pid = start(take_memory, -1);
	ok(died_by(wait_for(pid), SIGKILL), "who took all memory has ended");
	ok(get("inodes") < before / 2, "%ld of %ld inodes are left",
	    get("inodes"), before);
}

/* What was written to, and closed, is written when its time comes, though no name leads to
 * it; and does not go before. */
static void
dirty_stays(void)
{
	int fd = works(open(DIR "/f7", O_RDWR), "open");
	long before;

	sync();
	write_pages(fd, 0, 4);
	close(fd);
	before = get("writes");
	set("hold=1\n");
	drop_caches("2");
	is(get("writes"), before, "to forget names waits for no device");
	set("hold=0\n");
	sync();
	is(get("writes"), before + 4, "sync() writes it");
	drop_caches("2");
	fd = works(open(DIR "/links/l7", O_RDWR), "open");
	ok(pages_are(fd, 0, 4), "it is there");
	close(fd);
}

/* --- Unmounting --- */

static void
unmounting(void)
{
	int fd;

	is(mkdir("second", 0755), 0, "mkdir");
	is(mount("none", "second", "iotest", 0, NULL), 0, "mount");
	fd = works(open("second/f0", O_RDWR), "open");
	write_pages(fd, 0, 100);
	is_errno(umount("second"), EBUSY, "a file is open");
	is_errno(mount("none", "second", NULL, MS_REMOUNT | MS_RDONLY, NULL),
	    EBUSY, "to write");
	close(fd);
	is(access("second/links/l1", F_OK), 0, "another is in the table");
	is(mount("none", "second", NULL, MS_REMOUNT | MS_RDONLY, NULL), 0,
	    "made read-only");
	is_errno(open("second/f0", O_RDWR), EROFS, "it is");
	is(mount("none", "second", NULL, MS_REMOUNT, NULL), 0, "and not");
	fd = works(open("second/f0", O_RDWR), "open");
	write_pages(fd, 0, 100);
	close(fd);
	is(umount("second"), 0, "umount with dirty and unused inodes");
	is(rmdir("second"), 0, "rmdir");
}

static void
umount_slow(int fd)
{
	(void)fd;
	umount("slow");
}

static void
drop_names(int fd)
{
	(void)fd;
	drop_caches("3");
}

/* Who forgets names waits for no device of a file system that is being unmounted. */
static void
unmounted_slowly(void)
{
	static const char late[] = "delay=8000000\n";
	pid_t umounts, drops;
	int fd, control;

	is(mkdir("slow", 0755), 0, "mkdir");
	is(mount("none", "slow", "iotest", 0, NULL), 0, "mount");
	for (int i = 0; i < 2; i++) {
		fd = works(open(i ? "slow/f1" : "slow/f0", O_RDWR), "open");
		write_pages(fd, 0, 1);
		close(fd);
	}
	control = works(open("slow/control", O_WRONLY), "open");
	is(write(control, late, strlen(late)), strlen(late), "it is slow");
	close(control);
	umounts = start(umount_slow, -1);
	while (access("slow/f0", F_OK) == 0)
		usleep(1000);
	wait_until_stuck(umounts);
	usleep(300000);
	drops = start(drop_names, -1);
	ok(ends_soon(drops), "names are forgotten");
	is(state_of(umounts), 'D', "while it is written");
	is(wait_for(umounts), 0, "then it is unmounted");
	is(rmdir("slow"), 0, "rmdir");
}

static void *
mount_and_use(void *arg)
{
	char dir[16], path[32];
	unsigned me = (unsigned)(uintptr_t)arg;

	snprintf(dir, sizeof dir, "m%u", me);
	mkdir(dir, 0755);
	for (int i = 0; i < 20; i++) {
		if (mount("none", dir, "iotest", 0, NULL))
			return (void *)1;
		for (int n = 0; n < 20; n++) {
			int fd;

			snprintf(path, sizeof path, "%s/%s%d", dir,
			    n < 10 ? "f" : "links/l", n % 10);
			fd = open(path, O_RDWR);
			if (fd < 0 || write(fd, path, sizeof path) < 0)
				return (void *)1;
			close(fd);
		}
		if (umount(dir))
			return (void *)1;
	}
	return (void *)(intptr_t)rmdir(dir);
}

static void *
sync_and_drop(void *arg)
{
	(void)arg;
	while (!stop) {
		sync();
		drop_caches("2");
	}
	return NULL;
}

static void
come_and_go_together(void)
{
	pthread_t t[4];
	void *r;
	int wrong = 0;

	stop = 0;
	for (uintptr_t i = 0; i < 4; i++)
		pthread_create(&t[i], NULL,
		    i < 3 ? mount_and_use : sync_and_drop, (void *)i);
	for (int i = 0; i < 4; i++) {
		stop = i == 3;
		pthread_join(t[i], &r);
		wrong += r != NULL;
	}
	is(wrong, 0, "file systems come and go beside sync() and eviction");
}

int
main(void)
{
	if (!mount_iotest(NULL))
		return done();
	run_part(two_names);
	run_part(stays);
	run_part(read_once);
	run_part(fails_for_all);
	run_part(failure_is_shared);
	run_part(killed_reader);
	run_part(number_is_reused);
	run_part(folder_is_left);
	run_part(asked_together);
	run_part(unlinked);
	run_part(unlinked_in_flight);
	run_part(evicted_and_found);
	run_part(many);
	run_part(under_pressure);
	run_part(dirty_stays);
	run_part(unmounting);
	run_part(unmounted_slowly);
	run_part(come_and_go_together);
	return umount_iotest();
}
