/*
 * profile: where the kernel spends a row's instructions.
 *
 * Counts every instruction between the marks MARK_START and MARK_STOP, none
 * sampled, in buckets of 16 bytes of the kernel's text: one for each function,
 * since those are aligned to 16.  At the end "ADDRESS COUNT" lines go to the
 * file of the argument out=; address 0 is everything outside the kernel.
 */
#include "plugin.h"
#include <stdio.h>

EXPORT int qemu_plugin_version = 1;

#define BASE     0xffffffff80000000 /* of the kernel, booted with nokaslr */
#define GRAIN    16
#define NBUCKETS ((4UL << 20) / GRAIN)

static uint64_t executed[NBUCKETS + 1]; /* the last: outside */
static uint64_t at_start[NBUCKETS + 1];
static uint64_t timed[NBUCKETS + 1];
static const char *out = "profile.out";

static void
start(unsigned cpu, void *arg)
{
	(void)cpu;
	(void)arg;
	memcpy(at_start, executed, sizeof(executed));
}

static void
stop(unsigned cpu, void *arg)
{
	(void)cpu;
	(void)arg;
	for (size_t i = 0; i <= NBUCKETS; i++)
		timed[i] += executed[i] - at_start[i];
}

static void
write_profile(qemu_plugin_id_t id, void *arg)
{
	FILE *file = fopen(out, "w");

	(void)id;
	(void)arg;
	if (!file)
		return;
	for (size_t i = 0; i <= NBUCKETS; i++)
		if (timed[i])
			fprintf(file, "%lx %lu\n",
			    i == NBUCKETS ? 0 : BASE + i * GRAIN, timed[i]);
	fclose(file);
}

static void
translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t b = (qemu_plugin_insn_vaddr(insn) - BASE) / GRAIN;

		qemu_plugin_register_vcpu_insn_exec_inline(insn,
		    QEMU_PLUGIN_INLINE_ADD_U64,
		    &executed[b < NBUCKETS ? b : NBUCKETS], 1);
		if (insn_mark(insn) == MARK_START)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, start,
			    QEMU_PLUGIN_CB_NO_REGS, NULL);
		if (insn_mark(insn) == MARK_STOP)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, stop,
			    QEMU_PLUGIN_CB_NO_REGS, NULL);
	}
}

int
qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc,
    char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++)
		if (strncmp(argv[i], "out=", 4) == 0)
			out = strdup(argv[i] + 4);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, write_profile, NULL);
	return 0;
}
