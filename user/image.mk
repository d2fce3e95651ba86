# The default image: our init, shell and utilities with our C library, as an
# initramfs. build/image/root is its root folder, build/root/breenix.cpio.gz the
# archive.

IMAGE := $B/image
IMAGE_ROOT := $(IMAGE)/root

$(IMAGE)/obj/sh/%.o: user/sh/%.c user/libc/breenix-cc $(USER_FLAGS)
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q user/libc/breenix-cc $(SH_CFLAGS) \
		-ffunction-sections -fdata-sections -MMD -MP -c -o $@ $<
IMAGE_SH_O := $(SH_C:user/sh/%.c=$(IMAGE)/obj/sh/%.o)
$(IMAGE)/sh: $(IMAGE_SH_O) $(LIBC_FILES) $(USER_FLAGS)
	$(call say,LD,$@)
	$Q user/libc/breenix-cc -Wl,--gc-sections -o $@ $(IMAGE_SH_O)
$(IMAGE)/init: user/init/init.c $(LIBC_FILES) $(USER_FLAGS)
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q user/libc/breenix-cc -std=gnu17 -Os -g -D_GNU_SOURCE $(WARNINGS) -Wl,--gc-sections \
		-MMD -MP -MF $@.d -o $@ $<
-include $(wildcard $(IMAGE)/*.d $(IMAGE)/obj/sh/*.d)

$B/root/breenix.cpio.gz: $(IMAGE)/init $(IMAGE)/sh $(BIN)/utils $(BIN_SETUID:%=$(BIN)/%) \
		user/init/etc $(wildcard user/init/etc/*) tools/mkimage tools/initrd
	$(call say,ROOT,$@)
	$Q mkdir -p $(@D)
	$Q tools/mkimage $B $@
