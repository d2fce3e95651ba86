/*
 * Doubly linked lists whose links are inside the members.
 *
 * The list is a circle through its head: an empty one is a head that points at
 * itself, so that no operation has a special case. A member is in at most one list
 * through one link. Removal leaves the link pointing at itself, so list_empty()
 * of a link tells whether it is in a list, and removing twice does no harm.
 */
#ifndef LIB_LIST_H
#define LIB_LIST_H

#include "lib/compiler.h"
#include "lib/types.h"

struct list {
	struct list *next, *prev;
};

#define LIST_INIT(name)          \
	{                        \
		&(name), &(name) \
	}

static inline void
list_init(struct list *list)
{
	WRITE_ONCE(list->next, list);
	list->prev = list;
}

/* Also without the lock, as a hint. */
static inline bool
list_empty(const struct list *list)
{
	return READ_ONCE(list->next) == list;
}

/* Put `item` between two neighbours. */
static inline void
list_insert(struct list *item, struct list *prev, struct list *next)
{
	item->prev = prev;
	item->next = next;
	WRITE_ONCE(prev->next, item);
	next->prev = item;
}

static inline void
list_add_head(struct list *list, struct list *item)
{
	list_insert(item, list, list->next);
}

static inline void
list_add_tail(struct list *list, struct list *item)
{
	list_insert(item, list->prev, list);
}

static inline void
list_remove(struct list *item)
{
	WRITE_ONCE(item->prev->next, item->next);
	item->next->prev = item->prev;
	list_init(item);
}

static inline void
list_move_tail(struct list *list, struct list *item)
{
	list_remove(item);
	list_add_tail(list, item);
}

/* Append all members of `from`, which is empty afterwards. */
static inline void
list_splice_tail(struct list *list, struct list *from)
{
	if (list_empty(from))
		return;
	from->next->prev = list->prev;
	WRITE_ONCE(list->prev->next, from->next);
	from->prev->next = list;
	list->prev = from->prev;
	list_init(from);
}

#define list_entry(item, type, member) container_of(item, type, member)

/* => returns: null if the list is empty */
#define list_first(list, type, member) \
	(list_empty(list) ? NULL : list_entry((list)->next, type, member))
#define list_last(list, type, member) \
	(list_empty(list) ? NULL : list_entry((list)->prev, type, member))

/* The same, taken out of the list. */
#define list_pop(list, type, member)                            \
	({                                                      \
		type *popped_ = list_first(list, type, member); \
		if (popped_)                                    \
			list_remove(&popped_->member);          \
		popped_;                                        \
	})

/* `entry` is a variable that points at the type of the members. */
#define list_for_each(entry, list, member)                                    \
	for (entry = list_entry((list)->next, __typeof__(*entry), member);    \
	     &entry->member != (list); entry = list_entry(entry->member.next, \
					   __typeof__(*entry), member))

/* The body may remove `entry`; `next` is a second such variable. */
#define list_for_each_safe(entry, next, list, member)                          \
	for (entry = list_entry((list)->next, __typeof__(*entry), member),     \
	    next = list_entry(entry->member.next, __typeof__(*entry), member); \
	     &entry->member != (list); entry = next,                           \
	    next = list_entry(next->member.next, __typeof__(*entry), member))

#endif
