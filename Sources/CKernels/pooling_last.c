#include <stdbool.h>
#include <string.h>

#include "pooling.h"
#include "processors.h"
#include "rectified.h"

// Pooling with channels last: every loop runs over the channels of one pixel.

/// The place of tap (`y`, `x`) of a window in its image, in pixels.
CK_INLINE size_t pixel(ck_pooling s, size_t row, size_t column, size_t y, size_t x) {
  return (row * s.stride + y) * s.width + column * s.stride + x;
}

/// One output pixel: the maxima over a window, and where they are.
CK_INLINE void maximum_window(ck_pooling s, size_t kernel, size_t channels, size_t row,
                              size_t column, const float *restrict image, float *restrict best,
                              int32_t *restrict winners) {
  const float most = blocked_value(s);
  for (size_t c = 0; c < channels; ++c) {
    const size_t first = pixel(s, row, column, 0, 0);
    float highest = image[first * channels + c];
    int32_t winner = (int32_t)first;
    for (size_t tap = 1; tap < kernel * kernel; ++tap) {
      const size_t place = pixel(s, row, column, tap / kernel, tap % kernel);
      const float value = image[place * channels + c];
      // What is not a number wins, so that it stays visible.
      const int wins = (value > highest) | (value != value);
      highest = wins ? value : highest;
      winner = wins ? (int32_t)place : winner;
    }
    best[c] = highest;
    winners[c] = highest <= most ? -1 : winner;
  }
}

/// A window's share of the input's gradient; `adds` where windows overlap.
CK_INLINE void maximum_share(ck_pooling s, size_t kernel, size_t channels, size_t row,
                             size_t column, bool adds, const float *restrict gradient,
                             const int32_t *restrict winners, float *restrict image) {
  for (size_t tap = 0; tap < kernel * kernel; ++tap) {
    const size_t place = pixel(s, row, column, tap / kernel, tap % kernel);
    float *target = image + place * channels;
#pragma clang loop interleave_count(1)
    for (size_t c = 0; c < channels; ++c) {
      const float share = winners[c] == (int32_t)place ? gradient[c] : 0;
      target[c] = adds ? target[c] + share : share;
    }
  }
}

CK_INLINE void maximum_forward(ck_pooling s, size_t kernel, size_t channels, const float *image,
                               float *output, int32_t *winners) {
  for (size_t n = 0; n < s.planes; ++n, image += s.height * s.width * channels)
    for (size_t i = 0; i < s.output_height; ++i)
      for (size_t j = 0; j < s.output_width; ++j, output += channels, winners += channels)
        maximum_window(s, kernel, channels, i, j, image, output, winners);
}

CK_INLINE void maximum_backward(ck_pooling s, size_t kernel, size_t channels, bool adds,
                                const float *gradient, const int32_t *winners, float *image) {
  for (size_t n = 0; n < s.planes; ++n, image += s.height * s.width * channels)
    for (size_t i = 0; i < s.output_height; ++i)
      for (size_t j = 0; j < s.output_width; ++j, gradient += channels, winners += channels)
        maximum_share(s, kernel, channels, i, j, adds, gradient, winners, image);
}

// Sizes that the compiler knows make the common windows several times faster.

CK_FOR_EACH_PROCESSOR
void ck_maximum_pooling_forward_last(ck_pooling s, size_t channels, const float *input,
                                     size_t input_count, float *output, int32_t *winners,
                                     size_t output_count) {
  if (s.kernel == 2 && channels == 16)
    maximum_forward(s, 2, 16, input, output, winners);
  else if (s.kernel == 2)
    maximum_forward(s, 2, channels, input, output, winners);
  else
    maximum_forward(s, s.kernel, channels, input, output, winners);
}

CK_FOR_EACH_PROCESSOR
void ck_maximum_pooling_backward_last(ck_pooling s, size_t channels, const float *gradient,
                                      const int32_t *winners, size_t output_count,
                                      float *input_gradient, size_t input_count) {
  const bool overlap = s.kernel > s.stride;
  const bool covers = s.kernel == s.stride && s.output_height * s.stride == s.height &&
                      s.output_width * s.stride == s.width;
  if (!covers) memset(input_gradient, 0, input_count * sizeof(float));
  if (overlap)
    maximum_backward(s, s.kernel, channels, true, gradient, winners, input_gradient);
  else if (s.kernel == 2)
    maximum_backward(s, 2, channels, false, gradient, winners, input_gradient);
  else
    maximum_backward(s, s.kernel, channels, false, gradient, winners, input_gradient);
}

// MARK: - Averages

CK_FOR_EACH_PROCESSOR
void ck_average_pooling_forward_last(ck_pooling s, size_t channels, const float *image,
                                     size_t input_count, float *restrict output,
                                     size_t output_count) {
  memset(output, 0, output_count * sizeof(float));
  for (size_t n = 0; n < s.planes; ++n, image += s.height * s.width * channels)
    for (size_t i = 0; i < s.output_height; ++i)
      for (size_t j = 0; j < s.output_width; ++j, output += channels) {
        for (size_t tap = 0; tap < s.kernel * s.kernel; ++tap) {
          const float *source = image + pixel(s, i, j, tap / s.kernel, tap % s.kernel) * channels;
          for (size_t c = 0; c < channels; ++c) output[c] += source[c];
        }
        for (size_t c = 0; c < channels; ++c) output[c] /= (float)(s.kernel * s.kernel);
      }
}

CK_FOR_EACH_PROCESSOR
void ck_average_pooling_backward_last(ck_pooling s, size_t channels, const float *gradient,
                                      size_t output_count, float *restrict image,
                                      size_t input_count) {
  memset(image, 0, input_count * sizeof(float));
  for (size_t n = 0; n < s.planes; ++n, image += s.height * s.width * channels)
    for (size_t i = 0; i < s.output_height; ++i)
      for (size_t j = 0; j < s.output_width; ++j, gradient += channels)
        for (size_t tap = 0; tap < s.kernel * s.kernel; ++tap) {
          float *target = image + pixel(s, i, j, tap / s.kernel, tap % s.kernel) * channels;
          for (size_t c = 0; c < channels; ++c)
            target[c] += gradient[c] / (float)(s.kernel * s.kernel);
        }
}
