/*
 * System calls from within the library.
 *
 *	__syscall(nr, args...)       the kernel's answer: a result or -errno
 *	syscall_ret(answer)          the C convention: -1 and errno
 *	__syscall_cp(nr, args...)    a cancellation point, answers as __syscall
 *
 * Arguments of any scalar type are passed as longs. Both gates of the kernel take
 * the same numbers and registers; -DBREENIX_GATE_INT80 selects the older one.
 */
#ifndef INTERNAL_SYSCALL_H
#define INTERNAL_SYSCALL_H

#include <sys/syscall.h>

#ifdef BREENIX_GATE_INT80
#define SYSCALL_GATE "int $0x80"
#else
#define SYSCALL_GATE "syscall"
#endif

/* What the kernel returns negated is at most this. */
#define SYSCALL_MAX_ERRNO 4095UL

static inline long
__syscall0(long nr)
{
	long result;

	__asm__ volatile(SYSCALL_GATE
			 : "=a"(result)
			 : "a"(nr)
			 : "rcx", "r11", "memory");
	return result;
}

static inline long
__syscall1(long nr, long a)
{
	long result;

	__asm__ volatile(SYSCALL_GATE
			 : "=a"(result)
			 : "a"(nr), "D"(a)
			 : "rcx", "r11", "memory");
	return result;
}

static inline long
__syscall2(long nr, long a, long b)
{
	long result;

	__asm__ volatile(SYSCALL_GATE
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b)
			 : "rcx", "r11", "memory");
	return result;
}

static inline long
__syscall3(long nr, long a, long b, long c)
{
	long result;

	__asm__ volatile(SYSCALL_GATE
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return result;
}

static inline long
__syscall4(long nr, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long result;

	__asm__ volatile(SYSCALL_GATE
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return result;
}

static inline long
__syscall5(long nr, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long result;

	__asm__ volatile(SYSCALL_GATE
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return result;
}

static inline long
__syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile(SYSCALL_GATE
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
			 "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/* The number of arguments after the first chooses the function. */
#define SYSCALL_PICK_(nr, a, b, c, d, e, f, name, ...) name
#define SYSCALL_0_(nr)                                 __syscall0(nr)
#define SYSCALL_1_(nr, a)                              __syscall1(nr, (long)(a))
#define SYSCALL_2_(nr, a, b)                           __syscall2(nr, (long)(a), (long)(b))
#define SYSCALL_3_(nr, a, b, c)                        __syscall3(nr, (long)(a), (long)(b), (long)(c))
#define SYSCALL_4_(nr, a, b, c, d) \
	__syscall4(nr, (long)(a), (long)(b), (long)(c), (long)(d))
#define SYSCALL_5_(nr, a, b, c, d, e) \
	__syscall5(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))
#define SYSCALL_6_(nr, a, b, c, d, e, f)                                      \
	__syscall6(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), \
	    (long)(f))
#define __syscall(...)                                                 \
	SYSCALL_PICK_(__VA_ARGS__, SYSCALL_6_, SYSCALL_5_, SYSCALL_4_, \
	    SYSCALL_3_, SYSCALL_2_, SYSCALL_1_, SYSCALL_0_, )          \
	(__VA_ARGS__)

/* Sets errno and returns -1 if the answer is an error, else returns it. */
long __syscall_error(long answer);

static inline long
syscall_ret(long answer)
{
	if ((unsigned long)answer >= -SYSCALL_MAX_ERRNO)
		return __syscall_error(answer);
	return answer;
}

/*
 * What may block and is a cancellation point by POSIX. Without threads it is the
 * plain call; the threads' part has the definition that a pending cancellation
 * interrupts.
 */
long __syscall_cp6(long nr, long a, long b, long c, long d, long e, long f);

#define SYSCALL_CP_0_(nr)    __syscall_cp6(nr, 0, 0, 0, 0, 0, 0)
#define SYSCALL_CP_1_(nr, a) __syscall_cp6(nr, (long)(a), 0, 0, 0, 0, 0)
#define SYSCALL_CP_2_(nr, a, b) \
	__syscall_cp6(nr, (long)(a), (long)(b), 0, 0, 0, 0)
#define SYSCALL_CP_3_(nr, a, b, c) \
	__syscall_cp6(nr, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define SYSCALL_CP_4_(nr, a, b, c, d) \
	__syscall_cp6(nr, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define SYSCALL_CP_5_(nr, a, b, c, d, e)                              \
	__syscall_cp6(nr, (long)(a), (long)(b), (long)(c), (long)(d), \
	    (long)(e), 0)
#define SYSCALL_CP_6_(nr, a, b, c, d, e, f)                           \
	__syscall_cp6(nr, (long)(a), (long)(b), (long)(c), (long)(d), \
	    (long)(e), (long)(f))
#define __syscall_cp(...)                                               \
	SYSCALL_PICK_(__VA_ARGS__, SYSCALL_CP_6_, SYSCALL_CP_5_,        \
	    SYSCALL_CP_4_, SYSCALL_CP_3_, SYSCALL_CP_2_, SYSCALL_CP_1_, \
	    SYSCALL_CP_0_, )                                            \
	(__VA_ARGS__)

#endif
