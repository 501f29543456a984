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

  /// Whether both layouts mean the same order of values here.
  package var isRowMajor: Bool {
    layout == .rowMajor || shape.channels == 1 || shape.height * shape.width == 1
  }
}
