#pragma once

#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

/// Sums and statistics over long vectors.
///
/// Every sum has a fixed number of lanes and a fixed order, accumulates in double and uses no fused
/// operation, so the bits are the same on every instruction set.

#define CK_BORROWED __attribute__((noescape))

double ck_sum(const float *__counted_by(count) x CK_BORROWED, size_t count);
double ck_dot(const float *__counted_by(count) x CK_BORROWED,
              const float *__counted_by(count) y CK_BORROWED, size_t count);
double ck_squared_norm(const float *__counted_by(count) x CK_BORROWED, size_t count);
/// The squared norm of x + y, added in double.
double ck_squared_norm_of_sum(const float *__counted_by(count) x CK_BORROWED,
                              const float *__counted_by(count) y CK_BORROWED, size_t count);
double ck_squared_distance(const float *__counted_by(count) x CK_BORROWED,
                           const float *__counted_by(count) y CK_BORROWED, size_t count);

/// 1 if no value is NaN or infinite.
int ck_is_finite(const float *__counted_by(count) x CK_BORROWED, size_t count);

/// x ← factor · x, multiplied in double.
void ck_scale(float *__counted_by(count) x CK_BORROWED, size_t count, double factor);

/// Row i ← factors[i] · row i, as `ck_scale`; rows whose factor is 1 stay untouched.
void ck_scale_rows(float *__counted_by(count) values CK_BORROWED, size_t count,
                   const double *__counted_by(rows) factors CK_BORROWED, size_t rows);

/// y ← y + factor · x, computed in double.
void ck_add_scaled(float *__counted_by(count) y CK_BORROWED,
                   const float *__counted_by(count) x CK_BORROWED, size_t count, double factor);

/// out[j] ← Σ weights[i] · values[i][j], rows in order; a row of weight 0 is not looked at.
///
/// `values` holds `rows` rows of `columns` values.
void ck_weighted_row_sum(const float *__counted_by(count) values CK_BORROWED, size_t count,
                         const double *__counted_by(rows) weights CK_BORROWED, size_t rows,
                         float *__counted_by(columns) out CK_BORROWED, size_t columns);

/// The number of columns that `ck_add_squared_distances` works on at a time.
#define CK_DISTANCE_BLOCK 512

/// totals[i · rows + j] += Σ (u[i][c] − u[j][c])² for i < j and the columns c in first..<end, where
/// u[i][c] = scales[i] · (values[i][c] + shift[c]).
///
/// `shift` is empty or holds one value per column. `workspace` has room for rows ·
/// CK_DISTANCE_BLOCK values.
void ck_add_squared_distances(const float *__counted_by(count) values CK_BORROWED, size_t count,
                              const float *__counted_by(shift_count) shift CK_BORROWED,
                              size_t shift_count,
                              const double *__counted_by(rows) scales CK_BORROWED, size_t rows,
                              size_t first, size_t end,
                              double *__counted_by(workspace_count) workspace CK_BORROWED,
                              size_t workspace_count,
                              double *__counted_by(pairs) totals CK_BORROWED, size_t pairs);

/// The number of columns that `ck_mean_of_sorted_rows` works on at a time.
#define CK_SORTING_BLOCK 64

/// Per column: the mean of the values of rank low..<high.
///
/// `network` lists comparators as pairs of rows, the smaller value going to the first; after it, the
/// rows low..<high of every column hold those ranks in order. `workspace` has room for rows ·
/// CK_SORTING_BLOCK values.
void ck_mean_of_sorted_rows(const float *__counted_by(count) values CK_BORROWED, size_t count,
                            size_t rows,
                            const uint32_t *__counted_by(network_count) network CK_BORROWED,
                            size_t network_count, size_t low, size_t high,
                            float *__counted_by(workspace_count) workspace CK_BORROWED,
                            size_t workspace_count,
                            float *__counted_by(columns) out CK_BORROWED, size_t columns);
