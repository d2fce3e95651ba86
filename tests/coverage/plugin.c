/*
 * plugin: which instructions of the kernel were executed, as a byte each in a
 * file that all machines share.
 *
 *	-plugin plugin.so,map=FILE,base=ADDRESS
 *
 * FILE is as long as the kernel's code, which begins at ADDRESS.  QEMU
 * translates a block when it is about to run it, so what was translated counts as
 * run; behind an instruction that faults in the middle of a block that is not
 * true.  There is nothing to write at the end, so a machine may be killed.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "bench/plugin/plugin.h"

/* Where the boot code runs before it has mapped itself (arch/layout.h). */
#define IMAGE_BASE 0xffffffff80000000UL

EXPORT int qemu_plugin_version = 1;

static unsigned char *map;
static uint64_t base, size;

static void
translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		uint64_t at = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb,
		    i));

		if (at + IMAGE_BASE >= base && at + IMAGE_BASE < base + size)
			at += IMAGE_BASE;
		if (at >= base && at < base + size)
			map[at - base] = 1;
	}
}

int
qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc,
    char **argv)
{
	struct stat st;
	int fd = -1;

	(void)info;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "map=", 4))
			fd = open(argv[i] + 4, O_RDWR);
		if (!strncmp(argv[i], "base=", 5))
			base = strtoul(argv[i] + 5, NULL, 16);
	}
	if (fd < 0 || fstat(fd, &st)) {
		perror("coverage plugin");
		return -1;
	}
	size = (uint64_t)st.st_size;
	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
