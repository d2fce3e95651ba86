/*
 * Fids: a client's numbers for files at the server.
 *
 * A struct p9_fid has one, and references; the last to go gives it up.  Nobody waits for
 * that, or for the server: the client's work sends it when it can (p9_fids_clunk()).
 */
#ifndef FS_9P_FID_H
#define FS_9P_FID_H

#include "lib/list.h"
#include "lib/types.h"
#include "sync/refcount.h"
#include "sync/spinlock.h"

#define P9_NOFID 0xffffffffU

struct p9_client;

struct p9_fid {
	struct refcount refs;
	u32 number;               /* [I] */
	struct p9_client *client; /* [I] */
	struct list node;         /* when nobody has it any more [fids] */
};

/* Of a client. */
struct p9_fids {
	struct spinlock lock;
	u32 next OWN_LOCK(lock);    /* the number that was not used yet */
	u32 *unused OWN_LOCK(lock); /* a stack of numbers that were */
	u32 nunused OWN_LOCK(lock), room OWN_LOCK(lock);
	struct list dropped OWN_LOCK(lock); /* fids to give up */
	bool waiting;                       /* [a] until a request has ended */
};

void p9_fids_init(struct p9_fids *fids);
/* The server knows none any more. */
void p9_fids_fini(struct p9_fids *fids);

u32 p9_number_alloc(struct p9_fids *fids);
/* The server does not know it. */
void p9_number_free(struct p9_fids *fids, u32 number);
/* The server knows it, and nobody here. */
void p9_number_drop(struct p9_client *c, u32 number);

/* A fid with one reference, for a number that the server knows; without memory the server
 * keeps it as long as the connection. => errors: -ENOMEM */
int p9_fid_make(struct p9_client *c, u32 number, struct p9_fid **out)
    __must_check;
static inline void
p9_fid_get(struct p9_fid *fid)
{
	ref_get(&fid->refs);
}
/* NULL: nothing. => any thread context; sleeps never */
void p9_fid_put(struct p9_fid *fid);

/* Gives up what can be given up now. => from the client's work */
void p9_fids_clunk(struct p9_client *c);

#endif
