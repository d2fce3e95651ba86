/* Lookup in the symbol table that tools/ksyms puts at the end of the image. */
#include "debug/ksyms.h"

#include "lib/compiler.h"

extern const u32 ksyms_count;
extern const u32 ksyms_offset[]; /* from image_start, ascending */
extern const u32 ksyms_name[];   /* index into ksyms_names */
extern const char ksyms_names[];
extern const char image_start[], text_end[];

const char *
ksym_find(vaddr_t addr, u64 *offset)
{
	u32 low = 0, high = ksyms_count;
	u64 at;

	if (addr < (vaddr_t)image_start || addr >= (vaddr_t)text_end || !high)
		return NULL;
	at = addr - (vaddr_t)image_start;
	while (high - low > 1) {
		u32 mid = low + (high - low) / 2;

		if (ksyms_offset[mid] <= at)
			low = mid;
		else
			high = mid;
	}
	*offset = at - ksyms_offset[low];
	return ksyms_names + ksyms_name[low];
}
