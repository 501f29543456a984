import Kernels
import Tensors

/// The activations and gradients of one batch size, between the kernels of a chain.
final class Workspace {
  let batch: Int
  /// The true class of each image of the batch.
  var labels: [Int]
  /// The input, then what each kernel gives.
  let activations: [Activation]
  /// The loss's gradient by what each kernel gives; scoring needs none.
  private(set) lazy var gradients = (1..<activations.count).map {
    memory.gradient($0, like: activations[$0])
  }
  /// The loss's gradient by the input, made when it is first asked for.
  private(set) lazy var inputGradient = memory.gradient(0, like: activations[0])
  private let memory: WorkspaceMemory

  init(
    _ kernels: [any LayerKernel], input: ImageShape, layout: ActivationLayout, batch: Int,
    memory: WorkspaceMemory
  ) {
    self.batch = batch
    self.memory = memory
    labels = Array(repeating: 0, count: batch)
    let outputs = kernels.map { (shape: $0.outputShape, layout: $0.outputLayout) }
    activations = ([(input, layout)] + outputs).enumerated().map { place, form in
      memory.activation(place, batch: batch, shape: form.0, layout: form.1)
    }
  }

  /// What the last kernel gives.
  var scores: Activation { activations[activations.count - 1] }

  /// The loss's gradient by what the last kernel gives.
  var scoreGradient: Activation { gradients[gradients.count - 1] }
}

/// The memory of a chain's activations and gradients, which workspaces of all batch sizes share.
///
/// A batch is done before another begins, so that nothing of it need outlive it.
final class WorkspaceMemory {
  private var activations: [Int: AlignedBuffer] = [:]
  private var gradients: [Int: AlignedBuffer] = [:]

  /// An activation between two kernels; the input has place 0.
  func activation(
    _ place: Int, batch: Int, shape: ImageShape, layout: ActivationLayout
  ) -> Activation {
    Activation(
      batch: batch, shape: shape, layout: layout,
      sharing: Self.buffer(holding: batch * shape.count, at: place, in: &activations))
  }

  /// The loss's gradient by an activation.
  func gradient(_ place: Int, like activation: Activation) -> Activation {
    Activation(
      batch: activation.batch, shape: activation.shape, layout: activation.layout,
      sharing: Self.buffer(holding: activation.storage.count, at: place, in: &gradients))
  }

  private static func buffer(
    holding count: Int, at place: Int, in buffers: inout [Int: AlignedBuffer]
  ) -> AlignedBuffer {
    if let known = buffers[place], known.count >= count { return known }
    let buffer = AlignedBuffer(count: count)
    buffers[place] = buffer
    return buffer
  }
}
