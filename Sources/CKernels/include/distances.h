#pragma once
#include "bounds.h"

/// The number of columns in a block of the functions below.
#define CK_DISTANCE_BLOCK 1024

/// totals[i · rows + j] += Σ (block[i][c] − block[j][c])² for i < j < rows, over the columns of a block.
///
/// `block` holds `rows` rows of CK_DISTANCE_BLOCK values. A block's differences, squares and sums of
/// CK_DISTANCE_BLOCK / 16 terms are rounded to float: a total is wrong by at most 67 · 2⁻²⁴ of itself
/// as long as no square leaves the range of float. Below the diagonal nothing is promised.
void ck_add_squared_distances(const float *__counted_by(block_count) block CK_BORROWED,
                              size_t block_count, size_t rows,
                              double *__counted_by(pairs) totals CK_BORROWED, size_t pairs);

/// The same in double, of u[i][c] = scales[i] · (block[i][c] + shift[c]) for i < j.
///
/// `shift` is empty or holds one value for each of the block's first columns; behind them, the block
/// must be 0. `workspace` has room for rows · CK_DISTANCE_BLOCK values.
void ck_add_exact_squared_distances(
    const float *__counted_by(block_count) block CK_BORROWED, size_t block_count,
    const float *__counted_by(shift_count) shift CK_BORROWED, size_t shift_count,
    const double *__counted_by(rows) scales CK_BORROWED, size_t rows,
    double *__counted_by(workspace_count) workspace CK_BORROWED, size_t workspace_count,
    double *__counted_by(pairs) totals CK_BORROWED, size_t pairs);
