/// Searches for a scale by a number of trials.
package enum LineSearch {
  /// The scale of the highest score that was found.
  ///
  /// Steps double while scores rise; then steps shrink, towards the best scale from where the search
  /// is. Scores need not have one peak only, so the highest of all may be missed.
  /// Source: the search of ByzFL's optimal ALIE and IPM, https://github.com/LPD-EPFL/byzfl.
  ///
  /// - Parameters:
  ///   - evaluations: how many scores may be asked for, at least 1; one is for scale 0.
  ///   - step: the first step, above 0.
  ///   - limit: no scale above it is tried.
  ///   - score: what a scale is worth; a number.
  /// - Returns: a scale in `0...limit`.
  package static func highest(
    evaluations: Int, step: Double, limit: Double = .greatestFiniteMagnitude,
    _ score: (Double) -> Double
  ) -> Double {
    var best = (scale: 0.0, score: score(0))
    var (left, delta, scale, isExpanding) = (evaluations - 1, step, 0.0, true)
    while left > 0 {
      scale = isExpanding ? best.scale + delta : contracted(scale, by: delta, towards: best.scale)
      scale = min(scale, limit)
      let value = score(scale)
      left -= 1
      let isBetter = value > best.score
      if isBetter { best = (scale, value) }
      isExpanding = isExpanding && isBetter && scale < limit
      delta *= isExpanding ? 2 : 0.8
    }
    return best.scale
  }

  /// The largest scale that was found to be accepted.
  ///
  /// Halves the limit until a scale is accepted, then closes in on the smallest one above it that was
  /// not. Source: as Shejwalkar and Houmansadr, NDSS 2021, do for a known rule.
  ///
  /// - Parameters:
  ///   - evaluations: how many scales may be tried, at least 1.
  ///   - limit: the largest, above 0.
  ///   - isAccepted: whether a scale is.
  /// - Returns: a scale of at most `limit`; nil if none was accepted.
  package static func largestAccepted(
    evaluations: Int, limit: Double, _ isAccepted: (Double) -> Bool
  ) -> Double? {
    if isAccepted(limit) { return limit }
    var (accepted, refused): (Double?, Double) = (nil, limit)
    for _ in 1..<max(1, evaluations) {
      let scale = accepted.map { ($0 + refused) / 2 } ?? refused / 2
      if isAccepted(scale) { accepted = scale } else { refused = scale }
    }
    return accepted
  }

  // MARK: - Details

  /// The next scale to try; never below 0.
  private static func contracted(
    _ scale: Double, by delta: Double, towards best: Double
  ) -> Double {
    if scale < best { return scale + delta }
    var next = scale - delta
    while next < 0 { next = (next + scale) / 2 }
    return next
  }
}
