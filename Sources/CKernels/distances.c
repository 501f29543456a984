#include "distances.h"

#include "processors.h"
#include "vectors.h"

// MARK: - In float, block by block

enum { tile = 4 };

/// The distances between `m` rows from `a` on and `n` rows from `b` on; with both constants, the sums
/// of a tile stay in registers. On the diagonal, where both are the same rows, half of them suffice.
CK_INLINE void add_tile(const float *a, size_t m, const float *b, size_t n, int diagonal,
                        double *totals, size_t rows) {
  float16 sums[tile][tile] = {{{0}}};
  for (size_t c = 0; c < CK_DISTANCE_BLOCK; c += 16) {
    float16 y[tile];
    UNROLLED for (size_t j = 0; j < n; j++) y[j] = *(const float16 *)(b + j * CK_DISTANCE_BLOCK + c);
    UNROLLED for (size_t i = 0; i < m; i++) {
      float16 x = *(const float16 *)(a + i * CK_DISTANCE_BLOCK + c);
      UNROLLED for (size_t j = diagonal ? i + 1 : 0; j < n; j++) {
        float16 gap = x - y[j];
        // Rounded once, and on today's processors half the work.
        sums[i][j] = __builtin_elementwise_fma(gap, gap, sums[i][j]);
      }
    }
  }
  UNROLLED for (size_t i = 0; i < m; i++)
    UNROLLED for (size_t j = diagonal ? i + 1 : 0; j < n; j++) {
      const float8 *halves = (const float8 *)&sums[i][j];
      double8 lanes = WIDEN(halves[0]) + WIDEN(halves[1]);
      totals[i * rows + j] += FOLD8(lanes);
    }
}

#define TILE(m, n, diagonal) \
  case n: add_tile(a, m, b, n, diagonal, totals, rows); break;

/// A tile of four rows against the one to four that are left of `n`.
CK_INLINE void add_column_tile(const float *a, const float *b, size_t n, double *totals,
                               size_t rows) {
  switch (n) {
    TILE(tile, 1, 0)
    TILE(tile, 2, 0)
    TILE(tile, 3, 0)
    default: add_tile(a, tile, b, tile, 0, totals, rows);
  }
}

/// The pairs within one to four rows.
CK_INLINE void add_diagonal_tile(const float *a, size_t n, double *totals, size_t rows) {
  const float *b = a;
  switch (n) {
    case 1: break;
    TILE(2, 2, 1)
    TILE(3, 3, 1)
    default: add_tile(a, tile, b, tile, 1, totals, rows);
  }
}

CK_FOR_EACH_FUSING_PROCESSOR
void ck_add_squared_distances(const float *block, size_t block_count, size_t rows, double *totals,
                              size_t pairs) {
  (void)block_count, (void)pairs;
  for (size_t i = 0; i < rows; i += tile) {
    const float *a = block + i * CK_DISTANCE_BLOCK;
    add_diagonal_tile(a, rows - i, totals + i * rows + i, rows);
    for (size_t j = i + tile; j < rows; j += tile)
      add_column_tile(a, block + j * CK_DISTANCE_BLOCK, rows - j, totals + i * rows + j, rows);
  }
}

// MARK: - In double

/// One block of every row, shifted and scaled; columns behind the shift's are 0.
CK_INLINE void widen_block(const float *block, const float *shift, size_t shift_count,
                           const double *scales, size_t rows, double *wide) {
  for (size_t i = 0; i < rows; i++) {
    const float *x = block + i * CK_DISTANCE_BLOCK;
    double *u = wide + i * CK_DISTANCE_BLOCK, scale = scales[i];
    for (size_t j = 0; j < shift_count; j++) u[j] = scale * ((double)x[j] + (double)shift[j]);
    for (size_t j = shift_count; j < CK_DISTANCE_BLOCK; j++) u[j] = scale * (double)x[j];
  }
}

/// Adds the distances between rows i, i + 1 and rows j, j + 1 over one block.
///
/// Four pairs at a time, so that a value is loaded half as often. Each pair has sixteen lanes.
CK_INLINE void add_wide_tile(const double *wide, size_t rows, size_t i, size_t j, double *totals) {
  // An odd last row is paired with itself, and what that yields is left out below.
  const double *a0 = wide + i * CK_DISTANCE_BLOCK;
  const double *a1 = i + 1 < rows ? a0 + CK_DISTANCE_BLOCK : a0;
  const double *b0 = wide + j * CK_DISTANCE_BLOCK;
  const double *b1 = j + 1 < rows ? b0 + CK_DISTANCE_BLOCK : b0;
  double8 sums[4][2] = {{{0}}};
  for (size_t at = 0; at < CK_DISTANCE_BLOCK; at += 16)
    UNROLLED for (size_t k = 0; k < 2; k++) {
      double8 x0 = *(const double8 *)(a0 + at + 8 * k), x1 = *(const double8 *)(a1 + at + 8 * k);
      double8 y0 = *(const double8 *)(b0 + at + 8 * k), y1 = *(const double8 *)(b1 + at + 8 * k);
      sums[0][k] += (x0 - y0) * (x0 - y0);
      sums[1][k] += (x0 - y1) * (x0 - y1);
      sums[2][k] += (x1 - y0) * (x1 - y0);
      sums[3][k] += (x1 - y1) * (x1 - y1);
    }
  for (size_t pair = 0; pair < 4; pair++) {
    size_t r = i + pair / 2, c = j + pair % 2;
    if (r >= c || c >= rows) continue;
    double8 lanes = sums[pair][0] + sums[pair][1];
    totals[r * rows + c] += FOLD8(lanes);
  }
}

CK_FOR_EACH_PROCESSOR
void ck_add_exact_squared_distances(const float *block, size_t block_count, const float *shift,
                                    size_t shift_count, const double *scales, size_t rows,
                                    double *workspace, size_t workspace_count, double *totals,
                                    size_t pairs) {
  (void)block_count, (void)workspace_count, (void)pairs;
  widen_block(block, shift, shift_count, scales, rows, workspace);
  for (size_t i = 0; i < rows; i += 2)
    for (size_t j = i; j < rows; j += 2) add_wide_tile(workspace, rows, i, j, totals);
}
