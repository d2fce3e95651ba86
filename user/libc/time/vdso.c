/*
 * The kernel's shared object, which reads clocks without entering the kernel.
 *
 * It is an ELF image that the auxiliary vector gives the address of. What is looked
 * up in it is one function, once, in the dynamic symbols, whose number is that of
 * the hash table's chains.
 */
#include <elf.h>
#include <string.h>

#include "libc.h"
#include "vdso.h"

struct image {
	uintptr_t offset; /* from addresses in the image to those in memory */
	const Elf64_Sym *symbols;
	const char *strings;
	const uint32_t *hash;
};

static void
read_dynamic(struct image *image, const Elf64_Dyn *d)
{
	for (; d->d_tag != DT_NULL; d++) {
		const void *p = (const void *)(d->d_un.d_ptr + image->offset);

		if (d->d_tag == DT_SYMTAB)
			image->symbols = p;
		else if (d->d_tag == DT_STRTAB)
			image->strings = p;
		else if (d->d_tag == DT_HASH)
			image->hash = p;
	}
}

static bool
open_image(struct image *image)
{
	uintptr_t base = __auxv_get(AT_SYSINFO_EHDR);
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)base;
	const Elf64_Phdr *p, *end;
	uintptr_t dynamic = 0;

	if (base == 0)
		return false;
	p = (const Elf64_Phdr *)(base + header->e_phoff);
	for (end = p + header->e_phnum; p < end; p++) {
		if (p->p_type == PT_LOAD && p->p_offset == 0)
			image->offset = base - p->p_vaddr;
		else if (p->p_type == PT_DYNAMIC)
			dynamic = base + p->p_offset;
	}
	if (dynamic == 0)
		return false;
	read_dynamic(image, (const Elf64_Dyn *)dynamic);
	return image->symbols != NULL && image->strings != NULL &&
	    image->hash != NULL;
}

void *
__vdso_find(const char *name)
{
	struct image image = { 0 };

	if (!open_image(&image))
		return NULL;
	for (uint32_t i = 0; i < image.hash[1]; i++) {
		const Elf64_Sym *s = &image.symbols[i];

		if (s->st_shndx != SHN_UNDEF &&
		    strcmp(image.strings + s->st_name, name) == 0)
			return (void *)(s->st_value + image.offset);
	}
	return NULL;
}
