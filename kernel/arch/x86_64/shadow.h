/* The shadow of kernel memory, in builds with the address sanitizer. */
#ifndef ARCH_X86_64_SHADOW_H
#define ARCH_X86_64_SHADOW_H

#include "lib/compiler.h"
#include "lib/types.h"

#ifdef KASAN
/* Shadow for RAM and the image, all zero. => within mmu_boot() */
void shadow_boot(void);
/* Shadow for a page of kernel virtual space. => errors: -ENOMEM */
int shadow_cover_page(vaddr_t va) __must_check;
#else
static inline void
shadow_boot(void)
{
}

static inline __must_check int
shadow_cover_page(vaddr_t va)
{
	(void)va;
	return 0;
}
#endif

#endif
