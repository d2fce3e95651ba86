# The default image: our init, shell and utilities with our C library, as an
# initramfs. build/image/root is its root folder, build/root/breenix.cpio.gz the
# archive.

IMAGE := $B/image
IMAGE_ROOT := $(IMAGE)/root

$(IMAGE)/obj/sh/%.o: user/sh/%.c user/image.mk | libc
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q user/libc/breenix-cc $(SH_CFLAGS) \
		-ffunction-sections -fdata-sections -MMD -MP -c -o $@ $<
$(IMAGE)/sh: $(SH_C:user/sh/%.c=$(IMAGE)/obj/sh/%.o) $(LIBC_OUT)/libc.a
	$(call say,LD,$@)
	$Q user/libc/breenix-cc -Wl,--gc-sections -o $@ $(filter %.o,$^)
$(IMAGE)/init: user/init/init.c user/image.mk $(LIBC_OUT)/libc.a
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q user/libc/breenix-cc -std=gnu17 -Os -g -D_GNU_SOURCE $(WARNINGS) -Wl,--gc-sections -o $@ $<
-include $(wildcard $(IMAGE)/obj/sh/*.d)

$B/root/breenix.cpio.gz: $(IMAGE)/init $(IMAGE)/sh $(BIN)/utils $(BIN_SETUID:%=$(BIN)/%) \
		$(wildcard user/init/etc/*) tools/mkimage tools/initrd user/image.mk
	$(call say,ROOT,$@)
	$Q mkdir -p $(@D)
	$Q tools/mkimage $B $@
