/*
 * Chains of a hash table that are read in RCU sections.
 *
 * Who adds and removes holds the table's lock.  What was removed keeps its link, on
 * which a reader may stand, until a grace period is over; if it is added elsewhere
 * before that, such a reader goes on there and misses the rest of its own chain.
 */
#ifndef SYNC_RCU_CHAIN_H
#define SYNC_RCU_CHAIN_H

#include "sync/rcu.h"

struct rcu_link {
	struct rcu_link *next;
};

static inline void
rcu_chain_add(struct rcu_link **chain, struct rcu_link *item)
{
	atomic_store(&item->next, *chain);
	rcu_set(chain, item);
}

/* => needs: it is there */
static inline void
rcu_chain_remove(struct rcu_link **chain, const struct rcu_link *item)
{
	while (*chain != item)
		chain = &(*chain)->next;
	atomic_store(chain, item->next);
}

/* Each entry of the chain at an address. */
#define rcu_chain_entry(link, type, member)                       \
	({                                                        \
		struct rcu_link *link_ = (link);                  \
		link_ ? container_of(link_, type, member) : NULL; \
	})
#define rcu_chain_for_each(entry, chain, member)                               \
	for (entry =                                                           \
		 rcu_chain_entry(rcu_read(chain), __typeof__(*entry), member); \
	     entry; entry = rcu_chain_entry(rcu_read(&entry->member.next),     \
			__typeof__(*entry), member))

#endif
