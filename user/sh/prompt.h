/* Prompts. */
#ifndef SH_PROMPT_H
#define SH_PROMPT_H

/* What stands around bytes that take no room on the screen: \[ and \]. */
#define PROMPT_HIDDEN '\001'
#define PROMPT_SHOWN  '\002'

/* => returns: PS1 or its like with parameters and escapes expanded, in scratch */
const char *prompt_expand(const char *text);

#endif
