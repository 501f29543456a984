#pragma once
#include "bounds.h"

/// The softmax cross-entropy of rows of class scores.
///
/// `losses` gets −log of the probability of each row's label, `hits` 1 where the label has the
/// highest score (of equals the first), else 0. Exponentials and sums are in double precision and rising order.
void ck_cross_entropy(size_t rows, size_t classes,
                      const float *__counted_by(rows *classes) scores CK_BORROWED,
                      const ptrdiff_t *__counted_by(rows) labels CK_BORROWED,
                      double *__counted_by(rows) losses CK_BORROWED,
                      uint8_t *__counted_by(rows) hits CK_BORROWED);

/// The gradient of the rows' mean loss by the scores: (probability − 1 at the label) / rows.
void ck_cross_entropy_gradient(size_t rows, size_t classes,
                               const float *__counted_by(rows *classes) scores CK_BORROWED,
                               const ptrdiff_t *__counted_by(rows) labels CK_BORROWED,
                               float *__counted_by(rows *classes) gradient CK_BORROWED);

/// The probabilities of rows of class scores.
void ck_softmax(size_t rows, size_t classes,
                const float *__counted_by(rows *classes) scores CK_BORROWED,
                float *__counted_by(rows *classes) probabilities CK_BORROWED);
