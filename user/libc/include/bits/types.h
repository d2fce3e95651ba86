/*
 * The types of the Linux x86-64 ABI under reserved names. A header that has to
 * define off_t says `typedef __off_t off_t;`: repeating that is no error.
 */
#ifndef _BITS_TYPES_H
#define _BITS_TYPES_H

#include <features.h>

typedef signed char __int8_t;
typedef unsigned char __uint8_t;
typedef short __int16_t;
typedef unsigned short __uint16_t;
typedef int __int32_t;
typedef unsigned int __uint32_t;
typedef long __int64_t;
typedef unsigned long __uint64_t;

typedef long __blkcnt_t;
typedef long __blksize_t;
typedef long __clock_t;
typedef int __clockid_t;
typedef unsigned long __dev_t;
typedef unsigned long __fsblkcnt_t;
typedef unsigned long __fsfilcnt_t;
typedef unsigned int __gid_t;
typedef unsigned int __id_t;
typedef unsigned long __ino_t;
typedef int __key_t;
typedef unsigned int __mode_t;
typedef unsigned long __nlink_t;
typedef long __off_t;
typedef int __pid_t;
typedef unsigned int __socklen_t;
typedef long __ssize_t;
typedef long __suseconds_t;
typedef long __time_t;
typedef void *__timer_t;
typedef unsigned int __uid_t;
typedef unsigned int __useconds_t;
typedef unsigned int __wint_t;

#endif
