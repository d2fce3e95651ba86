/*
 * The beginnings of _init and _fini, functions that old object files add to.
 * crtn.S has the ends.
 */
	.section .init, "ax", @progbits
	.globl	_init
	.type	_init, @function
_init:
	sub	$8, %rsp

	.section .fini, "ax", @progbits
	.globl	_fini
	.type	_fini, @function
_fini:
	sub	$8, %rsp

	.section .note.GNU-stack, "", @progbits
