/* ELF programs: from a file to a fresh address space. */
#ifndef PROC_ELF_H
#define PROC_ELF_H

#include "abi/elf.h"
#include "lib/compiler.h"
#include "lib/types.h"

struct file;
struct vmspace;

struct elf_image {
	vaddr_t entry; /* of the program itself */
	vaddr_t start; /* where to begin: the interpreter's or the same */
	vaddr_t phdr;  /* address of the program headers, for AT_PHDR */
	u16 phnum;
	vaddr_t base;    /* of the interpreter; 0: none */
	bool stack_exec; /* PT_GNU_STACK asks for it */
};

/* Maps the program in `file`, whose first bytes are `head`, and its interpreter
 * into vm, and fills img and vm's code, data and brk fields; slide: at random addresses.
 * => errors: -ENOEXEC not an ELF for this machine, or malformed; those of
 * opening the interpreter; -ENOMEM */
int elf_load(struct file *file, const void *head, size_t head_size,
    struct vmspace *vm, bool slide, struct elf_image *img) __must_check;

#endif
