/*
 * Scalar types of the kernel. Quantities that are easily mixed up have their own.
 */
#ifndef LIB_TYPES_H
#define LIB_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

typedef long ssize_t;
typedef long loff_t;
typedef unsigned int mode_t;
typedef unsigned long dev_t;
typedef unsigned long ino_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef int pid_t;

typedef u64 paddr_t; /* physical address */
typedef u64 vaddr_t; /* virtual address, the kernel's or a program's */
typedef u64 pfn_t;   /* number of a page frame: physical address / page size */
typedef s64 ktime_t; /* nanoseconds */

/* Lies in what is freed by rcu_call() (sync/rcu.h); nothing looks at it before. */
struct rcu_head {
	struct rcu_head *next;
	void (*fn)(struct rcu_head *h);
};

#endif
