#include "linear.h"

#include "matrix.h"
#include "processors.h"

size_t ck_linear_workspace(void) { return ck_multiply_workspace(); }

CK_FOR_EACH_PROCESSOR
static void add_to_rows(size_t rows, size_t columns, const float *restrict terms,
                        float *restrict values) {
  for (size_t i = 0; i < rows; ++i)
    for (size_t j = 0; j < columns; ++j) values[i * columns + j] += terms[j];
}

/// Sums of columns, in double precision and rising order of rows.
CK_FOR_EACH_PROCESSOR
static void sum_columns(size_t rows, size_t columns, const float *restrict values,
                        float *restrict sums) {
  enum { width = 16 };
  for (size_t first = 0; first < columns; first += width) {
    const size_t used = columns - first < width ? columns - first : width;
    double sum[width] = {0};
    for (size_t i = 0; i < rows; ++i)
      for (size_t j = 0; j < used; ++j) sum[j] += (double)values[i * columns + first + j];
    for (size_t j = 0; j < used; ++j) sums[first + j] = (float)sum[j];
  }
}

void ck_linear_forward(size_t batch, size_t inputs, size_t outputs, const float *input,
                       const float *weight, const float *bias, float *output, float *workspace,
                       size_t workspace_count) {
  ck_multiply(batch, outputs, inputs, (ck_matrix){input, inputs, 1}, (ck_matrix){weight, 1, inputs},
              output, outputs, false, workspace);
  add_to_rows(batch, outputs, bias, output);
}

void ck_linear_backward_weight(size_t batch, size_t inputs, size_t outputs, const float *input,
                               const float *gradient, float *weight_gradient, float *bias_gradient,
                               float *workspace, size_t workspace_count) {
  ck_multiply(outputs, inputs, batch, (ck_matrix){gradient, 1, outputs},
              (ck_matrix){input, inputs, 1}, weight_gradient, inputs, false, workspace);
  sum_columns(batch, outputs, gradient, bias_gradient);
}

void ck_linear_backward_input(size_t batch, size_t inputs, size_t outputs, const float *gradient,
                              const float *weight, float *input_gradient, float *workspace,
                              size_t workspace_count) {
  ck_multiply(batch, inputs, outputs, (ck_matrix){gradient, outputs, 1},
              (ck_matrix){weight, inputs, 1}, input_gradient, inputs, false, workspace);
}
