/*
 * Reading, writing, truncating and making holes at the same time, by a device that
 * answers out of order (kernel/fs/iotest/).
 */
#include "tests/stress/iotest.h"

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

/* --- Holes --- */

#define HOLES 64 /* pages */

static bool
is_zero(const char *page)
{
	static const char zero[PAGE];

	return memcmp(page, zero, PAGE) == 0;
}

/* A hole is one, whoever reads what was there meanwhile, and writes elsewhere. */
static bool
punch_once(int fd, unsigned first, unsigned n)
{
	char page[PAGE];

	write_pages(fd, first, n);
	if (fsync(fd) ||
	    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		(off_t)first * PAGE, (off_t)n * PAGE))
		return false;
	for (unsigned i = first; i < first + n; i++)
		if (pread(fd, page, PAGE, (off_t)i * PAGE) != PAGE ||
		    !is_zero(page))
			return false;
	return true;
}

static void *
punch(void *arg)
{
	int fd = open(DIR "/f4", O_RDWR);
	bool good = true;

	(void)arg;
	for (unsigned i = 0; i < 100 && good; i++)
		good = punch_once(fd, 1 + i * 7 % 20, 1 + i % 24);
	stop = 1;
	close(fd);
	return good ? NULL : (void *)1;
}

/* Drops what is clean, so that it is read again and again. */
static void *
read_and_forget(void *arg)
{
	int fd = open(DIR "/links/l4", O_RDWR);
	char page[PAGE];

	while (!stop) {
		for (int i = 0; i < HOLES && !stop; i++)
			if (pread(fd, page, PAGE, (off_t)i * PAGE) != PAGE)
				return (void *)1;
		if (pwrite(fd, "x", 1, 0) != 1)
			return (void *)1;
		if (arg)
			drop_caches("1");
	}
	close(fd);
	return NULL;
}

static void
holes(void)
{
	int fd = works(open(DIR "/f4", O_RDWR), "open");
	pthread_t t[4];
	void *r;
	int wrong = 0;

	is(ftruncate(fd, HOLES * PAGE), 0, "ftruncate");
	set("delay=200\nreorder=1\n");
	stop = 0;
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, i ? read_and_forget : punch,
		    (void *)(uintptr_t)(i == 1));
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], &r);
		wrong += r != NULL;
	}
	is(wrong, 0, "holes are made while pages are read and written");
	set("delay=0\nreorder=0\n");
	close(fd);
}

/* --- The last page --- */

/* What is cut off within a page is zero when the file grows again, though the page was
 * being read. */
static bool
cut_within(int fd, unsigned size)
{
	char page[PAGE], want[PAGE] = "";

	fill(page, 7);
	memcpy(want, page, size);
	if (pwrite(fd, page, PAGE, 0) != PAGE || fsync(fd))
		return false;
	drop_caches("1");
	usleep(size % 300);
	return ftruncate(fd, size) == 0 && ftruncate(fd, PAGE) == 0 &&
	    pread(fd, page, PAGE, 0) == PAGE && memcmp(page, want, PAGE) == 0;
}

static void *
cut_within_page(void *arg)
{
	int fd = open(DIR "/f5", O_RDWR);
	bool good = true;

	(void)arg;
	for (unsigned i = 0; i < 300 && good; i++)
		good = cut_within(fd, 1 + i * 13 % (PAGE - 1));
	stop = 1;
	close(fd);
	return good ? NULL : (void *)1;
}

static void *
read_first(void *arg)
{
	int fd = open(DIR "/f5", O_RDONLY);
	char page[PAGE];

	(void)arg;
	while (!stop)
		if (pread(fd, page, PAGE, 0) < 0)
			return (void *)1;
	close(fd);
	return NULL;
}

static void
last_page(void)
{
	pthread_t t[3];
	void *r;
	int wrong = 0;

	set("delay=150\n");
	stop = 0;
	for (int i = 0; i < 3; i++)
		pthread_create(&t[i], NULL, i ? read_first : cut_within_page,
		    NULL);
	for (int i = 0; i < 3; i++) {
		pthread_join(t[i], &r);
		wrong += r != NULL;
	}
	is(wrong, 0, "a page is cut while it is read");
	set("delay=0\n");
}

int
main(void)
{
	if (!mount_iotest(NULL))
		return done();
	run_part(together);
	run_part(cut_while_read);
	run_part(holes);
	run_part(last_page);
	return umount_iotest();
}
