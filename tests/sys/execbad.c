// covers: execve
/*
 * Files that look like programs and are not: each is refused, or kills the new
 * process, and nothing worse.
 */
#include "tests/sys/tap.h"
#include <elf.h>
#include <stddef.h>

#define BASE 0x400000UL

/* A whole program: mov $60,%eax; mov $7,%edi; syscall */
static const unsigned char code[] = { 0xb8, 60, 0, 0, 0, 0xbf, 7, 0, 0, 0, 0x0f,
	0x05 };

struct image {
	Elf64_Ehdr eh;
	Elf64_Phdr ph[2];
	unsigned char code[64];
};

static struct image
good_image(void)
{
	struct image i = {
		.eh = {
			.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64,
			    ELFDATA2LSB, EV_CURRENT },
			.e_type = ET_EXEC,
			.e_machine = EM_X86_64,
			.e_version = EV_CURRENT,
			.e_entry = BASE + offsetof(struct image, code),
			.e_phoff = offsetof(struct image, ph),
			.e_ehsize = sizeof(Elf64_Ehdr),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 1,
		},
		.ph = { {
			.p_type = PT_LOAD,
			.p_flags = PF_R | PF_X,
			.p_vaddr = BASE,
			.p_paddr = BASE,
			.p_filesz = sizeof(struct image),
			.p_memsz = sizeof(struct image),
			.p_align = 4096,
		} },
	};

	memcpy(i.code, code, sizeof code);
	return i;
}

/* The wait status of the program, or -errno when execve refused it. */
static int
run(const void *image, size_t size)
{
	int fd, p[2], error = 0, status;
	char *argv[] = { (char *)"bad", NULL };
	pid_t pid;

	unlink("bad");
	fd = open("bad", O_WRONLY | O_CREAT, 0755);
	if (write(fd, image, size) != (ssize_t)size)
		return -EIO;
	close(fd);
	pipe2(p, O_CLOEXEC);
	pid = fork();
	if (pid == 0) {
		execve("./bad", argv, argv + 1);
		error = errno;
		write(p[1], &error, sizeof error);
		_exit(0);
	}
	close(p[1]);
	if (read(p[0], &error, sizeof error) <= 0)
		error = 0;
	close(p[0]);
	status = wait_for(pid);
	return error != 0 ? -error : status;
}

#define refused(change, error, what)                   \
	do {                                           \
		struct image i = good_image();         \
		change;                                \
		is(run(&i, sizeof i), -(error), what); \
	} while (0)

/* Refused in some way, or killed: what Linux does depends on its version. */
#define harmless(change, what)                          \
	do {                                            \
		struct image i = good_image();          \
		int status;                             \
		change;                                 \
		status = run(&i, sizeof i);             \
		ok(status < 0 || WIFSIGNALED(status) || \
			exited_with(status, 7),         \
		    what);                              \
	} while (0)

static void
test_good(void)
{
	struct image i = good_image();

	ok(exited_with(run(&i, sizeof i), 7), "the smallest program runs");
	i.eh.e_type = ET_DYN;
	i.ph[0].p_vaddr = 0;
	i.eh.e_entry = offsetof(struct image, code);
	ok(exited_with(run(&i, sizeof i), 7), "so as a PIE");
	i = good_image();
	i.ph[0].p_memsz += 0x10000;
	i.ph[0].p_flags |= PF_W;
	ok(exited_with(run(&i, sizeof i), 7), "with a large bss");
}

static void
test_headers(void)
{
	refused(i.eh.e_ident[0] = 0, ENOEXEC, "another magic number");
	refused(i.eh.e_machine = EM_ARM, ENOEXEC, "another machine");
	refused(i.eh.e_type = ET_REL, ENOEXEC, "an object file");
	refused(i.eh.e_type = ET_CORE, ENOEXEC, "a core dump");
	refused(i.eh.e_phentsize = 1, ENOEXEC, "another size of headers");
	refused(i.eh.e_phnum = 0, ENOEXEC, "no headers");
	harmless(i.eh.e_phnum = 0xffff, "too many headers");
	harmless(i.eh.e_phoff = sizeof i + 100, "headers beyond the end");
	harmless(i.eh.e_phoff = UINT64_MAX - 8, "headers at no offset");
	harmless(i.ph[0].p_type = PT_NULL, "nothing to load");
	harmless(i.eh.e_entry = 0, "an entry at zero");
	harmless(i.eh.e_entry = 0xffff800000000000, "an entry in the kernel");
	harmless(i.eh.e_entry = 0x0000800000000000, "an entry nowhere");
}

static void
test_segments(void)
{
	harmless(i.ph[0].p_vaddr = 0xffff800000000000, "a segment up there");
	harmless(i.ph[0].p_vaddr = 0x00007ffffffff000, "at the end of memory");
	harmless(i.ph[0].p_vaddr = 0, "a segment at zero");
	harmless(i.ph[0].p_memsz = UINT64_MAX, "a size of everything");
	harmless(i.ph[0].p_memsz = 1UL << 46, "a size of much");
	harmless(i.ph[0].p_filesz = UINT64_MAX, "as much of the file");
	harmless(i.ph[0].p_filesz = i.ph[0].p_memsz + 1,
	    "more file than memory");
	harmless(i.ph[0].p_offset = 1, "an offset that does not fit");
	harmless(i.ph[0].p_offset = 1UL << 40, "an offset beyond the file");
	harmless(i.ph[0].p_offset = UINT64_MAX - 4095, "a negative offset");
	harmless(i.ph[0].p_align = 3, "an alignment that is none");
	harmless(i.ph[0].p_flags = 0, "no permission at all");
	harmless(i.ph[0].p_flags = PF_R, "no permission to run");
	harmless((i.eh.e_phnum = 2, i.ph[1] = i.ph[0]), "the same one twice");
	harmless((i.eh.e_phnum = 2, i.ph[1] = i.ph[0],
		     i.ph[1].p_vaddr = BASE - 0x1000),
	    "out of order");
}

static void
test_interpreters(void)
{
	refused((i.eh.e_phnum = 2,
		    i.ph[1] = (Elf64_Phdr){ .p_type = PT_INTERP,
			.p_offset = offsetof(struct image, code) + 16,
			.p_filesz = 8 },
		    memcpy(i.code + 16, "/no/one", 8)),
	    ENOENT, "a missing interpreter");
	refused((i.eh.e_phnum = 2,
		    i.ph[1] = (Elf64_Phdr){ .p_type = PT_INTERP,
			.p_offset = offsetof(struct image, code) + 16,
			.p_filesz = 7 },
		    memcpy(i.code + 16, "/no/one", 7)),
	    ENOEXEC, "a name without an end");
	refused((i.eh.e_phnum = 2,
		    i.ph[1] = (Elf64_Phdr){ .p_type = PT_INTERP,
			.p_filesz = 1 }),
	    ENOEXEC, "a name too short");
	refused((i.eh.e_phnum = 2,
		    i.ph[1] = (Elf64_Phdr){ .p_type = PT_INTERP,
			.p_filesz = 1UL << 32 }),
	    ENOEXEC, "a name too long");
	refused((i.eh.e_phnum = 2,
		    i.ph[1] = (Elf64_Phdr){ .p_type = PT_INTERP,
			.p_offset = offsetof(struct image, code) + 16,
			.p_filesz = 5 },
		    memcpy(i.code + 16, "/dev", 5)),
	    EACCES, "a folder as the interpreter");
}

/* Cut anywhere, the file is no program but harms nobody. */
static void
test_truncated(void)
{
	struct image i = good_image();
	size_t size;
	int bad = 0, status;

	for (size = 1; size < offsetof(struct image, code); size += 13) {
		status = run(&i, size);
		bad += !(status < 0 || WIFSIGNALED(status));
	}
	is(bad, 0, "cut short, it never runs");
}

/* Random bytes in the headers, the same ones in every run. */
static void
test_random(void)
{
	uint64_t seed = 88172645463325252ULL;
	int n, k, bad = 0;

	for (n = 0; n < 150; n++) {
		struct image i = good_image();
		unsigned char *p = (unsigned char *)&i;

		for (k = 0; k < 4; k++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			p[16 + seed % (sizeof i.eh + sizeof i.ph[0] - 16)] =
			    (unsigned char)(seed >> 32);
		}
		bad += run(&i, sizeof i) == -1;
	}
	is(bad, 0, "150 damaged headers, and this process is still here");
}

int
main(void)
{
	test_good();
	test_headers();
	test_segments();
	test_interpreters();
	test_truncated();
	test_random();
	return done();
}
