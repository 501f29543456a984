#include "pixels.h"

#include "processors.h"

CK_FOR_EACH_PROCESSOR
static void normalize(size_t count, const float *restrict pixels, float mean, float deviation,
                      float *restrict output, size_t step) {
  if (step == 1)
    for (size_t i = 0; i < count; ++i) output[i] = (pixels[i] - mean) / deviation;
  else
    for (size_t i = 0; i < count; ++i) output[i * step] = (pixels[i] - mean) / deviation;
}

void ck_normalize(size_t images, size_t channels, size_t area, const float *pixels,
                  const float *mean, const float *deviation, float *output) {
  for (size_t n = 0; n < images; ++n)
    for (size_t c = 0; c < channels; ++c, pixels += area, output += area)
      normalize(area, pixels, mean[c], deviation[c], output, 1);
}

void ck_normalize_channels_last(size_t images, size_t channels, size_t area, const float *pixels,
                                const float *mean, const float *deviation, float *output) {
  for (size_t n = 0; n < images; ++n, output += channels * area)
    for (size_t c = 0; c < channels; ++c, pixels += area)
      normalize(area, pixels, mean[c], deviation[c], output + c, channels);
}

void ck_transpose(size_t matrices, size_t rows, size_t columns, const float *input, float *output) {
  for (size_t n = 0; n < matrices; ++n, input += rows * columns, output += rows * columns)
    for (size_t i = 0; i < rows; ++i)
      for (size_t j = 0; j < columns; ++j) output[j * rows + i] = input[i * columns + j];
}
