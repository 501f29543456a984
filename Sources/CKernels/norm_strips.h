#pragma once
#include <string.h>

#include "norm.h"
#include "processors.h"

// How the loops of a normalization walk through images in any layout.

enum { lane_count = 16, strip_rows = 64 };

typedef float lanes __attribute__((vector_size(4 * lane_count)));
typedef float unaligned_lanes __attribute__((vector_size(4 * lane_count), aligned(4)));
typedef int mask_lanes __attribute__((vector_size(4 * lane_count)));
typedef double wide __attribute__((vector_size(8 * lane_count)));

/// Up to sixteen lanes over rows that lie `step` apart: channels of one pixel after the other, or
/// pixels of one channel.
typedef struct {
  /// A plane holds `area` × `group` values: a group of channels of one image.
  size_t plane, pixel, channel;
  size_t place, step, rows, used;
  /// Where the coefficients of the first lane are; of all lanes if `shared`.
  size_t statistic;
  int shared;
} strip;

CK_INLINE size_t plane_count(ck_norm s) { return s.images * (s.channels / s.group); }

/// Fills in what follows from plane, pixel and channel.
CK_INLINE void place_strip(ck_norm s, strip *t) {
  const size_t per_image = s.channels / s.group;
  const size_t left = s.area - t->pixel;
  t->place = (t->plane * s.area + t->pixel) * s.group + t->channel;
  t->statistic = (s.per_image ? t->plane : t->plane % per_image) * s.group + t->channel;
  t->shared = s.group == 1;
  if (t->shared) {
    t->step = lane_count;
    t->used = left < lane_count ? left : lane_count;
    t->rows = left < lane_count ? 1 : left / lane_count;
  } else {
    // Rows of blocks follow each other; longer ones are cut where they would leave the cache.
    const size_t most = s.group <= lane_count ? s.area : strip_rows;
    t->step = s.group;
    t->used = s.group - t->channel < lane_count ? s.group - t->channel : lane_count;
    t->rows = left < most ? left : most;
  }
}

CK_INLINE strip first_strip(ck_norm s) {
  strip t = {0};
  if (plane_count(s) > 0) place_strip(s, &t);
  return t;
}

CK_INLINE void next_strip(ck_norm s, strip *t) {
  t->channel += t->shared ? 1 : t->used;
  if (t->channel >= s.group) {
    t->channel = 0;
    t->pixel += t->shared ? t->rows * t->used : t->rows;
  }
  if (t->pixel >= s.area) {
    t->pixel = 0;
    ++t->plane;
  }
  place_strip(s, t);
}

/// Reads `used` lanes; the others are 0.
CK_INLINE void load_lanes(const float *values, size_t used, lanes *result) {
  if (used == lane_count) {
    *result = *(const unaligned_lanes *)values;
  } else {
    *result = (lanes){0};
    memcpy(result, values, used * sizeof(float));
  }
}

/// Writes the first `used` lanes.
CK_INLINE void store_lanes(const lanes *values, size_t used, float *result) {
  if (used == lane_count)
    *(unaligned_lanes *)result = *values;
  else
    memcpy(result, values, used * sizeof(float));
}
