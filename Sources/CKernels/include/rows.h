#pragma once
#include "bounds.h"

/// Rows of a matrix of `count` values, `columns` to a row, without a copy of it.
///
/// Row i is the matrix's row positions[i] times factors[i]; products are made in double and rounded
/// to float, so that a row is what it would be had it been scaled in place.

/// Copies a stretch of columns of every row, one row every block_count / rows values, with zeros
/// behind it.
void ck_gather_rows(const float *__counted_by(count) values CK_BORROWED, size_t count,
                    size_t columns, const ptrdiff_t *__counted_by(rows) positions CK_BORROWED,
                    const double *__counted_by(rows) factors CK_BORROWED, size_t rows,
                    size_t first, size_t length,
                    float *__counted_by(block_count) block CK_BORROWED, size_t block_count);

/// out[j] ← Σ weights[i] · row i[first + j], rows in order, in double and rounded once.
void ck_weighted_row_sum(const float *__counted_by(count) values CK_BORROWED, size_t count,
                         size_t columns, const ptrdiff_t *__counted_by(rows) positions CK_BORROWED,
                         const double *__counted_by(rows) factors CK_BORROWED,
                         const double *__counted_by(rows) weights CK_BORROWED, size_t rows,
                         size_t first, float *__counted_by(length) out CK_BORROWED, size_t length);
