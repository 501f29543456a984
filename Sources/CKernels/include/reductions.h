#pragma once

#include "bounds.h"

/// Sums over long vectors, and steps made on them in place.
///
/// Every sum has a fixed number of lanes and a fixed order, accumulates in double and uses no fused
/// operation, so the bits are the same on every instruction set.

double ck_sum(const float *__counted_by(count) x CK_BORROWED, size_t count);
double ck_dot(const float *__counted_by(count) x CK_BORROWED,
              const float *__counted_by(count) y CK_BORROWED, size_t count);
double ck_squared_norm(const float *__counted_by(count) x CK_BORROWED, size_t count);
/// The squared norm of factor · x, whose values are rounded to float first.
double ck_squared_norm_of_scaled(const float *__counted_by(count) x CK_BORROWED, size_t count,
                                 double factor);
/// The squared norm of factor · x + y; the product is rounded to float, the sum is not.
double ck_squared_norm_of_sum(const float *__counted_by(count) x CK_BORROWED,
                              const float *__counted_by(count) y CK_BORROWED, size_t count,
                              double factor);
double ck_squared_distance(const float *__counted_by(count) x CK_BORROWED,
                           const float *__counted_by(count) y CK_BORROWED, size_t count);

/// 1 if no value is NaN or infinite.
int ck_is_finite(const float *__counted_by(count) x CK_BORROWED, size_t count);

/// y ← y + factor · x, computed in double.
void ck_add_scaled(float *__counted_by(count) y CK_BORROWED,
                   const float *__counted_by(count) x CK_BORROWED, size_t count, double factor);
