package import Tensors

/// The values that flow between two layers for one batch.
package final class Activation {
  package let batch: Int
  /// The shape of one image's share.
  package let shape: ImageShape
  package let layout: ActivationLayout
  /// `batch × shape.count` values in the order of `layout`.
  package let storage: AlignedBuffer

  /// An activation of zeros.
  package init(batch: Int, shape: ImageShape, layout: ActivationLayout) {
    self.batch = batch
    self.shape = shape
    self.layout = layout
    storage = AlignedBuffer(count: batch * shape.count)
  }

  /// An activation in memory that it shares with others, with whatever values are there.
  package init(
    batch: Int, shape: ImageShape, layout: ActivationLayout, sharing memory: AlignedBuffer
  ) {
    self.batch = batch
    self.shape = shape
    self.layout = layout
    storage = AlignedBuffer(first: batch * shape.count, of: memory)
  }

  /// Whether the values lie as they would row-major.
  package var isRowMajor: Bool { groupSize == 1 || shape.height * shape.width == 1 }

  /// The number of channels whose values for one pixel lie side by side.
  package var groupSize: Int { layout.groupSize(for: shape) }

  /// Where a value of one image lies within its share of `storage`.
  ///
  /// - Parameters:
  ///   - channel: in `0..<shape.channels`.
  ///   - pixel: row × width + column.
  /// - Returns: an offset in `0..<shape.count`.
  package func offset(channel: Int, pixel: Int) -> Int {
    let (group, place) = channel.quotientAndRemainder(dividingBy: groupSize)
    return (group * shape.height * shape.width + pixel) * groupSize + place
  }

  /// Adds the values of another one of the same shape and layout.
  func add(_ term: Activation) {
    let (source, target) = (term.storage, storage)
    var values = target.mutableSpan
    Reductions.add(source.span, scaledBy: 1, to: &values)
  }
}
