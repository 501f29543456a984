#pragma once
#include "bounds.h"

/// output ← the mean over the area of each channel of each image, summed in double precision.
///
/// Images lie as planes × area × group values; see `ck_norm` for the groups.
void ck_global_average_forward(size_t planes, size_t area, size_t group,
                               const float *__counted_by(planes *area *group) input CK_BORROWED,
                               float *__counted_by(planes *group) output CK_BORROWED);

/// Spreads each gradient over its area in equal parts.
void ck_global_average_backward(size_t planes, size_t area, size_t group,
                                const float *__counted_by(planes *group) gradient CK_BORROWED,
                                float *__counted_by(planes *area *group)
                                    input_gradient CK_BORROWED);
