#ifndef _STDIO_H
#define _STDIO_H

#include <bits/types.h>

#define __need_NULL
#define __need_size_t
#include <stddef.h>
#define __need___va_list
#include <stdarg.h>

#include <bits/file.h>
#include <bits/mbstate.h>

__BEGIN_DECLS

typedef struct {
	__off_t __pos;
	mbstate_t __state;
} fpos_t;

#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2

#define BUFSIZ       8192
#define EOF          (-1)
#define FOPEN_MAX    1000
#define FILENAME_MAX 4096
#define L_tmpnam     20
#define TMP_MAX      238328

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

extern FILE *stdin;
extern FILE *stdout;
extern FILE *stderr;
#define stdin  stdin
#define stdout stdout
#define stderr stderr

void clearerr(FILE *);
int fclose(FILE *);
int feof(FILE *);
int ferror(FILE *);
int fflush(FILE *);
int fgetc(FILE *);
int fgetpos(FILE *__restrict, fpos_t *__restrict);
char *fgets(char *__restrict, int, FILE *__restrict);
FILE *fopen(const char *__restrict, const char *__restrict);
int fprintf(FILE *__restrict, const char *__restrict, ...) __printflike(2, 3);
int fputc(int, FILE *);
int fputs(const char *__restrict, FILE *__restrict);
size_t fread(void *__restrict, size_t, size_t, FILE *__restrict);
FILE *freopen(const char *__restrict, const char *__restrict, FILE *__restrict);
int fscanf(FILE *__restrict, const char *__restrict, ...) __scanflike(2, 3);
int fseek(FILE *, long, int);
int fsetpos(FILE *, const fpos_t *);
long ftell(FILE *);
size_t fwrite(const void *__restrict, size_t, size_t, FILE *__restrict);
int getc(FILE *);
int getchar(void);
void perror(const char *);
int printf(const char *__restrict, ...) __printflike(1, 2);
int putc(int, FILE *);
int putchar(int);
int puts(const char *);
int remove(const char *);
int rename(const char *, const char *);
void rewind(FILE *);
int scanf(const char *__restrict, ...) __scanflike(1, 2);
void setbuf(FILE *__restrict, char *__restrict);
int setvbuf(FILE *__restrict, char *__restrict, int, size_t);
int snprintf(char *__restrict, size_t, const char *__restrict, ...)
    __printflike(3, 4);
int sprintf(char *__restrict, const char *__restrict, ...) __printflike(2, 3);
int sscanf(const char *__restrict, const char *__restrict, ...)
    __scanflike(2, 3);
FILE *tmpfile(void);
char *tmpnam(char *);
int ungetc(int, FILE *);
int vfprintf(FILE *__restrict, const char *__restrict, __gnuc_va_list)
    __printflike(2, 0);
int vfscanf(FILE *__restrict, const char *__restrict, __gnuc_va_list)
    __scanflike(2, 0);
int vprintf(const char *__restrict, __gnuc_va_list) __printflike(1, 0);
int vscanf(const char *__restrict, __gnuc_va_list) __scanflike(1, 0);
int vsnprintf(char *__restrict, size_t, const char *__restrict, __gnuc_va_list)
    __printflike(3, 0);
int vsprintf(char *__restrict, const char *__restrict, __gnuc_va_list)
    __printflike(2, 0);
int vsscanf(const char *__restrict, const char *__restrict, __gnuc_va_list)
    __scanflike(2, 0);

#if __ISO_C_VISIBLE < 201112L
char *gets(char *);
#endif

#if __POSIX_VISIBLE
typedef __gnuc_va_list va_list;
typedef __off_t off_t;
typedef __ssize_t ssize_t;

#define L_ctermid 9
#define L_cuserid 9
#define P_tmpdir  "/tmp"

char *ctermid(char *);
int dprintf(int, const char *__restrict, ...) __printflike(2, 3);
FILE *fdopen(int, const char *);
int fileno(FILE *);
void flockfile(FILE *);
FILE *fmemopen(void *__restrict, size_t, const char *__restrict);
int fseeko(FILE *, off_t, int);
off_t ftello(FILE *);
int ftrylockfile(FILE *);
void funlockfile(FILE *);
int getc_unlocked(FILE *);
int getchar_unlocked(void);
ssize_t getdelim(char **__restrict, size_t *__restrict, int, FILE *__restrict);
ssize_t getline(char **__restrict, size_t *__restrict, FILE *__restrict);
FILE *open_memstream(char **, size_t *);
int pclose(FILE *);
FILE *popen(const char *, const char *);
int putc_unlocked(int, FILE *);
int putchar_unlocked(int);
int renameat(int, const char *, int, const char *);
char *tempnam(const char *, const char *);
int vdprintf(int, const char *__restrict, va_list) __printflike(2, 0);
#endif

#if __MISC_VISIBLE
int asprintf(char **__restrict, const char *__restrict, ...) __printflike(2, 3);
void clearerr_unlocked(FILE *);
char *cuserid(char *);
int feof_unlocked(FILE *);
int ferror_unlocked(FILE *);
int fflush_unlocked(FILE *);
int fgetc_unlocked(FILE *);
char *fgets_unlocked(char *__restrict, int, FILE *__restrict);
int fileno_unlocked(FILE *);
int fputc_unlocked(int, FILE *);
int fputs_unlocked(const char *__restrict, FILE *__restrict);
size_t fread_unlocked(void *__restrict, size_t, size_t, FILE *__restrict);
size_t fwrite_unlocked(const void *__restrict, size_t, size_t,
    FILE *__restrict);
int getw(FILE *);
int putw(int, FILE *);
void setbuffer(FILE *, char *, size_t);
void setlinebuf(FILE *);
int vasprintf(char **__restrict, const char *__restrict, va_list)
    __printflike(2, 0);
#endif

#if __GNU_VISIBLE
#define SEEK_DATA 3
#define SEEK_HOLE 4

#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE  2
#define RENAME_WHITEOUT  4

typedef ssize_t cookie_read_function_t(void *, char *, size_t);
typedef ssize_t cookie_write_function_t(void *, const char *, size_t);
typedef int cookie_seek_function_t(void *, off_t *, int);
typedef int cookie_close_function_t(void *);

typedef struct {
	cookie_read_function_t *read;
	cookie_write_function_t *write;
	cookie_seek_function_t *seek;
	cookie_close_function_t *close;
} cookie_io_functions_t;

int fcloseall(void);
FILE *fopencookie(void *__restrict, const char *__restrict,
    cookie_io_functions_t);
int renameat2(int, const char *, int, const char *, unsigned int);
#endif

#if __LFS64_VISIBLE
#define fopen64   fopen
#define freopen64 freopen
#define fseeko64  fseeko
#define ftello64  ftello
#define fgetpos64 fgetpos
#define fsetpos64 fsetpos
#define tmpfile64 tmpfile
#define fpos64_t  fpos_t
#endif

__END_DECLS

#endif
