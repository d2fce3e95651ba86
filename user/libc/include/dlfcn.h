#ifndef _DLFCN_H
#define _DLFCN_H

#include <features.h>

__BEGIN_DECLS

#define RTLD_LAZY     0x001
#define RTLD_NOW      0x002
#define RTLD_NOLOAD   0x004
#define RTLD_LOCAL    0x000
#define RTLD_GLOBAL   0x100
#define RTLD_NODELETE 0x1000

int dlclose(void *);
char *dlerror(void);
void *dlopen(const char *, int);
void *dlsym(void *__restrict, const char *__restrict);

#if __GNU_VISIBLE
#define RTLD_DEFAULT ((void *)0)
#define RTLD_NEXT    ((void *)-1)

typedef struct {
	const char *dli_fname;
	void *dli_fbase;
	const char *dli_sname;
	void *dli_saddr;
} Dl_info;

int dladdr(const void *, Dl_info *);
void *dlvsym(void *__restrict, const char *__restrict, const char *__restrict);
#endif

__END_DECLS

#endif
