/* What address spaces need of files (vm/vmspace.h). */
#include "cred/cred.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "vm/vmspace.h"

void
vm_file_get(struct file *f)
{
	file_get(f);
}

void
vm_file_put(struct file *f)
{
	file_put(f);
}

int
vm_file_map(struct file *f, struct vm_area *a)
{
	return f->ops->mmap(f, a);
}

void
vm_file_areas(struct file *f, bool more)
{
	f->ops->areas(f, more);
}

int
vm_file_sync(struct file *f)
{
	return f->ops->fsync ? f->ops->fsync(f, true) : 0;
}

bool
vm_file_tells(struct file *f)
{
	struct inode *inode = f->inode;

	return inode->sb->nameless || inode_owner_or_capable(inode) ||
	    inode_permission(inode, MAY_WRITE) == 0;
}
