/*
 * The page cache of a file system with a device: what is read and written when, by one
 * that counts, is slow and fails on demand (kernel/fs/iotest/, in debug builds alone).
 */
#include "tests/stress/iotest.h"

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
	ok(get("reads") - before <= 16,
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

/* --- Room, limits --- */

/* Who takes memory by calls gets what clean pages have, though they lie behind many that
 * are mapped. */

static int behind;

#define BEHIND 4000

static size_t
count_behind(void)
{
	size_t n = 0;

	for (off_t at = 0; at < BEHIND; at += 500) {
		unsigned char vec[500];
		void *map = mmap(NULL, 500 * PAGE, PROT_READ, MAP_SHARED,
		    behind, at * PAGE);

		if (map == MAP_FAILED || mincore(map, 500 * PAGE, vec))
			diag("mincore: %s", strerror(errno));
		for (int i = 0; i < 500; i++)
			n += vec[i] & 1;
		munmap(map, 500 * PAGE);
	}
	return n;
}

static void
take_by_calls(void)
{
	static char bytes[16 * PAGE];
	int fd = works(open("taken/all", O_RDWR | O_CREAT, 0600), "open");

	while (write(fd, bytes, sizeof bytes) > 0)
		;
	is(errno, ENOMEM, "memory is used up");
}

/* Brings in a file of zeroes, which stays mapped. */
static void
map_zeroes(const char *path)
{
	int fd = works(open(path, O_RDWR), "open");
	volatile char *a;

	is(ftruncate(fd, MANY * PAGE), 0, "ftruncate");
	a = mmap(NULL, MANY * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	for (size_t i = 0; i < MANY; i++)
		(void)a[i * PAGE];
	close(fd);
}

static void
clean_pages_serve(void)
{
	static const char *const mapped[] = { DIR "/f3", DIR "/f4", DIR "/f6",
		DIR "/f7" };
	size_t left;

	for (int i = 0; i < 4; i++)
		map_zeroes(mapped[i]);
	behind = works(open(DIR "/f5", O_RDWR), "open");
	write_pages(behind, 0, BEHIND);
	is(fsync(behind), 0, "fsync");
	is(count_behind(), BEHIND, "all are cached");
	is(mkdir("taken", 0777), 0, "mkdir");
	is(mount("none", "taken", "tmpfs", 0, "size=100%,mode=777"), 0,
	    "mount");
	as_user(1000, 1000, take_by_calls);
	left = count_behind();
	ok(left < 64, "and so are clean pages: %zu are left", left);
	is(umount("taken"), 0, "umount");
	is(rmdir("taken"), 0, "rmdir");
	is(ftruncate(behind, 0), 0, "ftruncate");
	close(behind);
	for (int i = 0; i < 4; i++)
		is(truncate(mapped[i], 0), 0, "truncate");
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

/* What is clean is forgotten, since the device may have something else; what is dirty is
 * newer than that. */
static void
reread(void)
{
	int fd = works(open(DIR "/f9", O_RDWR), "open"), again;
	long before;
	char *map;

	write_pages(fd, 0, 3);
	is(fsync(fd), 0, "fsync");
	map = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ok(is_filled(map, 0) && is_filled(map + PAGE, 1), "mapped");
	map[PAGE + 8] ^= 1;
	is(pwrite(fd, "x", 1, 2 * PAGE), 1, "written to");
	before = get("reads");
	set("reread=1\n");
	again = works(open(DIR "/f9", O_RDONLY), "open");
	set("reread=0\n");
	is(count_cached(fd, 3), 2, "what is dirty stays");
	ok(is_filled(map, 0), "the rest is read");
	is(get("reads"), before + 1, "once");
	ok(map[2 * PAGE] == 'x', "what was written is there");
	map[PAGE + 8] ^= 1;
	ok(is_filled(map + PAGE, 1), "and what was mapped");
	close(again);
	munmap(map, 3 * PAGE);
	is(ftruncate(fd, 0), 0, "ftruncate");
	close(fd);
}

int
main(void)
{
	if (!mount_iotest(NULL))
		return done();
	run_part(test_write_back);
	run_part(reads_once);
	run_part(sent);
	run_part(errors);
	run_part(mappings);
	run_part(forgotten_mapping);
	run_part(clean_pages_serve);
	run_part(expires_at_once);
	run_part(room);
	run_part(throttle);
	run_part(throttle_mapping);
	run_part(reread);
	return umount_iotest();
}
