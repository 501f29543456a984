import CKernels

/// The passes over memory; the coefficients they use must be there.
extension NormStatistics {
  /// Sums values and their squares.
  mutating func sumMoments(_ sizes: ck_norm, of input: AlignedBuffer) {
    withSums { ck_norm_moments(sizes, input.span, &$0, &$1) }
  }

  /// Normalizes.
  func normalize(
    _ sizes: ck_norm, _ input: AlignedBuffer, into output: AlignedBuffer, rectifies: Bool
  ) {
    var result = output.mutableSpan
    ck_norm_forward(
      sizes, rectifies ? 1 : 0, input.span, &result, mean.span, scale.span, shift.span)
  }

  /// Normalizes, adds and rectifies.
  func normalize(
    _ sizes: ck_norm, _ input: AlignedBuffer, adding term: AlignedBuffer,
    into output: AlignedBuffer
  ) {
    var result = output.mutableSpan
    ck_norm_add_forward(
      sizes, input.span, term.span, &result, mean.span, scale.span, shift.span)
  }

  /// Sums a gradient and its products with what came in.
  mutating func sumGradient(
    _ sizes: ck_norm, _ gradient: AlignedBuffer, input: AlignedBuffer, rectifies: Bool
  ) {
    let (mean, scale, shift) = (mean, scale, shift)
    withSums {
      ck_norm_gradient_sums(
        sizes, rectifies ? 1 : 0, input.span, gradient.span, mean.span, scale.span, shift.span,
        &$0, &$1)
    }
  }

  /// Puts 0 into a gradient where `output` is not positive, and sums as above.
  mutating func sumGradient(
    _ sizes: ck_norm, masking gradient: AlignedBuffer, by output: AlignedBuffer,
    input: AlignedBuffer
  ) {
    let mean = mean
    withSums {
      var masked = gradient.mutableSpan
      ck_norm_add_gradient_sums(
        sizes, input.span, output.span, &masked, mean.span, &$0, &$1)
    }
  }

  /// Computes the gradient by the input, which may take the place of the one by the output.
  func differentiate(
    _ sizes: ck_norm, _ gradient: AlignedBuffer, input: AlignedBuffer,
    into inputGradient: AlignedBuffer, rectifies: Bool
  ) {
    var result = inputGradient.mutableSpan
    ck_norm_backward(
      sizes, rectifies ? 1 : 0, input.span, gradient.span, &result, mean.span, scale.span,
      shift.span, slope.span, offset.span)
  }

  // MARK: - Details

  /// Lends both arrays at once, which takes them out for the call.
  private mutating func withSums(
    _ body: (inout MutableSpan<Double>, inout MutableSpan<Double>) -> Void
  ) {
    var (first, second) = (sums, products)
    (sums, products) = ([], [])
    var firstSpan = first.mutableSpan
    var secondSpan = second.mutableSpan
    body(&firstSpan, &secondSpan)
    (sums, products) = (first, second)
  }
}
