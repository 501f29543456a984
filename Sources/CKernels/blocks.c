#include "blocks.h"

#include <stdbool.h>

#include "processors.h"

// Tiles of a few cache lines either way, so that each line is fetched once whichever side is strided.
enum { CK_TILE_ROWS = 64, CK_TILE_COLUMNS = 16 };

CK_INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

CK_INLINE void copy_tile(bool out, size_t columns, size_t row, size_t row_end, size_t column,
                         size_t column_end, float *matrix, const int32_t *row_places,
                         const int32_t *column_places, float *blocks) {
  for (size_t j = column; j < column_end; ++j)
    for (size_t i = row; i < row_end; ++i) {
      float *inside = matrix + i * columns + j;
      float *outside = blocks + column_places[j] + row_places[i];
      if (out)
        *outside = *inside;
      else
        *inside = *outside;
    }
}

CK_INLINE void copy(bool out, size_t rows, size_t columns, float *matrix, const int32_t *row_places,
                    const int32_t *column_places, float *blocks) {
  for (size_t i = 0; i < rows; i += CK_TILE_ROWS)
    for (size_t j = 0; j < columns; j += CK_TILE_COLUMNS)
      copy_tile(out, columns, i, smaller(i + CK_TILE_ROWS, rows), j,
                smaller(j + CK_TILE_COLUMNS, columns), matrix, row_places, column_places, blocks);
}

void ck_to_blocks(size_t rows, size_t columns, const float *matrix, const int32_t *row_places,
                  const int32_t *column_places, float *blocks, size_t count) {
  copy(true, rows, columns, (float *)matrix, row_places, column_places, blocks);
}

void ck_from_blocks(size_t rows, size_t columns, float *matrix, const int32_t *row_places,
                    const int32_t *column_places, const float *blocks, size_t count) {
  copy(false, rows, columns, matrix, row_places, column_places, (float *)blocks);
}
