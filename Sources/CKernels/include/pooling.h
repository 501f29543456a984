#pragma once
#include "bounds.h"

/// The sizes of a pooling layer over planes (images × channels) without padding.
///
/// `behind_rectifier` (1 or 0): whether the values come out of a rectifier, whose gradient is then
/// that of the maxima too.
typedef struct {
  size_t planes, height, width, kernel, stride, output_height, output_width;
  int behind_rectifier;
} ck_pooling;

/// The maximum of each window, and where in its plane the first one lies, in row-major order; behind
/// a rectifier a maximum that is not positive lies nowhere, at -1.
void ck_maximum_pooling_forward(ck_pooling sizes,
                                const float *__counted_by(input_count) input CK_BORROWED,
                                size_t input_count,
                                float *__counted_by(output_count) output CK_BORROWED,
                                int32_t *__counted_by(output_count) winners CK_BORROWED,
                                size_t output_count);

/// Hands each gradient to the winner of its window, if it has one; all else gets 0.
void ck_maximum_pooling_backward(ck_pooling sizes,
                                 const float *__counted_by(output_count) gradient CK_BORROWED,
                                 const int32_t *__counted_by(output_count) winners CK_BORROWED,
                                 size_t output_count,
                                 float *__counted_by(input_count) input_gradient CK_BORROWED,
                                 size_t input_count);

/// The mean of each window.
void ck_average_pooling_forward(ck_pooling sizes,
                                const float *__counted_by(input_count) input CK_BORROWED,
                                size_t input_count,
                                float *__counted_by(output_count) output CK_BORROWED,
                                size_t output_count);

/// Spreads each gradient over its window in equal parts.
void ck_average_pooling_backward(ck_pooling sizes,
                                 const float *__counted_by(output_count) gradient CK_BORROWED,
                                 size_t output_count,
                                 float *__counted_by(input_count) input_gradient CK_BORROWED,
                                 size_t input_count);

// The same with channels last: images (`planes` of them) are height × width × channels, and a
// winner is still the place of a pixel in its image.

void ck_maximum_pooling_forward_last(ck_pooling sizes, size_t channels,
                                     const float *__counted_by(input_count) input CK_BORROWED,
                                     size_t input_count,
                                     float *__counted_by(output_count) output CK_BORROWED,
                                     int32_t *__counted_by(output_count) winners CK_BORROWED,
                                     size_t output_count);

void ck_maximum_pooling_backward_last(ck_pooling sizes, size_t channels,
                                      const float *__counted_by(output_count) gradient CK_BORROWED,
                                      const int32_t *__counted_by(output_count)
                                          winners CK_BORROWED,
                                      size_t output_count,
                                      float *__counted_by(input_count) input_gradient CK_BORROWED,
                                      size_t input_count);

void ck_average_pooling_forward_last(ck_pooling sizes, size_t channels,
                                     const float *__counted_by(input_count) input CK_BORROWED,
                                     size_t input_count,
                                     float *__counted_by(output_count) output CK_BORROWED,
                                     size_t output_count);

void ck_average_pooling_backward_last(ck_pooling sizes, size_t channels,
                                      const float *__counted_by(output_count) gradient CK_BORROWED,
                                      size_t output_count,
                                      float *__counted_by(input_count) input_gradient CK_BORROWED,
                                      size_t input_count);
