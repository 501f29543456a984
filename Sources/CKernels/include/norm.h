#pragma once
#include "bounds.h"

/// The sizes of a normalization over images × channels × area values.
///
/// The values of `group` channels lie side by side for each pixel: 1 row-major, `channels` with
/// channels last, 16 in blocks. Statistics and coefficients stand channel by channel, for all images
/// alike, or for each image if `per_image` is not 0; places behind them are left alone.
typedef struct {
  size_t images, channels, area, group, per_image;
} ck_norm;

/// Sums of values and of their squares, in double precision.
void ck_norm_moments(ck_norm sizes, const float *__counted_by(count) values CK_BORROWED,
                     size_t count, double *__counted_by(statistics) sums CK_BORROWED,
                     double *__counted_by(statistics) squares CK_BORROWED, size_t statistics);

/// output ← (input − mean) · scale + shift, and zero where that is negative if `rectifies` is not 0.
void ck_norm_forward(ck_norm sizes, int rectifies,
                     const float *__counted_by(count) input CK_BORROWED,
                     float *__counted_by(count) output CK_BORROWED, size_t count,
                     const float *__counted_by(statistics) mean CK_BORROWED,
                     const float *__counted_by(statistics) scale CK_BORROWED,
                     const float *__counted_by(statistics) shift CK_BORROWED, size_t statistics);

/// output ← the rectified (input − mean) · scale + shift + added.
void ck_norm_add_forward(ck_norm sizes, const float *__counted_by(count) input CK_BORROWED,
                         const float *__counted_by(count) added CK_BORROWED,
                         float *__counted_by(count) output CK_BORROWED, size_t count,
                         const float *__counted_by(statistics) mean CK_BORROWED,
                         const float *__counted_by(statistics) scale CK_BORROWED,
                         const float *__counted_by(statistics) shift CK_BORROWED,
                         size_t statistics);

/// Sums of the gradient and of its products with input − mean, in double precision.
///
/// If `rectifies` is not 0, gradients count where the forward pass gave something positive.
void ck_norm_gradient_sums(ck_norm sizes, int rectifies,
                           const float *__counted_by(count) input CK_BORROWED,
                           const float *__counted_by(count) gradient CK_BORROWED, size_t count,
                           const float *__counted_by(statistics) mean CK_BORROWED,
                           const float *__counted_by(statistics) scale CK_BORROWED,
                           const float *__counted_by(statistics) shift CK_BORROWED,
                           double *__counted_by(statistics) sums CK_BORROWED,
                           double *__counted_by(statistics) products CK_BORROWED,
                           size_t statistics);

/// The same behind an addition: puts 0 into `gradient` where `output` is not positive, and sums.
void ck_norm_add_gradient_sums(ck_norm sizes, const float *__counted_by(count) input CK_BORROWED,
                               const float *__counted_by(count) output CK_BORROWED,
                               float *__counted_by(count) gradient CK_BORROWED, size_t count,
                               const float *__counted_by(statistics) mean CK_BORROWED,
                               double *__counted_by(statistics) sums CK_BORROWED,
                               double *__counted_by(statistics) products CK_BORROWED,
                               size_t statistics);

/// input_gradient ← gradient · scale + (input − mean) · slope + offset.
///
/// If `rectifies` is not 0, gradients count where the forward pass gave something positive. The
/// result may lie where the gradient does.
void ck_norm_backward(ck_norm sizes, int rectifies,
                      const float *__counted_by(count) input CK_BORROWED,
                      const float *__counted_by(count) gradient CK_BORROWED,
                      float *__counted_by(count) input_gradient CK_BORROWED, size_t count,
                      const float *__counted_by(statistics) mean CK_BORROWED,
                      const float *__counted_by(statistics) scale CK_BORROWED,
                      const float *__counted_by(statistics) shift CK_BORROWED,
                      const float *__counted_by(statistics) slope CK_BORROWED,
                      const float *__counted_by(statistics) offset CK_BORROWED,
                      size_t statistics);
