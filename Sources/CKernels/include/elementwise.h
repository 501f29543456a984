#pragma once
#include "bounds.h"

/// Steps that look at each place alone, so that it does not matter how the values lie.

/// y ← x · y.
void ck_scale_by(size_t count, const float *__counted_by(count) x CK_BORROWED,
                 float *__counted_by(count) y CK_BORROWED);

/// z ← a · x + b · y + c · z.
void ck_combine(size_t count, float a, const float *__counted_by(count) x CK_BORROWED, float b,
                const float *__counted_by(count) y CK_BORROWED, float c,
                float *__counted_by(count) z CK_BORROWED);

/// y ← center + factor · (y − center).
void ck_pull(size_t count, float factor, const float *__counted_by(count) center CK_BORROWED,
             float *__counted_by(count) y CK_BORROWED);

/// Moves what is farther than radius from the center to that distance.
void ck_clamp_around(size_t count, float radius,
                     const float *__counted_by(count) center CK_BORROWED,
                     float *__counted_by(count) y CK_BORROWED);

/// y ← x where the mask is 0.
void ck_restore(size_t count, const float *__counted_by(count) mask CK_BORROWED,
                const float *__counted_by(count) x CK_BORROWED,
                float *__counted_by(count) y CK_BORROWED);
