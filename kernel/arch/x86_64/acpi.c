/*
 * ACPI tables: MADT for CPUs and interrupt controllers, FADT for power-off,
 * reset and the PM timer (ACPI 6.4, 5.2).
 *
 * The tables come from firmware and are checked like any input: a length or
 * checksum that is wrong makes the table absent.  AML is not interpreted; on
 * the machines we run on, soft-off is SLP_TYP 0 in PM1a or 5 in the
 * sleep-control register, the values that QEMU's DSDT names.
 */
#include "arch/x86_64/acpi.h"

#include "arch/boot.h"
#include "arch/layout.h"
#include "arch/mmu.h"
#include "lib/string.h"

struct rsdp {
	char signature[8];
	u8 checksum;
	char oem[6];
	u8 revision;
	u32 rsdt;
	u32 length;
	u64 xsdt;
	u8 checksum2, reserved[3];
} __packed;

struct sdt {
	char signature[4];
	u32 length;
	u8 revision, checksum;
	char oem[6], oem_table[8];
	u32 oem_revision, creator, creator_revision;
} __packed;

struct gas { /* generic address structure, 5.2.3.2 */
	u8 space, bits, offset, access;
	u64 address;
} __packed;

struct fadt {
	struct sdt header;
	u8 skip1[64 - 36];
	u32 pm1a_control; /* 64 */
	u8 skip2[76 - 68];
	u32 pm_timer; /* 76 */
	u8 skip3[112 - 80];
	u32 flags; /* 112 */
	struct gas reset;
	u8 reset_value; /* 128 */
	u8 skip4[172 - 129];
	struct gas x_pm1a_control; /* 172 */
	u8 skip5[208 - 184];
	struct gas x_pm_timer; /* 208 */
	u8 skip6[244 - 220];
	struct gas sleep_control, sleep_status; /* 244 */
} __packed;
_Static_assert(__builtin_offsetof(struct fadt, sleep_control) == 244, "5.2.9");

struct madt {
	struct sdt header;
	u32 lapic, flags;
	u8 entries[];
} __packed;

#define MADT_LAPIC         0
#define MADT_IOAPIC        1
#define MADT_OVERRIDE      2
#define MADT_LAPIC_ADDRESS 5
#define MADT_X2APIC        9
#define LAPIC_ENABLED      1
#define MAX_TABLE          0x10000

struct acpi_info acpi;

static bool
sum_ok(const void *p, size_t n)
{
	u8 sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += ((const u8 *)p)[i];
	return !sum;
}

/* Is [pa, pa + n) in the part of memory that the direct map shows? */
static bool
in_direct_map(paddr_t pa, size_t n)
{
	if (pa + n <= 0x100000)
		return true;
	for (unsigned i = 0; i < boot_info.nranges; i++) {
		const struct boot_range *r = &boot_info.ranges[i];

		if (r->type != 2 && r->type <= 4 && pa >= r->start &&
		    pa + n <= r->end)
			return true;
	}
	return false;
}

/* Where n bytes of a table can be read.  SeaBIOS puts tables in RAM that it
 * reports as reserved: those get pages of the window.
 * => returns: NULL when the address makes no sense or the window is full */
static const void *
map_table(paddr_t pa, size_t n)
{
	static u64 used; /* pages of the window */
	paddr_t first = ALIGN_DOWN(pa, PAGE_SIZE);
	u64 npages = (ALIGN_UP(pa + n, PAGE_SIZE) - first) / PAGE_SIZE;
	vaddr_t va = KVA_ACPI_WINDOW + used * PAGE_SIZE;

	if (n > MAX_TABLE || pa + n < pa || pa + n > 1UL << 40)
		return NULL;
	if (in_direct_map(pa, n))
		return phys_to_virt(pa);
	if (used + npages > KVA_ACPI_PAGES)
		return NULL;
	for (u64 i = 0; i < npages; i++)
		if (kva_map_page(va + i * PAGE_SIZE, first + i * PAGE_SIZE, 0))
			return NULL;
	used += npages;
	return (const void *)(va + (pa - first));
}

static const struct sdt *
table_at(paddr_t pa)
{
	const struct sdt *t = map_table(pa, sizeof(*t));

	if (!t || t->length < sizeof(*t))
		return NULL;
	t = map_table(pa, t->length);
	return t && sum_ok(t, t->length) ? t : NULL;
}

static void
take_apic_id(u32 id, u32 flags)
{
	if ((flags & LAPIC_ENABLED) && acpi.ncpus < MAX_CPUS)
		acpi.apic_ids[acpi.ncpus++] = id;
}

static void
parse_madt(const struct madt *m)
{
	const u8 *e = m->entries, *end = (const u8 *)m + m->header.length;
	u32 w;

	acpi.lapic = m->lapic;
	for (; end - e >= 2 && e[1] >= 2 && e[1] <= end - e; e += e[1]) {
		if (e[0] == MADT_LAPIC && e[1] >= 8) {
			memcpy(&w, e + 4, 4);
			take_apic_id(e[3], w);
		} else if (e[0] == MADT_X2APIC && e[1] >= 16) {
			u32 id;

			memcpy(&id, e + 4, 4);
			memcpy(&w, e + 8, 4);
			take_apic_id(id, w);
		} else if (e[0] == MADT_IOAPIC && e[1] >= 12 &&
		    acpi.nioapics < ACPI_MAX_IOAPICS) {
			memcpy(&w, e + 4, 4);
			acpi.ioapics[acpi.nioapics].address = w;
			memcpy(&w, e + 8, 4);
			acpi.ioapics[acpi.nioapics++].gsi_base = w;
		} else if (e[0] == MADT_OVERRIDE && e[1] >= 10 && e[3] < 16) {
			memcpy(&acpi.isa[e[3]].gsi, e + 4, 4);
			memcpy(&acpi.isa[e[3]].flags, e + 8, 2);
		} else if (e[0] == MADT_LAPIC_ADDRESS && e[1] >= 12) {
			memcpy(&acpi.lapic, e + 4, 8);
		}
	}
}

static void
take_register(struct acpi_register *r, const struct gas *g, u64 port)
{
	if (g && g->address)
		*r = (struct acpi_register){ g->space, g->address };
	else if (port)
		*r = (struct acpi_register){ 1, port };
}

#define FADT_HAS(t, field)     \
	((t)->header.length >= \
	    __builtin_offsetof(struct fadt, field) + sizeof((t)->field))

static void
parse_fadt(const struct fadt *f)
{
	take_register(&acpi.pm1a,
	    FADT_HAS(f, x_pm1a_control) ? &f->x_pm1a_control : NULL,
	    FADT_HAS(f, pm1a_control) ? f->pm1a_control : 0);
	take_register(&acpi.pm_timer,
	    FADT_HAS(f, x_pm_timer) ? &f->x_pm_timer : NULL,
	    FADT_HAS(f, pm_timer) ? f->pm_timer : 0);
	if (FADT_HAS(f, reset_value) && (f->flags & 1U << 10)) {
		take_register(&acpi.reset, &f->reset, 0);
		acpi.reset_value = f->reset_value;
	}
	if (FADT_HAS(f, sleep_control))
		take_register(&acpi.sleep_control, &f->sleep_control, 0);
}

static void
parse_table(paddr_t pa)
{
	const struct sdt *t = table_at(pa);

	if (t && !memcmp(t->signature, "APIC", 4) &&
	    t->length >= sizeof(struct madt))
		parse_madt((const struct madt *)t);
	else if (t && !memcmp(t->signature, "FACP", 4))
		parse_fadt((const struct fadt *)t);
}

/* The root pointer: from the boot loader, or in the BIOS area (5.2.5.1). */
static const struct rsdp *
find_rsdp(void)
{
	if (boot_info.rsdp)
		return map_table(boot_info.rsdp, sizeof(struct rsdp));
	for (paddr_t pa = 0xe0000; pa < 0x100000; pa += 16) {
		const struct rsdp *r = phys_to_virt(pa);

		if (!memcmp(r->signature, "RSD PTR ", 8) && sum_ok(r, 20))
			return r;
	}
	return NULL;
}

void
acpi_init(void)
{
	const struct rsdp *r = find_rsdp();
	bool wide = r && r->revision >= 2 && r->xsdt;
	const struct sdt *root = r ? table_at(wide ? r->xsdt : r->rsdt) : NULL;
	size_t width = wide ? 8 : 4;

	acpi.lapic = 0xfee00000;
	for (unsigned i = 0; i < 16; i++)
		acpi.isa[i].gsi = i;
	for (size_t off = sizeof(*root); root && off + width <= root->length;
	     off += width) {
		paddr_t pa = 0;

		memcpy(&pa, (const u8 *)root + off, width);
		parse_table(pa);
	}
	if (!acpi.ncpus)
		acpi.apic_ids[acpi.ncpus++] = cpuid(1, 0).ebx >> 24;
	if (!acpi.nioapics)
		acpi.ioapics[acpi.nioapics++].address = 0xfec00000;
}
