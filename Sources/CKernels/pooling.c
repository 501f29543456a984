#include "pooling.h"

#include <string.h>

#include "processors.h"
#include "rectified.h"

/// Where in its plane the first window of a row of outputs starts.
CK_INLINE size_t corner(ck_pooling s, size_t row) { return row * s.stride * s.width; }

/// One row of maxima: every tap of the windows in turn, all windows of the row at once.
CK_INLINE void maximum_row(ck_pooling s, size_t start, size_t stride, const float *restrict plane,
                           float *restrict best, int32_t *restrict winners) {
  for (size_t j = 0; j < s.output_width; ++j) best[j] = plane[start + j * stride];
  for (size_t j = 0; j < s.output_width; ++j) winners[j] = (int32_t)(start + j * stride);
  for (size_t y = 0; y < s.kernel; ++y)
    for (size_t x = 0; x < s.kernel; ++x) {
      const int32_t tap = (int32_t)(start + y * s.width + x);
      for (size_t j = 0; j < s.output_width; ++j) {
        const float value = plane[(size_t)tap + j * stride];
        // What is not a number wins, so that it stays visible.
        const int wins = (value > best[j]) | (value != value);
        best[j] = wins ? value : best[j];
        winners[j] = wins ? tap + (int32_t)(j * stride) : winners[j];
      }
    }
  const float most = blocked_value(s);
  for (size_t j = 0; j < s.output_width; ++j) winners[j] = best[j] <= most ? -1 : winners[j];
}

CK_FOR_EACH_PROCESSOR
static void maximum_forward(ck_pooling s, const float *input, float *output, int32_t *winners) {
  for (size_t p = 0; p < s.planes; ++p, input += s.height * s.width)
    for (size_t i = 0; i < s.output_height; ++i) {
      // A stride that the compiler knows is several times faster.
      if (s.stride == 2)
        maximum_row(s, corner(s, i), 2, input, output, winners);
      else
        maximum_row(s, corner(s, i), s.stride, input, output, winners);
      output += s.output_width;
      winners += s.output_width;
    }
}

CK_INLINE void average_row(ck_pooling s, const float *restrict window, float *restrict mean) {
  for (size_t j = 0; j < s.output_width; ++j) mean[j] = 0;
  for (size_t y = 0; y < s.kernel; ++y)
    for (size_t x = 0; x < s.kernel; ++x)
      for (size_t j = 0; j < s.output_width; ++j) mean[j] += window[y * s.width + x + j * s.stride];
  for (size_t j = 0; j < s.output_width; ++j) mean[j] /= (float)(s.kernel * s.kernel);
}

CK_INLINE void spread_row(ck_pooling s, const float *restrict gradient, float *restrict window) {
  for (size_t y = 0; y < s.kernel; ++y)
    for (size_t x = 0; x < s.kernel; ++x)
      for (size_t j = 0; j < s.output_width; ++j)
        window[y * s.width + x + j * s.stride] += gradient[j] / (float)(s.kernel * s.kernel);
}

CK_FOR_EACH_PROCESSOR
static void average_forward(ck_pooling s, const float *input, float *output) {
  for (size_t p = 0; p < s.planes; ++p, input += s.height * s.width)
    for (size_t i = 0; i < s.output_height; ++i, output += s.output_width)
      average_row(s, input + corner(s, i), output);
}

CK_FOR_EACH_PROCESSOR
static void average_backward(ck_pooling s, const float *gradient, float *input_gradient) {
  for (size_t p = 0; p < s.planes; ++p, input_gradient += s.height * s.width)
    for (size_t i = 0; i < s.output_height; ++i, gradient += s.output_width)
      spread_row(s, gradient, input_gradient + corner(s, i));
}

void ck_maximum_pooling_forward(ck_pooling s, const float *input, size_t input_count, float *output,
                                int32_t *winners, size_t output_count) {
  maximum_forward(s, input, output, winners);
}

void ck_maximum_pooling_backward(ck_pooling s, const float *gradient, const int32_t *winners,
                                 size_t output_count, float *input_gradient, size_t input_count) {
  memset(input_gradient, 0, input_count * sizeof(float));
  const size_t outputs = s.output_height * s.output_width;
  for (size_t p = 0; p < s.planes; ++p, input_gradient += s.height * s.width)
    for (size_t i = 0; i < outputs; ++i, ++winners, ++gradient)
      if (*winners >= 0) input_gradient[*winners] += *gradient;
}

void ck_average_pooling_forward(ck_pooling s, const float *input, size_t input_count, float *output,
                                size_t output_count) {
  average_forward(s, input, output);
}

void ck_average_pooling_backward(ck_pooling s, const float *gradient, size_t output_count,
                                 float *input_gradient, size_t input_count) {
  memset(input_gradient, 0, input_count * sizeof(float));
  average_backward(s, gradient, input_gradient);
}
