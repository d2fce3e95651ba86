/* Memory of the shell: checked allocation, and arenas. */
#ifndef SH_MEM_H
#define SH_MEM_H

#include <stdbool.h>
#include <stddef.h>

/* Like malloc() and friends, but a failure is a shell error: they return or
 * unwind. */
void *xmalloc(size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text);

/*
 * An arena hands out memory that is given back all at once: everything allocated
 * after a mark goes with arena_release(mark).
 */
struct arena {
	struct arena_block *block;
	char *next;
	char *end;
};

struct arena_mark {
	struct arena_block *block;
	char *next;
};

/* What a command needs while it is read, expanded and run. */
extern struct arena scratch;

void *arena_alloc_slowly(struct arena *arena, size_t size);

/* => returns: memory aligned for any object, of unspecified content */
static inline void *
arena_alloc(struct arena *arena, size_t size)
{
	char *p = arena->next;

	size = (size + 15) & ~(size_t)15;
	if (size > (size_t)(arena->end - p))
		return arena_alloc_slowly(arena, size);
	arena->next = p + size;
	return p;
}

/* Zeroed. */
void *arena_zalloc(struct arena *arena, size_t size);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_strdup(struct arena *arena, const char *text);
/* Enlarge the allocation `old`, in place if it is the last one. */
void *arena_grow(struct arena *arena, void *old, size_t size, size_t new_size);

static inline struct arena_mark
arena_mark(const struct arena *arena)
{
	return (struct arena_mark){ arena->block, arena->next };
}

void arena_release_blocks(struct arena *arena, struct arena_mark mark);

static inline void
arena_release(struct arena *arena, struct arena_mark mark)
{
	if (arena->block != mark.block)
		arena_release_blocks(arena, mark);
	else
		arena->next = mark.next;
}

/* Give everything back. */
void arena_destroy(struct arena *arena);

#endif
