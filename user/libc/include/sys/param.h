#ifndef _SYS_PARAM_H
#define _SYS_PARAM_H

#include <endian.h>
#include <limits.h>
#include <sys/types.h>

#define MAXSYMLINKS    20
#define MAXHOSTNAMELEN 64
#define MAXNAMLEN      255
#define MAXPATHLEN     4096
#define NBBY           8
#define NBPG           4096
#define NGROUPS        32
#define CANBSIZ        255
#define NOFILE         256
#define NCARGS         131072
#define DEV_BSIZE      512
#define NOGROUP        (-1)
#ifndef HZ
#define HZ 100
#endif

#undef MIN
#undef MAX
#define MIN(a, b) (((a) < (b)) ? (a) : (b))
#define MAX(a, b) (((a) > (b)) ? (a) : (b))

#define setbit(set, i) ((set)[(i) / NBBY] |= (unsigned char)(1 << (i) % NBBY))
#define clrbit(set, i) ((set)[(i) / NBBY] &= (unsigned char)~(1 << (i) % NBBY))
#define isset(set, i)  ((set)[(i) / NBBY] & (1 << (i) % NBBY))
#define isclr(set, i)  (!isset(set, i))

#define howmany(n, unit) (((n) + (unit)-1) / (unit))
#define roundup(n, unit) (howmany(n, unit) * (unit))
#define powerof2(n)      (!((n) & ((n)-1)))

#endif
