#pragma once
#include "bounds.h"

/// What rows of class scores come to: the sum of their losses in row order, and the number of rows
/// whose label has the highest score, of equals the first.
typedef struct {
  double loss_sum;
  size_t correct;
} ck_score;

/// The softmax cross-entropy of rows of class scores: −log of the probability of each row's label.
///
/// Exponentials and sums are in double precision and rising order.
ck_score ck_cross_entropy(size_t rows, size_t classes,
                          const float *__counted_by(rows *classes) scores CK_BORROWED,
                          const ptrdiff_t *__counted_by(rows) labels CK_BORROWED);

/// The gradient of the rows' mean loss by the scores: (probability − 1 at the label) / rows.
void ck_cross_entropy_gradient(size_t rows, size_t classes,
                               const float *__counted_by(rows *classes) scores CK_BORROWED,
                               const ptrdiff_t *__counted_by(rows) labels CK_BORROWED,
                               float *__counted_by(rows *classes) gradient CK_BORROWED);

/// The probabilities of rows of class scores.
void ck_softmax(size_t rows, size_t classes,
                const float *__counted_by(rows *classes) scores CK_BORROWED,
                float *__counted_by(rows *classes) probabilities CK_BORROWED);
