#pragma once
#include <stddef.h>

// Vectors of a fixed width, whatever the processor's own, so that sums have the same order on all.
typedef float float8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef float float16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef double double8 __attribute__((vector_size(64), aligned(8), may_alias));

#define WIDEN(vector) __builtin_convertvector((vector), double8)
#define NARROW(vector) __builtin_convertvector((vector), float8)

/// Eight floats in memory as doubles.
#define WIDE(pointer) WIDEN(*(const float8 *)(pointer))

#define UNROLLED _Pragma("clang loop unroll(full)")

/// The sum of eight lanes, by halves.
#define FOLD8(s) ((((s)[0] + (s)[4]) + ((s)[2] + (s)[6])) + (((s)[1] + (s)[5]) + ((s)[3] + (s)[7])))
