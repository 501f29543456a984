#if MUSTER_ONEDNN
  import COneDNN
  package import Tensors

  /// oneDNN's convolutions and products, our own loops between them.
  ///
  /// The last bits depend on the processor's instruction set and on `OMP_NUM_THREADS`, which must be
  /// 1 in the environment of a process before it starts.
  package struct OneDNNBackend: Backend {
    private let engine: OneDNNEngine

    package init() throws(KernelError) { engine = try OneDNNEngine() }

    package var name: BackendName { .oneDNN }
    package var layouts: [ActivationLayout] {
      LayoutTable.hasBlocks ? [.channelsLast, .blocked, .rowMajor] : [.channelsLast, .rowMajor]
    }

    package var instructionSet: String {
      switch dnnl_get_effective_cpu_isa() {
      case dnnl_cpu_isa_sse41: "sse41"
      case dnnl_cpu_isa_avx: "avx"
      case dnnl_cpu_isa_avx2: "avx2"
      case dnnl_cpu_isa_avx2_vnni: "avx2_vnni"
      case dnnl_cpu_isa_avx512_core: "avx512_core"
      case dnnl_cpu_isa_avx512_core_vnni: "avx512_core_vnni"
      case dnnl_cpu_isa_avx512_core_bf16: "avx512_core_bf16"
      case dnnl_cpu_isa_avx512_core_amx: "avx512_core_amx"
      case let other: "isa-\(other.rawValue)"
      }
    }

    package func preferredLayout(for convolutions: [ConvolutionGeometry]) -> ActivationLayout {
      LayoutTable.layout(for: convolutions)
    }

    package func convolution(
      _ geometry: ConvolutionGeometry, hasBias: Bool, layout: ActivationLayout, fusesReLU: Bool
    ) throws(KernelError) -> any LayerKernel {
      try geometry.check()
      return try WeightedKernel(
        ConvolutionOperation(geometry, hasBias: hasBias, layout: layout, fusesReLU: fusesReLU),
        engine)
    }

    package func linear(
      input: ImageShape, outputs: Int, layout: ActivationLayout, fusesReLU: Bool
    ) throws(KernelError) -> any LayerKernel {
      try KernelError.checkLinear(input: input, outputs: outputs)
      return try WeightedKernel(
        LinearOperation(input: input, outputs: outputs, layout: layout, fusesReLU: fusesReLU),
        engine)
    }

    package func relu(
      _ shape: ImageShape, layout: ActivationLayout
    ) throws(KernelError) -> any LayerKernel {
      RectifierKernel(shape, layout: layout)
    }

    package func pooling(
      _ geometry: PoolingGeometry, layout: ActivationLayout
    ) throws(KernelError) -> any LayerKernel {
      try geometry.makeKernel(layout: layout)
    }
  }
#endif
