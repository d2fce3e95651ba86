/*
 * Copies of trees.
 *
 * A tree lives as long as its command runs, a function's body longer: it is copied
 * into the function's own arena. Variables are not part of the tree, their entries
 * are for ever (vars.c), so they are shared.
 */
#include "ast.h"

#include "error.h"

#include <string.h>

/* A copy of one object; the caller replaces its pointers. */
#define copy_of(arena, object) \
	((__typeof__(object))copy_bytes(arena, object, sizeof *(object)))

static struct word *words_copy(struct arena *arena, const struct word *words);

static void *
copy_bytes(struct arena *arena, const void *object, size_t size)
{
	return memcpy(arena_alloc(arena, size), object, size);
}

static struct param *
param_copy(struct arena *arena, struct param *param)
{
	struct param *copy = copy_of(arena, param);

	copy->word = words_copy(arena, param->word);
	return copy;
}

static struct part *
part_copy(struct arena *arena, struct part *part)
{
	struct part *copy = copy_of(arena, part);

	switch (part->kind) {
	case PART_TEXT:
		copy->text.data = arena_strndup(arena, part->text.data,
		    part->text.length);
		break;
	case PART_PARAM:
		copy->param = param_copy(arena, part->param);
		break;
	case PART_COMMAND:
		copy->command = node_copy(arena, part->command);
		break;
	case PART_ARITH:
		copy->arith = words_copy(arena, part->arith);
		break;
	}
	return copy;
}

static struct word *
word_copy(struct arena *arena, struct word *word)
{
	struct word *copy = copy_of(arena, word);
	struct part **tail = &copy->parts;

	for (struct part *part = word->parts; part; part = part->next) {
		*tail = part_copy(arena, part);
		tail = &(*tail)->next;
	}
	if (word->plain != NULL)
		copy->plain = copy->parts->text.data;
	if (word->literal != NULL)
		copy->literal = copy->parts->text.data;
	return copy;
}

static struct word *
words_copy(struct arena *arena, const struct word *words)
{
	struct word *first = NULL;
	struct word **tail = &first;

	check_stack();
	for (struct word *word = (struct word *)words; word;
	     word = word->next) {
		*tail = word_copy(arena, word);
		tail = &(*tail)->next;
	}
	return first;
}

static struct assign *
assigns_copy(struct arena *arena, struct assign *assigns)
{
	struct assign *first = NULL;
	struct assign **tail = &first;

	for (; assigns != NULL; assigns = assigns->next) {
		*tail = copy_of(arena, assigns);
		(*tail)->value = words_copy(arena, assigns->value);
		tail = &(*tail)->next;
	}
	return first;
}

static struct redir *
redirs_copy(struct arena *arena, struct redir *redirs)
{
	struct redir *first = NULL;
	struct redir **tail = &first;

	for (; redirs != NULL; redirs = redirs->next) {
		*tail = copy_of(arena, redirs);
		(*tail)->word = words_copy(arena, redirs->word);
		(*tail)->delimiter = NULL;
		(*tail)->next_here = NULL;
		tail = &(*tail)->next;
	}
	return first;
}

static struct case_item *
items_copy(struct arena *arena, struct case_item *items)
{
	struct case_item *first = NULL;
	struct case_item **tail = &first;

	for (; items != NULL; items = items->next) {
		*tail = copy_of(arena, items);
		(*tail)->patterns = words_copy(arena, items->patterns);
		(*tail)->body = node_copy(arena, items->body);
		tail = &(*tail)->next;
	}
	return first;
}

static struct node *
list_copy(struct arena *arena, struct node *nodes)
{
	struct node *first = NULL;
	struct node **tail = &first;

	for (; nodes != NULL; nodes = nodes->next) {
		*tail = node_copy(arena, nodes);
		tail = &(*tail)->next;
	}
	return first;
}

static void
children_copy(struct arena *arena, struct node *copy)
{
	switch (copy->kind) {
	case NODE_SIMPLE:
		copy->simple.assigns = assigns_copy(arena,
		    copy->simple.assigns);
		copy->simple.words = words_copy(arena, copy->simple.words);
		copy->simple.redirs = redirs_copy(arena, copy->simple.redirs);
		break;
	case NODE_PIPE:
	case NODE_LIST:
		copy->list.first = list_copy(arena, copy->list.first);
		break;
	case NODE_AND:
	case NODE_OR:
		copy->pair.left = node_copy(arena, copy->pair.left);
		copy->pair.right = node_copy(arena, copy->pair.right);
		break;
	case NODE_NOT:
	case NODE_BACKGROUND:
	case NODE_SUBSHELL:
	case NODE_GROUP:
		copy->group.body = node_copy(arena, copy->group.body);
		copy->group.redirs = redirs_copy(arena, copy->group.redirs);
		break;
	case NODE_IF:
	case NODE_WHILE:
	case NODE_UNTIL:
		copy->branch.test = node_copy(arena, copy->branch.test);
		copy->branch.body = node_copy(arena, copy->branch.body);
		copy->branch.otherwise = node_copy(arena,
		    copy->branch.otherwise);
		break;
	case NODE_FOR:
		copy->loop.words = words_copy(arena, copy->loop.words);
		copy->loop.body = node_copy(arena, copy->loop.body);
		break;
	case NODE_CASE:
		copy->cases.subject = words_copy(arena, copy->cases.subject);
		copy->cases.items = items_copy(arena, copy->cases.items);
		break;
	case NODE_FUNCTION:
		copy->function.name = arena_strdup(arena, copy->function.name);
		copy->function.body = node_copy(arena, copy->function.body);
		break;
	}
}

struct node *
node_copy(struct arena *arena, const struct node *node)
{
	struct node *copy;

	if (node == NULL)
		return NULL;
	check_stack();
	copy = copy_bytes(arena, node, sizeof *node);
	copy->next = NULL;
	children_copy(arena, copy);
	return copy;
}
