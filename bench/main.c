/*
 * bench: what operations cost on a kernel with Linux's x86-64 system calls.
 *
 * One static program, the same for both kernels, that is also the first process
 * (it mounts /dev and /tmp then, and ends the machine).  The only clock is
 * RDTSC, so no result depends on a clock of the kernel's; under
 * `qemu -icount shift=0` a tick is one instruction of the guest.
 *
 * Each row runs in a child of its own: one round to warm up, then ROUNDS timed
 * ones of a fixed number of operations.  Minimum, median and maximum of an
 * operation are printed.  docs/performance.md says how to read them.
 *
 * usage: bench [ROW...], or bench=ROW,ROW... in the environment (an init gets
 * the kernel's command line there).  With growth=... it runs bench/growth/ instead.
 */
#define _GNU_SOURCE
#include "bench.h"
#include "growth/growth.h"
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define ROUNDS 9

static const struct row {
	const char *name;
	void (*run)(long n);
	long n;
	const char *unit;
} rows[] = {
#define ROW(name, count, unit) { #name, row_##name, count, unit },
#include "rows.def"
#undef ROW
};
#define NROWS ((int)(sizeof(rows) / sizeof(rows[0])))

volatile uint64_t bench_ticks, bench_started;
char bench_buf[65536];
char bench_tiny[] = SCRATCH "/bench_tiny";
const char *bench_running; /* the row's name, in its child */

void
bench_fail(void)
{
	dprintf(1, "row %-12s failed: %s\n", bench_running, strerror(errno));
	_exit(1);
}

void *
bench_map(long npages, int flags)
{
	void *p = mmap(NULL, npages * PAGE, PROT_READ | PROT_WRITE,
	    MAP_ANONYMOUS | flags, -1, 0);

	ck((long)p);
	/* Rows count pages of 4 KiB; refused by kernels without large ones. */
	(void)madvise(p, npages * PAGE, MADV_NOHUGEPAGE);
	return p;
}

void
bench_file(const char *path, long size)
{
	int fd = ck(open(path, O_CREAT | O_RDWR | O_TRUNC, 0644));
	long part;

	for (; size > 0; size -= part) {
		part = size < 65536 ? size : 65536;
		ck(write(fd, bench_buf, part));
	}
	close(fd);
}

void
bench_reap(pid_t child)
{
	int status;

	ck(waitpid(child, &status, 0));
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
run_row(const struct row *row)
{
	double op[ROUNDS];

	for (int round = -1; round < ROUNDS; round++) {
		bench_ticks = 0;
		row->run(row->n);
		BENCH_MARK(MARK_ROUND);
		if (round >= 0)
			op[round] = bench_ticks / (double)row->n;
	}
	BENCH_MARK(MARK_ROW);
	qsort(op, ROUNDS, sizeof(op[0]), compare);
	dprintf(1, "row %-12s %11.1f %11.1f %11.1f  %s\n", row->name, op[0],
	    op[ROUNDS / 2], op[ROUNDS - 1], row->unit);
}

/* The smallest program: 64 bytes of ELF header, one PT_LOAD for the whole file,
 * and exit(0). */
static void
make_tiny(void)
{
	static const struct {
		uint8_t ident[16];
		uint16_t type, machine;
		uint32_t version;
		uint64_t entry, phoff, shoff;
		uint32_t flags;
		uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
		uint32_t p_type, p_flags;
		uint64_t p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_align;
		uint8_t code[12];
	} __attribute__((packed)) elf = {
		.ident = { 0x7f, 'E', 'L', 'F', 2, 1, 1 },
		.type = 2,
		.machine = 62,
		.version = 1,
		.entry = 0x400078,
		.phoff = 64,
		.ehsize = 64,
		.phentsize = 56,
		.phnum = 1,
		.p_type = 1,
		.p_flags = 5,
		.p_vaddr = 0x400000,
		.p_paddr = 0x400000,
		.p_filesz = sizeof(elf),
		.p_memsz = sizeof(elf),
		.p_align = 4096,
		/* xor %edi,%edi; mov $60,%eax; syscall */
		.code = { 0x31, 0xff, 0xb8, 60, 0, 0, 0, 0x0f, 0x05 },
	};
	int fd = ck(open(bench_tiny, O_CREAT | O_WRONLY | O_TRUNC, 0755));

	ck(write(fd, &elf, sizeof(elf)));
	close(fd);
}

static void
bring_loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo",
		.ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0)
		return;
	(void)ioctl(fd, SIOCSIFFLAGS, &request);
	close(fd);
}

/* What an init has to do; some of it may have been done. */
static void
prepare_machine(void)
{
	(void)mkdir("/dev", 0755);
	(void)mkdir(SCRATCH, 01777);
	(void)mkdir("/proc", 0555);
	(void)mount("dev", "/dev", "devtmpfs", 0, NULL);
	(void)mount("proc", "/proc", "proc", 0, NULL);
	if (mount("tmp", SCRATCH, "tmpfs", 0, NULL))
		perror("bench: mount " SCRATCH);
	bring_loopback_up();
}

bool
bench_listed(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *p = list; (p = strstr(p, name)); p += length)
		if ((p == list || p[-1] == ',') && strchr(",", p[length]))
			return true;
	return false;
}

static bool
wanted(const struct row *row, int argc, char **argv)
{
	const char *list = getenv("bench");

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], row->name) == 0)
			return true;
	return list ? bench_listed(list, row->name) : argc < 2;
}

int
main(int argc, char **argv)
{
	const char *growth = getenv("growth");
	bool init = getpid() == 1;
	pid_t child;

	if (init) {
		BENCH_MARK(MARK_USER);
		prepare_machine();
		argc = 1; /* words of the kernel's command line are no rows */
	}
	memset(bench_buf, 'k', sizeof(bench_buf));
	make_tiny();
	if (growth)
		growth_run(growth);
	for (int i = 0; i < NROWS && !growth; i++) {
		if (!wanted(&rows[i], argc, argv))
			continue;
		bench_running = rows[i].name;
		child = ck(fork());
		if (!child) {
			run_row(&rows[i]);
			_exit(0);
		}
		bench_reap(child);
	}
	dprintf(1, "bench ends\n");
	if (init)
		reboot(RB_AUTOBOOT);
	return 0;
}
