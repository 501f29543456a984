#include "elementwise.h"

#include "processors.h"

CK_FOR_EACH_PROCESSOR
static void elementwise_multiply(size_t count, const float *restrict x, float *restrict y) {
  for (size_t i = 0; i < count; ++i) y[i] *= x[i];
}

CK_FOR_EACH_PROCESSOR
static void elementwise_combine(size_t count, float a, const float *restrict x, float b,
                                const float *restrict y, float c, float *restrict z) {
  for (size_t i = 0; i < count; ++i) z[i] = a * x[i] + b * y[i] + c * z[i];
}

CK_FOR_EACH_PROCESSOR
static void elementwise_pull(size_t count, float factor, const float *restrict center,
                             float *restrict y) {
  for (size_t i = 0; i < count; ++i) y[i] = center[i] + factor * (y[i] - center[i]);
}

// What is no number stays visible.
CK_FOR_EACH_PROCESSOR
static void elementwise_clamp(size_t count, float radius, const float *restrict center,
                              float *restrict y) {
  for (size_t i = 0; i < count; ++i) {
    const float gap = y[i] - center[i];
    y[i] = gap > radius ? center[i] + radius : gap < -radius ? center[i] - radius : y[i];
  }
}

CK_FOR_EACH_PROCESSOR
static void elementwise_restore(size_t count, const float *restrict mask, const float *restrict x,
                                float *restrict y) {
  for (size_t i = 0; i < count; ++i) y[i] = mask[i] == 0 ? x[i] : y[i];
}

void ck_scale_by(size_t count, const float *x, float *y) { elementwise_multiply(count, x, y); }

void ck_combine(size_t count, float a, const float *x, float b, const float *y, float c, float *z) {
  elementwise_combine(count, a, x, b, y, c, z);
}

void ck_pull(size_t count, float factor, const float *center, float *y) {
  elementwise_pull(count, factor, center, y);
}

void ck_clamp_around(size_t count, float radius, const float *center, float *y) {
  elementwise_clamp(count, radius, center, y);
}

void ck_restore(size_t count, const float *mask, const float *x, float *y) {
  elementwise_restore(count, mask, x, y);
}
