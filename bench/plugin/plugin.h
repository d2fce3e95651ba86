/*
 * The part of QEMU's plugin interface (version 1, QEMU 6 and later) that is
 * used here: Debian's QEMU exports it, but no package brings its header.
 */
#ifndef BENCH_PLUGIN_H
#define BENCH_PLUGIN_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
struct qemu_info;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum {
	QEMU_PLUGIN_CB_NO_REGS
};
enum {
	QEMU_PLUGIN_INLINE_ADD_U64
};

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(
    const struct qemu_plugin_tb *tb, size_t i);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
    void (*callback)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
    void (*callback)(unsigned cpu, void *arg), int flags, void *arg);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
    int op, void *counter, uint64_t by);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
    void (*callback)(qemu_plugin_id_t id, void *arg), void *arg);
void qemu_plugin_outs(const char *text);

EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
    const struct qemu_info *info, int argc, char **argv);

/* As in ../bench.h. */
enum {
	MARK_START = 1,
	MARK_STOP,
	MARK_ROUND,
	MARK_ROW,
	MARK_USER
};

/* The kind of mark that an instruction is, 0 for all others. */
static inline unsigned
insn_mark(const struct qemu_plugin_insn *insn)
{
	const unsigned char *code = qemu_plugin_insn_data(insn);

	if (qemu_plugin_insn_size(insn) != 7 ||
	    memcmp(code, "\x0f\x1f\x80", 3) != 0 ||
	    memcmp(code + 4, "\x00\x62\x6b", 3) != 0)
		return 0;
	return code[3];
}

#endif
