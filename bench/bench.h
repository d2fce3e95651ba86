/*
 * What the rows share: the clock, the marks for the plugins, system calls
 * without a C library around them.
 */
#ifndef BENCH_H
#define BENCH_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE    4096L
#define SCRATCH "/tmp" /* where rows make their files */

#define ROW(name, count, unit) void row_##name(long n);
#include "rows.def"
#undef ROW

/* Ticks between bench_start() and bench_stop() since the round began. */
extern volatile uint64_t bench_ticks, bench_started;
extern char bench_buf[65536];
extern char bench_tiny[]; /* the path of a program that only exits */

/* Ends the row that runs, as failed, with errno's words. */
__attribute__((noreturn)) void bench_fail(void);

/* A long NOP that nothing else has: the plugins look for it. */
#define BENCH_MARK(kind)                                                  \
	__asm__ volatile(".byte 0x0f, 0x1f, 0x80; .long 0x6b620000 + %c0" \
			 :                                                \
			 : "i"(kind)                                      \
			 : "memory")
enum {
	MARK_START = 1,
	MARK_STOP,
	MARK_ROUND,
	MARK_ROW,
	MARK_USER
};

static inline uint64_t
rdtsc(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

static inline void
bench_start(void)
{
	BENCH_MARK(MARK_START);
	bench_started = rdtsc();
}

static inline void
bench_stop(void)
{
	bench_ticks += rdtsc() - bench_started;
	BENCH_MARK(MARK_STOP);
}

/* The value of a call that must not fail. */
static inline long
ck(long result)
{
	if (result == -1)
		bench_fail();
	return result;
}

static inline long
call0(long number)
{
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number)
			 : "rcx", "r11", "memory");
	return result;
}

static inline long
call3(long number, long a, long b, long c)
{
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return result;
}

/* Anonymous memory; flags is MAP_PRIVATE or MAP_SHARED. */
void *bench_map(long npages, int flags);

/* A file of that size, made anew. */
void bench_file(const char *path, long size);

void bench_reap(pid_t child);

/* The name of what is measured. */
extern const char *bench_running;

/* Is the name in a list with commas? */
bool bench_listed(const char *list, const char *name);

#endif
