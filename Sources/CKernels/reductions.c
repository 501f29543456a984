#include "reductions.h"

#include <string.h>

// One body, compiled for three instruction sets and chosen when the program is loaded. The thread
// sanitizer cannot run the function that chooses.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define CK_EVERY_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CK_EVERY_PROCESSOR
#endif

typedef float float8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef double double8 __attribute__((vector_size(64), aligned(8), may_alias));

#define LANES 32

/// Adds the lanes by halves.
static double fold(double *lanes) {
  for (size_t half = LANES / 2; half > 0; half /= 2)
    for (size_t l = 0; l < half; l++) lanes[l] += lanes[l + half];
  return lanes[0];
}

#define UNROLLED _Pragma("clang loop unroll(full)")

#define WIDE(pointer) __builtin_convertvector(*(const float8 *)(pointer), double8)

/// Element i goes to lane i mod 32. WIDE_TERM and TERM compute the same of eight elements and of
/// one, at position `at`.
#define REDUCE(WIDE_TERM, TERM)                                 \
  double8 wide[LANES / 8] = {{0}};                              \
  size_t start = 0;                                             \
  for (; start + LANES <= count; start += LANES)                \
    UNROLLED for (size_t k = 0; k < LANES / 8; k++) {           \
      size_t at = start + 8 * k;                                \
      wide[k] += WIDE_TERM;                                     \
    }                                                           \
  double lanes[LANES];                                          \
  memcpy(lanes, wide, sizeof lanes);                            \
  for (size_t at = start; at < count; at++) lanes[at - start] += TERM; \
  return fold(lanes);

CK_EVERY_PROCESSOR
double ck_sum(const float *x, size_t count) { REDUCE(WIDE(x + at), (double)x[at]) }

CK_EVERY_PROCESSOR
double ck_dot(const float *x, const float *y, size_t count) {
  REDUCE(WIDE(x + at) * WIDE(y + at), (double)x[at] * (double)y[at])
}

CK_EVERY_PROCESSOR
double ck_squared_norm(const float *x, size_t count) {
  REDUCE(WIDE(x + at) * WIDE(x + at), (double)x[at] * (double)x[at])
}

#define SUM8 (WIDE(x + at) + WIDE(y + at))
#define SUM1 ((double)x[at] + (double)y[at])

CK_EVERY_PROCESSOR
double ck_squared_norm_of_sum(const float *x, const float *y, size_t count) {
  REDUCE(SUM8 * SUM8, SUM1 *SUM1)
}

#define GAP8 (WIDE(x + at) - WIDE(y + at))
#define GAP1 ((double)x[at] - (double)y[at])

CK_EVERY_PROCESSOR
double ck_squared_distance(const float *x, const float *y, size_t count) {
  REDUCE(GAP8 * GAP8, GAP1 *GAP1)
}

// MARK: - Element by element

CK_EVERY_PROCESSOR
int ck_is_finite(const float *x, size_t count) {
  const uint32_t exponent = 0x7f800000;
  for (size_t start = 0; start < count; start += 4096) {
    size_t length = count - start < 4096 ? count - start : 4096;
    uint32_t found = 0;
    for (size_t j = 0; j < length; j++) {
      uint32_t bits;
      memcpy(&bits, x + start + j, sizeof bits);
      found |= (bits & exponent) == exponent;
    }
    if (found) return 0;
  }
  return 1;
}

CK_EVERY_PROCESSOR
void ck_scale(float *x, size_t count, double factor) {
  for (size_t j = 0; j < count; j++) x[j] = (float)((double)x[j] * factor);
}

void ck_scale_rows(float *values, size_t count, const double *factors, size_t rows) {
  for (size_t i = 0; i < rows; i++)
    if (factors[i] != 1) ck_scale(values + i * (count / rows), count / rows, factors[i]);
}

CK_EVERY_PROCESSOR
void ck_add_scaled(float *restrict y, const float *restrict x, size_t count, double factor) {
  for (size_t j = 0; j < count; j++) y[j] = (float)((double)y[j] + (double)x[j] * factor);
}

// MARK: - Rows of a matrix

CK_EVERY_PROCESSOR
void ck_weighted_row_sum(const float *values, size_t count, const double *weights, size_t rows,
                         float *out, size_t columns) {
  (void)count;
  double sums[1024];
  for (size_t start = 0; start < columns; start += 1024) {
    size_t length = columns - start < 1024 ? columns - start : 1024;
    memset(sums, 0, sizeof sums);
    for (size_t i = 0; i < rows; i++) {
      double weight = weights[i];
      if (weight == 0) continue;
      const float *x = values + i * columns + start;
      for (size_t j = 0; j < length; j++) sums[j] += weight * (double)x[j];
    }
    for (size_t j = 0; j < length; j++) out[start + j] = (float)sums[j];
  }
}

// MARK: - Distances between rows

/// One block of every row, shifted and scaled in double; columns that do not exist become 0.
#define WIDEN_BLOCK                                                                      \
  for (size_t i = 0; i < rows; i++) {                                                    \
    const float *x = values + i * columns + start;                                       \
    double *u = workspace + i * CK_DISTANCE_BLOCK, scale = scales[i];                    \
    if (shift_count > 0) {                                                               \
      const float *s = shift + start;                                                    \
      for (size_t j = 0; j < length; j++) u[j] = scale * ((double)x[j] + (double)s[j]);  \
    } else {                                                                             \
      for (size_t j = 0; j < length; j++) u[j] = scale * (double)x[j];                   \
    }                                                                                    \
    for (size_t j = length; j < CK_DISTANCE_BLOCK; j++) u[j] = 0;                        \
  }

/// Adds the distances between rows i, i + 1 and rows j, j + 1 over one block.
///
/// Four pairs at a time, so that a value is loaded half as often. Each pair has sixteen lanes.
__attribute__((always_inline)) static inline void add_tile(const double *blocks, size_t rows,
                                                           size_t i, size_t j, double *totals) {
  // An odd last row is paired with itself, and what that yields is left out below.
  const double *a0 = blocks + i * CK_DISTANCE_BLOCK;
  const double *a1 = i + 1 < rows ? a0 + CK_DISTANCE_BLOCK : a0;
  const double *b0 = blocks + j * CK_DISTANCE_BLOCK;
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
    double8 s = sums[pair][0] + sums[pair][1];
    totals[r * rows + c] += ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
  }
}

CK_EVERY_PROCESSOR
void ck_add_squared_distances(const float *values, size_t count, const float *shift,
                              size_t shift_count, const double *scales, size_t rows, size_t first,
                              size_t end, double *workspace, size_t workspace_count,
                              double *totals, size_t pairs) {
  (void)workspace_count, (void)pairs;
  size_t columns = count / rows;
  for (size_t start = first; start < end; start += CK_DISTANCE_BLOCK) {
    size_t length = end - start < CK_DISTANCE_BLOCK ? end - start : CK_DISTANCE_BLOCK;
    WIDEN_BLOCK
    for (size_t i = 0; i < rows; i += 2)
      for (size_t j = i; j < rows; j += 2) add_tile(workspace, rows, i, j, totals);
  }
}

// MARK: - Ranks within columns

/// Puts the smaller value of each column into the first row.
#define COMPARE(lower, upper)                          \
  for (size_t c = 0; c < CK_SORTING_BLOCK; c++) {      \
    float x = (lower)[c], y = (upper)[c];              \
    (lower)[c] = x < y ? x : y;                        \
    (upper)[c] = x < y ? y : x;                        \
  }

CK_EVERY_PROCESSOR
void ck_mean_of_sorted_rows(const float *values, size_t count, size_t rows,
                            const uint32_t *network, size_t network_count, size_t low, size_t high,
                            float *workspace, size_t workspace_count, float *out, size_t columns) {
  (void)count, (void)workspace_count;
  double share = 1 / (double)(high - low);
  for (size_t start = 0; start < columns; start += CK_SORTING_BLOCK) {
    size_t length = columns - start < CK_SORTING_BLOCK ? columns - start : CK_SORTING_BLOCK;
    for (size_t i = 0; i < rows; i++) {
      float *row = workspace + i * CK_SORTING_BLOCK;
      memcpy(row, values + i * columns + start, length * sizeof(float));
      for (size_t c = length; c < CK_SORTING_BLOCK; c++) row[c] = 0;
    }
    for (size_t p = 0; p + 1 < network_count; p += 2) {
      float *restrict lower = workspace + (size_t)network[p] * CK_SORTING_BLOCK;
      float *restrict upper = workspace + (size_t)network[p + 1] * CK_SORTING_BLOCK;
      COMPARE(lower, upper)
    }
    double sums[CK_SORTING_BLOCK] = {0};
    for (size_t i = low; i < high; i++)
      for (size_t c = 0; c < CK_SORTING_BLOCK; c++)
        sums[c] += (double)workspace[i * CK_SORTING_BLOCK + c];
    for (size_t c = 0; c < length; c++) out[start + c] = (float)(sums[c] * share);
  }
}
