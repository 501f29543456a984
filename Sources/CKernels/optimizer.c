#include "optimizer.h"

#include <math.h>

#include "processors.h"

CK_FOR_EACH_PROCESSOR
static void plain(size_t count, float rate, float decay, const float *restrict gradient,
                  float *restrict weight) {
  for (size_t i = 0; i < count; ++i) weight[i] -= rate * (gradient[i] + decay * weight[i]);
}

CK_FOR_EACH_PROCESSOR
static void momentum_step(size_t count, float rate, float momentum, float decay,
                          const float *restrict gradient, float *restrict weight,
                          float *restrict velocity) {
  for (size_t i = 0; i < count; ++i) {
    velocity[i] = momentum * velocity[i] + (gradient[i] + decay * weight[i]);
    weight[i] -= rate * velocity[i];
  }
}

CK_FOR_EACH_PROCESSOR
static void adam_step(size_t count, ck_adam c, const float *restrict gradient,
                      float *restrict weight, float *restrict first, float *restrict second) {
  for (size_t i = 0; i < count; ++i) {
    const float g = gradient[i] + c.decay * weight[i];
    first[i] += (1 - c.beta1) * (g - first[i]);
    second[i] = c.beta2 * second[i] + (1 - c.beta2) * (g * g);
    weight[i] -= c.rate * (first[i] / (sqrtf(second[i]) / c.correction + c.epsilon));
  }
}

void ck_sgd_step(size_t count, float rate, float decay, const float *gradient, float *weight) {
  plain(count, rate, decay, gradient, weight);
}

void ck_momentum_step(size_t count, float rate, float momentum, float decay, const float *gradient,
                      float *weight, float *velocity) {
  momentum_step(count, rate, momentum, decay, gradient, weight, velocity);
}

void ck_adam_step(size_t count, ck_adam constants, const float *gradient, float *weight,
                  float *first, float *second) {
  adam_step(count, constants, gradient, weight, first, second);
}
