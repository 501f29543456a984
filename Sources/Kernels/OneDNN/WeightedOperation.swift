#if MUSTER_ONEDNN
  import COneDNN
  import Tensors

  /// What convolutions and linear layers have in common: weight, bias and three passes.
  ///
  /// Passing `nil` for the weight's layout asks the library for the one it likes best.
  protocol WeightedOperation {
    var inputShape: ImageShape { get }
    var outputShape: ImageShape { get }
    var layout: ActivationLayout { get }
    var hasBias: Bool { get }
    var fusesReLU: Bool { get }
    /// The weight in canonical order.
    var canonicalWeight: MemoryDescriptor { get }
    /// Whether the backward passes should take the weight as the forward pass has it, rather than
    /// have it converted to what they like best.
    var keepsForwardLayout: Bool { get }

    func input(batch: Int) throws(KernelError) -> MemoryDescriptor
    func output(batch: Int) throws(KernelError) -> MemoryDescriptor
    func forward(
      batch: Int, weight: MemoryDescriptor?, _ engine: OneDNNEngine
    ) throws(KernelError) -> PrimitiveDescriptor
    func backwardInput(
      batch: Int, weight: MemoryDescriptor?, _ forward: PrimitiveDescriptor, _ engine: OneDNNEngine
    ) throws(KernelError) -> PrimitiveDescriptor
    func backwardWeight(
      batch: Int, weight: MemoryDescriptor?, _ forward: PrimitiveDescriptor, _ engine: OneDNNEngine
    ) throws(KernelError) -> PrimitiveDescriptor
  }

  extension WeightedOperation {
    /// One value for each output channel; `nil` without bias.
    func bias() throws(KernelError) -> MemoryDescriptor? {
      hasBias ? try MemoryDescriptor([outputShape.channels], dnnl_x) : nil
    }

    /// What the library takes for the bias: an empty descriptor if there is none.
    func rawBias() throws(KernelError) -> dnnl_memory_desc_t {
      try bias()?.raw ?? dnnl_memory_desc_t()
    }
  }
#endif
