#pragma once
#include "bounds.h"

/// output ← input where it is positive, else 0.
void ck_rectifier_forward(size_t count, const float *__counted_by(count) input CK_BORROWED,
                          float *__counted_by(count) output CK_BORROWED);

/// Puts 0 into `gradient` where `output` is not positive.
void ck_rectifier_backward(size_t count, const float *__counted_by(count) output CK_BORROWED,
                           float *__counted_by(count) gradient CK_BORROWED);
