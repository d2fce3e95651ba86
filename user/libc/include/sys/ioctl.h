#ifndef _SYS_IOCTL_H
#define _SYS_IOCTL_H

#include <bits/types.h>
#include <bits/winsize.h>
#include <sys/ttydefaults.h>

__BEGIN_DECLS

/* How newer ioctls are numbered: direction, size of the argument, type, index. */
#define _IOC_NONE      0U
#define _IOC_WRITE     1U
#define _IOC_READ      2U
#define _IOC_NRSHIFT   0
#define _IOC_TYPESHIFT 8
#define _IOC_SIZESHIFT 16
#define _IOC_DIRSHIFT  30
#define _IOC(dir, type, nr, size)                       \
	(((dir) << 30) | ((unsigned int)(size) << 16) | \
	    ((unsigned int)(type) << 8) | (unsigned int)(nr))
#define _IO(type, nr)          _IOC(_IOC_NONE, type, nr, 0)
#define _IOR(type, nr, object) _IOC(_IOC_READ, type, nr, sizeof(object))
#define _IOW(type, nr, object) _IOC(_IOC_WRITE, type, nr, sizeof(object))
#define _IOWR(type, nr, object) \
	_IOC(_IOC_READ | _IOC_WRITE, type, nr, sizeof(object))
#define _IOC_DIR(nr)  (((nr) >> 30) & 3)
#define _IOC_TYPE(nr) (((nr) >> 8) & 0xff)
#define _IOC_NR(nr)   ((nr)&0xff)
#define _IOC_SIZE(nr) (((nr) >> 16) & 0x3fff)

#define TCGETS       0x5401
#define TCSETS       0x5402
#define TCSETSW      0x5403
#define TCSETSF      0x5404
#define TCGETA       0x5405
#define TCSETA       0x5406
#define TCSETAW      0x5407
#define TCSETAF      0x5408
#define TCSBRK       0x5409
#define TCXONC       0x540a
#define TCFLSH       0x540b
#define TIOCEXCL     0x540c
#define TIOCNXCL     0x540d
#define TIOCSCTTY    0x540e
#define TIOCGPGRP    0x540f
#define TIOCSPGRP    0x5410
#define TIOCOUTQ     0x5411
#define TIOCSTI      0x5412
#define TIOCGWINSZ   0x5413
#define TIOCSWINSZ   0x5414
#define TIOCMGET     0x5415
#define TIOCMBIS     0x5416
#define TIOCMBIC     0x5417
#define TIOCMSET     0x5418
#define TIOCINQ      0x541b
#define TIOCCONS     0x541d
#define TIOCPKT      0x5420
#define TIOCNOTTY    0x5422
#define TIOCSETD     0x5423
#define TIOCGETD     0x5424
#define TCSBRKP      0x5425
#define TIOCSBRK     0x5427
#define TIOCCBRK     0x5428
#define TIOCGSID     0x5429
#define TIOCGPTN     0x80045430U
#define TIOCSPTLCK   0x40045431U
#define TIOCGPTPEER  0x5441
#define TIOCGICOUNT  0x545d
#define TIOCGSOFTCAR 0x5419
#define TIOCSSOFTCAR 0x541a
#define TIOCLINUX    0x541c
#define TIOCGSERIAL  0x541e
#define TIOCSSERIAL  0x541f
#define TIOCMIWAIT   0x545c
#define TIOCVHANGUP  0x5437
#define TIOCGPKT     0x80045438U
#define TIOCGPTLCK   0x80045439U
#define TIOCGEXCL    0x80045440U
#define FIONREAD     0x541b
#define FIONBIO      0x5421
#define FIONCLEX     0x5450
#define FIOCLEX      0x5451
#define FIOASYNC     0x5452
#define FIOQSIZE     0x5460

#define TIOCPKT_DATA       0
#define TIOCPKT_FLUSHREAD  1
#define TIOCPKT_FLUSHWRITE 2
#define TIOCPKT_STOP       4
#define TIOCPKT_START      8
#define TIOCPKT_NOSTOP     16
#define TIOCPKT_DOSTOP     32
#define TIOCPKT_IOCTL      64

#define TIOCM_LE  0x001
#define TIOCM_DTR 0x002
#define TIOCM_RTS 0x004
#define TIOCM_ST  0x008
#define TIOCM_SR  0x010
#define TIOCM_CTS 0x020
#define TIOCM_CAR 0x040
#define TIOCM_CD  TIOCM_CAR
#define TIOCM_RNG 0x080
#define TIOCM_RI  TIOCM_RNG
#define TIOCM_DSR 0x100

#define N_TTY 0

#define SIOCADDRT      0x890b
#define SIOCDELRT      0x890c
#define SIOCGIFNAME    0x8910
#define SIOCGIFCONF    0x8912
#define SIOCGIFFLAGS   0x8913
#define SIOCSIFFLAGS   0x8914
#define SIOCGIFADDR    0x8915
#define SIOCSIFADDR    0x8916
#define SIOCGIFDSTADDR 0x8917
#define SIOCSIFDSTADDR 0x8918
#define SIOCGIFBRDADDR 0x8919
#define SIOCSIFBRDADDR 0x891a
#define SIOCGIFNETMASK 0x891b
#define SIOCSIFNETMASK 0x891c
#define SIOCGIFMETRIC  0x891d
#define SIOCGIFMTU     0x8921
#define SIOCSIFMTU     0x8922
#define SIOCGIFHWADDR  0x8927
#define SIOCGIFINDEX   0x8933
#define SIOCGIFTXQLEN  0x8942

int ioctl(int, unsigned long, ...);

__END_DECLS

#endif
