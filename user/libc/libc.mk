# The C library: build/libc has libc.a, libm.a, the objects that begin and end every
# program, and the empty archives of the names that other systems split off.
#
# build/libc-int80 is the same, but enters the kernel by `int $0x80`: make libc
# GATE=int80.

LIBC := user/libc
LIBC_OUT := $B/libc
INT80_OUT := $B/libc-int80

LIBC_C     := $(shell find $(LIBC) -name '*.c' | LC_ALL=C sort)
LIBC_S     := $(filter-out $(LIBC)/crt/crt%,$(shell find $(LIBC) -name '*.S' | LC_ALL=C sort))
LIBC_CRT   := crt1 crti crtn
LIBC_ALL_O := $(LIBC_C:$(LIBC)/%.c=obj/%.c.o) $(LIBC_S:$(LIBC)/%.S=obj/%.S.o)
LIBM_O     := $(filter obj/math/%,$(LIBC_ALL_O))
LIBC_O     := $(filter-out $(LIBM_O),$(LIBC_ALL_O))
LIBC_EMPTY := pthread rt dl util crypt resolv xnet

# All that a link takes from the library, and what does it: $(call libc_files,DIR).
libc_files = $1/libc.a $1/libm.a $(LIBC_CRT:%=$1/%.o) $(LIBC_EMPTY:%=$1/lib%.a) \
	$(LIBC)/breenix-cc
LIBC_FILES  := $(call libc_files,$(LIBC_OUT))
INT80_FILES := $(call libc_files,$(INT80_OUT))

LIBC_INCLUDES = -nostdinc -iquote $(LIBC)/internal -I$(LIBC)/include -I. \
	-isystem $(shell $(CC) -print-file-name=include)
LIBC_CFLAGS = -std=gnu17 -O2 -g -fno-pie -fno-stack-protector \
	-ftls-model=local-exec -ffunction-sections -fdata-sections \
	-fno-strict-aliasing -Wno-psabi -fcf-protection=none -D_GNU_SOURCE \
	$(WARNINGS)
# What one folder is compiled with besides. Loops in string/ are the functions that
# the compiler would call for them; sin and cos of one number would become sincos,
# which is made of them.
LIBC_string_CFLAGS := -fno-builtin -fno-tree-loop-distribute-patterns
LIBC_malloc_CFLAGS := -fno-builtin
LIBC_math_CFLAGS   := -fno-builtin
# $(call libc_compile,SOURCE,FLAGS)
libc_compile = $(CC) $(LIBC_CFLAGS) $2 \
	$(LIBC_$(firstword $(subst /, ,$(1:$(LIBC)/%=%)))_CFLAGS) $(LIBC_INCLUDES)

.PHONY: libc
libc: $(if $(filter int80,$(GATE)),$(INT80_FILES),$(LIBC_FILES)) ## Build the C library (GATE=int80: by the other gate)

# $(call libc_library,DIR,FLAGS)
#
# A program may define any name that the standard it is written to does not
# reserve, and use the library all the same: so all names but those beginning with
# two underscores give way to the program's.
define libc_library
$1/obj/%.c.o: $(LIBC)/%.c $1/flags
	$$(call say,CC,$$<)
	$$Q mkdir -p $$(@D)
	$$Q $$(call libc_compile,$$<,$2) -MMD -MP -MF $$(@:.o=.d) -c -o $$@ $$<
	$$Q $$(NM) --defined-only -g $$@ | \
		sed -n 's/^.* [A-Z] \([^_].*\|_[^_].*\)/\1/p' >$$(@:.o=.weak)
	$$Q [ ! -s $$(@:.o=.weak) ] || $$(OBJCOPY) --weaken-symbols=$$(@:.o=.weak) $$@
$1/obj/%.S.o: $(LIBC)/%.S $1/flags
	$$(call say,AS,$$<)
	$$Q mkdir -p $$(@D)
	$$Q $$(call libc_compile,$$<,$2) -D__ASSEMBLER__ -MMD -MP -MF $$(@:.o=.d) -c -o $$@ $$<
$(LIBC_CRT:%=$1/%.o): $1/%.o: $(LIBC)/crt/%.S $1/flags
	$$(call say,AS,$$<)
	$$Q mkdir -p $$(@D)
	$$Q $$(CC) $$(LIBC_CFLAGS) $2 -MMD -MP -MF $$(@:.o=.d) -c -o $$@ $$<

$1/libc.a: $(LIBC_O:%=$1/%) $1/objects
	$$(call say,AR,$$@)
	$$Q rm -f $$@
	$$Q ar rcs $$@ $(LIBC_O:%=$1/%)
$1/libm.a: $(LIBM_O:%=$1/%) $1/objects
	$$(call say,AR,$$@)
	$$Q rm -f $$@
	$$Q ar rcs $$@ $(LIBM_O:%=$1/%)
$(LIBC_EMPTY:%=$1/lib%.a):
	$$Q mkdir -p $$(@D)
	$$Q ar rcs $$@

$1/flags: FORCE | setup
	@$$(call keep,$$@,$$(CC) $$(LIBC_CFLAGS) $2 $$(LIBC_INCLUDES))
$1/objects: FORCE
	@$$(call keep,$$@,$(LIBC_O) $(LIBM_O))

-include $(LIBC_ALL_O:%.o=$1/%.d) $(LIBC_CRT:%=$1/%.d)
endef

$(eval $(call libc_library,$(LIBC_OUT),))
$(eval $(call libc_library,$(INT80_OUT),-DBREENIX_GATE_INT80))

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

$(LIBC_TEST_OUT)/host/%: tests/libc/%.c $(LIBC)/libc.mk | setup
	$(call say,HOSTTEST,$<)
	$Q mkdir -p $(@D)
	$Q gcc $(LIBC_TEST_CFLAGS) -MMD -MP -MF $@.d -o $@ $< -lm -pthread
$(LIBC_TEST_OUT)/own/%: tests/libc/%.c $(LIBC_FILES) $(LIBC)/libc.mk
	$(call say,TEST,$<)
	$Q mkdir -p $(@D)
	$Q $(LIBC)/breenix-cc $(LIBC_TEST_CFLAGS) -MMD -MP -MF $@.d -o $@ $< -lm
-include $(wildcard $(LIBC_TEST_OUT)/*/*.d $(LIBC_TEST_OUT)/*/diff/*.d)
