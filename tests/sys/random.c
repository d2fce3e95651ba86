// covers: getrandom
/*
 * Random bytes.
 */
#include "tests/sys/tap.h"
#include <poll.h>
#include <sched.h>
#include <sys/wait.h>

static long
getrandom_raw(void *buf, size_t size, unsigned int flags)
{
	return syscall(SYS_getrandom, buf, size, flags);
}

/*
 * The registers of the FPU, which the kernel may use for random bytes, are as they were
 * after a call.  Fills all of them from `in`, calls, and stores them to `out`.
 */
static long
call_with_sse(const unsigned char in[16][32], unsigned char out[16][32],
    void *buf, size_t n)
{
	long r;

#define EACH(op)                                                           \
	op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7) op(8) op(9) op(10) \
	    op(11) op(12) op(13) op(14) op(15)
#define LOAD_XMM(i)  "movdqu " #i "*32(%[in]), %%xmm" #i "\n"
#define STORE_XMM(i) "movdqu %%xmm" #i ", " #i "*32(%[out])\n"
#define LOAD_YMM(i)  "vmovdqu " #i "*32(%[in]), %%ymm" #i "\n"
#define STORE_YMM(i) "vmovdqu %%ymm" #i ", " #i "*32(%[out])\n"
	__asm__ volatile(EACH(LOAD_XMM) "syscall\n" EACH(STORE_XMM)
			 : "=a"(r)
			 : "a"(SYS_getrandom), "D"(buf), "S"(n),
			 "d"(0), [in] "r"(in), [out] "r"(out)
			 : "rcx", "r11", "memory", "xmm0", "xmm1", "xmm2",
			 "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
			 "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
	return r;
}

static long
call_with_avx(const unsigned char in[16][32], unsigned char out[16][32],
    void *buf, size_t n)
{
	long r;

	__asm__ volatile(EACH(LOAD_YMM) "syscall\n" EACH(STORE_YMM) "vzeroupper"
			 : "=a"(r)
			 : "a"(SYS_getrandom), "D"(buf), "S"(n),
			 "d"(0), [in] "r"(in), [out] "r"(out)
			 : "rcx", "r11", "memory", "xmm0", "xmm1", "xmm2",
			 "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
			 "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
	return r;
}

/* While others do the same on the same processors.  => returns: how often not */
static int
lost_registers(int seed)
{
	static const size_t sizes[] = { 4096, 16, 128, 300, 65536 };
	static unsigned char buf[65536];
	unsigned char in[16][32], out[16][32];
	int avx = __builtin_cpu_supports("avx"), bad = 0;
	volatile long double x87 = 1.5L + seed;
	unsigned mxcsr, rounding = 0x1f80 | (seed & 3) << 13;

	__asm__ volatile("ldmxcsr %0" : : "m"(rounding));
	for (int i = 0; i < 300; i++) {
		size_t n = sizes[i % 5];

		memset(out, 0, sizeof out);
		for (int k = 0; k < 512; k++)
			in[k / 32][k % 32] = k * 7 + i * 13 + seed * 31;
		bad += (avx && i % 2 ? call_with_avx : call_with_sse)(in, out,
			   buf, n) != (long)n;
		for (int k = 0; k < 16; k++)
			bad += memcmp(in[k], out[k], avx && i % 2 ? 32 : 16) !=
			    0;
		__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
		bad += (mxcsr & ~0x3fu) != rounding;
		if (i % 16 == 0)
			sched_yield();
	}
	return bad + (x87 != 1.5L + seed);
}

static void
registers_survive(void)
{
	pid_t pids[4];
	int bad = 0, status;

	for (int i = 0; i < 4; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			_exit(lost_registers(i) ? 1 : 0);
	}
	for (int i = 0; i < 4; i++)
		bad += waitpid(pids[i], &status, 0) != pids[i] || status != 0;
	is(bad, 0, "the registers of the FPU are the same after the call");
}

int
main(void)
{
	static unsigned char a[4096], b[4096];
	int i, bits = 0, fd;
	struct pollfd f;

	is(getrandom_raw(a, 32, 0), 32, "getrandom");
	is(getrandom_raw(b, 32, 1), 32, "GRND_NONBLOCK");
	ok(memcmp(a, b, 32) != 0, "is not the same again");
	is(getrandom_raw(a, sizeof a, 0), sizeof a, "a page");
	for (i = 0; i < 4096; i++)
		bits += __builtin_popcount(a[i]);
	ok(bits > 16384 - 1000 && bits < 16384 + 1000,
	    "half of the bits are 1");
	is(getrandom_raw(a, 0, 0), 0, "nothing");
	is(getrandom_raw(a, 16, 2), 16, "GRND_RANDOM");
	is(getrandom_raw(a, 16, 4), 16, "GRND_INSECURE");
	is_errno(getrandom_raw(a, 16, 6), EINVAL, "both of these");
	is_errno(getrandom_raw(a, 16, 64), EINVAL, "an unknown flag");
	is_errno(getrandom_raw(UNMAPPED, 16, 0), EFAULT, "a bad pointer");
	fd = open("/dev/urandom", O_RDONLY);
	is(read(fd, a, 100), 100, "/dev/urandom");
	close(fd);
	fd = open("/dev/random", O_RDONLY);
	is(read(fd, b, 100), 100, "/dev/random");
	f = (struct pollfd){ .fd = fd, .events = POLLIN | POLLOUT };
	is(poll(&f, 1, 0), 1, "poll");
	is(f.revents, POLLIN, "it can be read, and need not be written");
	close(fd);
	ok(memcmp(a, b, 100) != 0, "are not the same");
	registers_survive();
	return done();
}
