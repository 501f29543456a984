#include "matrix.h"

#include "processors.h"

// A block of b stays in the second-level cache while blocks of a pass by, and a tile of c lives in
// registers: six rows of sixteen lanes fill what AVX2 has and keep both ports of AVX-512 busy.
enum { tile_rows = 6, tile_columns = 16, block_rows = 96, block_columns = 256, block_depth = 256 };

typedef float lanes __attribute__((vector_size(4 * tile_columns)));
typedef float unaligned_lanes __attribute__((vector_size(4 * tile_columns), aligned(4)));

size_t ck_multiply_workspace(void) {
  return (size_t)block_depth * (block_rows + block_columns);
}

CK_INLINE size_t smaller(size_t x, size_t y) { return x < y ? x : y; }

// MARK: - Packing b: panels of sixteen columns, depth by depth, zeros behind the last column

/// Swaps the axes of sixteen rows: four perfect shuffles.
CK_INLINE void transpose(lanes rows[tile_columns]) {
  for (int round = 0; round < 4; ++round) {
    lanes mixed[tile_columns];
    for (int i = 0; i < tile_columns / 2; ++i) {
      const lanes low = rows[i], high = rows[i + tile_columns / 2];
      mixed[2 * i] = __builtin_shufflevector(low, high, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6,
                                             22, 7, 23);
      mixed[2 * i + 1] = __builtin_shufflevector(low, high, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28,
                                                 13, 29, 14, 30, 15, 31);
    }
    for (int i = 0; i < tile_columns; ++i) rows[i] = mixed[i];
  }
}

/// A panel of up to sixteen columns that lie `step` apart, each contiguous.
CK_INLINE void pack_columns(const float *source, size_t step, size_t used, size_t depth,
                            float *panel) {
  size_t k = 0;
  for (; used == tile_columns && k + tile_columns <= depth; k += tile_columns) {
    lanes square[tile_columns];
    for (size_t i = 0; i < tile_columns; ++i)
      square[i] = *(const unaligned_lanes *)(source + i * step + k);
    transpose(square);
    for (size_t i = 0; i < tile_columns; ++i) ((lanes *)(panel + k * tile_columns))[i] = square[i];
  }
  for (; k < depth; ++k)
    for (size_t i = 0; i < tile_columns; ++i)
      panel[k * tile_columns + i] = i < used ? source[i * step + k] : 0;
}

/// A panel of up to sixteen columns side by side, in rows that lie `step` apart.
CK_INLINE void pack_rows(const float *source, size_t step, size_t used, size_t depth,
                         float *panel) {
  if (used == tile_columns)
    for (size_t k = 0; k < depth; ++k)
      ((lanes *)panel)[k] = *(const unaligned_lanes *)(source + k * step);
  else
    for (size_t k = 0; k < depth; ++k)
      for (size_t i = 0; i < tile_columns; ++i)
        panel[k * tile_columns + i] = i < used ? source[k * step + i] : 0;
}

CK_INLINE void pack_b(ck_matrix b, size_t columns, size_t depth, float *panel) {
  for (size_t j = 0; j < columns; j += tile_columns, panel += depth * tile_columns) {
    const size_t used = smaller(tile_columns, columns - j);
    if (b.column_step == 1)
      pack_rows(b.values + j, b.row_step, used, depth, panel);
    else
      pack_columns(b.values + j * b.column_step, b.column_step, used, depth, panel);
  }
}

// MARK: - Packing a, where its rows are not contiguous: panels of six rows, depth by depth

CK_INLINE void pack_a(ck_matrix a, size_t rows, size_t depth, float *panel) {
  for (size_t i = 0; i < rows; i += tile_rows, panel += depth * tile_rows) {
    const size_t last = smaller(tile_rows, rows - i) - 1;
    const float *corner = a.values + i * a.row_step;
    for (size_t k = 0; k < depth; ++k)
#pragma clang loop unroll(full)
      for (size_t row = 0; row < tile_rows; ++row)
        panel[k * tile_rows + row] =
            corner[smaller(row, last) * a.row_step + k * a.column_step];
  }
}

// MARK: - Multiplying

/// One tile of the product, added to or put over `c`; `rows` and `columns` say how much of it there is.
CK_INLINE void multiply_tile(size_t depth, ck_matrix a, const lanes *b, float *c, size_t c_step,
                             size_t rows, size_t columns, bool adds) {
  const float *row[tile_rows];
  for (size_t i = 0; i < tile_rows; ++i) row[i] = a.values + smaller(i, rows - 1) * a.row_step;
  lanes sum[tile_rows] = {0};
  for (size_t k = 0; k < depth; ++k) {
    const lanes terms = b[k];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < tile_rows; ++i) sum[i] += row[i][k * a.column_step] * terms;
  }
  if (columns == tile_columns) {
#pragma clang loop unroll(full)
    for (size_t i = 0; i < tile_rows; ++i) {
      unaligned_lanes *target = (unaligned_lanes *)(c + i * c_step);
      if (i < rows) *target = adds ? *target + sum[i] : sum[i];
    }
    return;
  }
  for (size_t i = 0; i < rows; ++i)
    for (size_t j = 0; j < columns; ++j)
      c[i * c_step + j] = adds ? c[i * c_step + j] + sum[i][j] : sum[i][j];
}

/// The product of a block of a and a packed block of b.
///
/// `a_tile_step` leads from one tile's rows to the next.
CK_INLINE void multiply_block(size_t rows, size_t columns, size_t depth, ck_matrix a,
                              size_t a_tile_step, const float *b, float *c, size_t c_step,
                              bool adds) {
  for (size_t j = 0; j < columns; j += tile_columns)
    for (size_t i = 0; i < rows; i += tile_rows) {
      const ck_matrix tile = {a.values + i / tile_rows * a_tile_step, a.row_step, a.column_step};
      multiply_tile(depth, tile, (const lanes *)(b + j * depth), c + i * c_step + j, c_step,
                    smaller(tile_rows, rows - i), smaller(tile_columns, columns - j), adds);
    }
}

CK_FOR_EACH_PROCESSOR
void ck_multiply(size_t rows, size_t columns, size_t depth, ck_matrix a, ck_matrix b, float *c,
                 size_t c_step, bool adds, float *workspace) {
  float *packed_b = workspace, *packed_a = workspace + block_depth * block_columns;
  for (size_t j = 0; j < columns; j += block_columns) {
    const size_t width = smaller(block_columns, columns - j);
    for (size_t k = 0; k < depth; k += block_depth) {
      const size_t length = smaller(block_depth, depth - k);
      pack_b((ck_matrix){b.values + k * b.row_step + j * b.column_step, b.row_step, b.column_step},
             width, length, packed_b);
      for (size_t i = 0; i < rows; i += block_rows) {
        const size_t height = smaller(block_rows, rows - i);
        float *target = c + i * c_step + j;
        const float *corner = a.values + i * a.row_step + k * a.column_step;
        if (a.column_step == 1) {
          multiply_block(height, width, length, (ck_matrix){corner, a.row_step, 1},
                         tile_rows * a.row_step, packed_b, target, c_step, adds || k > 0);
        } else {
          pack_a((ck_matrix){corner, a.row_step, a.column_step}, height, length, packed_a);
          multiply_block(height, width, length, (ck_matrix){packed_a, 1, tile_rows},
                         tile_rows * length, packed_b, target, c_step, adds || k > 0);
        }
      }
    }
  }
}
