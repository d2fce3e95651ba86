/* Memory protection of the kernel itself: each forbidden access must fault. */
#include "arch/irqflags.h"
#include "arch/layout.h"
#include "arch/mmu.h"
#include "arch/thread.h"
#include "arch/trap.h"
#include "arch/uaccess.h"
#include "debug/ktest.h"
#include "mm/kva.h"
#include "mm/page.h"
#include "sched/sched.h"
#include "vm/vmspace.h"

#define PF        14
#define DF        8
#define GP        13
#define FLAG_AC   (1UL << 18)
#define PRESENT   1
#define WRITE     2
#define FETCH     16
#define USER_PAGE 0x10000000UL

static char data[16];
static const char constant[16] = "constant";
static u64 stack_limit;

static void
write_text(void)
{
	*(volatile char *)(vaddr_t)write_text = 0;
}

static void
write_text_alias(void)
{
	*(volatile char *)phys_to_virt(image_to_phys((void *)write_text)) = 0;
}

static void
write_constant(void)
{
	*(volatile char *)(vaddr_t)constant = 0;
}

static void
run_data(void)
{
	((void (*)(void))(vaddr_t)data)();
}

static void
run_direct_map(void)
{
	((void (*)(void))phys_to_virt(image_to_phys((void *)write_text)))();
}

static void
read_null(void)
{
	vaddr_t null = 0;

	/* The compiler must not know that it is null. */
	__asm__("" : "+r"(null));
	(void)*(volatile char *)null;
}

static void
read_user(void)
{
	(void)*(volatile char *)USER_PAGE;
}

static void
write_user(void)
{
	*(volatile char *)USER_PAGE = 1;
}

static void
run_user(void)
{
	((void (*)(void))USER_PAGE)();
}

static void
below_stack(void)
{
	(void)*(volatile char *)(stack_limit - 1);
}

/* Really runs out of stack: the page fault finds no room for its own frame. */
static void
overrun_stack(void)
{
	__asm__ volatile("movq %0, %%rsp\n\t"
			 "pushq $0"
			 :
			 : "r"(stack_limit)
			 : "memory");
}

/* Leaves for user mode with a stack selector that is none: IRETQ itself faults,
 * in ring 0, with the user's GS. */
static void
leave_with_bad_frame(void)
{
	__asm__ volatile("cli\n\t"
			 "pushq $0x7b\n\t"
			 "pushq $0x1000\n\t"
			 "pushq $0x2\n\t"
			 "pushq $0x23\n\t"
			 "pushq $0x1000\n\t"
			 "swapgs\n\t"
			 "jmp iret_user"
			 :
			 :
			 : "memory");
}

static u64 flags_in_handler;

/* Goes on after a two-byte instruction. */
static bool
note_flags(struct regs *r, unsigned vector, u64 error, vaddr_t addr)
{
	(void)vector, (void)error, (void)addr;
	__asm__ volatile("pushfq\n\tpopq %0" : "=r"(flags_in_handler));
	r->rip += 2;
	return true;
}

KTEST(bad_return_to_user_is_caught)
{
	check(ktest_faults(leave_with_bad_frame, GP, 0x78));
	irq_enable();
	check(this_cpu()->current == current());
}

KTEST(faults_clear_alignment_check)
{
	u64 null = 0;

	if (!cpu_features.smap)
		return;
	flags_in_handler = ~0UL;
	ktest_fault_hook = note_flags;
	__asm__ volatile("stac\n\t"
			 ".byte 0x8a, 0x00\n\t" /* movb (%rax), %al */
			 "clac"
			 : "+a"(null)
			 :
			 : "memory");
	ktest_fault_hook = NULL;
	check(!(flags_in_handler & FLAG_AC));
}

KTEST(text_is_read_only)
{
	check(ktest_faults(write_text, PF, PRESENT | WRITE));
	check(ktest_faults(write_text_alias, PF, PRESENT | WRITE));
}

KTEST(constants_are_read_only)
{
	check(ktest_faults(write_constant, PF, PRESENT | WRITE));
}

KTEST(data_is_not_executable)
{
	check(ktest_faults(run_data, PF, PRESENT | FETCH));
	check(ktest_faults(run_direct_map, PF, PRESENT | FETCH));
}

KTEST(null_is_not_mapped)
{
	check(ktest_faults(read_null, PF, 0));
}

KTEST(stacks_have_guard_pages)
{
	stack_limit = arch_current()->kstack;
	check(ktest_faults(below_stack, PF, 0));
	check(ktest_faults(overrun_stack, DF, 0));
}

/* With a page of user memory in place, the kernel reaches it only between
 * user_access_begin() and user_access_end(), and never runs it. */
KTEST(user_memory_is_out_of_reach)
{
	struct vmspace *vm;
	vaddr_t at;
	char byte = 0x5a;

	if (vmspace_create(&vm)) {
		check(!"memory");
		return;
	}
	check(!vm_map(vm, USER_PAGE, PAGE_SIZE,
	    VM_READ | VM_WRITE | VM_EXEC | VM_MAYWRITE, 0x10, NULL, 0, &at));
	check(vm_access(vm, USER_PAGE, &byte, 1, true) == 1);
	vm_activate(vm);
	if (cpu_features.smap) {
		check(ktest_faults(read_user, PF, PRESENT));
		check(ktest_faults(write_user, PF, PRESENT | WRITE));
	}
	if (cpu_features.smep)
		check(ktest_faults(run_user, PF, PRESENT | FETCH));
	user_access_begin();
	byte = *(volatile char *)USER_PAGE;
	user_access_end();
	check(byte == 0x5a);
	vm_activate(NULL);
	vmspace_put(vm);
}

/* Every mapped page of the image is writable or executable, never both. */
KTEST(image_is_write_xor_execute)
{
	extern char image_start[], image_end[];
	unsigned both = 0, executable = 0;

	for (vaddr_t va = (vaddr_t)image_start; va < (vaddr_t)image_end;
	     va += PAGE_SIZE) {
		paddr_t pa;
		bool w, x;

		if (!kva_lookup(va, &pa, &w, &x))
			continue;
		both += w && x;
		executable += x;
		if (kva_lookup(DIRECT_MAP_BASE + pa, &pa, &w, &x))
			both += x;
	}
	check(both == 0);
	check(executable > 0);
}
