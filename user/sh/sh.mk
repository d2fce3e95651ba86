# The shell: build/user/bin/sh, with the host's C library for its own tests.

SH   := $B/user/sh
SH_C := $(sort $(wildcard user/sh/*.c))
SH_O := $(SH_C:user/sh/%.c=$(SH)/%.o)
SH_CFLAGS := -std=gnu17 -O2 -g -D_GNU_SOURCE $(WARNINGS)

.PHONY: sh
sh: $(SH)/sh ## Build the shell for this machine: build/user/sh/sh

$(SH)/%.o: user/sh/%.c user/sh/sh.mk
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q $(CC) $(SH_CFLAGS) -MMD -MP -c -o $@ $<
$(SH)/sh: $(SH_O)
	$(call say,LD,$@)
	$Q $(CC) -o $@ $(SH_O)
-include $(SH_O:.o=.d)
