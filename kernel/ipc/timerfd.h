/* timerfd_create(2): a timer that can be read, and waited for. */
#ifndef IPC_TIMERFD_H
#define IPC_TIMERFD_H

#include "fs/file.h"

/* ns; a value of 0: disarmed, an interval of 0: once. */
struct timerfd_value {
	s64 value;
	s64 interval;
};

/* flags: O_NONBLOCK, O_CLOEXEC. => errors: -EINVAL, -EPERM, -ENOMEM */
int timerfd_create(int clock, int flags, struct file **out) __must_check;

/* flags: TFD_TIMER_*. => errors: -EINVAL: f is none; -EPERM; -ECANCELED: it is set, but
 * the clock was set before, which nobody was told */
int timerfd_set(struct file *f, int flags, const struct timerfd_value *v,
    struct timerfd_value *old) __must_check;
int timerfd_get(struct file *f, struct timerfd_value *v) __must_check;

#endif
