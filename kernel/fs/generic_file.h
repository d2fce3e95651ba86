/* Regular files whose contents are in the page cache. */
#ifndef FS_GENERIC_FILE_H
#define FS_GENERIC_FILE_H

#include "fs/file.h"
#include "fs/inode.h"

/* read, write, seek and mmap for any file system with a page cache. */
extern const struct file_ops generic_file_ops;

u64 generic_file_pages(const struct file *f);
ssize_t generic_file_read(struct file *f, struct uio *to, loff_t *pos);
ssize_t generic_file_lend(struct file *f, loff_t pos, size_t n,
    struct file_loan *loan);
ssize_t generic_file_write(struct file *f, struct uio *from, loff_t *pos);
loff_t generic_file_seek(struct file *f, loff_t offset, int whence);
int generic_file_mmap(struct file *f, struct vm_area *area);
int generic_file_fsync(struct file *f, bool datasync);
/* An error of write-back that f has not told yet, or 0. */
int generic_file_heard(struct file *f);
/* syncfs(). */
int generic_file_syncfs(struct file *f);
/* A file of a device is opened. */
void generic_file_begin(struct file *f);

/* lseek() by SEEK_SET, SEEK_CUR and SEEK_END in a file of that size. */
loff_t seek_within(struct file *f, loff_t offset, int whence, loff_t size,
    loff_t max);

/* inode_ops.truncate: all of it in memory; of a device what the cache has of it.  Of
 * what is cut off nothing is on its way to the device afterwards: its file system
 * zeroes there what lies behind the end in the last page.
 * => holds: inode->lock */
int generic_truncate(struct inode *inode, u64 size);
/* Of a device, when its file system has cut it off there: the last page may have been
 * read meanwhile, as it was before. => holds: the same, from before the former */
void generic_truncate_end(struct inode *inode, u64 size);
/* The same two for a hole, [start, end): before the device makes it, and after.
 * => holds: inode->lock from before the former */
void generic_punch(struct inode *inode, u64 start, u64 end);
void generic_punch_end(struct inode *inode, u64 start, u64 end);
/* inode_ops.fallocate of a file system in memory. => holds: inode->lock */
int memory_fallocate(struct inode *inode, unsigned mode, u64 start, u64 end);

#endif
