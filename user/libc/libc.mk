# The C library: build/libc has libc.a, libm.a, the objects that begin and end every
# program, and the empty archives of the names that other systems split off.
#
# GATE=int80 builds the same, entering the kernel by `int $0x80`, in
# build/libc-int80.

LIBC := user/libc
ifeq ($(GATE),int80)
LIBC_OUT  := $B/libc-int80
LIBC_GATE := -DBREENIX_GATE_INT80
else
LIBC_OUT  := $B/libc
LIBC_GATE :=
endif

LIBC_C     := $(shell find $(LIBC) -name '*.c' | sort)
LIBC_S     := $(filter-out $(LIBC)/crt/crt%,$(shell find $(LIBC) -name '*.S' | sort))
LIBC_CRT   := crt1 crti crtn
LIBC_ALL_O := $(LIBC_C:$(LIBC)/%.c=$(LIBC_OUT)/obj/%.c.o) \
	$(LIBC_S:$(LIBC)/%.S=$(LIBC_OUT)/obj/%.S.o)
LIBM_O     := $(filter $(LIBC_OUT)/obj/math/%,$(LIBC_ALL_O))
LIBC_O     := $(filter-out $(LIBM_O),$(LIBC_ALL_O))
LIBC_EMPTY := pthread rt dl util crypt resolv xnet

LIBC_INCLUDES = -nostdinc -iquote $(LIBC)/internal -I$(LIBC)/include -I. \
	-isystem $(shell $(CC) -print-file-name=include)
LIBC_CFLAGS := -std=gnu17 -O2 -g -fno-pie -fno-stack-protector \
	-ftls-model=local-exec -ffunction-sections -fdata-sections \
	-fno-strict-aliasing -Wno-psabi -fcf-protection=none -D_GNU_SOURCE $(LIBC_GATE) \
	$(WARNINGS)
# Loops here are the functions that the compiler would call for them.
LIBC_NO_BUILTIN := -fno-builtin -fno-tree-loop-distribute-patterns
$(LIBC_OUT)/obj/string/%: LIBC_CFLAGS += $(LIBC_NO_BUILTIN)
$(LIBC_OUT)/obj/malloc/%: LIBC_CFLAGS += -fno-builtin
# sin and cos of one number would become sincos, which is made of them.
$(LIBC_OUT)/obj/math/%: LIBC_CFLAGS += -fno-builtin

.PHONY: libc
libc: $(LIBC_OUT)/libc.a $(LIBC_OUT)/libm.a \
	$(LIBC_CRT:%=$(LIBC_OUT)/%.o) $(LIBC_EMPTY:%=$(LIBC_OUT)/lib%.a) ## Build the C library (GATE=int80: by the other gate)

# A program may define any name that the standard it is written to does not
# reserve, and use the library all the same: so all names but those beginning with
# two underscores give way to the program's.
$(LIBC_OUT)/obj/%.c.o: $(LIBC)/%.c $(LIBC_OUT)/flags
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q $(CC) $(LIBC_CFLAGS) $(LIBC_INCLUDES) -MMD -MP -MF $(@:.o=.d) -c -o $@ $<
	$Q $(NM) --defined-only -g $@ | sed -n 's/^.* [A-Z] \([^_].*\|_[^_].*\)/\1/p' >$(@:.o=.weak)
	$Q [ ! -s $(@:.o=.weak) ] || $(OBJCOPY) --weaken-symbols=$(@:.o=.weak) $@
$(LIBC_OUT)/obj/%.S.o: $(LIBC)/%.S $(LIBC_OUT)/flags
	$(call say,AS,$<)
	$Q mkdir -p $(@D)
	$Q $(CC) $(LIBC_CFLAGS) $(LIBC_INCLUDES) -D__ASSEMBLER__ -MMD -MP -MF $(@:.o=.d) -c -o $@ $<
$(LIBC_OUT)/crt%.o: $(LIBC)/crt/crt%.S
	$(call say,AS,$<)
	$Q mkdir -p $(@D)
	$Q $(CC) $(LIBC_CFLAGS) -c -o $@ $<

$(LIBC_OUT)/libc.a: $(LIBC_O) $(LIBC_OUT)/objects
	$(call say,AR,$@)
	$Q rm -f $@
	$Q ar rcs $@ $(LIBC_O)
$(LIBC_OUT)/libm.a: $(LIBM_O) $(LIBC_OUT)/objects
	$(call say,AR,$@)
	$Q rm -f $@
	$Q ar rcs $@ $(LIBM_O)
$(LIBC_EMPTY:%=$(LIBC_OUT)/lib%.a):
	$Q mkdir -p $(@D)
	$Q ar rcs $@

$(LIBC_OUT)/flags: FORCE
	@$(call keep,$@,$(CC) $(LIBC_CFLAGS) $(LIBC_INCLUDES))
$(LIBC_OUT)/objects: FORCE
	@$(call keep,$@,$(LIBC_O) $(LIBM_O))

-include $(LIBC_ALL_O:.o=.d)

# --- Tests of the library ----------------------------------------------------
#
# Each program is built twice, with the host's library, which checks the test, and
# with ours; tests/libc/run runs both. tests/libc/diff has programs whose outputs
# have to be the same.

LIBC_TESTS := $(patsubst tests/libc/%.c,%,$(wildcard tests/libc/*.c tests/libc/diff/*.c))
LIBC_TEST_OUT := $B/tests/libc
LIBC_TEST_CFLAGS := -std=gnu17 -O2 -g -Wall -Wextra -Werror -Wshadow \
	-Wstrict-prototypes -Wno-format -Wno-format-truncation -Wno-stringop-overflow -Wno-stringop-truncation \
	-Wno-deprecated-declarations -D_GNU_SOURCE= -fstack-protector-strong -fexceptions -I.

.PHONY: libc-tests libc-test
libc-tests: $(LIBC_TESTS:%=$(LIBC_TEST_OUT)/host/%) $(LIBC_TESTS:%=$(LIBC_TEST_OUT)/own/%)
libc-test: libc-tests ## Test the C library on this machine's Linux
	$Q tests/libc/run $(LIBC_TEST_OUT) $(TESTS)

$(LIBC_TEST_OUT)/host/%: tests/libc/%.c
	$(call say,HOSTTEST,$<)
	$Q mkdir -p $(@D)
	$Q gcc $(LIBC_TEST_CFLAGS) -MMD -MP -MF $@.d -o $@ $< -lm -pthread
$(LIBC_TEST_OUT)/own/%: tests/libc/%.c $(LIBC_OUT)/libc.a $(LIBC_OUT)/libm.a | libc
	$(call say,TEST,$<)
	$Q mkdir -p $(@D)
	$Q $(LIBC)/breenix-cc $(LIBC_TEST_CFLAGS) -MMD -MP -MF $@.d -o $@ $< -lm
-include $(wildcard $(LIBC_TEST_OUT)/*/*.d $(LIBC_TEST_OUT)/*/diff/*.d)
