#ifndef _SYS_RANDOM_H
#define _SYS_RANDOM_H

#include <bits/types.h>

#define __need_size_t
#include <stddef.h>

#include <abi/random.h>

__BEGIN_DECLS

int getentropy(void *, size_t);
__ssize_t getrandom(void *, size_t, unsigned int);

__END_DECLS

#endif
