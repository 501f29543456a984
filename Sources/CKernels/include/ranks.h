#pragma once
#include "bounds.h"

/// The number of columns in a block of `ck_mean_of_sorted_block`.
#define CK_SORTING_BLOCK 64

/// Per column of a block, the mean of the values of rank low..<high, summed in double by rising rank.
///
/// `block` holds rows of CK_SORTING_BLOCK values and is put out of order. `network` lists comparators
/// as pairs of rows, the smaller value going to the first; after it, the rows low..<high of every
/// column hold those ranks in order. Of the means, as many as `out` has room for are kept.
void ck_mean_of_sorted_block(float *__counted_by(block_count) block CK_BORROWED,
                             size_t block_count,
                             const uint32_t *__counted_by(network_count) network CK_BORROWED,
                             size_t network_count, size_t low, size_t high,
                             float *__counted_by(length) out CK_BORROWED, size_t length);
