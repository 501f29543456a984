#pragma once
#include "bounds.h"

/// One step of stochastic gradient descent without momentum.
void ck_sgd_step(size_t count, float rate, float decay,
                 const float *__counted_by(count) gradient CK_BORROWED,
                 float *__counted_by(count) weight CK_BORROWED);

/// One step with momentum: v ← momentum · v + g + decay · w, then w ← w − rate · v.
void ck_momentum_step(size_t count, float rate, float momentum, float decay,
                      const float *__counted_by(count) gradient CK_BORROWED,
                      float *__counted_by(count) weight CK_BORROWED,
                      float *__counted_by(count) velocity CK_BORROWED);

/// What one step of Adam needs beside its vectors.
typedef struct {
  float beta1, beta2, epsilon, decay;
  /// rate / (1 − beta1^t)
  float rate;
  /// √(1 − beta2^t)
  float correction;
} ck_adam;

/// One step of Adam: both moments, then w ← w − rate · m / (√v / correction + epsilon).
void ck_adam_step(size_t count, ck_adam constants,
                  const float *__counted_by(count) gradient CK_BORROWED,
                  float *__counted_by(count) weight CK_BORROWED,
                  float *__counted_by(count) first CK_BORROWED,
                  float *__counted_by(count) second CK_BORROWED);
