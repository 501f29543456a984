#include "pixels.h"

#include <stdbool.h>

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

/// One row, or none if it comes from outside, to every `step`-th place of `target`.
CK_INLINE void place_row(ck_placement p, const uint8_t *row, const float *table, float *target,
                         ptrdiff_t step) {
  const ptrdiff_t width = (ptrdiff_t)p.width;
  ptrdiff_t first = p.right < 0 ? 0 : p.right, end = p.right < 0 ? width + p.right : width;
  if (!row || first > width) first = width;
  if (end < first) end = first;
  if (p.mirrored) {
    target += (width - 1) * step;
    step = -step;
  }
  for (ptrdiff_t i = 0; i < first; ++i) target[i * step] = table[0];
  for (ptrdiff_t i = first; i < end; ++i) target[i * step] = table[row[i - p.right]];
  for (ptrdiff_t i = end; i < width; ++i) target[i * step] = table[0];
}

void ck_place_bytes(ck_placement p, const uint8_t *bytes, const float *table, size_t table_count,
                    float *output, size_t count) {
  const ptrdiff_t height = (ptrdiff_t)p.height;
  for (size_t c = 0; c < p.channels; ++c, bytes += p.height * p.width, table += 256) {
    float *plane = output + (p.last ? c : c * p.height * p.width);
    const size_t step = p.last ? p.channels : 1;
    for (ptrdiff_t i = 0; i < height; ++i) {
      const ptrdiff_t source = i - p.down;
      const bool inside = source >= 0 && source < height;
      place_row(p, inside ? bytes + (size_t)source * p.width : NULL, table,
                plane + (size_t)i * p.width * step, (ptrdiff_t)step);
    }
  }
}
