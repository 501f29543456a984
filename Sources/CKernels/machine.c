#include "machine.h"

#include "processors.h"

typedef float lanes __attribute__((vector_size(64)));

CK_FOR_EACH_PROCESSOR
static float multiply_add(size_t rounds, float factor, float term) {
  const lanes scale = (lanes){} + factor, shift = (lanes){} + term;
  lanes values[8];
  for (int i = 0; i < 8; ++i) values[i] = shift * (float)i;
  for (size_t round = 0; round < rounds; ++round) {
    for (int i = 0; i < 8; ++i) values[i] = values[i] * scale + shift;
  }
  float sum = 0;
  for (int i = 0; i < 8; ++i) {
    for (int lane = 0; lane < 16; ++lane) sum += values[i][lane];
  }
  return sum;
}

CK_FOR_EACH_PROCESSOR
static uint64_t read_words(const uint64_t *words, size_t count) {
  uint64_t bits = 0;
  for (size_t i = 0; i < count; ++i) bits ^= words[i];
  return bits;
}

float ck_multiply_add_rounds(size_t rounds, float factor, float term) {
  return multiply_add(rounds, factor, term);
}

uint64_t ck_read_words(const uint64_t *words, size_t count) { return read_words(words, count); }
