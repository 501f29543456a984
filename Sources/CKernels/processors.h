#pragma once

/// Compiles a function once per instruction set and picks by processor when the program starts.
///
/// The bits are the same in all of them: every loop fixes its order of summation, and contraction is off;
/// a loop that names the fused operation has it everywhere.
/// The thread sanitizer cannot run the code that picks.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define CK_FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
/// The same for loops that fuse by name: a processor that cannot is helped by the C library, slowly.
#define CK_FOR_EACH_FUSING_PROCESSOR \
  __attribute__((target_clones("avx512f", "arch=haswell", "default")))
#else
#define CK_FOR_EACH_PROCESSOR
#define CK_FOR_EACH_FUSING_PROCESSOR
#endif

/// Becomes part of each compiled version of its caller.
#define CK_INLINE static inline __attribute__((always_inline))
