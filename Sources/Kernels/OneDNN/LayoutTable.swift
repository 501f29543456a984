#if MUSTER_ONEDNN
  import COneDNN
  import Tensors

  /// Which layout is fastest for which models, and which algorithm for which convolutions: the one
  /// place that decides.
  ///
  /// Without AVX-512 the library has nothing but its reference loops for blocks of 16.
  ///
  /// Static, never timed while running, because a layout decides the order of sums. Milliseconds of
  /// a training step's convolutions alone, batch 64, one thread, AVX-512, oneDNN 2.6:
  ///
  /// | convolutions | channels last | blocked | row-major |
  /// |---|---|---|---|
  /// | 20 and 50 channels, 5 × 5 (LeNet) | 7.0 | 9.1 | 19 |
  /// | 32 and 64 channels, 5 × 5, padding 2 (McMahan) | 21.8 | 20.3 | 127 |
  /// | 64 to 512 channels, 3 × 3 (ResNet-18), batch 32 | 896 | 481 | |
  ///
  /// Blocks of 16 channels win where they are full; half-empty ones are computed all the same.
  ///
  /// Winograd's algorithm (Lavin and Gray, CVPR 2016, arXiv:1509.09308) multiplies 36 times for 16
  /// outputs of a 3 × 3 kernel instead of 144 times. It needs full blocks and AVX-512; its error is
  /// some 1e-6 of the largest value, against 3e-7. Milliseconds of the three passes, batch 32:
  ///
  /// | convolution, 3 × 3 | direct | Winograd |
  /// |---|---|---|
  /// | 16 channels of 32 × 32 | 4.4 | 4.2 |
  /// | 32 channels of 16 × 16 | 3.7 | 2.1 |
  /// | 64 channels of 32 × 32 | 65.6 | 30.7 |
  /// | 128 channels of 7 × 7 | 10.6 | 7.1 |
  /// | 256 channels of 8 × 8 | 55.5 | 24.0 |
  /// | 512 channels of 4 × 4 | 53.5 | 33.5 |
  enum LayoutTable {
    static func layout(for convolutions: [ConvolutionGeometry]) -> ActivationLayout {
      guard let first = convolutions.first else { return .rowMajor }
      // The blocked kernels want a first image of few channels row-major, or one of full blocks.
      let startsWell = first.input.channels <= 3 || first.input.channels.isMultiple(of: 16)
      let fillsBlocks = convolutions.allSatisfy { $0.outputChannels.isMultiple(of: 16) }
      return hasBlocks && startsWell && fillsBlocks ? .blocked : .channelsLast
    }

    /// Whether the processor's instructions work on 16 floats at a time.
    static var hasBlocks: Bool {
      let needed = dnnl_cpu_isa_avx512_core.rawValue
      return dnnl_get_effective_cpu_isa().rawValue & needed == needed
    }

    static func prefersWinograd(_ geometry: ConvolutionGeometry, layout: ActivationLayout) -> Bool {
      let channels = [geometry.input.channels, geometry.outputChannels]
      return layout == .blocked && geometry.kernel == 3 && geometry.stride == 1
        && channels.allSatisfy { $0 >= 32 && $0.isMultiple(of: 16) }
    }

    /// Whether an implementation of a weight's gradient gives wrong numbers.
    ///
    /// Version 2.6's for 1 × 1 on AVX2 reads scratch memory that it has not written where strides are
    /// above 1 and channels do not fill blocks of 8.
    static func isWrong(_ implementation: String, for geometry: ConvolutionGeometry) -> Bool {
      implementation == "jit_1x1:avx2" && geometry.stride > 1
    }
  }
#endif
