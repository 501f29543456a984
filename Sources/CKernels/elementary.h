#pragma once
#include <stdint.h>
#include <string.h>

#include "processors.h"

// Exponential and logarithm from basic arithmetic alone: the C library picks its implementations by
// processor, and they differ in the last bit. Both are accurate to about two units in the last place.

static const double ck_ln2_high = 6.93147180369123816490e-01;
static const double ck_ln2_low = 1.90821492927058770002e-10;

/// The exponential of a number that is not positive; 0 below −708, where results are denormal.
CK_INLINE double ck_exp_of_nonpositive(double x) {
  if (x < -708) return 0;
  // Adding and taking away 1.5 · 2^52 rounds to a whole number, which is left in the low bits.
  const double shifted = x * 1.4426950408889634 + 0x1.8p52;
  const double k = shifted - 0x1.8p52;
  const double r = (x - k * ck_ln2_high) - k * ck_ln2_low;
  // |r| ≤ 0.347: the Taylor series to r^13 reaches 2^-53.
  double series = 1.0 / 6227020800;
  series = series * r + 1.0 / 479001600;
  series = series * r + 1.0 / 39916800;
  series = series * r + 1.0 / 3628800;
  series = series * r + 1.0 / 362880;
  series = series * r + 1.0 / 40320;
  series = series * r + 1.0 / 5040;
  series = series * r + 1.0 / 720;
  series = series * r + 1.0 / 120;
  series = series * r + 1.0 / 24;
  series = series * r + 1.0 / 6;
  series = series * r + 0.5;
  series = series * r + 1;
  series = series * r + 1;
  uint64_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 1023) << 52;
  double scale;
  memcpy(&scale, &bits, sizeof scale);
  return series * scale;
}

/// The natural logarithm of a number of at least 1; what is not finite is returned.
CK_INLINE double ck_log(double x) {
  if (!(x <= 0x1.fffffffffffffp1023)) return x;
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  double exponent = (double)(int64_t)(bits >> 52) - 1023;
  bits = (bits & 0xfffffffffffff) | 0x3ff0000000000000;
  double mantissa;
  memcpy(&mantissa, &bits, sizeof mantissa);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  // ln m = 2 artanh s with s = (m − 1) / (m + 1), |s| < 0.172: eleven terms reach 2^-53.
  const double s = (mantissa - 1) / (mantissa + 1), square = s * s;
  double series = 0;
  for (int term = 23; term >= 3; term -= 2) series = (series + 1.0 / term) * square;
  return exponent * ck_ln2_high + (2 * s + (2 * s * series + exponent * ck_ln2_low));
}
