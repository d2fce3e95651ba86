/*
 * Errors that each of several is to hear of, once.
 *
 * Who meets an error notes it in an errseq; who wants to hear of it keeps a place of
 * his own, and hears of what came since he last looked: the last of it.  A word: bits
 * 0 .. 11 the error, 12 whether anybody has looked since, the rest a count that goes up
 * with an error only when somebody has, so that it does not wrap in a burst.
 */
#ifndef SYNC_ERRSEQ_H
#define SYNC_ERRSEQ_H

#include "arch/atomic.h"
#include "lib/types.h"

#define ERRSEQ_ERROR 0xfffu
#define ERRSEQ_SEEN  0x1000u
#define ERRSEQ_STEP  0x2000u

/* err: 1 .. 4095, negative. */
static inline void
errseq_note(u32 *seq, int err)
{
	u32 old = atomic_load(seq), new;

	do
		new = ((old & ~(ERRSEQ_ERROR | ERRSEQ_SEEN)) |
			  ((u32)-err & ERRSEQ_ERROR)) +
		    (old & ERRSEQ_SEEN ? ERRSEQ_STEP : 0);
	while (!atomic_cas(seq, &old, new));
}

/* Where to begin: what nobody has heard of yet counts as not heard (0), so that it is
 * told to the next one to open. */
static inline u32
errseq_sample(const u32 *seq)
{
	u32 now = atomic_load(seq);

	return now & ERRSEQ_SEEN ? now : 0;
}

/* Has there been an error since *since, which becomes now?  Of several who ask with one
 * place at once, one is told.
 * => returns: 0 or the negative error */
static inline int
errseq_hear(u32 *seq, u32 *since)
{
	u32 last = atomic_load(since), now, seen;

	do {
		now = atomic_load(seq);
		if (now == last)
			return 0;
		do
			seen = now | ERRSEQ_SEEN;
		while (!atomic_cas(seq, &now, seen));
		if (seen == last)
			return 0;
	} while (!atomic_cas(since, &last, seen));
	return -(int)(seen & ERRSEQ_ERROR);
}

#endif
