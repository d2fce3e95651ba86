/*
 * What the code asks of the compiler: attributes, type-checked arithmetic macros,
 * and the annotations that clang's -Wthread-safety checks.
 */
#ifndef LIB_COMPILER_H
#define LIB_COMPILER_H

/*
 * A pointer into a program's memory. clang refuses to dereference one, or to mix
 * it up with a pointer of the kernel's.
 */
#if defined(__KERNEL__) && defined(__clang__)
#define __user __attribute__((noderef, address_space(1)))
#else
#define __user
#endif

/*
 * A pointer in an object that only the object's owner follows. Others come by the
 * accessor that its comment names, which returns a reference.  OWNED() is the
 * owner's way, and the accessors'; clang refuses all others.
 */
#if defined(__KERNEL__) && defined(__clang__)
#define __private __attribute__((noderef, address_space(2)))
#else
#define __private
#endif
#define OWNED(type, p)   ((type *)(unsigned long)(p))
#define PRIVATE(type, p) ((type __private *)(unsigned long)(p))

#define __must_check __attribute__((warn_unused_result))
#define __packed     __attribute__((packed))
#define __aligned(n) __attribute__((aligned(n)))
#define __noreturn   __attribute__((noreturn))
#define __cold       __attribute__((cold))
#define __noinline   __attribute__((noinline))
#define __forceinline inline __attribute__((always_inline))
#define __unused       __attribute__((unused))
#define __section(s)   __attribute__((section(s)))
#define __printf(a, b) __attribute__((format(printf, a, b)))

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* The compiler moves no memory access across this; the CPU may. */
#define barrier() __asm__ volatile("" ::: "memory")

/* One access, neither torn nor repeated nor left out. */
#define READ_ONCE(x)     (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

/* In order with what comes after, or before; on x86-64 that costs no instruction (SDM
 * 3A 8.2.2). */
#define load_acquire(p)     __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)

#define ARRAY_SIZE(a)                                                       \
	(sizeof(a) / sizeof((a)[0]) + 0 * sizeof(struct {                   \
		_Static_assert(!__builtin_types_compatible_p(__typeof__(a), \
				   __typeof__(&(a)[0])),                    \
		    "a pointer is not an array");                           \
		int unused;                                                 \
	}))

/* The object whose `member` is at `ptr`. */
#define container_of(ptr, type, member)                                       \
	({                                                                    \
		const __typeof__(((type *)0)->member) *member_ = (ptr);       \
		(type *)((char *)member_ - __builtin_offsetof(type, member)); \
	})

/* Both arguments have the same type, and are evaluated once. */
#define SAME_TYPE_(a, b)                                           \
	_Static_assert(__builtin_types_compatible_p(__typeof__(a), \
			   __typeof__(b)),                         \
	    "arguments of different types")
#define min(a, b)                                  \
	({                                         \
		__auto_type min_a_ = (a);          \
		__auto_type min_b_ = (b);          \
		SAME_TYPE_(min_a_, min_b_);        \
		min_a_ < min_b_ ? min_a_ : min_b_; \
	})
#define max(a, b)                                  \
	({                                         \
		__auto_type max_a_ = (a);          \
		__auto_type max_b_ = (b);          \
		SAME_TYPE_(max_a_, max_b_);        \
		max_a_ > max_b_ ? max_a_ : max_b_; \
	})
#define clamp(x, low, high) min(max((x), (low)), (high))

/* `n` is a power of two. */
#define ALIGN_DOWN(x, n) ((x) & ~((__typeof__(x))(n)-1))
#define ALIGN_UP(x, n)   ALIGN_DOWN((x) + ((__typeof__(x))(n)-1), n)
#define IS_ALIGNED(x, n) (((x) & ((__typeof__(x))(n)-1)) == 0)

/*
 * Locks and what they protect. CAPABILITY marks a type of lock; the functions
 * that operate on it carry ACQUIRE and RELEASE, those that need it REQUIRES, those
 * that take it themselves EXCLUDES; variables carry GUARDED_BY.  A member of a
 * struct carries OWN_LOCK with the name of the lock beside it, which clang 19
 * understands: it has to be held, of some object of the type.  What is read without
 * it is read by atomic_load(), which the analysis does not look into.
 *
 * A lock that lies in another object than what it protects has a role: a name
 * without storage, which the functions that take such a lock ACQUIRE, and which the
 * members name by LOCK_ROLE.
 */
#ifdef __clang__
#define LOCK_ATTRIBUTE_(x) __attribute__((x))
#else
#define LOCK_ATTRIBUTE_(x)
#endif

#define CAPABILITY(x) LOCK_ATTRIBUTE_(capability(x))
#define GUARDED_BY(x) LOCK_ATTRIBUTE_(guarded_by(x))
#if defined(__clang__) && __clang_major__ >= 19
#define OWN_LOCK(lock) __attribute__((guarded_by(&lock)))
#else
#define OWN_LOCK(lock)
#endif
#define LOCK_ROLE(role)  GUARDED_BY(role)
#define PT_GUARDED_BY(x) LOCK_ATTRIBUTE_(pt_guarded_by(x))
#define ACQUIRE(...)     LOCK_ATTRIBUTE_(acquire_capability(__VA_ARGS__))
#define ACQUIRE_SHARED(...) \
	LOCK_ATTRIBUTE_(acquire_shared_capability(__VA_ARGS__))
#define RELEASE(...) LOCK_ATTRIBUTE_(release_capability(__VA_ARGS__))
#define RELEASE_SHARED(...) \
	LOCK_ATTRIBUTE_(release_shared_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) LOCK_ATTRIBUTE_(try_acquire_capability(__VA_ARGS__))
#define TRY_ACQUIRE_SHARED(...) \
	LOCK_ATTRIBUTE_(try_acquire_shared_capability(__VA_ARGS__))
#define REQUIRES(...) LOCK_ATTRIBUTE_(requires_capability(__VA_ARGS__))
#define REQUIRES_SHARED(...) \
	LOCK_ATTRIBUTE_(requires_shared_capability(__VA_ARGS__))
#define EXCLUDES(...)             LOCK_ATTRIBUTE_(locks_excluded(__VA_ARGS__))
#define ASSERT_CAPABILITY(x)      LOCK_ATTRIBUTE_(assert_capability(x))
#define ASSERT_SHARED(x)          LOCK_ATTRIBUTE_(assert_shared_capability(x))
#define NO_THREAD_SAFETY_ANALYSIS LOCK_ATTRIBUTE_(no_thread_safety_analysis)

struct CAPABILITY("lock") lock_role {
	char none;
};

/* What is under the role is nobody else's yet: as good as to hold its lock. */
static inline void
role_unshared(const struct lock_role *role) ASSERT_CAPABILITY(role)
{
	(void)role;
}

#endif
