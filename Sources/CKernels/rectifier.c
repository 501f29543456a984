#include "rectifier.h"

#include "processors.h"

// The comparisons are such that what is not a number stays visible.

CK_FOR_EACH_PROCESSOR
static void forward(size_t count, const float *input, float *output) {
  for (size_t i = 0; i < count; ++i) output[i] = input[i] <= 0 ? 0 : input[i];
}

CK_FOR_EACH_PROCESSOR
static void backward(size_t count, const float *restrict output, float *restrict gradient) {
  for (size_t i = 0; i < count; ++i) gradient[i] = output[i] <= 0 ? 0 : gradient[i];
}

void ck_rectifier_forward(size_t count, const float *input, float *output) {
  forward(count, input, output);
}

void ck_rectifier_backward(size_t count, const float *output, float *gradient) {
  backward(count, output, gradient);
}
