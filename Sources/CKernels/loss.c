#include "loss.h"

#include "elementary.h"

/// The highest score's place; of equals the first. What is not a number counts as highest.
static size_t highest(size_t classes, const float *scores) {
  size_t best = 0;
  for (size_t j = 1; j < classes; ++j)
    if (scores[j] > scores[best] || (scores[j] != scores[j] && scores[best] == scores[best]))
      best = j;
  return best;
}

/// The sum of exponentials of what the scores lack to the highest.
static double partition(size_t classes, const float *scores, double maximum) {
  double total = 0;
  for (size_t j = 0; j < classes; ++j) total += ck_exp_of_nonpositive((double)scores[j] - maximum);
  return total;
}

ck_score ck_cross_entropy(size_t rows, size_t classes, const float *scores,
                          const ptrdiff_t *labels) {
  ck_score score = {0, 0};
  for (size_t i = 0; i < rows; ++i, scores += classes) {
    const size_t best = highest(classes, scores), label = (size_t)labels[i];
    const double maximum = (double)scores[best];
    score.loss_sum +=
        ck_log(partition(classes, scores, maximum)) - ((double)scores[label] - maximum);
    score.correct += best == label;
  }
  return score;
}

/// Probabilities less 1 at `label`, divided; a label beyond the classes changes nothing.
static void probabilities(size_t classes, const float *scores, size_t label, double divisor,
                          float *result) {
  const double maximum = (double)scores[highest(classes, scores)];
  const double total = partition(classes, scores, maximum);
  for (size_t j = 0; j < classes; ++j) {
    const double share = ck_exp_of_nonpositive((double)scores[j] - maximum) / total;
    result[j] = (float)((j == label ? share - 1 : share) / divisor);
  }
}

void ck_cross_entropy_gradient(size_t rows, size_t classes, const float *scores,
                               const ptrdiff_t *labels, float *gradient) {
  for (size_t i = 0; i < rows; ++i)
    probabilities(classes, scores + i * classes, (size_t)labels[i], (double)rows,
                  gradient + i * classes);
}

void ck_softmax(size_t rows, size_t classes, const float *scores, float *result) {
  for (size_t i = 0; i < rows; ++i)
    probabilities(classes, scores + i * classes, classes, 1, result + i * classes);
}
