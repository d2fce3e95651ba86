# The shell, built for this machine: what its own tests run.
#
# Its sources need the standard library only; what is built for the machine's image
# comes from the same SH_C.

SH   := $B/user/sh
SH_C := $(sort $(wildcard user/sh/*.c))
SH_O := $(SH_C:user/sh/%.c=$(SH)/%.o)
SH_CFLAGS := -std=gnu17 -O2 -g -D_GNU_SOURCE $(WARNINGS)
SH_SANITIZE := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all

.PHONY: sh test-sh fuzz-sh
sh: $(SH)/sh ## Build the shell for this machine: build/user/sh/sh
test-sh: $(SH)/sh $(SH)/sh-sanitized ## Test the shell: scripts, terminal, sanitizers, 20 s of fuzz
	$Q prove -e '' 'tests/sh/run $(SH)/sh' 'tests/sh/run $(SH)/sh-sanitized' \
		'tests/sh/terminal.py $(SH)/sh' 'tests/sh/fuzz $(SH)/sh-sanitized 20'
fuzz-sh: $(SH)/sh-sanitized ## Fuzz the shell: SECONDS=60 SEED=1
	$Q tests/sh/fuzz $< $(or $(SECONDS),60) $(or $(SEED),1)

$(SH)/%.o: user/sh/%.c $(USER_FLAGS)
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q $(CC) $(SH_CFLAGS) -MMD -MP -c -o $@ $<
$(SH)/sh: $(SH_O) $(USER_FLAGS)
	$(call say,LD,$@)
	$Q $(CC) -o $@ $(SH_O)
$(SH)/sh-sanitized: $(SH_C) $(wildcard user/sh/*.h user/sh/*.def) $(USER_FLAGS)
	$(call say,CC,$@)
	$Q mkdir -p $(@D)
	$Q $(CC) $(SH_CFLAGS) $(SH_SANITIZE) -o $@ $(SH_C)
-include $(SH_O:.o=.d)
