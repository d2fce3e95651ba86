/*
 * Loading ELF programs (gABI chapter 5, psABI chapter 5).
 *
 * The whole image is built in an address space that no thread uses yet, so a
 * file that turns out to be malformed costs the caller nothing.  Each PT_LOAD
 * segment is a private mapping of the file; what a segment has beyond its file
 * part is anonymous, and the rest of its last file page is zeroed.
 *
 * A position-independent program goes to the bottom of the region where the
 * kernel places things, at a random slide; one that is its own loader's
 * business (PT_INTERP) also gets the interpreter, an ordinary mapping.
 *
 * Checked: every length, offset and address, overflow included; segments must
 * lie in user space, ascend, and agree with their offsets modulo the page.
 */
#include "proc/elf.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/mman.h"
#include "arch/layout.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "time/random.h"
#include "vm/vmspace.h"

#define MAX_PHDRS_SIZE  65536
#define PIE_SLIDE_BITS  22 /* pages: 16 GiB */
#define BRK_SLIDE_PAGES 8192

struct object {
	struct file *file;
	struct elf64_ehdr eh;
	struct elf64_phdr *ph; /* eh.e_phnum of them; owned */
	vaddr_t bias;          /* address minus p_vaddr */
	vaddr_t low, high;     /* p_vaddr range of all segments, page-aligned */
};

static int
check_header(const struct elf64_ehdr *eh)
{
	if (memcmp(eh->e_ident, ELFMAG, SELFMAG) ||
	    eh->e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh->e_ident[EI_DATA] != ELFDATA2LSB || eh->e_machine != EM_X86_64 ||
	    (eh->e_type != ET_EXEC && eh->e_type != ET_DYN) ||
	    eh->e_phentsize != sizeof(struct elf64_phdr) || !eh->e_phnum ||
	    eh->e_phnum * sizeof(struct elf64_phdr) > MAX_PHDRS_SIZE)
		return -ENOEXEC;
	return 0;
}

/* One segment's numbers make sense. */
static int
check_segment(const struct elf64_phdr *ph)
{
	u64 end;

	if (ph->p_filesz > ph->p_memsz || ph->p_memsz > USER_END ||
	    __builtin_add_overflow(ph->p_vaddr, ph->p_memsz, &end) ||
	    end > USER_END - PAGE_SIZE ||
	    (ph->p_offset ^ ph->p_vaddr) % PAGE_SIZE ||
	    __builtin_add_overflow(ph->p_offset, ph->p_filesz, &end) ||
	    end > INT64_MAX)
		return -ENOEXEC;
	return 0;
}

/* Reads the program headers and finds the range of the segments. */
static int
object_open(struct object *o, struct file *file, const void *head, size_t n)
{
	size_t size;
	ssize_t got;
	int err;

	*o = (struct object){ .file = file };
	if (n < sizeof(o->eh))
		return -ENOEXEC;
	memcpy(&o->eh, head, sizeof(o->eh));
	err = check_header(&o->eh);
	if (err)
		return err;
	size = o->eh.e_phnum * sizeof(struct elf64_phdr);
	o->ph = kmalloc(size);
	if (!o->ph)
		return -ENOMEM;
	if (o->eh.e_phoff <= n && size <= n - o->eh.e_phoff) {
		memcpy(o->ph, (const char *)head + o->eh.e_phoff, size);
	} else {
		got = o->eh.e_phoff > INT64_MAX - size ?
		    -EINVAL :
		    file_read_kernel(file, o->ph, size, (loff_t)o->eh.e_phoff);
		if (got != (ssize_t)size)
			return got < 0 && got != -EINVAL ? (int)got : -ENOEXEC;
	}
	o->low = USER_END;
	for (unsigned i = 0; i < o->eh.e_phnum; i++) {
		const struct elf64_phdr *ph = &o->ph[i];

		if (ph->p_type != PT_LOAD || !ph->p_memsz)
			continue;
		err = check_segment(ph);
		if (err)
			return err;
		o->low = min(o->low,
		    ALIGN_DOWN((vaddr_t)ph->p_vaddr, PAGE_SIZE));
		o->high = max(o->high,
		    ALIGN_UP((vaddr_t)(ph->p_vaddr + ph->p_memsz), PAGE_SIZE));
	}
	return o->low < o->high ? 0 : -ENOEXEC;
}

static unsigned
segment_flags(const struct elf64_phdr *ph)
{
	return (ph->p_flags & PF_R ? VM_READ : 0) |
	    (ph->p_flags & PF_W ? VM_WRITE : 0) |
	    (ph->p_flags & PF_X ? VM_EXEC : 0) | VM_MAYWRITE;
}

/* Zeroes from the end of a segment's file part to the end of that page. */
static int
zero_tail(struct vmspace *vm, vaddr_t from)
{
	static const char zeroes[PAGE_SIZE];
	size_t n = ALIGN_UP(from, PAGE_SIZE) - from;

	if (!n)
		return 0;
	return vm_access(vm, from, (void *)zeroes, n, true) == (ssize_t)n ?
	    0 :
	    -ENOEXEC;
}

static int
map_segment(struct object *o, const struct elf64_phdr *ph, struct vmspace *vm)
{
	vaddr_t start = ALIGN_DOWN(o->bias + ph->p_vaddr, PAGE_SIZE);
	vaddr_t file_end = o->bias + ph->p_vaddr + ph->p_filesz;
	vaddr_t end = o->bias + ph->p_vaddr + ph->p_memsz, at = start;
	unsigned flags = segment_flags(ph);
	int err;

	if (ph->p_filesz) {
		err = vm_map(vm, start, file_end - start, flags, MAP_FIXED,
		    o->file,
		    (ph->p_offset - (ph->p_vaddr % PAGE_SIZE)) / PAGE_SIZE,
		    &at);
		if (err)
			return err;
		at = ALIGN_UP(file_end, PAGE_SIZE);
	}
	if (end > at) {
		err = vm_map(vm, at, end - at, flags, MAP_FIXED, NULL, 0, &at);
		if (err)
			return err;
	}
	/* A read-only segment's tail cannot hold bss: nothing to zero. */
	if (ph->p_memsz > ph->p_filesz && ph->p_filesz && (flags & VM_WRITE))
		return zero_tail(vm, file_end);
	return 0;
}

/* Maps all segments with o->bias settled. */
static int
object_map(struct object *o, struct vmspace *vm)
{
	for (unsigned i = 0; i < o->eh.e_phnum; i++) {
		const struct elf64_phdr *ph = &o->ph[i];
		int err;

		if (ph->p_type != PT_LOAD || !ph->p_memsz)
			continue;
		if (o->bias + ph->p_vaddr < USER_MIN)
			return -ENOEXEC;
		err = map_segment(o, ph, vm);
		if (err)
			return err == -EEXIST || err == -EPERM ? -ENOEXEC : err;
	}
	return 0;
}

/* --- The interpreter ------------------------------------------------------------- */

/* Opens what PT_INTERP names, if there is one. */
static int
open_interpreter(const struct object *o, struct file **out)
{
	const struct elf64_phdr *ph = NULL;
	char *path;
	ssize_t n;
	int err;

	*out = NULL;
	for (unsigned i = 0; i < o->eh.e_phnum && !ph; i++)
		if (o->ph[i].p_type == PT_INTERP)
			ph = &o->ph[i];
	if (!ph)
		return 0;
	if (ph->p_filesz < 2 || ph->p_filesz > PATH_MAX ||
	    ph->p_offset > INT64_MAX - ph->p_filesz)
		return -ENOEXEC;
	path = kmalloc(ph->p_filesz);
	if (!path)
		return -ENOMEM;
	n = file_read_kernel(o->file, path, ph->p_filesz, (loff_t)ph->p_offset);
	if (n != (ssize_t)ph->p_filesz || path[n - 1])
		err = n < 0 ? (int)n : -ENOEXEC;
	else
		err = file_open_exec(AT_FDCWD, path, 0, out);
	kfree(path);
	return err;
}

static int
load_interpreter(struct file *file, struct vmspace *vm, struct elf_image *img)
{
	struct object o = { 0 };
	struct elf64_ehdr eh;
	ssize_t n = file_read_kernel(file, &eh, sizeof(eh), 0);
	int err = n < 0 ? (int)n : object_open(&o, file, &eh, (size_t)n);
	vaddr_t base = 0;

	if (err == -ENOEXEC)
		err = -ELIBBAD;
	/* Finds a place for the whole, then maps the parts over it. */
	if (!err && o.eh.e_type == ET_DYN)
		err = vm_map(vm, 0, o.high - o.low, 0, 0, NULL, 0, &base);
	if (!err) {
		o.bias = o.eh.e_type == ET_DYN ? base - o.low : 0;
		if (base)
			err = vm_unmap(vm, base, o.high - o.low);
	}
	if (!err)
		err = object_map(&o, vm);
	if (!err) {
		img->base = o.bias + o.low;
		img->start = o.bias + o.eh.e_entry;
	}
	kfree(o.ph);
	return err;
}

/* --- The program -------------------------------------------------------------------- */

/* Where the program headers are in memory. */
static vaddr_t
find_phdr(const struct object *o)
{
	for (unsigned i = 0; i < o->eh.e_phnum; i++)
		if (o->ph[i].p_type == PT_PHDR)
			return o->bias + o->ph[i].p_vaddr;
	for (unsigned i = 0; i < o->eh.e_phnum; i++) {
		const struct elf64_phdr *ph = &o->ph[i];

		if (ph->p_type == PT_LOAD && o->eh.e_phoff >= ph->p_offset &&
		    o->eh.e_phoff < ph->p_offset + ph->p_filesz)
			return o->bias + ph->p_vaddr + o->eh.e_phoff -
			    ph->p_offset;
	}
	return 0;
}

/* The fields of vm that /proc and brk() use. */
static void
describe(const struct object *o, struct vmspace *vm, bool slide)
{
	vm->code_start = vm->data_start = USER_END;
	for (unsigned i = 0; i < o->eh.e_phnum; i++) {
		const struct elf64_phdr *ph = &o->ph[i];
		vaddr_t start = o->bias + ph->p_vaddr;

		if (ph->p_type != PT_LOAD)
			continue;
		if (ph->p_flags & PF_X) {
			vm->code_start = min(vm->code_start, start);
			vm->code_end = max(vm->code_end, start + ph->p_filesz);
		} else {
			vm->data_start = min(vm->data_start, start);
			vm->data_end = max(vm->data_end, start + ph->p_filesz);
		}
	}
	if (vm->data_start == USER_END)
		vm->data_start = vm->data_end = 0;
	role_unshared(&areas_role);
	vm->brk_start = o->bias + o->high;
	if (slide)
		vm->brk_start += random_u64() % BRK_SLIDE_PAGES * PAGE_SIZE;
	vm->brk = vm->brk_start;
}

static bool
wants_exec_stack(const struct object *o)
{
	for (unsigned i = 0; i < o->eh.e_phnum; i++)
		if (o->ph[i].p_type == PT_GNU_STACK)
			return o->ph[i].p_flags & PF_X;
	return false;
}

static vaddr_t
choose_bias(const struct object *o, bool slide)
{
	vaddr_t align = PAGE_SIZE, base = USER_REGION;

	if (o->eh.e_type != ET_DYN)
		return 0;
	for (unsigned i = 0; i < o->eh.e_phnum; i++) {
		u64 a = o->ph[i].p_align;

		if (o->ph[i].p_type == PT_LOAD && a > align && !(a & (a - 1)) &&
		    a <= 1UL << 30)
			align = a;
	}
	if (slide)
		base += random_u64() % (1UL << PIE_SLIDE_BITS) * PAGE_SIZE;
	return ALIGN_UP(base, align) - o->low;
}

int
elf_load(struct file *file, const void *head, size_t head_size,
    struct vmspace *vm, bool slide, struct elf_image *img)
{
	struct file *interp = NULL;
	struct object o = { 0 };
	int err = object_open(&o, file, head, head_size);

	if (!err)
		err = open_interpreter(&o, &interp);
	if (!err) {
		o.bias = choose_bias(&o, slide);
		err = object_map(&o, vm);
	}
	if (!err) {
		*img = (struct elf_image){ .entry = o.bias + o.eh.e_entry,
			.start = o.bias + o.eh.e_entry,
			.phdr = find_phdr(&o),
			.phnum = o.eh.e_phnum,
			.stack_exec = wants_exec_stack(&o) };
		describe(&o, vm, slide);
		if (interp)
			err = load_interpreter(interp, vm, img);
		if (!err && img->start >= USER_END)
			err = -EINVAL;
	}
	if (interp)
		file_put(interp);
	kfree(o.ph);
	return err;
}
