#ifndef _SYS_TIMEX_H
#define _SYS_TIMEX_H

#include <bits/timeval.h>

__BEGIN_DECLS

struct timex {
	unsigned int modes;
	long offset;
	long freq;
	long maxerror;
	long esterror;
	int status;
	long constant;
	long precision;
	long tolerance;
	struct timeval time;
	long tick;
	long ppsfreq;
	long jitter;
	int shift;
	long stabil;
	long jitcnt;
	long calcnt;
	long errcnt;
	long stbcnt;
	int tai;
	int __padding[11];
};

#define ADJ_OFFSET    0x0001
#define ADJ_FREQUENCY 0x0002
#define ADJ_MAXERROR  0x0004
#define ADJ_ESTERROR  0x0008
#define ADJ_STATUS    0x0010
#define ADJ_TIMECONST 0x0020
#define ADJ_TAI       0x0080
#define ADJ_SETOFFSET 0x0100
#define ADJ_MICRO     0x1000
#define ADJ_NANO      0x2000
#define ADJ_TICK      0x4000

#define STA_PLL    0x0001
#define STA_UNSYNC 0x0040
#define STA_NANO   0x2000

#define TIME_OK    0
#define TIME_INS   1
#define TIME_DEL   2
#define TIME_OOP   3
#define TIME_WAIT  4
#define TIME_ERROR 5
#define TIME_BAD   TIME_ERROR

int adjtimex(struct timex *);
int clock_adjtime(__clockid_t, struct timex *);
int ntp_adjtime(struct timex *);

__END_DECLS

#endif
