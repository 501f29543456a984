import CKernels

/// Loops that do nothing but keep a core or the memory busy, to measure what they give at most.
package enum MachineLoops {
  /// Multiplies and adds in registers, without fused operations.
  ///
  /// - Parameter rounds: how often.
  /// - Returns: the number of floating-point operations, and a number that depends on all of them.
  package static func multiplyAdd(rounds: Int) -> (operations: Double, result: Float) {
    (Double(rounds) * Double(CK_MULTIPLY_ADD_OPERATIONS), ck_multiply_add_rounds(rounds, 0.5, 0.25))
  }

  /// Reads every word once.
  ///
  /// - Returns: a number that depends on all of them.
  package static func read(_ words: Span<UInt64>) -> UInt64 { ck_read_words(words) }
}
