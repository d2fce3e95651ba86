# The utilities: one file each, linked into one program for the image.
#
#	build/bin/utils        all of them, with our C library
#	build/bin/asan/utils   the same with the host's, under the sanitizers, for
#	                       the tests that throw garbage at it
#
# Each file has a main(), whose symbol becomes main_NAME in the object; the table
# of names is made from the list of files and the aliases below (alias=file).

BIN_C    := $(sort $(wildcard user/bin/*.c))
BIN_LIB_C := $(sort $(wildcard user/bin/*/*.c))
BIN_NAMES := $(patsubst user/bin/%.c,%,$(filter-out user/bin/main.c,$(BIN_C)))
# What runs with another user's rights is a program of its own: no more than it
# needs.
BIN_SETUID := su passwd
BIN_ALIASES := [=test egrep=grep fgrep=grep gunzip=gzip zcat=gzip \
	halt=poweroff reboot=poweroff shutdown=poweroff hd=hexdump \
	sha1sum=md5sum sha256sum=md5sum sha512sum=md5sum base32=base64 \
	more=less reset=clear view=vi
BIN_ALIASES := $(foreach a,$(BIN_ALIASES),$(if $(filter $(lastword $(subst =, ,$a)),$(BIN_NAMES)),$a))

BIN := $B/bin
BIN_SH := builtin_echo builtin_printf builtin_test
USER_CFLAGS := -std=gnu17 -Os -g -D_GNU_SOURCE -ffunction-sections -fdata-sections $(WARNINGS)

$(BIN)/gen/utilities.def: $(BIN_C) user/bin/bin.mk
	$Q mkdir -p $(@D)
	$Q for n in $(filter-out $(BIN_SETUID),$(BIN_NAMES)) $(BIN_ALIASES); do \
		printf 'UTILITY("%s", main_%s)\n' "$${n%=*}" "$${n#*=}"; \
	done | LC_ALL=C sort -u >$@

# $(call bin_program,DIR,COMPILER,FLAGS): DIR/utils.
define bin_program
$1/obj/%.o: user/bin/%.c user/bin/bin.mk | $(BIN)/gen/utilities.def
	$$(call say,BIN,$$<)
	$$Q mkdir -p $$(@D)
	$$Q $2 $(USER_CFLAGS) $3 -I$(BIN)/gen -MMD -MP -c -o $$@ $$<
	$$Q $$(if $$(filter main lib/% awk/% vi/%,$$*),,$(OBJCOPY) --redefine-sym main=main_$$* $$@)
# echo, printf and test are the shell's own.
$1/obj/sh/%.o: user/sh/%.c user/bin/bin.mk
	$$(call say,BIN,$$<)
	$$Q mkdir -p $$(@D)
	$$Q $2 $(USER_CFLAGS) $3 -MMD -MP -c -o $$@ $$<
$1/obj/main.o: $(BIN)/gen/utilities.def
$1/utils: $(BIN_C:user/bin/%.c=$1/obj/%.o) $(BIN_LIB_C:user/bin/%.c=$1/obj/%.o) \
		$(BIN_SH:%=$1/obj/sh/%.o)
	$$(call say,LD,$$@)
	$$Q $2 $3 -Wl,--gc-sections -o $$@ $$^ -lm -lcrypt
-include $$(wildcard $1/obj/*.d $1/obj/*/*.d)
endef

$(eval $(call bin_program,$(BIN)/asan,gcc,-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined))
$(eval $(call bin_program,$(BIN),user/libc/breenix-cc,))
$(BIN)/utils: $(LIBC_OUT)/libc.a

$(BIN_SETUID:%=$(BIN)/%): $(BIN)/%: $(BIN)/obj/%.o $(BIN_LIB_C:user/bin/%.c=$(BIN)/obj/%.o) $(LIBC_OUT)/libc.a
	$(call say,LD,$@)
	$Q user/libc/breenix-cc -Wl,--gc-sections -Wl,--defsym=main=main_$* -o $@ $(BIN)/obj/$*.o \
		$(filter $(BIN)/obj/lib/%,$^) -lcrypt
