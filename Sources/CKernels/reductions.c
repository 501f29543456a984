#include "reductions.h"

#include <string.h>

#include "processors.h"
#include "vectors.h"

#define LANES 32

/// Adds the lanes by halves.
static double fold(double *lanes) {
  for (size_t half = LANES / 2; half > 0; half /= 2)
    for (size_t l = 0; l < half; l++) lanes[l] += lanes[l + half];
  return lanes[0];
}

/// Element i goes to lane i mod 32. WIDE_TERM and TERM compute the same of eight elements and of
/// one, at position `at`.
#define REDUCE(WIDE_TERM, TERM)                                 \
  double8 wide[LANES / 8] = {{0}};                              \
  size_t start = 0;                                             \
  for (; start + LANES <= count; start += LANES)                \
    UNROLLED for (size_t k = 0; k < LANES / 8; k++) {           \
      size_t at = start + 8 * k;                                \
      wide[k] += WIDE_TERM;                                     \
    }                                                           \
  double lanes[LANES];                                          \
  memcpy(lanes, wide, sizeof lanes);                            \
  for (size_t at = start; at < count; at++) lanes[at - start] += TERM; \
  return fold(lanes);

CK_FOR_EACH_PROCESSOR
double ck_sum(const float *x, size_t count) { REDUCE(WIDE(x + at), (double)x[at]) }

CK_FOR_EACH_PROCESSOR
double ck_dot(const float *x, const float *y, size_t count) {
  REDUCE(WIDE(x + at) * WIDE(y + at), (double)x[at] * (double)y[at])
}

CK_FOR_EACH_PROCESSOR
double ck_squared_norm(const float *x, size_t count) {
  REDUCE(WIDE(x + at) * WIDE(x + at), (double)x[at] * (double)x[at])
}

// A value times a factor, rounded to float as if it had been stored.
#define SCALED8 WIDEN(NARROW(WIDE(x + at) * factor))
#define SCALED1 (double)(float)((double)x[at] * factor)

CK_FOR_EACH_PROCESSOR
double ck_squared_norm_of_scaled(const float *x, size_t count, double factor) {
  REDUCE(SCALED8 * SCALED8, SCALED1 *SCALED1)
}

#define SUM8 (SCALED8 + WIDE(y + at))
#define SUM1 (SCALED1 + (double)y[at])

CK_FOR_EACH_PROCESSOR
double ck_squared_norm_of_sum(const float *x, const float *y, size_t count, double factor) {
  REDUCE(SUM8 * SUM8, SUM1 *SUM1)
}

#define GAP8 (WIDE(x + at) - WIDE(y + at))
#define GAP1 ((double)x[at] - (double)y[at])

CK_FOR_EACH_PROCESSOR
double ck_squared_distance(const float *x, const float *y, size_t count) {
  REDUCE(GAP8 * GAP8, GAP1 *GAP1)
}

// MARK: - Element by element

CK_FOR_EACH_PROCESSOR
int ck_is_finite(const float *x, size_t count) {
  const uint32_t exponent = 0x7f800000;
  for (size_t start = 0; start < count; start += 4096) {
    size_t length = count - start < 4096 ? count - start : 4096;
    uint32_t found = 0;
    for (size_t j = 0; j < length; j++) {
      uint32_t bits;
      memcpy(&bits, x + start + j, sizeof bits);
      found |= (bits & exponent) == exponent;
    }
    if (found) return 0;
  }
  return 1;
}

CK_FOR_EACH_PROCESSOR
void ck_add_scaled(float *restrict y, const float *restrict x, size_t count, double factor) {
  for (size_t j = 0; j < count; j++) y[j] = (float)((double)y[j] + (double)x[j] * factor);
}
