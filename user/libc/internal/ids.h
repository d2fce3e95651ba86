#ifndef INTERNAL_IDS_H
#define INTERNAL_IDS_H

/* Makes the call in every thread. => returns: 0 or -errno */
long __setid_all(long nr, long a, long b, long c) __attribute__((__weak__));

#endif
