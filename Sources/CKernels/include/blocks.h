#pragma once
#include "bounds.h"

// A matrix (rows × columns, row-major) against the same values in blocks: entry (i, j) of the matrix
// lies at row_places[i] + column_places[j], less than `count`.

/// Writes the matrix into the blocks; places that belong to no entry are left alone.
void ck_to_blocks(size_t rows, size_t columns,
                  const float *__counted_by(rows *columns) matrix CK_BORROWED,
                  const int32_t *__counted_by(rows) row_places CK_BORROWED,
                  const int32_t *__counted_by(columns) column_places CK_BORROWED,
                  float *__counted_by(count) blocks CK_BORROWED, size_t count);

/// Writes the blocks into the matrix.
void ck_from_blocks(size_t rows, size_t columns, float *__counted_by(rows *columns) matrix CK_BORROWED,
                    const int32_t *__counted_by(rows) row_places CK_BORROWED,
                    const int32_t *__counted_by(columns) column_places CK_BORROWED,
                    const float *__counted_by(count) blocks CK_BORROWED, size_t count);
