/*
 * The functions that rows of entries.def and process.def name: one list a type.
 */
#ifndef PROCFS_SHOW_H
#define PROCFS_SHOW_H

#include "procfs/node.h"

typedef int show_fn(struct text *t, const struct subject *s);
typedef int store_fn(const char *text, size_t n, const struct subject *s);
typedef ssize_t readlink_fn(char *buf, size_t size, const struct subject *s);
typedef int follow_fn(struct path *out, const struct subject *s);

show_fn buddyinfo_show, boot_cmdline_show, cpuinfo_show, devices_show,
    filesystems_show, interrupts_show, kmsg_show, loadavg_show, locks_show,
    meminfo_show, partitions_show, slabinfo_show, system_stat_show, swaps_show,
    uptime_show, version_show, vmstat_show, missing_show, file_max_show,
    file_nr_show, nr_open_show, pipe_max_size_show, pipe_pages_soft_show,
    pipe_pages_hard_show, epoll_watches_show, mount_max_show, cap_last_cap_show,
    domainname_show, hostname_show, ngroups_max_show, osrelease_show,
    ostype_show, pid_max_show, randomize_va_space_show, threads_max_show,
    osversion_show, boot_id_show, entropy_show, uuid_show, max_map_count_show,
    mmap_min_addr_show, overcommit_show, auxv_show, cgroup_show, cmdline_show,
    comm_show, environ_show, fail_nth_show, limits_show, loginuid_show,
    maps_show, mountinfo_show, mounts_show, oom_score_show, oom_score_adj_show,
    stat_show, statm_show, status_show, timers_show, timerslack_show,
    wchan_show, io_show, smaps_show, smaps_rollup_show, min_free_kbytes_show,
    rt_period_show, rt_runtime_show, rr_timeslice_show, dirty_background_show,
    dirty_expire_show, dirty_ratio_show, dirty_interval_show, drop_caches_show,
    sysvipc_msg_show, sysvipc_sem_show, sysvipc_shm_show, msg_next_show,
    msgmax_show, msgmnb_show, msgmni_show, sem_limits_show, sem_next_show,
    shm_next_show, shm_forced_show, shmall_show, shmmax_show, shmmni_show,
    pty_max_show, pty_nr_show;
store_fn sysrq_store, file_max_store, pipe_max_size_store,
    pipe_pages_soft_store, pipe_pages_hard_store, epoll_watches_store,
    mount_max_store, domainname_store, hostname_store, comm_store,
    fail_nth_store, nr_open_store, max_map_count_store, loginuid_store,
    oom_score_adj_store, timerslack_store, rt_period_store, rt_runtime_store,
    rr_timeslice_store, dirty_background_store, dirty_expire_store,
    dirty_ratio_store, dirty_interval_store, drop_caches_store, msg_next_store,
    msgmax_store, msgmnb_store, msgmni_store, sem_limits_store, sem_next_store,
    shm_next_store, shm_forced_store, shmall_store, shmmax_store, shmmni_store,
    pty_max_store;
readlink_fn self_readlink, thread_self_readlink, mounts_readlink, cwd_readlink,
    exe_readlink, root_readlink;
follow_fn cwd_follow, exe_follow, root_follow;

struct vm_area;
struct vmspace;

/* A line of n characters and a size. */
static inline void
text_kib(struct text *t, const char *name, size_t n, u64 kib)
{
	text_add(t, name, n);
	text_decimal(t, kib, 8);
	text_literal(t, " kB\n");
}

/* A line of maps. => errors: -ENOMEM => holds: vm->lock */
int area_show(struct text *t, const struct vmspace *vm,
    const struct vm_area *a);

#endif
