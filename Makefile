# Breenix: the one makefile.
#
# Non-recursive. Everything it makes lies under build/:
#
#	build/breenix.elf           the kernel, stripped: what QEMU and GRUB load
#	build/breenix.debug.elf     the same with symbols: what gdb reads
#	build/release/obj/          its objects, one folder a source folder
#	build/debug/                the same for DEBUG=1 (asserts on locks, UBSan,
#	                            fault points), which shares nothing with it
#	build/kasan/                for KASAN=1: the address sanitizer, and DEBUG's
#	                            asserts and fault points
#	build/kcsan/                for KCSAN=1: the race detector
#
# Dependencies are the compiler's own (-MMD -MP), plus two that it cannot know:
# every object depends on the flags it was compiled with, and the kernel on the
# list of its objects, so that a changed flag or a removed file rebuilds. Every
# rule names all files of the tree that it reads: tests/make/alone builds each
# target alone. Flags of one file are in FILE_CFLAGS, and those it has not in
# FILE_WITHOUT; no rule of a prerequisite looks at them: it would see them too.

MAKEFLAGS += --no-builtin-rules --no-builtin-variables
# All processors, unless -j says otherwise; a make that this one starts shares them.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
# What comes beside `clean` comes after it, or before.
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
SHELL     := /bin/sh
# The tools are Debian's, whatever else comes first for whoever runs make.
export PATH := /usr/bin:/bin:$(PATH)
export LC_ALL := C
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

CC      := gcc
LD      := ld
NM      := nm
OBJCOPY := objcopy

B := build
CONFIG := $(or $(if $(filter 1,$(KASAN)),kasan),$(if $(filter 1,$(KCSAN)),kcsan),$(if $(filter 1,$(DEBUG)),debug),release)
K      := $(if $(filter release,$(CONFIG)),$B,$B/$(CONFIG))
O := $B/$(CONFIG)

# V=1 shows the commands.
ifneq ($V,1)
Q := @
endif
# A no-op for make, a line for the reader: $(call say,CC,file)
say = @printf '  %-8s%s\n' $1 $2

# --- The kernel -----------------------------------------------------------

# kernel/vdso is a shared object for programs, carried inside the image.
VDSO_C   := kernel/vdso/vdso.c
KERNEL_C := $(filter-out $(VDSO_C),$(shell find kernel tests/kernel -name '*.c' 2>/dev/null | LC_ALL=C sort))
KERNEL_S := $(shell find kernel -name '*.S' 2>/dev/null | LC_ALL=C sort)
KERNEL_O := $(KERNEL_C:%.c=$O/obj/%.c.o) $(KERNEL_S:%.S=$O/obj/%.S.o)
KERNEL_LDS := kernel/arch/x86_64/kernel.ld

KERNEL_INCLUDES := -Ikernel -I. -I$O/gen
WARNINGS := -Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes \
	-Wvla -Wshadow -Wundef -Wpointer-arith -Wwrite-strings -Wold-style-definition

# What both compilers understand; `make check` runs clang with these too.
# -fno-delete-null-pointer-checks and -fno-strict-*: a kernel's pointers and
# wrapping sums are what the machine says they are. The stack protector's canary
# lives in the per-CPU area that GS points to, at the offset the ABI gave it.
KERNEL_CFLAGS := -std=gnu17 -O2 -g -ffreestanding -fPIE -mcmodel=small \
	-fvisibility=hidden -mno-red-zone -mgeneral-regs-only \
	-fno-asynchronous-unwind-tables -fno-delete-null-pointer-checks \
	-fno-strict-overflow -fno-strict-aliasing -fno-omit-frame-pointer \
	-fstack-protector-strong -mstack-protector-guard=tls \
	-mstack-protector-guard-reg=gs -mstack-protector-guard-offset=40 \
	-fcf-protection=none -D__KERNEL__ $(WARNINGS)
# No null checks: per-CPU data has its address 0 in the GS segment, and a null
# pointer faults anyway.  No alignment checks: user pointers need not have any.
# gcc's own. A frame beyond this has no place on a kernel stack; a debug build
# keeps every caller in the backtrace and pays for that with larger frames.
CHECKED_CFLAGS := -fno-optimize-sibling-calls -Wframe-larger-than=3072
KERNEL_GCC_CFLAGS_release := -Wframe-larger-than=1536
KERNEL_GCC_CFLAGS_debug   := $(CHECKED_CFLAGS) -fsanitize=undefined \
	-fno-sanitize=object-size,vptr,null,alignment
KERNEL_GCC_CFLAGS_kasan   := $(CHECKED_CFLAGS)
KERNEL_GCC_CFLAGS_kcsan   := $(CHECKED_CFLAGS) -Wno-tsan
KERNEL_GCC_CFLAGS := $(KERNEL_GCC_CFLAGS_$(CONFIG))
KERNEL_CFLAGS += $(if $(filter debug kasan,$(CONFIG)),-DDEBUG) $(if $(filter kasan,$(CONFIG)),-DKASAN) $(if $(filter kcsan,$(CONFIG)),-DKCSAN)

# What the compiler adds to each access, except in the files that run before it
# could work, or that it is made of.
SANITIZE_kasan := -fsanitize=kernel-address -fasan-shadow-offset=0xdffffc0000000000 \
	--param asan-instrumentation-with-call-threshold=0 \
	--param asan-stack=1 --param asan-globals=1
EXEMPT_kasan := $(addprefix kernel/,arch/x86_64/boot.c arch/x86_64/cpufeat.c \
	arch/x86_64/early.c arch/x86_64/mmu.c arch/x86_64/shadow.c debug/backtrace.c \
	debug/kasan.c debug/panic.c mm/slab.c mm/slab_check.c) tests/kernel/protection.c
SANITIZE_kcsan := -fsanitize=thread --param tsan-distinguish-volatile=1 \
	--param tsan-instrument-func-entry-exit=0
EXEMPT_kcsan := $(addprefix kernel/,arch/x86_64/boot.c arch/x86_64/cpufeat.c \
	arch/x86_64/early.c arch/x86_64/mmu.c debug/backtrace.c debug/kcsan.c \
	debug/ksyms.c debug/log.c debug/panic.c drivers/serial.c lib/fmt.c lib/string.c)
SANITIZE := $(SANITIZE_$(CONFIG))
$(EXEMPT_$(CONFIG):%=$O/obj/%.o): SANITIZE :=
KERNEL_LDFLAGS := -nostdlib -pie --no-dynamic-linker -z norelro -z noexecstack \
	-z max-page-size=4096 -z pack-relative-relocs -T $(KERNEL_LDS)

KERNEL_COMPILE = $(CC) $(filter-out $(FILE_WITHOUT),$(KERNEL_CFLAGS)) $(KERNEL_GCC_CFLAGS) $(SANITIZE) $(KERNEL_INCLUDES)

# The functions that the compiler itself calls must not be compiled into calls
# of themselves.
$O/obj/kernel/lib/string.c.o: FILE_CFLAGS := -fno-tree-loop-distribute-patterns
# Code for the registers of the FPU, whose arrays of vectors are to be in them.
VECTOR_O := $(addprefix $O/obj/kernel/lib/,chacha20_sse2.c.o chacha20_avx2.c.o)
$(VECTOR_O): FILE_CFLAGS := -O3 -mstackrealign
$(VECTOR_O): FILE_WITHOUT := -mgeneral-regs-only

.PHONY: all
all: $K/breenix.elf ## Build the kernel (DEBUG=1, KASAN=1, KCSAN=1: checked ones, in build/debug ...)

$O/obj/%.c.o: %.c $O/flags | $O/gen/version.h
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q $(KERNEL_COMPILE) $(FILE_CFLAGS) -MMD -MP -MF $(@:.o=.d) -c -o $@ $<

VDSO_CFLAGS := -std=gnu17 -O2 -fPIC -fvisibility=hidden -fno-stack-protector \
	-fcf-protection=none -fno-asynchronous-unwind-tables -mno-mmx -mno-sse \
	-ffreestanding $(WARNINGS)
$O/vdso.so: $(VDSO_C) kernel/vdso/vdso.ld $O/flags
	$(call say,VDSO,$@)
	$Q mkdir -p $(@D)
	$Q $(CC) $(VDSO_CFLAGS) -Ikernel -I. -shared -nostdlib -Wl,-soname,linux-vdso.so.1 \
		-Wl,--hash-style=both -Wl,-z,noexecstack -Wl,-z,max-page-size=4096 \
		-Wl,--build-id=none -Wl,-T,kernel/vdso/vdso.ld -MMD -MP -MF $@.d -o $@ $<
-include $O/vdso.so.d
$O/obj/kernel/vm/vdso_image.S.o: FILE_CFLAGS := -DVDSO_IMAGE='"$O/vdso.so"'
$O/obj/kernel/vm/vdso_image.S.o: $O/vdso.so

$O/obj/%.S.o: %.S $O/flags | $O/gen/version.h
	$(call say,AS,$<)
	$Q mkdir -p $(@D)
	$Q $(KERNEL_COMPILE) $(FILE_CFLAGS) -D__ASSEMBLER__ -MMD -MP -MF $(@:.o=.d) -c -o $@ $<

# The symbol table for backtraces is inside the image, so it takes two links:
# the first with an empty table gives the addresses, the second carries them.
# The table is a section of its own behind all code, so the second link moves no
# function; tools/ksyms --check says so.
$O/ksyms-empty.S: tools/ksyms
	$Q mkdir -p $(@D)
	$Q tools/ksyms </dev/null >$@
$O/ksyms.S: $O/first.elf tools/ksyms
	$Q $(NM) -n $< | tools/ksyms >$@
$O/%.o: $O/%.S | setup
	$Q $(CC) -c -o $@ $<

$O/first.elf: $(KERNEL_O) $O/ksyms-empty.o $(KERNEL_LDS) $O/objects
	$Q $(LD) $(KERNEL_LDFLAGS) -o $@ $(KERNEL_O) $O/ksyms-empty.o
$K/breenix.debug.elf: $O/ksyms.o $O/ksyms.S $(KERNEL_O) $(KERNEL_LDS) $O/objects \
		tools/ksyms
	$(call say,LD,$@)
	$Q $(LD) $(KERNEL_LDFLAGS) -o $@ $(KERNEL_O) $O/ksyms.o
	$Q $(NM) -n $@ | tools/ksyms --check $O/ksyms.S
$K/breenix.elf: $K/breenix.debug.elf
	$Q $(OBJCOPY) --strip-all $< $@

# Files that hold what a rule depends on though it is not a file: rewritten only
# when that changed, so that make sees a new time only then.
# $(call keep,FILE,TEXT)
keep = mkdir -p $(dir $1); printf '%s\n' '$2' | cmp -s - $1 || printf '%s\n' '$2' >$1
.PHONY: FORCE
FORCE:
# The flags of all files: what SANITIZE is here may be one target's own.
$O/flags: FORCE | setup
	@$(call keep,$@,$(CC) $(KERNEL_CFLAGS) $(KERNEL_GCC_CFLAGS) $(SANITIZE_$(CONFIG)) \
		$(KERNEL_INCLUDES) $(VDSO_CFLAGS))
$O/objects: FORCE
	@$(call keep,$@,$(KERNEL_LDFLAGS) $(KERNEL_O))
COMMIT := $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)
$O/gen/version.h: FORCE | setup
	@$(call keep,$@,#define BREENIX_COMMIT "$(COMMIT)")

-include $(patsubst %.o,%.d,$(KERNEL_O))

# --- User space -------------------------------------------------------------

comma := ,
# What every program of user space depends on beside its sources.
USER_FLAGS := $B/user/flags user/sh/sh.mk user/bin/bin.mk user/image.mk
include user/libc/libc.mk user/sh/sh.mk user/bin/bin.mk user/image.mk

# --- Lists that more than one part below needs ------------------------------

TEST_SYS_C    := $(filter-out tests/sys/driver.c,$(wildcard tests/sys/*.c))
TEST_STRESS_C := $(wildcard tests/stress/*.c)
TEST_HOST_C   := $(wildcard tests/host/*.c)
# Made from tables and checked in, so that they can be read without building.
GENERATED  := docs/syscalls.md docs/lockorder.md

# --- Running it -----------------------------------------------------------

ROOT ?= breenix
MEM  ?= 256M
CPUS ?= 2
ROOT_IMAGE := $B/root/$(ROOT).cpio$(if $(filter breenix,$(ROOT)),.gz)

$B/root/%.cpio: tools/mkroot tools/initrd | setup
	$(call say,ROOT,$@)
	$Q mkdir -p $(@D)
	$Q tools/mkroot $* $@

.PHONY: image
image: $K/breenix.elf $B/root/breenix.cpio.gz | setup ## Build the system that `make run` and ./breenix boot start

.PHONY: run
run: $K/breenix.elf $(ROOT_IMAGE) | setup ## Boot to a shell (ROOT=busybox MEM=256M CPUS=2 DEBUG=1)
	$Q ./breenix boot --kernel $K/breenix.elf --root $(ROOT_IMAGE) \
		--mem $(MEM) --cpus $(CPUS) --verbose

.PHONY: debug
debug: $K/breenix.elf $(ROOT_IMAGE) | setup ## The same, in gdb: stopped before the first instruction
	$Q tools/debug $K $(ROOT_IMAGE) --mem $(MEM) --cpus $(CPUS)

# The packages that the goals need, before anything else.
SETUP := $(strip $(if $(filter run,$(MAKECMDGOALS)),run) \
	$(if $(filter debug,$(MAKECMDGOALS)),debug) \
	$(if $(filter check,$(MAKECMDGOALS)),check) \
	$(if $(filter test coverage planted,$(MAKECMDGOALS)),run test) \
	$(if $(filter bench%,$(MAKECMDGOALS)),bench) \
	$(if $(filter programs% debian-tree%,$(MAKECMDGOALS) $(if $(filter test,$(MAKECMDGOALS)),$(SUITES))),programs))
.PHONY: setup
setup:
	$(if $(SETUP),$Q tools/setup build $(SETUP))

# --- Tests --------------------------------------------------------------------
#
# Programs for the guest are ordinary static Linux programs; those that run in
# the machines lie in build/tests/root, its root file system, and run on this
# machine's Linux from there as well.

T := $B/tests
TEST_GUEST := $(TEST_SYS_C:tests/sys/%.c=$T/root/tests/%) \
	$(TEST_STRESS_C:tests/stress/%.c=$T/root/tests/%) $T/root/driver
TEST_HOST  := $(TEST_HOST_C:tests/host/%.c=$T/host/%)
TEST_GUEST_LIBC := $(patsubst tests/libc/%.c,$T/root/tests/libc-%,$(wildcard tests/libc/*.c)) \
	$(patsubst %,$T/root/tests/int80-%,process pthread stdio)
TEST_IN_GUEST := $(TEST_GUEST) $(TEST_GUEST_LIBC) $T/root/bin/sh
TEST_CFLAGS := -std=gnu17 -O2 -g -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes
# Modes in the guest's root are those that a file made there would have.
guest := umask 022;
# musl, except for a test whose first line asks for glibc.
TEST_GUEST_COMPILE = $$(sed -n '1s|^// libc: glibc$$|gcc|p;1q' $< | grep . || echo musl-gcc) \
	-static $(TEST_CFLAGS) -D_GNU_SOURCE -I. -MMD -MP -MF $T/deps/$(@F).d -MT $@ -o $@

# SUITES="linux vm1" and TESTS="open pipe" choose some, see tests/run.
SUITES ?=
TESTS  ?=
CHECKED_SUITES := kasan kcsan watchdog debug
# What a suite runs is built for it, and no more: with sanitizers that is the longest part.
TEST_NEEDS := $(if $(filter host,$(or $(SUITES),host)),$(TEST_HOST)) \
	$(if $(filter libc,$(or $(SUITES),libc)),libc-tests) \
	$(if $(filter linux,$(SUITES)),$(TEST_GUEST)) \
	$(if $(filter-out host linux libc sh bin,$(or $(SUITES),all)),$K/breenix.elf $(TEST_IN_GUEST)) \
	$(if $(filter-out host linux,$(or $(SUITES),all)),$(LIBC_FILES) $B/root/breenix.cpio.gz) \
	$(if $(filter programs,$(SUITES)),debian-tree) $(if $(filter programs-quick,$(SUITES)),debian-tree-quick) \
	$(if $(filter $(CHECKED_SUITES) $(CHECKED_SUITES:%=%-all),$(or $(SUITES),kasan)),checked-kernels)
.PHONY: test
test: $(TEST_NEEDS) | setup ## Run all tests (SUITES="host linux libc sh bin cli image vm1 vm4 stress selftest kasan kcsan watchdog" TESTS="open pipe")
	$Q tests/run --kernel $K/breenix.elf --build $T $(SUITES) $(if $(TESTS),-- $(TESTS))

.PHONY: programs debian-tree debian-tree-quick
programs: debian-tree $K/breenix.elf | setup ## Run scripts over some 200 packages of Debian, here and in machines (root, 8 GiB; TESTS="git perl")
	$Q mkdir -p $T
	$Q tests/run --kernel $K/breenix.elf --build $T programs $(if $(TESTS),-- $(TESTS))
# Whether there is something to do is the tool's to say.
debian-tree: | setup ## Make the tree of Debian's programs, build/debian/tree (root, 8 GiB)
	$Q tools/debian-tree $B/debian $$(tests/programs/run --needs)
debian-tree-quick: | setup ## Make the tree for the suite programs-quick, unless there is the whole one (root, 1 GiB)
	$Q test -e $B/debian/asked || tools/debian-tree $B/debian-quick \
		$$(tests/programs/run --needs $$(tests/programs/run --quick))

.PHONY: test-programs test-make
test-make: ## Build each target alone from clean: does every rule name what it reads? (long)
	$Q tests/make/alone

test-programs: $(TEST_HOST) $(TEST_IN_GUEST) ## Build the test programs only

# For the library's tests, which run commands: the shell and utilities of the image.
$T/root/bin/sh: $B/root/breenix.cpio.gz
	$(call say,ROOT,$T/root)
	$Q $(guest) mkdir -p $T/root/etc
	$Q $(guest) rm -rf $T/root/bin && cp -a $(IMAGE_ROOT)/bin $T/root/bin
	$Q $(guest) cp $(IMAGE_ROOT)/etc/passwd $(IMAGE_ROOT)/etc/group $T/root/etc/
	$Q $(guest) touch $@

# The tests of the C library run in the guest as well, through both gates.
$T/root/tests/libc-%: $T/libc/own/%
	$Q $(guest) mkdir -p $(@D)
	$Q $(guest) strip -o $@ $<
$T/root/tests/int80-%: tests/libc/%.c $(INT80_FILES)
	$(call say,TEST,$@)
	$Q $(guest) mkdir -p $(@D) $T/deps
	$Q $(guest) BREENIX_LIBC=$(INT80_OUT) user/libc/breenix-cc $(LIBC_TEST_CFLAGS) \
		-MMD -MP -MF $T/deps/$(@F).d -MT $@ -s -o $@ $< -lm

$T/root/tests/%: tests/sys/%.c Makefile | setup
	$(call say,TEST,$<)
	$Q $(guest) mkdir -p $(@D) $T/deps
	$Q $(guest) $(TEST_GUEST_COMPILE) $< -lm -pthread
$T/root/tests/%: tests/stress/%.c Makefile | setup
	$(call say,TEST,$<)
	$Q $(guest) mkdir -p $(@D) $T/deps
	$Q $(guest) $(TEST_GUEST_COMPILE) $< -lm -pthread
$T/root/driver: tests/sys/driver.c Makefile | setup
	$(call say,TEST,$<)
	$Q $(guest) mkdir -p $(@D) $T/deps
	$Q $(guest) $(TEST_GUEST_COMPILE) $< -lm -pthread
$T/host/%: tests/host/%.c Makefile | setup
	$(call say,HOSTTEST,$<)
	$Q mkdir -p $(@D)
	$Q needs=$$(sed -n '1s|^// needs:||p' $<); \
	flags=$$(sed -n '2s|^// flags:||p' $<); \
	gcc -std=gnu17 $$flags -I. -Ikernel -MM -MP -MT $@ $< $$needs >$@.d && \
	printf '%s:\n' $$needs >>$@.d && \
	gcc -std=gnu17 -O1 -g $$flags -I. -Ikernel -fsanitize=address,undefined \
		-fno-sanitize-recover=all -Wall -Wextra -Werror -o $@ $< $$needs
-include $(wildcard $T/deps/*.d $T/host/*.d)

# The kernels of the suites that look for one kind of fault each; after the others, so
# that with DEBUG=1 nobody builds the same.
.PHONY: checked-kernels stress coverage
checked-kernels: $K/breenix.elf
	$Q $(MAKE) --no-print-directory KASAN=1 all
	$Q $(MAKE) --no-print-directory KCSAN=1 all
	$Q $(MAKE) --no-print-directory DEBUG=1 all
stress: ## The long runs: all programs under KASAN, KCSAN, the watchdog and DEBUG=1
	$Q $(MAKE) --no-print-directory test SUITES="$(CHECKED_SUITES:%=%-all)"

# Does the test of pairs find what it is for? Each planted fault needs a kernel.
.PHONY: planted
planted: checked-kernels test-programs | setup ## Plant known races in the kernel: does tests/stress/pairs find them?
	$Q tests/stress/planted/run $(TESTS)

# A plugin of QEMU records what the tests run; see tests/coverage/run.
COVERAGE_NEEDS := $B/breenix.elf $(LIBC_FILES) $B/root/breenix.cpio.gz test-programs \
	$T/coverage/plugin.so
coverage: $(COVERAGE_NEEDS) | setup ## Which lines of the kernel do the tests run? Writes docs/coverage.md (SUITES="vm4")
	$Q tests/coverage/run $B/breenix.elf $B/breenix.debug.elf $T/coverage/plugin.so \
		docs/coverage.md $(SUITES)
$T/coverage/plugin.so: tests/coverage/plugin.c bench/plugin/plugin.h Makefile | setup
	$Q mkdir -p $(@D)
	$Q gcc $(TEST_CFLAGS) -I. -shared -fPIC -MMD -MP -MF $@.d -o $@ $<
-include $(wildcard $T/coverage/*.d)

# --- The benchmark ------------------------------------------------------------
#
# One static program, which is init, on both kernels: docs/performance.md.

BENCH := $B/bench
BENCH_O := $(patsubst bench/%.c,$(BENCH)/%.o,$(wildcard bench/*.c bench/growth/*.c))
BENCH_PLUGINS := $(patsubst bench/%.c,$(BENCH)/%.so,$(wildcard bench/plugin/*.c))

.PHONY: bench bench-commands bench-linux bench-profile bench-programs
bench: bench-programs ## Measure it, compare with Linux's figures, write docs/performance.md's table
	$Q bench/compare --document docs/performance.md
bench-linux: bench-programs ## The same, and measure Linux anew
	$Q bench/compare --linux --document docs/performance.md
bench-commands: $B/breenix.elf | setup ## How long commands take from start to end in a machine, next to Linux in one
	$Q bench/commands --document docs/performance.md
bench-profile: bench-programs ## The kernel's functions in an operation: ROW=fork
	$Q bench/profile $(or $(ROW),fork)
bench-programs: $B/breenix.elf $(BENCH)/root.cpio $(BENCH_PLUGINS) | setup

$(BENCH)/%.o: bench/%.c Makefile | setup
	$(call say,BENCH,$<)
	$Q mkdir -p $(@D)
	$Q musl-gcc $(TEST_CFLAGS) -I. -MMD -MP -c -o $@ $<
$(BENCH)/root.cpio: $(BENCH_O) tools/initrd
	$Q mkdir -p $(BENCH)/root
	$Q musl-gcc -static -pthread -s -o $(BENCH)/root/init $(BENCH_O)
	$Q tools/initrd --owner-root --root $(BENCH)/root >$@
$(BENCH)/plugin/%.so: bench/plugin/%.c Makefile | setup
	$Q mkdir -p $(@D)
	$Q $(CC) $(TEST_CFLAGS) -shared -fPIC -MMD -MP -o $@ $<
-include $(wildcard $(BENCH)/*.d $(BENCH)/growth/*.d $(BENCH)/plugin/*.d)

# --- make check: what can be said without running the kernel ---------------
#
# A stamp a file and a check, so that only what changed is looked at again. All
# of it runs in parallel; -Otarget keeps the messages of one file together, and
# each file gets a line when it was looked at.

CHECK   := $B/check
hash    := \#
SOURCES := $(shell find abi kernel user tests bench tools -name '*.[ch]' 2>/dev/null | LC_ALL=C sort)
KERNEL_H := $(shell find abi kernel -name '*.h' 2>/dev/null | LC_ALL=C sort)
SCRIPTS := $(shell for f in $$(find breenix tools tests bench user .ci -type f -perm -u+x); do \
	read -r line <$$f && case $$line in ('$(hash)!'*/sh | '$(hash)!'*/bash) echo $$f ;; esac; done)
DOCS    := $(wildcard README.md docs/*.md docs/*/*.md)
CLANG_ONLY := -Wthread-safety -Wno-unknown-warning-option
# Which lock guards a member of a struct, only clang 19 understands (OWN_LOCK).
LOCKS_ONLY := -fexperimental-late-parse-attributes -Wno-everything -Wthread-safety
# The analyzer's deep mode takes ten times as long, three minutes in all.
TIDY_ONLY  := -Xclang -analyzer-config -Xclang mode=shallow -Wno-error

FORMAT_STAMPS := $(SOURCES:%=$(CHECK)/format/%.ok)
CLANG_STAMPS  := $(KERNEL_C:%=$(CHECK)/clang/%.ok)
HEADER_STAMPS := $(KERNEL_H:%=$(CHECK)/header/%.ok)
TIDY_STAMPS   := $(KERNEL_C:%=$(CHECK)/tidy/%.ok)
USER_STAMPS   := $(SH_C:%=$(CHECK)/user/%.ok) $(BIN_C:%=$(CHECK)/user/%.ok) \
	$(BIN_LIB_C:%=$(CHECK)/user/%.ok) $(LIBC_C:%=$(CHECK)/user/%.ok) \
	$(CHECK)/user/user/init/init.c.ok
# What other goals make as well, so that it is there before they run beside this.
CHECK_SHARED := $O/flags $O/gen/version.h $(LIBC_OUT)/flags $(BIN)/gen/utilities.def \
	$(GENERATED:docs/%=$(CHECK)/docs/%)

.PHONY: check check-all
check: $(CHECK_SHARED) | setup ## Check format, warnings, layers, locks, documents and scripts (no VM)
	$Q $(MAKE) --no-print-directory -k -Otarget check-all
	@echo 'check: all passed'
check-all: check-includes check-docs check-goals check-coverage check-generated \
	check-scripts check-planted check-gdb \
	$(FORMAT_STAMPS) $(HEADER_STAMPS) $(CLANG_STAMPS) $(TIDY_STAMPS) $(USER_STAMPS)

$(FORMAT_STAMPS): $(CHECK)/format/%.ok: % .clang-format | setup
	$(call say,FORMAT,$<)
	$Q mkdir -p $(@D)
	$Q clang-format-14 --dry-run -Werror $< && touch $@
$(HEADER_STAMPS): $(CHECK)/header/%.ok: % $O/flags | $O/gen/version.h
	$(call say,HEADER,$<)
	$Q mkdir -p $(@D)
	$Q $(KERNEL_COMPILE) -Wno-unused-const-variable -fsyntax-only -x c \
		-MMD -MP -MF $(@:.ok=.d) -MT $@ -include $< /dev/null && touch $@
$(CLANG_STAMPS): $(CHECK)/clang/%.ok: % $O/flags | $O/gen/version.h
	$(call say,CLANG,$<)
	$Q mkdir -p $(@D)
	$Q clang-14 $(KERNEL_CFLAGS) $(CLANG_ONLY) $(KERNEL_INCLUDES) -fsyntax-only \
		-MMD -MP -MF $(@:.ok=.d) -MT $@ $<
	$Q clang-19 $(KERNEL_CFLAGS) $(LOCKS_ONLY) $(KERNEL_INCLUDES) -fsyntax-only $<
	$Q touch $@
# User space with the second compiler: the library with its own headers, programs
# with this machine's.
$(CHECK)/user/user/libc/%.ok: user/libc/% $(LIBC_OUT)/flags
	$(call say,CLANG,$<)
	$Q mkdir -p $(@D)
	$Q clang-14 $(LIBC_CFLAGS) $(if $(LIBC_$(firstword $(subst /, ,$*))_CFLAGS),-fno-builtin) \
		-nostdinc -iquote $(LIBC)/internal -I$(LIBC)/include -I. \
		-isystem $$(clang-14 -print-resource-dir)/include -fsyntax-only \
		-MMD -MP -MF $(@:.ok=.d) -MT $@ $< && touch $@
$(CHECK)/user/%.ok: % $(USER_FLAGS) | $(BIN)/gen/utilities.def
	$(call say,CLANG,$<)
	$Q mkdir -p $(@D)
	$Q clang-14 -std=gnu17 -O1 -D_GNU_SOURCE $(WARNINGS) -I$(BIN)/gen -fsyntax-only \
		-MMD -MP -MF $(@:.ok=.d) -MT $@ $< && touch $@
# Only after a file itself changed: it is the slowest of the checks, and what it
# looks for lies within functions.
$(TIDY_STAMPS): $(CHECK)/tidy/%.ok: % .clang-tidy | $O/gen/version.h
	$(call say,TIDY,$<)
	$Q mkdir -p $(@D)
	$Q clang-tidy-14 --quiet $< -- $(KERNEL_CFLAGS) $(TIDY_ONLY) $(KERNEL_INCLUDES) \
		2>$(@:.ok=.err) || { cat $(@:.ok=.err); false; }
	$Q touch $@
-include $(HEADER_STAMPS:.ok=.d) $(CLANG_STAMPS:.ok=.d) $(USER_STAMPS:.ok=.d)

.PHONY: format
format: ## Put every C file into the format that make check asks for
	$Q clang-format-14 -i $(SOURCES)

.PHONY: check-includes check-docs check-goals check-coverage check-generated \
	check-scripts check-planted check-gdb
check-includes:
	$(call say,CHECK,includes)
	$Q tools/check-includes $(KERNEL_H) $(KERNEL_C) $(KERNEL_S)
check-docs: $(CHECK)/docs/syscalls.md
	$(call say,CHECK,documents)
	$Q tools/check-docs --count "$(words $(BIN_UTILITIES) $(BIN_SETUID)) utilities" \
		--count "$$(grep -o '^[0-9]* of' $<) Linux 6.1" $(DOCS)
check-goals:
	$(call say,CHECK,goals)
	$Q tools/check-goals $(MAKEFILES_OWN) $(DOCS)
check-coverage: abi/syscalls.def
	$(call say,CHECK,coverage)
	$Q tools/check-coverage $< tests/sys/untested.txt $(TEST_SYS_C)
check-generated: $(GENERATED:docs/%=$(CHECK)/docs/%)
	$(call say,CHECK,generated documents)
	$Q for doc in $(GENERATED); do \
		cmp -s $$doc $(CHECK)/$$doc || { \
			echo "$$doc is out of date: make docs" >&2; exit 1; }; \
	done
check-planted: $O/gen/version.h
	$Q tools/check-planted tests/check/locks.c clang-19 $(KERNEL_CFLAGS) -Wno-error \
		$(LOCKS_ONLY) $(KERNEL_INCLUDES)
	$Q for p in tests/stress/planted/*.patch; do \
		patch -s -p1 -f --dry-run <$$p || { \
			echo "$$p: does not fit any more" >&2; exit 1; }; \
	done
check-gdb: $O/gen/version.h
	$(call say,CHECK,tools/gdb.py)
	$Q tools/check-gdb $(KERNEL_COMPILE)
check-scripts: $(CHECK)/scripts.ok
$(CHECK)/scripts.ok: $(SCRIPTS) $(wildcard tests/*/*.sh) | setup
	$(call say,CHECK,scripts)
	$Q mkdir -p $(@D)
	$Q shellcheck -x $(SCRIPTS) && touch $@

# --- Documents that are made from tables ------------------------------------

.PRECIOUS: $B/host/%
$B/host/%: tools/%.c Makefile | setup
	$Q mkdir -p $(@D)
	$Q $(CC) -std=gnu17 -O $(WARNINGS) -I. -MMD -MP -o $@ $<
-include $(wildcard $B/host/*.d)
$(CHECK)/docs/%.md: $B/host/%-md
	$Q mkdir -p $(@D)
	$Q $< >$@

.PHONY: docs
docs: $(GENERATED:docs/%=$(CHECK)/docs/%) ## Make the generated documents anew
	$Q for doc in $(GENERATED); do cp $(CHECK)/$$doc $$doc; done

# --- The rest -------------------------------------------------------------

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf $B

# Not what the compiler wrote.
MAKEFILES_OWN := $(filter Makefile %.mk,$(MAKEFILE_LIST))
.PHONY: help
help: ## List what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILES_OWN) | \
		while IFS='	' read -r goal what; do printf '  make %-13s %s\n' "$$goal" "$$what"; done
