/*
 * boot: how many instructions the guest executes until its init starts, at
 * addresses of the kernel (the upper half) and below (firmware, boot loader, a
 * decompressor).  Ends QEMU at the init's mark.
 */
#include "plugin.h"
#include <stdio.h>
#include <unistd.h>

EXPORT int qemu_plugin_version = 1;

static uint64_t executed[2]; /* low, kernel */

static void
init_starts(unsigned cpu, void *arg)
{
	(void)cpu;
	(void)arg;
	printf("boot low %lu kernel %lu\n", executed[0], executed[1]);
	fflush(stdout);
	_exit(0);
}

static void
translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t address = qemu_plugin_insn_vaddr(insn);

		qemu_plugin_register_vcpu_insn_exec_inline(insn,
		    QEMU_PLUGIN_INLINE_ADD_U64, &executed[address >> 63], 1);
		if (insn_mark(insn) == MARK_USER)
			qemu_plugin_register_vcpu_insn_exec_cb(insn,
			    init_starts, QEMU_PLUGIN_CB_NO_REGS, NULL);
	}
}

int
qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc,
    char **argv)
{
	(void)info;
	(void)argc;
	(void)argv;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
