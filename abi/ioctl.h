/*
 * ioctls that are not of one device: descriptors and block devices. The number
 * of a newer ioctl is made of direction, size of the argument, type and index.
 */
#ifndef ABI_IOCTL_H
#define ABI_IOCTL_H

#include "abi/types.h"

#define IOC_NONE_  0U
#define IOC_WRITE_ 1U
#define IOC_READ_  2U
#define IOC_(dir, type, nr, size)                       \
	(((dir) << 30) | ((unsigned int)(size) << 16) | \
	    ((unsigned int)(type) << 8) | (unsigned int)(nr))

#define FIONREAD 0x541b
#define FIONBIO  0x5421
#define FIONCLEX 0x5450
#define FIOCLEX  0x5451
#define FIOASYNC 0x5452
#define FIOQSIZE 0x5460

#define BLKROGET     IOC_(IOC_NONE_, 0x12, 94, 0)
#define BLKGETSIZE   IOC_(IOC_NONE_, 0x12, 96, 0)
#define BLKFLSBUF    IOC_(IOC_NONE_, 0x12, 97, 0)
#define BLKSSZGET    IOC_(IOC_NONE_, 0x12, 104, 0)
#define BLKBSZGET    IOC_(IOC_READ_, 0x12, 112, sizeof(size_t))
#define BLKGETSIZE64 IOC_(IOC_READ_, 0x12, 114, sizeof(size_t))

#endif
