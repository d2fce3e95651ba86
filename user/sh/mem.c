/*
 * Memory of the shell.
 *
 * A command is read into a tree, the tree is expanded to strings, the strings are
 * used and forgotten: lifetimes nest like the commands do. So nearly all memory
 * comes from one arena, `scratch`, and whoever runs a command takes a mark before
 * and releases it after. An error that unwinds (error.c) releases to the mark of
 * whoever catches it, so that no path leaks.
 *
 * What outlives commands (variables, functions, aliases, jobs) is malloc'ed and
 * owned by its module; a function's tree has an arena of its own.
 *
 * Invariants
 *   1. `next` lies within `block`; blocks older than `block` are reached through
 *      `older`, so that a mark is a block and a place in it.
 *   2. Marks are released youngest first.
 *   3. One released block of the common size is kept: a loop whose commands just
 *      cross a block's end does not call malloc() each time around.
 */
#include "mem.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE 8176

struct arena_block {
	struct arena_block *older;
	char *end;
	char data[] __attribute__((aligned(16)));
};

struct arena scratch;
static struct arena_block *spare;

static void *
check(void *p)
{
	if (p == NULL)
		sh_error("Out of space");
	return p;
}

void *
xmalloc(size_t size)
{
	return check(malloc(size ? size : 1));
}

void *
xrealloc(void *old, size_t size)
{
	return check(realloc(old, size));
}

char *
xstrdup(const char *text)
{
	return check(strdup(text));
}

static struct arena_block *
block_get(size_t size)
{
	struct arena_block *block = spare;

	if (block != NULL && size <= BLOCK_SIZE) {
		spare = NULL;
		return block;
	}
	if (size < BLOCK_SIZE)
		size = BLOCK_SIZE;
	if (size > (size_t)-1 - sizeof *block)
		sh_error("Out of space");
	block = xmalloc(sizeof *block + size);
	block->end = block->data + size;
	return block;
}

static void
block_put(struct arena_block *block)
{
	if (spare == NULL && block->end - block->data == BLOCK_SIZE)
		spare = block;
	else
		free(block);
}

void *
arena_alloc_slowly(struct arena *arena, size_t size)
{
	struct arena_block *block = block_get(size);

	block->older = arena->block;
	arena->block = block;
	arena->next = block->data + size;
	arena->end = block->end;
	return block->data;
}

void *
arena_zalloc(struct arena *arena, size_t size)
{
	return memset(arena_alloc(arena, size), 0, size);
}

char *
arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

void *
arena_grow(struct arena *arena, void *old, size_t size, size_t new_size)
{
	char *start = old;
	size_t taken = (size + 15) & ~(size_t)15;
	size_t wanted = (new_size + 15) & ~(size_t)15;
	void *copy;

	if (start != NULL && start + taken == arena->next &&
	    wanted <= (size_t)(arena->end - start)) {
		arena->next = start + wanted;
		return old;
	}
	copy = arena_alloc(arena, new_size);
	if (size > 0)
		memcpy(copy, old, size);
	return copy;
}

void
arena_release_blocks(struct arena *arena, struct arena_mark mark)
{
	while (arena->block != mark.block) {
		struct arena_block *block = arena->block;

		arena->block = block->older;
		block_put(block);
	}
	arena->next = mark.next;
	arena->end = arena->block ? arena->block->end : NULL;
}

void
arena_destroy(struct arena *arena)
{
	arena_release_blocks(arena, (struct arena_mark){ NULL, NULL });
}
