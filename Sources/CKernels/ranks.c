#include "ranks.h"

#include "processors.h"

CK_FOR_EACH_PROCESSOR
void ck_mean_of_sorted_block(float *block, size_t block_count, const uint32_t *network,
                             size_t network_count, size_t low, size_t high, float *out,
                             size_t length) {
  (void)block_count;
  for (size_t p = 0; p + 1 < network_count; p += 2) {
    float *restrict lower = block + (size_t)network[p] * CK_SORTING_BLOCK;
    float *restrict upper = block + (size_t)network[p + 1] * CK_SORTING_BLOCK;
    for (size_t c = 0; c < CK_SORTING_BLOCK; c++) {
      float x = lower[c], y = upper[c];
      lower[c] = x < y ? x : y;
      upper[c] = x < y ? y : x;
    }
  }
  double sums[CK_SORTING_BLOCK] = {0}, share = 1 / (double)(high - low);
  for (size_t i = low; i < high; i++)
    for (size_t c = 0; c < CK_SORTING_BLOCK; c++) sums[c] += (double)block[i * CK_SORTING_BLOCK + c];
  for (size_t c = 0; c < length; c++) out[c] = (float)(sums[c] * share);
}
