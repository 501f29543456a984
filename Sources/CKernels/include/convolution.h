#pragma once
#include "bounds.h"

/// The sizes of a convolution: square kernel, the same stride and padding in both directions.
///
/// Images are batch × channels × height × width, weights outputs × channels × kernel × kernel.
typedef struct {
  size_t channels, height, width, outputs, kernel, stride, padding, output_height, output_width;
} ck_convolution;

/// The floats of scratch memory that the functions below need, at an address that is a multiple of 64.
size_t ck_convolution_workspace(ck_convolution sizes);

/// output ← input ∗ weight + bias, and zero where that is negative if `rectifies` is not 0.
///
/// There is no bias if `bias_count` is 0, here and below.
void ck_convolution_forward(ck_convolution sizes, size_t batch, int rectifies,
                            const float *__counted_by(input_count) input CK_BORROWED,
                            size_t input_count,
                            const float *__counted_by(weight_count) weight CK_BORROWED,
                            size_t weight_count,
                            const float *__counted_by(bias_count) bias CK_BORROWED,
                            size_t bias_count,
                            float *__counted_by(output_count) output CK_BORROWED,
                            size_t output_count,
                            float *__counted_by(workspace_count) workspace CK_BORROWED,
                            size_t workspace_count);

/// The gradients by weight and bias, summed over the batch.
void ck_convolution_backward_weight(ck_convolution sizes, size_t batch,
                                    const float *__counted_by(input_count) input CK_BORROWED,
                                    size_t input_count,
                                    const float *__counted_by(output_count) gradient CK_BORROWED,
                                    size_t output_count,
                                    float *__counted_by(weight_count) weight_gradient CK_BORROWED,
                                    size_t weight_count,
                                    float *__counted_by(bias_count) bias_gradient CK_BORROWED,
                                    size_t bias_count,
                                    float *__counted_by(workspace_count) workspace CK_BORROWED,
                                    size_t workspace_count);

/// The gradient by the input.
void ck_convolution_backward_input(ck_convolution sizes, size_t batch,
                                   const float *__counted_by(output_count) gradient CK_BORROWED,
                                   size_t output_count,
                                   const float *__counted_by(weight_count) weight CK_BORROWED,
                                   size_t weight_count,
                                   float *__counted_by(input_count) input_gradient CK_BORROWED,
                                   size_t input_count,
                                   float *__counted_by(workspace_count) workspace CK_BORROWED,
                                   size_t workspace_count);
