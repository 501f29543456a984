#if MUSTER_ONEDNN
  import Tensors

  /// Which layout is fastest for which models: the one place that decides.
  ///
  /// Static, never timed while running, because a layout decides the order of sums. Milliseconds of
  /// a training step's convolutions alone, batch 64, one thread, AVX-512, oneDNN 2.6:
  ///
  /// | convolutions | channels last | blocked | row-major |
  /// |---|---|---|---|
  /// | 20 and 50 channels, 5 × 5 (LeNet) | 7.0 | 9.1 | 19 |
  /// | 32 and 64 channels, 5 × 5, padding 2 (McMahan) | 21.8 | 20.3 | 127 |
  ///
  /// Blocks of 16 channels win where they are full; half-empty ones are computed all the same.
  enum LayoutTable {
    static func layout(for convolutions: [ConvolutionGeometry]) -> ActivationLayout {
      guard let first = convolutions.first else { return .rowMajor }
      // The blocked kernels want a first image of few channels row-major, or one of full blocks.
      let startsWell = first.input.channels <= 3 || first.input.channels.isMultiple(of: 16)
      let fillsBlocks = convolutions.allSatisfy { $0.outputChannels.isMultiple(of: 16) }
      return startsWell && fillsBlocks ? .blocked : .channelsLast
    }
  }
#endif
