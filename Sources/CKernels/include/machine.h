#pragma once
#include "bounds.h"

/// The floating-point operations of one round of `ck_multiply_add_rounds`.
#define CK_MULTIPLY_ADD_OPERATIONS 256

/// Multiplies 128 numbers by `factor` and adds `term`, `rounds` times; their sum.
///
/// Enough of them at once to keep a core's arithmetic busy, few enough to stay in its registers.
float ck_multiply_add_rounds(size_t rounds, float factor, float term);

/// The exclusive or of all words: nothing but reading.
uint64_t ck_read_words(const uint64_t *__counted_by(count) words CK_BORROWED, size_t count);
