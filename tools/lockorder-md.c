/*
 * Prints docs/lockorder.md from kernel/sync/lockorder.def: every lock class, in
 * order of acquisition.
 */
#include <stdio.h>
#include <string.h>

struct row {
	const char *name;
	const char *kind;
	const char *same;
	const char *protects;
};

static const struct row rows[] = {
#define LOCK(name, kind, same, protects) { #name, #kind, #same, protects },
#include "kernel/sync/lockorder.def"
};

static const char *
rule_text(const char *same)
{
	if (!strcmp(same, "ADDRESS"))
		return "lower address first";
	if (!strcmp(same, "PARENT"))
		return "parent before child";
	return strcmp(same, "OTHER") ? "never two" : "see the text";
}

static const char *
kind_text(const char *kind)
{
	if (!strcmp(kind, "SLEEP"))
		return "sleeps";
	return strcmp(kind, "IRQ") ? "spins" : "spins, interrupts off";
}

int
main(void)
{
	printf(
	    "# Lock order\n\n"
	    "Made from `kernel/sync/lockorder.def` by `make docs`.\n\n"
	    "A lock may be taken only while all locks held are of classes "
	    "above its own\nrow. Debug builds check each acquisition "
	    "(`kernel/sync/lockdep.c`): of spinlocks\nby processor, of locks "
	    "that sleep by thread. All locks that sleep come before\nall that "
	    "spin. What interrupts take is held with interrupts off, and is\n"
	    "all that they take. An allocation counts as taking KVA, a copy "
	    "from or to user\nspace as taking VMSPACE, whether it does or "
	    "not.\n\n"
	    "| rank | class | kind | two of the class | protects |\n"
	    "|--:|--|--|--|--|\n");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		printf("| %zu | %s | %s | %s | %s |\n", i + 1, rows[i].name,
		    kind_text(rows[i].kind), rule_text(rows[i].same),
		    rows[i].protects);
	return 0;
}
