/*
 * Trees back to text: for people, in `jobs`. Quotes are put where words have quoted
 * parts; here-documents show their operator only.
 */
#include "unparse.h"

#include "error.h"
#include "vars.h"

static void unparse_parts(struct str *out, const struct part *parts,
    bool quotes);

static void
unparse_param(struct str *out, const struct param *param)
{
	static const char *const ops[] = {
		[OP_NONE] = "",
		[OP_LENGTH] = "",
		[OP_DEFAULT] = "-",
		[OP_ASSIGN] = "=",
		[OP_ERROR] = "?",
		[OP_ALTERNATIVE] = "+",
		[OP_TRIM_START] = "#",
		[OP_TRIM_START_ALL] = "##",
		[OP_TRIM_END] = "%",
		[OP_TRIM_END_ALL] = "%%",
		[OP_BAD] = "",
	};

	bool braces = param->op != OP_NONE || param->number > 9;

	str_add_all(out, !braces ? "$" : param->op == OP_LENGTH ? "${#" : "${");
	if (param->var != NULL)
		str_add_all(out, param->var->name);
	else if (param->special)
		str_char(out, param->special);
	else
		str_printf(out, "%u", param->number);
	if (param->colon)
		str_char(out, ':');
	str_add_all(out, ops[param->op]);
	if (param->word != NULL)
		unparse_parts(out, param->word->parts, true);
	if (braces)
		str_char(out, '}');
}

static void
unparse_part(struct str *out, const struct part *part)
{
	switch (part->kind) {
	case PART_TEXT:
		str_add(out, part->text.data, part->text.length);
		break;
	case PART_PARAM:
		unparse_param(out, part->param);
		break;
	case PART_COMMAND:
		str_add_all(out, "$(");
		unparse_node(out, part->command);
		str_char(out, ')');
		break;
	case PART_ARITH:
		str_add_all(out, "$((");
		unparse_parts(out, part->arith->parts, false);
		str_add_all(out, "))");
		break;
	}
}

static void
unparse_parts(struct str *out, const struct part *parts, bool quotes)
{
	bool open = false;

	for (; parts != NULL; parts = parts->next) {
		if (quotes && parts->quoted != open) {
			str_char(out, '"');
			open = parts->quoted;
		}
		unparse_part(out, parts);
	}
	if (open)
		str_char(out, '"');
}

const char *
word_source(struct arena *arena, const struct word *word)
{
	struct str text = str_new(arena);

	unparse_parts(&text, word->parts, false);
	return str_text(&text);
}

static void
unparse_words(struct str *out, const struct word *words, const char *between)
{
	for (; words != NULL; words = words->next) {
		unparse_parts(out, words->parts, true);
		if (words->next != NULL)
			str_add_all(out, between);
	}
}

static void
unparse_redirs(struct str *out, const struct redir *redirs)
{
	static const char *const operators[] = {
		[REDIR_READ] = "<",
		[REDIR_WRITE] = ">",
		[REDIR_CLOBBER] = ">|",
		[REDIR_APPEND] = ">>",
		[REDIR_READ_WRITE] = "<>",
		[REDIR_DUP_READ] = "<&",
		[REDIR_DUP_WRITE] = ">&",
		[REDIR_HERE] = "<<...",
	};

	for (; redirs != NULL; redirs = redirs->next) {
		char first = operators[redirs->kind][0];

		str_char(out, ' ');
		if (redirs->fd != (first == '>'))
			str_printf(out, "%d", redirs->fd);
		str_add_all(out, operators[redirs->kind]);
		if (redirs->kind != REDIR_HERE)
			unparse_parts(out, redirs->word->parts, true);
	}
}

static void
unparse_simple(struct str *out, const struct node *node)
{
	const struct assign *assign = node->simple.assigns;

	for (; assign != NULL; assign = assign->next) {
		str_printf(out, "%s=", assign->var->name);
		unparse_parts(out, assign->value->parts, true);
		if (assign->next != NULL || node->simple.words != NULL)
			str_char(out, ' ');
	}
	unparse_words(out, node->simple.words, " ");
	unparse_redirs(out, node->simple.redirs);
}

static void
unparse_list(struct str *out, const struct node *first, const char *between)
{
	for (; first != NULL; first = first->next) {
		unparse_node(out, first);
		if (first->next != NULL)
			str_add_all(out, between);
	}
}

static void
unparse_if(struct str *out, const struct node *node)
{
	str_add_all(out, "if ");
	unparse_node(out, node->branch.test);
	str_add_all(out, "; then ");
	unparse_node(out, node->branch.body);
	if (node->branch.otherwise != NULL) {
		str_add_all(out, "; else ");
		unparse_node(out, node->branch.otherwise);
	}
	str_add_all(out, "; fi");
}

static void
unparse_case(struct str *out, const struct node *node)
{
	const struct case_item *item = node->cases.items;

	str_add_all(out, "case ");
	unparse_parts(out, node->cases.subject->parts, true);
	str_add_all(out, " in ");
	for (; item != NULL; item = item->next) {
		unparse_words(out, item->patterns, "|");
		str_add_all(out, ") ");
		unparse_node(out, item->body);
		str_add_all(out, ";; ");
	}
	str_add_all(out, "esac");
}

static void
enclose(struct str *out, const char *before, const struct node *body,
    const char *after)
{
	str_add_all(out, before);
	unparse_node(out, body);
	str_add_all(out, after);
}

static void
unparse_loop(struct str *out, const struct node *node)
{
	if (node->kind == NODE_FOR) {
		str_printf(out, "for %s in ", node->loop.var->name);
		unparse_words(out, node->loop.words, " ");
		enclose(out, "; do ", node->loop.body, "; done");
		return;
	}
	enclose(out, node->kind == NODE_WHILE ? "while " : "until ",
	    node->branch.test, "");
	enclose(out, "; do ", node->branch.body, "; done");
}

static void
unparse_pair(struct str *out, const struct node *node)
{
	unparse_node(out, node->pair.left);
	str_add_all(out, node->kind == NODE_AND ? " && " : " || ");
	unparse_node(out, node->pair.right);
}

void
unparse_node(struct str *out, const struct node *node)
{
	if (node == NULL)
		return;
	check_stack();
	switch (node->kind) {
	case NODE_SIMPLE:
		unparse_simple(out, node);
		break;
	case NODE_PIPE:
		unparse_list(out, node->list.first, " | ");
		break;
	case NODE_LIST:
		unparse_list(out, node->list.first, "; ");
		break;
	case NODE_NOT:
		enclose(out, "! ", node->group.body, "");
		break;
	case NODE_AND:
	case NODE_OR:
		unparse_pair(out, node);
		break;
	case NODE_BACKGROUND:
		enclose(out, "", node->group.body, " &");
		break;
	case NODE_SUBSHELL:
		enclose(out, "(", node->group.body, ")");
		unparse_redirs(out, node->group.redirs);
		break;
	case NODE_GROUP:
		enclose(out, "{ ", node->group.body, "; }");
		unparse_redirs(out, node->group.redirs);
		break;
	case NODE_IF:
		unparse_if(out, node);
		break;
	case NODE_WHILE:
	case NODE_UNTIL:
	case NODE_FOR:
		unparse_loop(out, node);
		break;
	case NODE_CASE:
		unparse_case(out, node);
		break;
	case NODE_FUNCTION:
		str_printf(out, "%s() { ... }", node->function.name);
		break;
	}
}
