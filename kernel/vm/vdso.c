/*
 * The vDSO: two pages in every program, [data][code].
 *
 * Both come from one page cache, filled once at boot, through a special area
 * that belongs to no file.  The data page is the kernel's to write, the
 * program's to read.
 */
#include "vm/vdso.h"

#include "abi/errno.h"
#include "abi/mman.h"
#include "arch/timer.h"
#include "lib/string.h"
#include "mm/page.h"
#include "time/clock.h"
#include "vdso/vdso_data.h"
#include "vm/internal.h"
#include "vm/pagecache.h"

extern const char vdso_image_start[], vdso_image_end[];

static struct {
	struct pagecache cache;
	u64 size; /* bytes of data and code */
	struct vdso_data *data;
} vdso;

static struct page *
make_page(u64 index)
{
	struct page *page;
	int err = pagecache_get(&vdso.cache, index, &page);

	assert(!err);
	return page;
}

void
clock_changed(void)
{
	if (vdso.data)
		atomic_store(&vdso.data->realtime_offset,
		    clock_realtime_offset());
}

void
vdso_init(void)
{
	size_t n = (size_t)(vdso_image_end - vdso_image_start);
	struct clock_params p;

	vdso.size = PAGE_SIZE + ALIGN_UP(n, PAGE_SIZE);
	pagecache_init(&vdso.cache, NULL);
	vdso.cache.size = &vdso.size;
	vdso.data = page_address(make_page(0));
	for (size_t at = 0; at < n; at += PAGE_SIZE)
		memcpy(page_address(make_page(1 + at / PAGE_SIZE)),
		    vdso_image_start + at, min(n - at, PAGE_SIZE));
	arch_clock_params(&p);
	vdso.data->base = p.base;
	vdso.data->mult = p.mult;
	assert(p.shift == VDSO_SHIFT);
	clock_changed();
}

/* An area of vdso's pages from index `first` on. => holds: vm->lock */
static int
map_part(struct vmspace *vm, vaddr_t addr, size_t len, unsigned flags,
    u64 first) REQUIRES(areas_role)
{
	struct vm_area *a = area_alloc();

	if (!a)
		return -ENOMEM;
	*a = (struct vm_area){ .vm = vm,
		.start = addr,
		.end = addr + len,
		.flags = flags | VM_SPECIAL,
		.cache = &vdso.cache,
		.pgoff = first };
	area_insert(vm, a);
	return 0;
}

int
vdso_map(struct vmspace *vm)
{
	vaddr_t at;
	int err = -ENOMEM;

	vm_write_lock(vm);
	at = area_find_gap(vm, vdso.size);
	if (at)
		err = map_part(vm, at, PAGE_SIZE, VM_READ, 0);
	if (!err)
		err = map_part(vm, at + PAGE_SIZE, vdso.size - PAGE_SIZE,
		    VM_READ | VM_EXEC, 1);
	if (!err)
		vm->vdso = at + PAGE_SIZE;
	vm_write_unlock(vm);
	return err;
}
