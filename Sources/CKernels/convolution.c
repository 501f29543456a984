#include "convolution.h"

#include <string.h>

#include "matrix.h"
#include "processors.h"

// An image is unrolled into a matrix with one row per weight of a filter and one column per output
// position; the three passes are then products with that matrix.

static size_t positions(ck_convolution s) { return s.output_height * s.output_width; }
static size_t filter(ck_convolution s) { return s.channels * s.kernel * s.kernel; }
static size_t image(ck_convolution s) { return s.channels * s.height * s.width; }

size_t ck_convolution_workspace(ck_convolution sizes) {
  return ck_multiply_workspace() + filter(sizes) * positions(sizes);
}

/// The outputs along one axis whose window has its tap `offset` inside the image.
typedef struct {
  size_t first, end;
} range;

static range inside(size_t outputs, size_t inputs, size_t offset, ck_convolution s) {
  const size_t first = offset >= s.padding ? 0 : (s.padding - offset + s.stride - 1) / s.stride;
  const size_t reach = inputs + s.padding;
  const size_t end = offset >= reach ? 0 : (reach - offset - 1) / s.stride + 1;
  const size_t bounded = end < outputs ? end : outputs;
  return (range){first < bounded ? first : bounded, bounded};
}

/// Whether the unrolled image is the image.
static int is_pointwise(ck_convolution s) {
  return s.kernel == 1 && s.stride == 1 && s.padding == 0;
}

/// One row of the unrolled image: tap (`y`, `x`) of the windows over one channel.
CK_FOR_EACH_PROCESSOR
static void unroll_tap(ck_convolution s, size_t y, size_t x, const float *restrict channel,
                       float *restrict row) {
  const range down = inside(s.output_height, s.height, y, s);
  const range across = inside(s.output_width, s.width, x, s);
  if (down.end - down.first < s.output_height || across.end - across.first < s.output_width)
    memset(row, 0, positions(s) * sizeof(float));
  for (size_t i = down.first; i < down.end; ++i) {
    const float *source = channel + (i * s.stride + y - s.padding) * s.width;
    float *target = row + i * s.output_width;
    if (s.stride == 1)
      for (size_t j = across.first; j < across.end; ++j) target[j] = source[j + x - s.padding];
    else
      for (size_t j = across.first; j < across.end; ++j)
        target[j] = source[j * s.stride + x - s.padding];
  }
}

/// The reverse: adds a row's values to the pixels they came from.
CK_FOR_EACH_PROCESSOR
static void roll_tap(ck_convolution s, size_t y, size_t x, const float *restrict row,
                     float *restrict channel) {
  const range down = inside(s.output_height, s.height, y, s);
  const range across = inside(s.output_width, s.width, x, s);
  for (size_t i = down.first; i < down.end; ++i) {
    float *target = channel + (i * s.stride + y - s.padding) * s.width;
    const float *source = row + i * s.output_width;
    if (s.stride == 1)
      for (size_t j = across.first; j < across.end; ++j) target[j + x - s.padding] += source[j];
    else
      for (size_t j = across.first; j < across.end; ++j)
        target[j * s.stride + x - s.padding] += source[j];
  }
}

static const float *unroll(ck_convolution s, const float *pixels, float *rows) {
  if (is_pointwise(s)) return pixels;
  float *row = rows;
  for (size_t c = 0; c < s.channels; ++c)
    for (size_t y = 0; y < s.kernel; ++y)
      for (size_t x = 0; x < s.kernel; ++x, row += positions(s))
        unroll_tap(s, y, x, pixels + c * s.height * s.width, row);
  return rows;
}

static void roll(ck_convolution s, const float *rows, float *pixels) {
  memset(pixels, 0, image(s) * sizeof(float));
  for (size_t c = 0; c < s.channels; ++c)
    for (size_t y = 0; y < s.kernel; ++y)
      for (size_t x = 0; x < s.kernel; ++x, rows += positions(s))
        roll_tap(s, y, x, rows, pixels + c * s.height * s.width);
}

CK_FOR_EACH_PROCESSOR
static void finish(size_t channels, size_t count, const float *restrict bias, int has_bias,
                   int rectifies, float *restrict values) {
  if (!has_bias && !rectifies) return;
  for (size_t c = 0; c < channels; ++c)
    for (size_t i = 0; i < count; ++i) {
      const float value = values[c * count + i] + (has_bias ? bias[c] : 0);
      values[c * count + i] = rectifies && value <= 0 ? 0 : value;
    }
}

/// The sum of values in double precision: eight lanes, then the lanes in order.
CK_FOR_EACH_PROCESSOR
static double sum(size_t count, const float *values) {
  double lanes[8] = {0};
  size_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (size_t lane = 0; lane < 8; ++lane) lanes[lane] += (double)values[i + lane];
  double total = 0;
  for (size_t lane = 0; lane < 8; ++lane) total += lanes[lane];
  for (; i < count; ++i) total += (double)values[i];
  return total;
}

void ck_convolution_forward(ck_convolution s, size_t batch, int rectifies, const float *input,
                            size_t input_count, const float *weight, size_t weight_count,
                            const float *bias, size_t bias_count, float *output,
                            size_t output_count, float *workspace, size_t workspace_count) {
  const size_t columns = positions(s), depth = filter(s);
  for (size_t n = 0; n < batch; ++n, input += image(s), output += s.outputs * columns) {
    const float *rows = unroll(s, input, workspace + ck_multiply_workspace());
    ck_multiply(s.outputs, columns, depth, (ck_matrix){weight, depth, 1},
                (ck_matrix){rows, columns, 1}, output, columns, false, workspace);
    finish(s.outputs, columns, bias, bias_count > 0, rectifies, output);
  }
}

void ck_convolution_backward_weight(ck_convolution s, size_t batch, const float *input,
                                    size_t input_count, const float *gradient, size_t output_count,
                                    float *weight_gradient, size_t weight_count,
                                    float *bias_gradient, size_t bias_count, float *workspace,
                                    size_t workspace_count) {
  const size_t columns = positions(s), depth = filter(s), output = s.outputs * columns;
  for (size_t n = 0; n < batch; ++n) {
    const float *rows = unroll(s, input + n * image(s), workspace + ck_multiply_workspace());
    ck_multiply(s.outputs, depth, columns, (ck_matrix){gradient + n * output, columns, 1},
                (ck_matrix){rows, 1, columns}, weight_gradient, depth, n > 0, workspace);
  }
  for (size_t c = 0; c < bias_count; ++c) {
    double total = 0;
    for (size_t n = 0; n < batch; ++n) total += sum(columns, gradient + n * output + c * columns);
    bias_gradient[c] = (float)total;
  }
}

void ck_convolution_backward_input(ck_convolution s, size_t batch, const float *gradient,
                                   size_t output_count, const float *weight, size_t weight_count,
                                   float *input_gradient, size_t input_count, float *workspace,
                                   size_t workspace_count) {
  const size_t columns = positions(s), depth = filter(s);
  float *unrolled = workspace + ck_multiply_workspace();
  for (size_t n = 0; n < batch; ++n) {
    float *target = input_gradient + n * image(s);
    float *rows = is_pointwise(s) ? target : unrolled;
    ck_multiply(depth, columns, s.outputs, (ck_matrix){weight, 1, depth},
                (ck_matrix){gradient + n * s.outputs * columns, columns, 1}, rows, columns, false,
                workspace);
    if (!is_pointwise(s)) roll(s, rows, target);
  }
}
