#pragma once
#include <stdbool.h>
#include <stddef.h>

/// A matrix by its first value and the steps to the next row and column; either step may be 1.
typedef struct {
  const float *values;
  size_t row_step, column_step;
} ck_matrix;

/// The floats that `ck_multiply` needs for its packed blocks.
size_t ck_multiply_workspace(void);

/// Writes, or with `adds` adds, the product of `a` (rows × depth) and `b` (depth × columns) to the
/// row-major `c`, whose rows lie `c_step` values apart.
///
/// Each value of `c` is a sum in rising order over blocks of 256 terms, each block a sum in rising order.
void ck_multiply(size_t rows, size_t columns, size_t depth, ck_matrix a, ck_matrix b, float *c,
                 size_t c_step, bool adds, float *workspace);
