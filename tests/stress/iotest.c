/*
 * The page cache of a file system with a device, by one that is slow, counts, answers
 * out of order and fails on demand (kernel/fs/iotest.c, in debug builds alone).
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sys/mount.h>

#define PAGE 4096
#define DIR  "io"

static void
set(const char *settings)
{
	int fd = open(DIR "/control", O_WRONLY);

	is(write(fd, settings, strlen(settings)), strlen(settings), "set %s",
	    settings);
	close(fd);
}

static long
get(const char *name)
{
	char text[1024] = "", key[64], *at;
	int fd = open(DIR "/control", O_RDONLY);

	if (read(fd, text, sizeof text - 1) < 0)
		diag("control: %s", strerror(errno));
	close(fd);
	snprintf(key, sizeof key, "%s=", name);
	at = strstr(text, key);
	return at ? atol(at + strlen(key)) : -1;
}

static void
fill(char *page, unsigned seed)
{
	for (int i = 0; i < PAGE; i += 4)
		*(unsigned *)(page + i) = seed * 2654435761u + (unsigned)i;
}

static bool
is_filled(const char *page, unsigned seed)
{
	char want[PAGE];

	fill(want, seed);
	return memcmp(page, want, PAGE) == 0;
}

static void
write_pages(int fd, unsigned first, unsigned n)
{
	char page[PAGE];

	for (unsigned i = first; i < first + n; i++) {
		fill(page, i);
		if (pwrite(fd, page, PAGE, (off_t)i * PAGE) != PAGE)
			ok(false, "write of page %u: %s", i, strerror(errno));
	}
}

static bool
pages_are(int fd, unsigned first, unsigned n)
{
	char page[PAGE];

	for (unsigned i = first; i < first + n; i++)
		if (pread(fd, page, PAGE, (off_t)i * PAGE) != PAGE ||
		    !is_filled(page, i))
			return false;
	return true;
}

static void
test_write_back(void)
{
	int fd = works(open(DIR "/f0", O_RDWR), "open");
	long before = get("writes"), runs = get("writeruns");

	write_pages(fd, 0, 50);
	is(get("writes"), before, "nothing is written yet");
	is(fsync(fd), 0, "fsync");
	is(get("writes"), before + 50, "each page once");
	is(get("writeruns"), runs + 4, "16 at a time");
	is(fsync(fd), 0, "fsync");
	is(get("writes"), before + 50, "and not again");
	ok(pages_are(fd, 0, 50), "they are read");
	is(pwrite(fd, "x", 1, 7), 1, "one byte");
	sync();
	is(get("writes"), before + 51, "sync() writes its page");
	is(ftruncate(fd, 0), 0, "ftruncate");
	close(fd);
}

/* --- Reading --- */

#define READERS 8

static int shared_fd;
static int reads_right;

static void *
read_one(void *arg)
{
	char page[PAGE];

	(void)arg;
	if (pread(shared_fd, page, PAGE, 0) == PAGE && is_filled(page, 0))
		__atomic_fetch_add(&reads_right, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static size_t
count_cached(int fd, size_t n)
{
	unsigned char vec[512];
	void *map = mmap(NULL, n * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	size_t left = 0;

	if (map == MAP_FAILED || mincore(map, n * PAGE, vec))
		diag("mincore: %s", strerror(errno));
	for (size_t i = 0; i < n; i++)
		left += vec[i] & 1;
	munmap(map, n * PAGE);
	return left;
}

/* The cache forgets what is clean and not mapped. */
static bool
forget(int fd, size_t n)
{
	int drop = open("/proc/sys/vm/drop_caches", O_WRONLY);

	if (drop < 0 || write(drop, "1", 1) != 1)
		diag("drop_caches: %s", strerror(errno));
	close(drop);
	return count_cached(fd, n) == 0;
}

/* Memory is asked for, little by little, until the cache has forgotten what is clean. */
static bool
press(int fd, size_t n)
{
	size_t total = (size_t)sysconf(_SC_PHYS_PAGES), used = 0;
	char *hog = mmap(NULL, total * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	bool gone;

	while (!(gone = count_cached(fd, n) == 0) && used < total)
		for (int i = 0; i < 8; i++)
			hog[used++ % total * PAGE] = 1;
	munmap(hog, total * PAGE);
	return gone;
}

static void
run_part(void (*fn)(void))
{
	is(in_child(fn), 0, "part");
}

static void
reads_once(void)
{
	pthread_t t[READERS];
	long before, runs;

	shared_fd = works(open(DIR "/f1", O_RDWR), "open");
	write_pages(shared_fd, 0, 40);
	is(fsync(shared_fd), 0, "fsync");
	ok(press(shared_fd, 40), "clean pages go when memory is short");
	before = get("reads");
	runs = get("readruns");
	set("delay=50000\n");
	for (int i = 0; i < READERS; i++)
		pthread_create(&t[i], NULL, read_one, NULL);
	for (int i = 0; i < READERS; i++)
		pthread_join(t[i], NULL);
	is(reads_right, READERS, "%d readers of a page have it", READERS);
	ok(get("reads") - before <= 4,
	    "it was read once, and some pages ahead: %ld",
	    get("reads") - before);
	set("delay=100\nreorder=1\n");
	ok(pages_are(shared_fd, 0, 40), "all pages, answered out of order");
	is(get("reads") - before, 40, "each was read once");
	ok(get("readruns") > runs, "some at a time");
	set("delay=0\nreorder=0\n");
	close(shared_fd);
}

/* Pages that are lent to be written elsewhere come from the device first. */
static void
sent(void)
{
	int fd = works(open(DIR "/f1", O_RDWR), "open");
	int out = works(open("sent", O_RDWR | O_CREAT | O_TRUNC, 0600), "open");
	off_t at = PAGE;
	long before;

	write_pages(fd, 0, 40);
	is(fsync(fd), 0, "fsync");
	ok(forget(fd, 40), "forgotten");
	before = get("reads");
	set("delay=100\n");
	is(syscall(SYS_sendfile, out, fd, &at, 39 * PAGE), 39 * PAGE,
	    "sendfile");
	set("delay=0\n");
	is(get("reads") - before, 39, "each was read once");
	is(ftruncate(out, 0), 0, "again");
	at = 0;
	before = 0;
	is(syscall(SYS_copy_file_range, fd, &at, out, &before, 40 * PAGE, 0),
	    40 * PAGE, "copy_file_range");
	ok(pages_are(out, 0, 40), "all pages");
	close(out);
	unlink("sent");
	ok(forget(fd, 40), "forgotten again");
	set("failread=100\n");
	out = works(open("sent", O_RDWR | O_CREAT | O_TRUNC, 0600), "open");
	at = 0;
	is_errno(syscall(SYS_sendfile, out, fd, &at, PAGE), EIO, "an error");
	is(at, 0, "moves nothing");
	set("failread=0\n");
	close(out);
	close(fd);
	unlink("sent");
}

static void
errors(void)
{
	int fd = works(open(DIR "/f2", O_RDWR), "open"), other;
	char page[PAGE];

	write_pages(fd, 0, 4);
	set("failwrite=1\n");
	other = works(open(DIR "/f2", O_RDWR), "open again");
	is_errno(fsync(fd), EIO, "a failed write is told");
	is(fsync(fd), 0, "once");
	is_errno(fsync(other), EIO, "and to each who has it open");
	is(fsync(other), 0, "once");
	close(other);
	write_pages(fd, 0, 4);
	is(fsync(fd), 0, "written");
	ok(forget(fd, 4), "forgotten");
	set("failread=100\n");
	is_errno(pread(fd, page, PAGE, 0), EIO, "a failed read is told");
	set("failread=0\n");
	ok(pages_are(fd, 0, 4), "and tried again");
	close(fd);
}

/* --- Mappings --- */

static void
mappings(void)
{
	int fd = works(open(DIR "/f3", O_RDWR), "open");
	char *a, *b, page[PAGE];
	long writes, mkwrites;

	write_pages(fd, 0, 8);
	is(fsync(fd), 0, "fsync");
	a = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	b = mmap(NULL, 8 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
	ok(a != MAP_FAILED && b != MAP_FAILED, "two mappings");
	ok(is_filled(a, 0) && is_filled(b + PAGE, 1), "show the file");
	writes = get("writes");
	mkwrites = get("mkwrites");
	a[10] = 'A';
	a[11] = 'B';
	is(get("mkwrites"), mkwrites + 1, "the first change is told");
	is(b[10], 'A', "and seen by the other");
	is(msync(a, 8 * PAGE, MS_SYNC), 0, "msync");
	is(get("writes"), writes + 1, "writes that page");
	a[12] = 'C';
	is(get("mkwrites"), mkwrites + 2, "the next change is told again");
	is(fsync(fd), 0, "fsync");
	is(get("writes"), writes + 2, "and written");
	ok(pread(fd, page, PAGE, 0) == PAGE && memcmp(page + 10, "ABC", 3) == 0,
	    "read() sees all");
	is(ftruncate(fd, PAGE), 0, "cut off");
	is(get("pending"), 0, "nothing is under way");
	munmap(a, 8 * PAGE);
	munmap(b, 8 * PAGE);
	close(fd);
}

static volatile char *
map_pages(int fd, size_t n)
{
	volatile char *a;

	write_pages(fd, 0, (unsigned)n);
	is(fsync(fd), 0, "fsync");
	a = mmap(NULL, n * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	for (size_t i = 0; i < n; i++)
		(void)a[i * PAGE];
	return a;
}

/* Beside many, so that looking for those that may go takes its time. */
#define MANY 8000

static void
forgotten_mapping(void)
{
	int fd = works(open(DIR "/f4", O_RDWR), "open");
	int locked = works(open(DIR "/f3", O_RDWR), "open");
	int many = works(open(DIR "/f5", O_RDWR), "open");
	volatile char *a = map_pages(fd, 64);
	long before;

	is(mlock((const void *)map_pages(locked, 64), 64 * PAGE), 0, "mlock");
	(void)map_pages(many, MANY);
	ok(press(fd, 64), "mapped pages go, too");
	is(count_cached(locked, 64), 64, "but not those that are locked");
	before = get("reads");
	ok(is_filled((const char *)a + 5 * PAGE, 5), "the others come back");
	ok(get("reads") > before, "from the device");
	is(ftruncate(many, 0), 0, "ftruncate");
	close(fd);
	close(locked);
	close(many);
}

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

/* --- Killing, room, limits --- */

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
set_ratio(const char *ratio)
{
	is(file_is("/proc/sys/vm/dirty_ratio", ratio), false, "another ratio");
	ok(make_file("/proc/sys/vm/dirty_ratio", ratio), "set it");
}

/* What a device that does not answer keeps waiting, and what not. */

#define PATIENCE 30 /* seconds */

static char
state_of(pid_t pid)
{
	char path[64], text[256] = "", *at;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY);
	if (fd >= 0 && read(fd, text, sizeof text - 1) < 0)
		text[0] = 0;
	close(fd);
	at = strrchr(text, ')');
	return at ? at[2] : 0;
}

/* Until it sleeps where signals do not count, or has ended. */
static void
wait_until_stuck(pid_t pid)
{
	char state;

	while ((state = state_of(pid)) != 'D' && state != 'Z')
		usleep(1000);
}

static bool
ends_soon(pid_t pid)
{
	int status;

	for (int i = 0; i < PATIENCE * 100; i++, usleep(10000))
		if (waitpid(pid, &status, WNOHANG) == pid)
			return true;
	return false;
}

static pid_t
start(void (*fn)(int fd), int fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		fn(fd);
		_exit(0);
	}
	return pid;
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

static bool
becomes(const char *name, long value)
{
	for (int i = 0; i < PATIENCE * 100; i++, usleep(10000))
		if (get(name) == value)
			return true;
	return false;
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

static void
expires_at_once(void)
{
	int fd = works(open(DIR "/f0", O_RDWR), "open");
	long before = get("writes");

	ok(make_file("/proc/sys/vm/dirty_expire_centisecs", "100000"), "late");
	write_pages(fd, 0, 1);
	usleep(300000); /* the device's thread sleeps */
	is(get("writes"), before, "not written yet");
	ok(make_file("/proc/sys/vm/dirty_expire_centisecs", "1"), "soon");
	ok(becomes("writes", before + 1), "written");
	ok(make_file("/proc/sys/vm/dirty_expire_centisecs", "3000"), "later");
	close(fd);
}

static void
room(void)
{
	int fd = works(open(DIR "/f7", O_RDWR), "open");
	char page[PAGE] = "x", *a;

	set("room=2\n");
	is(write(fd, page, PAGE), PAGE, "room for one");
	is(write(fd, page, PAGE), PAGE, "and two");
	is_errno(write(fd, page, PAGE), ENOSPC, "and no more");
	is(fsync(fd), 0, "fsync");
	a = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	is(a[0], 'x', "a mapping shows it");
	set("room=-1\n");
	a[0] = 'y';
	is(a[0], 'y', "and is written with room");
	munmap(a, PAGE);
	close(fd);
}

/* Many more pages than may be dirty: the writer waits, and memory suffices. */
static void
throttle(void)
{
	int fd = works(open(DIR "/f8", O_RDWR), "open");

	set_ratio("2");

	set("delay=200\n");
	write_pages(fd, 0, 8000);
	ok(get("writes") > 1000, "who writes much waits for the device");
	set("delay=0\n");
	is(fsync(fd), 0, "fsync");
	ok(pages_are(fd, 0, 8000), "all of it is there");
	is(ftruncate(fd, 0), 0, "ftruncate");
	set_ratio("20");
	close(fd);
}

/* The same through a mapping. */
static void
throttle_mapping(void)
{
	int fd = works(open(DIR "/f8", O_RDWR), "open");
	long before = get("writes");
	char *a;

	set_ratio("1");
	is(ftruncate(fd, 3000 * PAGE), 0, "ftruncate");
	a = mmap(NULL, 3000 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	for (int i = 0; i < 3000; i++)
		a[i * PAGE] = (char)i;
	ok(get("writes") - before > 500,
	    "who changes much through a mapping waits for the device");
	munmap(a, 3000 * PAGE);
	is(ftruncate(fd, 0), 0, "ftruncate");
	set_ratio("20");
	close(fd);
}

/* --- All at once --- */

static volatile int stop;

static void *
write_and_map(void *arg)
{
	unsigned me = (unsigned)(uintptr_t)arg;
	int fd = open(DIR "/f9", O_RDWR);
	char *a = mmap(NULL, 256 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
	    0);
	char page[PAGE];
	unsigned seed = me + 1;

	/* Each its own 16th of each page's bytes, so that all can be checked. */
	for (unsigned n = 0; !stop; n++) {
		unsigned i = (seed = seed * 1103515245 + 12345) >> 8 & 255;
		unsigned *word = (unsigned *)(a + i * PAGE + me * 256);

		if (n % 3 == 0) {
			*word = n;
		} else {
			memcpy(page, &n, 4);
			if (pwrite(fd, page, 4, (off_t)i * PAGE + me * 256) !=
			    4)
				break;
		}
		if (*word != n) {
			diag("page %u of %u: %u, not %u", i, me, *word, n);
			return (void *)1;
		}
		if (n % 50 == 0)
			fsync(fd);
		if (n % 40 == 0 &&
		    (mprotect(a, 128 * PAGE, PROT_READ) ||
			mprotect(a, 128 * PAGE, PROT_READ | PROT_WRITE)))
			break;
	}
	close(fd);
	return NULL;
}

static void
together(void)
{
	int fd = works(open(DIR "/f9", O_RDWR), "open");
	pthread_t t[4];
	void *wrong = NULL, *r;

	is(ftruncate(fd, 256 * PAGE), 0, "ftruncate");
	set("delay=300\nreorder=1\n");
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, write_and_map,
		    (void *)(uintptr_t)i);
	sleep(3);
	stop = 1;
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], &r);
		wrong = r ? r : wrong;
	}
	ok(!wrong, "no write is lost");
	set("delay=0\nreorder=0\n");
	close(fd);
}

/* What was cut off does not come back, whoever reads it meanwhile. */
static bool
cut_once(int fd, off_t size)
{
	static const char zero[PAGE];
	char page[PAGE];

	fill(page, 63);
	if (pwrite(fd, page, PAGE, 63 * PAGE) != PAGE || fsync(fd) ||
	    ftruncate(fd, size) || ftruncate(fd, 64 * PAGE))
		return false;
	return pread(fd, page, PAGE, 63 * PAGE) == PAGE &&
	    memcmp(page, zero, PAGE) == 0;
}

static void *
cut(void *arg)
{
	int fd = open(DIR "/f9", O_RDWR);
	bool good = true;

	(void)arg;
	for (int i = 0; i < 200 && good; i++)
		good = cut_once(fd, (i * 37 % 63) * PAGE + i);
	stop = 1;
	close(fd);
	return good ? NULL : (void *)1;
}

static void *
read_all(void *arg)
{
	int fd = open(DIR "/f9", O_RDWR);
	char page[PAGE];

	(void)arg;
	while (!stop) {
		for (int i = 0; i < 64 && !stop; i++) {
			if (pread(fd, page, PAGE, (off_t)i * PAGE) < 0)
				return (void *)1;
			if (i % 5 == 0 &&
			    pwrite(fd, "x", 1, (off_t)i * PAGE) != 1)
				return (void *)1;
		}
		fsync(fd);
	}
	close(fd);
	return NULL;
}

static void
cut_while_read(void)
{
	pthread_t t[4];
	void *r;
	int wrong = 0;

	set("delay=200\nreorder=1\n");
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, i ? read_all : cut, NULL);
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], &r);
		wrong += r != NULL;
	}
	is(wrong, 0, "truncation while pages are read and written");
	set("delay=0\nreorder=0\n");
}

int
main(void)
{
	if (mkdir(DIR, 0755) || mount("none", DIR, "iotest", 0, NULL)) {
		skip("no file system iotest: not a debug kernel");
		return done();
	}
	test_write_back();
	run_part(reads_once);
	run_part(sent);
	run_part(errors);
	run_part(mappings);
	run_part(forgotten_mapping);
	run_part(faults_wait_alone);
	run_part(killable);
	run_part(waits_alone);
	run_part(locked_by_nobody);
	run_part(kill_who_syncs);
	run_part(sync_keeps_no_mounts);
	run_part(cut_while_written);
	run_part(names_do_not_wait);
	run_part(expires_at_once);
	run_part(room);
	run_part(throttle);
	run_part(throttle_mapping);
	run_part(together);
	run_part(cut_while_read);
	is(umount(DIR), 0, "umount");
	is(rmdir(DIR), 0, "rmdir");
	return done();
}
