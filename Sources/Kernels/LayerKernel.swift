package import Tensors

/// One layer on one backend, at any batch size.
///
/// A kernel owns its parameters, in whatever layout its arithmetic likes best; they are converted
/// at the edge, by `KernelParameter.load` and `store`. What a batch size needs (primitives, scratch
/// memory) is made when it first appears and kept. Not for use by two threads at once.
///
/// A kernel may be made of others, as a residual block is; <doc:CompositeKernels> says how.
package protocol LayerKernel: AnyObject {
  var inputShape: ImageShape { get }
  var outputShape: ImageShape { get }
  var inputLayout: ActivationLayout { get }
  var outputLayout: ActivationLayout { get }

  /// Weight before bias; empty for layers that learn nothing.
  var parameters: [any KernelParameter] { get }

  /// What the forward pass of training leaves behind for evaluation, such as running means; empty
  /// for most layers. Optimizers never see it.
  var buffers: [AlignedBuffer] { get }

  /// Says what the coming passes are for; `evaluation` at first. Most layers do the same for both.
  func prepare(for purpose: PassPurpose)

  /// Takes scratch memory from `workspace` from now on, together with the kernels that run before and
  /// after.
  func share(_ workspace: KernelWorkspace)

  /// Computes `output` from `input`; both have the same batch size and this kernel's shapes.
  func forward(_ input: Activation, into output: Activation) throws(KernelError)

  /// Computes the parameters' gradients, and the input's if it is asked for, for the batch that
  /// `forward` saw last.
  ///
  /// - Parameters:
  ///   - input: what `forward` got.
  ///   - output: what `forward` wrote.
  ///   - outputGradient: the loss's gradient by `output`; a fused rectifier may overwrite it.
  ///   - inputGradient: where the loss's gradient by `input` goes; `nil` in the first layer.
  /// - Throws: `KernelError`.
  func backward(
    input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
  ) throws(KernelError)
}

/// What a forward pass, and the backward pass behind it, are for.
package enum PassPurpose: Sendable {
  /// Normalizes by the batch's own statistics and keeps them in mind.
  case training
  /// Uses the statistics that training has left, and leaves them alone.
  case evaluation
}

extension LayerKernel {
  package var buffers: [AlignedBuffer] { [] }
  package func prepare(for purpose: PassPurpose) {}
  package func share(_ workspace: KernelWorkspace) {}
}

/// One trainable tensor of a kernel with its gradient, both in the kernel's own layout.
///
/// Places that the layout pads hold zeros in values and gradients alike, so that an optimizer may
/// step over the whole storage.
package protocol KernelParameter: AnyObject {
  /// The number of values in canonical order: OIHW, or [out, in].
  var count: Int { get }
  /// The values in the kernel's layout, padding included.
  var storage: AlignedBuffer { get }
  /// The gradients in the same layout.
  var gradientStorage: AlignedBuffer { get }
  /// Takes values in canonical order.
  func load(_ values: Span<Float>) throws(KernelError)
  /// Writes the values in canonical order.
  func store(into values: inout MutableSpan<Float>) throws(KernelError)
  /// Writes the gradient in canonical order.
  func storeGradient(into values: inout MutableSpan<Float>) throws(KernelError)
}
