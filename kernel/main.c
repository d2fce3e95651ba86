/*
 * Boot, as a list.
 *
 * The port has set up this CPU, memory as the loader described it, the clock
 * and the interrupt controllers (arch/x86_64/boot.c).  What follows is the same
 * on every machine: one line and one reason a subsystem.
 */
#include "arch/boot.h"
#include "arch/irqflags.h"
#include "arch/layout.h"
#include "arch/power.h"
#include "arch/smp.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "debug/kasan.h"
#include "debug/kcsan.h"
#include "debug/ktest.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "drivers/kmsg.h"
#include "drivers/mem.h"
#include "drivers/pci/pci.h"
#include "drivers/serial.h"
#include "drivers/virtio/virtio.h"
#include "drivers/virtio/vport.h"
#include "fs/9p/9p.h"
#include "fs/fs.h"
#include "ipc/epoll.h"
#include "ipc/futex.h"
#include "ipc/pipe.h"
#include "ipc/sysv_msg.h"
#include "ipc/sysv_sem.h"
#include "ipc/sysv_shm.h"
#include "lib/assert.h"
#include "lib/cmdline.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "proc/alarm.h"
#include "proc/end.h"
#include "proc/process.h"
#include "procfs/procfs.h"
#include "sched/sched.h"
#include "sched/watchdog.h"
#include "start.h"
#include "time/clock.h"
#include "time/random.h"
#include "tty/pty.h"
#include "tty/tty.h"
#include "tty/tty_file.h"
#include "version.h"
#include "vm/vdso.h"
#include "vm/vmspace.h"

static void
take_options(void)
{
	const char *cmdline = boot_info.cmdline;
	s64 seconds;
	u64 value;

	if (cmdline_has(cmdline, "quiet"))
		log_set_console_level(LOG_ERR);
	if (cmdline_has(cmdline, "debug"))
		log_set_console_level(LOG_DEBUG);
	if (cmdline_signed(cmdline, "panic", &seconds))
		panic_set_action(seconds);
	if (cmdline_number(cmdline, "breenix.exit", &value))
		machine_set_debug_exit((u16)value);
	if (cmdline_number(cmdline, "seed", &value))
		sched_set_seed(value);
}

static unsigned
max_cpus(void)
{
	u64 n;

	return cmdline_number(boot_info.cmdline, "maxcpus", &n) && n ?
	    (unsigned)min(n, (u64)MAX_CPUS) :
	    MAX_CPUS;
}

/* The tests inside the kernel, instead of a system. */
static __noreturn void
run_selftests(void)
{
	unsigned failed = ktest_run_all();

	log_info("selftest: %u failed", failed);
	system_end(END_POWER_OFF);
}

/* The rest of boot may sleep, so it is a thread; it becomes process 1. */
static void
boot_thread(void *arg)
{
	int err;

	(void)arg;
	user_init();
	cred_get(&init_cred);
	cred_give(current(), &init_cred);
	err = work_start(); /* interrupts leave to it what needs a thread */
	if (err)
		boot_no_memory("the workers");
	fs_init();   /* the root tmpfs; devices get nodes in it */
	p9_init();   /* the files of a server: types of file systems */
	mem_init();  /* null, zero, random and their like */
	kmsg_init(); /* the log as a device */
	pipe_init(); /* fifos need it */
	epoll_init();
	serial_init();      /* ttyS0 */
	vport_tty_init();   /* hvc0 and so on, when they are found */
	pci_init();         /* devices there, before those without a bus */
	virtio_mmio_init(); /* consoles and ports */
	tty_file_init();    /* /dev/tty, /dev/console */
	pty_init();         /* /dev/ptmx, the type "devpts" */
	futex_init();
	shm_init(); /* System V's: segments are files of their own system */
	sem_init();
	msg_init();
	err = process_init(); /* this thread is process 1 from here on */
	if (err)
		boot_no_memory("process 1");
	procfs_init();                    /* the type "proc"; init mounts it */
	watchdog_init(boot_info.cmdline); /* DEBUG=1: nobody waits for boot */
	if (cmdline_has(boot_info.cmdline, "selftest"))
		run_selftests();
	start_init(); /* unpack the initrd, run init */
}

void
kernel_main(void)
{
	kasan_init();        /* KASAN=1: each access is checked from here on */
	take_options();      /* quiet must come before the first line */
	serial_early_init(); /* whoever listens sees the log from here */
	log_info("Breenix %s", BREENIX_COMMIT);
	log_info("Command line: %s", boot_info.cmdline);
	if (boot_info.lacks)
		panic("this processor has no %s, which Breenix needs",
		    boot_info.lacks);
	page_init(); /* frames: everything else allocates */
	slab_init();
	random_init(); /* before anything draws a hash key or slide */
	clock_init();  /* wall time */
	vm_init();     /* the zero page */
	vdso_init();
	sched_init_cpu();      /* this code is the idle thread from here on */
	smp_start(max_cpus()); /* the other CPUs run their idle loops */
	kcsan_init(
	    boot_info.cmdline); /* KCSAN=1: races are looked for from here on */
	if (kthread_run("init", boot_thread, NULL))
		boot_no_memory("the first thread");
	irq_enable();
	sched_idle_loop();
}

void
kernel_main_ap(void)
{
	sched_init_cpu();
	cpu_set_online();
	irq_enable();
	sched_idle_loop();
}
