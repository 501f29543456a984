import CKernels
package import Tensors

extension Activation {
  /// Takes pixels in 0...1, row-major, as a network's normalized inputs.
  package func load(_ pixels: Span<Float>, normalizedBy normalization: Normalization) {
    precondition(
      normalization.mean.count == shape.channels,
      "\(normalization.mean.count) means for \(shape.channels) channels")
    let target = storage
    let area = shape.height * shape.width
    let (mean, deviation) = (normalization.mean.span, normalization.deviation.span)
    var values = target.mutableSpan
    if isRowMajor {
      ck_normalize(batch, area, pixels, mean, deviation, &values)
    } else if groupSize == shape.channels {
      ck_normalize_channels_last(batch, area, pixels, mean, deviation, &values)
    } else {
      let plain = Activation(batch: batch, shape: shape, layout: .rowMajor)
      plain.load(pixels, normalizedBy: normalization)
      load(rowMajor: plain.rowMajorValues().span)
    }
  }

  /// Takes row-major values as they are.
  package func load(rowMajor values: Span<Float>) {
    let target = storage
    if isRowMajor { return target.copy(from: values) }
    var result = target.mutableSpan
    ck_transpose(groupCount, groupSize, shape.height * shape.width, values, &result)
  }

  /// Writes the values row-major.
  package func store(rowMajor values: inout MutableSpan<Float>) {
    let source = storage
    if isRowMajor { return source.copy(into: &values) }
    ck_transpose(groupCount, shape.height * shape.width, groupSize, source.span, &values)
  }

  /// The values, row-major.
  package func rowMajorValues() -> [Float] {
    var values = Array(repeating: Float(0), count: storage.count)
    var span = values.mutableSpan
    store(rowMajor: &span)
    return values
  }

  // MARK: - Details

  /// The groups of channels in the batch.
  private var groupCount: Int { batch * shape.channels / groupSize }
}
