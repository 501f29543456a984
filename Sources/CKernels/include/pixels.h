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

/// What is done to an image of channels × height × width on its way into a network: moved down and to
/// the right, then mirrored if `mirrored` is not 0; written channels last if `last` is not 0.
typedef struct {
  size_t channels, height, width;
  ptrdiff_t down, right;
  int mirrored, last;
} ck_placement;

/// A row-major image of bytes to what `table` says of each byte, 256 values a channel; what moves in
/// from outside is byte 0. `count` is channels · height · width, and `table_count` channels · 256.
void ck_place_bytes(ck_placement placement, const uint8_t *__counted_by(count) bytes CK_BORROWED,
                    const float *__counted_by(table_count) table CK_BORROWED, size_t table_count,
                    float *__counted_by(count) output CK_BORROWED, size_t count);
