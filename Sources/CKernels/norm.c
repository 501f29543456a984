#include "norm.h"

#include <string.h>

#include "norm_strips.h"
#include "processors.h"

// Every pass goes over memory once, in strips of sixteen lanes. Sums are in double precision, where
// the product of two floats is exact, so that one pass over the values suffices for a variance.

/// The lanes of a strip's coefficients.
CK_INLINE void load_coefficients(const float *values, strip t, lanes *result) {
  if (t.shared)
    *result = (lanes){0} + values[t.statistic];
  else
    load_lanes(values + t.statistic, t.used, result);
}

/// Adds a strip's lanes to their channels: those of a shared strip in order to its one channel.
CK_INLINE void add_lanes(const wide *lanes, strip t, double *sums) {
  for (size_t i = 0; i < t.used; ++i) sums[t.statistic + (t.shared ? 0 : i)] += (*lanes)[i];
}

/// Puts 0 where `tested` is not positive; what is not a number stays visible.
CK_INLINE void mask(const lanes *tested, lanes *values) {
  *values = (lanes)((mask_lanes)*values & ~(mask_lanes)(*tested <= 0));
}

// MARK: - Statistics

CK_INLINE void strip_moments(strip t, size_t used, const float *values, double *sums,
                             double *squares) {
  wide sum = {0}, square = {0};
  for (size_t row = 0; row < t.rows; ++row) {
    lanes value;
    load_lanes(values + t.place + row * t.step, used, &value);
    const wide exact = __builtin_convertvector(value, wide);
    sum += exact;
    square += exact * exact;
  }
  add_lanes(&sum, t, sums);
  add_lanes(&square, t, squares);
}

CK_FOR_EACH_PROCESSOR
void ck_norm_moments(ck_norm s, const float *values, size_t count, double *sums, double *squares,
                     size_t statistics) {
  memset(sums, 0, statistics * sizeof(double));
  memset(squares, 0, statistics * sizeof(double));
  for (strip t = first_strip(s); t.plane < plane_count(s); next_strip(s, &t))
    if (t.used == lane_count)
      strip_moments(t, lane_count, values, sums, squares);
    else
      strip_moments(t, t.used, values, sums, squares);
}

// MARK: - Forward

CK_INLINE void strip_forward(strip t, size_t used, int rectifies, const float *input,
                             const float *added, float *output, const float *mean,
                             const float *scale, const float *shift) {
  lanes means, scales, shifts;
  load_coefficients(mean, t, &means);
  load_coefficients(scale, t, &scales);
  load_coefficients(shift, t, &shifts);
  for (size_t row = 0; row < t.rows; ++row) {
    const size_t place = t.place + row * t.step;
    lanes value, term;
    load_lanes(input + place, used, &value);
    value = (value - means) * scales + shifts;
    if (added) {
      load_lanes(added + place, used, &term);
      value += term;
    }
    if (rectifies) mask(&value, &value);
    store_lanes(&value, used, output + place);
  }
}

CK_INLINE void forward(ck_norm s, int rectifies, const float *input, const float *added,
                       float *output, const float *mean, const float *scale, const float *shift) {
  for (strip t = first_strip(s); t.plane < plane_count(s); next_strip(s, &t))
    if (t.used == lane_count)
      strip_forward(t, lane_count, rectifies, input, added, output, mean, scale, shift);
    else
      strip_forward(t, t.used, rectifies, input, added, output, mean, scale, shift);
}

CK_FOR_EACH_PROCESSOR
void ck_norm_forward(ck_norm s, int rectifies, const float *input, float *output, size_t count,
                     const float *mean, const float *scale, const float *shift,
                     size_t statistics) {
  if (rectifies)
    forward(s, 1, input, NULL, output, mean, scale, shift);
  else
    forward(s, 0, input, NULL, output, mean, scale, shift);
}

CK_FOR_EACH_PROCESSOR
void ck_norm_add_forward(ck_norm s, const float *input, const float *added, float *output,
                         size_t count, const float *mean, const float *scale, const float *shift,
                         size_t statistics) {
  forward(s, 1, input, added, output, mean, scale, shift);
}

// MARK: - Backward

CK_INLINE void strip_gradient_sums(strip t, size_t used, int rectifies, const float *input,
                                   const float *output, const float *gradient, float *masked,
                                   const float *mean, const float *scale, const float *shift,
                                   double *sums, double *products) {
  lanes means, scales = {0}, shifts = {0};
  load_coefficients(mean, t, &means);
  if (rectifies) load_coefficients(scale, t, &scales);
  if (rectifies) load_coefficients(shift, t, &shifts);
  wide sum = {0}, product = {0};
  for (size_t row = 0; row < t.rows; ++row) {
    const size_t place = t.place + row * t.step;
    lanes value, part, tested;
    load_lanes(input + place, used, &value);
    load_lanes(gradient + place, used, &part);
    // Lanes that are not used have no gradient, so they add nothing.
    value -= means;
    if (rectifies) {
      tested = value * scales + shifts;
      mask(&tested, &part);
    }
    if (output) {
      load_lanes(output + place, used, &tested);
      mask(&tested, &part);
      store_lanes(&part, used, masked + place);
    }
    const wide exact = __builtin_convertvector(part, wide);
    sum += exact;
    product += exact * __builtin_convertvector(value, wide);
  }
  add_lanes(&sum, t, sums);
  add_lanes(&product, t, products);
}

CK_INLINE void gradient_sums(ck_norm s, int rectifies, const float *input, const float *output,
                             const float *gradient, float *masked, const float *mean,
                             const float *scale, const float *shift, double *sums,
                             double *products, size_t statistics) {
  memset(sums, 0, statistics * sizeof(double));
  memset(products, 0, statistics * sizeof(double));
  for (strip t = first_strip(s); t.plane < plane_count(s); next_strip(s, &t))
    if (t.used == lane_count)
      strip_gradient_sums(t, lane_count, rectifies, input, output, gradient, masked, mean, scale,
                          shift, sums, products);
    else
      strip_gradient_sums(t, t.used, rectifies, input, output, gradient, masked, mean, scale,
                          shift, sums, products);
}

CK_FOR_EACH_PROCESSOR
void ck_norm_gradient_sums(ck_norm s, int rectifies, const float *input, const float *gradient,
                           size_t count, const float *mean, const float *scale,
                           const float *shift, double *sums, double *products,
                           size_t statistics) {
  if (rectifies)
    gradient_sums(s, 1, input, NULL, gradient, NULL, mean, scale, shift, sums, products,
                  statistics);
  else
    gradient_sums(s, 0, input, NULL, gradient, NULL, mean, scale, shift, sums, products,
                  statistics);
}

CK_FOR_EACH_PROCESSOR
void ck_norm_add_gradient_sums(ck_norm s, const float *input, const float *output, float *gradient,
                               size_t count, const float *mean, double *sums, double *products,
                               size_t statistics) {
  gradient_sums(s, 0, input, output, gradient, gradient, mean, NULL, NULL, sums, products,
                statistics);
}

CK_INLINE void strip_backward(strip t, size_t used, int rectifies, const float *input,
                              const float *gradient, float *result, const float *mean,
                              const float *scale, const float *shift, const float *slope,
                              const float *offset) {
  lanes means, scales, shifts, slopes, offsets;
  load_coefficients(mean, t, &means);
  load_coefficients(scale, t, &scales);
  load_coefficients(shift, t, &shifts);
  load_coefficients(slope, t, &slopes);
  load_coefficients(offset, t, &offsets);
  for (size_t row = 0; row < t.rows; ++row) {
    const size_t place = t.place + row * t.step;
    lanes value, part;
    load_lanes(input + place, used, &value);
    load_lanes(gradient + place, used, &part);
    value -= means;
    if (rectifies) {
      const lanes tested = value * scales + shifts;
      mask(&tested, &part);
    }
    part = part * scales + value * slopes + offsets;
    store_lanes(&part, used, result + place);
  }
}

CK_INLINE void backward(ck_norm s, int rectifies, const float *input, const float *gradient,
                        float *result, const float *mean, const float *scale, const float *shift,
                        const float *slope, const float *offset) {
  for (strip t = first_strip(s); t.plane < plane_count(s); next_strip(s, &t))
    if (t.used == lane_count)
      strip_backward(t, lane_count, rectifies, input, gradient, result, mean, scale, shift, slope,
                     offset);
    else
      strip_backward(t, t.used, rectifies, input, gradient, result, mean, scale, shift, slope,
                     offset);
}

CK_FOR_EACH_PROCESSOR
void ck_norm_backward(ck_norm s, int rectifies, const float *input, const float *gradient,
                      float *input_gradient, size_t count, const float *mean, const float *scale,
                      const float *shift, const float *slope, const float *offset,
                      size_t statistics) {
  if (rectifies)
    backward(s, 1, input, gradient, input_gradient, mean, scale, shift, slope, offset);
  else
    backward(s, 0, input, gradient, input_gradient, mean, scale, shift, slope, offset);
}
