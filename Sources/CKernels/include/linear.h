#pragma once
#include "bounds.h"

/// The floats of scratch memory that the functions below need, at an address that is a multiple of 64.
size_t ck_linear_workspace(void);

/// output (batch × outputs) ← input (batch × inputs) · weightᵀ (outputs × inputs) + bias.
void ck_linear_forward(size_t batch, size_t inputs, size_t outputs,
                       const float *__counted_by(batch *inputs) input CK_BORROWED,
                       const float *__counted_by(outputs *inputs) weight CK_BORROWED,
                       const float *__counted_by(outputs) bias CK_BORROWED,
                       float *__counted_by(batch *outputs) output CK_BORROWED,
                       float *__counted_by(workspace_count) workspace CK_BORROWED,
                       size_t workspace_count);

/// The gradients by weight and bias, summed over the batch.
void ck_linear_backward_weight(size_t batch, size_t inputs, size_t outputs,
                               const float *__counted_by(batch *inputs) input CK_BORROWED,
                               const float *__counted_by(batch *outputs) gradient CK_BORROWED,
                               float *__counted_by(outputs *inputs) weight_gradient CK_BORROWED,
                               float *__counted_by(outputs) bias_gradient CK_BORROWED,
                               float *__counted_by(workspace_count) workspace CK_BORROWED,
                               size_t workspace_count);

/// The gradient by the input: gradient (batch × outputs) · weight.
void ck_linear_backward_input(size_t batch, size_t inputs, size_t outputs,
                              const float *__counted_by(batch *outputs) gradient CK_BORROWED,
                              const float *__counted_by(outputs *inputs) weight CK_BORROWED,
                              float *__counted_by(batch *inputs) input_gradient CK_BORROWED,
                              float *__counted_by(workspace_count) workspace CK_BORROWED,
                              size_t workspace_count);
