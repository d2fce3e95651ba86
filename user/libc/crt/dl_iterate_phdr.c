/*
 * The program's segments, as unwinders ask for them: there is one object.
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
