#ifndef _SYS_SYSMACROS_H
#define _SYS_SYSMACROS_H

#define major(dev) \
	((unsigned int)(((dev) >> 32 & 0xfffff000U) | ((dev) >> 8 & 0xfffU)))
#define minor(dev) ((unsigned int)(((dev) >> 12 & 0xffffff00U) | ((dev)&0xffU)))
#define makedev(major, minor)                                           \
	(((major)&0xfffff000ULL) << 32 | ((major)&0x00000fffULL) << 8 | \
	    ((minor)&0xffffff00ULL) << 12 | ((minor)&0x000000ffULL))
#define gnu_dev_major(dev)            major(dev)
#define gnu_dev_minor(dev)            minor(dev)
#define gnu_dev_makedev(major, minor) makedev(major, minor)

#endif
