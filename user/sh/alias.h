/* Aliases. */
#ifndef SH_ALIAS_H
#define SH_ALIAS_H

/* => returns: the alias's value, or NULL if there is none */
const char *alias_find(const char *name);
/* Call visit with each alias's name, in no order. */
void alias_for_each(void (*visit)(const char *name, void *arg), void *arg);

#endif
