package import Networks
package import Tensors

/// Which parameters a Neurotoxin attacker may change: those that benign training hardly moves.
package struct NeurotoxinMask: Sendable, Equatable {
  /// Where the smallest are looked for.
  package enum Scope: String, Codable, Sendable, CaseIterable {
    /// Among all parameters.
    case global
    /// In each tensor.
    case tensor
  }

  /// 1 where the attacker may write, else 0; in model-parameter order.
  package let values: [Float]

  /// Takes the places of the smallest magnitudes, `floor(ratio · count)` of them.
  ///
  /// Of equal magnitudes the first is the smaller one.
  ///
  /// - Parameters:
  ///   - reference: how much benign training moves each parameter; signs do not matter.
  ///   - keepRatio: the share to take, in 0...1.
  ///   - ranges: which places are compared with one another.
  ///   - isReversed: takes all the other places instead.
  package init(
    reference: [Float], keepRatio: Double, within ranges: [Range<Int>], isReversed: Bool = false
  ) {
    var values = [Float](repeating: isReversed ? 1 : 0, count: reference.count)
    for range in ranges {
      // What binary fractions miss by a hair counts as whole.
      let count = Int((keepRatio * Double(range.count) + 1e-9).rounded(.down))
      // Magnitudes order as their bits do; the position below them breaks ties.
      var order = range.map { UInt64(reference[$0].magnitude.bitPattern) << 32 | UInt64($0) }
      order.sort()
      for key in order.prefix(count) { values[Int(key & 0xFFFF_FFFF)] = isReversed ? 0 : 1 }
    }
    self.values = values
  }

  /// The ranges of a scope.
  package static func ranges(_ scope: Scope, of layout: ParameterLayout) -> [Range<Int>] {
    scope == .global ? [0..<layout.count] : layout.entries.map(\.range)
  }
}

/// Lets training change only what a mask allows.
///
/// Masking the gradient alone still moves the others by weight decay; a strict mask puts them back
/// after each step.
package struct MaskedTraining: TrainingHooks {
  package let changesImages = false
  private let mask: ParameterVector
  /// What the others are put back to; nil for a mask that is not strict.
  private let original: ParameterVector?
  /// Where to stay, too, in the Euclidean norm.
  private let ball: NormBall?
  private let center: ParameterVector

  /// Masks the steps of a network from the parameters that it has now.
  ///
  /// - Parameters:
  ///   - mask: which places may change.
  ///   - isStrict: whether the others are put back.
  ///   - ball: where to stay, too; nil for anywhere.
  ///   - network: holds the received model.
  /// - Throws: `KernelError`.
  package init(
    _ mask: NeurotoxinMask, isStrict: Bool, within ball: NormBall?, of network: Network
  ) throws {
    self.mask = try network.vector(mask.values)
    center = network.parameterVector()
    original = isStrict ? center : nil
    self.ball = ball
  }

  package func adjustGradient(of network: Network, step: Int) {
    network.multiplyGradient(by: mask)
  }

  package func afterStep(_ network: Network, step: Int) {
    if let original { network.restoreParameters(of: original, whereZero: mask) }
    ball?.project(network, around: center)
  }
}
