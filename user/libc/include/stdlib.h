#ifndef _STDLIB_H
#define _STDLIB_H

#include <features.h>

#define __need_NULL
#define __need_size_t
#define __need_wchar_t
#include <stddef.h>

#include <bits/locale_t.h>
#if __POSIX_VISIBLE
#include <bits/wait.h>
#endif
#if __MISC_VISIBLE
#include <alloca.h>
#include <sys/types.h>
#endif

__BEGIN_DECLS

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX     0x7fffffff
#define MB_CUR_MAX   (__ctype_get_mb_cur_max())
size_t __ctype_get_mb_cur_max(void);

typedef struct {
	int quot;
	int rem;
} div_t;

typedef struct {
	long quot;
	long rem;
} ldiv_t;

typedef struct {
	long long quot;
	long long rem;
} lldiv_t;

__noreturn void _Exit(int);
__noreturn void abort(void);
int abs(int);
void *aligned_alloc(size_t, size_t);
int at_quick_exit(void (*)(void));
int atexit(void (*)(void));
double atof(const char *);
int atoi(const char *);
long atol(const char *);
long long atoll(const char *);
void *bsearch(const void *, const void *, size_t, size_t,
    int (*)(const void *, const void *));
void *calloc(size_t, size_t);
div_t div(int, int);
__noreturn void exit(int);
void free(void *);
char *getenv(const char *);
long labs(long);
ldiv_t ldiv(long, long);
long long llabs(long long);
lldiv_t lldiv(long long, long long);
void *malloc(size_t);
int mblen(const char *, size_t);
size_t mbstowcs(wchar_t *__restrict, const char *__restrict, size_t);
int mbtowc(wchar_t *__restrict, const char *__restrict, size_t);
void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
__noreturn void quick_exit(int);
int rand(void);
void *realloc(void *, size_t);
void srand(unsigned int);
double strtod(const char *__restrict, char **__restrict);
float strtof(const char *__restrict, char **__restrict);
long strtol(const char *__restrict, char **__restrict, int);
long double strtold(const char *__restrict, char **__restrict);
long long strtoll(const char *__restrict, char **__restrict, int);
unsigned long strtoul(const char *__restrict, char **__restrict, int);
unsigned long long strtoull(const char *__restrict, char **__restrict, int);
int system(const char *);
size_t wcstombs(char *__restrict, const wchar_t *__restrict, size_t);
int wctomb(char *, wchar_t);

#if __ISO_C_VISIBLE >= 202311L
void free_sized(void *, size_t);
void free_aligned_sized(void *, size_t, size_t);
#endif

#if __POSIX_VISIBLE
int getsubopt(char **, char *const *, char **);
char *mkdtemp(char *);
int mkstemp(char *);
int posix_memalign(void **, size_t, size_t);
int rand_r(unsigned int *);
int setenv(const char *, const char *, int);
int unsetenv(const char *);
#endif

#if __XSI_VISIBLE
long a64l(const char *);
double drand48(void);
double erand48(unsigned short[3]);
int grantpt(int);
char *initstate(unsigned int, char *, size_t);
long jrand48(unsigned short[3]);
char *l64a(long);
void lcong48(unsigned short[7]);
long lrand48(void);
long mrand48(void);
long nrand48(unsigned short[3]);
int posix_openpt(int);
char *ptsname(int);
int putenv(char *);
long random(void);
char *realpath(const char *__restrict, char *__restrict);
unsigned short *seed48(unsigned short[3]);
char *setstate(char *);
void srand48(long);
void srandom(unsigned int);
int unlockpt(int);
#endif

#if __MISC_VISIBLE
struct random_data {
	int *fptr, *rptr, *state, *end_ptr;
	int rand_type, rand_deg, rand_sep;
};
struct drand48_data {
	unsigned short __x[3];
	unsigned short __old_x[3];
	unsigned short __c;
	unsigned short __init;
	unsigned long long __a;
};
int clearenv(void);
int drand48_r(struct drand48_data *, double *);
int erand48_r(unsigned short[3], struct drand48_data *, double *);
int jrand48_r(unsigned short[3], struct drand48_data *, long *);
int lcong48_r(unsigned short[7], struct drand48_data *);
int lrand48_r(struct drand48_data *, long *);
int mrand48_r(struct drand48_data *, long *);
int nrand48_r(unsigned short[3], struct drand48_data *, long *);
int seed48_r(unsigned short[3], struct drand48_data *);
int srand48_r(long, struct drand48_data *);
int initstate_r(unsigned int, char *, size_t, struct random_data *);
int random_r(struct random_data *, int *);
int setstate_r(char *, struct random_data *);
int srandom_r(unsigned int, struct random_data *);
unsigned int arc4random(void);
void arc4random_buf(void *, size_t);
unsigned int arc4random_uniform(unsigned int);
char *ecvt(double, int, int *, int *);
char *fcvt(double, int, int *, int *);
char *gcvt(double, int, char *);
int ecvt_r(double, int, int *, int *, char *, size_t);
int fcvt_r(double, int, int *, int *, char *, size_t);
int getloadavg(double[], int);
int mkostemp(char *, int);
int mkostemps(char *, int, int);
int mkstemps(char *, int);
char *mktemp(char *);
int on_exit(void (*)(int, void *), void *);
void qsort_r(void *, size_t, size_t,
    int (*)(const void *, const void *, void *), void *);
void *reallocarray(void *, size_t, size_t);
int rpmatch(const char *);
#endif

#if __GNU_VISIBLE
typedef int (*__compar_fn_t)(const void *, const void *);
typedef int (*comparison_fn_t)(const void *, const void *);
typedef int (*__compar_d_fn_t)(const void *, const void *, void *);
char *canonicalize_file_name(const char *);
int getpt(void);
int ptsname_r(int, char *, size_t);
char *secure_getenv(const char *);
double strtod_l(const char *__restrict, char **__restrict, locale_t);
float strtof_l(const char *__restrict, char **__restrict, locale_t);
long strtol_l(const char *__restrict, char **__restrict, int, locale_t);
long double strtold_l(const char *__restrict, char **__restrict, locale_t);
long long strtoll_l(const char *__restrict, char **__restrict, int, locale_t);
unsigned long strtoul_l(const char *__restrict, char **__restrict, int,
    locale_t);
unsigned long long strtoull_l(const char *__restrict, char **__restrict, int,
    locale_t);
#endif

#if __LFS64_VISIBLE
#define mkstemp64   mkstemp
#define mkostemp64  mkostemp
#define mkstemps64  mkstemps
#define mkostemps64 mkostemps
#endif

__END_DECLS

#endif
