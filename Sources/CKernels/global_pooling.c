#include "global_pooling.h"

#include "processors.h"

/// The mean of `area` values that lie `step` apart, for `used` channels side by side.
CK_INLINE void average(size_t area, size_t step, size_t used, const float *values, float *means) {
  enum { width = 16 };
  double sums[width] = {0};
  for (size_t p = 0; p < area; ++p)
    for (size_t c = 0; c < used; ++c) sums[c] += (double)values[p * step + c];
  for (size_t c = 0; c < used; ++c) means[c] = (float)(sums[c] / (double)area);
}

CK_FOR_EACH_PROCESSOR
void ck_global_average_forward(size_t planes, size_t area, size_t group, const float *input,
                               float *output) {
  for (size_t n = 0; n < planes; ++n, input += area * group, output += group)
    for (size_t c = 0; c < group; c += 16)
      if (group - c >= 16)
        average(area, group, 16, input + c, output + c);
      else
        average(area, group, group - c, input + c, output + c);
}

CK_FOR_EACH_PROCESSOR
void ck_global_average_backward(size_t planes, size_t area, size_t group, const float *gradient,
                                float *restrict input_gradient) {
  for (size_t n = 0; n < planes; ++n, gradient += group)
    for (size_t p = 0; p < area; ++p, input_gradient += group)
      for (size_t c = 0; c < group; ++c) input_gradient[c] = gradient[c] / (float)area;
}
