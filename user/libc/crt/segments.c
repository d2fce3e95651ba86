/*
 * The program's segments, as unwinders ask for them: there is one object. They find
 * the tables by which they go from a function to its caller through either of two
 * functions, the newer of which is faster where there are many objects.
 */
#include <elf.h>
#include <link.h>
#include <stddef.h>

#include "libc.h"

/* Where the linker put what it believes to be at address 0. */
static Elf64_Addr
load_address(const Elf64_Phdr *phdr, Elf64_Half n)
{
	for (Elf64_Half i = 0; i < n; i++)
		if (phdr[i].p_type == PT_PHDR)
			return (Elf64_Addr)phdr - phdr[i].p_vaddr;
	return 0;
}

int
dl_iterate_phdr(int (*function)(struct dl_phdr_info *, size_t, void *),
    void *context)
{
	struct dl_phdr_info info = {
		.dlpi_name = "",
		.dlpi_phdr = (const Elf64_Phdr *)__auxv_get(AT_PHDR),
		.dlpi_phnum = (Elf64_Half)__auxv_get(AT_PHNUM),
		.dlpi_adds = 1,
		.dlpi_tls_modid = 1,
	};

	info.dlpi_addr = load_address(info.dlpi_phdr, info.dlpi_phnum);
	return function(&info, sizeof(info), context);
}

/* => returns: 0, or -1 if the address is not the program's */
int
_dl_find_object(void *address, struct dl_find_object *result)
{
	const Elf64_Phdr *phdr = (const void *)__auxv_get(AT_PHDR);
	Elf64_Half n = (Elf64_Half)__auxv_get(AT_PHNUM);
	Elf64_Addr base = load_address(phdr, n), start = UINTPTR_MAX, end = 0;
	void *table = NULL;

	for (Elf64_Half i = 0; i < n; i++) {
		Elf64_Addr from = base + phdr[i].p_vaddr;

		if (phdr[i].p_type == PT_GNU_EH_FRAME)
			table = (void *)from;
		if (phdr[i].p_type != PT_LOAD)
			continue;
		if (from < start)
			start = from;
		if (from + phdr[i].p_memsz > end)
			end = from + phdr[i].p_memsz;
	}
	if (!table || (Elf64_Addr)address < start || (Elf64_Addr)address >= end)
		return -1;
	*result = (struct dl_find_object){ .dlfo_map_start = (void *)start,
		.dlfo_map_end = (void *)end,
		.dlfo_eh_frame = table };
	return 0;
}
