/*
 * Requests of several pages: such as are cut short, fail in part, and come in any order
 * (kernel/fs/iotest/).
 */
#include "tests/stress/iotest.h"

/* A request of which only the first pages are read: the others are asked for again. */
static void
short_reads(void)
{
	int fd = works(open(DIR "/f0", O_RDWR), "open");
	long runs, reads;

	write_pages(fd, 0, 64);
	is(fsync(fd), 0, "fsync");
	ok(forget(fd, 64), "forgotten");
	runs = get("readruns");
	reads = get("reads");
	set("short=2\nreorder=1\n");
	ok(pages_are(fd, 0, 64), "all pages, of which few come at once");
	ok(get("readruns") > runs, "several were asked for at a time");
	ok(get("reads") > reads + 64, "and some again: %ld",
	    get("reads") - reads);
	set("short=0\nreorder=0\n");
	close(fd);
}

/* Pages that were read ahead and failed are not the reader's errors. */
static void
failed_ahead(void)
{
	int fd = works(open(DIR "/f1", O_RDWR), "open");
	char page[PAGE];

	write_pages(fd, 0, 32);
	is(fsync(fd), 0, "fsync");
	ok(forget(fd, 32), "forgotten");
	is(posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM), 0, "fadvise");
	set("failread=4\n");
	/* The first read asks for some, which all fail, then for its own. */
	(void)!pread(fd, page, PAGE, 0);
	set("failread=0\n");
	ok(pages_are(fd, 0, 32), "what failed is read again");
	close(fd);
}

/* Through a mapping: a fault reads around itself. */
static void
short_faults(void)
{
	int fd = works(open(DIR "/f2", O_RDWR), "open");
	const char *a;
	bool good = true;

	write_pages(fd, 0, 64);
	is(fsync(fd), 0, "fsync");
	ok(forget(fd, 64), "forgotten");
	set("short=3\n");
	a = mmap(NULL, 64 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	for (unsigned i = 0; i < 64; i++)
		good &= is_filled(a + (63 - i) * PAGE, 63 - i);
	ok(good, "all pages");
	set("short=0\n");
	munmap((void *)a, 64 * PAGE);
	close(fd);
}

/* Some pages of a cluster fail: that is told once to each who has the file open, and the
 * others are written. */
static void
partly_written(void)
{
	int fd = works(open(DIR "/f3", O_RDWR), "open");
	int other = works(open(DIR "/links/l3", O_RDWR),
	    "open by its other name");
	int dir = works(open(DIR, O_RDONLY), "open");
	long before = get("writes");

	write_pages(fd, 0, 40);
	set("failwrite=5\nreorder=1\n");
	is_errno(fsync(fd), EIO, "some pages fail");
	is(get("writes"), before + 40, "each was written once");
	is(fsync(fd), 0, "told once");
	is_errno(fsync(other), EIO, "to each");
	is(fsync(other), 0, "once");
	set("failwrite=0\nreorder=0\n");
	write_pages(fd, 0, 40);
	is(fsync(fd), 0, "written again");
	ok(forget(fd, 40) && pages_are(fd, 0, 40), "all pages are there");
	close(fd);
	close(other);
	close(dir);
}

/* Clusters with gaps, and a page that changes while it is on its way. */
static void
gaps(void)
{
	int fd = works(open(DIR "/f4", O_RDWR), "open");
	long before = get("writes"), runs = get("writeruns");
	pid_t syncer;

	for (unsigned i = 0; i < 64; i += 4)
		write_pages(fd, i, 3);
	set("hold=1\nearly=1\n");
	syncer = fork();
	if (syncer == 0) {
		fsync(fd);
		_exit(0);
	}
	ok(becomes("pending", 48), "all are on their way");
	is(get("writeruns"), runs + 16, "those beside each other together");
	write_pages(fd, 1, 1);
	is(pwrite(fd, "changed", 7, PAGE), 7, "one changes");
	set("hold=0\nearly=0\n");
	ok(ends_soon(syncer), "fsync");
	is(fsync(fd), 0, "fsync");
	is(get("writes"), before + 49, "it is written again");
	ok(forget(fd, 64), "forgotten");
	ok(pages_are(fd, 4, 3) && pages_are(fd, 60, 3), "the others");
	is(ftruncate(fd, 0), 0, "ftruncate");
	close(fd);
}

/* The same by a file system that takes one page at a time. */
static void
singly(void)
{
	int fd = works(open(DIR "/f5", O_RDWR), "open");
	long reads;

	write_pages(fd, 0, 40);
	is(fsync(fd), 0, "fsync");
	is(get("writes"), 40, "each page once");
	ok(forget(fd, 40), "forgotten");
	reads = get("reads");
	set("delay=100\nreorder=1\n");
	ok(pages_are(fd, 0, 40), "all pages");
	is(get("reads"), reads + 40, "each once");
	is(get("readruns") + get("writeruns"), 0, "no two at a time");
	set("delay=0\nreorder=0\n");
	close(fd);
}

int
main(void)
{
	if (!mount_iotest(NULL))
		return done();
	run_part(short_reads);
	run_part(failed_ahead);
	run_part(short_faults);
	run_part(partly_written);
	run_part(gaps);
	is(umount(DIR), 0, "umount");
	is(mount("none", DIR, "iotest", 0, "single"), 0, "mount it again");
	run_part(singly);
	return umount_iotest();
}
