import Kernels
import Tensors

/// The activations and gradients of one batch size, between the kernels of a chain.
final class Workspace {
  let batch: Int
  /// The input, then what each kernel gives.
  let activations: [Activation]
  /// The loss's gradient by what each kernel gives.
  let gradients: [Activation]
  /// The loss's gradient by the input, made when it is first asked for.
  lazy var inputGradient = Activation(
    batch: batch, shape: activations[0].shape, layout: activations[0].layout)

  init(_ kernels: [any LayerKernel], input: ImageShape, layout: ActivationLayout, batch: Int) {
    self.batch = batch
    let outputs = kernels.map { (shape: $0.outputShape, layout: $0.outputLayout) }
    activations = ([(input, layout)] + outputs).map {
      Activation(batch: batch, shape: $0.0, layout: $0.1)
    }
    gradients = outputs.map { Activation(batch: batch, shape: $0.shape, layout: $0.layout) }
  }

  /// What the last kernel gives.
  var scores: Activation { activations[activations.count - 1] }

  /// The loss's gradient by what the last kernel gives.
  var scoreGradient: Activation { gradients[gradients.count - 1] }
}

/// The workspaces of the batch sizes that were used last.
///
/// Clients of different sizes end their epochs with batches of different sizes; keeping a workspace
/// for each of them would cost gigabytes.
struct WorkspaceCache {
  /// A training size, its last batch, an evaluation size, its last batch, and as many for others.
  private static let limit = 8
  /// By last use, the latest at the end.
  private var workspaces: [Workspace] = []

  /// The workspace of a batch size, made if it is not there.
  mutating func workspace(batch: Int, orMake make: () -> Workspace) -> Workspace {
    if let latest = workspaces.last, latest.batch == batch { return latest }
    let found = workspaces.firstIndex { $0.batch == batch }
    let workspace = found.map { workspaces.remove(at: $0) } ?? make()
    if workspaces.count == Self.limit { workspaces.removeFirst() }
    workspaces.append(workspace)
    return workspace
  }
}
