#include "rows.h"

#include <string.h>

#include "processors.h"

CK_FOR_EACH_PROCESSOR
void ck_gather_rows(const float *values, size_t count, size_t columns, const ptrdiff_t *positions,
                    const double *factors, size_t rows, size_t first, size_t length, float *block,
                    size_t block_count) {
  (void)count;
  size_t width = rows > 0 ? block_count / rows : 0;
  for (size_t i = 0; i < rows; i++) {
    const float *x = values + (size_t)positions[i] * columns + first;
    float *row = block + i * width;
    double factor = factors[i];
    if (factor == 1)
      memcpy(row, x, length * sizeof(float));
    else
      for (size_t j = 0; j < length; j++) row[j] = (float)((double)x[j] * factor);
    memset(row + length, 0, (width - length) * sizeof(float));
  }
}

// MARK: - Weighted sums

enum { sum_columns = 1024, rows_at_once = 4 };

/// Adds four rows in order, so that a sum is loaded and stored once for four terms.
CK_INLINE void add_four(const float *const x[rows_at_once], const double *weights, double *sums,
                        size_t length) {
  const float *a = x[0], *b = x[1], *c = x[2], *d = x[3];
  double p = weights[0], q = weights[1], r = weights[2], s = weights[3];
  for (size_t j = 0; j < length; j++)
    sums[j] = (((sums[j] + p * (double)a[j]) + q * (double)b[j]) + r * (double)c[j]) +
              s * (double)d[j];
}

CK_INLINE void add_one(const float *x, double factor, double weight, double *sums, size_t length) {
  if (factor == 1)
    for (size_t j = 0; j < length; j++) sums[j] += weight * (double)x[j];
  else
    for (size_t j = 0; j < length; j++) sums[j] += weight * (double)(float)((double)x[j] * factor);
}

CK_FOR_EACH_PROCESSOR
void ck_weighted_row_sum(const float *values, size_t count, size_t columns,
                         const ptrdiff_t *positions, const double *factors, const double *weights,
                         size_t rows, size_t first, float *out, size_t length) {
  (void)count;
  double sums[sum_columns];
  for (size_t start = 0; start < length; start += sum_columns) {
    size_t width = length - start < sum_columns ? length - start : sum_columns;
    const float *block = values + first + start;
    memset(sums, 0, sizeof sums);
    for (size_t i = 0; i < rows;) {
      const float *x[rows_at_once];
      size_t plain = 0;
      for (; plain < rows_at_once && i + plain < rows && factors[i + plain] == 1; plain++)
        x[plain] = block + (size_t)positions[i + plain] * columns;
      if (plain == rows_at_once) {
        add_four(x, weights + i, sums, width);
        i += rows_at_once;
      } else {
        add_one(block + (size_t)positions[i] * columns, factors[i], weights[i], sums, width);
        i += 1;
      }
    }
    for (size_t j = 0; j < width; j++) out[start + j] = (float)sums[j];
  }
}
