#ifndef UCONTEXT_CONTEXT_H
#define UCONTEXT_CONTEXT_H

/* Where the function of a context returns to; context.S. */
void __start_context(void);

#endif
