#pragma once
#include "bounds.h"

/// (pixel − mean) / deviation of each channel; `area` is height × width, images are row-major.
void ck_normalize(size_t images, size_t channels, size_t area,
                  const float *__counted_by(images *channels *area) pixels CK_BORROWED,
                  const float *__counted_by(channels) mean CK_BORROWED,
                  const float *__counted_by(channels) deviation CK_BORROWED,
                  float *__counted_by(images *channels *area) output CK_BORROWED);

/// The same from row-major images to channels last.
void ck_normalize_channels_last(size_t images, size_t channels, size_t area,
                                const float *__counted_by(images *channels *area)
                                    pixels CK_BORROWED,
                                const float *__counted_by(channels) mean CK_BORROWED,
                                const float *__counted_by(channels) deviation CK_BORROWED,
                                float *__counted_by(images *channels *area) output CK_BORROWED);

/// Swaps the axes of each of `matrices` matrices (rows × columns).
void ck_transpose(size_t matrices, size_t rows, size_t columns,
                  const float *__counted_by(matrices *rows *columns) input CK_BORROWED,
                  float *__counted_by(matrices *rows *columns) output CK_BORROWED);
