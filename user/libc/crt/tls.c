/*
 * Thread-local storage.
 *
 * A static program has one TLS image, the PT_TLS segment. Each thread has a copy of
 * it, which ends where its struct thread begins (psABI variant II):
 *
 *	| padding | image, then zeros | struct thread |
 *	          ^ congruent to p_vaddr by p_align   ^ %fs, aligned to p_align
 *
 * The compiler addresses variables by their distance below %fs, so that the linker
 * and this file have to agree on the padding. The first thread's copy is in static
 * memory if it fits, as nearly always.
 */
#include <elf.h>
#include <string.h>
#include <sys/mman.h>

#include "libc.h"
#include "start.h"
#include "syscall.h"
#include "thread.h"

#define ARCH_SET_FS   0x1002
#define MIN_ALIGN     64
#define FIRST_TLS_MAX 1024

static struct {
	const void *image; /* initialised part */
	size_t image_size;
	size_t size;  /* from the image's start to the thread pointer */
	size_t align; /* of the thread pointer */
} tls = { .align = MIN_ALIGN };

static _Alignas(MIN_ALIGN) char first_tls[FIRST_TLS_MAX + MIN_ALIGN +
    sizeof(struct thread)];

static const Elf64_Phdr *
find_tls_segment(void)
{
	const Elf64_Phdr *phdr = (const void *)__auxv_get(AT_PHDR);
	size_t count = __auxv_get(AT_PHNUM);

	for (; count > 0; count--, phdr++)
		if (phdr->p_type == PT_TLS)
			return phdr;
	return NULL;
}

static void
measure(void)
{
	const Elf64_Phdr *segment = find_tls_segment();

	if (!segment)
		return;
	if (segment->p_align > tls.align)
		tls.align = segment->p_align;
	tls.image = (const void *)segment->p_vaddr;
	tls.image_size = segment->p_filesz;
	tls.size = segment->p_memsz;
	tls.size += -(segment->p_vaddr + tls.size) & (segment->p_align - 1);
}

size_t
__tls_size(void)
{
	return tls.size + tls.align + sizeof(struct thread);
}

struct thread *
__tls_init(void *memory)
{
	uintptr_t end = (uintptr_t)memory + tls.size + tls.align - 1;
	struct thread *thread = (void *)(end & -tls.align);

	memcpy((char *)thread - tls.size, tls.image, tls.image_size);
	thread->self = thread;
	return thread;
}

/* Memory for the first thread; there is no malloc yet. */
static void *
first_memory(void)
{
	size_t size = __tls_size();
	long address;

	if (size <= sizeof(first_tls))
		return first_tls;
	address = __syscall(SYS_mmap, 0, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if ((unsigned long)address >= -SYSCALL_MAX_ERRNO)
		__builtin_trap();
	return (void *)address;
}

void
__tls_start(void)
{
	const uintptr_t *random = (const void *)__auxv_get(AT_RANDOM);
	struct thread *thread;

	measure();
	thread = __tls_init(first_memory());
	/* A null byte ends what overflowing strings can write. */
	if (random)
		thread->canary = *random & ~0xffUL;
	if (__syscall(SYS_arch_prctl, ARCH_SET_FS, thread) < 0)
		__builtin_trap();
	thread->tid = (int)__syscall(SYS_set_tid_address, &thread->tid);
}
