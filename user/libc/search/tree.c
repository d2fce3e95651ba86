/*
 * tsearch: balanced trees, after Adelson-Velsky and Landis. The heights of a node's
 * two children differ by at most one, so that a path has at most 1.44 log2(n) nodes.
 */
#include <search.h>
#include <stdlib.h>

/* More than the path of any tree that fits into memory. */
#define PATH_MAX_ 96

struct node {
	const void *key; /* first: callers read it through the node's address */
	struct node *child[2];
	int height;
};

typedef int compare_function(const void *, const void *);

static int
height(const struct node *n)
{
	return n == NULL ? 0 : n->height;
}

static void
set_height(struct node *n)
{
	int a = height(n->child[0]), b = height(n->child[1]);

	n->height = (a > b ? a : b) + 1;
}

/* The child on that side takes its parent's place. */
static struct node *
rotate(struct node *n, int side)
{
	struct node *up = n->child[side];

	n->child[side] = up->child[!side];
	up->child[!side] = n;
	set_height(n);
	set_height(up);
	return up;
}

static struct node *
balance(struct node *n)
{
	int difference = height(n->child[1]) - height(n->child[0]);
	int side = difference > 0;
	struct node *child = n->child[side];

	if (difference >= -1 && difference <= 1) {
		set_height(n);
		return n;
	}
	if (height(child->child[!side]) > height(child->child[side]))
		n->child[side] = rotate(child, !side);
	return rotate(n, side);
}

/* From the end of a path to its start. */
static void
balance_path(struct node ***path, int depth)
{
	while (depth > 0) {
		struct node **link = path[--depth];

		if (*link != NULL)
			*link = balance(*link);
	}
}

void *
tsearch(const void *key, void **root, compare_function *compare)
{
	struct node **path[PATH_MAX_], **link = (struct node **)root, *n;
	int depth = 0;

	if (root == NULL)
		return NULL;
	while (*link != NULL) {
		int order = compare(key, (*link)->key);

		if (order == 0)
			return *link;
		path[depth++] = link;
		link = &(*link)->child[order > 0];
	}
	n = malloc(sizeof *n);
	if (n == NULL)
		return NULL;
	*n = (struct node){ .key = key, .height = 1 };
	*link = n;
	balance_path(path, depth);
	return n;
}

void *
tfind(const void *key, void *const *root, compare_function *compare)
{
	struct node *n = root == NULL ? NULL : *root;

	while (n != NULL) {
		int order = compare(key, n->key);

		if (order == 0)
			break;
		n = n->child[order > 0];
	}
	return n;
}

/* => returns: the parent of what was deleted, or something if that was the root */
void *
tdelete(const void *restrict key, void **restrict root,
    compare_function *compare)
{
	struct node **path[PATH_MAX_], **link = (struct node **)root, *n;
	struct node *parent = (struct node *)root;
	int depth = 0, order;

	if (root == NULL)
		return NULL;
	while (*link != NULL && (order = compare(key, (*link)->key)) != 0) {
		path[depth++] = link;
		parent = *link;
		link = &(*link)->child[order > 0];
	}
	n = *link;
	if (n == NULL)
		return NULL;
	if (n->child[0] != NULL && n->child[1] != NULL) {
		/* Its successor takes its place, and is deleted in its own. */
		struct node *target = n;

		path[depth++] = link;
		link = &n->child[1];
		while ((*link)->child[0] != NULL) {
			path[depth++] = link;
			link = &(*link)->child[0];
		}
		n = *link;
		target->key = n->key;
	}
	*link = n->child[0] != NULL ? n->child[0] : n->child[1];
	free(n);
	balance_path(path, depth);
	return parent;
}

static void
walk(const struct node *n, void (*visit)(const void *, VISIT, int), int depth)
{
	if (n->child[0] == NULL && n->child[1] == NULL) {
		visit(n, leaf, depth);
		return;
	}
	visit(n, preorder, depth);
	if (n->child[0] != NULL)
		walk(n->child[0], visit, depth + 1);
	visit(n, postorder, depth);
	if (n->child[1] != NULL)
		walk(n->child[1], visit, depth + 1);
	visit(n, endorder, depth);
}

void
twalk(const void *root, void (*visit)(const void *, VISIT, int))
{
	if (root != NULL && visit != NULL)
		walk(root, visit, 0);
}

static void
walk_r(const struct node *n, void (*visit)(const void *, VISIT, void *),
    void *context)
{
	if (n->child[0] == NULL && n->child[1] == NULL) {
		visit(n, leaf, context);
		return;
	}
	visit(n, preorder, context);
	if (n->child[0] != NULL)
		walk_r(n->child[0], visit, context);
	visit(n, postorder, context);
	if (n->child[1] != NULL)
		walk_r(n->child[1], visit, context);
	visit(n, endorder, context);
}

void
twalk_r(const void *root, void (*visit)(const void *, VISIT, void *),
    void *context)
{
	if (root != NULL && visit != NULL)
		walk_r(root, visit, context);
}

void
tdestroy(void *root, void (*destroy)(void *))
{
	struct node *n = root;

	if (n == NULL)
		return;
	tdestroy(n->child[0], destroy);
	tdestroy(n->child[1], destroy);
	destroy((void *)n->key);
	free(n);
}
