/*
 * Shared anonymous memory: a page cache behind a file without a name.
 *
 * The mappings hold the file, the file holds the pages; the last munmap()
 * frees them.
 */
#include "fs/shmem.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "fs/file.h"
#include "mm/slab.h"
#include "vm/pagecache.h"
#include "vm/vmspace.h"

struct shmem {
	struct pagecache cache;
	u64 size; /* [I] bytes */
};

static int
shmem_mmap(struct file *f, struct vm_area *area)
{
	struct shmem *s = f->private;

	area->cache = &s->cache;
	return 0;
}

static void
shmem_release(struct file *f)
{
	struct shmem *s = f->private;

	pagecache_fini(&s->cache);
	kfree(s);
}

static u64
shmem_pages(const struct file *f)
{
	const struct shmem *s = f->private;

	return atomic_load(&s->cache.npages);
}

static const struct file_ops shmem_ops = {
	.mmap = shmem_mmap, .pages = shmem_pages, .release = shmem_release
};

int
shmem_create(u64 size, struct file **out)
{
	struct shmem *s = kmalloc(sizeof(*s));
	int err;

	if (!s)
		return -ENOMEM;
	pagecache_init(&s->cache, NULL);
	s->size = size;
	s->cache.size = &s->size;
	err = file_create_anon("zero", &shmem_ops, s, O_RDWR,
	    FMODE_READ | FMODE_WRITE, out);
	if (err)
		kfree(s);
	return err;
}
