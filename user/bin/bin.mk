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

$B/user/flags: FORCE | setup
	@$(call keep,$@,$(CC) $(SH_CFLAGS) $(USER_CFLAGS))

BIN_UTILITIES := $(filter-out $(BIN_SETUID),$(BIN_NAMES)) $(BIN_ALIASES)
$(BIN)/gen/utilities.def: FORCE
	@mkdir -p $(@D)
	@for n in $(BIN_UTILITIES); do \
		printf 'UTILITY("%s", main_%s)\n' "$${n%=*}" "$${n#*=}"; \
	done | LC_ALL=C sort -u >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

bin_objects = $(BIN_C:user/bin/%.c=$1/obj/%.o) $(BIN_LIB_C:user/bin/%.c=$1/obj/%.o) \
	$(BIN_SH:%=$1/obj/sh/%.o)

# $(call bin_program,DIR,COMPILER,FLAGS,NEEDED TO COMPILE,NEEDED TO LINK): DIR/utils.
define bin_program
$1/obj/%.o: user/bin/%.c $(USER_FLAGS) $4 | $(BIN)/gen/utilities.def
	$$(call say,BIN,$$<)
	$$Q mkdir -p $$(@D)
	$$Q $2 $(USER_CFLAGS) $3 -I$(BIN)/gen -MMD -MP -c -o $$@ $$<
	$$Q $$(if $$(filter main lib/% awk/% find/% vi/%,$$*),,$(OBJCOPY) --redefine-sym main=main_$$* $$@)
# echo, printf and test are the shell's own.
$1/obj/sh/%.o: user/sh/%.c $(USER_FLAGS) $4
	$$(call say,BIN,$$<)
	$$Q mkdir -p $$(@D)
	$$Q $2 $(USER_CFLAGS) $3 -MMD -MP -c -o $$@ $$<
$1/obj/main.o: $(BIN)/gen/utilities.def
$1/utils: $(call bin_objects,$1) $(USER_FLAGS) $5
	$$(call say,LD,$$@)
	$$Q $2 $3 -Wl,--gc-sections -o $$@ $(call bin_objects,$1) -lm -lcrypt
-include $$(wildcard $1/obj/*.d $1/obj/*/*.d)
endef

$(eval $(call bin_program,$(BIN)/asan,gcc,-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined,,))
$(eval $(call bin_program,$(BIN),user/libc/breenix-cc,,user/libc/breenix-cc,$(LIBC_FILES)))

$(BIN_SETUID:%=$(BIN)/%): $(BIN)/%: $(BIN)/obj/%.o $(BIN_LIB_C:user/bin/%.c=$(BIN)/obj/%.o) \
		$(LIBC_FILES) $(USER_FLAGS)
	$(call say,LD,$@)
	$Q user/libc/breenix-cc -Wl,--gc-sections -Wl,--defsym=main=main_$* -o $@ \
		$(BIN)/obj/$*.o $(filter $(BIN)/obj/lib/%,$^) -lcrypt
