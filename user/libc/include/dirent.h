#ifndef _DIRENT_H
#define _DIRENT_H

#include <bits/types.h>

#define __need_size_t
#include <stddef.h>

__BEGIN_DECLS

typedef __ino_t ino_t;

typedef struct __dir DIR;

struct dirent {
	ino_t d_ino;
	__off_t d_off;
	unsigned short d_reclen;
	unsigned char d_type;
	char d_name[256];
};

#define d_fileno d_ino

#if __MISC_VISIBLE
#define _DIRENT_HAVE_D_RECLEN
#define _DIRENT_HAVE_D_OFF
#define _DIRENT_HAVE_D_TYPE

#define DT_UNKNOWN   0
#define DT_FIFO      1
#define DT_CHR       2
#define DT_DIR       4
#define DT_BLK       6
#define DT_REG       8
#define DT_LNK       10
#define DT_SOCK      12
#define DT_WHT       14
#define IFTODT(mode) (((mode)&0170000) >> 12)
#define DTTOIF(type) ((type) << 12)
#define MAXNAMLEN    255
#endif

int alphasort(const struct dirent **, const struct dirent **);
int closedir(DIR *);
int dirfd(DIR *);
DIR *fdopendir(int);
DIR *opendir(const char *);
struct dirent *readdir(DIR *);
int readdir_r(DIR *__restrict, struct dirent *__restrict,
    struct dirent **__restrict);
void rewinddir(DIR *);
int scandir(const char *, struct dirent ***, int (*)(const struct dirent *),
    int (*)(const struct dirent **, const struct dirent **));
#if __XSI_VISIBLE
void seekdir(DIR *, long);
long telldir(DIR *);
#endif
#if __GNU_VISIBLE
__ssize_t getdents64(int, void *, size_t);
int scandirat(int, const char *, struct dirent ***,
    int (*)(const struct dirent *),
    int (*)(const struct dirent **, const struct dirent **));
int versionsort(const struct dirent **, const struct dirent **);
#endif
#if __LFS64_VISIBLE
#define dirent64      dirent
#define readdir64     readdir
#define readdir64_r   readdir_r
#define scandir64     scandir
#define alphasort64   alphasort
#define versionsort64 versionsort
#endif

__END_DECLS

#endif
